"""How a class's record comes in: asked for, not to be had, brought by hand; never in half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.domain.attribution import Standing
from connector.domain.presence import Source
from connector.errors import ConnectorError, RosterError
from connector.flows import record_attendance
from connector.flows.record_attendance import FETCH_JOB, import_record
from connector.flows.register_participants import create_training
from connector.jobs.port import JobState
from connector.sandbox.zoom import Rules
from connector.sandbox.zoom.operations import SCOPES
from connector.sandbox.zoom.rooms import Room
from connector.store.engine import reading
from tests.stories.held_class import HeldClass, class_of
from tests.stories.place import ACTOR, CODE, address_of

REPORT_SCOPE = "report:read:list_meeting_participants:admin"
WHOLE = Rules(plan="business", strict_registrant_quota=False)
NO_REPORTS = Rules(
    plan="business", strict_registrant_quota=False, scopes=frozenset(SCOPES) - {REPORT_SCOPE}
)
MINUTES = {
    "Rina Contoh": [135, 135],
    "Budi Contoh": [115, 135],
    "Sari Contoh": [125, 135],
    "Dewi Contoh": [0, 0],
}


@pytest.fixture
def held(sqlite_engine: Engine, tmp_path: Path) -> Iterator[HeldClass]:
    with class_of(address_of(sqlite_engine), tmp_path, WHOLE) as opened:
        yield opened


def hold(held: HeldClass, day: int = 0) -> Room:
    """Let one whole day be held; who listens hears of it."""
    links, room = held.links[day], held.open(day=day)
    room.join("Rina Contoh", held.at("07:50", day), registrant_id=links["Rina Contoh"])
    sari = room.join("Sari Contoh", held.at("07:55", day), registrant_id=links["Sari Contoh"])
    room.join("Budi Contoh", held.at("08:20", day), registrant_id=links["Budi Contoh"])
    sari.drop(held.at("09:00", day))
    room.join("Sari Contoh", held.at("09:10", day), registrant_id=links["Sari Contoh"])
    room.close(held.at("12:50", day))
    held.clock.now = held.at("12:55", day)
    return room


def day_of(held: HeldClass, day: int = 0) -> dict[str, list[int]]:
    return {name: held.minutes(name, day) for name in MINUTES}


def exported(held: HeldClass, room: Room) -> bytes:
    return held.place.zoom.export_csv(room.uuid).encode("utf-8-sig")


def test_without_webhooks_the_reports_alone_give_the_lists(held: HeldClass) -> None:
    room = hold(held)
    office = held.place.office
    held.clock.now = held.at("10:40")
    assert record_attendance.ask_held(office) == 0, "no session is half an hour over"
    held.clock.now = held.at("13:21")
    assert record_attendance.find_records(office) == 0, "nobody heard of it"
    assert record_attendance.ask_held(office) == 1
    assert record_attendance.ask_held(office) == 0
    assert held.work() == 1
    assert day_of(held) == MINUTES
    [one] = held.found().held
    assert (one.uuid, one.source) == (room.uuid, Source.REPORT)
    calls = len(held.place.zoom.calls)
    assert record_attendance.ask_held(office) == 0
    assert len(held.place.zoom.calls) == calls, "once the record is there nobody asks again"


def test_a_click_after_class_does_not_stand_for_the_class_nobody_heard(held: HeldClass) -> None:
    room = hold(held)
    with held.listening():
        held.place.zoom.late_click(
            held.numbers[0], held.at("13:00"), registrant_id=held.links[0]["Dewi Contoh"]
        )
        held.hear(held.at("13:05"))
    assert [one.uuid == room.uuid for one in held.occurrences()] == [False]
    held.clock.now = held.at("13:40")
    assert record_attendance.ask_held(held.place.office) == 2
    held.work()
    assert day_of(held) == MINUTES


def test_a_class_whose_end_was_lost_is_asked_for(held: HeldClass) -> None:
    held.place.zoom.event_faults.arm("lost_event", match="meeting.ended")
    with held.listening():
        hold(held)
        held.hear(held.at("12:55"))
        held.place.zoom.late_click(
            held.numbers[0], held.at("13:00"), registrant_id=held.links[0]["Dewi Contoh"]
        )
        held.hear(held.at("13:05"))
    assert [one.ended is None for one in held.occurrences()] == [True, False]
    held.clock.now = held.at("13:21")
    assert record_attendance.ask_held(held.place.office) == 2
    held.work()
    assert day_of(held) == MINUTES


def test_meetings_of_no_training_are_never_read(held: HeldClass) -> None:
    zoom, office = held.place.zoom, held.place.office
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM bindings WHERE kind = 'meeting'")
    with held.listening():
        hold(held)
        held.hear(held.at("12:55"))
    held.clock.now = held.at("13:30")
    before = len(zoom.calls)
    assert len(held.occurrences()) == 1
    assert record_attendance.find_records(office) == 0
    assert record_attendance.ask_held(office) == 0
    assert zoom.calls[before:] == []


@pytest.fixture
def poor(sqlite_engine: Engine, tmp_path: Path) -> Iterator[HeldClass]:
    """An account whose app may not read reports."""
    with class_of(address_of(sqlite_engine), tmp_path, NO_REPORTS) as opened:
        yield opened


def test_reports_that_are_not_allowed_are_told_once_and_come_when_they_are(
    poor: HeldClass,
) -> None:
    office = poor.place.office
    with poor.listening():
        for day in (0, 1):
            hold(poor, day)
            poor.hear(poor.at("12:55", day))
    poor.clock.now = poor.at("13:30", 1)
    assert record_attendance.find_records(office) == 2
    assert poor.work() == 2
    [told] = poor.jobs(JobState.DEAD)
    assert (told.kind, told.failure and told.failure.code) == (FETCH_JOB, "zoom_scope_missing")
    [waits] = poor.jobs(JobState.READY)
    assert waits.run_at == poor.clock.now + timedelta(days=1)
    assert [day_of(poor, day) for day in (0, 1)] == [MINUTES, MINUTES], "what was heard counts"
    assert poor.cells("Rina Contoh")[0].provisional

    allow_reports(poor)
    poor.clock.now += timedelta(days=1)
    assert poor.work() == 1, "the other one comes by itself"
    with office.engine.begin() as connection:
        assert office.jobs.retry(connection, told.id), "and the told one when a person asks"
    poor.work()
    assert [one.source for one in poor.found().held] == [Source.REPORT, Source.REPORT]
    assert not poor.jobs(JobState.READY)


def test_where_reports_stay_closed_it_is_asked_a_week_and_then_no_more(poor: HeldClass) -> None:
    office = poor.place.office
    with poor.listening():
        for day in (0, 1):
            hold(poor, day)
            poor.hear(poor.at("12:55", day))
    poor.clock.now = poor.at("13:30", 1)
    record_attendance.find_records(office)
    turns = 0
    for _ in range(12):
        turns += poor.work()
        poor.clock.now += timedelta(days=1)
        record_attendance.find_records(office)
    assert turns == 2 + 7
    assert not poor.jobs(JobState.READY)
    assert len(poor.jobs(JobState.DEAD)) == 1


def allow_reports(held: HeldClass) -> None:
    """Grant the scope, as an administrator does in the Marketplace; tokens of before lack it."""
    held.place.zoom.rules = WHOLE
    held.clock.now += timedelta(hours=2)


def test_an_exported_list_alone_gives_the_same_minutes_once_people_are_named(
    held: HeldClass,
) -> None:
    room = hold(held)
    taken = import_record(
        held.place.office, CODE, "participants.csv", exported(held, room), actor=ACTOR
    )
    assert (taken.meeting, taken.stays, taken.replaced_live) == (str(held.numbers[0]), 5, 0)
    assert day_of(held) == {name: [0, 0] for name in MINUTES}
    found = held.found()
    waiting = [card for card in found.cards if card.names[0] in MINUTES]
    names = {card.names[0]: card.suggestions[0].seat for card in waiting}
    assert {found.seats[seat].record.full_name: name for name, seat in names.items()} == {
        name: name for name in MINUTES if name != "Dewi Contoh"
    }


def test_an_exported_list_after_webhooks_keeps_who_everybody_was(held: HeldClass) -> None:
    with held.listening():
        room = hold(held)
        held.hear(held.at("12:55"))
    heard = day_of(held)
    content = exported(held, room)
    taken = import_record(held.place.office, CODE, "participants.csv", content, actor=ACTOR)
    assert taken.replaced_live == 5
    [one] = held.found().held
    assert (one.source, one.final, one.uuid) == (Source.FILE, True, room.uuid)
    assert day_of(held) == heard == MINUTES
    standings = {stay.standing for stay in held.found().attributed}
    assert standings == {Standing.CERTAIN, Standing.OPENER}
    before = held.found()
    import_record(held.place.office, CODE, "participants.csv", content, actor=ACTOR)
    after = held.found()
    assert after.matrix == before.matrix
    assert [one.stays for one in after.held] == [one.stays for one in before.held]


def test_the_report_replaces_an_exported_list(held: HeldClass) -> None:
    with held.listening():
        room = hold(held)
        held.hear(held.at("12:55"))
    import_record(held.place.office, CODE, "p.csv", exported(held, room), actor=ACTOR)
    held.clock.now = held.at("13:21")
    assert record_attendance.find_records(held.place.office) == 1
    held.work()
    [one] = held.found().held
    assert one.source is Source.REPORT
    assert day_of(held) == MINUTES


def test_a_list_never_takes_a_reports_place(held: HeldClass) -> None:
    room = hold(held)
    record_attendance.fetch_record(held.place.office, room.uuid, turn=0)
    held.clock.now = held.at("13:21")
    record_attendance.fetch_record(held.place.office, room.uuid)
    before = held.found()
    with pytest.raises(ConnectorError) as refused:
        import_record(held.place.office, CODE, "p.csv", exported(held, room), actor=ACTOR)
    assert refused.value.code == "record_exists"
    assert held.found() == before


def test_a_list_of_another_trainings_meeting_credits_nobody_here(held: HeldClass) -> None:
    office = held.place.office
    create_training(office, code="UJI-2", title="Pelatihan Lain", cohort="I", actor=ACTOR)
    held.place.people(["Putri Contoh"], code="UJI-2")
    held.place.timetable(days=1, first=held.days[0].date + timedelta(days=30), code="UJI-2")
    room = hold(held)
    before = held.found().matrix
    with pytest.raises(RosterError):
        import_record(office, "UJI-2", "p.csv", exported(held, room), actor=ACTOR)
    assert held.found().matrix == before
    with reading(office.engine) as connection:
        linked = connection.exec_driver_sql("SELECT count(*) FROM meeting_links").scalar_one()
    assert linked == 0


def test_a_provider_that_is_away_changes_nothing_and_is_asked_again(held: HeldClass) -> None:
    with held.listening():
        hold(held)
        held.hear(held.at("12:55"))
    before = held.found().matrix
    held.clock.now = held.at("13:30")
    record_attendance.find_records(held.place.office)
    held.place.zoom.faults.arm("error_5xx", match="report", times=20)
    held.work()
    [job] = held.jobs(JobState.READY)
    assert job.failure is not None
    assert held.found().matrix.cells.keys() == before.cells.keys()
    assert not any(one.final for one in held.found().held)
    held.place.zoom.faults.clear()
    held.clock.now += timedelta(hours=1)
    held.work()
    assert all(one.final for one in held.found().held)
    assert day_of(held) == MINUTES
