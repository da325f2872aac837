"""Tables of completion: scores, what the learning system says, documents, decided verdicts."""

from sqlalchemy import Boolean, Column, Table, Text, UniqueConstraint

from connector.store.tables.base import connection_id, metadata, numbered, reference
from connector.store.types import Exact, Moment, Plain

scores = Table(
    "scores",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    reference("seat_id", "seats"),
    Column("test", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("value", Exact, nullable=False),
    Column("maximum", Exact, nullable=False),
    Column("taken_at", Moment),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", Text),
    UniqueConstraint("seat_id", "test", "source", "reference"),
    sqlite_autoincrement=True,
)

learning_results = Table(
    "learning_results",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    reference("seat_id", "seats"),
    connection_id(),
    Column("completed", Boolean),
    Column("activities", Plain, nullable=False),
    Column("read_at", Moment, nullable=False),
    UniqueConstraint("seat_id", "connection_id"),
    sqlite_autoincrement=True,
)

document_checks = Table(
    "document_checks",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    reference("seat_id", "seats"),
    Column("document", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
    reference("evidence_id", "evidence", nullable=True),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text),
    sqlite_autoincrement=True,
)

verdict_decisions = Table(
    "verdict_decisions",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    reference("seat_id", "seats"),
    Column("result", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("automatic", Plain, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text),
    sqlite_autoincrement=True,
)
