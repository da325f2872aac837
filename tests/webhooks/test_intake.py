"""The door as a WSGI application on real databases: what it takes in, and what leaves no trace."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from structlog.testing import capture_logs
from werkzeug.test import Client, TestResponse, run_wsgi_app

from connector.app import beside, webhook_door
from connector.settings import Settings, read_settings
from connector.store.engine import open_engine, reading
from connector.store.tables import inbox
from webhooks.inbox import GroupCommitter
from webhooks.zoom.signature import sign

NOW = datetime(2026, 8, 3, 1, 2, 3, tzinfo=UTC)
SECRET, OLD = "an invented secret", "the one before"
BODY = '{"event": "meeting.started", "topic": "Kelas – 🚒"}'.encode()
MOST = 1024
TIMESTAMP, SIGNATURE = "x-zm-request-timestamp", "x-zm-signature"


def chosen(**more: str) -> Settings:
    given = {
        "SECRET_KEY": "k" * 43,
        "WEBHOOK_MAX_BYTES": str(MOST),
        "ZOOM_WEBHOOK_SECRET": SECRET,
        "ZOOM_OLD_WEBHOOK_SECRET": OLD,
        **more,
    }
    return read_settings({f"SIMPUL_{name}": value for name, value in given.items()})


def signed(body: bytes, secret: str = SECRET, seconds: float = 0) -> dict[str, str]:
    timestamp = str(int(NOW.timestamp() + seconds))
    return {TIMESTAMP: timestamp, SIGNATURE: sign(secret, timestamp, body)}


@dataclass
class Doorstep:
    """A door, and a look into the inbox behind it."""

    client: Client
    engine: Engine

    def post(self, body: bytes = BODY, path: str = "/webhooks/zoom", **more: Any) -> TestResponse:
        more.setdefault("headers", signed(body))
        return self.client.post(path, data=body, **more)

    def rows(self) -> list[tuple[str, str, bytes]]:
        columns = (inbox.c.source, inbox.c.connection_id, inbox.c.body)
        with reading(self.engine) as connection:
            return [(a, b, bytes(c)) for a, b, c in connection.execute(select(*columns))]


def doorstep(engine: Engine, committer: GroupCommitter, settings: Settings) -> Doorstep:
    door = webhook_door(settings, committer.keep, lambda: NOW)
    return Doorstep(Client(door), engine)


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[Doorstep]:
    with GroupCommitter(sqlite_engine) as committer:
        yield doorstep(sqlite_engine, committer, chosen())


@pytest.fixture
def place_on_both(engine: Engine) -> Iterator[Doorstep]:
    with GroupCommitter(engine) as committer:
        yield doorstep(engine, committer, chosen())


def test_a_signed_event_is_stored_raw_and_answered_with_nothing(place_on_both: Doorstep) -> None:
    place = place_on_both
    reply = place.post()
    assert (reply.status_code, reply.data) == (200, b"")
    assert place.rows() == [("zoom", "zoom-default", BODY)]


def test_the_same_event_again_is_answered_alike_and_stored_once(place_on_both: Doorstep) -> None:
    place = place_on_both
    assert place.post().status_code == 200
    later = place.post(headers=signed(BODY, seconds=240))
    assert (later.status_code, later.data) == (200, b"")
    assert len(place.rows()) == 1


def test_what_is_no_json_is_stored_all_the_same(place_on_both: Doorstep) -> None:
    place = place_on_both
    for body in (b"not JSON", b"\xff\x00", b"{" * 900):
        assert place.post(body).status_code == 200
    assert len(place.rows()) == 3


def test_both_secrets_are_taken_during_a_rotation(place: Doorstep) -> None:
    assert place.post(b"1", headers=signed(b"1", SECRET)).status_code == 200
    assert place.post(b"2", headers=signed(b"2", OLD)).status_code == 200
    assert len(place.rows()) == 2


def test_the_account_that_is_meant_may_be_named(place: Doorstep) -> None:
    assert place.post(path="/webhooks/zoom/default").status_code == 200
    assert place.rows() == [("zoom", "zoom-default", BODY)]


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks/zoom/other",
        "/webhooks/zoom/",
        "/webhooks/zoom/default/x",
        "/webhooks/moodle",
        "/webhooks/",
        "/webhooks/zoom-default",
        "/webhooks/zoom/%00",
        "/webhooks/zoom/\u00e9",
        "/webhooks/" + "x/" * 3000,
    ],
)
def test_an_address_nobody_set_up_is_unknown_by_any_method(place: Doorstep, path: str) -> None:
    assert place.post(path=path).status_code == 404
    assert place.client.get(path).status_code == 404
    assert place.rows() == []


def test_without_a_secret_there_is_no_address(sqlite_engine: Engine) -> None:
    closed = chosen(ZOOM_WEBHOOK_SECRET="", ZOOM_OLD_WEBHOOK_SECRET="")
    with GroupCommitter(sqlite_engine) as committer:
        place = doorstep(sqlite_engine, committer, closed)
        assert place.post().status_code == 404
        assert place.post(headers=signed(BODY, "")).status_code == 404
    assert place.rows() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_webhooks_are_posted(place: Doorstep, method: str) -> None:
    reply = place.client.open("/webhooks/zoom", method=method, data=BODY, headers=signed(BODY))
    assert (reply.status_code, reply.headers["Allow"]) == (405, "POST")
    assert place.rows() == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {TIMESTAMP: signed(BODY)[TIMESTAMP]},
        {SIGNATURE: signed(BODY)[SIGNATURE]},
        signed(BODY + b" "),
        signed(BODY, "guessed"),
        signed(BODY, seconds=-301),
        signed(BODY, seconds=301),
        {**signed(BODY), SIGNATURE: "v0=\u00ff"},
    ],
    ids=["none", "no signature", "no time", "forged", "guessed", "old", "future", "odd"],
)
def test_what_is_not_signed_just_now_leaves_no_trace(
    place: Doorstep, headers: dict[str, str]
) -> None:
    reply = place.post(headers=headers)
    assert (reply.status_code, reply.data) == (401, b"")
    assert place.rows() == []


@pytest.mark.parametrize("name", [TIMESTAMP, SIGNATURE])
def test_a_header_given_twice_leaves_no_trace(place: Doorstep, name: str) -> None:
    headers = [*signed(BODY).items(), (name, signed(BODY)[name])]
    assert place.post(headers=headers).status_code == 401
    assert place.rows() == []


def test_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(place: Doorstep) -> None:
    assert place.post(b"x" * MOST).status_code == 200
    assert place.post(b"x" * (MOST + 1)).status_code == 413
    assert len(place.rows()) == 1


def test_no_body_is_malformed(place: Doorstep) -> None:
    assert place.post(b"").status_code == 400
    assert place.rows() == []


class Counting(io.BytesIO):
    """Counts what is read of it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.count += len(piece)
        return piece


@pytest.mark.parametrize(
    ("announced", "sent", "status", "most_read"),
    [
        (str(10**6), 10**6, 413, 0),
        (str(MOST + 1), MOST + 1, 413, 0),
        (None, 10**6, 413, MOST + 1),
        ("100", 10**6, 401, 100),
        ("100", 50, 400, 50),
        ("-1", 50, 400, 0),
        ("1e3", 50, 400, 0),
        ("9" * 30, 50, 400, 0),
        ("\u0661", 50, 400, 0),
    ],
)
def test_never_more_is_read_than_was_announced_or_is_allowed(
    place: Doorstep, announced: str | None, sent: int, status: int, most_read: int
) -> None:
    body = Counting(b"x" * sent)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/webhooks/zoom",
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        **{f"HTTP_{k.upper().replace('-', '_')}": v for k, v in signed(b"x" * sent).items()},
        **({} if announced is None else {"CONTENT_LENGTH": announced}),
    }
    answer = run_wsgi_app(place.client.application, environ)
    assert int(answer[1][:3]) == status
    assert body.count <= most_read
    assert place.rows() == []


def test_without_a_length_nothing_is_read_unless_the_server_knows_where_it_ends(
    place: Doorstep,
) -> None:
    endless = Counting(b"x" * 10)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/webhooks/zoom", "wsgi.input": endless}
    answer = run_wsgi_app(place.client.application, environ)
    assert (answer[1], endless.count) == ("400 Bad Request", 0)


def validation(token: object) -> bytes:
    message = {"event": "endpoint.url_validation", "payload": {"plainToken": token}}
    return json.dumps(message).encode()


def test_a_signed_validation_is_answered_and_never_stored(place: Doorstep) -> None:
    reply = place.post(validation("qgg8vlvZRS6UYooatFL8Aw"))
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "application/json"
    assert set(reply.get_json(force=True)) == {"plainToken", "encryptedToken"}
    assert place.rows() == []


def test_an_unsigned_or_odd_validation_gets_no_token(place: Doorstep) -> None:
    body = validation("qgg8vlvZRS6UYooatFL8Aw")
    unsigned = place.post(body, headers=signed(body, "guessed"))
    assert (unsigned.status_code, unsigned.data) == (401, b"")
    odd = place.post(validation("v0:1785715200:{}"))
    assert (odd.status_code, odd.data) == (400, b"")
    assert place.rows() == []


def test_a_dead_database_is_answered_503_so_that_zoom_tries_again() -> None:
    engine = open_engine("postgresql+psycopg://simpul@127.0.0.1:1/simpul")
    with GroupCommitter(engine) as committer:
        reply = doorstep(engine, committer, chosen()).post()
    engine.dispose()
    assert (reply.status_code, reply.data) == (503, b"")
    assert int(reply.headers["Retry-After"]) > 0


def test_refusals_are_logged_by_reason_without_anything_of_the_request(place: Doorstep) -> None:
    with capture_logs() as lines:
        for _ in range(50):
            place.post(headers=signed(BODY, "guessed"))
        place.post(path="/webhooks/zoom/secret-account")
        place.post()
    refused = [line for line in lines if line["event"] == "webhook refused"]
    assert [line["reason"] for line in refused] == ["signature_differs", "address_unknown"]
    told = json.dumps(lines)
    for private in ("secret-account", "Kelas", signed(BODY)[SIGNATURE], SECRET):
        assert private not in told


def test_everything_else_goes_to_the_pages() -> None:
    seen = list[str]()

    def part(name: str) -> Any:
        def serve(environ: Any, start_response: Any) -> list[bytes]:
            seen.append(name)
            start_response("200 OK", [])
            return [b""]

        return serve

    client = Client(beside(part("pages"), part("door")))
    for path in ("/", "/webhooks", "/webhooksx/zoom", "/p/webhooks/", "/webhooks/zoom"):
        client.get(path)
    assert seen == ["pages"] * 4 + ["door"]
