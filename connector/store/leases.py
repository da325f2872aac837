"""The right to be the only one at something: a row with an owner and an end, renewed while held.

On PostgreSQL the database's clock decides, so that machines need not agree on the time.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, select, update

from connector.errors import TemporaryError
from connector.store.engine import insert_into, moment_in
from connector.store.tables import leases

POLL_SECONDS = 0.05
"""How often a waiting process tries again."""

KEPT = "kept:"
"""Marks a lease that was left in place on purpose; its holder is gone."""


class HeldLease:
    """A lease in hand. Call `renew` while working, `keep` to leave it behind."""

    def __init__(self, engine: Engine, connection: str, name: str, owner: str, seconds: float):
        self._engine, self._seconds = engine, seconds
        self._place = (leases.c.connection_id == connection, leases.c.name == name)
        self._owner = owner

    def renew(self) -> None:
        """Prolong by the full time; raises TemporaryError `lost` when somebody else took over."""
        with self._engine.begin() as connection:
            renewed = connection.execute(
                update(leases)
                .where(*self._place, leases.c.owner == self._owner)
                .values(until=moment_in(connection, self._seconds))
            ).rowcount
        if not renewed:
            raise TemporaryError("store", "lease", "lost")

    def keep(self, seconds: float) -> None:
        """Leave the lease in place for so long instead of releasing it at the end.

        For a write that was not answered: until then it may still take effect.
        """
        kept = self._owner if self._owner.startswith(KEPT) else KEPT + self._owner
        with self._engine.begin() as connection:
            connection.execute(
                update(leases)
                .where(*self._place, leases.c.owner == self._owner)
                .values(owner=kept, until=moment_in(connection, seconds))
            )
        self._owner = kept

    def release(self) -> None:
        """Give it back, unless it was kept or lost."""
        if self._owner.startswith(KEPT):
            return
        with self._engine.begin() as connection:
            connection.execute(leases.delete().where(*self._place, leases.c.owner == self._owner))


@contextmanager
def hold(
    engine: Engine,
    connection: str,
    name: str,
    *,
    owner: str,
    seconds: float,
    wait_seconds: float = 0,
) -> Iterator[HeldLease]:
    """Hold the lease `name` of a connection; one holder at a time over all processes.

    `owner` says for people who holds it; two holds of one owner exclude each other as well.
    A holder that died holds on for `seconds`. Raises TemporaryError `busy` when it is still
    taken after `wait_seconds`.
    """
    unique = f"{owner}#{uuid.uuid4().hex[:12]}"
    deadline = time.monotonic() + wait_seconds
    while not _take(engine, connection, name, unique, seconds):
        if time.monotonic() >= deadline:
            raise TemporaryError("store", "lease", "busy")
        time.sleep(POLL_SECONDS)
    held = HeldLease(engine, connection, name, unique, seconds)
    try:
        yield held
    finally:
        held.release()


def holder(engine: Engine, connection: str, name: str) -> str | None:
    """Return who holds a lease now, as it was told to `hold`; None when it is free."""
    with engine.begin() as open_connection:
        owner = open_connection.execute(
            select(leases.c.owner).where(
                leases.c.connection_id == connection,
                leases.c.name == name,
                leases.c.until > moment_in(open_connection),
            )
        ).scalar_one_or_none()
    return None if owner is None else str(owner).removeprefix(KEPT).partition("#")[0]


def release_kept(engine: Engine, connection: str, name: str) -> bool:
    """End a kept lease early, once read-back has shown the effect; tell whether there was one."""
    with engine.begin() as open_connection:
        gone = open_connection.execute(
            leases.delete().where(
                leases.c.connection_id == connection,
                leases.c.name == name,
                leases.c.owner.startswith(KEPT, autoescape=True),
            )
        ).rowcount
    return bool(gone)


def _take(engine: Engine, connection: str, name: str, owner: str, seconds: float) -> bool:
    with engine.begin() as open_connection:
        insert = insert_into(open_connection, leases).values(
            connection_id=connection,
            name=name,
            owner=owner,
            until=moment_in(open_connection, seconds),
        )
        taken = open_connection.execute(
            insert.on_conflict_do_update(
                index_elements=["connection_id", "name"],
                set_={"owner": owner, "until": moment_in(open_connection, seconds)},
                where=leases.c.until <= moment_in(open_connection),
            ).returning(leases.c.owner)
        ).one_or_none()
    return taken is not None
