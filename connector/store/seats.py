"""Queries about seats: who sits where, as what, and the nonce of their personal link."""

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.domain.people import PersonRecord, Role, SeatRecord, Willingness
from connector.domain.trainings import ACCEPTED, Seat, SeatState
from connector.store.keys import person_key, seat_key
from connector.store.records import person_from_json, person_to_json
from connector.store.tables import seats

NONCE_BYTES = 18
"""144 random bits; the nonce is the only secret in a personal address."""


@dataclass(frozen=True)
class StoredSeat:
    """A person's place in one training, as stored."""

    id: int
    training_id: int
    person_id: int
    role: Role
    state: SeatState
    number: int | None
    roster_key: str
    record: PersonRecord
    link_nonce: str
    link_revoked_at: datetime | None

    @property
    def key(self) -> str:
        return seat_key(self.id)

    @property
    def person(self) -> str:
        return person_key(self.person_id)

    @property
    def accepted(self) -> bool:
        return self.state in ACCEPTED

    def as_domain(self, link_for: Callable[[str], str]) -> Seat:
        return Seat(
            key=self.key,
            person=self.person,
            role=self.role,
            state=self.state,
            number=self.number,
            record=self.record,
            link=link_for(self.link_nonce),
        )


@dataclass(frozen=True)
class SeatChanges:
    """Ids of seats by what a new roster version did to them."""

    added: tuple[int, ...]
    updated: tuple[int, ...]
    reactivated: tuple[int, ...]
    withdrawn: tuple[int, ...]


def listing(connection: Connection, training_id: int) -> list[StoredSeat]:
    """List every seat, withdrawn ones too, in the order in which they were made."""
    rows = connection.execute(
        select(seats).where(seats.c.training_id == training_id).order_by(seats.c.id)
    )
    return [_seat(row) for row in rows]


def get(connection: Connection, seat_id: int) -> StoredSeat | None:
    row = connection.execute(select(seats).where(seats.c.id == seat_id)).one_or_none()
    return None if row is None else _seat(row)


def by_link(connection: Connection, nonce: str) -> StoredSeat | None:
    """Return the seat a personal address belongs to; a revoked one belongs to nobody."""
    row = connection.execute(select(seats).where(seats.c.link_nonce == nonce)).one_or_none()
    return None if row is None else _seat(row)


def seated(connection: Connection, training_id: int) -> dict[str, int]:
    """Return roster key → person id of this training's seats (see `people.place`)."""
    rows = connection.execute(
        select(seats.c.roster_key, seats.c.person_id)
        .where(seats.c.training_id == training_id)
        .order_by(seats.c.id)
    )
    return {row.roster_key: row.person_id for row in rows}


def put_seats(
    connection: Connection,
    training_id: int,
    wanted: Sequence[tuple[SeatRecord, int]],
    *,
    roles: Collection[Role],
    now: datetime,
) -> SeatChanges:
    """Make the seats of `roles` equal to the roster's (row, person id) pairs.

    A seat that is no longer listed is withdrawn, never deleted; one that comes back is the
    same seat again, with the same key and link. Other roles are not looked at.
    """
    there = {(seat.person_id, seat.role): seat for seat in listing(connection, training_id)}
    added, updated, reactivated = list[int](), list[int](), list[int]()
    for record, person_id in wanted:
        seat = there.get((person_id, record.role))
        if seat is None:
            seat = add(connection, training_id, person_id, record, now=now)
            added.append(seat.id)
        elif seat.state in (SeatState.WITHDRAWN, SeatState.REPLACED):
            _store(connection, seat, record, first_state(record))
            reactivated.append(seat.id)
        elif _differs(seat, record):
            _store(connection, seat, record, _next_state(seat, record))
            updated.append(seat.id)
        there[person_id, record.role] = replace(seat, record=record.person)
    kept = {(person_id, record.role) for record, person_id in wanted}
    gone = [
        seat.id
        for place, seat in there.items()
        if seat.role in roles and place not in kept and seat.state is not SeatState.WITHDRAWN
    ]
    withdraw(connection, gone)
    return SeatChanges(tuple(added), tuple(updated), tuple(reactivated), tuple(gone))


def add(
    connection: Connection, training_id: int, person_id: int, record: SeatRecord, *, now: datetime
) -> StoredSeat:
    """Seat a person who has no seat of that role in this training yet."""
    row = connection.execute(
        seats.insert()
        .values(
            training_id=training_id,
            person_id=person_id,
            role=record.role.value,
            state=first_state(record).value,
            number=record.number,
            roster_key=record.key,
            record=person_to_json(record.person),
            link_nonce=new_nonce(),
            created_at=now,
        )
        .returning(seats)
    ).one()
    return _seat(row)


def withdraw(connection: Connection, seat_ids: Iterable[int]) -> None:
    """Mark seats as withdrawn; their history, key and link stay."""
    for seat_id in seat_ids:
        set_state(connection, seat_id, SeatState.WITHDRAWN)


def reactivate(connection: Connection, seat_id: int) -> None:
    """Bring a withdrawn seat back as invited; any other seat is left as it is."""
    connection.execute(
        update(seats)
        .where(seats.c.id == seat_id, seats.c.state == SeatState.WITHDRAWN.value)
        .values(state=SeatState.INVITED.value)
    )


def set_state(connection: Connection, seat_id: int, state: SeatState) -> None:
    connection.execute(update(seats).where(seats.c.id == seat_id).values(state=state.value))


def revoke_link(connection: Connection, seat_id: int, *, now: datetime) -> str:
    """Give the seat a new nonce; addresses with the old one answer nobody from now on."""
    nonce = new_nonce()
    connection.execute(
        update(seats).where(seats.c.id == seat_id).values(link_nonce=nonce, link_revoked_at=now)
    )
    return nonce


def new_nonce() -> str:
    return secrets.token_urlsafe(NONCE_BYTES)


def first_state(record: SeatRecord) -> SeatState:
    """Say where a new seat stands, by the willingness its row states."""
    return {
        Willingness.WILLING: SeatState.CONFIRMED,
        Willingness.DECLINED: SeatState.DECLINED,
        Willingness.UNKNOWN: SeatState.INVITED,
    }[record.person.willingness]


def _next_state(seat: StoredSeat, record: SeatRecord) -> SeatState:
    """Follow the roster only where its answer changed: a person's own answer stands."""
    said = record.person.willingness
    if said is Willingness.UNKNOWN or said is seat.record.willingness:
        return seat.state
    return first_state(record)


def _differs(seat: StoredSeat, record: SeatRecord) -> bool:
    return (seat.record, seat.number, seat.roster_key) != (
        record.person,
        record.number,
        record.key,
    )


def _store(connection: Connection, seat: StoredSeat, record: SeatRecord, state: SeatState) -> None:
    connection.execute(
        update(seats)
        .where(seats.c.id == seat.id)
        .values(
            state=state.value,
            number=record.number,
            roster_key=record.key,
            record=person_to_json(record.person),
        )
    )


def _seat(row: Row[Any]) -> StoredSeat:
    return StoredSeat(
        id=row.id,
        training_id=row.training_id,
        person_id=row.person_id,
        role=Role(row.role),
        state=SeatState(row.state),
        number=row.number,
        roster_key=row.roster_key,
        record=person_from_json(row.record),
        link_nonce=row.link_nonce,
        link_revoked_at=row.link_revoked_at,
    )
