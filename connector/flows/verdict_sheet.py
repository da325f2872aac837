"""The list of verdicts as a workbook: one row a participant, with every reason in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from connector.domain.completion import Judgement, Results
from connector.domain.completion_rule import KIND_OF, Kind
from connector.domain.trainings import Seat
from connector.flows.class_completion import ClassCompletion, read_completion
from connector.flows.completion_words import (
    moment_word,
    number_word,
    rule_words,
    say_reason,
    verdict_word,
    word_of_test,
)
from connector.flows.office import Office
from connector.messages import Language
from connector.reports.verdict_workbook import workbook
from connector.store import audit, office_pages

_MISSING = (Kind.MISSED, Kind.ASKED, Kind.WAITING)
_BESIDE = (Kind.MET, Kind.NOTED)


@dataclass(frozen=True)
class _Row:
    """What a column's value is made of."""

    seat: Seat
    judgement: Judgement
    results: Results
    language: Language
    zone: str
    names: Mapping[str, str]

    def reasons(self, kinds: tuple[Kind, ...]) -> str:
        told = [
            say_reason(one, self.language, self.zone)[0]
            for one in self.judgement.reasons
            if KIND_OF[one.code] in kinds
        ]
        return " ".join(told)

    def decimal(self, value: Decimal | None) -> str:
        return "" if value is None else number_word(value, self.language)

    def choose(self, indonesian: str, english: str) -> str:
        return indonesian if self.language == "id" else english


@dataclass(frozen=True)
class _Column:
    """A column of the sheet: its heading in both languages, its width, what stands in it."""

    indonesian: str
    english: str
    width: int
    """Characters."""
    value: Callable[[_Row], str]


def _decided_on(row: _Row) -> str:
    at = row.judgement.decided_at
    return moment_word(at, row.language, row.zone) if at else ""


def _course(row: _Row) -> str:
    completed = row.results.course_completed
    if completed is None:
        return ""
    return row.choose("selesai", "completed") if completed else row.choose("belum", "not yet")


def _percent(row: _Row) -> str:
    percent = row.results.attendance.percent
    return "" if percent is None else str(percent)


def _verdict(row: _Row) -> str:
    return verdict_word(row.judgement.verdict, row.language)


def _automatic(row: _Row) -> str:
    return verdict_word(row.judgement.automatic, row.language)


_BEFORE = (
    _Column("No", "No", 5, lambda row: str(row.seat.number or "")),
    _Column("Nama", "Name", 34, lambda row: row.seat.record.full_name),
    _Column(
        "Unit kerja", "Unit", 30, lambda row: row.seat.record.unit or row.seat.record.agency or ""
    ),
    _Column("Hasil penilaian", "Verdict", 18, _verdict),
    _Column("Menurut aturan", "By the rule alone", 18, _automatic),
    _Column("Kehadiran (% JP)", "Attendance (% of lesson hours)", 12, _percent),
    _Column(
        "JP diikuti",
        "Lesson hours attended",
        10,
        lambda row: row.decimal(row.results.attendance.attended_jp),
    ),
    _Column(
        "JP dihitung",
        "Lesson hours counted",
        10,
        lambda row: row.decimal(row.results.attendance.counted_jp),
    ),
)

_AFTER = (
    _Column("Nilai akhir", "Final score", 10, lambda row: row.decimal(row.judgement.score)),
    _Column("Kualifikasi", "Qualification", 20, lambda row: row.judgement.band),
    _Column("Kursus Moodle", "Moodle course", 14, _course),
    _Column("Yang belum terpenuhi", "What is missing", 60, lambda row: row.reasons(_MISSING)),
    _Column(
        "Yang terpenuhi dan catatan",
        "What is met, and notes",
        60,
        lambda row: row.reasons(_BESIDE),
    ),
    _Column(
        "Diputuskan oleh",
        "Decided by",
        22,
        lambda row: row.names.get(row.judgement.decided_by, row.judgement.decided_by),
    ),
    _Column("Tanggal keputusan", "Decided on", 22, _decided_on),
    _Column(
        "Alasan keputusan",
        "Reason of the decision",
        40,
        lambda row: row.judgement.decision_reason,
    ),
)


def verdict_sheet(office: Office, code: str, *, language: Language, actor: str) -> bytes:
    """Return the list as it stands now; who took it is noted in the audit trail."""
    with office.engine.begin() as connection:
        found = read_completion(connection, office, code)
        names = office_pages.user_names(connection)
        _note(connection, found, actor)
    columns = [*_BEFORE, *_tests(found), *_AFTER, *_documents(found)]
    zone = found.training.zone
    rows = [
        _Row(found.seats[key], judgement, found.results[key], language, zone, names)
        for key, judgement in found.judgements.items()
    ]
    indonesian = language == "id"
    return workbook(
        "Kelayakan STTP" if indonesian else "STTP eligibility",
        [
            found.training.full_title,
            rule_words(found.rule, language, zone),
            ("Per " if indonesian else "As of ") + moment_word(found.now, language, zone),
        ],
        [(one.indonesian if indonesian else one.english, one.width) for one in columns],
        [[one.value(row) for one in columns] for row in rows],
        created=found.now,
    )


def _tests(found: ClassCompletion) -> list[_Column]:
    return [_test(one.test) for one in found.rule.scores]


def _test(name: str) -> _Column:
    def value(row: _Row) -> str:
        return row.decimal(row.judgement.counted.get(name))

    return _Column(word_of_test(name, "id"), word_of_test(name, "en"), 12, value)


def _documents(found: ClassCompletion) -> list[_Column]:
    return [_document(name) for name in found.rule.documents]


def _document(name: str) -> _Column:
    def value(row: _Row) -> str:
        there = name in row.results.documents
        return row.choose("ada", "in hand") if there else row.choose("belum", "not yet")

    return _Column(name, name, 14, value)


def _note(connection: Connection, found: ClassCompletion, actor: str) -> None:
    audit.note(connection, actor, "completion.taken", found.training.key, now=found.now)
