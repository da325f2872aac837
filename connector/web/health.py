"""The state of the system for people, and two probes for machines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from connector.errors import ConnectorError
from connector.flows.check_connections import CHECK_JOB, request_check
from connector.flows.follow_news import FOLLOW_JOB
from connector.flows.going_on import CONTINUE_JOB
from connector.flows.sync_training import APPLY_JOB, PLAN_JOB
from connector.flows.tell_office import HAND_JOB
from connector.jobs.port import JobFailure, JobState, JobStatus
from connector.jobs.ticks import CHECK_DRIFT, SEAL_AUDIT, TELL_OFFICE, TIDY_UP
from connector.store import audit, inbox, learning_news, office_pages
from connector.store.engine import reading
from connector.store.inbox import InboxState
from connector.store.office_pages import ConnectionLine
from connector.store.tables import leases
from connector.web.access import Needs, actor, page
from connector.web.language import sentence
from connector.web.place import here
from connector.web.translation import _

blueprint = Blueprint("health", __name__)

SHOWN_JOBS = 50
"""Jobs listed of each state, the newest."""

NEWS_LATE = timedelta(minutes=5)
"""What the learning system told is read again within seconds; so late, reading it fails."""

MARKS = {True: "ok", False: "failed", None: "waiting"}
"""Answer of a check → mark; None could not be told."""


@dataclass(frozen=True)
class Finding:
    """One answer of a check in words."""

    mark: str
    what: str
    todo: str


@page(blueprint, "/system", Needs.STAFF)
def system() -> ResponseReturnValue:
    """Show connections, background work, and when things were last compared."""
    office = here().office
    with reading(office.engine) as connection:
        shown = {
            **_connections(connection),
            "jobs": [
                job
                for state in (JobState.DEAD, JobState.READY)
                for job in office.jobs.listing(connection, state, SHOWN_JOBS)
            ],
            "counts": office.jobs.counts(connection),
            "last_read": office_pages.last_read(connection),
            "last_events": _last_events(connection),
            "unread_news": _unread_news(connection, office.clock()),
            "parked_events": inbox.counts(connection)[InboxState.PARKED],
            "last_drift": office_pages.last_done(connection, CHECK_DRIFT),
        }
    return render_template(
        "system.html",
        drift_minutes=here().settings.drift_minutes,
        job_word=job_word,
        job_mark=lambda job: _job_mark(job, office.clock()),
        job_error=lambda job: job_words(job.failure),
        **shown,
    )


@page(blueprint, "/system/connections", Needs.STAFF)
def connections() -> ResponseReturnValue:
    """Return the connections alone, for polling while they are checked."""
    with reading(here().office.engine) as connection:
        shown = _connections(connection)
    return render_template("parts/connections.html", **shown)


@page(blueprint, "/system/check", Needs.ADMINISTRATOR, ("POST",))
def check() -> ResponseReturnValue:
    """Have every connection checked, unless somebody already asked; changes nothing there."""
    office = here().office
    with reading(office.engine) as connection:
        waiting = _check_job(connection)
    if waiting is None:
        request_check(office, actor())
    return redirect(url_for("health.system"), 303)


@page(blueprint, "/system/moodle-plugin.zip", Needs.ADMINISTRATOR)
def extension() -> ResponseReturnValue:
    """Hand out what an administrator may install in the learning system."""
    pack = here().office.extension
    if pack is None:
        abort(404)
    try:
        packed = pack()
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        flash(f"{what} {todo}", "failed")
        return redirect(url_for("health.system"), 303)
    answer = Response(packed.content, content_type="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=packed.file_name)
    return answer


@page(blueprint, "/system/jobs/<int:job_id>/retry", Needs.ADMINISTRATOR, ("POST",))
def retry(job_id: int) -> ResponseReturnValue:
    """Offer a job that gave up to the workers again."""
    office = here().office
    with office.engine.begin() as connection:
        revived = office.jobs.retry(connection, job_id)
        if revived:
            audit.note(connection, actor(), "job.retried", f"job:{job_id}")
    if revived:
        flash(_("The job will be tried again."), "ok")
    else:
        flash(_("The job had not given up; nothing was changed."), "waiting")
    return redirect(url_for("health.system"), 303)


@page(blueprint, "/healthz", Needs.NOBODY)
def alive() -> ResponseReturnValue:
    """Answer while the process lives."""
    return {"alive": True}


@page(blueprint, "/readyz", Needs.NOBODY)
def ready() -> ResponseReturnValue:
    """Answer 200 when the database takes a write and the inbox a webhook, else 503."""
    if not here().inbox_ready():
        return {"ready": False}, 503
    try:
        with here().office.engine.begin() as connection:
            connection.execute(leases.delete().where(leases.c.name == "", leases.c.owner == ""))
    except SQLAlchemyError:
        return {"ready": False}, 503
    return {"ready": True}


def job_word(kind: str) -> str:
    """What a job does."""
    return {
        PLAN_JOB: _("make a plan"),
        APPLY_JOB: _("apply a plan"),
        CONTINUE_JOB: _("go on with what is left"),
        CHECK_JOB: _("check the connections"),
        CHECK_DRIFT: _("compare with Moodle and Zoom"),
        FOLLOW_JOB: _("read again what Moodle told"),
        SEAL_AUDIT: _("seal the history"),
        TIDY_UP: _("tidy up"),
        TELL_OFFICE: _("tell the office what happened"),
        HAND_JOB: _("hand a message to the office"),
    }.get(kind, kind)


def job_words(failure: JobFailure | None) -> tuple[str, str] | None:
    """Why a job did not work, in words; an unforeseen error points to the server's log."""
    if failure is None:
        return None
    if failure.trace:
        return _("Something went wrong in Simpul itself."), _("The server's log says more.")
    return sentence(failure.code, failure.params)


def _job_mark(job: JobStatus, now: datetime) -> str:
    """A claimed job keeps its state and has its lease end in `run_at`."""
    if job.state is JobState.DEAD:
        return "failed"
    return "running" if job.owner and job.run_at > now else "waiting"


def _connections(connection: Connection) -> dict[str, object]:
    job = _check_job(connection)
    return {
        "connections": office_pages.connection_lines(connection),
        "extension": here().office.extension is not None,
        "checking": job is not None,
        "findings": _findings,
        "verdict": _verdict,
    }


def _last_events(connection: Connection) -> list[tuple[str, datetime]]:
    """Return (system, moment) of the last event of every connection that has been heard."""
    heard = [
        (line.system, inbox.last_received(connection, of=line.id))
        for line in office_pages.connection_lines(connection)
    ]
    return [(system, moment) for system, moment in heard if moment is not None]


def _unread_news(connection: Connection, now: datetime) -> datetime | None:
    """Return since when something the learning system told waits to be read; None: all is well."""
    lms = here().office.lms
    since = learning_news.queue(connection, lms.connection).since if lms else None
    return since if since is not None and now - since > NEWS_LATE else None


def _check_job(connection: Connection) -> JobStatus | None:
    """Return the check that waits or runs."""
    waiting = here().office.jobs.listing(connection, JobState.READY)
    return next((job for job in waiting if job.kind == CHECK_JOB), None)


def _findings(line: ConnectionLine) -> list[Finding]:
    """Say what the last check found, what must be mended first."""
    found = line.check_result if isinstance(line.check_result, list) else []
    told = [
        Finding(
            MARKS.get(one.get("ok"), "waiting"),
            *sentence(str(one.get("code", "")), one.get("params") or {}, line.system),
        )
        for one in found
        if isinstance(one, Mapping)
    ]
    return sorted(told, key=lambda one: ("failed", "waiting", "ok").index(one.mark))


def _verdict(line: ConnectionLine) -> str:
    marks = {one.mark for one in _findings(line)}
    if "failed" in marks:
        return "failed"
    return "ok" if "ok" in marks else "waiting"
