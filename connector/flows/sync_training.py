"""One training into Moodle and Zoom: plan, let through, apply, read back. Read top to bottom.

    plan_training   desired and actual → diff → guard → stored plan; nothing is written
    approve_plan    a person lets a plan through, by its fingerprint
    apply_plan      the approved plan is written, change by change, then read back
    verify_training what is there now → expected, found, missing, undecided

A retry is a new plan, never a replay of calls (design, rule 1). Whatever an interruption left
behind is simply what the next plan finds. What each step does with one system stands in
`one_system`; when a worker goes on by itself, in `going_on`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from connector import log as logs
from connector.domain.trainings import Training
from connector.errors import PermanentError, PlanRefused, RemoteError
from connector.flows.going_on import FOLLOW_UP, go_on_later
from connector.flows.office import Office
from connector.flows.one_system import (
    LEASE_SECONDS,
    WRITER,
    compare_system,
    lease_owner,
    read_back,
    write_system,
)
from connector.flows.wanted_training import load_wanted, version_of
from connector.reconcile.changes import SETTLED
from connector.reconcile.plan import Plan, guard, is_follow_up
from connector.reconcile.status import SystemStatus
from connector.store import audit, leases, plans, statuses
from connector.store.engine import reading
from connector.store.plans import PlanState, StoredPlan

log = logs.get("sync")

PLAN_JOB = "plan_training"
APPLY_JOB = "apply_plan"


def plan_training(office: Office, code: str, actor: str) -> StoredPlan:
    """Compare what should be with what is, and store the difference as a plan.

    The plan is *held* when the guard wants a person to look, *approved* when it only finishes
    an approved one, else *drafted*. One without changes ends at once as *verified*, or *partly*
    when a system could not be read. Raises PlanRefused when nobody is on the roster.
    """
    training, version = _load(office, code)
    if not training.accepted_seats:
        raise PlanRefused("roster_empty", training=code)
    _end_abandoned(office, training.key, actor)
    parts, found, budgets = [], [], {}
    for platform in office.platforms:
        part, status = compare_system(office, platform, training)
        parts.append(part)
        found.append(status)
        budgets[part.system] = platform.budget(part.changes)
    plan = Plan(training.key, version, tuple(parts))
    held = guard(plan, max_share=office.max_removed_share)
    now = office.clock()
    with office.engine.begin() as connection:
        plans.discard_open(connection, training.key, now)
        stored = plans.save(connection, plan, held=held, budgets=budgets, actor=actor, now=now)
        _note(connection, stored, "plan.made", actor, now)
        earlier = plans.last_approved(connection, training.key, since=now - FOLLOW_UP)
        if not plan.changes:
            stored = _conclude(connection, stored, found, now)
        elif earlier is not None and is_follow_up(plan, earlier.plan):
            stored = plans.approve_as_follow_up(connection, stored.id, earlier.id, now)
            _note(connection, stored, "plan.followed", actor, now)
    return stored


def _end_abandoned(office: Office, training: str, actor: str) -> None:
    """End applies whose process died, so that no page waits for them: none renews its lease."""
    with reading(office.engine) as connection:
        running = plans.applying(connection, training)
    holders = {leases.holder(office.engine, one.connection, WRITER) for one in office.platforms}
    for stored in running:
        silent = office.clock() - (stored.applied_at or stored.created_at)
        if silent.total_seconds() > LEASE_SECONDS and lease_owner(stored) not in holders:
            _finish(office, stored, False, None, actor)


def _conclude(
    connection: Connection, stored: StoredPlan, found: Sequence[SystemStatus], now: datetime
) -> StoredPlan:
    """End a plan without changes; what it read is the newest status."""
    for status in found:
        statuses.replace(connection, stored.plan.training, status, now=now)
    in_line = all(status.in_line for status in found)
    state = PlanState.VERIFIED if in_line else PlanState.PARTLY
    return plans.conclude(connection, stored.id, state, now)


def approve_plan(office: Office, plan_id: int, fingerprint: str, actor: str) -> StoredPlan:
    """Let a plan through. Raises PlanRefused when it is not the plan that was looked at.

    `fingerprint` proves which changes were seen; a roster that changed since makes it stale.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        return _approve(connection, office, plan_id, fingerprint, actor, now)


def discard_plan(office: Office, plan_id: int, actor: str) -> StoredPlan:
    """Put a plan that has not been applied away; nothing was or will be written by it."""
    now = office.clock()
    with office.engine.begin() as connection:
        stored = plans.discard(connection, plan_id, now)
        _note(connection, stored, "plan.discarded", actor, now)
    return stored


def request_plan(office: Office, code: str, actor: str) -> None:
    """Have a worker make a plan; the page shows it when it is there."""
    with office.engine.begin() as connection:
        office.jobs.enqueue(connection, PLAN_JOB, {"training": code, "actor": actor})


def request_apply(office: Office, plan_id: int, fingerprint: str, actor: str) -> StoredPlan:
    """Approve a plan, unless it already is, and have a worker apply it, in one transaction."""
    now = office.clock()
    with office.engine.begin() as connection:
        stored = plans.get(connection, plan_id)
        if stored.state is not PlanState.APPROVED:
            stored = _approve(connection, office, plan_id, fingerprint, actor, now)
        office.jobs.enqueue(
            connection, APPLY_JOB, {"plan": plan_id, "actor": actor}, key=f"{APPLY_JOB}:{plan_id}"
        )
    return stored


def apply_plan(office: Office, plan_id: int, actor: str) -> StoredPlan:
    """Write an approved plan, then read everything back; return it *verified* or *partly*.

    Raises PlanRefused when the plan is not approved or the roster changed since. A system
    that breaks off does not keep the other from being written; what is left over stands in
    the outcomes, and the next plan does it.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        stored = plans.start(connection, plan_id, now)
        _refuse_stale(connection, office, stored)
        _note(connection, stored, "plan.applying", actor, now)
    training, _ = _load(office, stored.training_code)
    platforms = {platform.connection: platform for platform in office.platforms}
    error: RemoteError | None = None
    for part in stored.plan.systems:
        if part.connection not in platforms:
            error = error or PermanentError("store", "connection", "gone")
            continue
        try:
            write_system(office, stored, part, platforms[part.connection], training)
        except RemoteError as broken:
            log.warning("apply broke off", plan=plan_id, system=part.system, code=broken.code)
            error = error or broken
    told = verify_training(office, stored.training_code, plan_id)
    finished = _finish(office, stored, all(status.in_line for status in told), error, actor)
    go_on_later(office, finished, actor)
    return finished


def continue_training(office: Office, code: str, actor: str) -> StoredPlan:
    """Finish what an approved plan left over, if nothing else would be done; else wait."""
    stored = plan_training(office, code, actor)
    if stored.state is PlanState.APPROVED:
        return apply_plan(office, stored.id, actor)
    if not stored.changes:  # a system that cannot be read yet shows no change
        go_on_later(office, stored, actor)
    return stored


def apply_or_resume(office: Office, plan_id: int, actor: str) -> StoredPlan:
    """Do the job of applying a plan; a job that comes twice finds what the first one left."""
    with reading(office.engine) as connection:
        stored = plans.get(connection, plan_id)
    if stored.state is PlanState.APPLYING:
        return resume_plan(office, plan_id, actor)
    if stored.state is not PlanState.APPROVED:  # written and ended, only the job's end got lost
        return stored
    return apply_plan(office, plan_id, actor)


def resume_plan(office: Office, plan_id: int, actor: str) -> StoredPlan:
    """Go on after an apply that died half-way: plan anew, and apply what was approved.

    A new plan that only finishes the approved one applies by itself; any other waits for a
    person like every plan.
    """
    with reading(office.engine) as connection:
        stored = plans.get(connection, plan_id)
    _finish(office, stored, False, None, actor)
    following = plan_training(office, stored.training_code, actor)
    if following.state is PlanState.APPROVED:
        return apply_plan(office, following.id, actor)
    return following


def verify_training(
    office: Office, code: str, plan_id: int | None = None, *, systems: Collection[str] = ()
) -> list[SystemStatus]:
    """Read every system back and store expected, found, missing and undecided.

    `plan_id` names the plan whose outcomes explain what is missing. This is also the drift
    check: it needs no plan and writes to no system. With `systems` (`lms`, `meetings`) only these
    are asked: the others' quotas are not for what happened elsewhere.
    """
    training, _ = _load(office, code)
    asked = [one for one in office.platforms if not systems or one.system in systems]
    told = [read_back(office, platform, training, plan_id) for platform in asked]
    now = office.clock()
    with office.engine.begin() as connection:
        for status, drift in told:
            statuses.replace(connection, training.key, status, now=now, drift=drift)
    return [status for status, _ in told]


def check_drift(office: Office) -> None:
    """Read back every training that is not over, so that changes made by hand are noticed."""
    now = office.clock()
    with reading(office.engine) as connection:
        running = [
            one.code
            for one in statuses.board(connection)
            if one.systems and one.ends_at is not None and one.ends_at > now
        ]
    for code in running:
        told = verify_training(office, code)
        for status in told:
            if not status.in_line:
                log.info("training drifted", training=code, system=status.system)


def _finish(
    office: Office, stored: StoredPlan, in_line: bool, error: RemoteError | None, actor: str
) -> StoredPlan:
    now = office.clock()
    with office.engine.begin() as connection:
        tried = plans.progress(connection, stored.id)
        settled = all(result in SETTLED for _, result in tried.results)
        whole = in_line and settled and tried.tried == tried.total
        finished = plans.finish(
            connection,
            stored.id,
            PlanState.VERIFIED if whole else PlanState.PARTLY,
            now,
            error_code=error.code if error else None,
            error_params=dict(error.params) if error else None,
        )
        _note(connection, finished, f"plan.{finished.state}", actor, now)
    return finished


def _approve(
    connection: Connection,
    office: Office,
    plan_id: int,
    fingerprint: str,
    actor: str,
    now: datetime,
) -> StoredPlan:
    stored = plans.approve(connection, plan_id, actor, now, fingerprint=fingerprint)
    _refuse_stale(connection, office, stored)
    _note(connection, stored, "plan.approved", actor, now)
    return stored


def _refuse_stale(connection: Connection, office: Office, stored: StoredPlan) -> None:
    """Raise PlanRefused `plan_stale`, undoing the transaction, when the roster has changed."""
    if version_of(connection, office, stored.training_id) != stored.roster_version:
        raise PlanRefused("plan_stale", number=stored.number)


def _load(office: Office, code: str) -> tuple[Training, str]:
    """Return the training and its roster version, read in one transaction."""
    with reading(office.engine) as connection:
        return load_wanted(connection, office, code)


def _note(
    connection: Connection, stored: StoredPlan, action: str, actor: str, now: datetime
) -> None:
    audit.note(
        connection, actor, action, f"training:{stored.training_id}", now=now,
        plan=stored.number, fingerprint=stored.fingerprint, changes=stored.changes,
    )  # fmt: skip
