"""Kills the whole service through a class day: afterwards the lists are those of a quiet day.

    python -m tests.benchmarks.class_kill [--rounds 100] [--database URL] [--seed 1]
                                          [--burst 100000] [--registrants 2500]

Starts `simpul serve` as it is deployed, door and worker in one, with a database of its own.
`--burst` kills nothing: it sends one session of so many events and holds the minutes against the
truth. Prints one JSON object; exit 1 when something is wrong.
"""

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select, update

from connector.app import inbox_drain, open_office
from connector.clock import utc_now
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.office import Office
from connector.settings import Settings, read_settings
from connector.store import presence
from connector.store.engine import reading
from connector.store.inbox import InboxState
from connector.store.tables import inbox
from tests.benchmarks.webhook_door import (
    SECRET,
    Serving,
    database_for,
    free_port,
    killing,
    serving,
)
from tests.benchmarks.webhook_load import Letter, Sender, Tally, signed_letter
from tests.class_days import ACCOUNT, HOST, ClassDay, make_burst, make_class_day
from tests.database import sqlite_url
from tests.stories.class_truth import AFTER, CODE, seat_the_day, take_in

CONNECTED = {
    "SIMPUL_ZOOM_ACCOUNT_ID": ACCOUNT,
    "SIMPUL_ZOOM_CLIENT_ID": "contoh",
    "SIMPUL_ZOOM_CLIENT_SECRET": "an invented client secret",
    "SIMPUL_ZOOM_HOST": HOST.email,
    "SIMPUL_ZOOM_API_URL": "http://127.0.0.1:9",
    "SIMPUL_ZOOM_OAUTH_URL": "http://127.0.0.1:9",
}
"""An account that calls us and is never called: nothing of a class day needs an answer of it."""

PATIENCE = 600.0
"""Seconds until an inbox that does not come to rest is a failure."""

UNSETTLED = (InboxState.WAITING, InboxState.UNKNOWN, InboxState.PARKED)
"""States that no event of a class day may end in; some are rightly ignored."""

PEOPLE_A_ROUND = 20
"""With two sessions some 130 events a round."""


@dataclass(frozen=True)
class Lists:
    """What pages and papers would show of a day; comparable between two databases."""

    cells: Mapping[tuple[str, str], Any]
    cards: Sequence[str]
    stays: Counter[tuple[Any, ...]]


def survive(
    database: str, rounds: int, seed: int, *, people: int = 0, most_seconds: float = 0.4
) -> dict[str, object]:
    """Kill the service so often while a class day's events arrive; say what is wrong after it.

    Every fifth time all of it is killed, else the process that answers and works; every second
    kill waits until rows are in its hands. What was not acknowledged is sent again, as Zoom does.
    `wrong` is empty when nothing is.
    """
    day = make_class_day(seed, people or max(60, rounds * PEOPLE_A_ROUND))
    bodies = _arriving(day)
    with tempfile.TemporaryDirectory() as home, _office(database, Path(home)) as (office, _):
        seat_the_day(office, day)
        tally, hit = _kill(office.engine, database, bodies, rounds, seed, most_seconds)
        wrong = _accounts(office.engine, bodies, tally)
        disturbed = lists_of(office, day)
    if disturbed != undisturbed(day):
        wrong["lists"] = "not those of the undisturbed run"
    return {
        "rounds": rounds,
        "seats": len(day.people),
        "events": len(set(bodies)),
        "acknowledged": len(tally.acknowledged),
        "sent_again": tally.broken,
        "statuses": dict(tally.statuses),
        "rows_in_dying_hands": hit,
        "cells": len(disturbed.cells),
        "wrong": wrong,
    }


def _kill(
    engine: Engine, database: str, bodies: Sequence[bytes], rounds: int, seed: int, most: float
) -> tuple[Tally, int]:
    """Send everything through a service that dies again and again; return when all is settled."""
    chance = random.Random(seed)  # noqa: S311
    letters, port = _signed(bodies), free_port()
    sender, left, hit = Sender(port, connections=24), rounds, 0
    share = -(-len(bodies) // rounds)
    try:
        while left:
            with _served(database, port) as it:
                for whole in [False] * min(4, left - 1) + [True]:
                    wait = chance.uniform(0.0, most)
                    aimed = left % 2 == 1
                    kill = (
                        killing(it, sender.tally, 0.0, whole, lambda: bool(_held(engine)))
                        if aimed
                        else killing(it, sender.tally, wait, whole)
                    )
                    _send_some(sender, letters, share, kill)
                    hit += _let_the_leases_end(engine)
                    left -= 1
        with _served(database, port):
            tally = sender.send(letters)
            _until(lambda: settled(engine))
    finally:
        sender.close()
    return tally, hit


def _send_some(
    sender: Sender, letters: Iterator[Letter], most: int, kill: Callable[[], bool]
) -> None:
    """Send up to so many letters until it kills; when they run out, it kills what still works."""
    killed = False

    def stop() -> bool:
        nonlocal killed
        killed = killed or kill()
        return killed

    taken = (letter for _, letter in zip(range(most), letters, strict=False))
    sender.send(taken, stop)
    if len(sender.tally.acknowledged):
        _until(stop, pause=0.002)


def _held(engine: Engine) -> int:
    """Count the rows that somebody has in hand."""
    with reading(engine) as connection:
        waits = (inbox.c.state == InboxState.WAITING.value) & inbox.c.owner.is_not(None)
        counted = select(func.count()).where(waits, inbox.c.run_at > utc_now())
        return connection.scalars(counted).one()


def _let_the_leases_end(engine: Engine) -> int:
    """Let the time pass for which the dead one's rows are kept from others; count them."""
    now = utc_now()
    held = inbox.c.owner.is_not(None) & (inbox.c.run_at > now)
    with engine.begin() as connection:
        return connection.execute(
            update(inbox).where(inbox.c.state == InboxState.WAITING.value, held).values(run_at=now)
        ).rowcount


def settled(engine: Engine) -> bool:
    """Whether no event waits and every held meeting's stays show all that was seen."""
    with reading(engine) as connection:
        waits = select(inbox.c.id).where(inbox.c.state == InboxState.WAITING.value).limit(1)
        return not connection.execute(waits).first() and not presence.stale(connection, 1)


def lists_of(office: Office, day: ClassDay) -> Lists:
    """Read the day's attendance as it stands three hours after the last class."""
    found = _found(office, day)
    return Lists(
        cells=found.matrix.cells,
        cards=sorted(card.key for card in found.cards),
        stays=Counter((one.stay, one.standing, one.seats, one.reasons) for one in found.attributed),
    )


def undisturbed(day: ClassDay) -> Lists:
    """Take the same day in where nothing dies, in this process."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _office(sqlite_url(Path(folder) / "simpul.db"), Path(folder)) as (office, settings),
    ):
        seat_the_day(office, day)
        take_in(office, _arriving(day))
        inbox_drain(office, settings).work_off()
        return lists_of(office, day)


def burst(
    database: str, registrants: int, events: int, seed: int, connections: int = 100
) -> dict[str, object]:
    """Send one session of so many events as fast as they are answered; compare with the truth."""
    day = make_burst(seed, registrants, events)
    bodies = _arriving(day)
    with tempfile.TemporaryDirectory() as home, _office(database, Path(home)) as (office, _):
        seated = seat_the_day(office, day)
        port = free_port()
        sender = Sender(port, connections)
        try:
            with _served(database, port) as server:
                began = time.perf_counter()
                tally = sender.send(_signed(bodies))
                sent = time.perf_counter() - began
                _until(lambda: _waiting(office.engine) == 0)
                drained = time.perf_counter() - began
                _until(lambda: settled(office.engine))
                right = time.perf_counter() - began
                memory = _peak_megabytes(server)
        finally:
            sender.close()
        wrong = _accounts(office.engine, bodies, tally)
        began = time.perf_counter()
        found = _found(office, day)
        read = time.perf_counter() - began
    wrong |= _minutes_wrong(day, seated, found)
    return {
        "registrants": registrants,
        "arrivals": len(bodies),
        "events": len(set(bodies)),
        "acknowledged_per_second": round(len(bodies) / sent),
        "drained_after_seconds": round(drained, 1),
        "drained_per_second": round(len(set(bodies)) / drained),
        "stays_right_after_seconds": round(right, 1),
        "slowest_answer_ms": round(max(tally.seconds) * 1000),
        "peak_megabytes": memory,
        "attendance_read_in_seconds": round(read, 1),
        "minutes": sum(cell.minutes for cell in found.matrix.cells.values()),
        "wrong": wrong,
    }


def _minutes_wrong(
    day: ClassDay, seated: Mapping[str, str], found: ClassAttendance
) -> dict[str, object]:
    """Hold every seat's minutes against the truth; twins may wait for a person, all else counts."""
    wrong = Counter[str]()
    for session, slot in zip(day.sessions, found.matrix.sessions, strict=True):
        for person in day.people:
            cell = found.matrix.cells[seated[person.key], slot.key]
            minutes = cell.minutes + (cell.waiting_minutes if person.twin else 0)
            wrong["minutes"] += minutes != session.seconds(person.key) // 60
    return {name: count for name, count in wrong.items() if count}


def _accounts(engine: Engine, bodies: Sequence[bytes], tally: Tally) -> dict[str, object]:
    """Say what is wrong in the inbox: acknowledged events lost or doubled, events not done."""
    with reading(engine) as connection:
        stored = Counter(connection.scalars(select(inbox.c.digest)))
        rows = connection.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))
        states: dict[str, int] = {state: count for state, count in rows}
    told = {hashlib.sha256(bodies[number]).hexdigest() for number in tally.acknowledged}
    wrong: dict[str, object] = {
        "lost": len(told - stored.keys()),
        "doubled": sum(count > 1 for count in stored.values()),
        "not_acknowledged": len(set(range(len(bodies))) - tally.acknowledged),
        "strange": len(stored.keys() - told),
        "not_done": sum(states.get(one.value, 0) for one in UNSETTLED),
    }
    return {name: count for name, count in wrong.items() if count}


def _arriving(day: ClassDay) -> list[bytes]:
    return [one.told.body for one in day.arrivals]


def _signed(bodies: Sequence[bytes]) -> Iterator[Letter]:
    """Sign each when it is about to be sent: a signature ages."""
    return (signed_letter(SECRET, number, body) for number, body in enumerate(bodies))


def _found(office: Office, day: ClassDay) -> ClassAttendance:
    over: datetime = max(session.closed for session in day.sessions) + AFTER
    with reading(office.engine) as connection:
        return read_attendance(connection, office, CODE, over)


def _waiting(engine: Engine) -> int:
    with reading(engine) as connection:
        waits = select(inbox.c.id).where(inbox.c.state == InboxState.WAITING.value).limit(1)
        return len(connection.execute(waits).all())


def _until(reached: Callable[[], bool], pause: float = 0.05) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > deadline:
            raise AssertionError("it does not come to rest")
        time.sleep(pause)


def _peak_megabytes(server: Serving) -> int:
    """Return the most memory the page process ever had; on Linux only, else 0."""
    try:
        said = Path(f"/proc/{server.page_process()}/status").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in said.splitlines() if "VmHWM" in line) // 1024


@contextmanager
def _served(database: str, port: int) -> Iterator[Serving]:
    with (
        tempfile.TemporaryDirectory() as home,
        serving(database, Path(home), port, CONNECTED) as server,
    ):
        yield server


@contextmanager
def _office(database: str, home: Path) -> Iterator[tuple[Office, Settings]]:
    settings = read_settings(
        {
            **CONNECTED,
            "SIMPUL_HOME": str(home),
            "SIMPUL_SECRET_KEY": "k" * 43,
            "SIMPUL_DATABASE_URL": database,
            "SIMPUL_ZOOM_WEBHOOK_SECRET": SECRET,
        }
    )
    with open_office(settings) as office:
        yield office, settings


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--database", default="", help="a SQLite or PostgreSQL address")
    reader.add_argument("--rounds", type=int, default=100, help="how often it is killed")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--burst", type=int, default=0, help="send so many events instead")
    reader.add_argument("--registrants", type=int, default=2500, help="people of the burst")
    asked = reader.parse_args()
    with database_for(asked.database) as database:
        report = (
            burst(database, asked.registrants, asked.burst, asked.seed)
            if asked.burst
            else survive(database, asked.rounds, asked.seed)
        )
    sys.stdout.write(json.dumps(report) + "\n")
    sys.exit(1 if report["wrong"] else 0)


if __name__ == "__main__":
    main()
