"""Queries from a learning system's own ids back to our trainings and seats; nothing is written."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, func, select

from connector.domain.trainings import ACCEPTED
from connector.store.keys import PERSON, number_of, seat_key
from connector.store.tables import bindings, seats, sessions, trainings

Id = TypeVar("Id", int, str)

IDS_AT_ONCE = 500
"""Ids in one statement; SQLite takes some thousand parameters."""


@dataclass(frozen=True, slots=True)
class BoundTraining:
    """A training whose course is known."""

    id: int
    code: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class BoundSeat:
    """An accepted seat whose person's account is known."""

    id: int
    training: int
    nonce: str

    @property
    def key(self) -> str:
        return seat_key(self.id)


def trainings_of(
    connection: Connection, connection_id: str, kind: str
) -> dict[str, list[BoundTraining]]:
    """Return course → the trainings bound to it by `kind`; two may share one."""
    found: dict[str, list[BoundTraining]] = defaultdict(list)
    ends = (
        select(sessions.c.training_id, func.max(sessions.c.ends_at).label("ends_at"))
        .where(sessions.c.removed_at.is_(None))
        .group_by(sessions.c.training_id)
        .subquery()
    )
    rows = connection.execute(
        select(bindings.c.remote_id, trainings.c.id, trainings.c.code, ends.c.ends_at)
        .join(trainings, trainings.c.id == bindings.c.training_id)
        .outerjoin(ends, ends.c.training_id == trainings.c.id)
        .where(bindings.c.connection_id == connection_id, bindings.c.kind == kind)
        .order_by(trainings.c.id)
    )
    for row in rows:
        found[row.remote_id].append(BoundTraining(row.id, row.code, row.ends_at))
    return dict(found)


def seats_of(
    connection: Connection, connection_id: str, kind: str, people: Collection[str]
) -> dict[str, list[BoundSeat]]:
    """Return account → the accepted seats of the persons bound to it by `kind`."""
    found: dict[str, list[BoundSeat]] = defaultdict(list)
    accounts = _persons(connection, connection_id, kind, people)
    for some in _parts(accounts):
        rows = connection.execute(
            select(seats.c.person_id, seats.c.id, seats.c.training_id, seats.c.link_nonce)
            .where(
                seats.c.person_id.in_(some),
                seats.c.state.in_(sorted(state.value for state in ACCEPTED)),
            )
            .order_by(seats.c.id)
        )
        for row in rows:
            for account in accounts[row.person_id]:
                found[account].append(BoundSeat(row.id, row.training_id, row.link_nonce))
    return dict(found)


def _persons(
    connection: Connection, connection_id: str, kind: str, people: Collection[str]
) -> dict[int, list[str]]:
    """Return person → accounts; in two steps, because a key is text and a seat's person is not."""
    found: dict[int, list[str]] = defaultdict(list)
    for some in _parts(people):
        rows = connection.execute(
            select(bindings.c.key, bindings.c.remote_id).where(
                bindings.c.connection_id == connection_id,
                bindings.c.kind == kind,
                bindings.c.remote_id.in_(some),
                bindings.c.key.startswith(PERSON, autoescape=True),
            )
        )
        for row in rows:
            found[number_of(row.key)].append(row.remote_id)
    return found


def _parts(ids: Iterable[Id]) -> Iterable[list[Id]]:
    ordered = sorted(ids)
    return (ordered[at : at + IDS_AT_ONCE] for at in range(0, len(ordered), IDS_AT_ONCE))
