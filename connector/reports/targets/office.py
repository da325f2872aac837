"""What any way to the training office offers; knows no protocol, no flow and no database.

A target hands one parcel over in one call and never repeats anything by itself: who may try
again, and when, is decided by the flow that keeps the deliveries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from connector.reports.targets.base import Attachment, Outcome


@dataclass(frozen=True)
class Parcel:
    """One message with its files."""

    message_id: str
    """The same for every attempt and every replay: receivers know a repeat by it."""
    type: str
    """`report.delivered`."""
    body: bytes = field(repr=False)
    """The event as JSON; exactly these bytes are signed, sent or written."""
    subject: str = field(repr=False)
    text: str = field(repr=False)
    """The same for people: an e-mail."""
    at: datetime
    """When it happened, in UTC."""
    files: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Addressee:
    """Where a parcel goes; no repr shows an address or a secret."""

    name: str
    address: str = field(repr=False)
    secrets: Sequence[str] = field(default=(), repr=False)
    """What it is signed with, newest first."""
    bearer: str = field(default="", repr=False)
    """Secret of the JWT; "" sends none."""
    audience: str = ""


@dataclass(frozen=True)
class Answer:
    """The end of one attempt; `code` is a sentence of the office's catalogue, "" when sent.

    Nothing of what the other side said in words is kept: it may quote what was sent.
    """

    outcome: Outcome
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    status: int | None = None
    """Of HTTP, where there was one."""
    wish: timedelta | None = None
    """How long the other side asks to be left alone."""
    gone: bool = False
    """It wants nothing any more: the target is to be switched off."""
    tired: bool = False
    """It is away or overloaded: whatever else waits for it had better wait too."""


class OfficeTarget(Protocol):
    """A way to the office; one object serves every target of its kind."""

    knows_repeats: bool
    """Whether a repeat is recognised there: only then is an unanswered attempt made again."""
    takes_files: bool
    """Whether files travel with the parcel; else the body carries links to them."""

    def unfit(self, address: str) -> str:
        """Return why an address cannot be used, as a code; "" for one that can."""

    def hand_over(self, parcel: Parcel, to: Addressee, now: datetime) -> Answer:
        """Offer one parcel once; raises nothing that the network or the other side does."""
