"""The rule that turns one seat's measured time at one session into a mark or a question; pure.

It never guesses: what could still come out otherwise when a waiting attribution, an open
disruption or a report that has not come is settled, is a question. Reasons (code: parameters):

    minimum_met: minutes of percent minimum     the share reaches the minimum
    room_check_in                               signed by the code in the room
    late: minutes grace                         first seen so long after the start
    not_signed                                  minutes suffice, a sign-in is wanted and missing
    signed_not_seen: minutes of percent minimum signed on the personal page, too few minutes
    waits_for_attribution: minutes waiting of   what waits for a person would change the mark
    disruption_open: minutes of                 a disruption without denominator would change it
    nothing_to_measure                          breaks or disruptions leave no minute of the session
    record_provisional: minutes of percent minimum   too few minutes, the complete record is to come
    below_minimum: minutes of percent minimum   seen, and too little
    no_trace                                    not seen at all
    no_record                                   nor was anybody: nothing was recorded at all
    session_ahead, session_running              not over yet
    marked_by_hand: mark                        a person's mark counts
    mark_differs: mark automatic                and the rule alone says otherwise
    mark_awaits_approval: mark                  somebody else has to approve it first

`minutes`, `of` are whole minutes rounded down; `percent` is of exact seconds, rounded down.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from connector.domain.findings import Finding
from connector.domain.marks import (
    Below,
    HandMark,
    Mark,
    Result,
    Rule,
    SignIn,
    SignInSource,
)

WAITS = "waits_for_attribution"
DISRUPTED = "disruption_open"


class Measure(NamedTuple):
    """One seat's time at one session, counted in one of the ways that are still possible."""

    seconds: int
    of_seconds: int
    """The session without breaks and what was deducted."""
    start: datetime
    """The first moment that counts; lateness runs from here."""
    first_seen: datetime | None

    @property
    def percent(self) -> int:
        """0–100, rounded down; minutes inside a deducted disruption stay, so it is capped."""
        if self.of_seconds == 0:
            return 100 if self.seconds else 0
        return min(100, 100 * self.seconds // self.of_seconds)

    def suffices(self, minimum_percent: int) -> bool:
        return self.seconds > 0 and 100 * self.seconds >= minimum_percent * self.of_seconds


class Evidence(NamedTuple):
    """All that the rule looks at for one seat at one session."""

    certain: Measure
    """Credited; open disruptions keep their minutes in the session."""
    others: Sequence[tuple[str, Measure, Measure]] = ()
    """Code of a doubt, and the time without and with what it is about."""
    waiting_minutes: int = 0
    sign_ins: tuple[SignIn, ...] = ()
    trace: bool = False
    """There is any sign of the seat, be it without length or still waiting."""
    ahead: bool = False
    running: bool = False
    provisional: bool = False
    recorded: bool = True
    """Anybody was recorded at the session in any way."""
    hand: HandMark | None = None


class Decision(NamedTuple):
    """What follows for one cell."""

    result: Result
    mark: Mark | None
    automatic: Mark | None
    reasons: tuple[Finding, ...]


def decide(evidence: Evidence, rule: Rule) -> Decision:
    """Apply the rule; a person's mark wins over it, and what the rule alone says stays visible."""
    result, automatic, reasons = _by_rule(evidence, rule)
    hand = evidence.hand
    if hand is None:
        return Decision(result, automatic, automatic, reasons)
    if rule.second_approval and hand.approved_by in ("", hand.actor):
        awaits = Finding.of("mark_awaits_approval", mark=hand.mark.value)
        return Decision(Result.UNDECIDED, None, automatic, (awaits, *reasons))
    own = [Finding.of("marked_by_hand", mark=hand.mark.value)]
    if automatic is not None and automatic is not hand.mark:
        own.append(Finding.of("mark_differs", mark=hand.mark.value, automatic=automatic.value))
    return Decision(Result.MARKED, hand.mark, automatic, (*own, *reasons))


_Outcome = tuple[Result, Mark | None, tuple[Finding, ...]]


def _by_rule(evidence: Evidence, rule: Rule) -> _Outcome:
    if evidence.ahead:
        return Result.PENDING, None, (Finding("session_ahead"),)
    if evidence.running:
        return Result.PENDING, None, (Finding("session_running"),)
    mark = _attending(evidence.certain, evidence, rule)
    doubts = [] if mark is Mark.PRESENT else _doubts(evidence, rule)
    if mark is None:
        return _too_little(evidence, rule, doubts)
    reasons = _attended(evidence, rule, mark)
    if rule.sign_in_required and not evidence.sign_ins:
        doubts.insert(0, Finding("not_signed"))
    if doubts:
        return Result.UNDECIDED, None, (*doubts, *reasons)
    return Result.MARKED, mark, reasons


def _attending(measure: Measure, evidence: Evidence, rule: Rule) -> Mark | None:
    """PRESENT or LATE by minutes or by a check-in in the room; None for neither."""
    checked_in = _check_in(evidence)
    if checked_in is None and not measure.suffices(rule.minimum_percent):
        return None
    arrived = min(at for at in (checked_in, measure.first_seen) if at is not None)
    return Mark.LATE if arrived - measure.start > _grace(rule) else Mark.PRESENT


def _attended(evidence: Evidence, rule: Rule, mark: Mark) -> tuple[Finding, ...]:
    certain, reasons = evidence.certain, list[Finding]()
    if certain.suffices(rule.minimum_percent):
        reasons.append(_measured("minimum_met", certain, rule))
    checked_in = _check_in(evidence)
    if checked_in is not None:
        reasons.append(Finding("room_check_in"))
    if mark is Mark.LATE:
        arrived = min(at for at in (checked_in, certain.first_seen) if at is not None)
        minutes = (arrived - certain.start) // timedelta(minutes=1)
        reasons.append(Finding.of("late", minutes=minutes, grace=rule.grace_minutes))
    return tuple(reasons)


def _too_little(evidence: Evidence, rule: Rule, doubts: list[Finding]) -> _Outcome:
    """What becomes of a seat whose minutes do not suffice: a question, unless all is settled."""
    certain = evidence.certain
    if evidence.sign_ins:
        doubts.insert(0, _measured("signed_not_seen", certain, rule))
    if certain.of_seconds == 0:
        doubts.append(Finding("nothing_to_measure"))
    if evidence.provisional:
        doubts.append(_measured("record_provisional", certain, rule))
    if not evidence.recorded:
        doubts += [Finding("no_trace"), Finding("no_record")]
    if doubts:
        return Result.UNDECIDED, None, tuple(doubts)
    reason = _measured("below_minimum", certain, rule) if evidence.trace else Finding("no_trace")
    if rule.below is Below.ASK:
        return Result.UNDECIDED, None, (reason,)
    return Result.MARKED, Mark.ABSENT, (reason,)


def _doubts(evidence: Evidence, rule: Rule) -> list[Finding]:
    """Name what would change the outcome if a person settled it in the seat's favour."""
    found = dict[str, Finding]()
    for code, without, with_it in evidence.others:
        before, after = (_attending(one, evidence, rule) for one in (without, with_it))
        nothing_left = after is None and with_it.of_seconds == 0 < without.of_seconds
        if before is not after or nothing_left:
            found.setdefault(code, _doubt(code, evidence))
    return list(found.values())


def _doubt(code: str, evidence: Evidence) -> Finding:
    certain = evidence.certain
    numbers = {"minutes": certain.seconds // 60, "of": certain.of_seconds // 60}
    if code == WAITS:
        numbers["waiting"] = evidence.waiting_minutes
    return Finding.of(code, **numbers)


def _check_in(evidence: Evidence) -> datetime | None:
    """The first sign-in by the code in the room."""
    if not evidence.sign_ins:
        return None
    moments = [one.at for one in evidence.sign_ins if one.source is SignInSource.QR]
    return min(moments, default=None)


def _grace(rule: Rule) -> timedelta:
    return timedelta(minutes=rule.grace_minutes)


def _measured(code: str, measure: Measure, rule: Rule) -> Finding:
    return Finding(
        code,
        (
            ("minimum", rule.minimum_percent),
            ("minutes", measure.seconds // 60),
            ("of", measure.of_seconds // 60),
            ("percent", measure.percent),
        ),
    )
