"""Attendance of a seat at a session: minutes, the rule applied to them, and why; pure values.

Minutes are the union of a seat's intervals ∩ the session's window, breaks left out (design
§5.4). A person's mark wins, and both values stay visible. The default for a miss is a question
to a person, never a failure (facts: domain §5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from connector.domain.attribution import Attributed
from connector.domain.findings import Finding
from connector.domain.sessions import SessionRecord


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


@dataclass(frozen=True)
class Interval:
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Cell:
    """One seat at one session: what was measured, what follows, and why."""

    seat: str
    session: str
    minutes: int
    """Credited, whole minutes, rounded down."""
    waiting_minutes: int
    """More that would be credited if what waits were this seat's."""
    of_minutes: int
    """The session's minutes without breaks, and without deducted disruptions."""
    result: Result
    mark: Mark | None
    automatic: Mark | None
    """What the rule alone gives; differs from `mark` where a person marked."""
    reasons: tuple[Finding, ...]
    provisional: bool
    """Live or closed at the meeting's end; a report may still change the minutes."""
    first_seen: datetime | None = None
    sign_ins: tuple[SignIn, ...] = ()
    hand: HandMark | None = None

    @property
    def percent(self) -> int:
        """Share of the session, 0–100, rounded down."""
        return 100 * self.minutes // self.of_minutes if self.of_minutes else 0


@dataclass(frozen=True)
class Total:
    """One seat over all sessions that count, weighted by JP."""

    seat: str
    attended_jp: Decimal
    counted_jp: Decimal
    """JP of the sessions that are decided and counted."""
    undecided: int
    excused: int
    absent: int

    @property
    def percent(self) -> int | None:
        return int(100 * self.attended_jp / self.counted_jp) if self.counted_jp else None


@dataclass(frozen=True)
class Matrix:
    """All cells of a training, by seat and session key."""

    sessions: tuple[SessionRecord, ...]
    """Those that count, in order of time."""
    cells: Mapping[tuple[str, str], Cell]
    totals: Mapping[str, Total]


def windows(session: SessionRecord, timetable: Sequence[SessionRecord]) -> list[Interval]:
    """Return the parts of a session that count: its window without the breaks inside it."""
    raise NotImplementedError


def matrix(
    seats: Sequence[str],
    timetable: Sequence[SessionRecord],
    attributed: Sequence[Attributed],
    *,
    rule: Rule,
    now: datetime,
    final: Mapping[int, bool] | None = None,
    marks: Sequence[HandMark] = (),
    sign_ins: Sequence[SignIn] = (),
    disruptions: Sequence[Disruption] = (),
) -> Matrix:
    """Measure every seat at every session that counts.

    `attributed` are the stays of all meetings of the training. `final` says by held meeting
    whether its record is complete; what touches an incomplete one is provisional. `marks` are
    those in force.
    """
    raise NotImplementedError
