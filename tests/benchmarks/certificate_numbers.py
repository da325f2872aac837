"""Kills processes that number certificates: afterwards every number was given once, in order.

    python -m tests.benchmarks.certificate_numbers [--database URL] [--certificates 1000]
                                        [--workers 4] [--threads 4] [--kills 20] [--seed 1]

Processes of several threads issue the same approved lists at the same time, of many trainings and
three units, with a database of their own: a new SQLite file, or a new schema in the PostgreSQL of
`--database`. A process is killed with SIGKILL only when it has numbers in its hands that are not
committed: every other one stops itself at some statement after it has drawn them, the rest are
frozen from outside and looked at. Prints one JSON object; exit 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from sqlalchemy import Engine, event

from connector.store.engine import migrate, open_engine
from tests.benchmarks.webhook_door import database_for
from tests.stories.approved_lists import Listed, approve_lists, issue_listed, office_on
from tests.stories.numbers_judge import faults, halves, left_over

T = TypeVar("T")

STATEMENTS = 5
"""What a process does after it has drawn numbers: series, certificates, trail, job, commit."""

PATIENCE = 120.0
"""Seconds until work that does not end is a failure."""

AIM = 2.0
"""Seconds after which a kill from outside falls although nobody has numbers in hand."""

STOP, ORDER, FAILED, RELEASED = 0, 1, 2, 3
"""Places in the shared memory: end, freeze at that statement, somebody failed, lists released."""

MARKS = 8
"""Where the threads' marks begin: 1 while a thread has drawn numbers and not committed them."""


class Shared:
    """A few bytes that all processes see, also when one is frozen or dead."""

    def __init__(self, workers: int, threads: int) -> None:
        self._memory = mmap.mmap(-1, MARKS + workers * threads)
        self.threads = threads

    def get(self, place: int) -> int:
        return self._memory[place]

    def put(self, place: int, value: int) -> None:
        self._memory[place] = value

    def mark(self, worker: int, thread: int, value: int) -> None:
        self._memory[MARKS + worker * self.threads + thread] = value

    def in_hand(self, worker: int) -> int:
        start = MARKS + worker * self.threads
        return sum(self._memory[start : start + self.threads])

    def clear(self, worker: int) -> None:
        for thread in range(self.threads):
            self.mark(worker, thread, 0)


@dataclass
class Race:
    """The processes of one run, and what became of them; the parent holds no connection."""

    database: str
    portions: Sequence[Sequence[Listed]]
    shared: Shared
    chance: random.Random
    workers: dict[int, int] = field(default_factory=dict)
    """Place → process id."""
    from_inside: int = 0
    from_outside: int = 0
    idle: int = 0
    """Killed without numbers in hand."""
    cut: int = 0
    """Lists that were found half numbered after a kill."""

    def start(self, place: int) -> None:
        self.shared.clear(place)
        seed = self.chance.randrange(2**31)
        child = os.fork()
        if not child:
            _work(self.database, self.portions, self.shared, place, seed)
        self.workers[place] = child

    def kill(self, place: int) -> None:
        os.kill(self.workers[place], signal.SIGKILL)
        os.waitpid(self.workers[place], 0)
        lists = [one for portion in self.portions for one in portion]
        self.cut += _looked(self.database, halves, lists)
        self.start(place)

    def release(self) -> None:
        """Give out one portion of the lists more."""
        self.shared.put(RELEASED, self.shared.get(RELEASED) + 1)

    def kill_from_inside(self) -> None:
        """Have the next who has drawn numbers stop at a statement after it; kill who stopped."""
        self.shared.put(ORDER, 1 + self.chance.randrange(STATEMENTS))
        self.release()
        deadline = time.monotonic() + PATIENCE
        while not (stopped := self._stopped()):
            assert time.monotonic() < deadline, "nobody draws a number"
            time.sleep(0.001)
        time.sleep(self.chance.random() * 0.02)  # the others run into what is locked
        for place in stopped:
            self.from_inside += bool(self.shared.in_hand(place))
            self.idle += not self.shared.in_hand(place)
            self.kill(place)

    def kill_from_outside(self) -> None:
        """Freeze all at a random moment and look; kill one that has numbers in hand."""
        self.release()
        deadline = time.monotonic() + AIM
        while True:
            time.sleep(self.chance.random() * 0.004)
            for place in self.workers:
                self._freeze(place)
            busy = [place for place in self.workers if self.shared.in_hand(place)]
            if busy or time.monotonic() > deadline:
                chosen = self.chance.choice(busy or list(self.workers))
                self.from_outside += bool(busy)
                self.idle += not busy
                self._thaw([place for place in self.workers if place != chosen])
                self.kill(chosen)
                return
            self._thaw(list(self.workers))

    def end(self) -> None:
        """Let everybody finish their transaction and leave."""
        self.shared.put(STOP, 1)
        for child in self.workers.values():
            os.waitpid(child, 0)
        self.workers.clear()

    def give_up(self) -> None:
        for child in self.workers.values():
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def _freeze(self, place: int) -> None:
        os.kill(self.workers[place], signal.SIGSTOP)
        _, status = os.waitpid(self.workers[place], os.WUNTRACED)
        assert os.WIFSTOPPED(status), "a process ended by itself"

    def _thaw(self, places: Sequence[int]) -> None:
        for place in places:
            os.kill(self.workers[place], signal.SIGCONT)

    def _stopped(self) -> list[int]:
        found = []
        for place, child in self.workers.items():
            seen, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
            if seen:
                assert os.WIFSTOPPED(status), "a process ended by itself"
                found.append(place)
        return found


def run(
    database: str, *, certificates: int, workers: int, threads: int, kills: int, seed: int
) -> dict[str, object]:
    """Number so many certificates while processes die; say what is wrong, `wrong` empty if not."""
    engine = open_engine(database)
    migrate(engine)
    lists = approve_lists(engine, certificates, seed)
    engine.dispose()
    portions = [lists[start :: kills + 1] for start in range(kills + 1)]
    assert all(portions), "fewer lists than kills: number more certificates"
    chance = random.Random(seed)  # noqa: S311
    race = Race(database, portions, Shared(workers, threads), chance)
    began = time.perf_counter()
    try:
        for place in range(workers):
            race.start(place)
        for number in range(kills):
            (race.kill_from_outside if number % 2 else race.kill_from_inside)()
        race.release()
        deadline = time.monotonic() + PATIENCE
        while _looked(database, left_over, lists):
            assert time.monotonic() < deadline, "some are never numbered"
            time.sleep(0.05)
        race.end()
    finally:
        race.give_up()
    wrong = dict(_looked(database, faults, lists))
    return {
        "certificates": certificates,
        "lists": len(lists),
        "processes": workers,
        "threads": threads,
        "killed_with_numbers_in_hand": race.from_inside + race.from_outside,
        "of_these_from_outside": race.from_outside,
        "killed_idle": race.idle,
        "half_lists_seen": race.cut,
        "threads_failed": race.shared.get(FAILED),
        "seconds": round(time.perf_counter() - began, 1),
        "wrong": wrong,
    }


def _looked(
    database: str, look: Callable[[Engine, Sequence[Listed]], T], lists: Sequence[Listed]
) -> T:
    """Look with a connection that is closed again: nothing is open when a process forks."""
    engine = open_engine(database)
    try:
        return look(engine, lists)
    finally:
        engine.dispose()


class Watched:
    """Marks which thread has numbers in hand, and stops the process where it is told to."""

    def __init__(self, engine: Engine, shared: Shared, worker: int) -> None:
        self._shared, self._worker, self._mine = shared, worker, threading.local()
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "rollback", self._end)

    def enter(self, thread: int) -> None:
        self._mine.thread, self._mine.done = thread, 0

    def _statement(self, connection: object, cursor: object, statement: str, *rest: object) -> None:
        if self._mine.done or statement.startswith("UPDATE number_series"):
            self._step()

    def _commit(self, connection: object) -> None:
        if self._mine.done:
            self._step()
        self._end(connection)

    def _end(self, connection: object) -> None:
        self._mine.done = 0
        self._shared.mark(self._worker, self._mine.thread, 0)

    def _step(self) -> None:
        self._mine.done += 1
        self._shared.mark(self._worker, self._mine.thread, 1)
        if self._shared.get(ORDER) == self._mine.done:
            self._shared.put(ORDER, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(PATIENCE)  # a stopped process is killed, never woken


def _work(
    database: str, portions: Sequence[Sequence[Listed]], shared: Shared, place: int, seed: int
) -> NoReturn:
    """Be one process: issue on all threads until told to stop."""
    try:
        engine = open_engine(database)
        watched, settled = Watched(engine, shared, place), set[Listed]()
        threads = [
            threading.Thread(
                target=_issue,
                args=(engine, watched, portions, shared, settled, (place, number), seed),
            )
            for number in range(shared.threads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        engine.dispose()
    finally:
        os._exit(0)


def _issue(
    engine: Engine,
    watched: Watched,
    portions: Sequence[Sequence[Listed]],
    shared: Shared,
    settled: set[Listed],
    who: tuple[int, int],
    seed: int,
) -> None:
    """Be one thread: issue the lists that are out, rather the newest, until nobody is left on one.

    `settled` is the process's own: the others, and whoever follows a dead one, find out again.
    """
    watched.enter(who[1])
    chance = random.Random(seed + who[1])  # noqa: S311
    office = office_on(engine)
    while not shared.get(STOP):
        out = [one for portion in portions[: shared.get(RELEASED)] for one in portion]
        waiting = [one for one in out if one not in settled]
        if not waiting:
            time.sleep(0.002)
            continue
        listed = waiting[-1 - int(chance.random() ** 2 * len(waiting))]
        try:
            issued = issue_listed(office, listed, f"job:{who[0]}-{who[1]}")
        except Exception:
            shared.put(FAILED, min(255, shared.get(FAILED) + 1))
            traceback.print_exc()
            continue
        if not issued.numbered:
            settled.add(listed)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--database", default="", help="a SQLite or PostgreSQL address")
    reader.add_argument("--certificates", type=int, default=1000)
    reader.add_argument("--workers", type=int, default=4)
    reader.add_argument("--threads", type=int, default=4)
    reader.add_argument("--kills", type=int, default=20)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    with database_for(asked.database) as database:
        report = run(
            database,
            certificates=asked.certificates,
            workers=asked.workers,
            threads=asked.threads,
            kills=asked.kills,
            seed=asked.seed,
        )
    sys.stdout.write(json.dumps(report) + "\n")
    right = not (report["wrong"] or report["half_lists_seen"] or report["threads_failed"])
    sys.exit(not right)


if __name__ == "__main__":
    main()
