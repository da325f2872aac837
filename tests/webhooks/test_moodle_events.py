"""Moodle's messages, read: which names what, what is refused, and nothing believed beyond ids."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connector.domain.learning_news import News, NewsKind
from tests.webhooks.moodle_site import event, message
from webhooks.moodle import events
from webhooks.readings import Reading, Unreadable, Use

READ = events.reader()
AT = datetime(2026, 11, 20, 22, 11, 39, tzinfo=UTC)

TYPES = [
    ("course_completed", News(NewsKind.RESULTS, "10", "434", AT)),
    ("activity_completed", News(NewsKind.RESULTS, "10", "434", AT)),
    ("quiz_submitted", News(NewsKind.RESULTS, "10", "434", AT)),
    ("enrolled", News(NewsKind.PLACES, "10", "434", AT)),
    ("unenrolled", News(NewsKind.PLACES, "10", "434", AT)),
    ("enrolment_updated", News(NewsKind.PLACES, "10", "434", AT)),
    ("role_changed", News(NewsKind.PLACES, "10", "434", AT)),
    ("group_changed", News(NewsKind.PLACES, "10", "434", AT)),
    ("account_changed", News(NewsKind.ACCOUNT, "", "434", AT)),
    ("account_deleted", News(NewsKind.ACCOUNT, "", "434", AT)),
    ("course_changed", News(NewsKind.COURSE, "10", "", AT)),
]


def read(document: Any) -> Reading:
    return READ("moodle-default", document)


def own(kind: str = "course_completed", **fields: Any) -> Any:
    return json.loads(message(kind, **fields))


def public(name: str, **fields: Any) -> Any:
    told = event("\\" + name.replace("/", "\\event\\"), **fields)
    return {"plugin": "local_webhooks", **told}


@pytest.mark.parametrize(("kind", "news"), TYPES)
def test_every_type_of_our_plugin_names_what_is_read_again(kind: str, news: News) -> None:
    assert read(own(kind)) == Reading(Use.NOTED, f"moodle.{kind}", news=news)


def test_every_type_has_such_a_line_above() -> None:
    assert {f"moodle.{kind}" for kind, _ in TYPES} == set(events.TYPES)


def test_a_test_message_is_noted_and_asks_for_nothing() -> None:
    assert read(own("test", nonce="abc", course=0, person=0)) == Reading(Use.NOTED, "moodle.test")


def test_what_a_later_plugin_sends_is_unknown_not_an_error() -> None:
    assert read(own("badge_awarded")).use is Use.UNKNOWN
    assert read({"type": "zoom.meeting", "data": 7}).use is Use.UNKNOWN
    assert read(public("core/user_loggedin")).use is Use.UNKNOWN


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("core/course_completed", NewsKind.RESULTS),
        ("core/course_module_completion_updated", NewsKind.RESULTS),
        ("core/user_graded", NewsKind.RESULTS),
        ("mod_quiz/attempt_submitted", NewsKind.RESULTS),
        ("mod_quiz/attempt_deleted", NewsKind.RESULTS),
        ("core/user_enrolment_deleted", NewsKind.PLACES),
        ("core/role_unassigned", NewsKind.PLACES),
        ("core/group_member_added", NewsKind.PLACES),
        ("core/user_updated", NewsKind.ACCOUNT),
        ("core/course_updated", NewsKind.COURSE),
        ("core/course_completion_updated", NewsKind.COURSE),
        ("core/calendar_event_updated", NewsKind.COURSE),
    ],
)
def test_moodles_own_events_say_the_same_by_whoever_sends_them(name: str, kind: NewsKind) -> None:
    told = read(public(name)).news
    assert told is not None
    course = "" if kind is NewsKind.ACCOUNT else "10"
    person = "" if kind is NewsKind.COURSE else "434"
    assert (told.kind, told.course, told.person) == (kind, course, person)


@pytest.mark.parametrize("given", [10, "10", "010"])
def test_ids_come_as_numbers_or_text(given: object) -> None:
    for told in (own(course=given), public("core/course_completed", courseid=given)):
        news = read(told).news
        assert news is not None
        assert news.course == "10"


@pytest.mark.parametrize("absent", [0, "0", "", None])
def test_an_absent_id_is_none(absent: object) -> None:
    told = read(own(person=absent)).news
    assert told is not None
    assert (told.course, told.person) == ("10", "")
    whom = read(public("core/role_assigned", relateduserid=absent)).news
    assert whom is not None
    assert whom.person == "2"  # then whoever did it is the best we know


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"course": -1}, "data.course"),
        ({"course": True}, "data.course"),
        ({"course": 1.5}, "data.course"),
        ({"course": "ten"}, "data.course"),
        ({"course": "١٠"}, "data.course"),
        ({"course": [10]}, "data.course"),
        ({"course": 10**30}, "data.course"),
        ({"person": {"id": 434}}, "data.person"),
        ({"person": "434; DROP TABLE"}, "data.person"),
        ({"at": "yesterday"}, "data.at"),
        ({"at": 10**15}, "data.at"),
        ({"at": 5}, "data.at"),
        ({"course": 0, "person": 0}, "course"),
    ],
)
def test_what_is_no_id_is_refused_by_its_place(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(own(**fields))
    assert (caught.value.field, caught.value.event) == (where, "moodle.course_completed")


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "body"),
        ("text", "body"),
        (None, "body"),
        ({}, "type"),
        ({"type": 7}, "type"),
        ({"type": ""}, "type"),
        ({"type": "x" * 256}, "type"),
        ({"type": "moodle.enrolled"}, "data"),
        ({"type": "moodle.enrolled", "data": []}, "data"),
        ({"type": "moodle.account_changed", "data": {"course": 10}}, "person"),
        ({"type": "moodle.course_changed", "data": {"person": 434}}, "course"),
        ({"plugin": "tool_trigger"}, "eventname"),
        ({"plugin": "tool_trigger", "eventname": ["x"]}, "eventname"),
    ],
)
def test_what_is_no_message_is_refused_by_its_place(document: Any, where: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(document)
    assert caught.value.field == where


def test_a_placeholder_that_was_not_filled_in_is_refused() -> None:
    told = public("core/course_completed", courseid="{courseid}")
    with pytest.raises(Unreadable) as caught:
        read(told)
    assert caught.value.field == "courseid"


def test_nothing_of_a_message_is_kept_but_ids_and_the_moment() -> None:
    told = own(name="Rina", grade=100, completed=True)
    assert read(told).news == News(NewsKind.RESULTS, "10", "434", AT)
