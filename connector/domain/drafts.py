"""Drafts of certificates: what people said about them, and where each one stands; pure.

A review speaks of the holder's lines as they were when it was made: it carries the fingerprint
of those lines, and holds as long as they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connector.domain.certificates import Snapshot
from connector.domain.completion import Judgement
from connector.domain.findings import Finding


class ReviewKind(StrEnum):
    """What somebody said about a draft."""

    CONFIRMATION = "confirmation"
    """It is right as it is."""
    PROPOSAL = "proposal"
    """The person would have some lines changed; staff decide."""
    CORRECTION = "correction"
    """Staff changed some lines; in force at once."""


class Decision(StrEnum):
    """What became of a proposal or a correction."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    """The person proposed something else before anybody decided."""
    UNDONE = "undone"
    """It was in force and was taken back: the roster speaks again."""


class DraftState(StrEnum):
    """Where a draft stands between the person and the staff."""

    UNREVIEWED = "unreviewed"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    """It was confirmed, and then a line changed: to be confirmed again."""
    PROPOSED = "proposed"
    """A proposal waits for the staff."""


@dataclass(frozen=True)
class Change:
    """One line of a proposal or correction."""

    value: str
    was: str
    """What the roster said when the change was made."""


@dataclass(frozen=True)
class Review:
    """One statement about one draft; `decision` is None while it waits, or needs none."""

    id: int
    seat: str
    kind: ReviewKind
    fingerprint: str
    """Of the holder's lines that its maker vouches for: for a proposal, as it would have them."""
    fields: Mapping[str, Change]
    note: str
    actor: str
    at: datetime
    decision: Decision | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    decision_note: str = ""

    @property
    def waits(self) -> bool:
        return self.kind is ReviewKind.PROPOSAL and self.decision is None

    @property
    def vouches(self) -> bool:
        """Say whether it confirms the lines it speaks of."""
        accepted = self.kind is ReviewKind.PROPOSAL and self.decision is Decision.ACCEPTED
        return self.kind is ReviewKind.CONFIRMATION or accepted


@dataclass(frozen=True)
class Corrected:
    """A line that an accepted correction decides, with what the roster says beside it."""

    name: str
    value: str
    roster: str
    """What the roster says now."""
    was: str
    """What it said when the correction was made."""
    review: Review

    @property
    def contradicted(self) -> bool:
        """Say whether a later roster states something new, which is not the correction either."""
        return self.roster not in (self.was, self.value)


@dataclass(frozen=True)
class Draft:
    """What one person's certificate would state now, and what was said about it."""

    seat: str
    person: str
    number: int | None
    """Of the roster."""
    name: str
    """As the roster has it; the printed one is `snapshot.holder.name`."""
    snapshot: Snapshot
    fingerprint: str
    """Of the holder's lines (and of what an instructor taught): what a confirmation is bound to."""
    state: DraftState
    review: Review | None
    """The latest statement that vouched for the lines, whether they changed since or not."""
    reviews: tuple[Review, ...] = ()
    """All of them, the oldest first."""
    corrected: tuple[Corrected, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """Line → what stands there now, corrections included, as forms write it."""
    problems: tuple[Finding, ...] = ()
    judgement: Judgement | None = None

    @property
    def proposal(self) -> Review | None:
        """What waits for the staff."""
        return next((one for one in reversed(self.reviews) if one.waits), None)


def corrections_in_force(reviews: Iterable[Review]) -> dict[str, tuple[Change, Review]]:
    """Return line → the change that holds and its review; of two accepted ones the later holds."""
    accepted = [one for one in reviews if one.decision is Decision.ACCEPTED]
    decided = sorted(accepted, key=lambda one: (one.decided_at or one.at, one.id))
    return {name: (change, one) for one in decided for name, change in one.fields.items()}


def state_of(reviews: Sequence[Review], fingerprint: str) -> tuple[DraftState, Review | None]:
    """Return where a draft stands, and the latest review that vouched for its lines."""
    vouching = [one for one in reviews if one.vouches]
    latest = vouching[-1] if vouching else None
    if any(one.waits for one in reviews):
        return DraftState.PROPOSED, latest
    if latest is None:
        return DraftState.UNREVIEWED, None
    holding = [one for one in vouching if one.fingerprint == fingerprint]
    if holding:
        return DraftState.CONFIRMED, holding[-1]
    return DraftState.CHANGED, latest
