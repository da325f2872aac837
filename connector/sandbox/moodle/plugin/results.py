"""local_simpul_get_results: the people of a course, how far each is, and all their attempts.

Says what the core functions say one person at a time, counted as they count.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from connector.sandbox.moodle.calls import (
    SEPARATE_GROUPS,
    Answer,
    Call,
    Function,
    enrolments_of,
    is_active,
)
from connector.sandbox.moodle.errors import invalid_parameter
from connector.sandbox.moodle.functions import completion, quizzes
from connector.sandbox.moodle.gradebook import course_total
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.plugin.rights import enter
from connector.sandbox.moodle.plugin.words import READ_RESULTS, decimal
from connector.sandbox.moodle.tables import Row

MOST = 2000
"""People of one page."""

CAPABILITIES = (
    READ_RESULTS,
    "moodle/course:enrolreview",
    "report/completion:view",
    "report/progress:view",
    "moodle/grade:viewall",
)


def get_results(call: Call, parameters: dict[str, Any]) -> Answer:
    """One page of the enrolled, by id. Where the course has no criteria `completed` is null."""
    limit, wanted = parameters["limit"], parameters["userids"]
    if not 1 <= limit <= MOST or len(wanted) > MOST:
        raise invalid_parameter(f"A page has 1 to {MOST} people.")
    course = enter(call, parameters["courseid"], *CAPABILITIES)
    if course["groupmode"] == SEPARATE_GROUPS:
        call.require("moodle/site:accessallgroups")
    people = _people(call, course["id"], wanted)
    later = [one for one in sorted(people.items()) if one[0] > parameters["after"]]
    page = later[:limit]
    tests = call.transaction.find("quizzes", "course", course["id"])
    if tests:
        call.require(quizzes.REPORTS)
    activities = completion.countable(call, course["id"])
    criteria = completion.has_criteria(call, course["id"])
    return {
        "criteria": criteria,
        "quizzes": [_quiz(call, row) for row in tests],
        "users": [
            _person(call, course["id"], user_id, active, activities, criteria=criteria)
            for user_id, active in page
        ],
        "attempts": _attempts(call, tests, {user_id for user_id, _ in page}),
        "next": page[-1][0] if len(later) > len(page) else 0,
    }


def _people(call: Call, course_id: int, wanted: list[int]) -> dict[int, bool]:
    """Whoever is enrolled, and whether one of their enrolments is active."""
    found: dict[int, bool] = {}
    for enrolment, instance in enrolments_of(call.transaction, course_id):
        user_id = enrolment["userid"]
        if not wanted or user_id in wanted:
            active = is_active(enrolment, instance, call.now)
            found[user_id] = found.get(user_id, False) or active
    return {
        user_id: active
        for user_id, active in found.items()
        if not call.transaction.must_get("users", user_id)["deleted"]
    }


def _quiz(call: Call, quiz: Row) -> dict[str, Any]:
    return {
        "id": quiz["id"],
        "cmid": quiz["coursemodule"],
        "name": quiz["name"],
        "grade": decimal(quiz["grade"]),
        "sumgrades": decimal(quiz["sumgrades"]),
        "visible": quizzes.visible(call, quiz),
    }


def _person(
    call: Call,
    course_id: int,
    user_id: int,
    active: bool,
    activities: list[Row],
    *,
    criteria: bool,
) -> dict[str, Any]:
    finished = call.transaction.find("course_completions", "person", (course_id, user_id))
    tracked = criteria and completion.tracked(call, course_id, user_id)
    states = [completion.state_of(call, row, user_id) for row in activities]
    grade, maximum = _total(call, course_id, user_id)
    return {
        "id": user_id,
        "active": active,
        "completed": bool(finished) if tracked else None,
        "timecompleted": finished[0]["timecompleted"] if tracked and finished else 0,
        "done": sum(state in completion.DONE for state in states),
        "activities": len(activities),
        "grade": decimal(grade),
        "grademax": decimal(maximum),
    }


def _total(call: Call, course_id: int, user_id: int) -> tuple[Decimal | None, Decimal | None]:
    """A total would give away what is hidden in the gradebook from the account."""
    items = call.transaction.find("grade_items", "course", course_id)
    if not call.may("moodle/grade:viewhidden") and any(item["hidden"] for item in items):
        return None, None
    return course_total(call.transaction, course_id, user_id)


def _attempts(call: Call, tests: list[Row], people: set[int]) -> list[dict[str, Any]]:
    rows = [
        row
        for quiz in tests
        for row in call.transaction.find("attempts", "quiz", quiz["id"])
        if row["userid"] in people
    ]
    return [
        {
            "id": row["id"],
            "userid": row["userid"],
            "quizid": row["quiz"],
            "number": row["attempt"],
            "state": row["state"],
            "sumgrades": decimal(row["sumgrades"]),
            "timestart": row["timestart"],
            "timefinish": row["timefinish"],
        }
        for row in sorted(rows, key=_place)
    ]


def _place(row: Row) -> tuple[int, int, int, int]:
    return row["userid"], row["quiz"], row["attempt"], row["id"]


FUNCTIONS = {
    "local_simpul_get_results": Function(
        declare("courseid: int, userids: [int]=[], after: int=0, limit: int=1000"), get_results
    ),
}
