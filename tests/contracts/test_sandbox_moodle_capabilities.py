"""The sandbox Moodle against what a real one answered with one capability left out at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connector.sandbox.moodle import SandboxMoodle, learning
from tests.contracts.moodle_files import read
from tests.sandbox.moodle_calls import Caller, new_user


@pytest.fixture
def moodle() -> Iterator[SandboxMoodle]:
    with SandboxMoodle(race_delay=0) as server:
        yield server


def outcome(answer: Any, done: Callable[[Any], str]) -> str:
    """An answer in the words of the capability table."""
    if isinstance(answer, dict) and "exception" in answer:
        return str(answer["errorcode"])
    if isinstance(answer, dict) and answer.get("warnings"):
        return str(answer["warnings"][0]["message"])
    return done(answer)


def shown(*names: str) -> Callable[[Any], str]:
    def tell(answer: Any) -> str:
        return (
            "fields: " + ",".join(each for each in names if each in answer[0])
            if answer
            else "empty"
        )

    return tell


def ok(_: Any) -> str:
    return "ok"


def course_found(answer: Any) -> str:
    known = "yes" if answer["courses"][0].get("idnumber") else "no"
    return f"{len(answer['courses'])} course, idnumber {known}"


def measure(moodle: SandboxMoodle) -> dict[str, str]:
    """Make the table's calls, those the sandbox has, in the table's order."""
    state = moodle.state
    course = state.add_course("c", idnumber="C-1")
    person = state.add_user("ana", "ana@example.com", idnumber="EXT-1")
    call = Caller(moodle)
    found: dict[str, str] = {}

    def note(name: str, done: Callable[[Any], str], function: str, **parameters: Any) -> Any:
        answer = call(function, **parameters)
        found[name] = outcome(answer, done)
        return answer

    seen = shown("email", "idnumber", "suspended", "auth")
    by_field = "core_user_get_users_by_field"
    update = "core_user_update_users"
    note("create user", ok, "core_user_create_users", users=[new_user("budi")])
    note("get user by idnumber", seen, by_field, field="idnumber", values=["EXT-1"])
    note("get user by e-mail", seen, by_field, field="email", values=["ana@example.com"])
    note("update user", ok, update, users=[{"id": person, "city": "Bern"}])
    note("suspend user", ok, update, users=[{"id": person, "suspended": 1}])
    note("unsuspend user", ok, update, users=[{"id": person, "suspended": 0}])
    search = {"field": "idnumber", "value": "C-1"}
    note("get course by idnumber", course_found, "core_course_get_courses_by_field", **search)
    new = {"fullname": "x", "shortname": "x", "categoryid": 1}
    note("create course", ok, "core_course_create_courses", courses=[new])
    row = {"roleid": 5, "userid": person, "courseid": course}
    note("enrol student", ok, "enrol_manual_enrol_users", enrolments=[row])
    add_by_hand(moodle, person, course)
    teacher = state.add_user("guru", "guru@example.com")
    # elsewhere: a teacher of the listed course would be seen even without user:viewdetails
    taught = {"roleid": 3, "userid": teacher, "courseid": state.add_course("d")}
    note("enrol teacher", ok, "enrol_manual_enrol_users", enrolments=[taught])
    fields = ["id", "username", "fullname", "email", "idnumber", "roles"]
    listed = "core_enrol_get_enrolled_users"
    chosen = [{"name": "userfields", "value": ",".join(fields)}]
    note("enrolled users", shown(*fields), listed, courseid=course, options=chosen)
    active = [{"name": "onlyactive", "value": 1}]
    note("enrolled users onlyactive", ok, listed, courseid=course, options=active)
    group = {"courseid": course, "name": "A", "description": ""}
    note("create group", ok, "core_group_create_groups", groups=[group])
    with state.transaction() as transaction:
        made = transaction.insert("groups", {**group, "idnumber": "", "enrolmentkey": None,
                                             "descriptionformat": 1, "visibility": 0,
                                             "participation": True})  # fmt: skip
    member = [{"groupid": made["id"], "userid": person}]
    note("add group member", ok, "core_group_add_group_members", members=member)
    note("remove group member", ok, "core_group_delete_group_members", members=member)
    note("list groups", ok, "core_group_get_course_groups", courseid=course)
    event = {"name": "x", "eventtype": "course", "courseid": course, "timestart": 1_790_003_600}
    note("create calendar event", ok, "core_calendar_create_calendar_events", events=[event])
    quiz = learning.add_quiz(state, course, "Q", criterion=True)
    who = {"courseid": course, "userid": person}
    note("activities completion", ok, "core_completion_get_activities_completion_status", **who)
    note("course completion", ok, "core_completion_get_course_completion_status", **who)
    attempts = {"quizid": quiz, "userid": person}
    note("quiz attempts", ok, "mod_quiz_get_user_quiz_attempts", **attempts)
    note("site info", ok, "core_webservice_get_site_info")
    note("unenrol", ok, "enrol_manual_unenrol_users", enrolments=[row])
    return found


def add_by_hand(moodle: SandboxMoodle, person: int, course: int) -> None:
    """Enrol past all rights, as the table's maker did where the tested account could not."""
    rights = moodle.state.account.capabilities
    kept = set(rights)
    rights |= {"enrol/manual:enrol", "moodle/role:assign", "moodle/course:view"}
    Caller(moodle).enrol(person, course)
    rights.intersection_update(kept)


FOLLOWS = {"add group member"}
"""Measured as refused where nobody could be enrolled before; here people are enrolled by hand."""


TABLE = read("moodle-capabilities.json")


@pytest.fixture
def told() -> dict[str, Any]:
    if TABLE is None:
        pytest.skip("the capability table of a real Moodle is not there")
    return TABLE


def measured(answers: dict[str, Any]) -> dict[str, str]:
    """The table's row, for the calls that the sandbox has."""
    absent = ("cohort", "override completion", "grade", "contents")
    return {
        name: told for name, told in answers.items() if not any(word in name for word in absent)
    }


def test_all_capabilities_answer_as_measured(moodle: SandboxMoodle, told: dict[str, Any]) -> None:
    moodle.state.account.capabilities |= set(told["without"])
    assert measure(moodle) == measured(told["all capabilities"])


def test_the_needed_ones_are_enough(moodle: SandboxMoodle, told: dict[str, Any]) -> None:
    moodle.state.account.capabilities.clear()
    moodle.state.account.capabilities.update({"webservice/rest:use", *told["needed"]})
    assert measure(moodle) == measured(told["with only the needed ones"])


@pytest.mark.parametrize(
    "capability", sorted(set((TABLE or {"without": {}})["without"]) - {"webservice/rest:use"})
)
def test_one_missing_capability_answers_as_measured(
    moodle: SandboxMoodle, told: dict[str, Any], capability: str
) -> None:
    rights = moodle.state.account.capabilities
    rights |= set(told["without"])
    rights.discard(capability)
    expected = told["all capabilities"] | {
        name: without for name, (_, without) in told["without"][capability].items()
    }
    answers = measure(moodle)
    if capability in ("enrol/manual:enrol", "moodle/role:assign"):
        for name in FOLLOWS:
            expected[name] = answers[name] = "follows from nobody being enrolled"
    assert answers == measured(expected)
