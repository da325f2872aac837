"""Bindings and journal in memory, and one whole sync through plan and apply; no database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.domain.trainings import Training
from connector.reconcile.apply import apply_system
from connector.reconcile.changes import SETTLED, Action, Change, Observed, Outcome
from connector.reconcile.diff import diff
from connector.reconcile.plan import SystemPlan
from connector.reconcile.platform import Platform


@dataclass
class Memory:
    """Bindings and Journal of one connection; `bound` maps (kind, key) to a remote id."""

    bound: dict[tuple[str, str], str] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    forgetful: bool = False
    """Lose what is recorded, as a crash before the commit would."""

    def get(self, kind: str, key: str) -> str | None:
        return self.bound.get((kind, key))

    def all(self, kind: str) -> Mapping[str, str]:
        return {key: remote for (one, key), remote in self.bound.items() if one == kind}

    def record(self, outcomes: Sequence[Outcome]) -> None:
        if self.forgetful:
            return
        self.outcomes.extend(outcomes)
        for outcome in outcomes:
            place = (outcome.change.kind, outcome.change.key)
            if outcome.change.action is Action.REMOVE and outcome.result in SETTLED:
                self.bound.pop(place, None)
            elif outcome.remote_id:
                self.bound[place] = outcome.remote_id
            for kind, remote in outcome.also.items():
                self.bound[kind, outcome.change.key] = remote


def no_heartbeat() -> None:
    """A lease that is never lost."""


@dataclass(frozen=True)
class Sync:
    """What one sync did: the plan's changes, the outcomes, and what was read back."""

    changes: Sequence[Change]
    outcomes: Sequence[Outcome]
    planned_on: Observed


def plan(platform: Platform, training: Training, memory: Memory) -> tuple[SystemPlan, Observed]:
    """Make one system's part of a plan."""
    desired = platform.desired(training)
    observed = platform.observe(desired, memory)
    changes = diff(platform.system, platform.stages, desired, observed)
    undecided = (*desired.undecided, *observed.undecided)
    part = SystemPlan(platform.system, platform.connection, tuple(changes), undecided, 0, 0)
    return part, observed


def sync(
    platform: Platform,
    training: Training,
    memory: Memory,
    heartbeat: Callable[[], None] = no_heartbeat,
) -> Sync:
    """Plan and apply once; what apply raises is raised."""
    part, observed = plan(platform, training, memory)
    start = len(memory.outcomes)
    if part.changes:
        apply_system(part, platform, platform.desired(training), memory, memory, heartbeat)
    return Sync(part.changes, memory.outcomes[start:], observed)
