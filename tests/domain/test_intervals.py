"""Interval arithmetic against the plain counting of minutes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.intervals import (
    Interval,
    Track,
    intersection,
    seconds,
    subtraction,
    union,
)

BASE = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    return BASE + timedelta(minutes=minute)


def span(start: float, end: float) -> Interval:
    return Interval(at(start), at(end))


def minutes_of(intervals: list[Interval]) -> set[int]:
    """Every minute that lies inside; the interval is half-open."""
    found = set[int]()
    for one in intervals:
        first = (one.start - BASE) // timedelta(minutes=1)
        found |= set(range(first, (one.end - BASE) // timedelta(minutes=1)))
    return found


def is_merged(intervals: list[Interval]) -> bool:
    apart = all(one.end < two.start for one, two in pairwise(intervals))
    return apart and all(one.start < one.end for one in intervals)


SPANS = st.lists(st.builds(span, st.integers(0, 40), st.integers(0, 40)), max_size=8)


def test_touching_intervals_merge_and_empty_ones_vanish() -> None:
    assert union([span(5, 9), span(0, 5), span(7, 7), span(9, 8)]) == [span(0, 9)]


def test_an_interval_inside_another_adds_nothing() -> None:
    assert union([span(0, 9), span(2, 3), span(9, 10)]) == [span(0, 10)]


def test_what_only_touches_shares_nothing() -> None:
    assert intersection([span(0, 5)], [span(5, 9)]) == []
    assert not Track([span(0, 5)]).meets(at(5), at(9))
    assert not Track([span(5, 9)]).meets(at(0), at(5))
    assert Track([span(0, 5)]).meets(at(4), at(9))


def test_a_hole_splits_an_interval() -> None:
    assert subtraction([span(0, 9)], [span(2, 4)]) == [span(0, 2), span(4, 9)]


def test_parts_of_seconds_are_rounded_once_at_the_end() -> None:
    assert seconds([span(0, 0.99), span(1, 1.99), span(2, 2.03)]) == 120
    assert seconds([]) == 0


@given(SPANS)
def test_a_union_is_merged_and_holds_the_same_minutes(spans: list[Interval]) -> None:
    merged = union(spans)
    assert is_merged(merged)
    assert minutes_of(merged) == minutes_of(spans)
    assert seconds(merged) == 60 * len(minutes_of(spans))


@given(SPANS, SPANS)
def test_intersection_and_subtraction_split_the_minutes(
    some: list[Interval], others: list[Interval]
) -> None:
    ones, twos = union(some), union(others)
    shared, left = intersection(ones, twos), subtraction(ones, twos)
    assert is_merged(shared)
    assert is_merged(left)
    assert minutes_of(shared) == minutes_of(ones) & minutes_of(twos)
    assert minutes_of(left) == minutes_of(ones) - minutes_of(twos)


@given(SPANS, SPANS)
def test_a_track_measures_what_the_intersection_holds(
    some: list[Interval], others: list[Interval]
) -> None:
    ones, windows = union(some), union(others)
    shared = intersection(ones, windows)
    total, first = Track(ones).time_within(windows)
    assert total == timedelta(seconds=seconds(shared))
    assert first == (shared[0].start if shared else None)
    assert [Track(ones).meets(one.start, one.end) for one in windows] == [
        bool(intersection(ones, [one])) for one in windows
    ]
