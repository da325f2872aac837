"""Delivers the plugin's messages: signed, at once or when asked, and again until they are taken.

Time is the sandbox's clock, so that a test moves an hour. A deed in Moodle never waits for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import requests

from connector.sandbox.moodle.plugin import events
from connector.sandbox.moodle.plugin.faults import (
    BAD_SIGNATURE,
    DISORDER,
    DOUBLE,
    LATE,
    LATE_SECONDS,
    LOST,
    MessageFaults,
)
from connector.sandbox.moodle.plugin.queue import PARKED, SENT, WAITING, Queue
from connector.sandbox.moodle.tables import Changed, Database, Row

TIMEOUT = (3, 10)
"""Seconds to connect, and to wait for an answer."""

TRIPS = 3
"""Failures in a row after which nothing is sent at once any more, until one is taken."""

POLL = 0.25
"""Seconds between looks at what has become due."""

USER_AGENT = "Moodle local_simpul"

SPELT = "whsec_"
"""How a key is recognised when it is shown."""

JOIN_LIFE = 300
"""Seconds in which a join link may be used."""


@dataclass(frozen=True)
class Attempt:
    """One try; `status` 0 is no answer."""

    when: int
    message: str
    type: str
    status: int


@dataclass(frozen=True)
class Receiver:
    """Where messages go: Simpul's address, the key both know, the name this site has there."""

    address: str
    secret: str
    site: str = "default"

    @property
    def key(self) -> bytes:
        return base64.b64decode(self.secret.removeprefix(SPELT), validate=True)

    @property
    def endpoint(self) -> str:
        tail = "" if self.site == "default" else f"/{self.site}"
        return f"{self.address.rstrip('/')}/webhooks/moodle{tail}"


@dataclass(frozen=True)
class _Reply:
    status: int
    error: str = ""
    wait: int = 0

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


def sign(key: bytes, message_id: str, seconds: int, body: bytes) -> str:
    """Return one Standard Webhooks signature."""
    signed = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class Sender:
    """The plugin's queue with its settings; hears every commit once `receiver` is known."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.queue = Queue(database)
        self.faults = MessageFaults()
        self.attempts: list[Attempt] = []
        self.receiver: Receiver | None = None
        self.all_courses = False
        """Whether courses without an ID number are told of too."""
        self.paused = ""
        """Why nothing is sent; "" while it is."""
        self.blocked = False
        """Whether Moodle's own rules for outgoing calls forbid the address."""
        self._database, self._clock = database, clock
        self._failures = 0
        self._last = {"sent": 0, "tried": 0, "status": 0}
        self._last_error = ""
        self._sending = threading.Lock()
        self._wake, self._stopped = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def deliver_to(
        self, address: str, secret: str, site: str = "default", *, at_once: bool = False
    ) -> None:
        """Save the settings page: Simpul's address, the key (`whsec_…`), the site's name there.

        With `at_once` a thread delivers by itself; otherwise only `deliver` does.
        """
        self.receiver = Receiver(address, secret, site)
        self.paused, self._failures = "", 0
        if at_once:
            self._start()

    def hear(self, changes: Sequence[Changed], by: int) -> None:
        """Queue what a commit means; without a receiver nothing is kept."""
        if self.receiver is None:
            return
        gone = {(one.table, one.before["id"]): one.before for one in changes if one.before}

        def find(table: str, row_id: int) -> Row | None:
            return self._database.tables[table].rows.get(row_id) or gone.get((table, row_id))

        for one in events.happenings(changes, find):
            course = find("courses", one.course)
            if not one.course or self.all_courses or (course and course["idnumber"]):
                self._keep(one, by)
        self._wake.set()

    def _keep(self, happening: events.Happening, by: int) -> None:
        now = self._now
        message_id, body = events.message(happening, by, now)
        fault = self.faults.take(happening.type)
        kind = fault.kind if fault else ""
        if kind == LOST:
            return
        late = 0.0
        if fault is not None and kind == LATE:
            late = LATE_SECONDS if fault.seconds is None else fault.seconds
        for _ in range(2 if kind == DOUBLE else 1):
            row = self.queue.put(
                message_id, happening.type, happening.course, body, now, now + int(late)
            )
            if kind in (DISORDER, BAD_SIGNATURE):
                self.queue.note(row, fault=kind)

    @property
    def _now(self) -> int:
        return int(self._clock().timestamp())

    @property
    def tripped(self) -> bool:
        """Whether so much failed that nothing is sent at once."""
        return self._failures >= TRIPS

    def deliver(self) -> int:
        """Try everything that is due, as the scheduled task does; return how many were taken."""
        return self._pass(limit=None)

    def _pass(self, limit: int | None) -> int:
        taken = 0
        with self._sending, requests.Session() as session:
            session.trust_env = False
            due = sorted(self.queue.due(self._now), key=lambda row: row.get("fault") == DISORDER)
            held = set[int]()
            for row in due[:limit]:
                if self.receiver is None or self.paused:
                    break
                if row["course"] in held:
                    continue
                if self._try(session, self.receiver, row):
                    taken += 1
                elif row["course"]:
                    held.add(row["course"])
        return taken

    def _try(self, session: requests.Session, receiver: Receiver, row: Row) -> bool:
        now = self._now
        body = row["body"].encode()
        key = b"another key" if row.get("fault") == BAD_SIGNATURE else receiver.key
        reply = self._post(session, receiver, key, row["message"], body, now)
        self.attempts.append(Attempt(now, row["message"], row["type"], reply.status))
        self._remember(reply, now)
        if reply.taken:
            self.queue.note(row, state=SENT, status=reply.status, attempts=row["attempts"] + 1)
        elif reply.status == 410:
            self.queue.note(row, state=PARKED, status=410, error="gone")
            self.paused = "gone"
        else:
            self.queue.failed(row, now, reply.status, reply.error, reply.wait)
            self.queue.note(row, fault="")  # a retry is signed as it should be
        return reply.taken

    def _remember(self, reply: _Reply, now: int) -> None:
        self._last.update(tried=now, status=reply.status)
        self._last_error = reply.error
        if reply.taken:
            self._last["sent"] = now
        self._failures = 0 if reply.taken else self._failures + 1

    def _post(
        self,
        session: requests.Session,
        receiver: Receiver,
        key: bytes,
        message_id: str,
        body: bytes,
        now: int,
    ) -> _Reply:
        if self.blocked:
            return _Reply(0, "blocked")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "webhook-id": message_id,
            "webhook-timestamp": str(now),
            "webhook-signature": sign(key, message_id, now, body),
        }
        try:
            answer = session.post(
                receiver.endpoint,
                data=body,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return _Reply(0, type(error).__name__)
        if 200 <= answer.status_code < 300:
            return _Reply(answer.status_code)
        asked = answer.headers.get("Retry-After", "")
        heeded = answer.status_code in (429, 503) and asked.isascii() and asked.isdigit()
        wait = int(asked) if heeded else 0
        return _Reply(answer.status_code, f"http {answer.status_code}", wait)

    def send_test(self, nonce: str, *, by: int) -> dict[str, Any]:
        """Post a `moodle.test` past the queue; never parked and never tried again."""
        now, began = self._now, time.monotonic()
        data = {"event": "", "course": 0, "person": 0, "module": 0, "object": 0, "by": by,
                "at": now, "nonce": nonce}  # fmt: skip
        message_id, body = events.envelope("moodle.test", data, now)
        reply = _Reply(0, "not set up")
        if self.receiver is not None:
            with requests.Session() as session:
                session.trust_env = False
                key = self.receiver.key
                reply = self._post(session, self.receiver, key, message_id, body, now)
        return {
            "status": reply.status,
            "error": reply.error,
            "milliseconds": int((time.monotonic() - began) * 1000),
            "bodysha256": hashlib.sha256(body).hexdigest(),
        }

    def facts(self) -> dict[str, Any]:
        """What the site says about its delivery."""
        waiting = self.queue.rows(WAITING)
        return {
            "address": self.receiver.address if self.receiver else "",
            "ready": self.receiver is not None and not self.paused,
            "blocked": self.blocked,
            "waiting": len(waiting),
            "parked": len(self.queue.rows(PARKED)),
            "oldest": min((row["queued"] for row in waiting), default=0),
            "lastsent": self._last["sent"],
            "lasttried": self._last["tried"],
            "laststatus": self._last["status"],
            "lasterror": self._last_error,
        }

    def join_address(self, user: int, course: int, session: str) -> str:
        """Return where the join page sends a logged-in person, signed for five minutes."""
        if self.receiver is None:
            return ""
        until = self._now + JOIN_LIFE
        parts = ("simpul-join-v1", self.receiver.site, user, course, session, until)
        text = "\n".join(map(str, parts))
        query = {
            "site": self.receiver.site,
            "user": user,
            "course": course,
            "session": session,
            "until": until,
            "sign": hmac.new(self.receiver.key, text.encode(), hashlib.sha256).hexdigest(),
        }
        return f"{self.receiver.address.rstrip('/')}/p/course?{urlencode(query)}"

    def forget(self) -> None:
        """Back to a plugin that was just installed."""
        self.stop()
        self.receiver, self.paused, self.blocked = None, "", False
        self.all_courses = False
        self.attempts.clear()
        self.faults.clear()
        self._failures, self._last_error = 0, ""
        self._last = dict.fromkeys(self._last, 0)

    def _start(self) -> None:
        if self._thread is None:
            self._stopped.clear()
            self._thread = threading.Thread(target=self._run, name="sandbox-moodle", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread that delivers by itself, if there is one."""
        thread, self._thread = self._thread, None
        self._stopped.set()
        self._wake.set()
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.wait(POLL)
            self._wake.clear()
            if not self._stopped.is_set():
                # in trouble one message at a time tells whether the other side is back
                self._pass(limit=1 if self.tripped else None)
