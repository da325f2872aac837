"""Work is handed on (disposisi): sent to one or several, or passed on from one's own.

A step of a procedure that assigns is completed by sending, in the same transaction. Whoever
stands in for an official sends in their name: the assignment keeps the official, `sent_by` the
hand. Administrators send in an official's name too. What becomes of it is `answer_work`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.domain.assignments import Assignment
from connector.domain.step_log import ASSIGNMENT
from connector.errors import ConnectorError
from connector.flows import record_steps
from connector.flows.assignment_records import (
    ASSIGN_LOCK,
    MOST_FILES,
    TEXT_LENGTH,
    held,
    keep_files,
    note,
    read_by_acting,
)
from connector.flows.assignment_rights import is_administrator, stands_in
from connector.flows.design_certificates import plain_text
from connector.flows.load_procedures import procedures_of
from connector.flows.office import Office
from connector.flows.whose_turn import Turns, today, turns, user_of
from connector.store import assignments, runs, trainings
from connector.store.assignments import NewAssignment
from connector.store.attachments import NewFile
from connector.store.engine import take_turn

MOST_RECIPIENTS = 20

LONGEST_AHEAD = timedelta(days=10 * 366)
"""Nothing is due later: a mistyped year, and the last of all years has no day in every zone."""

ONE_CLICK = timedelta(minutes=2)
"""Within this time the same words to the same person are one assignment, clicked twice."""


@dataclass(frozen=True)
class Recipient:
    """Who is given the work, and in which unit."""

    user_id: int
    unit_id: int | None


@dataclass(frozen=True)
class Work:
    """What is handed on."""

    instruction: str
    to: Sequence[Recipient]
    due_at: datetime | None = None
    from_user_id: int | None = None
    """In whose name; None in one's own."""
    training_id: int | None = None
    run_id: int | None = None
    step: str = ""
    """Slug of a step of the run that this completes; "" for none."""
    files: Sequence[NewFile] = ()


def send(office: Office, work: Work, *, actor: str) -> list[Assignment]:
    """Hand work on; return one assignment for each recipient.

    Where one's own hands hold one open assignment of the same run, it is passed on by this. The
    same twice within two minutes is sent once. Raises ConnectorError `assign_*`, and what
    completing the step raises.
    """
    with office.engine.begin() as connection:
        take_turn(connection, ASSIGN_LOCK)
        received = _received(connection, work, actor)
        if received is not None:
            return _pass_on(connection, office, received, work, actor)
        return _send(connection, office, work, None, actor)


def pass_on(office: Office, assignment_id: int, work: Work, *, actor: str) -> list[Assignment]:
    """Hand one's own assignment on to others; it stays one's own to close.

    Training and run are the assignment's. Raises `assign_not_yours`, `assign_over`, and what
    `send` raises.
    """
    with office.engine.begin() as connection:
        take_turn(connection, ASSIGN_LOCK)
        parent = held(connection, office, assignment_id, actor)
        return _pass_on(connection, office, parent, work, actor)


def _received(connection: Connection, work: Work, actor: str) -> Assignment | None:
    """Return the one assignment of the run that the actor was given and has not closed."""
    sender = user_of(actor)
    if work.run_id is None or work.from_user_id not in (None, sender):
        return None
    own = [
        one
        for one in assignments.of_run(connection, work.run_id)
        if one.to_user_id == sender and not one.over
    ]
    return own[0] if len(own) == 1 else None


def _pass_on(
    connection: Connection, office: Office, parent: Assignment, work: Work, actor: str
) -> list[Assignment]:
    now = office.clock()
    sent = _send(connection, office, work, parent, actor)
    read_by_acting(connection, parent, actor, now)
    assignments.mark_passed_on(connection, parent.id, parent.passed_on_at or now)
    return sent


def _send(
    connection: Connection, office: Office, work: Work, parent: Assignment | None, actor: str
) -> list[Assignment]:
    """Write the assignments in the caller's transaction, and complete the step by them."""
    now = office.clock()
    day = turns(connection, today(office, now))
    instruction = plain_text(work.instruction)
    if not 3 <= len(instruction) <= TEXT_LENGTH:
        raise ConnectorError("assign_instruction", limit=TEXT_LENGTH)
    if work.due_at is not None and work.due_at <= now:
        raise ConnectorError("assign_due_past")
    if work.due_at is not None and work.due_at > now + LONGEST_AHEAD:
        raise ConnectorError("assign_due_unreadable")
    if len(work.files) > MOST_FILES:
        raise ConnectorError("assign_files", most=MOST_FILES)
    sender = _sender(day, work, parent, actor)
    training_id, run_id = _subject(connection, work, parent)
    new = [
        NewAssignment(
            training_id=training_id,
            run_id=run_id,
            step=work.step,
            parent_id=parent.id if parent else None,
            from_user_id=sender,
            to_user_id=each.user_id,
            unit_id=each.unit_id,
            instruction=instruction,
            due_at=work.due_at,
        )
        for each in _recipients(day, work, sender)
    ]
    known = [
        one
        for each in new
        if (one := assignments.same_open(connection, each, actor=actor, since=now - ONE_CLICK))
    ]
    had = {(one.to_user_id, one.unit_id) for one in known}
    further = [each for each in new if (each.to_user_id, each.unit_id) not in had]
    sent = [assignments.add(connection, each, actor=actor, now=now) for each in further]
    for one in sent:
        keep_files(connection, office, one, work.files, actor)
        note(connection, one, "assignment.sent", actor, now)
    if work.step and run_id is not None and not known:
        record_steps.note_done(
            connection, office, run_id, work.step, at=now, actor=actor,
            cause=f"{ASSIGNMENT}{sent[0].id}", detail={"assignments": [one.id for one in sent]},
        )  # fmt: skip
    return sorted((*known, *sent), key=lambda one: one.id)


def _sender(day: Turns, work: Work, parent: Assignment | None, actor: str) -> int:
    """Return the official in whose name it goes out; raises `assign_sender_not_yours`."""
    user_id = user_of(actor)
    if user_id is None:
        raise ConnectorError("assign_sender_not_yours")
    if parent is not None:
        return parent.to_user_id
    wanted = user_id if work.from_user_id is None else work.from_user_id
    if is_administrator(day, user_id):
        fits = wanted == user_id or bool(day.of_user(wanted))
    elif wanted == user_id:
        fits = bool(day.of_user(user_id))
    else:
        fits = stands_in(day, user_id, wanted, None)
    if not fits:
        raise ConnectorError("assign_sender_not_yours")
    return wanted


def _recipients(day: Turns, work: Work, sender: int) -> list[Recipient]:
    chosen = list(dict.fromkeys(work.to))
    if not 1 <= len(chosen) <= MOST_RECIPIENTS:
        raise ConnectorError("assign_nobody", most=MOST_RECIPIENTS)
    for one in chosen:
        if one.user_id == sender:
            raise ConnectorError("assign_self")
        user = day.users.get(one.user_id)
        units = {mine.unit_id for mine in day.of_user(one.user_id)}
        if (
            user is None
            or not user.active
            or (one.unit_id is not None and one.unit_id not in units)
        ):
            raise ConnectorError("assign_recipient")
    return chosen


def _subject(
    connection: Connection, work: Work, parent: Assignment | None
) -> tuple[int | None, int | None]:
    """Return training and run: the parent's, or those that were given and belong together."""
    if parent is not None:
        _check_step(connection, parent.run_id, work.step)
        return parent.training_id, parent.run_id
    _check_step(connection, work.run_id, work.step)
    if work.run_id is not None:
        run = runs.get(connection, work.run_id)
        if run is None or (work.training_id or run.training_id) != run.training_id:
            raise ConnectorError("assign_run_unknown")
        return run.training_id, run.id
    if work.training_id is not None and trainings.by_id(connection, work.training_id) is None:
        raise ConnectorError("training_unknown", training=work.training_id)
    return work.training_id, None


def _check_step(connection: Connection, run_id: int | None, step: str) -> None:
    """Refuse a step that is not done by handing on work, or of no run."""
    if not step:
        return
    run = runs.get(connection, run_id) if run_id is not None else None
    if run is None:
        raise ConnectorError("assign_run_unknown")
    steps = procedures_of(connection, [run.procedure_id])[run.procedure_id].steps
    if not any(one.slug == step and one.assigns for one in steps):
        raise ConnectorError("assign_run_unknown")
