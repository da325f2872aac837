"""Queries about stored procedures: every version ever loaded, as its source; none is ever changed.

What a source means is not read here: see `connector.procedures`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from connector.store.engine import insert_into, take_turn
from connector.store.tables import procedures, runs

LOAD_LOCK = 7_463_011
"""Held by whoever loads a version: what it compares itself with must stand still."""


@dataclass(frozen=True)
class StoredProcedure:
    """One version of one procedure."""

    id: int
    slug: str
    version: int
    digest: str
    """SHA-256 of the source."""
    source: str = field(repr=False)
    origin: str
    """`shipped` came with the program; `loaded` was put in by the office."""
    loaded_at: datetime
    loaded_by: str


def digest_of(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def put(
    connection: Connection,
    slug: str,
    version: int,
    source: str,
    *,
    origin: str,
    actor: str,
    now: datetime,
) -> StoredProcedure:
    """Store a version; the one that has the number already is returned as it stands."""
    connection.execute(
        insert_into(connection, procedures)
        .values(
            slug=slug,
            version=version,
            digest=digest_of(source),
            source=source,
            origin=origin,
            loaded_at=now,
            loaded_by=actor,
        )
        .on_conflict_do_nothing(index_elements=["slug", "version"])
    )
    stored = of_version(connection, slug, version)
    if stored is None:
        raise LookupError("a version that was just stored is not there")
    return stored


def hold(connection: Connection) -> None:
    """Wait for others who load, to the end of the transaction."""
    take_turn(connection, LOAD_LOCK)


def by_id(connection: Connection, procedure_id: int) -> StoredProcedure | None:
    found = by_ids(connection, [procedure_id])
    return found.get(procedure_id)


def by_ids(connection: Connection, ids: Iterable[int]) -> dict[int, StoredProcedure]:
    rows = connection.execute(select(procedures).where(procedures.c.id.in_(sorted(set(ids)))))
    return {row.id: _stored(row) for row in rows}


def of_version(connection: Connection, slug: str, version: int) -> StoredProcedure | None:
    query = select(procedures).where(procedures.c.slug == slug, procedures.c.version == version)
    row = connection.execute(query).one_or_none()
    return None if row is None else _stored(row)


def newest(connection: Connection, slug: str) -> StoredProcedure | None:
    """Return the version that trainings begin with now."""
    query = (
        select(procedures)
        .where(procedures.c.slug == slug)
        .order_by(procedures.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _stored(row)


def every(connection: Connection) -> list[StoredProcedure]:
    """List all versions of all procedures, by slug, the newest version first."""
    rows = connection.execute(
        select(procedures).order_by(procedures.c.slug, procedures.c.version.desc())
    )
    return [_stored(row) for row in rows]


def digests(connection: Connection) -> dict[str, dict[int, str]]:
    """Return slug → version → digest, without the sources."""
    found: dict[str, dict[int, str]] = {}
    columns = (procedures.c.slug, procedures.c.version, procedures.c.digest)
    for slug, version, digest in connection.execute(select(*columns)):
        found.setdefault(slug, {})[version] = digest
    return found


def running(connection: Connection) -> dict[int, int]:
    """Return id of a version → how many runs under it are neither over nor stopped."""
    query = (
        select(runs.c.procedure_id, func.count())
        .where(runs.c.ended_at.is_(None), runs.c.stopped_at.is_(None))
        .group_by(runs.c.procedure_id)
    )
    return {procedure_id: count for procedure_id, count in connection.execute(query)}


def _stored(row: Row[Any]) -> StoredProcedure:
    return StoredProcedure(
        id=row.id,
        slug=row.slug,
        version=row.version,
        digest=row.digest,
        source=row.source,
        origin=row.origin,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
    )
