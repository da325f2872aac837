"""Classes held live in the sandbox Zoom: what is called out, and what the report says later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.sandbox.zoom import JoinRefused, Oddities, Room, SandboxZoom
from tests.sandbox.webhook_document import complaints
from tests.sandbox.webhook_endpoint import SECRET, Endpoint, Received
from tests.sandbox.zoom_place import FAST, HENDRA, HOST, START, Clock, ZoomPlace, code, twice

SARI = "sari.puspita@dinas.example"


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


@pytest.fixture
def endpoint(zoom: ZoomPlace) -> Iterator[Endpoint]:
    """An endpoint that hears everything; what it heard is judged by Zoom's document."""
    with Endpoint() as listening:
        zoom.server.subscribe(listening.url, SECRET)
        yield listening
        zoom.server.deliver()
        assert [each for one in listening.received for each in complaints(one.read())] == []


@pytest.fixture
def room(zoom: ZoomPlace, endpoint: Endpoint) -> Room:
    opened = zoom.server.open_class(zoom.create()["id"], START)
    heard(zoom, endpoint)
    return opened


def heard(zoom: ZoomPlace, endpoint: Endpoint) -> list[Received]:
    """Deliver what waits and return it, forgetting it at the endpoint's next call."""
    before = len(endpoint.received)
    zoom.server.deliver()
    return endpoint.received[before:]


def registered(zoom: ZoomPlace, meeting_id: int, email: str = SARI) -> str:
    zoom.batch(meeting_id, email)
    [row] = [row for row in zoom.listed(meeting_id) if row["email"] == email]
    return str(row["id"])


def report(zoom: ZoomPlace, uuid: str, **query: Any) -> dict[str, Any]:
    zoom.server.rules = replace(FAST, report_delay=timedelta(0))
    zoom.clock.move(days=1)
    zoom.sign_in()
    path = f"/report/meetings/{twice(uuid)}/participants"
    page: dict[str, Any] = zoom.call("GET", path, page_size=300, **query).json()
    return page


def rows(zoom: ZoomPlace, uuid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = report(zoom, uuid, include_fields="registrant_id")["participants"]
    return found


def test_a_class_starts_under_a_fresh_uuid_and_its_id_is_text(
    zoom: ZoomPlace, endpoint: Endpoint
) -> None:
    made = zoom.create()
    opened = zoom.server.open_class(made["id"], START)
    opened.close(minute(60))
    started, ended = heard(zoom, endpoint)[-2:]
    first, last = started.read()["payload"]["object"], ended.read()["payload"]["object"]
    assert (started.event, ended.event) == ("meeting.started", "meeting.ended")
    assert first["uuid"] == opened.uuid != made["uuid"]
    assert first["id"] == str(made["id"])
    assert (first["host_email"], last["end_time"]) == (HOST, "2027-01-04T01:30:00Z")


def test_a_registrants_link_brings_name_and_address_but_the_name_is_free(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    link = registered(zoom, room.meeting_id)
    room.join("", minute(1), registrant_id=link)
    room.join("07_Sari_Dinas Contoh", minute(2), registrant_id=link)
    plain, renamed = [each.participant for each in heard(zoom, endpoint)[-2:]]
    assert (plain["user_name"], renamed["user_name"]) == ("Sari", "07_Sari_Dinas Contoh")
    assert plain["email"] == renamed["email"] == SARI
    assert plain["registrant_id"] == renamed["registrant_id"] == link
    assert plain["user_id"] != renamed["user_id"]
    assert plain["join_time"] == "2027-01-04T00:31:00Z"
    assert plain["participant_user_id"] == ""


@pytest.mark.parametrize("action", ["deny", "cancel"])
def test_a_denied_registrant_cannot_join(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room, action: str
) -> None:
    link = registered(zoom, room.meeting_id)
    zoom.set_status(room.meeting_id, action, {"id": link})
    with pytest.raises(JoinRefused):
        room.join("", minute(1), registrant_id=link)
    assert room.legs == {}


def test_a_removed_registrant_cannot_join_either(zoom: ZoomPlace, room: Room) -> None:
    link = registered(zoom, room.meeting_id)
    room.join("", minute(1), registrant_id=link)
    zoom.call("DELETE", f"/meetings/{room.meeting_id}/registrants/{link}")
    with pytest.raises(JoinRefused):
        room.join("", minute(2), registrant_id=link)
    with pytest.raises(JoinRefused):
        room.join("", minute(2), registrant_id="invented")


def test_nobody_joins_a_class_that_is_over(room: Room) -> None:
    room.close(minute(1))
    with pytest.raises(JoinRefused):
        room.join("Sari", minute(2))


def test_users_of_the_account_show_who_they_are_and_others_do_not(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    room.host_joins(minute(0))
    room.join("", minute(0), login=HENDRA)
    room.join("Tamu", minute(0), login="somebody@elsewhere.example")
    host, hendra, guest = [each.participant for each in heard(zoom, endpoint)]
    assert host["participant_user_id"] == room.instance.host_id
    assert (host["email"], hendra["email"], guest["email"]) == (HOST, HENDRA, "")
    assert hendra["user_name"] == "Hendra Siregar"
    assert guest["participant_user_id"] == ""
    assert guest.get("registrant_id", "") == ""


def test_a_departure_says_who_left_and_why(zoom: ZoomPlace, endpoint: Endpoint, room: Room) -> None:
    room.join("Sari", minute(0)).leave(minute(1))
    room.join("Budi", minute(0)).drop(minute(2))
    room.join("Tono", minute(0))
    room.close(minute(3))
    left = [each.participant for each in heard(zoom, endpoint) if each.event.endswith("left")]
    assert [each["leave_reason"] for each in left] == [
        "Sari left the meeting.",
        "Budi got disconnected from the meeting.",
        "Tono left the meeting.<br>Reason: Host ended the meeting.",
    ]
    assert left[2]["leave_time"] == "2027-01-04T00:33:00Z"


def test_a_new_name_is_only_in_later_events(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    leg = room.join("iPhone", minute(0))
    leg.rename("Budi Santoso")
    leg.leave(minute(5))
    assert [each.participant["user_name"] for each in heard(zoom, endpoint)] == [
        "iPhone",
        "Budi Santoso",
    ]
    room.close(minute(6))
    assert "Budi Santoso (iPhone)" in zoom.server.export_csv(room.uuid)


def test_a_device_gives_the_name_when_nobody_does_and_shares_its_address(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    room.join("", minute(0), device="Galaxy A12")
    room.join("Sari", minute(0), device="Galaxy A12")
    first, second = [each.participant for each in heard(zoom, endpoint)]
    assert first["user_name"] == "Galaxy A12"
    assert first["public_ip"] == second["public_ip"]
    assert first["private_ip"] == second["private_ip"]


def test_a_breakout_room_has_its_own_user_id_and_names_its_parent(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    leg = room.join("Sari", minute(0))
    leg.to_room("kA+b/room==", minute(10))
    leg.back(minute(20))
    leg.leave(minute(30))
    joined, into, out, left = heard(zoom, endpoint)
    assert into.event == "meeting.participant_joined_breakout_room"
    assert out.event == "meeting.participant_left_breakout_room"
    assert into.read()["payload"]["object"]["breakout_room_uuid"] == "kA+b/room=="
    assert into.participant["parent_user_id"] == joined.participant["user_id"]
    assert into.participant["user_id"] == out.participant["user_id"]
    assert into.participant["user_id"] != joined.participant["user_id"]
    assert into.participant["participant_uuid"] == joined.participant["participant_uuid"]
    assert left.participant["user_id"] == joined.participant["user_id"]
    assert "parent_user_id" not in left.participant
    room.join("Budi", minute(0))
    room.close(minute(60))
    spans = {row["bo_mtg_id"]: row["duration"] for row in rows(zoom, room.uuid)[:2]}
    assert spans == {"": 1800, "kA+b/room==": 600}


def test_leaving_out_of_a_breakout_room_ends_both(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    leg = room.join("Sari", minute(0))
    leg.to_room("room==", minute(10))
    room.close(minute(20))
    names = [each.event.removeprefix("meeting.") for each in heard(zoom, endpoint)]
    assert names[2:] == ["participant_left_breakout_room", "participant_left", "ended"]


def test_waiting_is_called_out_and_is_a_row_of_its_own(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    leg = room.wait("Sari", minute(0))
    leg.admit(minute(5))
    leg.waiting(minute(10))
    leg.admit(minute(12))
    leg.leave(minute(30))
    names = [each.event.removeprefix("meeting.participant_") for each in heard(zoom, endpoint)]
    assert names == [
        "joined_waiting_room",
        "admitted",
        "left_waiting_room",
        "joined",
        "put_in_waiting_room",
        "joined_waiting_room",
        "admitted",
        "left_waiting_room",
        "joined",
        "left",
    ]
    room.join("Budi", minute(30))
    room.close(minute(60))
    found = [(row["status"], row["duration"]) for row in rows(zoom, room.uuid)[:4]]
    waiting, present = "in_waiting_room", "in_meeting"
    assert found == [(waiting, 300), (present, 300), (waiting, 120), (present, 1080)]
    assert len({*leg.user_ids}) == 4


def test_who_is_admitted_may_keep_the_user_id(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    zoom.server.oddities = Oddities(keeps_user_id=True)
    leg = room.wait("Sari", minute(0))
    leg.admit(minute(5))
    leg.waiting(minute(10))
    leg.leave(minute(11))
    assert len({each.participant["user_id"] for each in heard(zoom, endpoint)}) == 1


def test_a_telephone_is_masked_in_its_name_only_and_can_be_bound(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    link = registered(zoom, room.meeting_id)
    phone = room.join("", minute(1), phone="6281234567890")
    computer = room.join("Sari", minute(1), registrant_id=link)
    phone.bind(computer, minute(2))
    called, _, bound = heard(zoom, endpoint)[-3:]
    assert called.participant["user_name"] == "62812***890"
    assert called.participant["phone_number"] == "6281234567890"
    assert bound.event == "meeting.participant_bind"
    assert bound.participant["user_id"] == phone.user_id
    assert bound.participant["bind_user_id"] == computer.user_id
    assert bound.participant["registrant_id"] == link
    with pytest.raises(ValueError, match="telephone"):
        computer.bind(phone, minute(3))


def test_the_report_has_a_row_for_every_connection(zoom: ZoomPlace, room: Room) -> None:
    link = registered(zoom, room.meeting_id)
    room.host_joins(minute(0))
    room.join("", minute(0), registrant_id=link).drop(minute(10))
    room.join("", minute(12), registrant_id=link).leave(minute(30))
    room.close(minute(60))
    plain = report(zoom, room.uuid)
    assert plain["total_records"] == 3
    assert all("registrant_id" not in row for row in plain["participants"])
    found = rows(zoom, room.uuid)
    assert [(row["registrant_id"], row["duration"]) for row in found] == [
        ("", 3600),
        (link, 600),
        (link, 1080),
    ]
    assert found[0]["participant_user_id"] == room.instance.host_id
    assert len({row["user_id"] for row in found}) == 3


def test_the_report_is_not_there_before_half_an_hour_has_passed(
    zoom: ZoomPlace, room: Room
) -> None:
    room.join("Sari", minute(0))
    room.join("Budi", minute(0))
    zoom.clock.move(minutes=60)
    room.close(zoom.clock.now)
    path = f"/report/meetings/{twice(room.uuid)}/participants"
    zoom.clock.move(minutes=29)
    zoom.sign_in()
    assert code(zoom.call("GET", path)) == (404, 3001)
    zoom.clock.move(minutes=1)
    assert zoom.call("GET", path).json()["total_records"] == 2


def test_one_late_click_makes_the_number_mean_another_occurrence(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    for name in ("Sari", "Budi"):
        room.join(name, minute(0))
    room.close(minute(60))
    heard(zoom, endpoint)
    stray = zoom.server.late_click(room.meeting_id, minute(75), name="Sari")
    names = [each.event.removeprefix("meeting.") for each in heard(zoom, endpoint)]
    assert names == ["started", "participant_joined", "participant_left", "ended"]
    assert zoom.call("GET", f"/past_meetings/{room.meeting_id}").json()["uuid"] == stray
    assert report(zoom, room.uuid)["total_records"] == 2


def test_registrant_ids_and_addresses_may_be_missing_live(
    zoom: ZoomPlace, endpoint: Endpoint, room: Room
) -> None:
    zoom.server.oddities = Oddities(
        seed=5,
        no_registrant_id=0.3,
        empty_registrant_id=0.4,
        no_email=0.3,
        no_participant_uuid=0.3,
        addresses=False,
    )
    link = registered(zoom, room.meeting_id)
    for number in range(60):
        room.join("", minute(number), registrant_id=link).leave(minute(number + 1))
    people = [each.participant for each in heard(zoom, endpoint)[1:]]
    room.join("Tamu", minute(0), email="").leave(minute(1))
    room.close(minute(90))
    assert {each.get("registrant_id") for each in people} == {None, "", link}
    assert {each["email"] for each in people} == {"", SARI}
    assert 0 < sum("participant_uuid" not in each for each in people) < len(people)
    assert not any("public_ip" in each for each in people)
    assert {row["registrant_id"] for row in rows(zoom, room.uuid)} == {link, ""}


def test_a_live_id_may_come_as_an_integer_where_text_is_documented(zoom: ZoomPlace) -> None:
    with Endpoint() as listening:
        zoom.server.subscribe(listening.url, SECRET)
        zoom.server.oddities = Oddities(seed=1, integer_ids=0.5)
        room = zoom.server.open_class(zoom.create()["id"], START)
        for number in range(20):
            room.join(f"Peserta {number}", minute(number))
        zoom.server.deliver()
        ids = {type(each.read()["payload"]["object"]["id"]) for each in listening.received[1:]}
        assert ids == {int, str}
        judged = [each for one in listening.received for each in complaints(one.read())]
        assert judged != []
        assert all("payload.object.id" in each for each in judged)


def test_a_running_class_survives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "zoom.json"
    with SandboxZoom(rules=FAST, state_file=file, clock=lambda: START) as server:
        place = ZoomPlace(server, Clock(), server.url + "/v2")
        place.sign_in()
        number = place.create()["id"]
        place.session.close()
        room = server.open_class(number, START)
        room.join("Sari", minute(0)).to_room("room==", minute(1))
        room.join("Budi", minute(0)).rename("Budi Santoso")
        uuid, before = room.uuid, room.instance
    with SandboxZoom(rules=FAST, state_file=file) as server:
        again = server.room(uuid)
        assert again.instance == before
        assert again.instance is not before
        assert len(again.legs) == 2
        again.close(minute(10))
        leaves = [each.leave_time for each in again.instance.presences]
        assert leaves == ["2027-01-04T00:40:00Z"] * 3
