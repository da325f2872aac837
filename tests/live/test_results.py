"""Results of a real Moodle: a fresh course tells nothing and says so; a used one is read in full.

The second needs a course with quizzes, which no web service can make: name one with its people
in SIMPUL_LIVE_MOODLE_RESULTS (`course:user,user,…`).
"""

import os
from collections.abc import Iterator
from secrets import token_hex

import pytest

from connector.domain.completion import POSTTEST, PRETEST
from connector.errors import PermanentError
from connector.http import new_session
from connector.lms.base import LearningResults, MessageState
from connector.lms.moodle import services
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.platform import MoodlePlatform
from connector.lms.moodle.refusals import GONE, NO_CRITERIA, NOT_TRACKED
from connector.lms.moodle.services import ACTIVITIES, COMPLETION
from connector.lms.moodle.several import Asking
from tests.live.site import LIVE, TOKEN, URL, leave_clean
from tests.lms import people
from tests.reconcile.memory import Memory, sync

pytestmark = LIVE

BOTH = {PRETEST: (), POSTTEST: ()}
USED = os.environ.get("SIMPUL_LIVE_MOODLE_RESULTS", "")


@pytest.fixture
def client() -> Iterator[MoodleClient]:
    one = MoodleClient(new_session, URL, TOKEN)
    yield one
    one.close()


def test_a_fresh_course_tells_nothing_and_says_so(
    client: MoodleClient, request: pytest.FixtureRequest
) -> None:
    tag = "zz" + token_hex(3)
    training = people.training(people.seats(3, tag=tag), code=tag)
    memory = Memory()
    platform = MoodlePlatform(client, connection="live", options=MoodleOptions(auth="oauth2"))
    try:
        sync(platform, training, memory)
        read = platform.results(training, memory, BOTH)
        assert [(one.completed, one.activities, one.attempts) for one in read.people] == [
            (None, 0, ())
        ] * 3
        assert sorted(one.code for one in read.noticed) == [
            "course_without_criteria",
            "quiz_not_found",
            "quiz_not_found",
        ]
        message = platform.message(training.seats[0], "Uji <pesan>", memory)
        assert message.state in (MessageState.SENT, MessageState.REFUSED)
    finally:
        course = memory.bound.get(("course", "training:1"))
        accounts = map(int, memory.all("account").values())
        events = map(int, memory.all("event").values())
        said = leave_clean(client, tag, int(course) if course else None, accounts, events)
        request.config.get_terminal_writer().line(f"\nleft clean: {said}")


@pytest.mark.skipif(not USED, reason="SIMPUL_LIVE_MOODLE_RESULTS names no course with quizzes")
def test_a_used_course_tells_the_same_in_bulk_and_one_by_one(client: MoodleClient) -> None:
    course, _, listed = USED.partition(":")
    users = listed.split(",")
    memory = Memory({("course", "training:1"): course})
    for number, user in enumerate(users, 1):
        memory.bound["account", f"person:{number}"] = user
    training = people.training(people.seats(len(users)))
    read = MoodlePlatform(client, connection="live").results(training, memory, BOTH)
    assert read.tests == {PRETEST, POSTTEST}
    assert any(one.completed for one in read.people)
    assert any(len(one.attempts) > 2 for one in read.people)
    assert all(0 <= a.value <= a.maximum for one in read.people for a in one.attempts)
    _agrees_one_by_one(client, read, int(course), [int(user) for user in users[:20]])


def _agrees_one_by_one(
    client: MoodleClient, read: LearningResults, course: int, users: list[int]
) -> None:
    questions = [{"courseid": course, "userid": user} for user in users]
    for function, answers in ((COMPLETION, {NOT_TRACKED, *GONE}), (ACTIVITIES, GONE)):
        told = [
            Asking(client, bulk=bulk, connections=1).ask(
                function, questions, answers=answers, ends=[NO_CRITERIA]
            )
            for bulk in (True, False)
        ]
        assert told[0] == told[1]
    assert len(read.people) >= len(users)


def test_a_course_that_is_not_there_is_an_error_not_an_empty_answer(client: MoodleClient) -> None:
    with pytest.raises(PermanentError):
        services.quizzes_of(client, 2_000_000_000)
