"""Attendance of a seat at a session: minutes, the rule applied to them, and why; pure values.

Minutes are the union of a seat's intervals ∩ the session's window, breaks left out (design
§5.4). A person's mark wins, and both values stay visible. The default for a miss is a question
to a person, never a failure (facts: domain §5). Codes of the reasons: `attendance_rule`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from connector.domain.attendance_rule import DISRUPTED, WAITS, Decision, Evidence, Measure, decide
from connector.domain.attribution import Attributed
from connector.domain.findings import Finding
from connector.domain.intervals import Interval as Interval
from connector.domain.marks import EXCUSES as EXCUSES
from connector.domain.marks import Below as Below
from connector.domain.marks import Denominator as Denominator
from connector.domain.marks import Disruption as Disruption
from connector.domain.marks import ExcusedCounts as ExcusedCounts
from connector.domain.marks import HandMark as HandMark
from connector.domain.marks import Mark as Mark
from connector.domain.marks import Result as Result
from connector.domain.marks import Rule as Rule
from connector.domain.marks import SignIn as SignIn
from connector.domain.marks import SignInSource as SignInSource
from connector.domain.measured_time import (
    Presence,
    Slot,
    measured,
    presence_by_seat,
    slots_of,
)
from connector.domain.measured_time import windows as windows
from connector.domain.sessions import SessionRecord


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
    exact_percent: int | None = None
    """Share as the rule sees it, from seconds; None where nobody measured."""

    @property
    def percent(self) -> int:
        """Share of the session, 0–100, rounded down."""
        if self.exact_percent is not None:
            return self.exact_percent
        return min(100, 100 * self.minutes // self.of_minutes) if self.of_minutes else 0


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
    pending: int = 0

    @property
    def percent(self) -> int | None:
        """Share of the counted JP, rounded down; None while nothing counts."""
        return int(100 * self.attended_jp // self.counted_jp) if self.counted_jp else None


@dataclass(frozen=True)
class Matrix:
    """All cells of a training, by seat and session key."""

    sessions: tuple[SessionRecord, ...]
    """Those that count, in order of time."""
    cells: Mapping[tuple[str, str], Cell]
    totals: Mapping[str, Total]


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
    written = _Written(marks, sign_ins, disruptions)
    slots = slots_of(timetable, attributed, written.sessions, final or {}, now)
    seen = presence_by_seat(attributed, now)
    measuring = _Measuring(written, rule)
    cells: dict[tuple[str, str], Cell] = {}
    totals: dict[str, Total] = {}
    for seat in dict.fromkeys(seats):
        presence = seen.get(seat) or Presence()
        row = [measuring.cell(seat, slot, presence) for slot in slots]
        for cell in row:
            cells[seat, cell.session] = cell
        totals[seat] = _total(seat, row, slots, rule)
    return Matrix(tuple(slot.session for slot in slots), cells, totals)


class _Written:
    """What people wrote down, by the seat and session it is about."""

    def __init__(
        self,
        marks: Sequence[HandMark],
        sign_ins: Sequence[SignIn],
        disruptions: Sequence[Disruption],
    ) -> None:
        ordered = sorted(marks, key=lambda one: (one.at, one.id))
        self.marks = {(one.seat, one.session): one for one in ordered}
        """The latest of several counts."""
        self.sign_ins: dict[tuple[str, str], tuple[SignIn, ...]] = {}
        for sign_in in sorted(sign_ins, key=lambda one: (one.at, one.source)):
            key = sign_in.seat, sign_in.session
            self.sign_ins[key] = (*self.sign_ins.get(key, ()), sign_in)
        self.disruptions = defaultdict[str, list[Disruption]](list)
        for disruption in disruptions:
            for seat in disruption.seats:
                self.disruptions[seat].append(disruption)
        self.sessions = {session for _, session in (*self.marks, *self.sign_ins)}

    def concerns(self, key: tuple[str, str]) -> bool:
        """Say whether anything was written about a seat at a session."""
        return key in self.marks or key in self.sign_ins or key[0] in self.disruptions


class _Measuring:
    """Makes cells; seats with the same plain time at a session share one decision."""

    def __init__(self, written: _Written, rule: Rule) -> None:
        self._written, self._rule = written, rule
        self._plain: dict[tuple[str, Measure, bool], tuple[Evidence, Decision]] = {}

    def cell(self, seat: str, slot: Slot, presence: Presence) -> Cell:
        evidence, decision = self._judged(seat, slot, presence)
        certain = evidence.certain
        return Cell(
            seat=seat,
            session=slot.session.key,
            minutes=certain.seconds // 60,
            waiting_minutes=evidence.waiting_minutes,
            of_minutes=certain.of_seconds // 60,
            result=decision.result,
            mark=decision.mark,
            automatic=decision.automatic,
            reasons=decision.reasons,
            provisional=slot.provisional,
            first_seen=certain.first_seen,
            sign_ins=evidence.sign_ins,
            hand=evidence.hand,
            exact_percent=certain.percent,
        )

    def _judged(self, seat: str, slot: Slot, presence: Presence) -> tuple[Evidence, Decision]:
        key = (seat, slot.session.key)
        if self._written.concerns(key) or presence.waits_in(slot):
            evidence = _evidence(slot, presence, self._written, key)
            return evidence, decide(evidence, self._rule)
        certain = measured(slot, presence.certain)
        same = (slot.session.key, certain, certain.seconds > 0 or presence.touches(slot))
        known = self._plain.get(same)
        if known is None:
            evidence = _evidence(slot, presence, self._written, key)
            known = self._plain[same] = (evidence, decide(evidence, self._rule))
        return known


def _evidence(slot: Slot, presence: Presence, written: _Written, key: tuple[str, str]) -> Evidence:
    """Measure one seat at one session in every way that is still possible."""
    cut = written.disruptions.get(key[0], ())
    disrupted = [one for one in cut if _overlaps(one, slot.session)]
    deducted = [one for one in disrupted if one.denominator is Denominator.DEDUCT]
    certain = every = measured(slot, presence.certain, deducted)
    others: list[tuple[str, Measure, Measure]] = []
    if presence.waits_in(slot):
        every = measured(slot, presence.every, deducted)
        others.append((WAITS, certain, every))
    if len(disrupted) > len(deducted):
        gone = [one for one in disrupted if one.denominator is not Denominator.KEEP]
        certain_less = measured(slot, presence.certain, gone)
        every_less = measured(slot, presence.every, gone)
        others.append((WAITS, certain_less, every_less))
        others += [(DISRUPTED, certain, certain_less), (DISRUPTED, every, every_less)]
    return Evidence(
        certain=certain,
        others=others,
        waiting_minutes=every.seconds // 60 - certain.seconds // 60,
        sign_ins=written.sign_ins.get(key, ()),
        trace=certain.seconds > 0 or presence.touches(slot),
        ahead=slot.ahead,
        running=slot.running,
        provisional=slot.provisional,
        recorded=slot.recorded,
        hand=written.marks.get(key),
    )


def _overlaps(disruption: Disruption, session: SessionRecord) -> bool:
    return disruption.start < session.end and session.start < disruption.end


def _total(seat: str, row: Sequence[Cell], slots: Sequence[Slot], rule: Rule) -> Total:
    """Add up one seat; what is undecided or not over is counted apart and weighs nothing."""
    attended = counted = Decimal(0)
    tally = Counter[str]()
    for cell, slot in zip(row, slots, strict=True):
        jp = slot.session.jp
        if cell.mark is None:
            tally[cell.result] += 1
            continue
        if cell.mark in EXCUSES:
            tally["excused"] += 1
            if rule.excused is ExcusedCounts.NEUTRAL:
                continue
        counted += jp
        if cell.mark is Mark.ABSENT:
            tally["absent"] += 1
        elif cell.mark not in EXCUSES or rule.excused is ExcusedCounts.PRESENT:
            attended += jp
    return Total(
        seat,
        attended,
        counted,
        undecided=tally[Result.UNDECIDED],
        excused=tally["excused"],
        absent=tally["absent"],
        pending=tally[Result.PENDING],
    )
