"""Working time: the hours of each day, and by when a limit has run out; pure, from plain days.

Which days are off is handed in (`WorkCalendar.closed`); nothing here knows a source or a database.

Hours are those of Perpres 21/2023 art. 4: five days, 37.5 h a week beginning 07.30 local, breaks of
60 minutes (Friday 90); in Ramadan 32.5 h beginning 08.00, breaks of 30 minutes (Friday 60). When
the break lies and when a day ends is left to each office: 12.00 and on Friday 11.30 are assumed,
as the ministry's letters for Ramadan print them, and from that and equal days the end follows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from math import lcm
from typing import Protocol
from zoneinfo import ZoneInfo

from connector.domain.procedures import Limit, TimeKind, TimeUnit

Spans = tuple[tuple[time, time], ...]
"""When one works on a day, local, in order and apart from one another."""

Pause = tuple[datetime, datetime | None]
"""From, and until; None while it lasts."""

_MICROSECOND = timedelta(microseconds=1)
_LENGTH = {
    TimeUnit.MINUTE: timedelta(minutes=1),
    TimeUnit.HOUR: timedelta(hours=1),
}


@dataclass(frozen=True)
class WorkHours:
    """The hours of an ordinary week and of one in Ramadan."""

    ordinary: Spans
    friday: Spans
    ramadan: Spans
    ramadan_friday: Spans

    def each(self) -> tuple[Spans, ...]:
        """List the four kinds of day."""
        return (self.ordinary, self.friday, self.ramadan, self.ramadan_friday)


PERPRES_21_2023 = WorkHours(
    ordinary=((time(7, 30), time(12)), (time(13), time(16))),
    friday=((time(7, 30), time(11, 30)), (time(13), time(16, 30))),
    ramadan=((time(8), time(12)), (time(12, 30), time(15))),
    ramadan_friday=((time(8), time(11, 30)), (time(12, 30), time(15, 30))),
)
"""7.5 hours on each day, 6.5 in Ramadan."""

_FRIDAY, _SATURDAY = 4, 5


@dataclass(frozen=True)
class WorkCalendar:
    """Which days of one zone are worked, and when; costs nothing until it is asked."""

    zone: str
    closed: Mapping[date, str] = field(default_factory=dict)
    """Days off besides weekends, with their names: holidays, joint leave, the office's own."""
    opened: Mapping[date, str] = field(default_factory=dict)
    """Days that are worked although they are at a weekend or closed; they win."""
    ramadan: tuple[tuple[date, date], ...] = ()
    """First and last day of each Ramadan."""
    week: WorkHours = PERPRES_21_2023
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working_day(self, day: date) -> bool:
        """Tell whether anybody works on that local day."""
        return day in self.opened or (day.weekday() < _SATURDAY and day not in self.closed)

    def is_ramadan(self, day: date) -> bool:
        """Tell whether the shorter hours hold."""
        return any(first <= day <= last for first, last in self.ramadan)

    def hours(self, day: date) -> Spans:
        """Return the working hours of a local day; none on a day off.

        A Saturday or Sunday that is worked has the hours of Monday to Thursday.
        """
        if not self.is_working_day(day):
            return ()
        friday = day.weekday() == _FRIDAY
        if self.is_ramadan(day):
            return self.week.ramadan_friday if friday else self.week.ramadan
        return self.week.friday if friday else self.week.ordinary

    def local_day(self, moment: datetime) -> date:
        """Return the day that it is in this zone."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def end_of(self, day: date) -> datetime:
        """Return the moment at which a local day is over (24.00), in UTC."""
        return _utc(day + timedelta(days=1), time(), ZoneInfo(self.zone))

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments; none where `end` is not after `start`."""
        return _WorkingTime(self, days=False).between(start, end) * _MICROSECOND

    def _year(self, number: int) -> _Year:
        """Return the table of a local year, made once; two threads may make the same."""
        if number not in self._years:
            self._years[number] = _Year.of(self, number)
        return self._years[number]


@dataclass(frozen=True)
class _Year:
    """Every span of a local year in UTC, with what has been worked by its end.

    Two measures: microseconds; and shares of a day, so many a microsecond that every day, long
    or short, has the same whole number of them (`share`). Whole numbers keep both exact.
    """

    starts: list[datetime]
    ends: list[datetime]
    slopes: tuple[list[int], list[int]]
    """Of both measures: units a microsecond."""
    totals: tuple[list[int], list[int]]
    """Of both measures: units by the end of each span."""

    @classmethod
    def of(cls, calendar: WorkCalendar, number: int) -> _Year:
        year = cls([], [], ([], []), ([], []))
        zone, share = ZoneInfo(calendar.zone), shares(calendar.week)
        day = date(number, 1, 1)
        while day.year == number:
            spans = calendar.hours(day)
            for opens, closes in spans:
                year._add(_utc(day, opens, zone), _utc(day, closes, zone), share // _length(spans))
            day += timedelta(days=1)
        return year

    def _add(self, start: datetime, end: datetime, slope: int) -> None:
        self.starts.append(start)
        self.ends.append(end)
        for measure, units in enumerate((1, slope)):
            totals = self.totals[measure]
            before = totals[-1] if totals else 0
            self.slopes[measure].append(units)
            totals.append(before + (end - start) // _MICROSECOND * units)

    def total(self, measure: int) -> int:
        """Return the units of the whole year."""
        return self.totals[measure][-1]

    def by(self, moment: datetime, measure: int) -> int:
        """Return the units from the beginning of the year to a moment in it."""
        at = bisect_right(self.starts, moment) - 1
        if at < 0:
            return 0
        left = max(self.ends[at] - moment, timedelta()) // _MICROSECOND
        return self.totals[measure][at] - left * self.slopes[measure][at]

    def when(self, units: int, measure: int) -> datetime:
        """Return the first moment by which so many units (1 to `total`) have been worked."""
        at = bisect_left(self.totals[measure], units)
        left = (self.totals[measure][at] - units) // self.slopes[measure][at]
        return self.ends[at] - left * _MICROSECOND


class _Measure(Protocol):
    """A way to count time, in whole units."""

    def between(self, start: datetime, end: datetime) -> int:
        """Return the units from one moment to another; 0 where it is not later."""

    def after(self, start: datetime, units: int) -> datetime:
        """Return the first moment by which so many units have passed since `start`."""


@dataclass(frozen=True)
class _WorkingTime:
    """Microseconds of work or, with `days`, shares of a working day."""

    calendar: WorkCalendar
    days: bool

    def between(self, start: datetime, end: datetime) -> int:
        if end <= start:
            return 0
        first, last = self._number(start), self._number(end)
        units = -self.calendar._year(first).by(start, self.days)
        for number in range(first, last):
            units += self.calendar._year(number).total(self.days)
        return units + self.calendar._year(last).by(end, self.days)

    def after(self, start: datetime, units: int) -> datetime:
        if units <= 0:
            return start
        number = self._number(start)
        wanted = self.calendar._year(number).by(start, self.days) + units
        while wanted > (whole := self.calendar._year(number).total(self.days)):
            wanted -= whole
            number += 1
        return self.calendar._year(number).when(wanted, self.days)

    def _number(self, moment: datetime) -> int:
        return self.calendar.local_day(moment).year


class _ElapsedTime:
    """Microseconds, whether anybody works or not."""

    def between(self, start: datetime, end: datetime) -> int:
        return max(end - start, timedelta()) // _MICROSECOND

    def after(self, start: datetime, units: int) -> datetime:
        return start + units * _MICROSECOND


def due(
    calendar: WorkCalendar,
    start: datetime,
    limit: Limit,
    pauses: Sequence[Pause] = (),
    now: datetime | None = None,
) -> datetime:
    """Return the first moment (UTC) by which the limit has run out; work done at it is in time.

    Working minutes and hours run in working time alone. N working days are N times a whole day of
    that day's own hours: Monday 10.00 and two days is Wednesday 10.00, Saturday and two days is
    Tuesday at the close. Calendar days end at 24.00 local of the Nth day after the local day of
    `start`; calendar minutes and hours simply pass. While paused nothing runs; a pause without an
    end lasts until `now`, so that what is due moves on as long as it lasts. ValueError for a pause
    without an end where `now` is not given.
    """
    measure, left = _counted(calendar, start, limit)
    at = start.astimezone(UTC)
    for begins, ends in _apart(pauses, at, now):
        before = measure.between(at, begins)
        if before >= left:
            break
        left -= before
        at = ends
    return measure.after(at, left)


@cache
def shares(week: WorkHours) -> int:
    """Return into how many shares a working day is divided so that every length divides them."""
    return lcm(*(_length(spans) for spans in week.each()))


def _counted(calendar: WorkCalendar, start: datetime, limit: Limit) -> tuple[_Measure, int]:
    """Return how a limit is counted, and how many units of that it is."""
    days = limit.unit is TimeUnit.DAY
    if limit.time is TimeKind.WORKING:
        units = shares(calendar.week) if days else _LENGTH[limit.unit] // _MICROSECOND
        return _WorkingTime(calendar, days), limit.amount * units
    if days:
        last = calendar.local_day(start) + timedelta(days=limit.amount)
        return _ElapsedTime(), (calendar.end_of(last) - start) // _MICROSECOND
    return _ElapsedTime(), limit.amount * _LENGTH[limit.unit] // _MICROSECOND


def _apart(
    pauses: Sequence[Pause], start: datetime, now: datetime | None
) -> list[tuple[datetime, datetime]]:
    """List pauses in order, from `start` on, those that touch or overlap as one."""
    if now is None and any(end is None for _, end in pauses):
        raise ValueError("a pause that lasts needs to know what time it is")
    closed = sorted((max(begins, start), ends or now or begins) for begins, ends in pauses)
    joined: list[tuple[datetime, datetime]] = []
    for begins, ends in closed:
        if ends <= begins:
            continue
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return joined


@cache
def _length(spans: Spans) -> int:
    """Return the microseconds worked on a day of those hours."""
    day = date(2000, 1, 1)
    lengths = (
        datetime.combine(day, end, UTC) - datetime.combine(day, start, UTC) for start, end in spans
    )
    return sum(lengths, timedelta()) // _MICROSECOND


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
