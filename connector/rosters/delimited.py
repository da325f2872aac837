"""Reads CSV text into rows of cells; knows delimiters and encodings, no headings.

Accepted: UTF-8 (with or without byte order mark) and UTF-16 with one, as spreadsheets save
"Unicode text". Nothing else: a guessed code page turns names into other names without a sign.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from connector.errors import RosterError
from connector.rosters.base import Cell, SheetRow, SheetRows
from connector.rosters.limits import Limits

DELIMITERS = (";", ",", "\t")
"""Semicolon first: spreadsheets set to Indonesian write it, because the comma is decimal."""

_SAMPLE_ROWS = 30
_QUOTED_TEXT = re.compile(r'="([^"]*)"')
_CALL = re.compile(r"[+@-]\s*+(?:[A-Za-z_.]++\(|[^|]*+\|[^!]*+!).*", re.DOTALL)
"""A function call, or a command as in `+cmd|' /C calc'!A0`; nothing here is tried twice, so that
a cell full of bars costs no minutes."""


def read_delimited(content: bytes, limits: Limits) -> SheetRows:
    """Return the rows; raise RosterError for a wrong encoding, a binary file or broken quotes."""
    text = _decode(content)
    text, announced = _announced_delimiter(text)
    delimiter = announced or _guess_delimiter(text)
    rows = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, values in enumerate(reader, start=1):
            if number > limits.rows:
                raise RosterError("sheet_many_rows", sheet="CSV", row=number, limit=limits.rows)
            if len(values) > limits.columns and any(v.strip() for v in values[limits.columns :]):
                raise RosterError(
                    "sheet_many_columns", sheet="CSV", cell=f"{number}", limit=limits.columns
                )
            rows.append(SheetRow(number, _cells(values[: limits.columns], limits)))
    except csv.Error as error:
        raise RosterError("csv_broken", row=len(rows) + 1) from error
    return SheetRows("", tuple(rows))


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RosterError("encoding_wrong", row=line) from error
    if "\x00" in text:
        raise RosterError("file_not_text")
    return text


def _announced_delimiter(text: str) -> tuple[str, str | None]:
    """Spreadsheets may open a CSV with a line `sep=;`; they do not count it as a row."""
    match = re.match(r"sep=([;,\t])\r?\n", text, re.IGNORECASE)
    return (text[match.end() :], match[1]) if match else (text, None)


def _guess_delimiter(text: str) -> str:
    """The delimiter that cuts the most of the first rows into the same number of columns.

    Degrees bring commas into nearly every name, but not equally many: sheer count would mislead.
    """

    def regularity(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = [len(values) for _, values in zip(range(_SAMPLE_ROWS), reader, strict=False)]
        except csv.Error:
            return 0, 0
        usual = Counter(width for width in widths if width > 1).most_common(1)
        return (usual[0][1], usual[0][0]) if usual else (0, 0)

    return max(DELIMITERS, key=regularity)


def _cells(values: list[str], limits: Limits) -> tuple[Cell, ...]:
    return tuple(_cell(value[: limits.cell_characters]) for value in values)


def _cell(text: str) -> Cell:
    """A cell of text; `="1990…"` is a spreadsheet's way to say so, other formulas are broken.

    A leading +, - or @ stays text (phones, dashes) unless a function call or command follows.
    """
    stripped = text.strip()
    if match := _QUOTED_TEXT.fullmatch(stripped):
        return Cell(match[1])
    if stripped.startswith("=") or _CALL.fullmatch(stripped):
        return Cell(stripped, computed=True, broken=True)
    return Cell(text)
