"""One personal link on several connections at once: which of them wait, in one pass each way.

A link that leaked to a chat group may have thousands of connections; comparing every two of them
would take minutes, so of each name only those that last longest are compared.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.domain.stay_claims import TOGETHER, Claim, at_once

Names = tuple[str, ...]
_Device = tuple[str, bool]


def on_shared_link(
    ordered: Sequence[Claim], people: Mapping[Names, frozenset[str]], odd: Collection[Names]
) -> list[Claim]:
    """Return the claims of one link that were there at once with somebody of another name.

    `ordered` by the moment of joining. `people` says by display names who they name, `odd` are
    the names that are not the owner's. Two connections disagree when they name nobody in common
    and one of them is odd; a decision settles the one that is not odd. A breakout room and its
    main leg are one device.
    """
    parties = [
        _Party(people[one.stay.names], one.stay.names in odd, one.settled is not None)
        for one in ordered
    ]
    lasting = [
        (claim, party)
        for claim, party in zip(ordered, parties, strict=True)
        if claim.until - claim.stay.joined > TOGETHER
    ]
    doubtful = [*_beside_earlier(lasting), *_beside_later(lasting)]
    return list({id(one): one for one in doubtful}.values())


@dataclass(frozen=True)
class _Party:
    """What connections under the same names have in common."""

    people: frozenset[str]
    odd: bool
    settled: bool

    def doubts(self, other: "_Party") -> bool:
        """Whether the other one makes this one wait."""
        if self.people & other.people:
            return False
        return self.odd or (other.odd and not other.settled)


@dataclass
class _Best:
    """The two connections of a party that matter most, on different devices.

    Two, because at most one device is the one that is looked at: its main leg, or its room.
    """

    claims: list[Claim] = field(default_factory=list)

    def beside(self, claim: Claim) -> bool:
        return any(not _one_device(claim, other) and at_once(claim, other) for other in self.claims)

    def put(self, claim: Claim, *, latest_end: bool) -> None:
        """Take a claim in: of a device the one that ends last, or else the newest."""
        device = _device(claim)
        same = [one for one in self.claims if _device(one) == device]
        if latest_end and same and same[0].until >= claim.until:
            return
        kept = [claim, *(one for one in self.claims if _device(one) != device)]
        if latest_end:
            kept.sort(key=lambda one: one.until, reverse=True)
        self.claims = kept[:2]


def _beside_earlier(lasting: Iterable[tuple[Claim, _Party]]) -> Iterable[Claim]:
    """Give the claims that somebody of another name, who came before, is there to contradict."""
    there: dict[_Party, _Best] = {}
    for claim, party in lasting:
        over = list[_Party]()
        for other, best in there.items():
            if best.claims[0].until <= claim.stay.joined:
                over.append(other)
            elif party.doubts(other) and best.beside(claim):
                yield claim
                break
        for other in over:
            del there[other]
        there.setdefault(party, _Best()).put(claim, latest_end=True)


def _beside_later(lasting: Sequence[tuple[Claim, _Party]]) -> Iterable[Claim]:
    """The same for those who came after; looked at backwards, the next to come is the newest."""
    there: dict[_Party, _Best] = {}
    for claim, party in reversed(lasting):
        for other in reversed(there):
            best = there[other]
            if best.claims[0].stay.joined >= claim.until:
                break  # everybody else came later still
            if party.doubts(other) and best.beside(claim):
                yield claim
                break
        best = there.pop(party, _Best())
        best.put(claim, latest_end=False)
        there[party] = best


def _device(claim: Claim) -> _Device:
    return claim.stay.participant or f"leg {claim.stay.leg}", claim.stay.room


def _one_device(one: Claim, other: Claim) -> bool:
    same = one.stay.participant and one.stay.participant == other.stay.participant
    return bool(same) and one.stay.room != other.stay.room
