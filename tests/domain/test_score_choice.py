"""Which attempt counts, how scores are weighed, and where bands begin, to the hundredth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from connector.domain.completion import Band, CompletionRule, Retake, Score, ScoreRule
from connector.domain.score_choice import BAND_PRESETS, band_of, choose, two_decimals, weighted

START = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)


def attempt(value: str, day: int | None, number: int, maximum: str = "100") -> Score:
    taken = None if day is None else START + timedelta(days=day)
    return Score("seat:1", "posttest", "hand", Decimal(value), Decimal(maximum), taken, number)


@pytest.mark.parametrize(
    ("retake", "expected"), [(Retake.HIGHEST, "80"), (Retake.FIRST, "60"), (Retake.LAST, "70")]
)
def test_the_policy_says_which_attempt_counts(retake: Retake, expected: str) -> None:
    attempts = [attempt("80", 2, 1), attempt("70", 3, 2), attempt("60", 1, 3)]
    chosen = choose(attempts, CompletionRule(retake=retake))["posttest"]
    assert chosen.score is not None
    assert chosen.score.value == Decimal(expected)


def test_equal_attempts_without_dates_leave_nothing_open() -> None:
    same = [attempt("17", None, 1, "20"), attempt("85", 2, 2)]
    chosen = choose(same, CompletionRule(retake=Retake.LAST))["posttest"]
    assert (chosen.percent, chosen.unclear) == (Decimal("85.00"), False)


def test_an_attempt_at_the_very_deadline_counts() -> None:
    rule = CompletionRule(remedial_until=START + timedelta(days=2))
    chosen = choose([attempt("80", 2, 1), attempt("90", 3, 2)], rule)["posttest"]
    assert (chosen.percent, chosen.late) == (Decimal("80.00"), 1)
    late = choose([attempt("90", 3, 2)], rule)["posttest"]
    assert (late.score, late.exact, late.percent, late.late) == (None, None, None, 1)


def test_an_attempt_without_a_date_is_in_time() -> None:
    rule = CompletionRule(remedial_until=START)
    assert choose([attempt("80", None, 1)], rule)["posttest"].late == 0


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(90005, 1000), "90.01"),
        (Fraction(900049, 10000), "90.00"),
        (Fraction(200, 3), "66.67"),
        (Fraction(0), "0.00"),
        (Fraction(100), "100.00"),
        (Fraction(2665, 1000), "2.67"),
    ],
)
def test_halves_are_rounded_up(exact: Fraction, rounded: str) -> None:
    assert str(two_decimals(exact)) == rounded


@pytest.mark.parametrize(
    ("score", "name"),
    [
        ("100.00", "Sangat Memuaskan"),
        ("90.01", "Sangat Memuaskan"),
        ("90.00", "Memuaskan"),
        ("80.01", "Memuaskan"),
        ("80.00", "Cukup Memuaskan"),
        ("70.01", "Cukup Memuaskan"),
        ("70.00", "Kurang Memuaskan"),
        ("60.01", "Kurang Memuaskan"),
        ("60.00", "Tidak Memuaskan"),
        ("0.00", "Tidak Memuaskan"),
    ],
)
def test_bands_begin_above_their_limit(score: str, name: str) -> None:
    assert band_of(Decimal(score), BAND_PRESETS["memuaskan"]) == name


def test_below_the_lowest_band_there_is_none() -> None:
    bands = (Band("Lulus", Decimal(70)),)
    assert band_of(Decimal(70), bands) == ""
    assert band_of(Decimal("70.01"), bands) == "Lulus"
    assert band_of(None, bands) == ""
    assert band_of(Decimal(50), ()) == ""


def test_weights_are_shares_of_each_other() -> None:
    rule = CompletionRule(scores=(ScoreRule("a", weight=1), ScoreRule("b", weight=2)))
    scores = [
        Score("seat:1", "a", "hand", Decimal(1), Decimal(3)),
        Score("seat:1", "b", "hand", Decimal(1), Decimal(3)),
    ]
    assert weighted(choose(scores, rule), rule) == Decimal("33.33")
    assert weighted(choose(scores[:1], rule), rule) is None
    assert weighted(choose(scores, rule), CompletionRule()) is None
