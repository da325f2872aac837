"""Random histories with a hidden truth: any order gives the same stays, and losses show.

A history is made from what really happened to each connection; only then are sightings derived
from it, the way a provider might send them.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.intervals import Interval, seconds, subtraction, union
from connector.domain.presence import Seen, Sighting, SightingKind, Stay, stays_of

BASE = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
END = 12 * 60
"""Minute in which the meeting ends; no history reaches it."""

CLOSING = frozenset({SightingKind.LEFT, SightingKind.ROOM_LEFT, SightingKind.WAITING})

Leg = tuple[str, bool]
"""Its id, and whether it is in a breakout room."""


def at(minute: float) -> datetime:
    return BASE + timedelta(minutes=minute)


@dataclass
class History:
    """What happened, minute by minute, and what was sent of it."""

    sightings: list[Sighting] = field(default_factory=list)
    truth: dict[Leg, list[Interval]] = field(default_factory=lambda: defaultdict(list))
    people: dict[Leg, str] = field(default_factory=dict)


@dataclass
class Walk:
    """One connection being told, phase by phase; every moment is two minutes or more apart."""

    history: History
    draw: Callable[[st.SearchStrategy[int]], int]
    leg: str
    person: str
    minute: int
    entered: float = 0

    def pause(self) -> None:
        self.minute += self.draw(st.integers(2, 40))

    def send(self, kind: SightingKind, minute: float, leg: str = "", parent: str = "") -> None:
        """Send a sighting with, at will, what it says about the person."""
        told = self.draw(st.integers(0, 7))
        self.history.sightings.append(
            Sighting(
                kind,
                at(minute),
                leg or self.leg,
                parent_leg=parent,
                participant=f"p-{self.person}",
                name=f"N {self.person}" if told & 1 else "",
                registrant_id=f"r-{self.person}" if told & 2 else "",
                email=f"{self.person}@example.org" if told & 4 else "",
            )
        )

    def inside(self, until: float) -> None:
        self.history.truth[self.leg, False].append(Interval(at(self.entered), at(until)))
        self.history.people[self.leg, False] = self.person

    def enter(self) -> None:
        """Join, perhaps through the waiting room."""
        if self.draw(st.integers(0, 1)):
            self.send(SightingKind.WAITING, self.minute)
            self.pause()
            self.send(SightingKind.ADMITTED, self.minute - 0.5)
        self.send(SightingKind.JOINED, self.minute)
        self.entered = self.minute

    def put_back(self) -> None:
        self.send(SightingKind.WAITING, self.minute)
        self.inside(self.minute)
        self.pause()
        self.send(SightingKind.ADMITTED, self.minute)
        if self.draw(st.integers(0, 1)):
            self.send(SightingKind.JOINED, self.minute + 0.2)
        self.entered = self.minute

    def visit(self, number: int) -> None:
        """Go to a breakout room; whether the provider tells that the main leg was left differs."""
        moves = self.draw(st.integers(0, 1))
        room, start = f"{self.leg}/{number}", self.minute
        self.send(SightingKind.ROOM_JOINED, start, room, self.leg)
        if moves:
            self.send(SightingKind.LEFT, start + 0.3)
            self.inside(start + 0.3)
        self.pause()
        self.send(SightingKind.ROOM_LEFT, self.minute, room, self.leg)
        self.history.truth[room, True].append(Interval(at(start), at(self.minute)))
        self.history.people[room, True] = self.person
        if moves:
            self.minute += 1
            self.send(SightingKind.JOINED, self.minute)
            self.entered = self.minute

    def leave(self) -> None:
        """Leave, or stay to the end of the meeting."""
        if self.draw(st.integers(0, 3)):
            self.send(SightingKind.LEFT, self.minute)
            self.inside(self.minute)
        else:
            self.inside(END)


@st.composite
def histories(draw: st.DrawFn) -> History:
    history = History()
    for person in range(draw(st.integers(1, 2))):
        for device in range(draw(st.integers(1, 2))):
            start = draw(st.integers(0, 90))
            walk = Walk(history, draw, f"leg-{person}{device}", f"{person}", start)
            walk.enter()
            for number in range(draw(st.integers(0, 3))):
                walk.pause()
                if draw(st.booleans()):
                    walk.visit(number)
                else:
                    walk.put_back()
            walk.pause()
            walk.leave()
    history.sightings.append(Sighting(SightingKind.ENDED, at(END)))
    return history


def by_leg(seen: Seen) -> dict[Leg, list[Stay]]:
    legs = defaultdict[Leg, list[Stay]](list)
    for stay in seen.stays:
        legs[stay.leg, stay.room].append(stay)
    return legs


def credited(stays: list[Stay]) -> list[Interval]:
    return union(Interval(stay.joined, stay.until(at(END))) for stay in stays)


@given(histories())
def test_when_nothing_is_lost_every_leg_has_exactly_its_true_time(history: History) -> None:
    found = by_leg(stays_of(history.sightings))
    assert {leg: credited(stays) for leg, stays in found.items()} == {
        leg: union(truth) for leg, truth in history.truth.items()
    }
    for stays in found.values():
        assert all(stay.joined_known for stay in stays)
        assert all(stay.left_known or stay.left == at(END) for stay in stays)


@given(histories().flatmap(lambda one: st.tuples(st.just(one), st.permutations(one.sightings * 2))))
def test_order_and_repetition_change_nothing(drawn: tuple[History, list[Sighting]]) -> None:
    history, shuffled = drawn
    assert stays_of(shuffled) == stays_of(history.sightings)


@st.composite
def thinned(draw: st.DrawFn, kinds: frozenset[SightingKind]) -> tuple[History, list[Sighting]]:
    """A history, and its sightings with some of these kinds lost."""
    history = draw(histories())
    kept = [one for one in history.sightings if one.kind not in kinds or draw(st.booleans())]
    return history, kept


@given(thinned(CLOSING))
def test_with_lost_endings_nothing_true_is_lost_and_the_rest_is_marked(
    drawn: tuple[History, list[Sighting]],
) -> None:
    history, kept = drawn
    found = by_leg(stays_of(kept))
    for leg, truth in history.truth.items():
        if not leg[1]:
            assert subtraction(union(truth), credited(found[leg])) == []
        known = [stay for stay in found[leg] if stay.left_known]
        assert subtraction(credited(known), union(truth)) == []
        assert credited(found[leg])[0].start == min(one.start for one in truth)


@given(thinned(frozenset(SightingKind)))
def test_whatever_is_lost_only_marked_stays_reach_beyond_the_connection(
    drawn: tuple[History, list[Sighting]],
) -> None:
    history, kept = drawn
    for leg, stays in by_leg(stays_of(kept)).items():
        truth = history.truth[leg]
        start, end = min(one.start for one in truth), max(one.end for one in truth)
        for stay in stays:
            last = stay.until(at(END))
            assert start - timedelta(seconds=30) <= stay.joined <= last <= at(END)
            assert start <= stay.joined or not stay.joined_known
            assert last <= end or not stay.left_known or stay.left is None


@given(histories())
def test_time_of_a_person_is_the_union_of_main_meeting_and_rooms(history: History) -> None:
    stays, truth = defaultdict[str, list[Interval]](list), defaultdict[str, list[Interval]](list)
    for stay in stays_of(history.sightings).stays:
        stays[stay.participant].append(Interval(stay.joined, stay.until(at(END))))
    for leg, intervals in history.truth.items():
        truth[f"p-{history.people[leg]}"] += intervals
    assert {who: seconds(union(spans)) for who, spans in stays.items()} == {
        who: seconds(union(spans)) for who, spans in truth.items()
    }


@given(thinned(frozenset(SightingKind)))
def test_what_identifies_reaches_every_leg_of_its_person_and_no_other(
    drawn: tuple[History, list[Sighting]],
) -> None:
    history, kept = drawn
    told = defaultdict[str, set[str]](set)
    for one in kept:
        told[one.participant].add(one.registrant_id)
    for stay in stays_of(kept).stays:
        person = history.people[stay.leg, stay.room]
        own = f"r-{person}" if f"r-{person}" in told[f"p-{person}"] else ""
        assert stay.registrant_id == own
        assert set(stay.names) <= {f"N {person}"}


LEGS = st.sampled_from(["a", "b", "c", ""])
NOISE = st.lists(
    st.builds(
        lambda kind, minute, leg, parent, who: Sighting(
            kind, at(minute), leg, parent_leg=parent, participant=who, registrant_id=who
        ),
        st.sampled_from(list(SightingKind)),
        st.integers(0, 12),
        LEGS,
        LEGS,
        st.sampled_from(["p", "q", ""]),
    ),
    max_size=14,
)
"""Sightings that no provider would send, with many at one instant."""


@given(NOISE.flatmap(lambda noise: st.tuples(st.just(noise), st.permutations(noise * 2))))
def test_even_nonsense_gives_the_same_stays_in_any_order(
    drawn: tuple[list[Sighting], list[Sighting]],
) -> None:
    noise, shuffled = drawn
    assert stays_of(shuffled) == stays_of(noise)


@given(NOISE)
def test_even_nonsense_gives_stays_in_order_that_never_overlap(noise: list[Sighting]) -> None:
    seen = stays_of(noise)
    assert [(one.joined, one.leg, one.room) for one in seen.stays] == sorted(
        (one.joined, one.leg, one.room) for one in seen.stays
    )
    for stays in by_leg(seen).values():
        spans = [Interval(one.joined, one.until(at(END))) for one in stays]
        assert all(one.start <= one.end for one in spans)
        assert sum(seconds([one]) for one in spans) == seconds(union(spans))
        if seen.ended is not None:
            assert all(one.end <= seen.ended for one in spans)


@given(NOISE)
def test_no_stay_contains_a_sign_that_its_leg_was_out(noise: list[Sighting]) -> None:
    out = {SightingKind.LEFT: False, SightingKind.WAITING: False, SightingKind.ROOM_LEFT: True}
    for stay in stays_of(noise).stays:
        until = stay.until(at(END))
        assert not [
            one
            for one in noise
            if out.get(one.kind) is stay.room
            and one.leg == stay.leg
            and stay.joined < one.at < until
        ]


@given(NOISE)
def test_times_far_away_change_nothing_but_the_times(noise: list[Sighting]) -> None:
    shift = timedelta(days=400)
    moved = stays_of([replace(one, at=one.at + shift) for one in noise]).stays
    back = [
        replace(one, joined=one.joined - shift, left=one.left and one.left - shift) for one in moved
    ]
    assert tuple(back) == stays_of(noise).stays
