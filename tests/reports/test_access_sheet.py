"""The access sheet: everybody's address, as text that no program takes for a formula."""

from io import BytesIO

import openpyxl
import pytest

from connector.domain.people import PersonRecord, Role
from connector.domain.trainings import Seat, SeatState, Training
from connector.reports import access_sheet

LINK = "https://simpul.example/p/abc.def"


def seat(
    number: int,
    name: str,
    email: str | None = "a@example.org",
    role: Role = Role.PARTICIPANT,
    state: SeatState = SeatState.INVITED,
    key: int = 0,
) -> Seat:
    record = PersonRecord(full_name=name, bare_name=name, email=email, unit="Lapas Semarang")
    known = key or number
    return Seat(f"seat:{known}", f"person:{known}", role, state, number, record, f"{LINK}{number}")


def training(*seats: Seat) -> Training:
    return Training("training:1", "A-1", "Latsar", "XII", "Asia/Makassar", seats, ())


def rows(one: Training, hints: dict[str, str] | None = None) -> list[tuple[object, ...]]:
    content = access_sheet.workbook(one, hints or {}, "id")
    book = openpyxl.load_workbook(BytesIO(content))
    try:
        return [tuple(cell.value for cell in row) for row in book.active.iter_rows(min_row=3)]
    finally:
        book.close()


def test_one_row_a_person_under_a_heading() -> None:
    told = rows(training(seat(1, "Siti Contoh, S.H.")), {"seat:1": "Nama pengguna: siti"})
    assert told == [
        ("No", "Nama", "Unit kerja", "Alamat pribadi", "Masuk ke Moodle", "Catatan"),
        ("1", "Siti Contoh, S.H.", "Lapas Semarang", f"{LINK}1", "Nama pengguna: siti", ""),
    ]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+62811", "@SUM(A1)", "-1+1", "\t=1"])
def test_nothing_becomes_a_formula(name: str) -> None:
    content = access_sheet.workbook(training(seat(1, name)), {}, "id")
    book = openpyxl.load_workbook(BytesIO(content))
    cell = book.active["B4"]
    book.close()
    assert (cell.value, cell.data_type) == (name, "s")


def test_who_cannot_get_in_by_mail_is_noted() -> None:
    told = rows(
        training(seat(1, "A", None), seat(2, "B"), seat(3, "C"), seat(4, "D", "d@example.org"))
    )
    notes = [row[5] for row in told[1:]]
    shared = "alamat e-mail dipakai bersama orang lain"
    assert notes == ["belum memiliki alamat e-mail", shared, shared, ""]


def test_participants_come_first_and_who_left_does_not_come_at_all() -> None:
    told = rows(
        training(
            seat(1, "Pengajar", role=Role.INSTRUCTOR),
            seat(2, "Kedua"),
            seat(3, "Pergi", state=SeatState.WITHDRAWN),
            seat(1, "Pertama", key=9),
        )
    )
    assert [row[1] for row in told[1:]] == ["Pertama", "Kedua", "Pengajar"]


@pytest.mark.parametrize(
    ("language", "said"), [("id", "Semua waktu dalam WITA."), ("en", "All times are WITA.")]
)
def test_the_text_has_a_block_a_person_and_the_zone(language: str, said: str) -> None:
    told = access_sheet.text(
        training(seat(1, "Siti"), seat(2, "Budi")),
        {"seat:1": "Nama pengguna: siti"},
        "en" if language == "en" else "id",
    )
    blocks = told.strip().split("\n\n")
    assert said in blocks[0]
    assert blocks[1] == f"1. Siti\nLapas Semarang\n{LINK}1\nNama pengguna: siti"
    assert len(blocks) == 3
