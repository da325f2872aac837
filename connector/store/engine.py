"""Opens the database, SQLite or PostgreSQL, and brings its tables up to date; no queries here."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    literal,
    make_url,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from connector.clock import utc_now
from connector.errors import SettingsError
from connector.store.types import Moment

BUSY_MILLISECONDS = 30_000
"""How long SQLite waits for another writer; transactions here last milliseconds."""

MIGRATION_LOCK = 7_463_001
"""Any number of our own: the PostgreSQL advisory lock two starting processes queue on."""

MIGRATIONS = Path(__file__).parent / "migrations"

_READING = "simpul_reading"


def open_engine(url: str) -> Engine:
    """Open a pooled engine; nothing is read or written yet. Dispose of it when done.

    SQLite runs in WAL mode with full synchronisation, and every transaction takes the write
    lock from its first statement, so that none fails half-way because it read first. Errors do
    not repeat the values of a statement: they may be personal.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_engine(
        parsed,
        pool_size=10,
        max_overflow=30,
        hide_parameters=True,
        connect_args={
            "timeout": BUSY_MILLISECONDS / 1000,
            "isolation_level": None,
            "check_same_thread": False,
        },
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that may only read: it waits for no writer, and a write raises.

    All its statements see the database as it was at the first one.
    """
    options: dict[str, Any] = {_READING: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def migrate(engine: Engine) -> None:
    """Bring the tables up to this release; safe when several processes start at once.

    One transaction, behind one lock: either every revision is in, or none.
    """
    with engine.begin() as connection:
        take_turn(connection, MIGRATION_LOCK)
        command.upgrade(migration_config(connection), "head")


def take_turn(connection: Connection, lock: int) -> None:
    """Wait for others who take the same lock, and hold it to the end of the transaction.

    SQLite has let one writer in already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(lock)))


def migration_config(connection: Connection) -> Config:
    """Return Alembic's settings for one open connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def moment_in(connection: Connection, seconds: float = 0) -> ColumnElement[datetime]:
    """Return the moment `seconds` from now by the clock that all workers share.

    On PostgreSQL that is the database's; on SQLite all processes live on one machine.
    """
    ahead = timedelta(seconds=seconds)
    if connection.dialect.name == "postgresql":
        return type_coerce(func.statement_timestamp() + ahead, Moment())
    return literal(utc_now() + ahead, Moment())


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return the INSERT of this database, the one with `on_conflict_do_…`."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except ArgumentError as error:
        raise SettingsError([("database.url", "SIMPUL_DATABASE_URL is not a database URL")]) from (
            error
        )
    if backend not in ("sqlite", "postgresql"):
        raise SettingsError(
            [("database.url", "SIMPUL_DATABASE_URL must begin with sqlite: or postgresql:")]
        )
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise SettingsError(
            [("database.url", "SIMPUL_DATABASE_URL must name a file; memory is not shared")]
        )
    return parsed.set(drivername="postgresql+psycopg") if backend == "postgresql" else parsed


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        _use_write_ahead_log(cursor)
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _use_write_ahead_log(cursor: DBAPICursor) -> None:
    """Switch a new file to WAL; SQLite does not wait here when another process is at it."""
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    only_reading = bool(connection.get_execution_options().get(_READING))
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if only_reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if only_reading else "BEGIN IMMEDIATE")
