"""A running sandbox Zoom with a client that knows only HTTP, for the tests of its facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests

from connector.sandbox.zoom import Attendee, Rules, SandboxZoom

HOST = "kelas.daring@pusdiklat.example"
RATNA = "ratna.wulandari@pusdiklat.example"
HENDRA = "hendra.siregar@pusdiklat.example"
BASIC_USER = "panitia@pusdiklat.example"
START = datetime(2027, 1, 4, 0, 30, tzinfo=UTC)
"""Where the clock of every place stands at first."""

FAST = Rules(per_second_limits=False)


@dataclass
class Clock:
    """A moment that stands still until a test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@dataclass
class ZoomPlace:
    """Server, clock and one signed-in session; `base` is where `/meetings` and the rest hang."""

    server: SandboxZoom
    clock: Clock
    base: str
    session: requests.Session = field(default_factory=requests.Session)

    def sign_in(self) -> None:
        self.session.headers["Authorization"] = f"Bearer {self.grant()['access_token']}"

    def grant(self) -> dict[str, Any]:
        reply = self.session.post(
            self.server.oauth_url,
            data={"grant_type": "account_credentials", "account_id": self.server.account_id},
            auth=(self.server.client_id, self.server.client_secret),
            timeout=10,
        )
        granted: dict[str, Any] = reply.json()
        return granted

    def call(
        self, method: str, path: str, body: object = None, **query: str | int
    ) -> requests.Response:
        return self.session.request(
            method, self.base + path, json=body, params=query, timeout=10, allow_redirects=False
        )

    def create(self, host: str = "me", **changed: Any) -> dict[str, Any]:
        """Create tomorrow's class with manual approval, or what `changed` makes of it."""
        reply = self.call("POST", f"/users/{host}/meetings", class_body(**changed))
        assert reply.status_code == 201, reply.text
        made: dict[str, Any] = reply.json()
        return made

    def read(self, meeting_id: int) -> dict[str, Any]:
        row: dict[str, Any] = self.call("GET", f"/meetings/{meeting_id}").json()
        return row

    def add(self, meeting_id: int, email: str, **more: Any) -> requests.Response:
        person = {"email": email, "first_name": "Sari", "last_name": "Puspita", **more}
        return self.call("POST", f"/meetings/{meeting_id}/registrants", person)

    def batch(self, meeting_id: int, *emails: str, auto_approve: bool = True) -> requests.Response:
        people = [{"email": email, "first_name": "Sari"} for email in emails]
        body = {"auto_approve": auto_approve, "registrants": people}
        return self.call("POST", f"/meetings/{meeting_id}/batch_registrants", body)

    def listed(self, meeting_id: int, status: str = "approved") -> list[dict[str, Any]]:
        path = f"/meetings/{meeting_id}/registrants"
        rows: list[dict[str, Any]] = self.call("GET", path, status=status).json()["registrants"]
        return rows

    def set_status(self, meeting_id: int, action: str, *people: object) -> requests.Response:
        body = {"action": action, "registrants": list(people)}
        return self.call("PUT", f"/meetings/{meeting_id}/registrants/status", body)

    def held(self, meeting_id: int, people: int = 2, hours: float = 2) -> str:
        """Let the class have ended just now with that many attendees; return its UUID."""
        end = self.clock.now
        start = end - timedelta(hours=hours)
        attendees = [
            Attendee(f"Peserta {place}", start, end, f"p{place}@dinas.example", f"r{place}")
            for place in range(people)
        ]
        return self.server.hold_class(meeting_id, start, end, attendees)


def class_body(**changed: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "topic": "Pelatihan Dasar, hari 1",
        "type": 2,
        "start_time": "2027-01-05T01:00:00Z",
        "duration": 480,
        "timezone": "Asia/Jakarta",
        "settings": {"approval_type": 1},
    }
    return {**body, **changed}


def once(uuid: str) -> str:
    return quote(uuid, safe="")


def twice(uuid: str) -> str:
    return quote(quote(uuid, safe=""), safe="")


def code(reply: requests.Response) -> tuple[int, int]:
    """HTTP status and Zoom's own code of a refusal."""
    return reply.status_code, int(reply.json()["code"])
