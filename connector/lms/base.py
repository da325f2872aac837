"""What a learning system offers beyond the reconciliation port; names no vendor, makes no call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from connector.domain.trainings import Seat
from connector.reconcile.platform import Bindings, ConnectedPlatform

Params = Mapping[str, str | int]


@dataclass(frozen=True)
class LoginHint:
    """How a person gets in, as a code and parameters for the vendor's catalogue."""

    code: str
    params: Params = field(default_factory=dict)


class LearningPlatform(ConnectedPlatform, Protocol):
    """A learning system: the port of reconciliation, and what personal pages show of it."""

    def course_link(self, bindings: Bindings) -> str | None:
        """Return the address of the training's course, None while it has none; no call."""

    def login_hint(self, seat: Seat, bindings: Bindings | None = None) -> LoginHint | None:
        """Say how the person of this seat gets in, None while they cannot have an account."""
