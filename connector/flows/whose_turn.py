"""Whose turn it is: who holds a role of a unit today, and as whom somebody may act; writes nothing.

`turns` reads a day once for many questions (board, tasks, digest); `holders` and `may_act`
answer one. Administrators hold nothing by being administrators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connector.domain.appointments import AppointmentKind, Holding, holdings
from connector.domain.procedures import Actor
from connector.flows.office import Office
from connector.store import appointments, units, users
from connector.store.units import Unit
from connector.store.users import User


@dataclass(frozen=True)
class Holder:
    """Somebody whose turn it is in a role of a unit."""

    user_id: int
    name: str
    kind: AppointmentKind
    unit_id: int
    role: Actor
    stands_for: int | None = None
    """User id of the one they stand in for; None in their own right."""
    stands_for_name: str = ""

    def detail(self) -> dict[str, int | str]:
        """Return what the record of a deed keeps beside its actor, so that it names both."""
        kept: dict[str, int | str] = {"role": self.role.value, "unit": self.unit_id}
        if self.kind is not AppointmentKind.DEFINITIVE:
            kept["kind"] = self.kind.value
        if self.stands_for is not None:
            kept["stands_for"] = self.stands_for
        return kept


class Turns:
    """Who holds what on one day, in all units; read once."""

    def __init__(self, held: Sequence[Holding], people: dict[int, User], every: list[Unit]) -> None:
        self.units = {one.id: one for one in every}
        self.users = people
        """All users by id, inactive ones too: their names stand in trails."""
        self._by_role: dict[tuple[int, Actor], list[Holder]] = {}
        self._by_user: dict[int, list[Holder]] = {}
        for one in held:
            holder = self._holder(one)
            self._by_role.setdefault((one.unit_id, one.role), []).append(holder)
            self._by_user.setdefault(one.user_id, []).append(holder)

    def holders(self, unit_id: int | None, *actors: Actor) -> list[Holder]:
        """List who may act in any of the roles of a unit, each user once; [] for nobody."""
        if unit_id is None:
            return []
        found = [one for actor in actors for one in self._by_role.get((unit_id, actor), ())]
        ordered = sorted(found, key=lambda one: one.stands_for is not None)
        first = {one.user_id: one for one in reversed(ordered)}
        return [one for one in ordered if first[one.user_id] is one]

    def as_whom(self, user_id: int, unit_id: int | None, *actors: Actor) -> Holder | None:
        """Return as whom a user may act: themselves before anybody they stand in for."""
        mine = [one for one in self.holders(unit_id, *actors) if one.user_id == user_id]
        return mine[0] if mine else None

    def of_user(self, user_id: int) -> list[Holder]:
        """List everything a user holds or stands in for."""
        return list(self._by_user.get(user_id, ()))

    def everybody(self) -> list[Holder]:
        """List every holder of every unit."""
        return [one for several in self._by_role.values() for one in several]

    def name(self, user_id: int | None) -> str:
        """Return a user's name, "" for nobody."""
        found = self.users.get(user_id or 0)
        return found.name if found else ""

    def unit_name(self, unit_id: int | None) -> str:
        """Return what lists call a unit, "" for none."""
        found = self.units.get(unit_id or 0)
        return found.label if found else ""

    def _holder(self, one: Holding) -> Holder:
        name, other = self.name(one.user_id), self.name(one.stands_for_id)
        return Holder(one.user_id, name, one.kind, one.unit_id, one.role, one.stands_for_id, other)


def today(office: Office, now: datetime) -> date:
    """Return the office's day of a moment: appointments count by it."""
    return now.astimezone(ZoneInfo(office.zone)).date()


def turns(connection: Connection, day: date) -> Turns:
    """Read who holds what on a day: three queries, however many questions follow."""
    people = {one.id: one for one in users.listing(connection)}
    active = {one.id for one in people.values() if one.active}
    held = holdings(appointments.on(connection, day), active, day)
    return Turns(held, people, units.every(connection))


def holders(
    connection: Connection, unit_id: int | None, actor: Actor | Iterable[Actor], day: date
) -> list[Holder]:
    """List who may act in a role of a unit on a day, substitutes after holders."""
    return turns(connection, day).holders(unit_id, *_several(actor))


def may_act(
    connection: Connection,
    user_id: int,
    unit_id: int | None,
    actor: Actor | Iterable[Actor],
    day: date,
) -> Holder | None:
    """Return as whom a user may act in a role of a unit on a day; None when it is not theirs."""
    return turns(connection, day).as_whom(user_id, unit_id, *_several(actor))


def user_of(actor: str) -> int | None:
    """Return the user id of `user:7`; None for a command, a job, or an event."""
    kind, _colon, number = actor.partition(":")
    return int(number) if kind == "user" and number.isdecimal() else None


def _several(actor: Actor | Iterable[Actor]) -> tuple[Actor, ...]:
    return (actor,) if isinstance(actor, Actor) else tuple(actor)
