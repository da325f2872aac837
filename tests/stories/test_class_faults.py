"""What goes wrong around a class: nothing acknowledged is lost, nobody gets another's minutes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from sqlalchemy import Engine, func, select, text

from connector.cli.main import main
from connector.flows import record_attendance
from connector.jobs.port import JobState
from connector.sandbox.serving import LoopbackServer
from connector.sandbox.zoom import Oddities
from connector.sandbox.zoom.rooms import Room
from connector.store import inbox as inbox_queries
from connector.store.engine import reading
from connector.store.inbox import InboxState
from connector.store.plans import PlanState
from connector.store.tables import inbox
from tests.meetings.test_zoom_reports import twisted
from tests.stories.held_class import PEOPLE, HeldClass, arranged, class_of
from tests.stories.place import address_of
from webhooks.zoom.signature import sign

MINUTES = {
    "Rina Contoh": [135, 135],
    "Budi Contoh": [115, 135],
    "Sari Contoh": [125, 135],
    "Dewi Contoh": [0, 0],
}


@pytest.fixture
def held(sqlite_engine: Engine, tmp_path: Path) -> Iterator[HeldClass]:
    with class_of(address_of(sqlite_engine), tmp_path) as opened:
        yield opened


def morning(held: HeldClass, day: int = 0) -> Room:
    links, room = held.links[day], held.open(day=day)
    room.join("Rina Contoh", held.at("07:50", day), registrant_id=links["Rina Contoh"])
    sari = room.join("Sari Contoh", held.at("07:55", day), registrant_id=links["Sari Contoh"])
    room.join("Budi Contoh", held.at("08:20", day), registrant_id=links["Budi Contoh"])
    sari.drop(held.at("09:00", day))
    return room


def noon(held: HeldClass, room: Room, day: int = 0) -> None:
    link = held.links[day]["Sari Contoh"]
    room.join("Sari Contoh", held.at("09:10", day), registrant_id=link)
    room.close(held.at("12:50", day))


def day_of(held: HeldClass, day: int = 0) -> dict[str, list[int]]:
    return {name: held.minutes(name, day) for name in MINUTES}


def stored(held: HeldClass) -> int:
    with reading(held.place.office.engine) as connection:
        return connection.execute(select(func.count()).select_from(inbox)).scalar_one()


def states(held: HeldClass) -> dict[InboxState, int]:
    with reading(held.place.office.engine) as connection:
        return {s: n for s, n in inbox_queries.counts(connection).items() if n}


def the_record_comes(held: HeldClass) -> None:
    held.clock.now = held.at("13:30")
    office = held.place.office
    assert record_attendance.find_records(office) + record_attendance.ask_held(office) >= 1
    held.work()
    assert all(one.final for one in held.found().held if one.ended)


@pytest.mark.parametrize("failures", [1, 3])
def test_what_a_database_in_trouble_refuses_comes_again_and_nothing_is_lost(
    engine: Engine, tmp_path: Path, failures: int
) -> None:
    with class_of(address_of(engine), tmp_path) as held, held.listening():
        zoom = held.place.zoom
        room = morning(held)
        held.clock.now = held.at("09:05")
        rename(held, "inbox", "inbox_away")
        zoom.deliver()
        for minutes in (5, 20)[: failures - 1]:
            held.clock.now += timedelta(minutes=minutes)
            zoom.deliver()
        rename(held, "inbox_away", "inbox")
        tries = {tuple(one.status for one in event.attempts) for event in zoom.deliveries}
        assert tries == {(503,) * failures}
        assert stored(held) == 0
        noon(held, room)
        held.hear(held.at("12:55"))
        assert {event.state for event in zoom.deliveries} == {"acknowledged"}
        assert stored(held) == len(zoom.deliveries)
        assert day_of(held) == MINUTES


def rename(held: HeldClass, old: str, new: str) -> None:
    with held.place.office.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


def test_a_class_is_drained_after_it_when_no_worker_ran(held: HeldClass) -> None:
    with held.listening():
        room = morning(held)
        noon(held, room)
        held.clock.now = held.at("12:55")
        held.place.zoom.deliver()
    assert day_of(held) == {name: [0, 0] for name in MINUTES}
    assert not held.found().held
    assert held.drain() == stored(held)
    assert day_of(held) == MINUTES


def test_two_workers_at_one_inbox_count_everything_once(held: HeldClass) -> None:
    with held.listening():
        room = morning(held)
        noon(held, room)
        held.clock.now = held.at("12:55")
        held.place.zoom.deliver()
    workers = [threading.Thread(target=held.drain) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    held.drain()
    assert states(held) == {InboxState.DONE: stored(held)}
    assert day_of(held) == MINUTES


def test_two_subscriptions_tell_everything_twice_and_it_counts_once(held: HeldClass) -> None:
    with held.listening(subscriptions=2):
        room = morning(held)
        noon(held, room)
        attempts = held.hear(held.at("12:55"))
    assert attempts == 2 * stored(held)
    assert day_of(held) == MINUTES


def test_leaving_that_nobody_heard_of_is_mended_by_the_record(held: HeldClass) -> None:
    held.place.zoom.oddities = Oddities(lost_left=1.0)
    with held.listening():
        room = morning(held)
        noon(held, room)
        held.hear(held.at("12:55"))
    assert day_of(held) == MINUTES | {"Sari Contoh": [135, 135]}
    assert held.cells("Sari Contoh")[0].provisional
    the_record_comes(held)
    assert day_of(held) == MINUTES
    assert not held.cells("Sari Contoh")[0].provisional


def test_a_record_that_changes_while_it_is_read_is_not_taken_in_part(held: HeldClass) -> None:
    with held.listening():
        room = morning(held)
        noon(held, room)
        held.hear(held.at("12:55"))
    meetings: Any = held.place.office.meetings

    def once_too_many(number: int, body: dict[str, Any]) -> None:
        body["total_records"] += number == 0

    twisted(meetings.client, once_too_many, "/report/meetings/")
    held.clock.now = held.at("13:30")
    record_attendance.find_records(held.place.office)
    held.work()
    [job] = held.jobs(JobState.READY)
    assert job.failure is not None
    assert job.failure.code == "zoom_report_incomplete"
    assert not any(one.final for one in held.found().held)
    held.clock.now += timedelta(hours=1)
    held.work()
    assert all(one.final for one in held.found().held if one.ended)
    assert day_of(held) == MINUTES


def test_a_clock_two_minutes_off_is_borne_and_one_further_off_costs_only_the_live_view(
    held: HeldClass,
) -> None:
    zoom = held.place.zoom
    with held.listening():
        zoom.oddities = Oddities(ahead=120)
        room = morning(held)
        held.hear(held.at("09:05"))
        heard = stored(held)
        assert heard == len(zoom.deliveries)
        zoom.oddities = Oddities(ahead=400)
        noon(held, room)
        for minutes in (0, 5, 20, 60):
            held.hear(max(held.clock.now, held.at("12:55")) + timedelta(minutes=minutes))
        assert stored(held) == heard
        assert {event.state for event in zoom.deliveries[heard:]} == {"lost"}
    the_record_comes(held)
    assert day_of(held) == MINUTES


def test_a_training_moved_by_a_day_is_measured_on_its_new_days(held: HeldClass) -> None:
    held.place.timetable(days=2, first=held.days[0].date + timedelta(days=1))
    held.place.sync()
    moved = arranged(held.place, held.clock)
    assert [slot.date - timedelta(days=1) for slot in moved.days] == [s.date for s in held.days]
    with moved.listening():
        for day in (0, 1):
            noon(moved, morning(moved, day), day)
            moved.hear(moved.at("12:55", day))
    assert [day_of(moved, day) for day in (0, 1)] == [MINUTES, MINUTES]


def test_a_seat_withdrawn_during_class_takes_nobody_elses_minutes_along(held: HeldClass) -> None:
    with held.listening():
        room = morning(held)
        held.hear(held.at("09:05"))
        held.place.people([name for name in PEOPLE if name != "Sari Contoh"])
        noon(held, room)
        held.hear(held.at("12:55"))
    found = held.found()
    names = {found.seats[seat].record.full_name for seat, _ in found.matrix.cells}
    assert names == set(PEOPLE) - {"Sari Contoh"}
    others = {name: minutes for name, minutes in MINUTES.items() if name != "Sari Contoh"}
    assert {name: held.minutes(name) for name in others} == others
    held.place.people(PEOPLE)
    held.place.until_verified()
    accept(held, "Sari Contoh")
    assert day_of(held) == MINUTES, "what she sat is there when she is back"


def accept(held: HeldClass, name: str) -> None:
    found = held.found()
    seat = next(seat for seat in found.seats.values() if seat.record.full_name == name)
    assert seat.accepted


def test_a_roster_replaced_after_class_keeps_everybodys_minutes(held: HeldClass) -> None:
    with held.listening():
        room = morning(held)
        noon(held, room)
        held.hear(held.at("12:55"))
    held.place.people([*reversed(PEOPLE), "Putri Contoh"])
    numbers = {seat.record.full_name: seat.number for seat in held.found().training.accepted_seats}
    assert numbers["Agus Contoh"] == 1
    assert day_of(held) == MINUTES
    assert held.minutes("Putri Contoh") == [0, 0]


def test_a_registration_made_anew_during_class_goes_on_where_the_old_one_stopped(
    held: HeldClass,
) -> None:
    with held.listening():
        room = morning(held)
        held.hear(held.at("09:05"))
        meeting = held.place.zoom.state.meetings[held.numbers[0]]
        old = held.links[0]["Sari Contoh"]
        meeting.registrants[:] = [one for one in meeting.registrants if one.id != old]
        assert held.place.sync().state is PlanState.VERIFIED
        renewed = arranged(held.place, held.clock)
        assert renewed.links[0]["Sari Contoh"] not in ("", old)
        noon(renewed, room)
        renewed.hear(held.at("12:55"))
    assert day_of(held) == MINUTES, "the former id is still hers"
    assert held.found().cards == []


@pytest.mark.parametrize("turn", ["deleted", "moved"])
def test_a_meeting_made_anew_at_noon_hides_nothing_of_the_morning(
    engine: Engine, tmp_path: Path, turn: str
) -> None:
    with class_of(address_of(engine), tmp_path) as held:
        with held.listening():
            room = morning(held)
            room.close(held.at("10:18"))
            held.hear(held.at("10:20"))
        was = held.found()
        if turn == "deleted":
            del held.place.zoom.state.meetings[held.numbers[0]]
            assert held.place.sync().state is PlanState.VERIFIED
            assert arranged(held.place, held.clock).numbers[0] != held.numbers[0]
        else:
            held.place.timetable(days=2, first=held.days[0].date + timedelta(days=1))
            held.place.sync()
        now = held.found()
        assert [one.uuid for one in now.held] == [room.uuid]
        assert len(now.attributed) == len(was.attributed)
        if turn == "deleted":
            assert now.cards == was.cards == []
            assert now.matrix.cells == was.matrix.cells


def poison(held: HeldClass) -> dict[str, bytes]:
    """Bodies that Zoom never sends, signed as if it did."""
    number, uuid = str(held.numbers[0]), "poison=="

    def joined(at: Any = "2027-01-04T01:00:00Z", held_id: Any = number, **who: Any) -> bytes:
        person = {"user_id": "167", "user_name": "x", "join_time": at, **who}
        meeting = {"id": held_id, "uuid": uuid, "participant": person}
        event = {
            "event": "meeting.participant_joined",
            "event_ts": 1,
            "payload": {"account_id": held.place.zoom.account_id, "object": meeting},
        }
        return json.dumps(event).encode()

    deep = b'{"event":"meeting.started","payload":' + b"[" * 60_000 + b"]" * 60_000 + b"}"
    return {
        "not JSON": b"\xff\xfe\x00",
        "a list": b"[1, 2]",
        "a string": b'"meeting.started"',
        "null": b"null",
        "NaN": b'{"event":"meeting.started","event_ts":NaN,"payload":{"object":NaN}}',
        "a huge integer": b'{"event":"meeting.started","event_ts":' + b"9" * 5000 + b"}",
        "deep": deep,
        "deep and no event": b"[" * 100_000,
        "event is a number": b'{"event": 7}',
        "event is long": json.dumps({"event": "x" * 1000}).encode(),
        "event has NUL": b'{"event":"meeting.\\u0000started"}',
        "unknown event": b'{"event":"meeting.\\ud800 new","payload":{"ip":"203.0.113.9"}}',
        "twice the same key": b'{"event":"a","event":"meeting.started","payload":1}',
        "a huge name": joined(user_name="N" * 200_000),
        "NUL in a name": joined(user_name="Ri\0na", email="a\0@contoh.example"),
        "half a surrogate": joined(user_name="Ri\ud800na"),
        "name is a list": joined(user_name=["Rina"]),
        "id is a float": joined(held_id=8.1e10),
        "id is a bool": joined(held_id=True),
        "id is text": joined(held_id="kelas"),
        "id is enormous": joined(held_id=int("9" * 300)),
        "leg is a float": joined(user_id=167.5),
        "leg is missing": joined(user_id=None),
        "year 1": joined(at="0001-01-01T00:00:00+14:00"),
        "year 1 in UTC": joined(at="0001-01-01T00:00:00Z", user_id="168"),
        "year 9999": joined(at="9999-12-31T23:59:59-14:00"),
        "year 9999 in UTC": joined(at="9999-12-31T23:59:59Z", user_id="169"),
        "no zone": joined(at="2027-01-04T01:00:00"),
        "time is a number": joined(at=1.5),
        "markup": joined(user_name="[red]<script>alert(1)</script>[/red]", user_id="170"),
        "a registrant like code": joined(registrant_id="'; DROP TABLE stays; --", user_id="171"),
    }


def post(server: LoopbackServer, held: HeldClass, body: bytes) -> int:
    stamp = str(int(held.clock.now.timestamp()))
    secret = held.place.settings.zoom_webhook_secrets[0]
    headers = {"x-zm-request-timestamp": stamp, "x-zm-signature": sign(secret, stamp, body)}
    url = f"{server.url}/webhooks/zoom"
    return requests.post(url, data=body, headers=headers, timeout=5).status_code


def test_poisonous_bodies_stop_neither_the_drain_nor_the_eyes(
    engine: Engine, tmp_path: Path
) -> None:
    with class_of(address_of(engine), tmp_path) as held:
        with held.listening() as server:
            room = morning(held)
            held.clock.now = held.at("09:05")
            bodies = poison(held)
            answers = {name: post(server, held, body) for name, body in bodies.items()}
            assert set(answers.values()) == {200}
            noon(held, room)
            held.hear(held.at("12:55"))
        assert day_of(held) == MINUTES
        counted = states(held)
        assert counted.keys() == {InboxState.DONE, InboxState.PARKED, InboxState.UNKNOWN}
        assert counted[InboxState.PARKED] >= 15
        assert held.drain() == 0
        the_record_comes(held)
        assert day_of(held) == MINUTES
        everything_can_be_shown(held, engine, tmp_path)


def everything_can_be_shown(held: HeldClass, engine: Engine, home: Path) -> None:
    settings: dict[str, str | None] = {
        "SIMPUL_HOME": str(home / "home"),
        "SIMPUL_DATABASE_URL": address_of(engine),
        "SIMPUL_SECRET_KEY": "k" * 43,
        "SIMPUL_LANGUAGE": "en",
        "COLUMNS": "200",
    }
    with reading(engine) as connection:
        numbers = [entry.id for entry in inbox_queries.listing(connection, InboxState.PARKED)]
        numbers += [entry.id for entry in inbox_queries.listing(connection, InboxState.UNKNOWN)]
    for number in numbers:
        for more in ((), ("--raw",), ("--json",)):
            shown = CliRunner().invoke(main, ["inbox", "show", str(number), *more], env=settings)
            assert shown.exit_code == 0, (number, more, shown.output[-2000:], shown.exception)
