"""What attribution speaks of: stays with their owners, what is known beforehand, cards that wait.

Values only; whose a stay is, is decided in `connector.domain.attribution`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from connector.domain.findings import Finding
from connector.domain.name_book import NameBook, NamedSeat
from connector.domain.people import Role
from connector.domain.presence import Stay


class Standing(StrEnum):
    """Only CERTAIN stays are credited; the three after it wait for a person."""

    CERTAIN = "certain"
    UNCONFIRMED = "unconfirmed"
    """The link is somebody's, but the display name is a device's, a room's or a stranger's."""
    CONTRADICTED = "contradicted"
    """The evidence speaks for one seat and against it at once."""
    UNMATCHED = "unmatched"
    """Nothing that identifies."""
    NOBODY = "nobody"
    """A person decided: no seat of this training (guest, observer, technician)."""
    OPENER = "opener"
    """The account that opens the room."""


class Basis(StrEnum):
    """What an attribution rests on."""

    DECISION = "decision"
    REGISTRANT = "registrant"
    LOGIN = "login"
    EMAIL = "email"
    PHONE = "phone"
    BOUND = "bound"
    """The telephone leg was joined to another leg by the person in the meeting."""
    NONE = "none"


class Verdict(StrEnum):
    """What a person may decide about a card."""

    SEATS = "seats"
    """It was this seat, or these: one device shared."""
    NOBODY = "nobody"


@dataclass(frozen=True)
class Candidate:
    """One seat of the training, as far as names, addresses and numbers may suggest it."""

    seat: str
    person: str
    role: Role
    name: str
    """As printed on the roster."""
    number: int | None
    unit: str
    email: str
    phone: str
    accepted: bool


@dataclass(frozen=True)
class Decided:
    """What a person decided about a card, and where it holds."""

    id: int
    card: str
    held: int | None
    """Id of the one held meeting it is about; None: this training's other meetings as well."""
    verdict: Verdict
    seats: tuple[str, ...]


@dataclass(frozen=True)
class Busy:
    """A person's time in a class of another training."""

    person: str
    training: str
    """Its code, for the sentence."""
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Known:
    """Everything that is known of who may be who in one training."""

    candidates: Sequence[Candidate]
    registrants: Mapping[str, str]
    """Registrant id → seat."""
    logins: Mapping[str, str]
    """User account at the provider → seat; those a person mapped, and instructors who open."""
    emails: Mapping[str, str]
    """Confirmed address, in small letters, that belongs to one seat alone → seat."""
    phones: Mapping[str, str]
    openers: frozenset[str] = frozenset()
    """User accounts that open rooms and belong to no seat."""
    decisions: Sequence[Decided] = ()
    """Those in force, the oldest first."""
    busy: Sequence[Busy] = ()

    @cached_property
    def book(self) -> NameBook:
        """The names of all candidates, for hints and doubts."""
        return NameBook(
            NamedSeat(one.seat, one.person, one.name, one.number, one.unit)
            for one in self.candidates
        )


@dataclass(frozen=True)
class Suggestion:
    """A seat that might be meant, with why; `score` ranks, 0 to 100, and never credits."""

    seat: str
    score: int
    reasons: tuple[Finding, ...]


@dataclass(frozen=True)
class Attributed:
    """One stay with its owner."""

    held: int
    stay: Stay
    standing: Standing
    seats: tuple[str, ...]
    """Who is credited (CERTAIN), or would be (UNCONFIRMED, CONTRADICTED)."""
    basis: Basis
    card: str
    """Key under which a person decides about this stay and its like (`card_of`)."""
    reasons: tuple[Finding, ...] = ()
    decision: int | None = None


@dataclass(frozen=True)
class Card:
    """Stays that wait for one decision: one Zoom name, with its times and devices."""

    key: str
    standing: Standing
    names: tuple[str, ...]
    stays: tuple[Attributed, ...]
    seats: tuple[str, ...]
    reasons: tuple[Finding, ...]
    suggest: "Callable[[Card], tuple[Suggestion, ...]] | None" = field(
        default=None, compare=False, repr=False
    )
    """Ranks who might be meant; asked when somebody looks, not for every card that is counted."""

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Seats that might be meant, the likeliest first."""
        return self.suggest(self) if self.suggest is not None else ()

    @property
    def minutes(self) -> int:
        """Whole minutes of all its stays, overlaps counted once; open stays count to their start.

        For ranking cards only; attendance has its own arithmetic.
        """
        total, reached = timedelta(0), None
        for stay in sorted((one.stay for one in self.stays), key=lambda stay: stay.joined):
            start = stay.joined if reached is None else max(stay.joined, reached)
            end = stay.left or stay.joined
            if end > start:
                total += end - start
                reached = end
        return total // timedelta(minutes=1)


WAITING = frozenset({Standing.UNCONFIRMED, Standing.CONTRADICTED, Standing.UNMATCHED})
