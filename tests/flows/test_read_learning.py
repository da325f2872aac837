"""What a learning system says is stored once, corrected, taken back; on both databases."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select

from connector.app import CATALOGUE
from connector.domain.completion import POSTTEST, PRETEST, Score
from connector.domain.trainings import Training
from connector.errors import ConnectorError, PermanentError
from connector.flows import read_learning as flow
from connector.flows.office import Office
from connector.jobs.port import JobState
from connector.lms.base import (
    Attempt,
    Learned,
    LearningResults,
    Noticed,
)
from connector.messages import say
from connector.reconcile.platform import Bindings
from connector.store import completion, learning, trainings
from connector.store.completion import NewScore
from connector.store.engine import reading
from connector.store.tables import audit_entries
from tests.web.attended import class_of
from tests.web.place import CODE, House, PaperLearning, house, person

ACTOR = "user:3"
AT = datetime(2026, 8, 4, 3, tzinfo=UTC)


class Told(PaperLearning):
    """A learning system that tells what a test says it would."""

    def __init__(self) -> None:
        super().__init__("lms", "moodle-default")
        self.found = LearningResults((), frozenset())
        self.error: PermanentError | None = None
        self.asked: list[dict[str, Sequence[str]]] = []

    def results(
        self,
        training: Training,
        bindings: Bindings,
        tests: Mapping[str, Sequence[str]],
        seats: Collection[str] | None = None,
    ) -> LearningResults:
        self.asked.append(dict(tests))
        if self.error is not None:
            raise self.error
        return self.found


@dataclass
class Class:
    """Two people, and a system that tells of them."""

    office: Office
    lms: Told
    seats: list[str]
    code: str = CODE

    def tells(self, *people: Learned, tests: Sequence[str] = (PRETEST, POSTTEST)) -> None:
        self.lms.found = LearningResults(people, frozenset(tests))

    def read(self) -> int:
        return flow.read_learning(self.office, self.code, actor=ACTOR).stored

    @property
    def training_id(self) -> int:
        with reading(self.office.engine) as connection:
            stored = trainings.get(connection, self.code)
        assert stored is not None
        return stored.id

    def scores(self) -> list[tuple[str, str, str, Decimal]]:
        with reading(self.office.engine) as connection:
            found = completion.scores_of(connection, self.training_id)
        return [(o.score.seat, o.score.test, o.reference, o.score.value) for o in found]

    def completed(self) -> dict[str, bool]:
        with reading(self.office.engine) as connection:
            return completion.course_completed(connection, self.training_id)

    def audited(self) -> list[str]:
        with reading(self.office.engine) as connection:
            found = connection.execute(select(audit_entries.c.action)).scalars()
            return [one for one in found if one.startswith("learning.")]

    def rule(self, **options: object) -> None:
        with self.office.engine.begin() as connection:
            stored = trainings.by_id(connection, self.training_id)
            assert stored is not None
            merged = {**stored.settings.options, **options}
            trainings.change(connection, stored.id, replace(stored.settings, options=merged))


@pytest.fixture
def place(engine: Engine) -> Iterator[Class]:
    with house(engine) as opened:
        seats = class_of(opened, [person(n, f"Peserta {n}") for n in (1, 2)])
        yield told(opened, seats)


def told(opened: House, seats: list[str]) -> Class:
    lms = Told()
    return Class(replace(opened.office, lms=lms), lms, seats)


def attempt(reference: str, value: int, test: str = POSTTEST) -> Attempt:
    return Attempt(test, reference, Decimal(value), Decimal(100), AT)


def learned(seat: str, *attempts: Attempt, completed: bool | None = True) -> Learned:
    return Learned(seat, completed, 2, 3, tuple(attempts))


def test_what_is_read_is_stored_once(place: Class) -> None:
    one, two = place.seats
    place.tells(
        learned(one, attempt("1", 40, PRETEST), attempt("2", 80)), learned(two, completed=None)
    )
    assert place.read() == 4
    assert place.scores() == [
        (one, PRETEST, "1", Decimal(40)),
        (one, POSTTEST, "2", Decimal(80)),
    ]
    assert place.completed() == {one: True}
    before = place.scores()
    assert place.read() == 0
    assert place.scores() == before
    assert place.audited() == ["learning.read"]


def test_progress_is_kept_with_the_moment_it_was_read(place: Class) -> None:
    one, two = place.seats
    place.tells(learned(one), learned(two, completed=False))
    place.read()
    with reading(place.office.engine) as connection:
        found = learning.progress_of(connection, place.training_id)
    assert found[one].progress == learning.SeatProgress(one, completed=True, done=2, activities=3)
    assert found[two].read_at == place.office.clock()
    place.tells(replace(learned(one), done=3), learned(two, completed=False))
    assert place.read() == 1


def test_another_mark_of_the_same_attempt_corrects_it(place: Class) -> None:
    place.tells(learned(place.seats[0], attempt("1", 60)))
    place.read()
    place.tells(learned(place.seats[0], attempt("1", 65)))
    assert place.read() == 1
    assert [value for *_, value in place.scores()] == [Decimal(65)]


def test_an_attempt_taken_away_there_stops_counting_and_may_come_back(place: Class) -> None:
    seat = place.seats[0]
    place.tells(learned(seat, attempt("1", 60), attempt("2", 90)))
    place.read()
    place.tells(learned(seat, attempt("1", 60)))
    assert place.read() == 1
    assert [reference for *_, reference, _ in place.scores()] == ["1"]
    place.tells(learned(seat, attempt("1", 60), attempt("2", 90)))
    assert place.read() == 1
    assert len(place.scores()) == 2


@pytest.mark.parametrize("tests", [(), (PRETEST,)])
def test_a_test_that_was_not_read_loses_nothing(place: Class, tests: Sequence[str]) -> None:
    place.tells(learned(place.seats[0], attempt("1", 60)))
    place.read()
    place.tells(learned(place.seats[0]), tests=tests)
    assert place.read() == 0
    assert len(place.scores()) == 1


def test_a_person_who_was_not_read_loses_nothing(place: Class) -> None:
    one, two = place.seats
    place.tells(learned(one, attempt("1", 60)), learned(two))
    place.read()
    place.tells(learned(two))
    assert place.read() == 0
    assert len(place.scores()) == 1


def test_what_a_person_here_took_away_stays_away(place: Class) -> None:
    place.tells(learned(place.seats[0], attempt("1", 60)))
    place.read()
    with place.office.engine.begin() as connection:
        (score,) = completion.scores_of(connection, place.training_id)
        assert completion.remove_score(
            connection, place.training_id, score.score.id, actor="user:7", now=AT
        )
    assert place.read() == 0
    assert place.scores() == []


def test_scores_of_files_and_hands_are_left_alone(place: Class) -> None:
    seat = place.seats[0]
    with place.office.engine.begin() as connection:
        by_hand = NewScore(Score(seat, POSTTEST, "hand", Decimal(70), Decimal(100)), "1")
        completion.put_scores(connection, place.training_id, [by_hand], actor=ACTOR, now=AT)
    place.tells(learned(seat))
    assert place.read() == 1
    assert [value for *_, value in place.scores()] == [Decimal(70)]


def test_a_refusal_stores_nothing(place: Class) -> None:
    place.tells(learned(place.seats[0], attempt("1", 60)))
    place.lms.error = PermanentError("moodle", "x", "nopermissions")
    with pytest.raises(PermanentError):
        place.read()
    assert (place.scores(), place.audited()) == ([], [])


def test_both_usual_tests_are_asked_for_and_what_is_named(place: Class) -> None:
    flow.name_tests(
        place.office, CODE, {POSTTEST: ["173", " Remedial "], "ujian": ["9"]}, actor=ACTOR
    )
    place.read()
    assert place.lms.asked == [{PRETEST: (), POSTTEST: ("173", "Remedial"), "ujian": ("9",)}]
    assert place.audited() == ["learning.tests_named"]


@pytest.mark.parametrize(
    "tests",
    [{"ujian": []}, {"": ["1"]}, {PRETEST: [" "]}, {PRETEST: ["1"] * 11}, {PRETEST: ["x" * 256]}],
)
def test_quizzes_that_cannot_be_are_refused_in_words(
    place: Class, tests: Mapping[str, Sequence[str]]
) -> None:
    with pytest.raises(ConnectorError) as caught:
        flow.name_tests(place.office, CODE, tests, actor=ACTOR)
    assert caught.value.code == "quiz_names_unfit"
    what, todo = say(CATALOGUE, caught.value.code, caught.value.params, "id")
    assert what != caught.value.code
    assert todo
    assert place.audited() == []


def test_only_what_the_rule_asks_for_is_noticed(place: Class) -> None:
    missing = (Noticed("quiz_not_found", {"test": PRETEST}), Noticed("course_without_criteria"))
    place.lms.found = LearningResults((), frozenset(), missing)
    place.rule(completion={"scores": [], "course_completion": False})
    assert flow.read_learning(place.office, CODE).noticed == ()
    scores = [{"test": PRETEST, "minimum": None, "required": True}]
    place.rule(completion={"scores": scores, "course_completion": True})
    assert flow.read_learning(place.office, CODE).noticed == missing


def test_without_a_system_or_a_training_it_is_said(place: Class) -> None:
    with pytest.raises(ConnectorError) as caught:
        flow.read_learning(place.office, "XX-1")
    assert caught.value.code == "training_unknown"
    alone = replace(place.office, lms=None)
    for act in (flow.read_learning, flow.request_reading):
        with pytest.raises(ConnectorError) as caught:
            act(alone, CODE, actor=ACTOR)
        assert caught.value.code == "lms_missing"
    assert flow.request_readings(alone) == 0


def test_a_person_may_ask_for_a_reading(place: Class) -> None:
    flow.request_reading(place.office, CODE, actor=ACTOR)
    with reading(place.office.engine) as connection:
        (job,) = place.office.jobs.listing(connection, JobState.READY)
    assert (job.kind, job.body) == (flow.READ_JOB, {"training": CODE, "actor": ACTOR})
    assert place.audited() == ["learning.requested"]


@pytest.mark.parametrize(
    ("days", "read"),
    [(-1, 0), (0, 1), (20, 1), (60, 0)],
    ids=["before", "runs", "after", "long ago"],
)
def test_trainings_that_run_or_ended_lately_are_read_once_a_period(
    place: Class, days: int, read: int
) -> None:
    with reading(place.office.engine) as connection:
        training = trainings.load_training(connection, CODE, lambda nonce: nonce)
    first = min(one.start for one in training.sessions)
    office = replace(place.office, clock=lambda: first + timedelta(days=days, hours=1))
    assert flow.request_readings(office) == read
    assert flow.request_readings(office) == 0
