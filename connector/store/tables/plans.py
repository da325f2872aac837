"""Tables of reconciliation: plans, what became of their changes, and the status read back."""

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint

from connector.store.tables.base import connection_id, metadata, numbered, reference
from connector.store.types import Moment, Plain

plans = Table(
    "plans",
    metadata,
    numbered(),
    reference("training_id", "trainings"),
    Column("number", Integer, nullable=False),
    Column("roster_version", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("body", Plain, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("undecided", Integer, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("held", Plain, nullable=False),
    Column("budgets", Plain, nullable=False),
    reference("follows", "plans", nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("approved_at", Moment),
    Column("approved_by", Text),
    Column("applied_at", Moment),
    Column("finished_at", Moment),
    Column("error_code", Text),
    Column("error_params", Plain),
    UniqueConstraint("training_id", "number"),
    Index(None, "finished_at"),
    sqlite_autoincrement=True,
)

outcomes = Table(
    "outcomes",
    metadata,
    numbered(),
    reference("plan_id", "plans"),
    Column("identity", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("params", Plain, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("plan_id", "identity"),
    sqlite_autoincrement=True,
)

statuses = Table(
    "statuses",
    metadata,
    reference("training_id", "trainings", primary_key=True),
    Column("system", Text, primary_key=True),
    connection_id(),
    Column("expected", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("undecided", Integer, nullable=False),
    Column("drift", Integer, nullable=False),
    Column("things_missing", Plain, nullable=False),
    Column("unread", Text, nullable=False),
    Column("read_at", Moment, nullable=False),
)

seat_statuses = Table(
    "seat_statuses",
    metadata,
    reference("training_id", "trainings", primary_key=True),
    Column("system", Text, primary_key=True),
    Column("seat", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("params", Plain, nullable=False),
)
