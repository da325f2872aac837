"""What the records show is written into runs by itself: once, visibly, whatever falls or races."""

import threading
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, update

from connector.errors import ConnectorError
from connector.flows import run_procedures as flow
from connector.flows.observe_procedures import ACTOR, observe, observe_run
from connector.flows.procedure_standing import run_view, standings
from connector.store import audit, units
from connector.store.engine import reading
from connector.store.keys import training_key
from connector.store.tables import procedures, step_entries
from connector.store.tables import runs as runs_table
from tests.database import statements_of
from tests.domain.runs_told import at, told
from tests.flows.run_place import (
    CODE,
    Place,
    add_training,
    id_of,
    office_at,
    place_of,
    schedule,
    take_roster,
    verify_plan,
)


@pytest.fixture
def place(engine: Engine) -> Place:
    return place_of(engine)


@pytest.fixture
def begun(place: Place) -> Place:
    flow.begin(place.office, CODE, "s001", unit=place.unit, actor=place.people["kepala"])
    return place


def begun_in(place: Place, code: str = CODE) -> list[str]:
    """Write every run of a training: `s001 of Balai from 16 08.00`."""
    with reading(place.engine) as connection:
        found = run_view(connection, place.office, code, place.clock.now)
    return [f"{v.run.slug} of {v.unit or 'nobody'} from {told(v.run.begun_at)}" for v in found]


def test_a_milestone_ends_its_step_at_the_moment_it_was_reached(begun: Place) -> None:
    begun.move("17 09.00")
    take_roster(begun)
    verify_plan(begun)
    begun.move("17 15.00")
    assert observe(begun.office) == 1
    entry = begun.view().standing.step("enrol").entry
    assert entry is not None
    assert (told(entry.at), told(entry.noted_at)) == ("17 09.00", "17 15.00")
    assert (entry.actor, entry.cause) == (ACTOR, "milestone:plan_verified")
    assert entry.detail == {"moments": {"plan_verified": at("17 09.00").isoformat()}}
    assert begun.lines() == [
        "assign-lead unrecorded, from 16 08.00 by begin",
        "assign-members unrecorded",
        "enrol done 17 09.00 by records, from 17 09.00 by roster_confirmed, due 19 09.00",
        "check open, from 17 09.00 by after",
        "sign waiting",
    ]


def test_observed_again_it_writes_nothing(begun: Place) -> None:
    take_roster(begun)
    verify_plan(begun)
    assert observe(begun.office) == 1
    begun.move("25 09.00")
    verify_plan(begun)
    assert observe(begun.office) == 0
    assert begun.log() == ["16 08.00 done enrol milestone:plan_verified"]


def test_a_milestone_that_falls_back_reopens_its_step_and_is_named(place: Place) -> None:
    run = flow.begin(place.office, CODE, "s003", unit=place.unit, actor="cli")
    schedule(place, [("17 08.00", "17 12.00")])
    place.move("17 13.00")
    observe(place.office)
    schedule(place, [("17 08.00", "17 12.00"), ("18 08.00", "18 12.00")])
    observe(place.office)
    place.move("18 12.00")
    observe(place.office)
    assert place.log() == [
        "17 08.00 done take-seats milestone:first_session_begun",
        "17 12.00 done conclude milestone:last_session_over",
        "17 13.00 reopened conclude milestone:last_session_over",
        "18 12.00 done conclude milestone:last_session_over",
    ]
    with reading(place.engine) as connection:
        trail = audit.about(connection, training_key(id_of(place)))
    assert [one.action for one in reversed(trail)][1:] == [
        "step.done", "step.done", "step.reopened", "step.done"
    ]  # fmt: skip
    assert run.id


def test_what_a_person_recorded_is_confirmed_and_never_taken_back(begun: Place) -> None:
    run = begun.view().run
    begun.move("17 09.00")
    flow.complete(begun.office, CODE, run.id, "enrol", actor=begun.people["anggota"])
    begun.move("17 10.00")
    take_roster(begun)
    verify_plan(begun)
    assert observe(begun.office) == 1
    assert told(begun.view().standing.step("enrol").ended_at) == "17 09.00"
    assert observe(begun.office) == 0


def test_what_a_person_reopened_stays_open(begun: Place) -> None:
    take_roster(begun)
    verify_plan(begun)
    observe(begun.office)
    run = begun.view().run
    flow.reopen(begun.office, CODE, run.id, "enrol", "Tiga kurang", actor=begun.people["ketua"])
    assert observe(begun.office) == 0
    assert begun.view().standing.step("enrol").open


def test_a_run_ends_by_the_records_as_by_people(begun: Place) -> None:
    run = begun.view().run
    for step in ("assign-lead", "assign-members", "check", "sign"):
        flow.complete(begun.office, CODE, run.id, step, actor="cli")
    assert begun.view().run.ended_at is None
    begun.move("17 09.00")
    take_roster(begun)
    verify_plan(begun)
    observe(begun.office)
    assert told(begun.view().run.ended_at) == "17 09.00"


def test_a_run_that_is_over_is_watched_a_month_and_reopens_in_it(place: Place) -> None:
    run = flow.begin(place.office, CODE, "s003", unit=place.unit, actor="cli")
    schedule(place, [("17 08.00", "17 12.00")])
    place.move("17 12.00")
    observe(place.office)
    for step in place.view("s003").standing.steps:
        if not step.ended:
            flow.skip(place.office, CODE, run.id, step.step.slug, "x", actor="cli")
    assert place.view("s003").run.ended_at is not None
    schedule(place, [("17 08.00", "17 12.00"), ("30 08.00", "30 12.00")])
    place.move("18 12.00")
    assert observe(place.office) == 1
    assert place.view("s003").run.ended_at is None
    place.move("30 12.00")
    assert observe(place.office) == 1
    assert told(place.view("s003").run.ended_at) == "30 12.00"
    schedule(place, [("17 08.00", "17 12.00"), ("61 08.00", "61 12.00")])
    place.move("60 12.01")
    assert observe(place.office) == 0


def test_a_stopped_run_is_left_alone(begun: Place) -> None:
    flow.stop(begun.office, CODE, begun.view().run.id, "x", actor=begun.people["kepala"])
    take_roster(begun)
    verify_plan(begun)
    assert observe(begun.office) == 0


def test_a_pause_keeps_no_milestone_from_being_written(begun: Place) -> None:
    run = begun.view().run
    flow.pause(begun.office, CODE, run.id, "x", actor=begun.people["kepala"])
    take_roster(begun)
    verify_plan(begun)
    assert observe(begun.office) == 1


def test_new_trainings_follow_the_procedures_that_are_set_up(engine: Engine) -> None:
    place = place_of(engine, ["s000", "s001"])
    place.move("16 09.00")
    observe(place.office)
    assert begun_in(place) == ["s000 of nobody from 16 08.00", "s001 of nobody from 16 08.00"]
    observe(place.office)
    assert len(begun_in(place)) == 2


@pytest.mark.parametrize(("named", "unit"), [("balai diklat", "Balai"), (" PUSAT ", "Pusat")])
def test_the_unit_that_a_training_names_runs_it(engine: Engine, named: str, unit: str) -> None:
    place = place_of(engine, ["s001"])
    add_training(place, "T2", named)
    observe(place.office)
    assert begun_in(place, "T2") == [f"s001 of {unit} from 16 08.00"]


def test_the_only_unit_runs_what_names_none(engine: Engine) -> None:
    place = place_of(engine, ["s001"])
    with engine.begin() as connection:
        units.set_retired(connection, place.other_unit, place.clock.now)
    observe(place.office)
    assert begun_in(place) == ["s001 of Balai from 16 08.00"]


def test_trainings_from_before_the_procedures_came_are_left_alone(engine: Engine) -> None:
    place = place_of(engine, ["s000", "s001"])
    with engine.begin() as connection:
        connection.execute(
            update(procedures).where(procedures.c.slug == "s001").values(loaded_at=at("16 08.01"))
        )
    observe(place.office)
    assert begun_in(place) == ["s000 of nobody from 16 08.00"]


def test_what_was_begun_or_stopped_by_hand_does_not_begin_by_itself(engine: Engine) -> None:
    place = place_of(engine, ["s000", "s001"])
    run = flow.begin(place.office, CODE, "s001", unit=place.unit, actor=place.people["kepala"])
    flow.stop(place.office, CODE, run.id, "Tidak diikuti", actor=place.people["kepala"])
    observe(place.office)
    assert begun_in(place) == ["s000 of nobody from 16 08.00", "s001 of Balai from 16 08.00"]
    with reading(engine) as connection:
        views = standings(connection, place.office, place.clock.now)
    assert [one.run.slug for one in views[id_of(place)]] == ["s000"]


def test_a_procedure_that_is_set_up_later_begins_for_new_trainings_only(engine: Engine) -> None:
    place = place_of(engine, ["s001"])
    observe(place.office)
    place.office = office_at(engine, "17 08.00", ["s001", "s003"])
    add_training(place, "T2")
    observe(place.office)
    assert len(begun_in(place)) == 1
    assert len(begun_in(place, "T2")) == 2


def test_what_is_left_alone_costs_no_writing(engine: Engine) -> None:
    place = place_of(engine, ["s000", "s001"])
    for slug in place.office.procedures:
        flow.begin(place.office, CODE, slug, unit=place.unit, actor=place.people["kepala"])
    begins = list[object]()

    def note(connection: object) -> None:
        begins.append(connection)

    event.listen(engine, "begin", note)
    try:
        observe(place.office)
    finally:
        event.remove(engine, "begin", note)
    assert len(begins) == 2  # to look what is to begin, and what is behind


def test_a_training_whose_own_runs_were_stopped_gets_no_new_ones(engine: Engine) -> None:
    place = place_of(engine, ["s001"])
    observe(place.office)
    flow.stop(place.office, CODE, place.view().run.id, "Dibatalkan", actor="cli")
    observe(place.office)
    assert len(begun_in(place)) == 1


def test_a_procedure_that_is_not_there_is_told_and_keeps_no_other(engine: Engine) -> None:
    place = place_of(engine, ["s001", "s999"])
    take_roster(place)
    verify_plan(place)
    with pytest.raises(ConnectorError) as caught:
        observe(place.office)
    assert (caught.value.code, caught.value.params["procedure"]) == ("procedure_unknown", "s999")
    assert place.view().standing.step("enrol").ended


def test_without_procedures_set_up_nothing_begins(place: Place) -> None:
    assert observe(place.office) == 0
    assert begun_in(place) == []


def test_a_procedure_that_cannot_be_read_any_more_keeps_no_other_waiting(place: Place) -> None:
    add_training(place, "T2")
    flow.begin(place.office, CODE, "s000", unit=place.unit, actor="cli")
    flow.begin(place.office, "T2", "s001", unit=place.unit, actor="cli")
    take_roster(place, code="T2")
    verify_plan(place, "T2")
    with place.engine.begin() as connection:
        connection.execute(
            update(procedures).where(procedures.c.slug == "s000").values(source="nonsense =")
        )
    with pytest.raises(ConnectorError):
        observe(place.office)
    assert place.log() == ["16 08.00 done enrol milestone:plan_verified"]


def many(place: Place, count: int) -> None:
    """Let trainings reach what ends a step each."""
    for number in range(count):
        code = f"T{number}"
        add_training(place, code)
        flow.begin(place.office, code, "s001", unit=place.unit, actor="cli")
        take_roster(place, code=code)
        verify_plan(place, code)


def entries_by_run(engine: Engine) -> Counter[int]:
    with reading(engine) as connection:
        return Counter(connection.execute(select(step_entries.c.run_id)).scalars())


def test_two_observers_at_once_write_every_line_once(engine: Engine) -> None:
    place = place_of(engine, ["s000"])
    many(place, 6)
    gate, failed = threading.Barrier(3), list[BaseException]()

    def look() -> None:
        try:
            gate.wait()
            observe(place.office)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert set(entries_by_run(engine).values()) == {1}
    with reading(engine) as connection:
        begun = connection.execute(select(runs_table.c.slug)).scalars().all()
    assert Counter(begun) == {"s001": 6, "s000": 7}


def test_a_person_and_the_observer_at_once_leave_one_line_of_each(begun: Place) -> None:
    take_roster(begun)
    verify_plan(begun)
    run, gate = begun.view().run, threading.Barrier(2)
    told_no = list[str]()

    def record() -> None:
        gate.wait()
        try:
            flow.complete(begun.office, CODE, run.id, "enrol", actor="cli")
        except ConnectorError as error:
            told_no.append(error.code)

    hand = threading.Thread(target=record)
    hand.start()
    gate.wait()
    observe(begun.office)
    hand.join()
    causes = sorted(line.rsplit(" ", 1)[1] for line in begun.log())
    if told_no:  # the records were first: a person then has to say why
        assert told_no == ["step_ended_by_records"]
        assert causes == ["milestone:plan_verified"]
    else:
        assert causes == ["milestone:plan_verified", "person"]


def test_an_observer_that_dies_between_two_writes_leaves_no_half_line(engine: Engine) -> None:
    """The line, its audit and the end of the run are one transaction."""
    place = place_of(engine)
    many(place, 3)

    def die(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO audit_entries"):
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", die)
    try:
        with pytest.raises(KeyboardInterrupt):
            observe(place.office)
    finally:
        event.remove(engine, "before_cursor_execute", die)
    assert entries_by_run(engine) == {}
    assert observe(place.office) == 3
    assert observe(place.office) == 0


def test_observing_costs_the_same_few_queries_for_many_runs(place: Place) -> None:
    def cost() -> int:
        with statements_of(place.engine) as seen:
            observe(place.office)
        return len([one for one in seen if one.startswith(("SELECT", "INSERT", "UPDATE"))])

    many(place, 1)
    flow.begin(place.office, "T0", "s000", unit=place.unit, actor="cli")
    observe(place.office)
    few = cost()
    for number in range(10, 30):
        add_training(place, f"M{number}")
        flow.begin(place.office, f"M{number}", "s001", unit=place.unit, actor="cli")
        flow.begin(place.office, f"M{number}", "s000", unit=place.unit, actor="cli")
    observe(place.office)
    assert cost() == few
    assert few <= 20


def test_standings_cost_the_same_few_queries_for_many_runs(place: Place) -> None:
    def cost() -> int:
        with reading(place.engine) as connection, statements_of(place.engine) as seen:
            standings(connection, place.office, place.clock.now)
        return len([one for one in seen if one.startswith("SELECT")])

    many(place, 1)
    few = cost()
    for number in range(10, 30):
        add_training(place, f"M{number}")
        flow.begin(place.office, f"M{number}", "s001", unit=place.unit, actor="cli")
    assert cost() == few
    assert few <= 15


def test_standings_leave_ended_runs_out_unless_asked_and_stopped_ones_always(
    begun: Place,
) -> None:
    run = begun.view().run
    for step in begun.view().standing.steps:
        flow.complete(begun.office, CODE, run.id, step.step.slug, actor="cli")
    over = flow.begin(begun.office, CODE, "s000", unit=begun.unit, actor="cli")
    flow.stop(begun.office, CODE, over.id, "x", actor="cli")
    with reading(begun.engine) as connection:
        now, office = begun.clock.now, begun.office
        assert standings(connection, office, now) == {}
        ended = standings(connection, office, now, ended=True)
        assert [one.run.slug for one in ended[id_of(begun)]] == ["s001"]
        assert standings(connection, office, now, [id_of(begun)]) == {}
        every = run_view(connection, office, CODE, now)
    assert [(one.run.slug, one.run.stopped_at is None) for one in every] == [
        ("s001", True),
        ("s000", False),
    ]


def test_clocks_run_in_the_zone_of_the_training(place: Place) -> None:
    add_training(place, "TIMUR", zone="Asia/Jayapura")
    for code in (CODE, "TIMUR"):
        flow.begin(place.office, code, "s001", unit=place.unit, actor="cli")
    place.move("16 14.30")  # 16.30 in Jayapura: half an hour after work
    take_roster(place)
    take_roster(place, code="TIMUR")
    assert told(place.view().standing.step("enrol").due_at) == "18 14.30"
    # Two whole days of Tuesday and Wednesday, to 16.00 there.
    assert told(place.view(code="TIMUR").standing.step("enrol").due_at) == "18 14.00"


def test_a_run_of_an_unknown_training_is_refused(place: Place) -> None:
    with reading(place.engine) as connection, pytest.raises(ConnectorError) as caught:
        run_view(connection, place.office, "NONE", place.clock.now)
    assert caught.value.code == "training_unknown"


def test_a_run_that_was_stopped_since_it_was_listed_is_passed_over(begun: Place) -> None:
    take_roster(begun)
    verify_plan(begun)
    run = begun.view().run
    flow.stop(begun.office, CODE, run.id, "x", actor="cli")
    assert observe_run(begun.office, run.id) == 0
    assert begun.log() == []
