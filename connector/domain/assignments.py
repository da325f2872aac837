"""Assignments (disposisi) as values: who gave what to whom, by when, and where it stands.

The sender and the holder are offices' people; whoever stands in for one of them acts in their
place, and the record then names both. Nothing is looked up here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AssignmentState(StrEnum):
    SENT = "sent"
    READ = "read"
    PASSED_ON = "passed_on"
    """Handed on to others; it stays the holder's to close."""
    DONE = "done"
    WITHDRAWN = "withdrawn"


OVER = frozenset({AssignmentState.DONE, AssignmentState.WITHDRAWN})


@dataclass(frozen=True)
class Assignment:
    """One assignment as stored; `*_by` are actors (`user:7`), who may be substitutes."""

    id: int
    training_id: int | None
    run_id: int | None
    step: str
    """Slug of the step of the run that sending it completed; "" for none."""
    parent_id: int | None
    """The assignment it was passed on from."""
    from_user_id: int
    to_user_id: int
    unit_id: int | None
    """The unit in which the holder is addressed: who stands in for them there sees it too."""
    instruction: str
    due_at: datetime | None
    sent_at: datetime
    sent_by: str
    read_at: datetime | None = None
    read_by: str | None = None
    passed_on_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    answer: str = ""
    """What the holder answered; why, where it was withdrawn."""
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None

    @property
    def state(self) -> AssignmentState:
        if self.withdrawn_at is not None:
            return AssignmentState.WITHDRAWN
        if self.done_at is not None:
            return AssignmentState.DONE
        if self.passed_on_at is not None:
            return AssignmentState.PASSED_ON
        return AssignmentState.SENT if self.read_at is None else AssignmentState.READ

    @property
    def over(self) -> bool:
        return self.state in OVER

    def overdue(self, now: datetime) -> bool:
        """Tell whether it should have been done by now."""
        return not self.over and self.due_at is not None and self.due_at < now


def below(assignment_id: int, chain: Iterable[Assignment]) -> list[Assignment]:
    """List what an assignment was passed on as, and that again, in the order of sending."""
    ordered = sorted(chain, key=lambda one: one.id)
    reached = {assignment_id}
    found: list[Assignment] = []
    for one in ordered:
        if one.parent_id in reached:
            reached.add(one.id)
            found.append(one)
    return found


def handed_on(one: Assignment, chain: Sequence[Assignment]) -> bool:
    """Tell whether somebody further down still has it: the holder only waits."""
    return any(each.parent_id == one.id and not each.over for each in chain)
