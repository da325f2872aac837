"""Every reason and refusal about verdicts is a sentence in both languages, with its own figures."""

from __future__ import annotations

import ast
import string
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import connector
from connector.domain.completion import CompletionRule, Miss, Retake, ScoreRule, Verdict
from connector.domain.completion_rule import KIND_OF, Kind
from connector.domain.findings import Finding
from connector.flows.attendance_words import ATTENDANCE
from connector.flows.completion_words import (
    COMPLETION,
    REASONS,
    VERDICTS,
    rule_words,
    say_reason,
)
from connector.flows.messages import FLOWS

PACKAGE = Path(connector.__file__).parent
ZONE = "Asia/Makassar"
DEEDS = ("decide_completion", "import_scores", "class_completion")
VALUES: dict[str, str | int] = {
    "percent": "66.67",
    "minimum": "70.01",
    "jp": "2.5",
    "of": "20",
    "maximum": "3",
    "score": "80",
    "sessions": 2,
    "count": 2,
    "subjects": "Etika; Hukum",
    "test": "posttest",
    "document": "Surat tugas",
    "until": "2026-08-20T09:00:00+00:00",
    "result": "earned",
    "automatic": "needs_decision",
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_reason_has_its_sentence_and_no_sentence_is_left_over() -> None:
    assert set(REASONS) == set(KIND_OF)


def test_every_refusal_has_its_sentence() -> None:
    raised = {
        node.args[0].value
        for name in DEEDS
        for node in ast.walk(ast.parse((PACKAGE / "flows" / f"{name}.py").read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "ConnectorError"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(raised) > 10
    assert raised <= {*COMPLETION, *ATTENDANCE, *FLOWS}
    assert set(COMPLETION) - set(REASONS) <= raised


def test_no_sentence_takes_the_place_of_another_modules() -> None:
    assert not set(COMPLETION) & {*ATTENDANCE, *FLOWS}


@pytest.mark.parametrize("code", COMPLETION)
def test_both_languages_say_the_same_things(code: str) -> None:
    wording = COMPLETION[code]
    assert placeholders(wording.id) == placeholders(wording.en)
    assert bool(wording.todo_id) == bool(wording.todo_en)
    asks = KIND_OF.get(code, Kind.MISSED) in (Kind.MISSED, Kind.ASKED)
    assert not asks or wording.todo_id, "whoever has to act is told how"


@pytest.mark.parametrize("code", REASONS)
def test_a_reason_is_said_whole_in_both_languages(code: str) -> None:
    for language in ("id", "en"):
        wanted = placeholders(REASONS[code].id) | placeholders(REASONS[code].todo_id)
        finding = Finding.of(code, **{name: VALUES[name] for name in wanted})
        what, _todo = say_reason(finding, "id" if language == "id" else "en", ZONE)
        assert what
        assert "{" not in what
        assert "posttest" not in what
        assert "needs_decision" not in what


def test_figures_and_moments_follow_the_language_and_the_zone() -> None:
    low = Finding.of("score_below", test="posttest", percent="66.67", minimum="70.01")
    assert say_reason(low, "id", ZONE)[0] == "Post-test: 66,67, di bawah batas 70,01."
    assert say_reason(low, "en", ZONE)[0] == "Post-test: 66.67, below the minimum of 70.01."
    until = Finding.of("remedial_open", test="Ujian", until="2026-08-20T09:00:00+00:00")
    assert say_reason(until, "id", ZONE)[0].endswith("hingga 20 Agustus 2026 17.00 WITA.")
    assert say_reason(until, "en", ZONE)[0].endswith("until 20 August 2026 17:00 WITA.")


def test_every_verdict_has_a_name() -> None:
    assert set(VERDICTS) == set(Verdict)


def test_the_rule_is_one_sentence_in_both_languages() -> None:
    rule = CompletionRule(
        minimum_percent=90,
        max_unexcused_jp=Decimal("2.5"),
        require_all_subjects=True,
        scores=(
            ScoreRule("pretest"),
            ScoreRule("posttest", Decimal("70.01"), True, 1),
            ScoreRule("Ujian", Decimal(60)),
            ScoreRule("Praktik", None, True),
        ),
        retake=Retake.LAST,
        remedial_until=datetime(2026, 8, 20, 9, 0, tzinfo=UTC),
        course_completion=True,
        documents=("Surat tugas", "Pas foto"),
        miss=Miss.FAIL,
        minimum_score=Decimal(70),
    )
    assert rule_words(rule, "id", ZONE) == (
        "Syarat: kehadiran minimal 90 % JP; tanpa keterangan paling banyak 2,5 JP; semua mata "
        "pelatihan diikuti; Post-test minimal 70,01; Ujian minimal 60 bila diikuti; nilai Praktik "
        "ada; nilai akhir minimal 70; nilai terakhir yang berlaku hingga 20 Agustus 2026 17.00 "
        "WITA; kursus Moodle selesai; dokumen: Surat tugas, Pas foto; yang tidak terpenuhi berarti "
        "tidak memenuhi."
    )
    assert rule_words(rule, "en", ZONE).startswith("Asked: attendance of 90 % of the lesson hours;")
    assert rule_words(CompletionRule(), "id", ZONE) == "Aturan tidak mensyaratkan apa pun."
    assert rule_words(CompletionRule(), "en", ZONE) == "The rule asks for nothing."
