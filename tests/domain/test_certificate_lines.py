"""Lines of a certificate, as a table: what is printed for whom, and what is left out."""

from datetime import date
from decimal import Decimal

import pytest

from connector.domain import certificate_lines as lines
from connector.domain.certificates import Acting, Course, Holder, Official, Subject
from connector.domain.people import Employment

E = Employment


@pytest.mark.parametrize(
    ("employment", "rank", "grade", "expected"),
    [
        (E.PNS, "Penata", "III/c", ("Pangkat/Golongan/Ruang", "Penata (III/c)")),
        (E.PNS, "", "III/c", ("Golongan/Ruang", "III/c")),
        (E.PNS, "Penata", "", ("Pangkat", "Penata")),
        (E.PNS, "-", "–", ("", "")),
        (E.PPPK, "PPPK", "IX", ("Golongan", "IX")),
        (E.PPPK, "Penata", "", ("", "")),
        (E.TNI_POLRI, "AKBP", "-", ("Pangkat", "AKBP")),
        (E.TNI_POLRI, "AKBP", "IV/a", ("Pangkat", "AKBP")),
        (E.TNI_POLRI, "-", "", ("", "")),
        (E.NON_ASN, "Staf", "III/a", ("", "")),
        (E.UNKNOWN, "Penata", "III/c", ("Pangkat/Golongan/Ruang", "Penata (III/c)")),
        (E.UNKNOWN, "PPPK", "IX", ("Golongan", "IX")),
        (E.UNKNOWN, "", "", ("", "")),
    ],
)
def test_rank_line(
    employment: Employment, rank: str, grade: str, expected: tuple[str, str]
) -> None:
    assert lines.rank_line(Holder("Contoh", employment, rank=rank, grade=grade)) == expected


@pytest.mark.parametrize(
    ("kind", "value", "label", "number"),
    [
        ("NIP_PNS", "199001312015032987", "NIP", "19900131 201503 2 987"),
        ("NIP_PNS", "19900131 201503 2 987", "NIP", "19900131 201503 2 987"),
        ("NI_PPPK", "199502152023212987", "NI PPPK", "19950215 202321 2 987"),
        ("NRP", "90010123", "NRP", "90010123"),
        ("OTHER", "131234567", "Nomor Induk", "131234567"),
        ("OTHER", "3399995502959876", "Nomor Induk", ""),
        ("NIK", "3399995502959876", "", ""),
        ("NIP_PNS", "3399995502959876", "NIP", ""),
        ("NIP_PNS", "-", "NIP", ""),
        ("", "123", "", ""),
    ],
)
def test_identity_line_and_never_a_nik(kind: str, value: str, label: str, number: str) -> None:
    assert lines.identity_label(kind) == label
    assert lines.identity_number(kind, value) == number


def test_birth_line_says_what_is_known() -> None:
    born = date(1990, 1, 31)

    def line(place: str, day: date | None) -> tuple[str, str]:
        return lines.birth_line(Holder("Contoh", E.PNS, birthplace=place, birth_date=day))

    assert line("Kudus", born) == ("Tempat/Tanggal Lahir", "Kudus, 31 Januari 1990")
    assert line("", born) == ("Tanggal Lahir", "31 Januari 1990")
    assert line("Kudus", None) == ("Tempat Lahir", "Kudus")
    assert line("-", None) == ("", "")


@pytest.mark.parametrize(
    ("number", "spelled"),
    [
        ("20", "20 (dua puluh)"),
        ("2.5", "2,5 (dua koma lima)"),
        ("2.50", "2,5 (dua koma lima)"),
        ("0.25", "0,25 (nol koma dua lima)"),
        ("11", "11 (sebelas)"),
        ("100.0", "100 (seratus)"),
        ("1215", "1.215 (seribu dua ratus lima belas)"),
        ("1E+2", "100 (seratus)"),
    ],
)
def test_spelled_hours(number: str, spelled: str) -> None:
    assert lines.spelled(Decimal(number)) == spelled


def test_when_it_was_held() -> None:
    day = date(2024, 9, 30)
    assert lines.held_on(day, day) == "pada tanggal 30 September 2024"
    assert lines.held_on(day, date(2024, 10, 4)) == (
        "dari tanggal 30 September s.d. 4 Oktober 2024"
    )
    assert lines.held_on(date(2019, 11, 3), date(2019, 11, 9)) == (
        "dari tanggal 03-09 November 2019"
    )


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("XII", "Angkatan XII"),
        ("Angkatan XII", "Angkatan XII"),
        ("ANGKATAN 2", "ANGKATAN 2"),
        ("  ", ""),
        (" I  A ", "Angkatan I A"),
    ],
)
def test_cohort(written: str, printed: str) -> None:
    assert lines.cohort_line(written) == printed


def test_decree() -> None:
    def course(number: str, day: date | None) -> Course:
        return Course(
            "C",
            "T",
            "",
            2024,
            date(2024, 1, 1),
            date(2024, 1, 2),
            "",
            "",
            Decimal(1),
            (),
            number,
            day,
        )

    assert lines.decree_line(course("", date(2024, 1, 1))) == ""
    assert lines.decree_line(course("7/2024", None)) == "Nomor 7/2024"
    assert lines.decree_line(course("7/2024", date(2024, 7, 1))) == (
        "Nomor 7/2024 tanggal 1 Juli 2024"
    )


def test_hours_are_summed_exactly() -> None:
    assert lines.total_hours([Subject("a", Decimal("0.1"))] * 3) == Decimal("0.3")
    assert lines.total_hours([]) == 0


def test_official() -> None:
    one = Official(1, "Rina", " Kepala   Bidang \n\n Badan Contoh ", Acting.PLT)
    assert lines.official_title(one) == "Plt. Kepala Bidang\nBadan Contoh"
    assert lines.official_identity(one) == ""
    numbered = Official(1, "Rina", "Kepala", Acting.NONE, "NIP_PNS", "197809222003122002")
    assert lines.official_title(numbered) == "Kepala"
    assert lines.official_identity(numbered) == "NIP 19780922 200312 2 002"


@pytest.mark.parametrize(
    ("letterhead", "sentence"),
    [
        ("BALAI DIKLAT HUKUM DAN HAM JAWA TENGAH", "Balai Diklat Hukum dan HAM Jawa Tengah"),
        ("BPSDM PROVINSI NTT", "BPSDM Provinsi NTT"),
        ("PUSAT PELATIHAN KELAS II (KOTA)", "Pusat Pelatihan Kelas II (Kota)"),
        ("Balai Diklat Contoh", "Balai Diklat Contoh"),
        ("BPSDM", "BPSDM"),
        ("MA'ARIF PRA-JABATAN", "Ma'arif Pra-Jabatan"),
        ("", ""),
    ],
)
def test_a_letterhead_in_a_sentence(letterhead: str, sentence: str) -> None:
    assert lines.sentence_case(letterhead) == sentence
