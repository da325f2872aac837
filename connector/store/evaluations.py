"""Queries about evaluations: means by aspect; a corrected one is taken back and stays readable."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.domain.evaluations import About, Evaluation, StoredEvaluation
from connector.store.tables import evaluations


def add(
    connection: Connection,
    training_id: int,
    wanted: Iterable[Evaluation],
    *,
    source: str,
    actor: str,
    now: datetime,
) -> list[int]:
    """Store means; return their ids. Equal ones are stored again: the caller compares."""
    return [
        connection.execute(
            evaluations.insert()
            .values(
                training_id=training_id,
                about=one.about.value,
                subject=one.subject,
                aspect=one.aspect,
                respondents=one.respondents,
                score=one.score,
                maximum=one.maximum,
                source=source,
                actor=actor,
                at=now,
            )
            .returning(evaluations.c.id)
        ).scalar_one()
        for one in wanted
    ]


def of_training(
    connection: Connection, training_id: int, *, in_force: bool = True
) -> list[StoredEvaluation]:
    """List a training's means, the oldest first."""
    query = select(evaluations).where(evaluations.c.training_id == training_id)
    if in_force:
        query = query.where(evaluations.c.removed_at.is_(None))
    return [_stored(row) for row in connection.execute(query.order_by(evaluations.c.id))]


def remove(
    connection: Connection,
    training_id: int,
    ids: Sequence[int],
    *,
    actor: str,
    now: datetime,
) -> int:
    """Take means back; return how many of these were still in force."""
    return connection.execute(
        update(evaluations)
        .where(
            evaluations.c.training_id == training_id,
            evaluations.c.id.in_(ids),
            evaluations.c.removed_at.is_(None),
        )
        .values(removed_at=now, removed_by=actor)
    ).rowcount


def _stored(row: Row[Any]) -> StoredEvaluation:
    return StoredEvaluation(
        id=row.id,
        evaluation=Evaluation(
            about=About(row.about),
            subject=row.subject,
            aspect=row.aspect,
            respondents=row.respondents,
            score=row.score,
            maximum=row.maximum,
        ),
        source=row.source,
        actor=row.actor,
        at=row.at,
        removed_by=row.removed_by or "",
        removed_at=row.removed_at,
    )
