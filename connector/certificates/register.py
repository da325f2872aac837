"""Writes the register of certificates as XLSX, row by row; every cell is text, so none a formula.

The register is an internal paper of the office: it bears names. Personal numbers are masked
unless the reader may see them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import xlsxwriter

from connector.certificates.register_words import COLUMNS, KINDS, REASONS, STATES, WORDS
from connector.domain.identities import mask
from connector.domain.indonesian import zone_label
from connector.domain.revocations import category_of, note_of
from connector.messages import Language, Wording
from connector.store.register import Entry

LONGEST = 32_000
"""Characters a cell may hold; a workbook refuses more than 32,767."""

MOST_ROWS = 1_000_000
"""Rows below the heading of one sheet; the format ends at 1,048,576."""

A4 = 9
"""Paper number of the XLSX format."""

HEAD = 4
"""Lines above the list, an empty one included."""


def write_register(
    target: BinaryIO,
    entries: Iterable[Entry],
    *,
    heading: str,
    zone: str,
    now: datetime,
    language: Language,
    whole_numbers: bool = False,
) -> int:
    """Write the register into an open file; return how many certificates are in it.

    `heading` says what was chosen (`BDA, 2026`). Memory does not grow with the entries.
    `whole_numbers` writes NIP and NRP unmasked; say so in the audit trail.
    """
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": now.replace(tzinfo=None, microsecond=0)})
    local = now.astimezone(ZoneInfo(zone))
    made = _say(WORDS["made"], language).format(
        moment=f"{local:%d-%m-%Y %H.%M}", zone=zone_label(zone)
    )
    sheet, count = _Sheet(book, language, (heading, made)), 0
    for count, entry in enumerate(entries, start=1):
        if count % MOST_ROWS == 1 and count > 1:
            sheet = _Sheet(book, language, (heading, made))
        sheet.write(count, entry, zone, whole_numbers=whole_numbers)
    book.close()
    return count


class _Sheet:
    """One worksheet, written from the top down and never looked back at."""

    def __init__(self, book: Any, language: Language, head: tuple[str, ...]) -> None:
        self._language = language
        self._page = book.add_worksheet()
        self._cell = book.add_format({"num_format": "@", "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 13, "num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@", "bg_color": "#EEEEEE"})
        for column, (_name, width, _words) in enumerate(COLUMNS):
            self._page.set_column(column, column, width)
        self._page.write_string(0, 0, _say(WORDS["title"], language), title)
        for row, line in enumerate(head, start=1):
            self._page.write_string(row, 0, line[:LONGEST], self._cell)
        for column, (_name, _width, words) in enumerate(COLUMNS):
            self._page.write_string(HEAD, column, _say(words, language), bold)
        self._page.freeze_panes(HEAD + 1, 2)
        self._page.repeat_rows(HEAD)
        self._page.set_landscape()
        self._page.set_paper(A4)
        self._page.fit_to_pages(1, 0)
        self._row = HEAD + 1

    def write(self, place: int, entry: Entry, zone: str, *, whole_numbers: bool) -> None:
        values = _values(entry, zone, self._language, whole_numbers=whole_numbers)
        values["place"] = str(place)
        for column, (name, _width, _words) in enumerate(COLUMNS):
            self._page.write_string(self._row, column, values[name][:LONGEST], self._cell)
        self._row += 1


def _values(entry: Entry, zone: str, language: Language, *, whole_numbers: bool) -> dict[str, str]:
    return {
        "number": entry.number,
        "dated": entry.dated.isoformat(),
        "year": str(entry.year),
        "unit": entry.unit,
        "name": entry.name,
        "identity": entry.identity if whole_numbers else mask(entry.identity),
        "training": entry.title,
        "cohort": entry.cohort,
        "code": entry.code,
        "kind": _say(KINDS[entry.kind], language),
        "state": _say(STATES[entry.state], language),
        "reason": _reason(entry.reason, language),
        "replaces": entry.replaces,
        "replaced_by": entry.replaced_by,
        "ended": _day(entry.revoked_at, zone),
        "signers": "; ".join(entry.signers),
        "signed": _day(entry.signed_at, zone),
        "sha256": entry.sha256,
    }


def _reason(stored: str, language: Language) -> str:
    """`Data salah: salah ejaan nama`, or "" where nothing was withdrawn."""
    if not stored:
        return ""
    category = _say(REASONS[category_of(stored)], language)
    return f"{category}: {note_of(stored)}".removesuffix(": ")


def _day(moment: datetime | None, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).date().isoformat() if moment else ""


def _say(wording: Wording, language: Language) -> str:
    return wording.id if language == "id" else wording.en
