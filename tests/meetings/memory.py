"""Bindings, journal and a story runner in memory, for platforms tried without the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.domain.trainings import Training
from connector.errors import RemoteError
from connector.meetings.zoom.platform import ZoomPlatform
from connector.reconcile.apply import apply_system
from connector.reconcile.changes import SETTLED, Action, Change, Observed, Outcome
from connector.reconcile.diff import diff
from connector.reconcile.plan import SystemPlan
from connector.reconcile.status import SystemStatus, status_of


@dataclass
class Memory:
    """Bindings and journal of one connection."""

    bound: dict[tuple[str, str], str] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    def get(self, kind: str, key: str) -> str | None:
        return self.bound.get((kind, key))

    def all(self, kind: str) -> dict[str, str]:
        return {key: remote for (one, key), remote in self.bound.items() if one == kind}

    def record(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes.extend(outcomes)
        for outcome in outcomes:
            key = outcome.change.key
            if outcome.remote_id and outcome.result in SETTLED:
                self.bound[outcome.change.kind, key] = outcome.remote_id
            self._also(key, outcome.also)

    def read_back(self, observed: Observed) -> None:
        """Remember what a read-back brings, as the store does: ids of what we manage, `also`."""
        for item in observed.items:
            if item.managed and item.remote_id:
                self.bound[item.kind, item.key] = item.remote_id
            self._also(item.key, item.also)

    def _also(self, key: str, also: Mapping[str, str]) -> None:
        self.bound.update({(kind, key): remote for kind, remote in also.items() if remote})

    def lose(self, kind: str, key: str) -> None:
        del self.bound[kind, key]


@dataclass
class Office:
    """One platform with its memory: plans, applies and reads back as the flow does."""

    platform: ZoomPlatform
    memory: Memory = field(default_factory=Memory)

    def plan(self, training: Training) -> SystemPlan:
        wanted = self.platform.desired(training)
        observed = self.platform.observe(wanted, self.memory)
        self.memory.read_back(observed)
        changes = diff(self.platform.system, self.platform.stages, wanted, observed)
        return SystemPlan(
            self.platform.system,
            self.platform.connection,
            tuple(changes),
            (*wanted.undecided, *observed.undecided),
            0,
            0,
        )

    def apply(self, part: SystemPlan, training: Training) -> list[Outcome]:
        """Write a plan; return its outcomes. A RemoteError at the end is swallowed: re-plan."""
        before = len(self.memory.outcomes)
        try:
            wanted = self.platform.desired(training)
            apply_system(part, self.platform, wanted, self.memory, self.memory, lambda: None)
        except RemoteError:
            pass
        return self.memory.outcomes[before:]

    def sync(self, training: Training) -> list[Outcome]:
        return self.apply(self.plan(training), training)

    def until_done(
        self, training: Training, most: int = 12, between: Callable[[], None] = lambda: None
    ) -> int:
        """Plan and apply until a plan is empty; return how many plans had changes."""
        for count in range(most):
            try:
                part = self.plan(training)
            except RemoteError:
                between()
                continue
            if not part.changes:
                return count
            self.apply(part, training)
            between()
        raise AssertionError(f"still changes after {most} plans")

    def status(self, training: Training) -> SystemStatus:
        wanted = self.platform.desired(training)
        observed = self.platform.observe(wanted, self.memory)
        self.memory.read_back(observed)
        seats = [seat.key for seat in training.accepted_seats]
        return status_of("meetings", self.platform.connection, seats, wanted, observed)


def counted(changes: Sequence[Change]) -> dict[tuple[str, Action], int]:
    """Count changes by kind and action."""
    counts: dict[tuple[str, Action], int] = {}
    for change in changes:
        place = (change.kind, change.action)
        counts[place] = counts.get(place, 0) + 1
    return counts
