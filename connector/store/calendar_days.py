"""Queries about the office's own calendar: days off, days worked, when Ramadan is."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.store.engine import insert_into
from connector.store.tables import calendar_days


class LocalKind(StrEnum):
    """What the office says of a day, whatever the country's calendar says."""

    CLOSED = "closed"
    """Nobody works: a day of the province, a closed building."""
    OPENED = "opened"
    """It is worked, although it is at a weekend or a holiday."""
    RAMADAN = "ramadan"
    """From when to when the shorter hours hold, as decided."""


@dataclass(frozen=True)
class LocalDays:
    """One entry of the office: a day, or the days of a period."""

    kind: LocalKind
    first: date
    last: date
    """The same as `first` for a single day."""
    name: str


@dataclass(frozen=True)
class StoredLocalDays:
    """An entry with its number and who made it."""

    id: int
    days: LocalDays
    made_at: datetime
    made_by: str


def standing(connection: Connection) -> list[StoredLocalDays]:
    """Return what holds, in order of the days."""
    wanted = select(calendar_days).where(calendar_days.c.removed_at.is_(None))
    rows = connection.execute(wanted.order_by(calendar_days.c.day, calendar_days.c.id))
    return [_stored(row) for row in rows]


def insert(
    connection: Connection, days: LocalDays, *, actor: str, now: datetime
) -> StoredLocalDays:
    row = connection.execute(
        insert_into(connection, calendar_days)
        .values(
            kind=days.kind.value,
            day=days.first,
            until=days.last if days.last != days.first else None,
            name=days.name,
            made_at=now,
            made_by=actor,
        )
        .returning(calendar_days)
    ).one()
    return _stored(row)


def remove(
    connection: Connection, entry_id: int, *, actor: str, now: datetime
) -> StoredLocalDays | None:
    """Take an entry back; None where there is none that holds."""
    row = connection.execute(
        update(calendar_days)
        .where(calendar_days.c.id == entry_id, calendar_days.c.removed_at.is_(None))
        .values(removed_at=now, removed_by=actor)
        .returning(calendar_days)
    ).one_or_none()
    return None if row is None else _stored(row)


def _stored(row: Row[Any]) -> StoredLocalDays:
    days = LocalDays(LocalKind(row.kind), row.day, row.until or row.day, row.name)
    return StoredLocalDays(row.id, days, row.made_at, row.made_by)
