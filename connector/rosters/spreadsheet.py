"""Turns the bytes of an XLSX or CSV file into sheets of typed cells; knows no headings or people.

The kind of file is told by its content, not by its name: exports are often renamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from connector.errors import RosterError
from connector.rosters.base import EMPTY_CELL, Cell, SheetRow, SheetRows
from connector.rosters.delimited import read_delimited
from connector.rosters.limits import DEFAULT_LIMITS, Limits
from connector.rosters.sheet_scan import SheetScan
from connector.rosters.workbook_guard import inspect_workbook

__all__ = ["DEFAULT_LIMITS", "read_sheets"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Opens an old .xls, and any workbook behind a password (MS-OFFCRYPTO wraps it in OLE)."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
_WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

_CalamineValue = int | float | str | bool | time | date | datetime | timedelta


def read_sheets(
    file_name: str, content: bytes, *, limits: Limits = DEFAULT_LIMITS
) -> tuple[SheetRows, ...]:
    """Return every worksheet in order; raise RosterError for a file that cannot be used.

    Formula cells carry the value the spreadsheet stored and are marked. Nothing is evaluated.
    """
    suffix = _suffix(file_name)
    if not content:
        raise RosterError("file_empty")
    if len(content) > limits.file_bytes:
        raise RosterError(
            "file_too_large",
            megabytes=f"{len(content) / 2**20:.1f}",
            limit=f"{limits.file_bytes / 2**20:g}",
        )
    _refuse_foreign(content)
    if content.startswith(b"PK"):
        return _read_xlsx(content, limits)
    if suffix in _TEXT_SUFFIXES:
        return (read_delimited(content, limits),)
    if suffix in _WORKBOOK_SUFFIXES:
        raise RosterError("workbook_corrupt")
    raise RosterError("file_kind_unknown", suffix=suffix or "-")


def _suffix(file_name: str) -> str:
    stem, dot, ending = file_name.rpartition(".")
    return f".{ending.lower()[:10]}" if dot and stem else ""


def _refuse_foreign(content: bytes) -> None:
    if content.startswith(_OLE):
        raise RosterError("workbook_password" if _ENCRYPTED in content else "file_xls")
    opening = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<style")):
        raise RosterError("file_html")
    if opening.startswith(b"%pdf"):
        raise RosterError("file_pdf")


def _read_xlsx(content: bytes, limits: Limits) -> tuple[SheetRows, ...]:
    scans = inspect_workbook(content, limits)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            return tuple(
                _sheet_rows(
                    workbook.get_sheet_by_name(sheet.name),
                    scans.get(sheet.name, SheetScan()),
                    limits,
                    visible=sheet.visible is Visible.Visible,
                )
                for sheet in workbook.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet
            )
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise RosterError("workbook_corrupt") from error


def _sheet_rows(
    sheet: CalamineSheet, scan: SheetScan, limits: Limits, *, visible: bool
) -> SheetRows:
    values = [
        [one[: limits.cell_characters] if isinstance(one, str) else one for one in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    # The reader's area ends at the last value; a broken cell has none and may lie beyond it.
    height = max([len(values), *(row + 1 for row, _ in scan.broken)])
    width = max([0, *(len(row) for row in values), *(column + 1 for _, column in scan.broken)])
    rows = tuple(
        SheetRow(
            index + 1, _cells(index, values[index] if index < len(values) else [], width, scan)
        )
        for index in range(height)
    )
    return SheetRows(sheet.name, rows, visible)


def _cells(
    row: int, values: Sequence[_CalamineValue], width: int, scan: SheetScan
) -> tuple[Cell, ...]:
    return tuple(
        _cell(
            values[column] if column < len(values) else "",
            (row, column) in scan.computed,
            (row, column) in scan.broken,
        )
        for column in range(width)
    )


def _cell(value: _CalamineValue, computed: bool, broken: bool) -> Cell:
    """Empty cells are one object: a wide sheet has hundreds of thousands."""
    if value == "" and not computed and not broken:
        return EMPTY_CELL
    return Cell(value, computed, broken)
