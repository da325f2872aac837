"""How long many running procedures take: a look at the records, a board, one training.

    python -m tests.benchmarks.procedure_speed [--trainings 300] [--url postgresql+…]

Every training follows S000 and S001 and is in the middle of both, with a log of a dozen lines.
Prints one JSON object: milliseconds and SQL statements of each.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import median
from time import perf_counter, process_time
from timeit import timeit

from sqlalchemy import Engine, event

from connector.domain.procedures import Limit, Measure, TimeKind, TimeUnit
from connector.domain.working_time import WorkCalendar, due
from connector.flows.observe_procedures import begin_configured, observe
from connector.flows.procedure_standing import run_view, standings
from connector.store.engine import reading
from tests.benchmarks.procedure_year import database
from tests.stories.year_life import DAY, lives
from tests.stories.year_oracle import EPOCH, minute
from tests.stories.year_world import FOLLOWED, World, world

FIRST = minute(datetime(2026, 9, 1, tzinfo=UTC))
NOW = FIRST + 40 * DAY
"""By then most are held, and wait for certificates."""

TIMES = 5


def furnish(opened: World, count: int) -> None:
    """Let that many trainings come in a month, and everything happen that would until now."""
    for at, code, act in lives(Random(2), count, FIRST, FIRST + 30 * DAY):  # noqa: S311
        if at < NOW:
            opened.clock.now = EPOCH + timedelta(minutes=at)
            is_new = code not in opened.cases
            act(opened)
            if is_new:  # its runs begin; the rest is seen together
                begin_configured(opened.office, [])
                opened.cases[code].begun |= dict.fromkeys(FOLLOWED, at)
    opened.clock.now = EPOCH + timedelta(minutes=NOW)
    opened.observe()


def measured(engine: Engine, act: Callable[[], object]) -> dict[str, float]:
    """Return the median of some calls in milliseconds, and how many statements one takes.

    `cpu_ms` is what this process itself spent: on a busy machine it says more.
    """
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    spent, worked = list[float](), list[float]()
    event.listen(engine, "before_cursor_execute", note)
    for _ in range(TIMES):
        began, own = perf_counter(), process_time()
        act()
        spent.append(perf_counter() - began)
        worked.append(process_time() - own)
    event.remove(engine, "before_cursor_execute", note)
    statements = [one for one in asked if one.lstrip().upper().startswith(("SELECT", "WITH"))]
    return {
        "ms": round(median(spent) * 1000, 1),
        "cpu_ms": round(median(worked) * 1000, 1),
        "queries": len(statements) // TIMES,
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trainings", type=int, default=300)
    parser.add_argument("--url", default="")
    chosen = parser.parse_args(arguments)
    with database(chosen.url) as engine, world(engine) as opened:
        furnish(opened, chosen.trainings)
        code = sorted(opened.cases)[len(opened.cases) // 2]

        def everything() -> int:
            with reading(engine) as connection:
                return len(standings(connection, opened.office, opened.clock()))

        def one() -> int:
            with reading(engine) as connection:
                return len(run_view(connection, opened.office, code, opened.clock()))

        figures = {
            "database": engine.dialect.name,
            "trainings": everything(),
            "observe_without_news": measured(engine, lambda: observe(opened.office)),
            "all_runs": measured(engine, everything),
            "runs_of_one": measured(engine, one),
            "due_us": _due(),
        }
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def _due() -> dict[str, float]:
    """Return the microseconds of one deadline, of each kind; the calendar is warm."""
    calendar, start = WorkCalendar("Asia/Jakarta"), datetime(2026, 11, 16, 3, tzinfo=UTC)
    kinds = [(2, TimeUnit.DAY, TimeKind.WORKING), (60, TimeUnit.MINUTE, TimeKind.WORKING)]
    kinds.append((14, TimeUnit.DAY, TimeKind.CALENDAR))
    found = {}
    for amount, unit, time in kinds:
        limit = Limit(amount, unit, time, Measure.DEADLINE)
        spent = timeit(partial(due, calendar, start, limit), timer=process_time, number=5000)
        found[f"{amount}_{time.value}_{unit.value}"] = round(spent / 5000 * 1e6, 1)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
