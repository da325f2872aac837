"""The only reader of what Moodle sends: one message becomes one `News`, ids and nothing else.

Of our own plugin (deploy/moodle/local_simpul):

    {"id": "msg_…", "type": "moodle.course_completed", "timestamp": "2026-11-21T07:00:00Z",
     "data": {"event": "\\core\\event\\course_completed", "course": 10, "person": 434,
              "module": 51, "object": 29, "by": 2, "at": 1795212699}}

Absent ids are 0. Ids come as numbers or text, as everywhere in Moodle's events (facts: Moodle §8).
What happened is never taken from here: the thing named is read again from Moodle.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connector.domain.learning_news import News, NewsKind
from webhooks.moodle.plugins import EVENT, PLUGIN
from webhooks.readings import Reader, Reading, Unreadable, Use

LONGEST_NAME = 255
"""Characters of an event's name."""

TEST = "moodle.test"
"""Sent by the test button and by `simpul doctor`: that it came is all it says."""

TYPES: Mapping[str, NewsKind] = {
    "moodle.course_completed": NewsKind.RESULTS,
    "moodle.activity_completed": NewsKind.RESULTS,
    "moodle.quiz_submitted": NewsKind.RESULTS,
    "moodle.enrolled": NewsKind.PLACES,
    "moodle.unenrolled": NewsKind.PLACES,
    "moodle.enrolment_updated": NewsKind.PLACES,
    "moodle.role_changed": NewsKind.PLACES,
    "moodle.group_changed": NewsKind.PLACES,
    "moodle.account_changed": NewsKind.ACCOUNT,
    "moodle.account_deleted": NewsKind.ACCOUNT,
    "moodle.course_changed": NewsKind.COURSE,
}
"""Types of our own plugin → what is read again."""

_EVENTS = {
    NewsKind.RESULTS: """
        core/course_completed core/course_module_completion_updated core/user_graded
        mod_quiz/attempt_submitted mod_quiz/attempt_graded mod_quiz/attempt_regraded
        mod_quiz/attempt_deleted mod_quiz/attempt_manual_grading_completed
        mod_quiz/question_manually_graded
    """,
    NewsKind.PLACES: """
        core/user_enrolment_created core/user_enrolment_updated core/user_enrolment_deleted
        core/role_assigned core/role_unassigned core/group_member_added
        core/group_member_removed core/group_updated core/group_deleted
    """,
    NewsKind.ACCOUNT: "core/user_updated core/user_deleted",
    NewsKind.COURSE: """
        core/course_updated core/course_deleted core/course_completion_updated
        core/course_module_updated core/course_module_deleted core/calendar_event_created
        core/calendar_event_updated core/calendar_event_deleted
    """,
}

EVENTS: Mapping[str, NewsKind] = {
    "\\{}\\event\\{}".format(*name.split("/")): kind
    for kind, names in _EVENTS.items()
    for name in names.split()
}
"""Moodle's own event names, as other plugins send them → what is read again."""

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

_NUMBER = re.compile(r"[0-9]{1,19}")

Fields = Mapping[str, Any]


def reader() -> Reader:
    """Return what reads the messages of any site."""

    def read(connection_id: str, document: Any) -> Reading:
        if not isinstance(document, dict):
            raise Unreadable("body")
        named = EVENT if PLUGIN in document else "type"
        event = _name(document, named)
        told = _event if PLUGIN in document else _message
        try:
            return told(event, document)
        except Unreadable as error:
            raise Unreadable(error.field, event) from None

    return read


def _message(event: str, document: Fields) -> Reading:
    """Read a message of our own plugin."""
    if event == TEST:
        return Reading(Use.NOTED, event)
    kind = TYPES.get(event)
    if kind is None:
        return Reading(Use.UNKNOWN, event)
    given = document.get("data")
    if not isinstance(given, dict):
        raise Unreadable("data")
    ids = _number(given, "course", "data."), _number(given, "person", "data.")
    return Reading(Use.NOTED, event, news=_news(kind, *ids, _moment(given, "at", "data.")))


def _event(event: str, document: Fields) -> Reading:
    """Read an event of Moodle's own, as another plugin hands it on.

    `userid` is who did it, `relateduserid` whom it concerns; where nobody is named, who did it.
    """
    kind = EVENTS.get(event)
    if kind is None:
        return Reading(Use.UNKNOWN, event)
    person = _number(document, "relateduserid") or _number(document, "userid")
    if kind is NewsKind.COURSE:
        person = ""
    course = "" if kind is NewsKind.ACCOUNT else _number(document, "courseid")
    return Reading(Use.NOTED, event, news=_news(kind, course, person, _moment(document)))


def _news(kind: NewsKind, course: str, person: str, at: datetime | None) -> News:
    """Refuse what names nothing that could be read again; an account has no course."""
    if kind is NewsKind.ACCOUNT:
        course = ""
    if kind is NewsKind.COURSE:
        person = ""
    if not (course or person):
        raise Unreadable("person" if kind is NewsKind.ACCOUNT else "course")
    return News(kind, course, person, at)


def _name(document: Fields, field: str) -> str:
    name = document.get(field)
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        raise Unreadable(field)
    return name.replace("\0", "").encode("utf-8", "replace").decode()


def _number(fields: Fields, name: str, where: str = "") -> str:
    """Return an id as text, "" for 0 and where it is absent."""
    value = fields.get(name)
    if value is None or value == "":
        return ""
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise Unreadable(f"{where}{name}")
    return text.lstrip("0")


def _moment(fields: Fields, name: str = "timecreated", where: str = "") -> datetime | None:
    """Return when it happened, from whole seconds; None where that is not said."""
    seconds = _number(fields, name, where)
    if not seconds:
        return None
    if len(seconds) > 11:
        raise Unreadable(f"{where}{name}")
    at = datetime.fromtimestamp(int(seconds), UTC)
    if not EARLIEST <= at < LATEST:
        raise Unreadable(f"{where}{name}")
    return at
