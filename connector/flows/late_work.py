"""What is overdue with those whom somebody leads, and with whom they gave work; reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from connector.domain.assignments import handed_on
from connector.domain.procedures import Words
from connector.flows.assignment_rights import holds
from connector.flows.open_work import OpenWork, TaskTraining, label_of, training_of

ASSIGNMENT = Words("Disposisi", "Assignment")


@dataclass(frozen=True)
class Late:
    """Something overdue, for whoever leads those whose turn it is."""

    what: Words
    label: str
    training: TaskTraining | None
    due_at: datetime
    unit: str
    names: tuple[str, ...]
    """Whose turn it is; () where nobody is appointed."""
    assignment_id: int | None = None
    """Of an assignment; None for a step."""


def late_below(work: OpenWork, user_id: int) -> list[Late]:
    """List what is overdue below a user, the longest first."""
    found = [*_steps(work, user_id), *_assignments(work, user_id)]
    return sorted(found, key=lambda one: one.due_at)


def _steps(work: OpenWork, user_id: int) -> Iterable[Late]:
    for view in work.runs:
        for one in view.standing.current:
            if not one.overdue or one.due_at is None:
                continue
            held = view.holders(one.step.slug)
            if user_id in work.superiors(view.run.unit_id, (each.user_id for each in held)):
                names = tuple(each.name for each in held)
                label = label_of(view, one.step)
                yield Late(one.step.title, label, training_of(view), one.due_at, view.unit, names)


def _assignments(work: OpenWork, user_id: int) -> Iterable[Late]:
    """Overdue assignments are told to who gave them, and to who leads the holder."""
    for one in work.assignments:
        if one.due_at is None or not one.overdue(work.now):
            continue
        if handed_on(one, work.assignments) or holds(work.day, one, user_id):
            continue
        if user_id in {one.from_user_id, *work.superiors(one.unit_id, (one.to_user_id,))}:
            training = work.trainings.get(one.training_id or 0)
            names = (work.day.name(one.to_user_id),)
            unit = work.day.unit_name(one.unit_id)
            yield Late(ASSIGNMENT, "", training, one.due_at, unit, names, one.id)
