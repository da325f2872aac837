"""What an account without a capability gets: often less, or nothing, instead of an error."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.moodle_calls import Caller

BY_FIELD = "core_user_get_users_by_field"


def found(call: Caller, field: str, value: str) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = call(BY_FIELD, field=field, values=[value])
    return answer


@pytest.mark.parametrize(
    ("missing", "by_email", "by_idnumber"),
    [
        ("moodle/user:viewdetails", None, None),
        ("moodle/user:viewalldetails", {"email"}, None),
        ("moodle/site:viewuseridentity", None, {"idnumber"}),
    ],
)
def test_a_missing_capability_hides_people_or_fields(
    call: Caller, missing: str, by_email: set[str] | None, by_idnumber: set[str] | None
) -> None:
    call.create_user("ana")
    call.moodle.state.account.capabilities.discard(missing)
    for field, value, left in (
        ("email", "ana@example.com", by_email),
        ("idnumber", "EXT-ana", by_idnumber),
    ):
        people = found(call, field, value)
        assert [person.keys() & {"email", "idnumber"} for person in people] == (
            [] if left is None else [left]
        )


def test_a_teacher_is_seen_without_viewdetails(call: Caller) -> None:
    course = call.create_course("c")
    student, teacher = call.create_user("ana"), call.create_user("guru")
    call.enrol(student, course)
    call.enrol(teacher, course, role=3)
    call.moodle.state.account.capabilities.discard("moodle/user:viewdetails")
    assert [each["id"] for each in call("core_enrol_get_enrolled_users", courseid=course)] == [
        teacher
    ]


def test_without_course_view_only_the_account_s_own_courses_open(call: Caller) -> None:
    course = call.create_course("c", idnumber="C-1")
    call.moodle.state.account.capabilities.discard("moodle/course:view")
    row = {"roleid": 5, "userid": 2, "courseid": course}
    assert call.error("enrol_manual_enrol_users", enrolments=[row]) == "requireloginerror"
    answer = call("core_group_get_course_groups", courseid=course)
    assert answer["message"] == (
        f"You cannot execute functions in the course context (course id:{course}). "
        "The context error message was: Course or activity not accessible."
    )
    search = {"field": "idnumber", "value": "C-1"}
    assert "idnumber" not in call("core_course_get_courses_by_field", **search)["courses"][0]
    call.moodle.state.account.capabilities.add("moodle/course:view")
    call.enrol(call.moodle.state.account.user_id, course)
    call.moodle.state.account.capabilities.discard("moodle/course:view")
    assert call("core_group_get_course_groups", courseid=course) == []


def test_a_refusal_names_the_capability_in_words(call: Caller) -> None:
    call.moodle.state.account.capabilities.discard("moodle/course:create")
    course = {"fullname": "x", "shortname": "x", "categoryid": 1}
    assert call("core_course_create_courses", courses=[course]) == {
        "exception": "core\\exception\\required_capability_exception",
        "errorcode": "nopermissions",
        "message": "Sorry, but you do not currently have permissions to do that (Create courses).",
    }


def test_without_role_assign_no_role_can_be_given(call: Caller) -> None:
    call.moodle.state.account.capabilities.discard("moodle/role:assign")
    row = {"roleid": 5, "userid": 2, "courseid": call.create_course("c")}
    assert call.error("enrol_manual_enrol_users", enrolments=[row]) == "wsusercannotassign"


def test_each_token_has_its_own_capabilities(call: Caller) -> None:
    course = call.create_course("c")
    poor = Caller(call.moodle, call.moodle.state.add_token(capabilities=["webservice/rest:use"]))
    assert poor.error("core_group_get_course_groups", courseid=course) == (
        "errorcoursecontextnotvalid"
    )
    assert call("core_group_get_course_groups", courseid=course) == []
