"""Where the runs of trainings stand, with whose turn it is; reads only, in a few queries for all.

standings    every run that goes on, or those of some trainings: boards, tasks, digests
run_view     all runs of one training, stopped ones too, with what is attached
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.procedures import Actor, Procedure, Step
from connector.domain.running import RunStanding, fold
from connector.domain.step_log import StepEntry
from connector.domain.working_time import WorkCalendar
from connector.errors import ConnectorError
from connector.flows.load_procedures import procedures_of
from connector.flows.office import Office
from connector.flows.whose_turn import Holder, Turns, today, turns
from connector.flows.work_calendar import calendar_for
from connector.store import attachments, milestones, runs, trainings
from connector.store.attachments import Attachment
from connector.store.runs import Run, RunOf


@dataclass(frozen=True)
class Turn:
    """A role whose turn it is, and who holds it in the unit today."""

    actor: Actor
    holders: tuple[Holder, ...]
    """Substitutes last; empty where nobody is appointed, or for people outside the office."""


@dataclass(frozen=True)
class RunView:
    """A run as pages, tasks and digests look at it."""

    run: Run
    procedure: Procedure
    standing: RunStanding
    training_code: str
    training_title: str
    training_cohort: str
    zone: str
    calendar: WorkCalendar
    """That its clocks run by."""
    unit: str
    """What lists call the unit; "" where none has it yet."""
    for_unit: str
    turns: Mapping[str, tuple[Turn, ...]]
    """Slug of a current step → whose turn it is, in the order of its actors."""
    attachments: Mapping[int, tuple[Attachment, ...]] = field(default_factory=dict)
    """Entry id → what came with it; only where one training was asked for."""

    def holders(self, slug: str) -> tuple[Holder, ...]:
        """List everybody whose turn a current step is."""
        return tuple(one for turn in self.turns.get(slug, ()) for one in turn.holders)


def standings(
    connection: Connection,
    office: Office,
    now: datetime,
    training_ids: Collection[int] | None = None,
    *,
    ended: bool = False,
    day: Turns | None = None,
) -> dict[int, list[RunView]]:
    """Return training id → its runs that were not stopped; ended ones where asked for.

    Some fifteen queries however many runs. `day` is who holds what, where it is known already.
    """
    listed = runs.standing(connection, training_ids, ended=ended)
    if not listed:
        return {}
    entries = runs.entries_of(connection, [one.run.id for one in listed])
    found: dict[int, list[RunView]] = {}
    for view in _views(connection, office, listed, entries, now, day):
        found.setdefault(view.run.training_id, []).append(view)
    return found


def run_view(
    connection: Connection, office: Office, code: str, now: datetime, *, day: Turns | None = None
) -> list[RunView]:
    """List all runs of a training, those that go on first; raises `training_unknown`.

    A stopped run stands as it did when it was stopped.
    """
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    listed = runs.of_training(connection, stored.id)
    listed.sort(key=lambda one: (one.run.stopped_at is not None, one.run.slug, one.run.id))
    entries = runs.entries_of(connection, [one.run.id for one in listed])
    attached = _attached(connection, entries)
    return _views(connection, office, listed, entries, now, day, attached)


def _views(
    connection: Connection,
    office: Office,
    listed: Sequence[RunOf],
    entries: Mapping[int, Sequence[StepEntry]],
    now: datetime,
    day: Turns | None,
    attached: Mapping[int, tuple[Attachment, ...]] | None = None,
) -> list[RunView]:
    if not listed:
        return []
    procedures = procedures_of(connection, {one.run.procedure_id for one in listed})
    training_ids = {one.run.training_id for one in listed}
    starting = {step.starts_on for one in procedures.values() for step in one.steps}
    reached = milestones.reached(connection, training_ids, now, starting)
    planned = milestones.schedules(connection, training_ids)
    calendars = {zone: calendar_for(connection, office, zone) for zone in {o.zone for o in listed}}
    held = day or turns(connection, today(office, now))
    views = []
    for one in listed:
        run, procedure = one.run, procedures[one.run.procedure_id]
        until = now if run.stopped_at is None else min(now, run.stopped_at)
        standing = fold(
            procedure,
            entries[run.id],
            {name: at for name, at in reached[run.training_id].items() if at <= until},
            run.begun_at,
            calendars[one.zone],
            until,
            planned.get(run.training_id),
        )
        views.append(
            RunView(
                run=run,
                procedure=procedure,
                standing=standing,
                training_code=one.training_code,
                training_title=one.training_title,
                training_cohort=one.training_cohort,
                zone=one.zone,
                calendar=calendars[one.zone],
                unit=held.unit_name(run.unit_id),
                for_unit=held.unit_name(run.for_unit_id),
                turns={
                    step.step.slug: _turns(held, run, step.step)
                    for step in standing.current
                    if run.stopped_at is None
                },
                attachments={
                    entry.id: (attached or {})[entry.id]
                    for entry in entries[run.id]
                    if entry.id in (attached or {})
                },
            )
        )
    return views


def _turns(held: Turns, run: Run, step: Step) -> tuple[Turn, ...]:
    return tuple(Turn(actor, tuple(held.holders(run.unit_id, actor))) for actor in step.actors)


def _attached(
    connection: Connection, entries: Mapping[int, Sequence[StepEntry]]
) -> dict[int, tuple[Attachment, ...]]:
    subjects = {
        attachments.entry_subject(entry.id): entry.id
        for several in entries.values()
        for entry in several
    }
    found = attachments.of_subjects(connection, list(subjects))
    return {subjects[subject]: several for subject, several in found.items()}
