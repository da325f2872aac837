"""What the sandbox's plugin notices, and how it says so: ids only, as numbers."""

from __future__ import annotations

import json
import re
from typing import Any

from connector.sandbox.moodle import learning
from tests.sandbox.plugin_place import PluginPlace

ADMIN, SERVICE = 2, 3


def told(place: PluginPlace) -> list[dict[str, Any]]:
    """What was told since the last time, without when."""
    place.moodle.plugin.deliver()
    found = [each.told | {"type": each.type} for each in place.ear.heard]
    place.ear.heard.clear()
    return [{name: value for name, value in each.items() if name != "at"} for each in found]


def short(place: PluginPlace) -> list[tuple[str, str]]:
    return [
        (each["type"].removeprefix("moodle."), each["event"].rpartition("\\")[2])
        for each in told(place)
    ]


def test_the_body_is_as_the_contract_says(plugged: PluginPlace) -> None:
    page = learning.add_activity(plugged.moodle.state, plugged.course, "Halaman")
    plugged.listen()
    learning.complete(plugged.moodle.state, page, plugged.person)
    plugged.moodle.plugin.deliver()
    body = json.loads(plugged.ear.heard[0].body)
    assert re.fullmatch(r"msg_[0-9a-f]{32}", body["id"])
    assert body == {
        "id": plugged.ear.heard[0].id,
        "type": "moodle.activity_completed",
        "timestamp": "2026-11-21T07:00:00Z",
        "data": {
            "event": "\\core\\event\\course_module_completion_updated",
            "course": plugged.course,
            "person": plugged.person,
            "module": page,
            "object": plugged.moodle.state.rows("completions")[0]["id"],
            "by": ADMIN,
            "at": int(plugged.now.timestamp()),
        },
    }


def test_a_completed_course_is_told_before_the_activity_that_completed_it(
    plugged: PluginPlace,
) -> None:
    page = learning.add_activity(plugged.moodle.state, plugged.course, "H", criterion=True)
    plugged.listen()
    learning.complete(plugged.moodle.state, page, plugged.person)
    first, second = told(plugged)
    assert (first["type"], second["type"]) == (
        "moodle.course_completed",
        "moodle.activity_completed",
    )
    assert (first["person"], first["module"]) == (plugged.person, 0)
    learning.complete(plugged.moodle.state, page, plugged.person)
    assert told(plugged) == []  # nothing changed
    learning.complete(plugged.moodle.state, page, plugged.person, to=0)
    assert [each["type"] for each in told(plugged)] == ["moodle.activity_completed"]


def test_a_test_that_is_handed_in_marked_again_and_deleted(plugged: PluginPlace) -> None:
    state = plugged.moodle.state
    quiz = learning.add_quiz(state, plugged.course, "Pre-test")
    plugged.listen()
    attempt = learning.take_quiz(state, quiz, plugged.person, None, outcome="inprogress")
    assert short(plugged) == []
    other = learning.take_quiz(state, quiz, plugged.person, 7)
    events = told(plugged)
    cmid = state.rows("quizzes")[0]["coursemodule"]
    submitted = [each for each in events if each["event"].endswith("attempt_submitted")]
    assert [(each["object"], each["module"]) for each in submitted] == [(other, cmid)]
    with state.transaction() as transaction:
        transaction.update("attempts", other, sumgrades=8)
    assert ("quiz_submitted", "attempt_regraded") in short(plugged)
    learning.delete_attempt(state, attempt)
    assert ("quiz_submitted", "attempt_deleted") in short(plugged)


def test_enrolling_changing_and_leaving(plugged: PluginPlace) -> None:
    plugged.listen()
    person = plugged.add_person("budi")
    enrolled, role = told(plugged)
    assert (enrolled["type"], enrolled["person"], enrolled["by"]) == (
        "moodle.enrolled",
        person,
        SERVICE,
    )
    assert (role["event"], role["object"]) == ("\\core\\event\\role_assigned", 5)
    plugged.call.enrol(person, plugged.course)
    assert told(plugged) == []  # as it was
    plugged.call.enrol(person, plugged.course, suspend=1)
    assert short(plugged) == [("enrolment_updated", "user_enrolment_updated")]
    plugged.moodle.state.account.capabilities.add("enrol/manual:unenrol")
    row = {"userid": person, "courseid": plugged.course}
    plugged.call("enrol_manual_unenrol_users", enrolments=[row])
    assert short(plugged) == [
        ("role_changed", "role_unassigned"),
        ("unenrolled", "user_enrolment_deleted"),
    ]


def test_a_role_outside_a_course_is_told_to_nobody(plugged: PluginPlace) -> None:
    plugged.listen()
    place = {"roleid": 4, "userid": plugged.person, "contextlevel": "system", "instanceid": 0}
    plugged.call("core_role_assign_roles", assignments=[place])
    assert told(plugged) == []


def test_groups_and_their_members(plugged: PluginPlace) -> None:
    plugged.listen()
    group = plugged.call.create_group(plugged.course, "A")
    members = [{"groupid": group, "userid": plugged.person}]
    plugged.call("core_group_add_group_members", members=members)
    [added] = told(plugged)
    assert (added["event"], added["object"], added["person"]) == (
        "\\core\\event\\group_member_added",
        group,
        plugged.person,
    )
    plugged.call("core_group_delete_groups", groupids=[group])
    assert [event for _, event in short(plugged)] == ["group_member_removed", "group_deleted"]


def test_accounts_changed_and_deleted(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.moodle.state.account.capabilities.add("moodle/user:delete")
    plugged.call("core_user_update_users", users=[{"id": plugged.person, "city": "Bogor"}])
    [changed] = told(plugged)
    assert (changed["type"], changed["course"], changed["person"], changed["by"]) == (
        "moodle.account_changed",
        0,
        plugged.person,
        SERVICE,
    )
    plugged.call("core_user_delete_users", userids=[plugged.person])
    assert [kind for kind, _ in short(plugged)] == [
        "role_changed",
        "unenrolled",
        "account_deleted",
    ]


def test_the_course_its_calendar_and_our_modules(plugged: PluginPlace) -> None:
    plugged.listen()
    call, course = plugged.call, plugged.course
    call("core_course_update_courses", courses=[{"id": course, "startdate": 1_790_000_000}])
    assert short(plugged) == [("course_changed", "course_updated")]
    event = {"name": "x", "eventtype": "course", "courseid": course, "timestart": 1_790_003_600}
    made = call("core_calendar_create_calendar_events", events=[event])["events"][0]["id"]
    assert short(plugged) == []  # only what a person takes away or moves is news
    call("core_calendar_delete_calendar_events", events=[{"eventid": made, "repeat": 0}])
    assert short(plugged) == [("course_changed", "calendar_event_deleted")]
    link = {"key": "simpul:link:1", "name": "Sesi 1", "description": "", "session": "1"}
    put = {"courseid": course, "links": [link | {"visible": 1}]}
    cmid = call("local_simpul_put_links", **put)["modules"][0]["cmid"]
    assert short(plugged) == []
    with plugged.moodle.state.transaction() as transaction:  # somebody hides it by hand
        transaction.update("activities", cmid, visible=0)
    [hidden] = told(plugged)
    assert (hidden["module"], hidden["by"]) == (cmid, ADMIN)
    call("local_simpul_remove_modules", courseid=course, cmids=[cmid])
    assert short(plugged) == [("course_changed", "course_module_deleted")]


def test_courses_without_an_id_number_are_told_only_when_wanted(plugged: PluginPlace) -> None:
    plugged.listen()
    other = plugged.moodle.state.add_course("d")
    plugged.call.enrol(plugged.person, other)
    assert told(plugged) == []
    plugged.moodle.plugin.all_courses = True
    plugged.call.enrol(plugged.person, other, suspend=1)
    assert short(plugged) == [("enrolment_updated", "user_enrolment_updated")]


def test_a_call_that_fails_tells_nothing(plugged: PluginPlace) -> None:
    plugged.listen()
    good = {"roleid": 5, "userid": plugged.moodle.state.add_user("c", "c@example.com")}
    rows = [good | {"courseid": plugged.course}, good | {"courseid": 9999}]
    plugged.call.error("enrol_manual_enrol_users", enrolments=rows)
    assert told(plugged) == []


def test_an_account_that_is_in_no_course_of_ours_is_no_news(plugged: PluginPlace) -> None:
    stranger = plugged.moodle.state.add_user("x", "x@example.com")
    plugged.listen()
    plugged.call("core_user_update_users", users=[{"id": stranger, "city": "Bogor"}])
    assert told(plugged) == []


def test_ids_are_numbers_and_nobody_is_named(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.add_person("cecep")
    plugged.moodle.plugin.deliver()
    for one in plugged.ear.heard:
        assert "cecep" not in one.body.decode()
        ids = {name: value for name, value in one.told.items() if name != "event"}
        assert all(isinstance(value, int) for value in ids.values()), ids
