"""Whose stay it was: certain, waiting for a person, or nobody's; names only suggest (design §2.5).

Order of trust: a decision of a person, the registrant id, a signed-in user that a person mapped,
an e-mail or telephone number that belongs to one seat alone and was confirmed. Pure: what is
known arrives as values.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from connector.domain.display_names import Fit, NameKind, read_display_name, tidy
from connector.domain.findings import Finding
from connector.domain.name_book import SAME_NAME, Hint, NameBook, NamedSeat
from connector.domain.people import Role
from connector.domain.presence import Held, Stay


class Standing(StrEnum):
    """Only CERTAIN stays are credited; the three after it wait for a person."""

    CERTAIN = "certain"
    UNCONFIRMED = "unconfirmed"
    """The link is somebody's, but the display name is a device's or a room's."""
    CONTRADICTED = "contradicted"
    """The evidence speaks for one seat and against it at once."""
    UNMATCHED = "unmatched"
    """Nothing that identifies."""
    NOBODY = "nobody"
    """A person decided: no seat of this training (guest, observer, technician)."""
    OPENER = "opener"
    """The account that opens the room."""


class Basis(StrEnum):
    """What an attribution rests on."""

    DECISION = "decision"
    REGISTRANT = "registrant"
    LOGIN = "login"
    EMAIL = "email"
    PHONE = "phone"
    BOUND = "bound"
    """The telephone leg was joined to another leg by the person in the meeting."""
    NONE = "none"


class Verdict(StrEnum):
    """What a person may decide about a card."""

    SEATS = "seats"
    """It was this seat, or these: one device shared."""
    NOBODY = "nobody"


@dataclass(frozen=True)
class Candidate:
    """One seat of the training, as far as names, addresses and numbers may suggest it."""

    seat: str
    person: str
    role: Role
    name: str
    """As printed on the roster."""
    number: int | None
    unit: str
    email: str
    phone: str
    accepted: bool


@dataclass(frozen=True)
class Decided:
    """What a person decided about a card, and where it holds."""

    id: int
    card: str
    held: int | None
    """Id of the one held meeting it is about; None: this training's other meetings as well."""
    verdict: Verdict
    seats: tuple[str, ...]


@dataclass(frozen=True)
class Busy:
    """A person's time in a class of another training."""

    person: str
    training: str
    """Its code, for the sentence."""
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Known:
    """Everything that is known of who may be who in one training."""

    candidates: Sequence[Candidate]
    registrants: Mapping[str, str]
    """Registrant id → seat."""
    logins: Mapping[str, str]
    """User account at the provider → seat; those a person mapped, and instructors who open."""
    emails: Mapping[str, str]
    """Confirmed address that belongs to one seat alone → seat."""
    phones: Mapping[str, str]
    openers: frozenset[str] = frozenset()
    """User accounts that open rooms and belong to no seat."""
    decisions: Sequence[Decided] = ()
    """Those in force, the oldest first."""
    busy: Sequence[Busy] = ()


@dataclass(frozen=True)
class Suggestion:
    """A seat that might be meant, with why; `score` ranks, 0 to 100, and never credits."""

    seat: str
    score: int
    reasons: tuple[Finding, ...]


@dataclass(frozen=True)
class Attributed:
    """One stay with its owner."""

    held: int
    stay: Stay
    standing: Standing
    seats: tuple[str, ...]
    """Who is credited (CERTAIN), or would be (UNCONFIRMED, CONTRADICTED)."""
    basis: Basis
    card: str
    """Key under which a person decides about this stay and its like (`card_of`)."""
    reasons: tuple[Finding, ...] = ()
    decision: int | None = None


@dataclass(frozen=True)
class Card:
    """Stays that wait for one decision: one Zoom name, with its times and devices."""

    key: str
    standing: Standing
    names: tuple[str, ...]
    stays: tuple[Attributed, ...]
    seats: tuple[str, ...]
    reasons: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...] = field(default=())

    @property
    def minutes(self) -> int:
        """Whole minutes of all its stays, overlaps counted once; open stays count to their start.

        For ranking cards only; attendance has its own arithmetic.
        """
        total, reached = timedelta(0), None
        for stay in sorted((one.stay for one in self.stays), key=lambda stay: stay.joined):
            start = stay.joined if reached is None else max(stay.joined, reached)
            end = stay.left or stay.joined
            if end > start:
                total += end - start
                reached = end
        return total // timedelta(minutes=1)


TOGETHER = timedelta(seconds=60)
"""Connections that overlap by more are there at once; less is a rejoin seen from two sides."""

WAITING = frozenset({Standing.UNCONFIRMED, Standing.CONTRADICTED, Standing.UNMATCHED})


def attribute(held: Sequence[Held], known: Known, now: datetime) -> list[Attributed]:
    """Give every stay its standing, in order of held meeting and time.

    The order in which meetings, stays and candidates are given does not matter.
    """
    roster = _Roster(known)
    claims = [
        _claim(one, stay, known, now)
        for one in sorted(held, key=_beginning)
        for stay in sorted(one.stays, key=_order)
    ]
    _apply_decisions(claims, known.decisions)
    _bind_telephones(claims)
    _doubt_shared_links(claims, roster)
    _doubt_two_places(claims, roster, known.busy)
    return [_conclude(claim, roster) for claim in claims]


def card_of(stay: Stay, seat: str | None) -> str:
    """Return the key of a stay's card; holds personal values: for the database, never an address.

    `seat:5/budi santoso` where a link names seat 5, else `login:…`, `email:…`, `phone:…` or
    `name:…`; the strongest that the stay has. A stay without any of these is `leg:…`, which
    means something in its own held meeting alone.
    """
    name = next((tidy(name).casefold() for name in reversed(stay.names) if tidy(name)), "")
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


class _Roster:
    """What is looked up for every stay."""

    def __init__(self, known: Known) -> None:
        self.candidates = {one.seat: one for one in known.candidates}
        self.book = _book(known)

    def person(self, seat: str) -> str:
        return self.candidates[seat].person if seat in self.candidates else f"seat {seat}"

    def name(self, seat: str) -> str:
        return self.candidates[seat].name if seat in self.candidates else seat


def _book(known: Known) -> NameBook:
    return NameBook(
        NamedSeat(one.seat, one.person, one.name, one.number, one.unit) for one in known.candidates
    )


@dataclass(eq=False, slots=True)
class _Claim:
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
    decided: Decided | None = None
    twice: bool = False
    """Several connections bear this name at once."""
    target: "_Claim | None" = None
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


def _beginning(held: Held) -> tuple[datetime, int]:
    times = [stay.joined for stay in held.stays]
    return held.started or min(times, default=datetime.max.replace(tzinfo=UTC)), held.id


def _order(stay: Stay) -> tuple[datetime, str, str]:
    return stay.joined, stay.leg, repr(stay)


def _claim(held: Held, stay: Stay, known: Known, now: datetime) -> _Claim:
    kinds = (
        (Basis.REGISTRANT, stay.registrant_id, known.registrants),
        (Basis.LOGIN, stay.login, known.logins),
        (Basis.EMAIL, stay.email, known.emails),
        (Basis.PHONE, stay.phone, known.phones),
    )
    evidence = [(basis, seats[value]) for basis, value, seats in kinds if value and value in seats]
    by_link = bool(evidence) and evidence[0][0] is Basis.REGISTRANT
    opener = bool(stay.login) and stay.login in known.openers
    if opener and not by_link:
        return _Claim(held, stay, stay.until(now), Basis.LOGIN, None, [], True, "")
    basis, seat = evidence[0] if evidence else (Basis.NONE, None)
    others = [(other, whose) for other, whose in evidence[1:] if whose != seat]
    card = card_of(stay, seat)
    return _Claim(held, stay, stay.until(now), basis, seat, others, opener, card)


def _at_once(one: _Claim, other: _Claim) -> bool:
    return _overlap(one, other) > TOGETHER


def _overlap(one: _Claim, other: _Claim) -> timedelta:
    return min(one.until, other.until) - max(one.stay.joined, other.stay.joined)


def _apply_decisions(claims: Sequence[_Claim], decisions: Sequence[Decided]) -> None:
    """Set who was decided on; the latest about the held meeting before the latest in general."""
    latest: dict[tuple[str, int | None], Decided] = {}
    for decided in decisions:
        if decided.seats or decided.verdict is Verdict.NOBODY:
            latest[decided.card, decided.held] = decided
    named: defaultdict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        if claim.opener and claim.seat is None:
            continue
        general = None if claim.card.startswith("leg:") else latest.get((claim.card, None))
        claim.decided = latest.get((claim.card, claim.held.id), general)
        if claim.card.startswith("name:") and not claim.stay.bound_leg:
            named[claim.card].append(claim)
    for same_name in named.values():
        twice = _meetings_with_two(same_name)
        for claim in same_name:
            claim.twice = claim.held.id in twice


def _meetings_with_two(claims: Sequence[_Claim]) -> set[int]:
    """Return the held meetings in which two connections of these were there at once.

    Legs of one participant (`Stay.participant`) are one device seen twice. It is enough to keep
    the two that stay longest so far.
    """
    found: set[int] = set()
    longest: dict[tuple[int, str], _Claim] = {}
    for claim in sorted(claims, key=lambda one: (one.stay.joined, one.held.id, one.stay.leg)):
        who = (claim.held.id, claim.stay.participant or f"leg {claim.stay.leg}")
        for key, other in longest.items():
            if key != who and _at_once(claim, other):
                found |= {claim.held.id, other.held.id}
        if who not in longest or longest[who].until < claim.until:
            longest[who] = claim
        while len(longest) > 2:
            longest.pop(min(longest, key=lambda key: (longest[key].until, key)))
    return found


def _bind_telephones(claims: Sequence[_Claim]) -> None:
    """Join telephone legs without evidence of their own to the leg they speak for."""
    legs: defaultdict[tuple[int, str], list[_Claim]] = defaultdict(list)
    for claim in claims:
        legs[claim.held.id, claim.stay.leg].append(claim)
    for claim in claims:
        if not claim.stay.bound_leg:
            continue
        target = _spoken_for(claim, legs)
        if target is None:
            continue
        if claim.basis is Basis.NONE:
            claim.target = target
        elif claim.seat is not None and target.seats and claim.seat not in target.seats:
            claim.others.append((Basis.BOUND, target.seats[0]))


def _spoken_for(claim: _Claim, legs: Mapping[tuple[int, str], Sequence[_Claim]]) -> _Claim | None:
    """Follow bindings to the leg that is somebody's, or to the last; None where they go round."""
    seen, at = {id(claim)}, claim
    while at.stay.bound_leg and (at is claim or (at.basis is Basis.NONE and at.decided is None)):
        bound = legs.get((claim.held.id, at.stay.bound_leg), ())
        if not bound:
            return None if at is claim else at
        # The stay of that leg which shares the most time with the telephone.
        at = max(bound, key=lambda one: _overlap(claim, one))
        if id(at) in seen:
            return None
        seen.add(id(at))
    return at


def _doubt_shared_links(claims: Sequence[_Claim], roster: _Roster) -> None:
    """One link on two connections at once under different names, one of them not its owner's."""
    links: defaultdict[tuple[int, str], list[_Claim]] = defaultdict(list)
    for claim in claims:
        if claim.basis is Basis.REGISTRANT and claim.seat is not None:
            links[claim.held.id, claim.seat].append(claim)
    for (_, seat), same_link in links.items():
        people = {id(one): _people(one, roster) for one in same_link}
        odd = {id(one) for one in same_link if _is_odd(one, seat, roster)}
        for one, other in _pairs_at_once(same_link):
            if people[id(one)] & people[id(other)] or not odd & {id(one), id(other)}:
                continue
            for claim, partner in ((one, other), (other, one)):
                if partner.settled is None or id(claim) in odd:
                    claim.doubts.append(Finding.of("link_twice"))


def _people(claim: _Claim, roster: _Roster) -> set[str]:
    return {person for name in claim.stay.names if (person := roster.book.read(name).person)}


def _is_odd(claim: _Claim, seat: str, roster: _Roster) -> bool:
    """A person's name that is not this person's."""
    named = any(roster.book.read(name).kind is NameKind.PERSON for name in claim.stay.names)
    return named and not _bears_own_name(claim, seat, roster)


def _bears_own_name(claim: _Claim, seat: str, roster: _Roster) -> bool:
    return any(roster.book.fits(name, seat) >= Fit.CONTAINS for name in claim.stay.names)


def _pairs_at_once(claims: Iterable[_Claim]) -> Iterator[tuple[_Claim, _Claim]]:
    """Two legs that are there at once; a breakout room and its main leg are one device."""
    there: list[_Claim] = []
    for claim in sorted(claims, key=lambda one: one.stay.joined):
        there = [one for one in there if one.until - claim.stay.joined > TOGETHER]
        for other in there:
            same = other.stay.participant and other.stay.participant == claim.stay.participant
            one_device = same and other.stay.room != claim.stay.room
            if _at_once(claim, other) and not one_device:
                yield other, claim
        there.append(claim)


def _doubt_two_places(claims: Sequence[_Claim], roster: _Roster, busy: Sequence[Busy]) -> None:
    """Nobody sits in two classes: not in two meetings of this training, nor in another's."""
    people: defaultdict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.waits_for_decision:
            for person in {roster.person(seat) for seat in claim.seats}:
                people[person].append(claim)
    for same_person in people.values():
        for one, other in _pairs_at_once(same_person):
            if one.held.meeting != other.held.meeting:
                one.doubts.append(Finding.of("two_meetings", meeting=other.held.meeting))
                other.doubts.append(Finding.of("two_meetings", meeting=one.held.meeting))
    for time in busy:
        for claim in people.get(time.person, ()):
            shared = min(claim.until, time.end) - max(claim.stay.joined, time.start)
            if shared > TOGETHER:
                claim.doubts.append(Finding.of("elsewhere", training=time.training))


def _conclude(claim: _Claim, roster: _Roster) -> Attributed:
    if claim.decided is not None:
        return _decided(claim, claim.decided, roster)
    if claim.target is not None:
        return _spoken(claim, claim.target, roster)
    if claim.opener and claim.seat is None:
        return _attributed(claim, Standing.OPENER, ())
    if claim.seat is None:
        return _attributed(claim, Standing.UNMATCHED, _remarks(claim, roster))
    doubts = _contradictions(claim, claim.seat, roster)
    reasons = [*doubts, *_not_accepted(claim, roster)]
    unsure = _impersonal(claim, claim.seat, roster)
    if doubts:
        return _attributed(claim, Standing.CONTRADICTED, [*reasons, *unsure])
    if unsure:
        return _attributed(claim, Standing.UNCONFIRMED, [*reasons, *unsure])
    reasons += _differing_name(claim, claim.seat, roster)
    return _attributed(claim, Standing.CERTAIN, reasons)


def _attributed(
    claim: _Claim, standing: Standing, reasons: Iterable[Finding], basis: Basis | None = None
) -> Attributed:
    return Attributed(
        held=claim.held.id,
        stay=claim.stay,
        standing=standing,
        seats=claim.seats,
        basis=claim.basis if basis is None else basis,
        card=claim.card,
        reasons=tuple(sorted(set(reasons))),
        decision=None if claim.decided is None else claim.decided.id,
    )


def _decided(claim: _Claim, decided: Decided, roster: _Roster) -> Attributed:
    if claim.waits_for_decision:
        reasons = [Finding.of("name_twice")]
        return _attributed(claim, Standing.CONTRADICTED, reasons, Basis.DECISION)
    sure = decided.verdict is Verdict.SEATS
    standing = Standing.CERTAIN if sure else Standing.NOBODY
    return _attributed(claim, standing, _not_accepted(claim, roster), Basis.DECISION)


def _spoken(claim: _Claim, target: _Claim, roster: _Roster) -> Attributed:
    """A bound telephone stands as its leg does, unless something speaks against it itself."""
    leg = _conclude(target, roster)
    if leg.standing is Standing.UNMATCHED:
        return _attributed(claim, Standing.UNMATCHED, _remarks(claim, roster))
    reasons = [*leg.reasons, *claim.doubts]
    if len(leg.seats) == 1:
        reasons += _names_of_another(claim, leg.seats[0], roster)
    contradicted = leg.standing not in (Standing.NOBODY, Standing.OPENER) and any(
        reason not in leg.reasons for reason in reasons
    )
    standing = Standing.CONTRADICTED if contradicted else leg.standing
    card = "" if standing is Standing.OPENER else claim.card
    found = _attributed(claim, standing, reasons, Basis.BOUND)
    return replace(found, card=card, decision=leg.decision)


def _contradictions(claim: _Claim, seat: str, roster: _Roster) -> list[Finding]:
    found = [*claim.doubts, *_names_of_another(claim, seat, roster)]
    if claim.opener:
        found.append(Finding.of("opener_on_link"))
    for basis, other in claim.others:
        params = {"first": str(claim.basis), "second": str(basis), "name": roster.name(other)}
        found.append(Finding.of("bases_differ", **params))
    return found


def _names_of_another(claim: _Claim, seat: str, roster: _Roster) -> list[Finding]:
    others = (roster.book.another(name, seat) for name in claim.stay.names)
    return [Finding.of("name_of_another", name=other) for other in others if other is not None]


def _impersonal(claim: _Claim, seat: str, roster: _Roster) -> list[Finding]:
    """Device and room names say that the link is used, not by whom; a telephone has no name."""
    if claim.basis is Basis.PHONE or claim.stay.phone or _bears_own_name(claim, seat, roster):
        return []
    return _of_nobody(claim, roster)


def _of_nobody(claim: _Claim, roster: _Roster) -> list[Finding]:
    read = [roster.book.read(name) for name in claim.stay.names]
    if any(one.kind is NameKind.PERSON for one in read):
        return []
    room = next((one for one in reversed(read) if one.kind is NameKind.ROOM), None)
    if room is not None:
        return [Finding.of("room_name", name=room.text)]
    return [Finding.of("device_name", name=read[-1].text if read else "")]


def _differing_name(claim: _Claim, seat: str, roster: _Roster) -> list[Finding]:
    """A nickname, probably: worth knowing, and credited all the same."""
    people = [n for n in claim.stay.names if roster.book.read(n).kind is NameKind.PERSON]
    if not people or any(roster.book.fits(name, seat) for name in claim.stay.names):
        return []
    return [Finding.of("name_differs", name=roster.book.read(people[-1]).text)]


def _not_accepted(claim: _Claim, roster: _Roster) -> list[Finding]:
    seats = [roster.candidates[seat] for seat in claim.seats if seat in roster.candidates]
    return [Finding.of("seat_not_accepted", name=one.name) for one in seats if not one.accepted]


def _remarks(claim: _Claim, roster: _Roster) -> list[Finding]:
    """Why nothing identified the stay."""
    found = [Finding.of("registrant_unknown")] if claim.stay.registrant_id else []
    if claim.twice:
        found.append(Finding.of("name_twice"))
    if claim.stay.phone:
        return [*found, Finding.of("phone_unbound")]
    return [*found, *_of_nobody(claim, roster)]


LINK_OWNER = 100
DECIDED_BEFORE = 95
NAME_ON_LINK = 90
SAME_EMAIL = 92
SHARED_ADDRESS = 60
"""Address or number that several seats have."""
SAME_PHONE = 85
PHONE_ENDING = 45
MORE_REASONS = 3
"""Added for each further reason."""
PRESENT = 30
"""Taken from who is there already, on a connection of their own."""
MOST = 5
"""Suggestions on a card."""
WHOLE_ENDING, LEAST_ENDING = 9, 3
"""Digits at the end by which numbers are the same, or may be: meetings mask the middle."""


def cards(attributed: Sequence[Attributed], known: Known) -> list[Card]:
    """Group what waits into cards with ranked suggestions, the longest presence first."""
    book = _book(known)
    present: defaultdict[str, list[Stay]] = defaultdict(list)
    waiting: defaultdict[tuple[str, int], list[Attributed]] = defaultdict(list)
    for one in sorted(attributed, key=lambda one: (one.stay.joined, one.held, _order(one.stay))):
        if one.standing in WAITING:
            meeting = one.held if one.card.startswith("leg:") else 0
            waiting[one.card, meeting].append(one)
        elif one.standing is Standing.CERTAIN:
            for seat in one.seats:
                present[seat].append(one.stay)
    found = [_card(key, stays) for (key, _), stays in waiting.items()]
    full = [replace(card, suggestions=_suggestions(card, known, book, present)) for card in found]
    return sorted(full, key=lambda card: (-card.minutes, card.key, card.stays[0].held))


def _card(key: str, stays: Sequence[Attributed]) -> Card:
    standings = {one.standing for one in stays}
    order = (Standing.CONTRADICTED, Standing.UNMATCHED, Standing.UNCONFIRMED)
    return Card(
        key=key,
        standing=next(one for one in order if one in standings),
        names=tuple(dict.fromkeys(name for one in stays for name in one.stay.names)),
        stays=tuple(stays),
        seats=tuple(dict.fromkeys(seat for one in stays for seat in one.seats)),
        reasons=tuple(sorted({reason for one in stays for reason in one.reasons})),
    )


def _suggestions(
    card: Card, known: Known, book: NameBook, present: Mapping[str, Sequence[Stay]]
) -> tuple[Suggestion, ...]:
    numbers = {one.seat: one.number or 10**6 for one in known.candidates}
    hints: defaultdict[str, dict[str, Hint]] = defaultdict(dict)
    for hint in [*_owner_hints(card), *_address_hints(card, known), *_name_hints(card, book)]:
        if hint.seat in numbers:
            best = hints[hint.seat].get(hint.reason.code)
            if best is None or (best.score, best.reason) < (hint.score, hint.reason):
                hints[hint.seat][hint.reason.code] = hint
    found = [
        _suggestion(seat, list(by_code.values()), card, present.get(seat, ()))
        for seat, by_code in hints.items()
    ]
    found.sort(key=lambda one: (-one.score, numbers[one.seat], one.seat))
    return tuple(found[:MOST])


def _suggestion(seat: str, hints: list[Hint], card: Card, present: Sequence[Stay]) -> Suggestion:
    hints.sort(key=lambda hint: (-hint.score, hint.reason))
    score = min(100, hints[0].score + MORE_REASONS * (len(hints) - 1))
    reasons = [hint.reason for hint in hints]
    if any(_stays_at_once(stay, one.stay) for stay in present for one in card.stays):
        score = max(1, score - PRESENT)
        reasons.append(Finding.of("already_present"))
    return Suggestion(seat, score, tuple(reasons))


def _stays_at_once(one: Stay, other: Stay) -> bool:
    """An open stay is still going on."""
    ends = [stay.left for stay in (one, other) if stay.left is not None]
    start = max(one.joined, other.joined)
    return not ends or min(ends) - start > TOGETHER


def _owner_hints(card: Card) -> list[Hint]:
    """The seat of the link, or those that the same name was decided to be before."""
    before = {seat for one in card.stays if one.basis is Basis.DECISION for seat in one.seats}
    owners = [seat for seat in card.seats if seat not in before]
    return [
        *(Hint(seat, LINK_OWNER, Finding.of("link_owner")) for seat in owners),
        *(Hint(seat, DECIDED_BEFORE, Finding.of("decided_before")) for seat in sorted(before)),
    ]


def _address_hints(card: Card, known: Known) -> list[Hint]:
    hints: list[Hint] = []
    for email in sorted({one.stay.email.casefold() for one in card.stays} - {""}):
        same = [one.seat for one in known.candidates if one.email.casefold() == email]
        score = SAME_EMAIL if len(same) == 1 else SHARED_ADDRESS
        hints += [Hint(seat, score, Finding.of("same_email")) for seat in same]
    for ending in sorted({_ending(one.stay.phone) for one in card.stays}):
        if len(ending) < LEAST_ENDING:
            continue
        same = [one.seat for one in known.candidates if _ending(one.phone).endswith(ending)]
        whole = SAME_PHONE if len(same) == 1 else SHARED_ADDRESS
        score = whole if len(ending) == WHOLE_ENDING else PHONE_ENDING
        hints += [Hint(seat, score, Finding.of("same_phone")) for seat in same]
    return hints


def _ending(phone: str) -> str:
    """The last digits after whatever is masked."""
    tail = re.split(r"[^\d\s().-]", phone)[-1]
    return "".join(c for c in tail if c.isdigit())[-WHOLE_ENDING:]


def _name_hints(card: Card, book: NameBook) -> list[Hint]:
    on_link = card.key.startswith("seat:")
    hints: list[Hint] = []
    for name in card.names:
        for hint in book.hints(name):
            if on_link and hint.seat not in card.seats and hint.score >= SAME_NAME:
                reason = Finding.of("name_on_link", name=book.read(name).text)
                hints.append(Hint(hint.seat, NAME_ON_LINK, reason))
            else:
                hints.append(hint)
    return hints
