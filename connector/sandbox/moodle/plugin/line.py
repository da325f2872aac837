"""How the line to Simpul is: what became of the last attempt, and when to try again in trouble."""

from __future__ import annotations

from dataclasses import dataclass

WAITS = (10, 30, 50)
"""Seconds after the first, the second and every further failure of the line."""

LONGEST_WAIT = 3600
"""Seconds that Simpul may ask for."""

OF_THE_MESSAGE = frozenset({400, 409, 411, 413, 415, 422})
"""Only this message was refused; the next may still be taken."""

GATEWAY = frozenset({502, 503, 504})
"""Nobody is there behind it: the line, not the message."""


@dataclass(frozen=True)
class Reply:
    """What became of one attempt; `status` 0 where nobody answered, `wait` what was asked for."""

    status: int
    error: str = ""
    wait: int = 0

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300

    @property
    def of_the_message(self) -> bool:
        return self.status in OF_THE_MESSAGE

    @property
    def unclear(self) -> bool:
        """Simpul broke down over it: perhaps over this message, perhaps over each."""
        return self.status >= 500 and self.status not in GATEWAY


@dataclass
class Line:
    """Times in epoch seconds, 0 for never."""

    failures: int = 0
    next_try: int = 0
    stopped: bool = False
    """Simpul asked for no more."""
    last_sent: int = 0
    last_tried: int = 0
    last_status: int = 0
    last_error: str = ""

    def may_try(self, now: int) -> bool:
        return not self.stopped and self.next_try <= now

    def worked(self, reply: Reply, now: int) -> None:
        self.tried(reply, now)
        self.failures, self.next_try, self.stopped, self.last_sent = 0, 0, False, now

    def failed(self, reply: Reply, now: int) -> None:
        """The line itself is in trouble, not one message."""
        self.tried(reply, now)
        wait = WAITS[min(self.failures, len(WAITS) - 1)]
        self.failures += 1
        self.next_try = now + max(wait, min(reply.wait, LONGEST_WAIT))
        self.stopped = self.stopped or reply.status == 410

    def tried(self, reply: Reply, now: int) -> None:
        self.last_tried, self.last_status, self.last_error = now, reply.status, reply.error

    def begin_anew(self) -> None:
        """After a person said so, or the address or the key changed."""
        self.failures, self.next_try, self.stopped = 0, 0, False
