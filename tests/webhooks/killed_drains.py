"""Drains that die: `python -m tests.webhooks.killed_drains URL ROUNDS SEED` kills one a round.

Every round forks a process that drains as a worker does, and sends it SIGKILL at a random moment.
Nothing is opened before a fork.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import Engine, func, select, update

from connector.clock import utc_now
from connector.domain.presence import Sighting, Stay, stays_of
from connector.store import presence
from connector.store.engine import open_engine, reading
from connector.store.tables import inbox, occurrences, sightings
from tests.webhooks.class_days import (
    ACCOUNT,
    CONNECTION,
    ClassDays,
    legs_in,
    put,
    seeded,
    states_in,
)
from webhooks.dispatch import Drain
from webhooks.zoom import events

LEASE_SECONDS = 0.3
"""Short, so that the next drain takes up what the dead one held."""

LONGEST_LIFE = 0.15
"""Seconds a drain may work before it is killed: about as long as a round's events take."""

BATCH = 200

EVENTS_A_ROUND = 400


def drain_of(engine: Engine) -> Drain:
    readers = {"zoom": events.reader({CONNECTION: ACCOUNT})}
    return Drain(engine, readers, batch=BATCH, lease_seconds=LEASE_SECONDS)


def kill_rounds(url: str, rounds: int, seed: int) -> None:
    chance = seeded(seed)
    for _ in range(rounds):
        heard, said = os.pipe()
        child = os.fork()
        if not child:
            _drain_until_killed(url, said)
        os.close(said)
        os.read(heard, 1)  # it is about to begin
        os.close(heard)
        time.sleep(chance.random() * LONGEST_LIFE)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _drain_until_killed(url: str, said: int) -> None:
    engine = open_engine(url)
    with engine.connect():
        os.write(said, b".")
    drain_of(engine).run(threading.Event())
    os._exit(1)


def survive(engine: Engine, made: ClassDays, rounds: int, seed: int = 1) -> Counter[str]:
    """Let drains die over an inbox, finish it, and count what is wrong; all zeros is right.

    `hit` is no fault: it counts events that a dying drain had in hand.
    """
    put(engine, made.bodies)
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.webhooks.killed_drains", url, str(rounds), str(seed)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with engine.begin() as connection:
        connection.execute(update(inbox).where(inbox.c.state == "waiting").values(run_at=utc_now()))
    drain_of(engine).work_off()
    states = states_in(engine)
    with reading(engine) as connection:
        noted = connection.execute(select(func.count()).select_from(sightings)).scalar_one()
        hit = connection.execute(select(func.count()).where(inbox.c.attempts > 1)).scalar_one()
        left = len(presence.stale(connection))
    return Counter(
        hit=hit,
        not_done=sum(state != "done" for state in states),
        sightings_missing=len(states) - noted,
        meetings_left=left,
        legs_wrong=int(legs_in(engine) != made.truth),
        stays_wrong=int(_stays_in(engine) != undisturbed(made)),
    )


def undisturbed(made: ClassDays) -> Mapping[str, tuple[Stay, ...]]:
    """Return the stays as they are where no database and no death comes between."""
    read, seen = events.reader({}), defaultdict[str, list[Sighting]](list)
    for body in made.bodies:
        if (one := read("", json.loads(body)).sighting) is not None:
            seen[one.uuid].append(one.sighting)
    return {uuid: stays_of(sightings).stays for uuid, sightings in seen.items()}


def _stays_in(engine: Engine) -> Mapping[str, tuple[Stay, ...]]:
    with reading(engine) as connection:
        meetings = connection.execute(select(occurrences.c.meeting).distinct()).scalars().all()
        held = presence.held_of(connection, [(CONNECTION, meeting) for meeting in meetings])
    return {
        one.uuid: tuple(sorted(one.stays, key=lambda stay: (stay.joined, stay.leg, stay.room)))
        for one in held
    }


if __name__ == "__main__":
    kill_rounds(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
