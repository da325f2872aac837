"""Held classes and reports of the sandbox Zoom: UUIDs, waiting, gaps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.sandbox.zoom import Attendee
from tests.sandbox.zoom_place import FAST, START, ZoomPlace, code, once, twice


def many_uuids(zoom: ZoomPlace, number: int) -> list[str]:
    return [zoom.held(number, hours=hours) for hours in range(1, 11)]


def test_every_occurrence_has_its_own_uuid(zoom: ZoomPlace) -> None:
    made = zoom.create()
    uuids = many_uuids(zoom, made["id"])
    assert len({made["uuid"], *uuids}) == 11
    listed = zoom.call("GET", f"/past_meetings/{made['id']}/instances").json()["meetings"]
    assert {row["uuid"] for row in listed} == set(uuids)


def test_uuids_come_in_all_awkward_forms(zoom: ZoomPlace) -> None:
    uuids = many_uuids(zoom, zoom.create()["id"])
    assert any(uuid.startswith("/") for uuid in uuids)
    assert any("//" in uuid for uuid in uuids)
    assert any("+" in uuid and "/" in uuid and "//" not in uuid for uuid in uuids)
    assert any("/" not in uuid for uuid in uuids)


@pytest.mark.parametrize("path", ["/past_meetings/{}", "/past_meetings/{}/participants"])
def test_an_awkward_uuid_must_be_encoded_twice(zoom: ZoomPlace, path: str) -> None:
    for uuid in many_uuids(zoom, zoom.create()["id"]):
        awkward = uuid.startswith("/") or "//" in uuid
        assert zoom.call("GET", path.format(twice(uuid))).status_code == 200
        assert (zoom.call("GET", path.format(once(uuid))).status_code == 404) == awkward
        if "/" in uuid:
            assert zoom.call("GET", path.format(uuid)).status_code == 404


def test_a_number_means_the_latest_instance_only(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    zoom.held(number)
    zoom.clock.move(minutes=20)
    latest = zoom.held(number, people=1, hours=0.1)
    assert zoom.call("GET", f"/past_meetings/{number}").json()["uuid"] == latest


def test_the_uuid_of_the_create_answer_is_never_a_past_meeting(zoom: ZoomPlace) -> None:
    made = zoom.create()
    zoom.held(made["id"])
    assert code(zoom.call("GET", f"/past_meetings/{twice(made['uuid'])}")) == (404, 3001)


def test_a_report_takes_half_an_hour(zoom: ZoomPlace) -> None:
    uuid = zoom.held(zoom.create()["id"])
    for path in (f"/report/meetings/{twice(uuid)}", f"/report/meetings/{twice(uuid)}/participants"):
        assert code(zoom.call("GET", path)) == (404, 3001)
    durations = zoom.call("GET", f"/past_meetings/{twice(uuid)}/participants").json()
    assert {row["duration"] for row in durations["participants"]} == {0}
    zoom.clock.move(minutes=30)
    assert zoom.call("GET", f"/report/meetings/{twice(uuid)}").json()["participants_count"] == 2
    rows = zoom.call("GET", f"/report/meetings/{twice(uuid)}/participants").json()
    assert {row["duration"] for row in rows["participants"]} == {7200}


def test_registrant_ids_are_in_the_report_only_on_request(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, report_delay=timedelta(0))
    path = f"/report/meetings/{twice(zoom.held(zoom.create()['id']))}/participants"
    plain = zoom.call("GET", path).json()["participants"][0]
    asked = zoom.call("GET", path, include_fields="registrant_id").json()["participants"][0]
    assert "registrant_id" not in plain
    assert asked["registrant_id"] == "r0"
    assert "participant_uuid" not in asked


def test_one_person_alone_has_no_report(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, report_delay=timedelta(0))
    uuid = twice(zoom.held(zoom.create()["id"], people=1))
    assert code(zoom.call("GET", f"/report/meetings/{uuid}/participants")) == (404, 3001)
    assert zoom.call("GET", f"/past_meetings/{uuid}/participants").json()["participants"] == []


def test_a_rejoin_is_a_second_row(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, report_delay=timedelta(0))
    number = zoom.create()["id"]
    middle, end = START - timedelta(hours=1), START
    begin = START - timedelta(hours=2)
    people = [
        Attendee("Sari", begin, middle, registrant_id="r1"),
        Attendee("Sari", middle, end, registrant_id="r1"),
        Attendee("Tamu", begin, end, waiting_room=True),
    ]
    uuid = zoom.server.hold_class(number, begin, end, people)
    rows = zoom.call("GET", f"/report/meetings/{twice(uuid)}/participants").json()["participants"]
    assert len({row["user_id"] for row in rows}) == 3
    assert rows[2]["status"] == "in_waiting_room"
    assert zoom.call("GET", f"/past_meetings/{twice(uuid)}").json()["participants_count"] == 2


def test_a_report_is_paged_by_thirty(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, report_delay=timedelta(0))
    path = f"/report/meetings/{twice(zoom.held(zoom.create()['id'], people=31))}/participants"
    first = zoom.call("GET", path).json()
    assert (len(first["participants"]), first["total_records"]) == (30, 31)
    rest = zoom.call("GET", path, next_page_token=first["next_page_token"]).json()
    assert len(rest["participants"]) == 1


def test_older_than_a_year_is_code_12702(zoom: ZoomPlace) -> None:
    uuid = zoom.held(zoom.create()["id"])
    zoom.clock.move(days=366)
    zoom.sign_in()
    assert code(zoom.call("GET", f"/past_meetings/{twice(uuid)}")) == (400, 12702)


def test_a_running_class_is_not_past_until_it_ends(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    uuid = zoom.server.hold_class(number, START, None)
    assert code(zoom.call("GET", f"/past_meetings/{twice(uuid)}")) == (404, 3001)
    zoom.server.end_class(uuid, START + timedelta(hours=1))
    assert zoom.call("GET", f"/past_meetings/{twice(uuid)}").json()["duration"] == 60


def test_a_meeting_never_held_has_no_instances(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    assert zoom.call("GET", f"/past_meetings/{number}/instances").json() == {"meetings": []}
    assert code(zoom.call("GET", f"/past_meetings/{number}")) == (404, 3001)
    assert code(zoom.call("GET", "/past_meetings/81234567890/instances")) == (404, 3001)
