"""Certificates rendered and signed, measured: `python -m tests.benchmarks.certificates`.

    python -m tests.benchmarks.certificates [--certificates 1000] [--processes 2] [--key rsa|p256]

Two-page STTP of invented people, each printed by Typst as PDF/A-2b and signed PAdES B-B with a
key of its own making, in a pool of processes that each open the key once. Nothing is stored, but
each file is written. Prints seconds from the pool's start to the last file, milliseconds of one,
and the peak memory of all processes together, shared pages counted once (PSS, sampled). Some are
verified afterwards, outside the measured time. Exit 1 when a signature does not hold or, for
1,000 on two processes, the aim of 30 seconds or 300 MB is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.benchmarks.certificate_station import Made

AIM_SECONDS, AIM_MEGABYTES, AIM_COUNT = 30.0, 300, 1000

STATION = "tests.benchmarks.certificate_station"
"""Imported once, by the process that the others are forked from: this one stays small."""

EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Run:
    seconds: float
    print_ms: float
    sign_ms: float
    processors: float
    """Seconds that processors worked for it: what others on the machine do hardly shows here."""
    kilobytes: float
    megabytes: float


def run(count: int, processes: int, folder: Path) -> Run:
    """Make `count` certificates with the key in the folder."""
    target = folder / "signed"
    target.mkdir()
    # Typst's threads survive no fork; the server that is forked from has printed nothing yet.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([STATION])
    with watched() as peak:
        started = perf_counter()
        with ProcessPoolExecutor(processes, context, _open, (folder, target)) as pool:
            made = list(pool.map(_make, range(1, count + 1), chunksize=10))
            seconds = perf_counter() - started
    return Run(
        seconds,
        _median([one.printing for one in made]) * 1000,
        _median([one.signing for one in made]) * 1000,
        sum(one.processors for one in made),
        sum(one.size for one in made) / count / 1024,
        max(peak),
    )


def _open(folder: Path, target: Path) -> None:
    from tests.benchmarks.certificate_station import open_station

    open_station(folder, target)


def _make(number: int) -> Made:
    from tests.benchmarks.certificate_station import make_one

    return make_one(number)


@contextmanager
def watched() -> Iterator[list[float]]:
    """Sample what this process and all below it hold in memory, in megabytes (Linux)."""
    found, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(EVERY):
            found.append(sum(map(_megabytes, _family(os.getpid()))))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def _family(process: int) -> list[int]:
    below = Path(f"/proc/{process}/task/{process}/children")
    try:
        children = [int(one) for one in below.read_text(encoding="ascii").split()]
    except OSError:
        return []
    return [process, *(each for one in children for each in _family(one))]


def _megabytes(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0  # it has ended
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _alone(work: Any, *given: object) -> Any:
    """Do something in a process of its own, whose memory is not this one's."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def _write_key(folder: Path, kind: str) -> bytes:
    """Put an official's key into the folder; return the root's DER."""
    from tests.signing_keys import authority, curve_key, rsa_key

    root = authority()
    root.issue(key=rsa_key(1) if kind == "rsa" else curve_key()).store(folder)
    return root.der


def _unsound(folder: Path, root: bytes, count: int) -> list[str]:
    """Verify fifty of them, spread over all; return the names of those that do not hold."""
    from connector.documents.signing.verify import verify

    names = [f"{number}.pdf" for number in range(1, count + 1, max(1, count // 50))]
    judged = {name: verify((folder / "signed" / name).read_bytes(), [root]) for name in names}
    return [name for name, one in judged.items() if not one.trusted or one.problems]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--certificates", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--key", choices=("rsa", "p256"), default="rsa")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        root = _alone(_write_key, folder, chosen.key)
        found = run(chosen.certificates, chosen.processes, folder)
        broken = _alone(_unsound, folder, root, chosen.certificates)
    one = found.print_ms + found.sign_ms
    sys.stdout.write(
        f"{chosen.certificates} certificates of two pages, {chosen.key}, {chosen.processes} "
        f"processes: {found.seconds:.1f} s, {found.processors:.1f} s of processors\n"
        f"one: {one:.1f} ms ({found.print_ms:.1f} printed, {found.sign_ms:.1f} signed), "
        f"{found.kilobytes:.0f} KB\n"
        f"peak memory of all processes {found.megabytes:.0f} MB; not sound: {len(broken)}\n"
    )
    measured = chosen.certificates == AIM_COUNT and chosen.processes == 2
    missed = found.seconds > AIM_SECONDS or found.megabytes > AIM_MEGABYTES
    return 1 if broken or (measured and missed) else 0


if __name__ == "__main__":
    sys.exit(main())
