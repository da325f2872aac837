"""Queries about the PDFs of a certificate on their way: unsigned, then after each signature.

Stage 0 is what was printed, stage 1 what the first signer returned. The bytes after the last
signature are not here but in the archive. A rendition is read again against its digest.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from connector.errors import ConnectorError
from connector.store.engine import insert_into
from connector.store.tables import certificates, renditions

UNSIGNED = 0
"""Stage of what was printed and nobody has signed."""


@dataclass(frozen=True)
class Rendition:
    """Which bytes a certificate has at a stage, without the bytes."""

    certificate_id: int
    stage: int
    sha256: str


def put(
    connection: Connection, certificate_id: int, stage: int, content: bytes, *, now: datetime
) -> str | None:
    """Keep the bytes of a stage; return their sha256, or None when that stage is there already."""
    digest = hashlib.sha256(content).hexdigest()
    row = connection.execute(
        insert_into(connection, renditions)
        .values(
            certificate_id=certificate_id,
            stage=stage,
            sha256=digest,
            content=content,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["certificate_id", "stage"])
        .returning(renditions.c.sha256)
    ).one_or_none()
    return None if row is None else digest


def content(connection: Connection, certificate_id: int, stage: int) -> bytes:
    """Return the bytes of a stage; raises ConnectorError `rendition_missing`, `…_damaged`."""
    row = connection.execute(
        select(renditions.c.content, renditions.c.sha256).where(
            renditions.c.certificate_id == certificate_id, renditions.c.stage == stage
        )
    ).one_or_none()
    if row is None:
        raise ConnectorError("rendition_missing", certificate=certificate_id)
    if hashlib.sha256(row.content).hexdigest() != row.sha256:
        raise ConnectorError("rendition_damaged", certificate=certificate_id)
    return bytes(row.content)


def newest(connection: Connection, training_id: int, kind: str) -> Mapping[int, Rendition]:
    """Return the latest stage of every certificate of a training and kind, by certificate."""
    top = (
        select(renditions.c.certificate_id, func.max(renditions.c.stage).label("stage"))
        .join(certificates, certificates.c.id == renditions.c.certificate_id)
        .where(certificates.c.training_id == training_id, certificates.c.kind == kind)
        .group_by(renditions.c.certificate_id)
        .subquery()
    )
    rows = connection.execute(
        select(renditions.c.certificate_id, renditions.c.stage, renditions.c.sha256).join(
            top,
            (renditions.c.certificate_id == top.c.certificate_id)
            & (renditions.c.stage == top.c.stage),
        )
    )
    return {row.certificate_id: Rendition(*row) for row in rows}


def at_stage(connection: Connection, certificate_id: int, stage: int) -> Rendition | None:
    """Return one stage of a certificate, without its bytes."""
    row = connection.execute(
        select(renditions.c.certificate_id, renditions.c.stage, renditions.c.sha256).where(
            renditions.c.certificate_id == certificate_id, renditions.c.stage == stage
        )
    ).one_or_none()
    return None if row is None else Rendition(*row)


def with_digests(connection: Connection, digests: Collection[str]) -> Mapping[str, Rendition]:
    """Return which rendition each of some digests is of; digests of nothing are left out."""
    rows = connection.execute(
        select(renditions.c.certificate_id, renditions.c.stage, renditions.c.sha256).where(
            renditions.c.sha256.in_(digests)
        )
    )
    return {row.sha256: Rendition(*row) for row in rows}


def drop_unsigned(connection: Connection, certificate_ids: Collection[int]) -> int:
    """Let go of printed, unsigned bytes, for they are printed anew; return how many."""
    return connection.execute(
        renditions.delete().where(
            renditions.c.certificate_id.in_(certificate_ids), renditions.c.stage == UNSIGNED
        )
    ).rowcount
