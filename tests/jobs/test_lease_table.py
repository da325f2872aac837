"""The lease table: at least once, one holder at a time, nothing lost, on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from connector.jobs.lease_table import LONGEST_BACKOFF_SECONDS, LeaseTable, backoff
from connector.jobs.port import Body, Job, JobFailure, Jobs, JobState, JobStatus
from connector.store.engine import moment_in
from connector.store.tables import jobs as jobs_table

OOPS = JobFailure("oops", {"service": "moodle"})
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def enqueue(
    engine: Engine,
    jobs: Jobs,
    body: Body | None = None,
    *,
    kind: str = "write",
    key: str | None = None,
    run_at: datetime | None = None,
) -> int | None:
    with engine.begin() as connection:
        return jobs.enqueue(connection, kind, body or {}, key=key, run_at=run_at)


def claim(jobs: Jobs, owner: str = "one", limit: int = 1) -> list[Job]:
    return jobs.claim(owner, ["write"], limit, 60)


def expire(engine: Engine) -> None:
    """Let every lease and delay end now, without waiting for it."""
    with engine.begin() as connection:
        connection.execute(update(jobs_table).values(run_at=LONG_AGO))


def look(engine: Engine, jobs: Jobs, job_id: int) -> JobStatus:
    with engine.connect() as connection:
        found = jobs.status(connection, job_id)
    assert found is not None
    return found


def seconds_until(engine: Engine, moment: datetime) -> float:
    with engine.begin() as connection:
        now: datetime = connection.execute(select(moment_in(connection))).scalar_one()
    return (moment - now).total_seconds()


@pytest.fixture
def jobs(engine: Engine) -> LeaseTable:
    return LeaseTable(engine, max_attempts=3)


def test_a_job_exists_only_when_its_transaction_commits(engine: Engine, jobs: Jobs) -> None:
    with engine.connect() as connection:
        jobs.enqueue(connection, "write", {})
        connection.rollback()
    assert claim(jobs) == []
    enqueue(engine, jobs, {"plan": 7})
    [job] = claim(jobs)
    assert (job.body, job.attempts, job.owner) == ({"plan": 7}, 1, "one")


def test_a_key_is_used_once_even_after_the_job_is_done(engine: Engine, jobs: Jobs) -> None:
    first = enqueue(engine, jobs, key="apply:7")
    assert first is not None
    assert enqueue(engine, jobs, key="apply:7") is None
    [job] = claim(jobs)
    jobs.finish(job)
    assert enqueue(engine, jobs, key="apply:7") is None
    assert enqueue(engine, jobs) != enqueue(engine, jobs)


def test_the_longest_due_comes_first_and_the_future_waits(engine: Engine, jobs: Jobs) -> None:
    enqueue(engine, jobs, run_at=datetime(2999, 1, 1, tzinfo=UTC))
    second = enqueue(engine, jobs)
    first = enqueue(engine, jobs, run_at=LONG_AGO)
    assert [job.id for job in claim(jobs)] == [first]
    assert [job.id for job in claim(jobs, limit=5)] == [second]
    assert claim(jobs) == []


def test_kinds_a_worker_does_not_know_are_left_to_others(engine: Engine, jobs: Jobs) -> None:
    enqueue(engine, jobs, kind="newer")
    assert claim(jobs) == []
    assert len(jobs.claim("two", ["newer"], 1, 60)) == 1


def test_a_claimed_job_is_not_offered_until_its_lease_ends(engine: Engine, jobs: Jobs) -> None:
    enqueue(engine, jobs)
    [lost] = claim(jobs)
    assert claim(jobs, "two") == []
    expire(engine)
    [taken] = claim(jobs, "two")
    assert (taken.id, taken.attempts) == (lost.id, 2)
    assert not jobs.finish(lost)
    assert not jobs.renew(lost, 60)
    assert not jobs.retry_later(lost, OOPS)
    assert not jobs.park(lost, OOPS)
    assert look(engine, jobs, lost.id).owner == "two"
    assert jobs.finish(taken)
    assert look(engine, jobs, lost.id).state is JobState.DONE


def test_the_same_owner_cannot_finish_an_earlier_claim(engine: Engine, jobs: Jobs) -> None:
    enqueue(engine, jobs)
    [earlier] = claim(jobs)
    expire(engine)
    [later] = claim(jobs)
    assert not jobs.finish(earlier)
    assert jobs.finish(later)


def test_a_done_job_is_not_done_twice(engine: Engine, jobs: Jobs) -> None:
    enqueue(engine, jobs)
    [job] = claim(jobs)
    assert jobs.finish(job)
    assert not jobs.finish(job)
    expire(engine)
    assert claim(jobs) == []


def test_renewing_prolongs_the_lease(engine: Engine, jobs: Jobs) -> None:
    enqueue(engine, jobs)
    [job] = claim(jobs)
    assert jobs.renew(job, 600)
    assert 500 < seconds_until(engine, look(engine, jobs, job.id).run_at) <= 600


def test_a_failed_job_comes_back_later_with_its_reason(engine: Engine, jobs: Jobs) -> None:
    enqueue(engine, jobs)
    [job] = claim(jobs)
    assert jobs.retry_later(job, OOPS, retry_after=500)
    found = look(engine, jobs, job.id)
    assert (found.state, found.owner, found.failure) == (JobState.READY, None, OOPS)
    assert 490 < seconds_until(engine, found.run_at) <= 500
    assert claim(jobs) == []
    expire(engine)
    assert claim(jobs)[0].attempts == 2


def test_delays_double_within_a_band_and_end_somewhere() -> None:
    for attempt, middle in ((1, 10), (2, 20), (3, 40), (30, LONGEST_BACKOFF_SECONDS)):
        drawn = [backoff(attempt) for _ in range(200)]
        assert 0.8 * middle <= min(drawn) < max(drawn) <= 1.2 * middle


def test_at_the_attempt_limit_a_job_is_parked_and_a_person_may_retry_it(
    engine: Engine, jobs: Jobs
) -> None:
    job_id = enqueue(engine, jobs)
    assert job_id is not None
    for _ in range(3):
        expire(engine)
        [job] = claim(jobs)
        jobs.retry_later(job, OOPS)
    found = look(engine, jobs, job_id)
    assert (found.state, found.attempts, found.failure) == (JobState.DEAD, 3, OOPS)
    expire(engine)
    assert claim(jobs) == []
    with engine.begin() as connection:
        assert jobs.retry(connection, job_id)
        assert not jobs.retry(connection, job_id)
    [again] = claim(jobs)
    assert (again.id, again.attempts) == (job_id, 1)


def test_a_job_that_kills_its_process_every_time_is_parked(engine: Engine, jobs: Jobs) -> None:
    job_id = enqueue(engine, jobs)
    assert job_id is not None
    for _ in range(3):
        expire(engine)
        assert len(claim(jobs)) == 1
    expire(engine)
    assert claim(jobs) == []
    found = look(engine, jobs, job_id)
    assert found.state is JobState.DEAD
    assert found.failure == JobFailure("worker_died")


def test_what_needs_a_person_is_parked_at_once_and_listed(engine: Engine, jobs: Jobs) -> None:
    job_id = enqueue(engine, jobs)
    [job] = claim(jobs)
    long_trace = "x" * 9000 + "the end"
    assert jobs.park(job, JobFailure("unforeseen", trace=long_trace))
    with engine.connect() as connection:
        [found] = jobs.listing(connection, JobState.DEAD)
    assert found.id == job_id
    assert found.failure is not None
    assert len(found.failure.trace) == 4000
    assert found.failure.trace.endswith("the end")


def test_everything_is_counted_where_it_stands(engine: Engine, jobs: Jobs) -> None:
    for _ in range(4):
        enqueue(engine, jobs, run_at=LONG_AGO)
    enqueue(engine, jobs, run_at=datetime(2999, 1, 1, tzinfo=UTC))
    done, dead, _ = claim(jobs, limit=3)
    jobs.finish(done)
    jobs.park(dead, OOPS)
    with engine.connect() as connection:
        counts = jobs.counts(connection)
    assert (counts.waiting, counts.running, counts.dead, counts.done) == (2, 1, 1, 1)
    assert counts.overdue_since == LONG_AGO


def test_an_empty_table_counts_nothing(engine: Engine, jobs: Jobs) -> None:
    with engine.connect() as connection:
        counts = jobs.counts(connection)
    assert (counts.waiting, counts.running, counts.overdue_since) == (0, 0, None)


def test_done_jobs_are_forgotten_and_others_are_not(engine: Engine, jobs: Jobs) -> None:
    for _ in range(3):
        enqueue(engine, jobs)
    done, dead = claim(jobs, limit=2)
    jobs.finish(done)
    jobs.park(dead, OOPS)
    with engine.begin() as connection:
        assert jobs.forget_done(connection, datetime.now(UTC) - timedelta(days=1)) == 0
        assert jobs.forget_done(connection, datetime.now(UTC) + timedelta(days=1)) == 1


def test_claims_made_at_once_never_share_a_job(engine: Engine, jobs: Jobs) -> None:
    with engine.begin() as connection:
        for _ in range(60):
            jobs.enqueue(connection, "write", {})
    seen, sizes, lock = list[int](), list[int](), threading.Lock()
    ready = threading.Barrier(4)

    def take(owner: str) -> None:
        ready.wait()
        for _ in range(10):
            claimed = claim(jobs, owner, limit=3)
            with lock:
                sizes.append(len(claimed))
                seen.extend(job.id for job in claimed)

    threads = [threading.Thread(target=take, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(sizes) <= 3
    assert sorted(seen) == sorted(set(seen))
    assert len(seen) == 60
