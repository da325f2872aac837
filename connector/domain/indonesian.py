"""Indonesian dates, times, zones and numbers as people write and print them; no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from connector.domain.findings import Finding

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
"""Monday first, as `date.weekday()` counts."""

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
"""Label on paper to IANA zone; no daylight saving in any of them."""

_ZONE_LABELS = {**{iana: label for label, iana in ZONES.items()}, "Asia/Pontianak": "WIB"}

_DAY_NUMBERS = {name.lower(): number for number, name in enumerate(DAYS)} | {
    "jum'at": 4,
    "jumaat": 4,
    "ahad": 6,
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
    "sen": 0,
    "sel": 1,
    "rab": 2,
    "kam": 3,
    "jum": 4,
    "sab": 5,
    "min": 6,
}

_MONTH_NUMBERS = (
    {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
    | {name.lower()[:3]: number for number, name in enumerate(MONTHS, start=1)}
    | {
        "january": 1,
        "february": 2,
        "pebruari": 2,
        "peb": 2,
        "march": 3,
        "mrt": 3,
        "may": 5,
        "june": 6,
        "july": 7,
        "august": 8,
        "augustus": 8,
        "aug": 8,
        "agst": 8,
        "agt": 8,
        "agu": 8,
        "ags": 8,
        "sept": 9,
        "october": 10,
        "oct": 10,
        "nopember": 11,
        "nop": 11,
        "december": 12,
        "dec": 12,
        "des": 12,
    }
)

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "\u00a0": " "})
_WORDED_DATE = re.compile(r"(\d{1,2})[\s./-]*([a-z]+)\.?[\s./,-]*(\d{4}|\d{2})", re.ASCII)
_NUMBERED_DATE = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})", re.ASCII)
_ISO_DATE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII
)
_DATE_LABEL = re.compile(r"^(?:tanggal|tgl)\b[.:\s]*")
_WEEKDAY = re.compile(r"([a-z]+(?:'[a-z]+)?)\.?[\s,/:-]+", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:\s*[.:]\s*(\d{2})(?::\d{2})?)?", re.ASCII)
_TIME_SEPARATOR = re.compile(
    r"\s*(?:s\s*[./]\s*d\s*\.?|sd|sampai(?:\s+dengan)?|hingga|to|[-–—~])\s*"
)
_ZONE_WORD = re.compile(r"\s*\b(wib|wita|wit)\b\.?\s*")


@dataclass(frozen=True)
class DateReading:
    """A date that was understood, or the reason why not; never both."""

    date: date | None = None
    problem: Finding | None = None


@dataclass(frozen=True)
class TimeReading:
    """Local start and, where the text has one, end; `zone` is IANA and set only when written."""

    start: time | None = None
    end: time | None = None
    zone: str | None = None
    problem: Finding | None = None


def read_date(text: str, *, latest: date | None = None) -> DateReading:
    """Read one date in any form offices use; numbers alone are day, month, year.

    A weekday in front must agree with the date. A year of two digits means 20YY, or, with
    `latest` (a birth date), the last such year that is not after it.
    """
    wording = " ".join(text.translate(_APOSTROPHES).lower().split()).strip(" ,")
    weekday, rest = _take_weekday(wording)
    rest = _DATE_LABEL.sub("", rest)
    parts = _date_parts(rest)
    if parts is None:
        return DateReading(problem=Finding.of("date_unreadable", value=text.strip()[:40]))
    day, month, year_text = parts
    year = int(year_text) if len(year_text) == 4 else _expand_year(int(year_text), latest)
    try:
        found = date(year, month, day)
    except ValueError:
        return DateReading(problem=Finding.of("date_impossible", value=text.strip()[:40]))
    if weekday is not None and found.weekday() != weekday:
        return DateReading(
            problem=Finding.of(
                "weekday_contradicts_date",
                written=DAYS[weekday],
                real=DAYS[found.weekday()],
                date=long_date(found),
            )
        )
    return DateReading(date=found)


def _take_weekday(wording: str) -> tuple[int | None, str]:
    match = _WEEKDAY.match(wording)
    if match and match[1] in _DAY_NUMBERS:
        return _DAY_NUMBERS[match[1]], wording[match.end() :]
    return None, wording


def _date_parts(wording: str) -> tuple[int, int, str] | None:
    if match := _ISO_DATE.fullmatch(wording):
        return int(match[3]), int(match[2]), match[1]
    if match := _NUMBERED_DATE.fullmatch(wording):
        return int(match[1]), int(match[2]), match[3]
    match = _WORDED_DATE.fullmatch(wording)
    if match and match[2] in _MONTH_NUMBERS:
        return int(match[1]), _MONTH_NUMBERS[match[2]], match[3]
    return None


def _expand_year(two_digits: int, latest: date | None) -> int:
    year = 2000 + two_digits
    return year if latest is None or year <= latest.year else year - 100


def read_weekday(text: str) -> int | None:
    """The day number (Monday 0) of a cell that holds a day's name alone."""
    return _DAY_NUMBERS.get(text.translate(_APOSTROPHES).lower().strip(" ,."))


def read_times(text: str) -> TimeReading:
    """Read `08.00`, `08:00`, `8.00-9.30 WIB` or `08.00 s.d. 09.30`."""
    wording = " ".join(text.translate(_APOSTROPHES).lower().split())
    wording = re.sub(r"^(?:pukul|pkl|jam)\b\.?\s*", "", wording)
    labels = {word.upper() for word in _ZONE_WORD.findall(wording)}
    pieces = _TIME_SEPARATOR.split(_ZONE_WORD.sub(" ", wording).strip())
    unreadable = TimeReading(problem=Finding.of("time_unreadable", value=text.strip()[:40]))
    if len(pieces) > 2 or len(labels) > 1:
        return unreadable
    times = [_read_clock(piece) for piece in pieces]
    start, end = times[0], times[1] if len(times) == 2 else None
    if start is None or (len(times) == 2 and end is None):
        return unreadable
    return TimeReading(start, end, ZONES[labels.pop()] if labels else None)


def _read_clock(text: str) -> time | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def zone_label(zone: str) -> str:
    """WIB, WITA or WIT; any other zone keeps its IANA name."""
    return _ZONE_LABELS.get(zone, zone)


def long_date(day: date, *, weekday: bool = False) -> str:
    """`5 Agustus 2024`, or `Senin, 5 Agustus 2024`."""
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{DAYS[day.weekday()]}, {written}" if weekday else written


def date_range(first: date, last: date) -> str:
    """`03-09 November 2019`; across months `30 September s.d. 4 Oktober 2024`."""
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day:02}-{last.day:02} {MONTHS[first.month - 1]} {first.year}"
    opening = f"{first.day} {MONTHS[first.month - 1]}"
    if first.year != last.year:
        opening = long_date(first)
    return f"{opening} s.d. {long_date(last)}"


def clock_time(moment: time) -> str:
    """`08.00`, as offices print it; the zone label is added by the caller."""
    return f"{moment.hour:02}.{moment.minute:02}"


def decimal_comma(number: Decimal) -> str:
    """`2,5` and `1.215`: decimal comma, thousand dot, no trailing zeros."""
    written = f"{number:,f}"
    whole, _, fraction = written.partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.replace(",", ".")
    return f"{whole},{fraction}" if fraction else whole


_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def to_roman(number: int) -> str:
    """Write 1 to 3999 in Roman numerals; anything else is a ValueError."""
    if not 1 <= number <= 3999:
        raise ValueError(f"no Roman numeral for {number}")
    letters = ""
    for value, letter in _ROMAN:
        count, number = divmod(number, value)
        letters += letter * count
    return letters


def from_roman(letters: str) -> int | None:
    """Read a well-formed Roman numeral, or None."""
    rest, total = letters.strip().upper(), 0
    if len(rest) > 15:  # MMMDCCCLXXXVIII is the longest
        return None
    for value, letter in _ROMAN:
        while rest.startswith(letter):
            rest, total = rest[len(letter) :], total + value
    if rest or not 1 <= total <= 3999 or to_roman(total) != letters.strip().upper():
        return None
    return total


_UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)

_SCALES = (
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (1000, "ribu"),
    (100, "ratus"),
)


def terbilang(number: int) -> str:
    """Spell a whole number from 0 below 10^15: `dua puluh`, `seratus`, `seribu`."""
    if not 0 <= number < 10**15:
        raise ValueError(f"cannot spell {number}")
    if number < 12:
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    if number < 100:
        tens, rest = divmod(number, 10)
        return _join(f"{_UNITS[tens]} puluh", rest)
    for value, word in _SCALES:
        count, rest = divmod(number, value)
        if count == 1 and value <= 1000:
            return _join(f"se{word}", rest)
        if count:
            return _join(f"{terbilang(count)} {word}", rest)
    raise AssertionError("every number from 100 has a scale")


def _join(opening: str, rest: int) -> str:
    return f"{opening} {terbilang(rest)}" if rest else opening
