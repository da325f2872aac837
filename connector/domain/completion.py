"""Who has earned a certificate, and why not yet: the rule, its evidence, its verdict; pure.

The default for a miss is a question to a person, never a failure (facts: domain §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from connector.domain.attendance import Total
from connector.domain.findings import Finding


class Verdict(StrEnum):
    """What a seat's results come to."""

    PENDING = "pending"
    """Not over yet: reasons say what is still to come."""
    EARNED = "earned"
    NOT_EARNED = "not_earned"
    NEEDS_DECISION = "needs_decision"


class Miss(StrEnum):
    """What follows where a requirement is not met."""

    ASK = "ask"
    FAIL = "fail"


class Retake(StrEnum):
    """Which of several attempts at a test counts."""

    HIGHEST = "highest"
    LAST = "last"
    FIRST = "first"


class Waits(StrEnum):
    """What the outcome of a session waits for."""

    AHEAD = "ahead"
    """It has not begun, or runs."""
    RECORD = "record"
    """Recorded live; the complete record is to come and may change the minutes."""
    OVERDUE = "overdue"
    """Recorded live alone: no complete record has come in time."""
    PERSON = "person"
    """Somebody must decide the attendance."""


PRETEST, POSTTEST = "pretest", "posttest"
"""Names of the two tests of S003-5 and S003-16; any other name is an imported score."""


@dataclass(frozen=True)
class Band:
    """One qualification: from `above` (exclusive) up to the next band's."""

    name: str
    above: Decimal


@dataclass(frozen=True)
class ScoreRule:
    """What is asked of one test; `minimum` is None where it is only shown and never blocks."""

    test: str
    minimum: Decimal | None = None
    """Percent of the maximum, 0–100."""
    required: bool = False
    """A missing score matters; without it only a score below the minimum does."""
    weight: int = 0
    """Share of the final score; all weights 0 means no final score and no band."""


@dataclass(frozen=True)
class CompletionRule:
    """The rule of one training; every part may be left out."""

    minimum_percent: int = 0
    """JP-weighted attendance, 0–100; 0 asks nothing."""
    max_unexcused_jp: Decimal | None = None
    require_all_subjects: bool = False
    scores: tuple[ScoreRule, ...] = ()
    retake: Retake = Retake.HIGHEST
    remedial_until: datetime | None = None
    """Attempts after it do not count; while it is to come a score below is not final."""
    course_completion: bool = False
    """The learning system must say that the course is completed."""
    documents: tuple[str, ...] = ()
    """Codes of documents each participant hands in."""
    miss: Miss = Miss.ASK
    bands: tuple[Band, ...] = ()
    minimum_score: Decimal | None = None
    """Of the weighted final score, 0–100; where it is set, a final score must exist."""


@dataclass(frozen=True)
class Score:
    """One attempt at a test, as it came from a source."""

    seat: str
    test: str
    source: str
    """`lms`, `file` or `hand`."""
    value: Decimal
    maximum: Decimal
    taken_at: datetime | None = None
    id: int = 0

    @property
    def percent(self) -> Decimal:
        return 100 * self.value / self.maximum


@dataclass(frozen=True)
class OpenTime:
    """Sessions whose outcome may still change, for one reason."""

    jp: Decimal
    sessions: int


@dataclass(frozen=True)
class Results:
    """All that the rule looks at for one seat."""

    seat: str
    attendance: Total
    subjects_missed: tuple[str, ...] = ()
    """Subjects of which no counted session was attended."""
    unexcused_jp: Decimal = Decimal(0)
    open: Mapping[Waits, OpenTime] = field(default_factory=dict)
    """What may still change."""
    tentative_jp: Decimal = Decimal(0)
    """The part of the attended JP that stands in `open` as well."""
    subjects_open: Mapping[str, Waits] = field(default_factory=dict)
    """Subjects not attended for certain, and what decides it."""
    subjects_excused: tuple[str, ...] = ()
    """Subjects of which every session was excused and counts for nothing."""
    scores: tuple[Score, ...] = ()
    course_completed: bool | None = None
    """None where the rule does not ask, or the learning system was not asked or did not say."""
    documents: frozenset[str] = frozenset()
    """Those received or waived."""


@dataclass(frozen=True)
class Decision:
    """What a person decided about one seat, and what the rule alone said at that moment."""

    seat: str
    result: Verdict
    """EARNED or NOT_EARNED."""
    reason: str
    actor: str
    at: datetime
    answer: Mapping[str, Any]
    """As `completion_rule.answer_of` gave it."""
    id: int = 0


@dataclass(frozen=True)
class Judgement:
    """The verdict on one seat, with every reason; a person's decision wins, both stay visible."""

    seat: str
    verdict: Verdict
    automatic: Verdict
    """What the rule alone says."""
    reasons: tuple[Finding, ...]
    score: Decimal | None = None
    """Weighted final score, 0–100, two decimals; None without weights or with a score missing."""
    band: str = ""
    counted: Mapping[str, Decimal] = field(default_factory=dict)
    """Test → percent of the attempt that counts under the retake policy."""
    decided_by: str = ""
    decided_at: datetime | None = None
    decision_reason: str = ""
    stale: bool = False
    """Since the decision the rule's own answer has changed: a difference to look at, no change."""
    decision: int = 0
    """Id of the decision in force."""
