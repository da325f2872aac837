"""Who was connected when: sightings become stays, whatever their order; no database, no vendor.

A *leg* is one connection of one device to one held meeting (a rejoin is another leg). A *sighting*
is one thing a provider told us about a leg; a *stay* is one interval of one leg, made from all
sightings of the meeting. The same set of sightings gives the same stays, in whatever order and
however often they came.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from connector.domain.leg_traits import Traits, names_of, shared, traits_of
from connector.domain.sightings import HeldSighting as HeldSighting
from connector.domain.sightings import Sighting as Sighting
from connector.domain.sightings import SightingKind as SightingKind
from connector.domain.sightings import in_order
from connector.domain.timelines import Elsewhere, Span, main_spans, room_spans

SAME_JOINING = timedelta(seconds=60)
"""Two records of one connection may differ by this much in the moment of joining."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One interval of one leg, with all that is known of who it was.

    `left` is None while the leg is open in a meeting that has not ended. A `left` that nobody
    reported (`left_known` False) is the meeting's end, or the next sign that ends it (the leg's
    next joining; for a breakout room the participant seen elsewhere): provisional, until a report
    says better. A `joined` that nobody reported (`joined_known` False) is the first sign of the
    leg since it was last out, or the leaving itself (no time at all).
    """

    leg: str
    joined: datetime
    left: datetime | None
    joined_known: bool = True
    left_known: bool = True
    room: bool = False
    """In a breakout room."""
    participant: str = ""
    bound_leg: str = ""
    names: tuple[str, ...] = ()
    """Every display name the leg had, in order of time."""
    email: str = ""
    registrant_id: str = ""
    login: str = ""
    phone: str = ""

    def until(self, now: datetime) -> datetime:
        """The end of the stay as far as known now; aware UTC."""
        return self.left if self.left is not None else max(self.joined, now)


class Source(StrEnum):
    """Where stays come from; a later one replaces an earlier one for the same held meeting.

    What a provider writes down after the class (its complete report, or the list exported from
    it by hand) beats what it called out during it.
    """

    WEBHOOK = "webhook"
    FILE = "file"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Held:
    """One held meeting (an occurrence) with the stays that count."""

    id: int
    uuid: str
    meeting: str
    started: datetime | None
    ended: datetime | None
    source: Source
    """The best source there is; `stays` come from it alone."""
    final: bool
    """A complete report or list is there: nothing is provisional any more."""
    stays: Sequence[Stay]
    host: str = ""
    """The user account at the provider that opens the room."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What all sightings of one held meeting amount to."""

    started: datetime | None
    ended: datetime | None
    stays: tuple[Stay, ...]


def stays_of(sightings: Iterable[Sighting]) -> Seen:
    """Turn sightings of one held meeting into stays; order and repetition do not matter.

    Waiting is never presence, a breakout room is: presence = union of main meeting and rooms
    (facts: Zoom §7). What is open when the meeting ends closes there, provisionally, and nothing
    reaches beyond that end. Stays come in order of joining, leg and room. A sighting of a leg
    that does not name its leg says nothing and is left out.
    """
    ordered = in_order(sightings)
    started = min((one.at for one in ordered if one.kind is SightingKind.STARTED), default=None)
    ended = min((one.at for one in ordered if one.kind is SightingKind.ENDED), default=None)
    legs = _Legs(ordered)
    stays = [_ended(stay, ended) for stay in (*legs.main_stays(), *legs.room_stays())]
    return Seen(started, ended, tuple(sorted(stays, key=_place)))


_ROOM = frozenset({SightingKind.ROOM_JOINED, SightingKind.ROOM_LEFT})
_MEETING = frozenset({SightingKind.STARTED, SightingKind.ENDED})


class _Legs:
    """All legs of one held meeting: their signs, what identifies them, and their stays."""

    def __init__(self, ordered: Sequence[Sighting]) -> None:
        self._main = defaultdict[str, list[Sighting]](list)
        self._rooms = defaultdict[str, list[Sighting]](list)
        self._inside = defaultdict[str, list[Sighting]](list)
        """Signs of breakout rooms by the leg in the main meeting."""
        for one in ordered:
            if one.kind in _MEETING or not one.leg:
                continue
            (self._rooms if one.kind in _ROOM else self._main)[one.leg].append(one)
            if one.kind in _ROOM and one.parent_leg:
                self._inside[one.parent_leg].append(one)
        self._parents = {leg: _parent(signs) for leg, signs in self._rooms.items()}
        main = {leg: traits_of(signs) for leg, signs in self._main.items()}
        rooms = {
            leg: main.get(self._parents[leg], Traits()).filled(traits_of(signs))
            for leg, signs in self._rooms.items()
        }
        self._main_traits, self._room_traits = shared(main, rooms)
        self._bound = {leg: self._bound_leg(signs) for leg, signs in self._main.items()}

    def main_stays(self) -> Iterator[Stay]:
        for leg, signs in self._main.items():
            inside = self._inside.get(leg)
            proofs = in_order([*signs, *inside]) if inside else signs
            who = _Who(leg, self._main_traits[leg], names_of(signs), self._bound[leg])
            yield from (who.stay(span) for span in main_spans(proofs))

    def room_stays(self) -> Iterator[Stay]:
        elsewhere = self._signs_by_person()
        for leg, signs in self._rooms.items():
            parent, traits = self._parents[leg], self._room_traits[leg]
            names = names_of(signs) or names_of(self._main.get(parent, []))
            who = _Who(leg, traits, names, self._bound.get(parent, ""), room=True)
            outside = Elsewhere(one for key in _keys(parent, traits) for one in elsewhere[key])
            yield from (who.stay(span) for span in room_spans(signs, outside))

    def _signs_by_person(self) -> defaultdict[tuple[str, str], list[Sighting]]:
        """All signs by the leg in the main meeting and by the participant."""
        found = defaultdict[tuple[str, str], list[Sighting]](list)
        for leg, signs in self._main.items():
            for key in _keys(leg, self._main_traits[leg]):
                found[key] += signs
        for leg, signs in self._rooms.items():
            for key in _keys(self._parents[leg], self._room_traits[leg]):
                found[key] += signs
        return found

    def _bound_leg(self, signs: Sequence[Sighting]) -> str:
        """The leg a telephone speaks for, the latest one; none when they are several people's."""
        bound = list(dict.fromkeys(one.bound_leg for one in signs if one.bound_leg))
        owners = {self._main_traits.get(leg, Traits()).participant for leg in bound}
        if len(bound) > 1 and (len(owners) > 1 or "" in owners):
            return ""
        return bound[-1] if bound else ""


def _parent(signs: Sequence[Sighting]) -> str:
    return next((one.parent_leg for one in signs if one.parent_leg), "")


def _keys(leg: str, traits: Traits) -> list[tuple[str, str]]:
    """What ties a main leg, or the parent of a room leg, to other legs of the same participant."""
    pairs = (("leg", leg), ("participant", traits.participant))
    return [(kind, value) for kind, value in pairs if value]


@dataclass(frozen=True, slots=True)
class _Who:
    """Everything about a leg that each of its stays carries."""

    leg: str
    traits: Traits
    names: tuple[str, ...]
    bound_leg: str
    room: bool = False

    def stay(self, span: Span) -> Stay:
        return Stay(
            leg=self.leg,
            joined=span.joined,
            left=span.left,
            joined_known=span.joined_known,
            left_known=span.left_known,
            room=self.room,
            participant=self.traits.participant,
            bound_leg=self.bound_leg,
            names=self.names,
            email=self.traits.email,
            registrant_id=self.traits.registrant_id,
            login=self.traits.login,
            phone=self.traits.phone,
        )


def _ended(stay: Stay, ended: datetime | None) -> Stay:
    """Close an open stay at the meeting's end, and let nothing reach beyond it."""
    if ended is None:
        return stay
    joined = min(stay.joined, ended)
    if stay.left is None:
        return replace(stay, joined=joined, left=ended, left_known=False)
    return replace(stay, joined=joined, left=min(stay.left, ended))


def _place(stay: Stay) -> tuple[datetime, str, bool]:
    """Where a stay comes; those of one leg are in order of time already, and stay so."""
    return stay.joined, stay.leg, stay.room


def with_identities(written: Sequence[Stay], seen: Sequence[Stay]) -> list[Stay]:
    """Give stays that a file wrote down without ids the ids of the legs seen live.

    Only where name (any of a leg's) and moment of joining (within 60 s) name one leg, and that
    leg names this one stay; this joins two records of one connection and never guesses a person.
    Where both give a value and the values differ, nothing is copied.
    """
    by_name = _by_name(seen)
    near = [_near(stay, by_name) for stay in written]
    claims = Counter(index for indices in near for index in indices)
    return [
        _with_traits(stay, [seen[index] for index in indices])
        if all(claims[index] == 1 for index in indices)
        else stay
        for stay, indices in zip(written, near, strict=True)
    ]


def _with_traits(stay: Stay, alike: Sequence[Stay]) -> Stay:
    """Return the stay with the ids of the one leg that is like it; as it is for none or several."""
    if len({one.leg for one in alike}) != 1:
        return stay
    own = Traits(stay.participant, stay.email, stay.registrant_id, stay.login)
    leg = alike[0]
    traits = own.filled(Traits(leg.participant, leg.email, leg.registrant_id, leg.login))
    return replace(
        stay,
        participant=traits.participant,
        email=traits.email,
        registrant_id=traits.registrant_id,
        login=traits.login,
    )


_Named = Mapping[tuple[bool, str], list[tuple[datetime, int]]]


def _by_name(seen: Sequence[Stay]) -> _Named:
    """Joining moments in order, with places in `seen`, by kind of room and each display name."""
    found = defaultdict[tuple[bool, str], list[tuple[datetime, int]]](list)
    for index, stay in enumerate(seen):
        for name in _comparable_names(stay):
            found[stay.room, name].append((stay.joined, index))
    for moments in found.values():
        moments.sort()
    return found


def _near(stay: Stay, by_name: _Named) -> set[int]:
    """Places of the seen stays with a name of this one that joined at about its moment."""
    near = set[int]()
    for name in _comparable_names(stay):
        moments = by_name.get((stay.room, name), [])
        first = bisect_left(moments, stay.joined - SAME_JOINING, key=_moment)
        last = bisect_right(moments, stay.joined + SAME_JOINING, key=_moment)
        near |= {index for _, index in moments[first:last]}
    return near


def _moment(entry: tuple[datetime, int]) -> datetime:
    return entry[0]


def _comparable_names(stay: Stay) -> set[str]:
    return {" ".join(name.casefold().split()) for name in stay.names} - {""}
