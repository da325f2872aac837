"""Who may speak for a Moodle site: our plugin by signature, two public ones by their token."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from connector.domain.standard_webhooks import new_secret
from tests.webhooks.moodle_site import (
    LOCAL_TOKEN,
    NOW,
    OLD,
    SECRET,
    TRIGGER_TOKEN,
    Doorstep,
    doorstep,
    event,
    headers,
    local_webhooks,
    local_webhooks_form,
    message,
    settings,
    tool_trigger,
)

BEARER = {"authorization": f"Bearer {TRIGGER_TOKEN}"}


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[Doorstep]:
    with doorstep(sqlite_engine) as opened:
        yield opened


@pytest.fixture
def place_on_both(engine: Engine) -> Iterator[Doorstep]:
    with doorstep(engine) as opened:
        yield opened


def test_a_signed_message_is_stored_byte_for_byte(place_on_both: Doorstep) -> None:
    body = message()
    assert place_on_both.signed(body).status_code == 200
    [entry] = place_on_both.entries()
    assert (entry.source, entry.connection_id, entry.body) == ("moodle", "moodle-default", body)


def test_a_repetition_is_taken_and_stored_once(place_on_both: Doorstep) -> None:
    body = message()
    for seconds in (0, 10, 40):
        assert place_on_both.signed(body, seconds=seconds).status_code == 200
    assert len(place_on_both.entries()) == 1


def test_the_site_may_be_named(place: Doorstep) -> None:
    body = message()
    assert place.post(body, "/webhooks/moodle/default", **headers(body)).status_code == 200
    assert place.post(body, "/webhooks/moodle/lain", **headers(body)).status_code == 404


def test_both_secrets_are_taken_during_a_rotation(place: Doorstep) -> None:
    assert place.signed(message(), SECRET).status_code == 200
    assert place.signed(message(), OLD).status_code == 200
    assert place.signed(message(), new_secret()).status_code == 401
    assert len(place.entries()) == 2


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_or_future_attempt_is_refused(place: Doorstep, seconds: float) -> None:
    assert place.signed(message(), seconds=seconds).status_code == 401
    assert place.entries() == []


def test_a_message_that_was_changed_on_the_way_is_refused(place: Doorstep) -> None:
    body = message()
    sent = headers(body)
    assert place.post(body.replace(b"434", b"435"), **sent).status_code == 401
    assert place.post(body, **{**sent, "webhook-id": "msg_other"}).status_code == 401
    later = str(int((NOW + timedelta(seconds=1)).timestamp()))
    assert place.post(body, **{**sent, "webhook-timestamp": later}).status_code == 401
    assert place.entries() == []


def test_what_is_not_signed_and_has_no_token_is_refused(place: Doorstep) -> None:
    for body in (message(), b"{}", b"[]", b"null", b"a=b", json.dumps(event()).encode()):
        assert place.post(body).status_code == 401
    assert place.entries() == []


def test_a_signature_that_is_wrong_is_not_made_good_by_a_token(place: Doorstep) -> None:
    body = local_webhooks()
    assert place.post(body, **{"webhook-signature": "v1,AAAA"}).status_code == 401
    assert place.post(body, **BEARER, **{"webhook-id": "msg_1"}).status_code == 401


@pytest.mark.parametrize("body", [local_webhooks(), local_webhooks_form()])
def test_local_webhooks_is_known_by_its_token_which_is_not_kept(
    place_on_both: Doorstep, body: bytes
) -> None:
    assert place_on_both.post(body).status_code == 200
    [kept] = place_on_both.bodies()
    assert LOCAL_TOKEN.encode() not in kept
    told = json.loads(kept)
    assert told["plugin"] == "local_webhooks"
    assert {str(told[name]) for name in ("courseid", "relateduserid")} == {"10", "434"}


def test_nothing_but_ids_of_a_public_plugin_is_kept(place: Doorstep) -> None:
    place.post(local_webhooks(email="rina@contoh.example", fullname="Rina"))
    [kept] = place.bodies()
    assert set(json.loads(kept)) == {
        "plugin", "eventname", "courseid", "userid", "relateduserid", "contextinstanceid",
        "objectid", "objecttable", "timecreated",
    }  # fmt: skip


def test_a_token_is_not_kept_under_another_name_either(place: Doorstep) -> None:
    repeated = f"objecttable={LOCAL_TOKEN}&".encode()
    assert place.post(local_webhooks(objecttable=f"x{LOCAL_TOKEN}")).status_code == 200
    assert place.post(repeated + local_webhooks_form()).status_code == 200
    assert place.post(local_webhooks_form() + b"&" + repeated).status_code == 200
    body = tool_trigger(encoded=False) + f"&objectid={TRIGGER_TOKEN}".encode()
    assert place.post(body, **BEARER).status_code == 200
    kept = b"".join(place.bodies())
    assert LOCAL_TOKEN.encode() not in kept
    assert TRIGGER_TOKEN.encode() not in kept


@pytest.mark.parametrize("encoded", [True, False])
def test_tool_trigger_is_known_by_its_header(place: Doorstep, encoded: bool) -> None:
    assert place.post(tool_trigger(encoded=encoded), **BEARER).status_code == 200
    [kept] = place.bodies()
    assert json.loads(kept)["plugin"] == "tool_trigger"
    assert json.loads(kept)["eventname"] == "\\core\\event\\course_completed"


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (local_webhooks("x" * 34), {}),
        (local_webhooks(""), {}),
        (local_webhooks(LOCAL_TOKEN[:-1]), {}),
        (local_webhooks(TRIGGER_TOKEN), {}),
        (local_webhooks_form("x"), {}),
        (local_webhooks("tökén" * 6), {}),
        (tool_trigger(), {"authorization": "Bearer wrong"}),
        (tool_trigger(), {"authorization": f"Bearer {LOCAL_TOKEN}"}),
        (tool_trigger(), {"authorization": f"Basic {TRIGGER_TOKEN}"}),
        (tool_trigger(), {"authorization": TRIGGER_TOKEN}),
        (tool_trigger(), {"authorization": "Bearer"}),
    ],
)
def test_a_wrong_token_is_refused(place: Doorstep, body: bytes, sent: dict[str, str]) -> None:
    assert place.post(body, **sent).status_code == 401
    assert place.entries() == []


@pytest.mark.parametrize(
    ("missing", "body", "sent"),
    [
        ("MOODLE_LOCAL_WEBHOOKS_TOKEN", local_webhooks(), {}),
        ("MOODLE_LOCAL_WEBHOOKS_TOKEN", local_webhooks(""), {}),
        ("MOODLE_TOOL_TRIGGER_TOKEN", tool_trigger(), BEARER),
        ("MOODLE_TOOL_TRIGGER_TOKEN", tool_trigger(), {"authorization": "Bearer "}),
    ],
)
def test_a_way_whose_secret_is_not_set_is_shut(
    sqlite_engine: Engine, missing: str, body: bytes, sent: dict[str, str]
) -> None:
    with doorstep(sqlite_engine, settings(**{missing: ""})) as place:
        assert place.post(body, **sent).status_code == 401
        assert place.signed(message()).status_code == 200


def test_a_token_alone_does_not_open_the_signed_way(sqlite_engine: Engine) -> None:
    unsigned = settings(MOODLE_WEBHOOK_SECRET="", MOODLE_OLD_WEBHOOK_SECRET="")
    with doorstep(sqlite_engine, unsigned) as place:
        assert place.signed(message()).status_code == 401
        assert place.post(local_webhooks()).status_code == 200


def test_without_any_secret_there_is_no_address(sqlite_engine: Engine) -> None:
    names = ("WEBHOOK_SECRET", "OLD_WEBHOOK_SECRET", "LOCAL_WEBHOOKS_TOKEN", "TOOL_TRIGGER_TOKEN")
    with doorstep(sqlite_engine, settings(**{f"MOODLE_{name}": "" for name in names})) as place:
        assert place.signed(message()).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b'{"token":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"token": ',
        b"\xff\xfe=\x00",
        b"&".join(b"a%d=1" % number for number in range(5_000)),
        b"a=" + b"%41%" * 50_000,
        b"token=" + b"%41" * 50_000,
    ],
)
def test_a_body_made_to_hurt_is_turned_away(place: Doorstep, body: bytes) -> None:
    assert place.post(body).status_code in (400, 401)
    assert place.entries() == []


def test_no_refusal_tells_the_log_a_token_or_a_body(place: Doorstep) -> None:
    with capture_logs() as lines:
        place.post(local_webhooks("a" * 40))
        place.post(tool_trigger(), authorization="Bearer " + "b" * 40)
        place.post(local_webhooks())
    told = json.dumps(lines)
    assert [one["reason"] for one in lines] == ["signature_differs"]
    assert not any(word in told for word in ("aaaa", "bbbb", LOCAL_TOKEN, "rina", "434"))
