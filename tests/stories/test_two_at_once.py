"""Two trainings that share people are planned and applied at the same moment, from two threads."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine

from connector.flows.register_participants import create_training
from connector.store.plans import PlanState
from tests.stories.place import (
    ACTOR,
    NAMES,
    Place,
    address_of,
    moodle_holds,
    office_with_sandboxes,
    zoom_holds,
)

CODES = ("UJI-1", "UJI-2")


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[Place]:
    with office_with_sandboxes(address_of(engine), tmp_path, lease_wait_seconds=20.0) as opened:
        for code, people in zip(CODES, (NAMES[:8], NAMES[3:11]), strict=True):
            create_training(opened.office, code=code, title="Uji", cohort=code, actor=ACTOR)
            opened.people(people, code=code)
        opened.timetable(days=2, code=CODES[0])
        yield opened


def test_nothing_is_made_twice(place: Place) -> None:
    start = Barrier(2)

    def live(code: str) -> list[PlanState]:
        start.wait()
        return [place.sync(code).state for _ in range(3)]

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(live, CODES))
    assert [states[-1] for states in ended] == [PlanState.VERIFIED] * 2
    held = moodle_holds(place.moodle)
    emails = Counter(row[0] for row in held["users"] if str(row[0]).endswith("@contoh.example"))
    assert set(emails.values()) == {1}
    assert len(emails) == 11
    assert len(held["enrolments"]) == 16
    assert len(held["groups"]) == 2
    assert Counter(row[0] for row in held["courses"])["UJI-1"] == 1
    assert [len(str(row[-1]).split("approved")) - 1 for row in zoom_holds(place.zoom)] == [8, 8]
    for code in CODES:
        assert not place.sync(code).changes
