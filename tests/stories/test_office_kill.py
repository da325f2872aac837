"""Workers that tell the office are killed between sending and noting: nothing lost, none twice.

The receiver is the official library with a memory of ids, as the specification asks for one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

from connector.clock import utc_now
from connector.domain.office_events import DeliveryState, EventType
from connector.domain.standard_webhooks import new_secret
from connector.store.tables import jobs
from tests.office_house import archive_day, issue, office_house, take_over
from tests.office_receiver import Receiver, receiving
from tests.web.place import house

KILLS = (2, 4, 5, 8)
"""The takings at which the worker dies, before it hears that the message was taken."""


def test_a_worker_killed_after_sending_sends_the_same_message_again(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.stories.office_hand", url]
    with house(engine) as opened, receiving(Receiver(secret=new_secret())) as receiver:
        place = office_house(opened)
        events = {
            EventType.CERTIFICATE_ISSUED,
            EventType.SESSION_RECORDED,
            EventType.ROSTER_CONFIRMED,
        }
        place.webhook(receiver, events)
        for _ in range(3):
            take_over(place)
        for day in range(2):
            archive_day(place, day)
        issue(place)
        told = place.tell()
        assert told == 9
        worker: list[subprocess.Popen[bytes]] = []

        def kill_where_told() -> None:
            if len(receiver.requests) in KILLS:
                os.kill(worker[-1].pid, signal.SIGKILL)

        receiver.on_taken = kill_where_told
        ends = []
        for _ in range(len(KILLS) + 1):
            with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as process:
                worker.append(process)
                ends.append(process.wait(100))
            with place.engine.begin() as connection:  # the lease of the dead runs out
                connection.execute(
                    jobs.update().where(jobs.c.state == "ready").values(run_at=utc_now())
                )
        assert ends == [-signal.SIGKILL] * len(KILLS) + [0]
        assert len(receiver.taken) == told
        assert receiver.repeats == len(KILLS)
        assert receiver.refused == 0
        lines = place.lines()
        assert {one.delivery.state for one in lines} == {DeliveryState.SENT}
        assert {one.event.message_id for one in lines} == set(receiver.taken)
