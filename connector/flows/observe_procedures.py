"""Writes into runs what the trainings' own records show; asked again every minute.

Level-triggered: what is true now is compared with what the log holds for true, and only the
difference is written, under the run's lock. Asked twice, by two processes, or again after it was
killed, it writes the same lines once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector import log
from connector.domain.procedures import Procedure
from connector.domain.step_log import read_log, unwritten
from connector.errors import ConnectorError
from connector.flows.load_procedures import newest, procedure
from connector.flows.office import Office
from connector.flows.record_steps import audit_deed, open_run, settle
from connector.store import audit, milestones, runs, units
from connector.store.engine import reading
from connector.store.keys import training_key
from connector.store.runs import RunOf, Untouched
from connector.store.units import Unit

ACTOR = "job:procedures"
"""Who the log names for what no person recorded."""

WATCHED = timedelta(days=30)
"""How long a run is looked at after its last step: an approval may still be withdrawn."""

_log = log.get("procedures")


def observe(office: Office) -> int:
    """Begin what is to begin by itself, and write what the records show; return lines written.

    What one run refuses keeps no other waiting; the first refusal is raised at the end.
    """
    refused = list[ConnectorError]()
    begin_configured(office, refused)
    written = 0
    for one in _behind(office, office.clock(), refused):
        try:
            written += observe_run(office, one.run.id)
        except ConnectorError as error:
            _refuse(one.run.id, error, refused)
    if refused:
        raise refused[0]
    return written


def observe_run(office: Office, run_id: int) -> int:
    """Write what the records show of one run, looked at again under its lock."""
    now = office.clock()
    with office.engine.begin() as connection:
        try:
            opened = open_run(connection, run_id)
        except ConnectorError as error:
            if error.code == "run_stopped":  # since it was listed
                return 0
            raise
        training_id = opened.run.training_id
        wanted = endings(opened.procedure)
        reached = milestones.reached(connection, [training_id], now, wanted)[training_id]
        news = unwritten(opened.procedure, opened.logs, reached, now)
        for one in news:
            moments = {name: at.isoformat() for name, at in one.moments.items()}
            entry = runs.add_entry(
                connection, run_id, one.step, one.deed, at=one.at, now=now, actor=ACTOR,
                cause=one.cause, detail={"moments": moments},
            )  # fmt: skip
            audit_deed(connection, opened, entry)
        settle(connection, opened)
    return len(news)


def endings(followed: Procedure) -> set[str]:
    """Return the milestones that end steps of a procedure."""
    return {name for step in followed.steps for name in step.ends_on}


def begin_configured(office: Office, refused: list[ConnectorError]) -> None:
    """Let new trainings follow the procedures that are set up to begin by themselves.

    Only trainings that were added after the procedure came to this office, and only once: one
    that was stopped, or begun by a person, is left alone.
    """
    if not office.procedures:
        return
    with reading(office.engine) as connection:
        since = runs.known_since(connection)
        known = {slug: since[slug] for slug in office.procedures if slug in since}
        unknown = [slug for slug in office.procedures if slug not in since]
        waiting = runs.untouched(connection, min(known.values()), ACTOR) if known else []
        there = runs.slugs_of(connection, [one.id for one in waiting])
    refused += [ConnectorError("procedure_unknown", procedure=slug) for slug in unknown]
    for training in waiting:
        slugs = [slug for slug, at in known.items() if training.created_at >= at]
        missing = [slug for slug in slugs if slug not in there[training.id]]
        try:
            if missing:
                _begin(office, training, missing)
        except ConnectorError as error:
            _refuse(training.id, error, refused)


def _begin(office: Office, training: Untouched, slugs: list[str]) -> None:
    with office.engine.begin() as connection:
        unit = _unit_of(units.every(connection), training.unit)
        for slug in slugs:
            found = newest(connection, slug)
            if found is None:
                continue
            run = runs.insert(
                connection, training.id, slug, found.id, unit_id=unit, for_unit_id=None,
                at=training.created_at, actor=ACTOR,
            )  # fmt: skip
            if run is not None:
                audit.note(
                    connection, ACTOR, "run.begun", training_key(training.id), now=office.clock(),
                    run=run.id, procedure=slug, version=found.procedure.version, unit=unit,
                )  # fmt: skip


def _unit_of(every: list[Unit], named: str) -> int | None:
    """Return the unit a training names; else the only one there is; None where nobody can tell."""
    usable = [one for one in every if one.retired_at is None]
    wanted = named.strip().casefold()
    for one in usable:
        if wanted and wanted in (one.name.casefold(), one.short.casefold()):
            return one.id
    return usable[0].id if len(usable) == 1 else None


def _behind(office: Office, now: datetime, refused: list[ConnectorError]) -> list[RunOf]:
    """List the runs whose log does not say what the records show; a few queries for all."""
    with reading(office.engine) as connection:
        watched = runs.watched(connection, now - WATCHED)
        procedures = _readable(connection, watched, refused)
        followed = [one for one in watched if one.run.procedure_id in procedures]
        entries = runs.entries_of(connection, [one.run.id for one in followed])
        wanted = {name for one in procedures.values() for name in endings(one)}
        training_ids = {one.run.training_id for one in followed}
        reached = milestones.reached(connection, training_ids, now, wanted)
    return [
        one
        for one in followed
        if unwritten(
            procedures[one.run.procedure_id],
            read_log(entries[one.run.id]),
            reached[one.run.training_id],
            now,
        )
    ]


def _readable(
    connection: Connection, watched: list[RunOf], refused: list[ConnectorError]
) -> dict[int, Procedure]:
    """Return the procedures that can be read; one that cannot is told and stops no other."""
    found: dict[int, Procedure] = {}
    for number in sorted({one.run.procedure_id for one in watched}):
        try:
            found[number] = procedure(connection, number)
        except ConnectorError as error:
            _refuse(number, error, refused)
    return found


def _refuse(number: int, error: ConnectorError, refused: list[ConnectorError]) -> None:
    _log.warning("refused", number=number, code=error.code)
    refused.append(error)
