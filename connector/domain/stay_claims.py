"""What identifies a stay: its evidence, the decision about it, the leg a telephone speaks for.

Doubts come after (`stay_doubts`), the answer last (`attribution`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connector.domain.display_names import NameKind, read_display_name, tidy
from connector.domain.findings import Finding
from connector.domain.presence import Held, Stay
from connector.domain.standings import Basis, Decided, Known, Verdict

TOGETHER = timedelta(seconds=60)
"""Connections that overlap by more are there at once; less is a rejoin seen from two sides."""


def card_of(stay: Stay, seat: str | None) -> str:
    """Return the key of a stay's card; holds personal values: for the database, never an address.

    `seat:5/budi santoso` where a link names seat 5, else `login:…`, `email:…`, `phone:…` or
    `name:…`; the strongest that the stay has. A stay without any of these is `leg:…`, which
    means something in its own held meeting alone.
    """
    name = next((tidied for name in reversed(stay.names) if (tidied := tidy(name))), "").casefold()
    if seat is not None:
        return f"seat:{seat}/{name}"
    if stay.login:
        return f"login:{stay.login}"
    if stay.email:
        return f"email:{stay.email.casefold()}"
    if stay.phone:
        return f"phone:{stay.phone}"
    return f"name:{name}" if name else f"leg:{stay.leg}"


def rememberable(card: str) -> bool:
    """Whether a decision about this card can sensibly hold in other meetings.

    A nameless connection is another one next time, and `iPhone` without a link is anybody's.
    """
    kind, _, value = card.partition(":")
    if kind == "name":
        return read_display_name(value).kind is not NameKind.DEVICE
    return kind != "leg"


@dataclass(eq=False, slots=True)
class Claim:
    """A stay on its way to its owner: what identifies it, who decided, what speaks against it."""

    held: Held
    stay: Stay
    until: datetime
    basis: Basis
    seat: str | None
    """Named by the stay's own evidence."""
    others: list[tuple[Basis, str]]
    """Evidence for other seats."""
    opener: bool
    card: str
    before: str = ""
    """Key of the card it was before a person said whose account, address or number this is."""
    decided: Decided | None = None
    twice: bool = False
    """Several connections bear this name at once."""
    target: "Claim | None" = None
    """The leg that a telephone leg without evidence of its own speaks for."""
    doubts: list[Finding] = field(default_factory=list)

    @property
    def waits_for_decision(self) -> bool:
        """A remembered decision cannot tell which of two equal names it was about."""
        return self.twice and self.decided is not None and self.decided.held is None

    @property
    def settled(self) -> Decided | None:
        return None if self.waits_for_decision else self.decided

    @property
    def seats(self) -> tuple[str, ...]:
        """Whose the stay is, or would be."""
        if self.decided is not None:
            return self.decided.seats if self.decided.verdict is Verdict.SEATS else ()
        if self.target is not None:
            return self.target.seats
        return () if self.seat is None else (self.seat,)


def claims_of(held: Iterable[Held], known: Known, now: datetime) -> list[Claim]:
    """Read the evidence of every stay, decisions and bound telephones included.

    In order of held meeting and time, whatever the order given.
    """
    claims = [
        _claim(one, stay, known, now)
        for one in sorted(held, key=_beginning)
        for stay in in_order(one.stays)
    ]
    _apply_decisions(claims, known.decisions)
    _bind_telephones(claims)
    return claims


def _beginning(held: Held) -> tuple[datetime, int]:
    times = [stay.joined for stay in held.stays]
    return held.started or min(times, default=datetime.max.replace(tzinfo=UTC)), held.id


def in_order(stays: Iterable[Stay]) -> list[Stay]:
    """Sort stays by time and leg, and by everything else where these are the same."""
    return sorted(stays, key=place_of)


def place_of(stay: Stay) -> tuple[object, ...]:
    """Return what `in_order` sorts by."""
    return (
        stay.joined, stay.leg, stay.room, stay.left is None, stay.left or stay.joined, stay.names,
        stay.registrant_id, stay.login, stay.email, stay.phone, stay.participant, stay.bound_leg,
        stay.joined_known, stay.left_known,
    )  # fmt: skip


def _claim(held: Held, stay: Stay, known: Known, now: datetime) -> Claim:
    evidence = _evidence(stay, known)
    by_link = bool(evidence) and evidence[0][0] is Basis.REGISTRANT
    opener = bool(stay.login) and stay.login in known.openers
    if opener and not by_link:
        return Claim(held, stay, stay.until(now), Basis.LOGIN, None, [], True, "")
    basis, seat = evidence[0] if evidence else (Basis.NONE, None)
    others = [(other, whose) for other, whose in evidence[1:] if whose != seat]
    card, before = card_of(stay, seat), _card_before(stay, basis)
    return Claim(held, stay, stay.until(now), basis, seat, others, opener, card, before)


def _evidence(stay: Stay, known: Known) -> list[tuple[Basis, str]]:
    """What names a seat, the most trusted first."""
    kinds = (
        (Basis.REGISTRANT, stay.registrant_id, known.registrants),
        (Basis.LOGIN, stay.login, known.logins),
        (Basis.EMAIL, stay.email.casefold(), known.emails),
        (Basis.PHONE, stay.phone, known.phones),
    )
    return [(basis, seats[value]) for basis, value, seats in kinds if value and value in seats]


def _card_before(stay: Stay, basis: Basis) -> str:
    if basis is Basis.LOGIN:
        return f"login:{stay.login}"
    if basis is Basis.EMAIL:
        return f"email:{stay.email.casefold()}"
    return f"phone:{stay.phone}" if basis is Basis.PHONE else ""


def at_once(one: Claim, other: Claim) -> bool:
    return overlap(one, other) > TOGETHER


def overlap(one: Claim, other: Claim) -> timedelta:
    return min(one.until, other.until) - max(one.stay.joined, other.stay.joined)


def _apply_decisions(claims: Sequence[Claim], decisions: Sequence[Decided]) -> None:
    """Set who was decided on; the latest about the held meeting before the latest in general."""
    latest: dict[tuple[str, int | None], Decided] = {}
    for decided in decisions:
        if decided.seats or decided.verdict is Verdict.NOBODY:
            latest[decided.card, decided.held] = decided
    named: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.opener and claim.seat is None:
            continue
        claim.decided = _decision(claim, latest)
        if claim.card.startswith("name:") and not claim.stay.bound_leg:
            named[claim.card].append(claim)
    for same_name in named.values():
        twice = _meetings_with_two(same_name)
        for claim in same_name:
            claim.twice = claim.held.id in twice


def _decision(claim: Claim, latest: Mapping[tuple[str, int | None], Decided]) -> Decided | None:
    """Find what was decided; saying whose an account is does not undo what was said of it."""
    if not latest:
        return None
    for held in (claim.held.id, None):
        for card in (claim.card, claim.before):
            if card and (held is not None or not card.startswith("leg:")):
                found = latest.get((card, held))
                if found is not None:
                    return found
    return None


def _meetings_with_two(claims: Sequence[Claim]) -> set[int]:
    """Return the held meetings in which two connections of these were there at once.

    Legs of one participant (`Stay.participant`) are one device seen twice. It is enough to keep
    the two that stay longest so far.
    """
    found: set[int] = set()
    longest: dict[tuple[int, str], Claim] = {}
    for claim in sorted(claims, key=lambda one: (one.stay.joined, one.held.id, one.stay.leg)):
        who = (claim.held.id, claim.stay.participant or f"leg {claim.stay.leg}")
        for key, other in longest.items():
            if key != who and at_once(claim, other):
                found |= {claim.held.id, other.held.id}
        if who not in longest or longest[who].until < claim.until:
            longest[who] = claim
        while len(longest) > 2:
            longest.pop(min(longest, key=lambda key: (longest[key].until, key)))
    return found


def _bind_telephones(claims: Sequence[Claim]) -> None:
    """Join telephone legs without evidence of their own to the leg they speak for."""
    bound = [claim for claim in claims if claim.stay.bound_leg]
    if not bound:
        return
    legs: defaultdict[tuple[int, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        legs[claim.held.id, claim.stay.leg].append(claim)
    for claim in bound:
        target = _spoken_for(claim, legs)
        if target is None:
            continue
        if claim.basis is Basis.NONE:
            claim.target = target
        elif claim.seat is not None and target.seats and claim.seat not in target.seats:
            claim.others.append((Basis.BOUND, target.seats[0]))


def _spoken_for(claim: Claim, legs: Mapping[tuple[int, str], Sequence[Claim]]) -> Claim | None:
    """Follow bindings to the leg that is somebody's, or to the last; None where they go round."""
    seen, at = {id(claim)}, claim
    while at.stay.bound_leg and (at is claim or (at.basis is Basis.NONE and at.decided is None)):
        bound = legs.get((claim.held.id, at.stay.bound_leg), ())
        if not bound:
            return None if at is claim else at
        # The stay of that leg which shares the most time with the telephone.
        at = max(bound, key=lambda one: overlap(claim, one))
        if id(at) in seen:
            return None
        seen.add(id(at))
    return at
