"""The straight road: files in, plan, apply, read back; then people leave and come back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.cli.console import Voice
from connector.cli.demo import TEACHING, walk
from connector.cli.demo_office import found_office
from connector.errors import PlanRefused, RosterError
from connector.flows import register_participants, sync_training
from connector.flows.register_participants import create_training
from connector.reconcile.changes import Action
from connector.store import audit, plans, seats, trainings, users
from connector.store.engine import reading
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


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[Place]:
    with office_with_sandboxes(address_of(engine), tmp_path) as opened:
        yield opened


@pytest.fixture
def class_of_eleven(place: Place) -> Place:
    create_training(place.office, code=CODE, title="Pelatihan Uji", cohort="II", actor=ACTOR)
    place.people(NAMES[:11])
    place.people(NAMES[11:], RosterKind.INSTRUCTORS)
    place.timetable()
    return place


def test_the_demo_ends_verified_with_an_empty_second_plan(place: Place) -> None:
    with place.office.engine.begin() as connection:
        head = users.add(
            connection, "kepala", "Kepala Contoh", "rahasia panjang", users.UserRole.APPROVER, "id",
            now=place.office.clock(),
        )  # fmt: skip
    people = found_office(place.office, head.id, "rahasia panjang", "id")
    told = walk(place.office, Voice(as_json=True), people)
    assert told == {
        "rows_read": 62 + 6 + 30,
        "rows_refused": 2,
        "users_created": 62,
        "enrolments": 62,
        "meetings": 5,
        "registrants": 300,
        "session_links": 0,  # this Moodle has no plugin that could hold them
        "course_files": 0,
        "undecided": 4,
        "verified": True,
        "second_plan_changes": 0,
    }
    held = moodle_holds(place.moodle)
    assert len(held["enrolments"]) == 62
    assert {status for _, status in held["enrolments"]} == {0}
    for meeting in zoom_holds(place.zoom):
        assert meeting[3] == ";".join(one.email for one in reversed(TEACHING))
        assert len(str(meeting[-1]).split("approved")) - 1 == 60


def test_nothing_is_written_by_a_plan(class_of_eleven: Place) -> None:
    before = moodle_holds(class_of_eleven.moodle), zoom_holds(class_of_eleven.zoom)
    stored = sync_training.plan_training(class_of_eleven.office, CODE, ACTOR)
    assert stored.state is PlanState.DRAFTED
    assert (moodle_holds(class_of_eleven.moodle), zoom_holds(class_of_eleven.zoom)) == before


def test_only_an_approved_plan_is_applied_and_only_once(class_of_eleven: Place) -> None:
    office = class_of_eleven.office
    stored = sync_training.plan_training(office, CODE, ACTOR)
    with pytest.raises(PlanRefused, match="plan_not_approved"):
        sync_training.apply_plan(office, stored.id, ACTOR)
    with pytest.raises(PlanRefused, match="plan_differs"):
        sync_training.approve_plan(office, stored.id, "0" * 64, ACTOR)
    sync_training.approve_plan(office, stored.id, stored.fingerprint, ACTOR)
    assert sync_training.apply_plan(office, stored.id, ACTOR).state is PlanState.VERIFIED
    with pytest.raises(PlanRefused, match="plan_not_approved"):
        sync_training.apply_plan(office, stored.id, ACTOR)


def test_a_roster_that_changed_makes_an_approved_plan_stale(class_of_eleven: Place) -> None:
    office = class_of_eleven.office
    stored = sync_training.plan_training(office, CODE, ACTOR)
    sync_training.approve_plan(office, stored.id, stored.fingerprint, ACTOR)
    class_of_eleven.people(NAMES[:10])
    with pytest.raises(PlanRefused, match="plan_stale"):
        sync_training.apply_plan(office, stored.id, ACTOR)
    assert moodle_holds(class_of_eleven.moodle)["enrolments"] == []
    with reading(office.engine) as connection:
        assert plans.get(connection, stored.id).state is PlanState.APPROVED


def test_who_leaves_is_suspended_and_denied_and_who_returns_is_the_same_person(
    class_of_eleven: Place,
) -> None:
    place = class_of_eleven
    assert place.sync().state is PlanState.VERIFIED
    whole = moodle_holds(place.moodle), zoom_holds(place.zoom)

    place.people(NAMES[:9])
    assert place.sync().state is PlanState.VERIFIED
    gone = {f"{name.split()[0].lower()}@contoh.example" for name in NAMES[9:11]}
    held = moodle_holds(place.moodle)
    assert {email for email, status in held["enrolments"] if status == 1} == gone
    assert len(held["users"]) == len(whole[0]["users"])
    for meeting in zoom_holds(place.zoom):
        registrants = meeting[-1]
        assert isinstance(registrants, tuple)
        assert {email for email, status in registrants if status == "denied"} == gone

    place.people(NAMES[:11])
    assert place.sync().state is PlanState.VERIFIED
    assert (moodle_holds(place.moodle), zoom_holds(place.zoom)) == whole


def test_the_same_file_twice_changes_nothing(class_of_eleven: Place) -> None:
    office = class_of_eleven.office
    content = b"No;Nama;NIP;E-mail\n1;Rina Contoh;199001012015031101;rina@contoh.example\n"
    results = []
    for _ in range(2):
        read = register_participants.preview_file(
            office, CODE, RosterKind.PARTICIPANTS, "a.csv", content, ACTOR
        )
        results.append(register_participants.confirm_preview(office, read.id, ACTOR))
    assert [one.version for one in results] == [2, None]
    assert (results[1].added, results[1].removed, results[1].changed) == (0, 0, 0)


def test_a_preview_is_confirmed_once(class_of_eleven: Place) -> None:
    office = class_of_eleven.office
    content = b"No;Nama;E-mail\n1;Baru Contoh;baru@contoh.example\n"
    read = register_participants.preview_file(
        office, CODE, RosterKind.PARTICIPANTS, "a.csv", content, ACTOR
    )
    register_participants.confirm_preview(office, read.id, ACTOR)
    with pytest.raises(RosterError, match="preview_gone"):
        register_participants.confirm_preview(office, read.id, ACTOR)


def test_a_timetable_that_overlaps_itself_leaves_the_old_one(class_of_eleven: Place) -> None:
    office = class_of_eleven.office
    content = (
        b"Tanggal;Waktu;Materi;JP\n2027-03-01;08.00-10.00;Satu;2\n2027-03-01;09.00-11.00;Dua;2\n"
    )
    read = register_participants.preview_file(
        office, CODE, RosterKind.TIMETABLE, "jadwal.csv", content, ACTOR
    )
    assert read.preview.refused
    with pytest.raises(RosterError, match="roster_not_importable"):
        register_participants.confirm_preview(office, read.id, ACTOR)
    with reading(office.engine) as connection:
        training = trainings.load_training(connection, CODE, str)
    assert len(training.sessions) == 4
    assert register_participants.show_preview(office, read.id).preview.refused


def test_a_plan_that_removes_too_many_is_held_until_someone_means_it(
    class_of_eleven: Place,
) -> None:
    place = class_of_eleven
    place.sync()
    place.people(NAMES[:5])
    stored = sync_training.plan_training(place.office, CODE, ACTOR)
    assert stored.state is PlanState.HELD
    assert {one.code for one in stored.held} == {"too_many_removed"}
    with pytest.raises(PlanRefused, match="plan_not_approved"):
        sync_training.apply_plan(place.office, stored.id, ACTOR)
    sync_training.approve_plan(place.office, stored.id, stored.fingerprint, ACTOR)
    assert sync_training.apply_plan(place.office, stored.id, ACTOR).state is PlanState.VERIFIED


def test_without_anybody_on_the_roster_no_plan_is_made(place: Place) -> None:
    create_training(place.office, code=CODE, title="Pelatihan Uji", actor=ACTOR)
    with pytest.raises(PlanRefused, match="roster_empty"):
        sync_training.plan_training(place.office, CODE, ACTOR)


def test_a_system_that_is_down_does_not_keep_the_other_from_being_synced(
    class_of_eleven: Place,
) -> None:
    place = class_of_eleven
    place.zoom.faults.arm("error_5xx", times=50)
    assert place.sync().state is PlanState.PARTLY
    assert len(moodle_holds(place.moodle)["enrolments"]) == 12
    assert zoom_holds(place.zoom) == []
    place.zoom.faults.clear()
    assert place.sync().state is PlanState.VERIFIED


def test_what_was_changed_by_hand_is_seen_by_the_drift_check_and_mended_by_a_plan(
    class_of_eleven: Place,
) -> None:
    place = class_of_eleven
    place.sync()
    wanted = moodle_holds(place.moodle)
    enrolments = place.moodle.state.database.tables["enrolments"]
    for row in list(enrolments.rows.values())[:3]:
        enrolments.put({**row, "status": 1})
    told = {one.system: one for one in sync_training.verify_training(place.office, CODE)}
    assert (told["lms"].expected, told["lms"].found, told["lms"].missing) == (12, 9, 3)
    assert told["meetings"].in_line
    stored = sync_training.plan_training(place.office, CODE, ACTOR)
    assert {change.action for change in stored.plan.changes} == {Action.REACTIVATE}
    place.until_verified()
    assert moodle_holds(place.moodle) == wanted


def test_every_step_is_in_the_audit_trail_and_the_trail_is_whole(class_of_eleven: Place) -> None:
    place = class_of_eleven
    place.sync()
    with reading(place.office.engine) as connection:
        actions = [entry.action for entry in audit.about(connection, "training:1")]
    assert actions == [
        "plan.verified", "plan.applying", "plan.approved", "plan.made",
        "roster.imported", "roster.imported", "roster.imported", "training.created",
    ]  # fmt: skip
    audit.seal_all(place.office.engine, place.office.clock())
    report = audit.verify(place.office.engine)
    assert (report.sealed, report.unsealed, report.first_break) == (8, 0, None)


def test_no_personal_value_stands_in_the_audit_trail(class_of_eleven: Place) -> None:
    place = class_of_eleven
    place.sync()
    with reading(place.office.engine) as connection:
        entries = audit.about(connection, "training:1")
        people = seats.listing(connection, 1)
    text = " ".join(f"{e.actor} {e.subject} {e.details}" for e in entries)
    for seat in people:
        for identity in seat.record.identities:
            assert identity.value not in text
        assert seat.record.full_name not in text
        assert str(seat.record.email) not in text
