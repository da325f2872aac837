"""Zoom's own document judges the sandbox: every endpoint, happy and refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.sandbox.zoom import Rules
from tests.contracts.prism import JudgedZoom
from tests.sandbox.zoom_place import (
    BASIC_USER,
    FAST,
    HOST,
    RATNA,
    Clock,
    ZoomPlace,
    class_body,
    code,
    twice,
)

SARI = "sari.puspita@dinas.example"


@pytest.fixture
def zoom(judged_zoom: JudgedZoom) -> Iterator[ZoomPlace]:
    """A signed-in place whose calls go through Prism."""
    clock = Clock()
    judged_zoom.server.clock = clock
    place = ZoomPlace(judged_zoom.server, clock, judged_zoom.base_uri)
    place.sign_in()
    yield place
    place.session.close()


def test_the_judge_sees_a_wrong_request(zoom: ZoomPlace, judged_zoom: JudgedZoom) -> None:
    with pytest.raises(AssertionError, match=r"request\.body\.topic"):
        zoom.call("POST", "/users/me/meetings", class_body(topic="x" * 201))
    assert len(judged_zoom.judge.violations) == 1
    judged_zoom.judge.violations.clear()


def test_the_judge_sees_a_wrong_answer(zoom: ZoomPlace, judged_zoom: JudgedZoom) -> None:
    made = zoom.create()
    zoom.server.state.meetings[made["id"]].type = 77
    with pytest.raises(AssertionError, match=r"response\.body\.type"):
        zoom.call("GET", f"/meetings/{made['id']}")
    judged_zoom.judge.violations.clear()


def test_the_judge_sees_an_unknown_endpoint(zoom: ZoomPlace, judged_zoom: JudgedZoom) -> None:
    with pytest.raises(AssertionError, match="route not found"):
        zoom.call("GET", "/meetings/1/colours")
    judged_zoom.judge.violations.clear()


def test_the_life_of_a_meeting(zoom: ZoomPlace, judged_zoom: JudgedZoom) -> None:
    settings = {"approval_type": 1, "alternative_hosts": RATNA, "waiting_room": True}
    made = zoom.create(
        HOST,
        settings=settings,
        agenda="simpul:k1-h1",
        tracking_fields=[{"field": "Simpul", "value": "k1-h1"}],
    )
    path = f"/meetings/{made['id']}"
    assert zoom.read(made["id"])["settings"]["alternative_hosts"] == RATNA
    change = {"topic": "Pindah", "start_time": "2027-01-06T01:00:00Z", "duration": 90}
    assert zoom.call("PATCH", path, change).status_code == 204
    for kind in ("scheduled", "upcoming", "live", "previous_meetings"):
        assert zoom.call("GET", "/users/me/meetings", type=kind).status_code == 200
    assert zoom.call("DELETE", path).status_code == 204
    assert judged_zoom.judge.judged == 8


@pytest.mark.parametrize("kind", [1, 3])
def test_meetings_without_a_time(zoom: ZoomPlace, kind: int) -> None:
    body = class_body(type=kind)
    del body["start_time"]
    number = zoom.call("POST", "/users/me/meetings", body).json()["id"]
    assert zoom.read(number)["type"] == kind
    assert zoom.call("GET", "/users/me/meetings").json()["total_records"] == 1


def test_a_series(zoom: ZoomPlace) -> None:
    rule = {"type": 2, "repeat_interval": 1, "weekly_days": "3", "end_times": 3}
    made = zoom.create(type=8, recurrence=rule)
    day = made["occurrences"][0]["occurrence_id"]
    path = f"/meetings/{made['id']}"
    assert zoom.call("GET", path, occurrence_id=day).status_code == 200
    assert zoom.call("PATCH", path, {"duration": 60}, occurrence_id=day).status_code == 204
    assert zoom.add(made["id"], SARI).json()["occurrences"]
    assert zoom.call("DELETE", path, occurrence_id=day).status_code == 204
    assert zoom.call("GET", path, occurrence_id=day).status_code == 400


def test_the_two_known_false_alarms(zoom: ZoomPlace, judged_zoom: JudgedZoom) -> None:
    rule = {"type": 2, "weekly_days": "3,5", "end_times": 2}
    places = ["request.body.start_time", "request.body.recurrence.weekly_days"]
    with judged_zoom.judge.ignoring(*places, "response.body.recurrence.weekly_days"):
        zoom.create(type=8, recurrence=rule, start_time="2027-01-05T08:00:00")


@pytest.mark.parametrize("approval", [0, 1])
def test_the_life_of_registrants(zoom: ZoomPlace, approval: int) -> None:
    number = zoom.create(settings={"approval_type": approval})["id"]
    zoom.add(number, SARI, auto_approve=True)
    row = zoom.batch(number, "lain@dinas.example").json()["registrants"][0]
    zoom.batch(number, "tunda@dinas.example", auto_approve=False)
    for action in ("cancel", "approve", "deny"):
        person = {"id": row["registrant_id"], "email": row["email"]}
        assert zoom.set_status(number, action, person).status_code == 204
    for status in ("approved", "pending", "denied"):
        zoom.listed(number, status)
    path = f"/meetings/{number}/registrants/{row['registrant_id']}"
    assert zoom.call("GET", path).status_code == 200
    assert zoom.call("DELETE", path).status_code == 204


def test_pages_of_registrants(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    zoom.batch(number, *[f"p{place}@dinas.example" for place in range(30)])
    path = f"/meetings/{number}/registrants"
    first = zoom.call("GET", path, page_size=20).json()
    rest = zoom.call("GET", path, page_size=20, next_page_token=first["next_page_token"]).json()
    assert len(first["registrants"]) + len(rest["registrants"]) == 30


def test_held_classes_and_reports(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, report_delay=timedelta(0))
    number = zoom.create()["id"]
    for hours in range(1, 6):
        uuid = twice(zoom.held(number, people=3, hours=hours))
        for path in (f"/past_meetings/{uuid}", f"/report/meetings/{uuid}"):
            assert zoom.call("GET", path).status_code == 200
            assert zoom.call("GET", f"{path}/participants", page_size=2).status_code == 200
        asked = zoom.call(
            "GET", f"/report/meetings/{uuid}/participants", include_fields="registrant_id"
        )
        assert asked.json()["participants"][0]["registrant_id"] == "r0"
    listed = zoom.call("GET", f"/past_meetings/{number}/instances").json()
    assert len(listed["meetings"]) == 5


def test_reports_that_are_not_there(zoom: ZoomPlace) -> None:
    uuid = twice(zoom.held(zoom.create()["id"]))
    for path in ("/report/meetings/{}", "/report/meetings/{}/participants"):
        assert code(zoom.call("GET", path.format(uuid))) == (404, 3001)
        assert code(zoom.call("GET", path.format("81234567890"))) == (404, 3001)
    for path in ("/past_meetings/{}", "/past_meetings/{}/instances"):
        assert code(zoom.call("GET", path.format("81234567890"))) == (404, 3001)
    zoom.clock.move(days=366)
    zoom.sign_in()
    assert code(zoom.call("GET", f"/past_meetings/{uuid}/participants")) == (400, 12702)


def test_users_stand_outside_the_document(zoom: ZoomPlace) -> None:
    assert zoom.call("GET", "/users").status_code == 200
    assert zoom.call("GET", f"/users/{RATNA}").status_code == 200
    assert code(zoom.call("GET", "/users/tamu@luar.example")) == (404, 1001)


def test_refused_calls_on_what_is_not_there(zoom: ZoomPlace) -> None:
    gone = 81234567890
    assert code(zoom.call("POST", "/users/tamu@luar.example/meetings", class_body()))[1] == 1001
    assert code(zoom.call("GET", "/users/tamu@luar.example/meetings"))[1] == 1001
    for method in ("GET", "PATCH", "DELETE"):
        body = {"topic": "x"} if method == "PATCH" else None
        assert code(zoom.call(method, f"/meetings/{gone}", body)) == (404, 3001)
    assert code(zoom.add(gone, SARI)) == (404, 1001)
    assert code(zoom.batch(gone, SARI)) == (404, 3001)
    assert code(zoom.set_status(gone, "approve")) == (404, 3001)
    for method in ("GET", "DELETE"):
        reply = zoom.call(method, f"/meetings/{gone}/registrants/nobody")
        assert code(reply) == (404, 3001)


def test_refused_registrants(zoom: ZoomPlace) -> None:
    closed = zoom.create(settings={"approval_type": 2})["id"]
    basic = zoom.create(BASIC_USER)["id"]
    series = zoom.create(type=8, recurrence={"type": 1, "end_times": 2})["id"]
    open_one = zoom.create()["id"]
    assert code(zoom.add(closed, SARI)) == (400, 300)
    assert code(zoom.batch(closed, SARI)) == (400, 404)
    assert code(zoom.add(basic, SARI)) == (400, 200)
    assert code(zoom.batch(series, SARI)) == (400, 303)
    assert code(zoom.add(open_one, HOST)) == (400, 3027)
    assert code(zoom.call("DELETE", f"/meetings/{open_one}/registrants/nobody")) == (400, 300)


def test_requests_that_are_wrong_on_purpose_get_documented_answers(
    zoom: ZoomPlace, judged_zoom: JudgedZoom
) -> None:
    wrong: list[dict[str, Any]] = [{"topic": "x" * 201}, {"type": 7}, {"start_time": "besok"}]
    with judged_zoom.judge.ignoring("request"):
        for each in wrong:
            reply = zoom.call("POST", "/users/me/meetings", class_body(**each))
            assert code(reply) == (400, 300)
        number = zoom.create(duration=5000)["id"]
        zoom.call("PATCH", f"/meetings/{number}", {"duration": 5000})
        assert code(zoom.add(number, "bukan-surel")) == (400, 300)
        assert code(zoom.set_status(number, "remove")) == (400, 300)
        reply = zoom.call("GET", f"/meetings/{number}/registrants", page_size=301)
        assert code(reply) == (400, 300)


def test_limits_and_dead_tokens(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, meeting_writes_a_day=1, registrant_adds_a_day=1)
    number = zoom.create()["id"]
    assert zoom.call("PATCH", f"/meetings/{number}", {"topic": "x"}).status_code == 429
    zoom.batch(number, SARI)
    assert zoom.batch(number, SARI).status_code == 429
    zoom.server.rules = Rules(plan="free")
    zoom.server.limits.pulse = lambda: 100.0
    assert [zoom.call("GET", f"/meetings/{number}").status_code for _ in range(5)][-1] == 429
    zoom.server.revoke_tokens()
    assert code(zoom.call("GET", f"/meetings/{number}")) == (401, 124)
