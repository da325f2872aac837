"""Arithmetic of half-open intervals of aware UTC time; knows nothing of people or sessions.

A *merged* list is sorted, its intervals neither overlap nor touch, and none is empty. Everything
here returns merged lists; what takes them says so.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` up to, and without, `end`; empty where the end does not come after."""

    start: datetime
    end: datetime


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Merge intervals in any order; overlaps count once, empty ones vanish."""
    merged: list[Interval] = []
    for one in sorted(intervals, key=_start):
        if one.end <= one.start:
            continue
        if merged and one.start <= merged[-1].end:
            if one.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, one.end)
        else:
            merged.append(one)
    return merged


def intersection(ones: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    """Return what two merged lists share."""
    if not ones or not others:
        return []
    return list(Track(ones).within(others))


def subtraction(ones: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    """Return what of a merged list is in no interval of the other merged list."""
    left: list[Interval] = []
    for one in ones:
        start = one.start
        for other in Track(others).within([one]):
            if other.start > start:
                left.append(Interval(start, other.start))
            start = other.end
        if start < one.end:
            left.append(Interval(start, one.end))
    return left


def seconds(intervals: Iterable[Interval]) -> int:
    """Return the whole seconds of all of them together, rounded down once at the end."""
    return sum((one.end - one.start for one in intervals), timedelta()) // timedelta(seconds=1)


class Track:
    """A merged list that is cut to many windows: each cut costs its result, not the list."""

    def __init__(self, merged: Sequence[Interval]) -> None:
        self._intervals = merged
        self._ends = [one.end for one in merged]

    def within(self, windows: Iterable[Interval]) -> Iterator[Interval]:
        """Give the parts that lie in the windows, in order of the windows."""
        intervals = self._intervals
        for window in windows:
            place = bisect_right(self._ends, window.start)
            while place < len(intervals) and intervals[place].start < window.end:
                one = intervals[place]
                yield Interval(max(one.start, window.start), min(one.end, window.end))
                place += 1

    def time_within(self, windows: Iterable[Interval]) -> tuple[timedelta, datetime | None]:
        """Return how long the parts in the windows are together, and when the first begins."""
        intervals, total, first = self._intervals, timedelta(), None
        for window in windows:
            place = bisect_right(self._ends, window.start)
            while place < len(intervals) and intervals[place].start < window.end:
                one = intervals[place]
                start = max(one.start, window.start)
                total += min(one.end, window.end) - start
                first, place = first or start, place + 1
        return total, first

    def meets(self, start: datetime, end: datetime) -> bool:
        """Say whether any of it lies between the two moments."""
        place = bisect_right(self._ends, start)
        return place < len(self._ends) and self._intervals[place].start < end


def _start(one: Interval) -> datetime:
    return one.start
