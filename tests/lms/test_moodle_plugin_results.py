"""With our plugin results come in one call, and say what Moodle itself says person by person."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connector.domain.completion import POSTTEST, PRETEST
from connector.errors import PermanentError
from connector.lms.base import LearningResults
from connector.lms.moodle import plugin
from connector.lms.moodle.services import site_info
from connector.sandbox.moodle import learning
from tests.lms.site import Place, open_place
from tests.lms.test_moodle_results import BOTH, Course

Tests = dict[str, tuple[str, ...]]


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place(plugin=True) as opened:
        yield opened


@pytest.fixture
def course(place: Place) -> Course:
    return Course(place, 6)


def without_plugin(course: Course) -> None:
    """Let the token call what it could before the plugin came."""
    account = course.place.box.state.account
    account.functions = set(site_info(course.place.platform().client).functions) - set(
        plugin.FUNCTIONS
    )


def both_ways(course: Course, tests: Tests | None = None) -> tuple[LearningResults, int]:
    """Read twice and compare; return what was read, and the calls it took with the plugin."""
    course.place.calls.clear()
    with_plugin = course.read(tests)
    calls = course.place.count(writes=False)
    assert plugin.GET_RESULTS in course.place.names(writes=False)
    functions = course.place.box.state.account.functions
    without_plugin(course)
    course.place.calls.clear()
    without = course.read(tests)
    assert plugin.GET_RESULTS not in course.place.names(writes=False)
    course.place.box.state.account.functions = functions
    assert with_plugin == without
    return with_plugin, calls


def test_a_class_is_read_in_one_call_and_says_the_same(course: Course) -> None:
    state = course.place.box.state
    course.take(course.pretest, 1, 7)
    course.take(course.posttest, 1, 5.5)
    course.take(course.posttest, 1, 9)
    course.take(course.posttest, 2, None)
    course.take(course.posttest, 3, None, "inprogress")
    course.take(course.posttest, 4, 4, "abandoned")
    learning.complete(state, course.page, course.user(1), at=1)
    read, calls = both_ways(course)
    assert read.people[0].completed is True
    assert [one.value for one in read.people[0].attempts] == [35, 55, 90]
    assert calls == 2  # what the token may call, and everything else


def test_whoever_left_the_course_is_still_read_by_asking_moodle_itself(course: Course) -> None:
    state = course.place.box.state
    course.take(course.posttest, 2, 8)
    course.take(course.posttest, 3, 6)
    with state.transaction() as transaction:
        rows = {row["userid"]: row["id"] for row in transaction.all("enrolments")}
        transaction.delete("enrolments", rows[course.user(2)])
        transaction.update("enrolments", rows[course.user(3)], status=1)
        transaction.delete("enrolments", rows[course.user(4)])
        transaction.update("users", course.user(4), deleted=True)
    read, _ = both_ways(course)
    assert [one.completed for one in read.people[:4]] == [False, None, None, None]
    assert read.people[1].attempts[0].value == 80
    assert read.people[2].attempts[0].value == 60
    assert [one.code for one in read.noticed] == ["results_accounts_gone"]


def test_a_course_without_criteria_is_noticed_both_ways(course: Course) -> None:
    with course.place.box.state.transaction() as transaction:
        for row in transaction.find("activities", "course", course.id):
            transaction.update("activities", row["id"], criterion=False)
    read, _ = both_ways(course)
    assert [one.code for one in read.noticed] == ["course_without_criteria"]


def test_of_the_seats_that_are_named_alone_anything_is_said(course: Course) -> None:
    platform = course.place.platform()
    read = platform.results(course.training, course.place.memory, BOTH, ["seat:2", "seat:5"])
    assert [one.seat for one in read.people] == ["seat:2", "seat:5"]
    assert platform.results(course.training, course.place.memory, BOTH, []).people == ()


def test_a_quiz_that_was_hidden_is_found_only_by_who_names_it(course: Course) -> None:
    hidden = learning.add_quiz(course.place.box.state, course.id, "Post Test lama", marks=10)
    course.take(hidden, 1, 5)
    course.place.box.state.account.capabilities.discard("moodle/course:viewhiddenactivities")
    with course.place.box.state.transaction() as transaction:
        cmid = transaction.must_get("quizzes", hidden)["coursemodule"]
        transaction.update("activities", cmid, visible=False)
    read, _ = both_ways(course)
    assert read.tests == {PRETEST, POSTTEST}
    named = course.read({"lama": (str(cmid),)})
    assert named.people[0].attempts[0].value == 50


def test_a_thousand_people_take_a_page_each(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.take(course.posttest, 6, 10)
    monkeypatch.setattr(plugin, "PEOPLE_PER_PAGE", 3)  # with the instructor there are seven
    monkeypatch.setattr(plugin, "NAMED_PEOPLE", 0)
    read, calls = both_ways(course)
    assert read.people[5].attempts[0].value == 100
    assert calls == 1 + 3


def test_a_seat_of_a_person_with_two_is_read_for_both(course: Course) -> None:
    twin = replace(course.training.seats[0], key="seat:77")
    course.training = replace(course.training, seats=[*course.training.seats, twin])
    read, _ = both_ways(course)
    assert {one.seat for one in read.people} >= {"seat:1", "seat:77"}


@pytest.mark.parametrize("capability", ["local/simpul:readresults", "moodle/grade:viewall"])
def test_a_missing_right_is_loud(course: Course, capability: str) -> None:
    course.place.box.state.account.capabilities.discard(capability)
    with pytest.raises(PermanentError) as caught:
        course.read()
    assert caught.value.code == "moodle_nopermissions"
    assert caught.value.call == plugin.GET_RESULTS
