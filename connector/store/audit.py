"""The audit trail: entries are noted in the business transaction and sealed into a chain later.

Sealing gives each entry a number and a hash over the one before, in batches: chaining inside
the business transaction cost fifteen times as much under load. The head (how many, last hash)
stands in a table of its own, so that a cut tail is noticed; whoever may rewrite that table
as well is caught only by a head that was written down elsewhere (`AuditReport.head`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, func, select, update

from connector.clock import utc_now
from connector.store.engine import insert_into, reading
from connector.store.tables import audit_entries, audit_head

Detail = str | int | bool | None | list[str] | list[int]
"""Ids and codes, never personal values."""

FIRST = hashlib.sha256(b"simpul audit trail").hexdigest()
"""What the first entry is chained to."""

BATCH = 500
"""Entries sealed in one transaction."""

_HEAD = 1


@dataclass(frozen=True)
class AuditEntry:
    """One thing a person or a job did."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    sequence: int | None


@dataclass(frozen=True)
class AuditReport:
    """What `verify` found; whole when `first_break` is None."""

    sealed: int
    unsealed: int
    first_break: int | None
    """Sequence number of the first entry that does not fit."""
    reason: str
    """`missing`, `changed`, `cut` (the head knows of more), `head` (the head itself is wrong)."""
    head: str
    """Hash of the last sealed entry; note it elsewhere to prove the trail later."""


def note(
    connection: Connection,
    actor: str,
    action: str,
    subject: str,
    *,
    now: datetime | None = None,
    **details: Detail,
) -> None:
    """Write an entry in the caller's transaction: it exists if, and only if, the deed does.

    `actor` is `user:3` or `job:…`, `subject` a key like `plan:7`. Without `now` the clock is
    asked.
    """
    connection.execute(
        audit_entries.insert().values(
            at=now or utc_now(), actor=actor, action=action, subject=subject, details=details
        )
    )


def about(connection: Connection, subject: str, limit: int = 100) -> list[AuditEntry]:
    """List what was done to one thing, the newest first."""
    rows = connection.execute(
        select(audit_entries)
        .where(audit_entries.c.subject == subject)
        .order_by(audit_entries.c.id.desc())
        .limit(limit)
    )
    return [
        AuditEntry(row.id, row.at, row.actor, row.action, row.subject, row.details, row.sequence)
        for row in rows
    ]


def seal(engine: Engine, now: datetime, batch: int = BATCH) -> int:
    """Chain up to `batch` unsealed entries; return how many.

    Whatever is committed and unsealed comes next, in order of id: on PostgreSQL a lower id may
    be committed after a higher one was sealed, and must not be skipped. The row of the head is
    locked meanwhile, so that two sealers take turns.
    """
    with engine.begin() as connection:
        head = _locked_head(connection, now)
        rows = connection.execute(
            select(audit_entries)
            .where(audit_entries.c.sequence.is_(None))
            .order_by(audit_entries.c.id)
            .limit(batch)
        ).all()
        if not rows:
            return 0
        sequence, last = head.sequence, head.hash
        sealed = []
        for row in rows:
            sequence += 1
            last = _chained(last, sequence, row)
            sealed.append({"entry": row.id, "sequence": sequence, "hash": last})
        connection.execute(
            update(audit_entries)
            .where(audit_entries.c.id == bindparam("entry"))
            .values(sequence=bindparam("sequence"), hash=bindparam("hash")),
            sealed,
        )
        connection.execute(
            update(audit_head)
            .where(audit_head.c.id == _HEAD)
            .values(sequence=sequence, hash=last, sealed_at=now)
        )
        return len(rows)


def seal_all(engine: Engine, now: datetime, batch: int = BATCH) -> int:
    """Seal until nothing is left; return how many entries were sealed."""
    total = 0
    while count := seal(engine, now, batch):
        total += count
    return total


def verify(engine: Engine) -> AuditReport:
    """Walk the chain from its first entry to its head; entries not sealed yet are counted only."""
    with reading(engine) as connection:
        head = connection.execute(select(audit_head)).one_or_none()
        unsealed = connection.execute(
            select(func.count()).where(audit_entries.c.sequence.is_(None))
        ).scalar_one()
        walked, last, first_break, reason = _walk(connection)
    claimed = head.sequence if head else 0
    if first_break is None and claimed > walked:
        first_break, reason = walked + 1, "cut"
    elif first_break is None and (claimed < walked or (head and head.hash != last)):
        first_break, reason = walked, "head"
    return AuditReport(walked, unsealed, first_break, reason, last)


def _walk(connection: Connection) -> tuple[int, str, int | None, str]:
    """Return how many entries hold together, the last hash, and the first break with its reason."""
    walked, last = 0, FIRST
    rows = connection.execution_options(yield_per=1000).execute(
        select(audit_entries)
        .where(audit_entries.c.sequence.is_not(None))
        .order_by(audit_entries.c.sequence)
    )
    with rows:
        for row in rows:
            if row.sequence != walked + 1:
                return walked, last, walked + 1, "missing"
            if row.hash != _chained(last, row.sequence, row):
                return walked, last, row.sequence, "changed"
            walked, last = row.sequence, row.hash
    return walked, last, None, ""


def _locked_head(connection: Connection, now: datetime) -> Row[Any]:
    connection.execute(
        insert_into(connection, audit_head)
        .values(id=_HEAD, sequence=0, hash=FIRST, sealed_at=now)
        .on_conflict_do_nothing(index_elements=["id"])
    )
    return connection.execute(
        select(audit_head).where(audit_head.c.id == _HEAD).with_for_update()
    ).one()


def _chained(last: str, sequence: int, row: Row[Any]) -> str:
    content = [
        last, sequence, row.id, row.at.isoformat(), row.actor, row.action, row.subject, row.details
    ]  # fmt: skip
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
