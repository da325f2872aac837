"""Queries about deliveries to the office: claimed, answered, asked for again, receipted.

A row is claimed before anything leaves the house and answered afterwards; every attempt is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from connector.domain.office_events import DeliveryState, EventType, Receipt
from connector.store.engine import insert_into
from connector.store.tables import (
    office_attempts,
    office_deliveries,
    office_events,
)

TAKEN_BACK = "office_report_taken_back"
"""Code of a dead letter whose report is a draft again."""


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one target; sending again is a further turn."""

    id: int
    event_id: int
    connection_id: str
    turn: int
    state: DeliveryState
    code: str
    params: Mapping[str, str | int]
    attempts: int
    next_at: datetime | None
    asked_at: datetime
    asked_by: str
    sent_at: datetime | None
    receipt_at: datetime | None
    receipt_by: str
    """`user:3` or `office:<slug>`."""
    receipt: Receipt | None


@dataclass(frozen=True)
class Attempt:
    """One attempt as it ended."""

    number: int
    outcome: str
    status: int | None
    code: str
    params: Mapping[str, str | int]
    at: datetime
    milliseconds: int


@dataclass(frozen=True)
class Ending:
    """How an attempt ended, or why a delivery is tried no more."""

    state: DeliveryState
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    next_at: datetime | None = None


def add(
    connection: Connection,
    event_id: int,
    target: str,
    *,
    turn: int = 1,
    actor: str,
    now: datetime,
) -> int | None:
    """Add a delivery that waits; None when somebody else added that turn."""
    row = connection.execute(
        insert_into(connection, office_deliveries)
        .values(
            event_id=event_id,
            connection_id=target,
            turn=turn,
            state=DeliveryState.WAITING.value,
            attempts=0,
            next_at=now,
            asked_at=now,
            asked_by=actor,
        )
        .on_conflict_do_nothing(index_elements=["event_id", "connection_id", "turn"])
        .returning(office_deliveries.c.id)
    ).one_or_none()
    return None if row is None else int(row.id)


def get(connection: Connection, delivery_id: int) -> Delivery | None:
    row = connection.execute(
        select(office_deliveries).where(office_deliveries.c.id == delivery_id)
    ).one_or_none()
    return None if row is None else delivery_of(row)


def latest(connection: Connection, event_id: int, target: str) -> Delivery | None:
    """Return the last turn of an event to a target."""
    row = connection.execute(
        select(office_deliveries)
        .where(
            office_deliveries.c.event_id == event_id, office_deliveries.c.connection_id == target
        )
        .order_by(office_deliveries.c.turn.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else delivery_of(row)


def of_report(connection: Connection, version_id: int) -> list[Delivery]:
    """List the deliveries of one version of a report, the newest first."""
    rows = connection.execute(
        select(office_deliveries)
        .join(office_events, office_events.c.id == office_deliveries.c.event_id)
        .where(
            office_events.c.type == EventType.REPORT_DELIVERED.value,
            office_events.c.key == str(version_id),
        )
        .order_by(office_deliveries.c.id.desc())
    )
    return [delivery_of(row) for row in rows]


def attempts_of(connection: Connection, delivery_id: int) -> list[Attempt]:
    rows = connection.execute(
        select(office_attempts)
        .where(office_attempts.c.delivery_id == delivery_id)
        .order_by(office_attempts.c.id)
    )
    return [
        Attempt(
            row.number,
            row.outcome,
            row.status,
            (row.reason or {}).get("code", ""),
            (row.reason or {}).get("params", {}),
            row.at,
            row.milliseconds,
        )
        for row in rows
    ]


def claim(connection: Connection, delivery_id: int, attempts: int, *, again: bool) -> bool:
    """Take the right to make the attempt after `attempts`; False for who lost.

    With `again` one that is found claimed is taken over: whoever held it died over it.
    """
    open_state = office_deliveries.c.state == DeliveryState.WAITING.value
    ours = and_(open_state, office_deliveries.c.attempts == attempts)
    if again:
        died = and_(
            office_deliveries.c.state == DeliveryState.SENDING.value,
            office_deliveries.c.attempts == attempts + 1,
        )
        ours = or_(ours, died)
    changed = connection.execute(
        update(office_deliveries)
        .where(office_deliveries.c.id == delivery_id, ours)
        .values(state=DeliveryState.SENDING.value, attempts=attempts + 1, next_at=None)
    )
    return changed.rowcount == 1


def end(
    connection: Connection,
    delivery_id: int,
    attempt: int,
    ending: Ending,
    *,
    now: datetime,
    states: Sequence[DeliveryState] = (DeliveryState.SENDING,),
) -> bool:
    """Note how an attempt ended; False when another has begun, or a person has ended it."""
    changed = connection.execute(
        update(office_deliveries)
        .where(
            office_deliveries.c.id == delivery_id,
            office_deliveries.c.attempts == attempt,
            office_deliveries.c.state.in_([one.value for one in states]),
        )
        .values(
            state=ending.state.value,
            reason=_reason(ending.code, ending.params),
            next_at=ending.next_at,
            sent_at=now if ending.state is DeliveryState.SENT else None,
        )
    )
    return changed.rowcount == 1


def note_attempt(connection: Connection, delivery_id: int, attempt: Attempt) -> None:
    connection.execute(
        office_attempts.insert().values(
            delivery_id=delivery_id,
            number=attempt.number,
            outcome=attempt.outcome,
            status=attempt.status,
            reason=_reason(attempt.code, attempt.params),
            at=attempt.at,
            milliseconds=attempt.milliseconds,
        )
    )


def postpone(connection: Connection, delivery_id: int, until: datetime | None) -> bool:
    """Let a waiting delivery be due later, or not before a person says so (None).

    No attempt is used up.
    """
    changed = connection.execute(
        update(office_deliveries)
        .where(
            office_deliveries.c.id == delivery_id,
            office_deliveries.c.state == DeliveryState.WAITING.value,
        )
        .values(next_at=until)
    )
    return changed.rowcount == 1


def waiting_of(connection: Connection, target: str) -> list[Delivery]:
    """List what waits for a target, the oldest first."""
    rows = connection.execute(
        select(office_deliveries)
        .where(
            office_deliveries.c.connection_id == target,
            office_deliveries.c.state == DeliveryState.WAITING.value,
        )
        .order_by(office_deliveries.c.id)
    )
    return [delivery_of(row) for row in rows]


def overdue(connection: Connection, before: datetime, limit: int) -> list[Delivery]:
    """List waiting deliveries that were due before a moment: their job is missing."""
    rows = connection.execute(
        select(office_deliveries)
        .where(
            office_deliveries.c.state == DeliveryState.WAITING.value,
            office_deliveries.c.next_at < before,
        )
        .order_by(office_deliveries.c.next_at)
        .limit(limit)
    )
    return [delivery_of(row) for row in rows]


def give_up(connection: Connection, target: str, code: str) -> int:
    """Make dead letters of everything that waits for a target; return how many."""
    return connection.execute(
        update(office_deliveries)
        .where(
            office_deliveries.c.connection_id == target,
            office_deliveries.c.state == DeliveryState.WAITING.value,
        )
        .values(state=DeliveryState.DEAD.value, reason=_reason(code, {}), next_at=None)
    ).rowcount


def take_back(connection: Connection, version_id: int) -> int:
    """Make dead letters of what waits with one version of a report; return how many."""
    about = select(office_events.c.id).where(
        office_events.c.type == EventType.REPORT_DELIVERED.value,
        office_events.c.key == str(version_id),
    )
    return connection.execute(
        update(office_deliveries)
        .where(
            office_deliveries.c.event_id.in_(about),
            office_deliveries.c.state == DeliveryState.WAITING.value,
        )
        .values(state=DeliveryState.DEAD.value, reason=_reason(TAKEN_BACK, {}), next_at=None)
    ).rowcount


def dead_of(connection: Connection, target: str, limit: int) -> list[Delivery]:
    """List a target's dead letters that nothing newer stands for, the oldest first."""
    newer = office_deliveries.alias("newer")
    rows = connection.execute(
        select(office_deliveries)
        .join(office_events, office_events.c.id == office_deliveries.c.event_id)
        .outerjoin(
            newer,
            and_(
                newer.c.event_id == office_deliveries.c.event_id,
                newer.c.connection_id == office_deliveries.c.connection_id,
                newer.c.turn > office_deliveries.c.turn,
            ),
        )
        .where(
            office_deliveries.c.connection_id == target,
            office_deliveries.c.state == DeliveryState.DEAD.value,
            office_events.c.type != EventType.TEST.value,
            newer.c.id.is_(None),
        )
        .order_by(office_deliveries.c.id)
        .limit(limit)
    )
    return [delivery_of(row) for row in rows]


def note_receipt(connection: Connection, delivery_id: int, receipt: Receipt, *, by: str) -> bool:
    """Store the office's receipt; False when there is one already: the first one counts."""
    changed = connection.execute(
        update(office_deliveries)
        .where(office_deliveries.c.id == delivery_id, office_deliveries.c.receipt_at.is_(None))
        .values(
            receipt_at=receipt.at,
            receipt_by=by,
            receipt={"by": receipt.by, "reference": receipt.reference, "note": receipt.note},
        )
    )
    return changed.rowcount == 1


def of_message(connection: Connection, target: str, message_id: str) -> Delivery | None:
    """Return the last turn of a message to a target; None for a message it never was sent."""
    row = connection.execute(
        select(office_deliveries)
        .join(office_events, office_events.c.id == office_deliveries.c.event_id)
        .where(
            office_events.c.message_id == message_id,
            office_deliveries.c.connection_id == target,
        )
        .order_by(office_deliveries.c.turn.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else delivery_of(row)


def _reason(code: str, params: Mapping[str, str | int]) -> dict[str, Any] | None:
    return {"code": code, "params": dict(params)} if code else None


def delivery_of(row: Row[Any]) -> Delivery:
    """Read a row of the table."""
    reason = row.reason or {"code": "", "params": {}}
    kept = row.receipt
    receipt = (
        None
        if row.receipt_at is None
        else Receipt("", row.receipt_at, kept["by"], kept["reference"], kept["note"])
    )
    return Delivery(
        id=row.id,
        event_id=row.event_id,
        connection_id=row.connection_id,
        turn=row.turn,
        state=DeliveryState(row.state),
        code=str(reason["code"]),
        params=reason["params"],
        attempts=row.attempts,
        next_at=row.next_at,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        sent_at=row.sent_at,
        receipt_at=row.receipt_at,
        receipt_by=row.receipt_by or "",
        receipt=receipt,
    )
