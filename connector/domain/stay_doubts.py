"""What speaks against a stay's evidence: its names, its link used twice, two places at once.

Nothing here decides; each doubt is a finding that makes the stay wait, or a remark beside it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from connector.domain.display_names import Fit, NameKind
from connector.domain.findings import Finding
from connector.domain.intervals import Interval, Track, union
from connector.domain.shared_links import on_shared_link
from connector.domain.standings import Basis, Busy, Known
from connector.domain.stay_claims import TOGETHER, Claim


class Roster:
    """What is looked up for every stay; answers about names are remembered."""

    def __init__(self, known: Known) -> None:
        self.candidates = {one.seat: one for one in known.candidates}
        self.book = known.book
        self._others: dict[tuple[tuple[str, ...], str], list[Finding]] = {}
        self._fits: dict[tuple[tuple[str, ...], str], Fit] = {}

    def person(self, seat: str) -> str:
        return self.candidates[seat].person if seat in self.candidates else f"seat {seat}"

    def name(self, seat: str) -> str:
        return self.candidates[seat].name if seat in self.candidates else seat

    def fits(self, names: tuple[str, ...], seat: str) -> Fit:
        """How well the best of these display names fits a seat."""
        if (names, seat) not in self._fits:
            fits = (self.book.fits(name, seat) for name in names)
            self._fits[names, seat] = max(fits, default=Fit.NONE)
        return self._fits[names, seat]

    def names_of_others(self, names: tuple[str, ...], seat: str) -> list[Finding]:
        """Say which other seats' names stand on the link of this one."""
        if (names, seat) not in self._others:
            found = (self.book.another(name, seat) for name in names)
            told = [Finding.of("name_of_another", name=one) for one in found if one is not None]
            self._others[names, seat] = told
        return self._others[names, seat]


def doubt_shared_links(claims: Sequence[Claim], roster: Roster) -> None:
    """One link on two connections at once under different names, one of them not its owner's."""
    links: defaultdict[tuple[int, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.basis is Basis.REGISTRANT and claim.seat is not None:
            links[claim.held.id, claim.seat].append(claim)
    for (_, seat), same_link in links.items():
        ordered = sorted(same_link, key=_joined)
        if _any_at_once(ordered):
            odd = {one.stay.names for one in ordered if _is_odd(one, seat, roster)}
            people = {one.stay.names: _people(one, roster) for one in ordered} if odd else {}
            for claim in on_shared_link(ordered, people, odd) if odd else ():
                claim.doubts.append(Finding.of("link_twice"))


def _joined(claim: Claim) -> datetime:
    return claim.stay.joined


def _any_at_once(ordered: Sequence[Claim]) -> bool:
    """Whether any two were there together; of sorted spans, then two neighbours were."""
    lasting = [one for one in ordered if one.until - one.stay.joined > TOGETHER]
    return any(other.stay.joined < one.until - TOGETHER for one, other in pairwise(lasting))


def _people(claim: Claim, roster: Roster) -> frozenset[str]:
    read = (roster.book.read(name).person for name in claim.stay.names)
    return frozenset(person for person in read if person)


def _is_odd(claim: Claim, seat: str, roster: Roster) -> bool:
    """A person's name that is not this person's."""
    return names_a_person(claim, roster) and not bears_own_name(claim, seat, roster)


def names_a_person(claim: Claim, roster: Roster) -> bool:
    return any(roster.book.read(name).kind is NameKind.PERSON for name in claim.stay.names)


def bears_own_name(claim: Claim, seat: str, roster: Roster) -> bool:
    return roster.fits(claim.stay.names, seat) >= Fit.CONTAINS


def doubt_two_places(claims: Sequence[Claim], roster: Roster, busy: Sequence[Busy]) -> None:
    """Nobody sits in two classes: not in two meetings of this training, nor in another's."""
    people: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.waits_for_decision:
            for person in {roster.person(seat) for seat in claim.seats}:
                people[person].append(claim)
    for same_person in people.values():
        if len(same_person) > 1 and _any_at_once(sorted(same_person, key=_joined)):
            _doubt_two_meetings(same_person)
    elsewhere: defaultdict[tuple[str, str], list[Interval]] = defaultdict(list)
    for time in busy:
        if time.person in people:
            span = Interval(time.start, time.end - TOGETHER)
            elsewhere[time.person, time.training].append(span)
    for (person, training), spans in elsewhere.items():
        track = Track(union(spans))
        for claim in people[person]:
            if _meets(claim, track):
                claim.doubts.append(Finding.of("elsewhere", training=training))


def _doubt_two_meetings(same_person: Sequence[Claim]) -> None:
    """Doubt what somebody spent in two meetings at once; a breakout room is no second meeting."""
    spans: defaultdict[str, list[Interval]] = defaultdict(list)
    for claim in same_person:
        spans[claim.held.meeting].append(_together(claim))
    tracks = {meeting: Track(union(there)) for meeting, there in spans.items()}
    for claim in same_person:
        for meeting, track in tracks.items():
            if meeting != claim.held.meeting and _meets(claim, track):
                claim.doubts.append(Finding.of("two_meetings", meeting=meeting))


def _together(claim: Claim) -> Interval:
    """The stay without its last minute: two that still overlap were there at once."""
    return Interval(claim.stay.joined, claim.until - TOGETHER)


def _meets(claim: Claim, track: Track) -> bool:
    span = _together(claim)
    return span.end > span.start and track.meets(span.start, span.end)


def contradictions(claim: Claim, seat: str, roster: Roster) -> list[Finding]:
    """Everything that speaks against the seat which the evidence names."""
    found = [*claim.doubts, *roster.names_of_others(claim.stay.names, seat)]
    if claim.opener:
        found.append(Finding.of("opener_on_link"))
    for basis, other in claim.others:
        params = {"first": str(claim.basis), "second": str(basis), "name": roster.name(other)}
        found.append(Finding.of("bases_differ", **params))
    return found


def unsure_names(claim: Claim, seat: str, roster: Roster) -> list[Finding]:
    """Device, room and unknown names say that the link is used, not by whom.

    A telephone has no name to be unsure of.
    """
    if claim.basis is Basis.PHONE or claim.stay.phone or bears_own_name(claim, seat, roster):
        return []
    return _of_nobody(claim, roster) or _of_somebody_unknown(claim, seat, roster)


def _of_nobody(claim: Claim, roster: Roster) -> list[Finding]:
    read = [roster.book.read(name) for name in claim.stay.names]
    if any(one.kind is NameKind.PERSON for one in read):
        return []
    room = next((one for one in reversed(read) if one.kind is NameKind.ROOM), None)
    if room is not None:
        return [Finding.of("room_name", name=room.text)]
    return [Finding.of("device_name", name=read[-1].text if read else "")]


def _of_somebody_unknown(claim: Claim, seat: str, roster: Roster) -> list[Finding]:
    """A person's name of which nothing is this person's: somebody else, or a far nickname."""
    if any(roster.book.could_be(name, seat) for name in claim.stay.names):
        return []
    return [Finding.of("name_unknown", name=_latest_person(claim, roster))]


def _latest_person(claim: Claim, roster: Roster) -> str:
    read = (roster.book.read(name) for name in reversed(claim.stay.names))
    return next((one.text for one in read if one.kind is NameKind.PERSON), "")


def differing_names(claim: Claim, seat: str, roster: Roster) -> list[Finding]:
    """A nickname, probably: worth knowing, and credited all the same."""
    if roster.fits(claim.stay.names, seat) >= Fit.PART or not names_a_person(claim, roster):
        return []
    return [Finding.of("name_differs", name=_latest_person(claim, roster))]


def not_accepted(claim: Claim, roster: Roster) -> list[Finding]:
    seats = [roster.candidates[seat] for seat in claim.seats if seat in roster.candidates]
    return [Finding.of("seat_not_accepted", name=one.name) for one in seats if not one.accepted]


def remarks(claim: Claim, roster: Roster) -> list[Finding]:
    """Why nothing identified the stay."""
    found = [Finding.of("registrant_unknown")] if claim.stay.registrant_id else []
    if claim.twice:
        found.append(Finding.of("name_twice"))
    if claim.stay.phone:
        return [*found, Finding.of("phone_unbound")]
    return [*found, *_of_nobody(claim, roster)]
