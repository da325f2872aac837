"""Moodle tells, Simpul reads again: hand-made changes, completions, outages, our own writing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.flows import sync_training
from connector.messages import say
from connector.reconcile.status import SeatState
from connector.sandbox.moodle import learning
from connector.store import learning as stored_learning
from connector.store.engine import reading
from connector.store.plans import PlanState
from tests.stories.place import address_of
from tests.stories.told_place import CODE, TellingPlace, telling_place

PEOPLE = 6


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[TellingPlace]:
    with telling_place(address_of(engine), tmp_path) as opened:
        opened.class_of(PEOPLE)
        opened.settle()
        opened.called()
        yield opened


def missing(place: TellingPlace) -> int:
    return sum(one.state is not SeatState.OK for one in place.status().status.seats)


def test_what_is_done_by_hand_in_moodle_shows_after_one_message(place: TellingPlace) -> None:
    assert (missing(place), place.status().drift) == (0, 0)
    place.unenrol(place.user(0))
    place.suspend(place.user(1))
    assert place.tell() >= 2
    place.follow()
    assert (missing(place), place.status().drift > 0) == (2, True)
    assert place.waiting() == 0
    codes = [one.code for one in place.status().status.seats if one.code]
    assert codes == ["gone_there", "suspended_there"]
    page = place.page(f"/trainings/{CODE}")
    assert "make a new plan to see what differs" in page
    assert "taken out in that system itself" in page
    assert all(say(CATALOGUE, code, {}, "id", "lms")[0] != code for code in codes)
    place.sync()
    assert (missing(place), place.status().drift) == (0, 0)


def test_a_completed_activity_is_read_of_that_person_alone(place: TellingPlace) -> None:
    state, user = place.moodle.state, place.user(2)
    page = learning.add_activity(state, place.course(), "Halaman", criterion=True)
    place.settle()
    place.called()
    learning.complete(state, page, user)
    assert place.tell() == 2  # course_completed, and before what caused it
    place.follow(after=0)
    with reading(place.office.engine) as connection:
        told = stored_learning.progress_of(connection, 1)
    assert [one.progress.completed for one in told.values()] == [True]
    assert place.called()["local_simpul_get_results"] == 1


def test_nothing_is_lost_while_simpul_is_away(place: TellingPlace) -> None:
    place.server.stop()
    place.unenrol(place.user(0))
    for _ in range(10):
        assert place.moodle.plugin.deliver() == 0
        place.pass_time(60)
    place.server.start()
    place.settle()
    assert missing(place) == 1


def test_nothing_is_lost_while_moodle_does_not_answer_us(place: TellingPlace) -> None:
    place.unenrol(place.user(0))
    place.tell()
    place.moodle.faults.arm("error_5xx", times=50)
    assert place.follow().failed == 1
    assert place.waiting() > 0
    place.moodle.faults.clear()
    place.follow(after=60)
    assert (missing(place), place.waiting()) == (1, 0)


def test_our_own_writing_makes_no_plan_and_few_readings(place: TellingPlace) -> None:
    for number in range(PEOPLE):
        place.unenrol(place.user(number))
    place.settle()
    before = place.plans()
    assert place.sync().state is PlanState.VERIFIED
    plans = place.plans()
    assert plans == before + 1
    place.called()
    messages = place.tell()
    assert messages >= PEOPLE  # it hears of everybody whom it enrolled itself
    for _ in range(10):
        place.follow(after=3)
        place.tell()
    calls = place.called()
    assert calls["core_enrol_get_enrolled_users"] <= 4  # active and suspended, at most twice
    assert not any(
        "_create_" in name or "_update_" in name or "enrol_manual" in name for name in calls
    )
    assert (place.plans(), place.waiting(), place.status().drift) == (plans, 0, 0)
    assert place.tell() == 0  # reading makes no message: there is no loop


def test_messages_twice_late_and_out_of_order_lead_to_the_same(place: TellingPlace) -> None:
    for fault in ("double", "late", "disorder"):
        place.moodle.plugin.faults.arm(fault)
    for number in range(3):
        place.unenrol(place.user(number))
    for _ in range(5):
        place.tell()
        place.follow()
    place.settle()
    assert missing(place) == 3


def test_a_message_that_never_comes_is_made_up_for(place: TellingPlace) -> None:
    place.moodle.plugin.paused = True
    place.unenrol(place.user(0))
    assert place.tell() == 0
    sync_training.check_drift(place.office)
    assert missing(place) == 1
