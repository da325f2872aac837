"""A file of evaluation means: what is read, which rows are refused and why."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter

from connector.domain.evaluations import About, Evaluation
from connector.errors import RosterError
from connector.rosters.evaluation_file import EvaluationPreview, preview_evaluations

HEAD = "Tentang;Nama;Aspek;Responden;Nilai;Maksimal"


def read(*lines: str, head: str = HEAD, people: int = 30) -> EvaluationPreview:
    content = "\n".join([head, *lines]).encode()
    return preview_evaluations("evaluasi.csv", content, people=people)


def refusals(preview: EvaluationPreview) -> list[tuple[int, str]]:
    return [(one.row_number, one.code) for one in preview.refused]


def test_every_kind_of_row_is_read() -> None:
    preview = read(
        "Penyelenggaraan;;Pelayanan panitia;25;4,2;5",
        "Narasumber;Dr. Bambang Contoh, M.Si.;Penguasaan materi;24;91,25;100",
        "Mata Pelatihan;Etika Publik;Manfaat;20;88;",
    )

    assert [one.evaluation for one in preview.found] == [
        Evaluation(About.ORGANISATION, "", "Pelayanan panitia", 25, Decimal("4.2"), Decimal(5)),
        Evaluation(
            About.INSTRUCTOR, "Dr. Bambang Contoh, M.Si.", "Penguasaan materi", 24,
            Decimal("91.25"), Decimal(100),
        ),
        Evaluation(About.MATERIAL, "Etika Publik", "Manfaat", 20, Decimal(88), Decimal(100)),
    ]  # fmt: skip
    assert preview.refused == ()


def test_a_file_without_the_column_about_speaks_of_the_organisation() -> None:
    preview = read("Konsumsi;10;3,5;4", head="Unsur;Responden;Rata-rata;Skala")

    [found] = preview.found
    assert found.evaluation == Evaluation(
        About.ORGANISATION, "", "Konsumsi", 10, Decimal("3.5"), Decimal(4)
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Kantin;;Rasa;10;4;5", "evaluation_about_unknown"),
        ("Pengajar;;Suara;10;4;5", "evaluation_subject_missing"),
        (";Etika Publik;Manfaat;10;4;5", "evaluation_about_missing"),
        ("Penyelenggaraan;;Ruang;31;4;5", "evaluation_respondents_too_many"),
        ("Penyelenggaraan;;Ruang;0;4;5", "evaluation_respondents_unreadable"),
        ("Penyelenggaraan;;Ruang;sepuluh;4;5", "evaluation_respondents_unreadable"),
        ("Penyelenggaraan;;Ruang;2,5;4;5", "evaluation_respondents_unreadable"),
        ("Penyelenggaraan;;Ruang;10;;5", "evaluation_score_missing"),
        ("Penyelenggaraan;;Ruang;10;baik;5", "score_unreadable"),
        ("Penyelenggaraan;;Ruang;10;6;5", "score_above_maximum"),
        ("Penyelenggaraan;;Ruang;10;4;nol", "score_maximum_unreadable"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_refused_alone(line: str, code: str) -> None:
    preview = read(line, "Penyelenggaraan;;Konsumsi;10;4;5")

    assert refusals(preview) == [(2, code)]
    assert [one.row for one in preview.found] == [3]
    assert (preview.rows_read, preview.rows_refused) == (2, 1)


def test_the_same_aspect_twice_refuses_both_rows() -> None:
    preview = read(
        "Pengajar;Siti Contoh, S.Sos.;Suara;10;4;5",
        "Pengajar;SITI CONTOH;suara ;11;3;5",
        "Pengajar;Budi Contoh;Suara;11;3;5",
    )

    assert refusals(preview) == [(2, "evaluation_repeated"), (3, "evaluation_repeated")]
    assert [one.row for one in preview.found] == [4]


def test_notes_and_signatures_below_the_table_are_no_rows() -> None:
    preview = read("Penyelenggaraan;;Ruang;10;4;5", "", ";;Semarang, 5 Agustus 2026;;;", ";;;;;")

    assert preview.rows_read == 1
    assert not preview.refused


def test_a_workbook_is_read_and_its_formulas_without_values_are_refused() -> None:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Evaluasi")
    for row, values in enumerate(
        [("Hasil evaluasi",), (), HEAD.split(";"), ("Penyelenggaraan", "", "Ruang", 12, 4.25, 5)]
    ):
        for at, value in enumerate(values):
            sheet.write(row, at, value)
    book.close()

    preview = preview_evaluations("evaluasi.xlsx", stream.getvalue(), people=30)

    [found] = preview.found
    assert found.row == 4
    assert found.evaluation.score == Decimal("4.25")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Nama;NIP;Nilai\nx;y;1", "evaluation_headings_unknown"),
        (HEAD, "sheet_empty"),
        ("", "file_empty"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(content: str, code: str) -> None:
    with pytest.raises(RosterError) as caught:
        preview_evaluations("x.csv", content.encode(), people=3)

    assert caught.value.code == code
