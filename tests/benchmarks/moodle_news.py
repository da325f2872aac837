"""What a flood of Moodle's messages costs: `python -m tests.benchmarks.moodle_news --events 9000`.

Fills an empty inbox with messages about one class, works it off in one process as `simpul worker`
does, and follows what was noted against a learning system that counts its questions. Beside it
stands what one question for each message would be.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from connector.app import inbox_drain
from connector.flows.follow_news import follow_news
from connector.store.engine import migrate, open_engine
from tests.database import postgresql_schema, sqlite_url
from tests.flows.told_class import told_class
from tests.webhooks.moodle_site import message, put, settings

KINDS = ("course_completed", "activity_completed", "quiz_submitted", "enrolled")


@dataclass(frozen=True)
class Cost:
    """Seconds, jobs and questions of one flood."""

    events: int
    drained: float
    processor: float
    """Of it this process's own processor time; the machine may be busy with others."""
    followed: float
    jobs: int
    questions: int
    left: int


def measure(engine: Engine, events: int, people: int) -> Cost:
    """Drain and follow once."""
    with told_class(engine) as place:
        seats = place.training(range(1, people + 1))
        users = [int(place.user(seat)) for seat in seats]
        bodies = [
            message(KINDS[n % 4], person=users[n // 4 % people], object=n) for n in range(events)
        ]
        put(engine, bodies)
        began, used = time.perf_counter(), time.process_time()
        inbox_drain(place.office, settings()).work_off()
        drained, used = time.perf_counter(), time.process_time() - used
        jobs = place.follow_jobs()
        follow_news(place.office)
        followed = time.perf_counter()
        asked = len(place.lms.asked) + len(place.lms.looked)
        return Cost(events, drained - began, used, followed - drained, jobs, asked, place.left())


@contextmanager
def fresh(url: str) -> Iterator[Engine]:
    """Open an empty, migrated database."""
    engine = open_engine(url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def main() -> None:
    """Print the figures of SQLite, and of PostgreSQL where an address is given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--postgresql", default="", help="URL of a database to make a schema in")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, fresh(_file(folder)) as engine:
        _say("sqlite", measure(engine, chosen.events, chosen.people))
    if chosen.postgresql:
        with postgresql_schema(chosen.postgresql) as url, fresh(url) as engine:
            _say("postgresql", measure(engine, chosen.events, chosen.people))


def _file(folder: str) -> str:
    return sqlite_url(Path(folder) / "news.db")


def _say(name: str, cost: Cost) -> None:
    sys.stdout.write(
        f"{name}: {cost.events} messages drained in {cost.drained:.1f} s "
        f"({cost.events / cost.drained:,.0f}/s; {cost.processor:.1f} s of processor), "
        f"followed in {cost.followed:.1f} s\n"
        f"{cost.jobs} jobs, {cost.questions} questions (one a message: {cost.events}), "
        f"{cost.left} left\n"
    )


if __name__ == "__main__":
    main()
