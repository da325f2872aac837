"""Workers: what a handler raises decides; a killed worker loses nothing; leases are renewed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from connector.errors import PermanentError, PlanRefused, TemporaryError
from connector.jobs.lease_table import LeaseTable
from connector.jobs.port import Handler, Job, JobState
from connector.jobs.worker import Worker, work_off
from tests.jobs.test_lease_table import enqueue, expire, look

PATIENCE = 20.0
"""Seconds until a test gives up; it never waits that long when things work."""


@pytest.fixture
def jobs(engine: Engine) -> LeaseTable:
    return LeaseTable(engine, max_attempts=3)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.01)


@contextmanager
def running(*workers: Worker) -> Iterator[None]:
    """Run workers on threads, and stop them whatever happens."""
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop.set()
        for thread in threads:
            thread.join()


def counts(engine: Engine, jobs: LeaseTable) -> tuple[int, int, int]:
    with engine.connect() as connection:
        found = jobs.counts(connection)
    return found.waiting + found.running, found.done, found.dead


def raising(error: Exception) -> Handler:
    def handler(job: Job) -> None:
        raise error

    return handler


def test_a_handler_that_returns_has_done_its_job(engine: Engine, jobs: LeaseTable) -> None:
    seen = list[int]()
    for number in range(3):
        enqueue(engine, jobs, {"n": number})
    assert work_off(jobs, {"write": lambda job: seen.append(job.body["n"])}) == 3
    assert seen == [0, 1, 2]
    assert counts(engine, jobs) == (0, 3, 0)


def test_a_temporary_error_brings_the_job_back_later(engine: Engine, jobs: LeaseTable) -> None:
    job_id = enqueue(engine, jobs)
    assert job_id is not None
    work_off(jobs, {"write": raising(TemporaryError("zoom", "meetings", "429", retry_after=900))})
    found = look(engine, jobs, job_id)
    assert (found.state, found.attempts) == (JobState.READY, 1)
    assert found.failure is not None
    assert found.failure.code == "zoom_429"
    assert work_off(jobs, {"write": lambda job: None}) == 0
    expire(engine)
    assert work_off(jobs, {"write": lambda job: None}) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermanentError("moodle", "core_x", "invalidtoken"), "moodle_invalidtoken"),
        (PlanRefused("plan_stale", number=3), "plan_stale"),
    ],
)
def test_a_permanent_error_parks_the_job(
    engine: Engine, jobs: LeaseTable, error: Exception, code: str
) -> None:
    job_id = enqueue(engine, jobs)
    assert job_id is not None
    work_off(jobs, {"write": raising(error)})
    found = look(engine, jobs, job_id)
    assert found.state is JobState.DEAD
    assert found.failure is not None
    assert found.failure.code == code


def test_an_unforeseen_error_is_parked_with_its_place_and_without_its_text(
    engine: Engine, jobs: LeaseTable
) -> None:
    job_id = enqueue(engine, jobs)
    assert job_id is not None
    work_off(jobs, {"write": raising(ValueError("siti@example.org"))})
    failure = look(engine, jobs, job_id).failure
    assert failure is not None
    assert (failure.code, failure.params) == ("unforeseen", {"error": "ValueError"})
    assert "in handler" in failure.trace
    assert "siti" not in failure.trace


def test_two_workers_at_once_do_every_job_once(engine: Engine, jobs: LeaseTable) -> None:
    done, lock = Counter[int](), threading.Lock()

    def handler(job: Job) -> None:
        with lock:
            done[job.id] += 1

    with engine.begin() as connection:
        for _ in range(80):
            jobs.enqueue(connection, "write", {})
    workers = [Worker(jobs, {"write": handler}, threads=2) for _ in range(2)]
    with running(*workers):
        until(lambda: counts(engine, jobs) == (0, 80, 0))
    assert sorted(done.values()) == [1] * 80


def test_a_worker_told_to_stop_finishes_what_it_has_in_hand(
    engine: Engine, jobs: LeaseTable
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def handler(job: Job) -> None:
        begun.set()
        may_end.wait(PATIENCE)

    enqueue(engine, jobs)
    worker = Worker(jobs, {"write": handler}, threads=1)
    with running(worker):
        assert begun.wait(PATIENCE)
        enqueue(engine, jobs)
        worker.stop.set()
        may_end.set()
    assert counts(engine, jobs) == (1, 1, 0)


def test_a_long_job_keeps_its_lease(engine: Engine, jobs: LeaseTable) -> None:
    begun, may_end = threading.Event(), threading.Event()
    runs = list[str]()

    def handler(job: Job) -> None:
        runs.append(job.owner)
        begun.set()
        may_end.wait(PATIENCE)

    job_id = enqueue(engine, jobs)
    assert job_id is not None
    worker = Worker(jobs, {"write": handler}, threads=1, lease_seconds=0.6)
    with running(worker):
        try:
            assert begun.wait(PATIENCE)
            first = look(engine, jobs, job_id).run_at
            until(lambda: (look(engine, jobs, job_id).run_at - first).total_seconds() > 1)
        finally:
            may_end.set()
        until(lambda: counts(engine, jobs) == (0, 1, 0))
    assert len(runs) == 1


def test_a_worker_whose_lease_was_lost_changes_nothing(engine: Engine, jobs: LeaseTable) -> None:
    job_id = enqueue(engine, jobs)
    assert job_id is not None

    def overtaken(job: Job) -> None:
        expire(engine)
        assert len(jobs.claim("other", ["write"], 1, 60)) == 1

    work_off(jobs, {"write": overtaken})
    found = look(engine, jobs, job_id)
    assert (found.state, found.owner, found.attempts) == (JobState.READY, "other", 2)


HANG = """
import sys, time
from connector.jobs.lease_table import LeaseTable
from connector.jobs.worker import Worker
from connector.store.engine import open_engine

def hang(job):
    print("begun", flush=True)
    time.sleep(600)

Worker(LeaseTable(open_engine(sys.argv[1])), {"write": hang}, threads=1, lease_seconds=0.9).run()
"""


def test_the_job_of_a_killed_worker_is_done_by_another(engine: Engine, jobs: LeaseTable) -> None:
    job_id = enqueue(engine, jobs)
    assert job_id is not None
    url = engine.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", HANG, url], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        os.kill(process.pid, signal.SIGKILL)
    worker = Worker(jobs, {"write": lambda job: None}, threads=1)
    with running(worker):
        until(lambda: counts(engine, jobs) == (0, 1, 0))
    found = look(engine, jobs, job_id)
    assert (found.attempts, found.owner) == (2, worker.owner)
