"""Processes that observe runs are killed in the act: each milestone stands in its log once."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import Engine, select

from connector.flows import run_procedures
from connector.flows.observe_procedures import observe
from connector.store.engine import reading
from connector.store.tables import audit_entries, step_entries
from tests.flows.run_place import Place, add_training, place_of, take_roster, verify_plan

RUNS = 60
KILLED_AT = (5, 20, 40)
"""How many lines are written when the processes of a round are killed."""

PATIENCE = 120
"""Seconds for a round on a busy machine."""

NOW = "16 09.00"


def lines(engine: Engine) -> Counter[int]:
    with reading(engine) as connection:
        return Counter(connection.execute(select(step_entries.c.run_id)).scalars())


def furnish(engine: Engine) -> Place:
    place = place_of(engine)
    for number in range(RUNS):
        code = f"T{number}"
        add_training(place, code)
        run_procedures.begin(place.office, code, "s001", unit=place.unit, actor="cli")
        take_roster(place, code=code)
        verify_plan(place, code)
    place.move(NOW)
    return place


def test_killed_while_observing_every_milestone_is_written_once(engine: Engine) -> None:
    place = furnish(engine)
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.stories.observing_hand", url, NOW]
    folder, fell_into_work = Path(__file__).parents[2], 0
    for count in KILLED_AT:
        hands = [subprocess.Popen(command, cwd=folder) for _ in range(2)]
        end = time.monotonic() + PATIENCE
        while len(lines(engine)) < count and any(one.poll() is None for one in hands):
            assert time.monotonic() < end, "nothing was written"
            time.sleep(0.01)
        for one in hands:
            one.kill()
            one.wait()
        fell_into_work += count <= len(lines(engine)) < RUNS
    assert fell_into_work, "every kill came too late"
    observe(place.office)
    assert set(lines(engine).values()) == {1}
    assert len(lines(engine)) == RUNS
    with reading(engine) as connection:
        actions = connection.execute(select(audit_entries.c.action)).scalars()
        assert Counter(actions)["step.done"] == RUNS
