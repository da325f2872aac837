"""Looks into a workbook's ZIP and XML before a reader trusts it; reads no cell values.

A small upload can unfold to gigabytes, claim a cell in the last corner of a sheet, or hide
formulas behind stored values. All three are found here, streaming, without expanding entities.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from connector.errors import RosterError


@dataclass(frozen=True)
class Limits:
    """How big a file may be; every limit has its own message."""

    file_bytes: int = 10 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    """Of all parts together; an office's roster unpacks to one or two megabytes."""
    members: int = 2_000
    rows: int = 20_000
    columns: int = 200
    sheets: int = 50


@dataclass
class SheetScan:
    """Cells with a formula, and those without a usable value; (row, column) from 0."""

    computed: set[tuple[int, int]] = field(default_factory=set)
    broken: set[tuple[int, int]] = field(default_factory=set)


_CHUNK = 64 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_Start = Callable[[str, dict[str, str]], None]


def inspect_workbook(content: bytes, limits: Limits) -> dict[str, SheetScan]:
    """Return what is known of each sheet by name; raise RosterError for no safe XLSX."""
    try:
        with ZipFile(BytesIO(content)) as package:
            _check_package(package, limits)
            return _scan_sheets(package, limits)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise RosterError("workbook_corrupt") from error
    except expat.ExpatError as error:
        raise RosterError("workbook_corrupt") from error


def _check_package(package: ZipFile, limits: Limits) -> None:
    members = package.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & 0x1 for member in members):
        raise RosterError("workbook_password")
    if len(members) > limits.members or len(set(names)) != len(names):
        raise RosterError("workbook_corrupt")
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise RosterError("workbook_unpacks_too_large", megabytes=limits.unpacked_bytes >> 20)
    if "mimetype" in names and b"opendocument" in package.read("mimetype")[:200]:
        raise RosterError("file_ods")
    if "xl/workbook.bin" in names:
        raise RosterError("file_xlsb")
    if "xl/workbook.xml" not in names:
        raise RosterError("file_not_workbook")
    for name in names:
        # The directory may understate a size: reading to the end makes the checksum tell.
        with package.open(name) as member:
            while member.read(_CHUNK):
                pass


def _scan_sheets(package: ZipFile, limits: Limits) -> dict[str, SheetScan]:
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relationship(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.append((attributes.get("name", ""), attributes.get("id", "")))

    _parse(package, "xl/_rels/workbook.xml.rels", relationship)
    _parse(package, "xl/workbook.xml", sheet)
    if not sheets:
        raise RosterError("workbook_corrupt")
    if len(sheets) > limits.sheets:
        raise RosterError("workbook_many_sheets", sheets=len(sheets), limit=limits.sheets)
    names = set(package.namelist())
    found = {}
    for name, identifier in sheets:
        part = posixpath.normpath(posixpath.join("/xl", targets.get(identifier, ""))).lstrip("/")
        found[name] = _scan_sheet(package, part, name, limits) if part in names else SheetScan()
    return found


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise RosterError("workbook_corrupt")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(package: ZipFile, part: str, start: _Start) -> None:
    try:
        member = package.open(part)
    except KeyError as error:
        raise RosterError("workbook_corrupt") from error
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: start(*_local(tag, attributes))
    with member:
        parser.ParseFile(member)


def _local(tag: str, attributes: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Drop namespaces: writers use different prefixes for the same elements."""
    return tag.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()}


def _scan_sheet(package: ZipFile, part: str, name: str, limits: Limits) -> SheetScan:
    scanner = _CellScanner(name, limits)
    parser = _parser()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    with package.open(part) as member:
        parser.ParseFile(member)
    return scanner.scan


class _CellScanner:
    """Follows `<row>`, `<c>`, `<f>`, `<v>`; remembers positions only."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.scan = SheetScan()
        self._sheet, self._limits = sheet, limits
        self._row, self._column = -1, -1
        self._in_value = self._has_value = self._formula = self._error = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "c":
            self._open_cell(attributes)
        elif local == "row":
            self._row = int(attributes.get("r", self._row + 2)) - 1
            self._column = -1
        elif local == "f":
            self._formula = True
        elif local in ("v", "t"):
            self._in_value = True

    def _open_cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        if match:
            self._row, self._column = int(match[2]) - 1, column_number(match[1])
        else:
            self._column += 1
        self._has_value = self._formula = False
        self._error = attributes.get("t") == "e"

    def text(self, characters: str) -> None:
        if self._in_value and characters.strip():
            self._has_value = True

    def end(self, tag: str) -> None:
        local = tag.rpartition(" ")[2]
        if local in ("v", "t"):
            self._in_value = False
        elif local == "c":
            self._close_cell()

    def _close_cell(self) -> None:
        place = (self._row, self._column)
        if self._formula:
            self.scan.computed.add(place)
        if self._error or (self._formula and not self._has_value):
            self.scan.broken.add(place)
        if not (self._has_value or self._formula or self._error):
            return
        if self._row >= self._limits.rows:
            raise RosterError(
                "sheet_many_rows", sheet=self._sheet, row=self._row + 1, limit=self._limits.rows
            )
        if self._column >= self._limits.columns:
            raise RosterError(
                "sheet_many_columns",
                sheet=self._sheet,
                cell=f"{column_letters(self._column)}{self._row + 1}",
                limit=self._limits.columns,
            )


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
