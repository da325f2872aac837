"""Delivers the plugin's messages: signed, at once or when asked, and again until they are taken.

Time is the sandbox's clock, so that a test moves an hour. A deed in Moodle never waits for it.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from connector.sandbox.moodle.plugin.line import Line, Reply
from connector.sandbox.moodle.plugin.queue import PARKED, WAITING, Queue
from connector.sandbox.moodle.plugin.receiver import Receiver
from connector.sandbox.moodle.tables import Changed, Database, Row

TIMEOUT = (3, 10)
"""Seconds to connect, and to wait for an answer."""

BREAKDOWNS = 3
"""Messages broken down over in a row after which the line is held to be in trouble."""

POLL = 0.25
"""Seconds between looks at what has become due."""

FALSE_KEY = b"a key that nobody gave us ......"


@dataclass(frozen=True)
class Attempt:
    """One try; `status` 0 is no answer."""

    when: int
    message: str
    type: str
    status: int


class Sender:
    """The plugin's queue with its settings; hears every commit once there is a receiver."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.queue = Queue(database)
        self.line = Line()
        self.faults = MessageFaults()
        self.attempts: list[Attempt] = []
        self.receiver: Receiver | None = None
        self.all_courses = False
        """Whether courses without an ID number are told of too."""
        self.paused = False
        """Whether an administrator asked to wait with everything."""
        self.blocked = False
        """Whether Moodle's own rules for outgoing calls forbid the address."""
        self._database, self._clock = database, clock
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
        self.line.begin_anew()
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
            if self._concerns(one, find):
                self._keep(one, by)
        self._wake.set()

    def _concerns(self, one: events.Happening, find: events.Find) -> bool:
        """Say whether it is about a course that counts, or about somebody in one."""
        if one.type == "moodle.account_deleted":
            return True
        if one.type != "moodle.account_changed":
            return self._counts(one.course, find)
        enrolments = self._database.tables["enrolments"].find("user", one.person)
        instances = [find("instances", row["enrolid"]) for row in enrolments]
        return any(each and self._counts(each["courseid"], find) for each in instances)

    def _counts(self, course_id: int, find: events.Find) -> bool:
        course = find("courses", course_id)
        return bool(course and (self.all_courses or course["idnumber"]))

    def _keep(self, happening: events.Happening, by: int) -> None:
        now = self._now
        message_id, body = events.message(happening, by, now)
        fault = self.faults.take(happening.type)
        kind = fault.kind if fault else ""
        if kind == LOST:
            return
        due = 0
        if fault is not None and kind == LATE:
            due = now + int(LATE_SECONDS if fault.seconds is None else fault.seconds)
        for _ in range(2 if kind == DOUBLE else 1):
            row = self.queue.put(message_id, happening.type, happening.course, body, now, due)
            self.queue.change(row["id"], fault=kind)

    @property
    def _now(self) -> int:
        return int(self._clock().timestamp())

    def deliver(self) -> int:
        """Send what is due, as the scheduled task does; return how many messages were taken.

        After trouble one message goes alone first, and the others only when it was taken.
        """
        with self._sending, requests.Session() as session:
            session.trust_env = False
            return self._send(session)

    def _send(self, session: requests.Session) -> int:
        if self.receiver is None or self.paused or not self.line.may_try(self._now):
            return 0
        taken = broken = 0
        if self.line.failures:
            probe = self.queue.probe()
            if probe is None or not self._try(session, self.receiver, probe).taken:
                return 0
            taken = 1
        for row in sorted(self.queue.due(self._now), key=lambda row: row["fault"] == DISORDER):
            lenient = broken + 1 < BREAKDOWNS
            reply = self._try(session, self.receiver, row, lenient=lenient)
            if not self.line.may_try(self._now):
                break
            broken = broken + 1 if reply.unclear else 0
            taken += reply.taken
        return taken

    def _try(
        self, session: requests.Session, receiver: Receiver, row: Row, *, lenient: bool = False
    ) -> Reply:
        now, body = self._now, row["body"].encode()
        key = FALSE_KEY if row["fault"] == BAD_SIGNATURE else receiver.key
        reply = self._post(session, receiver, row["message"], body, now, key)
        self.attempts.append(Attempt(now, row["message"], row["type"], reply.status))
        if reply.taken:
            self.queue.taken(row, now, reply.status)
            self.line.worked(reply, now)
        elif reply.of_the_message or (reply.unclear and lenient):
            self.queue.failed(row, now, reply.status, reply.error, its_own=True)
            self.line.tried(reply, now)
        elif reply.status == 410:
            self.queue.park(row, now, reply.status, reply.error)
            self.line.failed(reply, now)
        else:
            self.queue.failed(row, now, reply.status, reply.error, its_own=False)
            self.line.failed(reply, now)
        return reply

    def _post(
        self,
        session: requests.Session,
        receiver: Receiver,
        message_id: str,
        body: bytes,
        now: int,
        key: bytes,
    ) -> Reply:
        if self.blocked:
            return Reply(0, "blocked")
        try:
            answer = session.post(
                receiver.endpoint,
                data=body,
                headers=receiver.headers(message_id, now, body, key),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.Timeout:
            return Reply(0, "timeout")
        except requests.RequestException:
            return Reply(0, "connect")
        asked = answer.headers.get("Retry-After", "")
        wait = int(asked) if asked.isascii() and asked.isdigit() else 0
        error = "" if 200 <= answer.status_code < 300 else "status"
        return Reply(answer.status_code, error, wait)

    def send_test(self, nonce: str) -> dict[str, Any]:
        """Post a `moodle.test` past the queue; never parked and never tried again."""
        now, began = self._now, time.monotonic()
        data = dict.fromkeys(("course", "person", "module", "object", "by"), 0)
        message_id, body = events.envelope(
            "moodle.test", {"event": "", **data, "at": now, "nonce": nonce}, now
        )
        reply = Reply(0, "notready")
        if self.receiver is not None:
            with requests.Session() as session:
                session.trust_env = False
                reply = self._post(session, self.receiver, message_id, body, now, self.receiver.key)
            note = self.line.worked if reply.taken else self.line.tried
            note(reply, now)
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
            "ready": bool(self.receiver and not self.paused and not self.line.stopped),
            "blocked": self.blocked,
            "waiting": len(waiting),
            "parked": len(self.queue.rows(PARKED)),
            "oldest": min((row["queued"] for row in waiting), default=0),
            "lastsent": self.line.last_sent,
            "lasttried": self.line.last_tried,
            "laststatus": self.line.last_status,
            "lasterror": "paused" if self.paused else self.line.last_error,
        }

    def tidy(self) -> None:
        """Park what has waited for seven days, as the daily task does."""
        if self.paused or self.receiver is None or self.line.failures or self.line.stopped:
            self.queue.park_old(self._now)

    def resend(self) -> None:
        """Press the button that sends everything parked again, and opens a stopped line."""
        self.queue.resend(self._now)
        self.line.begin_anew()
        self._wake.set()

    def forget(self) -> None:
        """Back to a plugin that was just installed."""
        self.stop()
        self.receiver, self.paused, self.blocked = None, False, False
        self.all_courses = False
        self.line = Line()
        self.attempts.clear()
        self.faults.clear()

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
                self.deliver()
