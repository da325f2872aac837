"""core_completion: how far one person is in a course; there is no bulk function."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function, is_enrolled
from connector.sandbox.moodle.cleaning import format_string
from connector.sandbox.moodle.errors import MoodleError, missing_record
from connector.sandbox.moodle.functions import quizzes
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.state import SITE_COURSE_ID
from connector.sandbox.moodle.tables import Row

STUDENT = 5

DONE = (1, 2)
"""Complete, and complete with a pass; 3 is complete with a fail."""

_TITLE = "Activity completion"


def get_course_completion_status(call: Call, parameters: dict[str, Any]) -> Answer:
    """A teacher and whoever is not actively enrolled have no status: `usernotenroled`."""
    course, user = _both(call, parameters)
    own = user["id"] == call.account.user_id
    # of the front page only the site's own setting counts
    switched_on = course["enablecompletion"] or course["id"] == SITE_COURSE_ID
    if not switched_on or not (own or call.may("report/completion:view")):
        raise MoodleError("cannotviewreport", "You cannot view this report")
    _check_groups(call, course, user)
    if not tracked(call, course["id"], user["id"]):
        code = "notenroled" if own else "usernotenroled"
        raise MoodleError(code, "User is not enrolled in this course")
    criteria = _criteria(call, course["id"])
    if not criteria:
        raise MoodleError("nocriteriaset", "No completion criteria set for this course")
    finished = call.transaction.find("course_completions", "person", (course["id"], user["id"]))
    return {
        "completionstatus": {
            "completed": bool(finished),
            "aggregation": 1,
            "completions": [_criterion(call, row, user["id"]) for row in criteria],
        },
        "warnings": [],
    }


def _both(call: Call, parameters: dict[str, Any]) -> tuple[Row, Row]:
    course = call.transaction.get("courses", parameters["courseid"])
    if course is None:
        raise missing_record("course")
    user = call.active_user(parameters["userid"])
    call.enter_course(course["id"])
    return course, user


def _check_groups(call: Call, course: Row, user: Row) -> None:
    if user["id"] != call.account.user_id and not call.shares_groups(course, user["id"]):
        raise MoodleError("accessdenied", "Access denied")


def tracked(call: Call, course_id: int, user_id: int) -> bool:
    place = (call.context_id(course_id), user_id)
    roles = {row["roleid"] for row in call.transaction.find("role_assignments", "place", place)}
    return STUDENT in roles and is_enrolled(
        call.transaction, course_id, user_id, active_at=call.now
    )


def has_criteria(call: Call, course_id: int) -> bool:
    """Say whether something is needed to complete the course, and completion is switched on."""
    course = call.transaction.must_get("courses", course_id)
    return bool(course["enablecompletion"] and _criteria(call, course_id))


def _criteria(call: Call, course_id: int) -> list[Row]:
    return [row for row in _activities(call, course_id) if row["criterion"]]


def _activities(call: Call, course_id: int) -> list[Row]:
    return call.transaction.find("activities", "course", course_id)


def _completion(call: Call, activity: Row, user_id: int) -> Row | None:
    place = (activity["id"], user_id)
    return next(iter(call.transaction.find("completions", "person", place)), None)


def _criterion(call: Call, activity: Row, user_id: int) -> dict[str, Any]:
    found = _completion(call, activity, user_id)
    done = found is not None and found["state"] in DONE
    link = f"{call.url}/mod/{activity['modname']}/view.php?id={activity['id']}"
    automatic = activity["completion"] == 2
    return {
        "type": 4,
        "title": _TITLE,
        "status": "Yes" if done else "No",
        "complete": done,
        "timecompleted": found["timecompleted"] if found and done else None,
        "details": {
            "type": _TITLE,
            "criteria": f'<a href="{link}">{format_string(activity["name"])}</a>',
            "requirement": "Achieving grade" if automatic else "Marking yourself complete",
            "status": "",
        },
    }


def get_activities_completion_status(call: Call, parameters: dict[str, Any]) -> Answer:
    """Activities the account itself may not see are left out, and nothing says so."""
    course, user = _both(call, parameters)
    if user["id"] != call.account.user_id:
        call.require("report/progress:view")
    _check_groups(call, course, user)
    statuses = [_status(call, row, user["id"]) for row in countable(call, course["id"])]
    return {"statuses": statuses, "warnings": []}


def countable(call: Call, course_id: int) -> list[Row]:
    """The activities whose completion is tracked and that the account itself may see."""
    followed = [row for row in _activities(call, course_id) if row["completion"]]
    return [row for row in followed if _seen(call, row)]


def state_of(call: Call, activity: Row, user_id: int) -> int:
    """How far a person is with an activity; 0 where they have not begun."""
    found = _completion(call, activity, user_id)
    return int(found["state"]) if found else 0


def _seen(call: Call, activity: Row) -> bool:
    if activity["modname"] == "quiz":
        return quizzes.visible(call, call.transaction.must_get("quizzes", activity["instance"]))
    return bool(activity["visible"]) or call.may("moodle/course:viewhiddenactivities")


def _status(call: Call, activity: Row, user_id: int) -> dict[str, Any]:
    found = _completion(call, activity, user_id)
    state = found["state"] if found else 0
    return {
        "cmid": activity["id"],
        "modname": activity["modname"],
        "instance": activity["instance"],
        "state": state,
        "timecompleted": found["timecompleted"] if found else 0,
        "tracking": activity["completion"],
        "overrideby": None,
        "valueused": False,
        "hascompletion": True,
        "isautomatic": activity["completion"] == 2,
        "istrackeduser": tracked(call, activity["courseid"], user_id),
        "uservisible": True,
        "details": _rules(activity, state),
        "isoverallcomplete": state in DONE,
    }


def _rules(activity: Row, state: int) -> list[dict[str, Any]]:
    """What an activity asks for that counts by itself."""
    if activity["completion"] != 2:
        return []
    status = {"status": int(state in DONE), "description": "Receive a grade"}
    return [{"rulename": "completionusegrade", "rulevalue": status}]


_WHO = "courseid: int, userid: int"

FUNCTIONS = {
    "core_completion_get_course_completion_status": Function(
        declare(_WHO), get_course_completion_status
    ),
    "core_completion_get_activities_completion_status": Function(
        declare(_WHO), get_activities_completion_status
    ),
}
