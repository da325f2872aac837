"""The work engine on one table: a claim is a lease, and an expired lease is claimable by itself.

PostgreSQL's row locks (`FOR UPDATE SKIP LOCKED`) share the table among any number of workers
on any number of machines, by the database's clock; SQLite lets one in at a time.
"""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Row,
    case,
    func,
    literal_column,
    null,
    select,
    update,
)
from sqlalchemy import cast as as_type

from connector.jobs.port import Body, Job, JobCounts, JobFailure, JobState, JobStatus
from connector.store.engine import insert_into, moment_in, reading
from connector.store.tables import jobs

MAX_ATTEMPTS = 10
"""With the delays below some seven hours; then a person is needed (Sentry gives up at 10 too)."""

BACKOFF_SECONDS = 10.0
"""Delay after the first failure; it doubles with each further one."""

LONGEST_BACKOFF_SECONDS = 3600.0

TRACE_CHARACTERS = 4000
"""Of a traceback only its end is kept: there stands what went wrong."""

READY = jobs.c.state == literal_column("'ready'")
"""Written out, not a parameter: only then do both databases use the partial index."""

_CHANCE = secrets.SystemRandom()


class LeaseTable:
    """Fulfils `Jobs` on the table `jobs`."""

    def __init__(self, engine: Engine, max_attempts: int = MAX_ATTEMPTS) -> None:
        self._engine, self._max_attempts = engine, max_attempts
        self._one_writer = engine.dialect.name == "sqlite"

    def enqueue(
        self,
        connection: Connection,
        kind: str,
        body: Body,
        *,
        key: str | None = None,
        run_at: datetime | None = None,
    ) -> int | None:
        now = moment_in(connection)
        row = connection.execute(
            insert_into(connection, jobs)
            .values(
                key=key,
                kind=kind,
                body=dict(body),
                state=JobState.READY.value,
                run_at=now if run_at is None else run_at,
                attempts=0,
                created_at=now,
            )
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(jobs.c.id)
        ).one_or_none()
        return None if row is None else int(row.id)

    def claim(
        self, owner: str, kinds: Collection[str], limit: int, lease_seconds: float
    ) -> list[Job]:
        """Take due jobs. A job that used up its attempts by killing its process is parked."""
        if self._one_writer and not self._anything_due(kinds):
            return []
        with self._engine.begin() as connection:
            due = (
                select(jobs.c.id)
                .where(READY, jobs.c.run_at <= moment_in(connection), jobs.c.kind.in_(kinds))
                .order_by(jobs.c.run_at, jobs.c.id)
                .limit(limit)
                .with_for_update(skip_locked=True)
                .cte("due")
                .prefix_with("MATERIALIZED", dialect="postgresql")
            )
            rows = connection.execute(
                update(jobs)
                .where(jobs.c.id.in_(select(due.c.id)))
                .values(
                    run_at=moment_in(connection, lease_seconds),
                    attempts=jobs.c.attempts + 1,
                    owner=owner,
                )
                .returning(jobs.c.id, jobs.c.kind, jobs.c.body, jobs.c.key, jobs.c.attempts)
            ).all()
            claimed = [
                Job(row.id, row.kind, row.body, row.key, owner, row.attempts)
                for row in sorted(rows, key=lambda row: row.id)
            ]
            for job in claimed:
                if job.attempts > self._max_attempts:
                    _end(connection, job, JobState.DEAD, JobFailure("worker_died"))
        return [job for job in claimed if job.attempts <= self._max_attempts]

    def renew(self, job: Job, lease_seconds: float) -> bool:
        with self._engine.begin() as connection:
            values = {"run_at": moment_in(connection, lease_seconds)}
            return _update_mine(connection, job, values)

    def finish(self, job: Job) -> bool:
        with self._engine.begin() as connection:
            return _end(connection, job, JobState.DONE, None)

    def retry_later(
        self, job: Job, failure: JobFailure, *, retry_after: float | None = None
    ) -> bool:
        if job.attempts >= self._max_attempts:
            return self.park(job, failure)
        delay = max(backoff(job.attempts), retry_after or 0.0)
        with self._engine.begin() as connection:
            values = {
                "run_at": moment_in(connection, delay),
                "owner": None,
                "last_error": _failure_to_json(failure),
            }
            return _update_mine(connection, job, values)

    def park(self, job: Job, failure: JobFailure) -> bool:
        with self._engine.begin() as connection:
            return _end(connection, job, JobState.DEAD, failure)

    def retry(self, connection: Connection, job_id: int) -> bool:
        revived = connection.execute(
            update(jobs)
            .where(jobs.c.id == job_id, jobs.c.state == JobState.DEAD.value)
            .values(
                state=JobState.READY.value,
                run_at=moment_in(connection),
                attempts=0,
                owner=None,
                finished_at=None,
            )
        ).rowcount
        return bool(revived)

    def status(self, connection: Connection, job_id: int) -> JobStatus | None:
        row = connection.execute(select(jobs).where(jobs.c.id == job_id)).one_or_none()
        return None if row is None else _status(row)

    def listing(self, connection: Connection, state: JobState, limit: int = 100) -> list[JobStatus]:
        rows = connection.execute(
            select(jobs).where(jobs.c.state == state.value).order_by(jobs.c.id.desc()).limit(limit)
        )
        return [_status(row) for row in rows]

    def counts(self, connection: Connection) -> JobCounts:
        now = moment_in(connection)
        claimed = READY & jobs.c.owner.is_not(None) & (jobs.c.run_at > now)
        late = case((READY & (jobs.c.run_at <= now), jobs.c.run_at), else_=null())
        row = connection.execute(
            select(
                _number(READY & ~claimed).label("waiting"),
                _number(claimed).label("running"),
                _number(jobs.c.state == JobState.DEAD.value).label("dead"),
                _number(jobs.c.state == JobState.DONE.value).label("done"),
                func.min(late, type_=jobs.c.run_at.type).label("overdue_since"),
            )
        ).one()
        return JobCounts(**row._asdict())

    def forget_done(self, connection: Connection, before: datetime) -> int:
        return connection.execute(
            jobs.delete().where(jobs.c.state == JobState.DONE.value, jobs.c.finished_at < before)
        ).rowcount

    def _anything_due(self, kinds: Collection[str]) -> bool:
        """Look before taking SQLite's one write lock: an idle worker must not disturb others."""
        with reading(self._engine) as connection:
            due = select(jobs.c.id).where(
                READY, jobs.c.run_at <= moment_in(connection), jobs.c.kind.in_(kinds)
            )
            return connection.execute(due.limit(1)).one_or_none() is not None


def backoff(attempts: int) -> float:
    """Return seconds to wait after so many attempts; ±20 % apart, so that jobs do not flock."""
    delay = min(BACKOFF_SECONDS * 2.0 ** (attempts - 1), LONGEST_BACKOFF_SECONDS)
    return delay * _CHANCE.uniform(0.8, 1.2)


def _end(connection: Connection, job: Job, state: JobState, failure: JobFailure | None) -> bool:
    values: dict[str, Any] = {"state": state.value, "finished_at": moment_in(connection)}
    if failure is not None:
        values["last_error"] = _failure_to_json(failure)
    return _update_mine(connection, job, values)


def _update_mine(connection: Connection, job: Job, values: Mapping[str, Any]) -> bool:
    """Change a job if the claim still stands: same owner, same attempt."""
    changed = connection.execute(
        update(jobs)
        .where(
            READY,
            jobs.c.id == job.id,
            jobs.c.owner == job.owner,
            jobs.c.attempts == job.attempts,
        )
        .values(**values)
    ).rowcount
    return bool(changed)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(as_type(condition, Integer)), 0)


def _failure_to_json(failure: JobFailure) -> dict[str, Any]:
    return {
        "code": failure.code,
        "params": dict(failure.params),
        "trace": failure.trace[-TRACE_CHARACTERS:],
    }


def _status(row: Row[Any]) -> JobStatus:
    values = row._asdict()
    failure = values.pop("last_error")
    return JobStatus(
        **{**values, "state": JobState(row.state)},
        failure=None if failure is None else JobFailure(**failure),
    )
