"""Soal and lembar jawaban as a paper: questions once, a sheet an attempt, numbers masked."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from connector.domain.answer_sheets import Answered, AnsweredTest, AnswerSheet
from connector.messages import Language
from connector.reports import test_paper
from connector.reports.test_paper import Paper, paper_pdf, papers_of
from tests.lms import people
from tests.pdf_reading import claims_archival, pages, text

NOW = datetime(2026, 8, 5, 4, tzinfo=UTC)
BEGUN = datetime(2026, 8, 3, 1, tzinfo=UTC)


def asked(
    slot: int, text: str, answer: str = "A", right: str = "A", mark: str | None = "1", **more: str
) -> Answered:
    number = more.get("number", str(slot))
    kind, name = more.get("kind", "multichoice"), more.get("name", f"Soal {slot}")
    given = None if mark is None else Decimal(mark)
    return Answered(slot, number, kind, name, text, answer, right, given, Decimal(1))


def sheet(seat: int, *questions: Answered, number: int = 1, marks: str | None = "1") -> AnswerSheet:
    return AnswerSheet(
        seat=f"seat:{seat}",
        reference=f"{seat}-{number}",
        number=number,
        abandoned=False,
        started_at=BEGUN,
        finished_at=BEGUN + timedelta(minutes=40),
        marks=None if marks is None else Decimal(marks),
        questions=questions,
    )


def answered(*sheets: AnswerSheet, others: int = 0) -> AnsweredTest:
    return AnsweredTest(
        "posttest", "20", "Post Test", Decimal(2), Decimal(100), tuple(sheets), others
    )


def made(*sheets: AnswerSheet, others: int = 0, people_count: int = 3) -> list[Paper]:
    training = people.training(people.seats(people_count))
    test = answered(*sheets, others=others)
    return list(papers_of(training, test, organiser="BALAI DIKLAT", now=NOW, language="id"))


def only(*sheets: AnswerSheet, others: int = 0) -> Paper:
    [paper] = made(*sheets, others=others)
    return paper


def test_a_question_stands_once_however_its_choices_are_mixed() -> None:
    paper = only(
        sheet(1, asked(1, "Pilih: A; B; C")), sheet(2, asked(1, "Pilih: C; A; B", answer="C"))
    )
    assert [(one.number, one.text) for one in paper.questions] == [("1", "Pilih: A; B; C")]
    assert [[row.answer for row in one.rows] for one in paper.sheets] == [["A"], ["C"]]


def test_different_questions_at_one_place_get_letters_that_sheets_refer_to() -> None:
    paper = only(
        sheet(1, asked(1, "Apa itu STTP?", name="x")),
        sheet(2, asked(1, "Apa itu NIP?", name="y")),
        sheet(3, asked(1, "Apa itu STTP?", name="x")),
    )
    numbers = {one.text: one.number for one in paper.questions}
    assert sorted(numbers.values()) == ["1a", "1b"]
    told = [one.rows[0].number for one in paper.sheets]
    assert told == [numbers["Apa itu STTP?"], numbers["Apa itu NIP?"], numbers["Apa itu STTP?"]]


def test_a_text_that_asks_nothing_has_no_number_and_no_answer() -> None:
    paper = only(
        sheet(1, asked(1, "Bacalah dengan teliti.", number="i"), asked(2, "Apa?", number="1"))
    )
    assert [one.number for one in paper.questions] == ["", "1"]
    assert [row.number for row in paper.sheets[0].rows] == ["1"]


def test_sheets_stand_by_name_and_then_by_attempt() -> None:
    paper = only(
        sheet(2, asked(1, "Apa?")),
        sheet(1, asked(1, "Apa?"), number=2),
        sheet(1, asked(1, "Apa?"), number=1),
    )
    facts = [dict(one.facts) for one in paper.sheets]
    assert [(one["Nama"], one["Pengerjaan"]) for one in facts] == [
        ("Budi Santoso1, S.E.", "ke-1"),
        ("Budi Santoso1, S.E.", "ke-2"),
        ("Budi Santoso2, S.E.", "ke-1"),
    ]


def test_times_are_local_marks_are_worth_something_and_numbers_are_masked() -> None:
    facts = dict(only(sheet(1, asked(1, "Apa?"), marks="1.5")).sheets[0].facts)
    assert facts["Mulai"] == "3 Agustus 2026 08.00 WIB"
    assert facts["Selesai"] == "3 Agustus 2026 08.40 WIB"
    assert facts["Nilai"] == "1,5 dari 2 = 75 dari 100"
    assert re.fullmatch(r"1990\*{8,}01", facts["Nomor"]), facts["Nomor"]


def test_what_is_not_marked_or_not_answered_says_so() -> None:
    paper = only(sheet(1, asked(1, "Apa?", answer="", mark=None), marks=None))
    assert dict(paper.sheets[0].facts)["Nilai"] == "belum dinilai"
    assert paper.sheets[0].rows[0].answer == "tidak dijawab"
    assert paper.sheets[0].rows[0].mark == "belum dinilai"


def test_an_attempt_that_was_given_up_says_so() -> None:
    given_up = replace(sheet(1, asked(1, "Apa?")), abandoned=True)
    assert dict(only(given_up).sheets[0].facts)["Pengerjaan"] == "ke-1 (tidak diselesaikan)"


def test_people_who_are_no_participants_are_told_as_a_number() -> None:
    assert only(sheet(1, asked(1, "Apa?")), others=2).notes == (
        "Pengerjaan oleh 2 orang yang bukan peserta pelatihan tidak disertakan.",
    )


def test_the_same_answers_are_the_same_paper_whenever_and_in_whatever_order() -> None:
    first, second = sheet(1, asked(1, "Pilih: A; B")), sheet(2, asked(1, "Pilih: B; A"))
    training = people.training(people.seats(2))

    def printed(sheets: Sequence[AnswerSheet], now: datetime) -> str:
        test = answered(*sheets)
        [paper] = papers_of(training, test, organiser="", now=now, language="id")
        return paper.fingerprint

    later = NOW + timedelta(days=3)
    assert printed([first, second], NOW) == printed([second, first], later)
    corrected = replace(second, marks=Decimal(2))
    assert printed([first, corrected], NOW) != printed([first, second], NOW)


def test_many_sheets_are_several_papers_each_with_all_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(test_paper, "SHEETS", 2)
    papers = made(*[sheet(n, asked(1, "Apa?")) for n in (1, 2, 3)])
    assert [(one.part, one.parts, len(one.sheets)) for one in papers] == [(1, 2, 2), (2, 2, 1)]
    assert papers[0].questions == papers[1].questions
    assert dict(papers[1].facts)["Bagian"] == "2 dari 2"
    assert len({one.fingerprint for one in papers}) == 2


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_prints_whatever_somebody_typed(language: Language) -> None:
    nasty = '#import "x" $a$ <b> \\ ' + "panjangsekali" * 30 + " 😀 \u202e baris\nbaru"
    training = people.training(people.seats(1))
    test = answered(sheet(1, asked(1, nasty, answer=nasty, right=nasty)))
    [paper] = papers_of(training, test, organiser="BALAI", now=NOW, language=language)
    pdf = paper_pdf(paper, language)
    assert pdf.startswith(b"%PDF-")
    words = text(pdf)
    assert '#import "x"' in words
    assert ("LEMBAR JAWABAN" if language == "id" else "ANSWER SHEET") in words
    assert pdf == paper_pdf(paper, language)


def test_each_attempt_begins_a_page_of_an_archival_paper() -> None:
    pdf = paper_pdf(only(*[sheet(n, asked(1, "Apa?")) for n in (1, 2, 3)]), "id")
    found = pages(pdf)
    assert len(found) == 4
    assert ["Budi Santoso" in one for one in found] == [False, True, True, True]
    assert claims_archival(pdf)


def test_an_answer_of_megabytes_is_cut_and_the_paper_says_so() -> None:
    paper = only(sheet(1, asked(1, "Esai", answer="x" * 20_007, right="y" * 20_001)))
    [row] = paper.sheets[0].rows
    assert row.answer == "x" * 20_000 + " … (terpotong; 7 huruf lagi ada di Moodle)"
    assert row.right.endswith("y … (terpotong; 1 huruf lagi ada di Moodle)")
    assert paper.questions[0].right == row.right
    whole = only(sheet(1, asked(1, "Esai", answer="x" * 20_000)))
    assert whole.sheets[0].rows[0].answer == "x" * 20_000
