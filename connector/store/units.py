"""Queries about units of the office (Pusat, Balai, sections); who is appointed stands elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.store.engine import insert_into
from connector.store.tables import units


@dataclass(frozen=True)
class Unit:
    """A unit; a retired one is offered for nothing new and keeps what it had."""

    id: int
    name: str
    short: str
    """What lists show; the name where there is none."""
    parent_id: int | None
    created_at: datetime
    retired_at: datetime | None

    @property
    def label(self) -> str:
        return self.short or self.name


def get(connection: Connection, unit_id: int) -> Unit | None:
    row = connection.execute(select(units).where(units.c.id == unit_id)).one_or_none()
    return None if row is None else _unit(row)


def of_ids(connection: Connection, ids: Sequence[int]) -> dict[int, Unit]:
    """Return units by id; unknown ids are left out."""
    rows = connection.execute(select(units).where(units.c.id.in_(ids)))
    return {row.id: _unit(row) for row in rows}


def every(connection: Connection) -> list[Unit]:
    """Return all units by name, retired ones last."""
    order = (units.c.retired_at.is_not(None), units.c.name, units.c.id)
    return [_unit(row) for row in connection.execute(select(units).order_by(*order))]


def add(
    connection: Connection,
    name: str,
    short: str,
    parent_id: int | None,
    *,
    actor: str,
    now: datetime,
) -> Unit | None:
    """Add a unit; None when the name is taken."""
    row = connection.execute(
        insert_into(connection, units)
        .values(name=name, short=short, parent_id=parent_id, created_at=now, created_by=actor)
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(units)
    ).one_or_none()
    return None if row is None else _unit(row)


def change(
    connection: Connection, unit_id: int, name: str, short: str, parent_id: int | None
) -> None:
    """Write what a unit is called and where it belongs; the caller has seen that it may."""
    connection.execute(
        update(units)
        .where(units.c.id == unit_id)
        .values(name=name, short=short, parent_id=parent_id)
    )


def set_retired(connection: Connection, unit_id: int, retired_at: datetime | None) -> None:
    connection.execute(update(units).where(units.c.id == unit_id).values(retired_at=retired_at))


def _unit(row: Row[Any]) -> Unit:
    return Unit(row.id, row.name, row.short, row.parent_id, row.created_at, row.retired_at)
