"""One person's attendance: days drawn, stays with their grounds, sessions with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from connector.domain.attendance import Cell, Mark
from connector.domain.attribution import Attributed
from connector.domain.sessions import SessionRecord, counted, number_in_day
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.decide_attendance import REASON
from connector.store import attendance as queries
from connector.store import office_pages, training_pages
from connector.store.attendance import StoredMark
from connector.store.engine import reading
from connector.store.keys import seat_key
from connector.web.access import Needs, page
from connector.web.attendance import SAID_BESIDE_A_MARK
from connector.web.bars import NARROW, WIDE, Day, Drawing, draw
from connector.web.cells import (
    basis_word,
    denominator_word,
    mark_word,
    masked_text,
    rule_sentence,
    sign_in_word,
    source_word,
    standing_word,
    state_of,
)
from connector.web.language import sentence
from connector.web.place import here
from connector.web.training import find

blueprint = Blueprint("timeline", __name__, url_prefix="/trainings")

STANDING_STATES = {
    "certain": "ok",
    "unconfirmed": "decision",
    "contradicted": "decision",
    "unmatched": "decision",
    "nobody": "waiting",
    "opener": "waiting",
}
"""Standing → which of the five."""


@dataclass(frozen=True)
class ShownStay:
    """One row of the table of stays."""

    attributed: Attributed
    source: str
    device: int
    """Numbered by first appearance on its day."""
    names: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ShownSession:
    """One session of a day with its result and the inputs of the rule."""

    slot: SessionRecord
    number: int
    cell: Cell | None
    state: str
    reasons: tuple[tuple[str, str], ...]
    needed: int
    """Minutes that the rule asks for; whole, rounded up."""
    late_after: datetime

    @property
    def anchor(self) -> str:
        return f"s{self.slot.date.isoformat()}-{self.number}"

    @property
    def place(self) -> str:
        return f"{self.slot.date.isoformat()}/{self.number}"


@dataclass(frozen=True)
class ShownDay:
    """One day: drawn twice (desk, telephone), and as two tables."""

    date: date
    drawings: Sequence[Drawing]
    stays: Sequence[ShownStay]
    sessions: Sequence[ShownSession]


@page(blueprint, "/<code>/attendance/seats/<int:seat_id>", Needs.STAFF)
def show(code: str, seat_id: int) -> ResponseReturnValue:
    """Show one person day by day."""
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        seat = next((one for one in everyone if one.id == seat_id), None)
        if seat is None:
            abort(404)
        found = read_attendance(connection, office, code)
        marks = queries.marks_of(connection, line.id, in_force=False)
        names = office_pages.user_names(connection)
    at = [one.id for one in everyone].index(seat_id)
    return render_template(
        "attendance_person.html",
        line=line,
        seat=seat,
        before=everyone[at - 1] if at else None,
        after=everyone[at + 1] if at + 1 < len(everyone) else None,
        days=days_of(found, seat_key(seat_id)),
        slots=[
            (slot, number_in_day(slot, found.training.sessions))
            for slot in counted(found.training.sessions)
        ],
        total=found.matrix.totals.get(seat_key(seat_id)),
        earlier=_earlier(marks, seat_key(seat_id)),
        sessions={slot.key: slot for slot in found.training.sessions},
        rule=rule_sentence(found.rule),
        rules=found.rule,
        names=names,
        marks=list(Mark),
        standing_states=STANDING_STATES,
        reason_length=REASON,
        mark_word=mark_word,
        sign_in_word=sign_in_word,
        denominator_word=denominator_word,
        standing_word=standing_word,
        basis_word=basis_word,
        masked_text=masked_text,
        now=found.now,
    )


def days_of(found: ClassAttendance, seat: str) -> list[ShownDay]:
    """Return each day that has sessions or stays, up to today; later ones as a table alone."""
    zone = found.training.zone
    stays = found.stays_of(seat)
    local = [one.stay.joined.astimezone(ZoneInfo(zone)).date() for one in stays]
    dates = {slot.date for slot in found.training.sessions} | set(local)
    return [
        _day(found, seat, day, [one for one, on in zip(stays, local, strict=True) if on == day])
        for day in sorted(dates)
    ]


def _day(found: ClassAttendance, seat: str, day: date, stays: Sequence[Attributed]) -> ShownDay:
    timetable = found.training.sessions
    slots = sorted(
        (slot for slot in timetable if slot.date == day), key=lambda one: (one.start, one.end)
    )
    kept = {slot.key for slot in counted(slots)}
    numbers = [number_in_day(slot, timetable) if slot.key in kept else 0 for slot in slots]
    kinds = {one.id: one.source.value for one in found.held}
    sources = {one.id: source_word(one.source) for one in found.held}
    zone = slots[0].zone if slots else found.training.zone
    drawn = Day(
        slots=slots,
        numbers=numbers,
        stays=[(one, kinds.get(one.held, "")) for one in stays],
        sign_ins=[one for one in found.sign_ins if one.seat == seat and one.session in kept],
        disruptions=[
            one.disruption
            for one in found.disruptions
            if seat in one.disruption.seats
            and one.disruption.start.astimezone(ZoneInfo(zone)).date() == day
        ],
        zone=zone,
        now=found.now,
    )
    begun = bool(stays) or any(slot.start <= found.now for slot in slots)
    return ShownDay(
        day,
        [draw(drawn, width) for width in (WIDE, NARROW)] if begun else [],
        _stays(stays, sources),
        [
            _session(found, seat, slot, number)
            for slot, number in zip(slots, numbers, strict=True)
            if number
        ],
    )


def _stays(stays: Sequence[Attributed], sources: Mapping[int, str]) -> list[ShownStay]:
    """Return the rows of a day's stays; legs are numbered, their ids mean nothing to people."""
    devices: dict[tuple[int, str], int] = {}
    made = []
    for one in stays:
        device = devices.setdefault((one.held, one.stay.leg), len(devices) + 1)
        names = tuple(masked_text(name) for name in one.stay.names)
        reasons = tuple(sentence(why.code, why.values())[0] for why in one.reasons)
        made.append(ShownStay(one, sources.get(one.held, ""), device, names, reasons))
    return made


def _session(found: ClassAttendance, seat: str, slot: SessionRecord, number: int) -> ShownSession:
    cell = found.matrix.cells.get((seat, slot.key))
    length = cell.of_minutes if cell else slot.minutes
    return ShownSession(
        slot,
        number,
        cell,
        state_of(cell, slot, found.now),
        tuple(
            sentence(one.code, one.values())
            for one in (cell.reasons if cell else ())
            if one.code not in SAID_BESIDE_A_MARK
        ),
        -(-length * found.rule.minimum_percent // 100),
        slot.start + timedelta(minutes=found.rule.grace_minutes),
    )


def _earlier(marks: Sequence[StoredMark], seat: str) -> list[StoredMark]:
    """Return the marks that were taken back or replaced, the newest first."""
    return [one for one in reversed(marks) if one.mark.seat == seat and one.undone_by]
