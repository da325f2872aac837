"""How long each seat was inside each session that counts: measured here, judged elsewhere.

Stays become one track of time a seat, overlaps counted once, and each session cuts its windows
out of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.domain.attendance_rule import Measure
from connector.domain.attribution import Attributed, Standing
from connector.domain.intervals import Interval, Track, seconds, subtraction, union
from connector.domain.marks import Disruption
from connector.domain.sessions import SessionKind, SessionRecord

OPEN_AT_MOST = timedelta(hours=12)
"""How long a stay counts that nobody closed: a class day and no more, should the meeting's end
have been lost with the leaving."""

_COUNTING = frozenset({SessionKind.CLASS, SessionKind.TEST})
_WAITING = frozenset({Standing.UNCONFIRMED, Standing.CONTRADICTED})


def windows(session: SessionRecord, timetable: Sequence[SessionRecord]) -> list[Interval]:
    """Return the parts of a session that count: its window without the breaks inside it."""
    breaks = [
        Interval(slot.start, slot.end) for slot in timetable if slot.kind is SessionKind.BREAK
    ]
    return subtraction(union([Interval(session.start, session.end)]), union(breaks))


class Presence:
    """One seat's time over the whole training: credited, and credited if what waits were its."""

    def __init__(self, certain: Iterable[Interval] = (), waiting: Iterable[Interval] = ()) -> None:
        certain, waiting = list(certain), list(waiting)
        every = [*certain, *waiting]
        self.certain = Track(union(certain))
        self._waiting = Track(union(waiting)) if waiting else None
        self.every = Track(union(every)) if waiting else self.certain
        self._moments = [one.start for one in every if one.end <= one.start]

    def waits_in(self, slot: "Slot") -> bool:
        """Say whether anything that waits for a person lies in a session."""
        session, waiting = slot.session, self._waiting
        return waiting is not None and waiting.meets(session.start, session.end)

    def touches(self, slot: "Slot") -> bool:
        """Say whether there is any sign at all at a session, even one without length."""
        start, end = slot.session.start, slot.session.end
        if self.every.meets(start, end):
            return True
        return bool(self._moments) and any(start <= at <= end for at in self._moments)


def presence_by_seat(attributed: Sequence[Attributed], now: datetime) -> dict[str, Presence]:
    """Gather the time of every seat that any stay names; stays nobody closed run until now."""
    certain = defaultdict[str, list[Interval]](list)
    waiting = defaultdict[str, list[Interval]](list)
    for one in attributed:
        if one.standing is Standing.CERTAIN:
            for seat in one.seats:
                certain[seat].append(_span(one, now))
        elif one.standing in _WAITING:
            for seat in one.seats:
                waiting[seat].append(_span(one, now))
    return {
        seat: Presence(certain.get(seat, ()), waiting.get(seat, ()))
        for seat in certain.keys() | waiting.keys()
    }


def _span(one: Attributed, now: datetime) -> Interval:
    stay = one.stay
    end = stay.until(now)
    if stay.left is None:
        end = min(end, stay.joined + OPEN_AT_MOST)
    return Interval(stay.joined, end)


_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One session that counts, with what is the same for every seat."""

    session: SessionRecord
    parts: Sequence[Interval]
    seconds: int
    ahead: bool
    running: bool
    provisional: bool
    recorded: bool
    start: datetime
    """The first moment that counts."""


def slots_of(
    timetable: Sequence[SessionRecord],
    attributed: Sequence[Attributed],
    written: AbstractSet[str],
    final: Mapping[int, bool],
    now: datetime,
) -> list[Slot]:
    """List the sessions that count, in order of time.

    `written` are keys of sessions about which a person wrote anything, `final` says by held
    meeting whether its record is complete.
    """
    meetings = defaultdict[int, list[Interval]](list)
    for one in attributed:
        meetings[one.held].append(_span(one, now))
    incomplete = Track(union(_extent(of) for held, of in meetings.items() if not final.get(held)))
    anything = Track(union(span for of in meetings.values() for span in of))
    breaks = [slot for slot in timetable if slot.kind is SessionKind.BREAK]
    slots = []
    for session in sorted(timetable, key=lambda one: (one.start, one.end, one.key)):
        if session.kind not in _COUNTING:
            continue
        parts = windows(session, breaks)
        slots.append(
            Slot(
                session=session,
                parts=parts,
                seconds=seconds(parts),
                ahead=now < session.start,
                running=session.start <= now < session.end,
                provisional=incomplete.meets(session.start, session.end),
                recorded=anything.meets(session.start, session.end) or session.key in written,
                start=parts[0].start if parts else session.start,
            )
        )
    return slots


def _extent(spans: Sequence[Interval]) -> Interval:
    """From the first to the last sign of one held meeting."""
    return Interval(min(one.start for one in spans), max(one.end for one in spans))


def measured(slot: Slot, track: Track, deducted: Sequence[Disruption] = ()) -> Measure:
    """Return the time inside a session; deducted minutes leave its length.

    Minutes that somebody has inside a deducted disruption stay theirs.
    """
    start, of_seconds = slot.start, slot.seconds
    if deducted:
        gone = union(Interval(one.start, one.end) for one in deducted)
        left = subtraction(slot.parts, gone)
        start, of_seconds = (left[0].start if left else start), seconds(left)
    inside, first_seen = track.time_within(slot.parts)
    return Measure(inside // _SECOND, of_seconds, start, first_seen)
