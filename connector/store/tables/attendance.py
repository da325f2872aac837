"""Tables of attendance: what people decided, marked, signed and attached."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from connector.store.tables.base import metadata, numbered, reference
from connector.store.types import Moment, Plain

decisions = Table(
    "decisions",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    reference("occurrence_id", "occurrences", nullable=True),
    Column("card", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("seats", Plain, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text),
    sqlite_autoincrement=True,
)

claims = Table(
    "claims",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    reference("person_id", "people", primary_key=True, index=True),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    reference("seat_id", "seats"),
    Column("session_key", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("reason", Text, nullable=False),
    reference("evidence_id", "evidence", nullable=True),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("approved_at", Moment),
    Column("approved_by", Text),
    Column("undone_at", Moment),
    Column("undone_by", Text),
    sqlite_autoincrement=True,
)

sign_ins = Table(
    "sign_ins",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    reference("seat_id", "seats"),
    Column("session_key", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("seat_id", "session_key", "source"),
    sqlite_autoincrement=True,
)

disruptions = Table(
    "disruptions",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("seats", Plain, nullable=False),
    Column("reason", Text, nullable=False),
    Column("denominator", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Moment),
    Column("undone_at", Moment),
    Column("undone_by", Text),
    sqlite_autoincrement=True,
)

evidence = Table(
    "evidence",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    reference("seat_id", "seats", nullable=True),
    Column("session_key", Text),
    Column("kind", Text, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", Text),
    sqlite_autoincrement=True,
)

journal_entries = Table(
    "journal_entries",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    Column("session_key", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("struck_at", Moment),
    Column("struck_by", Text),
    sqlite_autoincrement=True,
)

archives = Table(
    "archives",
    metadata,
    numbered(),
    reference("training_id", "trainings"),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("manifest", Plain, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    UniqueConstraint("training_id", "kind", "day", "number"),
    Index(None, "kind", "created_at", "training_id", "day"),
    sqlite_autoincrement=True,
)
