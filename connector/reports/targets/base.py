"""What any target of messages offers; knows no protocol, no certificate and no database.

A target hands over one message in one call and never repeats anything by itself: who may try
again, and when, is decided by the flow that keeps the deliveries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What became of one attempt."""

    SENT = "sent"
    """The other side took the message over."""
    REFUSED = "refused"
    """It said no, and will say so again: a person is needed."""
    LATER = "later"
    """Nothing was handed over; the same message may be offered again."""
    UNKNOWN = "unknown"
    """Everything was sent and no answer came: it may have been taken. Never repeat it unasked."""


@dataclass(frozen=True)
class Attachment:
    name: str
    """Plain letters, with its ending."""
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Message:
    """One message to one person; address and name show in no repr."""

    id: str
    """The same for every attempt of one delivery, so that a repeat is recognisable."""
    to: str = field(repr=False)
    name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime
    attachment: Attachment | None = None
    further: tuple[Attachment, ...] = ()
    """What is attached besides."""


@dataclass(frozen=True)
class Handover:
    """The end of one attempt; `code` is a sentence of the target's catalogue, "" when sent."""

    outcome: Outcome
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    """Numbers and codes only: what a server answers in words may quote an address."""


class Target(Protocol):
    """A way to people."""

    name: str
    """The channel as stored and shown: `email`."""
    per_minute: int
    """How many messages it takes at most."""

    def message_id(self, key: str) -> str:
        """Return the id of the message of one delivery; the same key gives the same id."""

    def hand_over(self, message: Message) -> Handover:
        """Offer one message once; raises nothing that the network or the other side does."""

    def check(self) -> Handover:
        """Connect and sign in without sending anything; for `doctor`."""
