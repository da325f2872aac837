"""A door that a Moodle site may knock at: messages as our plugin and two public ones send them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine
from standardwebhooks.webhooks import Webhook
from werkzeug.test import Client, TestResponse

from connector.app import webhook_door
from connector.domain.standard_webhooks import new_message_id, new_secret
from connector.settings import Settings, read_settings
from connector.store import inbox
from connector.store.engine import reading
from connector.store.inbox import InboxEntry
from connector.store.tables import inbox as table
from webhooks.inbox import GroupCommitter

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
SECRET, OLD = new_secret(), new_secret()
LOCAL_TOKEN, TRIGGER_TOKEN = "l" * 30 + "ocal", "t" * 30 + "rigger"

COMPLETED = "\\core\\event\\course_completed"


def settings(**more: str) -> Settings:
    given = {
        "SECRET_KEY": "k" * 43,
        "MOODLE_URL": "https://lms.example.org",
        "MOODLE_TOKEN": "an invented token",
        "MOODLE_WEBHOOK_SECRET": SECRET,
        "MOODLE_OLD_WEBHOOK_SECRET": OLD,
        "MOODLE_LOCAL_WEBHOOKS_TOKEN": LOCAL_TOKEN,
        "MOODLE_TOOL_TRIGGER_TOKEN": TRIGGER_TOKEN,
        **more,
    }
    return read_settings({f"SIMPUL_{name}": value for name, value in given.items()})


def message(kind: str = "course_completed", **fields: Any) -> bytes:
    """What our plugin puts into its queue."""
    event = {"event": COMPLETED, "course": 10, "person": 434, "module": 51, "object": 29, "by": 2}
    return json.dumps(
        {
            "id": new_message_id(),
            "type": f"moodle.{kind}",
            "timestamp": "2026-11-21T07:00:00Z",
            "data": {**event, "at": 1795212699, **fields},
        },
        separators=(",", ":"),
    ).encode()


def headers(body: bytes, secret: str = SECRET, at: datetime = NOW) -> dict[str, str]:
    """Sign one attempt with the official library."""
    name = json.loads(body)["id"]
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, at, body.decode()),
        "content-type": "application/json",
    }


def event(name: str = COMPLETED, **more: Any) -> dict[str, Any]:
    """A Moodle event as `get_data()` tells it: numbers and text mixed, and names of people."""
    return {
        "eventname": name,
        "component": "core",
        "action": "completed",
        "target": "course",
        "objecttable": "course_completions",
        "objectid": 29,
        "crud": "u",
        "edulevel": 2,
        "contextid": 504,
        "contextlevel": 50,
        "contextinstanceid": "10",
        "userid": "2",
        "courseid": "10",
        "relateduserid": 434,
        "anonymous": 0,
        "other": {"relateduserid": 434, "email": "rina@contoh.example"},
        "timecreated": 1795212699,
        **more,
    }


def local_webhooks(token: str = LOCAL_TOKEN, **more: Any) -> bytes:
    """What local_webhooks 3.0.5 posts: the event with `host`, `token` and `extra` beside it."""
    return json.dumps(
        {**event(**more), "host": "lms.example.org", "token": token, "extra": ""}
    ).encode()


def local_webhooks_form(token: str = LOCAL_TOKEN) -> bytes:
    """What its newer builds post: form fields, whatever the content type says."""
    plain = {name: value for name, value in event().items() if name != "other"}
    return urlencode({**plain, "other[relateduserid]": 434, "token": token}).encode()


def tool_trigger(*, encoded: bool = True) -> bytes:
    """What the template of deploy/moodle/other-plugins.md becomes; nobody concerned is empty."""
    told = event()
    names = ("eventname", "courseid", "userid", "relateduserid", "contextinstanceid", "objectid")
    chosen = {name: str(told[name]) for name in (*names, "timecreated")}
    return json.dumps(chosen).encode() if encoded else urlencode(chosen).encode()


@dataclass
class Doorstep:
    """A door, and a look into the inbox behind it."""

    client: Client
    engine: Engine

    def post(self, body: bytes, path: str = "/webhooks/moodle", **sent: str) -> TestResponse:
        return self.client.post(path, data=body, headers=sent)

    def signed(self, body: bytes, secret: str = SECRET, seconds: float = 0) -> TestResponse:
        at = NOW + timedelta(seconds=seconds)
        return self.post(body, **headers(body, secret, at))

    def entries(self) -> list[InboxEntry]:
        with reading(self.engine) as connection:
            numbers = [one.id for one in inbox.listing(connection)]
            found = [inbox.get(connection, number) for number in sorted(numbers)]
        return [one for one in found if one is not None]

    def bodies(self) -> list[bytes]:
        return [one.body for one in self.entries()]


@contextmanager
def doorstep(engine: Engine, chosen: Settings | None = None) -> Iterator[Doorstep]:
    with GroupCommitter(engine) as committer:
        door = webhook_door(chosen or settings(), committer.keep, lambda: NOW)
        yield Doorstep(Client(door), engine)


def put(engine: Engine, bodies: Sequence[bytes]) -> None:
    """Store bodies as the door does."""
    rows = [
        {
            "source": "moodle",
            "connection_id": "moodle-default",
            "digest": hashlib.sha256(body).hexdigest(),
            "body": body,
            "received_at": NOW,
            "state": "waiting",
            "run_at": NOW,
            "attempts": 0,
        }
        for body in bodies
    ]
    with engine.begin() as connection:
        connection.execute(table.insert(), rows)
