"""The worker loop: claims due jobs, runs them on threads, renews their leases, notes the end.

What a job raises decides what becomes of it: temporary → again later, permanent → parked with
its code, unforeseen → parked with its traceback.
"""

import os
import socket
import threading
import traceback
import uuid
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from connector import log
from connector.errors import ConnectorError, TemporaryError
from connector.jobs.port import Handlers, Job, JobFailure, Jobs

LEASE_SECONDS = 60.0
"""How long a worker may be silent before its job is offered to another; renewed at a third."""

POLL_SECONDS = 0.05
"""Pause of an idle worker between two looks."""

TROUBLE_SECONDS = 2.0
"""Pause when the database does not answer."""

_log = log.get("job")


def new_owner() -> str:
    """Name this worker for people, and unlike any other: `host:pid:…`."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


class Worker:
    """Runs jobs until told to stop; several may run at once, here and elsewhere.

    Threads start in `run`, never before: a process may fork until then.
    """

    def __init__(
        self,
        jobs: Jobs,
        handlers: Handlers,
        *,
        threads: int = 2,
        lease_seconds: float = LEASE_SECONDS,
        poll_seconds: float = POLL_SECONDS,
        stop: threading.Event | None = None,
    ) -> None:
        self.owner = new_owner()
        self.stop = stop or threading.Event()
        """Set it to end `run`: nothing more is claimed, and what runs is finished."""
        self._jobs, self._handlers = jobs, handlers
        self._threads, self._poll, self._lease = threads, poll_seconds, lease_seconds
        self._running: dict[tuple[int, int], Job] = {}
        self._lock = threading.Lock()
        self._one_ended = threading.Event()
        self._all_ended = threading.Event()

    def run(self) -> None:
        """Work until `stop` is set, then wait for the jobs in hand."""
        self._all_ended.clear()
        renewal = threading.Thread(target=self._keep_renewing, name="job-renewal", daemon=True)
        renewal.start()
        try:
            with ThreadPoolExecutor(self._threads, thread_name_prefix="job") as pool:
                while not self.stop.is_set():
                    self._start_due(pool)
        finally:
            self._all_ended.set()
            renewal.join()

    def _start_due(self, pool: ThreadPoolExecutor) -> None:
        """Claim as many jobs as threads are free; rest a moment where there is nothing to do."""
        self._one_ended.clear()
        with self._lock:
            free = self._threads - len(self._running)
        if free <= 0:
            self._one_ended.wait(self._poll * 10)
            return
        try:
            claimed = self._jobs.claim(self.owner, tuple(self._handlers), free, self._lease)
        except SQLAlchemyError as error:
            _log.warning("claim_failed", error=type(error).__name__)
            self.stop.wait(TROUBLE_SECONDS)
            return
        for job in claimed:
            with self._lock:
                self._running[job.id, job.attempts] = job
            pool.submit(self._run_one, job)
        if not claimed:
            self.stop.wait(self._poll)

    def _run_one(self, job: Job) -> None:
        try:
            run(self._jobs, self._handlers, job)
        finally:
            with self._lock:
                del self._running[job.id, job.attempts]
            self._one_ended.set()

    def _keep_renewing(self) -> None:
        while not self._all_ended.wait(self._lease / 3):
            with self._lock:
                held = list(self._running.values())
            for job in held:
                try:
                    if not self._jobs.renew(job, self._lease) and self._in_hand(job):
                        _log.warning("lease_lost", id=job.id, kind=job.kind)
                except SQLAlchemyError as error:
                    _log.warning("renewal_failed", id=job.id, error=type(error).__name__)

    def _in_hand(self, job: Job) -> bool:
        """Tell whether a job still runs; one that ended meanwhile needs no renewal."""
        with self._lock:
            return (job.id, job.attempts) in self._running


def run(jobs: Jobs, handlers: Handlers, job: Job) -> None:
    """Run one claimed job and note its end; never raises for what a handler does."""
    try:
        noted = _handle(jobs, handlers, job)
    except SQLAlchemyError as error:
        # The end could not be noted: the lease runs out and the job runs again.
        _log.warning("end_not_noted", id=job.id, kind=job.kind, error=type(error).__name__)
        return
    if not noted:
        _log.warning("lease_lost", id=job.id, kind=job.kind)


def work_off(jobs: Jobs, handlers: Handlers, *, lease_seconds: float = LEASE_SECONDS) -> int:
    """Run everything that is due, one after another in this thread; return how many ran."""
    owner, count = new_owner(), 0
    while claimed := jobs.claim(owner, tuple(handlers), 1, lease_seconds):
        for job in claimed:
            run(jobs, handlers, job)
            count += 1
    return count


def _handle(jobs: Jobs, handlers: Handlers, job: Job) -> bool:
    """Run the handler and note how it went; False when the claim was lost meanwhile."""
    try:
        handlers[job.kind](job)
    except TemporaryError as error:
        failure = JobFailure(error.code, dict(error.params))
        _log.info("job_postponed", id=job.id, kind=job.kind, code=error.code)
        return jobs.retry_later(job, failure, retry_after=error.retry_after)
    except ConnectorError as error:
        _log.warning("job_parked", id=job.id, kind=job.kind, code=error.code)
        return jobs.park(job, JobFailure(error.code, dict(error.params)))
    except Exception as error:
        _log.error("job_parked", id=job.id, kind=job.kind, error=type(error).__name__)
        return jobs.park(job, _unforeseen(error))
    return jobs.finish(job)


def _unforeseen(error: Exception) -> JobFailure:
    """Keep where it happened and the kind of error; its text may hold personal values."""
    where = "".join(traceback.format_tb(error.__traceback__))
    return JobFailure("unforeseen", {"error": type(error).__name__}, where)
