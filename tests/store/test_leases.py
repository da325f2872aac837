"""Leases: one holder at a time, lost ones are noticed, kept ones stay."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select, update

from connector.errors import TemporaryError
from connector.store import leases
from connector.store.engine import moment_in
from connector.store.tables import leases as leases_table

PLACE = ("moodle-default", "write")


def expire(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(leases_table).values(until=datetime(2020, 1, 1, tzinfo=UTC)))


def seconds_left(engine: Engine) -> float:
    with engine.begin() as connection:
        until, now = connection.execute(select(leases_table.c.until, moment_in(connection))).one()
    return float((until - now).total_seconds())


def test_a_held_lease_is_busy_for_everybody_even_the_same_owner(engine: Engine) -> None:
    with leases.hold(engine, *PLACE, owner="one", seconds=60):
        assert leases.holder(engine, *PLACE) == "one"
        for owner in ("one", "two"):
            with (
                pytest.raises(TemporaryError, match="store lease: busy"),
                leases.hold(engine, *PLACE, owner=owner, seconds=60),
            ):
                pass
    assert leases.holder(engine, *PLACE) is None


def test_other_names_and_connections_are_free(engine: Engine) -> None:
    with (
        leases.hold(engine, *PLACE, owner="one", seconds=60),
        leases.hold(engine, "moodle-default", "other", owner="two", seconds=60),
        leases.hold(engine, "moodle-second", "write", owner="three", seconds=60),
    ):
        assert leases.holder(engine, "moodle-second", "write") == "three"


def test_a_lease_is_given_back_when_the_work_fails(engine: Engine) -> None:
    with (
        pytest.raises(ValueError, match="work"),
        leases.hold(engine, *PLACE, owner="one", seconds=60),
    ):
        raise ValueError("work")
    assert leases.holder(engine, *PLACE) is None


def test_a_dead_holders_lease_can_be_taken_and_the_dead_one_notices(engine: Engine) -> None:
    with leases.hold(engine, *PLACE, owner="one", seconds=60) as lease:
        lease.renew()
        expire(engine)
        with leases.hold(engine, *PLACE, owner="two", seconds=60):
            with pytest.raises(TemporaryError, match="store lease: lost"):
                lease.renew()
            lease.keep(360)
            lease.release()
            assert leases.holder(engine, *PLACE) == "two"


def test_renewing_starts_the_time_again(engine: Engine) -> None:
    with leases.hold(engine, *PLACE, owner="one", seconds=60) as lease:
        expire(engine)
        lease.renew()
        assert 50 < seconds_left(engine) <= 60


def test_whoever_waits_gets_it_when_it_is_free(engine: Engine) -> None:
    holding, got = threading.Event(), threading.Event()

    def second() -> None:
        holding.wait(10)
        with leases.hold(engine, *PLACE, owner="two", seconds=60, wait_seconds=20):
            got.set()

    thread = threading.Thread(target=second)
    thread.start()
    with leases.hold(engine, *PLACE, owner="one", seconds=60):
        holding.set()
        assert not got.wait(0.15)
    thread.join()
    assert got.is_set()


def test_a_kept_lease_outlives_its_holder_and_can_be_ended_early(engine: Engine) -> None:
    with leases.hold(engine, *PLACE, owner="one", seconds=60) as lease:
        lease.keep(360)
        lease.renew()
        lease.keep(360)
    assert leases.holder(engine, *PLACE) == "one"
    assert 350 < seconds_left(engine) <= 360
    with (
        pytest.raises(TemporaryError, match="busy"),
        leases.hold(engine, *PLACE, owner="two", seconds=60),
    ):
        pass
    assert leases.release_kept(engine, *PLACE)
    assert leases.holder(engine, *PLACE) is None


def test_a_lease_in_use_is_not_ended_as_if_it_were_kept(engine: Engine) -> None:
    with leases.hold(engine, *PLACE, owner="one", seconds=60):
        assert not leases.release_kept(engine, *PLACE)
        assert leases.holder(engine, *PLACE) == "one"
