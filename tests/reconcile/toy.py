"""A platform whose remote system is a dictionary, to try the core without any vendor."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from connector.domain.trainings import Training
from connector.errors import TemporaryError
from connector.reconcile.changes import (
    Action,
    Change,
    Desired,
    Item,
    Observed,
    Outcome,
    Result,
    Undecided,
)
from connector.reconcile.platform import Bindings, Budget, Retire


@dataclass
class ToyPlatform:
    """Holds what it is told; `sabotage` may refuse a change or break the connection."""

    wanted: Desired
    remote: dict[tuple[str, str], Item] = field(default_factory=dict)
    waiting: tuple[Undecided, ...] = ()
    sabotage: Callable[[Change], Outcome | None] = lambda change: None
    system: str = "lms"
    connection: str = "toy"
    stages: Sequence[tuple[str, Retire]] = (
        ("course", Retire.KEEP),
        ("enrolment", Retire.SUSPEND),
        ("event", Retire.REMOVE),
    )
    written: list[Change] = field(default_factory=list)

    def desired(self, training: Training) -> Desired:
        return self.wanted

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        return Observed(tuple(self.remote.values()), self.waiting)

    def budget(self, changes: Sequence[Change]) -> Budget:
        return Budget({"write": len(changes)}, 0.0)

    def apply(self, changes: Sequence[Change], bindings: Bindings) -> Iterator[Sequence[Outcome]]:
        for change in changes:
            refused = self.sabotage(change)
            if refused is None:
                self._write(change)
                yield [Outcome(change, Result.DONE, remote_id=f"r-{change.key}")]
            else:
                yield [refused]

    def _write(self, change: Change) -> None:
        self.written.append(change)
        place = (change.kind, change.key)
        found = self.remote.get(place)
        if change.action is Action.REMOVE:
            del self.remote[place]
        elif change.action is Action.SUSPEND:
            self.remote[place] = replace(self.remote[place], active=False)
        else:
            values = {**(found.values if found else {}), **(change.after or {})}
            self.remote[place] = Item(change.kind, change.key, values, seat=change.seat)


@dataclass
class MemoryBindings:
    """Bindings and journal in memory."""

    outcomes: list[Outcome] = field(default_factory=list)

    def get(self, kind: str, key: str) -> str | None:
        return self.all(kind).get(key)

    def all(self, kind: str) -> dict[str, str]:
        return {
            one.change.key: one.remote_id
            for one in self.outcomes
            if one.change.kind == kind and one.remote_id
        }

    def record(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes.extend(outcomes)


def lost_lease() -> None:
    raise TemporaryError("store", "lease", "lost")
