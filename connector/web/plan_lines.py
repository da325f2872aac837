"""A plan as its page tells it: by person, by reason, in the order of writing; no queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from connector.reconcile.changes import Action, Change
from connector.store.plans import StoredPlan
from connector.store.training_pages import OutcomeLine
from connector.web.language import sentence
from connector.web.words import RESULT_MARKS

Names = Mapping[str, str]
"""Seat key → name, in the order of the roster."""

LEAVING = frozenset({Action.SUSPEND, Action.REMOVE})


@dataclass(frozen=True)
class PersonChanges:
    """What a plan does for one person, or for the training as a whole (`name` is empty)."""

    name: str
    changes: list[Change]


@dataclass(frozen=True)
class Group:
    """Everybody to whom the same thing happened for the same reason."""

    system: str
    kind: str
    result: str
    what: str
    todo: str
    names: tuple[str, ...]


def by_person(stored: StoredPlan, names: Names) -> list[PersonChanges]:
    """List the training's own changes, then each person's, in the order of the roster."""
    grouped: dict[str, list[Change]] = defaultdict(list)
    for change in stored.plan.changes:
        grouped[change.seat].append(change)
    whole = [PersonChanges("", grouped.pop(""))] if "" in grouped else []
    order = {seat: at for at, seat in enumerate(names)}
    people = sorted(grouped.items(), key=lambda one: order.get(one[0], -1))
    return whole + [
        PersonChanges(names.get(seat) or changes[0].label, changes) for seat, changes in people
    ]


def leaving(stored: StoredPlan, names: Names) -> list[tuple[str, str]]:
    """List (system, name) of everybody whom the plan suspends or takes off, each once."""
    told = {
        (change.system, names.get(change.seat) or change.label): None
        for change in stored.plan.changes
        if change.action in LEAVING and change.seat
    }
    return list(told)


def undecided(stored: StoredPlan, names: Names) -> list[Group]:
    """Group what waits for somebody by system and reason; `kind` is empty for people."""
    return _grouped(
        (
            system,
            "" if one.seat else one.kind,
            "",
            *sentence(one.code, one.params, system),
            names.get(one.seat) or one.label,
        )
        for system, one in stored.plan.undecided
    )


def unsettled(stored: StoredPlan, outcomes: Sequence[OutcomeLine], names: Names) -> list[Group]:
    """Group what was not written by system, kind, result and reason."""
    labels = {change.identity: change.label for change in stored.plan.changes}
    return _grouped(
        (
            one.system,
            one.kind,
            one.result,
            *(sentence(one.code, one.params, one.system) if one.code else ("", "")),
            names.get(one.seat) or labels.get(one.identity, ""),
        )
        for one in outcomes
        if RESULT_MARKS.get(one.result) != "ok"
    )


def counts(stored: StoredPlan, system: str) -> list[tuple[tuple[str, str], int]]:
    """Count changes by (kind, action), in the order in which they will be written."""
    found = Counter(
        (one.kind, one.action.value) for one in stored.plan.changes if one.system == system
    )
    return list(found.items())


def _grouped(rows: Iterable[tuple[str, str, str, str, str, str]]) -> list[Group]:
    people: dict[tuple[str, str, str, str, str], dict[str, None]] = {}
    for *reason, name in rows:
        system, kind, result, what, todo = reason
        people.setdefault((system, kind, result, what, todo), {})[name] = None
    return [Group(*reason, names=tuple(names)) for reason, names in people.items()]
