"""Access tokens of remote services, sealed, one for all processes; how to get one, vendors know."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, select

from connector.errors import SettingsError
from connector.store import leases
from connector.store.engine import insert_into, reading
from connector.store.secrets import Secrets
from connector.store.tables import tokens

ACCESS = "access"
"""Name of the one token a connection has so far."""

REFRESH_SECONDS = 60
"""Longest time one process may take to fetch a token, and another waits for it."""


class StoredTokens:
    """The shared token of each connection, encrypted where it lies."""

    def __init__(self, engine: Engine, secrets: Secrets) -> None:
        self._engine, self._secrets = engine, secrets

    def get(self, connection: str) -> tuple[str, datetime, str] | None:
        """Return (token, end, scopes); None too when it was sealed with a key now unknown."""
        with reading(self._engine) as open_connection:
            row = open_connection.execute(
                select(tokens).where(tokens.c.connection_id == connection, tokens.c.name == ACCESS)
            ).one_or_none()
        if row is None:
            return None
        try:
            return self._secrets.open(row.value), row.expires_at, row.scope
        except SettingsError:
            return None

    def put(self, connection: str, token: str, expires_at: datetime, scope: str) -> None:
        values = {"value": self._secrets.seal(token), "expires_at": expires_at, "scope": scope}
        with self._engine.begin() as open_connection:
            open_connection.execute(
                insert_into(open_connection, tokens)
                .values(connection_id=connection, name=ACCESS, **values)
                .on_conflict_do_update(index_elements=["connection_id", "name"], set_=values)
            )

    @contextmanager
    def refreshing(self, connection: str) -> Iterator[None]:
        """Be the only one who fetches a token; look at `get` again once inside."""
        with leases.hold(
            self._engine,
            connection,
            "token",
            owner="refresh",
            seconds=REFRESH_SECONDS,
            wait_seconds=REFRESH_SECONDS,
        ):
            yield
