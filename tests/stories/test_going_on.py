"""What was left over goes on by itself where time helps, not for ever, and says why it waits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.app import handlers
from connector.flows import one_system, sync_training
from connector.flows.register_participants import create_training
from connector.jobs.port import JobState, JobStatus
from connector.jobs.worker import work_off
from connector.store import leases, plans, statuses
from connector.store.engine import reading
from connector.store.plans import PlanState
from connector.store.tables import jobs
from tests.stories.place import (
    ACTOR,
    CODE,
    NAMES,
    Place,
    address_of,
    moodle_holds,
    office_with_sandboxes,
)

FOR_EVER = 100_000


class Hours:
    """The time of one story."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def place(engine: Engine, tmp_path: Path, hours: Hours) -> Iterator[Place]:
    with office_with_sandboxes(address_of(engine), tmp_path, clock=hours) as opened:
        create_training(opened.office, code=CODE, title="Pelatihan Uji", cohort="II", actor=ACTOR)
        opened.people(NAMES[:3])
        opened.timetable(days=1, first=(hours.now + timedelta(days=30)).date())
        yield opened


def waiting(place: Place) -> list[JobStatus]:
    with reading(place.office.engine) as connection:
        return place.office.jobs.listing(connection, JobState.READY)


def go_on(place: Place, hours: Hours) -> None:
    """Let the only waiting job become due and run."""
    (job,) = waiting(place)
    hours.now = max(hours.now, job.run_at)
    with place.office.engine.begin() as connection:
        due = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(jobs.update().values(run_at=due))
    assert work_off(place.office.jobs, handlers(place.office)) == 1


def test_a_system_that_never_answers_again_is_given_up_after_three_days(
    place: Place, hours: Hours
) -> None:
    place.moodle.faults.arm("error_5xx", match="core_user_create_users", times=FOR_EVER)
    assert place.sync().state is PlanState.PARTLY
    started, turns = hours.now, 0
    while waiting(place):
        go_on(place, hours)
        turns += 1
        assert turns < 30
    assert timedelta(hours=72) < hours.now - started < timedelta(hours=80)
    with reading(place.office.engine) as connection:
        newest = plans.latest(connection, "training:1")
    assert newest is not None
    assert newest.state is PlanState.DRAFTED, "now a person must look"


def test_a_system_that_could_not_even_be_read_is_tried_again(place: Place, hours: Hours) -> None:
    place.moodle.faults.arm("error_5xx", match="core_user_create_users", times=1)
    assert place.sync().state is PlanState.PARTLY
    place.moodle.faults.arm("maintenance")
    go_on(place, hours)
    assert len(moodle_holds(place.moodle)["enrolments"]) == 0
    go_on(place, hours)
    assert len(moodle_holds(place.moodle)["enrolments"]) == 3
    assert not waiting(place)


def test_what_a_person_must_mend_is_not_tried_again_by_itself(place: Place) -> None:
    place.moodle.state.account.capabilities.discard("moodle/course:create")
    assert place.sync().state is PlanState.PARTLY
    assert not waiting(place)


def test_changes_that_met_another_writer_say_so(place: Place) -> None:
    engine = place.office.engine
    with leases.hold(engine, "moodle-default", one_system.WRITER, owner="other", seconds=60):
        ended = place.sync()
    assert ended.error_code == "store_busy"
    with reading(engine) as connection:
        told = {
            one.status.system: one.status for one in statuses.of_training(connection, "training:1")
        }
        outcomes = plans.outcomes_of(connection, ended.id)
    assert len(outcomes) == ended.changes
    assert {one.code for one in told["lms"].seats} == {"store_busy"}
    assert told["meetings"].in_line


def test_a_plan_asked_for_on_a_page_that_only_finishes_an_approved_one_is_applied(
    place: Place,
) -> None:
    place.moodle.faults.arm("maintenance", match="enrol_manual_enrol_users")
    assert place.sync().state is PlanState.PARTLY
    sync_training.request_plan(place.office, CODE, ACTOR)
    work_off(place.office.jobs, handlers(place.office))
    with reading(place.office.engine) as connection:
        newest = plans.latest(connection, "training:1")
    assert newest is not None
    assert (newest.number, newest.state) == (2, PlanState.VERIFIED)
