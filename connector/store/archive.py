"""Queries about archived files: known by their content's sha256, written once, never changed.

The database itself refuses to change or delete a row. Whoever may write into its files all the
same is found out: the bytes are hashed again whenever they are read.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError
from connector.store.engine import insert_into, reading
from connector.store.tables import archived_files, certificates

PDF = "application/pdf"


@dataclass(frozen=True)
class ArchivedFile:
    """What is known of an archived file, without its content."""

    sha256: str
    size: int
    """Bytes."""
    media_type: str
    stored_at: datetime
    stored_by: str


@dataclass(frozen=True)
class ReadAgain:
    """A file as it was read again."""

    file: ArchivedFile
    found_sha256: str
    found_size: int

    @property
    def intact(self) -> bool:
        return self.found_sha256 == self.file.sha256 and self.found_size == self.file.size


def put(
    connection: Connection,
    content: bytes,
    *,
    actor: str,
    now: datetime,
    media_type: str = PDF,
) -> str:
    """Archive some bytes and return their sha256; what is there already is left as it is."""
    digest = hashlib.sha256(content).hexdigest()
    connection.execute(
        insert_into(connection, archived_files)
        .values(
            sha256=digest,
            size=len(content),
            media_type=media_type,
            content=content,
            stored_at=now,
            stored_by=actor,
        )
        .on_conflict_do_nothing(index_elements=["sha256"])
    )
    return digest


def content(connection: Connection, sha256: str) -> bytes:
    """Return archived bytes; raises ConnectorError `archived_unknown`, `archived_damaged`."""
    found = connection.execute(
        select(archived_files.c.content).where(archived_files.c.sha256 == sha256)
    ).scalar_one_or_none()
    if found is None:
        raise ConnectorError("archived_unknown", sha256=sha256[:16])
    if hashlib.sha256(found).hexdigest() != sha256:
        raise ConnectorError("archived_damaged", sha256=sha256[:16])
    return bytes(found)


def get(connection: Connection, sha256: str) -> ArchivedFile | None:
    """Return what is known of a file."""
    row = connection.execute(_described().where(archived_files.c.sha256 == sha256)).one_or_none()
    return None if row is None else ArchivedFile(*row)


def of_training(connection: Connection, training_id: int) -> dict[str, ArchivedFile]:
    """Return the files that certificates of a training stand for, by digest."""
    rows = connection.execute(
        _described()
        .join(certificates, certificates.c.sha256 == archived_files.c.sha256)
        .where(certificates.c.training_id == training_id)
        .distinct()
    )
    return {row.sha256: ArchivedFile(*row) for row in rows}


def read_all(engine: Engine, training_id: int | None = None) -> Iterator[ReadAgain]:
    """Read every file again, or a training's, one at a time, in order of digest.

    Each is read in a transaction of its own: a big archive holds nobody up for long.
    """
    after = ""
    while True:
        with reading(engine) as connection:
            row = connection.execute(_next(after, training_id)).one_or_none()
        if row is None:
            return
        known = ArchivedFile(*row[:5])
        yield ReadAgain(known, hashlib.sha256(row.content).hexdigest(), len(row.content))
        after = known.sha256


def _next(after: str, training_id: int | None) -> Select[Any]:
    query = (
        _described().add_columns(archived_files.c.content).where(archived_files.c.sha256 > after)
    )
    if training_id is not None:
        ours = select(certificates.c.sha256).where(certificates.c.training_id == training_id)
        query = query.where(archived_files.c.sha256.in_(ours))
    return query.order_by(archived_files.c.sha256).limit(1)


def named(connection: Connection, training_id: int | None = None) -> dict[str, list[int]]:
    """Return which certificates (ids) each digest of the register belongs to."""
    query = select(certificates.c.sha256, certificates.c.id).where(
        certificates.c.sha256.is_not(None)
    )
    if training_id is not None:
        query = query.where(certificates.c.training_id == training_id)
    found: dict[str, list[int]] = {}
    for row in connection.execute(query.order_by(certificates.c.sha256, certificates.c.id)):
        found.setdefault(row.sha256, []).append(row.id)
    return found


def without_file(connection: Connection, training_id: int | None = None) -> list[int]:
    """List certificates (ids) that count as archived and name no file."""
    query = select(certificates.c.id).where(
        certificates.c.archived_at.is_not(None)
        | (certificates.c.state == CertificateState.ARCHIVED.value),
        certificates.c.sha256.is_(None),
    )
    if training_id is not None:
        query = query.where(certificates.c.training_id == training_id)
    return list(connection.scalars(query.order_by(certificates.c.id)))


def _described() -> Select[Any]:
    return select(
        archived_files.c.sha256,
        archived_files.c.size,
        archived_files.c.media_type,
        archived_files.c.stored_at,
        archived_files.c.stored_by,
    )
