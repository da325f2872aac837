"""Queries about held meetings: what was seen of them, the stays made of it, whose training it is.

How sightings become stays stands in `connector.domain.presence`; here they are stored once and
computed again whenever something new was seen (`version`), never while the door waits.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from connector.domain.presence import (
    Held,
    HeldSighting,
    Sighting,
    SightingKind,
    Source,
    Stay,
    stays_of,
)
from connector.store.engine import insert_into, reading
from connector.store.tables import bindings, meeting_links, occurrences, sightings, stays

MEETING = "meeting"
"""Kind of the bindings whose remote id is a meeting's number."""

HELD = "held"
"""Who linked a meeting to its training where no person did."""

FORGOTTEN_AT_ONCE = 100
"""Held meetings whose sightings are deleted in one transaction: some ten thousand rows."""

_BEST_FIRST = (Source.REPORT, Source.FILE, Source.WEBHOOK)


class ReportState(StrEnum):
    """Whether the provider's complete report of a held meeting is here."""

    NONE = "none"
    COMPLETE = "complete"
    ABSENT = "absent"
    """There will be none: the provider has no report of this meeting."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One held meeting without its stays."""

    id: int
    connection_id: str
    uuid: str
    meeting: str
    started: datetime | None
    ended: datetime | None
    report: ReportState


@dataclass(frozen=True, slots=True)
class Marks:
    """What sightings say about one occurrence as a whole."""

    meeting: str
    started: datetime | None = None
    ended: datetime | None = None
    host: str = ""

    def joined_by(self, one: HeldSighting) -> "Marks":
        """Return these marks and what one more sighting says; the order does not matter."""
        kind, at = one.sighting.kind, one.sighting.at
        started, ended = self.started, self.ended
        if kind is SightingKind.STARTED:
            started = min(started or at, at)
        elif kind is SightingKind.ENDED:
            ended = max(ended or at, at)
        return Marks(self.meeting, started, ended, max(self.host, one.host))


def note(
    connection: Connection,
    connection_id: str,
    seen: Sequence[tuple[int, HeldSighting]],
    now: datetime,
) -> int:
    """Store sightings by the inbox row they came in; return how many were new.

    The same inbox row again adds nothing. Held meetings with something new are stale until
    `refresh` has been there.
    """
    if not seen:
        return 0
    marks: dict[str, Marks] = {}
    for _, one in seen:
        marks[one.uuid] = marks.get(one.uuid, Marks(one.meeting)).joined_by(one)
    numbers = _put_occurrences(connection, connection_id, marks, now)
    added = connection.execute(
        insert_into(connection, sightings)
        .on_conflict_do_nothing(index_elements=["inbox_id"])
        .returning(sightings.c.occurrence_id),
        [_sighting_row(inbox_id, numbers[one.uuid], one.sighting) for inbox_id, one in seen],
    ).scalars()
    touched = list(added)
    if touched:
        connection.execute(
            update(occurrences)
            .where(occurrences.c.id.in_(sorted(set(touched))))
            .values(version=occurrences.c.version + 1)
        )
    return len(touched)


def stale(connection: Connection, limit: int = 100) -> list[int]:
    """List the held meetings of which something was seen that their stays do not show yet."""
    rows = connection.execute(
        select(occurrences.c.id)
        .where(occurrences.c.version != occurrences.c.computed_version)
        .order_by(occurrences.c.id)
        .limit(limit)
    )
    return list(rows.scalars())


def refresh(engine: Engine, occurrence_id: int) -> bool:
    """Make the stays of one held meeting from all that was seen of it; write what differs.

    False when something new was seen meanwhile: nothing is written, it stays stale.
    """
    with reading(engine) as connection:
        version = connection.execute(
            select(occurrences.c.version).where(occurrences.c.id == occurrence_id)
        ).scalar_one()
        seen = _sightings_of(connection, occurrence_id)
    wanted = stays_of(seen).stays
    with engine.begin() as connection:
        current = connection.execute(
            update(occurrences)
            .where(occurrences.c.id == occurrence_id, occurrences.c.version == version)
            .values(computed_version=version)
        ).rowcount
        if current:
            _replace(connection, occurrence_id, Source.WEBHOOK, wanted)
    return bool(current)


def put_written(
    connection: Connection,
    connection_id: str,
    *,
    uuid: str,
    meeting: str,
    source: Source,
    started: datetime | None,
    ended: datetime | None,
    stays: Sequence[Stay],
    now: datetime,
    host: str = "",
) -> int:
    """Store the stays of a complete report or file in place of earlier ones of the same source.

    Returns the id of the held meeting, which is made where nothing was known of it.
    """
    marks = {uuid: Marks(meeting, started, ended, host)}
    occurrence_id = _put_occurrences(connection, connection_id, marks, now)[uuid]
    _replace(connection, occurrence_id, source, stays)
    if source is Source.REPORT:
        _put_report(connection, occurrence_id, ReportState.COMPLETE, now)
    return occurrence_id


def put_report_absent(connection: Connection, occurrence_id: int, now: datetime) -> None:
    """Note that the provider has no report of this held meeting, so that nobody asks again."""
    _put_report(connection, occurrence_id, ReportState.ABSENT, now)


def held_of(connection: Connection, places: Collection[tuple[str, str]]) -> list[Held]:
    """List what was held of meetings, given as (connection, number), with the stays that count.

    Ordered by start. Two queries, whatever the number of meetings.
    """
    if not places:
        return []
    here = tuple_(occurrences.c.connection_id, occurrences.c.meeting).in_(sorted(set(places)))
    found = connection.execute(select(occurrences).where(here)).all()
    if not found:
        return []
    by_place: dict[tuple[int, Source], list[Stay]] = defaultdict(list)
    ids = select(occurrences.c.id).where(here)
    for occurrence_id, source, stay in _stays(connection, stays.c.occurrence_id.in_(ids)):
        by_place[occurrence_id, source].append(stay)
    held = [_held(row, by_place) for row in found]
    return sorted(held, key=lambda one: (one.started is None, one.started, one.id))


def stays_from(connection: Connection, occurrence_id: int, source: Source) -> list[Stay]:
    """List the stays of one source, also where a better one is there."""
    where = and_(stays.c.occurrence_id == occurrence_id, stays.c.source == source.value)
    return [stay for _, _, stay in _stays(connection, where)]


def occurrences_of(connection: Connection, connection_id: str, meeting: str) -> list[Occurrence]:
    """List every time a meeting was held, in order of start."""
    rows = connection.execute(
        select(occurrences)
        .where(occurrences.c.connection_id == connection_id, occurrences.c.meeting == meeting)
        .order_by(occurrences.c.started_at, occurrences.c.id)
    )
    return [_occurrence(row) for row in rows]


def occurrence(connection: Connection, connection_id: str, uuid: str) -> Occurrence | None:
    row = connection.execute(
        select(occurrences).where(
            occurrences.c.connection_id == connection_id, occurrences.c.uuid == uuid
        )
    ).one_or_none()
    return None if row is None else _occurrence(row)


def without_report(
    connection: Connection, ended_before: datetime, ended_after: datetime, limit: int
) -> list[Occurrence]:
    """List held meetings that ended within a time and whose report is not here; oldest first."""
    rows = connection.execute(
        select(occurrences)
        .where(
            occurrences.c.report_state == ReportState.NONE.value,
            occurrences.c.ended_at < ended_before,
            occurrences.c.ended_at >= ended_after,
        )
        .order_by(occurrences.c.ended_at, occurrences.c.id)
        .limit(limit)
    )
    return [_occurrence(row) for row in rows]


def meetings_of(connection: Connection, training_id: int) -> list[tuple[str, str]]:
    """List the meetings of a training as (connection, number): made for it, or linked by hand."""
    made = select(bindings.c.connection_id, bindings.c.remote_id).where(
        bindings.c.kind == MEETING, bindings.c.training_id == training_id
    )
    linked = select(meeting_links.c.connection_id, meeting_links.c.meeting).where(
        meeting_links.c.training_id == training_id
    )
    rows = connection.execute(made.union(linked))
    return sorted((connection_id, meeting) for connection_id, meeting in rows)


def trainings_of(connection: Connection, connection_id: str, meeting: str) -> list[int]:
    """List the trainings that a meeting serves; several may share one."""
    made = select(bindings.c.training_id).where(
        bindings.c.kind == MEETING,
        bindings.c.connection_id == connection_id,
        bindings.c.remote_id == meeting,
        bindings.c.training_id.is_not(None),
    )
    linked = select(meeting_links.c.training_id).where(
        meeting_links.c.connection_id == connection_id, meeting_links.c.meeting == meeting
    )
    return sorted(connection.execute(made.union(linked)).scalars())


def link(
    connection: Connection,
    connection_id: str,
    meeting: str,
    training_id: int,
    actor: str,
    now: datetime,
) -> bool:
    """Let a meeting count for a training too; False when it was linked before."""
    added = connection.execute(
        insert_into(connection, meeting_links)
        .values(
            connection_id=connection_id,
            meeting=meeting,
            training_id=training_id,
            created_at=now,
            created_by=actor,
        )
        .on_conflict_do_nothing()
        .returning(meeting_links.c.training_id)
    )
    return added.one_or_none() is not None


def forget_sightings(
    connection: Connection, before: datetime, limit: int = FORGOTTEN_AT_ONCE
) -> int:
    """Delete what was seen of up to `limit` meetings over before a moment; their stays are kept.

    All of a meeting or nothing: stays are never made anew from half of it.
    """
    last = func.max(sightings.c.at, type_=sightings.c.at.type)
    over = (
        select(sightings.c.occurrence_id)
        .group_by(sightings.c.occurrence_id)
        .having(last < before)
        .limit(limit)
    )
    return connection.execute(
        sightings.delete().where(sightings.c.occurrence_id.in_(over))
    ).rowcount


def _put_occurrences(
    connection: Connection, connection_id: str, marks: Mapping[str, Marks], now: datetime
) -> dict[str, int]:
    """Make or complete held meetings; return their ids by uuid.

    In order of uuid, so that two drains never wait for each other.
    """
    insert = insert_into(connection, occurrences)
    new = insert.excluded
    rows = [
        {
            "connection_id": connection_id,
            "uuid": uuid,
            "meeting": marks[uuid].meeting,
            "host": marks[uuid].host,
            "started_at": marks[uuid].started,
            "ended_at": marks[uuid].ended,
            "version": 0,
            "computed_version": 0,
            "report_state": ReportState.NONE.value,
        }
        for uuid in sorted(marks)
    ]
    started, ended = occurrences.c.started_at, occurrences.c.ended_at
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["connection_id", "uuid"],
            set_={
                "host": case((occurrences.c.host == "", new.host), else_=occurrences.c.host),
                "started_at": _chosen(new.started_at, started, new.started_at < started),
                "ended_at": _chosen(new.ended_at, ended, new.ended_at > ended),
            },
        ),
        rows,
    )
    _keep_trainings(connection, connection_id, {one.meeting for one in marks.values()}, now)
    found = connection.execute(
        select(occurrences.c.uuid, occurrences.c.id).where(
            occurrences.c.connection_id == connection_id, occurrences.c.uuid.in_(sorted(marks))
        )
    )
    return {uuid: number for uuid, number in found}


def _keep_trainings(
    connection: Connection, connection_id: str, meetings: Collection[str], now: datetime
) -> None:
    """Link meetings that were held to the trainings they are bound to now, for good.

    A binding follows the meeting that is wanted next: when one is deleted and made anew at noon,
    the morning would belong to nobody.
    """
    bound = select(
        bindings.c.connection_id,
        bindings.c.remote_id,
        bindings.c.training_id,
        literal(now, meeting_links.c.created_at.type),
        literal(HELD),
    ).where(
        bindings.c.connection_id == connection_id,
        bindings.c.kind == MEETING,
        bindings.c.remote_id.in_(sorted(meetings)),
        bindings.c.training_id.is_not(None),
    )
    columns = ("connection_id", "meeting", "training_id", "created_at", "created_by")
    linked = insert_into(connection, meeting_links).from_select(columns, bound)
    connection.execute(linked.on_conflict_do_nothing())


def _chosen(
    new: ColumnElement[datetime], old: ColumnElement[datetime], better: ColumnElement[bool]
) -> ColumnElement[datetime]:
    """The new moment where it is the better one or the only one, else the old one."""
    return case((or_(old.is_(None), better), func.coalesce(new, old)), else_=old)


def _put_report(
    connection: Connection, occurrence_id: int, state: ReportState, now: datetime
) -> None:
    connection.execute(
        update(occurrences)
        .where(occurrences.c.id == occurrence_id)
        .values(report_state=state.value, reported_at=now)
    )


def _sighting_row(inbox_id: int, occurrence_id: int, one: Sighting) -> dict[str, Any]:
    return {
        "inbox_id": inbox_id,
        "occurrence_id": occurrence_id,
        "kind": one.kind.value,
        "at": one.at,
        "leg": one.leg,
        "parent_leg": one.parent_leg,
        "bound_leg": one.bound_leg,
        "participant": one.participant,
        "name": one.name,
        "email": one.email,
        "registrant_id": one.registrant_id,
        "login": one.login,
        "phone": one.phone,
    }


def _sightings_of(connection: Connection, occurrence_id: int) -> list[Sighting]:
    c = sightings.c
    rows = connection.execute(
        select(
            c.kind, c.at, c.leg, c.parent_leg, c.bound_leg, c.participant, c.name, c.email,
            c.registrant_id, c.login, c.phone,
        ).where(c.occurrence_id == occurrence_id)
    )  # fmt: skip
    kinds = {kind.value: kind for kind in SightingKind}
    return [Sighting(kinds[kind], *rest) for kind, *rest in rows]


def _replace(
    connection: Connection, occurrence_id: int, source: Source, wanted: Iterable[Stay]
) -> None:
    """Let the stays of one source be exactly these; rows that stay the same are not touched."""
    of_source = and_(stays.c.occurrence_id == occurrence_id, stays.c.source == source.value)
    gone: dict[Stay, list[int]] = defaultdict(list)
    for number, *values in connection.execute(select(stays.c.id, *_STAY).where(of_source)):
        gone[_stay(values)].append(number)
    added = []
    for stay in wanted:
        if same := gone.get(stay):
            same.pop()
        else:
            added.append(_stay_row(occurrence_id, source, stay))
    if old := [number for numbers in gone.values() for number in numbers]:
        _delete_stays(connection, old)
    if added:
        connection.execute(stays.insert(), added)


def _delete_stays(connection: Connection, numbers: Sequence[int], at_once: int = 1000) -> None:
    for first in range(0, len(numbers), at_once):
        connection.execute(stays.delete().where(stays.c.id.in_(numbers[first : first + at_once])))


def _stay_row(occurrence_id: int, source: Source, stay: Stay) -> dict[str, Any]:
    return {
        "occurrence_id": occurrence_id,
        "source": source.value,
        "leg": stay.leg,
        "participant": stay.participant,
        "bound_leg": stay.bound_leg,
        "room": stay.room,
        "joined_at": stay.joined,
        "left_at": stay.left,
        "joined_known": stay.joined_known,
        "left_known": stay.left_known,
        "names": list(stay.names),
        "email": stay.email,
        "registrant_id": stay.registrant_id,
        "login": stay.login,
        "phone": stay.phone,
    }


_STAY = (
    stays.c.leg,
    stays.c.joined_at,
    stays.c.left_at,
    stays.c.joined_known,
    stays.c.left_known,
    stays.c.room,
    stays.c.participant,
    stays.c.bound_leg,
    cast(stays.c.names, Text),
    stays.c.email,
    stays.c.registrant_id,
    stays.c.login,
    stays.c.phone,
)
"""The columns of a stay, in the order of its fields; a page reads thousands of rows."""

_SOURCES = {source.value: source for source in Source}


def _stays(
    connection: Connection, where: ColumnElement[bool]
) -> Iterable[tuple[int, Source, Stay]]:
    query = select(stays.c.occurrence_id, stays.c.source, *_STAY).where(where)
    rows = connection.execute(query.order_by(stays.c.joined_at, stays.c.id))
    return [(row[0], _SOURCES[row[1]], _stay(row[2:])) for row in rows]


def _stay(values: Sequence[Any]) -> Stay:
    fields = list(values)
    fields[8] = _names(fields[8])
    return Stay(*fields)


@lru_cache(maxsize=10_000)
def _names(written: str) -> tuple[str, ...]:
    """Read the names of a stay; the same people come day after day."""
    return tuple(json.loads(written))


def _held(row: Row[Any], by_place: Mapping[tuple[int, Source], Sequence[Stay]]) -> Held:
    reported = row.report_state == ReportState.COMPLETE.value
    there = [source for source in _BEST_FIRST if by_place.get((row.id, source))]
    best = Source.REPORT if reported else (there[0] if there else Source.WEBHOOK)
    return Held(
        id=row.id,
        uuid=row.uuid,
        meeting=row.meeting,
        started=row.started_at,
        ended=row.ended_at,
        source=best,
        final=best is not Source.WEBHOOK,
        stays=tuple(by_place.get((row.id, best), ())),
        host=row.host,
    )


def _occurrence(row: Row[Any]) -> Occurrence:
    return Occurrence(
        row.id,
        row.connection_id,
        row.uuid,
        row.meeting,
        row.started_at,
        row.ended_at,
        ReportState(row.report_state),
    )
