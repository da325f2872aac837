"""What the pages of the whole office read: board, search, connections; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.people import Role
from connector.domain.sessions import COUNTED
from connector.domain.trainings import ACCEPTED
from connector.store.tables import (
    certificates,
    connections,
    identities,
    jobs,
    people,
    plans,
    seat_statuses,
    seats,
    sessions,
    statuses,
    trainings,
    users,
)

BOARD_LIMIT = 200
"""Trainings on one board; more than a year of a busy office. The search finds the others."""


@dataclass(frozen=True)
class SystemStatus:
    """What was read back of one system for one training; counts are seats."""

    system: str
    expected: int
    found: int
    missing: int
    undecided: int
    drift: int
    read_at: datetime
    things_missing: tuple[str, ...] = ()
    """Kinds of things of the whole training (course, meeting) that are not as they should be."""
    unread: str = ""
    """Code of the reason why the system could not be read at all."""


@dataclass(frozen=True)
class PlanLine:
    """A plan in a list."""

    id: int
    number: int
    state: str
    changes: int
    undecided: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True)
class CertificateCount:
    """Certificates of participants that stand: neither revoked nor replaced."""

    issued: int = 0
    """Numbered at least."""
    archived: int = 0


@dataclass(frozen=True)
class TrainingLine:
    """A training on the board and at the head of its page; dates are local to its zone."""

    id: int
    code: str
    title: str
    cohort: str
    zone: str
    state: str
    first: date | None = None
    last: date | None = None
    participants: int = 0
    """Accepted seats of participants."""
    people: int = 0
    """Accepted seats of all roles."""
    systems: Mapping[str, SystemStatus] = field(default_factory=dict)
    plan: PlanLine | None = None
    certificates: CertificateCount = CertificateCount()

    @property
    def key(self) -> str:
        return f"training:{self.id}"


@dataclass(frozen=True)
class ConnectionLine:
    """A connected system and its last check."""

    id: str
    system: str
    vendor: str
    name: str
    checked_at: datetime | None
    check_result: Any


def board(connection: Connection, wanted: str = "") -> list[TrainingLine]:
    """List trainings, latest first; `wanted` is part of a title, a code or a person's name."""
    query = _with_dates().order_by(func.max(sessions.c.date).desc(), trainings.c.id.desc())
    if wanted:
        query = query.where(_matches(wanted))
    return _lines(connection, connection.execute(query.limit(BOARD_LIMIT)).all())


def training(connection: Connection, code: str) -> TrainingLine | None:
    """Return one training with its counts, or None."""
    rows = connection.execute(_with_dates().where(trainings.c.code == code)).all()
    return next(iter(_lines(connection, rows)), None)


def failed_seats(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Count, per training, the seats that a system refused."""
    rows = connection.execute(
        select(seat_statuses.c.training_id, func.count(seat_statuses.c.seat.distinct()))
        .where(seat_statuses.c.training_id.in_(ids), seat_statuses.c.state == "failed")
        .group_by(seat_statuses.c.training_id)
    )
    return {row[0]: row[1] for row in rows}


def in_class(connection: Connection, now: datetime) -> frozenset[int]:
    """Return the trainings that have a class or a test in their timetable at this moment."""
    rows = connection.scalars(
        select(sessions.c.training_id)
        .where(sessions.c.starts_at <= now, sessions.c.ends_at > now)
        .where(sessions.c.kind.in_([kind.value for kind in COUNTED]))
        .where(sessions.c.removed_at.is_(None))
    )
    return frozenset(rows)


def seat_of_number(connection: Connection, value: str) -> tuple[str, int] | None:
    """Return (training code, seat id) of the newest seat of whoever holds this number."""
    row = connection.execute(
        select(trainings.c.code, seats.c.id)
        .join(seats, seats.c.training_id == trainings.c.id)
        .join(identities, identities.c.person_id == seats.c.person_id)
        .where(identities.c.value == value)
        .order_by(seats.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.code, row.id)


def user_names(connection: Connection) -> dict[str, str]:
    """Return actor (`user:3`) → name, for printing the trail."""
    rows = connection.execute(select(users.c.id, users.c.name))
    return {f"user:{row.id}": row.name for row in rows}


def connection_lines(connection: Connection) -> list[ConnectionLine]:
    """List the systems we write to; neither address nor secret is read.

    Targets of the office have a page of their own.
    """
    rows = connection.execute(
        select(
            connections.c.id,
            connections.c.system,
            connections.c.vendor,
            connections.c.name,
            connections.c.checked_at,
            connections.c.check_result,
        )
        .where(connections.c.system != "office")
        .order_by(connections.c.id)
    )
    return [ConnectionLine(**row._mapping) for row in rows]


def last_read(connection: Connection) -> datetime | None:
    """Return when any training was last compared with its systems."""
    latest: datetime | None = connection.scalar(select(func.max(statuses.c.read_at)))
    return latest


def last_done(connection: Connection, kind: str) -> datetime | None:
    """Return when a job of this kind last ended well, as long as that is remembered."""
    latest: datetime | None = connection.scalar(
        select(func.max(jobs.c.finished_at)).where(jobs.c.kind == kind, jobs.c.state == "done")
    )
    return latest


def _with_dates() -> Any:
    return (
        select(
            trainings.c.id,
            trainings.c.code,
            trainings.c.title,
            trainings.c.cohort,
            trainings.c.zone,
            trainings.c.state,
            func.min(sessions.c.date).label("first"),
            func.max(sessions.c.date).label("last"),
        )
        .outerjoin(
            sessions,
            and_(sessions.c.training_id == trainings.c.id, sessions.c.removed_at.is_(None)),
        )
        .group_by(trainings.c.id)
    )


def _matches(wanted: str) -> ColumnElement[bool]:
    seated = (
        select(seats.c.training_id)
        .join(people, people.c.id == seats.c.person_id)
        .where(people.c.full_name.icontains(wanted, autoescape=True))
    )
    return or_(
        trainings.c.title.icontains(wanted, autoescape=True),
        trainings.c.code.icontains(wanted, autoescape=True),
        trainings.c.id.in_(seated),
    )


def _lines(connection: Connection, rows: Sequence[Row[Any]]) -> list[TrainingLine]:
    ids = [row.id for row in rows]
    counts = _seat_counts(connection, ids)
    systems = _systems(connection, ids)
    latest = _latest_plans(connection, ids)
    certified = _certificates(connection, ids)
    return [
        TrainingLine(
            **row._mapping,
            participants=counts.get((row.id, Role.PARTICIPANT.value), 0),
            people=sum(count for (owner, _), count in counts.items() if owner == row.id),
            systems=systems.get(row.id, {}),
            plan=latest.get(row.id),
            certificates=certified.get(row.id, CertificateCount()),
        )
        for row in rows
    ]


def _seat_counts(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, str], int]:
    rows = connection.execute(
        select(seats.c.training_id, seats.c.role, func.count())
        .where(seats.c.training_id.in_(ids), seats.c.state.in_([state.value for state in ACCEPTED]))
        .group_by(seats.c.training_id, seats.c.role)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _certificates(connection: Connection, ids: Sequence[int]) -> dict[int, CertificateCount]:
    gone = (CertificateState.REVOKED.value, CertificateState.REPLACED.value)
    signed = certificates.c.state == CertificateState.ARCHIVED.value
    rows = connection.execute(
        select(
            certificates.c.training_id,
            func.count(),
            func.count().filter(signed),
        )
        .where(
            certificates.c.training_id.in_(ids),
            certificates.c.kind != CertificateKind.TEACHING.value,
            certificates.c.state.not_in(gone),
        )
        .group_by(certificates.c.training_id)
    )
    return {row[0]: CertificateCount(row[1], row[2]) for row in rows}


def _systems(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, SystemStatus]]:
    found: dict[int, dict[str, SystemStatus]] = {}
    for row in connection.execute(
        select(statuses).where(statuses.c.training_id.in_(ids)).order_by(statuses.c.system)
    ):
        found.setdefault(row.training_id, {})[row.system] = SystemStatus(
            row.system,
            row.expected,
            row.found,
            row.missing,
            row.undecided,
            row.drift,
            row.read_at,
            tuple(row.things_missing),
            row.unread,
        )
    return found


def plan_columns() -> tuple[Any, ...]:
    """What a `PlanLine` is read from."""
    return (
        plans.c.id,
        plans.c.training_id,
        plans.c.number,
        plans.c.state,
        plans.c.changes,
        plans.c.undecided,
        plans.c.created_at,
        plans.c.created_by,
    )


def plan_line(row: Row[Any]) -> PlanLine:
    """Read a row of `plan_columns`."""
    return PlanLine(
        row.id, row.number, row.state, row.changes, row.undecided, row.created_at, row.created_by
    )


def _latest_plans(connection: Connection, ids: Sequence[int]) -> dict[int, PlanLine]:
    newest = (
        select(func.max(plans.c.id))
        .where(plans.c.training_id.in_(ids))
        .group_by(plans.c.training_id)
    )
    rows = connection.execute(select(*plan_columns()).where(plans.c.id.in_(newest)))
    return {row.training_id: plan_line(row) for row in rows}
