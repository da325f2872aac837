"""How the plugin's functions go into a course: its own capability, then those core would ask."""

from __future__ import annotations

from connector.sandbox.moodle.calls import Call
from connector.sandbox.moodle.errors import invalid_parameter
from connector.sandbox.moodle.plugin.words import no_record
from connector.sandbox.moodle.state import SITE_COURSE_ID
from connector.sandbox.moodle.tables import Row


def enter(call: Call, course_id: int, *capabilities: str) -> Row:
    """Return the course; a missing one, or a capability that is not held, is refused."""
    if course_id == SITE_COURSE_ID:
        raise invalid_parameter("The front page is no course.")
    if call.transaction.get("courses", course_id) is None:
        raise no_record()
    course = call.enter_course(course_id)
    for capability in capabilities:
        call.require(capability)
    return course
