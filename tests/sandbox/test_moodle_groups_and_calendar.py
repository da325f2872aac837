"""Groups, their members, and calendar events in the sandbox Moodle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.moodle_calls import Caller

ADD = "core_group_add_group_members"

CREATE = "core_calendar_create_calendar_events"

READ = "core_calendar_get_calendar_events"

START = 1_790_003_600
"""When the events of these tests begin, in seconds since 1970."""


def test_members_must_be_enrolled_and_adding_twice_is_fine(call: Caller) -> None:
    person, stranger = call.create_user("ana"), call.create_user("budi")
    course = call.create_course("c")
    group = call.create_group(course, "g")
    call.enrol(person, course)
    member = {"groupid": group, "userid": person}
    both = [member, {"groupid": group, "userid": stranger}]
    assert call.error(ADD, members=both) == "invalidparameter"
    read = {"groupids": [group]}
    assert call("core_group_get_group_members", **read) == [{"groupid": group, "userids": []}]
    assert call(ADD, members=[member]) is None
    assert call(ADD, members=[member]) is None
    assert call("core_group_get_group_members", **read)[0]["userids"] == [person]
    assert call("core_group_delete_group_members", members=[member]) is None
    assert call("core_group_delete_group_members", members=[member]) is None
    assert call("core_group_get_group_members", **read)[0]["userids"] == []


@pytest.mark.parametrize(
    ("group", "code"),
    [
        ({"name": "taken"}, "invalidparameter"),
        ({"name": " "}, "invalidparameter"),
        ({"name": "<b>x</b>"}, "invalidparameter"),
        ({"name": "x" * 255}, "dmlwriteexception"),
        ({"idnumber": "G-1"}, "idnumbertaken"),
        ({"courseid": 9999}, "errorcoursecontextnotvalid"),
    ],
)
def test_a_bad_group(call: Caller, group: dict[str, Any], code: str) -> None:
    course = call.create_course("c")
    taken = {"courseid": course, "name": "taken", "description": "", "idnumber": "G-1"}
    call("core_group_create_groups", groups=[taken])
    wanted = {"courseid": course, "name": "new", "description": "", **group}
    assert call.error("core_group_create_groups", groups=[wanted]) == code


def test_group_names_come_back_plain_when_made_and_escaped_when_listed(call: Caller) -> None:
    course = call.create_course("c")
    group = {"courseid": course, "name": "A & B", "description": ""}
    assert call("core_group_create_groups", groups=[group])[0]["name"] == "A & B"
    listed = call("core_group_get_course_groups", courseid=course)[0]
    assert (listed["name"], listed["enrolmentkey"]) == ("A &amp; B", None)


def test_deleting_a_group_takes_its_members_and_ignores_unknown_ones(call: Caller) -> None:
    person, course = call.create_user("ana"), call.create_course("c")
    group = call.create_group(course, "g")
    call.enrol(person, course)
    call(ADD, members=[{"groupid": group, "userid": person}])
    assert call("core_group_delete_groups", groupids=[group, 9999]) is None
    assert call.moodle.state.rows("members") == []
    assert call.error("core_group_get_group_members", groupids=[group]) == "invalidrecordunknown"


def event(**columns: Any) -> dict[str, Any]:
    base = {"name": "Webinar", "eventtype": "course", "timestart": START, "timeduration": 3600}
    return base | columns


def in_course(course: int, **more: Any) -> dict[str, Any]:
    return {
        "events": {"courseids": [course]},
        "options": {"userevents": 0, "siteevents": 0, **more},
    }


def test_an_event_of_a_course_is_found_by_course_and_time(call: Caller) -> None:
    course = call.create_course("c")
    made = call(CREATE, events=[event(courseid=course, description="a & b")])
    assert made["warnings"] == []
    assert (made["events"][0]["userid"], made["events"][0]["description"]) == (3, "a &amp; b")
    found = call(READ, **in_course(course))["events"]
    assert [each["id"] for each in found] == [made["events"][0]["id"]]
    assert (found[0]["groupid"], "uuid" in found[0]) == (None, False)
    assert call(READ, **in_course(course, timestart=START + 3600))["events"] == []
    assert len(call(READ, **in_course(course, timestart=START + 3599))["events"]) == 1
    assert call(READ, **in_course(course, timeend=START - 1))["events"] == []


def test_a_course_event_without_course_is_accepted_and_belongs_to_no_course(call: Caller) -> None:
    course = call.create_course("c")
    made = call(CREATE, events=[event()])["events"][0]
    assert (made["courseid"], made["eventtype"]) == (0, "course")
    assert call(READ, **in_course(course))["events"] == []
    by_id = {"events": {"eventids": [made["id"]]}, "options": {"userevents": 0}}
    assert [each["id"] for each in call(READ, **by_id)["events"]] == [made["id"]]


def test_without_the_capability_an_event_is_a_warning(call: Caller) -> None:
    call.moodle.state.account.capabilities.discard("moodle/calendar:manageentries")
    answer = call(CREATE, events=[event(courseid=call.create_course("c"))])
    assert answer["events"] == []
    assert answer["warnings"][0]["message"] == "you do not have permissions to create this event"


def test_an_unknown_course_refuses_the_whole_batch(call: Caller) -> None:
    course = call.create_course("c")
    both = [event(courseid=course), event(courseid=9999)]
    assert call.error(CREATE, events=both) == "invalidrecordunknown"
    assert call(READ, **in_course(course))["events"] == []


def test_a_series_loses_one_or_all(call: Caller) -> None:
    course = call.create_course("c")
    made = call(CREATE, events=[event(courseid=course, repeats=3)])["events"]
    assert [each["timestart"] - START for each in made] == [0, 604800, 1209600]
    delete = "core_calendar_delete_calendar_events"
    assert call(delete, events=[{"eventid": made[0]["id"], "repeat": 0}]) is None
    left = call(READ, **in_course(course))["events"]
    assert [each["repeatid"] for each in left] == [made[1]["id"]] * 2
    assert call(delete, events=[{"eventid": made[1]["id"], "repeat": 1}]) is None
    assert call(READ, **in_course(course))["events"] == []
    again = [{"eventid": made[1]["id"], "repeat": 0}]
    assert call.error(delete, events=again) == "invalidrecordunknown"
    assert call.error(delete, events=[{"eventid": made[1]["id"]}]) == "invalidparameter"
