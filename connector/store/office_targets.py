"""Queries about targets of the training office: connections of the system `office`, sealed secrets.

A target is never deleted: what it was told names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from connector.domain.office_events import EventType, Health, TargetOptions, TargetState, Vendor
from connector.store.engine import insert_into
from connector.store.secrets import Secrets
from connector.store.tables import connections

SYSTEM = "office"

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
"""Last part of the address that receipts come to."""


@dataclass(frozen=True)
class StoredTarget:
    """A target without its secrets."""

    id: str
    vendor: Vendor
    name: str
    address: str
    options: TargetOptions
    created_at: datetime
    health: Health

    @property
    def slug(self) -> str:
        return self.id.removeprefix(f"{SYSTEM}-")

    @property
    def active(self) -> bool:
        return self.options.state is TargetState.ACTIVE

    def resting(self, now: datetime) -> datetime | None:
        """Return until when nothing is sent there; None when it may be tried."""
        until = self.health.rest_until
        return until if until is not None and until > now else None


@dataclass(frozen=True)
class TargetSecrets:
    """Secrets of one target, newest first; its repr shows none."""

    signing: tuple[str, ...] = ()
    """What we sign with."""
    inbound: tuple[str, ...] = ()
    """What receipts are signed with."""
    bearer: str = ""
    old_until: datetime | None = None
    """Until when the older ones are good; None where there are none."""

    def __repr__(self) -> str:
        return "TargetSecrets(…)"

    def at(self, now: datetime) -> TargetSecrets:
        """Return what is good at a moment: without the older ones once their time is over."""
        if self.old_until is not None and now < self.old_until:
            return self
        return replace(self, signing=self.signing[:1], inbound=self.inbound[:1], old_until=None)


def target_id(slug: str) -> str:
    return f"{SYSTEM}-{slug}"


def add(connection: Connection, new: StoredTarget, keys: TargetSecrets, secrets: Secrets) -> bool:
    """Add a target; False when one of that id is there."""
    made = connection.execute(
        insert_into(connection, connections)
        .values(
            id=new.id,
            system=SYSTEM,
            vendor=new.vendor.value,
            name=new.name,
            address=new.address,
            options=_options_to_json(new.options),
            secrets=_sealed(keys, secrets),
            created_at=new.created_at,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(connections.c.id)
    )
    return made.one_or_none() is not None


def change(connection: Connection, wanted: StoredTarget) -> None:
    """Write name, address and options."""
    connection.execute(
        update(connections)
        .where(connections.c.id == wanted.id, connections.c.system == SYSTEM)
        .values(name=wanted.name, address=wanted.address, options=_options_to_json(wanted.options))
    )


def set_health(connection: Connection, target: str, health: Health, *, now: datetime) -> None:
    connection.execute(
        update(connections)
        .where(connections.c.id == target, connections.c.system == SYSTEM)
        .values(checked_at=now, check_result=_health_to_json(health))
    )


def set_secrets(connection: Connection, target: str, keys: TargetSecrets, secrets: Secrets) -> None:
    connection.execute(
        update(connections)
        .where(connections.c.id == target, connections.c.system == SYSTEM)
        .values(secrets=_sealed(keys, secrets))
    )


def get(connection: Connection, target: str, *, lock: bool = False) -> StoredTarget | None:
    query = _query().where(connections.c.id == target)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _target(row)


def listing(connection: Connection) -> list[StoredTarget]:
    """List targets by name, removed ones too."""
    rows = connection.execute(_query().order_by(connections.c.name, connections.c.id))
    return [_target(row) for row in rows]


def subscribed(connection: Connection) -> dict[EventType, list[StoredTarget]]:
    """Return who is told of what: targets that are active or paused."""
    told: dict[EventType, list[StoredTarget]] = {}
    for one in listing(connection):
        if one.options.state in (TargetState.ACTIVE, TargetState.PAUSED):
            for event in one.options.events:
                told.setdefault(event, []).append(one)
    return told


def secrets_of(connection: Connection, target: str, secrets: Secrets) -> TargetSecrets:
    """Open a target's secrets; raises SettingsError when no known key fits."""
    sealed = connection.execute(
        select(connections.c.secrets).where(
            connections.c.id == target, connections.c.system == SYSTEM
        )
    ).scalar_one()
    kept = secrets.open_all(sealed)
    until = kept.get("old_until", "")
    return TargetSecrets(
        signing=_pair(kept, "signing"),
        inbound=_pair(kept, "inbound"),
        bearer=kept.get("bearer", ""),
        old_until=datetime.fromisoformat(until) if until else None,
    )


def _pair(kept: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one for one in (kept.get(name, ""), kept.get(f"{name}_old", "")) if one)


def _sealed(keys: TargetSecrets, secrets: Secrets) -> str:
    values = {"bearer": keys.bearer}
    for name, both in (("signing", keys.signing), ("inbound", keys.inbound)):
        for entry, one in zip((name, f"{name}_old"), both, strict=False):
            values[entry] = one
    if keys.old_until is not None:
        values["old_until"] = keys.old_until.isoformat()
    return secrets.seal_all(values)


def _query() -> Any:
    return select(
        connections.c.id,
        connections.c.vendor,
        connections.c.name,
        connections.c.address,
        connections.c.options,
        connections.c.created_at,
        connections.c.check_result,
    ).where(connections.c.system == SYSTEM)


def _options_to_json(options: TargetOptions) -> dict[str, Any]:
    return {
        "events": {one.value: since.isoformat() for one, since in sorted(options.events.items())},
        "numbers": options.numbers,
        "state": options.state.value,
        "bearer": options.bearer,
        "audience": options.audience,
    }


def _health_to_json(health: Health) -> dict[str, Any]:
    since, rest = health.failing_since, health.rest_until
    return {
        "code": health.code,
        "params": dict(health.params),
        "failing_since": since.isoformat() if since else None,
        "failures": health.failures,
        "rest_until": rest.isoformat() if rest else None,
    }


def _target(row: Row[Any]) -> StoredTarget:
    kept, known = row.options, {one.value for one in EventType}
    return StoredTarget(
        id=row.id,
        vendor=Vendor(row.vendor),
        name=row.name,
        address=row.address,
        options=TargetOptions(
            events={
                EventType(one): datetime.fromisoformat(since)
                for one, since in kept["events"].items()
                if one in known
            },
            numbers=kept["numbers"],
            state=TargetState(kept["state"]),
            bearer=kept["bearer"],
            audience=kept["audience"],
        ),
        created_at=row.created_at,
        health=_health(row.check_result),
    )


def _health(kept: Any) -> Health:
    if not kept:
        return Health()
    return Health(
        code=kept["code"],
        params=kept["params"],
        failing_since=_moment(kept["failing_since"]),
        failures=kept["failures"],
        rest_until=_moment(kept["rest_until"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
