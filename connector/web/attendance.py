"""Attendance of one training: the matrix of seats and sessions, and the list of one session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.attendance import Cell, Denominator, Mark
from connector.domain.attribution import Standing
from connector.domain.people import Role
from connector.domain.sessions import SessionRecord
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.decide_attendance import REASON
from connector.store import office_pages, training_pages
from connector.store.engine import reading
from connector.store.training_pages import SeatLine
from connector.web import evidence
from connector.web.access import Needs, page
from connector.web.cells import (
    denominator_word,
    mark_word,
    rule_sentence,
    sign_in_word,
    state_of,
)
from connector.web.language import hour, sentence, spoken
from connector.web.matrix_rows import (
    EVERY_ROLE,
    STATES,
    CellWriter,
    Column,
    Wanted,
    by_day,
    columns,
    counted_states,
    fitting,
    of_role,
    rows,
    states_of,
    waiting_cards,
)
from connector.web.place import here
from connector.web.session_address import slot_of
from connector.web.shared_reading import watched
from connector.web.training import find, head
from connector.web.translation import _

blueprint = Blueprint("attendance", __name__, url_prefix="/trainings")

LIVELY = timedelta(minutes=30)
"""So long before its first and after its last session a day's cells refresh themselves."""


def state_word(state: str, *, several: bool = False) -> str:
    """What a filter is called, above one session's list or above several sessions."""
    return {
        "attended": _("attended every session") if several else _("attended"),
        "late": _("late"),
        "excused": _("excused (S, I, DL)"),
        "absent": _("absent"),
        "below": _("below the minimum"),
        "decision": _("needs a decision"),
        "corrected": _("marked by a person"),
    }[state]


@blueprint.app_template_filter("clock")
def clock(value: datetime, zone: str) -> str:
    """`08.03.12` (Indonesian) or `08:03:12` in that zone, without its label."""
    seconds = value.astimezone(ZoneInfo(zone)).second
    return f"{hour(value, zone)}{'.' if spoken() == 'id' else ':'}{seconds:02}"


@blueprint.app_template_filter("clock_value")
def clock_value(value: datetime, zone: str) -> str:
    """`08:03`, as a form's time field has it."""
    return f"{value.astimezone(ZoneInfo(zone)):%H:%M}"


STATE_ICONS = {
    "attended": "ok",
    "late": "ok",
    "excused": "ok",
    "absent": "failed",
    "below": "decision",
    "decision": "decision",
    "corrected": "hand",
}
"""Filter → icon and colour of its count."""


@page(blueprint, "/<code>/attendance", Needs.STAFF)
def matrix(code: str) -> ResponseReturnValue:
    """Show every seat at every session; `?state=&role=&q=&day=` narrow it."""
    wanted = asked()
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        found = read_attendance(connection, here().office, code)
    view = _matrix(found, everyone, wanted)
    return render_template(
        "attendance_matrix.html",
        **head(line, everyone),
        **view,
        tab="attendance",
        days=sorted({slot.date for slot in found.matrix.sessions}),
        roles=[role for role in Role if any(seat.role is role for seat in everyone)],
        every_role=EVERY_ROLE,
        rule=rule_sentence(found.rule),
        lively=_lively(found),
        phase=_phase(found),
    )


@page(blueprint, "/<code>/attendance/running", Needs.STAFF)
def running(code: str) -> ResponseReturnValue:
    """Return the cells of sessions that run or have just ended, for the matrix to refresh itself.

    Once a session has begun or ended since, the whole page is asked for again.
    """
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    seen = watched(here().office, line)
    found, everyone = seen.found, seen.everyone
    if request.args.get("phase", "") != _phase(found):
        return "", 200, {"HX-Refresh": "true"}
    view = _matrix(found, everyone, asked())
    return render_template("parts/attendance_running.html", line=line, **view)


@page(blueprint, "/<code>/attendance/<day>/<int:number>", Needs.STAFF)
def session(code: str, day: str, number: int) -> ResponseReturnValue:
    """Show one session as its daftar hadir; `?state=&role=&q=` narrow it."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        found = read_attendance(connection, here().office, code)
        names = office_pages.user_names(connection)
        slot = slot_of(found, day, number)
        evidence_choices = evidence.choices(connection, found.id, slot.key)
    wanted = asked()
    chosen = of_role(everyone, wanted.role)
    shown = columns(found, chosen, slot.date)
    all_rows = session_rows(found, chosen, slot)
    return render_template(
        "attendance_session.html",
        line=line,
        **_words(),
        column=next(one for one in shown if one.session.key == slot.key),
        neighbours=_neighbours(columns(found, (), None), slot),
        rows=fitting(all_rows, wanted),
        total=len(all_rows),
        counts=counted_states(all_rows, wanted),
        here=url_for("attendance.session", code=code, day=day, number=number),
        here_with=lambda query: url_for(
            "attendance.session", code=code, day=day, number=number, **query
        ),
        wanted=wanted,
        roles=[role for role in Role if any(seat.role is role for seat in everyone)],
        every_role=EVERY_ROLE,
        rule=rule_sentence(found.rule),
        rules=found.rule,
        marks=list(Mark),
        evidence_choices=evidence_choices,
        names=names,
        people={seat.key: seat.record.full_name for seat in everyone},
        disruptions=[
            one
            for one in found.disruptions
            if one.disruption.start < slot.end and slot.start < one.disruption.end
        ],
        denominators=Denominator,
        reason_length=REASON,
    )


def asked() -> Wanted:
    """Read what the address asks for; what is not understood asks for nothing."""
    state = request.args.get("state", "")
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = None
    return Wanted(
        state=state if state in STATES else "",
        role=request.args.get("role", "")[:20],
        text=request.args.get("q", "")[:100].strip(),
        day=day,
    )


SAID_BESIDE_A_MARK = frozenset({"marked_by_hand", "mark_differs"})
"""Reasons that the mark by hand, with its maker, says better."""

SHOWN_OTHERWISE = SAID_BESIDE_A_MARK | {"minimum_met", "session_ahead", "session_running"}
"""Reasons that the columns of a list say already; a person's own page says them in full."""


@dataclass(frozen=True)
class SessionRow:
    """One line of a daftar hadir."""

    seat: SeatLine
    cell: Cell | None
    state: str
    last_seen: datetime | None
    reasons: tuple[tuple[str, str], ...]
    """What, and what to do."""
    states: frozenset[str]


def session_rows(
    found: ClassAttendance, seats: Iterable[SeatLine], slot: SessionRecord
) -> list[SessionRow]:
    """Return a line for each seat of one session."""
    last = last_seen(found, slot)
    made = []
    for seat in seats:
        cell = found.matrix.cells.get((seat.key, slot.key))
        reasons = [one for one in cell.reasons if one.code not in SHOWN_OTHERWISE] if cell else ()
        made.append(
            SessionRow(
                seat,
                cell,
                state_of(cell, slot, found.now),
                last.get(seat.key),
                tuple(sentence(one.code, one.values()) for one in reasons),
                states_of([cell], found.rule),
            )
        )
    return made


def last_seen(found: ClassAttendance, slot: SessionRecord) -> Mapping[str, datetime]:
    """Return when each seat was last there in a session's time, as far as it is certain."""
    last: dict[str, datetime] = {}
    for one in found.attributed:
        until = min(one.stay.until(found.now), slot.end)
        if one.standing is Standing.CERTAIN and one.stay.joined < slot.end and until > slot.start:
            for seat in one.seats:
                last[seat] = max(until, last.get(seat, until))
    return last


def _matrix(
    found: ClassAttendance, everyone: Iterable[SeatLine], wanted: Wanted
) -> dict[str, object]:
    """Return what the matrix and its refreshing part both show."""
    seats = of_role(everyone, wanted.role)
    shown = columns(found, seats, wanted.day)
    all_rows = rows(found, seats, shown)
    today = {one.session.key for one in shown if _begun_today(one.session, found.now)}
    base = url_for("timeline.show", code=found.training.code, seat_id=0).removesuffix("/0")
    return {
        **_words(several=len(shown) > 1),
        "columns": shown,
        "column_days": by_day(shown),
        "rows": fitting(all_rows, wanted),
        "total": len(all_rows),
        "counts": counted_states(all_rows, wanted),
        "here": url_for("attendance.matrix", code=found.training.code),
        "here_with": lambda query: url_for("attendance.matrix", code=found.training.code, **query),
        "wanted": wanted,
        "writer": CellWriter(base, found.now),
        "live": today,
        "unmatched": waiting_cards(found.attributed),
    }


def _words(*, several: bool = False) -> dict[str, object]:
    return {
        "state_word": partial(state_word, several=several),
        "state_icons": STATE_ICONS,
        "mark_word": mark_word,
        "marks_of": Mark,
        "sign_in_word": sign_in_word,
        "denominator_word": denominator_word,
    }


def _begun_today(slot: SessionRecord, now: datetime) -> bool:
    return slot.start <= now < slot.end + LIVELY


def _lively(found: ClassAttendance) -> bool:
    """Tell whether anything shown may change by itself in the next minutes."""
    return any(
        slot.start - LIVELY <= found.now < slot.end + LIVELY for slot in found.matrix.sessions
    )


def _phase(found: ClassAttendance) -> str:
    """Return what changes whenever a session begins or ends."""
    slots = found.matrix.sessions
    begun = sum(slot.start <= found.now for slot in slots)
    return f"{begun}.{sum(slot.end <= found.now for slot in slots)}"


def _neighbours(shown: list[Column], slot: SessionRecord) -> tuple[Column | None, Column | None]:
    """Return the sessions before and after one."""
    keys = [one.session.key for one in shown]
    at = keys.index(slot.key)
    before = shown[at - 1] if at else None
    return before, shown[at + 1] if at + 1 < len(shown) else None
