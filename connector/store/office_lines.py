"""Deliveries to the office as pages list them, with what they are about; nothing is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from connector.domain.office_events import DeliveryState, EventType
from connector.store.office_deliveries import Delivery, delivery_of
from connector.store.office_events import StoredEvent
from connector.store.tables import connections, office_deliveries, office_events, trainings


@dataclass(frozen=True)
class Line:
    """A delivery in a list, with what it is about."""

    delivery: Delivery
    target: str
    event: StoredEvent
    training: str
    """Code of the training; "" for a test."""
    title: str


def line(connection: Connection, delivery_id: int) -> Line | None:
    row = connection.execute(_lines().where(office_deliveries.c.id == delivery_id)).one_or_none()
    return None if row is None else _line(row)


def lines(
    connection: Connection,
    *,
    states: Collection[DeliveryState] = (),
    target: str = "",
    type_: EventType | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Line]:
    """List deliveries, the newest first; `before` is the last id of a page."""
    query = _lines()
    if states:
        query = query.where(office_deliveries.c.state.in_([one.value for one in states]))
    if target:
        query = query.where(office_deliveries.c.connection_id == target)
    if type_ is not None:
        query = query.where(office_events.c.type == type_.value)
    if before is not None:
        query = query.where(office_deliveries.c.id < before)
    rows = connection.execute(query.order_by(office_deliveries.c.id.desc()).limit(limit))
    return [_line(row) for row in rows]


def counts(connection: Connection) -> dict[str, dict[DeliveryState, int]]:
    """Count deliveries by target and state."""
    rows = connection.execute(
        select(office_deliveries.c.connection_id, office_deliveries.c.state, func.count()).group_by(
            office_deliveries.c.connection_id, office_deliveries.c.state
        )
    )
    found: dict[str, dict[DeliveryState, int]] = {}
    for target, state, count in rows:
        found.setdefault(target, {})[DeliveryState(state)] = count
    return found


def _lines() -> Select[Any]:
    return (
        select(
            office_deliveries,
            connections.c.name.label("target_name"),
            office_events.c.message_id,
            office_events.c.type,
            office_events.c.version,
            office_events.c.key,
            office_events.c.training_id,
            office_events.c.content,
            office_events.c.at,
            trainings.c.code.label("training_code"),
            trainings.c.title.label("training_title"),
        )
        .join(office_events, office_events.c.id == office_deliveries.c.event_id)
        .join(connections, connections.c.id == office_deliveries.c.connection_id)
        .outerjoin(trainings, trainings.c.id == office_events.c.training_id)
    )


def _line(row: Row[Any]) -> Line:
    event = StoredEvent(
        id=row.event_id,
        message_id=row.message_id,
        type=EventType(row.type),
        version=row.version,
        key=row.key,
        training_id=row.training_id,
        content=row.content,
        at=row.at,
    )
    return Line(
        delivery_of(row), row.target_name, event, row.training_code or "", row.training_title or ""
    )
