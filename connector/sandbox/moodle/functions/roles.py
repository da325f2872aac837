"""core_role_assign_roles and core_role_unassign_roles."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.errors import coding_error, invalid_parameter
from connector.sandbox.moodle.functions.enrolments import assign_role
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.schema import COURSE_LEVEL

_LEVELS = {"system": 10, "coursecat": 40, "course": 50}


def assign_roles(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; in a course it needs no enrolment."""
    for wanted in parameters["assignments"]:
        context = _checked_context(call, wanted)
        user = call.transaction.get("users", wanted["userid"])
        if user is None or user["deleted"]:
            raise coding_error("User ID does not exist or is deleted!")
        assign_role(call, wanted["roleid"], wanted["userid"], context)


def unassign_roles(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; a role that is not held is no error, and the enrolment stays."""
    for wanted in parameters["unassignments"]:
        context = _checked_context(call, wanted)
        for row in call.transaction.find("role_assignments", "place", (context, wanted["userid"])):
            if row["roleid"] == wanted["roleid"]:
                call.transaction.delete("role_assignments", row["id"])


def _checked_context(call: Call, wanted: dict[str, Any]) -> int:
    """The id of the context meant, after the checks both functions make."""
    if wanted.get("contextid"):
        row = call.transaction.get("contexts", wanted["contextid"])
    elif wanted.get("contextlevel") and "instanceid" in wanted:
        level = _LEVELS.get(wanted["contextlevel"])
        if level is None:
            raise invalid_parameter(f"Invalid context level = {wanted['contextlevel']}")
        instance = 0 if level == _LEVELS["system"] else wanted["instanceid"]
        row = next(iter(call.transaction.find("contexts", "place", (level, instance))), None)
    else:
        raise invalid_parameter("Missing parameters")
    if row is None:
        raise invalid_parameter("Context does not exist")
    if row["level"] == COURSE_LEVEL:
        call.enter_course(row["instance"])
    call.require("moodle/role:assign")
    if wanted["roleid"] not in call.site.assignable_roles:
        raise invalid_parameter(
            f"Can not assign roleid={wanted['roleid']} in contextid={row['id']}"
        )
    return int(row["id"])


_WHERE = "contextid: int?, contextlevel: alpha?, instanceid: int?"

FUNCTIONS = {
    "core_role_assign_roles": Function(
        declare(f"assignments: [{{roleid: int, userid: int, {_WHERE}}}]"), assign_roles
    ),
    "core_role_unassign_roles": Function(
        declare(f"unassignments: [{{roleid: int, userid: int, {_WHERE}}}]"), unassign_roles
    ),
}
