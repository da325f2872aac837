"""Queries about what a learning system says of seats: how far they are, and its attempts.

Scores themselves are stored with all others (`connector.store.completion`); here is what only a
learning system tells, and which of its attempts it no longer has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from connector.store.completion import StoredScore, scores_of
from connector.store.keys import number_of, seat_key
from connector.store.tables import learning_results, scores

SOURCE = "lms"
"""Of every score that was read from a learning system."""


@dataclass(frozen=True)
class SeatProgress:
    """How far one seat's person is in the course."""

    seat: str
    completed: bool | None
    done: int
    activities: int


@dataclass(frozen=True)
class StoredProgress:
    """The same with the moment it was last read."""

    progress: SeatProgress
    read_at: datetime


def put_progress(
    connection: Connection,
    training_id: int,
    connection_id: str,
    wanted: Iterable[SeatProgress],
    read_at: datetime,
) -> int:
    """Store what a reading that began at `read_at` told; return how many seats stand otherwise."""
    mine = (
        learning_results.c.training_id == training_id,
        learning_results.c.connection_id == connection_id,
    )
    rows = connection.execute(select(learning_results).where(*mine)).all()
    there = {row.seat_id: row for row in rows}
    fresh, same, changed = list[dict[str, Any]](), list[dict[str, Any]](), 0
    for one in wanted:
        values = _values(one)
        row = there.get(number_of(one.seat))
        if row is None:
            place = {"training_id": training_id, "connection_id": connection_id}
            fresh.append({**place, "seat_id": number_of(one.seat), **values, "read_at": read_at})
        else:
            changed += (row.completed, dict(row.activities)) != tuple(values.values())
            same.append({"row": row.id, **values, "read_at": read_at})
    if fresh:
        connection.execute(learning_results.insert(), fresh)
    if same:
        statement = update(learning_results).where(learning_results.c.id == bindparam("row"))
        connection.execute(statement, same)
    return len(fresh) + changed


def _values(one: SeatProgress) -> dict[str, Any]:
    activities = {"done": one.done, "of": one.activities}
    return {"completed": one.completed, "activities": activities}


def progress_of(connection: Connection, training_id: int) -> dict[str, StoredProgress]:
    """Return seat → what was read last; of two systems the later."""
    rows = connection.execute(
        select(learning_results)
        .where(learning_results.c.training_id == training_id)
        .order_by(learning_results.c.read_at, learning_results.c.id)
    )
    found: dict[str, StoredProgress] = {}
    for row in rows:
        activities = row.activities
        progress = SeatProgress(
            seat_key(row.seat_id), row.completed, activities["done"], activities["of"]
        )
        found[progress.seat] = StoredProgress(progress, row.read_at)
    return found


def attempts_of(connection: Connection, training_id: int) -> list[StoredScore]:
    """List every attempt that was ever read, removed ones too."""
    everything = scores_of(connection, training_id, in_force=False)
    return [one for one in everything if one.score.source == SOURCE]


def remove_gone(connection: Connection, ids: Collection[int], *, actor: str, now: datetime) -> int:
    """Let attempts that the learning system no longer has no longer count; return how many."""
    if not ids:
        return 0
    done = connection.execute(
        update(scores)
        .where(scores.c.id.in_(ids), scores.c.removed_at.is_(None))
        .values(removed_at=now, removed_by=actor)
    )
    return done.rowcount


def tests_of(options: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Read from a training's options in which quizzes its tests are taken."""
    named = options.get("learning", {}).get("tests", {})
    return {str(test): tuple(map(str, quizzes)) for test, quizzes in named.items()}


@dataclass(frozen=True)
class Gradebook:
    """Whether a training's attendance is written into the gradebook, and where."""

    attendance: bool = False
    activity: int | None = None
    """Number in the address of the activity whose grade it becomes; None: a column of its own."""


def gradebook_of(options: Mapping[str, Any]) -> Gradebook:
    given = options.get("gradebook", {})
    return Gradebook(bool(given.get("attendance", False)), given.get("activity"))


def gradebook_to_options(gradebook: Gradebook) -> dict[str, Any]:
    return {"attendance": gradebook.attendance, "activity": gradebook.activity}


def tests_to_options(tests: Mapping[str, Collection[str]]) -> dict[str, Any]:
    return {"tests": {test: list(quizzes) for test, quizzes in tests.items()}}
