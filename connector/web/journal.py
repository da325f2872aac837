"""The pendamping's class journal of one day: what happened, by session; noted on a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.attendance import Disruption
from connector.domain.sessions import SessionRecord, local_moment, number_in_day
from connector.errors import ConnectorError
from connector.flows import attendance_papers
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.reports.attendance_sheet import SheetTotals
from connector.store import office_pages, papers
from connector.store.engine import reading
from connector.store.papers import JournalEntry
from connector.web.access import Needs, actor, page
from connector.web.cells import denominator_word
from connector.web.language import sentence, spoken
from connector.web.papers import day_of
from connector.web.place import here
from connector.web.training import find
from connector.web.translation import _

blueprint = Blueprint("journal", __name__, url_prefix="/trainings")


@dataclass(frozen=True)
class JournalPart:
    """One session of the day with what was noted."""

    slot: SessionRecord
    number: int
    entries: Sequence[JournalEntry]
    disruptions: Sequence[Disruption]
    totals: SheetTotals
    seen: int
    """Participants of whom something was measured so far."""
    state: str
    """`ahead`, `running` or `over`."""


@page(blueprint, "/<code>/attendance/<day>/journal", Needs.STAFF)
def show(code: str, day: str) -> ResponseReturnValue:
    """Show the journal of one day; `?session=` chooses where a new note goes."""
    return _page(code, day_of(day))


@page(blueprint, "/<code>/attendance/<day>/journal", Needs.COMPANION, ("POST",))
def note(code: str, day: str) -> ResponseReturnValue:
    """Note something at a time of that day."""
    when = day_of(day)
    with reading(here().office.engine) as connection:
        find(connection, code)
        found = read_attendance(connection, here().office, code)
    slot = _slot(found, when, request.form.get("session", ""))
    try:
        at = local_moment(when, _time(request.form.get("at", "")), slot.zone)
        entry = attendance_papers.add_entry(
            here().office, code, slot.key, at, request.form.get("text", ""), actor=actor()
        )
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return _page(code, when, mistake=(what, todo)), 422
    flash(_("The note is in the journal."), "ok")
    number = number_in_day(slot, found.training.sessions)
    anchor = f"note-{entry}"
    return redirect(
        url_for("journal.show", code=code, day=day, session=number, _anchor=anchor), 303
    )


@page(
    blueprint, "/<code>/attendance/<day>/journal/<int:entry_id>/strike", Needs.COMPANION, ("POST",)
)
def strike(code: str, day: str, entry_id: int) -> ResponseReturnValue:
    """Strike a note; it stays readable."""
    when = day_of(day)
    with reading(here().office.engine) as connection:
        find(connection, code)
    attendance_papers.strike_entry(here().office, code, entry_id, actor=actor())
    flash(_("The note was struck; it stays readable."), "ok")
    anchor = f"note-{entry_id}"
    return redirect(url_for("journal.show", code=code, day=when.isoformat(), _anchor=anchor), 303)


def _page(code: str, when: date, mistake: tuple[str, str] | None = None) -> str:
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        found = read_attendance(connection, office, code)
        slots = [slot for slot in found.matrix.sessions if slot.date == when]
        if not slots:
            abort(404)
        entries = papers.entries_of(connection, line.id)
        top = attendance_papers.letterhead(connection, office, found)
        lists = [
            attendance_papers.session_list(connection, office, found, slot, spoken(), head=top)
            for slot in slots
        ]
        names = office_pages.user_names(connection)
    parts = [
        _part(found, slot, entries, sheet.totals) for slot, sheet in zip(slots, lists, strict=True)
    ]
    days = sorted({slot.date for slot in found.matrix.sessions})
    at = days.index(when)
    current = _current(parts, request.values.get("session", ""))
    return render_template(
        "journal.html",
        line=line,
        day=when,
        zone=slots[0].zone,
        parts=parts,
        before=days[at - 1] if at else None,
        after=days[at + 1] if at + 1 < len(days) else None,
        current=current,
        default_time=_default_time(found, current),
        given=request.form,
        mistake=mistake,
        names=names,
        entry_length=attendance_papers.ENTRY,
        denominator_word=denominator_word,
    )


def _part(
    found: ClassAttendance,
    slot: SessionRecord,
    entries: Sequence[JournalEntry],
    totals: SheetTotals,
) -> JournalPart:
    running = slot.start <= found.now < slot.end
    cells = [cell for (_seat, key), cell in found.matrix.cells.items() if key == slot.key]
    return JournalPart(
        slot,
        number_in_day(slot, found.training.sessions),
        [one for one in entries if one.session_key == slot.key],
        [
            one.disruption
            for one in found.disruptions
            if one.disruption.start < slot.end and slot.start < one.disruption.end
        ],
        totals,
        sum(cell.minutes > 0 for cell in cells),
        "running" if running else "over" if slot.end <= found.now else "ahead",
    )


def _current(parts: Sequence[JournalPart], wanted: str) -> JournalPart:
    """Return where a note goes unless told otherwise: what runs, or was the last to begin."""
    for one in parts:
        if str(one.number) == wanted:
            return one
    begun = [one for one in parts if one.state != "ahead"]
    return begun[-1] if begun else parts[0]


def _default_time(found: ClassAttendance, current: JournalPart) -> datetime:
    """Return now on the day itself, and otherwise the session's start."""
    zone = ZoneInfo(current.slot.zone)
    same = found.now.astimezone(zone).date() == current.slot.date
    return found.now if same else current.slot.start


def _slot(found: ClassAttendance, when: date, number: str) -> SessionRecord:
    slots = [slot for slot in found.matrix.sessions if slot.date == when]
    if not slots:
        abort(404)
    for slot in slots:
        if str(number_in_day(slot, found.training.sessions)) == number:
            return slot
    raise ConnectorError("session_unknown", training=found.training.code)


def _time(text: str) -> time:
    """Read `08:15`, or `08.15` as the office writes it; raises `entry_time_unfit`."""
    try:
        hour, minute = text.strip().replace(".", ":").split(":")
        return time(int(hour), int(minute))
    except ValueError as error:
        raise ConnectorError("entry_time_unfit") from error
