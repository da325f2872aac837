"""Queries about appointments to roles of units; what they mean on a day is the domain's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.procedures import Actor
from connector.store.engine import insert_into
from connector.store.tables import appointments


@dataclass(frozen=True)
class Kept:
    """An appointment with who made and who ended it."""

    appointment: Appointment
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    ended_by: str | None


def get(connection: Connection, appointment_id: int) -> Kept | None:
    wanted = select(appointments).where(appointments.c.id == appointment_id)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _kept(row)


def on(connection: Connection, day: date) -> list[Appointment]:
    """List what counts on a day, in all units."""
    until = or_(appointments.c.until_day.is_(None), appointments.c.until_day >= day)
    rows = connection.execute(
        select(appointments)
        .where(appointments.c.from_day <= day, until)
        .order_by(appointments.c.id)
    )
    return [_appointment(row) for row in rows]


def of_unit(connection: Connection, unit_id: int) -> list[Kept]:
    """List all appointments a unit ever had, the newest first."""
    rows = connection.execute(
        select(appointments)
        .where(appointments.c.unit_id == unit_id)
        .order_by(appointments.c.from_day.desc(), appointments.c.id.desc())
    )
    return [_kept(row) for row in rows]


def add(connection: Connection, new: Appointment, *, actor: str, now: datetime) -> Appointment:
    """Store an appointment; its id is given here."""
    row = connection.execute(
        insert_into(connection, appointments)
        .values(
            unit_id=new.unit_id,
            role=new.role.value,
            user_id=new.user_id,
            kind=new.kind.value,
            stands_for_id=new.stands_for_id,
            from_day=new.from_day,
            until_day=new.until_day,
            made_at=now,
            made_by=actor,
        )
        .returning(appointments)
    ).one()
    return _appointment(row)


def end(
    connection: Connection, appointment_id: int, last_day: date, *, actor: str, now: datetime
) -> None:
    """Set the last day on which it counts; one before its first day means it never did."""
    connection.execute(
        update(appointments)
        .where(appointments.c.id == appointment_id)
        .values(until_day=last_day, ended_at=now, ended_by=actor)
    )


def _appointment(row: Row[Any]) -> Appointment:
    return Appointment(
        id=row.id,
        unit_id=row.unit_id,
        role=Actor(row.role),
        user_id=row.user_id,
        kind=AppointmentKind(row.kind),
        stands_for_id=row.stands_for_id,
        from_day=row.from_day,
        until_day=row.until_day,
    )


def _kept(row: Row[Any]) -> Kept:
    return Kept(_appointment(row), row.made_at, row.made_by, row.ended_at, row.ended_by)
