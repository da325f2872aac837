"""What holds for any stays: names never credit, order never matters, decisions stay put."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.attribution import (
    WAITING,
    Attributed,
    Basis,
    Busy,
    Candidate,
    Decided,
    Known,
    Standing,
    Verdict,
    attribute,
    cards,
)
from connector.domain.people import Role
from connector.domain.presence import Held, Source, Stay
from connector.domain.shared_links import on_shared_link
from connector.domain.stay_claims import Claim

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOW = START + timedelta(hours=3)

NAMES = ("Budi Santoso", "Budi Santosa", "Budi", "Siti Aminah", "Dewi", "Moh. Rizki", "I Made Ari")
ROSTER = [
    Candidate(
        str(n),
        f"p{n}",
        Role.PARTICIPANT,
        name,
        n,
        f"Lapas {n % 2}",
        f"{n}@contoh.example",
        "",
        True,
    )
    for n, name in enumerate(NAMES, 1)
]
SEATS = [one.seat for one in ROSTER]
SHOWN = (*NAMES, "iPhone", "Lapas 1", "", "Wawan", "02_Budi", "BUDI", "Joko_Lapas 0", "😀")

Value = TypeVar("Value")


def mixed(values: Sequence[Value], chance: Random) -> list[Value]:
    shuffled = list(values)
    chance.shuffle(shuffled)
    return shuffled


times = st.integers(0, 120).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    joined = draw(times)
    lasting = draw(st.none() | st.integers(0, 60))
    return Stay(
        leg=draw(st.sampled_from(["a", "b", "c", "d", "e", "f"])),
        joined=joined,
        left=None if lasting is None else joined + timedelta(minutes=lasting),
        room=draw(st.booleans()),
        participant=draw(st.sampled_from(["", "", "x", "y"])),
        bound_leg=draw(st.sampled_from(["", "", "", "a", "b"])),
        names=tuple(draw(st.lists(st.sampled_from(SHOWN), max_size=2))),
        email=draw(st.sampled_from(["", "", "1@contoh.example", "2@contoh.example"])),
        registrant_id=draw(st.sampled_from(["", "", "r1", "r2", "r3", "stranger"])),
        login=draw(st.sampled_from(["", "", "", "u1", "u4", "host", "stranger"])),
        phone=draw(st.sampled_from(["", "", "", "+621", "+629"])),
    )


@st.composite
def meetings(draw: st.DrawFn) -> list[Held]:
    return [
        Held(
            n,
            f"u{n}",
            meeting,
            START,
            None,
            Source.WEBHOOK,
            False,
            draw(st.lists(stays(), max_size=6)),
        )
        for n, meeting in ((1, "811"), (2, "822"), (3, "811"))
    ]


KNOWN = Known(
    ROSTER,
    {"r1": "1", "r2": "2", "r3": "4"},
    {"u1": "1", "u4": "4"},
    {"1@contoh.example": "1"},
    {"+621": "5"},
    frozenset({"host"}),
    busy=[Busy("p4", "T-1", START, START + timedelta(minutes=45))],
)


@st.composite
def decisions(draw: st.DrawFn, number: int = 1) -> Decided:
    name = draw(st.sampled_from(SHOWN)).casefold()
    kind = draw(st.sampled_from([f"name:{name}", f"seat:1/{name}", "phone:+629", "leg:a"]))
    seats = tuple(draw(st.lists(st.sampled_from(SEATS), max_size=2, unique=True)))
    verdict = Verdict.SEATS if seats else Verdict.NOBODY
    return Decided(number, kind, draw(st.sampled_from([None, 1, 2])), verdict, seats)


def evidence(one: Attributed) -> bool:
    """The stay itself carries what its basis says."""
    stay, seats = one.stay, one.seats
    return {
        Basis.REGISTRANT: KNOWN.registrants.get(stay.registrant_id) in seats,
        Basis.LOGIN: KNOWN.logins.get(stay.login) in seats,
        Basis.EMAIL: KNOWN.emails.get(stay.email) in seats,
        Basis.PHONE: KNOWN.phones.get(stay.phone) in seats,
        Basis.BOUND: bool(stay.bound_leg),
        Basis.DECISION: one.decision is not None,
        Basis.NONE: False,
    }[one.basis]


@settings(deadline=None, max_examples=150)
@given(meetings(), st.lists(decisions(), max_size=2))
def test_nobody_is_credited_without_evidence(held: list[Held], made: list[Decided]) -> None:
    known = replace(KNOWN, decisions=made)
    for one in attribute(held, known, NOW):
        if one.standing is Standing.CERTAIN:
            assert one.seats
            assert evidence(one)


@settings(deadline=None, max_examples=100)
@given(meetings())
def test_names_alone_never_credit(held: list[Held]) -> None:
    bare = [
        replace(
            one,
            stays=[replace(s, email="", registrant_id="", login="", phone="") for s in one.stays],
        )
        for one in held
    ]
    found = attribute(bare, KNOWN, NOW)
    assert {one.standing for one in found} <= {Standing.UNMATCHED}
    assert all(not one.seats for one in found)


@settings(deadline=None, max_examples=100)
@given(meetings(), st.lists(decisions(), max_size=2), st.randoms(use_true_random=False))
def test_the_order_of_everything_given_does_not_matter(
    held: list[Held], made: list[Decided], chance: Random
) -> None:
    known = replace(KNOWN, decisions=made)
    shuffled = [replace(one, stays=mixed(one.stays, chance)) for one in mixed(held, chance)]
    other = replace(known, candidates=mixed(ROSTER, chance))
    found, again = attribute(held, known, NOW), attribute(shuffled, other, NOW)
    assert again == found
    gathered, before = cards(mixed(again, chance), other), cards(found, known)
    assert gathered == before
    assert [card.suggestions for card in gathered] == [card.suggestions for card in before]


@settings(deadline=None, max_examples=150)
@given(meetings(), decisions())
def test_a_decision_touches_its_card_and_what_follows_from_it(
    held: list[Held], made: Decided
) -> None:
    """What follows: telephones bound to it, and doubts about stays that were there at once."""
    before = attribute(held, KNOWN, NOW)
    after = attribute(held, replace(KNOWN, decisions=[made]), NOW)
    for old, new in zip(before, after, strict=True):
        assert (old.stay, old.card or new.card) == (new.stay, new.card or old.card)
        if new.card == made.card or new.basis is Basis.BOUND or old.basis is Basis.BOUND:
            continue
        assert old.seats == new.seats
        assert old.basis is new.basis
        if old.standing is not new.standing:
            doubts = {reason.code for reason in {*old.reasons} ^ {*new.reasons}}
            assert doubts & {"link_twice", "two_meetings", "bases_differ", "elsewhere"}


@settings(deadline=None, max_examples=100)
@given(meetings(), st.lists(decisions(), max_size=2))
def test_every_waiting_stay_is_on_exactly_one_card(held: list[Held], made: list[Decided]) -> None:
    known = replace(KNOWN, decisions=made)
    found = attribute(held, known, NOW)
    waiting = [one for one in found if one.standing in WAITING]
    gathered = cards(found, known)
    assert sum(len(card.stays) for card in gathered) == len(waiting)
    for card in gathered:
        assert len(card.suggestions) <= 5
        assert all(0 < one.score <= 100 and one.reasons for one in card.suggestions)
        scores = [one.score for one in card.suggestions]
        assert scores == sorted(scores, reverse=True)


PEOPLE = {
    ("Budi",): frozenset({"budi"}),
    ("iPhone",): frozenset[str](),
    ("Joko",): frozenset({"joko"}),
    ("Joko", "Budi"): frozenset({"joko", "budi"}),
    ("Panji",): frozenset({"panji"}),
}
ODD = [("Joko",), ("Panji",)]


@st.composite
def connections(draw: st.DrawFn) -> Claim:
    """One connection of a link that several people use."""
    joined = draw(times)
    until = joined + timedelta(seconds=draw(st.sampled_from([0, 30, 60, 61, 120, 600, 3000])))
    stay = Stay(
        draw(st.sampled_from("abcdefgh")),
        joined,
        until,
        room=draw(st.booleans()),
        participant=draw(st.sampled_from(["", "x", "y"])),
        names=draw(st.sampled_from(sorted(PEOPLE))),
    )
    held = Held(1, "u", "811", START, None, Source.REPORT, True, ())
    claim = Claim(held, stay, until, Basis.REGISTRANT, "1", [], False, "")
    if draw(st.integers(0, 4)) == 0:
        claim.decided = Decided(1, "", None, Verdict.SEATS, ("1",))
    return claim


def disagree(one: Claim, other: Claim) -> bool:
    """The rule, said of two connections: the first one waits because of the other."""
    stay, beside = one.stay, other.stay
    if min(one.until, other.until) - max(stay.joined, beside.joined) <= timedelta(seconds=60):
        return False
    if stay.participant and stay.participant == beside.participant and stay.room != beside.room:
        return False
    if PEOPLE[stay.names] & PEOPLE[beside.names]:
        return False
    return stay.names in ODD or (beside.names in ODD and other.decided is None)


@settings(deadline=None, max_examples=400)
@given(st.lists(connections(), max_size=12))
def test_a_shared_link_is_judged_as_if_every_two_had_been_compared(claims: list[Claim]) -> None:
    ordered = sorted(claims, key=lambda one: one.stay.joined)
    found = {id(one) for one in on_shared_link(ordered, PEOPLE, ODD)}
    assert found == {
        id(one) for one in claims if any(disagree(one, o) for o in claims if o is not one)
    }
