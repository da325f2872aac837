"""What was found by asking real Moodles 5.1 and 4.5 the same as the sandbox (tests/live/parity)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connector.sandbox.moodle import SandboxMoodle, learning
from connector.sandbox.moodle.state import GUEST_ID, SERVICE_ID, SITE_COURSE_ID
from tests.sandbox.moodle_calls import Caller

NOBODY = 99_999_999

MISSING = [
    ("core_enrol_get_enrolled_users", {"courseid": NOBODY}, "invalidrecord"),
    ("core_group_get_group_members", {"groupids": [NOBODY]}, "invalidrecord"),
    (
        "core_calendar_delete_calendar_events",
        {"events": [{"eventid": NOBODY, "repeat": 0}]},
        "invalidrecord",
    ),
    (
        "core_completion_get_course_completion_status",
        {"courseid": 11, "userid": NOBODY},
        "invaliduser",
    ),
    (
        "core_completion_get_activities_completion_status",
        {"courseid": NOBODY, "userid": 3},
        "invalidrecord",
    ),
    ("mod_quiz_get_user_attempts", {"quizid": NOBODY}, "invalidrecord"),
    ("gradereport_user_get_grade_items", {"courseid": 11, "userid": NOBODY}, "invaliduser"),
    ("core_no_such_function", {}, "invalidrecord"),
]
"""Function, parameters, and the code that names the table of the missing record."""


@pytest.fixture
def older() -> Iterator[Caller]:
    with SandboxMoodle(race_delay=0, release="4.5", plugin=True) as moodle:
        moodle.state.add_course("c")
        yield Caller(moodle)


@pytest.mark.parametrize(("function", "asked", "code"), MISSING)
def test_4_5_says_which_record_is_missing_and_5_1_does_not(
    older: Caller, call: Caller, function: str, asked: dict[str, Any], code: str
) -> None:
    call.moodle.state.add_course("c")
    assert older.error(function, **asked) == code
    assert call.error(function, **asked) == "invalidrecordunknown"
    call.moodle.state.site.debugging = True
    assert call.error(function, **asked) == code


def test_several_calls_in_one_tell_the_same_codes(older: Caller) -> None:
    request = {
        "function": "core_completion_get_course_completion_status",
        "arguments": f'{{"courseid": 11, "userid": {NOBODY}}}',
    }
    [told] = older("tool_mobile_call_external_functions", requests=[request])["responses"]
    assert '"errorcode": "invaliduser"' in told["exception"]


def test_the_plugin_has_one_code_in_every_release(older: Caller) -> None:
    for function, asked in (
        ("local_simpul_get_results", {"courseid": NOBODY}),
        ("local_simpul_get_papers", {"quizid": NOBODY}),
        ("local_simpul_get_modules", {"courseid": NOBODY}),
    ):
        assert older.error(function, **asked) == "invalidrecordunknown"


def test_4_5_has_only_the_old_function_for_attempts(older: Caller) -> None:
    site = older("core_webservice_get_site_info")
    names = {each["name"] for each in site["functions"]}
    assert site["release"].startswith("4.5")
    assert "mod_quiz_get_user_attempts" in names
    assert "mod_quiz_get_user_quiz_attempts" not in names
    course = older.moodle.state.rows("courses")[-1]["id"]
    learning.add_quiz(older.moodle.state, course, "Q")
    [quiz] = older("mod_quiz_get_quizzes_by_courses", courseids=[course])["quizzes"]
    assert not {"enableaitools", "enabledaiactions", "precreateattempts"} & set(quiz)


def test_what_only_managers_see_of_a_quiz(moodle: SandboxMoodle, call: Caller) -> None:
    course = moodle.state.add_course("c")
    learning.add_quiz(moodle.state, course, "Q")
    managed = {"password", "subnet", "shuffleanswers", "timecreated", "timemodified"}
    name = "mod_quiz_get_quizzes_by_courses"
    assert not managed & set(call(name, courseids=[course])["quizzes"][0])
    moodle.state.account.capabilities.add("moodle/course:manageactivities")
    assert managed < set(call(name, courseids=[course])["quizzes"][0])


def test_the_guest_has_no_completion(moodle: SandboxMoodle, call: Caller) -> None:
    course = moodle.state.add_course("c")
    for function in ("course", "activities"):
        asked = {"courseid": course, "userid": GUEST_ID}
        name = f"core_completion_get_{function}_completion_status"
        assert call.error(name, **asked) == "guestsarenotallowed"


def test_of_the_front_page_nobody_has_a_status(moodle: SandboxMoodle, call: Caller) -> None:
    person = moodle.state.add_user("ana", "ana@example.com")
    whole = "core_completion_get_course_completion_status"
    asked = {"courseid": SITE_COURSE_ID}
    assert call.error(whole, **asked, userid=person) == "usernotenroled"
    assert call.error(whole, **asked, userid=SERVICE_ID) == "notenroled"


def test_separate_groups_hide_people_from_who_is_in_none(
    moodle: SandboxMoodle, call: Caller
) -> None:
    course = moodle.state.add_course("c", groupmode=1)
    person = moodle.state.add_user("ana", "ana@example.com")
    call.enrol(person, course)
    learning.add_activity(moodle.state, course, "H", criterion=True)
    asked = {"courseid": course, "userid": person}
    for function in ("course", "activities"):
        name = f"core_completion_get_{function}_completion_status"
        assert call.error(name, **asked) == "accessdenied"
    moodle.state.account.capabilities.add("moodle/site:accessallgroups")
    assert call("core_completion_get_course_completion_status", **asked)["completionstatus"]


def test_what_counts_by_itself_says_what_it_asks_for(moodle: SandboxMoodle, call: Caller) -> None:
    course = moodle.state.add_course("c")
    person = moodle.state.add_user("ana", "ana@example.com")
    call.enrol(person, course)
    quiz = learning.add_quiz(moodle.state, course, "Q")
    learning.add_activity(moodle.state, course, "H")
    learning.take_quiz(moodle.state, quiz, person, 5)
    name = "core_completion_get_activities_completion_status"
    first, second = call(name, courseid=course, userid=person)["statuses"]
    assert [each["rulevalue"]["status"] for each in first["details"]] == [1]
    assert second["details"] == []


def test_an_attempt_without_a_mark_was_told_to_nobody(moodle: SandboxMoodle, call: Caller) -> None:
    course = moodle.state.add_course("c")
    person = moodle.state.add_user("ana", "ana@example.com")
    quiz = learning.add_quiz(moodle.state, course, "Q")
    for marks in (5, None):
        learning.take_quiz(moodle.state, quiz, person, marks)
    asked = {"quizid": quiz, "userid": person, "status": "all"}
    first, second = call("mod_quiz_get_user_quiz_attempts", **asked)["attempts"]
    assert isinstance(first["gradednotificationsenttime"], int)
    assert second["gradednotificationsenttime"] is None


def test_a_grade_of_an_unknown_kind_of_activity_is_a_database_error(call: Caller) -> None:
    place = {"source": "x", "courseid": 1, "activityid": 1, "itemnumber": 0}
    function = "core_grades_update_grades"
    assert call.error(function, **place, component="mod_nix") == "dmlreadexception"
    assert call.error(function, **place, component="mod_quiz") == "invalidcoursemodule"
