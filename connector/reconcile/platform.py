"""The port every remote system fulfils for reconciliation, and what it may ask of us.

A platform never decides *whether* to write: it says what it would hold (`desired`), what it
holds (`observe`), what the writes cost (`budget`), and executes changes it is handed
(`apply`). Adding a vendor is a folder with a class of this shape and one line in the wiring.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from connector.domain.trainings import Training
from connector.reconcile.changes import Change, Desired, Item, Observed, Outcome
from connector.reconcile.checks import Check


class Retire(StrEnum):
    """What becomes of a managed thing that is no longer desired."""

    SUSPEND = "suspend"
    REMOVE = "remove"
    KEEP = "keep"


class Bindings(Protocol):
    """Our thing ↔ its remote id on one connection, for one training and the persons in it."""

    def get(self, kind: str, key: str) -> str | None:
        """Return the remote id bound to our key, or None."""

    def all(self, kind: str) -> Mapping[str, str]:
        """Return key → remote id of every binding of a kind that concerns this training."""


@dataclass(frozen=True)
class Budget:
    """What a plan costs one system. `calls` counts writes and the reads around them by class."""

    calls: Mapping[str, int]
    seconds: float
    quota_left: int | None = None
    """Units of today's scarcest daily quota still free; None where there is none."""
    quota_needed: int = 0
    later: int = 0
    """Changes that must wait for the next quota day."""
    later_at: datetime | None = None


class Platform(Protocol):
    """One connected system (a Moodle site, a Zoom account)."""

    system: str
    """Role in words of ours: `lms` or `meetings`."""
    connection: str
    """Id of the connection row; bindings, quotas and leases carry it."""
    stages: Sequence[tuple[str, Retire]]
    """Kinds in the order they are written, each with what happens when no longer wanted."""

    def desired(self, training: Training) -> Desired:
        """Say what this system should hold; pure, no call."""

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        """Read what it holds now: wanted items, and bound items that are no longer wanted.

        Raises TemporaryError or PermanentError when it cannot be read *in full*: an empty or
        partial answer must never look like an empty system.
        """

    def budget(self, changes: Sequence[Change]) -> Budget:
        """Count what the changes cost, and what today's quota leaves for later; no call."""

    def apply(self, changes: Sequence[Change], bindings: Bindings) -> Iterator[Sequence[Outcome]]:
        """Write changes of ONE kind and ONE action; yield the outcomes of each answered call.

        They are stored before the next call is sent; every change gets exactly one outcome,
        in any order. Never raises for a single row; raises only when nothing more can be done
        on this system (bad token, maintenance): the rest stays untouched. `bindings` sees the
        remote ids of outcomes already yielded.
        """


class ConnectedPlatform(Platform, Protocol):
    """A platform as the office holds it: it can also be examined, and closed."""

    def check(self) -> Sequence[Check]:
        """Say what `doctor` should: prove what can be proven without changing anything."""

    def close(self) -> None:
        """Close the connections."""


class Journal(Protocol):
    """Where apply writes down what happened, durably, as it happens."""

    def record(self, outcomes: Sequence[Outcome]) -> None:
        """Store outcomes and the bindings they bring, in one transaction."""


class Lease(Protocol):
    """The right to write to one connection; one holder at a time, renewed while held."""

    def __call__(self, connection: str) -> AbstractContextManager[Callable[[], None]]:
        """Enter to hold; the yielded function renews and raises TemporaryError when lost."""


def by_key(items: Sequence[Item]) -> dict[tuple[str, str], Item]:
    """Index items by (kind, key)."""
    return {(item.kind, item.key): item for item in items}
