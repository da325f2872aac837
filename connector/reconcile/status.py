"""Expected, found, missing, undecided: what a system holds against what it should; pure.

*Expected* are the accepted seats minus those that visibly wait for a person. *Found* are the
expected seats with every thing they should have, as it should be (design, rule 2).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from connector.reconcile.changes import SETTLED, Desired, Item, Observed, Outcome, Result
from connector.reconcile.diff import differing, reachable, waiting_places
from connector.reconcile.platform import by_key


class SeatState(StrEnum):
    """Where one person stands in one system; the five words of the pages."""

    OK = "ok"
    WAITING = "waiting"
    MISSING = "missing"
    UNDECIDED = "undecided"
    FAILED = "failed"


@dataclass(frozen=True)
class SeatStatus:
    """One person in one system, with the reason in a code when something is missing."""

    seat: str
    state: SeatState
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class SystemStatus:
    """One system of one training as it was read back."""

    system: str
    connection: str
    seats: tuple[SeatStatus, ...]
    things_missing: tuple[str, ...] = ()
    """Kinds of things of the whole training (course, meeting) that are not as they should be."""
    unread: str = ""
    """Code of the reason why the system could not be read at all."""

    @property
    def undecided(self) -> int:
        return sum(one.state is SeatState.UNDECIDED for one in self.seats)

    @property
    def expected(self) -> int:
        return len(self.seats) - self.undecided

    @property
    def found(self) -> int:
        return sum(one.state is SeatState.OK for one in self.seats)

    @property
    def missing(self) -> int:
        return self.expected - self.found

    @property
    def in_line(self) -> bool:
        """Every expected thing was read back; people who wait for a decision are not expected."""
        return not self.missing and not self.things_missing and not self.unread


def status_of(
    system: str,
    connection: str,
    seats: Sequence[str],
    desired: Desired,
    observed: Observed,
    outcomes: Sequence[Outcome] = (),
    before: Callable[[str, str], bool] = lambda kind, key: False,
) -> SystemStatus:
    """Compare what was read with what is wanted, seat by seat.

    `seats` are the accepted seats. `outcomes` of the last plan explain what is missing, else what
    is found there, and `before`: whether the thing (kind, key) was there once. Neither ever makes
    anything count as found.
    """
    desired = reachable(desired, observed)
    found, waiting = by_key(observed.items), waiting_places(desired, observed)
    undecided = {one.seat: one for one in reversed(waiting.values()) if one.seat}
    reasons = _reasons(outcomes)
    lacking, things = dict[str, str](), []
    for item in desired.items:
        place = (item.kind, item.key)
        if place in waiting and item.seat:
            undecided.setdefault(item.seat, waiting[place])
        elif place not in waiting and not _as_wanted(item, found.get(place)):
            if item.seat:
                known = before(item.kind, item.key)
                lacking.setdefault(item.seat, _lack(item, found.get(place), known))
            else:
                things.append(item.kind)
    rows = []
    for seat in seats:
        if reason := undecided.get(seat):
            rows.append(SeatStatus(seat, SeatState.UNDECIDED, reason.code, reason.params))
        elif seat in lacking:
            rows.append(reasons.get(seat, SeatStatus(seat, SeatState.MISSING, lacking[seat])))
        else:
            rows.append(SeatStatus(seat, SeatState.OK))
    return SystemStatus(system, connection, tuple(rows), tuple(things))


def unread_status(system: str, connection: str, seats: Sequence[str], code: str) -> SystemStatus:
    """Say that nothing is known of a system because it could not be read."""
    rows = tuple(SeatStatus(seat, SeatState.WAITING, code) for seat in seats)
    return SystemStatus(system, connection, rows, unread=code)


def _lack(wanted: Item, found: Item | None, known: bool) -> str:
    """Return in what way a thing is not as wanted, as a code."""
    if found is None:
        return "gone_there" if known else "not_there"
    return "suspended_there" if wanted.active and not found.active else "differs_there"


def _as_wanted(wanted: Item, found: Item | None) -> bool:
    return (
        found is not None
        and found.active == wanted.active
        and not differing(wanted.values, found.values)
    )


def _reasons(outcomes: Sequence[Outcome]) -> dict[str, SeatStatus]:
    """Return the first thing that went wrong for each seat, in the order it was tried."""
    reasons: dict[str, SeatStatus] = {}
    for outcome in outcomes:
        seat = outcome.change.seat
        if seat and outcome.result not in SETTLED and seat not in reasons:
            waits = outcome.result in (Result.WAITING, Result.UNKNOWN, Result.PARKED)
            state = SeatState.WAITING if waits else SeatState.FAILED
            reasons[seat] = SeatStatus(seat, state, outcome.code, outcome.params)
    return reasons
