"""Queries about deliveries of certificates: one row a certificate, channel and turn; nothing sent.

A row is claimed before anything leaves the house and answered afterwards. A row that is found
claimed belongs to somebody who works on it, or died over it: nobody knows what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from connector.store.engine import insert_into
from connector.store.tables import certificates, deliveries


class Channel(StrEnum):
    """A way to a person, beside their personal page."""

    EMAIL = "email"
    LMS = "lms"
    """A message inside the learning system."""


class DeliveryState(StrEnum):
    """Where one delivery stands."""

    WAITING = "waiting"
    """Its turn comes by itself; `code` says why an earlier attempt came to nothing."""
    SENDING = "sending"
    """Claimed by an attempt that has not ended."""
    SENT = "sent"
    REFUSED = "refused"
    """Nothing was delivered, and will not be without a person."""
    UNKNOWN = "unknown"
    """Everything was handed over and nobody answered; never repeated by itself."""
    SKIPPED = "skipped"
    """Not tried at all: no address, a shared one, a revoked certificate."""


UNDER_WAY = (DeliveryState.WAITING, DeliveryState.SENDING)


@dataclass(frozen=True)
class Delivery:
    """One delivery as stored."""

    id: int
    certificate_id: int
    channel: Channel
    turn: int
    """From 1; sending again is a further turn."""
    state: DeliveryState
    code: str
    params: Mapping[str, str | int]
    message_id: str
    attempts: int
    asked_at: datetime
    asked_by: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Ending:
    """How an attempt, or a delivery that is not tried, ended."""

    state: DeliveryState
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


def add(
    connection: Connection,
    certificate_id: int,
    channel: Channel,
    turn: int,
    ending: Ending,
    *,
    message_id: str = "",
    actor: str,
    now: datetime,
) -> int | None:
    """Add a delivery, WAITING or SKIPPED; None when somebody else added that turn."""
    row = connection.execute(
        insert_into(connection, deliveries)
        .values(
            certificate_id=certificate_id,
            channel=channel.value,
            turn=turn,
            state=ending.state.value,
            reason=_reason(ending),
            message_id=message_id or None,
            attempts=0,
            asked_at=now,
            asked_by=actor,
        )
        .on_conflict_do_nothing(index_elements=["certificate_id", "channel", "turn"])
        .returning(deliveries.c.id)
    ).one_or_none()
    return None if row is None else int(row.id)


def get(connection: Connection, delivery_id: int) -> Delivery | None:
    row = connection.execute(select(deliveries).where(deliveries.c.id == delivery_id)).one_or_none()
    return None if row is None else _delivery(row)


def of_training(connection: Connection, training_id: int) -> dict[int, list[Delivery]]:
    """Return the deliveries of a training's certificates by certificate, the newest first."""
    rows = connection.execute(
        select(deliveries)
        .join(certificates, certificates.c.id == deliveries.c.certificate_id)
        .where(certificates.c.training_id == training_id)
        .order_by(deliveries.c.certificate_id, deliveries.c.id.desc())
    )
    found: dict[int, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row.certificate_id, []).append(_delivery(row))
    return found


def of_certificate(connection: Connection, certificate_id: int) -> list[Delivery]:
    """List one certificate's deliveries, the newest first."""
    rows = connection.execute(
        select(deliveries)
        .where(deliveries.c.certificate_id == certificate_id)
        .order_by(deliveries.c.id.desc())
    )
    return [_delivery(row) for row in rows]


def waiting(connection: Connection, channel: Channel) -> int:
    """Count what waits in a channel, in all trainings: the next one stands behind them."""
    return connection.execute(
        select(func.count()).where(
            deliveries.c.channel == channel.value,
            deliveries.c.state == DeliveryState.WAITING.value,
        )
    ).scalar_one()


def claim(connection: Connection, delivery_id: int) -> int | None:
    """Take the right to make the next attempt; return its number, None for who lost."""
    row = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == delivery_id,
            deliveries.c.state == DeliveryState.WAITING.value,
        )
        .values(state=DeliveryState.SENDING.value, attempts=deliveries.c.attempts + 1)
        .returning(deliveries.c.attempts)
    ).one_or_none()
    return None if row is None else int(row.attempts)


def end(
    connection: Connection,
    delivery_id: int,
    attempt: int,
    ending: Ending,
    *,
    now: datetime,
    states: Collection[DeliveryState] = (DeliveryState.SENDING, DeliveryState.UNKNOWN),
) -> bool:
    """Note how an attempt ended; a late answer to one that was given up still counts.

    False when a later attempt has begun.
    """
    changed = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == delivery_id,
            deliveries.c.attempts == attempt,
            deliveries.c.state.in_([state.value for state in states]),
        )
        .values(
            state=ending.state.value,
            reason=_reason(ending),
            sent_at=now if ending.state is DeliveryState.SENT else None,
        )
    )
    return changed.rowcount == 1


def _reason(ending: Ending) -> dict[str, Any] | None:
    return {"code": ending.code, "params": dict(ending.params)} if ending.code else None


def _delivery(row: Row[Any]) -> Delivery:
    reason = row.reason or {"code": "", "params": {}}
    return Delivery(
        id=row.id,
        certificate_id=row.certificate_id,
        channel=Channel(row.channel),
        turn=row.turn,
        state=DeliveryState(row.state),
        code=str(reason["code"]),
        params=reason["params"],
        message_id=row.message_id or "",
        attempts=row.attempts,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        sent_at=row.sent_at,
    )
