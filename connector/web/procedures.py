"""The procedures of one training: what waits for whom, drawn, and every step in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.procedures import Actor
from connector.domain.running import StepStanding
from connector.flows import load_procedures
from connector.flows.procedure_standing import RunView, run_view
from connector.flows.run_rights import LEADS, interrupters, recorders
from connector.flows.whose_turn import Turns, today, turns
from connector.store import office_pages, training_pages
from connector.store.engine import reading
from connector.store.units import Unit
from connector.web.access import Needs, page, visitor
from connector.web.place import here
from connector.web.run_board import board_page
from connector.web.run_rows import ShownRun, light, shown_run
from connector.web.run_steps import READ_ONLY, Link, Links, Looking, Rights, said
from connector.web.run_trail import words
from connector.web.training import find, head
from connector.web.translation import _

blueprint = Blueprint("procedures", __name__)

RUNS_UNDER = "training"
"""What a procedure must be about to be begun here; complaints are begun elsewhere."""


@page(blueprint, "/procedures", Needs.STAFF)
def board() -> ResponseReturnValue:
    """Show every run by how pressing it is; `?unit=&procedure=&state=&mine=&q=` narrow it."""
    return board_page()


@page(blueprint, "/trainings/<code>/procedures", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show each run: what waits for whom, the drawing, every step as printed."""
    office = here().office
    now = office.clock()
    with reading(office.engine) as connection:
        line = find(connection, code)
        held = turns(connection, today(office, now))
        everyone = training_pages.seat_lines(connection, line.id)
        views = run_view(connection, office, code, now, day=held)
        runs = sorted((_shown(code, view, held, now) for view in views), key=_turn)
        names = office_pages.user_names(connection)
        beginnings = _beginnings(connection, views) if _may_begin(held) else []
    return render_template(
        "training_procedures.html",
        **head(line, everyone),
        **words(),
        tab="procedures",
        runs=runs,
        names=names,
        beginnings=beginnings,
        units=_units(held),
        own_units=_units(held, own=True),
    )


def _units(held: Turns, *, own: bool = False) -> list[Unit]:
    """Return the units to choose from; `own` are those in which the visitor may begin a run."""
    who = visitor()
    mine = {one.unit_id for one in held.of_user(who.id)} if who else set()
    return [
        unit
        for unit in held.units.values()
        if unit.retired_at is None
        and (not own or unit.id in mine or (who is not None and who.administrator))
    ]


def _may_begin(held: Turns) -> bool:
    """Tell whether the visitor holds anything in some unit, or is an administrator."""
    who = visitor()
    return who is not None and (who.administrator or bool(held.of_user(who.id)))


def _shown(code: str, view: RunView, held: Turns, now: datetime) -> ShownRun:
    rights = _rights(view, held)
    return shown_run(view, Looking(view.calendar, now, rights, _links(code, view, rights)))


def _turn(run: ShownRun) -> tuple[bool, bool, tuple[int, float, int]]:
    """What goes on first, the most pressing of it on top; then what is over, then what stopped."""
    return run.view.run.stopped_at is not None, run.standing.over, light(run)


def _rights(view: RunView, held: Turns) -> Rights:
    """Return what the visitor may do: as the flows allow, so that no form is offered in vain."""
    who, steps = visitor(), view.procedure.steps
    if who is None or view.run.stopped_at is not None:
        return READ_ONLY
    if who.administrator:
        every = frozenset(step.slug for step in steps)
        return Rights(every, every, pause=True, lead=True)

    def mine(*roles: Actor) -> bool:
        return held.as_whom(who.id, view.run.unit_id, *roles) is not None

    return Rights(
        record=frozenset(step.slug for step in steps if mine(*recorders(step))),
        reopen=frozenset(step.slug for step in steps if mine(*recorders(step), *LEADS)),
        pause=mine(*interrupters(view.procedure)),
        lead=mine(*LEADS),
    )


def _links(code: str, view: RunView, rights: Rights) -> Links:
    """Return where steps are done that are not done by recording them here."""

    def links(standing: StepStanding) -> Sequence[Link]:
        step, found = standing.step, list[Link]()
        if not standing.open:
            return found
        if step.assigns and step.slug in rights.record:
            address = url_for("assignments.new", run=view.run.id, step=step.slug)
            found.append(Link(_("Hand on the work"), address))
        if step.report:
            address = f"{url_for('reports.show', code=code)}/{step.report.replace('_', '-')}"
            found.append(Link(_("Open the report"), address))
        return found

    return links


def _beginnings(connection: Connection, views: Sequence[RunView]) -> list[tuple[str, str]]:
    """Return (slug, title) of what can be begun: not running here already."""
    running = {one.procedure.slug for one in views if one.run.stopped_at is None}
    every = {one.procedure.slug: one.procedure for one in load_procedures.every(connection)}
    return [
        (slug, said(one.title))
        for slug, one in sorted(every.items())
        if one.subject == RUNS_UNDER and slug not in running
    ]
