"""Units of the office, and who is appointed in them; kept by administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.appointments import STANDING_IN, Appointment, AppointmentKind
from connector.domain.procedures import APPOINTED, Actor
from connector.errors import ConnectorError
from connector.flows.keep_units import (
    NAME_LENGTH,
    SHORT_LENGTH,
    appoint,
    kind_of,
    retire_unit,
    role_of,
    save_unit,
    set_last_day,
)
from connector.flows.load_procedures import procedures_of
from connector.flows.whose_turn import Turns, today, turns
from connector.store import appointments, runs
from connector.store.appointments import Kept
from connector.store.engine import reading
from connector.store.units import Unit
from connector.web.access import Needs, actor, page
from connector.web.assignment_words import kind_hint, kind_word
from connector.web.doorstep import is_row_number
from connector.web.language import day as day_word
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.run_words import actor_word
from connector.web.translation import _

blueprint = Blueprint("units", __name__, url_prefix="/settings/units")


@dataclass(frozen=True)
class UnitLine:
    """One unit of the list."""

    unit: Unit
    parent: str
    depth: int
    heads: str
    """Who leads it today; "" where nobody does."""
    people: int
    missing: tuple[str, ...]
    """Roles that a running procedure needs and nobody holds."""


@dataclass(frozen=True)
class AppointmentLine:
    """One appointment in words."""

    kept: Kept
    user: str
    active: bool
    kind: str
    stands_for: str
    days: str
    counts: bool
    """Whether it counts today."""
    over: bool


@dataclass(frozen=True)
class RoleLine:
    """One role of a unit, with everybody who ever held it."""

    role: Actor
    word: str
    now: tuple[AppointmentLine, ...]
    """Those that count, and those that begin later."""
    past: tuple[AppointmentLine, ...]
    holders: int
    """How many may act today."""
    needed: bool
    """Whether a procedure that runs here waits for it."""


@dataclass(frozen=True)
class Typed:
    """The form of a new appointment as it was filled in."""

    role: str = ""
    user: str = ""
    kind: str = AppointmentKind.DEFINITIVE.value
    stands_for: str = ""
    from_day: str = ""
    until_day: str = ""


@page(blueprint, "", Needs.ADMINISTRATOR)
def listing() -> ResponseReturnValue:
    """List the units, and take a new one."""
    return _listing()


@page(blueprint, "", Needs.ADMINISTRATOR, ("POST",))
def add() -> ResponseReturnValue:
    """Add a unit."""
    try:
        saved = _save(0)
    except ConnectorError as error:
        return _listing(sentence(error.code, error.params)), 422
    flash(_("%(name)s is added. Now appoint its people.", name=saved.name), "ok")
    return redirect(url_for("units.show", unit_id=saved.id), 303)


@page(blueprint, "/<int:unit_id>", Needs.ADMINISTRATOR)
def show(unit_id: int) -> ResponseReturnValue:
    """Show one unit: its roles, who holds them, who did."""
    return _one(unit_id, Typed(from_day=_today().isoformat()))


@page(blueprint, "/<int:unit_id>", Needs.ADMINISTRATOR, ("POST",))
def change(unit_id: int) -> ResponseReturnValue:
    """Write what a unit is called and where it belongs."""
    try:
        saved = _save(unit_id)
    except ConnectorError as error:
        typed = Typed(from_day=_today().isoformat())
        return _one(unit_id, typed, changed=sentence(error.code, error.params)), 422
    flash(_("%(name)s is saved.", name=saved.name), "ok")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@page(blueprint, "/<int:unit_id>/retire", Needs.ADMINISTRATOR, ("POST",))
def retire(unit_id: int) -> ResponseReturnValue:
    """Take a unit out of use, or back into it."""
    retired = request.form.get("retired") == "1"
    try:
        retire_unit(here().office, unit_id, retired, actor=actor())
    except ConnectorError as error:
        return _problem(unit_id, error)
    flash(_("The unit is out of use.") if retired else _("The unit is in use again."), "ok")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@page(blueprint, "/<int:unit_id>/appointments", Needs.ADMINISTRATOR, ("POST",))
def make(unit_id: int) -> ResponseReturnValue:
    """Appoint somebody."""
    form = request.form
    typed = Typed(
        role=form.get("role", ""),
        user=form.get("user", ""),
        kind=form.get("kind", ""),
        stands_for=form.get("stands_for", ""),
        from_day=form.get("from_day", "").strip(),
        until_day=form.get("until_day", "").strip(),
    )
    try:
        saved = appoint(here().office, _read(unit_id, typed), actor=actor())
    except ConnectorError as error:
        return _one(unit_id, typed, refused=sentence(error.code, error.params)), 422
    flash(_("The appointment as %(role)s is made.", role=actor_word(saved.role)), "ok")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@page(blueprint, "/<int:unit_id>/appointments/<int:appointment_id>", Needs.ADMINISTRATOR, ("POST",))
def end(unit_id: int, appointment_id: int) -> ResponseReturnValue:
    """Say on which day an appointment counts for the last time."""
    with reading(here().office.engine) as connection:
        kept = appointments.get(connection, appointment_id)
    if kept is None or kept.appointment.unit_id != unit_id:
        abort(404)
    try:
        last = _day(request.form.get("last_day", "").strip())
        set_last_day(here().office, appointment_id, last, actor=actor())
    except ConnectorError as error:
        return _problem(unit_id, error)
    flash(_("The appointment counts until %(day)s.", day=day_word(last)), "ok")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


def _save(unit_id: int) -> Unit:
    form = request.form
    parent = form.get("parent", "")
    return save_unit(
        here().office,
        unit_id,
        name=form.get("name", ""),
        short=form.get("short", ""),
        parent_id=int(parent) if is_row_number(parent) else None,
        actor=actor(),
    )


def _read(unit_id: int, typed: Typed) -> Appointment:
    """Read the form; raises ConnectorError `appointment_*`."""
    if not is_row_number(typed.user):
        raise ConnectorError("appointment_user")
    kind = kind_of(typed.kind)
    stands_for = int(typed.stands_for) if is_row_number(typed.stands_for) else None
    return Appointment(
        0,
        unit_id,
        role_of(typed.role),
        int(typed.user),
        kind,
        stands_for,
        _day(typed.from_day),
        _day(typed.until_day) if typed.until_day else None,
    )


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ConnectorError("appointment_days") from None


def _problem(unit_id: int, error: ConnectorError) -> ResponseReturnValue:
    what, todo = sentence(error.code, error.params)
    back = url_for("units.show", unit_id=unit_id)
    status = 404 if error.code.endswith("_unknown") else 409
    return problem(status, what, _("Nothing was changed."), todo, back=back)


def _today() -> date:
    return today(here().office, here().office.clock())


def _listing(refused: tuple[str, str] | None = None) -> str:
    with reading(here().office.engine) as connection:
        day = turns(connection, _today())
        needed = _needed(connection)
    lines = _lines(day, needed)
    return render_template(
        "units.html",
        lines=[one for one in lines if one.unit.retired_at is None],
        former=[one for one in lines if one.unit.retired_at is not None],
        parents=_parents(day, 0),
        typed=request.form if refused else {},
        refused=refused,
        limits={"name": NAME_LENGTH, "short": SHORT_LENGTH},
    )


def _one(
    unit_id: int,
    typed: Typed,
    *,
    refused: tuple[str, str] | None = None,
    changed: tuple[str, str] | None = None,
) -> str:
    with reading(here().office.engine) as connection:
        day = turns(connection, _today())
        unit = day.units.get(unit_id)
        if unit is None:
            abort(404)
        kept = appointments.of_unit(connection, unit_id)
        needed = _needed(connection).get(unit_id, frozenset())
    people = sorted((one for one in day.users.values() if one.active), key=lambda one: one.name)
    return render_template(
        "unit.html",
        unit=unit,
        roles=_roles(day, unit_id, kept, needed),
        parents=_parents(day, unit_id),
        people=people,
        standing=[one for one in people if any(o.appointment.user_id == one.id for o in kept)],
        kinds=[(one.value, kind_word(one), kind_hint(one)) for one in AppointmentKind],
        appointed=[(one.value, actor_word(one)) for one in APPOINTED],
        typed=typed,
        refused=refused,
        changed=changed,
        today=_today().isoformat(),
        yesterday=(_today() - timedelta(days=1)).isoformat(),
        limits={"name": NAME_LENGTH, "short": SHORT_LENGTH},
    )


def _needed(connection: Connection) -> Mapping[int, frozenset[Actor]]:
    """Return unit → roles that act in procedures that run in it."""
    running = [one.run for one in runs.standing(connection, None, ended=False)]
    procedures = procedures_of(connection, {one.procedure_id for one in running})
    found: dict[int, frozenset[Actor]] = {}
    for run in running:
        if run.unit_id is not None:
            acting = {
                role for step in procedures[run.procedure_id].steps for role in step.actors
            } & set(APPOINTED)
            found[run.unit_id] = found.get(run.unit_id, frozenset()) | acting
    return found


def _lines(day: Turns, needed: Mapping[int, frozenset[Actor]]) -> list[UnitLine]:
    """List units as a tree: each below the one it belongs to."""
    children: dict[int | None, list[Unit]] = {}
    for unit in day.units.values():
        children.setdefault(unit.parent_id, []).append(unit)
    found: list[UnitLine] = []

    def add(unit: Unit, depth: int) -> None:
        found.append(_line(day, unit, depth, needed.get(unit.id, frozenset())))
        for child in children.get(unit.id, ()):
            add(child, depth + 1)

    for unit in children.get(None, ()):
        add(unit, 0)
    return found


def _line(day: Turns, unit: Unit, depth: int, needed: frozenset[Actor]) -> UnitLine:
    heads = day.holders(unit.id, Actor.HEAD)
    people = {one.user_id for one in day.holders(unit.id, *APPOINTED)}
    missing = tuple(
        actor_word(one) for one in APPOINTED if one in needed and not day.holders(unit.id, one)
    )
    return UnitLine(
        unit,
        day.unit_name(unit.parent_id),
        depth,
        ", ".join(one.name for one in heads),
        len(people),
        missing,
    )


def _parents(day: Turns, unit_id: int) -> list[Unit]:
    """Return units that may stand above one: in use, and not below it."""
    below, grew = {unit_id}, True
    while grew:
        more = {one.id for one in day.units.values() if one.parent_id in below} - below
        below, grew = below | more, bool(more)
    return [one for one in day.units.values() if one.id not in below and one.retired_at is None]


def _roles(
    day: Turns, unit_id: int, kept: Sequence[Kept], needed: frozenset[Actor]
) -> list[RoleLine]:
    found = []
    for role in APPOINTED:
        lines = [_appointment(day, one) for one in kept if one.appointment.role is role]
        found.append(
            RoleLine(
                role,
                actor_word(role),
                tuple(one for one in lines if not one.over),
                tuple(one for one in lines if one.over),
                len(day.holders(unit_id, role)),
                role in needed,
            )
        )
    return found


def _appointment(day: Turns, kept: Kept) -> AppointmentLine:
    one, today_ = kept.appointment, _today()
    user = day.users.get(one.user_id)
    until = day_word(one.until_day) if one.until_day else ""
    since = day_word(one.from_day)
    return AppointmentLine(
        kept,
        day.name(one.user_id),
        user is not None and user.active,
        kind_word(one.kind),
        day.name(one.stands_for_id) if one.kind in STANDING_IN else "",
        f"{since} – {until}" if until else _("since %(day)s", day=since),
        one.counts(today_),
        one.until_day is not None and one.until_day < today_,
    )
