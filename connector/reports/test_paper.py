"""Soal and lembar jawaban of one test as PDF (SOP S003 steps 5, 16); pure, from plain values.

First every question that was asked, then a sheet for each attempt. Two people may have met
different questions at the same place, or the choices in another order: the same words are the
same question, others stand beside it as 3a, 3b. Personal numbers are masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from connector.documents.render import render
from connector.domain.answer_sheets import Answered, AnsweredTest, AnswerSheet
from connector.domain.completion import POSTTEST, PRETEST
from connector.domain.people import main_identity
from connector.domain.trainings import Seat, Training
from connector.messages import Language, Wording
from connector.reports.attendance_paper import short_id
from connector.reports.paper_words import moment_line, phrase, word
from connector.reports.sheet_values import fingerprint_of

TEMPLATE = Path(__file__).parent / "templates" / "test_paper"

SHEETS = 200
"""Sheets of one paper: printing takes a third of a gigabyte then, and no more for more people."""

LONGEST_TEXT = 20_000
"""Characters of one question or answer that are printed, some ten pages: an answer may hold
megabytes, and a word of one megabyte takes a minute.
"""

ASKS_NOTHING = "i"
"""Number of a text between questions."""

WORDS = {
    "title": Wording("SOAL DAN LEMBAR JAWABAN", "QUESTIONS AND ANSWER SHEETS"),
    PRETEST: Wording("Pre Test", "Pre-test"),
    POSTTEST: Wording("Post Test", "Post-test"),
    "cohort": Wording("Angkatan {cohort}", "Cohort {cohort}"),
    "test": Wording("Tes", "Test"),
    "quiz": Wording("Kuis", "Quiz"),
    "attempts": Wording("Lembar jawaban", "Answer sheets"),
    "attempts_of": Wording(
        "{attempts} pengerjaan oleh {people} peserta", "{attempts} attempts by {people} people"
    ),
    "part": Wording("Bagian", "Part"),
    "part_of": Wording("{number} dari {count}", "{number} of {count}"),
    "others": Wording(
        "Pengerjaan oleh {count} orang yang bukan peserta pelatihan tidak disertakan.",
        "Attempts by {count} people who are no participants are left out.",
    ),
    "questions": Wording("SOAL", "QUESTIONS"),
    "right": Wording("Kunci", "Right answer"),
    "no_key": Wording("dinilai oleh pengajar", "marked by a person"),
    "marks": Wording("Nilai", "Marks"),
    "worth": Wording("bobot {marks}", "worth {marks}"),
    "sheet": Wording("LEMBAR JAWABAN", "ANSWER SHEET"),
    "name": Wording("Nama", "Name"),
    "identity": Wording("Nomor", "Number"),
    "unit": Wording("Unit kerja", "Unit"),
    "attempt": Wording("Pengerjaan", "Attempt"),
    "attempt_number": Wording("ke-{number}", "no. {number}"),
    "abandoned": Wording("tidak diselesaikan", "not handed in"),
    "started": Wording("Mulai", "Begun"),
    "finished": Wording("Selesai", "Ended"),
    "total": Wording("Nilai", "Mark"),
    "total_of": Wording("{marks} dari {maximum}", "{marks} of {maximum}"),
    "total_worth": Wording(
        "{marks} dari {maximum} = {grade} dari {worth}", "{marks} of {maximum} = {grade} of {worth}"
    ),
    "unmarked": Wording("belum dinilai", "not marked yet"),
    "number": Wording("No", "No"),
    "question": Wording("Soal", "Question"),
    "answer": Wording("Jawaban", "Answer"),
    "cut": Wording(
        "{text} … (terpotong; {count} huruf lagi ada di Moodle)",
        "{text} … (cut here; {count} more characters stand in Moodle)",
    ),
    "no_answer": Wording("tidak dijawab", "no answer"),
    "nobody": Wording("Belum ada yang mengerjakan.", "Nobody has taken it yet."),
    "gone": Wording("peserta yang tidak lagi terdaftar", "somebody who has left the roster"),
    "page": Wording("Halaman", "Page"),
    "of": Wording("dari", "of"),
    "footer": Wording(
        "{code} · Dokumen {document} · dicetak {printed} · memuat jawaban peserta: rahasia",
        "{code} · Document {document} · printed {printed} · holds people's answers: confidential",
    ),
}
"""What the paper says, in both languages."""

_LABELS = ("questions", "right", "sheet", "number", "answer", "marks", "nobody", "page", "of")
"""Words the template asks for by name."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class AskedQuestion:
    """One question of the question sheet."""

    number: str
    text: str
    right: str
    worth: str


@dataclass(frozen=True)
class AnswerRow:
    """One answer as printed; `number` is that of the question sheet."""

    number: str
    answer: str
    right: str
    mark: str


@dataclass(frozen=True)
class PrintedSheet:
    """One attempt as printed."""

    facts: tuple[tuple[str, str], ...]
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class Paper:
    """A test, or a part of its sheets, as printed; build it with `papers_of`."""

    organiser: str
    training: str
    cohort: str
    code: str
    part: int
    parts: int
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    questions: tuple[AskedQuestion, ...]
    sheets: tuple[PrintedSheet, ...]
    printed_at: datetime
    zone: str

    @property
    def fingerprint(self) -> str:
        """Digest of everything but the time of printing."""
        return fingerprint_of(self, without="printed_at")


def papers_of(
    training: Training, test: AnsweredTest, *, organiser: str, now: datetime, language: Language
) -> Iterator[Paper]:
    """Put a test's questions and its sheets in order: by name, then by attempt.

    One paper holds `SHEETS` at most; each of several begins with all questions.
    """
    seats = {seat.key: seat for seat in training.seats}
    numbers = _numbers(test.sheets)
    questions = _questions(test.sheets, numbers, language)
    ordered = sorted(test.sheets, key=lambda one: _order(one, seats))
    parts = [ordered[start : start + SHEETS] for start in range(0, len(ordered), SHEETS)] or [[]]
    for number, part in enumerate(parts, start=1):
        head = _head(training, test, organiser, (number, len(parts)), language)
        sheets = [
            _sheet(one, seats.get(one.seat), test, numbers, training.zone, language) for one in part
        ]
        yield replace(head, questions=questions, sheets=tuple(sheets), printed_at=now)


def _head(
    training: Training,
    test: AnsweredTest,
    organiser: str,
    part: tuple[int, int],
    language: Language,
) -> Paper:
    """Return a paper without its questions and sheets."""
    people = len({one.seat for one in test.sheets})
    said = {"attempts": len(test.sheets), "people": people}
    facts = {
        "test": word(WORDS, test.test, language) if test.test in WORDS else test.test,
        "quiz": test.name,
        "attempts": phrase(WORDS, "attempts_of", language, **said),
    }
    number, of = part
    if of > 1:
        facts["part"] = phrase(WORDS, "part_of", language, number=number, count=of)
    others = phrase(WORDS, "others", language, count=test.others)
    return Paper(
        organiser=organiser,
        training=training.title,
        cohort=phrase(WORDS, "cohort", language, cohort=training.cohort) if training.cohort else "",
        code=training.code,
        part=number,
        parts=of,
        facts=_labelled(facts, language),
        notes=(others,) if test.others else (),
        questions=(),
        sheets=(),
        printed_at=datetime.min.replace(tzinfo=UTC),
        zone=training.zone,
    )


def paper_pdf(paper: Paper, language: Language) -> bytes:
    """Return the paper as PDF/A-2b; the same paper gives the same bytes."""
    return render(TEMPLATE, _values(paper, language), created=paper.printed_at)


Asked = tuple[int, str, str, tuple[str, ...]]
"""What makes two questions the same: place, kind, name, and the words in whatever order."""


def _asked(one: Answered) -> Asked:
    return one.slot, one.kind, one.name, tuple(sorted(_WORD.findall(one.text)))


def _numbers(sheets: Sequence[AnswerSheet]) -> dict[Asked, str]:
    """Give each question its number: that of its place, and a letter where there are several."""
    met: dict[int, dict[Asked, str]] = {}
    for sheet in sheets:
        for one in sheet.questions:
            met.setdefault(one.slot, {}).setdefault(_asked(one), one.number)
    numbers: dict[Asked, str] = {}
    for slot in sorted(met):
        several = len(met[slot]) > 1
        for index, (asked, number) in enumerate(sorted(met[slot].items())):
            asks = number != ASKS_NOTHING
            numbers[asked] = (number + (_letter(index) if several else "")) if asks else ""
    return numbers


def _letter(index: int) -> str:
    """a … z, then .27 and so on."""
    return chr(ord("a") + index) if index < 26 else f".{index + 1}"


def _questions(
    sheets: Sequence[AnswerSheet], numbers: Mapping[Asked, str], language: Language
) -> tuple[AskedQuestion, ...]:
    first: dict[Asked, Answered] = {}
    for sheet in sheets:
        for one in sheet.questions:
            known = first.get(_asked(one))
            if known is None or one.text < known.text:  # whoever comes first, the same text
                first[_asked(one)] = one
    return tuple(_question(first[asked], number, language) for asked, number in numbers.items())


def _question(one: Answered, number: str, language: Language) -> AskedQuestion:
    if not number:
        return AskedQuestion("", _cut(one.text, language), "", "")
    right = _cut(one.right, language) or word(WORDS, "no_key", language)
    worth = _decimal(one.maximum, language) if one.maximum is not None else ""
    told = phrase(WORDS, "worth", language, marks=worth) if worth else ""
    return AskedQuestion(number, _cut(one.text or one.name, language), right, told)


def _cut(text: str, language: Language) -> str:
    """Return what is printed of a text; how much more there is stands behind it."""
    more = len(text) - LONGEST_TEXT
    if more <= 0:
        return text
    return phrase(WORDS, "cut", language, text=text[:LONGEST_TEXT], count=more)


def _order(one: AnswerSheet, seats: Mapping[str, Seat]) -> tuple[str, str, int]:
    seat = seats.get(one.seat)
    return (seat.record.bare_name.casefold() if seat else "\uffff", one.seat, one.number)


def _sheet(
    one: AnswerSheet,
    seat: Seat | None,
    test: AnsweredTest,
    numbers: Mapping[Asked, str],
    zone: str,
    language: Language,
) -> PrintedSheet:
    number = main_identity(seat.record) if seat else None
    attempt = phrase(WORDS, "attempt_number", language, number=one.number)
    given_up = f" ({word(WORDS, 'abandoned', language)})" if one.abandoned else ""
    facts = {
        "name": seat.record.full_name if seat else word(WORDS, "gone", language),
        "identity": number.masked() if number else "",
        "unit": (seat.record.unit or seat.record.agency or "") if seat else "",
        "attempt": attempt + given_up,
        "started": moment_line(one.started_at, zone, language) if one.started_at else "",
        "finished": moment_line(one.finished_at, zone, language) if one.finished_at else "",
        "total": _total(one, test, language),
    }
    rows = [
        _row(each, numbers[_asked(each)], language)
        for each in one.questions
        if numbers[_asked(each)]
    ]
    return PrintedSheet(_labelled(facts, language), tuple(rows))


def _row(one: Answered, number: str, language: Language) -> AnswerRow:
    mark = word(WORDS, "unmarked", language) if one.mark is None else _decimal(one.mark, language)
    if one.mark is not None and one.maximum is not None:
        mark = f"{mark} / {_decimal(one.maximum, language)}"
    answer = _cut(one.answer, language) or word(WORDS, "no_answer", language)
    return AnswerRow(number, answer, _cut(one.right, language), mark)


def _total(one: AnswerSheet, test: AnsweredTest, language: Language) -> str:
    if one.marks is None:
        return word(WORDS, "unmarked", language)
    marks = _decimal(one.marks, language)
    if not test.marks:
        return marks
    maximum = _decimal(test.marks, language)
    if test.grade is None or test.grade == test.marks:
        return phrase(WORDS, "total_of", language, marks=marks, maximum=maximum)
    grade = _decimal(one.marks / test.marks * test.grade, language)
    worth = _decimal(test.grade, language)
    return phrase(
        WORDS, "total_worth", language, marks=marks, maximum=maximum, grade=grade, worth=worth
    )


def _decimal(value: Decimal, language: Language) -> str:
    """At most two decimals, none that say nothing; a comma in Indonesian."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "id" else text


def _labelled(facts: Mapping[str, str], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((word(WORDS, name, language), value) for name, value in facts.items() if value)


def _values(paper: Paper, language: Language) -> dict[str, object]:
    return {
        "language": language,
        "title": word(WORDS, "title", language),
        "head": {
            "organiser": paper.organiser,
            "training": paper.training,
            "cohort": paper.cohort,
        },
        "facts": paper.facts,
        "notes": paper.notes,
        "words": {name: word(WORDS, name, language) for name in _LABELS},
        "questions": [vars(one) for one in paper.questions],
        "sheets": [
            {"facts": one.facts, "rows": [vars(row) for row in one.rows]} for one in paper.sheets
        ],
        "footer": phrase(
            WORDS,
            "footer",
            language,
            code=paper.code,
            document=short_id(paper.fingerprint),
            printed=moment_line(paper.printed_at, paper.zone, language),
        ),
    }
