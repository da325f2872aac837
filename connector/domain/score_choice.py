"""Which attempt at a test counts, what the weighted score is and which band it falls in; pure.

Figures are rounded to two decimals, half up, before anything is compared: what is printed is
what counts, so that 90,01 is above 90 and 90,00 is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import floor

from connector.domain.completion import Band, CompletionRule, Retake, Score

BAND_PRESETS: Mapping[str, tuple[Band, ...]] = {
    "memuaskan": (
        Band("Sangat Memuaskan", Decimal(90)),
        Band("Memuaskan", Decimal(80)),
        Band("Cukup Memuaskan", Decimal(70)),
        Band("Kurang Memuaskan", Decimal(60)),
        Band("Tidak Memuaskan", Decimal(0)),
    )
}
"""Qualifications by name of their set; unverified (facts: domain §5), editable per training."""

EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Chosen:
    """The attempt at one test that counts, and why another one, or none, might."""

    score: Score | None = None
    late: int = 0
    """Attempts after the remedial deadline, which do not count."""
    unclear: bool = False
    """First or last is asked for, and attempts without a date leave open which that is."""

    @cached_property
    def exact(self) -> Fraction | None:
        """Percent of the maximum, not rounded."""
        return None if self.score is None else percent(self.score)

    @cached_property
    def percent(self) -> Decimal | None:
        """Percent of the maximum with two decimals."""
        return None if self.exact is None else two_decimals(self.exact)


def choose(attempts: Iterable[Score], rule: CompletionRule) -> dict[str, Chosen]:
    """Return test → the attempt that counts, for tests with at least one attempt."""
    by_test: dict[str, list[Score]] = {}
    for attempt in attempts:
        by_test.setdefault(attempt.test, []).append(attempt)
    return {test: _chosen(own, rule) for test, own in by_test.items()}


def weighted(chosen: Mapping[str, Chosen], rule: CompletionRule) -> Decimal | None:
    """Return the final score, 0–100; None without weights or with a weighted score missing."""
    parts = [
        (one.weight, chosen[one.test].exact if one.test in chosen else None)
        for one in rule.scores
        if one.weight > 0
    ]
    exact = [(weight, value) for weight, value in parts if value is not None]
    if not parts or len(exact) < len(parts):
        return None
    total = sum(weight for weight, _ in exact)
    return two_decimals(sum((weight * value for weight, value in exact), Fraction(0)) / total)


def band_of(score: Decimal | None, bands: Sequence[Band]) -> str:
    """Return the band a score falls in, "" for none; a band above 0 holds 0 itself too."""
    if score is None:
        return ""
    for band in sorted(bands, key=lambda one: one.above, reverse=True):
        if score > band.above or band.above == 0:
            return band.name
    return ""


def percent(score: Score) -> Fraction:
    """Percent of the maximum, exact."""
    return _share(score.value, score.maximum)


@lru_cache(maxsize=4096)
def _share(value: Decimal, maximum: Decimal) -> Fraction:
    """A class has few different scores; dividing them exactly is the dear part of judging it."""
    return 100 * Fraction(value) / Fraction(maximum)


def two_decimals(value: Fraction) -> Decimal:
    """Round half up: a school's rounding, not a banker's."""
    return Decimal(floor(value * 100 + Fraction(1, 2))).scaleb(-2)


def _chosen(attempts: Sequence[Score], rule: CompletionRule) -> Chosen:
    until = rule.remedial_until
    timely = [
        one for one in attempts if until is None or one.taken_at is None or one.taken_at <= until
    ]
    late = len(attempts) - len(timely)
    if not timely:
        return Chosen(late=late)
    if len(timely) == 1:
        return Chosen(timely[0], late)
    if rule.retake is Retake.HIGHEST:
        return Chosen(max(timely, key=lambda one: (percent(one), -one.id)), late)
    undated = any(one.taken_at is None for one in timely)
    if undated and len({percent(one) for one in timely}) > 1:
        return Chosen(late=late, unclear=True)
    ordered = sorted(timely, key=lambda one: (one.taken_at or EARLIEST, one.id, percent(one)))
    return Chosen(ordered[0 if rule.retake is Retake.FIRST else -1], late)
