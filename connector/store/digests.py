"""Queries about daily digests: one row a person and day; nothing is written or sent here.

A row is claimed before anything leaves the house and answered afterwards. A row that stays
claimed died with its sender: nobody knows whether it was sent, and it is not sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from connector.store.engine import insert_into
from connector.store.tables import digests

DAILY = "daily"
"""The only kind: one message a person, with their own tasks and what is late below them."""


class DigestState(StrEnum):
    NOTHING = "nothing"
    """There was nothing to say that morning."""
    WAITING = "waiting"
    """The server asked to come again."""
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """Everything was handed over and nobody answered; never repeated."""


@dataclass(frozen=True)
class StoredDigest:
    """What became of one person's digest of one day."""

    user_id: int
    day: date
    state: DigestState
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    lines: int = 0
    attempts: int = 0
    sent_at: datetime | None = None


def of_day(connection: Connection, day: date) -> dict[int, StoredDigest]:
    """Return a day's digests by user."""
    rows = connection.execute(select(digests).where(digests.c.day == day))
    return {row.user_id: _digest(row) for row in rows}


def latest(connection: Connection) -> dict[int, StoredDigest]:
    """Return everybody's newest digest, days with nothing to say left out."""
    newest = (
        select(func.max(digests.c.id))
        .where(digests.c.state != DigestState.NOTHING.value)
        .group_by(digests.c.user_id)
    )
    rows = connection.execute(select(digests).where(digests.c.id.in_(newest)))
    return {row.user_id: _digest(row) for row in rows}


def note_nothing(connection: Connection, user_id: int, day: date, *, now: datetime) -> None:
    """Write down that a person had nothing due that morning."""
    connection.execute(
        insert_into(connection, digests)
        .values(
            user_id=user_id, day=day, kind=DAILY, state=DigestState.NOTHING.value, lines=0,
            attempts=0, asked_at=now,
        )
        .on_conflict_do_nothing(index_elements=["user_id", "day", "kind"])
    )  # fmt: skip


def claim(
    connection: Connection, user_id: int, day: date, *, lines: int, message_id: str, now: datetime
) -> int | None:
    """Take the right to make the next attempt; return its number, None for who lost."""
    row = connection.execute(
        insert_into(connection, digests)
        .values(
            user_id=user_id, day=day, kind=DAILY, state=DigestState.SENDING.value, lines=lines,
            message_id=message_id, attempts=1, asked_at=now,
        )
        .on_conflict_do_nothing(index_elements=["user_id", "day", "kind"])
        .returning(digests.c.attempts)
    ).one_or_none()  # fmt: skip
    if row is None:
        row = connection.execute(
            update(digests)
            .where(*_one(user_id, day), digests.c.state == DigestState.WAITING.value)
            .values(
                state=DigestState.SENDING.value,
                attempts=digests.c.attempts + 1,
                lines=lines,
                asked_at=now,
            )
            .returning(digests.c.attempts)
        ).one_or_none()
    return None if row is None else int(row.attempts)


def end(
    connection: Connection,
    user_id: int,
    day: date,
    attempt: int,
    state: DigestState,
    code: str = "",
    params: Mapping[str, str | int] | None = None,
    *,
    now: datetime,
) -> bool:
    """Note how an attempt ended; a late answer to one that was given up still counts."""
    changed = connection.execute(
        update(digests)
        .where(
            *_one(user_id, day),
            digests.c.attempts == attempt,
            digests.c.state.in_([DigestState.SENDING.value, DigestState.UNKNOWN.value]),
        )
        .values(
            state=state.value,
            reason={"code": code, "params": dict(params or {})} if code else None,
            sent_at=now if state is DigestState.SENT else None,
        )
    )
    return changed.rowcount == 1


def settle(connection: Connection, day: date, abandoned: datetime) -> None:
    """Write off what hangs: claimed before `abandoned`, or still waiting from an earlier day."""
    connection.execute(
        update(digests)
        .where(digests.c.state == DigestState.SENDING.value, digests.c.asked_at < abandoned)
        .values(state=DigestState.UNKNOWN.value, reason=_reason("digest_interrupted"))
    )
    connection.execute(
        update(digests)
        .where(digests.c.state == DigestState.WAITING.value, digests.c.day < day)
        .values(state=DigestState.REFUSED.value, reason=_reason("digest_gave_up"))
    )


def _one(user_id: int, day: date) -> tuple[Any, ...]:
    return (digests.c.user_id == user_id, digests.c.day == day, digests.c.kind == DAILY)


def _reason(code: str) -> dict[str, Any]:
    return {"code": code, "params": {}}


def _digest(row: Row[Any]) -> StoredDigest:
    reason = row.reason or {"code": "", "params": {}}
    return StoredDigest(
        user_id=row.user_id,
        day=row.day,
        state=DigestState(row.state),
        code=reason["code"],
        params=reason["params"],
        lines=row.lines,
        attempts=row.attempts,
        sent_at=row.sent_at,
    )
