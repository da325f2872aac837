"""The core_group_… functions: groups of a course and their members."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function, is_enrolled
from connector.sandbox.moodle.cleaning import clean_html, format_string
from connector.sandbox.moodle.errors import MoodleError, invalid_parameter, missing_record
from connector.sandbox.moodle.functions.course_changes import check_format
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.tables import Row

_SHOWN = (
    "id courseid name description descriptionformat enrolmentkey idnumber visibility participation"
)


def create_groups(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; refuses a name it finds in the course, which races can still double."""
    created = []
    for group in parameters["groups"]:
        if not group["name"].strip():
            raise invalid_parameter("Invalid group name")
        if call.transaction.exists("groups", "name", (group["courseid"], group["name"])):
            raise invalid_parameter("Group with the same name already exists in the course")
        call.enter_course_or_explain(group["courseid"])
        call.require("moodle/course:managegroups")
        check_format(group["descriptionformat"])
        if group["visibility"] not in (0, 1, 2, 3):
            raise invalid_parameter("Invalid group visibility provided")
        idnumber = group.get("idnumber", "")
        if idnumber and call.transaction.exists(
            "groups", "idnumber", (group["courseid"], idnumber)
        ):
            raise MoodleError("idnumbertaken", "This ID number is already in use")
        stored = {"idnumber": "", "enrolmentkey": None, **group}
        stored.pop("customfields", None)
        row = call.transaction.insert("groups", stored)
        created.append({**_shown(row), "enrolmentkey": row["enrolmentkey"] or ""})
    return created


def _shown(group: Row) -> Row:
    return {name: group[name] for name in _SHOWN.split()}


def get_course_groups(call: Call, parameters: dict[str, Any]) -> Answer:
    """Groups by name; names and descriptions are formatted for HTML."""
    call.enter_course_or_explain(parameters["courseid"])
    call.require("moodle/course:managegroups")
    groups = call.transaction.find("groups", "course", parameters["courseid"])
    return [
        {
            **_shown(group),
            "name": format_string(group["name"]),
            "description": clean_html(group["description"], group["descriptionformat"]),
        }
        for group in sorted(groups, key=lambda group: (group["name"], group["id"]))
    ]


def get_group_members(call: Call, parameters: dict[str, Any]) -> Answer:
    """Member ids per group, by last and first name."""
    found = []
    for group_id in parameters["groupids"]:
        _managed_group(call, group_id)
        users = [
            call.transaction.must_get("users", row["userid"])
            for row in call.transaction.find("members", "group", group_id)
        ]
        users.sort(key=lambda user: (user["lastname"], user["firstname"], user["id"]))
        found.append({"groupid": group_id, "userids": [user["id"] for user in users]})
    return found


def _managed_group(call: Call, group_id: int) -> Row:
    group = call.transaction.get("groups", group_id)
    if group is None:
        raise missing_record("groups")
    call.enter_course_or_explain(group["courseid"])
    call.require("moodle/course:managegroups")
    return group


def _member(call: Call, wanted: dict[str, Any]) -> Row:
    """The group of a membership row, after the checks that adding and removing share."""
    if call.transaction.get("groups", wanted["groupid"]) is None:
        raise missing_record("groups")
    user = call.transaction.get("users", wanted["userid"])
    if user is None or user["deleted"]:
        raise missing_record("user")
    return _managed_group(call, wanted["groupid"])


def add_group_members(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; members must be enrolled in the course; adding again changes nothing."""
    for wanted in parameters["members"]:
        group = _member(call, wanted)
        if not is_enrolled(call.transaction, group["courseid"], wanted["userid"]):
            raise invalid_parameter("Only enrolled users may be members of groups")
        if not call.transaction.exists("members", "pair", (group["id"], wanted["userid"])):
            row = {"groupid": group["id"], "userid": wanted["userid"], "timeadded": call.now}
            call.transaction.insert("members", row)


def delete_group_members(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; removing someone who is not in is no error."""
    for wanted in parameters["members"]:
        group = _member(call, wanted)
        for row in call.transaction.find("members", "pair", (group["id"], wanted["userid"])):
            call.transaction.delete("members", row["id"])


def delete_groups(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; an unknown group is silently ignored."""
    for group_id in parameters["groupids"]:
        if call.transaction.get("groups", group_id) is None:
            continue
        _managed_group(call, group_id)
        for row in call.transaction.find("members", "group", group_id):
            call.transaction.delete("members", row["id"])
        call.transaction.delete("groups", group_id)


_MEMBERS = "members: [{groupid: int, userid: int}]"

FUNCTIONS = {
    "core_group_create_groups": Function(
        declare(
            "groups: [{courseid: int, name: text, description: raw, descriptionformat: int='1', "
            "enrolmentkey: raw?, idnumber: raw?, visibility: int=0, participation: bool=1, "
            "customfields: [{shortname: alphanumext, value: raw}]?}]"
        ),
        create_groups,
    ),
    "core_group_get_course_groups": Function(declare("courseid: int"), get_course_groups),
    "core_group_get_group_members": Function(declare("groupids: [int]"), get_group_members),
    "core_group_add_group_members": Function(declare(_MEMBERS), add_group_members),
    "core_group_delete_group_members": Function(declare(_MEMBERS), delete_group_members),
    "core_group_delete_groups": Function(declare("groupids: [int]"), delete_groups),
}
