"""What every deed with an assignment shares: finding it, its files, its trail, one lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.assignments import Assignment
from connector.errors import ConnectorError
from connector.flows.assignment_rights import holds
from connector.flows.office import Office
from connector.flows.whose_turn import today, turns, user_of
from connector.store import assignments, attachments, audit
from connector.store.attachments import NewFile

TEXT_LENGTH, REASON_LENGTH = 2000, 300
"""Characters of an instruction or an answer, and of a reason."""

MOST_FILES = 5

ASSIGN_LOCK = 7_463_052
"""Any number of our own: PostgreSQL queues changes of assignments on it."""


def found(connection: Connection, assignment_id: int) -> Assignment:
    one = assignments.get(connection, assignment_id)
    if one is None:
        raise ConnectorError("assign_unknown")
    return one


def held(connection: Connection, office: Office, assignment_id: int, actor: str) -> Assignment:
    """Return an open assignment that is the actor's to work on."""
    one = found(connection, assignment_id)
    if not holds(turns(connection, today(office, office.clock())), one, user_of(actor)):
        raise ConnectorError("assign_not_yours")
    if one.over:
        raise ConnectorError("assign_over")
    return one


def read_by_acting(connection: Connection, one: Assignment, actor: str, now: datetime) -> None:
    """Whoever acts on it has read it."""
    if one.read_at is None:
        assignments.mark_read(connection, one.id, actor=actor, now=now)


def keep_files(
    connection: Connection,
    office: Office,
    one: Assignment,
    files: Sequence[NewFile],
    actor: str,
) -> None:
    if len(files) > MOST_FILES:
        raise ConnectorError("assign_files", most=MOST_FILES)
    for each in files:
        attachments.put(
            connection, subject_of(one.id), one.training_id, each,
            limit=office.upload_max_bytes, actor=actor, now=office.clock(),
        )  # fmt: skip


def note(connection: Connection, one: Assignment, action: str, actor: str, now: datetime) -> None:
    audit.note(
        connection, actor, action, subject_of(one.id), now=now, training=one.training_id,
        run=one.run_id, step=one.step, sender=one.from_user_id, holder=one.to_user_id,
    )  # fmt: skip


def subject_of(assignment_id: int) -> str:
    """Return the key of an assignment's attachments and trail."""
    return f"assignment:{assignment_id}"
