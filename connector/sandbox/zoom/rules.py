"""What this Zoom account allows: plan, quotas and the switches of open questions.

Where Zoom's sources disagree the default is the stricter reading, so that a client that
passes here is not surprised by the real one.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Plan = Literal["free", "pro", "business", "education"]
Category = Literal["Light", "Medium", "Heavy", "Resource-intensive"]

PER_SECOND: dict[Plan, dict[Category, int]] = {
    "free": {"Light": 4, "Medium": 2, "Heavy": 1},
    "pro": {"Light": 30, "Medium": 20, "Heavy": 10},
    "business": {"Light": 80, "Medium": 60, "Heavy": 40},
    "education": {"Light": 80, "Medium": 60, "Heavy": 40},
}
"""Requests a second over the whole account (Zoom: rate limits by account type)."""

PER_DAY: dict[Plan, dict[Category, int]] = {
    "free": {"Light": 6_000, "Medium": 2_000, "Heavy": 1_000},
    "pro": {"Heavy": 30_000},
    "business": {"Heavy": 60_000},
    "education": {"Heavy": 60_000},
}
"""Requests a UTC day over the whole account; Heavy shares its count with Resource-intensive."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The switches of one sandbox account."""

    plan: Plan = "pro"
    per_second_limits: bool = True
    """Off only for tests that would spend their time waiting."""
    per_day_heavy: int | None = None
    """Overrides the plan's daily number of heavy requests; None keeps the plan's."""
    single_token: bool = True
    """A new grant kills the old token (moodle-mod_zoom #473); False: several may live."""
    token_life: timedelta = timedelta(seconds=3600)
    strict_registrant_quota: bool = True
    """True: three adds a day for one address over all meetings; False: for each meeting."""
    meeting_writes_a_day: int = 100
    """Creates and updates together, for one host."""
    registrant_adds_a_day: int = 3
    status_updates_a_day: int = 10
    registrant_capacity: int = 4_999
    report_delay: timedelta = timedelta(minutes=30)
    """From the end of a meeting until its report exists."""
    scopes: frozenset[str] | None = None
    """Granular scopes of the app; None grants all that the sandbox knows."""
    missing_scope_status: int = 400
    """HTTP status beside code 4711; the sources disagree."""
    rate_headers: bool = True
    """False: the X-RateLimit headers are absent, as seen on some real calls."""
    tracking_fields: frozenset[str] | None = None
    """Names the account defines; others vanish silently. None echoes every field."""
    webhook_answer_seconds: float = 3.0
    """An endpoint that has not answered by then counts as silent."""
    webhook_validation_failures: int = 6
    """So many failed URL validations in a row disable a subscription; the number is unsettled."""
