"""A sample training as an office would mail it: messy workbooks, wholly invented.

The files beside this module are the same as `sample_files(FIXED_MONDAY)` makes, for looking at.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import xlsxwriter

from connector.domain.indonesian import date_range, long_date
from connector.rosters.sample.people import INSTRUCTORS, SamplePerson, participants
from connector.rosters.sample.timetable import DAYS, ONE_DAY, Slot

FIXED_MONDAY = date(2027, 7, 5)
"""First day in the shipped files."""

TRAINING_TITLE = "Pelatihan Pelayanan Publik Berbasis HAM Angkatan I"

_PEOPLE_HEADINGS = (
    "No.",
    "Nama Lengkap (dengan gelar)",
    "NIP/NRP/NIK",
    "Tempat, Tanggal Lahir",
    "Pangkat/Gol. Ruang",
    "Jabatan",
    "Unit Kerja",
    "Instansi",
    "E-mail",
    "No. HP/WA",
    "Kesediaan",
)
_INSTRUCTOR_HEADINGS = (
    "Nama Pengajar",
    "NIP",
    "Jabatan",
    "Instansi",
    "Surel",
    "Nomor WA",
    "Internal/Eksternal",
)
_TIMETABLE_HEADINGS = (
    "Hari/Tanggal",
    "Waktu (WIB)",
    "Mata Pelatihan",
    "JP",
    "Pengajar/Narasumber",
    "Ruang",
)
_CSV_ROWS = 12
"""Participants in the CSV variant, the first of the workbook."""


def sample_files(first_day: date) -> dict[str, bytes]:
    """File name to bytes for a training of five days from `first_day`, a Monday (else ValueError).

    `peserta.xlsx` has 62 rows: 60 good, two of them without e-mail and two sharing one, and 2
    wrong. `pengajar.xlsx` has 6, `jadwal.xlsx` 30, `peserta.csv` 12 good rows. The same day gives
    the same bytes. Times are WIB.
    """
    if first_day.weekday() != 0:
        raise ValueError(f"{first_day} is no Monday")
    return {
        "peserta.xlsx": _participants_workbook(first_day),
        "pengajar.xlsx": _instructors_workbook(),
        "jadwal.xlsx": _timetable_workbook(first_day),
        "peserta.csv": _participants_csv(),
    }


def one_day_files(day: date) -> dict[str, bytes]:
    """File name to bytes for a short training on one day, held by three of the instructors.

    `peserta-sehari.xlsx` has the first 12 of the longer training, `jadwal-sehari.xlsx` 5 rows.
    Times are WIB.
    """
    return {
        "peserta-sehari.xlsx": _participants_workbook(day, participants()[:_CSV_ROWS]),
        "pengajar.xlsx": _instructors_workbook(),
        "jadwal-sehari.xlsx": _timetable_workbook(day, (ONE_DAY,)),
    }


class _Book:
    """One sheet in memory with the formats the sample needs."""

    def __init__(self, sheet: str) -> None:
        self._buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self.book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        self.title = self.book.add_format({"bold": True, "align": "center", "font_size": 13})
        self.heading = self.book.add_format({"bold": True, "align": "center", "border": 1})
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy", "valign": "vcenter"})
        self.merged = self.book.add_format({"valign": "vcenter", "text_wrap": True})
        self.sheet: Any = self.book.add_worksheet(sheet)

    def titles(self, lines: list[str], columns: int) -> None:
        for row, line in enumerate(lines):
            self.sheet.merge_range(row, 0, row, columns - 1, line, self.title)

    def headings(self, row: int, headings: tuple[str, ...]) -> None:
        for column, heading in enumerate(headings):
            self.sheet.write_string(row, column, heading, self.heading)

    def write(self, row: int, column: int, value: str | float) -> None:
        """Text stays text: a leading zero or equals sign means nothing here."""
        if isinstance(value, str):
            if value:
                self.sheet.write_string(row, column, value)
        else:
            self.sheet.write_number(row, column, value)

    def close(self) -> bytes:
        self.book.close()
        return self._buffer.getvalue()


def _participants_workbook(first_day: date, rows: Sequence[SamplePerson] | None = None) -> bytes:
    book, width = _Book("Peserta"), len(_PEOPLE_HEADINGS)
    dates = date_range(first_day, first_day + timedelta(days=4))
    book.titles(["DAFTAR PESERTA", TRAINING_TITLE.upper(), f"Tanggal {dates}"], width)
    book.headings(4, _PEOPLE_HEADINGS)
    for column in range(width):
        book.write(5, column, f"({column + 1})")
    rows = participants() if rows is None else rows
    for index, person in enumerate(rows):
        for column, value in enumerate((index + 1, *_cells(person))):
            book.write(6 + index, column, value)
    below = 6 + len(rows) + 1
    signed = first_day - timedelta(days=14)
    for offset, line in enumerate((f"Semarang, {long_date(signed)}", "Kepala Balai (contoh)")):
        book.write(below + offset, 6, line)
    book.sheet.set_column(0, 0, 5)
    book.sheet.set_column(1, width - 1, 26)
    book.sheet.freeze_panes(5, 2)
    return book.close()


def _cells(person: SamplePerson) -> tuple[str | int, ...]:
    return (
        person.name,
        person.number,
        person.birth,
        person.rank,
        person.position,
        person.unit,
        person.agency,
        person.email,
        person.phone,
        person.willingness,
    )


def _instructors_workbook() -> bytes:
    book = _Book("Pengajar")
    book.titles(["DAFTAR TENAGA PENGAJAR", TRAINING_TITLE.upper()], len(_INSTRUCTOR_HEADINGS))
    book.headings(3, _INSTRUCTOR_HEADINGS)
    for index, instructor in enumerate(INSTRUCTORS):
        for column, value in enumerate(instructor):
            book.write(4 + index, column, value)
    book.sheet.set_column(0, len(_INSTRUCTOR_HEADINGS) - 1, 28)
    return book.close()


def _timetable_workbook(first_day: date, days: Sequence[Sequence[Slot]] = DAYS) -> bytes:
    book = _Book("Jadwal")
    book.titles(["JADWAL PELATIHAN", TRAINING_TITLE.upper()], len(_TIMETABLE_HEADINGS))
    book.headings(3, _TIMETABLE_HEADINGS)
    row = 4
    for index, slots in enumerate(days):
        day = first_day + timedelta(days=index)
        _merge_day(book, row, row + len(slots) - 1, index, day)
        for time_text, subject, jp, instructors in slots:
            for column, value in enumerate((time_text, subject, jp, instructors), start=1):
                book.write(row, column, value)
            book.write(row, 5, "" if not instructors else "Kelas virtual")
            row += 1
    book.sheet.set_column(0, 1, 22)
    book.sheet.set_column(2, 5, 36)
    return book.close()


def _merge_day(book: _Book, first: int, last: int, index: int, day: date) -> None:
    """Five days, five ways to write a date; the third is a real one."""
    if index == 2:
        book.sheet.merge_range(first, 0, last, 0, "", book.day)
        book.sheet.write_datetime(first, 0, day, book.day)
        return
    written = {
        0: long_date(day, weekday=True),
        1: f"Selasa/ {day:%d-%m-%Y}",
        3: f"{day:%d/%m/%Y}",
        4: f"Jum'at, {long_date(day)}",
    }[index]
    book.sheet.merge_range(first, 0, last, 0, written, book.merged)


def _participants_csv() -> bytes:
    """Another system's export: other columns, other order, semicolons, a byte order mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Surel", "Nama Peserta", "Instansi", "Satuan Kerja", "NIP", "Jabatan"))
    for person in participants()[:_CSV_ROWS]:
        number = str(person.number).removeprefix("'")
        writer.writerow(
            (person.email, person.name, person.agency, person.unit, number, person.position)
        )
    return buffer.getvalue().encode("utf-8-sig")
