"""Durable webhooks a second through the real server, and whether one is lost when it is killed.

    python -m tests.benchmarks.webhook_door [--database URL] [--seconds 10] [--connections 100]
                                            [--rate 2000] [--burst 100000] [--rounds 100]

Starts `simpul serve` as it is deployed (without the worker) on loopback, with a database of its
own: a new SQLite file, or a new schema in the PostgreSQL of `--database`. Prints one JSON object.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from connector.store.engine import open_engine, reading
from connector.store.tables import inbox
from tests.benchmarks.webhook_load import HOST, Letter, Sender, Tally, event_body, signed_letters
from tests.database import postgresql_schema, sqlite_url

SECRET = "an invented webhook secret"

SIMPUL = "from connector.cli.main import main; main()"
"""What the command `simpul` runs, whether or not it is on the path."""

PATIENCE = 60.0
"""Seconds until a server that does not answer is a failure."""

WARM_UP = 1000
"""Letters before the clock starts."""

PORTION = 5000
"""Letters signed at a time."""


@dataclass(frozen=True)
class Serving:
    """A running server and the database it writes to."""

    process: subprocess.Popen[bytes]
    port: int
    database: str

    def page_process(self) -> int:
        """Return the id of the process that answers: gunicorn forks it from ours."""
        command = ["ps", "-A", "-o", "pid=,ppid=,stat="]
        listing = subprocess.run(command, capture_output=True, text=True, check=True)
        rows = [line.split() for line in listing.stdout.splitlines()]
        ours = str(self.process.pid)
        return int(next(pid for pid, parent, how in rows if parent == ours and how[0] != "Z"))

    def processor_seconds(self) -> float:
        """Return the time the page process has computed so far; on Linux only, else 0."""
        page = self.page_process()
        try:
            said = Path(f"/proc/{page}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def database_for(given: str) -> Iterator[str]:
    """Yield a fresh database: a file, or a schema that is dropped afterwards."""
    if given.startswith("postgresql"):
        with postgresql_schema(given) as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="simpul-door-") as folder:
        yield given or sqlite_url(Path(folder) / "simpul.db")


@contextmanager
def serving(
    database: str, home: Path, port: int = 0, more: Mapping[str, str] | None = None
) -> Iterator[Serving]:
    """Start `simpul serve` and wait until it answers; end it on leaving.

    Without the worker, unless `more` settings ask for the whole service.
    """
    port = port or free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "SIMPUL_HOME": str(home),
        "SIMPUL_SECRET_KEY": "k" * 43,
        "SIMPUL_LISTEN": f"{HOST}:{port}",
        "SIMPUL_DATABASE_URL": database,
        "SIMPUL_ZOOM_WEBHOOK_SECRET": SECRET,
        **(more or {}),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SIMPUL, "serve", *([] if more else ["--no-worker"])],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(process, port)
        yield Serving(process, port, database)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def stored(database: str, numbers: Sequence[int]) -> tuple[int, int]:
    """Return how many of these events are in the inbox, and how many rows it has."""
    engine = open_engine(database)
    try:
        with reading(engine) as connection:
            digests = set(connection.scalars(select(inbox.c.digest)))
            rows = connection.scalar(select(func.count()).select_from(inbox)) or 0
    finally:
        engine.dispose()
    wanted = [hashlib.sha256(event_body(number)).hexdigest() for number in numbers]
    return sum(one in digests for one in wanted), rows


def measure(
    database: str, connections: int, *, seconds: float = 0, letters: int = 0, rate: float = 0
) -> dict[str, object]:
    """Load a fresh server for a time, or with a number of letters; compare with the inbox."""
    with tempfile.TemporaryDirectory() as home, serving(database, Path(home)) as server:
        sender = Sender(server.port, connections, rate)
        try:
            sender.send(iter(signed_letters(SECRET, range(WARM_UP))))
            sender.tally = Tally()
            ready = list(_signed(WARM_UP, letters or int(seconds * (rate or 4000)) + 1))
            deadline = time.perf_counter() + seconds if seconds else float("inf")
            before = server.processor_seconds()
            tally = sender.send(iter(ready), lambda: time.perf_counter() > deadline)
            spent = server.processor_seconds() - before
        finally:
            sender.close()
    tally.acknowledged |= set(range(WARM_UP))
    each = round(spent / len(tally.seconds) * 1000, 3)
    return {
        "connections": connections,
        "offered": rate or "as fast as answered",
        "server_processor_ms_each": each,
        **figures(tally, database),
    }


def figures(tally: Tally, database: str) -> dict[str, object]:
    """Return throughput, times in milliseconds, and what the inbox has of what was acknowledged."""
    times = sorted(tally.seconds)
    found, rows = stored(database, sorted(tally.acknowledged))
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {
        "per_second": round(len(times) / tally.elapsed),
        "ms": {name: _percentile(times, share) for name, share in at.items()},
        "statuses": dict(tally.statuses),
        "acknowledged": len(tally.acknowledged),
        "stored": rows,
        "lost": len(tally.acknowledged) - found,
    }


def kill_rounds(
    database: str, rounds: int, connections: int, seed: int, most_seconds: float = 1.0
) -> dict[str, object]:
    """Kill what serves with SIGKILL at random moments under load, every fifth time all of it.

    What was not acknowledged is sent again to whoever serves next, as Zoom does; at the end all
    has been acknowledged, and must be stored exactly once.
    """
    chance = random.Random(seed)  # noqa: S311
    letters = _endless()
    port, left = free_port(), rounds
    sender = Sender(port, connections)
    try:
        while left:
            with tempfile.TemporaryDirectory() as home, serving(database, Path(home), port) as it:
                for whole in [False] * min(4, left - 1) + [True]:
                    moment = chance.uniform(0.0, most_seconds)
                    sender.send(letters, killing(it, sender.tally, moment, whole))
                    left -= 1
        with tempfile.TemporaryDirectory() as home, serving(database, Path(home), port):
            tally = sender.send(iter(()))
    finally:
        sender.close()
    return {"rounds": rounds, "sent_again": tally.broken, **figures(tally, database)}


AIM = 3.0
"""Seconds after which a kill that waits for work in the victim's hands falls all the same."""


def killing(
    server: Serving,
    tally: Tally,
    seconds: float,
    whole: bool,
    at_work: Callable[[], bool] | None = None,
) -> Callable[[], bool]:
    """Return what kills so long after the first answer, and says when it has.

    With `at_work` the victim is frozen and looked at: it lives on until a look finds it with work
    in its hands, or for AIM seconds at most.
    """
    before, moment = len(tally.acknowledged), float("inf")

    def stop() -> bool:
        nonlocal moment
        now = time.perf_counter()
        if len(tally.acknowledged) > before:
            moment = min(moment, now + seconds)
        if now < moment:
            return False
        victim = server.process.pid if whole else server.page_process()
        strike = os.killpg if whole else os.kill
        with suppress(ProcessLookupError):
            if at_work and now < moment + AIM:
                strike(victim, signal.SIGSTOP)
                if not at_work():
                    strike(victim, signal.SIGCONT)
                    return False
            strike(victim, signal.SIGKILL)
        return True

    return stop


def _signed(first: int, many: int) -> Iterator[Letter]:
    for start in range(first, first + many, PORTION):
        yield from signed_letters(SECRET, range(start, min(start + PORTION, first + many)))


def _endless() -> Iterator[Letter]:
    for start in count(0, 500):
        yield from signed_letters(SECRET, range(start, start + 500))


def _percentile(times: Sequence[float], share: float) -> float:
    if not times:
        return 0.0
    return round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 1)


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind((HOST, 0))
        return int(chosen.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended before it answered"
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not answer")


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--database", default="", help="a SQLite or PostgreSQL address")
    reader.add_argument("--seconds", type=float, default=10)
    reader.add_argument("--connections", type=int, default=100)
    reader.add_argument("--rate", type=float, default=0, help="letters a second; 0: no limit")
    reader.add_argument("--burst", type=int, default=0, help="send so many instead")
    reader.add_argument("--rounds", type=int, default=0, help="kill the server so often instead")
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    with database_for(asked.database) as database:
        if asked.rounds:
            report = kill_rounds(database, asked.rounds, asked.connections, asked.seed)
        elif asked.burst:
            report = measure(database, asked.connections, letters=asked.burst, rate=asked.rate)
        else:
            report = measure(database, asked.connections, seconds=asked.seconds, rate=asked.rate)
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
