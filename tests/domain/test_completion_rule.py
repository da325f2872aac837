"""Who has earned it, who has not, and why not yet: the rule as tables, each branch by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.attendance import Total
from connector.domain.completion import (
    Band,
    CompletionRule,
    Decision,
    Judgement,
    Miss,
    OpenTime,
    Results,
    Retake,
    Score,
    ScoreRule,
    Verdict,
    Waits,
)
from connector.domain.completion_rule import DEFAULT_RULE, KIND_OF, Kind, answer_of, judge, plain
from connector.domain.score_choice import BAND_PRESETS

SEAT = "seat:1"
NOW = datetime(2026, 8, 10, 3, 0, tzinfo=UTC)
EARNED, NOT_EARNED = Verdict.EARNED, Verdict.NOT_EARNED
PENDING, ASKED = Verdict.PENDING, Verdict.NEEDS_DECISION
POST = ScoreRule("posttest", Decimal(70), required=True)
D = Decimal


def total(attended: object, of: object) -> Total:
    return Total(SEAT, D(str(attended)), D(str(of)), undecided=0, excused=0, absent=0)


FULL = Results(SEAT, total(20, 20))


def score(value: object, test: str = "posttest", *, day: int | None = 1, number: int = 1) -> Score:
    taken = None if day is None else NOW + timedelta(days=day - 5)
    return Score(SEAT, test, "hand", D(str(value)), D(100), taken, number)


def judged(
    results: Results,
    rule: CompletionRule,
    *,
    over: bool = True,
    now: datetime = NOW,
    decision: Decision | None = None,
) -> Judgement:
    return judge(results, rule, over=over, now=now, decision=decision)


def codes(found: Judgement) -> list[str]:
    return [one.code for one in found.reasons]


def opened(**jp: int) -> dict[Waits, OpenTime]:
    return {Waits(why): OpenTime(D(hours), 1) for why, hours in jp.items()}


@pytest.mark.parametrize(
    ("attended", "of", "minimum", "verdict", "code"),
    [
        (20, 20, 100, EARNED, "attendance_met"),
        (18, 20, 90, EARNED, "attendance_met"),
        ("17.99", 20, 90, ASKED, "attendance_below"),
        (2, 3, 66, EARNED, "attendance_met"),
        (2, 3, 67, ASKED, "attendance_below"),
        (0, 20, 1, ASKED, "attendance_below"),
        (0, 0, 90, ASKED, "attendance_unmeasured"),
        (0, 20, 0, EARNED, "nothing_asked"),
    ],
)
def test_attendance_is_weighed_by_lesson_hours(
    attended: object, of: object, minimum: int, verdict: Verdict, code: str
) -> None:
    found = judged(Results(SEAT, total(attended, of)), CompletionRule(minimum))
    assert (found.verdict, codes(found)) == (verdict, [code])


@pytest.mark.parametrize(
    ("waits", "verdict", "code"),
    [
        ("person", ASKED, "attendance_undecided"),
        ("overdue", ASKED, "attendance_unconfirmed"),
        ("record", PENDING, "attendance_provisional"),
        ("ahead", PENDING, "attendance_so_far"),
    ],
)
def test_attendance_that_may_still_change_the_answer_is_waited_for_or_asked(
    waits: str, verdict: Verdict, code: str
) -> None:
    results = Results(SEAT, total(16, 18), open=opened(**{waits: 2}))
    for miss in Miss:
        found = judged(results, CompletionRule(90, miss=miss))
        assert (found.verdict, codes(found)) == (verdict, [code])


def test_attendance_that_changes_nothing_holds_nobody_up() -> None:
    enough = judged(Results(SEAT, total(18, 18), open=opened(person=2)), CompletionRule(90))
    assert (enough.verdict, codes(enough)) == (
        EARNED,
        ["attendance_met", "attendance_open_harmless"],
    )
    never = judged(Results(SEAT, total(10, 18), open=opened(person=2)), CompletionRule(90))
    assert (never.verdict, codes(never)) == (ASKED, ["attendance_below"])


def test_minutes_seen_live_are_not_certain_before_the_complete_record() -> None:
    live = Results(SEAT, total(20, 20), open=opened(record=4), tentative_jp=D(4))
    assert judged(live, CompletionRule(90)).verdict is PENDING
    assert judged(live, CompletionRule(80)).verdict is EARNED


def test_both_a_report_and_a_person_are_waited_for_report_first() -> None:
    results = Results(SEAT, total(16, 16), open=opened(record=2, person=2))
    found = judged(results, CompletionRule(90))
    assert found.verdict is PENDING
    assert set(codes(found)) == {"attendance_undecided", "attendance_provisional"}


@pytest.mark.parametrize(
    ("unexcused", "still_open", "verdict", "code"),
    [
        (3, {}, EARNED, "unexcused_within"),
        ("3.5", {}, ASKED, "unexcused_exceeded"),
        (2, {"person": 1}, EARNED, "unexcused_within"),
        (2, {"person": 2}, ASKED, "unexcused_undecided"),
        (2, {"overdue": 2}, ASKED, "unexcused_undecided"),
        (2, {"record": 2}, PENDING, "unexcused_so_far"),
        (4, {"record": 2}, ASKED, "unexcused_exceeded"),
    ],
)
def test_absence_without_notice_has_a_limit(
    unexcused: object, still_open: dict[str, int], verdict: Verdict, code: str
) -> None:
    results = replace(FULL, unexcused_jp=D(str(unexcused)), open=opened(**still_open))
    found = judged(results, CompletionRule(max_unexcused_jp=D(3)))
    assert (found.verdict, codes(found)) == (verdict, [code])


@pytest.mark.parametrize(
    ("results", "verdict", "code"),
    [
        (FULL, EARNED, "subjects_attended"),
        (replace(FULL, subjects_missed=("Etika", "Hukum")), ASKED, "subjects_missed"),
        (replace(FULL, subjects_open={"Etika": Waits.PERSON}), ASKED, "subjects_undecided"),
        (replace(FULL, subjects_open={"Etika": Waits.OVERDUE}), ASKED, "subjects_undecided"),
        (replace(FULL, subjects_open={"Etika": Waits.RECORD}), PENDING, "subjects_to_come"),
        (replace(FULL, subjects_open={"Etika": Waits.AHEAD}), PENDING, "subjects_to_come"),
        (replace(FULL, subjects_excused=("Etika",)), ASKED, "subjects_excused"),
    ],
)
def test_every_subject_may_be_asked(results: Results, verdict: Verdict, code: str) -> None:
    found = judged(results, CompletionRule(require_all_subjects=True))
    assert (found.verdict, codes(found)) == (verdict, [code])


def test_an_excuse_is_a_question_even_where_a_miss_fails() -> None:
    results = replace(FULL, subjects_excused=("Etika",))
    rule = CompletionRule(require_all_subjects=True, miss=Miss.FAIL)
    assert judged(results, rule).verdict is ASKED


@pytest.mark.parametrize(
    ("value", "minimum", "required", "verdict", "code"),
    [
        (70, 70, True, EARNED, "score_met"),
        ("69.99", 70, True, ASKED, "score_below"),
        ("69.995", 70, True, EARNED, "score_met"),
        ("69.994", 70, True, ASKED, "score_below"),
        (69, 70, False, ASKED, "score_below"),
        (None, 70, False, EARNED, "score_not_taken"),
        (None, 70, True, ASKED, "score_missing"),
        (None, None, True, ASKED, "score_missing"),
        (None, None, False, EARNED, "score_not_taken"),
        (10, None, True, EARNED, "score_present"),
        (10, None, False, EARNED, "score_shown"),
    ],
)
def test_a_missing_score_never_blocks_unless_it_is_required(
    value: object, minimum: int | None, required: bool, verdict: Verdict, code: str
) -> None:
    asked = ScoreRule("posttest", None if minimum is None else D(minimum), required)
    results = replace(FULL, scores=() if value is None else (score(value),))
    found = judged(results, CompletionRule(90, scores=(asked,)))
    assert found.verdict is verdict
    assert code in codes(found)


REMEDIAL = CompletionRule(scores=(POST,), remedial_until=NOW + timedelta(days=2))


def test_a_fail_is_not_final_before_the_remedial_deadline() -> None:
    low = replace(FULL, scores=(score(40),))
    for miss in Miss:
        rule = replace(REMEDIAL, miss=miss)
        found = judged(low, rule)
        assert found.verdict is PENDING
        assert codes(found) == ["score_below_so_far", "remedial_open"]
        later = judged(low, rule, now=NOW + timedelta(days=3))
        assert later.verdict is (NOT_EARNED if miss is Miss.FAIL else ASKED)
        assert codes(later) == ["score_below"]


def test_a_missing_score_waits_for_the_remedial_deadline_too() -> None:
    assert codes(judged(FULL, REMEDIAL)) == ["score_to_come", "remedial_open"]
    assert judged(FULL, REMEDIAL).verdict is PENDING
    later = judged(FULL, REMEDIAL, now=NOW + timedelta(days=3))
    assert (later.verdict, codes(later)) == (ASKED, ["score_missing"])


def test_the_first_attempt_is_final_whatever_is_to_come() -> None:
    rule = replace(REMEDIAL, retake=Retake.FIRST)
    assert codes(judged(replace(FULL, scores=(score(40),)), rule)) == ["score_below"]
    early = judged(replace(FULL, scores=(score(40),)), rule, over=False)
    assert "score_below" in codes(early)


def test_an_attempt_after_the_deadline_does_not_count() -> None:
    results = replace(FULL, scores=(score(40, day=1), score(90, day=9, number=2)))
    found = judged(results, REMEDIAL, now=NOW + timedelta(days=9))
    assert found.verdict is ASKED
    assert codes(found) == ["score_below", "score_after_deadline"]
    assert found.counted == {"posttest": D("40.00")}


def test_before_the_end_a_low_score_may_be_mended_unless_the_deadline_is_past() -> None:
    low = replace(FULL, scores=(score(40),))
    rule = CompletionRule(scores=(POST,))
    assert "score_below_so_far" in codes(judged(low, rule, over=False))
    past = replace(rule, remedial_until=NOW - timedelta(days=1))
    assert "score_below" in codes(judged(low, past, over=False))
    assert "score_missing" in codes(judged(FULL, past, over=False))
    assert "score_to_come" in codes(judged(FULL, rule, over=False))


def test_attempts_without_dates_are_a_question_only_where_their_order_counts() -> None:
    two = replace(FULL, scores=(score(40), score(90, day=None, number=2)))
    for retake in (Retake.FIRST, Retake.LAST):
        found = judged(two, CompletionRule(scores=(POST,), retake=retake, miss=Miss.FAIL))
        assert (found.verdict, codes(found)) == (ASKED, ["score_order_unknown"])
        shown = CompletionRule(scores=(ScoreRule("posttest"),), retake=retake)
        assert "score_undated" in codes(judged(two, shown))
    assert judged(two, CompletionRule(scores=(POST,))).verdict is EARNED


WEIGHTED = CompletionRule(
    scores=(ScoreRule("pretest", weight=20), ScoreRule("posttest", weight=80)),
    bands=BAND_PRESETS["memuaskan"],
    minimum_score=D("70.01"),
)


@pytest.mark.parametrize(
    ("pre", "post", "final", "band", "verdict"),
    [
        (100, 100, "100.00", "Sangat Memuaskan", EARNED),
        ("90.05", 90, "90.01", "Sangat Memuaskan", EARNED),
        (90, 90, "90.00", "Memuaskan", EARNED),
        ("70.02", "70.0225", "70.02", "Cukup Memuaskan", EARNED),
        (70, 70, "70.00", "Kurang Memuaskan", ASKED),
        (60, 60, "60.00", "Tidak Memuaskan", ASKED),
        (0, 0, "0.00", "Tidak Memuaskan", ASKED),
    ],
)
def test_the_weighted_score_has_two_decimals_and_a_band(
    pre: object, post: object, final: str, band: str, verdict: Verdict
) -> None:
    results = replace(FULL, scores=(score(pre, "pretest"), score(post, number=2)))
    found = judged(results, WEIGHTED)
    assert (str(found.score), found.band, found.verdict) == (final, band, verdict)


@pytest.mark.parametrize(
    "asked",
    [
        ScoreRule("posttest", required=True),
        ScoreRule("posttest", D(70)),
        ScoreRule("posttest", weight=1),
    ],
)
def test_the_order_of_attempts_is_asked_where_their_test_matters_at_all(asked: ScoreRule) -> None:
    two = replace(FULL, scores=(score(40), score(90, day=None, number=2)))
    found = judged(two, CompletionRule(scores=(asked,), retake=Retake.LAST))
    assert (found.verdict, codes(found)[0]) == (ASKED, "score_order_unknown")


def test_the_figures_of_a_reason_are_those_of_the_seat() -> None:
    half = judged(replace(FULL, scores=(score(90),)), WEIGHTED, over=False)
    waiting = next(one for one in half.reasons if one.code == "final_to_come")
    assert waiting.values() == {"count": 1}
    below = judged(Results(SEAT, total(13, 20)), CompletionRule(90)).reasons[0]
    assert below.values() == {"percent": 65, "minimum": 90, "jp": "13", "of": "20"}


def test_a_final_score_that_is_asked_must_exist() -> None:
    half = replace(FULL, scores=(score(90),))
    assert judged(half, WEIGHTED).verdict is ASKED
    assert "final_missing" in codes(judged(half, WEIGHTED))
    assert "final_to_come" in codes(judged(half, WEIGHTED, over=False))
    shown = replace(WEIGHTED, minimum_score=None)
    assert judged(half, shown).verdict is EARNED
    assert "final_incomplete" in codes(judged(half, shown))
    assert judged(half, shown).band == ""


def test_a_low_final_score_may_rise_before_the_end() -> None:
    low = replace(FULL, scores=(score(10, "pretest"), score(10, number=2)))
    assert "final_so_far" in codes(judged(low, WEIGHTED, over=False))
    first = replace(WEIGHTED, retake=Retake.FIRST)
    assert "final_below" in codes(judged(low, first, over=False))


def test_a_weighted_test_whose_attempt_is_unknown_asks_once_and_fails_nobody() -> None:
    scores = (score(90, "pretest"), score(40, number=2), score(90, day=None, number=3))
    rule = replace(WEIGHTED, retake=Retake.LAST, miss=Miss.FAIL)
    found = judged(replace(FULL, scores=scores), rule)
    assert found.verdict is ASKED
    assert [one for one in codes(found) if KIND_OF[one] is not Kind.NOTED] == [
        "score_order_unknown"
    ]


@pytest.mark.parametrize(
    ("completed", "over", "verdict", "code"),
    [
        (True, True, EARNED, "course_completed"),
        (False, True, ASKED, "course_incomplete"),
        (None, True, ASKED, "course_unknown"),
        (False, False, PENDING, "course_to_come"),
        (None, False, PENDING, "course_to_come"),
    ],
)
def test_the_course_may_have_to_be_completed(
    completed: bool | None, over: bool, verdict: Verdict, code: str
) -> None:
    results = replace(FULL, course_completed=completed)
    found = judged(results, CompletionRule(course_completion=True), over=over)
    assert found.verdict is verdict
    assert code in codes(found)


def test_what_nobody_could_say_is_a_question_even_where_a_miss_fails() -> None:
    rule = CompletionRule(course_completion=True, miss=Miss.FAIL)
    assert judged(FULL, rule).verdict is ASKED
    assert judged(replace(FULL, course_completed=False), rule).verdict is NOT_EARNED


def test_documents_are_received_to_come_or_missing() -> None:
    rule = CompletionRule(documents=("Surat tugas", "Pas foto"))
    some = replace(FULL, documents=frozenset({"Pas foto", "another"}))
    assert codes(judged(some, rule)) == ["document_missing", "document_received"]
    early = judged(some, rule, over=False)
    assert "document_to_come" in codes(early)
    both = replace(FULL, documents=frozenset(rule.documents))
    assert judged(both, rule).verdict is EARNED


def test_nothing_is_decided_before_the_end() -> None:
    results = Results(SEAT, total(0, 18), open=opened(ahead=2))
    found = judged(results, CompletionRule(90, miss=Miss.FAIL), over=False)
    assert found.verdict is PENDING
    assert codes(found) == ["attendance_below", "training_running"]
    assert codes(judged(FULL, CompletionRule(), over=False))[0] == "timetable_missing"


def test_a_certain_miss_fails_even_while_something_else_is_to_come() -> None:
    rule = CompletionRule(90, scores=(POST,), remedial_until=NOW, miss=Miss.FAIL)
    missed = Results(SEAT, total(2, 20))
    assert judged(missed, rule).verdict is NOT_EARNED
    assert judged(missed, replace(rule, miss=Miss.ASK)).verdict is PENDING


def test_without_a_rule_whoever_missed_nothing_has_earned_it_and_all_else_is_asked() -> None:
    assert judged(FULL, DEFAULT_RULE).verdict is EARNED
    assert judged(Results(SEAT, total("19.5", 20)), DEFAULT_RULE).verdict is ASKED


def test_reasons_come_worst_first_and_name_what_is_fulfilled_too() -> None:
    rule = CompletionRule(90, D(3), True, scores=(POST,), documents=("Surat tugas",))
    found = judged(replace(FULL, attendance=total(10, 20)), rule)
    kinds = [KIND_OF[code] for code in codes(found)]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert {"attendance_below", "score_missing", "document_missing"} <= set(codes(found))
    assert {"unexcused_within", "subjects_attended"} <= set(codes(found))


def decided(
    result: Verdict, seen: Judgement, *, at: datetime = NOW - timedelta(days=1)
) -> Decision:
    return Decision(SEAT, result, "surat pimpinan", "user:1", at, answer_of(seen), 7)


def test_a_persons_decision_wins_and_the_rules_answer_stays_beside_it() -> None:
    rule, low = CompletionRule(scores=(POST,)), replace(FULL, scores=(score(40),))
    found = judged(low, rule, decision=decided(EARNED, judged(low, rule)))
    assert (found.verdict, found.automatic, found.stale) == (EARNED, ASKED, False)
    assert (found.decided_by, found.decision, found.decision_reason) == (
        "user:1",
        7,
        "surat pimpinan",
    )
    assert codes(found) == ["decided_by_person", "score_below"]


def test_a_later_score_only_proposes_a_difference() -> None:
    rule, low = CompletionRule(scores=(POST,)), replace(FULL, scores=(score(40),))
    decision = decided(NOT_EARNED, judged(low, rule))
    better = replace(FULL, scores=(score(40), score(80, day=3, number=2)))
    found = judged(better, rule, decision=decision)
    assert (found.verdict, found.automatic, found.stale) == (NOT_EARNED, EARNED, True)
    assert codes(found)[:2] == ["decided_by_person", "decision_stale"]
    higher = replace(FULL, scores=(score(40), score(60, day=3, number=2)))
    assert judged(higher, rule, decision=decision).stale


def test_attendance_that_moves_without_changing_the_answer_is_no_difference() -> None:
    rule = CompletionRule(90)
    decision = decided(EARNED, judged(Results(SEAT, total(10, 20)), rule))
    assert not judged(Results(SEAT, total(11, 20)), rule, decision=decision).stale
    assert judged(Results(SEAT, total(19, 20)), rule, decision=decision).stale


@pytest.mark.parametrize(
    ("result", "attended", "stale"),
    [
        (NOT_EARNED, 10, False),
        (NOT_EARNED, 20, True),
        (EARNED, 20, False),
        (EARNED, 10, True),
    ],
)
def test_a_decision_made_before_the_answer_is_news_only_where_the_answer_contradicts(
    result: Verdict, attended: int, stale: bool
) -> None:
    rule = CompletionRule(90)
    decision = decided(result, judged(FULL, rule, over=False))
    assert judged(Results(SEAT, total(attended, 20)), rule, decision=decision).stale is stale


def test_numbers_are_plain() -> None:
    assert [plain(D(one)) for one in ("90.00", "2.50", "90.01", "1E+2", "0")] == [
        "90",
        "2.5",
        "90.01",
        "100",
        "0",
    ]


RANK = [NOT_EARNED, ASKED, PENDING, EARNED]
"""From worst to best: what is to come may still be earned."""

hours = st.integers(0, 12)
rules = st.builds(
    CompletionRule,
    minimum_percent=st.integers(0, 100),
    max_unexcused_jp=st.none() | st.integers(0, 12).map(D),
    miss=st.sampled_from(Miss),
)


@given(hours, hours, st.fixed_dictionaries({one: hours for one in Waits}), hours, rules)
def test_more_attendance_never_worsens_a_verdict(
    attended: int, absent: int, waiting: dict[Waits, int], tentative: int, rule: CompletionRule
) -> None:
    tentative = min(tentative, waiting[Waits.RECORD])

    def found(attended: int, absent: int) -> Judgement:
        results = Results(
            SEAT,
            total(attended + tentative, attended + tentative + absent),
            unexcused_jp=D(absent),
            open={why: OpenTime(D(jp), 1) for why, jp in waiting.items() if jp},
            tentative_jp=D(tentative),
        )
        return judged(results, rule)

    before = found(attended, absent)
    if absent:
        assert RANK.index(found(attended + 1, absent - 1).verdict) >= RANK.index(before.verdict)


@given(hours, hours, st.sampled_from([Waits.PERSON, Waits.RECORD]), st.integers(1, 6), rules)
def test_however_what_is_open_is_settled_an_earned_verdict_stays(
    attended: int, absent: int, why: Waits, still_open: int, rule: CompletionRule
) -> None:
    results = Results(
        SEAT,
        total(attended, attended + absent),
        unexcused_jp=D(absent),
        open={why: OpenTime(D(still_open), 1)},
    )
    before = judged(results, rule).verdict
    ends = {
        judged(
            Results(
                SEAT,
                total(attended + came, attended + absent + still_open),
                unexcused_jp=D(absent + still_open - came),
            ),
            rule,
        ).verdict
        for came in range(still_open + 1)
    }
    if before in (EARNED, NOT_EARNED):
        assert ends == {before}


attempts = st.lists(
    st.tuples(st.integers(0, 100), st.sampled_from(["pretest", "posttest"]), st.integers(1, 5)),
    max_size=6,
    unique_by=lambda one: (one[1], one[2]),
)


@given(attempts, st.randoms(use_true_random=False), st.sampled_from(Retake))
def test_the_order_in_which_scores_arrive_does_not_matter(
    given_attempts: list[tuple[int, str, int]], chance: Random, retake: Retake
) -> None:
    rule = replace(WEIGHTED, retake=retake)
    scores = [score(value, test, day=day) for value, test, day in given_attempts]
    shuffled = list(scores)
    chance.shuffle(shuffled)
    one = judged(replace(FULL, scores=tuple(scores)), rule)
    other = judged(replace(FULL, scores=tuple(shuffled)), rule)
    assert one == other


@given(attempts, st.integers(0, 100))
def test_with_the_highest_counting_another_attempt_never_worsens(
    given_attempts: list[tuple[int, str, int]], value: int
) -> None:
    rule = CompletionRule(scores=(POST,), bands=(Band("Lulus", D(0)),))
    scores = [score(points, test, day=day) for points, test, day in given_attempts]
    before = judged(replace(FULL, scores=tuple(scores)), rule)
    after = judged(replace(FULL, scores=(*scores, score(value, day=6, number=9))), rule)
    assert RANK.index(after.verdict) >= RANK.index(before.verdict)
