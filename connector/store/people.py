"""Queries about people: matched by identity only; a name or an address suggests, never decides."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, select, update

from connector.domain.identities import Identity, IdentityType
from connector.domain.names import comparable
from connector.domain.people import Employment, PersonRecord, SeatRecord, Willingness, main_identity
from connector.store.engine import insert_into, take_turn
from connector.store.records import person_from_json, person_to_json
from connector.store.tables import aliases, identities, people

_T = TypeVar("_T")

CHUNK = 500
"""Values in one IN list; databases limit the parameters of a statement."""


PEOPLE_LOCK = 7_463_002
"""Held to the end of the transaction by whoever may create people."""


@dataclass(frozen=True)
class StoredPerson:
    """A person across trainings; `record` is the latest statement, gaps filled from earlier."""

    id: int
    full_name: str
    email: str | None
    record: PersonRecord


@dataclass(frozen=True)
class Suggestion:
    """Somebody a new person may be: same `name` or `email`; only a person may merge them.

    `identity_elsewhere`: one of the row's numbers belongs to that other person.
    `identity_differs`: the matched person (the same one) already has another such number.
    """

    person: int
    full_name: str
    reason: str


@dataclass(frozen=True)
class Placed:
    """Where one roster row landed: a known person or a new one, and whom it resembles."""

    person: int
    is_new: bool
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True)
class _Known:
    """What the database knows about the identities, names and addresses of some rows."""

    owners: dict[Identity, int]
    numbers: dict[int, set[Identity]]
    persons: dict[int, StoredPerson]
    by_name: dict[str, set[int]]
    by_email: dict[str, set[int]]


def get(connection: Connection, person: int) -> StoredPerson | None:
    return _persons(connection, [person]).get(person)


def find_by_identity(connection: Connection, identity: Identity) -> StoredPerson | None:
    """Return who has this number, whenever it was valid: old numbers are never reissued."""
    owner = _owners(connection, [identity]).get(identity)
    return None if owner is None else get(connection, owner)


def find_candidates(connection: Connection, record: PersonRecord) -> list[Suggestion]:
    """List people of the same name or address, for a person to look at."""
    known = _known(connection, [record])
    return _resembling(record, known)


def identities_of(connection: Connection, person: int) -> list[Identity]:
    """List a person's numbers, outdated ones included."""
    rows = connection.execute(
        select(identities.c.type, identities.c.value)
        .where(identities.c.person_id == person)
        .order_by(identities.c.id)
    )
    return [Identity(IdentityType(row.type), row.value) for row in rows]


def place(
    connection: Connection,
    seats: Sequence[SeatRecord],
    *,
    seated: Mapping[str, int],
    now: datetime,
) -> list[Placed]:
    """Find or create the person of every roster row, in the order of the rows.

    `seated` maps the keys of this training's seats to their persons; it alone may match a row
    without any identity. The best number decides; a second one that belongs to somebody else
    is reported and not taken. Two imports at once take turns, so that nobody is made twice.
    """
    take_turn(connection, PEOPLE_LOCK)
    known = _known(connection, [seat.person for seat in seats])
    placed: list[Placed] = []
    keyed = dict(seated)
    today = now.date()
    for seat in seats:
        person = _match(seat, known.owners, keyed)
        is_new = person is None
        suggestions: list[Suggestion] = []
        if person is None:
            person = _create(connection, seat.person, now)
            known.persons[person] = _as_stored(person, seat.person)
            suggestions = _resembling(seat.person, known)
        else:
            _update(connection, person, seat.person, known)
        suggestions += _claim(connection, person, seat.person, known, today)
        keyed[seat.key] = person
        placed.append(Placed(person, is_new, tuple(suggestions)))
    _remember_names(connection, zip(placed, seats, strict=True))
    return placed


def _match(
    seat: SeatRecord, owners: Mapping[Identity, int], keyed: Mapping[str, int]
) -> int | None:
    best = main_identity(seat.person)
    if best is None:
        return keyed.get(seat.key)
    others = sorted(seat.person.identities, key=lambda one: one != best)
    return next((owners[one] for one in others if one in owners), None)


def _create(connection: Connection, record: PersonRecord, now: datetime) -> int:
    row = connection.execute(
        people.insert()
        .values(
            full_name=record.full_name,
            record=person_to_json(record),
            email=record.email,
            created_at=now,
        )
        .returning(people.c.id)
    ).one()
    return int(row.id)


def _update(connection: Connection, person: int, record: PersonRecord, known: _Known) -> None:
    earlier = known.persons.get(person)
    latest = record if earlier is None else _filled(record, earlier.record)
    if earlier is not None and latest == earlier.record:
        return
    connection.execute(
        update(people)
        .where(people.c.id == person)
        .values(full_name=latest.full_name, record=person_to_json(latest), email=latest.email)
    )
    known.persons[person] = _as_stored(person, latest)


def _as_stored(person: int, record: PersonRecord) -> StoredPerson:
    return StoredPerson(person, record.full_name, record.email, record)


def _filled(record: PersonRecord, earlier: PersonRecord) -> PersonRecord:
    """Take the new statement, and the earlier one where the new one is silent."""
    unsaid = (None, Employment.UNKNOWN, Willingness.UNKNOWN)
    silent = {one.name for one in fields(record) if getattr(record, one.name) in unsaid}
    numbers = tuple(dict.fromkeys((*record.identities, *earlier.identities)))
    kept = {name: getattr(earlier, name) for name in silent}
    return replace(record, **kept, identities=numbers)


def _claim(
    connection: Connection, person: int, record: PersonRecord, known: _Known, today: date
) -> list[Suggestion]:
    """Give the person the row's numbers that nobody has; report those somebody else has."""
    noticed: list[Suggestion] = []
    held = known.numbers.setdefault(person, set())
    for identity in record.identities:
        owner = known.owners.get(identity)
        if owner is None:
            earlier = [one for one in held if one.type is identity.type]
            if identity.type is IdentityType.NI_PPPK:
                _outdate(connection, earlier, today)
            elif earlier:
                noticed.append(Suggestion(person, record.full_name, "identity_differs"))
            connection.execute(
                identities.insert().values(
                    person_id=person,
                    type=identity.type.value,
                    value=identity.value,
                    valid_from=today if earlier else None,
                )
            )
            known.owners[identity] = person
            held.add(identity)
        elif owner != person:
            other = known.persons.get(owner)
            name = other.full_name if other else ""
            noticed.append(Suggestion(owner, name, "identity_elsewhere"))
    return noticed


def _outdate(connection: Connection, numbers: Iterable[Identity], today: date) -> None:
    """NI PPPK changes with the agency: the earlier one stays known, and ends."""
    for number in numbers:
        connection.execute(
            update(identities)
            .where(
                identities.c.type == number.type.value,
                identities.c.value == number.value,
                identities.c.valid_to.is_(None),
            )
            .values(valid_to=today)
        )


def _resembling(record: PersonRecord, known: _Known) -> list[Suggestion]:
    named = known.by_name.get(comparable(record.full_name), set())
    addressed = known.by_email.get(record.email, set()) if record.email else set[int]()
    return [
        Suggestion(one, known.persons[one].full_name, reason)
        for reason, found in (("email", addressed), ("name", named - addressed))
        for one in sorted(found)
    ]


def _remember_names(connection: Connection, placed: Iterable[tuple[Placed, SeatRecord]]) -> None:
    rows = [
        {
            "person_id": place.person,
            "name": seat.person.full_name,
            "comparable": comparable(seat.person.full_name),
        }
        for place, seat in placed
    ]
    if rows:
        connection.execute(insert_into(connection, aliases).on_conflict_do_nothing(), rows)


def _known(connection: Connection, records: Sequence[PersonRecord]) -> _Known:
    owners = _owners(connection, {one for record in records for one in record.identities})
    names = {comparable(record.full_name) for record in records}
    addresses = {record.email for record in records if record.email}
    by_name = _grouped(connection, aliases.c.comparable, aliases.c.person_id, names)
    by_email = _grouped(connection, people.c.email, people.c.id, addresses)
    everyone = set(owners.values()).union(*by_name.values(), *by_email.values())
    numbers: dict[int, set[Identity]] = {}
    for chunk in _chunks(set(owners.values())):
        rows = connection.execute(
            select(identities.c.person_id, identities.c.type, identities.c.value).where(
                identities.c.person_id.in_(chunk)
            )
        )
        for row in rows:
            held = numbers.setdefault(row.person_id, set())
            held.add(Identity(IdentityType(row.type), row.value))
    return _Known(owners, numbers, _persons(connection, everyone), by_name, by_email)


def _owners(connection: Connection, wanted: Iterable[Identity]) -> dict[Identity, int]:
    found: dict[Identity, int] = {}
    by_type: dict[IdentityType, list[str]] = {}
    for identity in wanted:
        by_type.setdefault(identity.type, []).append(identity.value)
    for kind, values in by_type.items():
        for chunk in _chunks(values):
            rows = connection.execute(
                select(identities.c.value, identities.c.person_id).where(
                    and_(identities.c.type == kind.value, identities.c.value.in_(chunk))
                )
            )
            found |= {Identity(kind, row.value): row.person_id for row in rows}
    return found


def _grouped(
    connection: Connection, by: Any, person: Any, values: Collection[str]
) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for chunk in _chunks(values):
        for value, owner in connection.execute(select(by, person).where(by.in_(chunk))):
            found.setdefault(value, set()).add(owner)
    return found


def _persons(connection: Connection, wanted: Collection[int]) -> dict[int, StoredPerson]:
    found: dict[int, StoredPerson] = {}
    for chunk in _chunks(wanted):
        for row in connection.execute(select(people).where(people.c.id.in_(chunk))):
            found[row.id] = _person(row)
    return found


def _person(row: Row[Any]) -> StoredPerson:
    return StoredPerson(row.id, row.full_name, row.email, person_from_json(row.record))


def _chunks(values: Collection[_T]) -> Iterator[list[_T]]:
    ordered = list(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
