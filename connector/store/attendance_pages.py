"""What the pages of attendance read besides the attendance itself; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from connector.store.tables import inbox, sightings


@dataclass(frozen=True)
class Heard:
    """How fresh live presence is."""

    last: datetime | None
    """Moment of the latest event about these held meetings; None when there was none."""
    waiting: int
    """Events that were received and not read yet, of any class."""


def heard(connection: Connection, held: Sequence[int]) -> Heard:
    """Say when something was last heard of some held meetings, and what is not read yet."""
    last = None
    if held:
        latest = select(func.max(sightings.c.at)).where(sightings.c.occurrence_id.in_(held))
        last = connection.scalar(latest)
    waiting = select(func.count()).select_from(inbox).where(inbox.c.state == "waiting")
    return Heard(last, connection.scalar(waiting) or 0)
