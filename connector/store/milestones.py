"""Queries about what a training's own records show: which milestones it reached, and when.

Level-triggered: asked anew each time, from what the store holds; nothing is remembered here, so
that a milestone that falls back (an approval withdrawn, a timetable prolonged) is simply not there
any more. Some ten queries however many trainings are asked about; those of reports stand with the
reports (`store.reports.reached`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from connector.domain.certificates import CertificateKind
from connector.domain.procedures import Milestone
from connector.domain.sessions import COUNTED
from connector.store import reports
from connector.store.plans import PlanState
from connector.store.rosters import RosterKind
from connector.store.tables import approvals, archives, certificates, plans, rosters, sessions

Moments = dict[int, datetime]
"""Training id → when."""

DAY = "day"
"""Kind of an archive that holds one class day."""

LISTS = (CertificateKind.STTP, CertificateKind.PARTICIPATION)
"""Whose list counts for a training: the first kind that was ever approved there."""


def reached(
    connection: Connection,
    training_ids: Collection[int],
    now: datetime,
    wanted: Collection[str] | None = None,
) -> dict[int, dict[str, datetime]]:
    """Return the milestones each training has reached by now and not lost, with their moments.

    `wanted` names those that matter to the caller; the others are not asked for.
    """
    found: dict[int, dict[str, datetime]] = {one: {} for one in training_ids}
    if not found:
        return found
    sources: Mapping[tuple[Milestone, ...], Callable[[], tuple[Moments, ...]]] = {
        (
            Milestone.ROSTER_CONFIRMED,
            Milestone.PLAN_VERIFIED,
            Milestone.TIMETABLE_PUBLISHED,
        ): lambda: _registered(connection, found),
        (
            Milestone.FIRST_SESSION_BEGUN,
            Milestone.LAST_SESSION_OVER,
            Milestone.DAYS_ARCHIVED,
        ): lambda: _held(connection, found, now),
        (
            Milestone.LIST_APPROVED,
            Milestone.CERTIFICATES_SIGNED,
            Milestone.CERTIFICATES_ARCHIVED,
        ): lambda: _certified(connection, found),
    }
    for names, ask in sources.items():
        if wanted is None or not set(names).isdisjoint(wanted):
            for name, moments in zip(names, ask(), strict=True):
                for training_id, at in moments.items():
                    found[training_id][name.value] = at
    if wanted is None or any(name.startswith("report.") for name in wanted):
        for training_id, states in reports.reached(connection, training_ids).items():
            found[training_id].update(states)
    return found


def schedules(
    connection: Connection, training_ids: Collection[int]
) -> dict[int, tuple[datetime, datetime]]:
    """Return start of the first and end of the last session, where there is a timetable."""
    rows = connection.execute(
        select(
            sessions.c.training_id,
            func.min(sessions.c.starts_at).label("first"),
            func.max(sessions.c.ends_at).label("last"),
        )
        .where(sessions.c.training_id.in_(training_ids), sessions.c.removed_at.is_(None))
        .group_by(sessions.c.training_id)
    )
    return {row.training_id: (row.first, row.last) for row in rows}


def _registered(connection: Connection, training_ids: Collection[int]) -> tuple[Moments, ...]:
    """Participants taken over; a plan made after that and verified; the timetable likewise."""
    people = _first_taken(connection, training_ids, RosterKind.PARTICIPANTS)
    timetable = _first_taken(connection, training_ids, RosterKind.TIMETABLE)
    verified = connection.execute(
        select(plans.c.training_id, plans.c.created_at, plans.c.finished_at)
        .where(
            plans.c.training_id.in_(training_ids),
            plans.c.state == PlanState.VERIFIED.value,
            plans.c.finished_at.is_not(None),
        )
        .order_by(plans.c.finished_at)
    ).all()
    with_people, with_timetable = Moments(), Moments()
    for training_id, made, finished in verified:
        if training_id in people and made >= people[training_id]:
            with_people.setdefault(training_id, finished)
        if training_id in timetable and made >= timetable[training_id]:
            with_timetable.setdefault(training_id, finished)
    return people, with_people, with_timetable


def _first_taken(
    connection: Connection, training_ids: Collection[int], kind: RosterKind
) -> Moments:
    rows = connection.execute(
        select(rosters.c.training_id, func.min(rosters.c.created_at).label("at"))
        .where(rosters.c.training_id.in_(training_ids), rosters.c.kind == kind.value)
        .group_by(rosters.c.training_id)
    )
    return {row.training_id: row.at for row in rows}


def _held(
    connection: Connection, training_ids: Collection[int], now: datetime
) -> tuple[Moments, ...]:
    known = schedules(connection, training_ids)
    begun = {one: first for one, (first, _last) in known.items() if first <= now}
    over = {one: last for one, (_first, last) in known.items() if last <= now}
    return begun, over, _archived_days(connection, over)


def _archived_days(connection: Connection, over: Moments) -> Moments:
    """Return when the last of its days was archived, for trainings that are over, first versions.

    Days count on which attendance is kept.
    """
    days: dict[int, set[date]] = {}
    for slot in connection.execute(
        select(sessions.c.training_id, sessions.c.date)
        .where(
            sessions.c.training_id.in_(list(over)),
            sessions.c.removed_at.is_(None),
            sessions.c.kind.in_([kind.value for kind in COUNTED]),
        )
        .distinct()
    ):
        days.setdefault(slot.training_id, set()).add(slot.date)
    kept: dict[int, dict[date, datetime]] = {}
    for row in connection.execute(
        select(archives.c.training_id, archives.c.day, func.min(archives.c.created_at).label("at"))
        .where(archives.c.training_id.in_(list(over)), archives.c.kind == DAY)
        .group_by(archives.c.training_id, archives.c.day)
    ):
        kept.setdefault(row.training_id, {})[row.day] = row.at
    found = Moments()
    for training_id, met in days.items():
        there = kept.get(training_id, {})
        if met <= there.keys():
            found[training_id] = max(there[day] for day in met)
    return found


def _certified(connection: Connection, training_ids: Collection[int]) -> tuple[Moments, ...]:
    """The list that stands; when everybody on it had a signed, an archived certificate.

    Somebody whose certificate was replaced later had theirs: it does not fall back for that.
    """
    approved, standing = _standing_lists(connection, training_ids)
    rows = connection.execute(
        select(
            certificates.c.training_id,
            certificates.c.kind,
            certificates.c.person_id,
            func.min(certificates.c.signed_at).label("signed"),
            func.min(certificates.c.archived_at).label("archived"),
        )
        .where(
            certificates.c.training_id.in_(list(standing)), certificates.c.signed_at.is_not(None)
        )
        .group_by(certificates.c.training_id, certificates.c.kind, certificates.c.person_id)
    )
    signed: dict[int, dict[int, datetime]] = {}
    archived: dict[int, dict[int, datetime]] = {}
    for row in rows:
        if row.kind == standing[row.training_id][1]:
            signed.setdefault(row.training_id, {})[row.person_id] = row.signed
            if row.archived is not None:
                archived.setdefault(row.training_id, {})[row.person_id] = row.archived
    # Lists are long: only those are read of which somebody's certificate is signed.
    listed = _listed_people(connection, [standing[one][0] for one in signed])
    people = {one: listed[standing[one][0]] for one in signed}
    return approved, _everybody(people, signed), _everybody(people, archived)


def _standing_lists(
    connection: Connection, training_ids: Collection[int]
) -> tuple[Moments, dict[int, tuple[int, str]]]:
    """Return since when a list stands without a break, and the newest version with its kind.

    A withdrawn version takes the older ones with it (`store.approvals.latest`).
    """
    rows = connection.execute(
        select(
            approvals.c.training_id,
            approvals.c.kind,
            approvals.c.id,
            approvals.c.at,
            approvals.c.withdrawn_at,
        )
        .where(
            approvals.c.training_id.in_(training_ids),
            approvals.c.kind.in_([kind.value for kind in LISTS]),
        )
        .order_by(approvals.c.training_id, approvals.c.version)
    ).all()
    order = [kind.value for kind in LISTS]
    counting: dict[int, str] = {}
    for row in rows:
        counting[row.training_id] = min(
            row.kind, counting.get(row.training_id, row.kind), key=order.index
        )
    since, newest = Moments(), dict[int, tuple[int, str]]()
    for row in rows:
        if row.kind != counting[row.training_id]:
            continue
        if row.withdrawn_at is not None:
            since.pop(row.training_id, None)
            newest.pop(row.training_id, None)
        else:
            since.setdefault(row.training_id, row.at)
            newest[row.training_id] = row.id, row.kind
    return since, newest


def _listed_people(connection: Connection, approval_ids: Collection[int]) -> dict[int, set[int]]:
    """Return who is on each list, by the person's id."""
    rows = connection.execute(
        select(approvals.c.id, approvals.c.content).where(approvals.c.id.in_(approval_ids))
    )
    return {row.id: {int(one["person"]) for one in row.content["rows"]} for row in rows}


def _everybody(
    people: Mapping[int, set[int]], had: Mapping[int, Mapping[int, datetime]]
) -> Moments:
    """Return when the last of the people on each list had theirs, where all of them have."""
    return {
        training_id: max(had[training_id][person] for person in listed)
        for training_id, listed in people.items()
        if listed and listed <= had.get(training_id, {}).keys()
    }
