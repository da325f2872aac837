"""A class of four that was held to its end, with an instructor and somebody who approves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import Engine

from connector.domain.certificates import CertificateKind
from connector.domain.drafts import Draft
from connector.domain.identities import Identity, IdentityType
from connector.domain.people import Employment, PersonRecord, Role, SeatRecord, seat_key
from connector.flows.approval_list import ApprovalList, pending_list
from connector.flows.class_drafts import drafts
from connector.store import people, seats, trainings, users
from connector.store.engine import reading
from connector.store.users import UserRole
from tests.web.attended import class_of, everybody, hold
from tests.web.place import CODE, FIRST_DAY, MORNING, PASSWORD, House, house

STTP, TEACHING = CertificateKind.STTP, CertificateKind.TEACHING
APPROVER = "ketua"
DAYS = 2


def participant(number: int, name: str = "", unit: str = "Lapas Contoh") -> SeatRecord:
    """Invent a participant whose certificate lacks nothing."""
    return seated(
        PersonRecord(
            full_name=name or f"Peserta Contoh {number}, S.H.",
            bare_name=name or f"Peserta Contoh {number}",
            identities=(Identity(IdentityType.NIP_PNS, f"19900131201503{number:04d}"),),
            email=f"peserta{number}@example.org",
            birthplace="Kudus",
            birth_date=date(1990, 1, 31),
            rank="Penata Muda",
            grade="III/a",
            position="Analis Hukum",
            unit=unit,
            agency="Kementerian Contoh",
            employment=Employment.PNS,
        ),
        number,
    )


def seated(record: PersonRecord, number: int) -> SeatRecord:
    return SeatRecord(record, Role.PARTICIPANT, number, seat_key(record))


def instructor(name: str, number: int = 900) -> SeatRecord:
    record = PersonRecord(
        full_name=name,
        bare_name=name,
        identities=(Identity(IdentityType.NIP_PNS, f"19700131199503{number:04d}"),),
        employment=Employment.PNS,
    )
    return SeatRecord(record, Role.INSTRUCTOR, None, seat_key(record))


@contextmanager
def office_of(engine: Engine) -> Iterator[House]:
    """Open an office in which `ketua` approves; its clock stands before the first day."""
    with house(engine) as place:
        with engine.begin() as connection:
            users.add(
                connection, APPROVER, "Ketua Contoh", PASSWORD, UserRole.APPROVER, "id", now=MORNING
            )
        yield place


def approver(place: House) -> str:
    """Return the actor who may approve."""
    return user(place, APPROVER)


def user(place: House, login: str) -> str:
    with reading(place.engine) as connection:
        found = users.find(connection, login)
    assert found is not None
    return f"user:{found.id}"


def seat_more(
    place: House, records: Sequence[SeatRecord], role: Role = Role.PARTICIPANT, code: str = CODE
) -> None:
    """Make the seats of a role equal to these records, as an upload would."""
    with place.engine.begin() as connection:
        stored = trainings.get(connection, code)
        assert stored is not None
        placed = people.place(connection, records, seated={}, now=place.clock())
        wanted = [(record, one.person) for record, one in zip(records, placed, strict=True)]
        seats.put_seats(connection, stored.id, wanted, roles={role}, now=place.clock())


def a_class(place: House, records: Sequence[SeatRecord] = ()) -> list[str]:
    """Store the training of four participants; return their seats."""
    return class_of(place, records or [participant(n) for n in range(1, 5)], days=DAYS)


def attend(place: House, chosen: Sequence[str]) -> None:
    """These seats were there from beginning to end; the class is over now."""
    for day in range(DAYS):
        hold(place, everybody(chosen, "07:55", "11:35"), day=day)
    place.clock.now = MORNING + timedelta(days=DAYS)


def draft(place: House, seat: str, kind: CertificateKind = STTP) -> Draft:
    with reading(place.engine) as connection:
        return drafts(connection, place.office, CODE, kind).of(seat)


def pending(place: House, kind: CertificateKind = STTP) -> ApprovalList:
    with reading(place.engine) as connection:
        return pending_list(connection, place.office, CODE, kind)


LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
