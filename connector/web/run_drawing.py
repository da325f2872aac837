"""A run of a procedure as a drawing: where bars lie, in units of an SVG; no colours, no words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIDE, NARROW = 960, 328
"""Widths for a desk and for a telephone: the letters keep their size."""

LABELS = 288
"""Room for the names of the steps on a desk; a telephone has them above their bars."""

TOP, BOTTOM = 24, 4
"""Room for the days above, and below the last bar."""

LANE, TALL_LANE = 32, 46
"""Height of a step on a desk, and on a telephone with its name."""

THIN, THICK = 6, 11
"""Height of what was planned, and of what happened."""

LEAST = 4.0
"""Width of the shortest bar: a quarter of an hour is seen in a month."""

LETTER = 6.6
"""Width of a letter of a name, on average."""

SHADE_FROM = 2.0
"""A day narrower than this is not shaded: the drawing would be all stripes."""


@dataclass(frozen=True)
class Span:
    """From then until then; `end` None goes on."""

    start: datetime
    end: datetime | None = None

    def until(self, now: datetime) -> datetime:
        """Return its end, or now; never before its start."""
        return max(self.start, now if self.end is None else self.end)


@dataclass(frozen=True)
class Lane:
    """One step, before it is drawn."""

    number: str
    title: str
    mark: str
    """`ok`, `waiting`, `running`, `decision`, `failed`: as everywhere."""
    planned: Span | None = None
    actual: Span | None = None
    due: datetime | None = None
    """Only of a deadline: after it, what happened is drawn as late."""
    pauses: tuple[Span, ...] = ()
    with_next: bool = False
    """Whether it runs at the same time as the step below it."""


@dataclass(frozen=True)
class Box:
    """A bar."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Tick:
    """A line with its label: a day, an hour or (far apart) a month."""

    x: float
    at: datetime
    kind: str


@dataclass(frozen=True)
class DrawnLane:
    """One step, drawn."""

    lane: Lane
    name: str
    """Shortened to its room."""
    text_x: float
    text_y: float
    y: float
    height: float
    planned: Box | None
    actual: Box | None
    goes_on: bool
    late: Box | None
    pauses: Sequence[Box]
    due: float | None


@dataclass(frozen=True)
class Drawing:
    """A run at one width; `left` is where time begins."""

    width: int
    height: float
    left: float
    ticks: Sequence[Tick]
    shades: Sequence[Box]
    lanes: Sequence[DrawnLane]
    now: float | None


def draw(
    lanes: Sequence[Lane],
    width: int,
    *,
    zone: str,
    now: datetime,
    over: bool,
    works: Callable[[date], bool],
) -> Drawing | None:
    """Place the steps one below the other; None while not one of them has a time.

    `over` says that nothing is expected any more: now is then drawn only if it lies inside.
    `works` tells working days, by the calendar of `zone`.
    """
    found = _span(lanes, now, over=over)
    if found is None:
        return None
    first, last = _whole(*found, ZoneInfo(zone))
    left = 0.0 if width <= NARROW else float(LABELS)
    scale = _Scale(first, last, left, width - left)
    height = TALL_LANE if width <= NARROW else LANE
    bottom = TOP + height * len(lanes) + BOTTOM
    return Drawing(
        width=width,
        height=bottom,
        left=left,
        ticks=_ticks(scale, width),
        shades=_shades(scale, bottom, works),
        lanes=[
            _lane(lane, TOP + at * height, height, scale, now, width)
            for at, lane in enumerate(lanes)
        ],
        now=scale.x(now) if first <= now <= last else None,
    )


@dataclass(frozen=True)
class _Scale:
    first: datetime
    """Local, so that its days are the office's."""
    last: datetime
    left: float
    pixels: float

    def x(self, at: datetime) -> float:
        inside = min(max(at, self.first), self.last)
        return round(self.left + self.pixels * ((inside - self.first) / self.length), 1)

    def box(self, start: datetime, end: datetime, y: float, height: float) -> Box:
        """At least `LEAST` wide, and inside the drawing."""
        x = self.x(start)
        width = max(LEAST, self.x(end) - x)
        return Box(round(min(x, self.left + self.pixels - width), 1), y, round(width, 1), height)

    @property
    def length(self) -> timedelta:
        return self.last - self.first

    def pixels_of(self, length: timedelta) -> float:
        return self.pixels * (length / self.length)


def _span(lanes: Sequence[Lane], now: datetime, *, over: bool) -> tuple[datetime, datetime] | None:
    """Return the first and the last moment of all that is drawn."""
    moments: list[datetime] = []
    for lane in lanes:
        for span in (lane.planned, lane.actual):
            if span is not None:
                moments += [span.start, span.until(now) if span is lane.actual else _end(span)]
        moments += [lane.due] if lane.due else []
    if not moments:
        return None
    return min(moments), max(moments if over else [*moments, now])


def _end(planned: Span) -> datetime:
    return planned.start if planned.end is None else planned.end


def _whole(first: datetime, last: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Widen to full local hours, or to full local days where more than three are drawn."""
    start, end = first.astimezone(zone), last.astimezone(zone)
    if end - start > timedelta(days=3):
        whole = datetime.combine(start.date(), time(), zone)
        return whole, datetime.combine(end.date() + timedelta(days=1), time(), zone)
    begun = start.replace(minute=0, second=0, microsecond=0)
    done = end.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return begun, max(done, begun + timedelta(hours=2))


HOURS = (1, 2, 3, 6, 12)
DAYS = (1, 2, 7, 14)
MONTHS = (1, 2, 3, 6, 12)


def _ticks(scale: _Scale, width: int) -> list[Tick]:
    """Return full hours, days or months, as many as have room for their letters."""
    room = 56.0 if width <= NARROW else 68.0
    for hours in HOURS:
        if scale.pixels_of(timedelta(hours=hours)) >= room:
            return [_tick(scale, at, "hour") for at in _hours(scale, hours)]
    for days in DAYS:
        if scale.pixels_of(timedelta(days=days)) >= room:
            return [_tick(scale, at, "day") for at in _days(scale, days)]
    month = timedelta(days=30)
    step = next((m for m in MONTHS if scale.pixels_of(m * month) >= room), MONTHS[-1])
    return [_tick(scale, at, "month") for at in _months(scale, step)]


def _tick(scale: _Scale, at: datetime, kind: str) -> Tick:
    return Tick(scale.x(at), at, "day" if kind == "hour" and at.hour == 0 else kind)


def _hours(scale: _Scale, step: int) -> Iterator[datetime]:
    at = scale.first
    while at < scale.last:
        if at.hour % step == 0:
            yield at
        at += timedelta(hours=1)


def _days(scale: _Scale, step: int) -> Iterator[datetime]:
    """Each day, each other day, or Mondays: the same whatever the drawing begins with."""
    at = _next_midnight(scale.first)
    while at < scale.last:
        if (at.toordinal() - 1) % step == 0:  # 1 January of the year 1 was a Monday
            yield at
        at += timedelta(days=1)


def _next_midnight(at: datetime) -> datetime:
    midnight = datetime.combine(at.date(), time(), at.tzinfo)
    return midnight if midnight == at else midnight + timedelta(days=1)


def _months(scale: _Scale, step: int) -> Iterator[datetime]:
    for at in _days(scale, 1):
        if at.day == 1 and (at.month - 1) % step == 0:
            yield at


def _shades(scale: _Scale, bottom: float, works: Callable[[date], bool]) -> list[Box]:
    """Return the days on which nobody works, neighbours as one."""
    if scale.pixels_of(timedelta(days=1)) < SHADE_FROM:
        return []
    spans: list[tuple[datetime, datetime]] = []
    at = datetime.combine(scale.first.date(), time(), scale.first.tzinfo)
    while at < scale.last:
        after = at + timedelta(days=1)
        if not works(at.date()):
            start = spans.pop()[0] if spans and spans[-1][1] == at else at
            spans.append((start, after))
        at = after
    return [
        Box(scale.x(start), TOP, round(scale.x(end) - scale.x(start), 1), bottom - TOP)
        for start, end in spans
    ]


def _lane(
    lane: Lane, y: float, height: float, scale: _Scale, now: datetime, width: int
) -> DrawnLane:
    narrow = width <= NARROW
    thin = y + (20 if narrow else 5)
    thick = thin + THIN + 3
    room = (width - 8 if narrow else LABELS - 16) - len(lane.number) * 8 - 8
    return DrawnLane(
        lane=lane,
        name=shortened(lane.title, int(room / LETTER)),
        text_x=0 if narrow else 4,
        text_y=y + (14 if narrow else 20),
        y=y,
        height=height,
        planned=_bar(lane.planned, scale, thin, THIN, None),
        actual=_bar(lane.actual, scale, thick, THICK, now),
        goes_on=lane.actual is not None and lane.actual.end is None,
        late=_late(lane, scale, now, thick),
        pauses=[scale.box(one.start, one.until(now), thick, THICK) for one in lane.pauses],
        due=None if lane.due is None else scale.x(lane.due),
    )


def _bar(
    span: Span | None, scale: _Scale, y: float, height: float, now: datetime | None
) -> Box | None:
    """Return the bar of a span; what has no end goes on until `now`, or is a point."""
    if span is None:
        return None
    return scale.box(span.start, _end(span) if now is None else span.until(now), y, height)


def _late(lane: Lane, scale: _Scale, now: datetime, y: float) -> Box | None:
    """Return the part of what happened that lies behind the deadline."""
    if lane.due is None or lane.actual is None or lane.actual.until(now) <= lane.due:
        return None
    return scale.box(max(lane.due, lane.actual.start), lane.actual.until(now), y, THICK)


def shortened(text: str, letters: int) -> str:
    """Return the text, cut at a word with an ellipsis where it is longer than that."""
    if len(text) <= letters:
        return text
    cut = text[: max(1, letters - 1)]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[letters // 2 :] else cut
    return at_word.rstrip(" ,;:·-") + "…"
