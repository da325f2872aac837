"""Webhooks of the sandbox Zoom that calls of its REST API bring about."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.test_zoom_class import heard
from tests.sandbox.webhook_document import complaints
from tests.sandbox.webhook_endpoint import SECRET, Endpoint
from tests.sandbox.zoom_place import HOST, ZoomPlace

SARI = "sari.puspita@dinas.example"


@pytest.fixture
def endpoint(zoom: ZoomPlace) -> Iterator[Endpoint]:
    with Endpoint() as listening:
        zoom.server.subscribe(listening.url, SECRET)
        yield listening
        assert [each for one in listening.received for each in complaints(one.read())] == []


def told(zoom: ZoomPlace, endpoint: Endpoint) -> list[tuple[str, dict[str, Any]]]:
    """Event name without `meeting.`, and payload, of everything new."""
    found = heard(zoom, endpoint)
    return [(each.event.removeprefix("meeting."), each.read()["payload"]) for each in found]


def test_a_meeting_is_created_changed_and_deleted_under_an_integer_id(
    zoom: ZoomPlace, endpoint: Endpoint
) -> None:
    number = zoom.create()["id"]
    zoom.call("PATCH", f"/meetings/{number}", {"topic": "Hari 2", "duration": 90})
    zoom.call("DELETE", f"/meetings/{number}")
    created, updated, deleted = told(zoom, endpoint)
    assert [created[0], updated[0], deleted[0]] == ["created", "updated", "deleted"]
    for _, payload in (created, updated, deleted):
        assert payload["object"]["id"] == number
        assert payload["operator"] == HOST
    assert updated[1]["object"] == {"id": number, "topic": "Hari 2", "duration": 90}
    assert updated[1]["old_object"]["duration"] == 480


def test_an_occurrence_is_deleted_singly(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    made = zoom.create(type=8, recurrence={"type": 1, "repeat_interval": 1, "end_times": 3})
    occurrence = made["occurrences"][1]["occurrence_id"]
    zoom.call("DELETE", f"/meetings/{made['id']}", occurrence_id=occurrence)
    _, (name, payload) = told(zoom, endpoint)
    assert (name, payload["operation"]) == ("deleted", "single")


def test_registrations_are_told_as_they_change(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    number = zoom.create()["id"]
    zoom.add(number, SARI)
    [row] = zoom.listed(number, "pending")
    for action in ("approve", "approve", "cancel", "deny", "approve", "deny"):
        zoom.set_status(number, action, {"id": row["id"]})
    events = told(zoom, endpoint)[1:]
    assert [name for name, _ in events] == [
        "registration_created",
        "registration_approved",
        "registration_cancelled",
        "registration_approved",
        "registration_denied",
    ]
    for _, payload in events:
        assert payload["object"]["id"] == number
        assert payload["object"]["registrant"]["email"] == SARI
    created, approved = events[0][1]["object"], events[1][1]["object"]
    assert created["registrant"]["status"] == "pending"
    assert "/w/" in approved["registrant"]["join_url"]


def test_a_removed_registration_is_told_as_cancelled(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    number = zoom.create()["id"]
    zoom.batch(number, SARI)
    [row] = zoom.listed(number)
    zoom.call("DELETE", f"/meetings/{number}/registrants/{row['id']}")
    assert [name for name, _ in told(zoom, endpoint)[1:]] == [
        "registration_created",
        "registration_cancelled",
    ]


def test_a_refused_or_repeated_call_tells_nothing(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    number = zoom.create()["id"]
    zoom.batch(number, SARI)
    told(zoom, endpoint)
    zoom.batch(number, SARI)
    zoom.call("POST", "/users/me/meetings", {"topic": "x" * 201})
    zoom.call("GET", f"/meetings/{number}")
    assert told(zoom, endpoint) == []


def test_the_judge_can_say_no(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    zoom.create()
    body = endpoint.received[-1].read() if zoom.server.deliver() else {}
    body["payload"]["object"]["id"] = str(body["payload"]["object"]["id"])
    assert complaints(body) != []
