"""One person's day as a drawing: where the bars lie, in units of an SVG; no colours, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connector.domain.attendance import Disruption, SignIn
from connector.domain.attribution import Attributed, Standing
from connector.domain.sessions import SessionKind, SessionRecord

LANE, GAP = 16, 4
"""Height of a presence bar and the room below it."""

TOP, SESSION = 20, 26
"""Height of the hours above, and of a session's window."""

LANES = 8
"""Devices drawn at most; all of them stand in the table below."""

WIDE, NARROW = 960, 328
"""Widths of the drawing for a desk and for a telephone: its letters keep their size."""


@dataclass(frozen=True)
class Tick:
    """A full hour."""

    x: float
    at: datetime


@dataclass(frozen=True)
class Window:
    """A session or a break."""

    slot: SessionRecord
    x: float
    width: float
    number: int
    """Of a counted session; 0 for a break or a ceremony."""

    @property
    def counted(self) -> bool:
        return self.number > 0

    @property
    def is_break(self) -> bool:
        return self.slot.kind is SessionKind.BREAK


@dataclass(frozen=True)
class Bar:
    """One stay."""

    attributed: Attributed
    x: float
    width: float
    y: int
    source: str

    @property
    def certain(self) -> bool:
        return self.attributed.standing is Standing.CERTAIN


@dataclass(frozen=True)
class Cut:
    """A disruption."""

    disruption: Disruption
    x: float
    width: float


@dataclass(frozen=True)
class Signature:
    """A sign-in."""

    sign_in: SignIn
    x: float


@dataclass(frozen=True)
class Drawing:
    """A day at one width."""

    width: int
    height: int
    ticks: Sequence[Tick]
    windows: Sequence[Window]
    bars: Sequence[Bar]
    cuts: Sequence[Cut]
    signatures: Sequence[Signature]
    now: float | None


@dataclass(frozen=True)
class Day:
    """What happened on one day, before it is drawn."""

    slots: Sequence[SessionRecord]
    numbers: Sequence[int]
    stays: Sequence[tuple[Attributed, str]]
    """With where each comes from."""
    sign_ins: Sequence[SignIn]
    disruptions: Sequence[Disruption]
    zone: str
    now: datetime


def draw(day: Day, width: int) -> Drawing:
    """Place everything of a day between its first and its last full hour."""
    first, last = _span(day)
    scale = _Scale(first, last, width)
    bars = _bars(day, scale)
    lanes = max((round(bar.y - TOP - SESSION) // (LANE + GAP) for bar in bars), default=0)
    return Drawing(
        width=width,
        height=TOP + SESSION + (lanes + 1) * (LANE + GAP) + 3 * GAP,
        ticks=_ticks(first, last, scale),
        windows=[
            Window(slot, scale.x(slot.start), scale.width(slot.start, slot.end), number)
            for slot, number in zip(day.slots, day.numbers, strict=True)
        ],
        bars=bars,
        cuts=[
            Cut(one, scale.x(one.start), scale.width(one.start, one.end)) for one in day.disruptions
        ],
        signatures=[Signature(one, scale.x(one.at)) for one in day.sign_ins],
        now=scale.x(day.now) if first <= day.now <= last else None,
    )


@dataclass(frozen=True)
class _Scale:
    first: datetime
    last: datetime
    pixels: int

    def x(self, at: datetime) -> float:
        inside = min(max(at, self.first), self.last)
        return round(self.pixels * ((inside - self.first) / (self.last - self.first)), 1)

    def width(self, start: datetime, end: datetime) -> float:
        """At least 2, so that a stay of seconds is seen."""
        return round(max(2.0, self.x(end) - self.x(start)), 1)


def _span(day: Day) -> tuple[datetime, datetime]:
    """Return the full local hours around all that is drawn."""
    starts = [slot.start for slot in day.slots]
    starts += [one.stay.joined for one, _ in day.stays] + [one.at for one in day.sign_ins]
    ends = [slot.end for slot in day.slots]
    ends += [one.stay.until(day.now) for one, _ in day.stays] + [one.at for one in day.sign_ins]
    zone = ZoneInfo(day.zone)
    first, last = min(starts).astimezone(zone), max(ends).astimezone(zone)
    whole = first.replace(minute=0, second=0, microsecond=0)
    ceiling = last.replace(minute=0, second=0, microsecond=0)
    if ceiling < last or ceiling == whole:
        ceiling += timedelta(hours=1)
    return whole, ceiling


def _ticks(first: datetime, last: datetime, scale: _Scale) -> list[Tick]:
    """Return full hours, as many as have room for their letters."""
    hours = round((last - first) / timedelta(hours=1))
    step = max(1, -(-hours * 44 // scale.pixels))
    moments = [first + timedelta(hours=hour) for hour in range(0, hours, step)]
    return [Tick(scale.x(at), at) for at in moments]


def _bars(day: Day, scale: _Scale) -> list[Bar]:
    """Stack what overlaps; what would need too many lanes is drawn in the last."""
    ends: list[datetime] = []
    made = []
    for one, source in sorted(day.stays, key=lambda pair: pair[0].stay.joined):
        until = one.stay.until(day.now)
        lane = _lane(ends, one.stay.joined)
        if lane == len(ends):
            ends.append(until)
        else:
            ends[lane] = max(until, ends[lane])
        x, width = scale.x(one.stay.joined), scale.width(one.stay.joined, until)
        made.append(Bar(one, x, width, TOP + SESSION + GAP + lane * (LANE + GAP), source))
    return made


def _lane(ends: Sequence[datetime], start: datetime) -> int:
    free = (lane for lane, end in enumerate(ends) if end <= start)
    return min(next(free, len(ends)), LANES - 1)
