"""A sandbox Moodle with the plugin, a course, people, and an endpoint its messages reach."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.serving import LoopbackServer
from tests.sandbox.moodle_calls import Caller

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()

START = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Message:
    """One POST as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def type(self) -> str:
        return str(json.loads(self.body)["type"])

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)["data"]
        return found

    def signed_with(self, secret: str) -> bool:
        """Check the signature by hand, as Standard Webhooks 1.0 describes it."""
        stamp = self.headers["webhook-timestamp"]
        signed = f"{self.id}.{stamp}.".encode() + self.body
        mac = hmac.new(b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
        return self.headers["webhook-signature"] == "v1," + b64encode(mac).decode()


class Ear:
    """Answers with `statuses`, one by one, then 200; keeps what it heard."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.retry_after = ""
        self.heard: list[Message] = []
        self.arrived = threading.Event()
        self._server = LoopbackServer(self._serve)

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    @property
    def types(self) -> list[str]:
        return [each.type.removeprefix("moodle.") for each in self.heard]

    def _serve(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        }
        self.heard.append(Message(environ["PATH_INFO"], headers, body))
        self.arrived.set()
        answer = [("Location", f"{self.url}/elsewhere")]
        if self.retry_after:
            answer.append(("Retry-After", self.retry_after))
        start(f"{self.statuses.pop(0) if self.statuses else 200} Whatever", answer)
        return []


@dataclass
class PluginPlace:
    """The stage; `now` is the site's time."""

    moodle: SandboxMoodle = field(init=False)
    call: Caller = field(init=False)
    ear: Ear = field(default_factory=Ear)
    now: datetime = START
    course: int = 0
    person: int = 0

    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def add_person(self, name: str) -> int:
        """Put an enrolled student there; return the id."""
        user = self.moodle.state.add_user(name, f"{name}@example.com")
        self.call.enrol(user, self.course)
        return user

    def listen(self, site: str = "default") -> None:
        """Begin to tell the ear; what happened before is told to nobody."""
        self.moodle.plugin.deliver_to(self.ear.url, SECRET, site)

    def hear(self) -> list[str]:
        """Deliver, and return the types of everything heard so far."""
        self.moodle.plugin.deliver()
        return self.ear.types


@contextmanager
def open_plugin() -> Iterator[PluginPlace]:
    place = PluginPlace()
    place.ear.start()
    try:
        with SandboxMoodle(race_delay=0, plugin=True, clock=lambda: place.now) as moodle:
            place.moodle, place.call = moodle, Caller(moodle)
            place.course = moodle.state.add_course("c", idnumber="C-1")
            place.person = place.add_person("ana")
            yield place
    finally:
        place.ear.stop()
