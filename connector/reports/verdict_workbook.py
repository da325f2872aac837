"""Writes the list of verdicts as XLSX; every cell is text, so none is a formula. No rule here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

LONGEST = 32_000
"""Characters a cell may hold; a workbook refuses more than 32,767."""

A4 = 9
"""Paper number of the XLSX format."""

Column = tuple[str, int]
"""Heading and width in characters."""


def workbook(
    name: str,
    head: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    created: datetime,
) -> bytes:
    """Return one sheet: lines about it, headings, rows; the same input gives the same bytes."""
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": created.replace(tzinfo=None, microsecond=0)})
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    title = book.add_format({"bold": True, "font_size": 13})
    for row, line in enumerate(head):
        sheet.write_string(row, 0, line[:LONGEST], title if row == 0 else None)
    top = len(head) + 1
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, heading, bold)
    for row, values in enumerate(rows, start=top + 1):
        for column, value in enumerate(values):
            sheet.write_string(row, column, value[:LONGEST], plain)
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, top + max(1, len(rows)), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    book.close()
    return content.getvalue()
