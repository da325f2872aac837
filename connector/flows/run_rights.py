"""Who may write into a run: whose turn the step is, who leads the unit, and administrators.

Nobody acts by being signed in. What is returned goes into the record of the deed, so that a
substitute's deed names both, and an administrator's says that nobody appointed acted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from connector.domain.procedures import APPOINTED, Actor, Procedure, Step
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.whose_turn import today, turns, user_of
from connector.store.runs import Run
from connector.store.users import UserRole

LEADS = (Actor.HEAD, Actor.SECTION_HEAD, Actor.TEAM_LEAD)
"""Who may stop and hand over runs, and pause or reopen any of their steps."""

ADMINISTRATOR: Mapping[str, int | str] = {"role": "administrator"}
"""What the record says where nobody appointed acted."""


def recorders(step: Step) -> tuple[Actor, ...]:
    """Return the roles that may say what became of a step.

    What participants, instructors, requesters or providers do, anybody appointed records.
    """
    return tuple(one for one in step.actors if one in APPOINTED) or APPOINTED


def interrupters(procedure: Procedure) -> tuple[Actor, ...]:
    """Return the roles that may pause a run: everybody who acts in it, and who leads."""
    acting = {one for step in procedure.steps for one in step.actors}
    return tuple(one for one in APPOINTED if one in acting or one in LEADS)


def acting_for_step(
    connection: Connection, office: Office, run: Run, step: Step, actor: str
) -> Mapping[str, int | str]:
    """Return as whom an actor records a step; raises ConnectorError `step_not_yours`."""
    found = _acting(connection, office, run.unit_id, recorders(step), actor)
    if found is None:
        raise ConnectorError("step_not_yours", step=step.printed)
    return found


def acting_for_run(
    connection: Connection,
    office: Office,
    unit_id: int | None,
    roles: Iterable[Actor],
    actor: str,
) -> Mapping[str, int | str]:
    """Return as whom an actor moves a whole run; raises ConnectorError `run_not_yours`."""
    found = _acting(connection, office, unit_id, roles, actor)
    if found is None:
        raise ConnectorError("run_not_yours")
    return found


def _acting(
    connection: Connection,
    office: Office,
    unit_id: int | None,
    roles: Iterable[Actor],
    actor: str,
) -> Mapping[str, int | str] | None:
    """Return what to record, {} for a command or a job; None where it is not theirs."""
    user_id = user_of(actor)
    if user_id is None:
        return {}
    day = turns(connection, today(office, office.clock()))
    holder = day.as_whom(user_id, unit_id, *roles)
    if holder is not None:
        return holder.detail()
    user = day.users.get(user_id)
    is_administrator = user is not None and user.active and user.role is UserRole.ADMINISTRATOR
    return ADMINISTRATOR if is_administrator else None
