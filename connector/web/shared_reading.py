"""One reading of a training's attendance for all who watch it at the same moment; no full page.

Pages that refresh themselves every few seconds would otherwise measure the same class once for
each companion who looks on. What is shown there may be `KEPT` old; whatever a person opens or
sends is read afresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.office import Office
from connector.store import training_pages
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.store.training_pages import SeatLine

KEPT = timedelta(seconds=2)
"""Less than the shortest interval at which a page refreshes itself."""


@dataclass(frozen=True)
class Watched:
    """A training's people and attendance, read in one transaction."""

    everyone: Sequence[SeatLine]
    found: ClassAttendance


@dataclass
class _Place:
    """The latest reading of one training; whoever comes while it is made waits for it."""

    lock: Lock = field(default_factory=Lock)
    watched: Watched | None = None
    at: datetime | None = None


UNWATCHED = timedelta(minutes=1)
"""A reading that nobody asked for in so long is let go: a large class takes megabytes."""

_PLACES: WeakKeyDictionary[Engine, dict[str, _Place]] = WeakKeyDictionary()
_DOOR = Lock()


def watched(office: Office, line: TrainingLine) -> Watched:
    """Return a reading of a training that is at most `KEPT` old."""
    with _DOOR:
        places = _PLACES.setdefault(office.engine, {})
        _forget_unwatched(places, office.clock())
        place = places.setdefault(line.code, _Place())
    with place.lock:
        now = office.clock()
        fresh = place.at is not None and abs(now - place.at) < KEPT
        if place.watched is None or not fresh:
            with reading(office.engine) as connection:
                everyone = training_pages.seat_lines(connection, line.id)
                place.watched = Watched(everyone, read_attendance(connection, office, line.code))
            place.at = now
        return place.watched


def _forget_unwatched(places: dict[str, _Place], now: datetime) -> None:
    old = [code for code, one in places.items() if one.at and abs(now - one.at) > UNWATCHED]
    for code in old:
        del places[code]
