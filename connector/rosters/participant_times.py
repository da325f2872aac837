"""Reads the times of an exported participant list and settles the order of day and month.

`03/08/2026` is written by some accounts for 3 August and by others for 8 March. One file has one
order; the days of the training tell which. What they cannot tell is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from connector.domain.indonesian import read_date
from connector.errors import RosterError
from connector.rosters.base import Cell


class Order(StrEnum):
    """How a file writes its dates."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class TimeReadings:
    """One written time under both orders; None where an order makes no date of it.

    Without a zone of its own it is local to whoever exported the list.
    """

    text: str
    day_first: datetime | None = None
    month_first: datetime | None = None

    def under(self, order: Order) -> datetime | None:
        return self.day_first if order is Order.DAY_FIRST else self.month_first

    @property
    def readable(self) -> bool:
        return self.day_first is not None or self.month_first is not None


_NUMBERS = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})", re.ASCII)
_MONTH_NAME_FIRST = re.compile(r"([a-z]{3,12})\.? (\d{1,2}),? (\d{4})", re.ASCII | re.IGNORECASE)
_MONTH_NAME_SECOND = re.compile(
    r"(\d{1,2})[ -]([a-z]{3,12})\.?,?[ -](\d{4})", re.ASCII | re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?P<date>.+?)(?:,? |T)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:\.\d{1,6})?(?: ?(?P<half>[ap])\.?m\.?)?(?P<zone>z|[+-]\d{2}:\d{2})?",
    re.ASCII | re.IGNORECASE,
)


def read_time(cell: Cell) -> TimeReadings:
    """Read one cell; a spreadsheet's own date has no order to settle."""
    if isinstance(cell.value, datetime):
        moment = _whole_second(cell.value)
        return TimeReadings(cell.text, moment, moment)
    text = cell.text
    match = _CLOCK.fullmatch(text)
    clock = _clock(match) if match else None
    if match is None or clock is None:
        return TimeReadings(text)
    zone = match["zone"]
    tail = f"{clock.isoformat()}{'+00:00' if zone in ('z', 'Z') else zone or ''}"
    day_first, month_first = (_joined(day, tail) for day in _dates(match["date"].strip()))
    return TimeReadings(text, day_first, month_first)


def settle_order(
    written: Iterable[TimeReadings], joined: Sequence[TimeReadings], days: Collection[date]
) -> Order:
    """Return the order under which all times are dates and somebody joined on one of the days.

    RosterError where no order does (`participants_date_mixed`, `participants_other_day`) or both
    do with different dates (`participants_date_ambiguous`). Without `days` the dates decide alone.
    """
    known = [one for one in written if one.readable]
    possible = [one for one in Order if all(each.under(one) is not None for each in known)]
    if not possible:
        raise RosterError("participants_date_mixed")
    fitting = [one for one in possible if not days or _days_of(joined, one) & set(days)]
    if not fitting:
        first = min(_days_of(joined, possible[0]), default=None)
        if first is None:
            return possible[0]
        raise RosterError("participants_other_day", date=first.isoformat())
    if len(fitting) > 1 and any(each.day_first != each.month_first for each in known):
        example = next(each.text for each in known if each.day_first != each.month_first)
        raise RosterError("participants_date_ambiguous", value=example[:40])
    return fitting[0]


def moment_of(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the aware UTC moment of a read time."""
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)


def _days_of(readings: Iterable[TimeReadings], order: Order) -> set[date]:
    return {read.date() for one in readings if (read := one.under(order)) is not None}


def _whole_second(moment: datetime) -> datetime:
    """A spreadsheet keeps times as fractions of days, which end beside the second."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _clock(match: re.Match[str]) -> time | None:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None


def _dates(text: str) -> tuple[date | None, date | None]:
    """Return the date with the day first, and with the month first."""
    if match := _NUMBERS.fullmatch(re.sub(r" ?([-/.]) ?", r"\1", text)):
        first, second, third = match[1], match[3], match[4]
        if len(first) == 4:  # year, month, day: nobody writes it otherwise
            day = _date(first, second, third)
            return day, day
        year = third if len(third) == 4 else f"20{third}"
        return _date(year, second, first), _date(year, first, second)
    if match := _MONTH_NAME_SECOND.fullmatch(text):
        day = read_date(f"{match[1]} {match[2]} {match[3]}").date
        return day, day
    if match := _MONTH_NAME_FIRST.fullmatch(text):
        day = read_date(f"{match[2]} {match[1]} {match[3]}").date
        return day, day
    return None, None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if len(year) == 4 else None
    except ValueError:
        return None


def _joined(day: date | None, tail: str) -> datetime | None:
    return datetime.fromisoformat(f"{day.isoformat()}T{tail}") if day else None
