"""Zoom's events, one payload a condition: what is read, ignored with a reason, or not known."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from connector.domain.presence import HeldSighting, Sighting, SightingKind
from webhooks.readings import Unreadable, Use
from webhooks.zoom.events import HANDLED, IGNORED, REASONS, reader

FOLDER = Path(__file__).parent / "payloads" / "zoom"
SHARED = Path(os.environ.get("SIMPUL_SHARED") or Path(__file__).parents[3] / "shared")
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
CONNECTION = "zoom-default"

read = reader({CONNECTION: "AkunContoh-1"})
BEGAN = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
JOINED = Sighting(
    SightingKind.JOINED,
    BEGAN + timedelta(minutes=5),
    leg="16778240",
    participant="6A1F0C3E-CONTOH-0001",
    name="012_Rina Contoh",
    email="rina@contoh.example",
    registrant_id="regContoh-012",
)


def payload(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def seen(document: Any) -> HeldSighting:
    reading = read(CONNECTION, document)
    assert reading.use is Use.NOTED
    assert reading.sighting is not None
    return reading.sighting


def sighting(name: str) -> Sighting:
    return seen(payload(name)).sighting


def with_participant(**fields: Any) -> Any:
    document = payload("meeting.participant_joined")
    document["payload"]["object"]["participant"].update(fields)
    return document


def refused(document: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        read(CONNECTION, document)
    assert caught.value.event in (document.get("event"), "")
    return caught.value.field


def test_a_participant_is_read_as_zoom_says_it() -> None:
    assert sighting("meeting.participant_joined") == JOINED


def test_an_occurrence_is_named_by_its_uuid_and_the_meeting_by_digits() -> None:
    held = seen(payload("meeting.participant_joined"))
    assert (held.uuid, held.meeting) == ("kLm3/abCDefGHijKL+mnoQ==", "81234567890")


@pytest.mark.parametrize("name", ["meeting.started", "meeting.started__number_is_integer"])
def test_a_number_may_be_text_or_number(name: str) -> None:
    assert seen(payload(name)).meeting == "81234567890"


def test_a_meeting_began_when_it_really_began() -> None:
    began = BEGAN - timedelta(seconds=89)
    assert sighting("meeting.started") == Sighting(SightingKind.STARTED, began)


def test_a_meeting_ended_at_its_end_time() -> None:
    ended = datetime(2026, 8, 3, 4, 2, 10, tzinfo=UTC)
    assert sighting("meeting.ended") == Sighting(SightingKind.ENDED, ended)


def test_one_who_left_left_at_the_leave_time() -> None:
    left = sighting("meeting.participant_left")
    assert (left.kind, left.at) == (
        SightingKind.LEFT,
        datetime(2026, 8, 3, 3, 59, 58, tzinfo=UTC),
    )


def test_a_host_is_known_by_login_and_has_no_registrant_id() -> None:
    host = sighting("meeting.participant_joined__host")
    assert (host.login, host.registrant_id) == ("HostContoh01", "")


def test_an_address_is_compared_in_lower_case() -> None:
    assert sighting("meeting.participant_joined__host").email == "tuan.rumah@contoh.example"


def test_a_guest_has_nothing_but_a_name() -> None:
    guest = sighting("meeting.participant_joined__guest")
    assert (guest.login, guest.email, guest.registrant_id, guest.phone) == ("", "", "", "")
    assert guest.name == "Galaxy A14"


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("6281234567890", "+6281234567890"),
        ("+6281234567890", "+6281234567890"),
        ("081234567890", "+6281234567890"),
        ("8615250064084", "+8615250064084"),
        ("62812****890", "62812****890"),
        ("", ""),
    ],
)
def test_a_telephone_number_comes_without_its_plus(given: str, read_as: str) -> None:
    assert seen(with_participant(phone_number=given)).sighting.phone == read_as


def test_a_time_with_an_offset_is_the_same_moment() -> None:
    assert sighting("meeting.participant_joined__local_time") == JOINED


def test_without_a_time_the_event_happened_when_it_was_sent() -> None:
    at = sighting("meeting.participant_joined__no_time").at
    assert at == datetime(2026, 8, 3, 2, 5, 0, 350_000, tzinfo=UTC)


def test_fields_nobody_knows_are_passed_over() -> None:
    assert sighting("meeting.participant_joined__new_fields") == JOINED


def test_a_breakout_room_keeps_the_occurrence_and_names_the_leg_it_came_from() -> None:
    held = seen(payload("meeting.participant_joined_breakout_room"))
    one = held.sighting
    assert held.uuid == "kLm3/abCDefGHijKL+mnoQ=="
    assert (one.kind, one.leg, one.parent_leg) == (
        SightingKind.ROOM_JOINED,
        "16780288",
        "16778240",
    )


def test_one_who_left_a_breakout_room_is_seen_leaving_it() -> None:
    one = sighting("meeting.participant_left_breakout_room")
    assert (one.kind, one.at) == (SightingKind.ROOM_LEFT, BEGAN + timedelta(minutes=100))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("meeting.participant_joined_waiting_room", SightingKind.WAITING),
        ("meeting.participant_put_in_waiting_room", SightingKind.WAITING),
        ("meeting.participant_admitted", SightingKind.ADMITTED),
    ],
)
def test_waiting_rooms_are_read_by_date_time(name: str, kind: SightingKind) -> None:
    one = sighting(name)
    assert (one.kind, one.at) == (kind, BEGAN + timedelta(seconds=250))


def test_leaving_the_waiting_room_proves_no_entry() -> None:
    reading = read(CONNECTION, payload("meeting.participant_left_waiting_room"))
    assert (reading.use, reading.reason) == (Use.IGNORED, "waiting_over")


def test_a_telephone_is_bound_to_the_leg_it_speaks_for() -> None:
    one = sighting("meeting.participant_bind")
    assert (one.kind, one.leg, one.bound_leg) == (SightingKind.BOUND, "16779264", "16778240")
    assert (one.phone, one.at) == ("+6281234567890", BEGAN + timedelta(seconds=450))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("meeting.participant_role_changed", "role"),
        ("meeting.participant_jbh_waiting", "before_host"),
        ("meeting.participant_jbh_waiting_left", "before_host"),
        ("meeting.registration_created", "registration"),
        ("meeting.participant_joined__other_account", "other_account"),
    ],
)
def test_what_is_ignored_says_why(name: str, reason: str) -> None:
    reading = read(CONNECTION, payload(name))
    assert (reading.use, reading.reason) == (Use.IGNORED, reason)


def test_an_account_that_is_not_known_is_not_compared() -> None:
    document = payload("meeting.participant_joined__other_account")
    assert reader({})(CONNECTION, document).use is Use.NOTED
    del document["payload"]["account_id"]
    assert read(CONNECTION, document).use is Use.NOTED


def test_an_event_nobody_has_told_us_about_is_unknown() -> None:
    reading = read(CONNECTION, {"event": "meeting.teleported"})
    assert (reading.use, reading.event) == (Use.UNKNOWN, "meeting.teleported")


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], "body"),
        ({"event": 7}, "event"),
        ({"event": ""}, "event"),
        ({"event": "x" * 256}, "event"),
        ({"event": "meeting.started"}, "payload"),
        ({"event": "meeting.started", "payload": []}, "payload"),
        ({"event": "meeting.started", "payload": {"object": None}}, "payload.object"),
    ],
)
def test_a_body_that_is_no_event_says_where(document: Any, field: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(CONNECTION, document)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"user_id": ""}, "user_id"),
        ({"user_id": True}, "user_id"),
        ({"user_id": 1.5}, "user_id"),
        ({"user_name": ["x"]}, "user_name"),
        ({"email": {}}, "email"),
        ({"registrant_id": "x" * 256}, "registrant_id"),
        ({"join_time": 1785722700350}, "join_time"),
        ({"join_time": "yesterday"}, "join_time"),
        ({"join_time": "2026-08-03T01:05:00"}, "join_time"),
        ({"join_time": "0001-01-01T00:00:00+14:00"}, "join_time"),
    ],
)
def test_a_participant_that_cannot_be_read_says_which_field(
    fields: dict[str, Any], name: str
) -> None:
    assert refused(with_participant(**fields)) == f"payload.object.participant.{name}"


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"uuid": ""}, "uuid"), ({"id": "abc"}, "id"), ({"id": None}, "id"), ({"id": "١٢"}, "id")],
)
def test_a_meeting_that_cannot_be_told_says_which_field(fields: dict[str, Any], name: str) -> None:
    document = payload("meeting.started")
    document["payload"]["object"].update(fields)
    assert refused(document) == f"payload.object.{name}"


@pytest.mark.parametrize("sent", [None, "1785722700350", True, 10**18])
def test_no_time_anywhere_is_no_event(sent: Any) -> None:
    document = payload("meeting.participant_joined__no_time") | {"event_ts": sent}
    assert "join_time" in refused(document) or refused(document) == "event_ts"


def test_text_that_no_database_takes_is_cleaned() -> None:
    one = seen(with_participant(user_name="Ri\x00na \ud800", email="a\x00@contoh.example")).sighting
    assert (one.name, one.email) == ("Rina ?", "a@contoh.example")


@pytest.mark.parametrize("name", NAMES)
def test_every_payload_is_of_a_known_event(name: str) -> None:
    assert name.partition("__")[0] in HANDLED.keys() | IGNORED.keys()


def test_every_handled_event_has_a_payload() -> None:
    assert {name.partition("__")[0] for name in NAMES} >= HANDLED.keys()


def test_no_event_is_both_handled_and_ignored() -> None:
    assert not HANDLED.keys() & IGNORED.keys()


def test_every_reason_has_words_in_both_languages() -> None:
    for reason in {*IGNORED.values(), "other_account", "payload_unreadable"}:
        assert REASONS[reason].id
        assert REASONS[reason].en


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Zoom's own description of its webhooks."""
    path = SHARED / "contracts" / "zoom-webhooks-openapi.json"
    if not path.exists():
        pytest.skip("SIMPUL_SHARED is not there: not compared with Zoom's webhook document")
    repaired = path.read_text(encoding="utf-8").replace("#/paths/", "#/webhooks/")
    found: dict[str, Any] = json.loads(repaired)
    return found


def test_every_event_of_zooms_document_is_handled_or_ignored(document: dict[str, Any]) -> None:
    assert document["webhooks"].keys() - HANDLED.keys() - IGNORED.keys() == set()


@pytest.mark.parametrize("name", [name for name in NAMES if "new_fields" not in name])
def test_payloads_are_as_zooms_document_describes_them(name: str, document: dict[str, Any]) -> None:
    described = document["webhooks"][name.partition("__")[0]]["post"]["requestBody"]
    schema = described["content"]["application/json"]["schema"]
    event = payload(name)
    observed = _beyond_the_document(name)
    problems = [
        ".".join(str(part) for part in error.absolute_path) + ": " + error.message
        for error in Draft202012Validator(schema).iter_errors(_without_addresses(event))
    ]
    assert [one for one in problems if not any(word in one for word in observed)] == []


def _without_addresses(event: Any) -> Any:
    """Live events carry them, the document does not know them."""
    one = event["payload"]["object"].get("participant", {})
    for name in ("public_ip", "private_ip"):
        one.pop(name, None)
    return event


def _beyond_the_document(name: str) -> tuple[str, ...]:
    """What a variant has on purpose, because it was seen live, or because we must survive it."""
    return {
        "meeting.started__number_is_integer": ("object.id",),
        "meeting.participant_joined__no_time": ("'join_time' is a required property",),
        "meeting.participant_joined__local_time": (),
        # The document requires `join_time` and, in the same breath, forbids it.
        "meeting.participant_bind": ("'join_time' was unexpected",),
        "meeting.participant_jbh_waiting": ("'registrant_id' was unexpected",),
    }.get(name, ())
