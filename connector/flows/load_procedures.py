"""Puts versions of procedures into the store: those that come with the program, and the office's.

A stored version is never changed, so that what runs under it keeps meaning the same: whoever
changes a limit gives the file a higher version. A training begins with the newest.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Engine

from connector.domain.procedures import Procedure
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.procedures.reading import read_procedure, shipped
from connector.store import audit, procedures
from connector.store.engine import reading
from connector.store.procedures import StoredProcedure

logger = logging.getLogger(__name__)

PROGRAM = "program"
"""Actor of what comes with the program."""

SHIPPED, LOADED = "shipped", "loaded"


@dataclass(frozen=True)
class KeptProcedure:
    """A version in the store, read."""

    id: int
    procedure: Procedure
    stored: StoredProcedure


@dataclass(frozen=True)
class Loaded:
    """What a file would do, or did."""

    procedure: Procedure
    before: KeptProcedure | None
    """The newest version so far."""
    new: bool
    """False where the same content is there under the same version: nothing is written."""
    id: int | None
    """None of a version that is not stored (yet)."""


def load(office: Office, source: str, *, actor: str) -> Loaded:
    """Store a file as a new version, or find that it is there already.

    Raises ProcedureRefused for what is wrong with the file; ConnectorError
    `procedure_version_taken` for other content under a version that is there,
    `procedure_version_old` for a version below the newest.
    """
    procedure, now = read_procedure(source), office.clock()
    with office.engine.begin() as connection:
        procedures.hold(connection)
        planned = _planned(connection, procedure)
        if not planned.new:
            return planned
        stored = procedures.put(
            connection,
            procedure.slug,
            procedure.version,
            source,
            origin=LOADED,
            actor=actor,
            now=now,
        )
        audit.note(
            connection,
            actor,
            "procedure.loaded",
            f"procedure:{stored.id}",
            now=now,
            slug=stored.slug,
            version=stored.version,
            digest=stored.digest,
        )
    return Loaded(procedure, planned.before, new=True, id=stored.id)


def preview(office: Office, source: str) -> Loaded:
    """Return what `load` would do, writing nothing; raises what it raises."""
    procedure = read_procedure(source)
    with reading(office.engine) as connection:
        return _planned(connection, procedure)


def _planned(connection: Connection, procedure: Procedure) -> Loaded:
    before = newest(connection, procedure.slug)
    same = procedures.of_version(connection, procedure.slug, procedure.version)
    if same is not None:
        if read(same).procedure != procedure:
            raise ConnectorError(
                "procedure_version_taken", slug=procedure.slug, version=procedure.version
            )
        return Loaded(procedure, before, new=False, id=same.id)
    if before is not None and before.procedure.version > procedure.version:
        raise ConnectorError(
            "procedure_version_old",
            slug=procedure.slug,
            version=procedure.version,
            newest=before.procedure.version,
        )
    return Loaded(procedure, before, new=True, id=None)


def load_shipped(engine: Engine, now: datetime) -> list[str]:
    """Store the program's procedures that are newer than what is there; return their slugs.

    What the office loaded itself wins: the same version with other content is left alone, and
    logged.
    """
    with reading(engine) as connection:
        known = procedures.digests(connection)
    wanted = [
        (slug, source)
        for slug, source in shipped()
        if procedures.digest_of(source) not in known.get(slug, {}).values()
    ]
    return _load_missing(engine, wanted, now) if wanted else []


def _load_missing(engine: Engine, wanted: Iterable[tuple[str, str]], now: datetime) -> list[str]:
    added = []
    with engine.begin() as connection:
        procedures.hold(connection)
        for slug, source in wanted:
            procedure = _read(source)
            try:
                planned = _planned(connection, procedure)
            except ConnectorError as error:
                logger.warning(
                    "procedure left slug=%s version=%s reason=%s",
                    slug,
                    procedure.version,
                    error.code,
                )
                continue
            if planned.new:
                procedures.put(
                    connection,
                    slug,
                    procedure.version,
                    source,
                    origin=SHIPPED,
                    actor=PROGRAM,
                    now=now,
                )
                added.append(slug)
    return added


def procedure(connection: Connection, procedure_id: int) -> Procedure:
    """Return the procedure of a run; raises ConnectorError `procedure_unknown`."""
    stored = procedures.by_id(connection, procedure_id)
    if stored is None:
        raise ConnectorError("procedure_unknown", procedure=str(procedure_id))
    return read(stored).procedure


def procedures_of(connection: Connection, ids: Iterable[int]) -> dict[int, Procedure]:
    """Return id → procedure in one query."""
    found = procedures.by_ids(connection, ids)
    return {number: read(one).procedure for number, one in found.items()}


def newest(connection: Connection, slug: str) -> KeptProcedure | None:
    """Return the version that a training begins with now."""
    stored = procedures.newest(connection, slug)
    return None if stored is None else read(stored)


def version(connection: Connection, slug: str, number: int | None = None) -> KeptProcedure:
    """Return a version, the newest for None; raises ConnectorError `procedure_unknown`."""
    stored = (
        procedures.newest(connection, slug)
        if number is None
        else procedures.of_version(connection, slug, number)
    )
    if stored is None:
        name = slug if number is None else f"{slug}@{number}"
        raise ConnectorError("procedure_unknown", procedure=name[:60])
    return read(stored)


def every(connection: Connection) -> list[KeptProcedure]:
    """List all versions of all procedures, by slug, the newest version first."""
    return [read(one) for one in procedures.every(connection)]


def read(stored: StoredProcedure) -> KeptProcedure:
    """Read a stored version; its source passed the reader when it came in."""
    return KeptProcedure(stored.id, _read(stored.source), stored)


@lru_cache(maxsize=256)
def _read(source: str) -> Procedure:
    return read_procedure(source)
