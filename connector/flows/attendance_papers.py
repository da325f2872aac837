"""The papers of a class: lists to sign and to hand in, the journal, the archive of each day.

    session_list    the daftar hadir of one session, blank or filled (SOP S003 steps 4, 12)
    day_journal     the pendamping's journal of one day (step 10)
    archive_days    every day that is over and settled is archived once (step 19)
    add_evidence    a scan, a screenshot or a letter is attached
    add_entry       something is noted in the journal

What is archived is never overwritten: a day that changes afterwards gets the next number.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from connector import log
from connector.domain.attendance import Interval
from connector.domain.attribution import Standing
from connector.domain.sessions import SessionRecord, counted, number_in_day
from connector.errors import ConnectorError
from connector.flows.class_attendance import ClassAttendance, read_attendance, rule_to_options
from connector.flows.office import Office
from connector.messages import Language
from connector.reports import attendance_sheet
from connector.reports.attendance_paper import attendance_pdf
from connector.reports.attendance_sheet import Sheet, sheet_of
from connector.reports.attendance_workbook import attendance_workbook
from connector.reports.class_journal import (
    Entry,
    Journal,
    JournalSession,
    journal_of,
    journal_pdf,
)
from connector.reports.daily_archive import DailyArchive, build_archive
from connector.store import audit, office_pages, papers, trainings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.papers import Archive, Evidence, EvidenceKind, NewArchive, NewEvidence

DAY = "day"
"""Kind of an archive that holds one class day."""

SETTLED = timedelta(hours=2)
"""How long after its last session a day is left alone: the record is still on its way."""

PATIENCE = timedelta(hours=26)
"""How long the archive waits for a record; then it is written with what there is, and says so."""

LOOK_BACK = timedelta(days=14)
"""How far back days are archived by themselves."""

ENTRY = 2000
"""Characters a journal entry may have."""

_log = log.get("papers")


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
) -> Sheet:
    """Build one session's list: filled with what was measured, or blank to sign by hand."""
    return sheet_of(
        found.training,
        session,
        None if blank else found.matrix,
        rule=found.rule,
        office=_letterhead(connection, office, found),
        now=found.now,
        language=language,
        seen=None if blank else seen_in(found, session),
    )


def seen_in(found: ClassAttendance, session: SessionRecord) -> dict[str, Interval]:
    """First and last moment in the meeting during a session, by seat; certain stays alone."""
    times: dict[str, Interval] = {}
    for one in found.attributed:
        start = max(one.stay.joined, session.start)
        end = min(one.stay.until(found.now), session.end)
        if one.standing is not Standing.CERTAIN or end <= start:
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
) -> Journal:
    """Build the journal of one day; raises ConnectorError `day_unknown` without a session."""
    slots = _slots(found, day)
    entries = papers.entries_of(connection, found.id)
    return journal_of(
        found.training,
        day,
        [_journal_session(connection, office, found, slot, entries, language) for slot in slots],
        office=_letterhead(connection, office, found),
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


def archive_days(office: Office) -> int:
    """Archive every recent day that is over and settled, and not archived yet; return how many."""
    now = office.clock()
    with reading(office.engine) as connection:
        since, until = (now - LOOK_BACK).date(), now.date() + timedelta(days=1)
        codes = list(trainings.meeting_between(connection, 0, since, until).values())
    made = 0
    for code in codes:
        with reading(office.engine) as connection:
            found = read_attendance(connection, office, code)
            kept = {one.day for one in papers.archives_of(connection, found.id)}
        for day in found.training.days:
            if day >= since and day not in kept and _ripe(found, day):
                archive_day(office, code, day, actor="job:archive")
                made += 1
    return made


def archive_day(office: Office, code: str, day: date, *, actor: str) -> Archive:
    """Write one day's archive: lists, workbook, journal, manifest. Returns the entry.

    The same day with nothing changed is the entry that is there already.
    """
    with reading(office.engine) as connection:
        found = read_attendance(connection, office, code)
        package = _packed(connection, office, found, day)
    new = NewArchive(
        training_id=found.id,
        kind=DAY,
        day=day,
        file_name=f"{code}-{day.isoformat()}.zip",
        content=package.content,
        manifest=package.manifest,
    )
    with office.engine.begin() as connection:
        kept = papers.put_archive(connection, new, actor=actor, now=found.now)
        audit.note(
            connection, actor, "day.archived", found.training.key, now=found.now,
            archive=kept.id, number=kept.number, sha256=kept.sha256,
        )  # fmt: skip
    _log.info("archived", training=found.id, day=day.isoformat(), number=kept.number)
    return kept


def _packed(
    connection: Connection, office: Office, found: ClassAttendance, day: date
) -> DailyArchive:
    """Print everything of a day in the office's language, and pack it."""
    language = office.language
    slots = _slots(found, day)
    sheets = [session_list(connection, office, found, slot, language) for slot in slots]
    journal = day_journal(connection, office, found, day, language)
    files = {
        f"daftar-hadir/sesi-{n}.pdf": attendance_pdf(sheet, language)
        for n, sheet in enumerate(sheets, start=1)
    }
    files["daftar-hadir.xlsx"] = attendance_workbook(sheets, language)
    files["jurnal.pdf"] = journal_pdf(journal, language)
    identities = {
        f"daftar-hadir/sesi-{n}.pdf": sheet.fingerprint for n, sheet in enumerate(sheets, start=1)
    }
    identities["daftar-hadir.xlsx"] = "+".join(sheet.fingerprint for sheet in sheets)
    identities["jurnal.pdf"] = journal.fingerprint
    facts = _facts(connection, found, slots)
    return build_archive(day, found.training, files, facts, now=found.now, identities=identities)


def _facts(
    connection: Connection, found: ClassAttendance, slots: Sequence[SessionRecord]
) -> dict[str, Any]:
    """What the manifest says besides the files: rule, figures, evidence by its digest."""
    keys = {slot.key for slot in slots}
    return {
        "rule": rule_to_options(found.rule),
        "sessions": [
            {
                "number": number_in_day(slot, found.training.sessions),
                "subject": slot.subject,
                "counts": dict(sorted(_counts(found, slot).items())),
            }
            for slot in slots
        ],
        "evidence": [
            {"id": one.id, "kind": one.kind.value, "sha256": one.sha256, "size": one.size}
            for one in papers.evidence_of(connection, found.id)
            if one.session_key in keys and one.removed_at is None
        ],
        "unmatched": len(found.cards),
    }


def _counts(found: ClassAttendance, slot: SessionRecord) -> Counter[str]:
    cells = (cell for (_, key), cell in found.matrix.cells.items() if key == slot.key)
    return Counter(cell.mark.value if cell.mark else cell.result.value for cell in cells)


def _ripe(found: ClassAttendance, day: date) -> bool:
    """Tell whether a day is over and its record complete, or waited for long enough."""
    slots = [slot for slot in counted(found.training.sessions) if slot.date == day]
    if not slots:
        return False
    over = max(slot.end for slot in slots)
    if found.now < over + SETTLED:
        return False
    keys = {slot.key for slot in slots}
    waits = any(cell.provisional for (_, key), cell in found.matrix.cells.items() if key in keys)
    return not waits or found.now >= over + PATIENCE


def _slots(found: ClassAttendance, day: date) -> list[SessionRecord]:
    slots = [slot for slot in counted(found.training.sessions) if slot.date == day]
    if not slots:
        raise ConnectorError("day_unknown", training=found.training.code)
    return slots


def _journal_session(
    connection: Connection,
    office: Office,
    found: ClassAttendance,
    slot: SessionRecord,
    entries: Sequence[papers.JournalEntry],
    language: Language,
) -> JournalSession:
    sheet = session_list(connection, office, found, slot, language)
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


def _letterhead(
    connection: Connection, office: Office, found: ClassAttendance
) -> attendance_sheet.Office:
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
