"""What identifies a leg, gathered from all its sightings; fills gaps, never merges two people.

A provider leaves fields out at will, so what one sighting lacks another may give. Where two
sightings contradict each other, the joining wins and the other gives nothing at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from connector.domain.sightings import Sighting, SightingKind


class Traits(NamedTuple):
    """The fields of a leg that identify; "" is not known."""

    participant: str = ""
    email: str = ""
    registrant_id: str = ""
    login: str = ""
    phone: str = ""

    def agrees(self, other: "Traits") -> bool:
        """Say whether no field has two values."""
        return all(not one or not two or one == two for one, two in zip(self, other, strict=True))

    def filled(self, other: "Traits") -> "Traits":
        """Return these with the gaps filled from the other, unless the two contradict."""
        if self == other or not self.agrees(other):
            return self
        return Traits(*(one or two for one, two in zip(self, other, strict=True)))


_JOININGS = frozenset({SightingKind.JOINED, SightingKind.ROOM_JOINED})


def traits_of(signs: Sequence[Sighting]) -> Traits:
    """Return the traits of a leg whose signs come in order of time; joinings are believed first."""
    traits = Traits()
    for sign in sorted(signs, key=lambda one: one.kind not in _JOININGS):
        traits = traits.filled(
            Traits(sign.participant, sign.email, sign.registrant_id, sign.login, sign.phone)
        )
    return traits


def names_of(signs: Sequence[Sighting]) -> tuple[str, ...]:
    """Return every display name of a leg once, in order of time."""
    return tuple(dict.fromkeys(sign.name for sign in signs if sign.name))


def shared(
    traits: Mapping[str, Traits], rooms: Mapping[str, Traits]
) -> tuple[dict[str, Traits], dict[str, Traits]]:
    """Fill gaps across the legs of one participant, unless those legs contradict each other.

    The telephone number stays with its leg: it is the leg's own, not the person's.
    """
    known = _by_participant([*traits.values(), *rooms.values()])

    def fill(one: Traits) -> Traits:
        return one.filled(known.get(one.participant, one))

    return (
        {leg: fill(one) for leg, one in traits.items()},
        {leg: fill(one) for leg, one in rooms.items()},
    )


def _by_participant(legs: Iterable[Traits]) -> dict[str, Traits]:
    """Return what the legs of each participant say together; no entry where they disagree."""
    groups = defaultdict[str, set[Traits]](set)
    for one in legs:
        if one.participant:
            groups[one.participant].add(one._replace(phone=""))
    together = {}
    for participant, group in groups.items():
        union = Traits(*(max(values) for values in zip(*group, strict=True)))
        if all(one.agrees(union) for one in group):
            together[participant] = union
    return together
