"""Cards of names not recognised as a page shows them: masked, with sentences; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from connector.domain.attribution import (
    Attributed,
    Card,
    Standing,
    Suggestion,
    Verdict,
)
from connector.domain.findings import Finding
from connector.domain.identities import mask
from connector.domain.intervals import Interval, seconds, union
from connector.flows.class_attendance import ClassAttendance
from connector.flows.decide_attendance import can_remember, card_id
from connector.store.attendance import StoredDecision
from connector.store.training_pages import SeatLine
from connector.web.cells import masked_text
from connector.web.language import day, sentence
from connector.web.translation import _

STANDING_MARKS = {
    Standing.UNMATCHED: "decision",
    Standing.CONTRADICTED: "decision",
    Standing.UNCONFIRMED: "waiting",
}
"""Standing of a card → which of the five marks it bears."""

NAME_UNKNOWN = "name_unknown"
"""Reason of a link used under a name that is nobody's here: looked at one by one, never in bulk."""

STRONG, FAIR = 85, 60
"""Scores from which a suggestion is called strong, or fair."""


@dataclass(frozen=True)
class Visit:
    """One card's presence in one held meeting."""

    day: date
    start: datetime
    end: datetime | None
    """None while a connection is still open."""
    minutes: int
    devices: int


@dataclass(frozen=True)
class Choice:
    """One suggested person."""

    seat: SeatLine
    why: tuple[str, ...]
    score: int
    reason: str
    """What is written down as the reason, unless somebody writes another."""

    @property
    def step(self) -> int:
        """Twentieths of the bar."""
        return max(1, min(20, self.score // 5))


@dataclass(frozen=True)
class ShownCard:
    """One Zoom name that waits, with everything a person needs to decide."""

    id: str
    names: tuple[str, ...]
    standing: Standing
    why: tuple[tuple[str, str], ...]
    owners: tuple[SeatLine, ...]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    visits: tuple[Visit, ...]
    minutes: int
    choices: tuple[Choice, ...]
    acceptable: bool
    """Its link names one seat and only the display name is odd: to be accepted with others."""
    can_remember: bool
    remember: bool
    """Whether a decision is meant for later sessions too, unless somebody says otherwise."""

    @property
    def mark(self) -> str:
        return STANDING_MARKS[self.standing]

    @property
    def inside(self) -> bool:
        return any(one.end is None for one in self.visits)


@dataclass(frozen=True)
class PastDecision:
    """One decision in the history below the queue."""

    id: int
    about: str
    who: tuple[str, ...]
    nobody: bool
    where: str
    reason: str
    actor: str
    at: datetime
    undone_by: str
    undone_at: datetime | None
    card: str


def shown_cards(
    found: ClassAttendance, everyone: Mapping[str, SeatLine], zone: str
) -> list[ShownCard]:
    """Return what waits, doubtful before merely unconfirmed, the longest presence first."""
    made = [shown_card(card, found, everyone, zone) for card in found.cards]
    return sorted(made, key=lambda card: card.acceptable)


def shown_card(
    card: Card, found: ClassAttendance, everyone: Mapping[str, SeatLine], zone: str
) -> ShownCard:
    """Say everything about one card; numbers and addresses are masked."""
    stays = [one.stay for one in card.stays]
    acceptable = (
        card.standing is Standing.UNCONFIRMED
        and len(card.seats) == 1
        and all(one.code != NAME_UNKNOWN for one in card.reasons)
    )
    remembered = can_remember(card)
    return ShownCard(
        id=card_id(card.key),
        names=tuple(masked_text(name) for name in card.names if name.strip()),
        standing=card.standing,
        why=tuple(_told(reason) for reason in card.reasons),
        owners=tuple(everyone[seat] for seat in card.seats if seat in everyone),
        phones=tuple(dict.fromkeys(mask(one.phone) for one in stays if one.phone)),
        emails=tuple(dict.fromkeys(masked_email(one.email) for one in stays if one.email)),
        visits=_visits(card.stays, found.now, zone),
        minutes=_minutes(card.stays, found.now),
        choices=tuple(_choice(one, everyone) for one in card.suggestions if one.seat in everyone),
        acceptable=acceptable,
        can_remember=remembered,
        remember=remembered and card.standing is Standing.UNCONFIRMED,
    )


def masked_email(address: str) -> str:
    """`b***@contoh.example`."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def standing_word(standing: Standing) -> str:
    """Why a card waits, in a few words."""
    return {
        Standing.UNMATCHED: _("not recognised"),
        Standing.CONTRADICTED: _("contradictory"),
        Standing.UNCONFIRMED: _("not confirmed"),
    }[standing]


def strength_word(score: int) -> str:
    """How strong a suggestion is; the bar says it to the eye."""
    if score >= STRONG:
        return _("strong suggestion")
    return _("fair suggestion") if score >= FAIR else _("weak suggestion")


def past_decisions(
    decisions: Iterable[StoredDecision],
    people: Mapping[str, str],
    names: Mapping[str, str],
    days: Mapping[int, date],
) -> list[PastDecision]:
    """Return decisions, the newest first; `days` are the local dates of held meetings."""
    gone = _("somebody who has left the roster")
    told = [
        PastDecision(
            id=one.decided.id,
            about=_about(one.decided.card, people),
            who=tuple(people.get(seat, gone) for seat in one.decided.seats),
            nobody=one.decided.verdict is Verdict.NOBODY,
            where=_where(one.decided.held, days),
            reason=one.reason,
            actor=names.get(one.actor, one.actor),
            at=one.at,
            undone_by=names.get(one.undone_by, one.undone_by),
            undone_at=one.undone_at,
            card=card_id(one.decided.card),
        )
        for one in decisions
    ]
    return sorted(told, key=lambda one: -one.id)


def held_days(found: ClassAttendance, zone: str) -> dict[int, date]:
    """Return the local date of every held meeting that anybody came to."""
    moments: dict[int, datetime] = {}
    for one in found.held:
        joined = [stay.joined for stay in one.stays]
        if moment := one.started or min(joined, default=None):
            moments[one.id] = moment
    return {held: moment.astimezone(ZoneInfo(zone)).date() for held, moment in moments.items()}


def _about(card: str, people: Mapping[str, str]) -> str:
    """Name what was decided about; a card's key may hold an address or a number."""
    kind, _colon, value = card.partition(":")
    if kind == "seat":
        seat, _slash, name = value.partition("/")
        owner = people.get(seat, "?")
        if not name:
            return _("without a name, on the link of %(owner)s", owner=owner)
        return _("“%(name)s” on the link of %(owner)s", name=masked_text(name), owner=owner)
    if kind == "name":
        return _("“%(name)s”", name=masked_text(value))
    if kind == "email":
        return _("signed in to Zoom as %(email)s", email=masked_email(value))
    if kind == "phone":
        return _("telephone %(number)s", number=mask(value))
    return _("a Zoom account") if kind == "login" else _("a connection without a name")


def _where(held: int | None, days: Mapping[int, date]) -> str:
    if held is None:
        return _("all meetings")
    return day(days[held]) if held in days else _("one meeting")


def _told(reason: Finding) -> tuple[str, str]:
    return sentence(reason.code, reason.values())


def _choice(one: Suggestion, everyone: Mapping[str, SeatLine]) -> Choice:
    seat = everyone[one.seat]
    why = tuple(_told(reason)[0] for reason in one.reasons)
    if any(reason.code == "link_owner" for reason in one.reasons):
        reason = _("Came in by the personal link of %(name)s.", name=seat.record.full_name)
    else:
        reason = _("Recognised: %(why)s.", why="; ".join(why))
    return Choice(seat, why, one.score, reason)


def _visits(stays: Sequence[Attributed], now: datetime, zone: str) -> tuple[Visit, ...]:
    by_meeting: dict[int, list[Attributed]] = {}
    for one in stays:
        by_meeting.setdefault(one.held, []).append(one)
    made = []
    for own in by_meeting.values():
        start = min(one.stay.joined for one in own)
        ends = [one.stay.left for one in own]
        closed = [end for end in ends if end is not None]
        made.append(
            Visit(
                day=start.astimezone(ZoneInfo(zone)).date(),
                start=start,
                end=max(closed) if len(closed) == len(ends) else None,
                minutes=_minutes(own, now),
                devices=len({one.stay.leg for one in own if not one.stay.room}) or 1,
            )
        )
    return tuple(sorted(made, key=lambda one: one.start))


def _minutes(stays: Iterable[Attributed], now: datetime) -> int:
    spans = union(Interval(one.stay.joined, one.stay.until(now)) for one in stays)
    return seconds(spans) // 60
