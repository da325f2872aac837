"""The MyASN sheet says what SIASN asks, with its names, and nothing it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from connector.domain.certificates import CertificateKind, Course, Holder, Snapshot
from connector.domain.people import Employment
from connector.reports.siasn_fields import (
    STRUCTURAL_TYPES,
    TRAINING_TYPES,
    SiasnOptions,
    entry_of,
    fields_of,
    options_of,
    options_to_json,
)
from connector.reports.siasn_sheet import Finished, siasn_pdf, siasn_workbook
from connector.reports.siasn_words import LABELS
from tests.pdf_reading import joined

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
OFFICE = "Balai Diklat Contoh"
NIP = "199001312015030001"


def snapshot(
    name: str = "Contoh Utama, S.H.",
    employment: Employment = Employment.PNS,
    title: str = "Pelatihan Teknis Pelayanan Publik",
    jp: str = "20",
) -> Snapshot:
    return Snapshot(
        CertificateKind.STTP,
        Holder(name, employment, "NIP_PNS", NIP, "Kudus", date(1990, 1, 31)),
        Course("PTPP-1", title, "I", 2026, date(2026, 8, 3), date(2026, 8, 7), "Semarang", "PJJ",
               Decimal(jp), ()),
    )  # fmt: skip


def fields(options: SiasnOptions | None = None, jp: str = "20") -> dict[str, str | int | None]:
    found = fields_of(snapshot(jp=jp), "W.13-7", OFFICE, options or SiasnOptions())
    return {one.name: one.value for one in found}


def test_a_distance_training_has_the_fields_of_a_course() -> None:
    assert fields() == {
        "id": None,
        "instansiId": None,
        "institusiPenyelenggara": OFFICE,
        "jenisDiklatId": 17,
        "jenisKursus": None,
        "jenisKursusSertipikat": "T",
        "jumlahJam": 20,
        "lokasiId": None,
        "namaKursus": "Pelatihan Teknis Pelayanan Publik",
        "nomorSertipikat": "W.13-7",
        "path": None,
        "pnsOrangId": None,
        "tahunKursus": 2026,
        "tanggalKursus": "03-08-2026",
        "tanggalSelesaiKursus": "07-08-2026",
    }


def test_a_structural_training_has_fields_of_its_own() -> None:
    found = fields(SiasnOptions(type=1, structural=4, institution="BPSDM Contoh"))
    assert set(found) == {
        "bobot", "id", "institusiPenyelenggara", "jenisKompetensi", "jumlahJam",
        "latihanStrukturalId", "nomor", "path", "pnsOrangId", "tahun", "tanggal", "tanggalSelesai",
    }  # fmt: skip
    assert found["latihanStrukturalId"] == 4
    assert found["institusiPenyelenggara"] == "BPSDM Contoh"
    assert entry_of(SiasnOptions(type=1)) == "diklat"


@pytest.mark.parametrize(("kind", "letter"), [(2, "F"), (4, "P"), (7, "P"), (9, "P"), (3, "T")])
def test_the_kind_decides_the_letter(kind: int, letter: str) -> None:
    assert fields(SiasnOptions(type=kind))["jenisKursusSertipikat"] == letter


def test_hours_are_whole_and_never_more_than_the_certificate_says() -> None:
    assert fields(jp="19.75")["jumlahJam"] == 19


def test_the_tables_are_complete() -> None:
    assert list(TRAINING_TYPES) == list(range(1, 26))
    assert set(STRUCTURAL_TYPES) == {1, 4, 5, 6, 7, 8}
    for options in (SiasnOptions(), SiasnOptions(type=1)):
        for one in fields_of(snapshot(), "7", OFFICE, options):
            assert one.name in LABELS


def test_options_survive_storing_and_unknown_ids_do_not() -> None:
    chosen = SiasnOptions(3, 4, "BPSDM Contoh")
    assert options_of({"siasn": options_to_json(chosen)}) == chosen
    assert options_of({"siasn": {"type": 99, "structural": 2}}) == SiasnOptions()
    assert options_of({}) == SiasnOptions()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_sheet_of_a_person_bears_every_field_and_no_personal_number(language: str) -> None:
    one = Finished(snapshot(jp="19.75"), "W.13-7", "https://simpul.example/v/ABCDE")
    pdf = siasn_pdf(one, OFFICE, SiasnOptions(), "id" if language == "id" else "en", created=NOW)
    text = joined(pdf)
    for expected in ("Contoh Utama, S.H.", "W.13-7", "03-08-2026", "jenisKursusSertipikat",
                     "17 – Pelatihan Jarak Jauh (PJJ)", "19,75", "881"):  # fmt: skip
        assert expected.replace(" ", "") in text
    for hidden in (NIP, "19900131", "31-01-1990", "Kudus"):
        assert hidden not in text
    again = siasn_pdf(one, OFFICE, SiasnOptions(), "id" if language == "id" else "en", created=NOW)
    assert again == pdf


def workbook(*everyone: Snapshot) -> dict[str, list[list[object]]]:
    content = siasn_workbook(
        [Finished(one, f"W.13-{at}") for at, one in enumerate(everyone, start=1)],
        OFFICE, SiasnOptions(), "id", created=NOW,
    )  # fmt: skip
    book = load_workbook(BytesIO(content))
    for page in book:
        for row in page.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row), "a cell is a formula"
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book}


def test_the_workbook_of_a_class_names_the_fields_exactly() -> None:
    sheets = workbook(snapshot(), snapshot("Contoh Kedua"))
    rows = sheets["Data MyASN"]
    assert rows[1][3:] == [one.name for one in fields_of(snapshot(), "", "", SiasnOptions())]
    first = dict(zip(rows[1][3:], rows[2][3:], strict=True))
    assert first["jumlahJam"] == 20
    assert first["tanggalKursus"] == "03-08-2026"
    assert rows[2][:3] == [1, "Contoh Utama, S.H.", NIP]
    assert rows[3][1] == "Contoh Kedua"
    assert len(sheets["Jenis diklat"]) == 26


@pytest.mark.parametrize("opening", ["=1+1", "@SUM(1)", "+1", "-1", '=HYPERLINK("http://x")'])
def test_no_value_becomes_a_formula_or_a_link(opening: str) -> None:
    sheets = workbook(snapshot(name=opening, title=opening))
    assert sheets["Data MyASN"][2][1] == opening


def test_who_has_no_myasn_account_is_named_and_left_out() -> None:
    other = snapshot("Contoh Ketiga", Employment.NON_ASN)
    unknown = replace(other, holder=Holder("Contoh Keempat", Employment.UNKNOWN))
    sheets = workbook(snapshot(), other, unknown)
    assert len(sheets["Data MyASN"]) == 3
    assert [row[0] for row in sheets["Tidak disertakan"][1:]] == ["Contoh Ketiga", "Contoh Keempat"]


def test_a_class_without_civil_servants_still_makes_a_workbook() -> None:
    assert list(workbook(snapshot(employment=Employment.NON_ASN))) == [
        "Data MyASN", "Tidak disertakan", "Jenis diklat",
    ]  # fmt: skip
