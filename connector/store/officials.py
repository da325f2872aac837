"""Queries about signing officials; the account they sign under is kept sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.domain.certificates import Acting, Official
from connector.store.engine import insert_into
from connector.store.tables import officials


@dataclass(frozen=True)
class NewOfficial:
    """An official as written; `official.id` is 0 for a new one."""

    official: Official
    user_id: int | None
    """Who signs as this official on the signing page; None where nobody here does."""
    signer: str
    """Name of the way of signing, or "" where it is not chosen yet."""
    account: str = field(repr=False)
    """Sealed (`Office.secrets`); "" where there is none."""


@dataclass(frozen=True)
class StoredOfficial:
    """An official of the list; an inactive one is offered to no further design."""

    official: Official
    user_id: int | None
    signer: str
    account: str = field(repr=False)
    """Sealed; "" where there is none."""
    active: bool
    created_at: datetime
    created_by: str


def get(connection: Connection, official_id: int) -> StoredOfficial | None:
    row = connection.execute(select(officials).where(officials.c.id == official_id)).one_or_none()
    return None if row is None else _stored(row)


def of_ids(connection: Connection, ids: Sequence[int]) -> list[StoredOfficial]:
    """Return officials in the order of their ids as given; unknown ids are left out."""
    rows = connection.execute(select(officials).where(officials.c.id.in_(ids)))
    found = {row.id: _stored(row) for row in rows}
    return [found[one] for one in ids if one in found]


def every(connection: Connection) -> list[StoredOfficial]:
    """Return all officials, those in office first, by name."""
    order = (officials.c.active.desc(), officials.c.name, officials.c.id)
    return [_stored(row) for row in connection.execute(select(officials).order_by(*order))]


def of_user(connection: Connection, user_id: int) -> list[StoredOfficial]:
    """Return the officials in office as whom a user signs."""
    wanted = select(officials).where(officials.c.user_id == user_id, officials.c.active.is_(True))
    return [_stored(row) for row in connection.execute(wanted.order_by(officials.c.id))]


def insert(
    connection: Connection, new: NewOfficial, *, actor: str, now: datetime
) -> StoredOfficial:
    row = connection.execute(
        insert_into(connection, officials)
        .values(**_columns(new), active=True, created_at=now, created_by=actor)
        .returning(officials)
    ).one()
    return _stored(row)


def replace(connection: Connection, new: NewOfficial) -> StoredOfficial | None:
    """Write what an official is now; None for an id that nobody has."""
    row = connection.execute(
        update(officials)
        .where(officials.c.id == new.official.id)
        .values(**_columns(new))
        .returning(officials)
    ).one_or_none()
    return None if row is None else _stored(row)


def set_active(connection: Connection, official_id: int, active: bool) -> bool:
    """Take an official out of office or back into it; False when it is so already."""
    written = connection.execute(
        update(officials)
        .where(officials.c.id == official_id, officials.c.active.is_(not active))
        .values(active=active)
    )
    return written.rowcount == 1


def _columns(new: NewOfficial) -> Mapping[str, Any]:
    return {
        "name": new.official.name,
        "title": new.official.title,
        "acting": new.official.acting.value,
        "identity_type": new.official.identity_type,
        "identity": new.official.identity,
        "rank": new.official.rank,
        "user_id": new.user_id,
        "signer": new.signer,
        "account": new.account,
    }


def _stored(row: Row[Any]) -> StoredOfficial:
    return StoredOfficial(
        official=Official(
            id=row.id,
            name=row.name,
            title=row.title,
            acting=Acting(row.acting),
            identity_type=row.identity_type,
            identity=row.identity,
            rank=row.rank,
        ),
        user_id=row.user_id,
        signer=row.signer,
        account=row.account,
        active=row.active,
        created_at=row.created_at,
        created_by=row.created_by,
    )
