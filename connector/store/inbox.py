"""Queries about the inbox behind the door: claim by lease, settle, look, replay, forget.

What an event means is not known here. A claimed row stays `waiting`: a lease that ran out is
claimable by itself (facts: tech §1.4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Update,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    update,
)

from connector.store.engine import moment_in, reading
from connector.store.inbox_bodies import stripped_body
from connector.store.tables import inbox

MAX_ATTEMPTS = 8
"""With the delays below some two hours; then a person is needed."""

BACKOFF_SECONDS = 60.0
"""Delay after the first failure; it doubles with each further one."""

SUSPECT_ATTEMPTS = 3
"""A row taken up this often without an end is claimed alone: if it kills its process, it takes
no other row's attempts along."""

TRACE_CHARACTERS = 4000
"""Of a traceback only its end is kept: there stands what went wrong."""

FORGOTTEN_AT_ONCE = 5000
"""Rows deleted in one transaction, so that the door never waits long for SQLite's write lock."""


class InboxState(StrEnum):
    """`waiting` also while it is worked on; all others are settled."""

    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"
    """Known, and of no use here; the reason says why."""
    UNKNOWN = "unknown"
    """Nobody has told us about this event yet; kept, and listed."""
    PARKED = "parked"
    """It could not be worked on: a person must look."""


SETTLED = tuple(state for state in InboxState if state is not InboxState.WAITING)

_WAITING = inbox.c.state == literal_column("'waiting'")
"""Written out, not a parameter: only then do both databases use the partial index."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A claimed row; `owner` and `attempts` prove the claim when it is settled."""

    id: int
    source: str
    connection_id: str
    body: bytes
    owner: str
    attempts: int
    """This one included; counted at the claim, so that a row that kills its process counts."""


@dataclass(frozen=True, slots=True)
class InboxFailure:
    """Why a row is parked or tried again; never a value out of its body."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a claimed row ends; `state` is one of SETTLED."""

    row: InboxRow
    state: InboxState
    event: str = ""
    reason: str = ""
    body: bytes | None = None
    """Stored in place of the one that came, which held network addresses."""
    failure: InboxFailure | None = None


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A row as people see it; `body` is empty in lists."""

    id: int
    source: str
    connection_id: str
    digest: str
    received_at: datetime
    state: InboxState
    event: str
    reason: str
    failure: InboxFailure | None
    run_at: datetime
    attempts: int
    owner: str
    finished_at: datetime | None
    body: bytes = b""


def claim(engine: Engine, owner: str, limit: int, lease_seconds: float) -> list[InboxRow]:
    """Take due rows, oldest first. One that used up its attempts by killing processes is parked."""
    if engine.dialect.name == "sqlite" and not _anything_due(engine):
        return []
    with engine.begin() as connection:
        fresh = inbox.c.attempts < SUSPECT_ATTEMPTS
        while rows := (
            _take(connection, owner, fresh, limit, lease_seconds)
            or _take(connection, owner, ~fresh, 1, lease_seconds)
        ):
            spent = [row for row in rows if row.attempts > MAX_ATTEMPTS]
            finish(connection, [parked(row, InboxFailure("event_worker_died")) for row in spent])
            if len(spent) < len(rows):
                return [row for row in rows if row.attempts <= MAX_ATTEMPTS]
    return []


def release(engine: Engine, owner: str) -> int:
    """Give back what this owner holds, as if never claimed: it was the database that failed."""
    with engine.begin() as connection:
        return connection.execute(
            update(inbox)
            .where(_WAITING, inbox.c.owner == owner)
            .values(run_at=moment_in(connection), owner=None, attempts=inbox.c.attempts - 1)
        ).rowcount


def finish(connection: Connection, settlements: Sequence[Settlement]) -> int:
    """Settle claimed rows; return how many. A lost claim (other owner or attempt) is left alone."""
    count = 0
    for _, alike in groupby(sorted(settlements, key=_alike), key=_alike):
        group = list(alike)
        cut = [one for one in group if one.body is not None]
        whole = [one.row.id for one in group if one.body is None]
        statement = _settling(connection, group[0])
        if whole:
            count += connection.execute(statement.where(inbox.c.id.in_(whole))).rowcount
        if cut:
            count += _settle_with_bodies(connection, statement, cut)
    return count


def parked(
    row: InboxRow, failure: InboxFailure, *, event: str = "", body: bytes | None = None
) -> Settlement:
    """Return the settlement of a row that a person must look at; it keeps no network address."""
    body = stripped_body(row.body) if body is None else body
    return Settlement(row, InboxState.PARKED, event, failure.code, body, failure)


def fail(connection: Connection, row: InboxRow, failure: InboxFailure, event: str = "") -> bool:
    """Offer a claimed row again after 1, 2, 4 … minutes; park it after its last attempt.

    False when the claim was lost meanwhile.
    """
    if row.attempts >= MAX_ATTEMPTS:
        return bool(finish(connection, [parked(row, failure, event=event)]))
    delay = BACKOFF_SECONDS * 2.0 ** (row.attempts - 1)
    postponed = connection.execute(
        update(inbox)
        .where(
            _WAITING,
            inbox.c.id == row.id,
            inbox.c.owner == row.owner,
            inbox.c.attempts == row.attempts,
        )
        .values(
            run_at=moment_in(connection, delay),
            owner=None,
            event=event or None,
            last_error=_failure_to_json(failure),
        )
    )
    return bool(postponed.rowcount)


def listing(
    connection: Connection,
    state: InboxState | None = None,
    event: str = "",
    limit: int = 100,
    before: int | None = None,
    source: str = "",
) -> list[InboxEntry]:
    """List rows without their bodies, the newest first; `before` is the last id of a page."""
    query = select(*(column for column in inbox.c if column.name != "body"))
    if state is not None:
        query = query.where(inbox.c.state == state.value)
    if event:
        query = query.where(inbox.c.event == event)
    if source:
        query = query.where(inbox.c.source == source)
    if before is not None:
        query = query.where(inbox.c.id < before)
    rows = connection.execute(query.order_by(inbox.c.id.desc()).limit(limit))
    return [_entry(row) for row in rows]


def get(connection: Connection, inbox_id: int) -> InboxEntry | None:
    """Return one row with its body."""
    row = connection.execute(select(inbox).where(inbox.c.id == inbox_id)).one_or_none()
    return None if row is None else _entry(row, row.body)


def counts(connection: Connection, source: str = "") -> dict[InboxState, int]:
    """Count the rows of every state, or those of one source; all states are there."""
    query = select(inbox.c.state, func.count()).group_by(inbox.c.state)
    found = connection.execute(query.where(inbox.c.source == source) if source else query)
    return dict.fromkeys(InboxState, 0) | {InboxState(state): count for state, count in found}


def oldest_waiting(connection: Connection) -> datetime | None:
    """Return when the row that has waited longest came in; None when nothing waits."""
    first = select(inbox.c.received_at).where(_WAITING).order_by(inbox.c.received_at).limit(1)
    return connection.execute(first).scalar_one_or_none()


def last_received(
    connection: Connection, source: str = "", *, without: str = "", of: str = ""
) -> datetime | None:
    """Return when the last event came in: of one source, of any but one, or `of` a connection."""
    query = select(inbox.c.received_at).order_by(inbox.c.received_at.desc()).limit(1)
    if source:
        query = query.where(inbox.c.source == source)
    if without:
        query = query.where(inbox.c.source != without)
    if of:
        query = query.where(inbox.c.connection_id == of)
    return connection.execute(query).scalar_one_or_none()


def holds(connection: Connection, connection_id: str, digest: str) -> bool:
    """Tell whether a body with this SHA-256 (hex) has come in from one connection."""
    there = select(inbox.c.id).where(
        inbox.c.connection_id == connection_id, inbox.c.digest == digest
    )
    return connection.execute(there.limit(1)).one_or_none() is not None


def replay(connection: Connection, which: Collection[int] | InboxState) -> list[int]:
    """Let settled rows be worked on again, as if new; return their ids.

    Every effect is idempotent: what was noted before is not noted twice.
    """
    chosen: ColumnElement[bool] = (
        inbox.c.state == which.value
        if isinstance(which, InboxState)
        else inbox.c.id.in_(sorted(which))
    )
    again = connection.execute(
        update(inbox)
        .where(chosen, ~_WAITING)
        .values(
            state=InboxState.WAITING.value,
            run_at=moment_in(connection),
            attempts=0,
            owner=None,
            reason=None,
            last_error=None,
            finished_at=None,
        )
        .returning(inbox.c.id)
    )
    return sorted(row.id for row in again)


def park(connection: Connection, inbox_id: int, reason: str) -> bool:
    """Take a row out of the way, for a person; False when it is done or parked already."""
    row = connection.execute(
        select(inbox.c.body).where(inbox.c.id == inbox_id).with_for_update()
    ).one_or_none()
    if row is None:
        return False
    cut = stripped_body(row.body)
    values: dict[str, Any] = {} if cut is None else {"body": cut}
    states = [state.value for state in InboxState if state not in _NOT_PARKABLE]
    failure = _failure_to_json(InboxFailure("event_by_person", {"reason": reason}))
    return bool(
        connection.execute(
            update(inbox)
            .where(inbox.c.id == inbox_id, inbox.c.state.in_(states))
            .values(
                state=InboxState.PARKED.value,
                reason="event_by_person",
                last_error=failure,
                finished_at=moment_in(connection),
                **values,
            )
        ).rowcount
    )


_NOT_PARKABLE = (InboxState.PARKED, InboxState.DONE)
"""The effect of a done row stands; parking it would only hide that."""


def forget(connection: Connection, before: datetime, limit: int = FORGOTTEN_AT_ONCE) -> int:
    """Delete up to `limit` settled rows received before a moment; what waits is kept."""
    old = (
        select(inbox.c.id)
        .where(inbox.c.received_at < before, ~_WAITING)
        .order_by(inbox.c.received_at)
        .limit(limit)
    )
    return connection.execute(inbox.delete().where(inbox.c.id.in_(old))).rowcount


def _anything_due(engine: Engine) -> bool:
    """Look before taking SQLite's one write lock: an idle drain must not disturb the door."""
    with reading(engine) as connection:
        due = select(inbox.c.id).where(_WAITING, inbox.c.run_at <= moment_in(connection))
        return connection.execute(due.limit(1)).one_or_none() is not None


def _take(
    connection: Connection,
    owner: str,
    which: ColumnElement[bool],
    limit: int,
    lease_seconds: float,
) -> list[InboxRow]:
    due = (
        select(inbox.c.id)
        .where(_WAITING, inbox.c.run_at <= moment_in(connection), which)
        .order_by(inbox.c.run_at, inbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rows = connection.execute(
        update(inbox)
        .where(inbox.c.id.in_(select(due.c.id)))
        .values(
            run_at=moment_in(connection, lease_seconds),
            attempts=inbox.c.attempts + 1,
            owner=owner,
        )
        .returning(
            inbox.c.id, inbox.c.source, inbox.c.connection_id, inbox.c.body, inbox.c.attempts
        )
    ).all()
    claimed = [
        InboxRow(number, source, connection_id, body, owner, attempts)
        for number, source, connection_id, body, attempts in rows
    ]
    return sorted(claimed, key=lambda row: row.id)


def _alike(one: Settlement) -> tuple[Any, ...]:
    """What one statement may settle together; failures differ, so each stands alone."""
    alone = one.row.id if one.failure else 0
    return one.row.owner, one.row.attempts, one.state.value, one.event, one.reason, alone


def _settling(connection: Connection, one: Settlement) -> Update:
    """Settle what this owner holds at this attempt; the caller adds which rows."""
    return (
        update(inbox)
        .where(_WAITING, inbox.c.owner == one.row.owner, inbox.c.attempts == one.row.attempts)
        .values(
            state=one.state.value,
            event=one.event or None,
            reason=one.reason or None,
            last_error=None if one.failure is None else _failure_to_json(one.failure),
            finished_at=moment_in(connection),
        )
    )


def _settle_with_bodies(
    connection: Connection, statement: Update, cut: Sequence[Settlement]
) -> int:
    """Give each row its own body: in one statement on PostgreSQL, where each one is a message."""
    if connection.dialect.name == "postgresql":
        numbers = literal([one.row.id for one in cut], ARRAY(inbox.c.id.type))
        bodies = literal([one.body for one in cut], ARRAY(inbox.c.body.type))
        pairs = func.unnest(numbers, bodies).table_valued("number", "body", name="new")
        new = pairs.render_derived()
        joined = statement.where(inbox.c.id == new.c.number).values(body=new.c.body)
        return connection.execute(joined).rowcount
    one_by_one = statement.where(inbox.c.id == bindparam("row")).values(body=bindparam("cut"))
    rows = [{"row": one.row.id, "cut": one.body} for one in cut]
    return connection.execute(one_by_one, rows).rowcount


def _failure_to_json(failure: InboxFailure) -> dict[str, Any]:
    trace = failure.trace[-TRACE_CHARACTERS:]
    return {"code": failure.code, "params": dict(failure.params), "trace": trace}


def _entry(row: Row[Any], body: bytes = b"") -> InboxEntry:
    failed = row.last_error
    return InboxEntry(
        id=row.id,
        source=row.source,
        connection_id=row.connection_id,
        digest=row.digest,
        received_at=row.received_at,
        state=InboxState(row.state),
        event=row.event or "",
        reason=row.reason or "",
        failure=None
        if failed is None
        else InboxFailure(failed["code"], failed["params"], failed["trace"]),
        run_at=row.run_at,
        attempts=row.attempts,
        owner=row.owner or "",
        finished_at=row.finished_at,
        body=body,
    )
