"""Queries about attendance: decisions, claims, marks, sign-ins, disruptions; nothing measured."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from connector.domain.attendance import (
    Denominator,
    Disruption,
    HandMark,
    Mark,
    SignIn,
    SignInSource,
)
from connector.domain.attribution import Decided, Verdict
from connector.store.engine import insert_into
from connector.store.keys import number_of, seat_key
from connector.store.tables import claims, decisions, disruptions, marks, seats, sign_ins

EMAIL, LOGIN, PHONE = "email", "login", "phone"
"""Kinds of claims: what a person was found to use, whichever training they sit in."""


@dataclass(frozen=True)
class StoredDecision:
    """A decision with who made it, when and why; `undone_by` is "" while it is in force."""

    decided: Decided
    training_id: int
    reason: str
    actor: str
    at: datetime
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True)
class StoredMark:
    """A mark by hand, in force or taken back."""

    mark: HandMark
    training_id: int
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True)
class StoredDisruption:
    """A disruption with who noted and who decided it."""

    disruption: Disruption
    training_id: int
    actor: str
    at: datetime
    decided_by: str
    undone_by: str


@dataclass(frozen=True)
class Elsewhere:
    """A seat that one of a training's persons has in another training."""

    seat: str
    person: str
    training_id: int


def decide(
    connection: Connection,
    training_id: int,
    *,
    card: str,
    held: int | None,
    verdict: Verdict,
    decided_seats: Sequence[str],
    reason: str,
    actor: str,
    now: datetime,
) -> int:
    """Store a decision; return its id. Earlier ones stay: the latest in force counts."""
    row = connection.execute(
        decisions.insert()
        .values(
            training_id=training_id,
            occurrence_id=held,
            card=card,
            verdict=verdict.value,
            seats=list(decided_seats),
            reason=reason,
            actor=actor,
            at=now,
        )
        .returning(decisions.c.id)
    ).one()
    return int(row.id)


def decisions_of(
    connection: Connection, training_id: int, *, in_force: bool = True
) -> list[StoredDecision]:
    """List a training's decisions, the oldest first."""
    query = select(decisions).where(decisions.c.training_id == training_id)
    if in_force:
        query = query.where(decisions.c.undone_at.is_(None))
    return [_decision(row) for row in connection.execute(query.order_by(decisions.c.id))]


def decision(connection: Connection, decision_id: int) -> StoredDecision | None:
    row = connection.execute(select(decisions).where(decisions.c.id == decision_id)).one_or_none()
    return None if row is None else _decision(row)


def undo_decision(connection: Connection, decision_id: int, *, actor: str, now: datetime) -> bool:
    """Take a decision back; False when it was taken back before."""
    return _undo(connection, decisions, decision_id, actor, now)


def claim(
    connection: Connection, kind: str, value: str, person_id: int, *, actor: str, now: datetime
) -> None:
    """Note that a person uses an address, account or number; said again it changes nothing."""
    connection.execute(
        insert_into(connection, claims)
        .values(kind=kind, value=value, person_id=person_id, actor=actor, at=now)
        .on_conflict_do_nothing(index_elements=["kind", "value", "person_id"])
    )


def unclaim(connection: Connection, kind: str, value: str, person_id: int, *, at: datetime) -> None:
    """Forget a claim that was made at that moment; one made on other grounds stays."""
    connection.execute(
        claims.delete().where(
            claims.c.kind == kind,
            claims.c.value == value,
            claims.c.person_id == person_id,
            claims.c.at == at,
        )
    )


def claimed_by(connection: Connection, training_id: int) -> dict[str, dict[str, int]]:
    """Return kind → value → person id, for persons seated in a training.

    A value that two persons claim, wherever they sit, identifies nobody and is left out.
    """
    here = select(seats.c.person_id).where(seats.c.training_id == training_id)
    values = select(claims.c.value).where(claims.c.person_id.in_(here))
    found: dict[tuple[str, str], set[int]] = {}
    for row in connection.execute(select(claims).where(claims.c.value.in_(values))):
        found.setdefault((row.kind, row.value), set()).add(row.person_id)
    told: dict[str, dict[str, int]] = {EMAIL: {}, LOGIN: {}, PHONE: {}}
    for (kind, value), people in found.items():
        if len(people) == 1:
            told.setdefault(kind, {})[value] = people.pop()
    return told


def put_mark(
    connection: Connection,
    training_id: int,
    *,
    seat: str,
    session: str,
    mark: Mark,
    reason: str,
    evidence: int | None,
    actor: str,
    now: datetime,
) -> int:
    """Mark a seat at a session; the mark in force before is taken back, and kept."""
    for row in connection.execute(
        select(marks.c.id).where(
            marks.c.seat_id == number_of(seat),
            marks.c.session_key == session,
            marks.c.undone_at.is_(None),
        )
    ).all():
        _undo(connection, marks, row.id, actor, now)
    row = connection.execute(
        marks.insert()
        .values(
            training_id=training_id,
            seat_id=number_of(seat),
            session_key=session,
            mark=mark.value,
            reason=reason,
            evidence_id=evidence,
            actor=actor,
            at=now,
        )
        .returning(marks.c.id)
    ).one()
    return int(row.id)


def marks_of(
    connection: Connection, training_id: int, *, in_force: bool = True
) -> list[StoredMark]:
    """List the marks of a training, the oldest first."""
    query = select(marks).where(marks.c.training_id == training_id)
    if in_force:
        query = query.where(marks.c.undone_at.is_(None))
    return [_mark(row) for row in connection.execute(query.order_by(marks.c.id))]


def mark(connection: Connection, mark_id: int) -> StoredMark | None:
    row = connection.execute(select(marks).where(marks.c.id == mark_id)).one_or_none()
    return None if row is None else _mark(row)


def approve_mark(connection: Connection, mark_id: int, *, actor: str, now: datetime) -> None:
    """Let a mark in force count; the first approval stands."""
    connection.execute(
        update(marks)
        .where(marks.c.id == mark_id, marks.c.approved_at.is_(None), marks.c.undone_at.is_(None))
        .values(approved_by=actor, approved_at=now)
    )


def undo_marks(
    connection: Connection,
    training_id: int,
    named: Collection[str],
    session: str,
    *,
    actor: str,
    now: datetime,
) -> int:
    """Take the marks in force of some seats at a session back, all at once; return how many."""
    return connection.execute(
        update(marks)
        .where(
            marks.c.training_id == training_id,
            marks.c.session_key == session,
            marks.c.seat_id.in_([number_of(seat) for seat in named]),
            marks.c.undone_at.is_(None),
        )
        .values(undone_at=now, undone_by=actor)
    ).rowcount


def sign_in(
    connection: Connection,
    training_id: int,
    *,
    seat: str,
    session: str,
    source: SignInSource,
    now: datetime,
) -> bool:
    """Sign a seat in at a session; False when it had signed in that way before."""
    inserted = connection.execute(
        insert_into(connection, sign_ins)
        .values(
            training_id=training_id,
            seat_id=number_of(seat),
            session_key=session,
            source=source.value,
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["seat_id", "session_key", "source"])
        .returning(sign_ins.c.id)
    ).one_or_none()
    return inserted is not None


def sign_ins_of(connection: Connection, training_id: int) -> list[SignIn]:
    """List who signed in at which session, the earliest first."""
    rows = connection.execute(
        select(sign_ins)
        .where(sign_ins.c.training_id == training_id)
        .order_by(sign_ins.c.at, sign_ins.c.id)
    )
    return [
        SignIn(seat_key(row.seat_id), row.session_key, SignInSource(row.source), row.at)
        for row in rows
    ]


def add_disruption(
    connection: Connection,
    training_id: int,
    *,
    start: datetime,
    end: datetime,
    named: Iterable[str],
    reason: str,
    denominator: Denominator,
    actor: str,
    now: datetime,
) -> int:
    """Note that power or network was cut for named seats; return its id."""
    decided = denominator is not Denominator.OPEN
    row = connection.execute(
        disruptions.insert()
        .values(
            training_id=training_id,
            starts_at=start,
            ends_at=end,
            seats=sorted(named),
            reason=reason,
            denominator=denominator.value,
            actor=actor,
            at=now,
            decided_by=actor if decided else None,
            decided_at=now if decided else None,
        )
        .returning(disruptions.c.id)
    ).one()
    return int(row.id)


def decide_disruption(
    connection: Connection,
    disruption_id: int,
    denominator: Denominator,
    *,
    actor: str,
    now: datetime,
) -> None:
    connection.execute(
        update(disruptions)
        .where(disruptions.c.id == disruption_id)
        .values(denominator=denominator.value, decided_by=actor, decided_at=now)
    )


def undo_disruption(
    connection: Connection, disruption_id: int, *, actor: str, now: datetime
) -> bool:
    return _undo(connection, disruptions, disruption_id, actor, now)


def disruptions_of(
    connection: Connection, training_id: int, *, in_force: bool = True
) -> list[StoredDisruption]:
    """List a training's disruptions in order of time."""
    query = select(disruptions).where(disruptions.c.training_id == training_id)
    if in_force:
        query = query.where(disruptions.c.undone_at.is_(None))
    ordered = query.order_by(disruptions.c.starts_at, disruptions.c.id)
    return [_disruption(row) for row in connection.execute(ordered)]


def elsewhere(connection: Connection, training_id: int, others: Collection[int]) -> list[Elsewhere]:
    """List the seats that this training's persons have in some other trainings."""
    here = select(seats.c.person_id).where(seats.c.training_id == training_id)
    rows = connection.execute(
        select(seats.c.id, seats.c.person_id, seats.c.training_id).where(
            seats.c.training_id.in_(others),
            seats.c.training_id != training_id,
            seats.c.person_id.in_(here),
        )
    )
    return [Elsewhere(seat_key(row.id), f"person:{row.person_id}", row.training_id) for row in rows]


def _undo(connection: Connection, table: Table, row_id: int, actor: str, now: datetime) -> bool:
    changed = connection.execute(
        update(table)
        .where(table.c.id == row_id, table.c.undone_at.is_(None))
        .values(undone_at=now, undone_by=actor)
    )
    return changed.rowcount == 1


def _decision(row: Row[Any]) -> StoredDecision:
    decided = Decided(row.id, row.card, row.occurrence_id, Verdict(row.verdict), tuple(row.seats))
    return StoredDecision(
        decided, row.training_id, row.reason, row.actor, row.at, row.undone_by or "", row.undone_at
    )


def _mark(row: Row[Any]) -> StoredMark:
    hand = HandMark(
        id=row.id,
        seat=seat_key(row.seat_id),
        session=row.session_key,
        mark=Mark(row.mark),
        reason=row.reason,
        actor=row.actor,
        at=row.at,
        evidence=row.evidence_id,
        approved_by=row.approved_by or "",
    )
    return StoredMark(hand, row.training_id, row.undone_by or "", row.undone_at)


def _disruption(row: Row[Any]) -> StoredDisruption:
    noted = Disruption(
        id=row.id,
        start=row.starts_at,
        end=row.ends_at,
        seats=frozenset(row.seats),
        reason=row.reason,
        denominator=Denominator(row.denominator),
    )
    return StoredDisruption(
        noted, row.training_id, row.actor, row.at, row.decided_by or "", row.undone_by or ""
    )
