"""enrol_manual_enrol_users and enrol_manual_unenrol_users."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function, context_id, is_enrolled
from connector.sandbox.moodle.errors import MoodleError, missing_record
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.tables import Row, Transaction


def enrol_users(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic. Overwrites dates and status with what is sent or with 0; adds the role."""
    for wanted in parameters["enrolments"]:
        course = call.enter_course(wanted["courseid"])
        call.require("enrol/manual:enrol")
        call.active_user(wanted["userid"])
        _check_assignable(call, wanted)
        instance = _enabled_instance(call.transaction, course["id"])
        _enrol(call, instance, wanted)
        assign_role(call, wanted["roleid"], wanted["userid"], call.context_id(course["id"]))


def _check_assignable(call: Call, wanted: dict[str, Any]) -> None:
    roles = call.site.assignable_roles if call.may("moodle/role:assign") else ()
    if wanted["roleid"] not in roles:
        raise MoodleError(
            "wsusercannotassign",
            f"You don't have the permission to assign this role ({wanted['roleid']}) "
            f"to this user ({wanted['userid']}) in this course ({wanted['courseid']}).",
        )


def _enabled_instance(transaction: Transaction, course_id: int) -> Row:
    for instance in transaction.find("instances", "course", course_id):
        if instance["status"] == 0:
            return instance
    raise no_instance(course_id)


def no_instance(course_id: int) -> MoodleError:
    return MoodleError(
        "wsnoinstance",
        "Manual enrolment plugin instance doesn't exist or is disabled for the course "
        f"(id = {course_id})",
    )


def _enrol(call: Call, instance: Row, wanted: dict[str, Any]) -> None:
    state = {
        "timestart": wanted.get("timestart", 0),
        "timeend": wanted.get("timeend", 0),
        "status": 1 if wanted.get("suspend") else 0,
        "timemodified": call.now,
    }
    pair = (instance["id"], wanted["userid"])
    known = call.transaction.find("enrolments", "pair", pair)
    if known:
        if any(known[0][name] != state[name] for name in ("timestart", "timeend", "status")):
            call.transaction.update("enrolments", known[0]["id"], **state)
    else:
        row = {"enrolid": pair[0], "userid": pair[1], "timecreated": call.now, **state}
        call.transaction.insert("enrolments", row)


def assign_role(call: Call, role_id: int, user_id: int, context: int) -> None:
    """Add a role to a person in a context; the roles already there stay."""
    held = call.transaction.find("role_assignments", "place", (context, user_id))
    if all(row["roleid"] != role_id for row in held):
        call.transaction.insert(
            "role_assignments",
            {
                "roleid": role_id,
                "userid": user_id,
                "contextid": context,
                "timemodified": call.now,
            },
        )


def unenrol_users(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic. Takes roles and group memberships of the course away too."""
    for wanted in parameters["enrolments"]:
        if call.transaction.get("courses", wanted["courseid"]) is None:
            raise missing_record("context")
        course = call.enter_course(wanted["courseid"])
        call.require("enrol/manual:unenrol")
        instances = call.transaction.find("instances", "course", course["id"])
        if not instances:
            raise no_instance(course["id"])
        call.active_user(wanted["userid"])
        if is_enrolled(call.transaction, course["id"], wanted["userid"]):
            _unenrol(call.transaction, instances[0], course["id"], wanted["userid"])


def _unenrol(transaction: Transaction, instance: Row, course_id: int, user_id: int) -> None:
    for row in transaction.find("enrolments", "pair", (instance["id"], user_id)):
        transaction.delete("enrolments", row["id"])
    place = (context_id(transaction, course_id), user_id)
    for row in transaction.find("role_assignments", "place", place):
        transaction.delete("role_assignments", row["id"])
    for row in transaction.find("members", "user", user_id):
        if transaction.must_get("groups", row["groupid"])["courseid"] == course_id:
            transaction.delete("members", row["id"])


FUNCTIONS = {
    "enrol_manual_enrol_users": Function(
        declare(
            "enrolments: [{roleid: int, userid: int, courseid: int, timestart: int?, "
            "timeend: int?, suspend: int?}]"
        ),
        enrol_users,
    ),
    "enrol_manual_unenrol_users": Function(
        declare("enrolments: [{userid: int, courseid: int, roleid: int?}]"), unenrol_users
    ),
}
