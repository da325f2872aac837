"""What participants thought of a training, added up by aspect; values only, no form is kept.

An evaluation is a mean over those who answered one question (one aspect of one subject). Single
answers stay where they were given: the office's own form, or the learning system.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class About(StrEnum):
    """What was judged."""

    ORGANISATION = "organisation"
    """How the training was run (penyelenggaraan)."""
    INSTRUCTOR = "instructor"
    MATERIAL = "material"
    """A subject (mata pelatihan)."""


@dataclass(frozen=True)
class Evaluation:
    """The mean of one aspect; `score` lies between 0 and `maximum`, `respondents` are 1 or more."""

    about: About
    subject: str
    """Name of the instructor or subject; "" for the training as a whole."""
    aspect: str
    respondents: int
    score: Decimal
    maximum: Decimal

    @property
    def percent(self) -> Decimal:
        return 100 * self.score / self.maximum


@dataclass(frozen=True)
class StoredEvaluation:
    """An evaluation with where it came from; `removed_by` is "" while it counts."""

    id: int
    evaluation: Evaluation
    source: str
    """`hand`, or the name of the file."""
    actor: str
    at: datetime
    removed_by: str = ""
    removed_at: datetime | None = None


def mean_percent(evaluations: Iterable[Evaluation]) -> Decimal | None:
    """Mean share of the maximum, each weighted by its respondents; None without any."""
    known = list(evaluations)
    answers = sum(one.respondents for one in known)
    if not answers:
        return None
    return sum((one.percent * one.respondents for one in known), Decimal(0)) / answers


def rounded(number: Decimal, places: int = 2) -> Decimal:
    """Round half up, as offices do."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
