"""What a source's reader makes of one stored event; values only, no database, no vendor."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from connector.domain.learning_news import News
from connector.domain.office_events import Receipt
from connector.domain.presence import HeldSighting
from connector.errors import ConnectorError


class Use(Enum):
    """Known, ignored and unknown are three different things."""

    NOTED = auto()
    IGNORED = auto()
    """Known, and of no use here; the reason says why."""
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Reading:
    """One event, read. `reason` is a code that the source has words for."""

    use: Use
    event: str
    reason: str = ""
    sighting: HeldSighting | None = None
    receipt: Receipt | None = None
    news: News | None = None


class Unreadable(ConnectorError):
    """An event of a kind we handle is not what it should be; `field` says where, never what."""

    def __init__(self, field: str, event: str = "") -> None:
        self.field, self.event = field, event
        super().__init__("payload_unreadable", field=field)


Reader = Callable[[str, Any], Reading]
"""From (connection id, JSON value) to a reading; raises Unreadable. No I/O: it runs outside any
transaction."""
