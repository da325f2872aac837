"""Enrolments and roles in the sandbox Moodle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.moodle_calls import Caller

ENROL = "enrol_manual_enrol_users"

UNENROL = "enrol_manual_unenrol_users"

LIST = "core_enrol_get_enrolled_users"

PAST, FUTURE = 1_000_000_000, 4_000_000_000
"""Seconds since 1970: long over, and far ahead."""


def options(**wanted: Any) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in wanted.items()]


def ids(answer: list[dict[str, Any]]) -> list[int]:
    return [each["id"] for each in answer]


def test_a_partial_enrolment_wipes_dates_and_status(call: Caller) -> None:
    person, course = call.create_user("ana"), call.create_course("c")
    call.enrol(person, course, timestart=PAST, timeend=FUTURE, suspend=1)
    row = call.moodle.state.rows("enrolments")[0]
    assert (row["timestart"], row["timeend"], row["status"]) == (PAST, FUTURE, 1)
    call.enrol(person, course)
    row = call.moodle.state.rows("enrolments")[0]
    assert (row["timestart"], row["timeend"], row["status"]) == (0, 0, 0)


def test_another_role_is_added_not_replaced(call: Caller) -> None:
    person, course = call.create_user("ana"), call.create_course("c")
    call.enrol(person, course, role=5)
    call.enrol(person, course, role=3)
    call.enrol(person, course, role=3)
    found = call(LIST, courseid=course, options=options(userfields="roles"))
    assert [role["shortname"] for role in found[0]["roles"]] == ["editingteacher", "student"]
    assert len(call.moodle.state.rows("enrolments")) == 1


def test_one_bad_row_enrols_nobody(call: Caller) -> None:
    person, course = call.create_user("ana"), call.create_course("c")
    good = {"roleid": 5, "userid": person, "courseid": course}
    bad = {"roleid": 5, "userid": 99999999, "courseid": course}
    assert call.error(ENROL, enrolments=[good, bad]) == "invalidrecordunknown"
    assert call.moodle.state.rows("enrolments") == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"courseid": 9999}, "invalidparameter"),
        ({"userid": 9999}, "invalidrecordunknown"),
        ({"userid": 1}, "guestsarenotallowed"),
        ({"roleid": 1}, "wsusercannotassign"),
        ({"suspend": "true"}, "invalidparameter"),
    ],
)
def test_a_bad_enrolment(call: Caller, changed: dict[str, Any], code: str) -> None:
    row = {"roleid": 5, "userid": 2, "courseid": call.create_course("c"), **changed}
    assert call.error(ENROL, enrolments=[row]) == code


def test_a_role_that_may_not_be_assigned_names_the_person(call: Caller) -> None:
    row = {"roleid": 999, "userid": 2, "courseid": call.create_course("c")}
    assert call(ENROL, enrolments=[row])["message"] == (
        "You don't have the permission to assign this role (999) to this user (2) "
        f"in this course ({row['courseid']})."
    )


def test_without_manual_enrolment_nobody_gets_in_and_nobody_is_active(call: Caller) -> None:
    person, course = call.create_user("ana"), call.create_course("c")
    call.enrol(person, course)
    call.moodle.state.set_manual_enrolment(course, enabled=False)
    row = {"roleid": 5, "userid": person, "courseid": course}
    assert call.error(ENROL, enrolments=[row]) == "wsnoinstance"
    assert ids(call(LIST, courseid=course)) == [person]
    assert call(LIST, courseid=course, options=options(onlyactive=1)) == []
    call.moodle.state.set_manual_enrolment(course, enabled=True)
    assert ids(call(LIST, courseid=course, options=options(onlyactive=1))) == [person]


def test_a_suspended_account_can_be_enrolled(call: Caller) -> None:
    person, course = call.create_user("ana"), call.create_course("c")
    call("core_user_update_users", users=[{"id": person, "suspended": 1}])
    call.enrol(person, course)
    assert ids(call(LIST, courseid=course)) == [person]


def test_active_and_suspended_are_two_lists(call: Caller) -> None:
    course = call.create_course("c")
    people = [call.create_user(f"u{n}") for n in range(4)]
    call.enrol(people[0], course, timestart=PAST, timeend=FUTURE)
    call.enrol(people[1], course, suspend=1)
    call.enrol(people[2], course, timestart=FUTURE)
    call.enrol(people[3], course, timeend=PAST)
    assert ids(call(LIST, courseid=course, options=options(onlyactive=1))) == people[:1]
    assert ids(call(LIST, courseid=course, options=options(onlysuspended=1))) == people[1:]
    both = options(onlyactive=1, onlysuspended=1)
    assert call.error(LIST, courseid=course, options=both) == "codingerror"


def test_pages_end_in_an_empty_list(call: Caller) -> None:
    course = call.create_course("c")
    people = [call.create_user(f"u{n}") for n in range(3)]
    for person in people:
        call.enrol(person, course)
    pages = [
        ids(call(LIST, courseid=course, options=options(limitfrom=start, limitnumber=2)))
        for start in (0, 2, 4)
    ]
    assert pages == [people[:2], people[2:], []]
    backwards = options(sortby="id", sortdirection="desc")
    assert ids(call(LIST, courseid=course, options=backwards)) == people[::-1]


def test_options_unknown_are_ignored_and_wrong_values_refused(call: Caller) -> None:
    course = call.create_course("c")
    assert call(LIST, courseid=course, options=options(nonsense=1)) == []
    for wrong in (options(sortby="email"), options(sortdirection="up")):
        assert call.error(LIST, courseid=course, options=wrong) == "invalidparameter"
    call.enrol(call.create_user("ana"), course)
    assert call.error(LIST, courseid=course, options=options(userfields="x")) == "invaliduserfield"
    assert call.error(LIST, courseid=9999) == "invalidrecordunknown"


def test_the_groupid_option_needs_a_capability_beyond_the_23(call: Caller) -> None:
    course = call.create_course("c")
    people = [call.create_user("ana"), call.create_user("budi")]
    for person in people:
        call.enrol(person, course)
    group = call.create_group(course, "g")
    call("core_group_add_group_members", members=[{"groupid": group, "userid": people[1]}])
    wanted = options(groupid=group)
    assert call.error(LIST, courseid=course, options=wanted) == "nopermissions"
    call.moodle.state.account.capabilities.add("moodle/site:accessallgroups")
    assert ids(call(LIST, courseid=course, options=wanted)) == people[1:]


def test_unenrolling_takes_roles_and_groups_of_this_course_only(call: Caller) -> None:
    person = call.create_user("ana")
    courses = [call.create_course("c"), call.create_course("d")]
    for course in courses:
        call.enrol(person, course)
        member = {"groupid": call.create_group(course, "g"), "userid": person}
        call("core_group_add_group_members", members=[member])
    row = {"userid": person, "courseid": courses[0]}
    assert call(UNENROL, enrolments=[row]) is None
    assert call(UNENROL, enrolments=[row]) is None
    assert call(LIST, courseid=courses[0]) == []
    left = call(LIST, courseid=courses[1], options=options(userfields="roles,groups"))[0]
    assert (len(left["roles"]), len(left["groups"])) == (1, 1)
    assert len(call.moodle.state.rows("role_assignments")) == 1
    unknown = [{"userid": 9999, "courseid": courses[0]}]
    assert call.error(UNENROL, enrolments=unknown) == "invalidrecordunknown"


def test_a_role_can_be_taken_away_and_the_enrolment_stays(call: Caller) -> None:
    person, course = call.create_user("ana"), call.create_course("c")
    call.enrol(person, course)
    place = {"userid": person, "contextlevel": "course", "instanceid": course}
    assert call("core_role_assign_roles", assignments=[{"roleid": 4, **place}]) is None
    assert call("core_role_unassign_roles", unassignments=[{"roleid": 5, **place}]) is None
    found = call(LIST, courseid=course, options=options(userfields="roles"))
    assert [role["roleid"] for role in found[0]["roles"]] == [4]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"roleid": 1}, "invalidparameter"),
        ({"userid": 9999}, "codingerror"),
        ({"contextlevel": "nowhere"}, "invalidparameter"),
        ({"instanceid": 9999}, "invalidparameter"),
    ],
)
def test_a_bad_role_assignment(call: Caller, changed: dict[str, Any], code: str) -> None:
    row = {
        "roleid": 4,
        "userid": 2,
        "contextlevel": "course",
        "instanceid": call.create_course("c"),
    }
    assert call.error("core_role_assign_roles", assignments=[row | changed]) == code


def test_a_hidden_course_cannot_be_entered(call: Caller) -> None:
    person, course = call.create_user("ana"), call.moodle.state.add_course("hidden", visible=0)
    row = {"roleid": 5, "userid": person, "courseid": course}
    assert call.error(ENROL, enrolments=[row]) == "requireloginerror"
    assert call.error(LIST, courseid=course) == "errorcoursecontextnotvalid"
    call.moodle.state.account.capabilities.add("moodle/course:viewhiddencourses")
    call.enrol(person, course)
