"""Queries about trainings and their timetable; seats have a module of their own."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from connector.domain.sessions import SessionKind, SessionRecord
from connector.domain.trainings import CourseFile, MeetingMode, Training
from connector.errors import ConnectorError
from connector.store import course_files
from connector.store import seats as seat_queries
from connector.store.engine import insert_into
from connector.store.keys import number_of, training_key
from connector.store.records import person_to_json, session_to_json
from connector.store.tables import sessions, trainings

LinkFor = Callable[[str], str]
"""Turns a seat's link nonce into its permanent personal address."""

PLANNED = "planned"


@dataclass(frozen=True)
class TrainingSettings:
    """What a person may set on a training; `code` is fixed once Moodle and Zoom carry it."""

    code: str
    title: str
    zone: str
    cohort: str = ""
    unit: str = ""
    meeting_mode: MeetingMode = MeetingMode.PER_DAY
    options: Mapping[str, Any] = field(default_factory=dict)
    decree_number: str | None = None
    decree_date: date | None = None


@dataclass(frozen=True)
class StoredTraining:
    """One training without its seats and sessions."""

    id: int
    settings: TrainingSettings
    state: str
    created_at: datetime
    created_by: str

    @property
    def key(self) -> str:
        return training_key(self.id)

    @property
    def code(self) -> str:
        return self.settings.code

    @property
    def title(self) -> str:
        return self.settings.title


@dataclass(frozen=True)
class SessionChanges:
    """Keys of timetable slots by what a new version did to them."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]


def create(
    connection: Connection, settings: TrainingSettings, *, actor: str, now: datetime
) -> StoredTraining:
    """Add a training; raises ConnectorError `training_exists` when the code is taken."""
    row = connection.execute(
        insert_into(connection, trainings)
        .values(**_columns(settings), state=PLANNED, created_at=now, created_by=actor)
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(trainings)
    ).one_or_none()
    if row is None:
        raise ConnectorError("training_exists", training=settings.code)
    return _training(row)


def change(connection: Connection, training_id: int, settings: TrainingSettings) -> StoredTraining:
    """Store new settings; the code stays what it was."""
    values = {name: value for name, value in _columns(settings).items() if name != "code"}
    row = connection.execute(
        update(trainings).where(trainings.c.id == training_id).values(values).returning(trainings)
    ).one()
    return _training(row)


def get(connection: Connection, code: str) -> StoredTraining | None:
    return _one(connection, select(trainings).where(trainings.c.code == code))


def by_id(connection: Connection, training_id: int) -> StoredTraining | None:
    return _one(connection, select(trainings).where(trainings.c.id == training_id))


def listing(connection: Connection) -> list[StoredTraining]:
    """List all trainings, the newest first."""
    rows = connection.execute(select(trainings).order_by(trainings.c.id.desc()))
    return [_training(row) for row in rows]


def lock(connection: Connection, training_id: int) -> None:
    """Let nobody else number rosters or plans of this training until the transaction ends."""
    connection.execute(
        select(trainings.c.id).where(trainings.c.id == training_id).with_for_update()
    ).one()


def load_training(connection: Connection, code: str, link_for: LinkFor) -> Training:
    """Read one training with all its seats and sessions, in three queries.

    `link_for` gets the seat's nonce. Raises ConnectorError `training_unknown`.
    """
    stored = get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    settings = stored.settings
    return Training(
        key=stored.key,
        code=settings.code,
        title=settings.title,
        cohort=settings.cohort,
        zone=settings.zone,
        seats=[seat.as_domain(link_for) for seat in seat_queries.listing(connection, stored.id)],
        sessions=sessions_of(connection, stored.id),
        meeting_mode=settings.meeting_mode,
        course_links=wants_links(settings.options),
    )


def load_wanted(connection: Connection, code: str, link_for: LinkFor) -> Training:
    """Read one training with everything that Moodle and Zoom should hold of it.

    What only they are to hold (files) is read here alone. Raises as `load_training` does.
    """
    training = load_training(connection, code, link_for)
    return replace(training, files=_files_of(connection, number_of(training.key)))


def _files_of(connection: Connection, training_id: int) -> list[CourseFile]:
    return [one.file for one in course_files.of_training(connection, training_id).values()]


def wants_links(options: Mapping[str, Any]) -> bool:
    """Tell whether the course shows a way into each session; it does unless somebody said no."""
    return bool(options.get("moodle", {}).get("links", True))


def roster_fingerprint(connection: Connection, training_id: int) -> str:
    """Digest everything that decides what Moodle and Zoom should hold (`Plan.roster_version`).

    Accepted seats, sessions, files and settings; not the personal links, which may be renewed
    freely.
    """
    row = connection.execute(select(trainings).where(trainings.c.id == training_id)).one()
    settings = _training(row).settings
    seats = [
        [seat.key, seat.person, seat.role.value, seat.number, person_to_json(seat.record)]
        for seat in seat_queries.listing(connection, training_id)
        if seat.accepted
    ]
    slots = [session_to_json(one) for one in sessions_of(connection, training_id)]
    files = [
        [one.kind.value, one.file_name, one.sha256] for one in _files_of(connection, training_id)
    ]
    decides = [_columns(settings), seats, slots, *([files] if files else [])]
    text = json.dumps(decides, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def sessions_of(connection: Connection, training_id: int) -> list[SessionRecord]:
    """List the timetable in order of time, without removed slots."""
    rows = connection.execute(
        select(sessions)
        .where(sessions.c.training_id == training_id, sessions.c.removed_at.is_(None))
        .order_by(sessions.c.starts_at, sessions.c.key)
    )
    return [_session(row) for row in rows]


def meeting_between(
    connection: Connection, training_id: int, first: date, last: date
) -> dict[int, str]:
    """Return id → code of the other trainings that meet on one of these local dates."""
    rows = connection.execute(
        select(trainings.c.id, trainings.c.code)
        .where(
            trainings.c.id != training_id,
            trainings.c.id.in_(
                select(sessions.c.training_id).where(
                    sessions.c.date.between(first, last), sessions.c.removed_at.is_(None)
                )
            ),
        )
        .order_by(trainings.c.id)
    )
    return {row.id: row.code for row in rows}


def put_sessions(
    connection: Connection, training_id: int, wanted: Sequence[SessionRecord], *, now: datetime
) -> SessionChanges:
    """Make the timetable equal to `wanted`; vanished slots are marked removed and kept."""
    rows = connection.execute(select(sessions).where(sessions.c.training_id == training_id))
    there = {row.key: row for row in rows}
    added, updated = list[str](), list[str]()
    fresh = list[dict[str, Any]]()
    for one in wanted:
        row = there.get(one.key)
        if row is None:
            fresh.append({"training_id": training_id, **_slot(one)})
            added.append(one.key)
        elif row.removed_at is not None or _session(row) != one:
            connection.execute(
                update(sessions)
                .where(sessions.c.id == row.id)
                .values(**_slot(one), removed_at=None)
            )
            (added if row.removed_at is not None else updated).append(one.key)
    if fresh:
        connection.execute(sessions.insert(), fresh)
    kept = {one.key for one in wanted}
    removed = [row for row in there.values() if row.key not in kept and row.removed_at is None]
    _mark_removed(connection, (row.id for row in removed), now)
    return SessionChanges(tuple(added), tuple(updated), tuple(row.key for row in removed))


def _mark_removed(connection: Connection, gone: Iterable[int], now: datetime) -> None:
    for session_id in gone:
        connection.execute(
            update(sessions).where(sessions.c.id == session_id).values(removed_at=now)
        )


def _one(connection: Connection, query: Select[Any]) -> StoredTraining | None:
    row = connection.execute(query).one_or_none()
    return None if row is None else _training(row)


def _columns(settings: TrainingSettings) -> dict[str, Any]:
    return {
        "code": settings.code,
        "title": settings.title,
        "cohort": settings.cohort,
        "zone": settings.zone,
        "unit": settings.unit,
        "meeting_mode": settings.meeting_mode.value,
        "options": dict(settings.options),
        "decree_number": settings.decree_number,
        "decree_date": settings.decree_date,
    }


def _training(row: Row[Any]) -> StoredTraining:
    settings = TrainingSettings(
        code=row.code,
        title=row.title,
        zone=row.zone,
        cohort=row.cohort,
        unit=row.unit,
        meeting_mode=MeetingMode(row.meeting_mode),
        options=row.options,
        decree_number=row.decree_number,
        decree_date=row.decree_date,
    )
    return StoredTraining(row.id, settings, row.state, row.created_at, row.created_by)


def _slot(one: SessionRecord) -> dict[str, Any]:
    return {
        "key": one.key,
        "date": one.date,
        "starts_at": one.start,
        "ends_at": one.end,
        "zone": one.zone,
        "subject": one.subject,
        "jp": one.jp,
        "kind": one.kind.value,
        "instructors": list(one.instructor_names),
        "room": one.room,
    }


def _session(row: Row[Any]) -> SessionRecord:
    return SessionRecord(
        key=row.key,
        date=row.date,
        start=row.starts_at,
        end=row.ends_at,
        zone=row.zone,
        subject=row.subject,
        jp=row.jp,
        kind=SessionKind(row.kind),
        instructor_names=tuple(row.instructors),
        room=row.room,
    )
