"""Completion and test scores of a course, read in bulk from a sandbox as strict as the contract."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from connector.domain.completion import POSTTEST, PRETEST
from connector.domain.people import Role
from connector.domain.trainings import Training
from connector.errors import PermanentError, TemporaryError
from connector.http import new_session
from connector.lms.base import Learned, LearningResults, MessageState
from connector.lms.moodle.client import Fields, MoodleClient
from connector.lms.moodle.messages import MESSAGES
from connector.lms.moodle.payloads import Quiz
from connector.lms.moodle.quiz_names import match
from connector.lms.moodle.results import read_results
from connector.lms.moodle.several import REQUESTS_PER_CALL, SEVERAL
from connector.messages import say
from connector.sandbox.moodle import learning
from tests.lms import people
from tests.lms.site import Place, open_place
from tests.reconcile.memory import sync

BOTH = {PRETEST: (), POSTTEST: ()}
AT = int(datetime(2026, 8, 4, 3, tzinfo=UTC).timestamp())


class Course:
    """A synchronised training with a pretest, a post test and a page on the sandbox."""

    def __init__(self, place: Place, count: int = 3) -> None:
        self.place = place
        self.training: Training = people.training(people.seats(count, instructors=1))
        sync(place.platform(), self.training, place.memory)
        self.id = int(place.memory.bound["course", "training:1"])
        state = place.box.state
        self.pretest = learning.add_quiz(state, self.id, "Pre-Test PKA", attempts=1, marks=20)
        self.posttest = learning.add_quiz(state, self.id, "Post Test", marks=10, criterion=True)
        self.page = learning.add_activity(state, self.id, "Bahan ajar", criterion=True)
        place.calls.clear()

    def user(self, number: int) -> int:
        return int(self.place.memory.bound["account", f"person:{number}"])

    def take(self, quiz: int, number: int, marks: float | None, outcome: str = "finished") -> int:
        state = self.place.box.state
        return learning.take_quiz(state, quiz, self.user(number), marks, at=AT, outcome=outcome)

    def read(self, tests: dict[str, tuple[str, ...]] | None = None) -> LearningResults:
        wanted = BOTH if tests is None else tests
        return self.place.platform().results(self.training, self.place.memory, wanted)

    def of(self, number: int) -> Learned:
        return {one.seat: one for one in self.read().people}[f"seat:{number}"]


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place() as opened:
        yield opened


@pytest.fixture
def course(place: Place) -> Course:
    return Course(place)


def test_every_participant_has_completion_progress_and_attempts(course: Course) -> None:
    course.take(course.pretest, 1, 7)
    first, second = course.take(course.posttest, 1, 5.5), course.take(course.posttest, 1, 9)
    learning.complete(course.place.box.state, course.page, course.user(1), at=AT)
    read = course.read()
    assert [one.seat for one in read.people] == ["seat:1", "seat:2", "seat:3"]
    assert read.tests == {PRETEST, POSTTEST}
    assert not read.noticed
    one = read.people[0]
    assert (one.completed, one.done, one.activities) == (True, 3, 3)
    assert [(a.test, a.value, a.maximum) for a in one.attempts] == [
        (PRETEST, Decimal("35"), Decimal("100")),
        (POSTTEST, Decimal("55"), Decimal("100")),
        (POSTTEST, Decimal("90"), Decimal("100")),
    ]
    assert [a.reference for a in one.attempts[1:]] == [str(first), str(second)]
    assert one.attempts[0].taken_at == datetime(2026, 8, 4, 3, tzinfo=UTC)
    assert read.people[1] == Learned("seat:2", completed=False, done=0, activities=3)


def test_what_has_no_mark_yet_is_no_score(course: Course) -> None:
    course.take(course.posttest, 1, None)
    course.take(course.posttest, 1, None, "inprogress")
    course.take(course.posttest, 1, 4, "abandoned")
    assert course.of(1).attempts == ()


def test_a_score_keeps_its_decimals(course: Course) -> None:
    quiz = learning.add_quiz(course.place.box.state, course.id, "Lain", marks=3)
    course.take(quiz, 1, 1)
    read = course.read({"lain": ("Lain",)})
    assert read.people[0].attempts[0].value == Decimal("33.33333")


def test_a_teacher_is_no_participant_and_whoever_has_no_account_is_left_out(
    course: Course,
) -> None:
    del course.place.memory.bound["account", "person:2"]
    assert [one.seat for one in course.read().people] == ["seat:1", "seat:3"]
    assert course.training.seats[3].role is Role.INSTRUCTOR


def test_who_is_suspended_or_was_deleted_has_no_status_and_stops_nobody(course: Course) -> None:
    state = course.place.box.state
    course.take(course.posttest, 3, 6)
    with state.transaction() as transaction:
        (row,) = (r for r in transaction.all("enrolments") if r["userid"] == course.user(1))
        transaction.update("enrolments", row["id"], status=1)
        transaction.update("users", course.user(2), deleted=True)
    read = course.read()
    assert [one.completed for one in read.people] == [None, None, False]
    assert read.people[2].attempts[0].value == Decimal(60)
    assert [one.code for one in read.noticed] == ["results_accounts_gone"]


def test_a_course_without_criteria_says_so_once(course: Course) -> None:
    with course.place.box.state.transaction() as transaction:
        for row in transaction.find("activities", "course", course.id):
            transaction.update("activities", row["id"], criterion=False)
    read = course.read()
    assert {one.completed for one in read.people} == {None}
    assert [one.code for one in read.noticed] == ["course_without_criteria"]
    assert course.place.names(writes=False).count(SEVERAL) == 4


@pytest.mark.parametrize(
    ("capability", "code"),
    [
        ("moodle/course:view", "moodle_requireloginerror"),
        ("mod/quiz:viewreports", "moodle_nopermissions"),
        ("report/completion:view", "moodle_cannotviewreport"),
        ("report/progress:view", "moodle_nopermissions"),
    ],
)
def test_a_missing_capability_is_loud(course: Course, capability: str, code: str) -> None:
    course.place.box.state.account.capabilities.discard(capability)
    with pytest.raises(PermanentError) as caught:
        course.read()
    assert caught.value.code == code
    assert caught.value.code in MESSAGES


def test_quizzes_that_are_not_shown_are_noticed_and_never_count_as_read(course: Course) -> None:
    course.place.box.state.account.capabilities.discard("mod/quiz:view")
    read = course.read()
    assert read.tests == frozenset()
    assert {(one.code, one.params["test"]) for one in read.noticed} == {
        ("quiz_not_found", PRETEST),
        ("quiz_not_found", POSTTEST),
    }


def test_where_the_token_may_not_ask_in_bulk_it_asks_one_by_one(course: Course) -> None:
    course.take(course.posttest, 2, 8)
    in_bulk = course.read()
    functions = {"core_webservice_get_site_info", "mod_quiz_get_quizzes_by_courses",
                 "mod_quiz_get_user_attempts", "core_completion_get_course_completion_status",
                 "core_completion_get_activities_completion_status"}  # fmt: skip
    course.place.box.state.account.functions = functions
    course.place.calls.clear()
    assert course.read() == in_bulk
    assert SEVERAL not in course.place.names(writes=False)


def test_a_function_the_service_lacks_is_named(course: Course) -> None:
    functions = {"core_webservice_get_site_info", "mod_quiz_get_quizzes_by_courses", SEVERAL}
    course.place.box.state.account.functions = functions
    with pytest.raises(PermanentError) as caught:
        course.read()
    assert caught.value.code == "moodle_accessexception"
    assert caught.value.call == "mod_quiz_get_user_attempts"


@pytest.mark.parametrize("kind", ["error_5xx", "cut", "maintenance"])
def test_a_site_that_goes_away_is_temporary_and_tells_nothing(course: Course, kind: str) -> None:
    course.place.box.faults.arm(kind, match=SEVERAL, after=1)
    with pytest.raises(TemporaryError) as caught:
        course.read()
    assert not caught.value.ambiguous


def test_no_course_and_nobody_bound_costs_no_call(place: Place) -> None:
    training = people.training(people.seats(2))
    nothing = LearningResults((), frozenset())
    assert place.platform().results(training, place.memory, BOTH) == nothing
    assert place.calls == []


def test_calls_grow_with_hundreds_of_people_not_with_people(place: Place) -> None:
    course = Course(place, REQUESTS_PER_CALL + 1)
    course.take(course.posttest, REQUESTS_PER_CALL + 1, 10)
    read = course.read()
    assert len(read.people) == REQUESTS_PER_CALL + 1
    assert read.people[-1].attempts[0].value == 100
    assert place.count(writes=False) == 2 + 4 * 2


def quiz(number: int, name: str) -> Quiz:
    return Quiz(number, 100 + number, name, Decimal(10), Decimal(100))


@pytest.mark.parametrize(
    ("name", "test"),
    [
        ("Pre-Test", PRETEST),
        ("PRETEST Angkatan I", PRETEST),
        ("Soal pre test", PRETEST),
        ("Pretes", PRETEST),
        ("Prates", PRETEST),
        ("Tes Awal", PRETEST),
        ("Post Test", POSTTEST),
        ("Posttest PKA", POSTTEST),
        ("Postes", POSTTEST),
        ("Pasca tes", POSTTEST),
        ("Test akhir", POSTTEST),
        ("Kuis 1", ""),
        ("Pre Test dan Post Test", ""),
        ("Presentasi", ""),
        ("Contest", ""),
    ],
)
def test_a_quiz_is_recognised_by_what_its_name_says(name: str, test: str) -> None:
    found = match([quiz(1, name)], BOTH)
    assert list(found.quizzes) == ([test] if test else [])


def test_two_that_say_so_are_nobodys_guess_until_a_person_names_them() -> None:
    both = [quiz(1, "Post Test"), quiz(2, "Post Test Remedial")]
    unnamed = match(both, {POSTTEST: ()})
    assert dict(unnamed.quizzes) == {}
    assert [one.code for one in unnamed.noticed] == ["quiz_ambiguous"]
    named = match(both, {POSTTEST: ("101", "Post Test Remedial")})
    assert [one.id for one in named.quizzes[POSTTEST]] == [1, 2]
    assert not named.noticed


def test_a_quiz_named_for_one_test_is_not_taken_for_another() -> None:
    found = match([quiz(1, "Post Test")], {"ujian": ("101",), POSTTEST: ()})
    assert list(found.quizzes) == ["ujian"]
    assert [one.code for one in found.noticed] == ["quiz_not_found"]


@pytest.mark.parametrize("named", ["999", "Kuis"])
def test_a_name_that_fits_none_or_two_is_told_and_nothing_is_read_of_that_test(named: str) -> None:
    found = match([quiz(1, "Kuis"), quiz(2, "Kuis")], {POSTTEST: (named, "101")})
    assert dict(found.quizzes) == {}
    assert [(one.code, one.params["quiz"]) for one in found.noticed] == [("quiz_missing", named)]


NOTICES = (
    "quiz_not_found",
    "quiz_ambiguous",
    "quiz_missing",
    "course_without_criteria",
    "results_accounts_gone",
    "message_refused",
    "message_without_account",
)


def test_everything_noticed_has_its_words() -> None:
    for code in NOTICES:
        what, todo = say(MESSAGES, code, {}, "id")
        assert what != code
        assert todo


def test_a_message_is_sent_as_plain_text_to_one_person(course: Course) -> None:
    course.place.box.state.account.capabilities.add("moodle/site:messageanyuser")
    platform = course.place.platform()
    seat = course.training.seats[0]
    told = platform.message(seat, "Sertifikat <STTP> & tautan", course.place.memory)
    assert told.state is MessageState.SENT
    (row,) = course.place.rows("messages")
    assert row["useridto"] == course.user(1)
    assert row["text"] == "Sertifikat &lt;STTP&gt; &amp; tautan"
    assert told.reference == str(row["id"])


def test_who_cannot_be_written_to_is_an_outcome(course: Course) -> None:
    platform = course.place.platform()
    seat = course.training.seats[0]
    assert platform.message(seat, "x", course.place.memory).state is MessageState.REFUSED
    del course.place.memory.bound["account", "person:1"]
    assert platform.message(seat, "x", course.place.memory).state is MessageState.NO_ACCOUNT
    assert course.place.rows("messages") == []


def test_a_site_without_messages_is_an_error_with_words(course: Course) -> None:
    course.place.box.state.site.messaging = False
    with pytest.raises(PermanentError) as caught:
        course.place.platform().message(course.training.seats[0], "x", course.place.memory)
    assert caught.value.code == "moodle_disabled"
    assert caught.value.code in MESSAGES


def test_a_message_whose_answer_is_lost_may_have_been_sent(course: Course) -> None:
    course.place.box.state.account.capabilities.add("moodle/site:messageanyuser")
    course.place.box.faults.arm("cut", match="send_instant")
    with pytest.raises(TemporaryError) as caught:
        course.place.platform().message(course.training.seats[0], "x", course.place.memory)
    assert caught.value.ambiguous


class SlowClient(MoodleClient):
    """A site that takes too long over more than so many requests a call."""

    most = 30

    def read(self, function: str, fields: Fields | None = None) -> Any:
        if function == SEVERAL and len(fields or {}) // 2 > self.most:
            raise TemporaryError("moodle", function, "timeout")
        return super().read(function, fields)


def slowly(course: Course, most: int) -> LearningResults:
    box = course.place.box
    client = SlowClient(new_session, box.url, box.token)
    client.most = most
    try:
        return read_results(client, course.training, course.place.memory, BOTH, connections=1)
    finally:
        client.close()


def test_a_slow_site_is_asked_about_fewer_people_at_once(place: Place) -> None:
    course = Course(place, 61)
    course.take(course.posttest, 61, 10)
    assert slowly(course, 30) == course.read()


def test_a_site_that_is_silent_over_a_handful_is_away(place: Place) -> None:
    course = Course(place, 61)
    with pytest.raises(TemporaryError) as caught:
        slowly(course, 5)
    assert caught.value.remote_code == "timeout"
