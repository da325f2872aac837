"""Queries about status: what was read back last, per system and seat, and the board of it all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Subquery, func, select

from connector.domain.people import Role
from connector.domain.trainings import ACCEPTED
from connector.reconcile.status import SeatState, SeatStatus, SystemStatus
from connector.store.engine import insert_into
from connector.store.keys import number_of, training_key
from connector.store.plans import PlanState
from connector.store.tables import plans, seat_statuses, seats, sessions, statuses, trainings


@dataclass(frozen=True)
class StoredStatus:
    """The status of one system, when it was read, and how many changes it had drifted by."""

    status: SystemStatus
    read_at: datetime
    drift: int


@dataclass(frozen=True)
class SystemFigures:
    """The four numbers of one system on the board."""

    system: str
    expected: int
    found: int
    missing: int
    undecided: int
    things_missing: int
    unread: str
    drift: int
    read_at: datetime


@dataclass(frozen=True)
class BoardRow:
    """One training on the board."""

    key: str
    code: str
    title: str
    cohort: str
    state: str
    participants: int
    """Accepted seats of participants."""
    starts_at: datetime | None
    ends_at: datetime | None
    waiting_plan: int | None
    """Number of the newest plan that waits for a person."""
    systems: tuple[SystemFigures, ...]


def replace(
    connection: Connection, training: str, status: SystemStatus, *, now: datetime, drift: int = 0
) -> None:
    """Store what was read back of one system, instead of what was read before."""
    training_id = number_of(training)
    values = {
        "connection_id": status.connection,
        "expected": status.expected,
        "found": status.found,
        "missing": status.missing,
        "undecided": status.undecided,
        "things_missing": list(status.things_missing),
        "unread": status.unread,
        "drift": drift,
        "read_at": now,
    }
    connection.execute(
        insert_into(connection, statuses)
        .values(training_id=training_id, system=status.system, **values)
        .on_conflict_do_update(index_elements=["training_id", "system"], set_=values)
    )
    connection.execute(
        seat_statuses.delete().where(
            seat_statuses.c.training_id == training_id, seat_statuses.c.system == status.system
        )
    )
    rows = [_seat_row(training_id, status.system, one) for one in status.seats]
    if rows:
        connection.execute(seat_statuses.insert(), rows)


def of_training(connection: Connection, training: str) -> list[StoredStatus]:
    """Read the status of every system of a training, seats included, in two queries."""
    training_id = number_of(training)
    by_system: dict[str, list[SeatStatus]] = {}
    for row in connection.execute(
        select(seat_statuses)
        .where(seat_statuses.c.training_id == training_id)
        .order_by(seat_statuses.c.seat)
    ):
        one = SeatStatus(row.seat, SeatState(row.state), row.code, dict(row.params))
        by_system.setdefault(row.system, []).append(one)
    rows = connection.execute(
        select(statuses).where(statuses.c.training_id == training_id).order_by(statuses.c.system)
    )
    return [_stored(row, by_system.get(row.system, [])) for row in rows]


def read_at(connection: Connection, training: str, system: str) -> datetime | None:
    """Return when one system was last read back, None when it never was."""
    return connection.execute(
        select(statuses.c.read_at).where(
            statuses.c.training_id == number_of(training), statuses.c.system == system
        )
    ).scalar_one_or_none()


def board(connection: Connection) -> list[BoardRow]:
    """Read the list of all trainings with their figures, the newest first, in one query."""
    counted, times, waiting = _counted(), _times(), _waiting()
    rows = connection.execute(
        select(
            trainings.c.id,
            trainings.c.code,
            trainings.c.title,
            trainings.c.cohort,
            trainings.c.state,
            func.coalesce(counted.c.participants, 0).label("participants"),
            times.c.starts_at,
            times.c.ends_at,
            waiting.c.waiting_plan,
            *[column for column in statuses.c if column.name not in ("training_id",)],
        )
        .outerjoin(counted, counted.c.training_id == trainings.c.id)
        .outerjoin(times, times.c.training_id == trainings.c.id)
        .outerjoin(waiting, waiting.c.training_id == trainings.c.id)
        .outerjoin(statuses, statuses.c.training_id == trainings.c.id)
        .order_by(trainings.c.id.desc(), statuses.c.system)
    ).all()
    return list(_board_rows(rows))


def _board_rows(rows: Iterable[Row[Any]]) -> Iterable[BoardRow]:
    by_training: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_training.setdefault(row.id, []).append(row)
    for training_id, group in by_training.items():
        head = group[0]
        yield BoardRow(
            key=training_key(training_id),
            code=head.code,
            title=head.title,
            cohort=head.cohort,
            state=head.state,
            participants=head.participants,
            starts_at=head.starts_at,
            ends_at=head.ends_at,
            waiting_plan=head.waiting_plan,
            systems=tuple(_figures(row) for row in group if row.system is not None),
        )


def _figures(row: Row[Any]) -> SystemFigures:
    return SystemFigures(
        system=row.system,
        expected=row.expected,
        found=row.found,
        missing=row.missing,
        undecided=row.undecided,
        things_missing=len(row.things_missing),
        unread=row.unread,
        drift=row.drift,
        read_at=row.read_at,
    )


def _counted() -> Subquery:
    return (
        select(seats.c.training_id, func.count().label("participants"))
        .where(
            seats.c.role == Role.PARTICIPANT.value,
            seats.c.state.in_(sorted(state.value for state in ACCEPTED)),
        )
        .group_by(seats.c.training_id)
        .subquery()
    )


def _times() -> Subquery:
    return (
        select(
            sessions.c.training_id,
            func.min(sessions.c.starts_at).label("starts_at"),
            func.max(sessions.c.ends_at).label("ends_at"),
        )
        .where(sessions.c.removed_at.is_(None))
        .group_by(sessions.c.training_id)
        .subquery()
    )


def _waiting() -> Subquery:
    open_states = [PlanState.DRAFTED.value, PlanState.HELD.value]
    return (
        select(plans.c.training_id, func.max(plans.c.number).label("waiting_plan"))
        .where(plans.c.state.in_(open_states))
        .group_by(plans.c.training_id)
        .subquery()
    )


def _seat_row(training_id: int, system: str, one: SeatStatus) -> dict[str, Any]:
    return {
        "training_id": training_id,
        "system": system,
        "seat": one.seat,
        "state": one.state.value,
        "code": one.code,
        "params": dict(one.params),
    }


def _stored(row: Row[Any], found: list[SeatStatus]) -> StoredStatus:
    status = SystemStatus(
        system=row.system,
        connection=row.connection_id,
        seats=tuple(found),
        things_missing=tuple(row.things_missing),
        unread=row.unread,
    )
    return StoredStatus(status, row.read_at, row.drift)
