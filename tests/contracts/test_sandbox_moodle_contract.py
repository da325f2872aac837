"""The sandbox Moodle against the contract read off a real one; skipped where that is absent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connector.sandbox.moodle import SandboxMoodle, learning
from connector.sandbox.moodle.functions import FUNCTIONS
from connector.sandbox.moodle.parameters import Node
from tests.contracts.moodle_files import read
from tests.sandbox.moodle_calls import Caller, new_user

BEYOND = {"core_course_delete_courses"}
"""Functions of the sandbox that the contract file does not describe."""

CLOCK = {("core_calendar_create_calendar_events", "timestart")}
"""Defaults that are the moment the contract was made."""


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    content = read("moodle-ws-contract.json")
    if content is None:
        pytest.skip("the contract of Moodle's web services is not there")
    functions: dict[str, Any] = content["functions"]
    return functions


@pytest.fixture
def moodle() -> Iterator[SandboxMoodle]:
    with SandboxMoodle(race_delay=0) as server:
        yield server


def as_declared(node: Node) -> dict[str, Any]:
    """A node of ours in the contract's words, without what cannot be compared."""
    told: dict[str, Any] = {"kind": node.kind, "required": node.required}
    if node.kind == "value":
        told["type"] = node.type
    elif node.kind == "list":
        told["of"] = as_declared(node.element)
    else:
        told["keys"] = {name: as_declared(each) for name, each in node.keys.items()}
    if node.required == "default":
        told["default"] = node.default
    return told


def as_contracted(node: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: node[name] for name in ("kind", "required", "type") if name in node
    }
    if "of" in node:
        told["of"] = as_contracted(node["of"])
    if "keys" in node:
        told["keys"] = {name: as_contracted(each) for name, each in node["keys"].items()}
    if node["required"] == "default":
        default = node["default"]
        told["default"] = int(default) if isinstance(default, bool) else default
    return told


def test_every_function_of_the_sandbox_is_a_function_of_moodle(contract: dict[str, Any]) -> None:
    assert set(FUNCTIONS) - BEYOND <= set(contract)


@pytest.mark.parametrize("function", sorted(set(FUNCTIONS) - BEYOND))
def test_parameters_are_declared_as_in_moodle(contract: dict[str, Any], function: str) -> None:
    ours = {name: as_declared(node) for name, node in FUNCTIONS[function].parameters.items()}
    theirs = {name: as_contracted(node) for name, node in contract[function]["parameters"].items()}
    for declared in (ours, theirs):
        for name, key in CLOCK:
            if name == function:
                del declared["events"]["of"]["keys"][key]["default"]
    assert ours == theirs


def faults(node: dict[str, Any] | None, value: Any, where: str) -> Iterator[str]:
    """What an answer does that its declaration does not allow."""
    if node is None or value is None:
        if value is not None:
            yield f"{where}: a void function answers {value!r}"
        elif node is not None and not node["null"]:
            yield f"{where}: null"
    elif node["kind"] == "list":
        if not isinstance(value, list):
            yield f"{where}: no list"
            return
        for number, each in enumerate(value):
            yield from faults(node["of"], each, f"{where}[{number}]")
    elif node["kind"] == "object":
        yield from object_faults(node["keys"], value, where)
    else:
        yield from value_faults(node["type"], value, where)


def object_faults(keys: dict[str, Any], value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: no object"
        return
    for unknown in value.keys() - keys.keys():
        yield f"{where}.{unknown}: not declared"
    for name, node in keys.items():
        if name in value:
            yield from faults(node, value[name], f"{where}.{name}")
        elif node["required"] == "required":
            yield f"{where}.{name}: missing"


def value_faults(kind: str, value: Any, where: str) -> Iterator[str]:
    if kind == "bool":
        fits = isinstance(value, bool)
    elif kind == "int":
        fits = isinstance(value, int) and not isinstance(value, bool)
    elif kind == "float":
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    elif kind == "raw":
        fits = isinstance(value, str | int)
    else:
        fits = isinstance(value, str)
    if not fits:
        yield f"{where}: {value!r} is no {kind}"


class CheckedCaller(Caller):
    """A caller that holds every answer against the contract and remembers what it called."""

    def __init__(self, moodle: SandboxMoodle, contract: dict[str, Any]) -> None:
        super().__init__(moodle)
        self.contract = contract
        self.called: set[str] = set()

    def __call__(self, function: str, **parameters: Any) -> Any:
        answer = super().__call__(function, **parameters)
        self.called.add(function)
        refused = isinstance(answer, dict) and "exception" in answer
        assert not refused, f"{function}: {answer}"
        if function not in BEYOND:
            assert list(faults(self.contract[function]["returns"], answer, function)) == []
        return answer


def test_every_answer_is_as_declared(moodle: SandboxMoodle, contract: dict[str, Any]) -> None:
    moodle.state.account.capabilities |= {
        "moodle/user:delete",
        "moodle/course:delete",
        "moodle/backup:backupcourse",
        "moodle/restore:restorecourse",
        "moodle/backup:userinfo",
        "moodle/category:manage",
    }
    call = CheckedCaller(moodle, contract)
    call("core_webservice_get_site_info")
    people = people_story(call)
    course = course_story(call)
    enrolment_story(call, people, course)
    calendar_story(call, course)
    learning_story(call, moodle, people[1], course)
    call("core_course_duplicate_course", courseid=course, fullname="x", shortname="x", categoryid=1)
    call("core_group_delete_groups", groupids=[501])
    call("core_course_delete_courses", courseids=[course, 9999])
    call("core_user_delete_users", userids=people)
    assert call.called == set(FUNCTIONS)


def people_story(call: Caller) -> list[int]:
    profile = {
        "description": "Tentang & saya",
        "city": "Bandung",
        "country": "ID",
        "institution": "BKN",
        "department": "Diklat",
        "phone1": "081",
        "address": "Jl. Contoh 1",
        "interests": "a, b",
    }
    rows = [new_user("ana", **profile), new_user("budi", createpassword=1, password=None)]
    people = [row["id"] for row in call("core_user_create_users", users=rows)]
    call("core_user_update_users", users=[{"id": people[0], "suspended": 1}, {"id": 9999}])
    call("core_user_get_users_by_field", field="id", values=[*people, 1, 2, 3])
    call("core_user_get_users", criteria=[{"key": "email", "value": "%"}, {"key": "x", "value": 1}])
    return people


def course_story(call: Caller) -> int:
    course = call.create_course("c & d", summary="a & b", idnumber="C-1")
    call("core_course_get_courses_by_field")
    call("core_course_update_courses", courses=[{"id": course, "fullname": "new"}])
    call("core_course_get_categories", criteria=[{"key": "id", "value": 1}])
    return course


def enrolment_story(call: Caller, people: list[int], course: int) -> None:
    for person in people:
        call.enrol(person, course, role=3)
    place = {"roleid": 4, "userid": people[0], "contextlevel": "course", "instanceid": course}
    call("core_role_assign_roles", assignments=[place])
    call("core_role_unassign_roles", unassignments=[place])
    group = call.create_group(course, "A & B")
    members = [{"groupid": group, "userid": person} for person in people]
    call("core_group_add_group_members", members=members)
    call("core_group_get_course_groups", courseid=course)
    call("core_group_get_group_members", groupids=[group])
    call("core_enrol_get_enrolled_users", courseid=course)
    call("core_course_get_courses_by_field", field="id", value=course)
    call("core_group_delete_group_members", members=members[:1])
    call("enrol_manual_unenrol_users", enrolments=[{"userid": people[0], "courseid": course}])


def learning_story(call: Caller, moodle: SandboxMoodle, person: int, course: int) -> None:
    call.enrol(person, course, role=5)
    quiz = learning.add_quiz(moodle.state, course, "A & B", criterion=True)
    page = learning.add_activity(moodle.state, course, "C & D", criterion=True)
    for marks in (3.5, None):
        learning.take_quiz(moodle.state, quiz, person, marks)
    call("mod_quiz_get_quizzes_by_courses", courseids=[course, 9999])
    call("mod_quiz_get_user_quiz_attempts", quizid=quiz, userid=person)
    call("mod_quiz_get_user_attempts", quizid=quiz, userid=person, status="all")
    who = {"courseid": course, "userid": person}
    for _ in range(2):
        call("core_completion_get_course_completion_status", **who)
        call("core_completion_get_activities_completion_status", **who)
        learning.complete(moodle.state, page, person)
    graded = {
        "component": "mod_assign",
        "activityid": learning.add_graded(moodle.state, course, "G"),
    }
    grades = [{"studentid": person, "grade": 88.5}]
    place = {"source": "x", "courseid": course, "itemnumber": 0}
    call("core_grades_update_grades", **place, **graded, grades=grades)
    call("gradereport_user_get_grade_items", **who)
    moodle.state.account.capabilities.add("moodle/site:messageanyuser")
    for recipient in (person, 9999):
        messages = [{"touserid": recipient, "text": "Halo <b>", "clientmsgid": "seat-1"}]
        call("core_message_send_instant_messages", messages=messages)
    site = {"function": "core_webservice_get_site_info"}
    call("tool_mobile_call_external_functions", requests=[site, {"function": "none"}, site])


def calendar_story(call: Caller, course: int) -> None:
    event = {"name": "x", "eventtype": "course", "timestart": 1_790_003_600}
    events = [event | {"courseid": course}, event | {"repeats": 2}, event]
    made = call("core_calendar_create_calendar_events", events=events)["events"]
    call("core_calendar_get_calendar_events", events={"courseids": [course]})
    by_id = {"eventids": [each["id"] for each in made]}
    call("core_calendar_get_calendar_events", events=by_id, options={"userevents": 0})
    gone = [{"eventid": made[0]["id"], "repeat": 0}]
    call("core_calendar_delete_calendar_events", events=gone)
