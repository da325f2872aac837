"""Meetings of the sandbox Zoom: what is refused, what is bent in silence, what expires."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.zoom_place import (
    BASIC_USER,
    FAST,
    HENDRA,
    HOST,
    RATNA,
    START,
    ZoomPlace,
    class_body,
    code,
)


def zoom_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_created_meeting_has_a_long_number_links_and_a_generated_passcode(
    zoom: ZoomPlace,
) -> None:
    made = zoom.create()
    assert made["id"] > 2**32
    assert made["join_url"].startswith(f"{zoom.server.url}/j/{made['id']}")
    assert made["password"]
    assert made["host_email"] == HOST
    assert made["registration_url"]


def test_a_repeated_create_makes_a_second_meeting(zoom: ZoomPlace) -> None:
    assert zoom.create()["id"] != zoom.create()["id"]


def test_a_start_with_z_is_utc_whatever_the_timezone_says(zoom: ZoomPlace) -> None:
    made = zoom.create(start_time="2027-01-05T01:00:00Z", timezone="Asia/Jayapura")
    assert (made["start_time"], made["timezone"]) == ("2027-01-05T01:00:00Z", "Asia/Jayapura")


def test_a_start_without_z_is_local_time(zoom: ZoomPlace) -> None:
    made = zoom.create(start_time="2027-01-05T10:00:00", timezone="Asia/Jayapura")
    assert made["start_time"] == "2027-01-05T01:00:00Z"


def test_without_a_timezone_the_hosts_own_counts(zoom: ZoomPlace) -> None:
    body = class_body(start_time="2027-01-05T10:00:00")
    del body["timezone"]
    made = zoom.call("POST", "/users/me/meetings", body).json()
    assert made["start_time"] == "2027-01-05T03:00:00Z"


@pytest.mark.parametrize("start", [None, "", "2026-01-05T01:00:00Z"])
def test_a_missing_or_past_start_means_now(zoom: ZoomPlace, start: str | None) -> None:
    assert zoom.create(start_time=start)["start_time"] == zoom_time(START)


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "x" * 201},
        {"agenda": "x" * 2001},
        {"password": "x" * 11},
        {"type": 7},
        {"start_time": "2027-01-05T08:00:00+07:00"},
        {"start_time": "besok"},
    ],
)
def test_what_zoom_refuses_is_code_300_with_the_field(
    zoom: ZoomPlace, wrong: dict[str, Any]
) -> None:
    reply = zoom.call("POST", "/users/me/meetings", class_body(**wrong))
    assert code(reply) == (400, 300)
    assert reply.json()["errors"][0]["field"] == next(iter(wrong))


@pytest.mark.parametrize(("sent", "kept"), [(0, 60), (1441, 1440), ("90", 60), (90, 90)])
def test_a_duration_out_of_range_is_bent(zoom: ZoomPlace, sent: object, kept: int) -> None:
    assert zoom.create(duration=sent)["duration"] == kept


def test_unknown_settings_and_values_are_ignored_and_noted(zoom: ZoomPlace) -> None:
    settings = {"approval_type": 5, "waiting_room": "yes", "colour": "red", "audio": "voip"}
    made = zoom.create(settings=settings, marker="x")
    kept = made["settings"]
    assert (kept["approval_type"], kept["waiting_room"], kept["audio"]) == (2, False, "voip")
    assert "colour" not in kept
    assert zoom.server.calls[-1].unknown == ("body.marker", "settings.colour")


def test_a_body_that_is_no_json_object_is_code_300(zoom: ZoomPlace) -> None:
    assert code(zoom.call("POST", "/users/me/meetings", ["topic"])) == (400, 300)


def test_an_unknown_host_is_code_1001(zoom: ZoomPlace) -> None:
    reply = zoom.call("POST", "/users/tamu@luar.example/meetings", class_body())
    assert code(reply) == (404, 1001)


@pytest.mark.parametrize(
    "entry", [BASIC_USER, "tamu@luar.example", HOST, f"{RATNA},{HENDRA}"], ids=str
)
def test_one_bad_alternative_host_fails_the_whole_create(zoom: ZoomPlace, entry: str) -> None:
    settings = {"approval_type": 1, "alternative_hosts": f"{RATNA};{entry}"}
    reply = zoom.call("POST", "/users/me/meetings", class_body(settings=settings))
    assert code(reply) == (400, 300)
    assert zoom.server.state.meetings == {}


def test_a_bad_alternative_host_leaves_an_update_undone(zoom: ZoomPlace) -> None:
    made = zoom.create()
    change = {"topic": "Baru", "settings": {"alternative_hosts": BASIC_USER}}
    assert code(zoom.call("PATCH", f"/meetings/{made['id']}", change)) == (400, 300)
    assert zoom.read(made["id"])["topic"] == made["topic"]


def test_licensed_alternative_hosts_are_kept(zoom: ZoomPlace) -> None:
    settings = {"approval_type": 1, "alternative_hosts": f"{RATNA};{HENDRA}"}
    made = zoom.create(settings=settings)
    assert made["settings"]["alternative_hosts"] == f"{RATNA};{HENDRA}"


def test_a_basic_host_gets_no_registration(zoom: ZoomPlace) -> None:
    made = zoom.create(BASIC_USER)
    assert made["settings"]["approval_type"] == 2
    assert "registration_url" not in made


def test_type_3_without_a_future_start_loses_its_registration(zoom: ZoomPlace) -> None:
    assert zoom.create(type=3, start_time=None)["settings"]["approval_type"] == 2
    assert zoom.create(type=3)["settings"]["approval_type"] == 1


def test_tracking_fields_are_echoed_but_missing_in_lists(zoom: ZoomPlace) -> None:
    made = zoom.create(tracking_fields=[{"field": "Simpul", "value": "k1-h1"}])
    assert made["tracking_fields"][0]["value"] == "k1-h1"
    listed = zoom.call("GET", "/users/me/meetings").json()["meetings"][0]
    assert "tracking_fields" not in listed


def test_undefined_tracking_fields_vanish(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, tracking_fields=frozenset(["Unit"]))
    made = zoom.create(tracking_fields=[{"field": "Simpul", "value": "k1-h1"}])
    assert "tracking_fields" not in made


def test_an_update_answers_204_without_a_body(zoom: ZoomPlace) -> None:
    made = zoom.create()
    change = {"topic": "Hari 1 pindah", "start_time": "2027-01-06T01:00:00Z"}
    reply = zoom.call("PATCH", f"/meetings/{made['id']}", change)
    assert (reply.status_code, reply.content) == (204, b"")
    row = zoom.read(made["id"])
    assert (row["topic"], row["start_time"]) == ("Hari 1 pindah", "2027-01-06T01:00:00Z")


@pytest.mark.parametrize(
    "change",
    [
        {"start_time": "2026-01-05T01:00:00Z"},
        {"duration": 5000},
        {"duration": 0},
        {"settings": {"approval_type": 9}},
        {"settings": {"waiting_room": "yes"}},
        {"timezone": "Mars/Base"},
        {"colour": "red"},
    ],
)
def test_an_update_ignores_bad_values_in_silence(zoom: ZoomPlace, change: dict[str, Any]) -> None:
    made = zoom.create()
    before = zoom.read(made["id"])
    assert zoom.call("PATCH", f"/meetings/{made['id']}", change).status_code == 204
    assert zoom.read(made["id"]) == before


def test_a_deleted_meeting_is_code_3001(zoom: ZoomPlace) -> None:
    path = f"/meetings/{zoom.create()['id']}"
    reply = zoom.call("DELETE", path)
    assert (reply.status_code, reply.content) == (204, b"")
    for method in ("GET", "PATCH", "DELETE"):
        assert code(zoom.call(method, path, {"topic": "x"})) == (404, 3001)


def test_a_running_meeting_cannot_be_deleted(zoom: ZoomPlace) -> None:
    made = zoom.create()
    zoom.server.hold_class(made["id"], START, None)
    assert zoom.read(made["id"])["status"] == "started"
    assert code(zoom.call("DELETE", f"/meetings/{made['id']}")) == (400, 3002)


def test_a_number_dies_thirty_days_after_its_start(zoom: ZoomPlace) -> None:
    made = zoom.create()
    zoom.clock.move(days=31)
    zoom.sign_in()
    assert "id" in zoom.read(made["id"])
    zoom.clock.move(days=1)
    zoom.sign_in()
    assert code(zoom.call("GET", f"/meetings/{made['id']}")) == (404, 3001)


def test_a_list_cuts_agendas_and_shows_living_meetings_of_that_host(zoom: ZoomPlace) -> None:
    zoom.create(agenda="x" * 300)
    zoom.create(RATNA)
    rows = zoom.call("GET", "/users/me/meetings").json()["meetings"]
    assert [len(row["agenda"]) for row in rows] == [250]


def test_upcoming_leaves_out_what_is_over(zoom: ZoomPlace) -> None:
    zoom.create(topic="dulu", duration=60)
    zoom.create(topic="nanti", start_time="2027-01-09T01:00:00Z")
    zoom.clock.move(days=2)
    zoom.sign_in()
    topics = {
        kind: [
            row["topic"]
            for row in zoom.call("GET", "/users/me/meetings", type=kind).json()["meetings"]
        ]
        for kind in ("scheduled", "upcoming", "previous_meetings", "live")
    }
    assert topics["scheduled"] == ["dulu", "nanti"]
    assert topics["upcoming"] == ["nanti"]
    assert topics["previous_meetings"] == ["dulu"]
    assert topics["live"] == []


def test_a_page_token_lives_fifteen_minutes_and_serves_one_list_only(zoom: ZoomPlace) -> None:
    for _ in range(3):
        zoom.create()
    path = "/users/me/meetings"
    token = zoom.call("GET", path, page_size=2).json()["next_page_token"]
    assert len(zoom.call("GET", path, page_size=2, next_page_token=token).json()["meetings"]) == 1
    assert code(zoom.call("GET", "/users", next_page_token=token)) == (400, 300)
    zoom.clock.move(minutes=16)
    assert code(zoom.call("GET", path, page_size=2, next_page_token=token)) == (400, 300)
    assert code(zoom.call("GET", path, page_size=301)) == (400, 300)


def test_a_weekly_series_has_one_number_and_its_occurrences(zoom: ZoomPlace) -> None:
    rule = {"type": 2, "repeat_interval": 1, "weekly_days": "3,5", "end_times": 4}
    made = zoom.create(type=8, recurrence=rule)
    starts = [each["start_time"] for each in made["occurrences"]]
    assert starts == [
        "2027-01-05T01:00:00Z",
        "2027-01-07T01:00:00Z",
        "2027-01-12T01:00:00Z",
        "2027-01-14T01:00:00Z",
    ]
    assert all(each["occurrence_id"].isdigit() for each in made["occurrences"])


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ({"type": 1, "repeat_interval": 2, "end_times": 3}, ["05", "07", "09"]),
        ({"type": 1, "end_date_time": "2027-01-07T23:00:00Z"}, ["05", "06", "07"]),
        ({"type": 3, "monthly_day": 20, "end_times": 2}, ["20", "20"]),
        ({"type": 3, "monthly_week": -1, "monthly_week_day": 6, "end_times": 2}, ["29", "26"]),
    ],
)
def test_other_recurrences(zoom: ZoomPlace, rule: dict[str, Any], days: list[str]) -> None:
    made = zoom.create(type=8, recurrence=rule)
    assert [each["start_time"][8:10] for each in made["occurrences"]] == days


@pytest.mark.parametrize(
    "rule",
    [
        None,
        {"type": 4},
        {"type": 1, "repeat_interval": 100},
        {"type": 1, "end_times": 61},
        {"type": 1, "end_times": 2, "end_date_time": "2027-01-07T23:00:00Z"},
        {"type": 2, "weekly_days": "8"},
    ],
)
def test_a_wrong_recurrence_is_code_300(zoom: ZoomPlace, rule: object) -> None:
    reply = zoom.call("POST", "/users/me/meetings", class_body(type=8, recurrence=rule))
    assert code(reply) == (400, 300)


def test_an_occurrence_moves_alone_and_goes_alone(zoom: ZoomPlace) -> None:
    made = zoom.create(type=8, recurrence={"type": 1, "end_times": 2})
    path = f"/meetings/{made['id']}"
    first, second = (each["occurrence_id"] for each in made["occurrences"])
    change = {"topic": "x", "start_time": "2027-01-05T05:00:00Z"}
    assert zoom.call("PATCH", path, change, occurrence_id=first).status_code == 204
    row = zoom.read(made["id"])
    assert row["topic"] == made["topic"]
    assert row["occurrences"][0]["start_time"] == "2027-01-05T05:00:00Z"
    assert zoom.call("DELETE", path, occurrence_id=second).status_code == 204
    statuses = [each["status"] for each in zoom.read(made["id"])["occurrences"]]
    assert statuses == ["available", "deleted"]
    assert code(zoom.call("DELETE", path, occurrence_id=second)) == (400, 300)


def test_without_an_occurrence_the_whole_series_goes(zoom: ZoomPlace) -> None:
    made = zoom.create(type=8, recurrence={"type": 1, "end_times": 2})
    zoom.call("DELETE", f"/meetings/{made['id']}")
    assert zoom.server.state.meetings == {}


def test_a_series_lives_a_year_after_its_last_day(zoom: ZoomPlace) -> None:
    made = zoom.create(type=8, recurrence={"type": 1, "end_times": 2})
    zoom.server.clock = lambda: START + timedelta(days=366)
    zoom.sign_in()
    assert "id" in zoom.read(made["id"])
    zoom.server.clock = lambda: START + timedelta(days=369)
    zoom.sign_in()
    assert code(zoom.call("GET", f"/meetings/{made['id']}")) == (404, 3001)
