"""Whose stay it was: certain, waiting for a person, or nobody's; names only suggest (design §2.5).

Order of trust: a decision of a person, the registrant id, a signed-in user that a person mapped,
an e-mail or telephone number that belongs to one seat alone and was confirmed. Pure: what is
known arrives as values.

    claims_of            what identifies each stay, what was decided, whom a telephone speaks for
    doubt_shared_links   one link on two connections at once
    doubt_two_places     one person in two classes at once
    _conclude            the standing, with every reason
    cards                what waits, one card a name, with suggestions
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from connector.domain.findings import Finding
from connector.domain.presence import Held
from connector.domain.standings import WAITING as WAITING
from connector.domain.standings import Attributed as Attributed
from connector.domain.standings import Basis as Basis
from connector.domain.standings import Busy as Busy
from connector.domain.standings import Candidate as Candidate
from connector.domain.standings import Card as Card
from connector.domain.standings import Decided as Decided
from connector.domain.standings import Known as Known
from connector.domain.standings import Standing as Standing
from connector.domain.standings import Suggestion as Suggestion
from connector.domain.standings import Verdict as Verdict
from connector.domain.stay_claims import TOGETHER as TOGETHER
from connector.domain.stay_claims import Claim, claims_of
from connector.domain.stay_claims import card_of as card_of
from connector.domain.stay_claims import rememberable as rememberable
from connector.domain.stay_doubts import (
    Roster,
    contradictions,
    differing_names,
    doubt_shared_links,
    doubt_two_places,
    not_accepted,
    remarks,
    unsure_names,
)
from connector.domain.waiting_cards import cards as cards


def attribute(held: Sequence[Held], known: Known, now: datetime) -> list[Attributed]:
    """Give every stay its standing, in order of held meeting and time.

    The order in which meetings, stays and candidates are given does not matter.
    """
    roster = Roster(known)
    claims = claims_of(held, known, now)
    doubt_shared_links(claims, roster)
    doubt_two_places(claims, roster, known.busy)
    return [_conclude(claim, roster) for claim in claims]


def _conclude(claim: Claim, roster: Roster) -> Attributed:
    if claim.decided is not None:
        return _decided(claim, claim.decided, roster)
    if claim.target is not None:
        return _spoken(claim, claim.target, roster)
    if claim.opener and claim.seat is None:
        return _attributed(claim, Standing.OPENER, ())
    if claim.seat is None:
        return _attributed(claim, Standing.UNMATCHED, remarks(claim, roster))
    doubts = contradictions(claim, claim.seat, roster)
    reasons = [*doubts, *not_accepted(claim, roster)]
    unsure = unsure_names(claim, claim.seat, roster)
    if doubts:
        return _attributed(claim, Standing.CONTRADICTED, [*reasons, *_beside(doubts, unsure)])
    if unsure:
        return _attributed(claim, Standing.UNCONFIRMED, [*reasons, *unsure])
    reasons += differing_names(claim, claim.seat, roster)
    return _attributed(claim, Standing.CERTAIN, reasons)


def _beside(doubts: Iterable[Finding], unsure: Iterable[Finding]) -> list[Finding]:
    """A name that is another seat's is not unknown."""
    known = any(one.code == "name_of_another" for one in doubts)
    return [one for one in unsure if not (known and one.code == "name_unknown")]


def _attributed(
    claim: Claim, standing: Standing, reasons: Iterable[Finding], basis: Basis | None = None
) -> Attributed:
    found = tuple(reasons)
    return Attributed(
        held=claim.held.id,
        stay=claim.stay,
        standing=standing,
        seats=claim.seats,
        basis=claim.basis if basis is None else basis,
        card=claim.card,
        reasons=tuple(sorted(set(found))) if len(found) > 1 else found,
        decision=None if claim.decided is None else claim.decided.id,
    )


def _decided(claim: Claim, decided: Decided, roster: Roster) -> Attributed:
    if claim.waits_for_decision:
        reasons = [Finding.of("name_twice")]
        return _attributed(claim, Standing.CONTRADICTED, reasons, Basis.DECISION)
    sure = decided.verdict is Verdict.SEATS
    standing = Standing.CERTAIN if sure else Standing.NOBODY
    return _attributed(claim, standing, not_accepted(claim, roster), Basis.DECISION)


def _spoken(claim: Claim, target: Claim, roster: Roster) -> Attributed:
    """A bound telephone stands as its leg does, unless something speaks against it itself."""
    leg = _conclude(target, roster)
    if leg.standing is Standing.UNMATCHED:
        return _attributed(claim, Standing.UNMATCHED, remarks(claim, roster))
    reasons = [*leg.reasons, *claim.doubts]
    if len(leg.seats) == 1:
        reasons += roster.names_of_others(claim.stay.names, leg.seats[0])
    contradicted = leg.standing not in (Standing.NOBODY, Standing.OPENER) and any(
        reason not in leg.reasons for reason in reasons
    )
    standing = Standing.CONTRADICTED if contradicted else leg.standing
    card = "" if standing is Standing.OPENER else claim.card
    found = _attributed(claim, standing, reasons, Basis.BOUND)
    return replace(found, card=card, decision=leg.decision)
