"""A class from its first knock to the archive, over real HTTP: live, provisional, final."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.domain.attendance import Mark, Result
from connector.domain.attribution import Standing, Verdict
from connector.domain.presence import Source
from connector.flows import record_attendance
from connector.flows.archive_days import archive_days
from connector.flows.decide_attendance import card_id, decide_card
from connector.flows.register_participants import create_training
from connector.jobs.port import JobState
from connector.sandbox.zoom import Oddities, Rules
from connector.sandbox.zoom.rooms import Room
from connector.store import papers, presence
from connector.store.engine import reading
from connector.store.presence import ReportState
from tests.stories.held_class import HeldClass, class_of, training_number
from tests.stories.place import ACTOR, address_of

SLOW_REPORT = Rules(plan="business", strict_registrant_quota=False, report_delay=timedelta(hours=2))
ODD = Oddities(
    seed=3,
    duplicate=0.3,
    disorder=20,
    late_left=0.5,
    integer_ids=0.3,
    no_participant_uuid=0.3,
    no_email=0.3,
)


@pytest.fixture
def held(engine: Engine, tmp_path: Path) -> Iterator[HeldClass]:
    with class_of(address_of(engine), tmp_path, SLOW_REPORT) as opened:
        opened.place.zoom.oddities = ODD
        yield opened


def comes(held: HeldClass, room: Room, name: str, at: str, until: str = "", **more: str) -> None:
    leg = room.join(more.pop("shown", name), held.at(at), registrant_id=held.links[0][name], **more)
    if until:
        leg.drop(held.at(until))


def first_hour(held: HeldClass, room: Room) -> None:
    comes(held, room, "Rina Contoh", "07:50")
    comes(held, room, "Sari Contoh", "07:55", "09:00")
    comes(held, room, "Joko Contoh", "07:58", shown="Galaxy A12")
    comes(held, room, "Agus Contoh", "07:59", device="laptop")
    room.join("Lapas Contoh", held.at("08:05"))
    comes(held, room, "Agus Contoh", "08:10", "08:30", device="telepon")
    comes(held, room, "Budi Contoh", "08:20", shown="02_BUDI CONTOH_Balai")


def rest_of_the_day(held: HeldClass, room: Room) -> None:
    comes(held, room, "Sari Contoh", "09:10")
    room.close(held.at("12:50"))


def test_a_class_from_the_first_knock_to_its_archive(held: HeldClass) -> None:
    office = held.place.office
    with held.listening():
        room = held.open()
        first_hour(held, room)
        held.hear(held.at("09:05"))
        assert held.minutes("Rina Contoh") == [65, 0]
        assert held.minutes("Sari Contoh") == [60, 0]
        assert all(cell.provisional for cell in held.cells("Rina Contoh")[:1])
        assert held.cells("Rina Contoh")[0].result is Result.PENDING
        opener = [one for one in held.found().attributed if one.standing is Standing.OPENER]
        assert len(opener) == 1

        rest_of_the_day(held, room)
        held.hear(held.at("12:53"))
        provisional = day_of(held)
        assert provisional == EXPECTED
        assert all(cell.provisional for cell in held.cells("Rina Contoh"))
        assert {one.source for one in held.found().held} == {Source.WEBHOOK}

        held.clock.now = held.at("13:00")
        assert record_attendance.find_records(office) == 0, "Zoom needs half an hour"
        click_after_class(held)
        assert day_of(held) == EXPECTED
    the_record_comes_when_it_is_ready(held, room)
    assert day_of(held) == EXPECTED
    the_click_gets_no_record_and_is_asked_for_no_more(held)
    the_day_is_archived_once(held)


EXPECTED = {
    "Rina Contoh": [135, 135],
    "Budi Contoh": [115, 135],
    "Sari Contoh": [125, 135],
    "Joko Contoh": [0, 0],
    "Dewi Contoh": [0, 0],
    "Agus Contoh": [135, 135],
}


def day_of(held: HeldClass) -> dict[str, list[int]]:
    return {name: held.minutes(name) for name in EXPECTED}


def click_after_class(held: HeldClass) -> None:
    held.place.zoom.late_click(
        held.numbers[0], held.at("13:10"), registrant_id=held.links[0]["Dewi Contoh"]
    )
    held.hear(held.at("13:14"))
    assert len(held.occurrences()) == 2


def the_record_comes_when_it_is_ready(held: HeldClass, room: Room) -> None:
    office = held.place.office
    held.clock.now = held.at("13:21")
    assert record_attendance.find_records(office) == 1
    assert record_attendance.find_records(office) == 0, "one job is enough"
    assert held.work() == 1
    [waiting] = held.jobs(JobState.READY)
    assert waiting.run_at == held.at("14:21")
    assert waiting.body["uuid"] == room.uuid
    assert not any(one.final for one in held.found().held)
    held.clock.now = held.at("14:22")
    assert held.work() == 1, "not before ten to three"
    held.clock.now = held.at("15:23")
    assert held.work() == 1
    [day, *_] = held.found().held
    assert (day.source, day.final, day.uuid) == (Source.REPORT, True, room.uuid)
    assert not held.jobs(JobState.DEAD)
    assert not any(cell.provisional for cell in held.cells("Rina Contoh"))
    joko = held.cells("Joko Contoh")[0]
    assert (joko.result, joko.waiting_minutes) == (Result.UNDECIDED, 135)


def the_click_gets_no_record_and_is_asked_for_no_more(held: HeldClass) -> None:
    assert record_attendance.find_records(held.place.office) == 1
    for _ in range(27):
        held.clock.now += timedelta(hours=1)
        held.work()
    click = next(one for one in held.occurrences() if one.started == held.at("13:10"))
    assert click.report is ReportState.ABSENT
    assert not held.jobs(JobState.READY)
    assert not held.jobs(JobState.DEAD), "that nobody else was there is no fault"


def the_day_is_archived_once(held: HeldClass) -> None:
    office = held.place.office
    assert held.clock.now > held.at("12:45") + timedelta(hours=26)
    assert archive_days(office) == 1
    assert archive_days(office) == 0
    with reading(office.engine) as connection:
        [kept] = papers.archives_of(connection, training_number(held))
    assert kept.day == held.days[0].date


def test_two_trainings_in_one_meeting_credit_each_its_own_people(held: HeldClass) -> None:
    office = held.place.office
    create_training(office, code="UJI-2", title="Pelatihan Tamu", cohort="I", actor=ACTOR)
    held.place.people(["Putri Contoh", "Hadi Contoh"], code="UJI-2")
    held.place.timetable(days=2, first=held.days[0].date, code="UJI-2")
    with office.engine.begin() as connection:
        guest = training_number(held, "UJI-2")
        number = str(held.numbers[0])
        assert presence.link(connection, "zoom-default", number, guest, ACTOR, office.clock())
    with held.listening():
        room = held.open()
        comes(held, room, "Rina Contoh", "07:50")
        room.join("Putri Contoh", held.at("08:15"))
        room.close(held.at("12:50"))
        held.hear(held.at("12:55"))
    assert held.minutes("Rina Contoh") == [135, 135]
    assert {cell.minutes for cell in held.found("UJI-2").matrix.cells.values()} == {0}
    found = held.found("UJI-2")
    [card] = [card for card in found.cards if card.names == ("Putri Contoh",)]
    putri = next(key for key, seat in found.seats.items() if "Putri" in seat.record.full_name)
    assert card.suggestions[0].seat == putri
    decide_card(
        office, "UJI-2", card_id(card.key), verdict=Verdict.SEATS, seats=[putri],
        reason="Dikenali", remember=False, actor=ACTOR,
    )  # fmt: skip
    first = next(iter(held.found("UJI-2").training.sessions)).key
    cell = held.found("UJI-2").matrix.cells[putri, first]
    assert (cell.minutes, cell.automatic) == (120, Mark.PRESENT)
    assert held.minutes("Rina Contoh") == [135, 135]
