"""Zoom's limits as we keep them: the pace of calls, and a ledger of the daily quotas.

The ledger lives in a store that all processes share; the pace is per process, at half of what
the plan allows.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Literal, Protocol

from connector.meetings.zoom.calls import PER_SECOND, Pace, Plan

SHARE = 0.5
"""Part of the plan's requests a second that we use; the rest is for other apps and processes."""

MEETING_WRITES_A_DAY = 100
"""Creates and updates for one host (Zoom: "Rate limits", per-user daily limit)."""
REGISTRANT_ADDS_A_DAY = 3
"""Adds of the same registrant (Zoom: "Rate limits", add registrant)."""
STATUS_UPDATES_A_DAY = 10
"""Status updates of the same registrant (Zoom: "Rate limits", update registrant status)."""

QuotaScope = Literal["account", "meeting"]
"""Whether Zoom counts a registrant's adds across meetings or in each; sources disagree."""


class QuotaStore(Protocol):
    """The ledger of daily quotas, shared by all processes."""

    def used(self, connection: str, name: str, day: date) -> int:
        """Return how many units of a quota are spent on a UTC day."""

    def take(self, connection: str, name: str, day: date, amount: int, limit: int) -> bool:
        """Spend `amount` units if that stays within `limit`, atomically; tell whether it did."""


class Quotas:
    """Names and limits of one connection's quotas; days are UTC, as Zoom counts them."""

    def __init__(
        self,
        connection: str,
        store: QuotaStore,
        host: str,
        scope: QuotaScope,
        clock: Callable[[], datetime],
    ) -> None:
        self._connection, self._store, self._clock = connection, store, clock
        self._host, self._scope = digest(host), scope

    def take_meeting_write(self) -> bool:
        return self._take(self._meeting_name(), MEETING_WRITES_A_DAY)

    def meeting_writes_left(self) -> int:
        return self._left(self._meeting_name(), MEETING_WRITES_A_DAY)

    def exhaust_meeting_writes(self) -> None:
        """Note that Zoom says the day's writes are spent, whoever spent them."""
        self._exhaust(self._meeting_name(), MEETING_WRITES_A_DAY)

    def take_add(self, email: str, meeting: str) -> bool:
        return self._take(self._registrant("registrant-add", email, meeting), REGISTRANT_ADDS_A_DAY)

    def adds_left(self, email: str, meeting: str) -> int:
        return self._left(self._registrant("registrant-add", email, meeting), REGISTRANT_ADDS_A_DAY)

    def exhaust_adds(self, email: str, meeting: str) -> None:
        self._exhaust(self._registrant("registrant-add", email, meeting), REGISTRANT_ADDS_A_DAY)

    def add_name(self, email: str, meeting: str) -> str:
        """Name the quota that an add would draw on; equal names share it."""
        return self._registrant("registrant-add", email, meeting)

    def take_status_update(self, email: str, meeting: str) -> bool:
        name = self._registrant("registrant-status", email, meeting)
        return self._take(name, STATUS_UPDATES_A_DAY)

    def _meeting_name(self) -> str:
        return f"meeting-write:{self._host}"

    def _registrant(self, kind: str, email: str, meeting: str) -> str:
        scope = f":{digest(meeting)}" if self._scope == "meeting" else ""
        return f"{kind}:{digest(email)}{scope}"

    def _take(self, name: str, limit: int) -> bool:
        return self._store.take(self._connection, name, self._today(), 1, limit)

    def _left(self, name: str, limit: int) -> int:
        return max(0, limit - self._store.used(self._connection, name, self._today()))

    def _exhaust(self, name: str, limit: int) -> None:
        left = self._left(name, limit)
        if left:
            self._store.take(self._connection, name, self._today(), left, limit)

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()


def digest(text: str) -> str:
    """Name an address without storing it: 16 hex digits of SHA-256 over its lower case."""
    return hashlib.sha256(text.lower().encode()).hexdigest()[:16]


class Pacer:
    """Spaces the calls of each rate class evenly; safe under threads."""

    def __init__(
        self,
        plan: Plan,
        *,
        share: float = SHARE,
        pulse: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = {pace: 1 / (limit * share) for pace, limit in PER_SECOND[plan].items()}
        self._pulse, self._sleep = pulse, sleep
        self._next: dict[Pace, float] = {}
        self._lock = threading.Lock()

    def wait(self, pace: Pace) -> None:
        """Return when the next call of that class may go."""
        with self._lock:
            now = self._pulse()
            slot = max(now, self._next.get(pace, now))
            self._next[pace] = slot + self._interval[pace]
        if slot > now:
            self._sleep(slot - now)

    def seconds(self, calls: Mapping[str, int], latency: float) -> float:
        """Estimate how long so many calls take one after another; `latency` in seconds a call."""
        return sum(
            count * max(self._interval[Pace(pace)], latency) for pace, count in calls.items()
        )


class MemoryQuotaStore:
    """A ledger for one process; for tests."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, str, date], int] = {}
        self._lock = threading.Lock()

    def used(self, connection: str, name: str, day: date) -> int:
        return self._spent.get((connection, name, day), 0)

    def take(self, connection: str, name: str, day: date, amount: int, limit: int) -> bool:
        with self._lock:
            spent = self.used(connection, name, day) + amount
            if spent > limit:
                return False
            self._spent[connection, name, day] = spent
            return True
