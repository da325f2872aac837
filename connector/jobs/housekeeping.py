"""Jobs the store needs for itself: sealing the audit trail, forgetting what has had its day."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from connector.jobs.port import Handlers, Job, Jobs
from connector.jobs.ticks import SEAL_AUDIT, TIDY_UP
from connector.store import audit, rosters

DONE_JOBS_KEPT = timedelta(days=14)
"""Long enough to see what ran last week; their keys may be used again afterwards."""


def housekeeping(engine: Engine, jobs: Jobs, clock: Callable[[], datetime]) -> Handlers:
    """Return the handlers of this module."""

    def seal(job: Job) -> None:
        audit.seal_all(engine, clock())

    def tidy(job: Job) -> None:
        now = clock()
        with engine.begin() as connection:
            rosters.drop_expired_previews(connection, now=now)
            jobs.forget_done(connection, now - DONE_JOBS_KEPT)

    return {SEAL_AUDIT: seal, TIDY_UP: tidy}
