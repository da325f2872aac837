"""What people decide and hand in about completion: kept, undone, refused; on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select

from connector.domain.attendance import Mark
from connector.domain.completion import (
    Band,
    CompletionRule,
    Judgement,
    Miss,
    Retake,
    ScoreRule,
    Verdict,
)
from connector.domain.completion_rule import DEFAULT_RULE
from connector.domain.people import PersonRecord, Role, SeatRecord, seat_key
from connector.domain.presence import Source
from connector.domain.score_choice import BAND_PRESETS
from connector.errors import ConnectorError
from connector.flows import decide_attendance, decide_completion
from connector.flows.decide_completion import (
    ClassCompletion,
    read_completion,
    rule_of,
    rule_to_options,
)
from connector.store import audit, completion, people, seats, trainings
from connector.store.completion import DocumentState
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import learning_results, verdict_decisions
from connector.store.tables import seats as seat_table
from tests.web.attended import class_of, everybody, hold
from tests.web.place import CODE, House, counted_queries, house

ACTOR = "user:1"
EARNED, NOT_EARNED = Verdict.EARNED, Verdict.NOT_EARNED
PENDING, ASKED = Verdict.PENDING, Verdict.NEEDS_DECISION
POST = ScoreRule("posttest", Decimal("70.01"), required=True, weight=1)


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        yield opened


@pytest.fixture
def class_(place: House) -> list[str]:
    """Three people of whom the last one never came; the class is over."""
    made = class_of(place, 3, days=1)
    hold(place, everybody(made[:2], "08:00", "11:30"))
    place.clock.now += timedelta(days=1)
    return made


def found(place: House, now: datetime | None = None) -> ClassCompletion:
    with reading(place.engine) as connection:
        return read_completion(connection, place.office, CODE, now)


def verdicts(place: House) -> list[Verdict]:
    return [one.verdict for one in found(place).judgements.values()]


def judgement(place: House, seat: str) -> Judgement:
    return found(place).judgements[seat]


def decide(place: House, seat: str, result: Verdict = EARNED) -> list[int]:
    return decide_completion.decide(
        place.office, CODE, [seat], result, reason="surat tugas 3 Agustus", actor=ACTOR
    )


def set_rule(place: House, rule: CompletionRule) -> None:
    decide_completion.set_rule(place.office, CODE, rule, actor=ACTOR)


def score(place: House, seat: str, value: str, *, taken_at: datetime | None = None) -> int:
    return decide_completion.record_score(
        place.office, CODE, seat, "posttest", Decimal(value), Decimal(100),
        taken_at=taken_at, actor=ACTOR,
    )  # fmt: skip


def refusal(deed: Callable[[], object]) -> str:
    with pytest.raises(ConnectorError) as caught:
        deed()
    return caught.value.code


def audited(place: House) -> list[str]:
    with reading(place.engine) as connection:
        return [
            one.action
            for one in audit.about(connection, "training:1")
            if one.action.startswith("completion.")
        ]


def test_the_list_is_ready_when_the_last_session_ends(place: House) -> None:
    made = class_of(place, 2, days=1)
    hold(place, everybody(made, "08:00", "11:30"))
    last = max(one.end for one in found(place).training.sessions)
    before = found(place, last - timedelta(seconds=1))
    assert not before.over
    assert {one.verdict for one in before.judgements.values()} == {PENDING}
    assert [one.verdict for one in found(place, last).judgements.values()] == [EARNED, EARNED]


@pytest.mark.usefixtures("class_")
def test_without_a_rule_only_who_missed_nothing_has_earned_it(place: House) -> None:
    assert verdicts(place) == [EARNED, EARNED, ASKED]
    seen = found(place)
    assert (seen.rule_set, seen.rule) == (False, DEFAULT_RULE)


def test_a_live_record_alone_earns_nothing_yet(place: House) -> None:
    made = class_of(place, 1, days=1)
    hold(place, everybody(made, "08:00", "11:30"), final=False, source=Source.WEBHOOK)
    place.clock.now += timedelta(days=1)
    assert verdicts(place) == [PENDING]
    place.clock.now += timedelta(days=3)
    assert verdicts(place) == [ASKED]


def test_only_accepted_participants_are_judged(place: House, class_: list[str]) -> None:
    teacher = PersonRecord("Dr. Bambang Contoh", "Bambang Contoh")
    record = SeatRecord(teacher, Role.INSTRUCTOR, 1, seat_key(teacher))
    with place.engine.begin() as connection:
        placed = people.place(connection, [record], seated={}, now=place.clock())
        wanted = [(record, placed[0].person)]
        seats.put_seats(connection, 1, wanted, roles={Role.INSTRUCTOR}, now=place.clock())
        connection.execute(
            seat_table.update()
            .where(seat_table.c.id == number_of(class_[1]))
            .values(state="withdrawn")
        )
    assert list(found(place).judgements) == [class_[0], class_[2]]
    assert refusal(lambda: decide(place, class_[1])) == "seat_not_judged"
    assert refusal(lambda: decide(place, "seat:4")) == "seat_not_judged"
    assert refusal(lambda: score(place, "seat:4", "80")) == "seat_not_judged"


def test_the_number_of_queries_does_not_grow_with_the_class(sqlite_engine: Engine) -> None:
    counts = []
    with house(sqlite_engine) as place:
        for size, code in ((2, "KECIL"), (40, "BESAR")):
            for seat in class_of(place, size, days=1, code=code):
                decide_completion.record_score(
                    place.office, code, seat, "posttest", Decimal(80), Decimal(100),
                    taken_at=None, actor=ACTOR,
                )  # fmt: skip
        for code in ("KECIL", "BESAR"):
            with (
                counted_queries(place.engine) as statements,
                reading(place.engine) as connection,
            ):
                read_completion(connection, place.office, code)
            counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert counts[0] == counts[1] < 25


def test_a_decision_wins_is_kept_and_undone(place: House, class_: list[str]) -> None:
    absent = class_[2]
    first = decide(place, absent, NOT_EARNED)
    second = decide(place, absent)
    assert first != second
    seen = judgement(place, absent)
    assert (seen.verdict, seen.automatic, seen.stale) == (EARNED, ASKED, False)
    assert (seen.decided_by, seen.decision_reason) == (ACTOR, "surat tugas 3 Agustus")
    assert seen.decision == second[0]
    with reading(place.engine) as connection:
        kept = completion.verdicts_of(connection, 1, in_force=False)
    assert [(one.decision.result, one.undone_by) for one in kept] == [
        (NOT_EARNED, ACTOR),
        (EARNED, ""),
    ]
    assert decide_completion.undo_decision(place.office, CODE, [absent], actor=ACTOR) == 1
    assert judgement(place, absent).verdict is ASKED
    assert (
        refusal(lambda: decide_completion.undo_decision(place.office, CODE, [absent], actor=ACTOR))
        == "verdict_unknown"
    )
    assert audited(place) == ["completion.undone", "completion.decided", "completion.decided"]


def test_many_are_decided_at_once_or_nobody(place: House, class_: list[str]) -> None:
    made = decide_completion.decide(
        place.office, CODE, [*class_, class_[0]], EARNED, reason="x", actor=ACTOR
    )
    assert len(made) == 3
    assert verdicts(place) == [EARNED] * 3
    assert (
        refusal(
            lambda: decide_completion.decide(
                place.office, CODE, [class_[0], "seat:99"], NOT_EARNED, reason="x", actor=ACTOR
            )
        )
        == "seat_not_judged"
    )
    assert verdicts(place) == [EARNED] * 3


def test_a_decision_needs_a_reason_a_result_somebody_and_the_end(
    place: House, class_: list[str]
) -> None:
    def attempt(seats: list[str], result: Verdict, reason: str) -> str:
        return refusal(
            lambda: decide_completion.decide(
                place.office, CODE, seats, result, reason=reason, actor=ACTOR
            )
        )

    assert attempt(class_, EARNED, "  ") == "reason_missing"
    assert attempt(class_, PENDING, "x") == "verdict_unfit"
    assert attempt([], EARNED, "x") == "seats_missing"
    place.clock.now -= timedelta(days=1)
    assert attempt(class_, EARNED, "x") == "verdict_early"
    assert decide(place, class_[0], NOT_EARNED)
    assert judgement(place, class_[0]).verdict is NOT_EARNED
    assert (
        refusal(
            lambda: decide_completion.decide(
                place.office, "NONE", class_, EARNED, reason="x", actor=ACTOR
            )
        )
        == "training_unknown"
    )


def test_an_earlier_decision_lasts_when_a_later_score_proposes_another(
    place: House, class_: list[str]
) -> None:
    seat = class_[0]
    set_rule(place, CompletionRule(90, scores=(POST,)))
    score(place, seat, "70", taken_at=place.clock() - timedelta(hours=2))
    assert judgement(place, seat).verdict is ASKED
    decide(place, seat, NOT_EARNED)
    score(place, seat, "70.01", taken_at=place.clock() - timedelta(hours=1))
    seen = judgement(place, seat)
    assert (seen.verdict, seen.automatic, seen.stale) == (NOT_EARNED, EARNED, True)
    decide(place, seat, NOT_EARNED)
    assert not judgement(place, seat).stale


def test_attendance_marked_later_settles_what_was_asked(place: House, class_: list[str]) -> None:
    absent = class_[2]
    for slot in found(place).attendance.matrix.sessions:
        decide_attendance.mark_seat(
            place.office, CODE, [absent], slot.key, Mark.PRESENT, reason="luring", actor=ACTOR
        )
    assert judgement(place, absent).verdict is EARNED


def test_scores_by_hand_are_attempts_and_the_same_moment_corrects_one(
    place: House, class_: list[str]
) -> None:
    seat = class_[0]
    set_rule(place, CompletionRule(scores=(replace(POST, weight=0),), retake=Retake.LAST))
    first, second = place.clock() - timedelta(days=2), place.clock() - timedelta(days=1)
    made = score(place, seat, "80", taken_at=first)
    score(place, seat, "60", taken_at=second)
    assert judgement(place, seat).verdict is ASKED
    assert score(place, seat, "75", taken_at=second) == made + 1
    assert judgement(place, seat).counted == {"posttest": Decimal("75.00")}
    assert score(place, seat, "75", taken_at=second) == made + 1
    decide_completion.remove_score(place.office, CODE, made + 1, actor=ACTOR)
    assert judgement(place, seat).counted == {"posttest": Decimal("80.00")}
    assert (
        refusal(lambda: decide_completion.remove_score(place.office, CODE, made + 1, actor=ACTOR))
        == "score_unknown"
    )
    assert score(place, seat, "75", taken_at=second) == made + 1
    assert judgement(place, seat).counted == {"posttest": Decimal("75.00")}


@pytest.mark.parametrize(
    ("value", "maximum"), [("-1", "100"), ("101", "100"), ("1", "0"), ("NaN", "100")]
)
def test_a_score_lies_between_nothing_and_its_maximum(
    place: House, class_: list[str], value: str, maximum: str
) -> None:
    assert refusal(
        lambda: decide_completion.record_score(
            place.office, CODE, class_[0], "posttest", Decimal(value), Decimal(maximum),
            taken_at=None, actor=ACTOR,
        )
    ) == "score_unfit"  # fmt: skip


def test_documents_are_received_waived_with_a_reason_and_undone(
    place: House, class_: list[str]
) -> None:
    paper = "Surat tugas"
    set_rule(place, CompletionRule(documents=(paper,)))

    def tick(state: DocumentState | None, *, seats: list[str], note: str = "") -> int:
        return decide_completion.check_document(
            place.office, CODE, seats, paper, state, note=note, actor=ACTOR
        )

    assert verdicts(place) == [ASKED] * 3
    assert tick(DocumentState.RECEIVED, seats=class_[:2]) == 2
    assert refusal(lambda: tick(DocumentState.WAIVED, seats=class_[2:])) == "reason_missing"
    tick(DocumentState.WAIVED, seats=class_[2:], note="dinas luar")
    assert verdicts(place) == [EARNED] * 3
    assert tick(None, seats=class_) == 3
    assert verdicts(place) == [ASKED] * 3
    with reading(place.engine) as connection:
        kept = completion.documents_of(connection, 1, in_force=False)
    assert [(one.state, one.note, one.undone_by) for one in kept] == [
        (DocumentState.RECEIVED, "", ACTOR),
        (DocumentState.RECEIVED, "", ACTOR),
        (DocumentState.WAIVED, "dinas luar", ACTOR),
    ]
    set_rule(place, CompletionRule())
    assert refusal(lambda: tick(DocumentState.RECEIVED, seats=class_)) == "document_unknown"


def test_the_learning_system_says_whether_the_course_is_completed(
    place: House, class_: list[str]
) -> None:
    set_rule(place, CompletionRule(course_completion=True))
    with place.engine.begin() as connection:
        for seat, completed in zip(class_, (True, False, None), strict=True):
            connection.execute(
                learning_results.insert().values(
                    training_id=1, seat_id=number_of(seat), connection_id="moodle-default",
                    completed=completed, activities={}, read_at=place.clock(),
                )
            )  # fmt: skip
    seen = found(place).judgements
    assert [seen[seat].reasons[0].code for seat in class_] == [
        "course_completed",
        "course_incomplete",
        "course_unknown",
    ]


WHOLE = CompletionRule(
    minimum_percent=90,
    max_unexcused_jp=Decimal("2.5"),
    require_all_subjects=True,
    scores=(ScoreRule("pretest"), POST),
    retake=Retake.LAST,
    remedial_until=datetime(2026, 9, 1, 16, 59, tzinfo=UTC),
    course_completion=True,
    documents=("Surat tugas", "Pas foto"),
    miss=Miss.FAIL,
    bands=BAND_PRESETS["memuaskan"],
    minimum_score=Decimal("70.01"),
)


@pytest.mark.usefixtures("class_")
def test_a_rule_is_kept_digit_for_digit_beside_other_options(place: House) -> None:
    set_rule(place, WHOLE)
    set_rule(place, WHOLE)
    assert (found(place).rule, found(place).rule_set) == (WHOLE, True)
    assert audited(place) == ["completion.rule_set"]
    with reading(place.engine) as connection:
        stored = trainings.get(connection, CODE)
    assert stored is not None
    assert rule_of(stored.settings.options) == WHOLE
    assert rule_of({"completion": rule_to_options(CompletionRule())}) == CompletionRule()
    assert rule_of({"completion": {}}) == CompletionRule()


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (CompletionRule(101), "completion_rule_numbers"),
        (CompletionRule(max_unexcused_jp=Decimal(-1)), "completion_rule_numbers"),
        (CompletionRule(scores=(ScoreRule("a", Decimal(101)),)), "completion_rule_numbers"),
        (replace(WHOLE, minimum_score=Decimal(-1)), "completion_rule_numbers"),
        (CompletionRule(scores=(ScoreRule("a"), ScoreRule("A "))), "completion_rule_tests"),
        (CompletionRule(scores=(ScoreRule(" "),)), "completion_rule_tests"),
        (CompletionRule(scores=(ScoreRule("a" * 61),)), "completion_rule_tests"),
        (CompletionRule(scores=(ScoreRule("a", weight=-1),)), "completion_rule_weights"),
        (replace(WHOLE, scores=(ScoreRule("a"),)), "completion_rule_weights"),
        (replace(WHOLE, bands=(Band("", Decimal(1)),)), "completion_rule_bands"),
        (replace(WHOLE, bands=(Band("A", Decimal(100)),)), "completion_rule_bands"),
        (
            replace(WHOLE, bands=(Band("A", Decimal(1)), Band("B", Decimal(1)))),
            "completion_rule_bands",
        ),
        (CompletionRule(documents=("x", "x")), "completion_rule_documents"),
        (CompletionRule(documents=tuple(map(str, range(21)))), "completion_rule_documents"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    sqlite_engine: Engine, rule: CompletionRule, code: str
) -> None:
    with house(sqlite_engine) as place:
        class_of(place, 1, days=1)
        assert refusal(lambda: set_rule(place, rule)) == code
        assert not found(place).rule_set


def test_no_deed_reaches_into_another_training(place: House, class_: list[str]) -> None:
    other = class_of(place, 1, days=1, code="LAIN")
    assert refusal(lambda: decide(place, other[0])) == "seat_not_judged"
    number = score(place, class_[0], "80")
    assert (
        refusal(lambda: decide_completion.remove_score(place.office, "LAIN", number, actor=ACTOR))
        == "score_unknown"
    )
    decide(place, class_[0])
    assert (
        refusal(lambda: decide_completion.undo_decision(place.office, "LAIN", class_, actor=ACTOR))
        == "verdict_unknown"
    )
    with reading(place.engine) as connection:
        left = connection.execute(
            select(verdict_decisions.c.id).where(verdict_decisions.c.undone_at.is_(None))
        ).all()
    assert len(left) == 1
