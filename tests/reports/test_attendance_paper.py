"""The printed daftar hadir: everything on it, whatever a name holds, and signatures with rows."""

import re
from dataclasses import replace

import pytest

from connector.messages import Language
from connector.reports.attendance_paper import attendance_pdf
from connector.reports.attendance_sheet import Form, Sheet, SheetRow, Signer
from tests import pdf_reading
from tests.reports.class_day import (
    built,
    cell,
    class_of,
    matrix,
    nip,
    participants,
    seat,
    signed,
    training,
)

SETTLED = built(training(*participants(2)), matrix(signed(cell("seat:1")), signed(cell("seat:2"))))


def test_a_final_list_says_all_and_no_draft() -> None:
    content = attendance_pdf(SETTLED, "id")
    said = pdf_reading.text(content)
    for part in (
        "BADAN PENGEMBANGAN SUMBER DAYA MANUSIA",
        "DAFTAR HADIR PESERTA",
        "Pelatihan Teknis Pelayanan Publik bagi Petugas Pemasyarakatan",
        "Angkatan XII",
        "Senin, 5 Agustus 2024",
        "08.00–10.15 WIB",
        "1 dari 2",
        "Aula II",
        "Budi Santoso NIP 19900131 201503 1 001",
        "ditandatangani daring 08.02",
        "Rekapitulasi: H 2 · T 0 · S 0 · I 0 · DL 0 · TK 0 · jumlah 2",
        "Aturan: hadir (H) bila",
        "Semarang, 5 Agustus 2024",
        "Ani Pendamping, S.E. NIP 19900131 201503 1 902",
        "PTPP-2024-12 · Dokumen",
        "dicetak 5 Agustus 2024 16.40 WIB",
        "Halaman 1 dari 1",
    ):
        assert part in said
    assert "KONSEP" not in said


def test_a_list_that_is_not_settled_is_a_draft_on_every_page() -> None:
    content = attendance_pdf(class_of(60), "id")
    whole = pdf_reading.pages(content)
    assert len(whole) == 3
    assert all("KONSEP" in page for page in whole)
    assert "KONSEP — 2 peserta belum diputuskan." in whole[0]
    assert whole[0].count("perlu keputusan") == 1


def test_english_words_and_times() -> None:
    said = pdf_reading.text(attendance_pdf(class_of(14, "en"), "en"))
    for part in ("ATTENDANCE LIST", "Monday, 5 August 2024", "08:00–10:15 WIB", "DRAFT", "Page 1"):
        assert part in said
    assert not re.search(r"dicetak|Halaman|Pengajar|Unit kerja|keputusan", said)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_same_sheet_gives_the_same_archival_bytes(language: Language) -> None:
    sheet = class_of(30, language)
    content = attendance_pdf(sheet, language)
    assert content == attendance_pdf(sheet, language)
    assert pdf_reading.claims_archival(content)
    assert set(pdf_reading.fonts(content).values()) == {True}


def row_numbers(page: str) -> list[str]:
    return re.findall(r"(\d+) (?:Peserta|Budi|Siti|dr\.|H\.|Ni) ", page)


@pytest.mark.parametrize("form", ["filled", "blank"])
@pytest.mark.parametrize("count", range(18, 27))
def test_signatures_never_stand_alone_on_a_page(count: int, form: str) -> None:
    sheet = class_of(count) if form == "filled" else built(training(*participants(count)), None)
    whole = pdf_reading.pages(attendance_pdf(sheet, "id"))
    assert "Ani Pendamping, S.E." in whole[-1]
    on_last = row_numbers(whole[-1])
    assert on_last[-3:] == [str(n) for n in range(count - 2, count + 1)]
    assert sum(page.count("Ani Pendamping, S.E.") for page in whole) == 1


def test_two_hundred_rows_are_all_there_once_under_a_repeated_head() -> None:
    whole = pdf_reading.pages(attendance_pdf(class_of(200), "id"))
    assert all("Nama / NIP" in page for page in whole)
    assert whole[-1].endswith(f"Halaman {len(whole)} dari {len(whole)}")
    assert [n for page in whole for n in row_numbers(page)] == [str(n) for n in range(1, 201)]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_short_list_is_one_page(size: int) -> None:
    for known in (None, matrix()):
        whole = pdf_reading.pages(attendance_pdf(built(training(*participants(size)), known), "id"))
        assert len(whole) == 1
        assert "Pendamping," in whole[0]


NAMES = [
    '#read("/etc/passwd") *bold* $x$ "q"',
    "W" * 200,
    "Raden Mas Contoh " * 12,
    "Siti 🌸 Rahma",
    "=HYPERLINK(1)",
    "a\nb",
]


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_printed_as_it_is(name: str, blank: bool) -> None:
    one = training(seat(1, name, nip(1)))
    content = attendance_pdf(built(one, None if blank else matrix(cell("seat:1"))), "id")
    assert "".join(name.replace("🌸", "□").split()) in pdf_reading.joined(content)


@pytest.mark.parametrize("blank", [False, True])
def test_a_word_of_two_hundred_letters_stays_in_its_column(blank: bool) -> None:
    one = training(seat(1, "W" * 200))
    content = attendance_pdf(built(one, None if blank else matrix(cell("seat:1"))), "id")
    lines = [piece for piece in pdf_reading.pieces(content) if set(piece.text) <= {"W", "\u200b"}]
    unit = pdf_reading.left_edge(content, "Kanwil Jawa Tengah")
    assert len(lines) > 10
    assert max(line.widest for line in lines) < unit


WIDE = "W" * 150
EDGE = (210 - 15) / 25.4 * 72
"""Points from the left to the right margin."""


def filled_with_wide_words(sheet: Sheet) -> Sheet:
    head = replace(
        sheet.head,
        organiser=WIDE,
        training=WIDE,
        cohort=WIDE,
        day=WIDE,
        subject=WIDE,
        room=WIDE,
        lesson_hours=WIDE,
        instructors=(WIDE, WIDE),
        rule=WIDE,
        code=WIDE,
    )
    row = SheetRow("1", WIDE, WIDE, WIDE, "H", False, "1", (WIDE, WIDE), WIDE, True)
    signer = Signer(WIDE, WIDE, WIDE)
    signers = replace(sheet.signers, companions=(signer,), speakers=(signer, signer))
    return replace(sheet, head=head, rows=(row,), signers=signers, draft_reasons=(WIDE,))


@pytest.mark.parametrize("form", list(Form))
def test_no_field_runs_over_the_edge(form: Form) -> None:
    sheet = replace(filled_with_wide_words(SETTLED), form=form)
    content = attendance_pdf(sheet, "id")
    assert pdf_reading.claims_archival(content)
    lines = [piece for piece in pdf_reading.pieces(content) if set(piece.text) <= {"W", "\u200b"}]
    over = [line for line in lines if line.widest > EDGE + 1]
    assert over == []
    assert pdf_reading.joined(content).count("W") >= 150 * (22 if form is Form.BLANK else 28)


def test_more_signatures_than_a_page_holds_go_on_to_the_next() -> None:
    many = tuple(Signer("Narasumber", f"Pengajar {n:02}.") for n in range(24))
    sheet = replace(SETTLED, signers=replace(SETTLED.signers, speakers=many))
    whole = pdf_reading.pages(attendance_pdf(sheet, "id"))
    assert len(whole) > 1
    assert [n for page in whole for n in re.findall(r"Pengajar (\d+)\.", page)] == [
        f"{n:02}" for n in range(24)
    ]


def test_a_blank_form_has_signatures_left_and_right_in_turn() -> None:
    content = attendance_pdf(built(training(*participants(4)), None), "id")
    said = pdf_reading.text(content)
    assert "Tanda tangan" in said
    for absent in ("Rekapitulasi", "Tanda hadir", "Aturan", "KONSEP"):
        assert absent not in said
    places = [pdf_reading.left_edge(content, f"{n}.") for n in range(1, 5)]
    assert places[0] == places[2]
    assert places[1] == places[3]
    assert places[1] - places[0] > 70
