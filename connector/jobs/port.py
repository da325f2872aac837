"""The port of background work: what may be asked of a work engine, whichever it is.

Promised: a job enqueued in a transaction exists if, and only if, that transaction commits. It
runs at least once; a worker that dies, or never comes back, loses nothing. Hence every effect
of a handler is idempotent.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Connection

Body = Mapping[str, Any]
"""What a job is about, as plain JSON: ids and codes, never personal values."""


class JobState(StrEnum):
    """`ready` also while it runs: an expired lease is claimable by itself."""

    READY = "ready"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True)
class Job:
    """A claimed job; `owner` and `attempts` prove the claim when it is finished."""

    id: int
    kind: str
    body: Body
    key: str | None
    owner: str
    attempts: int
    """This one included; counted at the claim, so that a job that kills its process counts."""


@dataclass(frozen=True)
class JobFailure:
    """Why a job did not work, for the health page; never a token, an address or a name."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    trace: str = ""


@dataclass(frozen=True)
class JobStatus:
    """A job as people see it."""

    id: int
    kind: str
    key: str | None
    body: Body
    state: JobState
    run_at: datetime
    """When it is due; while it runs, when its lease ends."""
    attempts: int
    owner: str | None
    """Who runs it, or ran it when its process died."""
    failure: JobFailure | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class JobCounts:
    """How much waits, runs and lies parked."""

    waiting: int
    """Due or due later, not claimed."""
    running: int
    dead: int
    done: int
    overdue_since: datetime | None
    """When the oldest job that should have started became due; None when nothing is late."""


class Jobs(Protocol):
    """The work engine."""

    def enqueue(
        self,
        connection: Connection,
        kind: str,
        body: Body,
        *,
        key: str | None = None,
        run_at: datetime | None = None,
    ) -> int | None:
        """Add a job in the caller's transaction; return its id.

        With a `key` it is added once for ever: None when a job of that key exists, done or not.
        """

    def claim(
        self, owner: str, kinds: Collection[str], limit: int, lease_seconds: float
    ) -> list[Job]:
        """Take up to `limit` due jobs, the longest due first."""

    def renew(self, job: Job, lease_seconds: float) -> bool:
        """Prolong a claim; False when it was lost to another worker."""

    def finish(self, job: Job) -> bool:
        """Mark as done; False when the claim was lost."""

    def retry_later(
        self, job: Job, failure: JobFailure, *, retry_after: float | None = None
    ) -> bool:
        """Offer the job again later, or park it at the attempt limit; False when lost.

        The delay grows with the attempts and is at least `retry_after` seconds.
        """

    def park(self, job: Job, failure: JobFailure) -> bool:
        """Give up until a person retries it; False when the claim was lost."""

    def retry(self, connection: Connection, job_id: int) -> bool:
        """Bring a parked job back, with all its attempts; False when it is not parked."""

    def status(self, connection: Connection, job_id: int) -> JobStatus | None:
        """Look at one job."""

    def listing(self, connection: Connection, state: JobState, limit: int = 100) -> list[JobStatus]:
        """List jobs in one state, the newest first."""

    def counts(self, connection: Connection) -> JobCounts:
        """Count all jobs."""

    def forget_done(self, connection: Connection, before: datetime) -> int:
        """Delete jobs that were done before then; return how many."""


Handler = Callable[[Job], None]
"""Does one kind of job, or raises. Effects are idempotent: a job may run twice."""

Handlers = Mapping[str, Handler]
"""Kind → handler; built in the wiring."""
