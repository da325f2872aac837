"""Reads one cell of a list of scores: a value, its maximum, a day; refuses what may be another."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from connector.domain.findings import Finding
from connector.domain.indonesian import read_date
from connector.domain.sessions import local_moment
from connector.rosters.base import Cell
from connector.rosters.rows import ReadRow

HIGHEST_MAXIMUM = Decimal(10_000)
"""No test has more points; a larger number is a column that slipped."""

DECIMALS = Decimal("0.0001")
"""What a spreadsheet's arithmetic leaves behind the fourth decimal is noise."""

_NUMBER = r"\d{1,5}(?:[.,]\d{1,20})?"
_VALUE = re.compile(rf"({_NUMBER})(?:\s*/\s*({_NUMBER})|\s*(%))?")
_AMBIGUOUS = re.compile(r"\d{1,3}[.,]000")
"""`1.000` is one thousand here and one there."""
_CLOCK = re.compile(
    r",?\s+\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\s*(?:am|pm|wib|wita|wit)?$", re.IGNORECASE
)


def read_score(row: ReadRow, name: str, maximum: Decimal) -> tuple[Decimal, Decimal] | None:
    """Return value and maximum of a cell; a cell that states its maximum wins."""
    cell = row.cell(name)
    text = row.text(name)
    if isinstance(cell.value, date | datetime | time | timedelta):
        row.refuse(name, text[:20], Finding.of("score_is_date"))
        return None
    read = _read_value(cell, text)
    if isinstance(read, Finding):
        row.refuse(name, text[:20], read)
        return None
    value, stated = read
    whole = stated or maximum
    if value > whole:
        row.refuse(name, text[:20], Finding.of("score_above_maximum", maximum=f"{whole:f}"))
        return None
    return value, whole


def _read_value(cell: Cell, text: str) -> tuple[Decimal, Decimal | None] | Finding:
    if cell.is_number:
        value = Decimal(repr(cell.value))
        if not value.is_finite() or value < 0:
            return Finding.of("score_unreadable")
        return _trimmed(value), None
    if _AMBIGUOUS.fullmatch(text):
        return Finding.of("score_ambiguous")
    match = _VALUE.fullmatch(text)
    if match is None:
        return Finding.of("score_unreadable")
    value = _trimmed(_decimal(match[1]))
    if match[3]:
        return value, Decimal(100)
    if match[2] is None:
        return value, None
    whole = _decimal(match[2])
    return (value, whole) if 0 < whole <= HIGHEST_MAXIMUM else Finding.of("score_unreadable")


def read_maximum(row: ReadRow) -> Decimal | None:
    """Return what the row's own column states, or None; refuses what is no maximum."""
    text = row.text("maximum")
    if not text:
        return None
    read = _read_value(row.cell("maximum"), text)
    if isinstance(read, Finding) or not 0 < read[0] <= HIGHEST_MAXIMUM:
        row.refuse("maximum", text[:20], Finding.of("score_maximum_unreadable"))
        return None
    return read[0]


def read_moment(row: ReadRow, zone: str, now: datetime) -> datetime | None:
    """Return when the test was taken, aware UTC; a day without a time is its local beginning."""
    cell, text = row.cell("date"), row.text("date")
    if not text:
        return None
    if isinstance(cell.value, datetime):
        moment = cell.value.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    elif isinstance(cell.value, date):
        moment = local_moment(cell.value, time(), zone)
    else:
        reading = read_date(_CLOCK.sub("", text))
        if reading.date is None:
            row.refuse("date", text[:40], Finding.of("score_date_unreadable"))
            return None
        moment = local_moment(reading.date, time(), zone)
    if moment > now:
        row.refuse("date", text[:40], Finding.of("score_date_ahead"))
        return None
    return moment


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _trimmed(value: Decimal) -> Decimal:
    """Four decimals at most, and no zeros at the end."""
    text = f"{value.quantize(DECIMALS):f}".rstrip("0").rstrip(".")
    return Decimal(text or "0")
