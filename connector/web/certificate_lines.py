"""Drafts and lists in the office's words: lines, states, differences; no queries, no rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.draft_fields import LINES
from connector.domain.drafts import Decision, Draft, DraftState, Review, ReviewKind
from connector.domain.findings import Finding
from connector.domain.identities import mask
from connector.domain.people import Employment
from connector.flows.approval_list import Advice, ApprovalList, FieldChange, RowChange
from connector.web.language import day, sentence
from connector.web.translation import _
from connector.web.words import employment_word

FILTERS = ("proposed", "changed", "unreviewed", "confirmed", "problems")
"""What the list of drafts can be narrowed to, in the order of the counts above it."""

DRAFT_MARKS = {
    DraftState.UNREVIEWED: "waiting",
    DraftState.CONFIRMED: "ok",
    DraftState.CHANGED: "decision",
    DraftState.PROPOSED: "decision",
}
"""Where a draft stands → which of the five states."""

FILTER_ICONS = {
    **{state.value: mark for state, mark in DRAFT_MARKS.items()},
    "problems": "decision",
}


def kind_name(kind: CertificateKind) -> str:
    """What the office calls a kind of certificate."""
    return {
        CertificateKind.STTP: "STTP",
        CertificateKind.PARTICIPATION: _("Certificate of participation"),
        CertificateKind.TEACHING: _("Statement of teaching"),
    }[kind]


def draft_state_word(state: str) -> str:
    """What a filter, and a draft's state, is called."""
    return {
        "unreviewed": _("not confirmed yet"),
        "confirmed": _("confirmed"),
        "changed": _("to be confirmed again"),
        "proposed": _("correction proposed"),
        "problems": _("something to look at"),
    }[state]


def line_word(name: str) -> str:
    """What a printed line is called."""
    return {
        "name": _("Name"),
        "employment": _("Kind of service"),
        "identity": _("Personal number"),
        "identity_type": _("Kind of number"),
        "birthplace": _("Birthplace"),
        "birth_date": _("Birth date"),
        "rank": _("Rank"),
        "grade": _("Grade"),
        "position": _("Position"),
        "unit": _("Unit"),
        "agency": _("Agency"),
        "band": _("Qualification"),
        "score": _("Score"),
        "taught": _("Subjects taught"),
        "photo": _("Photo"),
        "title": _("Title"),
        "code": _("Code"),
        "cohort": _("Cohort"),
        "year": _("Budget year"),
        "first": _("First day"),
        "last": _("Last day"),
        "place": _("Place"),
        "method": _("Method"),
        "jp": "JP",
        "subjects": _("Subjects"),
        "decree_number": _("Number of the decree"),
        "decree_date": _("Date of the decree"),
    }.get(name, name)


def line_value(name: str, value: str) -> str:
    """Say a line's value for people: dates in words, numbers masked, `–` for nothing."""
    if not value:
        return "–"
    if name in ("birth_date", "first", "last", "decree_date"):
        return _day(value)
    if name == "identity":
        return mask(value.partition(":")[2] or value)
    if name == "employment":
        return employment_word(Employment(value)) or _("not known")
    return value


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


@dataclass(frozen=True)
class LineView:
    """One line of a draft: what will be printed, and what the roster says where that differs."""

    name: str
    word: str
    value: str
    roster: str = ""
    """"" where no correction decides the line."""
    review: int = 0
    """The correction in force."""
    contradicted: bool = False


def lines_of(draft: Draft) -> list[LineView]:
    """Return a draft's lines in the order in which they are printed."""
    corrected = {one.name: one for one in draft.corrected}
    views = []
    for name in LINES:
        shown = line_value(name, draft.values.get(name, ""))
        one = corrected.get(name)
        if one is None:
            views.append(LineView(name, line_word(name), shown))
        else:
            roster = line_value(name, one.roster)
            views.append(
                LineView(name, line_word(name), shown, roster, one.review.id, one.contradicted)
            )
    return views


@dataclass(frozen=True)
class ChangeView:
    """A value before and after, in words."""

    word: str
    before: str
    after: str


def changes_of(changes: Iterable[FieldChange]) -> list[ChangeView]:
    """Say changed values in words; a number's kind changes with the number and is left out."""
    return [
        ChangeView(
            line_word(one.name),
            line_value(one.name, one.before),
            line_value(one.name, one.after),
        )
        for one in changes
        if one.name != "identity_type"
    ]


def proposal_of(review: Review, values: Mapping[str, str]) -> list[ChangeView]:
    """Say what a proposal or correction would change, against the values that stand now."""
    return [
        ChangeView(
            line_word(name),
            line_value(name, values.get(name, "")),
            line_value(name, change.value),
        )
        for name, change in review.fields.items()
    ]


def review_word(review: Review) -> str:
    """Say what a review was, and what became of it."""
    if review.kind is ReviewKind.CONFIRMATION:
        return _("confirmed the draft")
    if review.kind is ReviewKind.CORRECTION:
        undone = review.decision is Decision.UNDONE
        return _("corrected, taken back since") if undone else _("corrected")
    return {
        None: _("proposed a correction; it waits"),
        Decision.ACCEPTED: _("proposed a correction; accepted"),
        Decision.REFUSED: _("proposed a correction; refused"),
        Decision.SUPERSEDED: _("proposed a correction; replaced by a newer answer"),
        Decision.UNDONE: _("proposed a correction; accepted, taken back since"),
    }[review.decision]


def change_word(change: RowChange) -> str:
    return {
        RowChange.ADDED: _("new on the list"),
        RowChange.DROPPED: _("no longer on the list"),
        RowChange.CHANGED: _("changed"),
    }[change]


CHANGE_SIGNS = {
    RowChange.ADDED: ("plus", "+"),
    RowChange.DROPPED: ("minus", "−"),
    RowChange.CHANGED: ("edit", "~"),
}
"""Change → (class, sign)."""


def advice_word(advice: Advice, number: str) -> str:
    """Say what is left to do about an issued certificate."""
    return {
        Advice.NONE: "",
        Advice.REPLACE: _("Certificate %(number)s says otherwise: replace it.", number=number),
        Advice.REVOKE: _("Certificate %(number)s is still valid: revoke it.", number=number),
    }[advice]


def told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Return (what, what to do) for each finding."""
    return [sentence(one.code, one.values()) for one in findings]


@dataclass(frozen=True)
class Step:
    """One step of the chain from draft to archive."""

    name: str
    word: str
    count: int
    of: int
    state: str
    """Which of the five states."""


def chain(found: ApprovalList, counts: Mapping[CertificateState, int]) -> list[Step]:
    """Return the steps, each with how many people have come that far."""
    archived = counts[CertificateState.ARCHIVED]
    signed = counts[CertificateState.SIGNED] + archived
    awaiting = counts[CertificateState.AWAITING] + signed
    numbered = counts[CertificateState.NUMBERED] + awaiting
    listed = len(found.latest.rows) if found.latest else 0
    confirmed = sum(one.state is DraftState.CONFIRMED for one in found.drafts.drafts)
    aim = max(len(found.rows), listed, numbered)
    steps = [
        ("confirmed", _("drafts confirmed"), confirmed, len(found.drafts.drafts)),
        ("approved", _("approved"), listed, aim),
        ("numbered", _("numbered"), numbered, aim),
        ("awaiting", _("ready to be signed"), awaiting, aim),
        ("signed", _("signed"), signed, aim),
        ("archived", _("archived"), archived, aim),
    ]
    return [Step(*one, _step_state(*one[2:], name=one[0], found=found)) for one in steps]


def next_step(steps: Sequence[Step]) -> str:
    """Return the name of the first step that is not done; confirmations stop nobody."""
    return next((one.name for one in steps[1:] if one.state != "ok"), "")


def _step_state(count: int, of: int, *, name: str, found: ApprovalList) -> str:
    if name == "approved" and found.latest is not None and not found.approved:
        return "decision"
    if not count:
        return "waiting"
    return "ok" if count >= of else "running"


def fitting(drafts: Sequence[Draft], state: str, text: str) -> list[Draft]:
    """Return the drafts that a filter and a name ask for."""
    wanted = text.lower()
    return [
        one
        for one in drafts
        if (not state or state in states_of(one))
        and (not wanted or wanted in one.name.lower() or wanted in _printed(one).lower())
    ]


def counted_states(drafts: Sequence[Draft], text: str) -> dict[str, int]:
    """Count the drafts behind each filter, as their links show them."""
    shown = fitting(drafts, "", text)
    return {state: sum(state in states_of(one) for one in shown) for state in FILTERS}


def states_of(draft: Draft) -> frozenset[str]:
    found = {draft.state.value}
    return frozenset(found | {"problems"} if draft.problems else found)


def _printed(draft: Draft) -> str:
    return draft.snapshot.holder.name
