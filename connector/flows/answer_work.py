"""What becomes of an assignment: read at the first look, done with an answer, or withdrawn.

    read       the holder's first look
    finish     by the holder, with an answer
    withdraw   by the sender, with a reason; what hung below goes with it, the step is open again

Whoever stands in for sender or holder acts in their place: the assignment keeps the official,
`*_by` the hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from connector.domain.assignments import Assignment, below, handed_on
from connector.domain.step_log import ASSIGNMENT
from connector.errors import ConnectorError
from connector.flows import record_steps
from connector.flows.assignment_records import (
    ASSIGN_LOCK,
    REASON_LENGTH,
    TEXT_LENGTH,
    found,
    held,
    keep_files,
    note,
    read_by_acting,
)
from connector.flows.assignment_rights import holds, may_withdraw
from connector.flows.design_certificates import plain_text
from connector.flows.office import Office
from connector.flows.whose_turn import today, turns, user_of
from connector.store import assignments, runs
from connector.store.attachments import NewFile
from connector.store.engine import take_turn


def read(office: Office, assignment_id: int, *, actor: str) -> Assignment:
    """Return an assignment; the first look of the holder, or of who stands in, is noted."""
    now = office.clock()
    with office.engine.begin() as connection:
        one = found(connection, assignment_id)
        if one.read_at is not None or one.over:
            return one
        if not holds(turns(connection, today(office, now)), one, user_of(actor)):
            return one
        if assignments.mark_read(connection, one.id, actor=actor, now=now):
            note(connection, one, "assignment.read", actor, now)
        return found(connection, assignment_id)


def finish(
    office: Office, assignment_id: int, answer: str, *, actor: str, files: Sequence[NewFile] = ()
) -> Assignment:
    """Say that an assignment is done.

    Raises `assign_not_yours`, `assign_over`, `assign_handed_on` while somebody below has it.
    """
    written, now = plain_text(answer), office.clock()
    if len(written) > TEXT_LENGTH:
        raise ConnectorError("assign_answer", limit=TEXT_LENGTH)
    with office.engine.begin() as connection:
        take_turn(connection, ASSIGN_LOCK)
        one = held(connection, office, assignment_id, actor)
        if handed_on(one, assignments.chain(connection, one.id)):
            raise ConnectorError("assign_handed_on")
        keep_files(connection, office, one, files, actor)
        read_by_acting(connection, one, actor, now)
        assignments.mark_done(connection, one.id, written, actor=actor, now=now)
        note(connection, one, "assignment.done", actor, now)
        return found(connection, assignment_id)


def withdraw(office: Office, assignment_id: int, reason: str, *, actor: str) -> Assignment:
    """Take an assignment back, and whatever it was passed on as; its step is open again.

    Raises `assign_not_yours`, `assign_over`, `assign_reason`.
    """
    why, now = plain_text(reason), office.clock()
    if not 3 <= len(why) <= REASON_LENGTH:
        raise ConnectorError("assign_reason", limit=REASON_LENGTH)
    with office.engine.begin() as connection:
        take_turn(connection, ASSIGN_LOCK)
        one = found(connection, assignment_id)
        day = turns(connection, today(office, now))
        if not may_withdraw(day, one, user_of(actor)):
            raise ConnectorError("assign_not_yours")
        if one.over:
            raise ConnectorError("assign_over")
        chain = assignments.chain(connection, one.id)
        for each in (one, *below(one.id, chain)):
            if assignments.mark_withdrawn(connection, each.id, why, actor=actor, now=now):
                note(connection, each, "assignment.withdrawn", actor, now)
                _open_step(connection, office, each, why, actor)
        _take_back(connection, one)
        return found(connection, assignment_id)


def _open_step(
    connection: Connection, office: Office, one: Assignment, why: str, actor: str
) -> None:
    """Open the step that a withdrawn assignment completed, unless a sister still stands."""
    run = runs.get(connection, one.run_id) if one.step and one.run_id is not None else None
    if run is None or run.stopped_at is not None:
        return
    sisters = [
        each
        for each in assignments.of_run(connection, run.id)
        if (each.step, each.parent_id) == (one.step, one.parent_id)
    ]
    opened = record_steps.open_run(connection, run.id)
    ending = opened.log(opened.step(one.step)).ending
    causes = {f"{ASSIGNMENT}{each.id}" for each in sisters}
    if ending is None or ending.cause not in causes:
        return
    if all(each.withdrawn_at is not None for each in sisters):
        record_steps.note_reopened(
            connection, office, run.id, one.step, reason=why, actor=actor,
            cause=f"{ASSIGNMENT}{one.id}",
        )  # fmt: skip


def _take_back(connection: Connection, one: Assignment) -> None:
    """Give the work back to who had passed it on, once nothing of it is left below."""
    if one.parent_id is None:
        return
    chain = assignments.chain(connection, one.id)
    if not any(each.parent_id == one.parent_id and each.withdrawn_at is None for each in chain):
        assignments.mark_passed_on(connection, one.parent_id, None)
