"""Queries about runs of procedures and their log; entries are added, never changed or deleted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, or_, select, update

from connector.domain.step_log import Deed, StepEntry
from connector.store.engine import insert_into
from connector.store.tables import procedures, runs, step_entries, trainings


@dataclass(frozen=True)
class Run:
    """A training under a procedure, in the version with which it began."""

    id: int
    training_id: int
    slug: str
    procedure_id: int
    unit_id: int | None
    """Whose people act; None until somebody says so, then administrators alone do."""
    for_unit_id: int | None
    """For whom it is done, where that is another unit."""
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    stopped_at: datetime | None
    stopped_by: str | None
    stop_reason: str | None


@dataclass(frozen=True)
class RunOf:
    """A run with what lists say about its training."""

    run: Run
    training_code: str
    training_title: str
    training_cohort: str
    zone: str


@dataclass(frozen=True)
class Untouched:
    """A training under which nothing was begun by itself yet."""

    id: int
    code: str
    unit: str
    """As the training names it."""
    created_at: datetime


def insert(
    connection: Connection,
    training_id: int,
    slug: str,
    procedure_id: int,
    *,
    unit_id: int | None,
    for_unit_id: int | None,
    at: datetime,
    actor: str,
) -> Run | None:
    """Begin a run; None where one of that procedure stands already, whoever began it."""
    row = connection.execute(
        insert_into(connection, runs)
        .values(
            training_id=training_id,
            slug=slug,
            procedure_id=procedure_id,
            unit_id=unit_id,
            for_unit_id=for_unit_id,
            begun_at=at,
            begun_by=actor,
        )
        .on_conflict_do_nothing(
            index_elements=["training_id", "slug"], index_where=runs.c.stopped_at.is_(None)
        )
        .returning(runs)
    ).one_or_none()
    return None if row is None else Run(**row._mapping)


def get(connection: Connection, run_id: int) -> Run | None:
    row = connection.execute(select(runs).where(runs.c.id == run_id)).one_or_none()
    return None if row is None else Run(**row._mapping)


def lock(connection: Connection, run_id: int) -> Run | None:
    """Read a run and let nobody else write into its log until the transaction ends."""
    row = connection.execute(
        select(runs).where(runs.c.id == run_id).with_for_update()
    ).one_or_none()
    return None if row is None else Run(**row._mapping)


def of_training(connection: Connection, training_id: int) -> list[RunOf]:
    """List every run of a training, the oldest first, stopped ones too."""
    return _listed(connection, _described().where(runs.c.training_id == training_id))


def standing(
    connection: Connection, training_ids: Collection[int] | None = None, *, ended: bool = False
) -> list[RunOf]:
    """List runs that were not stopped, of these trainings or of all; `ended` ones where asked."""
    query = _described().where(runs.c.stopped_at.is_(None))
    if training_ids is not None:
        query = query.where(runs.c.training_id.in_(training_ids))
    if not ended:
        query = query.where(runs.c.ended_at.is_(None))
    return _listed(connection, query)


def watched(connection: Connection, since: datetime) -> list[RunOf]:
    """List runs that were not stopped, and have not ended or did so since a moment."""
    return _listed(
        connection,
        _described().where(
            runs.c.stopped_at.is_(None), or_(runs.c.ended_at.is_(None), runs.c.ended_at >= since)
        ),
    )


def untouched(connection: Connection, since: datetime, actor: str) -> list[Untouched]:
    """List trainings added since a moment for which `actor` has begun nothing, the oldest first."""
    begun = exists().where(runs.c.training_id == trainings.c.id, runs.c.begun_by == actor)
    rows = connection.execute(
        select(trainings.c.id, trainings.c.code, trainings.c.unit, trainings.c.created_at)
        .where(trainings.c.created_at >= since, ~begun)
        .order_by(trainings.c.id)
    )
    return [Untouched(*row) for row in rows]


def slugs_of(connection: Connection, training_ids: Collection[int]) -> dict[int, set[str]]:
    """Return every procedure that each training ever ran under, stopped ones too."""
    found: dict[int, set[str]] = {one: set() for one in training_ids}
    rows = connection.execute(
        select(runs.c.training_id, runs.c.slug).where(runs.c.training_id.in_(training_ids))
    )
    for row in rows:
        found[row.training_id].add(row.slug)
    return found


def known_since(connection: Connection) -> dict[str, datetime]:
    """Return when the first version of each procedure was loaded here."""
    rows = connection.execute(
        select(procedures.c.slug, func.min(procedures.c.loaded_at).label("at")).group_by(
            procedures.c.slug
        )
    )
    return {row.slug: row.at for row in rows}


def stop(connection: Connection, run_id: int, reason: str, *, actor: str, now: datetime) -> None:
    """End a run before it is over; another one of the same procedure may begin then."""
    connection.execute(
        update(runs)
        .where(runs.c.id == run_id)
        .values(stopped_at=now, stopped_by=actor, stop_reason=reason)
    )


def set_ended(connection: Connection, run_id: int, at: datetime | None) -> None:
    """Note when its last step ended; None where it is not over, or no more."""
    connection.execute(update(runs).where(runs.c.id == run_id).values(ended_at=at))


def set_units(
    connection: Connection, run_id: int, unit_id: int | None, for_unit_id: int | None
) -> None:
    """Hand a run to a unit, done for another one or for nobody else."""
    connection.execute(
        update(runs).where(runs.c.id == run_id).values(unit_id=unit_id, for_unit_id=for_unit_id)
    )


def add_entry(
    connection: Connection,
    run_id: int,
    step: str,
    deed: Deed,
    *,
    at: datetime,
    now: datetime,
    actor: str,
    cause: str,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> StepEntry:
    """Write a line into the log; the caller holds the run's lock."""
    row = connection.execute(
        step_entries.insert()
        .values(
            run_id=run_id,
            step=step,
            deed=deed.value,
            at=at,
            noted_at=now,
            actor=actor,
            cause=cause,
            note=note,
            detail=dict(detail or {}),
        )
        .returning(step_entries)
    ).one()
    return _entry(row)


def entries_of(connection: Connection, run_ids: Collection[int]) -> dict[int, list[StepEntry]]:
    """Return the log of each run, oldest first, in one query; [] for one without entries."""
    found: dict[int, list[StepEntry]] = {one: [] for one in run_ids}
    rows = connection.execute(
        select(step_entries).where(step_entries.c.run_id.in_(run_ids)).order_by(step_entries.c.id)
    )
    for row in rows:
        found[row.run_id].append(_entry(row))
    return found


def _described() -> Select[Any]:
    return (
        select(runs, trainings.c.code, trainings.c.title, trainings.c.cohort, trainings.c.zone)
        .join(trainings, trainings.c.id == runs.c.training_id)
        .order_by(runs.c.training_id, runs.c.id)
    )


def _listed(connection: Connection, query: Select[Any]) -> list[RunOf]:
    return [_run_of(row) for row in connection.execute(query)]


def _run_of(row: Row[Any]) -> RunOf:
    values = dict(row._mapping)
    code, title, cohort, zone = (values.pop(one) for one in ("code", "title", "cohort", "zone"))
    return RunOf(Run(**values), code, title, cohort, zone)


def _entry(row: Row[Any]) -> StepEntry:
    values = {name: value for name, value in row._mapping.items() if name != "run_id"}
    return StepEntry(**{**values, "deed": Deed(row.deed)})
