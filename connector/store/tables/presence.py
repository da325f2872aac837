"""Tables of presence: held meetings, what was seen of them, and the stays made of it."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint, text

from connector.store.tables.base import metadata, numbered, reference
from connector.store.types import Key, Moment, Plain

occurrences = Table(
    "occurrences",
    metadata,
    numbered(),
    Column("connection_id", Text, nullable=False),
    Column("uuid", Text, nullable=False),
    Column("meeting", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),
    Column("computed_version", Integer, nullable=False),
    Column("report_state", Text, nullable=False),
    Column("reported_at", Moment),
    UniqueConstraint("connection_id", "uuid"),
    Index(None, "connection_id", "meeting"),
    Index(
        "ix_occurrences_stale",
        "id",
        sqlite_where=text("version != computed_version"),
        postgresql_where=text("version != computed_version"),
    ),
    sqlite_autoincrement=True,
)

sightings = Table(
    "sightings",
    metadata,
    numbered(),
    # No foreign key: the inbox forgets sooner than this table does.
    Column("inbox_id", Key, nullable=False, unique=True),
    reference("occurrence_id", "occurrences", index=True),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("leg", Text, nullable=False),
    Column("parent_leg", Text, nullable=False),
    Column("bound_leg", Text, nullable=False),
    Column("participant", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("registrant_id", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("phone", Text, nullable=False),
    sqlite_autoincrement=True,
)

stays = Table(
    "stays",
    metadata,
    numbered(),
    reference("occurrence_id", "occurrences", index=True),
    Column("source", Text, nullable=False),
    Column("leg", Text, nullable=False),
    Column("participant", Text, nullable=False),
    Column("bound_leg", Text, nullable=False),
    Column("room", Boolean, nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("joined_known", Boolean, nullable=False),
    Column("left_known", Boolean, nullable=False),
    Column("names", Plain, nullable=False),
    Column("email", Text, nullable=False),
    Column("registrant_id", Text, nullable=False, index=True),
    Column("login", Text, nullable=False),
    Column("phone", Text, nullable=False),
    sqlite_autoincrement=True,
)

meeting_links = Table(
    "meeting_links",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("meeting", Text, primary_key=True),
    reference("training_id", "trainings", primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
)
