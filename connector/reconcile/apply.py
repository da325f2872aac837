"""Carries out one system's part of an approved plan: read again, write in order, note each.

Knows neither vendor nor database: the platform, the journal and the bindings are handed in.
Nothing is retried here; whatever is left over is what the next plan is for.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from connector.errors import PermanentError, RemoteError, TemporaryError
from connector.reconcile.changes import (
    SETTLED,
    Action,
    Change,
    Desired,
    Item,
    Outcome,
    Result,
)
from connector.reconcile.diff import differing
from connector.reconcile.plan import SystemPlan
from connector.reconcile.platform import Bindings, Journal, Platform, by_key

MAKING = frozenset({Action.CREATE, Action.ADOPT})
"""Without these the thing is not there for others to need; a failed update leaves it standing."""

Heartbeat = Callable[[], None]
"""Called between batches; renews the lease and raises TemporaryError when it was lost."""


def apply_system(
    part: SystemPlan,
    platform: Platform,
    desired: Desired,
    bindings: Bindings,
    journal: Journal,
    heartbeat: Heartbeat,
) -> None:
    """Write `part`, recording an outcome for every change before the next batch is sent.

    Raises RemoteError only after every change that was not tried has been recorded as waiting
    with the reason.
    """
    broken = set[tuple[str, str]]()
    """Things that are not there although a change should have made them."""
    pending = {change.identity: change for change in part.changes}
    try:
        found = by_key(platform.observe(desired, bindings).items)
        for batch in _batches(part.changes):
            heartbeat()
            checked = {c.identity: _before_writing(c, found, broken) for c in batch}
            settled = [outcome for outcome in checked.values() if outcome is not None]
            _note(settled, journal, broken, pending)
            ready = [change for change in batch if checked[change.identity] is None]
            for outcomes in platform.apply(ready, bindings) if ready else ():
                _note(outcomes, journal, broken, pending)
                heartbeat()
            silent = [c for c in ready if c.identity in pending]
            _note([_no_outcome(c) for c in silent], journal, broken, pending)
    except RemoteError as error:
        _note([_not_tried(c, error) for c in pending.values()], journal, broken, pending)
        raise


def _batches(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Group neighbours of one kind and action; the diff has put them in writing order."""
    for _, group in groupby(changes, key=lambda change: (change.kind, change.action)):
        yield list(group)


def _before_writing(
    change: Change, found: dict[tuple[str, str], Item], broken: set[tuple[str, str]]
) -> Outcome | None:
    """Return why a change is not written, or None when it may go."""
    there = found.get((change.kind, change.key))
    lacking = [need for need in change.needs if need in broken]
    if lacking:
        return Outcome(change, Result.WAITING, code="need_missing", params={"kind": lacking[0][0]})
    if _already(change, there):
        return Outcome(change, Result.ALREADY, remote_id=there.remote_id if there else "")
    if not _as_expected(change, there):
        return Outcome(change, Result.PARKED, code="changed_since_plan")
    return None


def _already(change: Change, there: Item | None) -> bool:
    if change.action is Action.REMOVE:
        return there is None
    if there is None:
        return False
    if change.action is Action.SUSPEND:
        return not there.active
    reached = there.active and not differing(change.after or {}, there.values)
    if change.action is Action.CREATE:
        return reached and there.managed
    return reached and there.managed and change.action is not Action.ADOPT


def _as_expected(change: Change, there: Item | None) -> bool:
    if change.before is None:
        return there is None
    return there is not None and not differing(change.before, there.values)


def _note(
    outcomes: Sequence[Outcome],
    journal: Journal,
    broken: set[tuple[str, str]],
    pending: dict[str, Change],
) -> None:
    if not outcomes:
        return
    journal.record(outcomes)
    for outcome in outcomes:
        pending.pop(outcome.change.identity, None)
        if outcome.result not in SETTLED and outcome.change.action in MAKING:
            broken.add((outcome.change.kind, outcome.change.key))


def _no_outcome(change: Change) -> Outcome:
    return Outcome(change, Result.UNKNOWN, code="no_outcome")


def _not_tried(change: Change, error: RemoteError) -> Outcome:
    unsure = isinstance(error, TemporaryError) and error.ambiguous
    result = Result.UNKNOWN if unsure else Result.WAITING
    if isinstance(error, PermanentError):
        result = Result.FAILED
    return Outcome(change, result, code=error.code, params=dict(error.params))
