"""Sightings: what a provider told us about connections, one by one, before anything is concluded.

A *leg* is one connection of one device to one held meeting, and so is the way into a breakout
room; a rejoin is another leg.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SightingKind(StrEnum):
    """STARTED and ENDED are about the meeting; waiting time is no attendance (facts: Zoom §7)."""

    STARTED = "started"
    ENDED = "ended"
    JOINED = "joined"
    LEFT = "left"
    ROOM_JOINED = "room_joined"
    """A breakout room; `parent_leg` is the leg in the main meeting."""
    ROOM_LEFT = "room_left"
    WAITING = "waiting"
    """Put, or put back, into the waiting room."""
    ADMITTED = "admitted"
    """Let in from the waiting room."""
    BOUND = "bound"
    """A telephone leg now speaks for `bound_leg`."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing seen, as the provider said it; what it did not say is ""."""

    kind: SightingKind
    at: datetime
    leg: str = ""
    parent_leg: str = ""
    bound_leg: str = ""
    participant: str = ""
    """The same for all legs of one participant in one held meeting, where it is given."""
    name: str = ""
    """Free text that the person may change at any time: it identifies nobody."""
    email: str = ""
    """Lower case."""
    registrant_id: str = ""
    login: str = ""
    """The user account at the provider with which the person was signed in."""
    phone: str = ""
    """`+62…`; of a telephone leg."""


@dataclass(frozen=True, slots=True)
class HeldSighting:
    """A sighting and the held meeting it belongs to (`uuid` names one occurrence)."""

    uuid: str
    meeting: str
    """The meeting's number, as digits."""
    sighting: Sighting
    host: str = ""
    """The user account at the provider to which the meeting belongs: it opens the room."""


def in_order(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Return each different sighting once, by time; ties are ordered by content, never by arrival.

    This is what makes everything after it independent of order and repetition.
    """
    return sorted(set(sightings), key=_order)


def _order(one: Sighting) -> tuple[datetime, tuple[str, ...]]:
    names = (one.kind, one.leg, one.parent_leg, one.bound_leg, one.participant, one.name)
    return one.at, (*names, one.email, one.registrant_id, one.login, one.phone)
