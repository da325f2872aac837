"""Queries about connections: one Moodle site or Zoom account each, with its secrets sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.store.engine import insert_into
from connector.store.secrets import Secrets
from connector.store.tables import connections


@dataclass(frozen=True)
class NewConnection:
    """What the environment or the settings page says; `id` is like `moodle-default`."""

    id: str
    system: str
    """`lms` or `meetings`."""
    vendor: str
    name: str
    address: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class StoredConnection:
    """A connection without its secrets."""

    settings: NewConnection
    created_at: datetime
    checked_at: datetime | None
    check_result: Any

    @property
    def id(self) -> str:
        return self.settings.id


def seed(
    connection: Connection,
    new: NewConnection,
    secret_values: Mapping[str, str],
    secrets: Secrets,
    *,
    now: datetime,
) -> None:
    """Write a connection as the environment states it; one that exists is brought in line."""
    values = {
        "system": new.system,
        "vendor": new.vendor,
        "name": new.name,
        "address": new.address,
        "options": dict(new.options),
        "secrets": secrets.seal_all(secret_values),
    }
    connection.execute(
        insert_into(connection, connections)
        .values(id=new.id, created_at=now, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )


def get(connection: Connection, connection_id: str) -> StoredConnection | None:
    row = connection.execute(
        select(connections).where(connections.c.id == connection_id)
    ).one_or_none()
    return None if row is None else _connection(row)


def listing(connection: Connection) -> list[StoredConnection]:
    """List every connection, by id."""
    rows = connection.execute(select(connections).order_by(connections.c.id))
    return [_connection(row) for row in rows]


def secrets_of(connection: Connection, connection_id: str, secrets: Secrets) -> dict[str, str]:
    """Open a connection's secrets; raises SettingsError when no known key fits."""
    sealed = connection.execute(
        select(connections.c.secrets).where(connections.c.id == connection_id)
    ).scalar_one()
    return secrets.open_all(sealed)


def note_check(connection: Connection, connection_id: str, result: Any, *, now: datetime) -> None:
    """Store what the last connection test found, as plain JSON."""
    connection.execute(
        update(connections)
        .where(connections.c.id == connection_id)
        .values(checked_at=now, check_result=result)
    )


def _connection(row: Row[Any]) -> StoredConnection:
    settings = NewConnection(row.id, row.system, row.vendor, row.name, row.address, row.options)
    return StoredConnection(settings, row.created_at, row.checked_at, row.check_result)
