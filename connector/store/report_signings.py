"""Queries about the signature on a version of a report: asked for once, its answer kept.

One row a version. Whoever may ask is who changes it from OPEN (or REFUSED) to SENT; the states
and their meaning are those of certificates (`connector.store.signings`). Nobody is called here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, select, update

from connector.store.engine import insert_into
from connector.store.signings import CLAIMABLE, Answer, SigningState
from connector.store.tables import report_signings


@dataclass(frozen=True)
class ReportSigning:
    """The signature on one version of a report."""

    id: int
    version_id: int
    official_id: int
    signer: str
    state: SigningState
    code: str
    """Why it was refused or is unknown; "" otherwise."""
    params: Mapping[str, str | int]
    sha_before: str
    sha_after: str
    attempts: int
    actor: str
    asked_at: datetime | None
    answered_at: datetime | None
    verification: Mapping[str, Any] | None


def of_version(connection: Connection, version_id: int) -> ReportSigning | None:
    row = connection.execute(
        select(report_signings).where(report_signings.c.version_id == version_id)
    ).one_or_none()
    return None if row is None else _signing(row)


def of_versions(connection: Connection, version_ids: Collection[int]) -> dict[int, ReportSigning]:
    """Return the signatures on some versions, by version."""
    rows = connection.execute(
        select(report_signings).where(report_signings.c.version_id.in_(version_ids))
    )
    return {row.version_id: _signing(row) for row in rows}


def prepare(
    connection: Connection,
    version_id: int,
    official_id: int,
    signer: str,
    *,
    sha_before: str,
    actor: str,
) -> ReportSigning:
    """Return the row of a version's signature, made OPEN where there is none.

    Another way of signing than before takes over a row of which no call is under way.
    """
    connection.execute(
        insert_into(connection, report_signings)
        .values(
            version_id=version_id,
            official_id=official_id,
            signer=signer,
            state=SigningState.OPEN.value,
            sha_before=sha_before,
            attempts=0,
            actor=actor,
        )
        .on_conflict_do_nothing(index_elements=["version_id"])
    )
    connection.execute(
        update(report_signings)
        .where(
            report_signings.c.version_id == version_id,
            report_signings.c.signer != signer,
            _in((*CLAIMABLE, SigningState.HANDED)),
        )
        .values(signer=signer, state=SigningState.OPEN.value, reason=None)
    )
    found = of_version(connection, version_id)
    if found is None:
        raise AssertionError("what was put is there")
    return found


def claim(connection: Connection, signing_id: int, *, actor: str, now: datetime) -> int | None:
    """Take the right to ask, and commit before asking; return which attempt, None for who lost."""
    row = connection.execute(
        update(report_signings)
        .where(report_signings.c.id == signing_id, _in(CLAIMABLE))
        .values(
            state=SigningState.SENT.value,
            reason=None,
            attempts=report_signings.c.attempts + 1,
            actor=actor,
            asked_at=now,
            answered_at=None,
        )
        .returning(report_signings.c.attempts)
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
    """Note how an attempt ended; False when a later one has begun, or it is signed."""
    changed = connection.execute(
        update(report_signings)
        .where(
            report_signings.c.id == signing_id, report_signings.c.attempts == attempt, _in(states)
        )
        .values(
            state=told.state.value,
            reason={"code": told.code, "params": dict(told.params or {})} if told.code else None,
            sha_after=told.sha_after or None,
            verification=None if told.verification is None else dict(told.verification),
            answered_at=now,
        )
    ).rowcount
    return bool(changed)


def hand_out(connection: Connection, signing_id: int, *, actor: str, now: datetime) -> bool:
    """Note that somebody took the paper along; False where a call is under way, or it is signed."""
    changed = connection.execute(
        update(report_signings)
        .where(report_signings.c.id == signing_id, _in((*CLAIMABLE, SigningState.HANDED)))
        .values(
            state=SigningState.HANDED.value,
            reason=None,
            attempts=report_signings.c.attempts
            + case((report_signings.c.state == SigningState.HANDED.value, 0), else_=1),
            actor=actor,
            asked_at=now,
        )
    ).rowcount
    return bool(changed)


def give_up(connection: Connection, signing_id: int, before: datetime, code: str) -> bool:
    """Call a signature unknown that was sent before a moment and never answered."""
    changed = connection.execute(
        update(report_signings)
        .where(
            report_signings.c.id == signing_id,
            report_signings.c.state == SigningState.SENT.value,
            report_signings.c.asked_at < before,
        )
        .values(state=SigningState.UNKNOWN.value, reason={"code": code, "params": {}})
    ).rowcount
    return bool(changed)


def reopen(connection: Connection, signing_id: int) -> bool:
    """Let a signature that nobody knows the end of be asked for again."""
    changed = connection.execute(
        update(report_signings)
        .where(report_signings.c.id == signing_id, _in((SigningState.UNKNOWN,)))
        .values(state=SigningState.OPEN.value, reason=None)
    ).rowcount
    return bool(changed)


def _in(states: Sequence[SigningState]) -> ColumnElement[bool]:
    return report_signings.c.state.in_([state.value for state in states])


def _signing(row: Row[Any]) -> ReportSigning:
    reason = row.reason or {"code": "", "params": {}}
    values = {**row._asdict(), "state": SigningState(row.state), "sha_after": row.sha_after or ""}
    del values["reason"]
    return ReportSigning(**values, code=str(reason["code"]), params=reason["params"])
