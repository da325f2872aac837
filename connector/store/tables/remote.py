"""Tables about remote systems: connections, and what is remembered on each of them."""

from sqlalchemy import Column, Date, Index, Integer, Table, Text

from connector.store.tables.base import connection_id, metadata, reference
from connector.store.types import Moment, Plain

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("system", Text, nullable=False),
    Column("vendor", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("options", Plain, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("checked_at", Moment),
    Column("check_result", Plain),
)

bindings = Table(
    "bindings",
    metadata,
    connection_id(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("remote_id", Text, nullable=False),
    reference("training_id", "trainings", nullable=True),
    Column("created_at", Moment, nullable=False),
    Index(None, "training_id", "connection_id"),
)

quotas = Table(
    "quotas",
    metadata,
    connection_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("used", Integer, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    connection_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# Leases also guard work of our own, hence no foreign key: "" stands for no connection.
leases = Table(
    "leases",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
)
