"""Alembic's revisions of our tables; they go forward only."""

from typing import Any

VERSION_TABLE = "simpul_version"
"""Not Alembic's default, so that another program may live in the same database."""


def is_ours(item: Any, name: str | None, kind: str, reflected: bool, counterpart: Any) -> bool:
    """Tell Alembic to look at our own tables only."""
    return not (kind == "table" and reflected and counterpart is None)
