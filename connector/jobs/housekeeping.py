"""Jobs the store needs for itself: sealing the audit trail, forgetting what has had its day."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from connector.jobs.port import Handlers, Job, Jobs
from connector.jobs.ticks import SEAL_AUDIT, TIDY_UP
from connector.store import audit, inbox, papers, presence, rosters

DONE_JOBS_KEPT = timedelta(days=14)
"""Long enough to see what ran last week; their keys may be used again afterwards."""

REMOVED_EVIDENCE_KEPT = timedelta(days=30)
"""Time to notice a mistake; then the content goes, a letter may hold health data (UU 27/2022)."""

SIGHTINGS_OUTLIVE = timedelta(days=2)
"""Signs of presence are kept this much longer than the events they came in: then no event can be
replayed into a meeting of which the other signs are gone."""


def housekeeping(
    engine: Engine, jobs: Jobs, clock: Callable[[], datetime], inbox_days: int = 365
) -> Handlers:
    """Return the handlers of this module."""

    def seal(job: Job) -> None:
        audit.seal_all(engine, clock())

    def tidy(job: Job) -> None:
        now = clock()
        with engine.begin() as connection:
            rosters.drop_expired_previews(connection, now=now)
            jobs.forget_done(connection, now - DONE_JOBS_KEPT)
            papers.purge_removed(connection, now - REMOVED_EVIDENCE_KEPT)
        forget_events(engine, now - timedelta(days=inbox_days))

    return {SEAL_AUDIT: seal, TIDY_UP: tidy}


def forget_events(engine: Engine, before: datetime) -> None:
    """Delete settled events, then what was seen in them; in small steps, the door is writing too.

    The stays that were made of them are kept: they are the attendance.
    """
    for forget, moment in (
        (inbox.forget, before),
        (presence.forget_sightings, before - SIGHTINGS_OUTLIVE),
    ):
        gone = 1
        while gone:
            with engine.begin() as connection:
                gone = forget(connection, moment)
