"""Units of the office and who is appointed in them, kept by administrators; each change audited.

An appointment is never rewritten: it is given a last day, and another one is made.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from connector.documents.render import printable
from connector.domain.appointments import STANDING_IN, Appointment, AppointmentKind
from connector.domain.people import read_email
from connector.domain.procedures import APPOINTED, Actor
from connector.errors import ConnectorError
from connector.flows.design_certificates import plain_line
from connector.flows.office import Office
from connector.flows.whose_turn import today
from connector.store import appointments, audit, units, users
from connector.store.engine import take_turn
from connector.store.tables import runs
from connector.store.units import Unit

NAME_LENGTH, SHORT_LENGTH = 200, 40
"""Characters."""

UNITS_LOCK = 7_463_051
"""Any number of our own: PostgreSQL queues changes of units and appointments on it."""


def save_unit(
    office: Office,
    unit_id: int,
    *,
    name: str,
    short: str,
    parent_id: int | None,
    actor: str,
) -> Unit:
    """Add a unit (id 0) or write what one is called and where it belongs.

    Raises ConnectorError `unit_name`, `unit_name_taken`, `unit_parent`, `unit_unknown`.
    """
    name, short = plain_line(name), plain_line(short)
    if not 3 <= len(name) <= NAME_LENGTH or printable(name) != name:
        raise ConnectorError("unit_name", limit=NAME_LENGTH)
    if len(short) > SHORT_LENGTH or printable(short) != short:
        raise ConnectorError("unit_short", limit=SHORT_LENGTH)
    now = office.clock()
    with office.engine.begin() as connection:
        take_turn(connection, UNITS_LOCK)
        known = {one.id: one for one in units.every(connection)}
        if unit_id and unit_id not in known:
            raise ConnectorError("unit_unknown")
        if any(one.name == name and one.id != unit_id for one in known.values()):
            raise ConnectorError("unit_name_taken", name=name)
        _check_parent(known, unit_id, parent_id)
        if not unit_id:
            added = units.add(connection, name, short, parent_id, actor=actor, now=now)
            if added is None:
                raise ConnectorError("unit_name_taken", name=name)
            saved = added
        else:
            before = known[unit_id]
            if (before.name, before.short, before.parent_id) == (name, short, parent_id):
                return before
            units.change(connection, unit_id, name, short, parent_id)
            saved = units.of_ids(connection, [unit_id])[unit_id]
        audit.note(
            connection, actor, "unit.saved", f"unit:{saved.id}", now=now, name=name,
            parent=parent_id,
        )  # fmt: skip
    return saved


def retire_unit(office: Office, unit_id: int, retired: bool, *, actor: str) -> None:
    """Take a unit out of use, or back into it.

    Raises ConnectorError `unit_unknown`, `unit_in_use` while somebody is appointed in it, a
    procedure runs in or for it, or another unit belongs to it.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        take_turn(connection, UNITS_LOCK)
        unit = units.get(connection, unit_id)
        if unit is None:
            raise ConnectorError("unit_unknown")
        if (unit.retired_at is not None) == retired:
            return
        if retired:
            _check_unused(connection, unit_id, today(office, now))
        units.set_retired(connection, unit_id, now if retired else None)
        action = "unit.retired" if retired else "unit.restored"
        audit.note(connection, actor, action, f"unit:{unit_id}", now=now)


def appoint(office: Office, new: Appointment, *, actor: str) -> Appointment:
    """Appoint a user to a role of a unit; `new.id` is ignored.

    Raises ConnectorError `appointment_*`, `unit_unknown`.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        take_turn(connection, UNITS_LOCK)
        _check_appointment(connection, new)
        saved = appointments.add(connection, new, actor=actor, now=now)
        audit.note(
            connection, actor, "appointment.made", f"unit:{saved.unit_id}", now=now,
            appointment=saved.id, user=saved.user_id, role=saved.role.value,
            kind=saved.kind.value, stands_for=saved.stands_for_id,
            from_day=saved.from_day.isoformat(),
            until_day=saved.until_day.isoformat() if saved.until_day else None,
        )  # fmt: skip
    return saved


def set_last_day(office: Office, appointment_id: int, last_day: date, *, actor: str) -> None:
    """Say on which day an appointment counts for the last time; the day before its first: never.

    Raises ConnectorError `appointment_unknown`, `appointment_days`.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        take_turn(connection, UNITS_LOCK)
        kept = appointments.get(connection, appointment_id)
        if kept is None:
            raise ConnectorError("appointment_unknown")
        one = kept.appointment
        if last_day < one.from_day - timedelta(days=1):
            raise ConnectorError("appointment_days")
        if one.until_day == last_day:
            return
        appointments.end(connection, appointment_id, last_day, actor=actor, now=now)
        audit.note(
            connection, actor, "appointment.ended", f"unit:{one.unit_id}", now=now,
            appointment=one.id, user=one.user_id, role=one.role.value,
            until_day=last_day.isoformat(),
        )  # fmt: skip


def set_address(office: Office, user_id: int, email: str, *, actor: str) -> str | None:
    """Write down where a user's daily digest goes; "" for nowhere. Return what is stored.

    Raises ConnectorError `user_email_unfit`, `user_unknown`. The trail keeps no address.
    """
    written = email.strip()
    stored = read_email(written) if written else None
    if written and stored is None:
        raise ConnectorError("user_email_unfit")
    now = office.clock()
    with office.engine.begin() as connection:
        user = users.by_id(connection, user_id)
        if user is None:
            raise ConnectorError("user_unknown", login=user_id)
        if user.email == stored:
            return stored
        users.set_email(connection, user_id, stored)
        action = "user.address_set" if stored else "user.address_removed"
        audit.note(connection, actor, action, f"user:{user_id}", now=now)
    return stored


def _check_parent(known: dict[int, Unit], unit_id: int, parent_id: int | None) -> None:
    """Refuse a unit above itself, an unknown one, and one out of use."""
    if parent_id is None:
        return
    parent = known.get(parent_id)
    if parent is None or parent.retired_at is not None:
        raise ConnectorError("unit_parent")
    above: int | None = parent_id
    for _step in known:
        if above is None:
            return
        if above == unit_id:
            raise ConnectorError("unit_parent")
        above = known[above].parent_id


def _check_unused(connection: Connection, unit_id: int, day: date) -> None:
    if any(
        one.appointment.until_day is None or one.appointment.until_day >= day
        for one in appointments.of_unit(connection, unit_id)
    ):
        raise ConnectorError("unit_in_use")
    if any(one.parent_id == unit_id and one.retired_at is None for one in units.every(connection)):
        raise ConnectorError("unit_in_use")
    mine = (runs.c.unit_id == unit_id) | (runs.c.for_unit_id == unit_id)
    going = mine & runs.c.ended_at.is_(None) & runs.c.stopped_at.is_(None)
    if connection.execute(select(func.count()).select_from(runs).where(going)).scalar_one():
        raise ConnectorError("unit_in_use")


def _check_appointment(connection: Connection, new: Appointment) -> None:
    unit = units.get(connection, new.unit_id)
    if unit is None or unit.retired_at is not None:
        raise ConnectorError("unit_unknown")
    if new.role not in APPOINTED:
        raise ConnectorError("appointment_role")
    user = users.by_id(connection, new.user_id)
    if user is None or not user.active:
        raise ConnectorError("appointment_user")
    if new.until_day is not None and new.until_day < new.from_day:
        raise ConnectorError("appointment_days")
    here = [
        one.appointment
        for one in appointments.of_unit(connection, new.unit_id)
        if one.appointment.role is new.role
    ]
    _check_stands_for(here, new)
    if any(_same(one, new) and _overlap(one, new) for one in here):
        raise ConnectorError("appointment_twice", name=user.name)


def _check_stands_for(here: list[Appointment], new: Appointment) -> None:
    """Whoever stands in names somebody who holds that role when it begins; others name nobody."""
    if new.kind not in STANDING_IN:
        if new.stands_for_id is not None:
            raise ConnectorError("appointment_stands_for_nobody")
        return
    if new.stands_for_id is None or new.stands_for_id == new.user_id:
        raise ConnectorError("appointment_stands_for")
    if not any(one.user_id == new.stands_for_id and one.counts(new.from_day) for one in here):
        raise ConnectorError("appointment_stands_for")


def _same(one: Appointment, other: Appointment) -> bool:
    return (one.user_id, one.kind, one.stands_for_id) == (
        other.user_id,
        other.kind,
        other.stands_for_id,
    )


def _overlap(one: Appointment, other: Appointment) -> bool:
    begins = one.until_day is None or other.from_day <= one.until_day
    return begins and (other.until_day is None or one.from_day <= other.until_day)


def role_of(name: str) -> Actor:
    """Return the role of a form or a command; raises ConnectorError `appointment_role`."""
    if name not in {one.value for one in APPOINTED}:
        raise ConnectorError("appointment_role")
    return Actor(name)


def kind_of(name: str) -> AppointmentKind:
    """Return the kind of a form or a command; raises ConnectorError `appointment_kind`."""
    if name not in {one.value for one in AppointmentKind}:
        raise ConnectorError("appointment_kind")
    return AppointmentKind(name)
