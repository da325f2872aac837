"""The daftar hadir as XLSX: one sheet a session, text in every cell, ready for paper."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from connector.domain.attendance import Mark
from connector.messages import Language
from connector.reports.attendance_sheet import Sheet
from connector.reports.attendance_workbook import attendance_workbook
from tests.reports.class_day import (
    SECOND,
    built,
    cell,
    class_of,
    corrected,
    matrix,
    nip,
    participants,
    seat,
    signed,
    training,
)

Rows = list[list[object]]


def read(sheets: Sequence[Sheet], language: Language = "id") -> dict[str, Rows]:
    """The worksheets by name, empty cells as None."""
    book = openpyxl.load_workbook(BytesIO(attendance_workbook(sheets, language)))
    try:
        return {
            page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book
        }
    finally:
        book.close()


def table(rows: Rows, first: str = "No.") -> Rows:
    """The list below its headings, to the first empty row."""
    start = next(i for i, row in enumerate(rows) if row[0] == first)
    end = next(i for i in range(start, len(rows)) if rows[i][0] is None)
    return rows[start:end]


def test_a_filled_list_has_the_columns_of_the_paper() -> None:
    known = signed(corrected(cell("seat:1"), Mark.LATE, "listrik padam"))
    sheet = built(training(seat(1, "Siti Rahmawati, S.H.", nip(1))), matrix(known))
    rows = read([sheet])["Sesi 1"]
    assert table(rows) == [
        [
            "No.",
            "Nama",
            "NIP / NRP",
            "Unit kerja",
            "Tanda hadir",
            "Menit",
            "Bukti hadir",
            "Keterangan",
        ],
        [
            "1",
            "Siti Rahmawati, S.H.",
            "NIP 19900131 201503 1 001",
            "Kanwil Jawa Tengah",
            "T",
            "133",
            "ditandatangani daring 08.02; Zoom sejak 08.01",
            "koreksi Ani Pendamping: listrik padam (semula TK)",
        ],
    ]
    said = [row[0] for row in rows if row[0]]
    for line in (
        "Balai Pendidikan dan Pelatihan Contoh Jawa Tengah",
        "DAFTAR HADIR PESERTA",
        "Hari, tanggal: Senin, 5 Agustus 2024",
        "Waktu: 08.00–10.15 WIB",
        "Rekapitulasi: H 0 · T 1 · S 0 · I 0 · DL 0 · TK 0 · jumlah 1",
        "Semarang, 5 Agustus 2024",
        "Ani Pendamping, S.E.",
    ):
        assert line in said
    assert not [line for line in said if "KONSEP" in str(line)]


def test_a_draft_says_why_and_who_is_undecided() -> None:
    rows = read([class_of(14)])["Sesi 1"]
    assert [row[0] for row in rows if "KONSEP" in str(row[0])] == [
        "KONSEP — 1 peserta belum diputuskan"
    ]
    assert [row[4] for row in table(rows)[13:14]] == ["perlu keputusan"]


def test_a_day_has_a_sheet_a_session_with_rows_of_its_own() -> None:
    day = [class_of(3), class_of(2, session=SECOND)]
    pages = read(day)
    assert list(pages) == ["Sesi 1", "Sesi 2"]
    assert [len(table(rows)) for rows in pages.values()] == [4, 3]
    assert [row[0] for row in pages["Sesi 2"] if str(row[0]).startswith("Mata")] == [
        "Mata pelatihan: Akuntabilitas"
    ]
    assert list(read(day, "en")) == ["Session 1", "Session 2"]


def test_a_blank_form_has_room_for_signatures() -> None:
    sheet = built(training(*participants(2)), None)
    book = openpyxl.load_workbook(BytesIO(attendance_workbook([sheet], "id")))
    page = book["Sesi 1"]
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    heading = next(i for i, row in enumerate(rows) if row[0] == "No.")
    assert rows[heading] == ["No.", "Nama", "NIP / NRP", "Unit kerja", "Tanda tangan"]
    assert page.row_dimensions[heading + 2].height >= 25
    assert page.page_setup.orientation == "portrait"
    book.close()


@pytest.mark.parametrize("value", ["=HYPERLINK(1)", "+62811", "@SUM(A1)", "-1+1", "0812", "1e5"])
def test_nothing_becomes_a_formula_or_a_number(value: str) -> None:
    sheet = built(training(seat(1, value)), matrix(cell("seat:1")))
    head = replace(sheet.head, organiser=value, subject=value)
    row = replace(sheet.rows[0], remark=value, unit=value, minutes=value)
    content = attendance_workbook([replace(sheet, head=head, rows=(row,))], "id")
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [one for line in book.active.iter_rows() for one in line if one.value is not None]
    book.close()
    assert {one.data_type for one in cells} == {"s"}
    assert sum(one.value == value for one in cells) == 5


def test_printed_pages_repeat_the_headings_and_name_the_paper() -> None:
    book = openpyxl.load_workbook(BytesIO(attendance_workbook([class_of(40)], "id")))
    page = book.active
    rows = [row[0] for row in page.iter_rows(values_only=True)]
    heading = rows.index("No.") + 1
    assert page.print_title_rows == f"${heading}:${heading}"
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9
    assert "PTPP-2024-12 · Dokumen" in page.oddFooter.left.text
    assert page.freeze_panes == f"C{heading + 1}"
    book.close()


def test_a_code_with_a_sign_of_the_footers_own_is_printed_as_it_is() -> None:
    sheet = built(training(seat(1, "A")), None)
    odd = replace(sheet, head=replace(sheet.head, code="A&B&P" * 60))
    book = openpyxl.load_workbook(BytesIO(attendance_workbook([odd], "id")))
    assert book.active.oddFooter.left.text.startswith("A&&B&&PA")
    book.close()


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheets = [class_of(5), class_of(5, session=SECOND)]
    assert attendance_workbook(sheets, "id") == attendance_workbook(sheets, "id")
