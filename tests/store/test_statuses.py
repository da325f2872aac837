"""What was read back replaces what was read before; the board needs one query."""

from dataclasses import replace

from sqlalchemy import Engine

from connector.domain.people import Role
from connector.domain.trainings import SeatState as TrainingSeatState
from connector.reconcile.status import SeatState, SeatStatus, SystemStatus
from connector.store import people, plans, seats, statuses, trainings
from tests.database import statements_of
from tests.store.samples import (
    LATER,
    MOODLE,
    NOW,
    make_training,
    numbered,
    plan_of,
    slot,
    with_training,
)

STATUS = SystemStatus(
    system="lms",
    connection=MOODLE,
    seats=(
        SeatStatus("seat:1", SeatState.OK),
        SeatStatus("seat:2", SeatState.FAILED, "moodle_invalidparameter", {"row": 2}),
        SeatStatus("seat:3", SeatState.UNDECIDED, "two_hits"),
    ),
    things_missing=("course",),
)


def test_a_status_comes_back_as_it_was_stored(engine: Engine) -> None:
    training = with_training(engine)
    with engine.begin() as connection:
        statuses.replace(connection, training.key, STATUS, now=NOW, drift=4)
        [found] = statuses.of_training(connection, training.key)
    assert found == statuses.StoredStatus(STATUS, NOW, 4)
    assert (found.status.expected, found.status.missing) == (2, 1)


def test_a_newer_status_leaves_nothing_of_the_older_one(engine: Engine) -> None:
    training = with_training(engine)
    newer = replace(STATUS, seats=STATUS.seats[:1], things_missing=())
    other = replace(STATUS, system="meetings")
    with engine.begin() as connection:
        for status in (STATUS, other, newer):
            statuses.replace(connection, training.key, status, now=LATER)
        found = [one.status for one in statuses.of_training(connection, training.key)]
    assert found == [newer, other]


def test_the_board_shows_every_training_in_one_query(engine: Engine) -> None:
    training = with_training(engine)
    with engine.begin() as connection:
        make_training(connection, "PKP-02")
        rows = numbered(3)
        placed = people.place(connection, rows, seated={}, now=NOW)
        pairs = [(row, one.person) for row, one in zip(rows, placed, strict=True)]
        changes = seats.put_seats(connection, training.id, pairs, roles={Role.PARTICIPANT}, now=NOW)
        seats.set_state(connection, changes.added[0], TrainingSeatState.WITHDRAWN)
        trainings.put_sessions(connection, training.id, [slot(3), slot(7)], now=NOW)
        for system in ("lms", "meetings"):
            status = replace(STATUS, system=system)
            statuses.replace(connection, training.key, status, now=NOW, drift=1)
        for _ in range(2):
            plans.save(
                connection, plan_of(training.key), held=(), budgets={}, actor="user:1", now=NOW
            )
    with engine.connect() as connection, statements_of(engine) as statements:
        second, first = statuses.board(connection)
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert (second.code, second.participants, second.systems) == ("PKP-02", 0, ())
    assert (first.code, first.participants, first.waiting_plan) == ("PKP-01", 2, 2)
    assert (first.starts_at, first.ends_at) == (slot(3).start, slot(7).end)
    assert [one.system for one in first.systems] == ["lms", "meetings"]
    figures = first.systems[0]
    assert (figures.expected, figures.found, figures.missing) == (2, 1, 1)
    assert (figures.undecided, figures.things_missing, figures.drift) == (1, 1, 1)
