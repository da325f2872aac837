"""Periodic work: triggers in memory that only enqueue; what a tick does is a job like any other.

Every process may run them: the job's key carries the time floored to the period, so that one
tick becomes one job however many schedulers fire. Ticks missed while everything was down are
not made up for: jobs work from what is stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine

from connector.jobs.port import Body, Jobs


@dataclass(frozen=True)
class Tick:
    """A job of `kind` every `seconds`, at whole multiples of that since 1970 UTC."""

    name: str
    kind: str
    seconds: int
    body: Body = field(default_factory=dict)


SEAL_AUDIT = "seal_audit"
TIDY_UP = "tidy_up"
CHECK_DRIFT = "check_drift"
FIND_RECORDS = "find_records"
ASK_HELD = "ask_held"
ARCHIVE_DAYS = "archive_days"
REQUEST_READINGS = "request_readings"
CHECK_ARCHIVE = "check_archive"
SEND_DIGESTS = "send_digests"
OBSERVE_PROCEDURES = "observe_procedures"
TELL_OFFICE = "tell_office"
DRAFT_REPORTS = "draft_reports"
SETTLE_REPORTS = "settle_reports"
FOLLOW_NEWS = "follow_news"


def periodic(drift_minutes: int) -> tuple[Tick, ...]:
    """Return the table of periodic work."""
    return (
        Tick("seal-audit", SEAL_AUDIT, 60),
        Tick("tidy-up", TIDY_UP, 3600),
        Tick("check-drift", CHECK_DRIFT, 60 * drift_minutes),
        Tick("find-records", FIND_RECORDS, 600),
        Tick("ask-held", ASK_HELD, 7200),
        Tick("archive-days", ARCHIVE_DAYS, 3600),
        Tick("request-readings", REQUEST_READINGS, 21_600),
        Tick("check-archive", CHECK_ARCHIVE, 86_400),
        Tick("send-digests", SEND_DIGESTS, 300),
        Tick("observe-procedures", OBSERVE_PROCEDURES, 60),
        Tick("tell-office", TELL_OFFICE, 60),
        Tick("draft-reports", DRAFT_REPORTS, 600),
        Tick("settle-reports", SETTLE_REPORTS, 60),
        Tick("follow-news", FOLLOW_NEWS, 60),
    )


class Ticker:
    """Running triggers; `stop` ends them."""

    def __init__(
        self,
        engine: Engine,
        jobs: Jobs,
        ticks: Sequence[Tick],
        clock: Callable[[], datetime],
    ) -> None:
        self._engine, self._jobs, self._ticks, self._clock = engine, jobs, ticks, clock
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Start the trigger thread; call it after any fork.

        Triggers wait by this machine's clock: ours may stand on another day (`simpul demo`).
        """
        ours, machine = self._clock(), datetime.now(UTC)
        for tick in self._ticks:
            wait = floored(ours, tick.seconds) + timedelta(seconds=tick.seconds) - ours
            trigger = IntervalTrigger(seconds=tick.seconds, start_date=machine + wait, timezone=UTC)
            self._scheduler.add_job(self._fire, trigger, args=(tick,), id=tick.name)
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=True)

    def _fire(self, tick: Tick) -> None:
        enqueue_tick(self._engine, self._jobs, tick, self._clock())


def enqueue_tick(engine: Engine, jobs: Jobs, tick: Tick, now: datetime) -> int | None:
    """Enqueue the tick of this moment; None when another process has done so."""
    with engine.begin() as connection:
        return jobs.enqueue(connection, tick.kind, tick.body, key=tick_key(tick, now))


def tick_key(tick: Tick, now: datetime) -> str:
    """`name:2026-08-03T01:30:00+00:00`; the same for every process within one period."""
    return f"{tick.name}:{floored(now, tick.seconds).isoformat()}"


def floored(now: datetime, seconds: int) -> datetime:
    """Return the last whole multiple of the period, in UTC."""
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
