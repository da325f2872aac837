"""Queries about approved lists: frozen rows by version, and what was issued on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select, update

from connector.domain.certificates import CertificateKind, CertificateState, Snapshot
from connector.store.certificate_records import (
    fingerprint,
    snapshot_from_json,
    snapshot_to_json,
)
from connector.store.keys import number_of, person_key, seat_key
from connector.store.tables import approvals, certificates


@dataclass(frozen=True)
class ApprovedRow:
    """One person of a list, with everything their certificate states."""

    seat: str
    person: str
    snapshot: Snapshot


@dataclass(frozen=True)
class Approval:
    """A list as somebody approved it; its rows never change."""

    id: int
    training_id: int
    kind: CertificateKind
    version: int
    fingerprint: str
    rows: tuple[ApprovedRow, ...]
    note: str
    actor: str
    at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_reason: str = ""
    """"" also where it was withdrawn before reasons were asked for."""


@dataclass(frozen=True)
class IssuedOn:
    """A certificate in force, as far as lists look at it."""

    id: int
    seat: str
    person: str
    number: str
    snapshot: Snapshot


def list_fingerprint(rows: Sequence[ApprovedRow]) -> str:
    """Return the hash of a list's whole content; the order counts."""
    return fingerprint([_row_to_json(one) for one in rows])


def insert(
    connection: Connection,
    training_id: int,
    kind: CertificateKind,
    rows: Sequence[ApprovedRow],
    *,
    note: str,
    actor: str,
    now: datetime,
) -> Approval:
    """Freeze a list as the next version; the caller holds the training's lock."""
    latest = connection.execute(
        select(func.max(approvals.c.version)).where(
            approvals.c.training_id == training_id, approvals.c.kind == kind.value
        )
    ).scalar_one()
    row = connection.execute(
        approvals.insert()
        .values(
            training_id=training_id,
            kind=kind.value,
            version=(latest or 0) + 1,
            fingerprint=list_fingerprint(rows),
            content={"rows": [_row_to_json(one) for one in rows]},
            note=note,
            actor=actor,
            at=now,
        )
        .returning(approvals)
    ).one()
    return _approval(row)


def latest(connection: Connection, training_id: int, kind: CertificateKind) -> Approval | None:
    """Return the approval in force: the newest version, None where that one was withdrawn.

    An older version never comes back to life: the newer one was made because it was wrong.
    """
    row = connection.execute(
        select(approvals)
        .where(approvals.c.training_id == training_id, approvals.c.kind == kind.value)
        .order_by(approvals.c.version.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None or row.withdrawn_at is not None else _approval(row)


def listing(connection: Connection, training_id: int, kind: CertificateKind) -> list[Approval]:
    """List all versions, the newest first, withdrawn ones too."""
    rows = connection.execute(
        select(approvals)
        .where(approvals.c.training_id == training_id, approvals.c.kind == kind.value)
        .order_by(approvals.c.version.desc())
    )
    return [_approval(row) for row in rows]


def get(connection: Connection, approval_id: int) -> Approval | None:
    row = connection.execute(select(approvals).where(approvals.c.id == approval_id)).one_or_none()
    return None if row is None else _approval(row)


def withdraw(
    connection: Connection, approval_id: int, *, reason: str, actor: str, now: datetime
) -> bool:
    """Take an approval back; False when it was taken back before."""
    changed = connection.execute(
        update(approvals)
        .where(approvals.c.id == approval_id, approvals.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now, withdrawn_by=actor, withdrawn_reason=reason)
    )
    return changed.rowcount == 1


def is_used(connection: Connection, approval_id: int) -> bool:
    """Say whether a certificate was issued on an approval, whatever became of it."""
    used = select(exists().where(certificates.c.approval_id == approval_id))
    return bool(connection.execute(used).scalar_one())


def in_force(
    connection: Connection, training_id: int, kind: CertificateKind
) -> dict[str, IssuedOn]:
    """Return person → their certificate of that kind, unless it was revoked or replaced."""
    gone = (CertificateState.REVOKED.value, CertificateState.REPLACED.value)
    rows = connection.execute(
        select(
            certificates.c.id,
            certificates.c.seat_id,
            certificates.c.person_id,
            certificates.c.number,
            certificates.c.content,
        )
        .where(
            certificates.c.training_id == training_id,
            certificates.c.kind == kind.value,
            certificates.c.state.not_in(gone),
        )
        .order_by(certificates.c.id)
    )
    return {
        person_key(row.person_id): IssuedOn(
            row.id,
            seat_key(row.seat_id),
            person_key(row.person_id),
            row.number,
            snapshot_from_json(row.content),
        )
        for row in rows
    }


def _row_to_json(row: ApprovedRow) -> dict[str, Any]:
    return {
        "seat": number_of(row.seat),
        "person": number_of(row.person),
        "snapshot": snapshot_to_json(row.snapshot),
    }


def _approval(row: Row[Any]) -> Approval:
    return Approval(
        id=row.id,
        training_id=row.training_id,
        kind=CertificateKind(row.kind),
        version=row.version,
        fingerprint=row.fingerprint,
        rows=tuple(
            ApprovedRow(
                seat_key(one["seat"]),
                person_key(one["person"]),
                snapshot_from_json(one["snapshot"]),
            )
            for one in row.content["rows"]
        ),
        note=row.note,
        actor=row.actor,
        at=row.at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by or "",
        withdrawn_reason=row.withdrawn_reason or "",
    )
