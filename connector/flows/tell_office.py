"""The office is told what is true and was not told yet: facts become events, events deliveries.

    tell            one look: every minute, and safe from any number of processes at once
    queue           one event to one target, in the caller's transaction

Nothing calls this when something happens: it reads what the store holds. An office without a
target costs one query a look, and leaves no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector import log
from connector.domain.office_events import EventType
from connector.domain.standard_webhooks import new_message_id
from connector.flows.office import Office
from connector.flows.office_facts import described
from connector.store import office_deliveries, office_events, office_targets
from connector.store.engine import reading
from connector.store.office_deliveries import Delivery
from connector.store.office_events import Fact
from connector.store.office_targets import StoredTarget

HAND_JOB = "hand_to_office"
"""Body: `delivery`, and `attempts`, how many were made before this one."""

ACTOR = "job:tell_office"

FORGOTTEN = timedelta(hours=1)
"""A delivery that was due so long ago has lost its job: its worker met something unforeseen."""

AT_ONCE = 100
"""Forgotten deliveries that are taken up again in one look."""


def tell(office: Office) -> int:
    """Make events of what is true and not told, for whoever subscribes; return how many."""
    now = office.clock()
    with reading(office.engine) as connection:
        subscribed = office_targets.subscribed(connection)
        untold = {
            type_: office_events.untold(
                connection, type_, min(one.options.events[type_] for one in targets)
            )
            for type_, targets in subscribed.items()
        }
    told = 0
    for type_, facts in untold.items():
        for fact in facts:
            told += _tell_one(office, type_, fact, subscribed[type_], now)
    _take_up_forgotten(office, now)
    return told


def _tell_one(
    office: Office, type_: EventType, fact: Fact, targets: Sequence[StoredTarget], now: datetime
) -> int:
    wanted = [one for one in targets if one.options.events[type_] <= fact.at]
    with office.engine.begin() as connection:
        told = 0
        for key, data in described(connection, office, type_, fact):
            event_id = office_events.add(
                connection, type_, key, fact.training_id, data,
                message_id=new_message_id(), at=fact.at,
            )  # fmt: skip
            if event_id is None:
                continue
            told += 1
            for one in wanted:
                queue(connection, office, event_id, one.id, actor=ACTOR, now=now)
    return told


def queue(
    connection: Connection,
    office: Office,
    event_id: int,
    target: str,
    *,
    actor: str,
    now: datetime,
    turn: int = 1,
) -> int | None:
    """Put an event on its way to a target; None when that turn is there already."""
    made = office_deliveries.add(connection, event_id, target, turn=turn, actor=actor, now=now)
    if made is not None:
        enqueue(connection, office, made, 0)
    return made


def enqueue(
    connection: Connection,
    office: Office,
    delivery_id: int,
    attempts: int,
    run_at: datetime | None = None,
) -> None:
    """Have a worker make the attempt after `attempts`."""
    office.jobs.enqueue(
        connection, HAND_JOB, {"delivery": delivery_id, "attempts": attempts}, run_at=run_at
    )


def again(
    connection: Connection, office: Office, old: Delivery, *, actor: str, now: datetime
) -> int | None:
    """Send once more what a delivery was about, with the same message id; None where it is."""
    return queue(
        connection, office, old.event_id, old.connection_id, actor=actor, now=now, turn=old.turn + 1
    )


def _take_up_forgotten(office: Office, now: datetime) -> None:
    with reading(office.engine) as connection:
        lost = office_deliveries.overdue(connection, now - FORGOTTEN, AT_ONCE)
    for one in lost:
        with office.engine.begin() as connection:
            made = office.jobs.enqueue(
                connection, HAND_JOB, {"delivery": one.id, "attempts": one.attempts},
                key=f"{HAND_JOB}:{one.id}:{one.attempts}:{now.date().isoformat()}",
            )  # fmt: skip
        if made is not None:
            log.get("office").warning("delivery_forgotten", delivery=one.id)
