"""Trainings, seats and sessions: nothing is deleted, nothing changes its key."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, select

from connector.domain.people import Role, SeatRecord, Willingness
from connector.domain.trainings import MeetingMode, SeatState, Training
from connector.errors import ConnectorError
from connector.store import people, seats, trainings
from connector.store.keys import number_of
from connector.store.seats import SeatChanges
from connector.store.tables import seats as seats_table
from connector.store.tables import sessions as sessions_table
from connector.store.trainings import SessionChanges
from tests.database import statements_of
from tests.store.samples import (
    LATER,
    NIP,
    NOW,
    make_training,
    numbered,
    record,
    seat_of,
    slot,
    with_training,
)

PARTICIPANTS = frozenset({Role.PARTICIPANT})


def link(nonce: str) -> str:
    return f"https://simpul.example.org/p/{nonce}"


def seat_all(connection: Connection, training_id: int, rows: list[SeatRecord]) -> SeatChanges:
    known = seats.seated(connection, training_id)
    placed = people.place(connection, rows, seated=known, now=NOW)
    pairs = [(row, one.person) for row, one in zip(rows, placed, strict=True)]
    return seats.put_seats(connection, training_id, pairs, roles=PARTICIPANTS, now=NOW)


def load(connection: Connection) -> Training:
    return trainings.load_training(connection, "PKP-01", link)


def test_a_code_is_taken_once(engine: Engine) -> None:
    with_training(engine)
    with engine.connect() as connection, pytest.raises(ConnectorError, match="training_exists"):
        make_training(connection)


def test_settings_change_and_the_code_does_not(engine: Engine) -> None:
    stored = with_training(engine)
    wanted = replace(
        stored.settings, code="other", title="New title", meeting_mode=MeetingMode.PER_SESSION
    )
    with engine.begin() as connection:
        trainings.change(connection, stored.id, wanted)
        found = trainings.get(connection, "PKP-01")
    assert found is not None
    assert found.settings == replace(wanted, code="PKP-01")


def test_an_unknown_training_says_its_code(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(ConnectorError, match="PKP-01"):
        load(connection)


def test_a_training_comes_back_as_it_was_put_in(engine: Engine) -> None:
    stored = with_training(engine)
    row = seat_of(record("Siti", NIP, email="siti@example.org"), number=7)
    with engine.begin() as connection:
        seat_all(connection, stored.id, [row])
        trainings.put_sessions(connection, stored.id, [slot(4), slot(3)], now=NOW)
        found = load(connection)
        [seat] = seats.listing(connection, stored.id)
    assert found.key == stored.key == f"training:{stored.id}"
    assert [one.record for one in found.seats] == [row.person]
    assert found.seats[0].link == link(seat.link_nonce)
    assert (found.seats[0].key, found.seats[0].number) == (f"seat:{seat.id}", 7)
    assert list(found.sessions) == [slot(3), slot(4)]
    assert str(found.sessions[0].jp) == "2.50"


def test_loading_takes_three_queries_however_many_seats(engine: Engine) -> None:
    stored = with_training(engine)
    with engine.begin() as connection:
        seat_all(connection, stored.id, numbered(50))
    with engine.connect() as connection, statements_of(engine) as statements:
        assert len(load(connection).seats) == 50
    assert len([one for one in statements if one.startswith("SELECT")]) == 3


def test_a_vanished_seat_is_withdrawn_and_returns_as_itself(engine: Engine) -> None:
    stored = with_training(engine)
    rows = numbered(3)
    with engine.begin() as connection:
        first = seat_all(connection, stored.id, rows)
        nonces = {seat.id: seat.link_nonce for seat in seats.listing(connection, stored.id)}
        gone = seat_all(connection, stored.id, rows[:2])
        states = [seat.state for seat in seats.listing(connection, stored.id)]
        back = seat_all(connection, stored.id, rows)
        now = {seat.id: seat.link_nonce for seat in seats.listing(connection, stored.id)}
    assert len(first.added) == 3
    assert gone == SeatChanges((), (), (), (first.added[2],))
    assert states == [SeatState.INVITED, SeatState.INVITED, SeatState.WITHDRAWN]
    assert back == SeatChanges((), (), (first.added[2],), ())
    assert now == nonces


def test_the_same_roster_twice_changes_nothing(engine: Engine) -> None:
    stored = with_training(engine)
    with engine.begin() as connection:
        seat_all(connection, stored.id, numbered(3))
        assert seat_all(connection, stored.id, numbered(3)) == SeatChanges((), (), (), ())


def test_other_roles_are_not_looked_at(engine: Engine) -> None:
    stored = with_training(engine)
    teacher = seat_of(record("Bambang"), Role.INSTRUCTOR)
    with engine.begin() as connection:
        [placed] = people.place(connection, [teacher], seated={}, now=NOW)
        seats.add(connection, stored.id, placed.person, teacher, now=NOW)
        changes = seat_all(connection, stored.id, numbered(1))
    assert changes.withdrawn == ()


def test_a_changed_row_updates_the_seat(engine: Engine) -> None:
    stored = with_training(engine)
    [row] = numbered(1)
    moved = replace(row, person=replace(row.person, unit="Rutan Solo"))
    with engine.begin() as connection:
        first = seat_all(connection, stored.id, [row])
        changes = seat_all(connection, stored.id, [moved])
        found = seats.get(connection, first.added[0])
    assert changes == SeatChanges((), first.added, (), ())
    assert found is not None
    assert found.record.unit == "Rutan Solo"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (Willingness.WILLING, SeatState.CONFIRMED),
        (Willingness.DECLINED, SeatState.DECLINED),
        (Willingness.UNKNOWN, SeatState.INVITED),
    ],
)
def test_willingness_decides_where_a_seat_starts(
    engine: Engine, said: Willingness, state: SeatState
) -> None:
    stored = with_training(engine)
    with engine.begin() as connection:
        seat_all(connection, stored.id, [seat_of(record("Siti", NIP, willingness=said))])
        [seat] = seats.listing(connection, stored.id)
    assert seat.state is state


def test_a_persons_own_answer_stands_while_the_roster_repeats_itself(engine: Engine) -> None:
    stored = with_training(engine)
    willing = seat_of(record("Siti", NIP, willingness=Willingness.WILLING))
    repeated = replace(willing, number=2)
    declined = seat_of(record("Siti", NIP, willingness=Willingness.DECLINED))
    with engine.begin() as connection:
        [seat_id] = seat_all(connection, stored.id, [willing]).added
        seats.set_state(connection, seat_id, SeatState.ACTIVE)
        seat_all(connection, stored.id, [repeated])
        repeated_state = seats.listing(connection, stored.id)[0].state
        seat_all(connection, stored.id, [declined])
        declined_state = seats.listing(connection, stored.id)[0].state
    assert (repeated_state, declined_state) == (SeatState.ACTIVE, SeatState.DECLINED)


def test_a_revoked_link_answers_nobody(engine: Engine) -> None:
    stored = with_training(engine)
    with engine.begin() as connection:
        [seat_id] = seat_all(connection, stored.id, numbered(1)).added
        [old] = connection.execute(select(seats_table.c.link_nonce)).scalars()
        new = seats.revoke_link(connection, seat_id, now=LATER)
        assert seats.by_link(connection, old) is None
        found = seats.by_link(connection, new)
    assert found is not None
    assert (found.id, found.link_revoked_at) == (seat_id, LATER)


def test_reactivating_concerns_withdrawn_seats_only(engine: Engine) -> None:
    stored = with_training(engine)
    with engine.begin() as connection:
        first, second = seat_all(connection, stored.id, numbered(2)).added
        seats.set_state(connection, first, SeatState.DECLINED)
        seats.withdraw(connection, [second])
        seats.reactivate(connection, first)
        seats.reactivate(connection, second)
        states = [seat.state for seat in seats.listing(connection, stored.id)]
    assert states == [SeatState.DECLINED, SeatState.INVITED]


def test_a_timetable_version_says_what_it_changed_and_keeps_removed_slots(engine: Engine) -> None:
    stored = with_training(engine)
    moved = replace(slot(4), room="Aula")
    with engine.begin() as connection:
        first = trainings.put_sessions(connection, stored.id, [slot(3), slot(4)], now=NOW)
        second = trainings.put_sessions(connection, stored.id, [moved, slot(5)], now=LATER)
        third = trainings.put_sessions(connection, stored.id, [slot(3), moved, slot(5)], now=LATER)
        rows = len(connection.execute(select(sessions_table.c.id)).all())
        again = trainings.put_sessions(connection, stored.id, [slot(3), moved, slot(5)], now=LATER)
    assert first == SessionChanges((slot(3).key, slot(4).key), (), ())
    assert second == SessionChanges((slot(5).key,), (slot(4).key,), (slot(3).key,))
    assert third == SessionChanges((slot(3).key,), (), ())
    assert again == SessionChanges((), (), ())
    assert rows == 3


def test_jp_keeps_its_digits(engine: Engine) -> None:
    stored = with_training(engine)
    with engine.begin() as connection:
        trainings.put_sessions(
            connection, stored.id, [replace(slot(), jp=Decimal("0.30"))], now=NOW
        )
        [found] = trainings.sessions_of(connection, stored.id)
    assert str(found.jp) == "0.30"


class TestFingerprint:
    def test_it_is_the_same_while_nothing_wanted_changes(self, engine: Engine) -> None:
        stored = with_training(engine)
        with engine.begin() as connection:
            seat_all(connection, stored.id, numbered(2))
            before = trainings.roster_fingerprint(connection, stored.id)
            seat_all(connection, stored.id, numbered(2))
            [first, _] = seats.listing(connection, stored.id)
            seats.revoke_link(connection, first.id, now=LATER)
            seats.set_state(connection, first.id, SeatState.ACTIVE)
            assert trainings.roster_fingerprint(connection, stored.id) == before

    def test_it_changes_with_seats_sessions_and_settings(self, engine: Engine) -> None:
        stored = with_training(engine)
        seen = list[str]()

        def look(connection: Connection) -> None:
            seen.append(trainings.roster_fingerprint(connection, stored.id))

        with engine.begin() as connection:
            look(connection)
            seat_all(connection, stored.id, numbered(2))
            look(connection)
            seat_all(connection, stored.id, numbered(1))
            look(connection)
            trainings.put_sessions(connection, stored.id, [slot()], now=NOW)
            look(connection)
            trainings.change(connection, stored.id, replace(stored.settings, title="Other"))
            look(connection)
        assert len(set(seen)) == 5


def test_a_key_ends_in_its_row_number() -> None:
    assert number_of("training:12") == 12
