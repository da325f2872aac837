"""The papers of a class: lists to sign and to hand in, evidence, the journal.

    session_list    the daftar hadir of one session, blank or filled (SOP S003 steps 4, 12)
    day_journal     the pendamping's journal of one day (step 10)
    add_evidence    a scan, a screenshot or a letter is attached
    read_evidence   its content is handed to who may see it
    add_entry       something is noted in the journal

The archive of each day stands in `archive_days`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from connector.domain.attendance import Interval
from connector.domain.attribution import Standing
from connector.domain.sessions import SessionRecord, counted
from connector.errors import ConnectorError
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.office import Office
from connector.messages import Language
from connector.reports import attendance_sheet
from connector.reports.attendance_sheet import Sheet, sheet_of
from connector.reports.class_journal import (
    Entry,
    Journal,
    JournalSession,
    journal_of,
)
from connector.store import audit, office_pages, papers, trainings
from connector.store.keys import number_of
from connector.store.papers import Evidence, EvidenceKind, NewEvidence

ENTRY = 2000
"""Characters a journal entry may have."""


@dataclass(frozen=True)
class Attached:
    """A file somebody wants to attach to a training's attendance."""

    kind: EvidenceKind
    file_name: str
    content: bytes
    note: str = ""
    seat: str = ""
    session: str = ""


def session_list(
    connection: Connection,
    office: Office,
    found: ClassAttendance,
    session: SessionRecord,
    language: Language,
    *,
    blank: bool = False,
    head: attendance_sheet.Office | None = None,
) -> Sheet:
    """Build one session's list: filled with what was measured, or blank to sign by hand.

    `head` is the `letterhead` where several lists share one.
    """
    return sheet_of(
        found.training,
        session,
        None if blank else found.matrix,
        rule=found.rule,
        office=head or letterhead(connection, office, found),
        now=found.now,
        language=language,
        seen=None if blank else seen_in(found, session),
    )


def seen_in(found: ClassAttendance, session: SessionRecord) -> dict[str, Interval]:
    """First and last moment in the meeting during a session, by seat; certain stays alone."""
    times: dict[str, Interval] = {}
    for one in found.attributed:
        if one.standing is not Standing.CERTAIN or one.stay.joined >= session.end:
            continue
        start = max(one.stay.joined, session.start)
        end = min(one.stay.until(found.now), session.end)
        if end <= start:
            continue
        for seat in one.seats:
            known = times.get(seat, Interval(start, end))
            times[seat] = Interval(min(known.start, start), max(known.end, end))
    return times


def day_journal(
    connection: Connection,
    office: Office,
    found: ClassAttendance,
    day: date,
    language: Language,
    *,
    head: attendance_sheet.Office | None = None,
    sheets: Sequence[Sheet] = (),
) -> Journal:
    """Build the journal of one day; raises ConnectorError `day_unknown` without a session.

    `sheets` are the day's filled lists in that language, where they are built already.
    """
    top, slots = head or letterhead(connection, office, found), slots_of_day(found, day)
    lists = sheets or [
        session_list(connection, office, found, slot, language, head=top) for slot in slots
    ]
    entries = papers.entries_of(connection, found.id)
    sessions = [
        _journal_session(found, slot, entries, sheet)
        for slot, sheet in zip(slots, lists, strict=True)
    ]
    return journal_of(
        found.training,
        day,
        sessions,
        office=top,
        now=found.now,
        language=language,
    )


def add_evidence(office: Office, code: str, attached: Attached, *, actor: str) -> Evidence:
    """Attach a file; letters are shown to administrators alone.

    Raises ConnectorError `evidence_too_large`, `evidence_kind_unknown`, `session_unknown`,
    `seat_unknown`; nothing is stored then.
    """
    if len(attached.content) > office.upload_max_bytes:
        raise ConnectorError("evidence_too_large", megabytes=office.upload_max_bytes >> 20)
    with office.engine.begin() as connection:
        now = office.clock()
        found = read_attendance(connection, office, code)
        if attached.session:
            found.session(attached.session)
        if attached.seat and attached.seat not in found.seats:
            raise ConnectorError("seat_unknown", training=code)
        new = NewEvidence(
            training_id=found.id,
            kind=attached.kind,
            file_name=attached.file_name,
            content=attached.content,
            note=attached.note,
            seat_id=number_of(attached.seat) if attached.seat else None,
            session_key=attached.session or None,
            restricted=attached.kind is EvidenceKind.LETTER,
        )
        stored = papers.add_evidence(connection, new, actor=actor, now=now)
        audit.note(
            connection, actor, "evidence.added", found.training.key, now=now, evidence=stored.id
        )
    return stored


def read_evidence(
    office: Office, code: str, number: int, *, trusted: bool, actor: str
) -> tuple[Evidence, bytes]:
    """Return a file with its content; who opened a restricted one is written down.

    `trusted` readers (administrators) see letters, and what was removed while it is kept.
    Raises ConnectorError `evidence_unknown`, `evidence_restricted`, `evidence_purged`,
    `evidence_damaged`.
    """
    with office.engine.begin() as connection:
        training = _id(connection, code)
        known = papers.evidence_by_id(connection, training, number)
        if known is None or (known.removed_at and not trusted):
            raise ConnectorError("evidence_unknown", number=number)
        if known.restricted and not trusted:
            raise ConnectorError("evidence_restricted", number=number)
        content = papers.evidence_content(connection, training, number)
        if known.restricted:
            audit.note(
                connection, actor, "evidence.viewed", f"training:{training}",
                now=office.clock(), evidence=number,
            )  # fmt: skip
    return known, content


def remove_evidence(office: Office, code: str, number: int, *, actor: str) -> None:
    """Take a file off the list; it is kept until retention takes it."""
    with office.engine.begin() as connection:
        now = office.clock()
        training = _id(connection, code)
        papers.remove_evidence(connection, training, number, actor=actor, now=now)
        audit.note(
            connection, actor, "evidence.removed", f"training:{training}", now=now,
            evidence=number,
        )  # fmt: skip


def add_entry(
    office: Office, code: str, session: str, at: datetime, text: str, *, actor: str
) -> int:
    """Note something in the journal; return its id. Raises `entry_empty`, `session_unknown`."""
    plain = text.strip()[:ENTRY]
    if not plain:
        raise ConnectorError("entry_empty")
    with office.engine.begin() as connection:
        training = read_attendance(connection, office, code)
        training.session(session)
        now = office.clock()
        entry = papers.add_entry(connection, training.id, session, at, plain, actor=actor, now=now)
        audit.note(
            connection, actor, "journal.noted", training.training.key, now=now, entry=entry.id
        )
    return entry.id


def strike_entry(office: Office, code: str, number: int, *, actor: str) -> None:
    """Strike a journal entry; it stays readable, struck through."""
    with office.engine.begin() as connection:
        now = office.clock()
        training = _id(connection, code)
        papers.strike_entry(connection, training, number, actor=actor, now=now)
        audit.note(
            connection, actor, "journal.struck", f"training:{training}", now=now, entry=number
        )


def slots_of_day(found: ClassAttendance, day: date) -> list[SessionRecord]:
    """List the sessions of a day that count; raises ConnectorError `day_unknown` for none."""
    slots = [slot for slot in counted(found.training.sessions) if slot.date == day]
    if not slots:
        raise ConnectorError("day_unknown", training=found.training.code)
    return slots


def _journal_session(
    found: ClassAttendance,
    slot: SessionRecord,
    entries: Sequence[papers.JournalEntry],
    sheet: Sheet,
) -> JournalSession:
    return JournalSession(
        session=slot,
        entries=[
            Entry(one.at, one.text, one.actor, one.struck_at, one.struck_by or "")
            for one in entries
            if one.session_key == slot.key
        ],
        disruptions=[
            one.disruption
            for one in found.disruptions
            if one.disruption.start < slot.end and one.disruption.end > slot.start
        ],
        totals=sheet.totals,
    )


def letterhead(
    connection: Connection, office: Office, found: ClassAttendance
) -> attendance_sheet.Office:
    """Return what stands on every paper of a training, whatever the session."""
    stored = trainings.by_id(connection, found.id)
    unit = stored.settings.unit if stored else ""
    lines = [*office.organiser, *([unit] if unit and unit not in office.organiser else [])]
    return attendance_sheet.Office(
        organiser="\n".join(lines),
        place=office.place,
        actors=office_pages.user_names(connection),
    )


def _id(connection: Connection, code: str) -> int:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored.id
