"""Tables of the office itself: background jobs, users, and the audit trail."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, text

from connector.store.tables.base import metadata, numbered
from connector.store.types import Key, Moment, Plain

jobs = Table(
    "jobs",
    metadata,
    numbered(),
    Column("key", Text, unique=True),
    Column("kind", Text, nullable=False),
    Column("body", Plain, nullable=False),
    Column("state", Text, nullable=False),
    Column("run_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", Text),
    Column("last_error", Plain),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index(
        "ix_jobs_ready",
        "run_at",
        "id",
        sqlite_where=text("state = 'ready'"),
        postgresql_where=text("state = 'ready'"),
    ),
    sqlite_autoincrement=True,
)

users = Table(
    "users",
    metadata,
    numbered(),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("session_epoch", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_login_at", Moment),
    sqlite_autoincrement=True,
)

audit_entries = Table(
    "audit_entries",
    metadata,
    numbered(),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("details", Plain, nullable=False),
    Column("sequence", Key, unique=True),
    Column("hash", Text),
    Index(
        "ix_audit_entries_unsealed",
        "id",
        sqlite_where=text("sequence IS NULL"),
        postgresql_where=text("sequence IS NULL"),
    ),
    sqlite_autoincrement=True,
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Key, nullable=False),
    Column("hash", Text, nullable=False),
    Column("sealed_at", Moment, nullable=False),
)
