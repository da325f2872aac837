"""A small endpoint on loopback that receives what the sandbox Zoom calls out."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self
from wsgiref.types import StartResponse, WSGIEnvironment

from connector.sandbox.serving import LoopbackServer

SECRET = "an-invented-webhook-secret"


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> str:
        return str(self.read()["event"])

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def participant(self) -> dict[str, Any]:
        found: dict[str, Any] = self.read()["payload"]["object"]["participant"]
        return found


class Endpoint:
    """Answers the URL validation, keeps the rest; `statuses` are used up one by one, then 200.

    A status of 0 keeps silent until the endpoint is closed.
    """

    def __init__(self, secret: str = SECRET) -> None:
        self.secret = secret
        self.statuses: list[int] = []
        self.received: list[Received] = []
        self.challenges: list[Received] = []
        self.answer: Callable[[str], dict[str, str]] = self._answer
        self._closed = threading.Event()
        self._server = LoopbackServer(self._serve)

    @property
    def url(self) -> str:
        return f"{self._server.url}/zoom"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._server.stop()

    @property
    def names(self) -> list[str]:
        return [each.event for each in self.received]

    def of(self, name: str) -> list[Received]:
        return [each for each in self.received if each.event == name]

    def verifies(self, one: Received) -> bool:
        stamp = one.headers["x-zm-request-timestamp"]
        message = f"v0:{stamp}:".encode() + one.body
        digest = hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest()
        return one.headers["x-zm-signature"] == f"v0={digest}"

    def pause(self, seconds: float) -> None:
        """Let a thread of the sandbox have its turn."""
        self._closed.wait(seconds)

    def _answer(self, token: str) -> dict[str, str]:
        digest = hmac.new(self.secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        return {"plainToken": token, "encryptedToken": digest}

    def _serve(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        }
        one = Received(headers, body)
        if one.event == "endpoint.url_validation":
            self.challenges.append(one)
            text = json.dumps(self.answer(one.read()["payload"]["plainToken"])).encode()
            start("200 OK", [("Content-Type", "application/json")])
            return [text]
        self.received.append(one)
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 0:
            self._closed.wait(5)
        start(f"{status or 200} Whatever", [("Location", self.url + "/elsewhere")])
        return []
