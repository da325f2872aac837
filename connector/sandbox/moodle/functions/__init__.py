"""The web service functions of the sandbox, one module a topic, joined into one table."""

from __future__ import annotations

from collections.abc import Mapping

from connector.sandbox.moodle.calls import Function
from connector.sandbox.moodle.functions import (
    calendar,
    completion,
    course_changes,
    courses,
    enrolled,
    enrolments,
    grades,
    groups,
    messages,
    quizzes,
    roles,
    several,
    site,
    user_changes,
    users,
    whole_courses,
)

CORE_FUNCTIONS: Mapping[str, Function] = {
    **site.FUNCTIONS,
    **users.FUNCTIONS,
    **user_changes.FUNCTIONS,
    **courses.FUNCTIONS,
    **course_changes.FUNCTIONS,
    **whole_courses.FUNCTIONS,
    **enrolments.FUNCTIONS,
    **enrolled.FUNCTIONS,
    **roles.FUNCTIONS,
    **groups.FUNCTIONS,
    **calendar.FUNCTIONS,
    **quizzes.FUNCTIONS,
    **completion.FUNCTIONS,
    **grades.FUNCTIONS,
    **messages.FUNCTIONS,
}

FUNCTIONS: Mapping[str, Function] = {**CORE_FUNCTIONS, **several.over(CORE_FUNCTIONS)}
