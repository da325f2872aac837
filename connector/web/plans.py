"""Plans: asked for, looked at, let through, watched while they are applied, and read back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.errors import PlanRefused
from connector.flows import sync_training
from connector.jobs.port import JobState, JobStatus
from connector.reconcile.platform import Budget
from connector.store import office_pages, plans, training_pages
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.store.plans import OPEN, PlanState, StoredPlan
from connector.store.training_pages import OutcomeLine, SeatLine
from connector.web import plan_lines
from connector.web.access import Needs, actor, page
from connector.web.health import job_words
from connector.web.language import sentence
from connector.web.place import here
from connector.web.training import find, head
from connector.web.translation import _
from connector.web.words import PLAN_MARKS, RESULT_MARKS, SIGNS

blueprint = Blueprint("plans", __name__, url_prefix="/trainings/<code>/plans")

RUNNING = frozenset({PlanState.APPROVED, PlanState.APPLYING, PlanState.APPLIED})
SLOW_SECONDS = 20
"""After this long without a plan the page asks whether the worker runs."""


@page(blueprint, "", Needs.STAFF)
def listing(code: str) -> ResponseReturnValue:
    """List the plans of a training."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        lines = training_pages.plan_lines(connection, line.id)
        names = office_pages.user_names(connection)
    return render_template(
        "plan_list.html",
        **head(line, everyone),
        tab="plans",
        plans=lines,
        names=names,
        plan_marks=PLAN_MARKS,
    )


@page(blueprint, "", Needs.ADMINISTRATOR, ("POST",))
def make(code: str) -> ResponseReturnValue:
    """Ask a worker for a new plan and wait for it on the next page."""
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
    sync_training.request_plan(office, code, actor())
    newest = line.plan.number if line.plan else 0
    return redirect(url_for("plans.awaited", code=code, after=newest), 303)


@page(blueprint, "/next", Needs.STAFF)
def awaited(code: str) -> ResponseReturnValue:
    """Wait for the plan after number `?after=`; then go to it."""
    after = request.args.get("after", "")
    number = int(after) if after.isdecimal() and len(after) < 9 else 0
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        jobs = _plan_jobs(connection, code)
    if line.plan and line.plan.number > number:
        target = url_for("plans.show", code=code, number=line.plan.number)
        if request.headers.get("HX-Request"):
            return "", 200, {"HX-Redirect": target}
        return redirect(target, 303)
    job = jobs[0] if jobs else None
    waited = int((office.clock() - job.created_at).total_seconds()) if job else 0
    mistake = job_words(job.failure) if job else None
    shown = {
        "line": line,
        "after": number,
        "job": job,
        "slow": waited > SLOW_SECONDS,
        "mistake": mistake,
        "dead": job is None or job.state is JobState.DEAD,
    }
    part = "parts/plan_awaited.html" if request.headers.get("HX-Request") else "plan_awaited.html"
    return render_template(part, **shown)


@page(blueprint, "/<int:number>", Needs.STAFF)
def show(code: str, number: int) -> ResponseReturnValue:
    """Show a plan: before, while and after it is applied."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        stored = _stored(code, number)
        everyone = training_pages.seat_lines(connection, line.id)
        outcomes = training_pages.outcome_lines(connection, stored.id)
        names = office_pages.user_names(connection)
    people = {seat.key: seat.record.full_name for seat in everyone}
    return render_template(
        "plan.html",
        **_progress(line, stored, outcomes, everyone),
        newest=line.plan is None or line.plan.number == number,
        names=names,
        held=[sentence(one.code, one.params) for one in stored.held],
        systems=[
            (part, plan_lines.counts(stored, part.system), stored.budgets.get(part.system))
            for part in stored.plan.systems
        ],
        people=plan_lines.by_person(stored, people),
        leaving=plan_lines.leaving(stored, people),
        undecided=plan_lines.undecided(stored, people),
        unsettled=plan_lines.unsettled(stored, outcomes, people),
        signs=SIGNS,
        result_marks=RESULT_MARKS,
        later=_later,
        is_open=stored.state in OPEN,
        calls=lambda budget: sum(budget.calls.values()),
    )


@page(blueprint, "/<int:number>/progress", Needs.STAFF)
def progress(code: str, number: int) -> ResponseReturnValue:
    """Return the progress bar alone; once the plan has ended, have the page load again."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        stored = _stored(code, number)
        outcomes = training_pages.outcome_lines(connection, stored.id)
        everyone = training_pages.seat_lines(connection, line.id)
    if stored.state not in RUNNING:
        return "", 200, {"HX-Refresh": "true"}
    return render_template(
        "parts/plan_progress.html", **_progress(line, stored, outcomes, everyone)
    )


@page(blueprint, "/<int:number>/apply", Needs.ADMINISTRATOR, ("POST",))
def apply(code: str, number: int) -> ResponseReturnValue:
    """Let the plan that was looked at through, and have a worker apply it."""
    stored = _stored(code, number)
    back = redirect(url_for("plans.show", code=code, number=number), 303)
    if stored.state is PlanState.HELD and request.form.get("checked") != "yes":
        flash(_("Tick that you have checked the plan; nothing was written yet."), "failed")
        return back
    try:
        sync_training.request_apply(
            here().office, stored.id, request.form.get("fingerprint", "")[:64], actor()
        )
    except PlanRefused as error:
        _flash_refusal(error)
    return back


@page(blueprint, "/<int:number>/discard", Needs.ADMINISTRATOR, ("POST",))
def discard(code: str, number: int) -> ResponseReturnValue:
    """Put a plan away; nothing is written by it."""
    try:
        sync_training.discard_plan(here().office, _stored(code, number).id, actor())
    except PlanRefused as error:
        _flash_refusal(error)
    return redirect(url_for("plans.show", code=code, number=number), 303)


def _flash_refusal(error: PlanRefused) -> None:
    what, todo = sentence(error.code, error.params)
    flash(" ".join(part for part in (what, _("Nothing was written."), todo) if part), "failed")


def _plan_jobs(connection: Connection, code: str) -> list[JobStatus]:
    """Unfinished jobs that make a plan of this training, the newest first."""
    jobs = here().office.jobs
    found = [
        job
        for state in (JobState.READY, JobState.DEAD)
        for job in jobs.listing(connection, state)
        if job.kind == sync_training.PLAN_JOB and job.body.get("training") == code
    ]
    return sorted(found, key=lambda job: -job.id)


def _stored(code: str, number: int) -> StoredPlan:
    with reading(here().office.engine) as connection:
        stored = plans.by_number(connection, code, number)
    if stored is None:
        abort(404)
    return stored


def _progress(
    line: TrainingLine,
    stored: StoredPlan,
    outcomes: Sequence[OutcomeLine],
    everyone: Sequence[SeatLine],
) -> dict[str, object]:
    names = {seat.key: seat.record.full_name for seat in everyone}
    last = outcomes[-1] if outcomes else None
    labels = {change.identity: change.label for change in stored.plan.changes}
    return {
        "line": line,
        "plan": stored,
        "plan_mark": PLAN_MARKS[stored.state],
        "busy": stored.state in RUNNING,
        "tried": len(outcomes),
        "total": stored.changes,
        "last": last,
        "last_name": "" if last is None else names.get(last.seat) or labels.get(last.identity, ""),
        "refused": sum(one.result == "failed" for one in outcomes),
    }


def _later(budget: Budget | None) -> bool:
    return budget is not None and budget.later > 0
