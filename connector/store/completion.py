"""Queries about completion: scores, what the learning system says, documents, decided verdicts.

Nothing is judged here. What a person decided or handed in is never overwritten: an earlier
decision or tick is taken back and stays readable. A score corrected at its source is changed in
place, with who and when.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from connector.domain.completion import Decision, Score, Verdict
from connector.store.keys import number_of, seat_key
from connector.store.tables import document_checks, learning_results, scores, verdict_decisions


class DocumentState(StrEnum):
    """What a tick says of one document of one seat."""

    RECEIVED = "received"
    WAIVED = "waived"


@dataclass(frozen=True)
class NewScore:
    """One attempt to store; `reference` names it within its seat, test and source."""

    score: Score
    reference: str


@dataclass(frozen=True)
class StoredScore:
    """One attempt with where it came from; `removed_by` is "" while it counts."""

    score: Score
    training_id: int
    reference: str
    actor: str
    at: datetime
    removed_by: str
    removed_at: datetime | None


@dataclass(frozen=True)
class ScoreChanges:
    """Ids of scores by what storing them did; `same` counts those that were there already."""

    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    same: int = 0


@dataclass(frozen=True)
class StoredDocument:
    """One document of one seat, received or waived; `undone_by` is "" while it holds."""

    id: int
    seat: str
    document: str
    state: DocumentState
    note: str
    evidence: int | None
    training_id: int
    actor: str
    at: datetime
    undone_by: str


@dataclass(frozen=True)
class StoredVerdict:
    """A person's decision, in force or taken back."""

    decision: Decision
    training_id: int
    undone_by: str
    undone_at: datetime | None


def put_scores(
    connection: Connection,
    training_id: int,
    wanted: Iterable[NewScore],
    *,
    actor: str,
    now: datetime,
) -> ScoreChanges:
    """Store attempts; the same again changes nothing, another value or date corrects the row.

    A removed attempt that comes again counts again. Each may be named once only.
    """
    rows = connection.execute(select(scores).where(scores.c.training_id == training_id))
    there = {(row.seat_id, row.test, row.source, row.reference): row for row in rows}
    fresh, changed, same = list[dict[str, Any]](), list[int](), 0
    for one in wanted:
        values = _score_values(one, actor, now)
        key = (values["seat_id"], values["test"], values["source"], values["reference"])
        row = there.get(key)
        if row is None:
            fresh.append({"training_id": training_id, **values})
        elif row.removed_at is None and _stored_score(row).score == _numbered(one.score, row.id):
            same += 1
        else:
            back = {**values, "removed_at": None, "removed_by": None}
            connection.execute(update(scores).where(scores.c.id == row.id).values(back))
            changed.append(row.id)
    added = tuple(
        connection.execute(scores.insert().values(values).returning(scores.c.id)).scalar_one()
        for values in fresh
    )
    return ScoreChanges(added, tuple(changed), same)


def scores_of(
    connection: Connection, training_id: int, *, in_force: bool = True
) -> list[StoredScore]:
    """List a training's scores, the oldest first."""
    query = select(scores).where(scores.c.training_id == training_id)
    if in_force:
        query = query.where(scores.c.removed_at.is_(None))
    return [_stored_score(row) for row in connection.execute(query.order_by(scores.c.id))]


def remove_score(
    connection: Connection, training_id: int, score_id: int, *, actor: str, now: datetime
) -> bool:
    """Let a score no longer count; False where there is none that does."""
    changed = connection.execute(
        update(scores)
        .where(
            scores.c.id == score_id,
            scores.c.training_id == training_id,
            scores.c.removed_at.is_(None),
        )
        .values(removed_at=now, removed_by=actor)
    )
    return changed.rowcount == 1


def course_completed(connection: Connection, training_id: int) -> dict[str, bool]:
    """Return seat → whether a learning system says the course is completed; unknown left out."""
    rows = connection.execute(
        select(learning_results.c.seat_id, learning_results.c.completed).where(
            learning_results.c.training_id == training_id,
            learning_results.c.completed.is_not(None),
        )
    )
    told: dict[str, bool] = {}
    for row in rows:
        seat = seat_key(row.seat_id)
        told[seat] = told.get(seat, False) or row.completed
    return told


def put_document(
    connection: Connection,
    training_id: int,
    *,
    seat: str,
    document: str,
    state: DocumentState,
    note: str = "",
    evidence: int | None = None,
    actor: str,
    now: datetime,
) -> int:
    """Tick a document; the tick in force before is taken back, and kept. Return the id."""
    undo_documents(connection, training_id, [seat], document, actor=actor, now=now)
    row = connection.execute(
        document_checks.insert()
        .values(
            training_id=training_id,
            seat_id=number_of(seat),
            document=document,
            state=state.value,
            note=note,
            evidence_id=evidence,
            actor=actor,
            at=now,
        )
        .returning(document_checks.c.id)
    ).one()
    return int(row.id)


def undo_documents(
    connection: Connection,
    training_id: int,
    named: Collection[str],
    document: str,
    *,
    actor: str,
    now: datetime,
) -> int:
    """Take the ticks in force of one document for some seats back; return how many."""
    mine = document_checks.c
    return _undo(
        connection,
        document_checks,
        (mine.training_id == training_id, mine.document == document),
        named,
        actor,
        now,
    )


def documents_of(
    connection: Connection, training_id: int, *, in_force: bool = True
) -> list[StoredDocument]:
    """List a training's ticks, the oldest first."""
    query = select(document_checks).where(document_checks.c.training_id == training_id)
    if in_force:
        query = query.where(document_checks.c.undone_at.is_(None))
    return [_document(row) for row in connection.execute(query.order_by(document_checks.c.id))]


def put_verdict(
    connection: Connection,
    training_id: int,
    *,
    seat: str,
    result: Verdict,
    reason: str,
    answer: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> int:
    """Store a decision; the one in force before is taken back, and kept. Return its id."""
    undo_verdicts(connection, training_id, [seat], actor=actor, now=now)
    row = connection.execute(
        verdict_decisions.insert()
        .values(
            training_id=training_id,
            seat_id=number_of(seat),
            result=result.value,
            reason=reason,
            automatic=dict(answer),
            actor=actor,
            at=now,
        )
        .returning(verdict_decisions.c.id)
    ).one()
    return int(row.id)


def undo_verdicts(
    connection: Connection,
    training_id: int,
    named: Collection[str],
    *,
    actor: str,
    now: datetime,
) -> int:
    """Take the decisions in force about some seats back; return how many."""
    only = (verdict_decisions.c.training_id == training_id,)
    return _undo(connection, verdict_decisions, only, named, actor, now)


def verdicts_of(
    connection: Connection, training_id: int, *, in_force: bool = True
) -> list[StoredVerdict]:
    """List a training's decisions, the oldest first."""
    query = select(verdict_decisions).where(verdict_decisions.c.training_id == training_id)
    if in_force:
        query = query.where(verdict_decisions.c.undone_at.is_(None))
    return [_verdict(row) for row in connection.execute(query.order_by(verdict_decisions.c.id))]


def _undo(
    connection: Connection,
    table: Table,
    only: Iterable[Any],
    named: Collection[str],
    actor: str,
    now: datetime,
) -> int:
    return connection.execute(
        update(table)
        .where(
            *only,
            table.c.seat_id.in_([number_of(seat) for seat in named]),
            table.c.undone_at.is_(None),
        )
        .values(undone_at=now, undone_by=actor)
    ).rowcount


def _score_values(one: NewScore, actor: str, now: datetime) -> dict[str, Any]:
    return {
        "seat_id": number_of(one.score.seat),
        "test": one.score.test,
        "source": one.score.source,
        "reference": one.reference,
        "value": one.score.value,
        "maximum": one.score.maximum,
        "taken_at": one.score.taken_at,
        "actor": actor,
        "at": now,
    }


def _numbered(score: Score, number: int) -> Score:
    return Score(
        score.seat, score.test, score.source, score.value, score.maximum, score.taken_at, number
    )


def _stored_score(row: Row[Any]) -> StoredScore:
    return StoredScore(
        score=Score(
            seat=seat_key(row.seat_id),
            test=row.test,
            source=row.source,
            value=Decimal(row.value),
            maximum=Decimal(row.maximum),
            taken_at=row.taken_at,
            id=row.id,
        ),
        training_id=row.training_id,
        reference=row.reference,
        actor=row.actor,
        at=row.at,
        removed_by=row.removed_by or "",
        removed_at=row.removed_at,
    )


def _document(row: Row[Any]) -> StoredDocument:
    return StoredDocument(
        id=row.id,
        seat=seat_key(row.seat_id),
        document=row.document,
        state=DocumentState(row.state),
        note=row.note,
        evidence=row.evidence_id,
        training_id=row.training_id,
        actor=row.actor,
        at=row.at,
        undone_by=row.undone_by or "",
    )


def _verdict(row: Row[Any]) -> StoredVerdict:
    decision = Decision(
        seat=seat_key(row.seat_id),
        result=Verdict(row.result),
        reason=row.reason,
        actor=row.actor,
        at=row.at,
        answer=dict(row.automatic),
        id=row.id,
    )
    return StoredVerdict(decision, row.training_id, row.undone_by or "", row.undone_at)
