"""Reading one training's attendance, measured: `python -m tests.benchmarks.attendance_matrix`.

Everything that a page needs before its template: queries, attribution, minutes, and the cards of
what waits with their suggestions. Printed with the number of queries, for a class of 200 over five
days of two sessions, and for 1,000 people at ten sessions.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TypeVar

from sqlalchemy import Engine

from connector.domain.presence import Source, Stay
from connector.domain.sessions import local_moment
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.store import presence
from connector.store.engine import migrate, open_engine, reading
from tests.class_days_habits import DEVICES
from tests.class_days_people import Dice, Person, invent_people
from tests.database import postgresql_schema, sqlite_url, statements_of
from tests.web.attended import CONNECTION, class_of, link
from tests.web.place import CODE, FIRST_DAY, ZONE, House, house, person

SIZES = ((200, 5), (1000, 5))
"""Seats, and days of two sessions each."""

_T = TypeVar("_T")

_AIM = {200: 0.1, 1000: 0.25}
"""Seconds."""


@dataclass(frozen=True)
class Measured:
    """One size: seconds of the first and of the quickest reading, and of looking at the cards."""

    people: int
    stays: int
    queries: int
    first: float
    again: float
    cards: int
    cards_seconds: float


def hold_days(place: House, seats: Sequence[str], people: Sequence[Person], days: int) -> int:
    """Let everybody come each day, twice or three times a session, under the names people use."""
    written = 0
    for day in range(days):
        start = local_moment(FIRST_DAY + timedelta(days=day), time(8), ZONE)
        chance = Random(day)  # noqa: S311
        stays = [
            stay
            for seat, one in zip(seats, people, strict=True)
            for stay in _stays(chance, seat, one, start)
        ]
        with place.engine.begin() as connection:
            presence.put_written(
                connection,
                CONNECTION,
                uuid=f"day-{day}",
                meeting=f"86985921{day:03d}",
                source=Source.REPORT,
                started=start,
                ended=start + timedelta(hours=4),
                stays=stays,
                now=place.clock(),
            )
        written += len(stays)
    return written


def _stays(chance: Random, seat: str, one: Person, start: datetime) -> Iterator[Stay]:
    """Two sessions of one person's day: a fifth of the connections drops once and comes back."""
    style = chance.random()
    name = (
        one.name
        if style < 0.5
        else f"{one.number:02}_{one.name}_{one.unit}"
        if style < 0.8
        else one.name.split()[0]
        if style < 0.93
        else chance.choice(DEVICES)
        if style < 0.97
        else one.unit
    )
    own = link(seat) if chance.random() < 0.98 else ""
    for session in (timedelta(0), timedelta(hours=2)):
        joined = start + session - timedelta(seconds=chance.randint(0, 900))
        left = start + session + timedelta(minutes=90, seconds=chance.randint(0, 300))
        cut = [joined + timedelta(minutes=chance.randint(20, 60))] if chance.random() < 0.2 else []
        for since, until in zip(
            [joined, *(moment + timedelta(seconds=40) for moment in cut)], [*cut, left], strict=True
        ):
            leg = f"{seat}-{since.timestamp():.0f}"
            yield Stay(
                leg,
                since,
                until,
                participant=seat,
                names=(name,),
                email=one.email,
                registrant_id=own,
            )


def measure(engine: Engine, people: int, days: int, repeat: int = 5) -> Measured:
    """Hold the days on an empty database and read the attendance again and again."""
    invented = invent_people(Dice("matrix"), people)
    with house(engine) as place:
        records = [person(one.number, one.name, unit=one.unit) for one in invented]
        seats = class_of(place, records, days=days)
        written = hold_days(place, seats, invented, days)
        place.clock.now += timedelta(days=days)

        def read() -> ClassAttendance:
            with reading(engine) as connection:
                return read_attendance(connection, place.office, CODE)

        with statements_of(engine) as statements:
            first, found = _timed(read)
        again = min(_timed(read)[0] for _ in range(repeat))
        looked, _ = _timed(lambda: [card.suggestions for card in found.cards])
        assert len(found.matrix.cells) == people * days * 2
        return Measured(
            people, written, len(statements), first, again, len(found.cards), looked
        )  # fmt: skip


def _timed(action: Callable[[], _T]) -> tuple[float, _T]:
    began = perf_counter()
    answer = action()
    return perf_counter() - began, answer


@contextmanager
def empty_database(url: str) -> Iterator[Engine]:
    """Open a migrated database: a schema of its own on PostgreSQL, or a new SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        if url:
            with postgresql_schema(url) as inside, _opened(inside) as engine:
                yield engine
        else:
            with _opened(sqlite_url(Path(folder) / "simpul.db")) as engine:
                yield engine


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def told(one: Measured, days: int) -> str:
    return (
        f"{one.people} seats × {2 * days} sessions, {one.stays} stays: {one.queries} queries, "
        f"first {1000 * one.first:.0f} ms, again {1000 * one.again:.0f} ms "
        f"(aim {1000 * _AIM.get(one.people, 0.25):.0f}); "
        f"{one.cards} cards in {1000 * one.cards_seconds:.0f} ms"
    )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--database", default="", help="PostgreSQL to make schemas in")
    chosen = given.parse_args()
    for people, days in SIZES:
        with empty_database(chosen.database) as engine:
            sys.stdout.write(told(measure(engine, people, days), days) + "\n")


if __name__ == "__main__":
    main()
