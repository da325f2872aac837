"""The state of the system for people, and two probes for machines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from connector.jobs.port import JobFailure, JobState, JobStatus
from connector.store import audit, office_pages
from connector.store.engine import reading
from connector.store.office_pages import ConnectionLine
from connector.store.tables import leases
from connector.web.access import Needs, actor, page
from connector.web.language import sentence
from connector.web.place import here
from connector.web.translation import _

blueprint = Blueprint("health", __name__)

SHOWN_JOBS = 50
"""Jobs listed of each state, the newest."""


@page(blueprint, "/system", Needs.STAFF)
def system() -> ResponseReturnValue:
    """Show connections, background work, and when things were last compared."""
    office = here().office
    with reading(office.engine) as connection:
        shown = {
            "connections": office_pages.connection_lines(connection),
            "jobs": [
                job
                for state in (JobState.DEAD, JobState.READY)
                for job in office.jobs.listing(connection, state, SHOWN_JOBS)
            ],
            "counts": office.jobs.counts(connection),
            "last_read": office_pages.last_read(connection),
        }
    return render_template(
        "system.html",
        complaints=_complaints,
        verdict=_verdict,
        job_word=job_word,
        job_mark=lambda job: _job_mark(job, office.clock()),
        job_error=lambda job: job_words(job.failure),
        **shown,
    )


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
    """Answer 200 when the database takes a write, else 503."""
    try:
        with here().office.engine.begin() as connection:
            connection.execute(leases.delete().where(leases.c.name == "", leases.c.owner == ""))
    except SQLAlchemyError:
        return {"ready": False}, 503
    return {"ready": True}


def job_word(kind: str) -> str:
    """What a job does."""
    return {
        "plan_training": _("make a plan"),
        "apply_plan": _("apply a plan"),
        "check_drift": _("compare with Moodle and Zoom"),
        "seal_audit": _("seal the history"),
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


def _findings(line: ConnectionLine) -> list[Mapping[str, Any]]:
    found = line.check_result
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _verdict(line: ConnectionLine) -> str:
    answers = [one.get("ok") for one in _findings(line)]
    if False in answers:
        return "failed"
    return "ok" if answers else "waiting"


def _complaints(line: ConnectionLine) -> list[tuple[str, str]]:
    return [
        sentence(str(one.get("code", "")), one.get("params") or {}, line.system)
        for one in _findings(line)
        if one.get("ok") is False
    ]
