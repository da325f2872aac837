"""Roster records as plain JSON and back; the form in which the store keeps them, no queries."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from connector.domain.identities import Identity, IdentityType
from connector.domain.people import Employment, PersonRecord, Role, SeatRecord, Willingness
from connector.domain.sessions import SessionKind, SessionRecord


def person_to_json(record: PersonRecord) -> dict[str, Any]:
    return {
        "full_name": record.full_name,
        "bare_name": record.bare_name,
        "identities": [[one.type.value, one.value] for one in record.identities],
        "email": record.email,
        "phone": record.phone,
        "birthplace": record.birthplace,
        "birth_date": record.birth_date.isoformat() if record.birth_date else None,
        "rank": record.rank,
        "grade": record.grade,
        "position": record.position,
        "unit": record.unit,
        "agency": record.agency,
        "employment": record.employment.value,
        "willingness": record.willingness.value,
        "external": record.external,
    }


def person_from_json(stored: Mapping[str, Any]) -> PersonRecord:
    born = stored["birth_date"]
    return PersonRecord(
        **{
            **stored,
            "identities": tuple(
                Identity(IdentityType(kind), value) for kind, value in stored["identities"]
            ),
            "birth_date": date.fromisoformat(born) if born else None,
            "employment": Employment(stored["employment"]),
            "willingness": Willingness(stored["willingness"]),
        }
    )


def seat_to_json(record: SeatRecord) -> dict[str, Any]:
    return {
        "key": record.key,
        "role": record.role.value,
        "number": record.number,
        "person": person_to_json(record.person),
    }


def seat_from_json(stored: Mapping[str, Any]) -> SeatRecord:
    return SeatRecord(
        person=person_from_json(stored["person"]),
        role=Role(stored["role"]),
        number=stored["number"],
        key=stored["key"],
    )


def session_to_json(record: SessionRecord) -> dict[str, Any]:
    return {
        "key": record.key,
        "date": record.date.isoformat(),
        "start": record.start.isoformat(),
        "end": record.end.isoformat(),
        "zone": record.zone,
        "subject": record.subject,
        "jp": str(record.jp),
        "kind": record.kind.value,
        "instructor_names": list(record.instructor_names),
        "room": record.room,
    }


def session_from_json(stored: Mapping[str, Any]) -> SessionRecord:
    return SessionRecord(
        key=stored["key"],
        date=date.fromisoformat(stored["date"]),
        start=datetime.fromisoformat(stored["start"]),
        end=datetime.fromisoformat(stored["end"]),
        zone=stored["zone"],
        subject=stored["subject"],
        jp=Decimal(stored["jp"]),
        kind=SessionKind(stored["kind"]),
        instructor_names=tuple(stored["instructor_names"]),
        room=stored["room"],
    )
