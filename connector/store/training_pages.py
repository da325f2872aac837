"""What the pages of one training read: a few broad queries, never one a row; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, literal, or_, select

from connector.domain.people import PersonRecord, Role
from connector.domain.trainings import ACCEPTED, SeatState
from connector.store.office_pages import PlanLine, plan_columns, plan_line
from connector.store.records import person_from_json
from connector.store.tables import (
    audit_entries,
    outcomes,
    people,
    plans,
    rosters,
    seat_statuses,
    seats,
    trainings,
)

HISTORY_LIMIT = 200
"""Audit entries shown of one training, newest first."""


@dataclass(frozen=True)
class SeatMark:
    """One seat on one system, as last read back."""

    state: str
    code: str
    params: Mapping[str, str | int]


@dataclass(frozen=True)
class SeatLine:
    """One seat in the table of a training."""

    id: int
    number: int | None
    role: Role
    state: SeatState
    record: PersonRecord
    person: int
    nonce: str
    renewed: bool
    marks: Mapping[str, SeatMark]

    @property
    def key(self) -> str:
        return f"seat:{self.id}"

    @property
    def accepted(self) -> bool:
        return self.state in ACCEPTED


@dataclass(frozen=True)
class RosterLine:
    """One imported version of a roster or timetable."""

    kind: str
    version: int
    file_name: str
    rows_read: int
    rows_refused: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True)
class OutcomeLine:
    """What became of one change of a plan."""

    identity: str
    system: str
    kind: str
    key: str
    seat: str
    action: str
    result: str
    code: str
    params: Mapping[str, str | int]
    at: datetime


@dataclass(frozen=True)
class AuditLine:
    """One entry of the trail; ids and codes only."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class PersonalSeat:
    """The seat behind a personal address: a name and a training, no number, no e-mail."""

    seat: int
    name: str
    training: str
    """The training's code."""


def seat_lines(connection: Connection, training_id: int) -> list[SeatLine]:
    """List the seats of a training by role and number, each with its marks per system."""
    marks: dict[str, dict[str, SeatMark]] = {}
    for row in connection.execute(
        select(seat_statuses).where(seat_statuses.c.training_id == training_id)
    ):
        marks.setdefault(row.seat, {})[row.system] = SeatMark(row.state, row.code, row.params)
    rows = connection.execute(
        select(seats).where(seats.c.training_id == training_id).order_by(seats.c.id)
    )
    lines = [_seat_line(row, marks.get(f"seat:{row.id}", {})) for row in rows]
    order = list(Role)
    return sorted(lines, key=lambda s: (order.index(s.role), s.number or 10**6, s.id))


def seat_line(connection: Connection, training_id: int, seat_id: int) -> SeatLine | None:
    """Return one seat of this training, or None."""
    row = connection.execute(
        select(seats).where(seats.c.training_id == training_id, seats.c.id == seat_id)
    ).first()
    return None if row is None else _seat_line(row, {})


def personal_seat(connection: Connection, nonce: str) -> PersonalSeat | None:
    """Return whose address this is; None once it was renewed or the seat is not accepted."""
    row = connection.execute(
        select(seats.c.id, people.c.full_name, trainings.c.code)
        .join(people, people.c.id == seats.c.person_id)
        .join(trainings, trainings.c.id == seats.c.training_id)
        .where(
            seats.c.link_nonce == nonce,
            seats.c.state.in_([state.value for state in ACCEPTED]),
        )
    ).first()
    return None if row is None else PersonalSeat(row.id, row.full_name, row.code)


def roster_lines(connection: Connection, training_id: int) -> list[RosterLine]:
    """List imported versions, newest first."""
    columns = (
        rosters.c.kind,
        rosters.c.version,
        rosters.c.file_name,
        rosters.c.rows_read,
        rosters.c.rows_refused,
        rosters.c.created_at,
        rosters.c.created_by,
    )
    rows = connection.execute(
        select(*columns).where(rosters.c.training_id == training_id).order_by(rosters.c.id.desc())
    )
    return [RosterLine(**row._mapping) for row in rows]


def plan_lines(connection: Connection, training_id: int) -> list[PlanLine]:
    """List a training's plans, newest first."""
    rows = connection.execute(
        select(*plan_columns())
        .where(plans.c.training_id == training_id)
        .order_by(plans.c.number.desc())
    )
    return [plan_line(row) for row in rows]


def outcome_lines(connection: Connection, plan: int) -> list[OutcomeLine]:
    """List what became of a plan's changes, in the order they were written."""
    rows = connection.execute(
        select(
            outcomes.c.identity,
            outcomes.c.system,
            outcomes.c.kind,
            outcomes.c.key,
            outcomes.c.seat,
            outcomes.c.action,
            outcomes.c.result,
            outcomes.c.code,
            outcomes.c.params,
            outcomes.c.at,
        )
        .where(outcomes.c.plan_id == plan)
        .order_by(outcomes.c.id)
    )
    return [OutcomeLine(**row._mapping) for row in rows]


def audit_lines(connection: Connection, training_id: int) -> list[AuditLine]:
    """List the trail of a training and its seats, newest first."""
    own_seats = select(literal("seat:") + cast(seats.c.id, Text)).where(
        seats.c.training_id == training_id
    )
    rows = connection.execute(
        select(
            audit_entries.c.id,
            audit_entries.c.at,
            audit_entries.c.actor,
            audit_entries.c.action,
            audit_entries.c.subject,
            audit_entries.c.details,
        )
        .where(
            or_(
                audit_entries.c.subject == f"training:{training_id}",
                audit_entries.c.subject.in_(own_seats),
            )
        )
        .order_by(audit_entries.c.id.desc())
        .limit(HISTORY_LIMIT)
    )
    return [AuditLine(**row._mapping) for row in rows]


def _seat_line(row: Row[Any], marks: Mapping[str, SeatMark]) -> SeatLine:
    return SeatLine(
        id=row.id,
        number=row.number,
        role=Role(row.role),
        state=SeatState(row.state),
        record=person_from_json(row.record),
        person=row.person_id,
        nonce=row.link_nonce,
        renewed=row.link_revoked_at is not None,
        marks=marks,
    )
