"""A named person approves the list of who gets a certificate; what they saw is frozen.

    approve   freeze the list that was seen, as the next version
    withdraw  take the approval back, while nothing was issued on it

The right is asked for here too, whichever door the call came through. Nothing that was issued
changes: a later difference shows on the list (`connector.flows.approval_list`).
"""

from sqlalchemy import Connection

from connector.domain.certificates import CertificateKind
from connector.errors import ConnectorError
from connector.flows.approval_list import ApprovalList, pending_list
from connector.flows.draft_certificates import plain_text
from connector.flows.office import Office
from connector.store import approvals, audit, trainings, users
from connector.store.approvals import Approval
from connector.store.approvals import latest as latest_approval
from connector.store.keys import number_of
from connector.store.users import UserRole

__all__ = ["ApprovalList", "approve", "latest_approval", "pending_list", "withdraw"]

USER = "user:"
"""Actors that are users; jobs and personal addresses approve nothing."""


def approve(
    office: Office,
    code: str,
    kind: CertificateKind,
    fingerprint: str,
    note: str = "",
    *,
    actor: str,
) -> Approval:
    """Freeze the list whose fingerprint was seen; approved already, it is returned as it is.

    Of two who approve at once one makes the version and the other is handed the same. Raises
    ConnectorError `training_unknown`, `approver_needed`, `list_changed` when the list is another
    by now, `sessions_not_over`, `nobody_listed`, `course_days_missing`, `course_hours_missing`.
    """
    with office.engine.begin() as connection:
        _check_right(connection, actor)
        _lock(connection, code)
        now = office.clock()
        found = pending_list(connection, office, code, kind, now)
        if found.fingerprint != fingerprint:
            raise ConnectorError("list_changed", training=code)
        for obstacle in found.obstacles:
            raise ConnectorError(obstacle.code, **{"training": code, **obstacle.values()})
        if found.latest is not None and found.approved:
            return found.latest
        made = approvals.insert(
            connection, found.id, kind, found.rows, note=plain_text(note), actor=actor, now=now
        )
        audit.note(
            connection, actor, "approval.given", found.training.key, now=now,
            kind=kind.value, approval=made.id, version=made.version, people=len(made.rows),
            fingerprint=made.fingerprint,
        )  # fmt: skip
    return made


def withdraw(
    office: Office,
    code: str,
    kind: CertificateKind,
    approval_id: int,
    *,
    reason: str,
    actor: str,
) -> None:
    """Take the approval in force back; a new one is needed before anything is numbered.

    Raises ConnectorError `reason_missing`, `training_unknown`, `approver_needed`, `approval_gone`
    when it is not the one in force, `approval_used` when certificates were issued on it.
    """
    why = plain_text(reason)
    if not why:
        raise ConnectorError("reason_missing")
    with office.engine.begin() as connection:
        _check_right(connection, actor)
        training_id = _lock(connection, code)
        latest = approvals.latest(connection, training_id, kind)
        if latest is None or latest.id != approval_id:
            raise ConnectorError("approval_gone", training=code)
        if approvals.is_used(connection, approval_id):
            raise ConnectorError("approval_used", training=code)
        now = office.clock()
        approvals.withdraw(connection, approval_id, reason=why, actor=actor, now=now)
        audit.note(
            connection, actor, "approval.withdrawn", f"training:{training_id}", now=now,
            kind=kind.value, approval=approval_id, version=latest.version,
        )  # fmt: skip


def _check_right(connection: Connection, actor: str) -> None:
    """Raise ConnectorError `approver_needed` unless the actor is an active approver."""
    number = actor.removeprefix(USER)
    known = actor.startswith(USER) and number.isascii() and number.isdigit()
    user = users.by_id(connection, number_of(actor)) if known else None
    if user is None or not user.active or user.role is not UserRole.APPROVER:
        raise ConnectorError("approver_needed")


def _lock(connection: Connection, code: str) -> int:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    trainings.lock(connection, stored.id)
    return stored.id
