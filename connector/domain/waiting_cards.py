"""What waits for a person: one card a Zoom name, with the seats that might be meant, ranked.

Suggestions never credit anybody; they are made when somebody looks at a card.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from connector.domain.findings import Finding
from connector.domain.intervals import Interval, Track, union
from connector.domain.name_book import SAME_NAME, Hint
from connector.domain.presence import Stay
from connector.domain.standings import (
    WAITING,
    Attributed,
    Basis,
    Candidate,
    Card,
    Known,
    Standing,
    Suggestion,
)
from connector.domain.stay_claims import TOGETHER, place_of

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

_EVER = datetime.max.replace(tzinfo=UTC)
_NO_NUMBER = 10**6


def cards(attributed: Sequence[Attributed], known: Known) -> list[Card]:
    """Group what waits into cards, the longest presence first."""
    suggesting = _Suggesting(attributed, known)
    waiting: defaultdict[tuple[str, int], list[Attributed]] = defaultdict(list)
    for one in attributed:
        if one.standing in WAITING:
            meeting = one.held if one.card.startswith("leg:") else 0
            waiting[one.card, meeting].append(one)
    found = [_card(key, stays, suggesting) for (key, _), stays in waiting.items()]
    return sorted(found, key=lambda card: (-card.minutes, card.key, card.stays[0].held))


def _card(key: str, unordered: Sequence[Attributed], suggesting: "_Suggesting") -> Card:
    stays = sorted(unordered, key=lambda one: (one.stay.joined, one.held, place_of(one.stay)))
    standings = {one.standing for one in stays}
    order = (Standing.CONTRADICTED, Standing.UNMATCHED, Standing.UNCONFIRMED)
    return Card(
        key=key,
        standing=next(one for one in order if one in standings),
        names=tuple(dict.fromkeys(name for one in stays for name in one.stay.names)),
        stays=tuple(stays),
        seats=tuple(dict.fromkeys(seat for one in stays for seat in one.seats)),
        reasons=tuple(sorted({reason for one in stays for reason in one.reasons})),
        suggest=suggesting.suggest,
    )


class _Suggesting:
    """Ranks seats for cards of one reading of the attendance; looks up what all cards share."""

    def __init__(self, attributed: Sequence[Attributed], known: Known) -> None:
        self._attributed, self._known = attributed, known
        self._looked_up: _LookedUp | None = None

    def suggest(self, card: Card) -> tuple[Suggestion, ...]:
        """Return the likeliest seats with their reasons, at most `MOST`."""
        if self._looked_up is None:
            self._looked_up = _LookedUp(self._attributed, self._known)
        return self._looked_up.suggestions(card)


class _LookedUp:
    """Numbers, addresses, telephones and presence by seat."""

    def __init__(self, attributed: Sequence[Attributed], known: Known) -> None:
        self._book = known.book
        self._numbers = {one.seat: one.number or _NO_NUMBER for one in known.candidates}
        self._by_email: defaultdict[str, list[str]] = defaultdict(list)
        self._endings: list[tuple[str, str]] = []
        for one in sorted(known.candidates, key=_seat):
            self._by_email[one.email.casefold()].append(one.seat)
            self._endings.append((ending(one.phone), one.seat))
        self._present: defaultdict[str, list[Interval]] = defaultdict(list)
        for stay in attributed:
            if stay.standing is Standing.CERTAIN:
                span = _together(stay.stay)
                for seat in stay.seats if span.start < span.end else ():
                    self._present[seat].append(span)

    def suggestions(self, card: Card) -> tuple[Suggestion, ...]:
        by_seat: defaultdict[str, dict[str, Hint]] = defaultdict(dict)
        for hint in self._hints(card):
            if hint.seat in self._numbers:
                by_code = by_seat[hint.seat]
                best = by_code.get(hint.reason.code)
                if best is None or (best.score, best.reason) < (hint.score, hint.reason):
                    by_code[hint.reason.code] = hint
        there = Track(union(_together(one.stay) for one in card.stays))
        first = self._first({seat: _score(hints) for seat, hints in by_seat.items()}, there)
        return tuple(
            Suggestion(seat, score, _reasons(by_seat[seat].values(), present))
            for score, seat, present in first
        )

    def _first(self, scores: Mapping[str, int], there: Track) -> list[tuple[int, str, bool]]:
        """Return the first seats, after those who were there already have gone down.

        Score, seat, and whether it was there.
        """
        found: list[tuple[int, str, bool]] = []
        least = list[int]()
        for seat in sorted(scores, key=lambda seat: self._place(scores[seat], seat)):
            score = scores[seat]
            if len(least) == MOST and least[0] > score:
                break
            spans = self._present.get(seat, ())
            present = any(there.meets(span.start, span.end) for span in spans)
            if present:
                score = max(1, score - PRESENT)
            found.append((score, seat, present))
            least = sorted((*least, score))[-MOST:]
        return sorted(found, key=lambda one: self._place(one[0], one[1]))[:MOST]

    def _place(self, score: int, seat: str) -> tuple[int, int, str]:
        return -score, self._numbers[seat], seat

    def _hints(self, card: Card) -> Iterable[Hint]:
        yield from _owner_hints(card)
        yield from self._address_hints(card)
        yield from self._name_hints(card)

    def _address_hints(self, card: Card) -> Iterable[Hint]:
        for email in sorted({one.stay.email.casefold() for one in card.stays} - {""}):
            same = self._by_email.get(email, ())
            score = SAME_EMAIL if len(same) == 1 else SHARED_ADDRESS
            yield from (Hint(seat, score, Finding.of("same_email")) for seat in same)
        for digits in sorted({ending(one.stay.phone) for one in card.stays if one.stay.phone}):
            if len(digits) < LEAST_ENDING:
                continue
            same = [seat for own, seat in self._endings if own.endswith(digits)]
            whole = SAME_PHONE if len(same) == 1 else SHARED_ADDRESS
            score = whole if len(digits) == WHOLE_ENDING else PHONE_ENDING
            yield from (Hint(seat, score, Finding.of("same_phone")) for seat in same)

    def _name_hints(self, card: Card) -> Iterable[Hint]:
        on_link = card.key.startswith("seat:")
        for name in card.names:
            for hint in self._book.hints(name):
                if on_link and hint.seat not in card.seats and hint.score >= SAME_NAME:
                    reason = Finding.of("name_on_link", name=self._book.read(name).text)
                    yield Hint(hint.seat, NAME_ON_LINK, reason)
                else:
                    yield hint


def _seat(one: Candidate) -> str:
    return one.seat


def _together(stay: Stay) -> Interval:
    """The stay without its last minute (`TOGETHER`); one that is open is still going on."""
    return Interval(stay.joined, _EVER if stay.left is None else stay.left - TOGETHER)


def _score(hints: Mapping[str, Hint]) -> int:
    best = max(hint.score for hint in hints.values())
    return min(100, best + MORE_REASONS * (len(hints) - 1))


def _reasons(hints: Iterable[Hint], present: bool) -> tuple[Finding, ...]:
    ordered = sorted(hints, key=lambda hint: (-hint.score, hint.reason))
    already = [Finding.of("already_present")] if present else []
    return (*(hint.reason for hint in ordered), *already)


def _owner_hints(card: Card) -> list[Hint]:
    """The seat of the link, or those that the same name was decided to be before."""
    before = {seat for one in card.stays if one.basis is Basis.DECISION for seat in one.seats}
    owners = [seat for seat in card.seats if seat not in before]
    return [
        *(Hint(seat, LINK_OWNER, Finding.of("link_owner")) for seat in owners),
        *(Hint(seat, DECIDED_BEFORE, Finding.of("decided_before")) for seat in sorted(before)),
    ]


def ending(phone: str) -> str:
    """The last digits after whatever is masked."""
    tail = re.split(r"[^\d\s().-]", phone)[-1]
    return "".join(c for c in tail if c.isdigit())[-WHOLE_ENDING:]
