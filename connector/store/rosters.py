"""Queries about rosters: numbered versions, previews that wait for a yes, remembered headings."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from connector.store import trainings as training_queries
from connector.store.engine import insert_into
from connector.store.tables import heading_mappings, roster_previews, rosters

PREVIEW_LIFETIME = timedelta(hours=24)
"""An upload that nobody confirms is personal data without a purpose."""


class RosterKind(StrEnum):
    """What a file lists."""

    PARTICIPANTS = "participants"
    INSTRUCTORS = "instructors"
    TIMETABLE = "timetable"


@dataclass(frozen=True)
class NewRoster:
    """One read file. `refused` and `warnings` hold masked values only.

    `content` are the accepted records as plain JSON (`records`), so that versions compare.
    """

    kind: RosterKind
    source: str
    file_name: str
    digest: str
    rows_read: int
    rows_refused: int
    refused: Sequence[Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]]
    mapping: Mapping[str, Any]
    content: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class StoredRoster:
    """One imported version."""

    id: int
    training_id: int
    version: int
    roster: NewRoster
    created_at: datetime
    created_by: str


@dataclass(frozen=True)
class RosterPreview:
    """An uploaded file that waits for a person to say yes."""

    id: str
    training_id: int | None
    kind: RosterKind
    file_name: str
    file: bytes
    preview: Any
    created_at: datetime
    expires_at: datetime
    created_by: str


def add(
    connection: Connection, training_id: int, roster: NewRoster, *, actor: str, now: datetime
) -> StoredRoster:
    """Store a file's content as the next version of its kind."""
    training_queries.lock(connection, training_id)
    last = connection.execute(
        select(func.coalesce(func.max(rosters.c.version), 0)).where(
            rosters.c.training_id == training_id, rosters.c.kind == roster.kind.value
        )
    ).scalar_one()
    row = connection.execute(
        rosters.insert()
        .values(
            training_id=training_id,
            kind=roster.kind.value,
            version=last + 1,
            source=roster.source,
            file_name=roster.file_name,
            digest=roster.digest,
            rows_read=roster.rows_read,
            rows_refused=roster.rows_refused,
            refused=[dict(one) for one in roster.refused],
            warnings=[dict(one) for one in roster.warnings],
            mapping=dict(roster.mapping),
            content=[dict(one) for one in roster.content],
            created_at=now,
            created_by=actor,
        )
        .returning(rosters)
    ).one()
    return _roster(row)


def latest(connection: Connection, training_id: int, kind: RosterKind) -> StoredRoster | None:
    rows = connection.execute(_of(training_id, kind).limit(1))
    row = rows.one_or_none()
    return None if row is None else _roster(row)


def history(connection: Connection, training_id: int, kind: RosterKind) -> list[StoredRoster]:
    """List the versions of one kind, the newest first."""
    return [_roster(row) for row in connection.execute(_of(training_id, kind))]


def is_same(connection: Connection, training_id: int, kind: RosterKind, digest: str) -> bool:
    """Tell whether the newest version came from this very file: then nothing changes."""
    newest = connection.execute(
        select(rosters.c.digest)
        .where(rosters.c.training_id == training_id, rosters.c.kind == kind.value)
        .order_by(rosters.c.version.desc())
        .limit(1)
    ).scalar_one_or_none()
    return bool(newest == digest)


def keep_preview(
    connection: Connection,
    kind: RosterKind,
    file_name: str,
    file: bytes,
    preview: Any,
    *,
    training_id: int | None,
    actor: str,
    now: datetime,
) -> str:
    """Keep an upload until it is confirmed or expires; return the id its page carries."""
    preview_id = str(uuid.uuid4())
    connection.execute(
        roster_previews.insert().values(
            id=preview_id,
            training_id=training_id,
            kind=kind.value,
            file_name=file_name,
            file=file,
            preview=preview,
            created_at=now,
            expires_at=now + PREVIEW_LIFETIME,
            created_by=actor,
        )
    )
    return preview_id


def get_preview(connection: Connection, preview_id: str, *, now: datetime) -> RosterPreview | None:
    """Look at a kept upload; an expired one is as good as gone."""
    row = connection.execute(
        select(roster_previews).where(
            roster_previews.c.id == preview_id, roster_previews.c.expires_at > now
        )
    ).one_or_none()
    return None if row is None else _preview(row)


def take_preview(connection: Connection, preview_id: str, *, now: datetime) -> RosterPreview | None:
    """Take a kept upload away to import it; of two confirmations one gets None."""
    row = connection.execute(
        roster_previews.delete()
        .where(roster_previews.c.id == preview_id, roster_previews.c.expires_at > now)
        .returning(roster_previews)
    ).one_or_none()
    return None if row is None else _preview(row)


def drop_expired_previews(connection: Connection, *, now: datetime) -> int:
    """Delete uploads nobody confirmed in time; return how many."""
    return connection.execute(
        roster_previews.delete().where(roster_previews.c.expires_at <= now)
    ).rowcount


def remember_mapping(
    connection: Connection,
    signature: str,
    kind: RosterKind,
    mapping: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Remember which heading means what, for files whose headings have this signature."""
    values = {"mapping": dict(mapping), "updated_at": now}
    connection.execute(
        insert_into(connection, heading_mappings)
        .values(signature=signature, kind=kind.value, **values)
        .on_conflict_do_update(index_elements=["signature", "kind"], set_=values)
    )


def remembered_mappings(connection: Connection, kind: RosterKind) -> list[Mapping[str, Any]]:
    """List every mapping a person confirmed for this kind of file, the newest first."""
    rows = connection.execute(
        select(heading_mappings.c.mapping)
        .where(heading_mappings.c.kind == kind.value)
        .order_by(heading_mappings.c.updated_at.desc(), heading_mappings.c.signature)
    )
    return [dict(row.mapping) for row in rows]


def _of(training_id: int, kind: RosterKind) -> Select[Any]:
    return (
        select(rosters)
        .where(rosters.c.training_id == training_id, rosters.c.kind == kind.value)
        .order_by(rosters.c.version.desc())
    )


def _roster(row: Row[Any]) -> StoredRoster:
    roster = NewRoster(
        kind=RosterKind(row.kind),
        source=row.source,
        file_name=row.file_name,
        digest=row.digest,
        rows_read=row.rows_read,
        rows_refused=row.rows_refused,
        refused=row.refused,
        warnings=row.warnings,
        mapping=row.mapping,
        content=row.content,
    )
    return StoredRoster(
        row.id, row.training_id, row.version, roster, row.created_at, row.created_by
    )


def _preview(row: Row[Any]) -> RosterPreview:
    return RosterPreview(**{**row._asdict(), "kind": RosterKind(row.kind), "file": bytes(row.file)})
