"""The words of reconciliation: items, changes, outcomes. Plain values; no rules, no I/O.

An *item* is one thing in a remote system, named by a key of ours that never changes
(`seat:12`, `day:2026-08-03`), with the values we compare. *Desired* items come from the
roster and timetable, *actual* items from the system itself. A *change* turns one into the
other and carries the values it expects to find.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int | bool | None
Values = Mapping[str, Value]


class Action(StrEnum):
    """What a change does. Nothing is ever purged: `suspend` keeps grades and history."""

    CREATE = "create"
    ADOPT = "adopt"
    UPDATE = "update"
    REACTIVATE = "reactivate"
    SUSPEND = "suspend"
    REMOVE = "remove"


REDUCING = frozenset({Action.SUSPEND, Action.REMOVE})
"""Actions that take something away from a person; the guard counts these."""


@dataclass(frozen=True)
class Item:
    """One thing that should be, or is, in a remote system.

    `seat` is the key of the seat it serves, empty for a thing of the whole training (a course,
    a meeting). `needs` are keys (kind, key) of items that must exist first; a change whose
    need failed waits instead of failing. `remote_id` is set on actual items only.
    """

    kind: str
    key: str
    values: Values
    seat: str = ""
    label: str = ""
    active: bool = True
    needs: tuple[tuple[str, str], ...] = ()
    remote_id: str = ""
    managed: bool = True
    """Actual items only: made or adopted by us. What people made by hand is left alone."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Actual items only: further ids to be remembered for the same key, by kind of binding
    (a personal join link, say). Not compared; stored anew whenever the item is read back."""


@dataclass(frozen=True)
class Undecided:
    """A thing that waits for a person: no address, two candidates, an unproven alias."""

    kind: str
    key: str
    code: str
    seat: str = ""
    label: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Desired:
    """What one system should hold for one training, and what cannot be said yet."""

    items: Sequence[Item]
    undecided: Sequence[Undecided] = ()


@dataclass(frozen=True)
class Observed:
    """What one system holds now, as far as this training goes.

    `undecided` are matches that only a person may accept; they hide the desired item of the
    same kind and key from the diff, so that no second account is made. `unable` are kinds that
    this system cannot hold at all, as it is set up: nothing of them is changed, or missed.
    """

    items: Sequence[Item]
    undecided: Sequence[Undecided] = ()
    unable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Change:
    """One write, with what it expects to find (`before`) and what it leaves (`after`)."""

    system: str
    action: Action
    kind: str
    key: str
    before: Values | None
    after: Values | None
    seat: str = ""
    label: str = ""
    needs: tuple[tuple[str, str], ...] = ()
    remote_id: str = ""

    @property
    def identity(self) -> str:
        """Name this change within its plan; a follow-up plan is a subset if it has no others."""
        return f"{self.system}/{self.kind}/{self.key}/{self.action}"


class Result(StrEnum):
    """How one change ended. Only `done` is believed, and then read back."""

    DONE = "done"
    ALREADY = "already"
    """The system already held the wanted state when it was read again."""
    PARKED = "parked"
    """Not tried: what was found differs from what the plan expected. Needs a new plan."""
    WAITING = "waiting"
    """Not tried now: a quota, or a thing it needs is not there yet. A later plan does it."""
    FAILED = "failed"
    """Refused by the system for good; a person must mend something."""
    UNKNOWN = "unknown"
    """Sent and not answered: it may have worked. Read-back decides."""


SETTLED = frozenset({Result.DONE, Result.ALREADY})
"""Results after which the thing should be found on read-back."""


@dataclass(frozen=True)
class Outcome:
    """What became of one change; `remote_id` is to be remembered as its binding."""

    change: Change
    result: Result
    remote_id: str = ""
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    """Further ids to be remembered for the same key, by kind of binding, whatever the result."""
