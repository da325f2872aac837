"""Writes daftar hadir as XLSX, one sheet a session; every cell is text, so none is a formula."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from connector.messages import Language
from connector.reports.attendance_paper import facts, footer, notes
from connector.reports.attendance_sheet import Form, Sheet, SheetRow, totals_sentence
from connector.reports.attendance_words import WORDS
from connector.reports.paper_words import phrase, word

FILLED = (
    ("number", 5),
    ("name", 34),
    ("identity", 28),
    ("unit", 32),
    ("mark", 16),
    ("minutes", 8),
    ("evidence", 36),
    ("remark", 36),
)
"""Column and its width in characters."""

BLANK = (("number", 5), ("name", 40), ("identity", 30), ("unit", 36), ("signature", 34))

SIGNATURE_ROW = 27
"""Points; room to sign by hand on a printed blank form."""

LONGEST = 32_000
"""Characters a cell may hold; a workbook refuses more than 32,767."""

FOOTER_LENGTH = 255
"""Characters a workbook allows in a page's footer, its codes included."""

A4 = 9
"""Paper number of the XLSX format."""


def attendance_workbook(sheets: Sequence[Sheet], language: Language) -> bytes:
    """Return one workbook with a worksheet a session; the same sheets give the same bytes."""
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
    if sheets:
        printed = max(sheet.head.printed_at for sheet in sheets)
        book.set_properties({"created": printed.replace(tzinfo=None, microsecond=0)})
    for number, sheet in enumerate(sheets, start=1):
        name = phrase(WORDS, "sheet", language, number=number)
        _Writer(book, book.add_worksheet(name), sheet, language).write()
    book.close()
    return content.getvalue()


class _Writer:
    """Writes one session from the top down."""

    def __init__(self, book: Any, page: Any, sheet: Sheet, language: Language) -> None:
        self._page, self._sheet, self._language = page, sheet, language
        self._columns = BLANK if sheet.form is Form.BLANK else FILLED
        frame = {"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"}
        self._plain = book.add_format({"num_format": "@", "valign": "top"})
        self._bold = book.add_format({"bold": True, "num_format": "@"})
        self._title = book.add_format({"bold": True, "font_size": 13, "num_format": "@"})
        self._heading = book.add_format(
            {**frame, "bold": True, "align": "center", "bg_color": "#EEEEEE"}
        )
        self._cell = book.add_format(frame)
        self._centred = book.add_format({**frame, "align": "center"})
        self._row = 0

    def write(self) -> None:
        self._write_head()
        heading = self._row
        self._write_list()
        self._write_foot()
        page, last = self._page, len(self._columns) - 1
        page.freeze_panes(heading + 1, 2)
        page.repeat_rows(heading)
        if self._sheet.form is Form.FILLED:
            page.set_landscape()
        page.set_paper(A4)
        page.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.8)
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, self._row, last)
        page.set_footer(self._page_footer())

    def _line(self, text: str, style: Any) -> None:
        self._page.write_string(self._row, 0, text[:LONGEST], style)
        self._row += 1

    def _write_head(self) -> None:
        head, language = self._sheet.head, self._language
        for column, (_name, width) in enumerate(self._columns):
            self._page.set_column(column, column, width)
        for line in head.organiser.splitlines():
            self._line(line, self._bold)
        self._line(word(WORDS, "title", language), self._title)
        self._line(" · ".join(part for part in (head.training, head.cohort) if part), self._bold)
        if self._sheet.draft:
            reasons = "; ".join(self._sheet.draft_reasons)
            self._line(f"{word(WORDS, 'draft', language)} — {reasons}", self._bold)
        self._row += 1
        for label, value in facts(head, language):
            self._line(f"{label}: {value}", self._plain)
        self._row += 1

    def _write_list(self) -> None:
        for column, (name, _width) in enumerate(self._columns):
            label = word(WORDS, name, self._language)
            self._page.write_string(self._row, column, label, self._heading)
        self._row += 1
        centred = {"number", "mark", "minutes"}
        for row in self._sheet.rows:
            if self._sheet.form is Form.BLANK:
                self._page.set_row(self._row, SIGNATURE_ROW)
            for column, (name, _width) in enumerate(self._columns):
                style = self._centred if name in centred else self._cell
                self._page.write_string(self._row, column, self._value(row, name), style)
            self._row += 1

    def _value(self, row: SheetRow, name: str) -> str:
        undecided = word(WORDS, "undecided", self._language)
        values = {
            "number": row.number,
            "name": row.name,
            "identity": row.identity,
            "unit": row.unit,
            "mark": undecided if row.undecided else row.mark,
            "minutes": row.minutes,
            "evidence": "; ".join(row.evidence),
            "remark": row.remark,
            "signature": "",
        }
        return values[name][:LONGEST]

    def _write_foot(self) -> None:
        sheet, language = self._sheet, self._language
        self._row += 1
        if sheet.form is Form.FILLED:
            totals = totals_sentence(sheet.totals, language)
            self._line(f"{word(WORDS, 'totals', language)}: {totals}", self._bold)
        for note in notes(sheet, language):
            self._line(note, self._plain)
        self._row += 1
        self._line(sheet.signers.place_and_date, self._plain)
        for one in (*sheet.signers.speakers, *sheet.signers.companions):
            self._row += 1
            self._line(f"{one.title},", self._plain)
            self._row += 3
            self._line(one.name or "." * 40, self._bold)
            self._line(one.identity, self._plain)

    def _page_footer(self) -> str:
        """The codes of a footer begin with &; a literal one is doubled."""
        text = footer(self._sheet.head, self._sheet.fingerprint, self._language)
        page, of = (word(WORDS, name, self._language) for name in ("page", "of"))
        codes = f"&R&8{page} &P {of} &N"
        room = FOOTER_LENGTH - len(codes) - len("&L&8 ")
        return f"&L&8 {text[: room // 2].replace('&', '&&')}{codes}"
