"""Courses and categories in the sandbox Moodle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.moodle_calls import Caller

BY_FIELD = "core_course_get_courses_by_field"

CREATE = "core_course_create_courses"

DUPLICATE = "core_course_duplicate_course"


def test_nothing_found_is_an_empty_list_without_warnings(call: Caller) -> None:
    assert call(BY_FIELD, field="idnumber", value="X") == {"courses": [], "warnings": []}


def test_names_come_back_escaped_for_html(call: Caller) -> None:
    call.create_course("A & B", fullname="Fire & < 3", summary="<p>x & y</p><script>1</script>")
    found = call(BY_FIELD, field="shortname", value="A & B")["courses"][0]
    assert (found["fullname"], found["shortname"]) == ("Fire &amp; &lt; 3", "A &amp; B")
    assert found["summary"] == "<p>x &amp; y</p>"


def test_short_name_and_id_number_are_taken_with_their_case(call: Caller) -> None:
    call.create_course("FIRE", idnumber="CRS-1")
    for column, value, code in (
        ("shortname", "FIRE", "shortnametaken"),
        ("idnumber", "CRS-1", "courseidnumbertaken"),
    ):
        course = {"fullname": "x", "shortname": "new", "categoryid": 1, column: value}
        answer = call(CREATE, courses=[course])
        assert answer["errorcode"] == code
        assert answer["message"].endswith(f"is already used for another course ({value})")
    assert call.create_course("fire", idnumber="crs-1") > 0


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"categoryid": 99}, "errorcatcontextnotvalid"),
        ({"shortname": " "}, "errorinvalidparam"),
        ({"startdate": 2000, "enddate": 1000}, "enddatebeforestartdate"),
        ({"startdate": 0, "enddate": 1000}, "nostartdatenoenddate"),
        ({"lang": "id"}, "errorinvalidparam"),
        ({"idnumber": "x" * 101}, "dmlwriteexception"),
        ({"fullname": "<b>x</b>"}, "invalidparameter"),
        ({"visible": "true"}, "invalidparameter"),
    ],
)
def test_a_bad_course_is_refused(call: Caller, columns: dict[str, Any], code: str) -> None:
    course = {"fullname": "x", "shortname": "x", "categoryid": 1, **columns}
    assert call.error(CREATE, courses=[course]) == code


def test_courses_of_one_call_stand_or_fall_together(call: Caller) -> None:
    course = {"fullname": "x", "shortname": "same", "categoryid": 1}
    assert call.error(CREATE, courses=[course, course]) == "shortnametaken"
    assert call(BY_FIELD, field="shortname", value="same")["courses"] == []


def test_hiding_a_new_course_needs_a_capability_and_is_silently_undone(call: Caller) -> None:
    course = call.create_course("c", visible=0)
    assert call(BY_FIELD, field="id", value=course)["courses"][0]["visible"] == 1


def test_updates_warn_and_some_fields_need_a_capability_of_their_own(call: Caller) -> None:
    course = call.create_course("c")
    changes = [
        {"id": course, "summary": "new"},
        {"id": course, "fullname": "new"},
        {"id": course, "enddate": 5},
        {"id": 9999, "startdate": 5},
        {"id": course, "groupmode": 2},
    ]
    warnings = call("core_course_update_courses", courses=changes)["warnings"]
    assert [(each["itemid"], each["warningcode"]) for each in warnings] == [
        (course, "nopermissions"),
        (course, "nopermissions"),
        (course, "nostartdatenoenddate"),
        (9999, "invalidrecordunknown"),
    ]
    call.moodle.state.account.capabilities.add("moodle/course:changesummary")
    assert call("core_course_update_courses", courses=changes[:1]) == {"warnings": []}
    found = call(BY_FIELD, field="id", value=course)["courses"][0]
    assert (found["summary"], found["groupmode"]) == ("new", 2)


def test_categories(call: Caller) -> None:
    other = call.moodle.state.add_category("Diklat & Co")
    call.create_course("c", categoryid=other)
    rows = call("core_course_get_categories")
    assert [(row["name"], row["coursecount"]) for row in rows] == [
        ("Category 1", 0),
        ("Diklat &amp; Co", 1),
    ]
    named = [{"key": "id", "value": other}]
    assert [row["id"] for row in call("core_course_get_categories", criteria=named)] == [other]
    visible = [{"key": "visible", "value": 1}]
    assert call.error("core_course_get_categories", criteria=visible) == "criteriaerror"


def test_deleting_a_course_takes_everything_in_it(call: Caller) -> None:
    course = call.create_course("c")
    call.enrol(call.create_user("ana"), course)
    call.create_group(course, "g")
    warnings = call("core_course_delete_courses", courseids=[course])["warnings"]
    assert [each["warningcode"] for each in warnings] == ["cannotdeletecourse"]
    call.moodle.state.account.capabilities.add("moodle/course:delete")
    warnings = call("core_course_delete_courses", courseids=[course, 9999])["warnings"]
    assert [each["warningcode"] for each in warnings] == ["unknowncourseidnumber"]
    for table in ("enrolments", "role_assignments", "groups"):
        assert call.moodle.state.rows(table) == []


def test_duplicating_copies_people_too_unless_told_not_to(call: Caller) -> None:
    source = call.create_course("template", idnumber="T")
    call.enrol(call.create_user("ana"), source)
    call.create_group(source, "g")
    wanted = {"courseid": source, "fullname": "x", "categoryid": 1}
    assert call.error(DUPLICATE, shortname="a", **wanted) == "nopermissions"
    rights = call.moodle.state.account.capabilities
    rights |= {"moodle/backup:backupcourse", "moodle/restore:restorecourse"}
    bare = call(DUPLICATE, shortname="a", **wanted)["id"]
    assert call("core_enrol_get_enrolled_users", courseid=bare) == []
    assert len(call("core_group_get_course_groups", courseid=bare)) == 1
    rights.add("moodle/backup:userinfo")
    full = call(DUPLICATE, shortname="b", **wanted)["id"]
    assert len(call("core_enrol_get_enrolled_users", courseid=full)) == 1
    none = [{"name": "users", "value": 0}]
    locked = "setting_locked_by_permission"
    assert call.error(DUPLICATE, shortname="c", options=none, **wanted) == locked
    rights.add("moodle/backup:configure")
    rights.discard("moodle/backup:userinfo")
    assert call.error(DUPLICATE, shortname="c", options=none, **wanted) == locked
    rights.add("moodle/backup:userinfo")
    empty = call(DUPLICATE, shortname="c", options=none, **wanted)["id"]
    assert call("core_enrol_get_enrolled_users", courseid=empty) == []
    assert call.error(DUPLICATE, shortname="c", **wanted) == "shortnametaken"
    assert call(BY_FIELD, field="idnumber", value="T")["courses"][0]["id"] == source
