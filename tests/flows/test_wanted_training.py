"""Attendance is wanted in the gradebook once it is settled; a plan made before is stale then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from connector.domain.marks import Mark
from connector.domain.sessions import counted
from connector.errors import ConnectorError, PlanRefused
from connector.flows import decide_attendance, keep_gradebook, sync_training
from connector.flows.wanted_training import load_wanted, version_of
from connector.store import trainings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.learning import Gradebook, gradebook_of
from connector.store.tables import audit_entries, occurrences, stays
from tests.flows.certificate_class import DAYS, a_class, attend, instructor, participant
from tests.web.attended import Came, hold, link
from tests.web.place import CODE, MORNING, House, counted_queries, house

ON = Gradebook(attendance=True)


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        yield opened


def keep(place: House, gradebook: Gradebook = ON) -> None:
    keep_gradebook.set_gradebook(place.office, CODE, gradebook, actor="user:1")


def grades(place: House) -> dict[str, Decimal] | None:
    with reading(place.engine) as connection:
        training, _ = load_wanted(connection, place.office, CODE)
    found = training.attendance_grades
    return None if found is None else dict(found)


def version(place: House) -> str:
    with reading(place.engine) as connection:
        training, told = load_wanted(connection, place.office, CODE)
        assert version_of(connection, place.office, number_of(training.key)) == told
    return told


def test_where_nobody_asked_for_grades_there_are_none(place: House) -> None:
    attend(place, a_class(place))
    before = version(place)
    assert grades(place) is None
    with reading(place.engine) as connection:
        assert trainings.roster_fingerprint(connection, 1) == before


def test_a_class_that_runs_wants_none_and_its_plans_stay_fresh(place: House) -> None:
    seats = a_class(place)
    keep(place)
    before = version(place)
    hold(place, [Came("Peserta Contoh 1", "07:55", "11:35", link(seats[0]))], day=0)
    place.clock.now = MORNING + timedelta(days=1)
    assert grades(place) is None
    assert version(place) == before


def test_once_it_is_over_each_settled_seat_has_its_percent(place: House) -> None:
    seats = a_class(place)
    keep(place)
    attend(place, seats)
    found = grades(place)
    assert found == dict.fromkeys(seats, Decimal(100))


def test_who_waits_for_a_person_has_none_yet_and_an_instructor_never(place: House) -> None:
    seats = a_class(place, [*(participant(n) for n in range(1, 4)), instructor("Dr. Siti")])
    keep(place)
    attend(place, seats[:2])  # the third was never seen: a question, not an absence
    assert grades(place) == {seats[0]: Decimal(100), seats[1]: Decimal(100)}


def test_who_was_there_on_one_day_of_two_waits_for_the_other(place: House) -> None:
    seats = a_class(place, [participant(1), participant(2)])
    keep(place)
    attend(place, seats[:1])
    with place.engine.begin() as connection:
        held = connection.execute(occurrences.select()).first()
        assert held is not None
        row = connection.execute(stays.select()).mappings().first()
        assert row is not None
        other = {"leg": "leg-9", "registrant_id": link(seats[1]), "names": ["Peserta Contoh 2"]}
        same = {name: value for name, value in row.items() if name != "id"}
        connection.execute(stays.insert(), {**same, "occurrence_id": held.id, **other})
    assert grades(place) == {seats[0]: Decimal(100)}  # of the day that counts the second has 100


def test_what_a_person_decides_settles_and_makes_an_older_plan_stale(place: House) -> None:
    seats = a_class(place, [participant(1), participant(2)])
    keep(place)
    attend(place, seats[:1])
    before = version(place)
    absent(place, seats[1])
    assert grades(place) == {seats[0]: Decimal(100), seats[1]: Decimal(0)}
    assert version(place) != before


def absent(place: House, seat: str) -> None:
    with reading(place.engine) as connection:
        training = trainings.load_training(connection, CODE, place.office.link_for)
    for session in counted(training.sessions):
        decide_attendance.mark_seat(
            place.office,
            CODE,
            [seat],
            session.key,
            Mark.ABSENT,
            reason="tidak hadir",
            actor="user:1",
        )


def test_a_plan_made_before_a_grade_changed_is_refused(place: House) -> None:
    seats = a_class(place, [participant(1), participant(2)])
    keep(place)
    attend(place, seats[:1])
    plan = sync_training.plan_training(place.office, CODE, "user:1")
    absent(place, seats[1])
    with reading(place.engine) as connection:
        assert version_of(connection, place.office, 1) != plan.roster_version
        with pytest.raises(PlanRefused, match="plan_stale"):
            sync_training._refuse_stale(connection, place.office, plan)


def test_the_activity_is_part_of_what_is_wanted(place: House) -> None:
    a_class(place)
    keep(place)
    before = version(place)
    keep(place, Gradebook(attendance=True, activity=173))
    assert version(place) != before
    with reading(place.engine) as connection:
        training, _ = load_wanted(connection, place.office, CODE)
    assert training.grade_activity == 173


def test_the_setting_is_kept_beside_the_others_and_noted_once(place: House) -> None:
    a_class(place)
    with place.engine.begin() as connection:
        stored = trainings.get(connection, CODE)
        assert stored is not None
        settings = replace(stored.settings, options={"learning": {"tests": {"posttest": ["9"]}}})
        trainings.change(connection, stored.id, settings)
    for _ in range(2):
        keep(place, Gradebook(attendance=True, activity=5))
    with reading(place.engine) as connection:
        stored = trainings.get(connection, CODE)
        actions = [row.action for row in connection.execute(audit_entries.select())]
    assert stored is not None
    assert gradebook_of(stored.settings.options) == Gradebook(attendance=True, activity=5)
    assert stored.settings.options["learning"] == {"tests": {"posttest": ["9"]}}
    assert actions.count("learning.gradebook_set") == 1


@pytest.mark.parametrize("activity", [0, -3, 2**31])
def test_a_number_no_activity_has_is_refused(place: House, activity: int) -> None:
    a_class(place)
    with pytest.raises(ConnectorError) as caught:
        keep(place, Gradebook(attendance=True, activity=activity))
    assert caught.value.code == "activity_unfit"


def test_a_training_that_wants_no_grades_costs_one_query_more(place: House) -> None:
    a_class(place)
    assert DAYS == 2
    with reading(place.engine) as connection, counted_queries(place.engine) as plain:
        trainings.load_wanted(connection, CODE, place.office.link_for)
        trainings.roster_fingerprint(connection, 1)
    with reading(place.engine) as connection, counted_queries(place.engine) as whole:
        load_wanted(connection, place.office, CODE)
    assert len(whole) == len(plain) + 1
