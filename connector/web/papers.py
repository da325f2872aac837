"""The papers of one training's attendance: lists, workbooks, journals, and the archive of each day.

Whatever leaves the house with people's numbers on it is for who keeps attendance, is written
down in the trail, and is kept by no browser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.sessions import SessionRecord, number_in_day
from connector.errors import ConnectorError
from connector.flows import archive_days, attendance_papers
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.reports.attendance_paper import attendance_pdf
from connector.reports.attendance_sheet import Sheet
from connector.reports.attendance_workbook import attendance_workbook
from connector.reports.class_journal import journal_pdf
from connector.store import audit, office_pages, papers, training_pages
from connector.store.engine import reading
from connector.store.papers import Archive
from connector.web.access import Needs, actor, page
from connector.web.language import day as day_words
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.problems import problem
from connector.web.session_address import slot_of
from connector.web.sheets import XLSX, download
from connector.web.training import find, head
from connector.web.translation import _

blueprint = Blueprint("papers", __name__, url_prefix="/trainings")

PDF = "application/pdf"
ZIP = "application/zip"

FILE_NAMES = {
    "list": ("daftar-hadir", "attendance-list"),
    "blank": ("daftar-hadir-kosong", "attendance-list-blank"),
    "journal": ("jurnal", "journal"),
    "archive": ("arsip", "archive"),
    "evidence": ("bukti", "evidence"),
    "session": ("sesi", "session"),
    "draft": ("KONSEP", "DRAFT"),
}
"""Words of file names, Indonesian and English: plain letters, for every system."""


@dataclass(frozen=True)
class PaperSession:
    """One session as the page of papers shows it."""

    slot: SessionRecord
    number: int
    sheet: Sheet
    begun: bool
    over: bool
    evidence: int


@dataclass(frozen=True)
class PaperDay:
    """One day with its sessions, and what became of its archive."""

    date: date
    sessions: Sequence[PaperSession]
    archives: Sequence[Archive]
    """Newest first."""
    changed: bool
    """The day is no longer what its newest archive holds."""
    notes: int
    over: bool
    by_itself: datetime | None
    """When it is archived by itself at the latest; None where that does not happen."""

    @property
    def draft(self) -> bool:
        return any(one.sheet.draft for one in self.sessions)

    @property
    def mark(self) -> str:
        """Which of the five states the day's archive is in."""
        if self.archives:
            return "decision" if self.changed or drafts_in(self.archives[0]) else "ok"
        return "decision" if self.over and self.by_itself is None else "waiting"


@page(blueprint, "/<code>/attendance/papers", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show every day with its papers and the state of its archive."""
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        found = read_attendance(connection, office, code)
        days = _days(connection, found)
        names = office_pages.user_names(connection)
    return render_template(
        "papers.html",
        **head(line, everyone),
        tab="attendance",
        days=days,
        unmatched=len(found.cards),
        names=names,
        robot=archive_days.ACTOR,
        drafts_in=drafts_in,
        today=_today(found, days),
    )


@page(blueprint, "/<code>/attendance/<day>/<int:number>/list.pdf", Needs.COMPANION)
def session_list(code: str, day: str, number: int) -> ResponseReturnValue:
    """Hand out one session's list, filled with what was measured."""
    return _session_paper(code, day, number, blank=False)


@page(blueprint, "/<code>/attendance/<day>/<int:number>/blank.pdf", Needs.COMPANION)
def blank_list(code: str, day: str, number: int) -> ResponseReturnValue:
    """Hand out one session's list to be signed by hand."""
    return _session_paper(code, day, number, blank=True)


@page(blueprint, "/<code>/attendance/<day>/lists.xlsx", Needs.COMPANION)
def day_workbook(code: str, day: str) -> ResponseReturnValue:
    """Hand out all lists of one day as a workbook."""
    return _workbook(code, day_of(day))


@page(blueprint, "/<code>/attendance/papers/lists.xlsx", Needs.COMPANION)
def workbook(code: str) -> ResponseReturnValue:
    """Hand out the lists of all sessions as a workbook."""
    return _workbook(code, None)


@page(blueprint, "/<code>/attendance/<day>/journal.pdf", Needs.COMPANION)
def journal_paper(code: str, day: str) -> ResponseReturnValue:
    """Hand out the journal of one day."""
    office, when = here().office, day_of(day)
    with reading(office.engine) as connection:
        find(connection, code)
        found = read_attendance(connection, office, code)
        _sessions_of(found, when)
        journal = attendance_papers.day_journal(connection, office, found, when, spoken())
    content = journal_pdf(journal, spoken())
    _note_taken(found, "journal", when)
    return download(content, PDF, _file_name(code, when, "journal") + ".pdf")


@page(blueprint, "/<code>/attendance/<day>/archive", Needs.COMPANION, ("POST",))
def archive(code: str, day: str) -> ResponseReturnValue:
    """Archive one day now; what has not changed since the last time is not written again."""
    when = day_of(day)
    try:
        kept = archive_days.archive_day(here().office, code, when, actor=actor())
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return problem(409, what, _("Nothing was archived."), todo)
    told = _("%(day)s is kept as archive #%(number)s.", day=day_words(when), number=kept.number)
    flash(told, "ok")
    return _back(code, kept.day)


@page(blueprint, "/<code>/attendance/archives/<int:archive_id>/download", Needs.COMPANION)
def archived(code: str, archive_id: int) -> ResponseReturnValue:
    """Hand out an archive, after comparing it with its digest."""
    known, content, key = _archive(code, archive_id)
    if content is None:
        return _damaged(known)
    _note(key, "archive.taken", archive=known.id, number=known.number, day=known.day.isoformat())
    name = f"{_file_name(code, known.day, 'archive')}-{known.number}.zip"
    return download(content, ZIP, name)


@page(blueprint, "/<code>/attendance/archives/<int:archive_id>/verify", Needs.COMPANION, ("POST",))
def verify(code: str, archive_id: int) -> ResponseReturnValue:
    """Read an archive again and compare it with its digest."""
    known, content, _key = _archive(code, archive_id)
    if content is None:
        return _damaged(known)
    flash(
        _(
            "Archive #%(number)s of %(day)s was read again: %(size)s bytes, and sha256 is the "
            "same as when it was written.",
            number=known.number,
            day=day_words(known.day),
            size=known.size,
        ),
        "ok",
    )
    return _back(code, known.day)


def day_of(text: str) -> date:
    """Return the day an address names, or answer 404."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def drafts_in(one: Archive) -> list[str]:
    """Say why an archive was written as a draft, once for each reason."""
    sessions = one.manifest.get("facts", {}).get("sessions", [])
    return list(dict.fromkeys(why for slot in sessions for why in slot.get("draft", ())))


def _days(connection: Connection, found: ClassAttendance) -> list[PaperDay]:
    office, language = here().office, spoken()
    top = attendance_papers.letterhead(connection, office, found)
    evidence = Counter(
        one.session_key
        for one in papers.evidence_of(connection, found.id)
        if one.removed_at is None
    )
    entries = Counter(
        one.session_key for one in papers.entries_of(connection, found.id) if one.struck_at is None
    )
    archives = papers.archives_of(connection, found.id)
    made = []
    for when, slots in groupby(found.matrix.sessions, lambda slot: slot.date):
        sessions = [
            PaperSession(
                slot,
                number_in_day(slot, found.training.sessions),
                attendance_papers.session_list(connection, office, found, slot, language, head=top),
                slot.start <= found.now,
                slot.end <= found.now,
                evidence[slot.key],
            )
            for slot in slots
        ]
        kept = [one for one in reversed(archives) if one.day == when]
        over = all(one.over for one in sessions)
        made.append(
            PaperDay(
                when,
                sessions,
                kept,
                bool(kept) and _changed(connection, found, kept[0], sessions),
                sum(entries[one.slot.key] for one in sessions),
                over,
                None if kept else archive_days.at_the_latest(found, when),
            )
        )
    return made


def _changed(
    connection: Connection,
    found: ClassAttendance,
    newest: Archive,
    sessions: Sequence[PaperSession],
) -> bool:
    office = here().office
    built = [one.sheet for one in sessions] if spoken() == office.language else []
    now = archive_days.fingerprint(connection, office, found, newest.day, built)
    return now != newest.manifest.get("fingerprint")


def _today(found: ClassAttendance, days: Sequence[PaperDay]) -> date | None:
    """Return the day that runs, or the last one that has begun."""
    begun = [one.date for one in days if one.sessions[0].begun]
    return begun[-1] if begun else None


def _session_paper(code: str, day: str, number: int, *, blank: bool) -> Response:
    office = here().office
    with reading(office.engine) as connection:
        find(connection, code)
        found = read_attendance(connection, office, code)
        slot = slot_of(found, day, number)
        sheet = attendance_papers.session_list(
            connection, office, found, slot, spoken(), blank=blank
        )
    content = attendance_pdf(sheet, spoken())
    kind = "blank" if blank else "list"
    _note_taken(found, kind, slot.date, number)
    name = _file_name(code, slot.date, kind, number, draft=sheet.draft)
    return download(content, PDF, f"{name}.pdf")


def _workbook(code: str, when: date | None) -> Response:
    office = here().office
    with reading(office.engine) as connection:
        find(connection, code)
        found = read_attendance(connection, office, code)
        slots = found.matrix.sessions if when is None else _sessions_of(found, when)
        top = attendance_papers.letterhead(connection, office, found)
        sheets = [
            attendance_papers.session_list(connection, office, found, slot, spoken(), head=top)
            for slot in slots
        ]
    if not sheets:
        abort(404)
    content = attendance_workbook(sheets, spoken())
    _note_taken(found, "workbook", when)
    draft = any(sheet.draft for sheet in sheets)
    return download(content, XLSX, _file_name(code, when, "list", draft=draft) + ".xlsx")


def _sessions_of(found: ClassAttendance, when: date) -> list[SessionRecord]:
    try:
        return attendance_papers.slots_of_day(found, when)
    except ConnectorError:
        abort(404)


def _archive(code: str, archive_id: int) -> tuple[Archive, bytes | None, str]:
    """Return an archive with its bytes; None for bytes that no longer fit their digest."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        known = next(
            (one for one in papers.archives_of(connection, line.id) if one.id == archive_id), None
        )
        if known is None:
            abort(404)
        try:
            content = papers.archive_content(connection, line.id, archive_id)
        except ConnectorError:
            content = None
    return known, content, line.key


def _damaged(known: Archive) -> ResponseReturnValue:
    what, todo = sentence("archive_damaged", {"number": known.number})
    return problem(409, what, _("The archive was left as it is; nothing was handed out."), todo)


def _note_taken(
    found: ClassAttendance, paper: str, when: date | None = None, number: int = 0
) -> None:
    """Write down who took a paper with people's numbers on it."""
    day = when.isoformat() if when else ""
    _note(found.training.key, "paper.taken", paper=paper, day=day, session=number)


def _note(training: str, action: str, **details: str | int) -> None:
    office = here().office
    with office.engine.begin() as connection:
        audit.note(connection, actor(), action, training, now=office.clock(), **details)


def _file_name(
    code: str, when: date | None, kind: str, number: int = 0, *, draft: bool = False
) -> str:
    """`PTPP-2026-01-2026-08-03-sesi-1-daftar-hadir-KONSEP`, without an ending."""
    session = f"{name_word('session')}-{number}" if number else ""
    parts = [code, when.isoformat() if when else "", session, name_word(kind)]
    return "-".join(part for part in [*parts, name_word("draft") if draft else ""] if part)


def name_word(name: str) -> str:
    """Return a word of a file's name in the language of this answer."""
    indonesian, english = FILE_NAMES[name]
    return indonesian if spoken() == "id" else english


def _back(code: str, when: date) -> ResponseReturnValue:
    return redirect(url_for("papers.show", code=code, _anchor=f"day-{when.isoformat()}"), 303)
