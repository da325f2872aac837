"""Zoom's rate limits and daily quotas, with a ledger that tests and the page can read."""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.refusals import Refusal
from connector.sandbox.zoom.rules import PER_DAY, PER_SECOND, Category, Rules

PER_SECOND_TEXT = (
    "You have reached the maximum per-second rate limit for this API. Try again later."
)
PER_SECOND_CODES = {"past.instances": 4001, "meetings.update": 4001}
"""Calls whose documents name 4001 for the per-second limit; all others answer 429."""

KEPT_REJECTIONS = 1_000
"""Rejections the ledger keeps; older ones fall off."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One 429: `limit` is `QPS`, `Daily-limit` or the name of a daily quota."""

    when: str
    call: str
    limit: str


@dataclass
class Ledger:
    """What was counted: calls by UTC day and category, quotas by day and key, rejections."""

    calls: dict[str, Counter[str]] = field(default_factory=dict)
    quotas: dict[str, Counter[str]] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)

    def count(self, day: str, category: str) -> int:
        """Calls of that category on that UTC day (`2026-11-21`)."""
        return self.calls.get(day, Counter())[category]

    def spent(self, day: str, quota: str) -> int:
        """Uses of one daily quota, e.g. `meeting:<host id>` or `registrant:<email>`."""
        return self.quotas.get(day, Counter())[quota]

    def as_json(self) -> dict[str, Any]:
        return {
            "calls": {day: dict(counted) for day, counted in self.calls.items()},
            "quotas": {day: dict(counted) for day, counted in self.quotas.items()},
            "rejections": [[each.when, each.call, each.limit] for each in self.rejections],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Ledger":
        return cls(
            {day: Counter(counted) for day, counted in stored["calls"].items()},
            {day: Counter(counted) for day, counted in stored["quotas"].items()},
            [Rejection(*row) for row in stored["rejections"]],
        )


def utc_day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()


def next_reset(now: datetime) -> datetime:
    """Return the coming 00:00 UTC, when every daily count starts again."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


class Limits:
    """Admits or refuses; counts what it admitted. Not thread-safe: the server holds a lock."""

    def __init__(self, ledger: Ledger, pulse: Callable[[], float] = time.monotonic) -> None:
        self.ledger = ledger
        self.pulse = pulse
        """Seconds that only move forward; per-second windows follow it, not the clock."""
        self._recent: dict[str, deque[float]] = {}

    def admit(self, rules: Rules, category: Category, call: str, now: datetime) -> dict[str, str]:
        """Count one call and return its rate headers, or raise the 429 Zoom would send."""
        day = utc_day(now)
        counter = self.ledger.calls.setdefault(day, Counter())
        shared: Category = "Heavy" if category == "Resource-intensive" else category
        a_day = PER_DAY[rules.plan].get(shared)
        if shared == "Heavy" and rules.per_day_heavy is not None:
            a_day = rules.per_day_heavy
        if a_day is not None and self._used(counter, shared) >= a_day:
            self._note(call, "Daily-limit", now)
            sentence = (
                "You have reached the maximum daily rate limit for this API. "
                "Refer to the response header for details on when you can make another request."
            )
            raise Refusal(429, 429, sentence, headers=daily_headers(category, a_day, now, rules))
        remaining = self._admit_second(rules, shared, call, now)
        counter[category] += 1
        if not rules.rate_headers:
            return {}
        if a_day is not None:
            left = a_day - self._used(counter, shared)
            return rate_headers(category, "Daily-limit", a_day, left)
        return rate_headers(category, "QPS", PER_SECOND[rules.plan][shared], remaining)

    @staticmethod
    def _used(counter: Counter[str], shared: str) -> int:
        together = counter["Resource-intensive"] if shared == "Heavy" else 0
        return counter[shared] + together

    def _admit_second(self, rules: Rules, category: Category, call: str, now: datetime) -> int:
        limit = PER_SECOND[rules.plan][category]
        if not rules.per_second_limits:
            return limit
        recent = self._recent.setdefault(category, deque())
        moment = self.pulse()
        while recent and recent[0] <= moment - 1.0:
            recent.popleft()
        if len(recent) >= limit:
            self._note(call, "QPS", now)
            code = PER_SECOND_CODES.get(call, 429)
            headers = qps_headers(category, limit, now, rules)
            raise Refusal(429, code, PER_SECOND_TEXT, headers=headers)
        recent.append(moment)
        return limit - len(recent)

    def has_room(self, quota: str, limit: int, now: datetime) -> bool:
        return self.ledger.spent(utc_day(now), quota) < limit

    def charge(self, quota: str, now: datetime) -> None:
        """Count one use of a daily quota."""
        self.ledger.quotas.setdefault(utc_day(now), Counter())[quota] += 1

    def refuse_daily(
        self, rules: Rules, category: Category, limit: int, what: str, call: str, now: datetime
    ) -> Refusal:
        """Note a spent daily quota and return the 429 to raise; `what` names it for people."""
        self._note(call, what, now)
        sentence = (
            f"You have exceeded the daily rate limit of ({limit}) for {what}. "
            "You can resume these API requests at GMT 00:00:00."
        )
        return Refusal(429, 429, sentence, headers=daily_headers(category, limit, now, rules))

    def _note(self, call: str, limit: str, now: datetime) -> None:
        self.ledger.rejections.append(Rejection(moments.write(now), call, limit))
        del self.ledger.rejections[:-KEPT_REJECTIONS]


def rate_headers(category: str, kind: str, limit: int, remaining: int) -> dict[str, str]:
    return {
        "X-RateLimit-Category": category,
        "X-RateLimit-Type": kind,
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(max(0, remaining)),
    }


def qps_headers(category: str, limit: int, now: datetime, rules: Rules) -> dict[str, str]:
    """Headers of a per-second 429; the reset is an epoch second."""
    if not rules.rate_headers:
        return {}
    reset = {"X-RateLimit-Reset": str(int(now.timestamp()) + 1)}
    return {**rate_headers(category, "QPS", limit, 0), **reset}


def daily_headers(category: str, limit: int, now: datetime, rules: Rules) -> dict[str, str]:
    """Headers of a daily 429; Retry-After is an ISO-8601 datetime, unlike the HTTP standard's."""
    if not rules.rate_headers:
        return {}
    retry = {"Retry-After": moments.write(next_reset(now))}
    return {**rate_headers(category, "Daily-limit", limit, 0), **retry}
