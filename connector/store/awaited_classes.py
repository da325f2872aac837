"""Queries about classes by what their certificates wait for; titles of trainings for lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from connector.domain.certificates import CertificateKind
from connector.store.tables import certificates, sessions, trainings


@dataclass(frozen=True)
class EndedClass:
    """A class with its last day; None where it has no timetable."""

    training_id: int
    code: str
    title: str
    zone: str
    last: date | None


def titles(connection: Connection, ids: Collection[int]) -> list[EndedClass]:
    """Return trainings by id with their last day; unknown ids are left out."""
    rows = connection.execute(_classes().where(trainings.c.id.in_(ids)))
    return [_class(row) for row in rows]


def ended_without(
    connection: Connection, kind: CertificateKind, since: datetime, now: datetime
) -> list[EndedClass]:
    """List classes that ended between two moments and have no certificate of a kind in force.

    The longest ended first. Whether its list is approved is not asked here.
    """
    issued = (
        select(certificates.c.id)
        .where(
            certificates.c.training_id == trainings.c.id,
            certificates.c.kind == kind.value,
            certificates.c.revoked_at.is_(None),
        )
        .exists()
    )
    ended = func.max(sessions.c.ends_at)
    rows = connection.execute(
        _classes()
        .where(~issued)
        .having(ended <= now, ended >= since)
        .order_by(ended, trainings.c.id)
    )
    return [_class(row) for row in rows]


def _classes() -> Select[Any]:
    return (
        select(
            trainings.c.id,
            trainings.c.code,
            trainings.c.title,
            trainings.c.zone,
            func.max(sessions.c.date).label("last"),
        )
        .select_from(
            trainings.outerjoin(
                sessions,
                (sessions.c.training_id == trainings.c.id) & sessions.c.removed_at.is_(None),
            )
        )
        .group_by(trainings.c.id, trainings.c.code, trainings.c.title, trainings.c.zone)
    )


def _class(row: Row[Any]) -> EndedClass:
    return EndedClass(row.id, row.code, row.title, row.zone, row.last)
