"""`simpul apply` is killed with SIGKILL at each write; the next plan finishes the work."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.flows import sync_training
from connector.store import plans
from connector.store.engine import reading
from connector.store.plans import PlanState
from connector.store.tables import leases
from tests.stories.place import (
    ACTOR,
    CODE,
    Place,
    address_of,
    moodle_holds,
    office_with_sandboxes,
    zoom_holds,
)
from tests.stories.test_faults import small_class

PATIENCE = 60.0
"""Seconds until a child that never gets there is a failure."""

MOMENTS = [
    ("moodle", "core_course_create_courses"),
    ("moodle", "core_user_create_users"),
    ("moodle", "enrol_manual_enrol_users"),
    ("moodle", "core_calendar_create_calendar_events"),
    ("zoom", "meetings.create"),
    ("zoom", "registrants.batch"),
]


@pytest.mark.parametrize(("system", "write"), MOMENTS)
def test_a_killed_apply_is_finished_by_the_next_plan(
    engine: Engine, tmp_path: Path, system: str, write: str
) -> None:
    with office_with_sandboxes(address_of(engine), tmp_path) as place:
        small_class(place)
        stored = sync_training.plan_training(place.office, CODE, ACTOR)
        _slow_down(place, system, write)
        _apply_and_kill(place, lambda: (system, write) in _seen(place))
        with reading(engine) as connection:
            assert plans.get(connection, stored.id).state is PlanState.APPLYING
        time.sleep(0.6)  # what was sent when the child died may still be executed
        _let_the_lease_run_out(engine)

        after = sync_training.resume_plan(place.office, stored.id, ACTOR)
        assert after.follows == stored.id, "it finishes what was approved, without a person"
        place.until_verified()

        assert _figures(place) == (7, 7, 1, 1, 1, [7])


def _slow_down(place: Place, system: str, write: str) -> None:
    """Let the write take half a second, so that the kill falls into it."""
    faults = place.moodle.faults if system == "moodle" else place.zoom.faults
    faults.arm("slow", match=write, seconds=0.4)


def _seen(place: Place) -> set[tuple[str, str]]:
    """Writes that have reached a sandbox so far."""
    struck = {("moodle", call) for _, call in place.moodle.faults.struck}
    return struck | {("zoom", call) for _, call in place.zoom.faults.struck}


def _apply_and_kill(place: Place, reached: Callable[[], bool]) -> None:
    chosen = place.settings
    environment = {
        "PATH": os.environ["PATH"],
        "SIMPUL_HOME": str(chosen.home),
        "SIMPUL_DATABASE_URL": chosen.database,
        "SIMPUL_SECRET_KEY": chosen.secret_keys[0],
        "SIMPUL_MOODLE_URL": chosen.moodle_url,
        "SIMPUL_MOODLE_TOKEN": chosen.moodle_token.get_secret_value(),
        "SIMPUL_ZOOM_ACCOUNT_ID": chosen.zoom_account_id,
        "SIMPUL_ZOOM_CLIENT_ID": chosen.zoom_client_id,
        "SIMPUL_ZOOM_CLIENT_SECRET": chosen.zoom_client_secret.get_secret_value(),
        "SIMPUL_ZOOM_HOST": chosen.zoom_host,
        "SIMPUL_ZOOM_API_URL": chosen.zoom_api_url,
        "SIMPUL_ZOOM_OAUTH_URL": chosen.zoom_oauth_url,
        "SIMPUL_ZOOM_REGISTRANT_QUOTA_SCOPE": "meeting",
        "SIMPUL_ZOOM_PLAN": chosen.zoom_plan,
    }
    simpul = [sys.executable, "-c", "from connector.cli.main import main; main()"]
    child = subprocess.Popen(
        [*simpul, "apply", "--training", CODE, "--yes", "--json"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert child.poll() is None, "the child ended before the write"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()


def _let_the_lease_run_out(engine: Engine) -> None:
    """Two minutes pass in which the dead writer renews nothing."""
    with engine.begin() as connection:
        connection.execute(leases.delete())


def _figures(place: Place) -> tuple[object, ...]:
    held = moodle_holds(place.moodle)
    ours = [row for row in held["users"] if str(row[0]).endswith("@contoh.example")]
    courses = [row for row in held["courses"] if row[0] == CODE]
    meetings = zoom_holds(place.zoom)
    return (
        len(ours), len(held["enrolments"]), len(courses), len(held["groups"]), len(meetings),
        [len(str(meeting[-1]).split("approved")) - 1 for meeting in meetings],
    )  # fmt: skip
