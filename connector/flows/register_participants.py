"""A spreadsheet becomes seats and sessions: preview, confirm, next version. Read top to bottom.

    create_training  a training to import into
    preview_file     read the file, show every refused row and what would change; kept 24 hours
    confirm_preview  the kept file becomes the next version of its kind, in one transaction

The same file twice changes nothing. A seat that a new version no longer lists is withdrawn,
never deleted. Nothing reaches Moodle or Zoom from here: that is `sync_training`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.domain.people import Role, SeatRecord
from connector.domain.sessions import SessionRecord
from connector.domain.trainings import MeetingMode
from connector.errors import ConnectorError, RosterError
from connector.flows.office import Office
from connector.rosters import base
from connector.rosters.base import ColumnMapping, RosterPreview, RowFinding
from connector.rosters.compare import RosterDifference, compare, compare_sessions
from connector.rosters.headings import name_columns
from connector.rosters.limits import DEFAULT_LIMITS
from connector.rosters.people_sheet import preview_people
from connector.rosters.spreadsheet import read_sheets
from connector.rosters.timetable_sheet import preview_timetable
from connector.store import audit, people, rosters, seats, trainings
from connector.store.engine import reading
from connector.store.records import (
    seat_from_json,
    seat_to_json,
    session_from_json,
    session_to_json,
)
from connector.store.rosters import NewRoster, RosterKind
from connector.store.trainings import StoredTraining, TrainingSettings

ROLES = {RosterKind.PARTICIPANTS: Role.PARTICIPANT, RosterKind.INSTRUCTORS: Role.INSTRUCTOR}
"""The role that each people's file gives its rows; a file speaks for that role alone."""

Difference = RosterDifference[SeatRecord] | RosterDifference[SessionRecord]


@dataclass(frozen=True)
class Previewed:
    """A file as it was read, and what it would change; nothing of it is imported yet."""

    id: str
    code: str
    kind: RosterKind
    preview: RosterPreview
    difference: Difference
    expires_at: datetime


@dataclass(frozen=True)
class Imported:
    """What an import did; `version` is None when the file changed nothing."""

    code: str
    kind: RosterKind
    version: int | None
    rows_read: int
    refused: int
    added: int
    removed: int
    changed: int


def create_training(
    office: Office,
    *,
    code: str,
    title: str,
    cohort: str = "",
    zone: str = "",
    meeting_mode: MeetingMode = MeetingMode.PER_DAY,
    actor: str,
) -> StoredTraining:
    """Add a training; raises ConnectorError `training_exists` or `training_code_unfit`.

    The code becomes the course's idnumber and the meetings' marker, and never changes.
    """
    code, title = code.strip(), " ".join(title.split())
    if not (code.isascii() and 2 <= len(code) <= 40 and code.replace("-", "").isalnum()):
        raise ConnectorError("training_code_unfit", training=code[:40])
    if not 3 <= len(title) <= 200:
        raise ConnectorError("training_title_unfit", length=len(title))
    settings = TrainingSettings(code, title, zone or office.zone, cohort.strip(), "", meeting_mode)
    now = office.clock()
    with office.engine.begin() as connection:
        stored = trainings.create(connection, settings, actor=actor, now=now)
        audit.note(connection, actor, "training.created", f"training:{stored.id}", now=now)
    return stored


def preview_file(
    office: Office,
    code: str,
    kind: RosterKind,
    file_name: str,
    content: bytes,
    actor: str,
    mapping: ColumnMapping | None = None,
    columns: Mapping[str, str] | None = None,
) -> Previewed:
    """Read a file and keep it for confirmation; RosterError where it is unusable as a whole.

    `mapping` is a corrected one, `columns` says by name which heading holds a field. Without
    either, headings that a person confirmed before are read as they were then.
    """
    with reading(office.engine) as connection:
        training = _training(connection, code)
        known = rosters.remembered_mappings(connection, kind)
    if columns:
        mapping = _named(office, kind, file_name, content, columns)
    if mapping is None:
        preview = _read_as_before(office, training, kind, file_name, content, known)
    else:
        preview = _read(office, training, kind, file_name, content, mapping)
    now = office.clock()
    with office.engine.begin() as connection:
        rosters.drop_expired_previews(connection, now=now)
        preview_id = rosters.keep_preview(
            connection, kind, file_name, content, preview.mapping.to_dict(),
            training_id=training.id, actor=actor, now=now,
        )  # fmt: skip
        difference = _difference(connection, training, kind, preview)
    expires_at = now + rosters.PREVIEW_LIFETIME
    return Previewed(preview_id, code, kind, preview, difference, expires_at)


def show_preview(office: Office, preview_id: str) -> Previewed:
    """Read a kept file again, against what is there now; RosterError `preview_gone`."""
    with reading(office.engine) as connection:
        kept = _there(rosters.get_preview(connection, preview_id, now=office.clock()))
        training = _owner(connection, kept)
    preview = _read_kept(office, training, kept)
    with reading(office.engine) as connection:
        difference = _difference(connection, training, kept.kind, preview)
    return Previewed(kept.id, training.code, kept.kind, preview, difference, kept.expires_at)


def confirm_preview(office: Office, preview_id: str, actor: str) -> Imported:
    """Make a kept file the next version; all of it in one transaction, or nothing.

    Raises RosterError `preview_gone` (expired, or confirmed already) or `roster_not_importable`.
    """
    now = office.clock()
    with reading(office.engine) as connection:
        kept = _there(rosters.get_preview(connection, preview_id, now=now))
        training = _owner(connection, kept)
    # Before the transaction: reading takes seconds, and on SQLite nobody else writes meanwhile.
    preview = _read_kept(office, training, kept)
    with office.engine.begin() as connection:
        _there(rosters.take_preview(connection, preview_id, now=now))
        trainings.lock(connection, training.id)
        if not preview.importable:
            raise RosterError("roster_not_importable", refused=preview.rows_refused)
        difference = _difference(connection, training, kept.kind, preview)
        told = Imported(
            training.code, kept.kind, None, preview.rows_read, preview.rows_refused,
            len(difference.added), len(difference.removed), _records_changed(difference),
        )  # fmt: skip
        newest = rosters.latest(connection, training.id, kept.kind)
        if newest is not None and difference.is_empty:
            return told
        stored = rosters.add(
            connection, training.id, _new_roster(kept.kind, preview), actor=actor, now=now
        )
        _take_effect(connection, training, kept.kind, preview, now)
        rosters.remember_mapping(
            connection, preview.mapping.signature, kept.kind, preview.mapping.to_dict(), now=now
        )
        audit.note(
            connection, actor, "roster.imported", f"training:{training.id}", now=now,
            kind=kept.kind.value, version=stored.version, added=told.added,
            removed=told.removed, changed=told.changed, refused=told.refused,
        )  # fmt: skip
    return replace(told, version=stored.version)


def _take_effect(
    connection: Connection,
    training: StoredTraining,
    kind: RosterKind,
    preview: RosterPreview,
    now: datetime,
) -> None:
    """Make seats or sessions what the version says."""
    if kind is RosterKind.TIMETABLE:
        trainings.put_sessions(connection, training.id, preview.sessions, now=now)
        return
    seated = seats.seated(connection, training.id)
    placed = people.place(connection, preview.seats, seated=seated, now=now)
    wanted = [(seat, place.person) for seat, place in zip(preview.seats, placed, strict=True)]
    seats.put_seats(connection, training.id, wanted, roles={ROLES[kind]}, now=now)


def _read_as_before(
    office: Office,
    training: StoredTraining,
    kind: RosterKind,
    file_name: str,
    content: bytes,
    known: Sequence[Mapping[str, Any]],
) -> RosterPreview:
    """Read by what the headings say, unless a person confirmed otherwise for these headings."""
    remembered = [ColumnMapping.from_dict(dict(one)) for one in known]
    try:
        preview = _read(office, training, kind, file_name, content, None)
    except RosterError as unrecognised:
        if unrecognised.code != "headings_unknown":
            raise
        for mapping in remembered:
            with suppress(RosterError):  # headings of another source
                return _read(office, training, kind, file_name, content, mapping)
        raise
    for mapping in remembered:
        same = mapping.signature == preview.mapping.signature
        if same and mapping.columns != preview.mapping.columns:
            return _read(office, training, kind, file_name, content, mapping)
    return preview


def _named(
    office: Office, kind: RosterKind, file_name: str, content: bytes, columns: Mapping[str, str]
) -> ColumnMapping:
    limits = replace(DEFAULT_LIMITS, file_bytes=office.upload_max_bytes)
    lists = base.RosterKind.TIMETABLE if kind is RosterKind.TIMETABLE else base.RosterKind.PEOPLE
    return name_columns(read_sheets(file_name, content, limits=limits), lists, columns)


def _read(
    office: Office,
    training: StoredTraining,
    kind: RosterKind,
    file_name: str,
    content: bytes,
    mapping: ColumnMapping | None,
) -> RosterPreview:
    limits = replace(DEFAULT_LIMITS, file_bytes=office.upload_max_bytes)
    zone = training.settings.zone
    if kind is RosterKind.TIMETABLE:
        return preview_timetable(
            file_name, content, zone=zone, mapping=mapping,
            year_hint=office.clock().year, limits=limits,
        )  # fmt: skip
    return preview_people(
        file_name, content, ROLES[kind], zone=zone, mapping=mapping,
        today=office.clock().date(), limits=limits,
    )  # fmt: skip


def _read_kept(
    office: Office, training: StoredTraining, kept: rosters.RosterPreview
) -> RosterPreview:
    mapping = ColumnMapping.from_dict(kept.preview)
    return _read(office, training, kept.kind, kept.file_name, kept.file, mapping)


def _difference(
    connection: Connection, training: StoredTraining, kind: RosterKind, preview: RosterPreview
) -> Difference:
    newest = rosters.latest(connection, training.id, kind)
    before = newest.roster.content if newest else ()
    if kind is RosterKind.TIMETABLE:
        return compare_sessions([session_from_json(one) for one in before], preview.sessions)
    return compare([seat_from_json(one) for one in before], preview.seats)


def _records_changed(difference: Difference) -> int:
    return len({change.key for change in difference.changed})


def _new_roster(kind: RosterKind, preview: RosterPreview) -> NewRoster:
    content = [seat_to_json(one) for one in preview.seats]
    content += [session_to_json(one) for one in preview.sessions]
    return NewRoster(
        kind=kind,
        source="file",
        file_name=preview.file_name,
        digest=preview.digest,
        rows_read=preview.rows_read,
        rows_refused=preview.rows_refused,
        refused=[_finding(one) for one in preview.refused],
        warnings=[_finding(one) for one in preview.warnings],
        mapping=preview.mapping.to_dict(),
        content=content,
    )


def _finding(one: RowFinding) -> Mapping[str, object]:
    return {"code": one.code, **one.values()}


def _training(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored


def _there(kept: rosters.RosterPreview | None) -> rosters.RosterPreview:
    if kept is None:
        raise RosterError("preview_gone")
    return kept


def _owner(connection: Connection, kept: rosters.RosterPreview) -> StoredTraining:
    stored = trainings.by_id(connection, kept.training_id) if kept.training_id else None
    if stored is None:
        raise RosterError("preview_gone")
    return stored
