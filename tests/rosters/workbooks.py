"""Builds workbooks for tests, honest ones and hostile ones."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter


class Formula(str):
    """A formula to write; `Formula("=A1")` stores no value, as some exporters do."""

    __slots__ = ()


class Stored(Formula):
    """A formula with a stored result, `=1+1` with 2."""

    __slots__ = ()


Value = str | int | float | date | datetime | time | Formula | None


def workbook(rows: Sequence[Sequence[Value]], *more: Sequence[Sequence[Value]]) -> bytes:
    """An XLSX with one sheet a table: Sheet1, Sheet2, …"""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})  # the same bytes each time
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    clock = book.add_format({"num_format": "hh:mm"})
    for table in (rows, *more):
        sheet = book.add_worksheet()
        for row, values in enumerate(table):
            for column, value in enumerate(values):
                if isinstance(value, Stored):
                    sheet.write_formula(row, column, str(value), None, "199001312015031987")
                elif isinstance(value, Formula):
                    sheet.write_formula(row, column, str(value), None, "")
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, time):
                    sheet.write_datetime(row, column, value, clock)
                elif isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif value is not None:
                    sheet.write_number(row, column, value)
    book.close()
    return buffer.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The same package with parts changed; None leaves a part out."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return buffer.getvalue()


def with_sheet(rows_xml: str) -> bytes:
    """A workbook whose only sheet holds this XML inside `<sheetData>`."""
    sheet = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows_xml}</sheetData></worksheet>"
    ).encode()
    return repacked(
        workbook([["x"]]),
        lambda name, part: sheet if name == "xl/worksheets/sheet1.xml" else part,
    )
