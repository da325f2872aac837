"""The inbox: every webhook as it came, and what became of it."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from connector.store.tables.base import metadata, numbered
from connector.store.types import Moment, Plain

inbox = Table(
    "inbox",
    metadata,
    numbered(),
    Column("source", Text, nullable=False),
    # No foreign key: the door must take an event in whatever else is set up.
    Column("connection_id", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("event", Text),
    Column("reason", Text),
    Column("run_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", Text),
    Column("last_error", Plain),
    Column("finished_at", Moment),
    UniqueConstraint("source", "connection_id", "digest"),
    Index(
        "ix_inbox_waiting",
        "run_at",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(None, "state", "id"),
    Index(None, "received_at"),
    sqlite_autoincrement=True,
)
