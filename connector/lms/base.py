"""What a learning system offers beyond the reconciliation port; names no vendor, makes no call."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from connector.domain.answer_sheets import AnsweredTest
from connector.domain.trainings import Seat, Training
from connector.reconcile.platform import Bindings, ConnectedPlatform

Params = Mapping[str, str | int]

COURSE, ACCOUNT = "course", "account"
"""Kinds of what is bound in every learning system: a training's course, a person's account. What
the system tells names its own ids of these."""


@dataclass(frozen=True)
class LoginHint:
    """How a person gets in, as a code and parameters for the vendor's catalogue."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """One finished and marked attempt of a person at a test."""

    test: str
    """`pretest`, `posttest`, or another name of the training's rule."""
    reference: str
    """The learning system's own id of the attempt."""
    value: Decimal
    maximum: Decimal
    taken_at: datetime | None


@dataclass(frozen=True)
class Learned:
    """How far one seat's person is in the course."""

    seat: str
    completed: bool | None
    """None where the system does not say: no completion rule, or not (actively) enrolled."""
    done: int
    activities: int
    """Tracked activities that we may see; for looking at, not for judging."""
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True)
class Noticed:
    """Something a person should know of a reading, as a code and parameters."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True)
class LearningResults:
    """What was read of one training's course."""

    people: Sequence[Learned]
    """One for each participant with an account."""
    tests: frozenset[str]
    """Tests that were found and read in full: an attempt of theirs that is not here is gone."""
    noticed: Sequence[Noticed] = ()


class MessageState(StrEnum):
    """What became of a message."""

    SENT = "sent"
    REFUSED = "refused"
    """The system will not deliver it to this person."""
    NO_ACCOUNT = "no_account"


@dataclass(frozen=True)
class Messaged:
    """The outcome of one message to one person; `code` says why not."""

    state: MessageState
    code: str = ""
    reference: str = ""
    """The learning system's own id of the message."""


class LearningPlatform(ConnectedPlatform, Protocol):
    """A learning system: the port of reconciliation, and what personal pages show of it."""

    def course_link(self, bindings: Bindings) -> str | None:
        """Return the address of the training's course, None while it has none; no call."""

    def login_hint(self, seat: Seat, bindings: Bindings | None = None) -> LoginHint | None:
        """Say how the person of this seat gets in, None while they cannot have an account."""

    def results(
        self,
        training: Training,
        bindings: Bindings,
        tests: Mapping[str, Sequence[str]],
        seats: Collection[str] | None = None,
    ) -> LearningResults:
        """Read completion and test scores of every participant with an account, in bulk.

        With `seats` (keys) only of these: of nobody else anything is said then.

        `tests` are the names wanted, each with the quizzes it is taken in (their number in the
        address, or exact name; empty: recognised by their names). Raises when anything cannot be
        read in full for want of a right: an empty answer never stands for "nothing done".
        """

    def papers(
        self, training: Training, bindings: Bindings, tests: Mapping[str, Sequence[str]]
    ) -> Iterator[AnsweredTest]:
        """Read the attempts at the tests with questions and answers, one quiz after the other.

        `tests` as for `results`. Raises ConnectorError `papers_unavailable` where the system
        cannot tell, and RemoteError when anything cannot be read in full.
        """

    def message(self, seat: Seat, text: str, bindings: Bindings) -> Messaged:
        """Send plain text to one person; raises TemporaryError, `ambiguous` when it may be sent.

        A message that was refused for this person alone is an outcome, not an error.
        """
