"""The metadata every table hangs on, and the names its constraints get."""

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, Text

from connector.store.types import Key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def numbered() -> Column[int]:
    """Return the surrogate key of a table; give the table `sqlite_autoincrement=True` with it.

    Without that SQLite would hand out the number of a deleted last row again.
    """
    return Column("id", Key, primary_key=True)


def reference(name: str, target: str, **options: Any) -> Column[int]:
    """Return a foreign key to a numbered table, never null unless said."""
    return Column(name, Key, ForeignKey(f"{target}.id"), **{"nullable": False, **options})


def connection_id(**options: Any) -> Column[str]:
    """Return the column naming a connection (one Moodle site, one Zoom account)."""
    return Column("connection_id", Text, ForeignKey("connections.id"), nullable=False, **options)
