"""Work that meets a daily limit parks until the next quota day and goes on by itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from connector.app import handlers
from connector.flows import sync_training
from connector.flows.register_participants import create_training
from connector.jobs.port import JobState
from connector.jobs.worker import work_off
from connector.sandbox.zoom import Rules, SandboxZoom
from connector.store.engine import reading
from connector.store.plans import PlanState
from connector.store.tables import jobs
from tests.stories.place import (
    ACTOR,
    CODE,
    NAMES,
    address_of,
    office_with_sandboxes,
)


def test_registrations_beyond_the_daily_quota_are_made_the_next_day_without_a_person(
    engine: Engine, tmp_path: Path
) -> None:
    strict = Rules(plan="business", strict_registrant_quota=True)
    moment = [datetime.now(UTC)]
    with office_with_sandboxes(
        address_of(engine), tmp_path, strict, scope="account", clock=lambda: moment[0]
    ) as place:
        create_training(place.office, code=CODE, title="Pelatihan Uji", actor=ACTOR)
        place.people(NAMES[:6])
        place.timetable(days=5)
        stored = sync_training.plan_training(place.office, CODE, ACTOR)
        budget = stored.budgets["meetings"]
        assert budget.later == 12, "two of five days for six people"
        sync_training.approve_plan(place.office, stored.id, stored.fingerprint, ACTOR)
        ended = sync_training.apply_plan(place.office, stored.id, ACTOR)
        assert ended.state is PlanState.PARTLY
        assert _registered(place.zoom) == 18
        assert not place.zoom.ledger.rejections, "the quota is never exceeded to find out"

        with reading(engine) as connection:
            (waiting,) = place.office.jobs.listing(connection, JobState.READY)
        assert waiting.run_at > moment[0]
        moment[0] = waiting.run_at + timedelta(seconds=1)
        _due_now(engine)
        assert work_off(place.office.jobs, handlers(place.office)) == 1
        assert _registered(place.zoom) == 30


def _registered(zoom: SandboxZoom) -> int:
    return sum(len(meeting.registrants) for meeting in zoom.state.meetings.values())


def _due_now(engine: Engine) -> None:
    """The night passes for the work engine as well, which asks the database for the time."""
    with engine.begin() as connection:
        connection.execute(jobs.update().values(run_at=datetime.now(UTC) - timedelta(seconds=1)))
