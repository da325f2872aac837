"""Queries about plans: stored once, moved from state to state by conditional updates only."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from connector.errors import PlanRefused
from connector.reconcile.changes import Outcome, Result
from connector.reconcile.plan import Held, Plan, from_json, to_json
from connector.reconcile.platform import Budget
from connector.store import trainings as training_queries
from connector.store.keys import number_of
from connector.store.tables import outcomes, plans, trainings


class PlanState(StrEnum):
    """Where a plan stands; only `approved` may be applied, and only once."""

    DRAFTED = "drafted"
    HELD = "held"
    APPROVED = "approved"
    APPLYING = "applying"
    APPLIED = "applied"
    VERIFIED = "verified"
    PARTLY = "partly"
    DISCARDED = "discarded"


OPEN = (PlanState.DRAFTED, PlanState.HELD)
"""Waiting for a person."""

UNSTARTED = (*OPEN, PlanState.APPROVED)


@dataclass(frozen=True)
class PlanHead:
    """A plan without its changes, for lists."""

    id: int
    training_id: int
    training_code: str
    number: int
    """Counts within the training, from 1."""
    state: PlanState
    fingerprint: str
    roster_version: str
    changes: int
    undecided: int
    held: tuple[Held, ...]
    budgets: Mapping[str, Budget]
    follows: int | None
    created_at: datetime
    created_by: str
    approved_at: datetime | None
    approved_by: str | None
    applied_at: datetime | None
    finished_at: datetime | None
    error_code: str | None
    error_params: Mapping[str, str | int]


@dataclass(frozen=True)
class StoredPlan(PlanHead):
    """A plan with its changes."""

    plan: Plan


@dataclass(frozen=True)
class Progress:
    """How far an apply has come; `results` counts outcomes by (system, result)."""

    total: int
    results: Mapping[tuple[str, Result], int] = field(default_factory=dict)

    @property
    def tried(self) -> int:
        return sum(self.results.values())


def save(
    connection: Connection,
    plan: Plan,
    *,
    held: Sequence[Held],
    budgets: Mapping[str, Budget],
    actor: str,
    now: datetime,
) -> StoredPlan:
    """Store a plan under the next number of its training: *held* with reasons, else *drafted*."""
    training_id = number_of(plan.training)
    training_queries.lock(connection, training_id)
    last = connection.execute(
        select(func.coalesce(func.max(plans.c.number), 0)).where(plans.c.training_id == training_id)
    ).scalar_one()
    plan_id = connection.execute(
        plans.insert()
        .values(
            training_id=training_id,
            number=last + 1,
            roster_version=plan.roster_version,
            fingerprint=plan.fingerprint,
            body=to_json(plan),
            changes=len(plan.changes),
            undecided=len(plan.undecided),
            state=(PlanState.HELD if held else PlanState.DRAFTED).value,
            held=[asdict(one) for one in held],
            budgets={system: _budget_to_json(one) for system, one in budgets.items()},
            created_at=now,
            created_by=actor,
        )
        .returning(plans.c.id)
    ).scalar_one()
    return get(connection, plan_id)


def get(connection: Connection, plan_id: int) -> StoredPlan:
    """Read one plan with its changes; raises PlanRefused `plan_unknown`."""
    row = connection.execute(_full().where(plans.c.id == plan_id)).one_or_none()
    if row is None:
        raise PlanRefused("plan_unknown", plan=plan_id)
    return _stored(row)


def by_number(connection: Connection, code: str, number: int) -> StoredPlan | None:
    """Return the plan a person names: training code and number."""
    query = _full().where(trainings.c.code == code, plans.c.number == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else _stored(row)


def latest(
    connection: Connection, training: str, states: Collection[PlanState] = tuple(PlanState)
) -> StoredPlan | None:
    """Return the newest plan of a training (`training:5`) that is in one of `states`."""
    return _newest(
        connection,
        _full().where(
            plans.c.training_id == number_of(training),
            plans.c.state.in_([state.value for state in states]),
        ),
    )


def last_approved(connection: Connection, training: str, *, since: datetime) -> StoredPlan | None:
    """Return the newest plan a person let through since then; follow-ups do not count.

    Otherwise a chain of follow-ups would stretch one approval for ever.
    """
    return _newest(
        connection,
        _full().where(
            plans.c.training_id == number_of(training),
            plans.c.approved_at >= since,
            plans.c.follows.is_(None),
            plans.c.state != PlanState.DISCARDED.value,
        ),
    )


def listing(connection: Connection, training: str, limit: int = 50) -> list[PlanHead]:
    """List a training's plans, the newest first, without their changes."""
    rows = connection.execute(
        _heads()
        .where(plans.c.training_id == number_of(training))
        .order_by(plans.c.number.desc())
        .limit(limit)
    )
    return [PlanHead(**_head(row)) for row in rows]


def in_state(connection: Connection, state: PlanState) -> list[PlanHead]:
    """List plans of all trainings in one state: those left *applying* by a dead worker, say."""
    rows = connection.execute(_heads().where(plans.c.state == state.value).order_by(plans.c.id))
    return [PlanHead(**_head(row)) for row in rows]


def applying(connection: Connection, training: str) -> list[StoredPlan]:
    """List a training's plans that are being applied, or were when their process died."""
    rows = connection.execute(
        _full()
        .where(
            plans.c.training_id == number_of(training),
            plans.c.state == PlanState.APPLYING.value,
        )
        .order_by(plans.c.id)
    )
    return [_stored(row) for row in rows]


def approve(
    connection: Connection,
    plan_id: int,
    actor: str,
    now: datetime,
    *,
    fingerprint: str | None = None,
) -> StoredPlan:
    """Let an open plan through. Raises PlanRefused `plan_differs` or `plan_not_open`.

    With `fingerprint` only the plan that was looked at goes through.
    """
    if fingerprint is not None and (stored := get(connection, plan_id)).fingerprint != fingerprint:
        raise PlanRefused("plan_differs", number=stored.number)
    values = {"state": PlanState.APPROVED.value, "approved_at": now, "approved_by": actor}
    return _move(connection, plan_id, OPEN, values, "plan_not_open")


def approve_as_follow_up(
    connection: Connection, plan_id: int, follows: int, now: datetime
) -> StoredPlan:
    """Let a plan through in the name of whoever approved the plan that it finishes."""
    values = {
        "state": PlanState.APPROVED.value,
        "approved_at": now,
        "approved_by": get(connection, follows).approved_by,
        "follows": follows,
    }
    return _move(connection, plan_id, OPEN, values, "plan_not_open")


def start(connection: Connection, plan_id: int, now: datetime) -> StoredPlan:
    """Begin to apply: once, and only what is approved. Raises PlanRefused `plan_not_approved`."""
    values = {"state": PlanState.APPLYING.value, "applied_at": now}
    return _move(connection, plan_id, (PlanState.APPROVED,), values, "plan_not_approved")


def finish(
    connection: Connection,
    plan_id: int,
    state: PlanState,
    now: datetime,
    *,
    error_code: str | None = None,
    error_params: Mapping[str, str | int] | None = None,
) -> StoredPlan:
    """End an apply as *applied*, *verified* or *partly*. Raises PlanRefused `plan_not_applying`."""
    values = {
        "state": state.value,
        "finished_at": now,
        "error_code": error_code,
        "error_params": None if error_params is None else dict(error_params),
    }
    running = (PlanState.APPLYING, PlanState.APPLIED)
    return _move(connection, plan_id, running, values, "plan_not_applying")


def conclude(connection: Connection, plan_id: int, state: PlanState, now: datetime) -> StoredPlan:
    """End an open plan that has nothing to write, as *verified* or *partly*."""
    values = {"state": state.value, "finished_at": now}
    return _move(connection, plan_id, OPEN, values, "plan_not_open")


def discard(connection: Connection, plan_id: int, now: datetime) -> StoredPlan:
    """Put a plan away that was not started. Raises PlanRefused `plan_started`."""
    values = {"state": PlanState.DISCARDED.value, "finished_at": now}
    return _move(connection, plan_id, UNSTARTED, values, "plan_started")


def discard_open(connection: Connection, training: str, now: datetime) -> list[int]:
    """Put away every plan of a training that waits for a person; return their ids."""
    rows = connection.execute(
        update(plans)
        .where(
            plans.c.training_id == number_of(training),
            plans.c.state.in_([state.value for state in OPEN]),
        )
        .values(state=PlanState.DISCARDED.value, finished_at=now)
        .returning(plans.c.id)
    )
    return sorted(row.id for row in rows)


def outcomes_of(connection: Connection, plan_id: int) -> list[Outcome]:
    """List what became of the plan's changes, in the order in which they were written.

    Remote ids are not among them: they are bindings.
    """
    changes = {change.identity: change for change in get(connection, plan_id).plan.changes}
    rows = connection.execute(
        select(outcomes).where(outcomes.c.plan_id == plan_id).order_by(outcomes.c.id)
    )
    return [
        Outcome(changes[row.identity], Result(row.result), code=row.code, params=dict(row.params))
        for row in rows
    ]


def progress(connection: Connection, plan_id: int) -> Progress:
    """Count a plan's outcomes, in two small queries; pages ask every two seconds."""
    total = connection.execute(select(plans.c.changes).where(plans.c.id == plan_id)).scalar_one()
    rows = connection.execute(
        select(outcomes.c.system, outcomes.c.result, func.count().label("count"))
        .where(outcomes.c.plan_id == plan_id)
        .group_by(outcomes.c.system, outcomes.c.result)
    )
    return Progress(total, {(row[0], Result(row[1])): row[2] for row in rows})


def results_by_kind(connection: Connection, plan_id: int) -> Counter[tuple[str, str, str, Result]]:
    """Count outcomes by (system, kind, action, result)."""
    columns = (outcomes.c.system, outcomes.c.kind, outcomes.c.action, outcomes.c.result)
    rows = connection.execute(
        select(*columns, func.count()).where(outcomes.c.plan_id == plan_id).group_by(*columns)
    )
    return Counter({(row[0], row[1], row[2], Result(row[3])): row[4] for row in rows})


def _move(
    connection: Connection,
    plan_id: int,
    allowed: Collection[PlanState],
    values: Mapping[str, Any],
    refusal: str,
) -> StoredPlan:
    """Change the state if it is one of `allowed` at that very moment; else refuse."""
    moved = connection.execute(
        update(plans)
        .where(plans.c.id == plan_id, plans.c.state.in_([state.value for state in allowed]))
        .values(**values)
    ).rowcount
    stored = get(connection, plan_id)
    if not moved:
        raise PlanRefused(refusal, number=stored.number, state=stored.state.value)
    return stored


def _heads() -> Select[Any]:
    columns = [column for column in plans.c if column.name != "body"]
    return select(*columns, trainings.c.code.label("training_code")).join(trainings)


def _full() -> Select[Any]:
    return _heads().add_columns(plans.c.body)


def _newest(connection: Connection, query: Select[Any]) -> StoredPlan | None:
    row = connection.execute(query.order_by(plans.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _stored(row)


def _head(row: Row[Any]) -> dict[str, Any]:
    return {
        **row._asdict(),
        "state": PlanState(row.state),
        "held": tuple(Held(**one) for one in row.held),
        "budgets": {system: _budget_from_json(one) for system, one in row.budgets.items()},
        "error_params": row.error_params or {},
    }


def _stored(row: Row[Any]) -> StoredPlan:
    values = _head(row)
    body = values.pop("body")
    return StoredPlan(**values, plan=from_json(body))


def _budget_to_json(budget: Budget) -> dict[str, Any]:
    later_at = budget.later_at
    return {**asdict(budget), "later_at": later_at.isoformat() if later_at else None}


def _budget_from_json(stored: Mapping[str, Any]) -> Budget:
    later_at = stored["later_at"]
    return Budget(**{**stored, "later_at": datetime.fromisoformat(later_at) if later_at else None})
