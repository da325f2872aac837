"""Who holds a role of a unit on a day: definitive, Plt., Plh. and substitutes; no lookups here.

An office keeps days, not hours: an appointment counts from its first to its last day, both
included. Somebody who stands in holds the role beside the one they stand for, never instead of
them: a task is seen by both, and the trail names both when the substitute acts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from connector.domain.procedures import Actor


class AppointmentKind(StrEnum):
    DEFINITIVE = "definitive"
    PLT = "plt"
    """Pelaksana tugas: the post is vacant, and this one holds it for the time being."""
    PLH = "plh"
    """Pelaksana harian: the holder is away for some days."""
    SUBSTITUTE = "substitute"
    """Stands in for somebody without a title of its own."""


STANDING_IN = frozenset({AppointmentKind.PLH, AppointmentKind.SUBSTITUTE})
"""Kinds that name whom they stand for, and count only while that one is appointed."""


@dataclass(frozen=True)
class Appointment:
    """A user's role in a unit, from a day until another; None while nobody has ended it."""

    id: int
    unit_id: int
    role: Actor
    user_id: int
    kind: AppointmentKind
    stands_for_id: int | None
    from_day: date
    until_day: date | None

    def counts(self, day: date) -> bool:
        """Tell whether it counts on a day; its last day is one of them."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True)
class Holding:
    """A user who may act in a role of a unit, and for whom where it is not their own."""

    unit_id: int
    role: Actor
    user_id: int
    kind: AppointmentKind
    stands_for_id: int | None = None


def holdings(
    appointments: Iterable[Appointment], active: Collection[int], day: date
) -> list[Holding]:
    """List who holds what on a day, holders first, then who stands in; each by appointment.

    `active` are the users who may sign in: nobody else holds anything. A user who stands in for
    somebody without an appointment that day stands in for nothing; that the absent one's user is
    locked meanwhile changes nothing for the substitute.
    """
    counting = sorted((one for one in appointments if one.counts(day)), key=lambda one: one.id)
    found: list[Holding] = []
    for unit_id, role in dict.fromkeys((one.unit_id, one.role) for one in counting):
        here = [one for one in counting if (one.unit_id, one.role) == (unit_id, role)]
        standing = _standing(here)
        seen: set[tuple[int, int | None]] = set()
        for one in standing:
            stands_for = one.stands_for_id if one.kind in STANDING_IN else None
            if one.user_id in active and (one.user_id, stands_for) not in seen:
                seen.add((one.user_id, stands_for))
                found.append(Holding(unit_id, role, one.user_id, one.kind, stands_for))
    return found


def _standing(appointments: list[Appointment]) -> list[Appointment]:
    """Return those of one role that stand: in their own right, or for one who stands."""
    standing = [one for one in appointments if one.kind not in STANDING_IN]
    waiting = [one for one in appointments if one.kind in STANDING_IN]
    held = {one.user_id for one in standing}
    while True:
        joined = [one for one in waiting if one.stands_for_id in held]
        if not joined:
            return standing
        standing += joined
        held |= {one.user_id for one in joined}
        waiting = [one for one in waiting if one not in joined]
