"""Invented trainings for the tests of Moodle: people, seats, sessions, as many as wanted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

from connector.domain.identities import Identity, IdentityType
from connector.domain.people import PersonRecord, Role
from connector.domain.sessions import SessionKind, SessionRecord, local_moment, session_key
from connector.domain.trainings import Seat, SeatState, Training

ZONE = "Asia/Jakarta"
FIRST_DAY = date(2026, 8, 3)


def person(
    number: int, *, tag: str = "", email: str | None = "own", nip: bool = True, name: str = ""
) -> PersonRecord:
    """An invented civil servant; `email="own"` gives each an address of their own."""
    bare = name or f"Budi{tag} Santoso{number}"
    identity = Identity(IdentityType.NIP_PNS, f"19900131201503{1 + number % 2}{number:03d}")
    if number > 999:
        identity = Identity(IdentityType.NRP, f"{80000000 + number}")
    if tag:
        identity = Identity(IdentityType.OTHER, f"{tag}{number:05d}".upper())
    address = f"{tag or 'budi'}.{number}@example.org" if email == "own" else email
    return PersonRecord(
        full_name=f"{bare}, S.E.",
        bare_name=bare,
        identities=(identity,)
        if nip
        else (Identity(IdentityType.NIK, f"317101310190{number:04d}"),),
        email=address,
    )


def seat(number: int, record: PersonRecord, role: Role = Role.PARTICIPANT) -> Seat:
    return Seat(
        key=f"seat:{number}",
        person=f"person:{number}",
        role=role,
        state=SeatState.CONFIRMED,
        number=number,
        record=record,
    )


def seats(count: int, *, tag: str = "", instructors: int = 0) -> list[Seat]:
    """So many participants, and after them instructors."""
    return [
        seat(n, person(n, tag=tag), Role.PARTICIPANT if n <= count else Role.INSTRUCTOR)
        for n in range(1, count + instructors + 1)
    ]


def session(day: date, start: int, subject: str, *, minutes: int = 90) -> SessionRecord:
    begins = local_moment(day, time(start), ZONE)
    return SessionRecord(
        key=session_key(day, subject, 1),
        date=day,
        start=begins,
        end=begins + timedelta(minutes=minutes),
        zone=ZONE,
        subject=subject,
        jp=Decimal(2),
        kind=SessionKind.CLASS,
        instructor_names=("Dr. Siti Aminah",),
        room="Ruang <1> & aula",
    )


def sessions(days: int = 2) -> list[SessionRecord]:
    found = []
    for number in range(days):
        day = FIRST_DAY + timedelta(days=number)
        found.append(session(day, 8, "Etika & Integritas"))
        found.append(session(day, 10, f"Kebijakan {number + 1}"))
    return found


def training(
    people: Sequence[Seat], *, code: str = "PKA-2026-1", days: int = 2, cohort: str = "I"
) -> Training:
    return Training(
        key="training:1",
        code=code,
        title="Pelatihan Kepemimpinan & Administrasi",
        cohort=cohort,
        zone=ZONE,
        seats=people,
        sessions=sessions(days),
    )


def withdrawn(one: Seat) -> Seat:
    return replace(one, state=SeatState.WITHDRAWN)
