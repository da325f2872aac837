"""How a report says things in its language: words, numbers, shares, dates; no sentence is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from connector.domain.evaluations import rounded
from connector.domain.indonesian import date_range, decimal_comma
from connector.domain.trainings import Seat
from connector.messages import Language
from connector.reports.content import Figure
from connector.reports.paper_words import date_line, day_line, labelled_hours, moment_line

UNKNOWN = "–"
"""Stands where nobody knows a number."""


class Speech:
    """One language in one zone; called with both wordings it returns the one that is spoken."""

    def __init__(self, language: Language, zone: str) -> None:
        self.language, self.zone = language, zone

    def __call__(self, indonesian: str, english: str, /, **values: str | int) -> str:
        """Return the wording with its `{…}` filled in; values are never read as a format."""
        return (indonesian if self.language == "id" else english).format_map(values)

    def number(self, number: Decimal | int | None) -> str:
        """`1.215`, `2,5`, in English `1,215`, `2.5`; a dash for None."""
        if number is None:
            return UNKNOWN
        written = decimal_comma(Decimal(number))
        if self.language == "id":
            return written
        return written.translate({ord("."): ",", ord(","): "."})

    def percent(self, share: int | Decimal | None) -> str:
        """`87 %`; a dash for None."""
        return UNKNOWN if share is None else f"{self.number(share)} %"

    def figure(
        self, key: str, label: str, number: Decimal | int | None, note: str = "", unit: str = ""
    ) -> Figure:
        """Return a number to look at; `unit` stands behind it."""
        value = self.number(number)
        plain = "" if number is None else f"{Decimal(number).normalize():f}"
        return Figure(key, label, f"{value} {unit}" if unit and plain else value, note, plain)

    def weekday(self, day: date) -> str:
        """`Senin, 5 Agustus 2024`."""
        return day_line(day, self.language)

    def day(self, day: date) -> str:
        """`5 Agustus 2024`."""
        return date_line(day, self.language)

    def dates(self, first: date, last: date) -> str:
        """`03-09 November 2019`."""
        if self.language == "id":
            return date_range(first, last)
        return self.day(first) if first == last else f"{self.day(first)} – {self.day(last)}"

    def moment(self, moment: datetime) -> str:
        return moment_line(moment, self.zone, self.language)

    def hours(self, start: datetime, end: datetime, zone: str = "") -> str:
        return labelled_hours(start, end, zone or self.zone, self.language)

    def listing(self, words: Sequence[str]) -> str:
        """`a, b dan c`."""
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self('dan', 'and')} {words[-1]}"


def share(part: int | Decimal, of: int | Decimal) -> int | None:
    """Return whole percent, rounded down as everywhere in the house; None of nothing."""
    return int(100 * Decimal(part) // Decimal(of)) if of else None


def mean(numbers: Iterable[Decimal]) -> Decimal | None:
    """Return the mean with two decimals, rounded half up; None of nothing."""
    known = list(numbers)
    return rounded(sum(known, Decimal(0)) / len(known)) if known else None


def unit_of(seat: Seat) -> str:
    """Return where somebody works, or ""."""
    return seat.record.unit or seat.record.agency or ""


def numbered(seats: Sequence[Seat]) -> list[tuple[str, Seat]]:
    """Return seats with the roster's numbers where everybody has one of their own, else a count."""
    known = {seat.number for seat in seats if seat.number is not None}
    if len(known) == len(seats):
        return [(str(seat.number), seat) for seat in seats]
    return [(str(at), seat) for at, seat in enumerate(seats, start=1)]
