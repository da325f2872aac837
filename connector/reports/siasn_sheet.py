"""Prints the MyASN data sheet: a PDF for one person, a workbook for a class.

The PDF goes through the personal page and bears no NIP: MyASN knows who signed in. The workbook
is for the office and has it, because an import needs it. Every text cell is text, so that none
is a formula; whole numbers are numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from connector.documents.render import render
from connector.domain.certificates import Snapshot
from connector.domain.indonesian import date_range, decimal_comma
from connector.domain.people import Employment
from connector.messages import Language
from connector.reports.paper_words import phrase, word
from connector.reports.siasn_fields import (
    DOCUMENTS,
    STRUCTURAL_TYPES,
    TRAINING_TYPES,
    SiasnField,
    SiasnOptions,
    entry_of,
    fields_of,
    has_part_hours,
    is_asn,
)
from connector.reports.siasn_words import LABELS, WORDS

TEMPLATE = Path(__file__).parent / "templates" / "siasn_sheet"

LONGEST = 32_000
"""Characters a cell may hold; a workbook refuses more than 32,767."""

WIDTHS = {"namaKursus": 48, "institusiPenyelenggara": 48, "nomorSertipikat": 28, "nomor": 28}
"""Characters; every other column has 16."""


@dataclass(frozen=True)
class Finished:
    """One certificate as SIASN is told of it."""

    snapshot: Snapshot
    number: str
    address: str = ""
    """Its public page."""


def siasn_pdf(
    one: Finished,
    institution: str,
    options: SiasnOptions,
    language: Language,
    *,
    created: datetime,
) -> bytes:
    """Return one person's sheet as PDF/A-2b, A4 upright; the same values give the same bytes."""
    return render(TEMPLATE, _values(one, institution, options, language), created=created)


def siasn_workbook(
    everyone: Sequence[Finished],
    institution: str,
    options: SiasnOptions,
    language: Language,
    *,
    created: datetime,
) -> bytes:
    """Return a class's sheet: a row a civil servant, the others by name with the reason."""
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
    writer = _Writer(book, language)
    writer.people([one for one in everyone if is_asn(one.snapshot)], institution, options)
    left_out = [one for one in everyone if not is_asn(one.snapshot)]
    if left_out:
        writer.left_out(left_out)
    writer.types()
    book.close()
    return content.getvalue()


def _values(
    one: Finished, institution: str, options: SiasnOptions, language: Language
) -> dict[str, object]:
    entry = entry_of(options)
    where = word(WORDS, f"entry_{entry}", language)
    course = one.snapshot.course
    jp = decimal_comma(course.jp)
    fields = fields_of(one.snapshot, one.number, institution, options)
    rows = sorted((_row(field, entry, language) for field in fields), key=_left_to_myasn)
    notes = [phrase(WORDS, "part_hours", language, jp=jp)] if has_part_hours(one.snapshot) else []
    if one.address:
        notes.append(phrase(WORDS, "check", language, address=one.address))
    return {
        "language": language,
        "title": word(WORDS, "title", language),
        "subtitle": where,
        "facts": [
            (word(WORDS, "name", language), one.snapshot.holder.name),
            (word(WORDS, "training", language), _training(one.snapshot)),
        ],
        "headings": [word(WORDS, "field", language), word(WORDS, "value", language)],
        "rows": rows,
        "how": word(WORDS, "how", language),
        "steps": [
            phrase(WORDS, "how_1", language, entry=where),
            word(WORDS, "how_2", language),
            word(WORDS, "how_3", language),
        ],
        "notes": notes,
        "page": word(WORDS, "page", language),
        "of": word(WORDS, "of", language),
    }


def _training(snapshot: Snapshot) -> str:
    course = snapshot.course
    cohort = f"Angkatan {course.cohort}" if course.cohort else ""
    when = date_range(course.first, course.last)
    return " · ".join(part for part in (course.title, cohort, when) if part)


def _row(field: SiasnField, entry: str, language: Language) -> dict[str, object]:
    label = word(LABELS, field.name, language)
    if field.name == "path":
        text = phrase(WORDS, "document", language, number=DOCUMENTS[entry])
        return {"name": field.name, "label": label, "value": text, "ours": False}
    if field.value is None:
        text = word(WORDS, "by_myasn", language)
        return {"name": field.name, "label": label, "value": text, "ours": False}
    return {"name": field.name, "label": label, "value": _shown(field), "ours": True}


def _left_to_myasn(row: Mapping[str, object]) -> bool:
    """Last on the sheet stands what nobody has to copy from it."""
    return not row["ours"]


def _shown(field: SiasnField) -> str:
    """Ids with their names, as a person looks for them in a list."""
    if field.name == "jenisDiklatId" and isinstance(field.value, int):
        return f"{field.value} – {TRAINING_TYPES[field.value].name}"
    if field.name == "latihanStrukturalId" and isinstance(field.value, int):
        return f"{field.value} – {STRUCTURAL_TYPES[field.value]}"
    return str(field.value)


class _Writer:
    """Writes the workbook's sheets."""

    def __init__(self, book: Any, language: Language) -> None:
        self._book, self._language = book, language
        frame = {"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        self._heading = book.add_format({**frame, "bold": True, "bg_color": "#EEEEEE"})
        self._small = book.add_format({**frame, "italic": True, "font_size": 8})
        self._cell = book.add_format(frame)
        self._whole = book.add_format({**frame, "num_format": "0"})

    def people(self, everyone: Sequence[Finished], institution: str, options: SiasnOptions) -> None:
        page = self._page("sheet")
        for row, one in enumerate(everyone, start=2):
            fields = fields_of(one.snapshot, one.number, institution, options)
            if row == 2:
                self._people_head(page, fields)
            holder = one.snapshot.holder
            values = (row - 1, holder.name, holder.identity, *(field.value for field in fields))
            for column, value in enumerate(values):
                self._write(page, row, column, value)
        page.freeze_panes(2, 2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)

    def _people_head(self, page: Any, fields: Sequence[SiasnField]) -> None:
        first = (("number", 5), ("name", 36), ("identity", 22))
        for column, (name, width) in enumerate(first):
            page.set_column(column, column, width)
            self._write(page, 0, column, word(WORDS, name, self._language), self._heading)
            self._write(page, 1, column, "", self._small)
        for column, field in enumerate(fields, start=len(first)):
            page.set_column(column, column, WIDTHS.get(field.name, 16))
            label = word(LABELS, field.name, self._language)
            self._write(page, 0, column, label, self._heading)
            self._write(page, 1, column, field.name, self._small)

    def left_out(self, everyone: Sequence[Finished]) -> None:
        page = self._page("sheet_left_out")
        page.set_column(0, 1, 44)
        for column, name in enumerate(("name", "why")):
            self._write(page, 0, column, word(WORDS, name, self._language), self._heading)
        for row, one in enumerate(everyone, start=1):
            holder = one.snapshot.holder
            unknown = holder.employment is Employment.UNKNOWN
            why = word(WORDS, "kind_unknown" if unknown else "not_asn", self._language)
            self._write(page, row, 0, holder.name)
            self._write(page, row, 1, why)

    def types(self) -> None:
        page = self._page("sheet_types")
        for column, (name, width) in enumerate(
            (("type_id", 14), ("type_name", 36), ("type_certificate", 24))
        ):
            page.set_column(column, column, width)
            self._write(page, 0, column, word(WORDS, name, self._language), self._heading)
        for row, one in enumerate(TRAINING_TYPES.values(), start=1):
            values: tuple[int | str, ...] = (one.id, one.name, one.certificate)
            for column, value in enumerate(values):
                self._write(page, row, column, value)

    def _page(self, name: str) -> Any:
        return self._book.add_worksheet(word(WORDS, name, self._language))

    def _write(
        self, page: Any, row: int, column: int, value: str | int | None, style: Any = None
    ) -> None:
        if isinstance(value, int):
            page.write_number(row, column, value, style or self._whole)
        else:
            page.write_string(row, column, (value or "")[:LONGEST], style or self._cell)
