"""Tables of trainings: seats, sessions, and the rosters they came from."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from connector.store.tables.base import metadata, numbered, reference
from connector.store.types import Exact, Moment, Plain

trainings = Table(
    "trainings",
    metadata,
    numbered(),
    Column("code", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("cohort", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("meeting_mode", Text, nullable=False),
    Column("options", Plain, nullable=False),
    Column("decree_number", Text),
    Column("decree_date", Date),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    sqlite_autoincrement=True,
)

seats = Table(
    "seats",
    metadata,
    numbered(),
    reference("training_id", "trainings"),
    reference("person_id", "people", index=True),
    Column("role", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("number", Integer),
    Column("roster_key", Text, nullable=False),
    Column("record", Plain, nullable=False),
    Column("link_nonce", Text, nullable=False, unique=True),
    Column("link_revoked_at", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("training_id", "person_id", "role"),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    numbered(),
    reference("training_id", "trainings"),
    Column("key", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("zone", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("jp", Exact, nullable=False),
    Column("kind", Text, nullable=False),
    Column("instructors", Plain, nullable=False),
    Column("room", Text),
    Column("removed_at", Moment),
    UniqueConstraint("training_id", "key"),
    sqlite_autoincrement=True,
)

rosters = Table(
    "rosters",
    metadata,
    numbered(),
    reference("training_id", "trainings"),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_refused", Integer, nullable=False),
    Column("refused", Plain, nullable=False),
    Column("warnings", Plain, nullable=False),
    Column("mapping", Plain, nullable=False),
    Column("content", Plain, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    UniqueConstraint("training_id", "kind", "version"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)

roster_previews = Table(
    "roster_previews",
    metadata,
    Column("id", Text, primary_key=True),
    reference("training_id", "trainings", nullable=True),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file", LargeBinary, nullable=False),
    Column("preview", Plain, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("created_by", Text, nullable=False),
)

heading_mappings = Table(
    "heading_mappings",
    metadata,
    Column("signature", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("mapping", Plain, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
