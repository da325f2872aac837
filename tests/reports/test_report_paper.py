"""The printed report: all of it, the draft's mark, signatures, directions, the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from connector.reports.content import Heading, Paragraph, ReportContent, Table, TextSection
from connector.reports.report_paper import PaperSigner, Standing, report_pdf
from tests import pdf_reading
from tests.reports.report_sample import BLOCKS, NOW, SIGNER, chart, people, sample

MILLIMETRE = 72 / 25.4
"""Points."""

DRAFT = Standing(draft=True, version=1)
CHECKED = Standing(
    draft=False,
    version=2,
    lines=("Diperiksa oleh Budi Santoso pada 14 Agustus 2026 09.00 WIB.",),
    signers=(SIGNER,),
)


def printed(content: ReportContent, standing: Standing = CHECKED) -> bytes:
    return report_pdf(content, standing, now=NOW)


def directions(content: bytes) -> list[str]:
    """`upright` or `across`, page by page."""
    boxes = [page.mediabox for page in PdfReader(BytesIO(content)).pages]
    return ["across" if box.width > box.height else "upright" for box in boxes]


def test_a_report_says_all_of_its_content_and_whom_it_is_signed_by() -> None:
    content = printed(sample())

    said = pdf_reading.text(content)
    for part in (
        "BALAI PENDIDIKAN DAN PELATIHAN CONTOH",
        "LAPORAN PELATIHAN",
        "Pelatihan Teknis Pelayanan Publik",
        "Angkatan XII",
        "Nomor: W.13-123",
        "SOP: Pelaksanaan diklat metode PJJ (W.13.SDM.SDM.1.0T.02.02-105)",
        "Langkah: 4, 5",
        "Dasar hukum: UU 5/2014",
        "I. Pendahuluan",
        "Waktu : 03-07 Agustus 2026",
        "1.215",
        "dari 1.300",
        "Menurut bagian",
        "Bagian 3",
        "Peserta Contoh 2",
        "Jumlah",
        "Dihitung dari daftar.",
        "Demikian laporan ini.",
        "Semarang, 14 Agustus 2026",
        "Plt. Kepala Balai Contoh",
        "Dr. Pejabat Contoh, S.H.",
        "NIP 19700101 199503 1 001",
        "Diperiksa oleh Budi Santoso",
        "Sumber data: Moodle – dibaca 14 Agustus 2026 10.00 WIB",
        "Lampiran 1: peserta",
        "PTPP-2026-12 · Dokumen",
        "versi 2 · dicetak 14 Agustus 2026 10.30 WIB",
    ):
        assert part in said, part
    assert "KONSEP" not in said


def test_a_draft_is_marked_on_every_page() -> None:
    whole = pdf_reading.pages(printed(sample(), DRAFT))

    assert len(whole) == 3
    assert all("KONSEP" in page for page in whole)


def test_a_procedure_without_a_number_says_so_and_none_prints_nothing() -> None:
    assert "(tanpa nomor)" in pdf_reading.text(printed(sample(procedure_number="")))
    assert "SOP:" not in pdf_reading.text(printed(sample(procedure="")))


def test_it_is_archival_and_the_same_bytes_every_time() -> None:
    content = printed(sample())

    assert pdf_reading.claims_archival(content)
    assert all(pdf_reading.fonts(content).values())
    assert printed(sample()) == content
    assert report_pdf(sample(), CHECKED, now=NOW + timedelta(minutes=1)) != content


def test_the_english_report_speaks_english_itself() -> None:
    said = pdf_reading.text(printed(replace(sample(), language="en"), DRAFT))

    assert "DRAFT" in said
    assert "Legal basis" in said
    assert "Page 1 of 3" in said


def test_wide_tables_lie_across_with_their_heading_and_the_body_stays_upright() -> None:
    content = printed(sample())

    assert directions(content) == ["upright", "upright", "across"]
    assert "Lampiran 1: peserta Daftar peserta" in pdf_reading.pages(content)[2]


def test_after_a_table_across_the_report_goes_on_upright() -> None:
    blocks = (
        Heading("I. Satu"),
        people(2),
        Heading("II. Dua"),
        Paragraph("Selanjutnya."),
        Heading("Lampiran 1", appendix=True),
        Paragraph("Tegak."),
        Heading("Lampiran 2", appendix=True),
        people(1, landscape=False),
    )

    content = printed(sample(blocks))

    assert directions(content) == ["upright", "across", "upright", "upright", "upright"]
    third = pdf_reading.pages(content)[2]
    assert "II. Dua Selanjutnya." in third
    assert "Dr. Pejabat Contoh" in third


def test_the_signature_stands_before_the_appendices_and_never_alone() -> None:
    words = "Tidak ada kendala yang tercatat selama pelatihan berlangsung. "
    last = TextSection("closing", "", "Demikian laporan ini.")
    for lines in range(20, 60, 3):
        blocks = [*[Paragraph(words)] * lines, Heading("VII. Penutup"), last, *BLOCKS[-2:]]

        whole = pdf_reading.pages(printed(sample(tuple(blocks))))

        [signed] = [page for page in whole if "Dr. Pejabat Contoh" in page]
        assert "VII. Penutup Demikian laporan ini." in signed
        assert signed is whole[-2]


def test_an_appendix_without_rows_is_left_out() -> None:
    blocks = (*BLOCKS[:-2], Heading("Lampiran 1", appendix=True), people(0))

    content = printed(sample(blocks))

    assert "Lampiran 1" not in pdf_reading.text(content)
    assert set(directions(content)) == {"upright"}


def test_an_unsigned_report_has_a_line_to_sign_on_or_none_at_all() -> None:
    open_line = Standing(False, 1, signers=(PaperSigner("Kepala Pusat"),))

    assert "Kepala Pusat," in pdf_reading.text(printed(sample(), open_line))
    assert "Kepala" not in pdf_reading.text(printed(sample(), Standing(False, 1)))


def test_a_machine_signature_is_told_instead_of_room_for_ink() -> None:
    note = replace(SIGNER, note="Ditandatangani secara elektronik")

    said = pdf_reading.text(printed(sample(), replace(CHECKED, signers=(note,))))

    assert "Ditandatangani secara elektronik" in said


@pytest.mark.parametrize("values", [(), ("0", "0"), ("10",), ("0.5", "9.5")])
def test_charts_of_nothing_zero_and_everything_are_drawn(values: tuple[str, ...]) -> None:
    for shape in ("bars", "columns"):
        said = pdf_reading.text(printed(sample((Heading("I"), chart(*values, shape=shape)))))
        assert "Menurut bagian" in said
        assert ("Belum ada bagian." in said) == (not values)


def test_a_chart_of_many_columns_fits_the_page() -> None:
    said = pdf_reading.joined(printed(sample((Heading("I"), chart(*["5"] * 40, shape="columns")))))

    assert "Bagian40" in said


def test_two_hundred_people_all_stand_on_it_with_the_head_on_every_page() -> None:
    whole = pdf_reading.pages(printed(sample((Heading("I"), people(200)))))

    assert all(f"Peserta Contoh {at} " in " ".join(whole) for at in range(1, 201))
    tables = [page for page in whole if "Peserta Contoh" in page]
    assert len(tables) > 3
    assert all("Tanda tangan" in page for page in tables)


def test_the_longest_words_stay_inside_their_columns() -> None:
    long = "Kusumaningratnadiningratsastroamidjojowidyaningrat" * 3
    blocks = (
        Heading(long),
        chart("3"),
        people(3, name=long),
        people(2, name=long, landscape=False),
        TextSection("x", long, long),
    )

    content = printed(sample(blocks, training=long, code="P" * 40))

    edges = {"upright": 595.3 - 20 * MILLIMETRE, "across": 841.9 - 15 * MILLIMETRE}
    for at, direction in enumerate(directions(content)):
        for piece in pdf_reading.pieces(content):
            if piece.page == at:
                assert piece.left < edges[direction]
    assert "".join(pdf_reading.text(content).split()).count(long) >= 7


def test_a_word_that_breaks_leaves_the_others_as_they_are_written() -> None:
    said = pdf_reading.text(printed(sample((Paragraph("S" * 80), Paragraph("Selanjutnya.")))))

    assert "Selanjutnya." in said
    assert "\u200b" not in said


@pytest.mark.parametrize(
    "text", ["#set page(fill: red)", "$x^2$", "<script>", "= Judul", "[tebal](x)", "\\u{41}"]
)
def test_no_word_is_read_as_markup(text: str) -> None:
    table = Table("t", text, people(1).columns, (("1", text, text, ""),))
    blocks = (Heading(text), Paragraph(text), table, TextSection("x", text, text))

    said = pdf_reading.joined(printed(sample(blocks, number=text)))

    assert said.count("".join(text.split())) >= 6


def test_signs_without_a_glyph_become_boxes() -> None:
    said = pdf_reading.text(printed(sample((Paragraph("Nama 😀 漢字"),))))

    assert "Nama □ □" in said
