"""Class days with known truth as a campaign: `python -m tests.benchmarks.class_truth --seeds 50`.

Each seed is another invented day of `--people`, taken in live, then with the complete report, then
with every waiting name decided by somebody who knows the truth. Ends with 1 when anybody was
credited who was not there.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from connector import log
from connector.app import inbox_drain
from connector.domain.attribution import WAITING, Standing
from tests.class_days import ClassDay, make_class_day
from tests.database import postgresql_schema, sqlite_url
from tests.stories.class_truth import (
    AFTER,
    Judged,
    decide_everything,
    judge,
    seat_the_day,
    take_in,
    write_reports,
)
from tests.stories.place import office_with_sandboxes

_STANDINGS = tuple(one.value for one in Standing)


@dataclass(frozen=True)
class Tried:
    """One day: as it looked live, with the report, and after everything was decided."""

    seed: int
    live: Judged
    reported: Judged
    settled: Judged
    decided: int

    @property
    def wrong(self) -> list[str]:
        return [*self.live.wrong, *self.reported.wrong, *self.settled.wrong]


@dataclass
class Sum:
    """One state of all days together."""

    wrong: int = 0
    over: int = 0
    credited: int = 0
    real: int = 0
    legs: Counter[str] = field(default_factory=Counter)
    habits: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def left(self) -> float:
        return 100 * (1 - self.credited / self.real) if self.real else 0.0


def try_day(seed: int, people: int, database: str) -> Tried:
    """Take one day in on an empty database and judge it three times."""
    day = make_class_day(seed, people=people, strangers=max(1, people // 50))
    over = max(session.closed for session in day.sessions) + AFTER
    with _empty(database) as (url, folder), office_with_sandboxes(url, folder) as place:
        seated = seat_the_day(place.office, day)
        take_in(place.office, _bodies(day))
        inbox_drain(place.office, place.settings).work_off()
        live = judge(place.office, day, seated, over)
        write_reports(place.office, day)
        reported = judge(place.office, day, seated, over)
        decided = decide_everything(place.office, day, seated)
        return Tried(seed, live, reported, judge(place.office, day, seated, over), decided)


def _bodies(day: ClassDay) -> list[bytes]:
    return [one.told.body for one in sorted(day.arrivals, key=lambda one: one.at)]


@contextmanager
def _empty(database: str) -> Iterator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if database:
            with postgresql_schema(database) as url:
                yield url, folder
        else:
            yield sqlite_url(folder / "simpul.db"), folder


def summed(judged: Iterable[Judged]) -> Sum:
    """Add days up."""
    total = Sum()
    for one in judged:
        total.wrong += len(one.wrong)
        total.over += len(one.provisional)
        total.credited += one.credited
        total.real += one.real
        total.legs += one.legs
        total.habits += one.habits
    return total


def told(total: Sum) -> str:
    """Say one state in one line."""
    standings = " ".join(f"{one}={total.legs[one]}" for one in _STANDINGS)
    over = f" provisionally_over={total.over}" if total.over else ""
    return f"wrong={total.wrong} left_to_people={total.left:.1f}%{over} {standings}"


def by_habit(habits: Mapping[tuple[str, str], int]) -> list[str]:
    """Say of each habit how many connections there were and what share waits for a person."""
    lines = []
    for habit in sorted({habit for habit, _ in habits}):
        every = sum(habits.get((habit, one), 0) for one in _STANDINGS)
        waiting = sum(habits.get((habit, one.value), 0) for one in WAITING)
        certain = habits.get((habit, Standing.CERTAIN.value), 0)
        share = 100 * waiting / every
        lines.append(f"  {habit:18}{every:7} connections {certain:7} certain {share:6.1f}% wait")
    return lines


def campaign(seeds: int, people: int, database: str) -> list[Tried]:
    """Try so many days, telling each; then all of them together."""
    tried = []
    for seed in range(1, seeds + 1):
        one = try_day(seed, people, database)
        tried.append(one)
        _say(f"seed {seed}: live      {told(summed([one.live]))}")
        _say(f"seed {seed}: report    {told(summed([one.reported]))}")
        _say(f"seed {seed}: {one.decided} decisions, then off by a minute: {len(one.settled.off)}")
        for wrong in one.wrong[:20]:
            _say(f"  WRONG {wrong}")
    _say(f"all {seeds} days, live:         {told(summed(one.live for one in tried))}")
    _say(f"all {seeds} days, with report:  {told(summed(one.reported for one in tried))}")
    _say(f"all {seeds} days, decided:      {told(summed(one.settled for one in tried))}")
    _say("with report, by habit:")
    for line in by_habit(summed(one.reported for one in tried).habits):
        _say(line)
    return tried


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seeds", type=int, default=50)
    given.add_argument("--people", type=int, default=200)
    given.add_argument("--database", default="", help="PostgreSQL to make schemas in")
    chosen = given.parse_args()
    log.configure()
    tried = campaign(chosen.seeds, chosen.people, chosen.database)
    sys.exit(1 if any(one.wrong or one.settled.off for one in tried) else 0)


if __name__ == "__main__":
    main()
