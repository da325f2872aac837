"""What an assignment is about, whom it can go to, and its trail from hand to hand, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import Connection

from connector.domain.assignments import Assignment, below
from connector.domain.procedures import Actor, Procedure, Step
from connector.errors import ConnectorError
from connector.flows.assignment_records import subject_of
from connector.flows.load_procedures import procedures_of
from connector.flows.procedure_standing import standings
from connector.flows.run_rights import recorders
from connector.flows.whose_turn import Holder, Turns, today, turns, user_of
from connector.store import runs, trainings
from connector.store.attachments import Attachment
from connector.web.assignment_words import standing_word, state_mark
from connector.web.language import moment, spoken
from connector.web.place import here
from connector.web.run_words import actor_word, until
from connector.web.translation import _


@dataclass(frozen=True)
class Subject:
    """The training, run and step that work belongs to; empty for work of its own."""

    training_id: int | None = None
    code: str = ""
    title: str = ""
    zone: str = ""
    unit_id: int | None = None
    label: str = ""
    """`S001 · 2`."""
    step_title: str = ""
    holders: tuple[int, ...] = ()
    """Users whose turn the step is."""
    nobody: str = ""
    """The role that nobody holds, where the step's turn is nobody's."""
    next_actors: tuple[Actor, ...] = ()
    """Roles that act after this step: the work usually goes to them."""


@dataclass(frozen=True)
class Choice:
    """Somebody to choose."""

    user_id: int
    name: str
    roles: str
    suggested: bool


@dataclass(frozen=True)
class People:
    """Those of one unit."""

    unit_id: int
    unit: str
    choices: tuple[Choice, ...]
    open: bool
    """Whether the unit is shown unfolded."""


@dataclass(frozen=True)
class Event:
    """A moment of an assignment."""

    word: str
    at: str
    by: str
    """Who did it; both names where somebody stood in."""


@dataclass(frozen=True)
class Link:
    """One assignment of a chain."""

    assignment: Assignment
    depth: int
    sender: str
    holder: str
    unit: str
    mark: str
    word: str
    due: str
    events: tuple[Event, ...]
    files: tuple[tuple[Attachment, str], ...]
    """Each with the address at which it is handed out."""


def about(
    connection: Connection,
    code: str,
    run_id: int | None,
    step: str,
    training_id: int | None = None,
) -> Subject:
    """Return what work is about; raises `training_unknown`, `assign_run_unknown`."""
    office = here().office
    if run_id is not None:
        run = runs.get(connection, run_id)
        stored = trainings.by_id(connection, run.training_id) if run else None
        if run is None or stored is None:
            raise ConnectorError("assign_run_unknown")
        procedure = procedures_of(connection, [run.procedure_id])[run.procedure_id]
        day = turns(connection, today(office, office.clock()))
        found = next((one for one in procedure.steps if one.slug == step), None)
        if step and (found is None or not found.assigns):
            raise ConnectorError("assign_run_unknown")
        held = day.holders(run.unit_id, *found.actors) if found else []
        return Subject(
            run.training_id,
            stored.settings.code,
            stored.settings.title,
            stored.settings.zone,
            run.unit_id,
            f"{procedure.slug.upper()} · {found.printed}" if found else "",
            _said(found) if found else "",
            tuple(one.user_id for one in held),
            ", ".join(map(actor_word, found.actors)) if found and not held else "",
            _next(procedure, found) if found else (),
        )
    if code:
        stored = trainings.get(connection, code)
    else:
        stored = trainings.by_id(connection, training_id) if training_id is not None else None
    if stored is None:
        if code:
            raise ConnectorError("training_unknown", training=code)
        return Subject(zone=office.zone)
    return Subject(stored.id, stored.settings.code, stored.settings.title, stored.settings.zone)


def _said(step: Step) -> str:
    return step.title.id if spoken() == "id" else step.title.en


def _next(procedure: Procedure, step: Step) -> tuple[Actor, ...]:
    return tuple(
        dict.fromkeys(
            actor for one in procedure.steps if step.slug in one.after for actor in one.actors
        )
    )


def people_to_choose(
    day: Turns, suggested: Sequence[Actor], unit_id: int | None, *, sender: int | None
) -> list[People]:
    """List everybody who holds a role, by unit: the work's own unit first, then by name."""
    by_unit: dict[int, dict[int, list[Holder]]] = {}
    for one in day.everybody():
        if one.user_id != sender:
            by_unit.setdefault(one.unit_id, {}).setdefault(one.user_id, []).append(one)
    found = []
    for number, people in by_unit.items():
        own = number == unit_id
        choices = [
            Choice(
                user_id,
                day.name(user_id),
                "; ".join(_role(one) for one in held),
                own and any(one.role in suggested for one in held),
            )
            for user_id, held in people.items()
        ]
        choices.sort(key=lambda one: (not one.suggested, one.name))
        found.append(
            People(number, day.unit_name(number), tuple(choices), own or len(by_unit) == 1)
        )
    return sorted(found, key=lambda one: (one.unit_id != unit_id, one.unit))


def _role(one: Holder) -> str:
    role = actor_word(one.role)
    if one.stands_for_name:
        return f"{role}, {_('standing in for %(name)s', name=one.stands_for_name)}"
    return role


def trail(
    day: Turns,
    chain: Sequence[Assignment],
    files: Mapping[str, tuple[Attachment, ...]],
    now: datetime,
    zone: str,
) -> list[Link]:
    """Return a chain in the order of handing on, each with what became of it."""
    ordered = sorted(chain, key=lambda one: one.id)
    root = next(one for one in ordered if one.parent_id is None)
    found: list[Link] = []

    def add(one: Assignment, depth: int) -> None:
        found.append(_link(day, one, depth, files.get(subject_of(one.id), ()), now, zone))
        for each in below(one.id, ordered):
            if each.parent_id == one.id:
                add(each, depth + 1)

    add(root, 0)
    return found


def _link(
    day: Turns,
    one: Assignment,
    depth: int,
    files: Sequence[Attachment],
    now: datetime,
    zone: str,
) -> Link:
    sender, holder = day.name(one.from_user_id), day.name(one.to_user_id)
    moments = (
        (_("sent"), one.sent_at, one.sent_by, one.from_user_id),
        (_("read"), one.read_at, one.read_by, one.to_user_id),
        (_("passed on"), one.passed_on_at, None, one.to_user_id),
        (_("done"), one.done_at, one.done_by, one.to_user_id),
        (_("withdrawn"), one.withdrawn_at, one.withdrawn_by, one.from_user_id),
    )
    return Link(
        one,
        depth,
        sender,
        holder,
        day.unit_name(one.unit_id),
        state_mark(one, now),
        standing_word(one, now),
        until(one.due_at, zone, now) if one.due_at else "",
        tuple(
            Event(word, moment(at, zone), _hand(day, by, official))
            for word, at, by, official in moments
            if at is not None
        ),
        tuple((each, _address(one, each)) for each in files),
    )


def _hand(day: Turns, actor: str | None, official: int) -> str:
    """Name whose hand it was: `Maya for Tini` where it was not the official's own."""
    user_id = user_of(actor or "")
    if user_id is None or user_id == official:
        return day.name(official)
    return _("%(name)s for %(other)s", name=day.name(user_id), other=day.name(official))


def _address(one: Assignment, each: Attachment) -> str:
    return url_for("assignments.file", assignment_id=one.id, attachment_id=each.id)


def step_to_pass(connection: Connection, day: Turns, one: Assignment, user_id: int) -> str:
    """Return the slug of the open step that passing on completes, "" where none is theirs."""
    office = here().office
    if one.training_id is None or one.run_id is None:
        return ""
    views = standings(connection, office, office.clock(), [one.training_id], day=day)
    for view in views.get(one.training_id, ()):
        for each in view.standing.current if view.run.id == one.run_id else ():
            theirs = day.as_whom(user_id, view.run.unit_id, *recorders(each.step))
            if each.step.assigns and theirs is not None:
                return each.step.slug
    return ""
