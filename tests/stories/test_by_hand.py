"""What people delete by hand: said at once, never guessed, and made anew where that is right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.errors import ConnectorError
from connector.flows import sync_training
from connector.flows.register_participants import create_training
from connector.flows.release_account import release_account
from connector.meetings.base import slots
from connector.reconcile.status import SeatState, SystemStatus
from connector.store import audit, trainings
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.plans import PlanState
from tests.stories.place import (
    ACTOR,
    CODE,
    NAMES,
    Place,
    address_of,
    moodle_holds,
    office_with_sandboxes,
)


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[Place]:
    with office_with_sandboxes(address_of(engine), tmp_path) as opened:
        create_training(opened.office, code=CODE, title="Pelatihan Uji", cohort="II", actor=ACTOR)
        opened.people(NAMES[:3])
        opened.timetable(days=1)
        opened.until_verified()
        yield opened


def told(place: Place, system: str) -> SystemStatus:
    return next(
        one for one in sync_training.verify_training(place.office, CODE) if one.system == system
    )


def links(place: Place) -> list[str | None]:
    """The stored link of every seat to the only meeting."""
    office = place.office
    assert office.meetings is not None
    with reading(office.engine) as connection:
        training = trainings.load_training(connection, CODE, str)
    bindings = StoredBindings(office.engine, office.meetings.connection, training.key)
    (slot,) = slots(training)
    return [office.meetings.join_link(one.key, slot.key, bindings) for one in training.seats]


def delete_account(place: Place, address: str) -> None:
    """What Moodle does: the row stays under other names, places and roles go."""
    tables = place.moodle.state.database.tables
    (row,) = tables["users"].find("email", address)
    for name in ("enrolments", "role_assignments", "members"):
        for one in list(tables[name].rows.values()):
            if one["userid"] == row["id"]:
                tables[name].remove(one["id"])
    gone = {"deleted": True, "idnumber": "", "username": f"{address}.1", "email": "0" * 32}
    tables["users"].put({**row, **gone})


def test_a_deleted_meeting_is_missed_made_anew_and_everybody_gets_a_new_link(place: Place) -> None:
    before = links(place)
    place.zoom.state.meetings.clear()
    missed = told(place, "meetings")
    assert (missed.missing, missed.things_missing) == (3, ("meeting",))
    assert place.sync().state is PlanState.VERIFIED
    assert len(place.zoom.state.meetings) == 1
    after = links(place)
    assert all(after)
    assert not set(after) & set(before)
    assert not place.sync().changes


def test_a_deleted_account_waits_for_a_person_and_no_second_one_is_made(place: Place) -> None:
    delete_account(place, "rina@contoh.example")
    users = len(moodle_holds(place.moodle)["users"])
    status = told(place, "lms")
    states = {one.state: one.code for one in status.seats}
    assert states == {SeatState.OK: "", SeatState.UNDECIDED: "account_gone"}
    assert "lms:account_gone" in CATALOGUE
    assert (status.expected, status.found) == (2, 2)
    assert not place.sync().changes
    assert len(moodle_holds(place.moodle)["users"]) == users


def test_somebody_undecided_who_leaves_is_simply_not_there_any_more(place: Place) -> None:
    tables = place.moodle.state.database.tables
    (row,) = tables["users"].find("email", "rina@contoh.example")
    delete_account(place, "rina@contoh.example")
    place.people(NAMES[1:3])
    assert place.sync().state is PlanState.VERIFIED
    status = told(place, "lms")
    assert (status.undecided, status.expected, status.found) == (0, 2, 2)
    assert tables["users"].rows[row["id"]]["deleted"]
    assert not place.sync().changes


def test_an_account_suspended_on_the_site_is_not_counted_as_in_place(place: Place) -> None:
    users = place.moodle.state.database.tables["users"]
    (row,) = users.find("email", "rina@contoh.example")
    users.put({**row, "suspended": True})
    status = told(place, "lms")
    states = {one.state: one.code for one in status.seats}
    assert states == {SeatState.OK: "", SeatState.UNDECIDED: "account_suspended"}
    users.put(row)
    assert told(place, "lms").in_line


def test_a_released_account_is_made_anew_by_the_next_plan(place: Place) -> None:
    delete_account(place, "rina@contoh.example")
    (waiting,) = [one for one in told(place, "lms").seats if one.state is SeatState.UNDECIDED]
    release_account(place.office, CODE, waiting.seat, ACTOR)
    assert place.until_verified() == 1
    assert told(place, "lms").found == 3
    with reading(place.office.engine) as connection:
        actions = [one.action for one in audit.about(connection, "training:1")]
    assert "account.released" in actions


def test_releasing_nobody_is_refused(place: Place) -> None:
    with pytest.raises(ConnectorError, match="seat_unknown"):
        release_account(place.office, CODE, "seat:999", ACTOR)
