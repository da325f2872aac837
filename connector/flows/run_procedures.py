"""A training follows a procedure: begun, handed to a unit, recorded step by step, stopped.

    begin      a training begins to follow the newest version of a procedure
    hand_to    its unit, or the unit it is done for, is another one
    stop       it follows it no longer: the training was cancelled, or the choice was wrong
    complete, skip, reopen, pause, resume    what people say of its steps (`record_steps`)

What the training's own records show is written by `connector.flows.observe_procedures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.domain.procedures import APPOINTED
from connector.domain.step_log import PERSON, WHOLE_RUN, StepEntry
from connector.errors import ConnectorError
from connector.flows import record_steps
from connector.flows.load_procedures import newest
from connector.flows.office import Office
from connector.flows.record_steps import needed, open_run
from connector.flows.run_rights import LEADS, acting_for_run
from connector.store import audit, runs, trainings, units
from connector.store.attachments import NewFile
from connector.store.keys import training_key
from connector.store.runs import Run

TRAINING = "training"
"""Subject of the procedures that trainings follow."""

LONGEST_AGO = timedelta(days=5 * 366)
"""How long ago a procedure may have begun: what is drawn and counted goes back to that day."""


def begin(
    office: Office,
    code: str,
    slug: str,
    *,
    unit: int | None,
    for_unit: int | None = None,
    at: datetime | None = None,
    actor: str,
) -> Run:
    """Let a training follow a procedure from `at` or now on.

    Whoever holds any appointment in the unit may. Raises ConnectorError `training_unknown`,
    `procedure_unknown`, `procedure_not_for_trainings`, `run_unit_unknown`, `run_not_yours`,
    `step_in_future`, `run_long_ago`, `run_exists`.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        training_id = _training(connection, code)
        found = newest(connection, slug)
        if found is None:
            raise ConnectorError("procedure_unknown", procedure=slug)
        if found.procedure.subject != TRAINING:
            raise ConnectorError("procedure_not_for_trainings", procedure=slug)
        _check_units(connection, unit, for_unit)
        acting_for_run(connection, office, unit, APPOINTED, actor)
        if at is not None and at > now:
            raise ConnectorError("step_in_future")
        if at is not None and at < now - LONGEST_AGO:
            raise ConnectorError("run_long_ago", years=LONGEST_AGO.days // 366)
        run = runs.insert(
            connection, training_id, slug, found.id, unit_id=unit, for_unit_id=for_unit,
            at=at or now, actor=actor,
        )  # fmt: skip
        if run is None:
            raise ConnectorError("run_exists", procedure=slug, training=code)
        audit.note(
            connection, actor, "run.begun", training_key(training_id), now=now, run=run.id,
            procedure=slug, version=found.procedure.version, unit=unit, for_unit=for_unit,
        )  # fmt: skip
    return run


def hand_to(
    office: Office, code: str, run: int, *, unit: int | None, for_unit: int | None, actor: str
) -> None:
    """Let another unit carry a run on, or do it for another one.

    Who leads the unit that has it may. Raises ConnectorError `run_unknown`, `run_stopped`,
    `run_unit_unknown`, `run_not_yours`.
    """
    with office.engine.begin() as connection:
        _check_run(connection, code, run)
        opened = open_run(connection, run)
        acting_for_run(connection, office, opened.run.unit_id, LEADS, actor)
        _check_units(connection, unit, for_unit)
        runs.set_units(connection, run, unit, for_unit)
        audit.note(
            connection, actor, "run.handed", training_key(opened.run.training_id),
            now=office.clock(), run=run, procedure=opened.run.slug, unit=unit, for_unit=for_unit,
        )  # fmt: skip


def stop(office: Office, code: str, run: int, reason: str, *, actor: str) -> None:
    """Let a training follow a procedure no longer; what is written stays readable.

    Who leads the unit may. Raises ConnectorError `run_unknown`, `run_stopped`, `run_not_yours`,
    `reason_missing`, `reason_unfit`.
    """
    with office.engine.begin() as connection:
        _check_run(connection, code, run)
        opened = open_run(connection, run)
        acting_for_run(connection, office, opened.run.unit_id, LEADS, actor)
        said, now = needed(reason), office.clock()
        runs.stop(connection, run, said, actor=actor, now=now)
        audit.note(
            connection, actor, "run.stopped", training_key(opened.run.training_id), now=now,
            run=run, procedure=opened.run.slug,
        )  # fmt: skip


def complete(
    office: Office,
    code: str,
    run: int,
    step: str,
    *,
    note: str = "",
    at: datetime | None = None,
    actor: str,
    cause: str = PERSON,
    detail: Mapping[str, object] | None = None,
    files: Sequence[NewFile] = (),
) -> StepEntry:
    """Record a step as done; see `record_steps.note_done`."""
    with office.engine.begin() as connection:
        _check_run(connection, code, run)
        return record_steps.note_done(
            connection, office, run, step, note=note, at=at, actor=actor, cause=cause,
            detail=detail, files=files,
        )  # fmt: skip


def skip(
    office: Office,
    code: str,
    run: int,
    step: str,
    reason: str = "",
    *,
    at: datetime | None = None,
    actor: str,
) -> StepEntry:
    """Record a step as left out; see `record_steps.note_skipped`."""
    with office.engine.begin() as connection:
        _check_run(connection, code, run)
        return record_steps.note_skipped(
            connection, office, run, step, reason, at=at, actor=actor
        )  # fmt: skip


def reopen(office: Office, code: str, run: int, step: str, reason: str, *, actor: str) -> StepEntry:
    """Record that a step is not done after all; see `record_steps.note_reopened`."""
    with office.engine.begin() as connection:
        _check_run(connection, code, run)
        return record_steps.note_reopened(
            connection, office, run, step, reason=reason, actor=actor
        )  # fmt: skip


def pause(
    office: Office,
    code: str,
    run: int,
    reason: str,
    *,
    step: str = WHOLE_RUN,
    at: datetime | None = None,
    actor: str,
) -> StepEntry:
    """Stop the clocks of a run, or of one step; see `record_steps.note_paused`."""
    with office.engine.begin() as connection:
        _check_run(connection, code, run)
        return record_steps.note_paused(
            connection, office, run, reason, step=step, at=at, actor=actor
        )  # fmt: skip


def resume(
    office: Office,
    code: str,
    run: int,
    *,
    step: str = WHOLE_RUN,
    at: datetime | None = None,
    note: str = "",
    actor: str,
) -> StepEntry:
    """Let the clocks run again; see `record_steps.note_resumed`."""
    with office.engine.begin() as connection:
        _check_run(connection, code, run)
        return record_steps.note_resumed(
            connection, office, run, step=step, at=at, note=note, actor=actor
        )  # fmt: skip


def _training(connection: Connection, code: str) -> int:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored.id


def _check_run(connection: Connection, code: str, run_id: int) -> None:
    """Refuse a run of another training: who may see one address may not write to another."""
    run = runs.get(connection, run_id)
    if run is None or run.training_id != _training(connection, code):
        raise ConnectorError("run_unknown")


def _check_units(connection: Connection, *unit_ids: int | None) -> None:
    for one in unit_ids:
        if one is not None and units.get(connection, one) is None:
            raise ConnectorError("run_unit_unknown")
