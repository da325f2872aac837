"""Attempts with their questions and answers, read from a sandbox that has our plugin."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from connector.domain.answer_sheets import AnsweredTest
from connector.domain.completion import POSTTEST, PRETEST
from connector.errors import ConnectorError, PermanentError
from connector.sandbox.moodle import learning
from tests.lms import people
from tests.lms.site import Place, open_place
from tests.reconcile.memory import sync

BOTH = {PRETEST: (), POSTTEST: ()}
AT = int(datetime(2026, 8, 4, 3, tzinfo=UTC).timestamp())


class Course:
    """A synchronised training with a pretest of three questions and a post test of two."""

    def __init__(self, place: Place, count: int = 3) -> None:
        self.place = place
        self.training = people.training(people.seats(count, instructors=1))
        sync(place.platform(), self.training, place.memory)
        self.id = int(place.memory.bound["course", "training:1"])
        asked = [
            learning.Question("Ibu kota", "Apa ibu kota Jawa Tengah?", "Semarang"),
            learning.Question("Dasar", "Sebutkan dasar hukumnya.", "UU 5/2014"),
            learning.Question("Cerita", "Ceritakan.", "", 5, type="essay"),
        ]
        state = place.box.state
        self.pretest = learning.add_quiz(state, self.id, "Pre-Test", marks=7, questions=asked)
        self.posttest = learning.add_quiz(state, self.id, "Post Test")

    def user(self, number: int) -> int:
        return int(self.place.memory.bound["account", f"person:{number}"])

    def take(
        self, quiz: int, number: int, marks: float | None, outcome: str = "finished", **more: object
    ) -> int:
        state = self.place.box.state
        answers = more.get("answers")
        assert answers is None or isinstance(answers, list)
        return learning.take_quiz(
            state, quiz, self.user(number), marks, at=AT, outcome=outcome, answers=answers
        )

    def papers(self, **tests: tuple[str, ...]) -> list[AnsweredTest]:
        platform = self.place.platform()
        return list(platform.papers(self.training, self.place.memory, {**BOTH, **tests}))


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place(plugin=True) as opened:
        yield opened


def test_each_quiz_comes_with_every_attempt_and_its_answers(place: Place) -> None:
    course = Course(place)
    course.take(course.pretest, 1, 2, answers=["Semarang", "UU 5/2014", "Saya bertugas."])
    course.take(course.posttest, 2, 10)
    pretest, posttest = course.papers()
    assert (pretest.test, pretest.name, pretest.marks) == (PRETEST, "Pre-Test", Decimal(7))
    [sheet] = pretest.sheets
    assert (sheet.seat, sheet.number, sheet.abandoned, sheet.marks) == (
        "seat:1",
        1,
        False,
        Decimal(2),
    )
    assert sheet.finished_at == datetime.fromtimestamp(AT, UTC)
    first = sheet.questions[0]
    assert (first.slot, first.number, first.name) == (1, "1", "Ibu kota")
    assert (first.text, first.answer, first.right) == (
        "Apa ibu kota Jawa Tengah?",
        "Semarang",
        "Semarang",
    )
    assert (first.mark, first.maximum) == (Decimal(1), Decimal(1))
    assert [one.seat for one in posttest.sheets] == ["seat:2"]


def test_more_attempts_than_a_page_holds_are_all_read(place: Place) -> None:
    course = Course(place, 120)
    for number in range(1, 121):
        course.take(course.posttest, number, 5)
    place.calls.clear()
    [_, posttest] = course.papers()
    assert len(posttest.sheets) == 120
    assert [name for name, _ in place.calls].count("local_simpul_get_papers") == 4  # 1 + 3 pages


def test_what_is_still_being_written_is_no_paper_what_was_given_up_is(place: Place) -> None:
    course = Course(place)
    course.take(course.posttest, 1, None, "inprogress")
    course.take(course.posttest, 2, None, "abandoned")
    [_, posttest] = course.papers()
    assert [(one.seat, one.abandoned) for one in posttest.sheets] == [("seat:2", True)]


def test_attempts_of_others_are_counted_and_left_out(place: Place) -> None:
    course = Course(place, 2)
    course.take(course.posttest, 3, 10)  # the instructor tried it out
    course.take(course.posttest, 1, 10)
    [_, posttest] = course.papers()
    assert [one.seat for one in posttest.sheets] == ["seat:1"]
    assert posttest.others == 1


def test_somebody_who_withdrew_keeps_their_paper(place: Place) -> None:
    course = Course(place, 2)
    course.take(course.posttest, 2, 10)
    first, second, *rest = course.training.seats
    course.training = people.training([first, people.withdrawn(second), *rest])
    [_, posttest] = course.papers()
    assert [one.seat for one in posttest.sheets] == ["seat:2"]


def test_a_quiz_that_was_hidden_after_the_test_is_read_all_the_same(place: Place) -> None:
    course = Course(place)
    course.take(course.posttest, 1, 10)
    row = next(one for one in place.rows("quizzes") if one["id"] == course.posttest)
    with place.box.state.transaction() as transaction:
        transaction.update("activities", row["coursemodule"], visible=0)
    assert [one.test for one in course.papers()] == [PRETEST, POSTTEST]


def test_named_quizzes_are_read_for_a_test_of_the_rule(place: Place) -> None:
    course = Course(place)
    other = learning.add_quiz(place.box.state, course.id, "Kuis Harian")
    course.take(other, 1, 4)
    found = {one.test: one for one in course.papers(harian=("Kuis Harian",))}
    assert len(found["harian"].sheets) == 1


def test_without_the_plugin_it_says_that_it_cannot() -> None:
    with open_place() as bare:
        course = Course(bare)
        with pytest.raises(ConnectorError, match="papers_unavailable"):
            course.papers()


def test_without_the_right_it_is_refused_and_nothing_is_half_read(place: Place) -> None:
    course = Course(place)
    course.take(course.posttest, 1, 10)
    place.box.state.account.capabilities.discard("local/simpul:readpapers")
    with pytest.raises(PermanentError, match="nopermissions"):
        course.papers()


def test_a_training_without_a_course_has_no_papers(place: Place) -> None:
    training = people.training(people.seats(1))
    assert list(place.platform().papers(training, place.memory, BOTH)) == []
