"""Queries about signatures that are asked for: batches, and one row for each place on a paper.

Whoever may ask for a signature is who changes the row from OPEN (or REFUSED) to SENT: a
conditional update lets exactly one through. Nothing here calls anybody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, select, update

from connector.domain.certificates import CertificateKind, CertificateState
from connector.store.engine import insert_into
from connector.store.tables import certificates, signing_batches, signings


class SigningState(StrEnum):
    """Where one signature stands."""

    OPEN = "open"
    SENT = "sent"
    """Stored before the call: whoever finds it later knows that the call may have been made."""
    HANDED = "handed_out"
    """A person took the file along and brings it back."""
    SIGNED = "signed"
    REFUSED = "refused"
    """The signer said no and nothing was signed; may be asked again."""
    UNKNOWN = "unknown"
    """Nobody knows whether it was signed; a person decides."""


CLAIMABLE = (SigningState.OPEN, SigningState.REFUSED)
UNSETTLED = (SigningState.SENT, SigningState.UNKNOWN)
"""A call was made, or may have been."""


@dataclass(frozen=True)
class Batch:
    """What one official signs at one place of all certificates of a training and kind."""

    id: int
    training_id: int
    kind: CertificateKind
    slot: int
    """1 for the first signature on each paper."""
    official_id: int
    signer: str
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None


@dataclass(frozen=True)
class Signing:
    """One signature on one certificate."""

    id: int
    batch_id: int
    certificate_id: int
    slot: int
    state: SigningState
    code: str
    """Why it was refused or is unknown, in the signer's codes or ours; "" otherwise."""
    params: Mapping[str, str | int]
    sha_before: str
    sha_after: str
    attempts: int
    actor: str
    asked_at: datetime | None
    answered_at: datetime | None
    verification: Mapping[str, Any] | None


@dataclass(frozen=True)
class Answer:
    """What became of a signature that was asked for."""

    state: SigningState
    code: str = ""
    params: Mapping[str, str | int] | None = None
    sha_after: str = ""
    verification: Mapping[str, Any] | None = None


def hold(connection: Connection, certificate_ids: Collection[int]) -> dict[int, str]:
    """Lock certificates to the end of the transaction, in order of id; return their states."""
    rows = connection.execute(
        select(certificates.c.id, certificates.c.state)
        .where(certificates.c.id.in_(certificate_ids))
        .order_by(certificates.c.id)
        .with_for_update()
    )
    return {row.id: row.state for row in rows}


def add_batch(
    connection: Connection,
    training_id: int,
    kind: CertificateKind,
    slot: int,
    official_id: int,
    signer: str,
    *,
    actor: str,
    now: datetime,
) -> Batch:
    """Open a batch; whether there is one already is for who holds the training's lock."""
    row = connection.execute(
        signing_batches.insert()
        .values(
            training_id=training_id,
            kind=kind.value,
            slot=slot,
            official_id=official_id,
            signer=signer,
            opened_by=actor,
            opened_at=now,
        )
        .returning(signing_batches)
    ).one()
    return _batch(row)


def batch(connection: Connection, batch_id: int) -> Batch | None:
    row = connection.execute(
        select(signing_batches).where(signing_batches.c.id == batch_id)
    ).one_or_none()
    return None if row is None else _batch(row)


def batches_of(
    connection: Connection, training_id: int, kind: CertificateKind | None = None
) -> list[Batch]:
    """List the batches of a training, open and closed, the oldest first."""
    query = select(signing_batches).where(signing_batches.c.training_id == training_id)
    if kind is not None:
        query = query.where(signing_batches.c.kind == kind.value)
    return [_batch(row) for row in connection.execute(query.order_by(signing_batches.c.id))]


def close_batch(connection: Connection, batch_id: int, *, actor: str, now: datetime) -> bool:
    """Close a batch; False when it was closed before."""
    closed = connection.execute(
        update(signing_batches)
        .where(signing_batches.c.id == batch_id, signing_batches.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=actor)
    ).rowcount
    return bool(closed)


def add(
    connection: Connection, batch_id: int, slot: int, before: Mapping[int, str], *, actor: str
) -> None:
    """Put certificates (id → sha256 of what is to be signed) into a batch.

    A certificate whose row stands in an older batch moves over with it, unless it is signed.
    """
    for certificate_id, digest in sorted(before.items()):
        connection.execute(
            insert_into(connection, signings)
            .values(
                batch_id=batch_id,
                certificate_id=certificate_id,
                slot=slot,
                state=SigningState.OPEN.value,
                sha_before=digest,
                attempts=0,
                actor=actor,
            )
            .on_conflict_do_update(
                index_elements=["certificate_id", "slot"],
                set_={"batch_id": batch_id},
                where=signings.c.state != SigningState.SIGNED.value,
            )
        )


def get(connection: Connection, signing_id: int) -> Signing | None:
    row = connection.execute(select(signings).where(signings.c.id == signing_id)).one_or_none()
    return None if row is None else _signing(row)


def of_batch(connection: Connection, batch_id: int) -> list[Signing]:
    """List the signatures of a batch in order of certificate."""
    rows = connection.execute(
        select(signings).where(signings.c.batch_id == batch_id).order_by(signings.c.certificate_id)
    )
    return [_signing(row) for row in rows]


def in_batch(connection: Connection, batch_id: int, certificate_id: int) -> Signing | None:
    """Return a certificate's signature in a batch."""
    row = connection.execute(
        select(signings).where(
            signings.c.batch_id == batch_id, signings.c.certificate_id == certificate_id
        )
    ).one_or_none()
    return None if row is None else _signing(row)


def of_certificates(
    connection: Connection, certificate_ids: Collection[int]
) -> dict[int, list[Signing]]:
    """Return the signatures of certificates, in order of slot, by certificate."""
    found: dict[int, list[Signing]] = {}
    rows = connection.execute(
        select(signings)
        .where(signings.c.certificate_id.in_(certificate_ids))
        .order_by(signings.c.certificate_id, signings.c.slot)
    )
    for row in rows:
        found.setdefault(row.certificate_id, []).append(_signing(row))
    return found


def counts(connection: Connection, training_id: int) -> dict[int, dict[SigningState, int]]:
    """Count the signatures of a training's batches by state, by batch."""
    rows = connection.execute(
        select(signings.c.batch_id, signings.c.state, func.count().label("number"))
        .join(signing_batches, signing_batches.c.id == signings.c.batch_id)
        .where(signing_batches.c.training_id == training_id)
        .group_by(signings.c.batch_id, signings.c.state)
    )
    found: dict[int, dict[SigningState, int]] = {}
    for row in rows:
        found.setdefault(row.batch_id, {})[SigningState(row.state)] = row.number
    return found


def awaiting(connection: Connection) -> list[tuple[int, CertificateKind]]:
    """List trainings (ids) and kinds of which anything awaits a signature, the oldest first."""
    rows = connection.execute(
        select(certificates.c.training_id, certificates.c.kind)
        .where(certificates.c.state == CertificateState.AWAITING.value)
        .distinct()
        .order_by(certificates.c.training_id, certificates.c.kind)
    )
    return [(row.training_id, CertificateKind(row.kind)) for row in rows]


def left(connection: Connection, batch_id: int) -> int:
    """Count what of a batch is neither signed nor withdrawn."""
    unsigned = [CertificateState.NUMBERED.value, CertificateState.AWAITING.value]
    return connection.execute(
        select(func.count())
        .select_from(signings)
        .join(certificates, certificates.c.id == signings.c.certificate_id)
        .where(
            signings.c.batch_id == batch_id,
            signings.c.state != SigningState.SIGNED.value,
            certificates.c.state.in_(unsigned),
        )
    ).scalar_one()


def claim(
    connection: Connection, signing_id: int, *, sha_before: str, actor: str, now: datetime
) -> int | None:
    """Take the right to ask for a signature; return which attempt it is, None for who lost.

    Commit before the call: from then on the row says that it may have been made.
    """
    row = connection.execute(
        update(signings)
        .where(signings.c.id == signing_id, _in(CLAIMABLE))
        .values(
            state=SigningState.SENT.value,
            reason=None,
            sha_before=sha_before,
            attempts=signings.c.attempts + 1,
            actor=actor,
            asked_at=now,
            answered_at=None,
        )
        .returning(signings.c.attempts)
    ).one_or_none()
    return None if row is None else int(row.attempts)


def answer(
    connection: Connection,
    signing_id: int,
    attempt: int,
    told: Answer,
    *,
    now: datetime,
    states: Sequence[SigningState] = (SigningState.SENT, SigningState.UNKNOWN, SigningState.OPEN),
) -> bool:
    """Note how an attempt ended; False when a later attempt has begun, or it is signed.

    A late answer to a call that was given up (UNKNOWN), and not made again since, still counts.
    """
    changed = connection.execute(
        update(signings)
        .where(signings.c.id == signing_id, signings.c.attempts == attempt, _in(states))
        .values(
            state=told.state.value,
            reason={"code": told.code, "params": dict(told.params or {})} if told.code else None,
            sha_after=told.sha_after or None,
            verification=None if told.verification is None else dict(told.verification),
            answered_at=now,
        )
    ).rowcount
    return bool(changed)


def hand_out(
    connection: Connection, batch_id: int, before: Mapping[int, str], *, actor: str, now: datetime
) -> None:
    """Note that a person took files along (certificate id → sha256); signed ones stay signed."""
    for certificate_id, digest in sorted(before.items()):
        connection.execute(
            update(signings)
            .where(
                signings.c.batch_id == batch_id,
                signings.c.certificate_id == certificate_id,
                _in((*CLAIMABLE, SigningState.HANDED)),
            )
            .values(
                state=SigningState.HANDED.value,
                reason=None,
                sha_before=digest,
                attempts=signings.c.attempts
                + case((signings.c.state == SigningState.HANDED.value, 0), else_=1),
                actor=actor,
                asked_at=now,
            )
        )


def give_up(connection: Connection, signing_id: int, before: datetime, code: str) -> bool:
    """Call a signature unknown that was sent before a moment and never answered."""
    changed = connection.execute(
        update(signings)
        .where(
            signings.c.id == signing_id,
            signings.c.state == SigningState.SENT.value,
            signings.c.asked_at < before,
        )
        .values(state=SigningState.UNKNOWN.value, reason={"code": code, "params": {}})
    ).rowcount
    return bool(changed)


def reopen(
    connection: Connection, signing_ids: Collection[int], states: Sequence[SigningState]
) -> int:
    """Let signatures in some states be asked for again; return how many."""
    return connection.execute(
        update(signings)
        .where(signings.c.id.in_(signing_ids), _in(states))
        .values(state=SigningState.OPEN.value, reason=None)
    ).rowcount


def _in(states: Sequence[SigningState]) -> ColumnElement[bool]:
    return signings.c.state.in_([state.value for state in states])


def _batch(row: Row[Any]) -> Batch:
    return Batch(**{**row._asdict(), "kind": CertificateKind(row.kind)})


def _signing(row: Row[Any]) -> Signing:
    reason = row.reason or {"code": "", "params": {}}
    return Signing(
        id=row.id,
        batch_id=row.batch_id,
        certificate_id=row.certificate_id,
        slot=row.slot,
        state=SigningState(row.state),
        code=str(reason["code"]),
        params=reason["params"],
        sha_before=row.sha_before,
        sha_after=row.sha_after or "",
        attempts=row.attempts,
        actor=row.actor,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        verification=row.verification,
    )
