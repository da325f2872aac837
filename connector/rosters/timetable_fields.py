"""Reads the cells of one timetable row: date, times, kind, lesson hours, instructors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from connector.domain.findings import Finding
from connector.domain.indonesian import (
    DAYS,
    ZONES,
    TimeReading,
    long_date,
    read_date,
    read_times,
    read_weekday,
)
from connector.domain.names import comparable, read_name
from connector.domain.sessions import MINUTES_PER_JP, SessionKind
from connector.rosters.base import Cell
from connector.rosters.rows import ReadRow, is_blank_word

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""A date outside comes from a cell that held only a time, or from a slip of the hand."""

_KIND_WORDS = (
    (SessionKind.BREAK, r"istirahat|ishoma|ishama|rehat|break|makan siang|jeda|sh?olat|salat"),
    (SessionKind.TEST, r"pre ?test|post ?test|ujian|tes (?:awal|akhir)|kuis|quiz|exam"),
    (
        SessionKind.CEREMONY,
        r"pembukaan|penutupan|upacara|apel|registrasi|laporan (?:ketua )?panitia|check ?in|"
        r"opening|closing|ceremony|registration",
    ),
)
"""Kind and the words that give it away, in order of belief; everything else is a class."""


@dataclass(frozen=True)
class Slot:
    """The times of a row, local; `zone` (IANA) only where the cell names one."""

    start: time
    end: time
    zone: str | None


def names_a_day(cell: Cell) -> bool:
    """Whether a cell is, or tries to be, a date: it is one, or it opens with a day's name."""
    if isinstance(cell.value, date):
        return True
    if not isinstance(cell.value, str):
        return False
    words = _without_label(cell.text)
    if read_date(words).date is not None:
        return True
    return read_weekday(re.split(r"[\s,/:-]", words, maxsplit=1)[0]) is not None


def _without_label(text: str) -> str:
    return re.sub(r"(?i)^hari\b(?:\s+ke\s*-?\s*\w+)?[\s:,/-]*(?:tanggal\b[\s:]*)?", "", text)


def read_day(row: ReadRow, cell: Cell, year_hint: int | None) -> date | None:
    """The date in `cell`, or None with a refusal; call only where the row states a date."""
    if isinstance(cell.value, datetime):
        found = cell.value.date()
    elif isinstance(cell.value, date):
        found = cell.value
    else:
        words = _without_label(cell.text)
        reading = read_date(words)
        if reading.date is None and year_hint and not re.search(r"\d{4}", words):
            reading = read_date(f"{words} {year_hint}")
        if reading.date is None:
            unreadable = Finding.of("date_unreadable", value=cell.text[:40])
            row.refuse("date", cell.text[:40], reading.problem or unreadable)
            return None
        found = reading.date
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        row.refuse("date", cell.text[:40], Finding.of("date_impossible", value=cell.text[:40]))
        return None
    weekday = read_weekday(row.text("weekday"))
    if weekday is not None and weekday != found.weekday():
        finding = Finding.of(
            "weekday_contradicts_date",
            written=DAYS[weekday],
            real=DAYS[found.weekday()],
            date=long_date(found),
        )
        row.refuse("weekday", row.text("weekday"), finding)
        return None
    return found


def read_slot(row: ReadRow) -> Slot | None:
    """Start and end from one column or two, or None with a refusal."""
    if not row.cell("time").is_empty:
        return _slot(row, "time", _times(row.cell("time")), None)
    if row.cell("start").is_empty:
        row.refuse("start", "", Finding.of("time_missing"))
        return None
    end = None if row.cell("end").is_empty else _times(row.cell("end"))
    return _slot(row, "start", _times(row.cell("start")), end)


def _slot(row: ReadRow, name: str, first: TimeReading, second: TimeReading | None) -> Slot | None:
    for where, reading in ((name, first), ("end", second)):
        if reading is not None and reading.problem is not None:
            row.refuse(where, row.cell(where).text[:40], reading.problem)
            return None
    start, end = first.start, second.start if second else first.end
    zones = {reading.zone for reading in (first, second) if reading and reading.zone}
    if start is None or end is None:
        row.refuse(name, row.cell(name).text[:40], Finding.of("time_end_missing"))
    elif end <= start:
        row.refuse(name, row.cell(name).text[:40], Finding.of("time_end_before_start"))
    elif len(zones) > 1:
        row.refuse(name, row.cell(name).text[:40], Finding.of("time_two_zones"))
    else:
        return Slot(start, end, zones.pop() if zones else None)
    return None


def _times(cell: Cell) -> TimeReading:
    """A time as spreadsheets type it: text, a clock time, a duration or a fraction of a day."""
    value = cell.value
    if isinstance(value, datetime):
        return TimeReading(value.time().replace(second=0, microsecond=0))
    if isinstance(value, time):
        return TimeReading(value.replace(second=0, microsecond=0))
    if isinstance(value, timedelta):
        return _clock(value.total_seconds())
    if isinstance(value, float) and 0 < value < 1:
        return _clock(value * 86_400)
    if isinstance(value, str):
        return read_times(value)
    # 8.3 may be 08.30 with its zero lost, or 08.18: nobody can tell.
    return TimeReading(problem=Finding.of("time_is_number", value=cell.text[:20]))


def _clock(seconds: float) -> TimeReading:
    minutes = round(seconds / 60)
    if not 0 <= minutes < 24 * 60:
        return TimeReading(problem=Finding.of("time_unreadable", value=str(minutes)))
    return TimeReading(time(minutes // 60, minutes % 60))


def zone_of_heading(heading: str) -> str | None:
    """`Waktu (WITA)` tells the zone of its whole column; several labels tell nothing."""
    labels = set(re.findall(r"\b(WIB|WITA|WIT)\b", heading.upper()))
    return ZONES[labels.pop()] if len(labels) == 1 else None


def read_subject(row: ReadRow) -> str:
    """The subject, or for a break merged across the table the words of whichever cell has them."""
    if subject := row.text("subject"):
        return subject
    for cell in row.row.cells:
        words = " ".join(cell.text.split())
        if isinstance(cell.value, str) and kind_of(words) is SessionKind.BREAK:
            return words
    return ""


def kind_of(subject: str) -> SessionKind:
    """Tell breaks, tests and ceremonies by their words; everything else is a class."""
    words = " ".join(re.sub(r"[\W_]+", " ", subject.lower()).split())
    for kind, pattern in _KIND_WORDS:
        if re.search(rf"\b(?:{pattern})\b", words):
            return kind
    return SessionKind.CLASS


def read_kind(row: ReadRow, subject: str) -> SessionKind:
    """The kind column where its word is known, else the subject's words."""
    written = row.text("kind")
    if written:
        known = kind_of(written)
        if known is not SessionKind.CLASS:
            return known
    return kind_of(subject)


def read_jp(row: ReadRow, kind: SessionKind, minutes: int) -> Decimal:
    """Lesson hours as written; a class without a figure gets minutes / 45, and a warning."""
    if kind is SessionKind.BREAK:
        return Decimal(0)
    cell = row.cell("jp")
    text = re.sub(r"(?i)\s*(?:jp|jpl)\b\.?", "", cell.text).strip()
    if cell.is_empty or is_blank_word(text) or not text:
        return _jp_by_time(row, kind, minutes)
    try:
        jp = Decimal(text.replace(",", "."))
    except InvalidOperation:
        row.refuse("jp", cell.text[:20], Finding.of("jp_unreadable"))
        return Decimal(0)
    if not jp.is_finite() or not 0 <= jp <= 24:
        row.refuse("jp", cell.text[:20], Finding.of("jp_unreadable"))
        return Decimal(0)
    if jp * MINUTES_PER_JP > minutes + MINUTES_PER_JP // 3:
        row.warn("jp", cell.text[:20], Finding.of("jp_exceeds_time", minutes=minutes))
    return jp


def _jp_by_time(row: ReadRow, kind: SessionKind, minutes: int) -> Decimal:
    if kind is SessionKind.CEREMONY:
        return Decimal(0)
    jp = (Decimal(minutes) / MINUTES_PER_JP).quantize(Decimal("0.01")).normalize()
    row.warn("jp", "", Finding.of("jp_from_time", jp=f"{jp:f}", minutes=minutes))
    return jp


def read_instructors(row: ReadRow) -> tuple[str, ...]:
    """Names as written, one each; commas belong to degrees and separate nobody."""
    value = row.cell("instructor").value
    written = value if isinstance(value, str) else ""
    pieces = re.split(r"[\n\r;]+|\s+/\s+|\s+(?:dan|and|&)\s+|(?:^|\s)\d{1,2}[.)]\s+", written)
    names = []
    for piece in pieces:
        name = " ".join(piece.split()).strip(" ,")
        if name and not is_blank_word(name) and comparable(name):
            names.append(read_name(name).printed)
    return tuple(dict.fromkeys(names))
