"""Looks into a workbook's ZIP before a reader trusts it; reads no cell values.

A small upload can unfold to gigabytes, claim a cell in the last corner of a sheet, repeat one long
text in every cell, or hide formulas behind stored values. All are found here, while streaming.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from connector.errors import RosterError
from connector.rosters.limits import Limits
from connector.rosters.sheet_scan import (
    SheetScan,
    read_elements,
    scan_cells,
    shared_text_lengths,
)

_CHUNK = 64 * 1024
_BROKEN = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    LookupError,  # an XML encoding nobody knows
    expat.ExpatError,
)


def inspect_workbook(content: bytes, limits: Limits) -> dict[str, SheetScan]:
    """Return what is known of each sheet by name; raise RosterError for no safe XLSX."""
    try:
        with ZipFile(BytesIO(content)) as package:
            _check_package(package, limits)
            return _scan_sheets(package, limits)
    except _BROKEN as error:
        raise RosterError("workbook_corrupt") from error


def _check_package(package: ZipFile, limits: Limits) -> None:
    members = package.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & 0x1 for member in members):
        raise RosterError("workbook_password")
    if len(members) > limits.members or len({name.lower() for name in names}) != len(names):
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
    targets: dict[str, set[str]] = defaultdict(set)
    sheets: list[tuple[str, str]] = []

    def relationship(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")].add(_base_name(attributes.get("Target", "")))

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.append((attributes.get("name", ""), attributes.get("id", "")))

    for part, take in (("xl/_rels/workbook.xml.rels", relationship), ("xl/workbook.xml", sheet)):
        with package.open(part) as member:
            read_elements(member, take)
    if not sheets:
        raise RosterError("workbook_corrupt")
    if len(sheets) > limits.sheets:
        raise RosterError("workbook_many_sheets", sheets=len(sheets), limit=limits.sheets)
    shared = _shared(package, limits)
    return {
        name: _scan_targets(package, targets[identifier], name, shared, limits)
        for name, identifier in sheets
    }


def _base_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].lower()


def _parts(package: ZipFile, base_names: set[str]) -> list[str]:
    return [name for name in package.namelist() if _base_name(name) in base_names]


def _shared(package: ZipFile, limits: Limits) -> list[int]:
    """Of several parts with that name, the longest text at each place counts."""
    longest: list[int] = []
    for part in _parts(package, {"sharedstrings.xml"}):
        with package.open(part) as member:
            lengths = shared_text_lengths(member, limits)
        shorter, longer = sorted((longest, lengths), key=len)
        longest = [
            max(length, shorter[at]) if at < len(shorter) else length
            for at, length in enumerate(longer)
        ]
    return longest


def _scan_targets(
    package: ZipFile, base_names: set[str], sheet: str, shared: list[int], limits: Limits
) -> SheetScan:
    """Scan every part the reader might take for this sheet: paths are resolved in several ways."""
    found = SheetScan()
    parts = _parts(package, base_names)
    if not parts:
        raise RosterError("workbook_corrupt")
    for part in parts:
        with package.open(part) as member:
            scan = scan_cells(member, sheet, shared, limits)
        found.computed |= scan.computed
        found.broken |= scan.broken
    return found
