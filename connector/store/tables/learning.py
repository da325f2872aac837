"""Tables about the learning system beyond results: what it told, files for it, kept test papers."""

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint

from connector.store.tables.base import connection_id, metadata, numbered, reference
from connector.store.types import Moment

learning_news = Table(
    "learning_news",
    metadata,
    numbered(),
    connection_id(),
    Column("kind", Text, nullable=False),
    Column("course", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("happened_at", Moment),
    Column("noted_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Index(None, "connection_id", "kind", "course", "person"),
    sqlite_autoincrement=True,
)

# The newest row of a kind holds; one without a file says that it was taken away.
course_files = Table(
    "course_files",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    Column("kind", Text, nullable=False),
    reference("attachment_id", "attachments", nullable=True),
    Column("set_at", Moment, nullable=False),
    Column("set_by", Text, nullable=False),
    sqlite_autoincrement=True,
)

test_papers = Table(
    "test_papers",
    metadata,
    numbered(),
    reference("training_id", "trainings", index=True),
    connection_id(),
    Column("test", Text, nullable=False),
    Column("quiz", Text, nullable=False),
    Column("quiz_name", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    reference("attachment_id", "attachments"),
    Column("read_at", Moment, nullable=False),
    Column("read_by", Text, nullable=False),
    UniqueConstraint("training_id", "connection_id", "quiz", "fingerprint"),
    sqlite_autoincrement=True,
)
