"""The list of verdicts as a page shows it: rows, filters, counts, words; no queries, no rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from connector.domain.completion import CompletionRule, Judgement, Results, Verdict
from connector.domain.completion_rule import KIND_OF, Kind
from connector.domain.findings import Finding
from connector.flows.class_completion import ClassCompletion
from connector.flows.completion_words import number_word, say_reason, word_of_test
from connector.store.completion import DocumentState, StoredDocument, StoredScore, StoredVerdict
from connector.store.training_pages import SeatLine
from connector.web.language import day, moment, spoken
from connector.web.translation import _

STATES = ("needs_decision", "pending", "not_earned", "earned", "decided", "stale")
"""What the list can be narrowed to, in the order of the counts above it."""

VERDICT_MARKS = {
    Verdict.PENDING: "waiting",
    Verdict.EARNED: "ok",
    Verdict.NOT_EARNED: "failed",
    Verdict.NEEDS_DECISION: "decision",
}
"""Verdict → which of the five states."""

STATE_ICONS = {
    **{verdict.value: mark for verdict, mark in VERDICT_MARKS.items()},
    "decided": "hand",
    "stale": "decision",
}
"""Filter → icon and colour of its count."""

KIND_MARKS = {
    Kind.MISSED: "failed",
    Kind.ASKED: "decision",
    Kind.WAITING: "waiting",
    Kind.MET: "ok",
    Kind.NOTED: "",
}
"""Kind of a reason → which of the five states; a note has none."""

SAID_OTHERWISE = frozenset({"decided_by_person", "decision_stale"})
"""Reasons that the decision, with its maker, says better."""

SHOWN_REASONS = 3
"""Reasons said of one person in the list."""

BLOCKING = (Kind.MISSED, Kind.ASKED, Kind.WAITING)


def verdict_name(verdict: Verdict) -> str:
    """What the office calls a verdict."""
    return {
        Verdict.PENDING: _("not yet"),
        Verdict.EARNED: _("earned"),
        Verdict.NOT_EARNED: _("not earned"),
        Verdict.NEEDS_DECISION: _("needs a decision"),
    }[verdict]


def state_word(state: str) -> str:
    """What a filter is called."""
    if state == "decided":
        return _("decided by a person")
    return _("changed since the decision") if state == "stale" else verdict_name(Verdict(state))


@dataclass(frozen=True)
class Reason:
    """One reason in words."""

    mark: str
    what: str
    todo: str


@dataclass(frozen=True)
class Attempt:
    """The score of one test that counts, as it is written."""

    test: str
    percent: str
    """"" where there is none."""


@dataclass(frozen=True)
class Paper:
    """One document that the rule asks of a seat."""

    name: str
    state: str
    """`received`, `waived` or ""."""
    note: str = ""
    actor: str = ""


@dataclass(frozen=True)
class Row:
    """One participant with the verdict and what it rests on."""

    seat: SeatLine
    judgement: Judgement
    results: Results
    mark: str
    blocking: Sequence[Reason]
    """The first of what stands in the way; all of it is on the person's page."""
    more: int
    """How many reasons of that kind are not said here."""
    attempts: Sequence[Attempt]
    papers: Sequence[Paper]
    decision: StoredVerdict | None
    states: frozenset[str]

    @property
    def complete_papers(self) -> int:
        return sum(1 for one in self.papers if one.state)


def rows(found: ClassCompletion, everyone: Iterable[SeatLine]) -> list[Row]:
    """Return a row for each participant, in the order of the roster."""
    papers = _papers_by_seat(found.documents)
    tests = shown_tests(found.rule, found.scores)
    return [
        _row(found, seat, tests, papers.get(seat.key, {}))
        for seat in everyone
        if seat.key in found.judgements
    ]


def shown_tests(rule: CompletionRule, scores: Iterable[StoredScore]) -> list[str]:
    """Return the tests that are shown: those of the rule first, then what else was scored."""
    named = [one.test for one in rule.scores]
    return list(dict.fromkeys([*named, *(one.score.test for one in scores)]))


def fitting(everyone: Iterable[Row], state: str, text: str) -> list[Row]:
    """Return the rows that a filter and a name ask for."""
    wanted = text.lower()
    return [
        row
        for row in everyone
        if (not state or state in row.states)
        and (not wanted or wanted in row.seat.record.full_name.lower())
    ]


def counted_states(everyone: Iterable[Row], text: str) -> dict[str, int]:
    """Count the rows behind each filter, in order, as their links show them."""
    counts = Counter(state for row in fitting(everyone, "", text) for state in row.states)
    return {state: counts[state] for state in STATES}


def number(value: Decimal) -> str:
    """A score as this answer's language writes it."""
    return number_word(value, spoken())


def name_of_test(test: str) -> str:
    return word_of_test(test, spoken())


def taken_word(taken_at: datetime, zone: str) -> str:
    """When a test was taken; midnight stands for a day of which no time is known."""
    local = taken_at.astimezone(ZoneInfo(zone))
    return day(local.date()) if local.time() == time() else moment(taken_at, zone)


def reasons_of(reasons: Iterable[Finding], zone: str, kinds: Sequence[Kind]) -> list[Reason]:
    """Say the reasons of some kinds, in their order."""
    language = spoken()
    return [
        Reason(KIND_MARKS[KIND_OF[one.code]], *say_reason(one, language, zone))
        for one in reasons
        if KIND_OF[one.code] in kinds and one.code not in SAID_OTHERWISE
    ]


def _row(
    found: ClassCompletion,
    seat: SeatLine,
    tests: Sequence[str],
    papers: Mapping[str, StoredDocument],
) -> Row:
    judgement, results = found.judgements[seat.key], found.results[seat.key]
    counted = judgement.counted
    in_the_way = [one for one in judgement.reasons if KIND_OF[one.code] in BLOCKING]
    return Row(
        seat=seat,
        judgement=judgement,
        results=results,
        mark=VERDICT_MARKS[judgement.verdict],
        blocking=reasons_of(in_the_way[:SHOWN_REASONS], found.training.zone, BLOCKING),
        more=max(0, len(in_the_way) - SHOWN_REASONS),
        attempts=[
            Attempt(name_of_test(test), number(counted[test]) if test in counted else "")
            for test in tests
        ],
        papers=[_paper(name, papers.get(name)) for name in found.rule.documents],
        decision=found.decisions.get(seat.key),
        states=_states(judgement),
    )


def _states(judgement: Judgement) -> frozenset[str]:
    states = {judgement.verdict.value}
    if judgement.decided_at is not None:
        states.add("decided")
    if judgement.stale:
        states.add("stale")
    return frozenset(states)


def _paper(name: str, stored: StoredDocument | None) -> Paper:
    if stored is None:
        return Paper(name, "")
    return Paper(name, stored.state.value, stored.note, stored.actor)


def _papers_by_seat(
    documents: Iterable[StoredDocument],
) -> dict[str, dict[str, StoredDocument]]:
    found: dict[str, dict[str, StoredDocument]] = {}
    for one in documents:
        found.setdefault(one.seat, {})[one.document] = one
    return found


def document_word(state: str) -> str:
    """What a tick is called."""
    return {
        "": _("not received"),
        DocumentState.RECEIVED.value: _("received"),
        DocumentState.WAIVED.value: _("waived"),
    }[state]
