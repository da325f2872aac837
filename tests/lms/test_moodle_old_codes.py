"""Moodle 4.5 tells of what is missing by other codes than 5.1; for us it is the same."""

from collections.abc import Iterator

import pytest

from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.messages import MESSAGES
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.plugin_payloads import read_gradebook
from connector.lms.moodle.plugin_values import Gradebook
from connector.lms.moodle.refusals import GONE, MISSING, known
from connector.reconcile.changes import Action
from connector.sandbox.moodle import SandboxMoodle
from tests.lms.contract import Witness
from tests.lms.site import Place
from tests.lms.test_moodle_results import Course
from tests.reconcile.memory import plan, sync


@pytest.fixture(params=["4.5", "5.1"])
def course(request: pytest.FixtureRequest) -> Iterator[Course]:
    with SandboxMoodle(race_delay=0, release=request.param) as box:
        place = Place(box, Witness((2.0, 5.0)), MoodleOptions())
        yield Course(place)
        clients: list[MoodleClient] = place.clients
        for client in clients:
            client.close()


def test_a_deleted_account_stops_nobodys_results(course: Course) -> None:
    course.take(course.posttest, 3, 6)
    with course.place.box.state.transaction() as transaction:
        transaction.delete("users", course.user(2))
    read = course.read()
    assert [one.completed for one in read.people] == [False, None, False]
    assert read.people[2].attempts[0].value == 60
    assert [one.code for one in read.noticed] == ["results_accounts_gone"]


def test_a_deleted_group_is_made_anew_and_a_deleted_event_is_gone(course: Course) -> None:
    place = course.place
    group = int(place.memory.bound["group", "training:1"])
    with place.box.state.transaction() as transaction:
        for member in place.rows("members"):
            transaction.delete("members", member["id"])
        transaction.delete("groups", group)
    made = sync(place.platform(), course.training, place.memory)
    assert ("group", Action.CREATE) in {(one.kind, one.action) for one in made.changes}
    part, _ = plan(place.platform(), course.training, place.memory)
    assert not part.changes


def test_every_code_is_known_and_has_words() -> None:
    for code in GONE | MISSING:
        assert known(code)
    assert all(f"moodle_{code}" in MESSAGES for code in MISSING | {"invaliduser"})


def test_a_course_without_our_grade_column_is_read_from_moodle_4_1_too() -> None:
    """It leaves an object that is null out of its answer; later versions write null."""
    left_out: dict[str, object] = {"grades": []}
    for answer in (left_out, {"item": None, **left_out}):
        assert read_gradebook(answer, "local_simpul_get_gradebook") == Gradebook(None, ())
