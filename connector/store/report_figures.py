"""Queries that reports alone ask: what was uploaded, written and issued; no figure is judged here.

Large columns (files, plans, pictures, contents) are never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, distinct, func, select

from connector.domain.certificates import CertificateKind, CertificateState
from connector.reconcile.changes import Action, Result
from connector.store.keys import seat_key
from connector.store.plans import PlanState
from connector.store.rosters import RosterKind
from connector.store.tables import certificates, outcomes, plans, procedures, rosters, runs


@dataclass(frozen=True)
class Upload:
    """One version of a roster or timetable that was taken over."""

    kind: RosterKind
    version: int
    file_name: str
    source: str
    rows_read: int
    rows_refused: int
    at: datetime
    by: str


@dataclass(frozen=True)
class Work:
    """One plan that was let through: who said so, and when it had been written."""

    number: int
    state: PlanState
    changes: int
    approved_by: str
    approved_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True)
class CertificateLine:
    """One issued certificate, without what it states."""

    seat: str
    kind: CertificateKind
    number: str
    state: CertificateState
    dated: date
    signed_at: datetime | None
    archived_at: datetime | None

    @property
    def valid(self) -> bool:
        return self.state not in (CertificateState.REVOKED, CertificateState.REPLACED)

    @property
    def signed(self) -> bool:
        return self.valid and self.signed_at is not None


Written = Mapping[tuple[str, str, Action], int]
"""(system, kind, action) → how many different things it was done to."""


def uploads(connection: Connection, training_id: int) -> list[Upload]:
    """List what was taken over, by kind, the oldest version first."""
    rows = connection.execute(
        select(
            rosters.c.kind,
            rosters.c.version,
            rosters.c.file_name,
            rosters.c.source,
            rosters.c.rows_read,
            rosters.c.rows_refused,
            rosters.c.created_at,
            rosters.c.created_by,
        )
        .where(rosters.c.training_id == training_id)
        .order_by(rosters.c.kind, rosters.c.version)
    )
    return [Upload(RosterKind(row[0]), *row[1:]) for row in rows]


def works(connection: Connection, training_id: int) -> list[Work]:
    """List the plans that were let through, in order of number."""
    rows = connection.execute(
        select(
            plans.c.number,
            plans.c.state,
            plans.c.changes,
            plans.c.approved_by,
            plans.c.approved_at,
            plans.c.finished_at,
        )
        .where(plans.c.training_id == training_id, plans.c.approved_at.is_not(None))
        .order_by(plans.c.number)
    )
    return [Work(row[0], PlanState(row[1]), row[2], row[3] or "", row[4], row[5]) for row in rows]


def written(connection: Connection, training_id: int) -> Written:
    """Count things by what was done to them over all plans; a thing done twice counts once."""
    columns = (outcomes.c.system, outcomes.c.kind, outcomes.c.action)
    rows = connection.execute(
        select(*columns, func.count(distinct(outcomes.c.key)))
        .join(plans, plans.c.id == outcomes.c.plan_id)
        .where(plans.c.training_id == training_id, outcomes.c.result == Result.DONE.value)
        .group_by(*columns)
    )
    return {(row[0], row[1], Action(row[2])): row[3] for row in rows}


def issued(connection: Connection, training_id: int) -> list[CertificateLine]:
    """List certificates, revoked and replaced ones too, in the order of their numbers."""
    rows = connection.execute(
        select(
            certificates.c.seat_id,
            certificates.c.kind,
            certificates.c.number,
            certificates.c.state,
            certificates.c.dated,
            certificates.c.signed_at,
            certificates.c.archived_at,
        )
        .where(certificates.c.training_id == training_id)
        .order_by(certificates.c.id)
    )
    return [
        CertificateLine(
            seat_key(row[0]), CertificateKind(row[1]), row[2], CertificateState(row[3]), *row[4:]
        )
        for row in rows
    ]


def procedure_source(connection: Connection, training_id: int, slug: str) -> str | None:
    """Return the TOML of the version a training runs under, else of the newest; None of neither."""
    running = select(runs.c.procedure_id).where(
        runs.c.training_id == training_id, runs.c.slug == slug, runs.c.stopped_at.is_(None)
    )
    own = connection.execute(
        select(procedures.c.source).where(procedures.c.id.in_(running))
    ).scalar()
    if own is not None:
        return str(own)
    newest = select(procedures.c.source).where(procedures.c.slug == slug)
    return connection.execute(newest.order_by(procedures.c.version.desc()).limit(1)).scalar()
