"""Lives the year 2026 with hundreds of trainings, minute by minute, on a database of its own.

    python -m tests.benchmarks.procedure_year [--trainings 300] [--seed 1] [--url postgresql+…]

Three zones, Ramadan, Eid, joint leave, days of the office's own, pauses, work taken back, lists
withdrawn, and three times for hours nobody who looks at the records. Prints one JSON object; where
product and oracle disagree, each case goes to standard error and the exit code is 1.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import mean, median
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from connector.store.engine import migrate, open_engine
from tests.database import postgresql_schema
from tests.stories.year_life import DAY, HOUR, live, lives
from tests.stories.year_oracle import minute
from tests.stories.year_world import world

FIRST = minute(datetime(2026, 1, 1, tzinfo=UTC))
LAST = minute(datetime(2026, 12, 12, tzinfo=UTC))
END = minute(datetime(2027, 1, 20, tzinfo=UTC))
SILENT = [
    (minute(datetime(2026, 3, 16, 2, tzinfo=UTC)), minute(datetime(2026, 3, 17, 9, tzinfo=UTC))),
    (minute(datetime(2026, 7, 4, tzinfo=UTC)), minute(datetime(2026, 7, 4, tzinfo=UTC)) + 9 * HOUR),
    (
        minute(datetime(2026, 10, 1, tzinfo=UTC)),
        minute(datetime(2026, 10, 1, tzinfo=UTC)) + 2 * DAY,
    ),
]


@contextmanager
def database(url: str) -> Iterator[Engine]:
    """Open a database with the newest tables: a file, or a schema of its own."""
    if not url:
        with TemporaryDirectory() as home:
            engine = open_engine(f"sqlite:///{Path(home)}/simpul.db")
            migrate(engine)
            yield engine
            engine.dispose()
        return
    with postgresql_schema(url) as own:
        engine = open_engine(own)
        migrate(engine)
        yield engine
        engine.dispose()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trainings", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="")
    chosen = parser.parse_args(arguments)
    random = Random(chosen.seed)  # noqa: S311
    with database(chosen.url) as engine, world(engine) as opened:
        told = live(opened, lives(random, chosen.trainings, FIRST, LAST), END, random, SILENT)
        looks = sorted(opened.observed)
        office = sorted(told.look_seconds)
    sys.stderr.write("".join(f"{one}\n" for one in told.wrong))
    figures = {
        "database": engine.dialect.name,
        "trainings": chosen.trainings,
        "minutes": END - FIRST,
        "deeds": told.deeds,
        "refused": opened.refused,
        "deadlines_passed": told.passed,
        "no_longer_overdue_later": told.cleared,
        "steps_ended_late": told.late,
        "comparisons": told.looks,
        "whole_office": len(office),
        "lines_without_news": told.idle_lines,
        "disagreements": len(told.wrong),
        "observe_ms": {"median": _ms(median(looks)), "most": _ms(looks[-1]), "times": len(looks)},
        "whole_office_ms": {"mean": _ms(mean(office)), "most": _ms(office[-1])},
        "seconds": round(told.seconds),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    return 1 if told.wrong or told.idle_lines else 0


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
