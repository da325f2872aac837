"""What doctor says of a sandbox Moodle, whole and with one thing missing; nothing is changed."""

from collections.abc import Iterator

import pytest

from connector.http import new_session
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.messages import MESSAGES
from connector.lms.moodle.platform import MoodlePlatform
from connector.lms.moodle.services import READS, WRITES
from connector.reconcile.checks import Check
from connector.sandbox.moodle import learning
from tests.lms.site import Place, open_place


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place() as one:
        one.box.state.add_user("orang", "orang@example.org", idnumber="X-1")
        one.box.state.add_course("ADA", "Sudah ada", idnumber="ADA")
        yield one


def findings(place: Place) -> list[Check]:
    client = MoodleClient(new_session, place.box.url, place.box.token)
    platform = MoodlePlatform(client, connection="default")
    try:
        return list(platform.check())
    finally:
        platform.close()


def bad(place: Place) -> set[tuple[str, str]]:
    return {
        (one.code, str(one.params.get("capability") or one.params.get("function") or ""))
        for one in findings(place)
        if one.ok is False
    }


def test_a_whole_site_has_nothing_to_mend_and_is_left_as_it_was(place: Place) -> None:
    before = place.state()
    assert bad(place) == set()
    assert place.state() == before


def test_every_finding_has_words(place: Place) -> None:
    assert not {one.code for one in findings(place)} - set(MESSAGES)


@pytest.mark.parametrize(
    "capability",
    [
        "moodle/user:viewdetails",
        "moodle/user:viewalldetails",
        "moodle/site:viewuseridentity",
        "moodle/course:enrolreview",
        "moodle/course:managegroups",
    ],
)
def test_a_missing_capability_is_named(place: Place, capability: str) -> None:
    place.box.state.account.capabilities.discard(capability)
    assert ("capability_missing", capability) in bad(place)


def test_a_missing_function_is_named(place: Place) -> None:
    place.box.state.account.functions = {*READS, *WRITES} - {"core_role_unassign_roles"}
    assert bad(place) == {("function_missing", "core_role_unassign_roles")}


def test_a_small_input_limit_is_found(place: Place) -> None:
    place.box.state.site.max_input_vars = 500
    assert ("input_limit_small", "") in bad(place)


def test_a_wrong_token_is_the_only_finding(place: Place) -> None:
    place.box.state.tokens.clear()
    assert [(one.ok, one.code) for one in findings(place)] == [(False, "moodle_invalidtoken")]


RESULT_FUNCTIONS = {
    "mod_quiz_get_quizzes_by_courses",
    "core_completion_get_course_completion_status",
    "core_completion_get_activities_completion_status",
    "mod_quiz_get_user_quiz_attempts",
}


def open_findings(place: Place) -> set[tuple[str, str]]:
    return {
        (one.code, str(one.params.get("capability") or one.params.get("function") or ""))
        for one in findings(place)
        if one.ok is None
    }


def a_class_with_a_quiz(place: Place) -> None:
    """Somebody in the course that is tried, and a quiz in it."""
    state = place.box.state
    (course,) = (row["id"] for row in state.rows("courses") if row["shortname"] == "ADA")
    learning.add_quiz(state, course, "Pretest", criterion=True)
    person = state.add_user("ikut", "ikut@example.org")
    with state.transaction() as transaction:
        (instance,) = transaction.find("instances", "course", course)
        transaction.insert(
            "enrolments",
            {
                "enrolid": instance["id"],
                "userid": person,
                "status": 0,
                "timestart": 0,
                "timeend": 0,
            },
        )


def test_what_reading_results_needs_is_proven_where_it_can_be(place: Place) -> None:
    a_class_with_a_quiz(place)
    proven = {one.params.get("capability") for one in findings(place) if one.ok}
    needed = {"mod/quiz:view", "mod/quiz:viewreports", "report/completion:view"}
    assert needed | {"report/progress:view"} <= proven


@pytest.mark.parametrize(
    "capability",
    ["mod/quiz:view", "mod/quiz:viewreports", "report/completion:view", "report/progress:view"],
)
def test_a_right_that_only_results_need_is_named_and_is_no_mistake(
    place: Place, capability: str
) -> None:
    a_class_with_a_quiz(place)
    place.box.state.account.capabilities.discard(capability)
    assert ("capability_for_results", capability) in open_findings(place)
    assert bad(place) == set()


def test_functions_that_only_results_need_are_named_and_are_no_mistake(place: Place) -> None:
    place.box.state.account.functions = {*READS, *WRITES}
    missing = {("function_for_results", name) for name in RESULT_FUNCTIONS}
    assert missing <= open_findings(place)
    assert bad(place) == set()


def test_reading_one_by_one_is_said_to_be_slow(place: Place) -> None:
    place.box.state.account.functions = {*READS, *WRITES, *RESULT_FUNCTIONS}
    slow = ("function_for_speed", "tool_mobile_call_external_functions")
    assert slow in open_findings(place)
