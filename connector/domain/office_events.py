"""What the training office is told: types of events, who may be told which, when to try again.

Values and rules only: nothing is read, signed or sent here. Every type is described with an
example in `deploy/office-events.md`; a test compares that with what is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class EventType(StrEnum):
    """The event types; a full stop parts group and deed, as Standard Webhooks asks."""

    ROSTER_CONFIRMED = "roster.confirmed"
    """A list of participants was taken over."""
    SYNC_VERIFIED = "sync.verified"
    """A plan was applied, and everything expected was found by reading back."""
    SESSION_RECORDED = "session.recorded"
    """The attendance of one session stands in the archive of its day."""
    TRAINING_COMPLETED = "training.completed"
    """The last session is over, and every day that met is archived."""
    CERTIFICATE_ISSUED = "certificate.issued"
    """A certificate is signed and archived."""
    CERTIFICATE_REVOKED = "certificate.revoked"
    """An issued certificate was revoked, or replaced by another."""
    REPORT_DELIVERED = "report.delivered"
    """A report was handed over to the office."""
    SHEET_READY = "sheet.ready"
    """Every certificate of the approved list is archived: the SIASN/MyASN sheet is whole."""
    TEST = "test.sent"
    """Somebody asked whether a target can be reached; says nothing about any training."""


VERSIONS: Mapping[EventType, int] = dict.fromkeys(EventType, 1)
"""Of the payload of each type. A field may be added within a version; a field that goes, or means
something else, is the next version."""


class Vendor(StrEnum):
    """A way to the office."""

    WEBHOOK = "webhook"
    EMAIL = "email"
    FOLDER = "folder"
    SIASN = "siasn"
    """The SIASN/MyASN sheet of a training, into a folder."""


_WHOLE = (
    EventType.ROSTER_CONFIRMED,
    EventType.SYNC_VERIFIED,
    EventType.TRAINING_COMPLETED,
    EventType.REPORT_DELIVERED,
)
_ALL = tuple(one for one in EventType if one is not EventType.TEST)

OFFERED: Mapping[Vendor, tuple[EventType, ...]] = {
    Vendor.WEBHOOK: _ALL,
    Vendor.FOLDER: _ALL,
    Vendor.EMAIL: _WHOLE,
    Vendor.SIASN: (EventType.SHEET_READY,),
}
"""What each way may subscribe to; nobody gets a mail for every session and every certificate."""


class TargetState(StrEnum):
    """Whether a target is told anything."""

    ACTIVE = "active"
    PAUSED = "paused"
    """Deliveries wait until a person lets them go on."""
    GONE = "gone"
    """The receiver answered 410: it wants nothing any more."""
    REMOVED = "removed"
    """Taken out by a person; what it was told stays on record."""


class DeliveryState(StrEnum):
    """Where one delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """Claimed by an attempt that has not ended."""
    SENT = "sent"
    DEAD = "dead"
    """Not delivered, and tried no more by itself: a dead letter."""
    UNKNOWN = "unknown"
    """Handed over without an answer, where a repeat would not be recognised (e-mail)."""


UNDER_WAY = (DeliveryState.WAITING, DeliveryState.SENDING)

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=16),
)
"""Pauses after the first, second … attempt: the schedule of Standard Webhooks, ended at two days
(the last attempt comes 47 hours and 35 minutes after the first)."""

GIVE_UP = timedelta(hours=48)
"""A target that has failed for so long gets no further attempts of what it was told before."""

JITTER = 0.1
"""Share of a pause that chance may add, so that a receiver that recovers is not met by all."""

LONGEST_WISH = timedelta(hours=24)
"""The longest `Retry-After` that is heeded."""


def next_attempt(
    attempt: int, now: datetime, chance: float, wish: timedelta | None = None
) -> datetime | None:
    """Return when attempt `attempt` is followed by another, None when it was the last.

    `chance` in [0, 1); `wish` is what the receiver asked for (`Retry-After`).
    """
    if attempt > len(DELAYS):
        return None
    pause = max(DELAYS[attempt - 1], min(wish or timedelta(0), LONGEST_WISH))
    return now + pause * (1 + JITTER * chance)


@dataclass(frozen=True)
class Receipt:
    """What the office says about a message it took over."""

    message_id: str
    at: datetime
    by: str = ""
    """Name or office of who received it, in their own words."""
    reference: str = ""
    """Their number for it (nomor agenda)."""
    note: str = ""


LONGEST_RECEIPT = 300
"""Characters of each of a receipt's texts."""


@dataclass(frozen=True)
class TargetOptions:
    """What an administrator chose for a target."""

    events: Mapping[EventType, datetime] = field(default_factory=dict)
    """What it is told, each since when: what happened before is not told."""
    numbers: bool = False
    """Whether whole personal numbers, and papers that print them, may go there."""
    state: TargetState = TargetState.ACTIVE
    bearer: bool = False
    """Whether each request carries a JWT besides its signature."""
    audience: str = ""
    """`aud` of the JWT, where the receiver wants one."""


@dataclass(frozen=True)
class Health:
    """How the last attempts at a target went."""

    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    failing_since: datetime | None = None
    failures: int = 0
    rest_until: datetime | None = None
    """Nothing is sent there before: it is overloaded, or away."""
