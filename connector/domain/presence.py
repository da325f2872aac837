"""Who was connected when: sightings become stays, whatever their order; no database, no vendor.

A *leg* is one connection of one device to one held meeting (a rejoin is another leg). A *sighting*
is one thing a provider told us about a leg; a *stay* is one interval of one leg, made from all
sightings of the meeting. The same set of sightings gives the same stays, in whatever order and
however often they came.
"""

from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Stay:
    """One interval of one leg, with all that is known of who it was.

    `left` is None while the leg is open in a meeting that has not ended. A `left` that nobody
    reported (`left_known` False) is the meeting's end: provisional, until a report says better.
    A `joined` that nobody reported (`joined_known` False) is the first sign of the leg.
    """

    leg: str
    joined: datetime
    left: datetime | None
    joined_known: bool = True
    left_known: bool = True
    room: bool = False
    """In a breakout room."""
    participant: str = ""
    bound_leg: str = ""
    names: tuple[str, ...] = ()
    """Every display name the leg had, in order of time."""
    email: str = ""
    registrant_id: str = ""
    login: str = ""
    phone: str = ""

    def until(self, now: datetime) -> datetime:
        """The end of the stay as far as known now; aware UTC."""
        return self.left if self.left is not None else max(self.joined, now)


class Source(StrEnum):
    """Where stays come from; a later one replaces an earlier one for the same held meeting.

    What a provider writes down after the class (its complete report, or the list exported from
    it by hand) beats what it called out during it.
    """

    WEBHOOK = "webhook"
    FILE = "file"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Held:
    """One held meeting (an occurrence) with the stays that count."""

    id: int
    uuid: str
    meeting: str
    started: datetime | None
    ended: datetime | None
    source: Source
    """The best source there is; `stays` come from it alone."""
    final: bool
    """A complete report or list is there: nothing is provisional any more."""
    stays: Sequence[Stay]


@dataclass(frozen=True, slots=True)
class Seen:
    """What all sightings of one held meeting amount to."""

    started: datetime | None
    ended: datetime | None
    stays: tuple[Stay, ...]


def stays_of(sightings: Iterable[Sighting]) -> Seen:
    """Turn sightings of one held meeting into stays; order and repetition do not matter."""
    raise NotImplementedError


def with_identities(written: Sequence[Stay], seen: Sequence[Stay]) -> list[Stay]:
    """Give stays that a file wrote down without ids the ids of the legs seen live.

    Only where name and moment of joining name one leg, both ways; this joins two records of one
    connection and never guesses a person.
    """
    raise NotImplementedError
