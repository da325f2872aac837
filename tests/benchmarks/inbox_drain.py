"""Events per second of the drain: `python -m tests.benchmarks.inbox_drain --events 100000`.

Fills an empty inbox directly with class days of known truth, works it off in one process as
`simpul worker` does, and compares the stays with the truth. `--rounds 100` is the campaign of
kills instead: the same, with the draining process killed at random moments.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, select

from connector import log
from connector.store import inbox as store
from connector.store import presence
from connector.store.engine import migrate, open_engine, reading
from connector.store.inbox import InboxState
from connector.store.tables import sightings
from tests.database import postgresql_schema, sqlite_url
from tests.webhooks.class_days import ACCOUNT, CONNECTION, class_days, legs_in, put
from tests.webhooks.killed_drains import EVENTS_A_ROUND, survive
from webhooks.dispatch import Drain
from webhooks.zoom import events as zoom


class TimedDrain(Drain):
    """A drain that knows how long it spent making stays, and its thread's processor time."""

    refreshing = processor = 0.0

    def run(self, stop: threading.Event) -> None:
        super().run(stop)
        self.processor = time.thread_time()

    def refresh_stale(self, seconds: float = 1.0) -> int:
        began = time.perf_counter()
        try:
            return super().refresh_stale(seconds)
        finally:
            self.refreshing += time.perf_counter() - began


def measure(engine: Engine, events: int, registrants: int) -> bool:
    """Drain once and print the figures; return whether everything is right."""
    made = class_days(events, registrants)
    put(engine, made.bodies)
    with reading(engine) as connection:
        stored = store.counts(connection)[InboxState.WAITING]
    drain, stop = (
        TimedDrain(engine, {"zoom": zoom.reader({CONNECTION: ACCOUNT})}),
        threading.Event(),
    )
    began = time.perf_counter()
    thread = threading.Thread(target=drain.run, args=(stop,))
    thread.start()
    drained = _until(lambda: _waiting(engine) == 0) - began
    settled = _until(lambda: not _stale(engine)) - began
    stop.set()
    thread.join()
    right = legs_in(engine) == made.truth and _sightings(engine) == stored
    _say(
        f"{engine.dialect.name}: {stored} events, {len(made.truth)} stays\n"
        f"drained in {drained:.1f} s: {stored / drained:,.0f} events/s; "
        f"stays right after {settled:.1f} s\n"
        f"making stays: {drain.refreshing / settled:.0%} of the time; "
        f"{stored / drain.processor:,.0f} events a second of this thread's processor time\n"
        f"every event once, stays equal the truth: {right}"
    )
    return right


def campaign(engine: Engine, rounds: int) -> bool:
    """Kill that many drains over one inbox; return whether it ended as if none had been."""
    made = class_days(rounds * EVENTS_A_ROUND, 1_000)
    found = survive(engine, made, rounds)
    hit = found.pop("hit")
    _say(
        f"{engine.dialect.name}: {rounds} kills over {len(made.bodies)} events, "
        f"{hit} of them in the hands of a drain that died\n"
        f"wrong: {dict(+found) or 'nothing'}"
    )
    return not +found


def _until(reached: Callable[[], bool]) -> float:
    while not reached():
        time.sleep(0.05)
    return time.perf_counter()


def _waiting(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(store.oldest_waiting(connection) is not None)


def _stale(engine: Engine) -> bool:
    with reading(engine) as connection:
        return bool(presence.stale(connection, 1))


def _sightings(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(sightings)).scalar_one()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def place(url: str) -> Iterator[Engine]:
    """Open an empty, migrated database: a schema of its own on PostgreSQL, or a new file."""
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


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--database", default="", help="PostgreSQL to make a schema in")
    given.add_argument("--events", type=int, default=100_000)
    given.add_argument("--registrants", type=int, default=2_500)
    given.add_argument("--rounds", type=int, default=0, help="kills, instead of a measurement")
    chosen = given.parse_args()
    log.configure()
    with place(chosen.database) as engine:
        right = (
            campaign(engine, chosen.rounds)
            if chosen.rounds
            else measure(engine, chosen.events, chosen.registrants)
        )
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
