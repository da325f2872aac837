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
    return _scan_all(package, [(name, targets[one]) for name, one in sheets], limits)


def _scan_all(
    package: ZipFile, sheets: list[tuple[str, set[str]]], limits: Limits
) -> dict[str, SheetScan]:
    """Scan each part once, however many sheets name it, and sum up what the reader will make."""
    shared = _shared(package, limits)
    parts: dict[str, SheetScan] = {}
    found: dict[str, SheetScan] = {}
    area = 0
    for name, base_names in sheets:
        found[name] = _scan_targets(package, base_names, name, shared, limits, parts)
        area += found[name].height * found[name].width
        if area > limits.area:
            raise RosterError("sheet_many_cells", sheet=name, limit=limits.area)
        if sum(scan.elements for scan in parts.values()) > limits.elements:
            raise RosterError("sheet_many_cells", sheet=name, limit=limits.cells)
    return found


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
    package: ZipFile,
    base_names: set[str],
    sheet: str,
    shared: list[int],
    limits: Limits,
    scanned: dict[str, SheetScan],
) -> SheetScan:
    """Scan every part the reader might take for this sheet: paths are resolved in several ways.

    `scanned` keeps the scan of each part for the next sheet that names it.
    """
    found = SheetScan()
    parts = _parts(package, base_names)
    if not parts:
        raise RosterError("workbook_corrupt")
    for part in parts:
        if part not in scanned:
            with package.open(part) as member:
                scanned[part] = scan_cells(member, sheet, shared, limits)
        scan = scanned[part]
        found.computed |= scan.computed
        found.broken |= scan.broken
        found.height = max(found.height, scan.height)
        found.width = max(found.width, scan.width)
    return found
