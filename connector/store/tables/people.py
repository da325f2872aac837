"""Tables of people: who they are across all trainings."""

from sqlalchemy import Column, Date, Index, Table, Text, UniqueConstraint

from connector.store.tables.base import metadata, numbered, reference
from connector.store.types import Moment, Plain

people = Table(
    "people",
    metadata,
    numbered(),
    Column("full_name", Text, nullable=False),
    Column("record", Plain, nullable=False),
    Column("email", Text, index=True),
    Column("created_at", Moment, nullable=False),
    reference("merged_into", "people", nullable=True),
    sqlite_autoincrement=True,
)

identities = Table(
    "identities",
    metadata,
    numbered(),
    reference("person_id", "people", index=True),
    Column("type", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    UniqueConstraint("type", "value"),
    sqlite_autoincrement=True,
)

aliases = Table(
    "aliases",
    metadata,
    reference("person_id", "people", primary_key=True),
    Column("name", Text, primary_key=True),
    Column("comparable", Text, nullable=False),
    Index(None, "comparable"),
)
