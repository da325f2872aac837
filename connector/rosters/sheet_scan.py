"""Scans a workbook's XML for formulas, extent and text volume; keeps positions, never values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from connector.errors import RosterError
from connector.rosters.limits import Limits


@dataclass
class SheetScan:
    """Cells with a formula, and those without a usable value; (row, column) from 0."""

    computed: set[tuple[int, int]] = field(default_factory=set)
    broken: set[tuple[int, int]] = field(default_factory=set)
    height: int = 0
    """Rows down to the last one with content, be it a blank text."""
    width: int = 0
    elements: int = 0
    """XML elements that were read."""


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)


def read_elements(part: IO[bytes], start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `start` with each element's local name and attributes; writers differ in prefixes."""
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: start(
        _local(tag), {_local(name): value for name, value in attributes.items()}
    )
    parser.ParseFile(part)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        # No spreadsheet writes a document type; whoever does wants its entities expanded.
        raise RosterError("workbook_corrupt")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def shared_text_lengths(part: IO[bytes], limits: Limits) -> list[int]:
    """Length in characters of each shared text, in order."""
    scanner = _SharedTexts(limits)
    parser = _parser()
    parser.StartElementHandler = scanner.start
    parser.CharacterDataHandler = scanner.text
    parser.ParseFile(part)
    return scanner.lengths


class _SharedTexts:
    def __init__(self, limits: Limits) -> None:
        self.lengths: list[int] = []
        self._elements, self._limits = 0, limits

    def start(self, tag: str, _: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > self._limits.elements:
            raise RosterError("workbook_corrupt")
        if _local(tag) == "si":
            self.lengths.append(0)

    def text(self, characters: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(characters)


def scan_cells(part: IO[bytes], sheet: str, shared: list[int], limits: Limits) -> SheetScan:
    """Find formulas and broken cells of a sheet; RosterError where it is larger than `limits`."""
    scanner = _CellScanner(sheet, shared, limits)
    parser = _parser()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    parser.ParseFile(part)
    scanner.scan.elements = scanner.elements
    return scanner.scan


class _CellScanner:
    """Follows `<row>`, `<c>`, `<f>`, `<v>`; remembers positions and sums only."""

    def __init__(self, sheet: str, shared: list[int], limits: Limits) -> None:
        self.scan = SheetScan()
        self._sheet, self._shared, self._limits = sheet, shared, limits
        self._row, self._column = -1, -1
        self.elements = self._cells = self._characters = 0
        self._value, self._in_value = "", False
        self._formula = self._error = self._is_shared = self._content = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = _local(tag)
        self.elements += 1
        if self.elements > self._limits.elements:
            self._refuse_cells()
        if local == "c":
            self._open_cell(attributes)
        elif local == "row":
            self._row = int(attributes.get("r", self._row + 2)) - 1
            self._column = -1
        elif local == "f":
            self._formula = True
        elif local in ("v", "t"):
            self._in_value = self._content = True

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        elif match := _REFERENCE.fullmatch(reference):
            self._row, self._column = int(match[2]) - 1, column_number(match[1])
        else:
            raise RosterError("workbook_corrupt")
        self._value, self._formula, self._content = "", False, False
        kind = attributes.get("t")
        self._error, self._is_shared = kind == "e", kind == "s"

    def text(self, characters: str) -> None:
        if self._in_value:
            self._characters += len(characters)
            if len(self._value) < 20:  # enough for an index, and to see that there is something
                self._value += characters

    def end(self, tag: str) -> None:
        local = _local(tag)
        if local in ("v", "t"):
            self._in_value = False
        elif local == "c":
            self._close_cell()

    def _close_cell(self) -> None:
        place, has_value = (self._row, self._column), bool(self._value.strip())
        if self._formula:
            self.scan.computed.add(place)
        if self._error or (self._formula and not has_value):
            self.scan.broken.add(place)
        # A reader makes room for a blank text too; only a cell without content costs nothing.
        if not (self._content or self._formula or self._error):
            return
        self._cells += 1
        if self._is_shared and self._value.strip().isdigit():
            index = int(self._value)
            self._characters += self._shared[index] if index < len(self._shared) else 0
        self._check_extent()

    def _check_extent(self) -> None:
        limits = self._limits
        if self._row >= limits.rows:
            raise RosterError(
                "sheet_many_rows", sheet=self._sheet, row=self._row + 1, limit=limits.rows
            )
        if self._column >= limits.columns:
            cell = f"{column_letters(self._column)}{self._row + 1}"
            raise RosterError(
                "sheet_many_columns", sheet=self._sheet, cell=cell, limit=limits.columns
            )
        if self._cells > limits.cells:
            self._refuse_cells()
        if self._characters > limits.unpacked_bytes:
            raise RosterError("workbook_unpacks_too_large", megabytes=limits.unpacked_bytes >> 20)
        self.scan.height = max(self.scan.height, self._row + 1)
        self.scan.width = max(self.scan.width, self._column + 1)

    def _refuse_cells(self) -> None:
        raise RosterError("sheet_many_cells", sheet=self._sheet, limit=self._limits.cells)


def column_number(letters: str) -> int:
    """`A` is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is `A`."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
