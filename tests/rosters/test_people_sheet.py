"""Lists of people: every field, every reason to refuse a row, every warning."""

from __future__ import annotations

from datetime import date

import pytest

from connector.domain.identities import Identity, IdentityType
from connector.domain.people import Employment, PersonRecord, Role, Willingness
from connector.errors import RosterError
from connector.rosters.base import RosterPreview
from connector.rosters.people_sheet import preview_people
from tests.rosters.workbooks import Formula, Stored, Value, workbook

TODAY = date(2026, 11, 20)
NIP = "199001312015031987"


def preview(*rows: list[Value], role: Role = Role.PARTICIPANT) -> RosterPreview:
    return preview_people("a.xlsx", workbook(rows), role, zone="Asia/Jakarta", today=TODAY)


def one(headings: list[Value], values: list[Value]) -> PersonRecord:
    found = preview(headings, values)
    assert found.refused == ()
    return found.seats[0].person


def codes(found: RosterPreview) -> list[tuple[int, str]]:
    return [(finding.row_number, finding.code) for finding in found.refused]


def warned(found: RosterPreview) -> list[tuple[int, str]]:
    return [
        (finding.row_number, finding.code)
        for finding in found.warnings
        if finding.code != "email_missing"
    ]


def test_every_field_of_the_certificate_is_read() -> None:
    found = preview(
        [
            "No",
            "Nama",
            "NIP",
            "Tempat, Tanggal Lahir",
            "Pangkat/Gol. Ruang",
            "Jabatan",
            "Unit Kerja",
            "Instansi",
            "E-mail",
            "No. HP",
            "Kesediaan",
        ],
        [
            7,
            "Contoh Utama, S.H.",
            "19900131 201503 1 987",
            "Padang Sidempuan, 31-01-1990",
            "Penata Muda Tk. I / III-b",
            "Analis Hukum",
            "Lapas Contoh",
            "Kementerian Contoh",
            "Contoh@Contoh.Example",
            "0812-0000-1000",
            "Bersedia",
        ],
    )
    (seat,) = found.seats
    assert found.refused == found.warnings == ()
    assert (seat.number, seat.role, seat.key) == (7, Role.PARTICIPANT, f"NIP_PNS:{NIP}")
    assert seat.person == PersonRecord(
        full_name="Contoh Utama, S.H.",
        bare_name="Contoh Utama",
        identities=(Identity(IdentityType.NIP_PNS, NIP),),
        email="contoh@contoh.example",
        phone="+6281200001000",
        birthplace="Padang Sidempuan",
        birth_date=date(1990, 1, 31),
        rank="Penata Muda Tingkat I",
        grade="III/b",
        position="Analis Hukum",
        unit="Lapas Contoh",
        agency="Kementerian Contoh",
        employment=Employment.PNS,
        willingness=Willingness.WILLING,
        external=False,
    )
    assert found.row_numbers == {seat.key: 2}


def test_separate_columns_for_degrees_birth_and_grade() -> None:
    person = one(
        [
            "Gelar Depan",
            "Nama",
            "Gelar Belakang",
            "Tempat Lahir",
            "Tanggal Lahir",
            "Pangkat",
            "Gol",
        ],
        ["Dr.", "Contoh Utama", "S.H., M.H.", "Klaten", date(1990, 1, 31), "Penata", "III/c"],
    )
    assert person.full_name == "Dr. Contoh Utama, S.H., M.H."
    assert person.bare_name == "Contoh Utama"
    assert (person.birthplace, person.birth_date) == ("Klaten", date(1990, 1, 31))
    assert (person.rank, person.grade) == ("Penata", "III/c")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (199001312015031987, "identity_is_number"),
        (3399995502959876, "identity_is_number"),
        ("1.99001E+17", "identity_is_number"),
        ("199001312015031000", "nip_digits_lost"),
        (Stored("=A1"), "identity_is_formula"),
        (Formula("=A1"), "cell_without_value"),
        (date(1990, 1, 31), "identity_is_number"),
        ("199013312015031987", "nip_birth_date"),
        ("19900131201503198", "identity_length"),
        ("bukan nomor", "identity_unreadable"),
    ],
)
def test_a_number_that_cannot_be_trusted_refuses_its_row(number: Value, code: str) -> None:
    found = preview(["Nama", "NIP/NRP/NIK"], ["Salah Contoh", number], ["Benar Contoh", NIP])
    assert codes(found) == [(2, code)]
    assert found.refused[0].column == "NIP/NRP/NIK"
    assert found.rows_read == 2
    assert [seat.person.full_name for seat in found.seats] == ["Benar Contoh"]


def test_a_refused_value_is_masked() -> None:
    found = preview(["Nama", "NIP"], ["Contoh", "199013312015031987"])
    assert found.refused[0].masked_value == "1990************87"
    assert "19901331" not in repr(found)


def test_a_short_number_that_lost_nothing_is_kept_with_a_warning() -> None:
    found = preview(["Nama", "NIP/NRP"], ["Contoh", 85010123])
    assert found.seats[0].person.identities == (Identity(IdentityType.NRP, "85010123"),)
    assert warned(found) == [(2, "identity_was_number")]


def test_the_same_person_twice_is_refused_with_the_first_row_named() -> None:
    found = preview(
        ["Nama", "NIP"], ["Contoh", NIP], ["Lain", "-"], ["C. Utama", "19900131 201503 1 987"]
    )
    assert codes(found) == [(4, "identity_repeated")]
    assert found.refused[0].values()["first_row"] == 2
    assert found.duplicates == found.refused


def test_the_same_name_and_unit_without_numbers_is_refused() -> None:
    found = preview(
        ["Nama", "Unit"], ["Contoh, S.H.", "Lapas"], ["CONTOH", "lapas"], ["Contoh", "Rutan"]
    )
    assert codes(found) == [(3, "person_repeated")]
    assert len(found.seats) == 2


def test_missing_and_shared_addresses_are_kept_and_shown() -> None:
    found = preview(
        ["Nama", "E-mail"],
        ["Satu", "sama@contoh.example"],
        ["Dua", "-"],
        ["Tiga", "SAMA@contoh.example"],
        ["Empat", "bukan alamat"],
        ["Lima", "sendiri@contoh.example"],
    )
    assert found.refused == ()
    assert [(one.row_number, one.code) for one in found.warnings] == [
        (2, "email_shared"),
        (3, "email_missing"),
        (4, "email_shared"),
        (5, "email_unusable"),
        (5, "email_missing"),
    ]
    assert found.warnings[0].values()["others"] == "4"
    assert found.warnings[0].masked_value == "s***@contoh.example"


def test_a_birth_date_that_contradicts_the_number_warns() -> None:
    found = preview(["Nama", "NIP", "Tanggal Lahir"], ["Contoh", NIP, "01/02/1990"])
    assert warned(found) == [(2, "birth_date_contradicts_identity")]


@pytest.mark.parametrize(
    ("written", "born", "warning"),
    [
        ("31/01/90", date(1990, 1, 31), None),
        ("31 Pebruari 1990", None, "birth_date_unreadable"),
        (date(2030, 1, 1), None, "birth_date_unlikely"),
        (33000, None, "birth_date_unreadable"),
    ],
)
def test_birth_dates(written: Value, born: date | None, warning: str | None) -> None:
    found = preview(["Nama", "Tanggal Lahir"], ["Contoh", written])
    assert found.seats[0].person.birth_date == born
    assert warned(found) == ([(2, warning)] if warning else [])


@pytest.mark.parametrize(
    ("number", "status", "employment", "warning"),
    [
        (NIP, "", Employment.PNS, None),
        ("199502152023212987", "", Employment.PPPK, None),
        ("NRP 85010123", "", Employment.TNI_POLRI, None),
        ("3399995502959876", "", Employment.NON_ASN, None),
        ("", "", Employment.UNKNOWN, None),
        ("", "PPNPN", Employment.NON_ASN, None),
        ("3399995502959876", "PPPK", Employment.PPPK, None),
        (NIP, "PPPK", Employment.PPPK, "employment_contradicts_identity"),
        ("123456", "TNI/Polri", Employment.TNI_POLRI, None),
    ],
)
def test_kind_of_service(
    number: str, status: str, employment: Employment, warning: str | None
) -> None:
    headings: list[Value] = ["No", "Nama", "NIP/NRP/NIK", "Status Pegawai"]
    found = preview(headings, [1, "Contoh", number, status])
    assert found.seats[0].person.employment is employment
    assert warned(found) == ([(2, warning)] if warning else [])


@pytest.mark.parametrize(
    ("written", "willingness", "warning"),
    [
        ("Bersedia", Willingness.WILLING, None),
        ("TIDAK BERSEDIA", Willingness.DECLINED, None),
        ("", Willingness.UNKNOWN, None),
        ("mungkin", Willingness.UNKNOWN, "willingness_unreadable"),
    ],
)
def test_willingness(written: str, willingness: Willingness, warning: str | None) -> None:
    found = preview(["Nama", "Kesediaan"], ["Contoh", written])
    assert found.seats[0].person.willingness is willingness
    assert warned(found) == ([(2, warning)] if warning else [])


def test_an_instructor_without_a_service_number_is_external() -> None:
    found = preview(
        ["Nama Pengajar", "NIP", "Instansi", "Internal/Eksternal"],
        ["Dalam", NIP, "", ""],
        ["Luar", "", "Universitas Contoh", ""],
        ["Tamu", "199502152023212987", "", "Eksternal"],
        role=Role.INSTRUCTOR,
    )
    assert [seat.person.external for seat in found.seats] == [False, True, True]


def test_notes_and_signatures_below_the_table_are_shown_and_not_counted() -> None:
    found = preview(
        ["No", "Nama", "NIP", "Jabatan"],
        [1, "Contoh", NIP, "Analis"],
        [],
        ["", "", "", "Semarang, 1 Juli 2027"],
        ["", "Kepala Balai"],
        ["", "", "", "NIP. 19690825 199403 1 002"],
    )
    assert found.rows_read == 1
    assert [(row, code) for row, code in warned(found)] == [
        (4, "row_ignored"),
        (5, "row_ignored"),
        (6, "row_ignored"),
    ]
    assert "19690825" not in repr(found)


@pytest.mark.parametrize("name", ["", "-", "123", "..."])
def test_a_number_without_a_name_is_refused(name: str) -> None:
    found = preview(["Nama", "NIP", "E-mail"], [name, NIP, ""])
    assert codes(found) == [(2, "name_missing")]
    assert not found.importable


def test_a_name_and_nothing_else_waits_for_a_person() -> None:
    found = preview(["Nama", "NIP", "Unit"], ["Contoh", NIP, ""], ["Kepala Balai", "", ""])
    assert codes(found) == [(3, "name_alone")]


def test_a_pasted_paragraph_and_a_formula_without_value_refuse_the_row() -> None:
    found = preview(
        ["Nama", "Jabatan", "Unit"], ["Satu", "x" * 300, "Lapas"], ["Dua", Formula("=Z9"), "Lapas"]
    )
    assert codes(found) == [(2, "text_too_long"), (3, "cell_without_value")]


def test_formulas_elsewhere_are_counted_once() -> None:
    found = preview(["Nama", "Jabatan"], ["Satu", Stored("=Z1")], ["Dua", Stored("=Z2")])
    note = next(finding for finding in found.warnings if finding.code == "formulas_used")
    assert note.values()["count"] == 2


def test_the_same_bytes_give_the_same_preview() -> None:
    content = workbook([["Nama", "NIP"], ["Contoh", NIP]])
    first, second = (
        preview_people("a.xlsx", content, Role.PARTICIPANT, zone="Asia/Jakarta", today=TODAY)
        for _ in range(2)
    )
    assert first == second
    assert len(first.digest) == 64


def test_a_table_of_notes_alone_is_empty() -> None:
    with pytest.raises(RosterError) as caught:
        preview(["No", "Nama", "NIP"], ["", "", ""], ["", "Catatan"])
    assert caught.value.code == "sheet_empty"


def test_csv_reads_like_a_workbook() -> None:
    content = f"Surel;Nama;NIP\r\na@contoh.example;Contoh, S.H.;{NIP}\r\n".encode("utf-8-sig")
    found = preview_people("a.csv", content, Role.PARTICIPANT, zone="Asia/Jakarta", today=TODAY)
    assert found.seats[0].person.identities == (Identity(IdentityType.NIP_PNS, NIP),)
    assert found.refused == found.warnings == ()


def test_thousands_of_rows_are_read() -> None:
    numbers = [f"33999912{1 + index % 12:02}95{1 + index:04}" for index in range(5000)]
    rows: list[list[Value]] = [[f"Contoh {number}", number] for number in numbers]
    found = preview(["Nama", "NIK"], *rows)
    assert found.rows_read == len(found.seats) == 5000
