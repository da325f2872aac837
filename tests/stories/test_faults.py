"""Each kind of fault at each write: plan again until done, and exactly the wanted state is there.

Compared is what both systems hold in the end with what they hold after a run without faults:
no duplicate user, course, group, event, meeting or registrant, and nothing missing.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.flows import one_system
from connector.flows.register_participants import create_training
from connector.store import leases
from connector.store.plans import PlanState
from connector.store.rosters import RosterKind
from tests.stories.place import (
    ACTOR,
    CODE,
    NAMES,
    Place,
    address_of,
    moodle_holds,
    office_with_sandboxes,
    zoom_holds,
)

MOODLE_WRITES = (
    "core_course_create_courses",
    "core_group_create_groups",
    "core_user_create_users",
    "enrol_manual_enrol_users",
    "core_group_add_group_members",
    "core_calendar_create_calendar_events",
)
ZOOM_WRITES = ("meetings.create", "registrants.batch", "oauth.token")
KINDS = (
    "error_5xx", "timeout_after", "timeout_before", "cut", "cut_before", "slow", "too_many",
    "maintenance",
)  # fmt: skip


IMPATIENT = (2.0, 0.5)
"""Seconds to connect and of silence: a fault's silence is to be met soon."""

LATEST = 1.0
"""Seconds after which no unanswered write takes effect any more; a real Moodle needs 360."""


def small_class(place: Place) -> Place:
    create_training(place.office, code=CODE, title="Pelatihan Uji", cohort="II", actor=ACTOR)
    place.people(NAMES[:6])
    place.people(NAMES[11:], RosterKind.INSTRUCTORS)
    place.timetable(days=1)
    return place


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[Place]:
    with office_with_sandboxes(
        address_of(engine),
        tmp_path,
        lease_wait_seconds=5.0,
        unanswered_seconds=LATEST,
        timeout=IMPATIENT,
    ) as opened:
        yield small_class(opened)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object]:
    """What both systems hold when nothing goes wrong."""
    home = tmp_path_factory.mktemp("undisturbed")
    with office_with_sandboxes(f"sqlite:///{home}/simpul.db", home) as opened:
        assert small_class(opened).sync().state is PlanState.VERIFIED
        return moodle_holds(opened.moodle), zoom_holds(opened.zoom)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("write", MOODLE_WRITES)
def test_a_fault_at_a_moodle_write_ends_in_the_wanted_state(
    place: Place, undisturbed: tuple[object, object], kind: str, write: str
) -> None:
    place.moodle.faults.arm(kind, match=write, seconds=0.8)
    place.until_verified()
    assert place.moodle.faults.struck == ((kind, write),)
    assert (moodle_holds(place.moodle), zoom_holds(place.zoom)) == undisturbed


@pytest.mark.parametrize("kind", [*KINDS, "false_success"])
@pytest.mark.parametrize("write", ZOOM_WRITES)
def test_a_fault_at_a_zoom_write_ends_in_the_wanted_state(
    place: Place, undisturbed: tuple[object, object], kind: str, write: str
) -> None:
    place.zoom.faults.arm(kind, match=write, seconds=0.8)
    place.until_verified()
    assert place.zoom.faults.struck == ((kind, write),)
    assert (moodle_holds(place.moodle), zoom_holds(place.zoom)) == undisturbed


def test_after_an_unanswered_write_nobody_writes_until_it_can_no_longer_take_effect(
    engine: Engine, tmp_path: Path
) -> None:
    with office_with_sandboxes(
        address_of(engine), tmp_path, unanswered_seconds=60.0, timeout=IMPATIENT
    ) as place:
        small_class(place)
        place.moodle.faults.arm("timeout_before", match="core_user_create_users", seconds=0.8)
        assert place.sync().state is PlanState.PARTLY
        assert leases.holder(engine, "moodle-default", one_system.WRITER) is not None
        again = place.sync()
        assert (again.state, again.error_code) == (PlanState.PARTLY, "store_busy")


def test_an_unanswered_write_whose_effect_is_read_back_lets_others_write_at_once(
    engine: Engine, tmp_path: Path
) -> None:
    with office_with_sandboxes(
        address_of(engine), tmp_path, unanswered_seconds=60.0, timeout=IMPATIENT
    ) as place:
        small_class(place)
        place.moodle.faults.arm("timeout_after", match="core_user_create_users", seconds=0.8)
        assert place.sync().state is PlanState.PARTLY
        assert leases.holder(engine, "moodle-default", one_system.WRITER) is None
        place.until_verified()
