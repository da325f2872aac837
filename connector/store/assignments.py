"""Queries about assignments; each is written once and then only gains moments."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from connector.domain.assignments import Assignment
from connector.store.engine import insert_into
from connector.store.tables import assignments


@dataclass(frozen=True)
class NewAssignment:
    """An assignment as it is written."""

    training_id: int | None
    run_id: int | None
    step: str
    parent_id: int | None
    from_user_id: int
    to_user_id: int
    unit_id: int | None
    instruction: str
    due_at: datetime | None


def add(connection: Connection, new: NewAssignment, *, actor: str, now: datetime) -> Assignment:
    row = connection.execute(
        insert_into(connection, assignments)
        .values(**vars(new), sent_at=now, sent_by=actor, answer="")
        .returning(assignments)
    ).one()
    return _assignment(row)


def get(connection: Connection, assignment_id: int) -> Assignment | None:
    wanted = select(assignments).where(assignments.c.id == assignment_id)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _assignment(row)


def same_open(
    connection: Connection, new: NewAssignment, *, actor: str, since: datetime
) -> Assignment | None:
    """Find one with the same content that somebody sent since and that nobody has withdrawn."""
    columns = [assignments.c[name] == value for name, value in vars(new).items()]
    row = connection.execute(
        select(assignments).where(
            *columns,
            assignments.c.sent_by == actor,
            assignments.c.sent_at >= since,
            assignments.c.withdrawn_at.is_(None),
        )
    ).first()
    return None if row is None else _assignment(row)


def chain(connection: Connection, assignment_id: int) -> list[Assignment]:
    """Return everything that hangs together with one, from its first sender on, by id."""
    root = get(connection, assignment_id)
    while root is not None and root.parent_id is not None:
        root = get(connection, root.parent_id)
    if root is None:
        return []
    found, level = [root], [root.id]
    while level:
        rows = connection.execute(select(assignments).where(assignments.c.parent_id.in_(level)))
        next_ones = [_assignment(row) for row in rows]
        found += next_ones
        level = [one.id for one in next_ones]
    return sorted(found, key=lambda one: one.id)


def open_ones(connection: Connection) -> list[Assignment]:
    """List every assignment that is neither done nor withdrawn, by id."""
    rows = connection.execute(
        select(assignments)
        .where(assignments.c.done_at.is_(None), assignments.c.withdrawn_at.is_(None))
        .order_by(assignments.c.id)
    )
    return [_assignment(row) for row in rows]


def of_run(connection: Connection, run_id: int) -> list[Assignment]:
    """List what was assigned in a run, by id."""
    wanted = select(assignments).where(assignments.c.run_id == run_id).order_by(assignments.c.id)
    return [_assignment(row) for row in connection.execute(wanted)]


def ended_of(connection: Connection, user_ids: Collection[int], *, limit: int) -> list[Assignment]:
    """List what users gave or held that is over, the newest first."""
    mine = or_(assignments.c.to_user_id.in_(user_ids), assignments.c.from_user_id.in_(user_ids))
    ended = or_(assignments.c.done_at.is_not(None), assignments.c.withdrawn_at.is_not(None))
    rows = connection.execute(
        select(assignments).where(mine, ended).order_by(assignments.c.id.desc()).limit(limit)
    )
    return [_assignment(row) for row in rows]


def mark_read(connection: Connection, assignment_id: int, *, actor: str, now: datetime) -> bool:
    """Note the first look; False when somebody had looked before, or it is over."""
    return _change(
        connection,
        assignment_id,
        {"read_at": now, "read_by": actor},
        assignments.c.read_at.is_(None),
    )


def mark_passed_on(connection: Connection, assignment_id: int, now: datetime | None) -> bool:
    """Note when it was passed on; None takes that back."""
    return _change(connection, assignment_id, {"passed_on_at": now})


def mark_done(
    connection: Connection, assignment_id: int, answer: str, *, actor: str, now: datetime
) -> bool:
    """Note that it is done; False when it was over before."""
    values = {"done_at": now, "done_by": actor, "answer": answer}
    return _change(connection, assignment_id, values)


def mark_withdrawn(
    connection: Connection, assignment_id: int, reason: str, *, actor: str, now: datetime
) -> bool:
    """Note that it was taken back; False when it was over before."""
    values = {"withdrawn_at": now, "withdrawn_by": actor, "answer": reason}
    return _change(connection, assignment_id, values)


def _change(
    connection: Connection, assignment_id: int, values: Mapping[str, Any], *further: Any
) -> bool:
    changed = connection.execute(
        update(assignments)
        .where(
            assignments.c.id == assignment_id,
            assignments.c.done_at.is_(None),
            assignments.c.withdrawn_at.is_(None),
            *further,
        )
        .values(**values)
    )
    return changed.rowcount == 1


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(**row._asdict())
