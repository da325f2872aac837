"""Targets of the training office: added, changed, paused, taken out; secrets made and rotated.

Secrets are made here and shown on request only; who looked is written down, what was seen is not.
"""

from __future__ import annotations

import secrets as chance
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from connector.domain.draft_fields import is_printable
from connector.domain.office_events import (
    OFFERED,
    EventType,
    Health,
    TargetOptions,
    TargetState,
    Vendor,
)
from connector.domain.standard_webhooks import new_message_id, new_secret
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.tell_office import enqueue, queue
from connector.store import audit, office_deliveries, office_events, office_targets
from connector.store.office_targets import SLUG, StoredTarget, TargetSecrets, target_id
from connector.store.secrets import Secrets

NAME_LENGTH = 120
AUDIENCE_LENGTH = 200

SHORTEST_BEARER = 32
"""Characters: the key of HS256 is to have as many bytes as its digest (RFC 7518 §3.2)."""

LONGEST_BEARER = 200

ROTATION = timedelta(hours=24)
"""How long the old secret still signs beside the new one."""


class SecretKind(StrEnum):
    SIGNING = "signing"
    """Signs what goes out."""
    INBOUND = "inbound"
    """Signs the receipts that come back."""
    BEARER = "bearer"
    """Signs the JWT."""


@dataclass(frozen=True)
class Wish:
    """What a form says about a target."""

    name: str
    address: str
    events: Collection[EventType]
    numbers: bool = False
    bearer: bool = False
    audience: str = ""


def add_target(
    office: Office, slug: str, vendor: Vendor, wish: Wish, *, actor: str
) -> StoredTarget:
    """Add a target with fresh secrets; it is told of what happens from now on.

    Raises ConnectorError `office_slug_unfit`, `office_slug_taken`, and what a wish is refused for.
    """
    now = office.clock()
    if not SLUG.fullmatch(slug):
        raise ConnectorError("office_slug_unfit")
    new = StoredTarget(
        id=target_id(slug),
        vendor=vendor,
        name="",
        address="",
        options=TargetOptions(),
        created_at=now,
        health=Health(),
    )
    new = _wished(office, new, wish, now)
    keys = TargetSecrets((new_secret(),), (new_secret(),), chance.token_urlsafe(32))
    with office.engine.begin() as connection:
        if not office_targets.add(connection, new, keys, _box(office)):
            raise ConnectorError("office_slug_taken", slug=slug)
        _note(connection, office, actor, "office.target_added", new)
    return new


def change_target(office: Office, target: str, wish: Wish, *, actor: str) -> StoredTarget:
    """Write what a target is now; what it is newly told of begins now.

    Raises ConnectorError `office_target_unknown`, and what a wish is refused for.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        before = _locked(connection, target)
        after = _wished(office, before, wish, now)
        office_targets.change(connection, after)
        if after.address != before.address:
            office_targets.set_health(connection, target, Health(), now=now)
        _note(connection, office, actor, "office.target_changed", after)
    return after


def set_state(office: Office, target: str, state: TargetState, *, actor: str) -> None:
    """Pause a target, let it go on, or take it out.

    What waits goes on when the target does. One that was gone or removed begins anew: it is told
    of what happens from now on.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        before = _locked(connection, target)
        was, events = before.options.state, before.options.events
        if state is TargetState.GONE or was is state:
            return
        if state is TargetState.ACTIVE and was in (TargetState.GONE, TargetState.REMOVED):
            events = dict.fromkeys(events, now)
        after = replace(before, options=replace(before.options, state=state, events=events))
        office_targets.change(connection, after)
        if state is TargetState.REMOVED:
            office_deliveries.give_up(connection, target, "office_target_removed")
        if state is TargetState.ACTIVE:
            _wake(connection, office, target, now)
        _note(connection, office, actor, f"office.target_{state.value}", after)


def wake(office: Office, target: str, *, actor: str) -> int:
    """Try everything that waits for a target now; return how much that is."""
    now = office.clock()
    with office.engine.begin() as connection:
        found = _locked(connection, target)
        if not found.active:
            raise ConnectorError("office_target_off", target=found.name)
        count = _wake(connection, office, target, now)
        _note(connection, office, actor, "office.target_woken", found)
    return count


def rotate(office: Office, target: str, kind: SecretKind, *, actor: str, given: str = "") -> None:
    """Make a new secret; the old one is good beside it for a day. A JWT's is replaced at once.

    `given` is a JWT's secret that the receiver chose. Raises `office_bearer_short`.
    """
    now = office.clock()
    if given and not _is_bearer(given):
        raise ConnectorError("office_bearer_short", least=SHORTEST_BEARER, most=LONGEST_BEARER)
    with office.engine.begin() as connection:
        found = _locked(connection, target)
        keys = office_targets.secrets_of(connection, target, _box(office)).at(now)
        if kind is SecretKind.BEARER:
            keys = replace(keys, bearer=given or chance.token_urlsafe(32))
        elif kind is SecretKind.SIGNING:
            keys = replace(
                keys, signing=(new_secret(), *keys.signing[:1]), old_until=now + ROTATION
            )
        else:
            keys = replace(
                keys, inbound=(new_secret(), *keys.inbound[:1]), old_until=now + ROTATION
            )
        office_targets.set_secrets(connection, target, keys, _box(office))
        _note(connection, office, actor, f"office.secret_changed_{kind.value}", found)


def forget_old(office: Office, target: str, *, actor: str) -> None:
    """End a rotation before its day is over: the old secrets are good no more."""
    with office.engine.begin() as connection:
        found = _locked(connection, target)
        keys = office_targets.secrets_of(connection, target, _box(office))
        newest = replace(keys, old_until=None).at(office.clock())
        office_targets.set_secrets(connection, target, newest, _box(office))
        _note(connection, office, actor, "office.secret_old_ended", found)


def reveal(office: Office, target: str, *, actor: str) -> TargetSecrets:
    """Return a target's secrets for a page; who looked at them is written down."""
    with office.engine.begin() as connection:
        found = _locked(connection, target)
        _note(connection, office, actor, "office.secret_shown", found)
        return office_targets.secrets_of(connection, target, _box(office)).at(office.clock())


def send_test(office: Office, target: str, *, actor: str) -> int:
    """Send a message that is about nothing; return the delivery. It is tried once."""
    now = office.clock()
    with office.engine.begin() as connection:
        found = _locked(connection, target)
        if not found.active:
            raise ConnectorError("office_target_off", target=found.name)
        message_id = new_message_id()
        event = office_events.add(
            connection, EventType.TEST, message_id, None, {"target": found.slug},
            message_id=message_id, at=now,
        )  # fmt: skip
        if found.health.rest_until is not None:  # a person asks: it is tried all the same
            rested = replace(found.health, rest_until=None)
            office_targets.set_health(connection, target, rested, now=now)
        made = queue(connection, office, event or 0, target, actor=actor, now=now)
        _note(connection, office, actor, "office.test_sent", found)
    return made or 0


def _wished(office: Office, before: StoredTarget, wish: Wish, now: datetime) -> StoredTarget:
    """Return a target as it is wished; raises ConnectorError for what cannot be."""
    name, address = " ".join(wish.name.split()), wish.address.strip()
    if not 0 < len(name) <= NAME_LENGTH or not is_printable(name):
        raise ConnectorError("office_name_unfit", limit=NAME_LENGTH)
    way = office.ways.get(before.vendor)
    if code := way.unfit(address) if way else "office_way_unset":
        raise ConnectorError(code)
    audience = wish.audience.strip()
    if len(audience) > AUDIENCE_LENGTH or not audience.isascii() or not audience.isprintable():
        raise ConnectorError("office_audience_unfit", limit=AUDIENCE_LENGTH)
    wanted = [one for one in OFFERED[before.vendor] if one in wish.events]
    webhook = before.vendor is Vendor.WEBHOOK
    options = replace(
        before.options,
        events=_since(before.options.events, wanted, now),
        numbers=wish.numbers and before.vendor in (Vendor.WEBHOOK, Vendor.FOLDER),
        bearer=wish.bearer and webhook,
        audience=audience if webhook else "",
    )
    return replace(before, name=name, address=address, options=options)


def _since(
    before: Mapping[EventType, datetime], wanted: Collection[EventType], now: datetime
) -> dict[EventType, datetime]:
    return {one: before.get(one, now) for one in wanted}


def _wake(connection: Connection, office: Office, target: str, now: datetime) -> int:
    office_targets.set_health(connection, target, Health(), now=now)
    waiting = office_deliveries.waiting_of(connection, target)
    for one in waiting:
        office_deliveries.postpone(connection, one.id, now)
        enqueue(connection, office, one.id, one.attempts)
    return len(waiting)


def _locked(connection: Connection, target: str) -> StoredTarget:
    found = office_targets.get(connection, target, lock=True)
    if found is None:
        raise ConnectorError("office_target_unknown")
    return found


def _is_bearer(text: str) -> bool:
    fits = SHORTEST_BEARER <= len(text) <= LONGEST_BEARER
    return fits and text.isascii() and text.isprintable()


def _box(office: Office) -> Secrets:
    if office.secrets is None:
        raise ConnectorError("office_secrets_closed")
    return office.secrets


def _note(
    connection: Connection, office: Office, actor: str, action: str, one: StoredTarget
) -> None:
    """Neither address nor secret: the trail outlives both."""
    audit.note(
        connection, actor, action, f"connection:{one.id}", now=office.clock(),
        vendor=one.vendor.value, state=one.options.state.value, numbers=one.options.numbers,
        events=sorted(event.value for event in one.options.events),
    )  # fmt: skip
