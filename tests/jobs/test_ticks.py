"""Periodic ticks: one job a period, however many schedulers; and the housekeeping they bring."""

import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from connector.jobs.housekeeping import housekeeping
from connector.jobs.lease_table import LeaseTable
from connector.jobs.ticks import Tick, Ticker, enqueue_tick, floored, periodic, tick_key
from connector.jobs.worker import work_off
from connector.store import audit
from connector.store.tables import jobs as jobs_table
from tests.jobs.test_worker import until

NOW = datetime(2026, 8, 3, 1, 30, 29, 5, tzinfo=UTC)
MINUTELY = Tick("seal-audit", "seal_audit", 60)


def keys(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(select(jobs_table.c.key).order_by(jobs_table.c.id)).scalars()
        return [str(key) for key in found]


def test_a_tick_is_named_after_the_begin_of_its_period() -> None:
    assert tick_key(MINUTELY, NOW) == "seal-audit:2026-08-03T01:30:00+00:00"
    assert floored(NOW, 3600) == datetime(2026, 8, 3, 1, tzinfo=UTC)


def test_many_processes_in_one_period_make_one_job(engine: Engine) -> None:
    jobs = LeaseTable(engine)
    made = list[int | None]()
    moments = [NOW + timedelta(seconds=n) for n in range(-29, 31, 5)]
    threads = [
        threading.Thread(
            target=lambda at: made.append(enqueue_tick(engine, jobs, MINUTELY, at)), args=(moment,)
        )
        for moment in moments
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 12
    assert len([one for one in made if one is not None]) == 1
    assert enqueue_tick(engine, jobs, MINUTELY, NOW + timedelta(seconds=31)) is not None


def test_two_schedulers_make_exactly_one_job_a_period(engine: Engine) -> None:
    jobs = LeaseTable(engine)
    fired = list[datetime]()

    def clock() -> datetime:
        fired.append(datetime.now(UTC))
        return fired[-1]

    secondly = Tick("secondly", "anything", 1)
    tickers = [Ticker(engine, jobs, [secondly], clock) for _ in range(2)]
    for ticker in tickers:
        ticker.start()
    started = len(fired)
    try:
        until(lambda: len(keys(engine)) >= 2 and len(fired) >= started + 4)
    finally:
        for ticker in tickers:
            ticker.stop()
    found = keys(engine)
    assert len(set(found)) == len(found) < len(fired) - started


def test_ticks_go_on_where_the_clock_stands_on_another_day(engine: Engine) -> None:
    ahead = timedelta(days=10)
    secondly = Tick("secondly", "anything", 1)
    ticker = Ticker(engine, LeaseTable(engine), [secondly], lambda: datetime.now(UTC) + ahead)
    ticker.start()
    try:
        until(lambda: len(keys(engine)) >= 2)
    finally:
        ticker.stop()


def test_every_periodic_tick_has_a_name_of_its_own() -> None:
    table = periodic(60)
    assert len({tick.name for tick in table}) == len(table)
    assert {tick.name: tick.seconds for tick in table}["check-drift"] == 3600


def test_the_sealing_tick_ends_in_a_sealed_trail(engine: Engine) -> None:
    jobs = LeaseTable(engine)
    with engine.begin() as connection:
        audit.note(connection, "user:1", "plan.approved", "plan:1", now=NOW)
    for tick in periodic(60):
        enqueue_tick(engine, jobs, tick, NOW)
    assert work_off(jobs, housekeeping(engine, jobs, lambda: NOW)) == 2
    assert audit.verify(engine).sealed == 1
