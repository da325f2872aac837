"""Who is in the class now: the running session by person, refreshed while one looks at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from connector.domain.attribution import Attributed, Standing
from connector.domain.presence import Source
from connector.domain.sessions import SessionRecord, number_in_day
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.store import attendance_pages, training_pages
from connector.store.attendance_pages import Heard
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.store.training_pages import SeatLine
from connector.web.access import Needs, page
from connector.web.cells import masked_text
from connector.web.matrix_rows import of_role
from connector.web.place import here
from connector.web.shared_reading import Watched, watched
from connector.web.training import find

blueprint = Blueprint("live", __name__, url_prefix="/trainings")

PLACES = ("missing", "left", "waiting", "in")
"""Where an expected person is; those whom somebody must look for come first."""

QUIET = timedelta(minutes=20)
"""After so long without an event a running class is worth a second look."""

EARLY = timedelta(minutes=30)
"""Who was there so long before a session's start has come for it."""

RECENT = timedelta(hours=18)
"""Held meetings that began longer ago are not this class."""


@dataclass(frozen=True)
class Present:
    """One expected person at this moment."""

    seat: SeatLine
    place: str
    since: datetime | None
    """Coming, for who is in; leaving, for who has left."""
    devices: int
    names: tuple[str, ...] = ()
    """Display names that wait to be recognised as this person."""


@dataclass(frozen=True)
class Stranger:
    """Somebody in the room whom no seat answers for yet."""

    names: tuple[str, ...]
    since: datetime
    devices: int


@dataclass(frozen=True)
class Now:
    """The class at one moment."""

    session: SessionRecord | None
    number: int
    phase: str
    """`running`, `next`, `over`, or "" where there is no timetable."""
    people: Sequence[Present]
    strangers: Sequence[Stranger]
    others: Sequence[Present]
    """Instructors, companions and organisers who are in."""
    openers: int
    heard: Heard
    now: datetime
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def silent(self) -> bool:
        """Nothing was heard since the session should have begun."""
        slot, last = self.session, self.heard.last
        if slot is None or self.phase != "running" or self.now < slot.start + timedelta(minutes=5):
            return False
        return last is None or last < slot.start - EARLY

    @property
    def quiet(self) -> bool:
        """Something was heard, but not for a while."""
        last = self.heard.last
        return (
            self.phase == "running"
            and not self.silent
            and last is not None
            and self.now - last > QUIET
        )


@page(blueprint, "/<code>/attendance/live", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show who is in now; the part below the title refreshes itself."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        found = read_attendance(connection, here().office, code)
    return _page("attendance_live.html", line, Watched(everyone, found))


@page(blueprint, "/<code>/attendance/live/part", Needs.STAFF)
def part(code: str) -> ResponseReturnValue:
    """Return what refreshes itself alone."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    return _page("parts/attendance_now.html", line, watched(here().office, line))


@page(blueprint, "/<code>/attendance/live/line", Needs.STAFF)
def one_line(code: str) -> ResponseReturnValue:
    """Return the class in one line, as the board has it beside each class that runs."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    seen = watched(here().office, line)
    now = at_this_moment(seen.found, seen.everyone, Heard(None, 0))
    return render_template("parts/class_line.html", line=line, now=now)


def _page(template: str, line: TrainingLine, seen: Watched) -> ResponseReturnValue:
    found = seen.found
    recent = [one.id for one in found.held if one.started and one.started > found.now - RECENT]
    with reading(here().office.engine) as connection:
        heard = attendance_pages.heard(connection, recent)
    heard = replace(heard, last=_latest(found, recent, heard.last))
    now = at_this_moment(found, seen.everyone, heard)
    return render_template(template, line=line, now=now, unmatched=_unmatched_url(line.code))


def _latest(
    found: ClassAttendance, recent: Collection[int], last: datetime | None
) -> datetime | None:
    """Return the latest moment that live presence knows of; sightings may be forgotten sooner."""
    moments = [] if last is None else [last]
    for held in found.held:
        if held.id in recent and held.source is Source.WEBHOOK:
            moments += [stay.joined for stay in held.stays]
            moments += [stay.left for stay in held.stays if stay.left is not None]
    return max(moments, default=None)


def _unmatched_url(code: str) -> str:
    return f"/trainings/{code}/attendance/unmatched"


def at_this_moment(found: ClassAttendance, everyone: Sequence[SeatLine], heard: Heard) -> Now:
    """Sort everybody by where they are."""
    slot, phase = session_now(found.matrix.sessions, found.now)
    since = slot.start - EARLY if slot and phase != "next" else found.now - EARLY
    stays = [one for one in found.attributed if one.stay.left is None or one.stay.left > since]
    by_seat: dict[str, list[Attributed]] = {}
    for one in stays:
        for seat in one.seats:
            by_seat.setdefault(seat, []).append(one)
    expected = of_role(everyone, "")
    people = [_present(seat, by_seat.get(seat.key, ()), found.now) for seat in expected]
    named = {seat.key for seat in expected}
    rest = [seat for seat in everyone if seat.accepted and seat.key not in named]
    others = [_present(seat, by_seat.get(seat.key, ()), found.now) for seat in rest]
    return Now(
        session=slot,
        number=number_in_day(slot, found.training.sessions) if slot else 0,
        phase=phase,
        people=people,
        strangers=_strangers(stays),
        others=[one for one in others if one.place in ("in", "waiting")],
        openers=sum(_open(one) and one.standing is Standing.OPENER for one in stays),
        heard=heard,
        now=found.now,
        counts={place: sum(one.place == place for one in people) for place in PLACES},
    )


def session_now(
    sessions: Sequence[SessionRecord], now: datetime
) -> tuple[SessionRecord | None, str]:
    """Return the session that runs, else the next one, else the last one, and which it is."""
    running = [slot for slot in sessions if slot.start <= now < slot.end]
    if running:
        return running[-1], "running"
    coming = [slot for slot in sessions if slot.start > now]
    if coming:
        return coming[0], "next"
    return (sessions[-1], "over") if sessions else (None, "")


def _present(seat: SeatLine, stays: Iterable[Attributed], now: datetime) -> Present:
    own = list(stays)
    certain = [one for one in own if one.standing is Standing.CERTAIN]
    inside = [one for one in certain if _open(one)]
    unsure = [one for one in own if _open(one) and one.standing is not Standing.CERTAIN]
    names = tuple(dict.fromkeys(masked_text(n) for one in unsure for n in one.stay.names[-1:]))
    if inside:
        since = _unbroken_since(certain, now)
        return Present(seat, "in", since, len({one.stay.leg for one in inside}), names)
    if unsure:
        since = min(one.stay.joined for one in unsure)
        return Present(seat, "waiting", since, len({one.stay.leg for one in unsure}), names)
    gone = [one.stay.left for one in certain if one.stay.left is not None]
    return Present(seat, "left" if gone else "missing", max(gone, default=None), 0)


STEP = timedelta(minutes=2)
"""A gap shorter than this (a change of device, a breakout room) is no leaving."""


def _unbroken_since(stays: Sequence[Attributed], now: datetime) -> datetime:
    """Return since when a person has been in without a gap worth telling."""
    begin = now
    for one in sorted(stays, key=lambda one: one.stay.until(now), reverse=True):
        if one.stay.until(now) >= begin - STEP:
            begin = min(begin, one.stay.joined)
    return begin


def _strangers(stays: Iterable[Attributed]) -> list[Stranger]:
    """Return who is in and belongs to nobody, the longest first; one entry a card."""
    found: dict[str, list[Attributed]] = {}
    for one in stays:
        if one.standing is Standing.UNMATCHED and _open(one):
            found.setdefault(one.card, []).append(one)
    made = [
        Stranger(
            tuple(dict.fromkeys(masked_text(name) for one in own for name in one.stay.names)),
            min(one.stay.joined for one in own),
            len({one.stay.leg for one in own}),
        )
        for own in found.values()
    ]
    return sorted(made, key=lambda one: one.since)


def _open(one: Attributed) -> bool:
    return one.stay.left is None
