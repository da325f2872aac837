"""What changes after the first sync: each of these was found by a random life, and mended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.cli.demo import next_monday
from connector.clock import utc_now
from connector.flows import sync_training
from connector.flows.register_participants import create_training
from connector.store import plans
from connector.store.engine import reading
from connector.store.plans import PlanState, StoredPlan
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
        opened.moodle.state.account.capabilities |= {
            "moodle/course:changesummary", "moodle/course:changefullname",
        }  # fmt: skip
        create_training(opened.office, code=CODE, title="Pelatihan Uji", cohort="II", actor=ACTOR)
        opened.people(NAMES[:4])
        opened.timetable(days=1)
        assert opened.sync().state is PlanState.VERIFIED
        yield opened


def timetable(place: Place, subject: str) -> None:
    """Import a timetable of one session."""
    row = f"{next_monday(utc_now().date())};08.00-10.00;{subject};2"
    place.upload(RosterKind.TIMETABLE, "jadwal.csv", f"Tanggal;Waktu;Materi;JP\n{row}".encode())


def test_a_new_timetable_reaches_the_page_of_a_course_that_this_process_made(place: Place) -> None:
    timetable(place, "Antikorupsi")
    assert place.sync().state is PlanState.VERIFIED
    ((_, _, summary),) = [row for row in moodle_holds(place.moodle)["courses"] if row[0] == CODE]
    assert "Antikorupsi" in str(summary)
    assert "Etika" not in str(summary)


def test_two_cohorts_with_one_timetable_each_have_their_events(place: Place) -> None:
    create_training(place.office, code="UJI-2", title="Pelatihan Uji", cohort="III", actor=ACTOR)
    place.people(NAMES[4:8], code="UJI-2")
    place.timetable(days=1, code="UJI-2")
    assert place.sync("UJI-2").state is PlanState.VERIFIED
    for code in (CODE, "UJI-2"):
        assert not place.sync(code).changes
    assert len(moodle_holds(place.moodle)["events"]) == 4
    timetable(place, "Antikorupsi")
    assert place.sync().state is PlanState.VERIFIED
    left = [str(row[0]) for row in moodle_holds(place.moodle)["events"]]
    assert left == ["Antikorupsi", "Etika 1", "Pelayanan 1"]


def test_a_plan_whose_process_died_is_ended_by_the_next_plan(place: Place) -> None:
    office = place.office
    place.people(NAMES[:5])
    dead = sync_training.plan_training(office, CODE, ACTOR)
    sync_training.approve_plan(office, dead.id, dead.fingerprint, ACTOR)
    with office.engine.begin() as connection:
        plans.start(connection, dead.id, office.clock() - timedelta(seconds=300))
    assert place.sync().state is PlanState.VERIFIED
    assert state_of(place, dead) is PlanState.APPLYING, "it may be alive"
    later = replace(office, clock=lambda: utc_now() + timedelta(seconds=300))
    sync_training.plan_training(later, CODE, ACTOR)
    assert state_of(place, dead) is PlanState.PARTLY


def test_a_job_whose_plan_was_applied_already_just_ends(place: Place) -> None:
    place.people(NAMES[:5])
    ended = place.sync()
    again = sync_training.apply_or_resume(place.office, ended.id, ACTOR)
    assert (again.id, again.state) == (ended.id, PlanState.VERIFIED)


def state_of(place: Place, stored: StoredPlan) -> PlanState:
    with reading(place.office.engine) as connection:
        return plans.get(connection, stored.id).state


def listed(*people: tuple[str, str, str]) -> bytes:
    """A participant list of (name, NIP, e-mail)."""
    rows = [f"{n};{name};{nip};{email}" for n, (name, nip, email) in enumerate(people, 1)]
    return "\n".join(["No;Nama;NIP;E-mail", *rows]).encode()


RINA = ("Rina Contoh", "199001012015031101", "rina@contoh.example")
BUDI = ("Budi Contoh", "199001012015032102", "budi@contoh.example")


def let_in(place: Place) -> set[str]:
    """Addresses approved in the only meeting."""
    ((_, _, _, _, registrants),) = zoom_holds(place.zoom)
    assert isinstance(registrants, tuple)
    return {email for email, status in registrants if status == "approved"}


def test_somebody_whose_nip_was_corrected_keeps_their_place_in_zoom(place: Place) -> None:
    place.upload(RosterKind.PARTICIPANTS, "a.csv", listed(RINA, BUDI))
    place.until_verified()
    corrected = ("Rina Contoh", "199001012015031301", "rina@contoh.example")
    place.upload(RosterKind.PARTICIPANTS, "b.csv", listed(corrected, BUDI))
    place.until_verified()
    assert let_in(place) == {RINA[2], BUDI[2]}
    assert not place.sync().changes, "nobody is cancelled and let in again with every plan"


def test_two_people_who_exchange_their_addresses_both_stay_in_zoom(place: Place) -> None:
    place.upload(RosterKind.PARTICIPANTS, "a.csv", listed(RINA, BUDI))
    place.until_verified()
    exchanged = (*RINA[:2], BUDI[2]), (*BUDI[:2], RINA[2])
    place.upload(RosterKind.PARTICIPANTS, "b.csv", listed(*exchanged))
    assert place.sync().state is PlanState.VERIFIED
    assert let_in(place) == {RINA[2], BUDI[2]}


def test_somebody_who_takes_up_a_given_up_address_keeps_it(place: Place) -> None:
    place.upload(RosterKind.PARTICIPANTS, "a.csv", listed(RINA))
    place.until_verified()
    moved = (*RINA[:2], "rina.baru@contoh.example")
    taker = (*BUDI[:2], RINA[2])
    place.upload(RosterKind.PARTICIPANTS, "b.csv", listed(moved, taker))
    place.sync()
    assert let_in(place) == {moved[2], RINA[2]}


def test_an_address_that_comes_back_is_let_in_again(place: Place) -> None:
    for address in ("rina@contoh.example", "rina.baru@contoh.example", "rina@contoh.example"):
        place.upload(RosterKind.PARTICIPANTS, "a.csv", listed((*RINA[:2], address), BUDI))
        assert place.sync().state is PlanState.VERIFIED
        assert let_in(place) == {address, BUDI[2]}
