"""What may be marked and by which rule: marks, sign-ins, disruptions, a training's rule; values.

Marks by hand are a person's; the rule's own arithmetic is in `attendance_rule`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mark(StrEnum):
    """What the office writes on its list (daftar hadir)."""

    PRESENT = "H"
    LATE = "T"
    SICK = "S"
    EXCUSED = "I"
    ON_DUTY = "DL"
    """Dinas luar."""
    ABSENT = "TK"
    """Tanpa keterangan."""


EXCUSES = frozenset({Mark.SICK, Mark.EXCUSED, Mark.ON_DUTY})


class ExcusedCounts(StrEnum):
    """What an excused session is worth in the share of lesson hours."""

    PRESENT = "present"
    NEUTRAL = "neutral"
    """It leaves both the count and the total."""
    ABSENT = "absent"


class Below(StrEnum):
    """What becomes of a seat under the minimum."""

    ASK = "ask"
    ABSENT = "absent"


@dataclass(frozen=True)
class Rule:
    """How minutes become a mark; a setting per training, printed beside every result."""

    minimum_percent: int = 75
    """Of a session's minutes without breaks; unverified default, a setting."""
    grace_minutes: int = 15
    """Who comes later than this after the start is late (T), still attending."""
    below: Below = Below.ASK
    excused: ExcusedCounts = ExcusedCounts.NEUTRAL
    sign_in_required: bool = False
    """Minutes alone are not enough: the seat also signs in at each session."""
    second_approval: bool = False
    """A mark by hand counts only once somebody else has approved it."""


class Result(StrEnum):
    """Where one cell of the matrix stands."""

    PENDING = "pending"
    """The session is not over."""
    MARKED = "marked"
    """`mark` says what; by rule or by hand."""
    UNDECIDED = "undecided"
    """A person must decide; `reasons` say why."""
    NOT_COUNTED = "not_counted"
    """A break or ceremony, or a seat that was not yet or no longer accepted."""


class SignInSource(StrEnum):
    SELF = "self"
    """On the personal page, at the session."""
    QR = "qr"
    """By the code on the room's screen."""


@dataclass(frozen=True)
class SignIn:
    seat: str
    session: str
    source: SignInSource
    at: datetime


@dataclass(frozen=True)
class HandMark:
    """What a person marked."""

    id: int
    seat: str
    session: str
    mark: Mark
    reason: str
    actor: str
    at: datetime
    evidence: int | None = None
    approved_by: str = ""


class Denominator(StrEnum):
    """What a disruption does to the minutes a session is measured by; a person decides."""

    OPEN = "open"
    """Not decided yet."""
    KEEP = "keep"
    DEDUCT = "deduct"
    """The disrupted minutes leave the session's length, for the named seats."""


@dataclass(frozen=True)
class Disruption:
    """Power or network was cut for named people; the minutes they have stay."""

    id: int
    start: datetime
    end: datetime
    seats: frozenset[str]
    reason: str
    denominator: Denominator
