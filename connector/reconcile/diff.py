"""The pure difference between what should be and what is; no I/O, no vendor, no clock."""

from collections.abc import Sequence

from connector.reconcile.changes import (
    Action,
    Change,
    Desired,
    Item,
    Observed,
    Undecided,
    Value,
    Values,
)
from connector.reconcile.platform import Retire, by_key

ORDER = (Action.ADOPT, Action.CREATE, Action.REACTIVATE, Action.UPDATE)
"""Within a kind, changes of one action stand together, so that they share calls."""


def diff(
    system: str, stages: Sequence[tuple[str, Retire]], desired: Desired, observed: Observed
) -> list[Change]:
    """List the changes that turn `observed` into `desired`, in the order they must be written.

    Items made by hand (`managed=False`) are left alone, unless the same thing is wanted: then
    a visible `adopt` says so. What is no longer wanted is retired as its kind says, after
    everything wanted has been written. What waits for a person is not touched at all.
    """
    desired = reachable(desired, observed)
    want, have = by_key(desired.items), by_key(observed.items)
    waiting = waiting_places(desired, observed)
    changes: list[Change] = []
    for kind, _ in stages:
        toward = [
            change
            for item in desired.items
            if item.kind == kind and (kind, item.key) not in waiting
            for change in _toward(system, item, have.get((kind, item.key)))
        ]
        changes.extend(sorted(toward, key=lambda change: ORDER.index(change.action)))
    for kind, retire in reversed(stages):
        for item in observed.items:
            place = (kind, item.key)
            if item.kind == kind and item.managed and place not in want and place not in waiting:
                changes.extend(_retire(system, item, retire))
    return changes


def reachable(desired: Desired, observed: Observed) -> Desired:
    """Return what is wanted of the kinds that the system can hold."""
    if not observed.unable:
        return desired
    items = [item for item in desired.items if item.kind not in observed.unable]
    undecided = [one for one in desired.undecided if one.kind not in observed.unable]
    return Desired(items, undecided)


def waiting_places(desired: Desired, observed: Observed) -> dict[tuple[str, str], Undecided]:
    """Return every (kind, key) that waits for a person, with the reason it waits.

    What needs a waiting thing waits with it: nobody is registered in a meeting that may not
    be made yet.
    """
    waiting = {(u.kind, u.key): u for u in (*desired.undecided, *observed.undecided)}
    spreading = True
    while spreading:
        spreading = False
        for item in desired.items:
            reason = next((waiting[need] for need in item.needs if need in waiting), None)
            if reason is not None and (item.kind, item.key) not in waiting:
                waiting[item.kind, item.key] = reason
                spreading = True
    return waiting


def differing(wanted: Values, found: Values) -> dict[str, Value]:
    """Return the wanted values that differ from what was found; unknown extras are ignored."""
    return {name: value for name, value in wanted.items() if found.get(name) != value}


def _toward(system: str, wanted: Item, found: Item | None) -> list[Change]:
    if found is None:
        return [_change(system, Action.CREATE, wanted, None, wanted.values)]
    changes = []
    if not found.managed:
        changes.append(_change(system, Action.ADOPT, wanted, found.values, wanted.values, found))
    if wanted.active and not found.active:
        changes.append(
            _change(system, Action.REACTIVATE, wanted, found.values, wanted.values, found)
        )
    elif differing(wanted.values, found.values):
        changes.append(_change(system, Action.UPDATE, wanted, found.values, wanted.values, found))
    return changes


def _retire(system: str, found: Item, retire: Retire) -> list[Change]:
    if retire is Retire.SUSPEND and found.active:
        return [_change(system, Action.SUSPEND, found, found.values, None, found)]
    if retire is Retire.REMOVE:
        return [_change(system, Action.REMOVE, found, found.values, None, found)]
    return []


def _change(
    system: str,
    action: Action,
    item: Item,
    before: Values | None,
    after: Values | None,
    found: Item | None = None,
) -> Change:
    return Change(
        system=system,
        action=action,
        kind=item.kind,
        key=item.key,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
        seat=item.seat,
        label=item.label,
        needs=item.needs,
        remote_id=found.remote_id if found else "",
    )
