"""Heading rows in every order and both languages, and those that fit nothing."""

from __future__ import annotations

import pytest

from connector.errors import RosterError
from connector.rosters.base import ColumnMapping, RosterKind
from connector.rosters.headings import (
    FoundSheet,
    find_sheet,
    heading_signature,
    match_headings,
    normalised,
)
from connector.rosters.spreadsheet import read_sheets
from connector.rosters.synonyms import SYNONYMS
from tests.rosters.workbooks import Value, workbook


def found(
    *tables: list[list[Value]],
    kind: RosterKind = RosterKind.PEOPLE,
    mapping: ColumnMapping | None = None,
) -> FoundSheet:
    return find_sheet(read_sheets("a.xlsx", workbook(tables[0], *tables[1:])), kind, mapping)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Nama", "full_name"),
        ("NAMA LENGKAP (dengan gelar)", "full_name"),
        ("Nama Peserta *)", "full_name"),
        ("NIP", "nip"),
        ("NIP/NI PPPK", "nip"),
        ("NIP/NRP", "identity"),
        ("NIP / NRP / NIK", "identity"),
        ("NRP", "nrp"),
        ("No. KTP", "nik"),
        ("NIK", "nik"),
        ("Pangkat/Gol. Ruang", "rank"),
        ("Gol. Ruang", "grade"),
        ("Jabatan", "position"),
        ("Unit Kerja", "unit"),
        ("Satuan Kerja", "unit"),
        ("Asal Instansi", "agency"),
        ("Tempat, Tanggal Lahir", "birth"),
        ("TTL", "birth"),
        ("Tempat Lahir", "birthplace"),
        ("Tgl. Lahir", "birth_date"),
        ("E-mail", "email"),
        ("Surel", "email"),
        ("Alamat Surel Aktif", "email"),
        ("No. HP / WA", "phone"),
        ("Kesediaan", "willingness"),
        ("Status Kepegawaian", "employment"),
        ("Full Name", "full_name"),
        ("Date of Birth", "birth_date"),
    ],
)
def test_people_headings_are_recognised(heading: str, field: str) -> None:
    assert match_headings([heading], RosterKind.PEOPLE) == {field: 0}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Hari/Tanggal", "date"),
        ("Hari, Tgl", "date"),
        ("Waktu (WIB)", "time"),
        ("Pukul", "time"),
        ("Jam Mulai", "start"),
        ("Jam Selesai", "end"),
        ("Mata Pelatihan", "subject"),
        ("Materi", "subject"),
        ("JP", "jp"),
        ("Jumlah JP", "jp"),
        ("Narasumber/Fasilitator", "instructor"),
        ("Widyaiswara", "instructor"),
        ("Ruang", "room"),
        ("Subject", "subject"),
    ],
)
def test_timetable_headings_are_recognised(heading: str, field: str) -> None:
    assert match_headings([heading], RosterKind.TIMETABLE) == {field: 0}


@pytest.mark.parametrize(
    "heading", ["Nama Atasan Langsung", "NIP Atasan", "No. HP Orang Tua", "Keterangan", "Foto"]
)
def test_headings_about_others_are_left_alone(heading: str) -> None:
    assert match_headings([heading], RosterKind.PEOPLE) == {}


def test_each_field_gets_one_column_and_exact_names_win() -> None:
    columns = match_headings(["Nama Peserta Lengkap", "Nama", "Email", "E-mail"], RosterKind.PEOPLE)
    assert columns == {"full_name": 1, "email": 2}


@pytest.mark.parametrize("kind", list(RosterKind))
def test_every_synonym_is_normalised_and_names_one_field(kind: RosterKind) -> None:
    phrases = [phrase for group in SYNONYMS[kind].values() for phrase in group]
    assert [normalised(phrase) for phrase in phrases] == phrases
    assert len(set(phrases)) == len(phrases)


def test_the_heading_row_is_found_below_titles_in_any_order() -> None:
    sheet = found(
        [
            ["DAFTAR PESERTA"],
            ["Pelatihan Contoh, instansi: Kementerian Contoh"],
            [],
            ["Instansi", "Surel", "Nama", "No"],
            ["(1)", "(2)", "(3)", "(4)"],
            ["Contoh", "a@contoh.example", "Nama Contoh", "1"],
        ]
    )
    assert sheet.mapping.heading_row == 4
    assert sheet.mapping.columns == {"agency": 0, "email": 1, "full_name": 2, "number": 3}
    assert [row.number for row in sheet.rows] == [6]


def test_a_heading_printed_again_on_the_next_page_is_no_row() -> None:
    sheet = found([["Nama", "NIP"], ["Satu", "-"], ["NAMA", "N I P"], ["Nama", "NIP"], ["Dua", ""]])
    assert [row.number for row in sheet.rows] == [2, 3, 5]


def test_the_best_sheet_is_chosen_and_the_others_are_named() -> None:
    sheet = found(
        [["Petunjuk pengisian"]],
        [["Nama", "NIP"], ["Satu", ""]],
        [["Nama", "NIP", "E-mail"], ["Dua", "", ""]],
    )
    assert sheet.mapping.sheet == "Sheet3"
    assert sheet.other_sheets == ("Sheet1", "Sheet2")
    assert sheet.also_fitting == ("Sheet2",)


def test_headings_that_fit_nothing_are_named_with_those_known() -> None:
    with pytest.raises(RosterError) as caught:
        found([["Barang", "Jumlah", "Harga"], ["Meja", 2, 3]])
    assert caught.value.code == "headings_unknown"
    assert caught.value.params["found"] == "Barang; Jumlah; Harga"
    assert "nama" in str(caught.value.params["known"])
    assert caught.value.params["missing"] == "nama"


def test_a_timetable_given_as_a_list_of_people_is_called_one_and_the_other_way_round() -> None:
    timetable: list[list[Value]] = [
        ["Hari/Tanggal", "Waktu", "Materi", "JP", "Pengajar"],
        ["a", "b", "c", "d", "e"],
    ]
    with pytest.raises(RosterError) as caught:
        found(timetable)
    assert caught.value.code == "list_is_timetable"
    with pytest.raises(RosterError) as caught:
        found([["Nama", "NIP", "Email"], ["Satu", "2", "c"]], kind=RosterKind.TIMETABLE)
    assert caught.value.code == "list_is_people"


TWO_ROWS: list[list[Value]] = [
    ["DAFTAR PESERTA"],
    ["No", "Nama", "Identitas", None, "Jabatan", "Kontak", None],
    [None, None, "NIP", "Pangkat/Gol", None, "No HP", "Email"],
    [1, "Satu Contoh", "199001312015031987", "III/a", "Guru", "0812", "satu@contoh.example"],
]


def test_a_heading_of_two_rows_under_merged_cells_is_read_as_one() -> None:
    read = found(TWO_ROWS)
    assert read.mapping.heading_row == 3
    assert {"number", "full_name", "nip", "email"} <= set(read.mapping.columns)
    assert read.mapping.headings[:4] == ("No", "Nama", "NIP", "Pangkat/Gol")
    assert [row.number for row in read.rows] == [4]


def test_a_heading_of_two_rows_is_found_again_by_its_stored_mapping() -> None:
    mapping = found(TWO_ROWS).mapping
    assert found([["Judul lain"], *TWO_ROWS], mapping=mapping).mapping.heading_row == 4


@pytest.mark.parametrize(
    "above", [["Daftar Nama", "Instansi"], [None, None, None, "Nama Instansi"], ["Nama", "NIP"]]
)
def test_a_title_or_an_earlier_table_above_a_heading_is_no_part_of_it(above: list[Value]) -> None:
    read = found([above, ["Nama", "NIP", "Email"], ["Satu", "199001312015031987", "s@c.example"]])
    assert {read.mapping.columns[name] for name in ("full_name", "nip", "email")} == {0, 1, 2}
    assert len(read.mapping.columns) == 3


def test_a_persons_row_is_no_second_row_of_a_heading() -> None:
    """Even where somebody's office and post are called like columns."""
    read = found([["No", "Nama", "Jabatan", "Unit"], [1, "Satu", "Instansi", "Unit Kerja"]])
    assert read.mapping.heading_row == 1


def test_a_file_without_headings_never_shows_a_persons_numbers() -> None:
    with pytest.raises(RosterError) as caught:
        found([["Contoh", "19900131 201503 1 987", "contoh@contoh.example"]])
    text = str(caught.value)
    assert "1990" not in text
    assert "@" not in text


@pytest.mark.parametrize("rows", [[], [["Nama", "NIP"]], [["Nama", "NIP"], ["(1)", "(2)", "(3)"]]])
def test_a_list_without_rows_is_refused(rows: list[list[Value]]) -> None:
    with pytest.raises(RosterError) as caught:
        found(rows)
    assert caught.value.code == "sheet_empty"


def test_a_stored_mapping_finds_its_heading_in_the_next_file() -> None:
    first = found([["Nama", "NIP", "Kantor"], ["Satu", "", "Lapas"]])
    corrected = ColumnMapping.from_dict({**first.mapping.to_dict(), "unit": 2})
    again = found(
        [["Catatan"]],
        [["JUDUL BARU"], [], ["NAMA", "NIP.", "Kantor"], ["Dua", "", "Rutan"]],
        mapping=corrected,
    )
    assert again.mapping.sheet == "Sheet2"
    assert again.mapping.heading_row == 3
    assert again.mapping.columns == {"full_name": 0, "nip": 1, "unit": 2}


def test_a_stored_mapping_for_other_headings_is_refused() -> None:
    stored = ColumnMapping("Sheet1", 1, {"full_name": 0, "nip": 1}, "0123456789abcdef")
    with pytest.raises(RosterError) as caught:
        found([["Nama", "NIP"], ["Satu", ""]], mapping=stored)
    assert caught.value.code == "mapping_other_file"


@pytest.mark.parametrize(
    "columns", [{"nip": 1, "email": 0}, {"full_name": 0, "shoe_size": 1}, {"full_name": 0}]
)
def test_a_mapping_without_the_required_fields_is_refused(columns: dict[str, int]) -> None:
    with pytest.raises(RosterError) as caught:
        found([["A", "B"], ["Satu", ""]], mapping=ColumnMapping("Sheet1", 1, columns))
    assert caught.value.code == "mapping_unfit"


def test_a_mapping_by_hand_reads_headings_nobody_knows() -> None:
    mapping = ColumnMapping("Sheet1", 1, {"full_name": 1, "nip": 0})
    sheet = found([["Kode", "Sebutan"], ["-", "Satu"]], mapping=mapping)
    assert sheet.mapping.columns == {"full_name": 1, "nip": 0}
    assert sheet.mapping.signature == heading_signature(["Kode", "Sebutan"])


def test_a_mapping_survives_storage() -> None:
    mapping = ColumnMapping("Peserta", 5, {"full_name": 1, "nip": 2}, "0123456789abcdef")
    assert ColumnMapping.from_dict(mapping.to_dict()) == mapping
