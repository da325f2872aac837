"""What an event says: the payload's `data`, read from what the store holds; nothing is sent here.

Documented, with an example of each type, in `deploy/office-events.md`. Personal numbers are
masked in what is stored; whole ones are put in only while a parcel is made for a target that may
have them (`whole_numbers`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.identities import mask
from connector.domain.numbering import show_code
from connector.domain.office_events import EventType
from connector.domain.people import Role
from connector.domain.reports import KIND_OF, ReportType
from connector.domain.revocations import category_of
from connector.domain.trainings import ACCEPTED
from connector.flows.office import Office
from connector.store import certificates
from connector.store.certificates import Certificate
from connector.store.office_events import Fact
from connector.store.tables import (
    archives,
    plans,
    report_versions,
    reports,
    rosters,
    seats,
    sessions,
    statuses,
    trainings,
)

Data = dict[str, Any]


def described(
    connection: Connection, office: Office, type_: EventType, fact: Fact
) -> list[tuple[str, Data]]:
    """Return (key, data) of each event that a fact is told as; a day's archive is one a session."""
    training = training_data(connection, fact.training_id)
    return [
        (key, {"training": training, **data})
        for key, data in _DESCRIBED[type_](connection, office, fact)
    ]


def whole_numbers(connection: Connection, type_: EventType, key: str, data: Data) -> Data:
    """Return the data with the holder's whole number, where the type has one; never a NIK."""
    if type_ not in (EventType.CERTIFICATE_ISSUED, EventType.CERTIFICATE_REVOKED):
        return data
    one = certificates.get(connection, int(key))
    if one is None:
        return data
    holder = {**data["holder"], "identity": one.content.holder.identity}
    return {**data, "holder": holder}


def moment(at: datetime) -> str:
    """`2026-08-07T09:15:00Z`: ISO 8601 in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def training_data(connection: Connection, training_id: int) -> Data:
    row = connection.execute(
        select(trainings.c.code, trainings.c.title, trainings.c.cohort).where(
            trainings.c.id == training_id
        )
    ).one()
    return {"code": row.code, "title": row.title, "cohort": row.cohort}


def _roster(connection: Connection, office: Office, fact: Fact) -> list[tuple[str, Data]]:
    row = connection.execute(
        select(rosters.c.version, rosters.c.rows_read, rosters.c.rows_refused).where(
            rosters.c.id == fact.row
        )
    ).one()
    seated = {
        role: count
        for role, count in connection.execute(
            select(seats.c.role, func.count())
            .where(
                seats.c.training_id == fact.training_id,
                seats.c.state.in_([one.value for one in ACCEPTED]),
            )
            .group_by(seats.c.role)
        )
    }
    roster = {
        "version": row.version,
        "rows_read": row.rows_read,
        "rows_refused": row.rows_refused,
    }
    people = {one.value: seated.get(one.value, 0) for one in (Role.PARTICIPANT, Role.INSTRUCTOR)}
    return [(fact.key, {"roster": roster, "people": people})]


def _plan(connection: Connection, office: Office, fact: Fact) -> list[tuple[str, Data]]:
    row = connection.execute(
        select(plans.c.number, plans.c.changes, plans.c.finished_at).where(plans.c.id == fact.row)
    ).one()
    systems = [
        {
            "system": "learning" if one.system == "lms" else one.system,
            "expected": one.expected,
            "found": one.found,
        }
        for one in connection.execute(
            select(statuses.c.system, statuses.c.expected, statuses.c.found)
            .where(statuses.c.training_id == fact.training_id)
            .order_by(statuses.c.system)
        )
    ]
    return [
        (fact.key, {"plan": {"number": row.number, "changes": row.changes}, "systems": systems})
    ]


def _sessions(connection: Connection, office: Office, fact: Fact) -> list[tuple[str, Data]]:
    """One event for each session that the archive of a day holds; figures as archived."""
    row = connection.execute(
        select(archives.c.day, archives.c.number, archives.c.sha256, archives.c.manifest).where(
            archives.c.id == fact.row
        )
    ).one()
    archive = {"number": row.number, "sha256": row.sha256}
    return [
        (
            f"{fact.row}:{at}",
            {
                "session": {
                    "date": row.day.isoformat(),
                    "number": one["number"],
                    "subject": one["subject"],
                },
                "attendance": one["counts"],
                "draft": bool(one["draft"]),
                "archive": archive,
            },
        )
        for at, one in enumerate(row.manifest["facts"]["sessions"], start=1)
    ]


def _completion(connection: Connection, office: Office, fact: Fact) -> list[tuple[str, Data]]:
    rows = connection.execute(
        select(sessions.c.date, sessions.c.jp).where(
            sessions.c.training_id == fact.training_id, sessions.c.removed_at.is_(None)
        )
    ).all()
    participants = connection.execute(
        select(func.count()).where(
            seats.c.training_id == fact.training_id,
            seats.c.role == Role.PARTICIPANT.value,
            seats.c.state.in_([one.value for one in ACCEPTED]),
        )
    ).scalar_one()
    days = sorted({row.date for row in rows})
    data = {
        "first_day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "jp": f"{sum((row.jp for row in rows), start=Decimal(0)):f}",
        "participants": participants,
    }
    return [(fact.key, data)]


def _issued(connection: Connection, office: Office, fact: Fact) -> list[tuple[str, Data]]:
    one = _certificate(connection, fact.row)
    replaced = certificates.get(connection, one.replaces_id) if one.replaces_id else None
    data = {
        "certificate": {
            **_named(office, one),
            "dated": one.dated.isoformat(),
            "sha256": one.sha256,
            "replaces": replaced.number if replaced else None,
        },
        "holder": _holder(one),
    }
    return [(fact.key, data)]


def _revoked(connection: Connection, office: Office, fact: Fact) -> list[tuple[str, Data]]:
    """The reason is told as a category alone: the note that staff wrote stays in the house."""
    one = _certificate(connection, fact.row)
    other = certificates.get(connection, one.replaced_by_id) if one.replaced_by_id else None
    data = {
        "certificate": {
            **_named(office, one),
            "replaced_by": other.number if other else None,
        },
        "reason": category_of(one.revoked_reason).value,
        "holder": _holder(one),
    }
    return [(fact.key, data)]


def _sheet(connection: Connection, office: Office, fact: Fact) -> list[tuple[str, Data]]:
    people = sum(
        one.state is CertificateState.ARCHIVED
        for one in certificates.of_training(connection, fact.training_id, CertificateKind.STTP)
    )
    return [(fact.key, {"people": people})]


def _report(connection: Connection, office: Office, fact: Fact) -> list[tuple[str, Data]]:
    return [(fact.key, report_data(connection, fact.row))]


def report_data(connection: Connection, version_id: int) -> Data:
    """Return what is said of one version of a report, whoever hands it over."""
    row = connection.execute(
        select(reports.c.type, report_versions.c.version, report_versions.c.built_at)
        .join(reports, reports.c.id == report_versions.c.report_id)
        .where(report_versions.c.id == version_id)
    ).one()
    kind = KIND_OF[ReportType(row.type)]
    return {
        "report": {
            "type": kind.type.value,
            "title": kind.title.id,
            "version": row.version,
            "procedure": kind.procedure,
            "steps": list(kind.steps),
            "built_at": moment(row.built_at),
        }
    }


def _certificate(connection: Connection, number: int) -> Certificate:
    found = certificates.get(connection, number)
    if found is None:  # rows are never deleted
        raise LookupError("a certificate is gone")
    return found


def _named(office: Office, one: Certificate) -> Data:
    return {
        "kind": one.kind.value,
        "number": one.number,
        "code": show_code(one.code),
        "check": office.check_address(show_code(one.code)),
    }


def _holder(one: Certificate) -> Data:
    holder = one.content.holder
    return {
        "name": holder.name,
        "identity_type": holder.identity_type,
        "identity": mask(holder.identity),
        "unit": holder.unit,
        "agency": holder.agency,
    }


_DESCRIBED: Mapping[EventType, Callable[[Connection, Office, Fact], list[tuple[str, Data]]]] = {
    EventType.ROSTER_CONFIRMED: _roster,
    EventType.SYNC_VERIFIED: _plan,
    EventType.SESSION_RECORDED: _sessions,
    EventType.TRAINING_COMPLETED: _completion,
    EventType.CERTIFICATE_ISSUED: _issued,
    EventType.CERTIFICATE_REVOKED: _revoked,
    EventType.SHEET_READY: _sheet,
    EventType.REPORT_DELIVERED: _report,
}
