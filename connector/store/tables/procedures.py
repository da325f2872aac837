"""Tables of procedures: their versions, what ran under them, units, appointments, assignments."""

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from connector.store.tables.base import metadata, numbered, reference
from connector.store.types import Moment, Plain

procedures = Table(
    "procedures",
    metadata,
    numbered(),
    Column("slug", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("loaded_at", Moment, nullable=False),
    Column("loaded_by", Text, nullable=False),
    UniqueConstraint("slug", "version"),
    sqlite_autoincrement=True,
)

units = Table(
    "units",
    metadata,
    numbered(),
    Column("name", Text, nullable=False, unique=True),
    Column("short", Text, nullable=False),
    reference("parent_id", "units", nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("retired_at", Moment),
    sqlite_autoincrement=True,
)

appointments = Table(
    "appointments",
    metadata,
    numbered(),
    reference("unit_id", "units", index=True),
    Column("role", Text, nullable=False),
    reference("user_id", "users", index=True),
    Column("kind", Text, nullable=False),
    reference("stands_for_id", "users", nullable=True),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", Text),
    sqlite_autoincrement=True,
)

calendar_days = Table(
    "calendar_days",
    metadata,
    numbered(),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("until", Date),
    Column("name", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", Text),
    sqlite_autoincrement=True,
)

runs = Table(
    "runs",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    Column("slug", Text, nullable=False),
    reference("procedure_id", "procedures"),
    reference("unit_id", "units", nullable=True),
    reference("for_unit_id", "units", nullable=True),
    Column("begun_at", Moment, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("ended_at", Moment),
    Column("stopped_at", Moment),
    Column("stopped_by", Text),
    Column("stop_reason", Text),
    Index(
        "uq_runs_standing",
        "training_id",
        "slug",
        unique=True,
        sqlite_where=text("stopped_at IS NULL"),
        postgresql_where=text("stopped_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

step_entries = Table(
    "step_entries",
    metadata,
    numbered(),
    reference("run_id", "runs", index=True),
    Column("step", Text, nullable=False),
    Column("deed", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("noted_at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("detail", Plain, nullable=False),
    sqlite_autoincrement=True,
)

assignments = Table(
    "assignments",
    metadata,
    numbered(),
    reference("training_id", "trainings", nullable=True, index=True),
    reference("run_id", "runs", nullable=True),
    Column("step", Text, nullable=False),
    reference("parent_id", "assignments", nullable=True),
    reference("from_user_id", "users"),
    reference("to_user_id", "users", index=True),
    reference("unit_id", "units", nullable=True),
    Column("instruction", Text, nullable=False),
    Column("due_at", Moment),
    Column("sent_at", Moment, nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("read_at", Moment),
    Column("read_by", Text),
    Column("passed_on_at", Moment),
    Column("done_at", Moment),
    Column("done_by", Text),
    Column("answer", Text, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Text),
    sqlite_autoincrement=True,
)

attachments = Table(
    "attachments",
    metadata,
    numbered(),
    Column("subject", Text, nullable=False, index=True),
    reference("training_id", "trainings", nullable=True),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", Text, nullable=False),
    sqlite_autoincrement=True,
)

digests = Table(
    "digests",
    metadata,
    numbered(),
    reference("user_id", "users"),
    Column("day", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Plain),
    Column("lines", Integer, nullable=False),
    Column("message_id", Text),
    Column("attempts", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("sent_at", Moment),
    UniqueConstraint("user_id", "day", "kind"),
    sqlite_autoincrement=True,
)
