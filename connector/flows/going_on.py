"""Going on by itself where only time is missing: a quota day, a system that was away."""

from datetime import timedelta

from connector.flows.office import Office
from connector.reconcile.changes import Outcome, Result
from connector.store import plans
from connector.store.engine import reading
from connector.store.plans import PlanState, StoredPlan

FOLLOW_UP = timedelta(hours=72)
"""A plan that only finishes an approved one needs no new approval within this time (rule 1)."""

CONTINUE_JOB = "continue_training"

AGAIN = timedelta(minutes=10)
"""When to go on after a system broke off or a write was not answered; doubled with each plan
since the approval, so that a system that is away for days is not asked every ten minutes."""
AGAIN_AT_MOST = timedelta(hours=6)


def go_on_later(office: Office, stored: StoredPlan, actor: str) -> None:
    """Have a worker go on by itself where only time is missing: a quota, a system that was away.

    Within 72 hours of the approval; what a person must mend or decide is left to the person.
    """
    now = office.clock()
    with reading(office.engine) as connection:
        outcomes = plans.outcomes_of(connection, stored.id)
        approved = plans.last_approved(connection, stored.plan.training, since=now - FOLLOW_UP)
    unread = any(part.unread for part in stored.plan.systems)
    waits = unread or len(outcomes) < stored.changes or any(map(_lacks_time, outcomes))
    if stored.state is PlanState.VERIFIED or approved is None or not waits:
        return
    quota_days = [budget.later_at for budget in stored.budgets.values() if budget.later_at]
    turn = min(stored.number - approved.number, 8)
    at = max(quota_days, default=now) + min(AGAIN * 2**turn, AGAIN_AT_MOST)
    with office.engine.begin() as connection:
        office.jobs.enqueue(
            connection,
            CONTINUE_JOB,
            {"training": stored.training_code, "actor": actor},
            key=f"{CONTINUE_JOB}:{stored.id}",
            run_at=at,
        )


def _lacks_time(outcome: Outcome) -> bool:
    """Tell whether waiting may help. What needs another thing waits for whatever that one lacks."""
    return outcome.result in (Result.WAITING, Result.UNKNOWN) and outcome.code != "need_missing"
