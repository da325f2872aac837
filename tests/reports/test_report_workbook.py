"""The workbook of a report: every table a sheet, numbers as numbers, text never a formula."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from connector.reports.content import Column, Heading, Paragraph, Table
from connector.reports.report_workbook import number_in, report_workbook
from tests.reports.report_sample import BLOCKS, NOW, people, sample


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_every_table_has_a_sheet_and_the_first_one_says_the_rest() -> None:
    found = sheets(report_workbook(sample(), now=NOW))

    assert list(found) == ["Ringkasan", "Daftar peserta", "Daftar peserta 2"]
    words = [str(cell) for row in found["Ringkasan"] for cell in row if cell != ""]
    for part in (
        "LAPORAN PELATIHAN",
        "Pelatihan Teknis Pelayanan Publik Angkatan XII",
        "W.13-123",
        "Langkah: 4, 5",
        "I. Pendahuluan",
        "03-07 Agustus 2026",
        "1.215 (dari 1.300)",
        "– UU 5/2014",
        "Demikian laporan ini.\nTerima kasih.",
        "dibaca 14 Agustus 2026 10.00 WIB",
    ):
        assert part in words, part


def test_numbers_are_numbers_and_the_rest_is_text() -> None:
    [_, *tables] = sheets(report_workbook(sample((Heading("I"), people(3))), now=NOW)).values()

    rows = tables[0]
    head = rows.index(["No.", "Nama", "Nilai", "Tanda tangan"])
    assert rows[head + 1] == ["1", "Peserta Contoh 1", 1.5, ""]
    assert rows[head + 4][1:3] == ["Jumlah", "3"]


def test_a_column_with_anything_else_stays_text() -> None:
    columns = (Column("A", 0, "right"), Column("B", 0, "right"), Column("C", 0, "left"))
    table = Table("t", "T", columns, (("1", "1.215", "1"), ("–", "2 menit", "2")))

    [_, rows] = sheets(report_workbook(sample((table,)), now=NOW)).values()

    assert rows[-2:] == [[1.0, "1.215", "1"], ["–", "2 menit", "2"]]


def test_no_text_becomes_a_formula_or_a_link() -> None:
    texts = ("=1+1", "+1", "-1", "@x", "http://example.org", "{=1}")
    columns = (Column("Isi", 3),)
    table = Table("t", "=1+1", columns, tuple((one,) for one in texts), note="=2")
    content = report_workbook(sample((Paragraph("=3"), table)), now=NOW)

    found = sheets(content)

    [name] = [one for one in found if one != "Ringkasan"]
    cells = [str(cell) for row in found[name] for cell in row]
    assert set(texts) <= set(cells)
    assert b"<f>" not in content


def test_the_same_report_gives_the_same_bytes() -> None:
    content = report_workbook(sample(), now=NOW)

    assert report_workbook(sample(), now=NOW) == content
    assert report_workbook(sample(), now=NOW + timedelta(days=1)) != content


def test_titles_that_no_sheet_may_have_are_mended_and_told_apart() -> None:
    titles = ("A/B: [x]*?'", "x" * 40, "X" * 40, "Ringkasan", "")
    tables = tuple(replace(people(1), title=one) for one in titles)

    names = list(sheets(report_workbook(sample(tables), now=NOW)))

    assert len({one.casefold() for one in names}) == len(names) == 6
    assert all(0 < len(one) <= 31 for one in names)


def test_a_table_without_rows_says_so() -> None:
    found = sheets(report_workbook(sample((people(0),)), now=NOW))

    assert any("Belum ada peserta." in row for row in found["Daftar peserta"])


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        ("1.215", 1215.0, 1.215),
        ("1,5", 1.5, None),
        ("2.5", None, 2.5),
        ("1,215.5", None, 1215.5),
        ("0", 0.0, 0.0),
        ("–", None, None),
        ("12/8", None, None),
        ("1e5", None, None),
        ("", None, None),
    ],
)
def test_numbers_are_read_as_the_report_prints_them(
    text: str, indonesian: float | None, english: float | None
) -> None:
    assert number_in(text, "id") == indonesian
    assert number_in(text, "en") == english


def test_the_whole_sample_can_be_opened_in_english() -> None:
    content = report_workbook(replace(sample(BLOCKS), language="en"), version=3, now=NOW)

    assert "Summary" in sheets(content)
