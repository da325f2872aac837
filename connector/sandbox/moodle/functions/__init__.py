"""The web service functions of the sandbox, one module a topic, joined into one table."""

from __future__ import annotations

from collections.abc import Mapping

from connector.sandbox.moodle.calls import Function
from connector.sandbox.moodle.functions import (
    calendar,
    course_changes,
    courses,
    enrolled,
    enrolments,
    groups,
    roles,
    site,
    user_changes,
    users,
    whole_courses,
)

FUNCTIONS: Mapping[str, Function] = {
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
}
