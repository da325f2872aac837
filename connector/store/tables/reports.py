"""Tables of reports and of what the office is told: versions, signatures, events, deliveries."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from connector.store.tables.base import connection_id, metadata, numbered, reference
from connector.store.types import Exact, Moment, Plain

reports = Table(
    "reports",
    metadata,
    numbered(),
    reference("training_id", "trainings"),
    Column("type", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    reference("unit_id", "units", nullable=True),
    reference("for_unit_id", "units", nullable=True),
    reference("official_id", "officials", nullable=True),
    Column("texts", Plain, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("moved_at", Moment, nullable=False),
    UniqueConstraint("training_id", "type"),
    sqlite_autoincrement=True,
)

report_versions = Table(
    "report_versions",
    metadata,
    numbered(),
    reference("report_id", "reports"),
    Column("version", Integer, nullable=False),
    Column("content", Plain, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("built_at", Moment, nullable=False),
    Column("built_by", Text, nullable=False),
    Column("pdf", LargeBinary),
    Column("pdf_sha256", Text),
    Column("workbook", LargeBinary),
    Column("signed_sha256", Text, ForeignKey("archived_files.sha256")),
    UniqueConstraint("report_id", "version"),
    sqlite_autoincrement=True,
)

report_entries = Table(
    "report_entries",
    metadata,
    numbered(),
    reference("report_id", "reports", index=True),
    Column("version", Integer, nullable=False),
    Column("deed", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Column("detail", Plain, nullable=False),
    sqlite_autoincrement=True,
)

report_signings = Table(
    "report_signings",
    metadata,
    numbered(),
    reference("version_id", "report_versions", unique=True),
    reference("official_id", "officials"),
    Column("signer", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Plain),
    Column("sha_before", Text, nullable=False),
    Column("sha_after", Text),
    Column("attempts", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("asked_at", Moment),
    Column("answered_at", Moment),
    Column("verification", Plain),
    sqlite_autoincrement=True,
)

evaluations = Table(
    "evaluations",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    Column("about", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("aspect", Text, nullable=False),
    Column("respondents", Integer, nullable=False),
    Column("score", Exact, nullable=False),
    Column("maximum", Exact, nullable=False),
    Column("source", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", Text),
    sqlite_autoincrement=True,
)

office_events = Table(
    "office_events",
    metadata,
    numbered(),
    Column("message_id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("key", Text, nullable=False),
    reference("training_id", "trainings", nullable=True, index=True),
    Column("content", Plain, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("type", "key"),
    sqlite_autoincrement=True,
)

office_deliveries = Table(
    "office_deliveries",
    metadata,
    numbered(),
    reference("event_id", "office_events"),
    connection_id(),
    Column("turn", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Plain),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Moment),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("sent_at", Moment),
    Column("receipt_at", Moment),
    Column("receipt_by", Text),
    Column("receipt", Plain),
    UniqueConstraint("event_id", "connection_id", "turn"),
    Index(
        "ix_office_deliveries_due",
        "next_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    sqlite_autoincrement=True,
)

office_attempts = Table(
    "office_attempts",
    metadata,
    numbered(),
    reference("delivery_id", "office_deliveries", index=True),
    Column("number", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("reason", Plain),
    Column("at", Moment, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    sqlite_autoincrement=True,
)
