"""Queries about events of the training office: what is true and not told yet, and what was told.

Each fact is read from what the store already holds, with the moment at which it became true; its
key names it, so that no fact is told twice, however many look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
)

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.office_events import VERSIONS, EventType
from connector.domain.sessions import COUNTED
from connector.store.engine import insert_into
from connector.store.tables import (
    archives,
    certificates,
    office_events,
    plans,
    report_versions,
    reports,
    rosters,
    sessions,
)

LOOK_BACK = timedelta(days=7)
"""How far before the newest fact that was told others are looked for; their moments are those at
which they were stored, so that only clocks that differ could leave one behind."""

AT_ONCE = 200
"""Facts of one type in one look."""

DAY = "day"
"""Kind of an archive that holds one class day."""


@dataclass(frozen=True)
class Fact:
    """Something true that the office may be told."""

    key: str
    training_id: int
    at: datetime
    row: int
    """Number of the row that it is about."""


@dataclass(frozen=True)
class StoredEvent:
    """Something the office is told; `content` is the payload's `data`, numbers masked."""

    id: int
    message_id: str
    type: EventType
    version: int
    key: str
    training_id: int | None
    content: Mapping[str, Any]
    at: datetime


def add(
    connection: Connection,
    type_: EventType,
    key: str,
    training_id: int | None,
    content: Mapping[str, Any],
    *,
    message_id: str,
    at: datetime,
) -> int | None:
    """Store an event; None when that fact was told before."""
    row = connection.execute(
        insert_into(connection, office_events)
        .values(
            message_id=message_id,
            type=type_.value,
            version=VERSIONS[type_],
            key=key,
            training_id=training_id,
            content=dict(content),
            at=at,
        )
        .on_conflict_do_nothing(index_elements=["type", "key"])
        .returning(office_events.c.id)
    ).one_or_none()
    return None if row is None else int(row.id)


def get(connection: Connection, event_id: int) -> StoredEvent | None:
    row = connection.execute(
        select(office_events).where(office_events.c.id == event_id)
    ).one_or_none()
    return None if row is None else stored_event(row)


def by_key(connection: Connection, type_: EventType, key: str) -> StoredEvent | None:
    row = connection.execute(
        select(office_events).where(office_events.c.type == type_.value, office_events.c.key == key)
    ).one_or_none()
    return None if row is None else stored_event(row)


def stored_event(row: Row[Any]) -> StoredEvent:
    return StoredEvent(
        id=row.id,
        message_id=row.message_id,
        type=EventType(row.type),
        version=row.version,
        key=row.key,
        training_id=row.training_id,
        content=row.content,
        at=row.at,
    )


def untold(connection: Connection, type_: EventType, since: datetime) -> list[Fact]:
    """List facts of a type that became true at or after `since` and were not told, oldest first."""
    newest = connection.scalar(
        select(func.max(office_events.c.at)).where(office_events.c.type == type_.value)
    )
    floor = since if newest is None else max(since, newest - LOOK_BACK)
    facts = _FACTS[type_](floor).subquery()
    told = exists().where(office_events.c.type == type_.value, office_events.c.key == facts.c.key)
    rows = connection.execute(
        select(facts)
        .where(facts.c.at >= floor, ~told)
        .order_by(facts.c.at, facts.c.row)
        .limit(AT_ONCE)
    )
    return [Fact(row.key, row.training_id, row.at, row.row) for row in rows]


def _fact(
    row: ColumnElement[int],
    training: ColumnElement[int],
    at: ColumnElement[Any],
    key: ColumnElement[str] | None = None,
) -> Select[Any]:
    return select(
        (cast(row, String) if key is None else key).label("key"),
        training.label("training_id"),
        at.label("at"),
        row.label("row"),
    )


def _rosters(floor: datetime) -> Select[Any]:
    return _fact(rosters.c.id, rosters.c.training_id, rosters.c.created_at).where(
        rosters.c.kind == "participants", rosters.c.created_at >= floor
    )


def _plans(floor: datetime) -> Select[Any]:
    return _fact(plans.c.id, plans.c.training_id, plans.c.finished_at).where(
        plans.c.state == "verified", plans.c.finished_at >= floor
    )


def _archived_days(floor: datetime) -> Select[Any]:
    """One fact a day's archive; it becomes one event a session, the first of them numbered 1."""
    key = cast(archives.c.id, String) + literal(":1")
    return _fact(archives.c.id, archives.c.training_id, archives.c.created_at, key).where(
        archives.c.kind == DAY, archives.c.created_at >= floor
    )


def _completed(floor: datetime) -> Select[Any]:
    """Trainings of which every day with a class or a test has its archive; an archive is written
    after the last session of its day, so the last session is over.
    """
    counted = and_(
        sessions.c.removed_at.is_(None), sessions.c.kind.in_([one.value for one in COUNTED])
    )
    archived = exists().where(
        archives.c.training_id == sessions.c.training_id,
        archives.c.kind == DAY,
        archives.c.day == sessions.c.date,
    )
    open_day = exists().where(
        sessions.c.training_id == archives.c.training_id, counted, ~archived.correlate(sessions)
    )
    late = archives.alias("late")
    lately = select(late.c.training_id).where(late.c.kind == DAY, late.c.created_at >= floor)
    some_day = exists().where(sessions.c.training_id == archives.c.training_id, counted)
    key = (
        cast(archives.c.training_id, String) + literal(":") + cast(func.max(archives.c.day), String)
    )
    return (
        _fact(archives.c.training_id, archives.c.training_id, func.max(archives.c.created_at), key)
        .where(archives.c.training_id.in_(lately), archives.c.kind == DAY, some_day, ~open_day)
        .group_by(archives.c.training_id)
        .having(func.max(archives.c.created_at) >= floor)
    )


def _issued(floor: datetime) -> Select[Any]:
    return _fact(certificates.c.id, certificates.c.training_id, certificates.c.archived_at).where(
        certificates.c.archived_at >= floor
    )


def _revoked(floor: datetime) -> Select[Any]:
    """Only of what had been issued."""
    return _fact(certificates.c.id, certificates.c.training_id, certificates.c.revoked_at).where(
        certificates.c.revoked_at >= floor, certificates.c.archived_at.is_not(None)
    )


def _sheets(floor: datetime) -> Select[Any]:
    """Trainings of which every standing STTP is archived; one more is a further sheet."""
    sttp = certificates.c.kind == CertificateKind.STTP.value
    other = certificates.alias("other")
    lately = select(other.c.training_id).where(other.c.archived_at >= floor)
    unfinished = exists().where(
        other.c.training_id == certificates.c.training_id,
        other.c.kind == CertificateKind.STTP.value,
        other.c.state.in_(
            [
                one.value
                for one in (
                    CertificateState.NUMBERED,
                    CertificateState.AWAITING,
                    CertificateState.SIGNED,
                )
            ]
        ),
    )
    newest = func.max(certificates.c.id)
    key = cast(certificates.c.training_id, String) + literal(":") + cast(newest, String)
    return (
        _fact(
            certificates.c.training_id,
            certificates.c.training_id,
            func.max(certificates.c.archived_at),
            key,
        )
        .where(
            certificates.c.training_id.in_(lately),
            sttp,
            certificates.c.state == CertificateState.ARCHIVED.value,
            ~unfinished,
        )
        .group_by(certificates.c.training_id)
        .having(func.max(certificates.c.archived_at) >= floor)
    )


def _reports(floor: datetime) -> Select[Any]:
    return (
        _fact(report_versions.c.id, reports.c.training_id, reports.c.moved_at)
        .select_from(
            report_versions.join(
                reports,
                and_(
                    reports.c.id == report_versions.c.report_id,
                    reports.c.version == report_versions.c.version,
                ),
            )
        )
        .where(reports.c.state == "delivered", reports.c.moved_at >= floor)
    )


_FACTS: Mapping[EventType, Callable[[datetime], Select[Any]]] = {
    EventType.ROSTER_CONFIRMED: _rosters,
    EventType.SYNC_VERIFIED: _plans,
    EventType.SESSION_RECORDED: _archived_days,
    EventType.TRAINING_COMPLETED: _completed,
    EventType.CERTIFICATE_ISSUED: _issued,
    EventType.CERTIFICATE_REVOKED: _revoked,
    EventType.SHEET_READY: _sheets,
    EventType.REPORT_DELIVERED: _reports,
}
