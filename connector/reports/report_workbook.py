"""Writes a report as XLSX: a sheet of facts and figures, a sheet a table; text is never a formula.

Whole and decimal numbers of columns that hold nothing else are numbers, so that they add up;
identity numbers are masked text already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from connector.domain.certificate_lines import cohort_line
from connector.messages import Language, Wording
from connector.reports.content import (
    Facts,
    Figures,
    Heading,
    Paragraph,
    Points,
    ReportContent,
    Table,
    TextSection,
)
from connector.reports.paper_words import moment_line, word
from connector.reports.report_paper import footer, procedure_lines

WORDS = {
    "summary": Wording("Ringkasan", "Summary"),
    "page": Wording("Halaman", "Page"),
    "of": Wording("dari", "of"),
    "collected": Wording("Data per", "As of"),
}
"""What the workbook says itself, in both languages."""

LONGEST = 32_000
"""Characters a cell may hold; a workbook refuses more than 32,767."""

FOOTER_LENGTH = 255
"""Characters a workbook allows in a page's footer, its codes included."""

A4 = 9
"""Paper number of the XLSX format."""

NAME_LENGTH = 31
"""Characters the name of a sheet may have."""

NARROW, SHARE = 12, 6
"""Width in characters of a narrow column, and of one share of the page."""

SIGNATURE_ROW = 27
"""Points; room to sign by hand."""

_UNFIT = re.compile(r"[\[\]:*?/\\']")
_NUMBERS = {
    "id": re.compile(r"-?\d{1,3}(?:\.\d{3})*(?:,\d+)?"),
    "en": re.compile(r"-?\d{1,3}(?:,\d{3})*(?:\.\d+)?"),
}


def report_workbook(content: ReportContent, *, version: int = 1, now: datetime) -> bytes:
    """Return the workbook; the same content, version and moment give the same bytes."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": now.replace(tzinfo=None, microsecond=0)})
    writer = _Writer(book, content, version, now)
    writer.summary()
    taken = {word(WORDS, "summary", content.language).casefold()}
    for table in _tables(content):
        writer.table(table, _name(table.title, taken))
    book.close()
    return stream.getvalue()


def _tables(content: ReportContent) -> Iterator[Table]:
    return (block for block in content.blocks if isinstance(block, Table))


def _name(title: str, taken: set[str]) -> str:
    """Return a name a sheet may have and no other sheet has."""
    plain = " ".join(_UNFIT.sub(" ", title).split()) or "-"
    number, name = 1, plain[:NAME_LENGTH].strip()
    while name.casefold() in taken:
        number += 1
        ending = f" {number}"
        name = plain[: NAME_LENGTH - len(ending)].strip() + ending
    taken.add(name.casefold())
    return name


def number_in(text: str, language: Language) -> float | None:
    """Read a number as the report prints it; None for anything else."""
    if not _NUMBERS[language].fullmatch(text):
        return None
    if language == "id":
        text = text.replace(".", "").replace(",", ".")
    return float(text.replace(",", ""))


class _Writer:
    """Writes one report's sheets."""

    def __init__(self, book: Any, content: ReportContent, version: int, now: datetime) -> None:
        self._book, self._content, self._language = book, content, content.language
        self._footer = footer(content, version, now)
        frame = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        self._plain = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
        self._line = book.add_format({"num_format": "@"})
        self._bold = book.add_format({"bold": True, "num_format": "@"})
        self._title = book.add_format({"bold": True, "font_size": 14, "num_format": "@"})
        self._heading = book.add_format(
            {**frame, "bold": True, "align": "center", "bg_color": "#EEEEEE"}
        )
        self._cell = book.add_format({**frame, "num_format": "@"})
        self._number = book.add_format({**frame, "num_format": "#,##0.##;-#,##0.##;0"})
        self._whole = book.add_format({**frame, "num_format": "#,##0"})
        self._total = book.add_format({**frame, "bold": True, "bg_color": "#EEEEEE"})
        self._value = book.add_format({"bold": True, "align": "right", "num_format": "@"})

    def summary(self) -> None:
        """Write head, facts, figures and words, from the top down."""
        page = self._book.add_worksheet(word(WORDS, "summary", self._language))
        page.set_column(0, 0, 44)
        page.set_column(1, 1, 60)
        row = self._head(page)
        for block in self._content.blocks:
            for label, value, style in _lines(block):
                formats = {"heading": self._bold, "label": self._line, "words": self._plain}
                page.write_string(row, 0, label[:LONGEST], formats[style])
                if value:
                    page.write_string(row, 1, value[:LONGEST], self._plain)
                row += 1
        for label, value in self._content.sources:
            page.write_string(row, 0, label[:LONGEST], self._line)
            page.write_string(row, 1, value[:LONGEST], self._plain)
            row += 1
        self._printed(page, row, 1)

    def _head(self, page: Any) -> int:
        content, row = self._content, 0
        head = content.head
        named = " ".join(part for part in (head.training, cohort_line(head.cohort)) if part)
        lines = [
            *((line, self._bold) for line in head.organiser),
            (content.title.upper(), self._title),
            (named, self._bold),
            (head.number, self._line),
            *((f"{label}: {value}", self._line) for label, value in procedure_lines(content)),
            (
                f"{word(WORDS, 'collected', self._language)} "
                f"{moment_line(content.collected_at, content.zone, self._language)}",
                self._line,
            ),
        ]
        for text, style in lines:
            if text:
                page.write_string(row, 0, text[:LONGEST], style)
                row += 1
        return row + 1

    def table(self, table: Table, name: str) -> None:
        """Write one table with headings that stay, a filter, and numbers as numbers."""
        page = self._book.add_worksheet(name)
        page.write_string(0, 0, self._content.title, self._bold)
        page.write_string(1, 0, table.title[:LONGEST], self._title)
        top, last = 3, len(table.columns) - 1
        for at, column in enumerate(table.columns):
            page.set_column(at, at, column.width * SHARE if column.width else NARROW)
            page.write_string(top, at, column.heading[:LONGEST], self._heading)
        counted = [self._is_counted(table, at) for at in range(len(table.columns))]
        row = top
        for row, cells in enumerate(table.rows, start=top + 1):
            if any(column.to_sign for column in table.columns):
                page.set_row(row, SIGNATURE_ROW)
            for at, text in enumerate(cells):
                self._put(page, row, at, text, counted[at])
        if table.totals:
            row += 1
            for at, text in enumerate(table.totals):
                page.write_string(row, at, text[:LONGEST], self._total)
        if not table.rows and table.empty:
            row += 1
            page.write_string(row, 0, table.empty[:LONGEST], self._line)
        if table.rows:
            page.autofilter(top, 0, top + len(table.rows), last)
        if table.note:
            row += 2
            page.write_string(row, 0, table.note[:LONGEST], self._line)
        page.freeze_panes(top + 1, min(2, last))
        page.repeat_rows(top)
        if table.landscape:
            page.set_landscape()
        self._printed(page, row, last)

    def _is_counted(self, table: Table, at: int) -> bool:
        """Tell whether a column holds numbers: set to the right, and nothing but them."""
        cells = [row[at] for row in table.rows]
        known = [one for one in cells if one not in ("", "–")]
        return (
            table.columns[at].align == "right"
            and bool(known)
            and all(number_in(one, self._language) is not None for one in known)
        )

    def _put(self, page: Any, row: int, at: int, text: str, counted: bool) -> None:
        number = number_in(text, self._language) if counted else None
        if number is None:
            page.write_string(row, at, text[:LONGEST], self._cell)
        else:
            style = self._whole if number == int(number) else self._number
            page.write_number(row, at, number, style)

    def _printed(self, page: Any, row: int, last: int) -> None:
        page.set_paper(A4)
        page.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.8)
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, max(row, 1), last)
        pages, of = (word(WORDS, name, self._language) for name in ("page", "of"))
        codes = f"&R&8{pages} &P {of} &N"
        room = FOOTER_LENGTH - len(codes) - len("&L&8 ")
        page.set_footer(f"&L&8 {self._footer[: room // 2].replace('&', '&&')}{codes}")


def _lines(block: object) -> Iterator[tuple[str, str, str]]:
    """Return (label, value, style) of what stands on the first sheet."""
    if isinstance(block, Heading):
        yield "", "", "label"
        yield block.text, "", "heading"
    elif isinstance(block, Paragraph):
        yield block.text, "", "words"
    elif isinstance(block, Points):
        for one in block.entries:
            yield f"– {one}", "", "words"
    elif isinstance(block, Facts):
        for label, value in block.entries:
            yield label, value, "label"
    elif isinstance(block, Figures):
        for figure in block.entries:
            note = f" ({figure.note})" if figure.note else ""
            yield figure.label, f"{figure.value}{note}", "label"
    elif isinstance(block, TextSection):
        if block.title:
            yield block.title, "", "heading"
        yield "", block.text, "words"
