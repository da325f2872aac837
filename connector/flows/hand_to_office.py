"""One attempt to deliver an event to a target: claimed, handed over once, and noted; a job's work.

Where a repeat is recognised (a webhook by its id, a folder by its name) an attempt that died
half-way is made again with the same message id. Where it is not (e-mail) the delivery becomes
*unknown*, and only a person sends it once more. A target that is away or overloaded is left
alone as a whole; what failed for two days is a dead letter.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.office_events import (
    DELAYS,
    GIVE_UP,
    LONGEST_WISH,
    UNDER_WAY,
    DeliveryState,
    EventType,
    Health,
    TargetState,
    next_attempt,
)
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.office_parcels import parcel
from connector.flows.tell_office import enqueue
from connector.reports.targets.base import Outcome
from connector.reports.targets.office import Addressee, Answer, OfficeTarget
from connector.store import audit, office_deliveries, office_events, office_targets
from connector.store.engine import reading
from connector.store.office_deliveries import Attempt, Delivery, Ending
from connector.store.office_events import StoredEvent
from connector.store.office_targets import StoredTarget, TargetSecrets

ACTOR = "job:hand_to_office"

RESTS = DELAYS[:4]
"""How long a tired target is left alone after its first, second, and every further failure."""

_CHANCE = secrets.SystemRandom()


@dataclass(frozen=True)
class _Found:
    """A delivery with everything it is about."""

    delivery: Delivery
    event: StoredEvent
    target: StoredTarget
    keys: TargetSecrets
    way: OfficeTarget


def hand_over(office: Office, delivery_id: int, attempts: int) -> None:
    """Make the attempt after `attempts`, or let it wait; a job that is out of date does nothing."""
    found = _found(office, delivery_id, attempts)
    if found is None or _waits(office, found):
        return
    attempt, now = attempts + 1, office.clock()
    if not found.way.knows_repeats and found.delivery.state is DeliveryState.SENDING:
        _end(office, found, attempt, Ending(DeliveryState.UNKNOWN, "office_interrupted"), None)
        return
    try:
        with reading(office.engine) as connection:
            made = parcel(connection, office, found.delivery, found.event, found.target, now=now)
    except ConnectorError as error:  # a file in the archive is damaged
        _end(office, found, attempts, Ending(DeliveryState.DEAD, error.code, error.params), None)
        return
    with office.engine.begin() as connection:
        again = found.way.knows_repeats
        if not office_deliveries.claim(connection, delivery_id, attempts, again=again):
            return
    began = time.monotonic()
    answer = found.way.hand_over(made, _addressee(found), now)
    spent = int((time.monotonic() - began) * 1000)
    told = Attempt(
        attempt, answer.outcome.value, answer.status, answer.code, answer.params, now, spent
    )
    _end(office, found, attempt, _ending(office, found, attempt, answer), told, answer)


def _found(office: Office, delivery_id: int, attempts: int) -> _Found | None:
    """Return what the job is about; None where it was done, ended or taken over meanwhile."""
    with reading(office.engine) as connection:
        delivery = office_deliveries.get(connection, delivery_id)
        if delivery is None or delivery.state not in UNDER_WAY:
            return None
        made = delivery.attempts - (delivery.state is DeliveryState.SENDING)
        event = office_events.get(connection, delivery.event_id)
        target = office_targets.get(connection, delivery.connection_id)
        if made != attempts or event is None or target is None or office.secrets is None:
            return None
        keys = office_targets.secrets_of(connection, target.id, office.secrets)
    return _Found(delivery, event, target, keys.at(office.clock()), office.ways[target.vendor])


def _waits(office: Office, found: _Found) -> bool:
    """Leave a delivery alone that is not to be tried now; say why where it never will be."""
    now, delivery, target = office.clock(), found.delivery, found.target
    attempts = delivery.attempts
    if target.options.state in (TargetState.GONE, TargetState.REMOVED):
        gone = target.options.state is TargetState.GONE
        code = "office_gone" if gone else "office_target_removed"
        with office.engine.begin() as connection:
            _finish(connection, found, attempts, Ending(DeliveryState.DEAD, code), now)
        return True
    if delivery.state is DeliveryState.SENDING:
        return False  # an attempt died over it: whether it arrived is found out at once
    if target.options.state is TargetState.PAUSED:
        with office.engine.begin() as connection:
            office_deliveries.postpone(connection, delivery.id, None)
        return True
    if _is_hopeless(found, now):
        with office.engine.begin() as connection:
            ending = Ending(DeliveryState.DEAD, "office_away", {"hours": _hours(found, now)})
            _finish(connection, found, attempts, ending, now)
        return True
    due = max(target.resting(now) or now, delivery.next_at or now)
    if due <= now:
        return False
    with office.engine.begin() as connection:
        if office_deliveries.postpone(connection, delivery.id, due):
            enqueue(connection, office, delivery.id, attempts, due)
    return True


def _is_hopeless(found: _Found, now: datetime) -> bool:
    since = found.target.health.failing_since
    return (
        found.target.resting(now) is not None
        and since is not None
        and now - since >= GIVE_UP
        and now - found.delivery.asked_at >= GIVE_UP
    )


def _hours(found: _Found, now: datetime) -> int:
    since = found.target.health.failing_since or now
    return int((now - since).total_seconds() // 3600)


def _addressee(found: _Found) -> Addressee:
    options, keys = found.target.options, found.keys
    return Addressee(
        name=found.target.name,
        address=found.target.address,
        secrets=keys.signing,
        bearer=keys.bearer if options.bearer else "",
        audience=options.audience,
    )


def _ending(office: Office, found: _Found, attempt: int, answer: Answer) -> Ending:
    if answer.outcome is Outcome.SENT:
        return Ending(DeliveryState.SENT)
    if answer.outcome is Outcome.UNKNOWN and not found.way.knows_repeats:
        return Ending(DeliveryState.UNKNOWN, answer.code, answer.params)
    if answer.outcome is Outcome.REFUSED or found.event.type is EventType.TEST:
        return Ending(DeliveryState.DEAD, answer.code, answer.params)
    due = next_attempt(attempt, office.clock(), _CHANCE.random(), answer.wish)
    if due is None:
        return Ending(DeliveryState.DEAD, answer.code, answer.params)
    return Ending(DeliveryState.WAITING, answer.code, answer.params, due)


def _end(
    office: Office,
    found: _Found,
    attempt: int,
    ending: Ending,
    told: Attempt | None,
    answer: Answer | None = None,
) -> None:
    """Note how an attempt ended, what it says about the target, and when the next one is."""
    now = office.clock()
    with office.engine.begin() as connection:
        if told is not None:
            office_deliveries.note_attempt(connection, found.delivery.id, told)
        if answer is not None:
            _note_health(connection, found, answer, now)
        if not _finish(connection, found, attempt, ending, now):
            return
        if ending.state is DeliveryState.WAITING:
            enqueue(connection, office, found.delivery.id, attempt, ending.next_at)


def _finish(
    connection: Connection, found: _Found, attempt: int, ending: Ending, now: datetime
) -> bool:
    """Write the end of a delivery or of one attempt; the trail hears of dead letters."""
    kept = office_deliveries.end(
        connection, found.delivery.id, attempt, ending, now=now, states=UNDER_WAY
    )
    if kept and ending.state in (DeliveryState.DEAD, DeliveryState.UNKNOWN):
        audit.note(
            connection, ACTOR, f"office.{ending.state.value}",
            f"office_delivery:{found.delivery.id}", now=now, target=found.target.id,
            type=found.event.type.value, code=ending.code,
        )  # fmt: skip
    return kept


def _note_health(connection: Connection, found: _Found, answer: Answer, now: datetime) -> None:
    """Remember how the target does; who answers 410 is switched off with all that waits for it."""
    target = office_targets.get(connection, found.target.id, lock=True)
    if target is None:
        return
    before = target.health
    if answer.outcome is Outcome.SENT:
        if before != Health():
            office_targets.set_health(connection, target.id, Health(), now=now)
        return
    failures = before.failures + 1 if answer.tired else before.failures
    wish = min(answer.wish, LONGEST_WISH) if answer.wish else None
    rest = wish or RESTS[min(failures, len(RESTS)) - 1] if answer.tired else None
    health = Health(
        code=answer.code,
        params=answer.params,
        failing_since=before.failing_since or now,
        failures=failures,
        rest_until=now + rest if rest else before.rest_until,
    )
    office_targets.set_health(connection, target.id, health, now=now)
    if answer.gone and target.options.state is not TargetState.REMOVED:
        options = replace(target.options, state=TargetState.GONE)
        office_targets.change(connection, replace(target, options=options))
        left = office_deliveries.give_up(connection, target.id, "office_gone")
        audit.note(
            connection, ACTOR, "office.target_gone", f"connection:{target.id}", now=now,
            dead=left,
        )  # fmt: skip
