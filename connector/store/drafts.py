"""Queries about reviews of drafts: confirmations, proposals, corrections; nothing judged here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.domain.drafts import Change, Decision, Review, ReviewKind
from connector.store.keys import number_of, seat_key
from connector.store.tables import draft_reviews


def add(
    connection: Connection,
    training_id: int,
    seat: str,
    kind: ReviewKind,
    fingerprint: str,
    *,
    fields: Mapping[str, Change] | None = None,
    note: str = "",
    actor: str,
    now: datetime,
) -> int:
    """Store a review; return its id. A correction is in force at once."""
    accepted = kind is ReviewKind.CORRECTION
    row = connection.execute(
        draft_reviews.insert()
        .values(
            training_id=training_id,
            seat_id=number_of(seat),
            kind=kind.value,
            fingerprint=fingerprint,
            fields={name: [one.value, one.was] for name, one in (fields or {}).items()},
            note=note,
            actor=actor,
            at=now,
            decision=Decision.ACCEPTED.value if accepted else None,
            decided_by=actor if accepted else None,
            decided_at=now if accepted else None,
        )
        .returning(draft_reviews.c.id)
    ).one()
    return int(row.id)


def of_training(connection: Connection, training_id: int) -> dict[str, list[Review]]:
    """Return seat → its reviews, the oldest first."""
    rows = connection.execute(
        select(draft_reviews)
        .where(draft_reviews.c.training_id == training_id)
        .order_by(draft_reviews.c.id)
    )
    found: dict[str, list[Review]] = {}
    for row in rows:
        found.setdefault(seat_key(row.seat_id), []).append(_review(row))
    return found


def get(connection: Connection, training_id: int, review_id: int) -> Review | None:
    row = connection.execute(
        select(draft_reviews).where(
            draft_reviews.c.id == review_id, draft_reviews.c.training_id == training_id
        )
    ).one_or_none()
    return None if row is None else _review(row)


def decide(
    connection: Connection,
    review_id: int,
    decision: Decision,
    *,
    note: str,
    actor: str,
    now: datetime,
) -> bool:
    """Decide a proposal that waits; False when somebody else did."""
    changed = connection.execute(
        update(draft_reviews)
        .where(
            draft_reviews.c.id == review_id,
            draft_reviews.c.kind == ReviewKind.PROPOSAL.value,
            draft_reviews.c.decision.is_(None),
        )
        .values(
            decision=decision.value, decided_by=actor, decided_at=now, decision_note=note or None
        )
    )
    return changed.rowcount == 1


def supersede(connection: Connection, seat: str, *, actor: str, now: datetime) -> None:
    """Close the seat's proposals that wait: a newer one says it all."""
    connection.execute(
        update(draft_reviews)
        .where(
            draft_reviews.c.seat_id == number_of(seat),
            draft_reviews.c.kind == ReviewKind.PROPOSAL.value,
            draft_reviews.c.decision.is_(None),
        )
        .values(decision=Decision.SUPERSEDED.value, decided_by=actor, decided_at=now)
    )


def undo(connection: Connection, review_id: int, *, note: str, actor: str, now: datetime) -> bool:
    """Take back what is in force; False when it is not, or no more."""
    changed = connection.execute(
        update(draft_reviews)
        .where(
            draft_reviews.c.id == review_id,
            draft_reviews.c.decision == Decision.ACCEPTED.value,
        )
        .values(
            decision=Decision.UNDONE.value, decided_by=actor, decided_at=now, decision_note=note
        )
    )
    return changed.rowcount == 1


def _review(row: Row[Any]) -> Review:
    return Review(
        id=row.id,
        seat=seat_key(row.seat_id),
        kind=ReviewKind(row.kind),
        fingerprint=row.fingerprint,
        fields={name: Change(*pair) for name, pair in row.fields.items()},
        note=row.note,
        actor=row.actor,
        at=row.at,
        decision=Decision(row.decision) if row.decision else None,
        decided_by=row.decided_by or "",
        decided_at=row.decided_at,
        decision_note=row.decision_note or "",
    )
