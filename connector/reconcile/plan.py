"""A plan: the changes of all systems, its fingerprint and the safety guard; pure values."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from connector.reconcile.changes import (
    REDUCING,
    Action,
    Change,
    Undecided,
    Values,
)

MAX_REMOVED_SHARE = 0.30
"""Share of managed people a plan may suspend or remove unasked (Clever, octoDNS: 30 %)."""
MIN_GUARDED = 10
"""Below this many managed people a share says nothing; two of five may leave."""


@dataclass(frozen=True)
class SystemPlan:
    """One system's part of a plan: what to write, what waits for a person, what was found."""

    system: str
    connection: str
    changes: tuple[Change, ...]
    undecided: tuple[Undecided, ...]
    expected: int
    """Seats that should be in this system, without those waiting for a person."""
    found: int
    """Of the expected seats, those that were there completely when the plan was made."""
    managed_people: int = 0
    """Active managed seats found; the denominator of the guard."""
    unread: str = ""
    """Code of the reason why this system could not be read; it then has no changes."""
    unread_params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Held:
    """Why a plan waits for a person although nothing is wrong with it."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What would be written for one training, made from one roster version."""

    training: str
    roster_version: str
    """Fingerprint of the desired state's sources; a plan is stale once it differs."""
    systems: tuple[SystemPlan, ...]

    @property
    def changes(self) -> list[Change]:
        return [change for part in self.systems for change in part.changes]

    @property
    def undecided(self) -> list[tuple[str, Undecided]]:
        return [(part.system, one) for part in self.systems for one in part.undecided]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything a person approved: training, roster version, each change."""
        content = [self.training, self.roster_version, [asdict(c) for c in self.changes]]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def counts(self, system: str) -> Counter[tuple[str, Action]]:
        """Count a system's changes by (kind, action)."""
        return Counter((c.kind, c.action) for c in self.changes if c.system == system)


def guard(plan: Plan, *, max_share: float = MAX_REMOVED_SHARE) -> list[Held]:
    """Say why a person must look at this plan first; empty when it may go through unasked.

    People are counted once a system however many things they lose, so that one withdrawn
    seat with five meetings is one person.
    """
    held: list[Held] = []
    for part in plan.systems:
        leaving = {c.seat for c in part.changes if c.action in REDUCING and c.seat}
        if part.managed_people >= MIN_GUARDED and len(leaving) > max_share * part.managed_people:
            held.append(
                Held(
                    "too_many_removed",
                    {
                        "system": part.system,
                        "removed": len(leaving),
                        "of": part.managed_people,
                        "share": round(100 * len(leaving) / part.managed_people),
                        "limit": round(100 * max_share),
                    },
                )
            )
    return held


MAKES = (Action.CREATE, Action.UPDATE)
FINISHES = frozenset({Action.CREATE, Action.ADOPT, Action.UPDATE, Action.REACTIVATE})
"""What may finish an approved create or update: an interrupted one is found by its mark and
adopted, and some things (a calendar event) are updated by being made anew."""


def is_follow_up(plan: Plan, approved: Plan) -> bool:
    """Tell whether a plan only finishes an approved one: same roster, no new change.

    A change is the same when it leaves the same thing with the same values; what it expects to
    find may differ, because part of the approved plan has been written.
    """
    allowed = {(c.system, c.kind, c.key, c.action): c.after for c in approved.changes}

    def approved_before(change: Change) -> bool:
        place = (change.system, change.kind, change.key)
        if allowed.get((*place, change.action), NEVER) == change.after:
            return True
        wanted = [allowed.get((*place, action), NEVER) for action in MAKES]
        return change.action in FINISHES and change.after in wanted

    return (
        plan.training == approved.training
        and plan.roster_version == approved.roster_version
        and all(approved_before(change) for change in plan.changes)
    )


NEVER: Values = {"": "no change leaves this"}
"""Stands for the values of a change that was not approved; `None` is what removals leave."""


def to_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain JSON values, for the store and for `--json`."""
    return asdict(plan)


def from_json(stored: Mapping[str, Any]) -> Plan:
    """Rebuild a stored plan; the inverse of `to_json`."""
    return Plan(
        training=stored["training"],
        roster_version=stored["roster_version"],
        systems=tuple(
            SystemPlan(
                **{
                    **part,
                    "changes": tuple(_change(one) for one in part["changes"]),
                    "undecided": tuple(Undecided(**one) for one in part["undecided"]),
                }
            )
            for part in stored["systems"]
        ),
    )


def _change(stored: Mapping[str, Any]) -> Change:
    needs = tuple((kind, key) for kind, key in stored["needs"])
    return Change(**{**stored, "action": Action(stored["action"]), "needs": needs})
