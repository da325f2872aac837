"""Queries about designs of certificates; what a design may hold is judged by flows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.domain.certificates import CertificateKind, Design
from connector.errors import ConnectorError
from connector.store.engine import insert_into
from connector.store.tables import designs


@dataclass(frozen=True)
class StoredDesign:
    """A design and what became of it; an inactive one is offered to no further training."""

    design: Design
    active: bool
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str


def get(connection: Connection, design_id: int) -> Design | None:
    found = stored(connection, design_id)
    return None if found is None else found.design


def stored(connection: Connection, design_id: int) -> StoredDesign | None:
    row = connection.execute(select(designs).where(designs.c.id == design_id)).one_or_none()
    return None if row is None else _stored(row)


def every(connection: Connection) -> list[StoredDesign]:
    """Return all designs, those in use first, by kind and name."""
    order = (designs.c.active.desc(), designs.c.kind, designs.c.name)
    return [_stored(row) for row in connection.execute(select(designs).order_by(*order))]


def active_of(connection: Connection, kind: CertificateKind) -> list[Design]:
    """Return the designs of a kind that are in use, by name."""
    wanted = (
        select(designs)
        .where(designs.c.kind == kind.value, designs.c.active.is_(True))
        .order_by(designs.c.name)
    )
    return [_stored(row).design for row in connection.execute(wanted)]


def insert(connection: Connection, design: Design, *, actor: str, now: datetime) -> Design:
    """Add a design as version 1; raises ConnectorError `design_name_taken`."""
    row = connection.execute(
        insert_into(connection, designs)
        .values(
            **_columns(design),
            version=1,
            active=True,
            created_at=now,
            created_by=actor,
            updated_at=now,
            updated_by=actor,
        )
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(designs)
    ).one_or_none()
    if row is None:
        raise ConnectorError("design_name_taken", name=design.name)
    return _stored(row).design


def replace(connection: Connection, design: Design, *, actor: str, now: datetime) -> Design:
    """Write the next version of a design.

    Raises ConnectorError `design_changed` when somebody else wrote one since `design.version`
    was read, and `design_name_taken`.
    """
    taken = select(designs.c.id).where(designs.c.name == design.name, designs.c.id != design.id)
    if connection.execute(taken).first() is not None:
        raise ConnectorError("design_name_taken", name=design.name)
    row = connection.execute(
        update(designs)
        .where(designs.c.id == design.id, designs.c.version == design.version)
        .values(**_columns(design), version=design.version + 1, updated_at=now, updated_by=actor)
        .returning(designs)
    ).one_or_none()
    if row is None:
        raise ConnectorError("design_changed", name=design.name)
    return _stored(row).design


def set_active(
    connection: Connection, design_id: int, active: bool, *, actor: str, now: datetime
) -> bool:
    """Retire a design or take it back into use; False when it is so already."""
    written = connection.execute(
        update(designs)
        .where(designs.c.id == design_id, designs.c.active.is_(not active))
        .values(active=active, updated_at=now, updated_by=actor)
    )
    return written.rowcount == 1


def _columns(design: Design) -> Mapping[str, Any]:
    return {
        "name": design.name,
        "kind": design.kind.value,
        "template": design.template,
        "unit": design.unit,
        "texts": dict(design.texts),
        "options": dict(design.options),
        "officials": list(design.officials),
        "logo": design.logo,
    }


def _stored(row: Row[Any]) -> StoredDesign:
    return StoredDesign(
        design=Design(
            name=row.name,
            kind=CertificateKind(row.kind),
            template=row.template,
            unit=row.unit,
            texts=row.texts,
            options=row.options,
            officials=tuple(row.officials),
            logo=row.logo,
            id=row.id,
            version=row.version,
        ),
        active=row.active,
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
