"""The archive of each class day: written once, by itself or on request, and compared later.

    archive_days    every recent day that is over and settled is archived once (SOP S003 step 19)
    archive_day     one day is archived now
    fingerprint     what an archive of the day would hold now; cheap, nothing is printed

What is archived is never overwritten: a day that changes afterwards keeps its archive, the page
says so, and a person decides whether it gets the next number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from connector import log
from connector.domain.attendance import Result
from connector.domain.sessions import SessionRecord, counted, number_in_day
from connector.errors import ConnectorError
from connector.flows.attendance_papers import (
    day_journal,
    letterhead,
    session_list,
    slots_of_day,
)
from connector.flows.class_attendance import ClassAttendance, read_attendance, rule_to_options
from connector.flows.office import Office
from connector.messages import Language
from connector.reports.attendance_paper import attendance_pdf
from connector.reports.attendance_sheet import Sheet
from connector.reports.attendance_workbook import attendance_workbook
from connector.reports.class_journal import Journal, journal_pdf
from connector.reports.daily_archive import build_archive, content_fingerprint
from connector.store import audit, papers, trainings
from connector.store.engine import reading
from connector.store.papers import Archive, NewArchive

DAY = "day"
"""Kind of an archive that holds one class day."""

SETTLED = timedelta(hours=2)
"""How long after its last session a day is left alone: the record is still on its way."""

PATIENCE = timedelta(hours=26)
"""How long the archive waits for records and decisions; then it is written as a draft."""

LOOK_BACK = timedelta(days=14)
"""How far back days are archived by themselves."""

ACTOR = "job:archive"
"""Who the trail names for an archive that nobody asked for."""

_log = log.get("archive")


def archive_days(office: Office) -> int:
    """Archive every recent day that is over and settled, and not archived yet; return how many.

    What one training refuses keeps no other waiting; the first refusal is raised at the end.
    """
    now = office.clock()
    made, refused = 0, list[ConnectorError]()
    for code, days in _unarchived(office, now).items():
        with reading(office.engine) as connection:
            found = read_attendance(connection, office, code)
        for day in days:
            try:
                if _ripe(found, day):
                    archive_day(office, code, day, actor=ACTOR)
                    made += 1
            except ConnectorError as error:
                _log.warning("refused", training=found.id, day=day.isoformat(), code=error.code)
                refused.append(error)
    if refused:
        raise refused[0]
    return made


def archive_day(office: Office, code: str, day: date, *, actor: str) -> Archive:
    """Write one day's archive: lists, workbook, journal, manifest. Returns the entry.

    The same day with nothing changed is the entry that is there already. Raises ConnectorError
    `day_unknown`, or `day_not_over` while a session of the day is still to end.
    """
    with reading(office.engine) as connection:
        found = read_attendance(connection, office, code)
        prepared = _prepared(connection, office, found, day)
    if found.now < max(slot.end for slot in slots_of_day(found, day)):
        raise ConnectorError("day_not_over", training=code)
    new = _printed(found, day, prepared, office.language)
    with office.engine.begin() as connection:
        trainings.lock(connection, found.id)
        there = {one.id for one in papers.archives_of(connection, found.id)}
        kept = papers.put_archive(connection, new, actor=actor, now=found.now)
        if kept.id not in there:
            audit.note(
                connection, actor, "day.archived", found.training.key, now=found.now,
                archive=kept.id, day=day.isoformat(), number=kept.number, sha256=kept.sha256,
            )  # fmt: skip
            _log.debug("archived", training=found.id, day=day.isoformat(), number=kept.number)
    return kept


def fingerprint(
    connection: Connection,
    office: Office,
    found: ClassAttendance,
    day: date,
    sheets: Sequence[Sheet] = (),
) -> str:
    """Return the fingerprint an archive of the day would have now; compare with the manifest's.

    `sheets` are the day's filled lists in the office's language, where they are built already.
    """
    prepared = _prepared(connection, office, found, day, sheets)
    return content_fingerprint(day, found.training, prepared.facts, prepared.identities)


@dataclass(frozen=True)
class _Prepared:
    """Everything of a day before it is printed."""

    sheets: Sequence[Sheet]
    journal: Journal
    facts: Mapping[str, Any]

    @property
    def identities(self) -> dict[str, str]:
        """File name → digest of what it says, whenever it is printed."""
        lists = [sheet.fingerprint for sheet in self.sheets]
        named = {f"daftar-hadir/sesi-{n}.pdf": one for n, one in enumerate(lists, start=1)}
        return {
            **named,
            "daftar-hadir.xlsx": "+".join(lists),
            "jurnal.pdf": self.journal.fingerprint,
        }


def _prepared(
    connection: Connection,
    office: Office,
    found: ClassAttendance,
    day: date,
    built: Sequence[Sheet] = (),
) -> _Prepared:
    """Build a day's papers in the office's language, as values."""
    slots, language = slots_of_day(found, day), office.language
    head = letterhead(connection, office, found)
    sheets = built or [
        session_list(connection, office, found, slot, language, head=head) for slot in slots
    ]
    journal = day_journal(connection, office, found, day, language, head=head, sheets=sheets)
    return _Prepared(sheets, journal, _facts(connection, found, slots, sheets))


def _printed(
    found: ClassAttendance, day: date, prepared: _Prepared, language: Language
) -> NewArchive:
    files = {
        f"daftar-hadir/sesi-{n}.pdf": attendance_pdf(sheet, language)
        for n, sheet in enumerate(prepared.sheets, start=1)
    }
    files["daftar-hadir.xlsx"] = attendance_workbook(prepared.sheets, language)
    files["jurnal.pdf"] = journal_pdf(prepared.journal, language)
    package = build_archive(
        day,
        found.training,
        files,
        prepared.facts,
        now=found.now,
        identities=prepared.identities,
    )
    name = f"{found.training.code}-{day.isoformat()}.zip"
    return NewArchive(found.id, DAY, day, name, package.content, package.manifest)


def _facts(
    connection: Connection,
    found: ClassAttendance,
    slots: Sequence[SessionRecord],
    sheets: Sequence[Sheet],
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
                "draft": list(sheet.draft_reasons),
            }
            for slot, sheet in zip(slots, sheets, strict=True)
        ],
        "evidence": [
            {"id": one.id, "kind": one.kind.value, "sha256": one.sha256, "size": one.size}
            for one in papers.evidence_of(connection, found.id)
            if one.session_key in keys and one.removed_at is None
        ],
        "unmatched": _waiting_names(found, slots),
    }


def _counts(found: ClassAttendance, slot: SessionRecord) -> Counter[str]:
    cells = (cell for (_, key), cell in found.matrix.cells.items() if key == slot.key)
    return Counter(cell.mark.value if cell.mark else cell.result.value for cell in cells)


def _waiting_names(found: ClassAttendance, slots: Sequence[SessionRecord]) -> int:
    """Count the names that wait for a person and were there in one of these sessions."""
    return sum(
        any(
            one.stay.joined < slot.end and one.stay.until(found.now) > slot.start
            for one in card.stays
            for slot in slots
        )
        for card in found.cards
    )


def at_the_latest(found: ClassAttendance, day: date) -> datetime | None:
    """Return when a day is archived by itself at the latest; None once that will not happen."""
    end = max(slot.end for slot in slots_of_day(found, day)) + PATIENCE
    wanted = bool(found.matrix.cells) and day >= (found.now - LOOK_BACK).date()
    return end if wanted else None


def _unarchived(office: Office, now: datetime) -> dict[str, list[date]]:
    """List the days that are over long enough and have no archive, by training; cheap."""
    since, until = (now - LOOK_BACK).date(), now.date() + timedelta(days=1)
    waiting: dict[str, list[date]] = {}
    with reading(office.engine) as connection:
        for number, code in trainings.meeting_between(connection, 0, since, until).items():
            kept = {one.day for one in papers.archives_of(connection, number) if one.kind == DAY}
            ends: dict[date, datetime] = {}
            for slot in counted(trainings.sessions_of(connection, number)):
                ends[slot.date] = max(slot.end, ends.get(slot.date, slot.end))
            days = [
                day
                for day, end in sorted(ends.items())
                if day >= since and day not in kept and now >= end + SETTLED
            ]
            if days:
                waiting[code] = days
    return waiting


def _ripe(found: ClassAttendance, day: date) -> bool:
    """Tell whether a day is over and nothing of it waits any more, or waited long enough.

    A day on which nobody has a seat has nothing to archive.
    """
    slots = slots_of_day(found, day)
    keys = {slot.key for slot in slots}
    cells = [cell for (_, key), cell in found.matrix.cells.items() if key in keys]
    over = max(slot.end for slot in slots)
    if not cells or found.now < over + SETTLED:
        return False
    waits = any(cell.provisional or cell.result is Result.UNDECIDED for cell in cells)
    return not waits or found.now >= over + PATIENCE
