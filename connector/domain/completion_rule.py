"""The rule that turns one seat's results into a verdict with every reason; pure.

It never guesses: what may still change is waited for, or asked. Attendance that is open does not
hold anybody up where the answer is the same whichever way it is settled. Reasons, by kind
(code: parameters; numbers as text, `2.5`, moments as ISO 8601):

    MISSED   attendance_below: percent minimum jp of     even with all that is open attended
             unexcused_exceeded: jp maximum              subjects_missed: subjects count
             score_below: test percent minimum           score_missing: test
             final_below: score minimum                  final_missing
             course_incomplete                           document_missing: document
    ASKED    attendance_undecided: sessions              a person must decide attendance
             attendance_unconfirmed: sessions            no complete record came in time
             attendance_unmeasured                       no lesson hour counts
             unexcused_undecided: jp maximum sessions    subjects_undecided: subjects count
             subjects_excused: subjects count            score_order_unknown: test
             course_unknown                              nobody could say whether it is completed
    WAITING  timetable_missing                           training_running
             attendance_so_far: percent minimum sessions attendance_provisional: sessions
             unexcused_so_far: jp maximum                subjects_to_come: subjects count
             score_to_come: test                         score_below_so_far: test percent minimum
             remedial_open: test until                   final_to_come: count
             final_so_far: score minimum                 course_to_come
             document_to_come: document
    MET      attendance_met: percent minimum             unexcused_within: jp maximum
             subjects_attended                           score_met: test percent minimum
             score_present: test percent                 final_met: score minimum
             course_completed                            document_received: document
    NOTED    decided_by_person: result                   decision_stale: automatic
             score_shown: test percent                   score_not_taken: test
             score_undated: test                         score_after_deadline: test count
             final_incomplete: count                     attendance_open_harmless: sessions
             nothing_asked
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from connector.domain.completion import (
    CompletionRule,
    Decision,
    Judgement,
    Miss,
    Results,
    Retake,
    ScoreRule,
    Verdict,
    Waits,
)
from connector.domain.findings import Finding
from connector.domain.score_choice import Chosen, band_of, choose, weighted


class Kind(StrEnum):
    """What a reason means for the verdict."""

    MISSED = "missed"
    ASKED = "asked"
    WAITING = "waiting"
    MET = "met"
    NOTED = "noted"


_CODES = {
    Kind.MISSED: (
        "attendance_below unexcused_exceeded subjects_missed score_below score_missing "
        "final_below final_missing course_incomplete document_missing"
    ),
    Kind.ASKED: (
        "attendance_undecided attendance_unconfirmed attendance_unmeasured unexcused_undecided "
        "subjects_undecided subjects_excused score_order_unknown course_unknown"
    ),
    Kind.WAITING: (
        "timetable_missing training_running attendance_so_far attendance_provisional "
        "unexcused_so_far subjects_to_come score_to_come score_below_so_far remedial_open "
        "final_to_come final_so_far course_to_come document_to_come"
    ),
    Kind.MET: (
        "attendance_met unexcused_within subjects_attended score_met score_present final_met "
        "course_completed document_received"
    ),
    Kind.NOTED: (
        "decided_by_person decision_stale score_shown score_not_taken score_undated "
        "score_after_deadline final_incomplete attendance_open_harmless nothing_asked"
    ),
}

KIND_OF: Mapping[str, Kind] = {
    code: kind for kind, codes in _CODES.items() for code in codes.split()
}
"""Code of a reason → what it means; each code means one thing."""

_ORDER = (Kind.MISSED, Kind.ASKED, Kind.WAITING, Kind.MET, Kind.NOTED)
_SETTLES_ITSELF = frozenset({Waits.AHEAD, Waits.RECORD})

DEFAULT_RULE = CompletionRule(minimum_percent=100)
"""For a training whose rule nobody set: whoever missed nothing has earned it, all else is asked.

No procedure says what passing is (facts: domain §5); a milder number would be a guess.
"""


def judge(
    results: Results,
    rule: CompletionRule,
    *,
    over: bool,
    now: datetime,
    decision: Decision | None = None,
) -> Judgement:
    """Judge one seat; `over` says that every session that counts has ended.

    A person's decision wins. What the rule alone says stays beside it, with all its reasons.
    """
    chosen = choose(results.scores, rule)
    final = weighted(chosen, rule)
    found = sorted(
        _reasons(results, rule, chosen, final, over=over, now=now),
        key=lambda one: _ORDER.index(KIND_OF[one.code]),
    )
    automatic = _verdict({KIND_OF[one.code] for one in found}, rule, over=over)
    alone = Judgement(
        seat=results.seat,
        verdict=automatic,
        automatic=automatic,
        reasons=tuple(found),
        score=final,
        band=band_of(final, rule.bands),
        counted={test: one.percent for test, one in chosen.items() if one.percent is not None},
    )
    return alone if decision is None else _decided(alone, decision)


def answer_of(judgement: Judgement) -> dict[str, Any]:
    """Return what the rule alone says in a form to store and compare: its verdict, and why.

    A share of attendance is left out: it moves with every report and changes no verdict.
    """
    telling = (Kind.MISSED, Kind.ASKED, Kind.MET)
    return {
        "verdict": judgement.automatic.value,
        "score": "" if judgement.score is None else str(judgement.score),
        "band": judgement.band,
        "reasons": sorted(_gist(one) for one in judgement.reasons if KIND_OF[one.code] in telling),
    }


def _gist(reason: Finding) -> str:
    """`score_met posttest 85`: the code with what it is about; of attendance no figures."""
    values = reason.values()
    names = ("test", "percent") if "test" in values else ("document", "subjects")
    return " ".join([reason.code, *(str(values[name]) for name in names if name in values)])


def _decided(alone: Judgement, decision: Decision) -> Judgement:
    stale = _is_stale(alone, decision)
    notes = [Finding.of("decided_by_person", result=decision.result.value)]
    if stale:
        notes.append(Finding.of("decision_stale", automatic=alone.automatic.value))
    return Judgement(
        seat=alone.seat,
        verdict=decision.result,
        automatic=alone.automatic,
        reasons=(*notes, *alone.reasons),
        score=alone.score,
        band=alone.band,
        counted=alone.counted,
        decided_by=decision.actor,
        decided_at=decision.at,
        decision_reason=decision.reason,
        stale=stale,
        decision=decision.id,
    )


def _is_stale(alone: Judgement, decision: Decision) -> bool:
    """Say whether the rule says something else now than when the person decided.

    Whoever decided before the end knew that an answer was to come: only one that contradicts the
    decision is news then.
    """
    if decision.answer.get("verdict") != Verdict.PENDING.value:
        return dict(decision.answer) != answer_of(alone)
    if decision.result is Verdict.EARNED:
        return alone.automatic in (Verdict.NOT_EARNED, Verdict.NEEDS_DECISION)
    return alone.automatic is Verdict.EARNED


def _verdict(kinds: Collection[Kind], rule: CompletionRule, *, over: bool) -> Verdict:
    if not over:
        return Verdict.PENDING
    if Kind.MISSED in kinds and rule.miss is Miss.FAIL:
        return Verdict.NOT_EARNED  # nothing that is open could make up for it
    if Kind.WAITING in kinds:
        return Verdict.PENDING
    if Kind.MISSED in kinds or Kind.ASKED in kinds:
        return Verdict.NEEDS_DECISION
    return Verdict.EARNED


def _reasons(
    results: Results,
    rule: CompletionRule,
    chosen: Mapping[str, Chosen],
    final: Decimal | None,
    *,
    over: bool,
    now: datetime,
) -> Iterator[Finding]:
    if not over:
        code = "training_running" if Waits.AHEAD in results.open else "timetable_missing"
        yield Finding(code)
    yield from _attendance(results, rule)
    yield from _unexcused(results, rule)
    yield from _subjects(results, rule)
    remedial = rule.remedial_until is not None and now <= rule.remedial_until
    for asked in rule.scores:
        own = chosen.get(asked.test, Chosen())
        yield from _score(asked, own, rule, over=over, remedial=remedial)
    yield from _final(chosen, final, rule, may_come=not over or remedial)
    if rule.course_completion:
        yield _course(results.course_completed, over=over)
    for document in rule.documents:
        if document in results.documents:
            yield Finding.of("document_received", document=document)
        else:
            code = "document_missing" if over else "document_to_come"
            yield Finding.of(code, document=document)
    if not _asks_anything(rule):
        yield Finding("nothing_asked")


def _asks_anything(rule: CompletionRule) -> bool:
    return bool(
        rule.minimum_percent
        or rule.max_unexcused_jp is not None
        or rule.require_all_subjects
        or any(one.required or one.minimum is not None for one in rule.scores)
        or rule.minimum_score is not None
        or rule.course_completion
        or rule.documents
    )


def _attendance(results: Results, rule: CompletionRule) -> Iterator[Finding]:
    """Compare the share of lesson hours, with what is open counted either way."""
    if rule.minimum_percent == 0:
        return
    total, minimum = results.attendance, rule.minimum_percent
    certain = total.attended_jp - results.tentative_jp
    undecided = sum((one.jp for one in results.open.values()), Decimal(0))
    of = total.counted_jp - results.tentative_jp + undecided
    share = {"percent": total.percent or 0, "minimum": minimum}
    if of == 0:
        yield Finding("attendance_unmeasured")
    elif 100 * certain >= minimum * of:
        yield Finding.of("attendance_met", **share)
        if results.open:
            sessions = sum(one.sessions for one in results.open.values())
            yield Finding.of("attendance_open_harmless", sessions=sessions)
    elif 100 * (certain + undecided) < minimum * of:
        jp, whole = plain(total.attended_jp), plain(total.counted_jp)
        yield Finding.of("attendance_below", **share, jp=jp, of=whole)
    else:
        yield from _open_attendance(results, share)


def _open_attendance(results: Results, share: Mapping[str, int]) -> Iterator[Finding]:
    codes = {
        Waits.RECORD: "attendance_provisional",
        Waits.OVERDUE: "attendance_unconfirmed",
        Waits.PERSON: "attendance_undecided",
    }
    for why, one in results.open.items():
        if why is Waits.AHEAD:
            yield Finding.of("attendance_so_far", **share, sessions=one.sessions)
        else:
            yield Finding.of(codes[why], sessions=one.sessions)


def _unexcused(results: Results, rule: CompletionRule) -> Iterator[Finding]:
    maximum = rule.max_unexcused_jp
    if maximum is None:
        return
    jp = results.unexcused_jp
    limits = {"jp": plain(jp), "maximum": plain(maximum)}
    still_open = sum((one.jp for one in results.open.values()), Decimal(0))
    if jp > maximum:
        yield Finding.of("unexcused_exceeded", **limits)
    elif jp + still_open <= maximum:
        yield Finding.of("unexcused_within", **limits)
    else:
        if _SETTLES_ITSELF & results.open.keys():
            yield Finding.of("unexcused_so_far", **limits)
        asked = [one for why, one in results.open.items() if why not in _SETTLES_ITSELF]
        if asked:
            sessions = sum(one.sessions for one in asked)
            yield Finding.of("unexcused_undecided", sessions=sessions, **limits)


def _subjects(results: Results, rule: CompletionRule) -> Iterator[Finding]:
    if not rule.require_all_subjects:
        return
    waiting = [name for name, why in results.subjects_open.items() if why in _SETTLES_ITSELF]
    asked = [name for name in results.subjects_open if name not in waiting]
    named = {
        "subjects_missed": results.subjects_missed,
        "subjects_undecided": asked,
        "subjects_excused": results.subjects_excused,
        "subjects_to_come": waiting,
    }
    for code, names in named.items():
        if names:
            yield Finding.of(code, subjects="; ".join(names), count=len(names))
    if not any(named.values()):
        yield Finding("subjects_attended")


def _score(
    asked: ScoreRule, own: Chosen, rule: CompletionRule, *, over: bool, remedial: bool
) -> Iterator[Finding]:
    """Say what one test comes to; a missing score matters only where it is required."""
    test = asked.test
    if own.late:
        yield Finding.of("score_after_deadline", test=test, count=own.late)
    if own.unclear:
        matters = asked.required or asked.minimum is not None or asked.weight > 0
        yield Finding.of("score_order_unknown" if matters else "score_undated", test=test)
    elif own.percent is None:
        yield from _missing(asked, rule, over=over, remedial=remedial)
    elif asked.minimum is None:
        code = "score_present" if asked.required else "score_shown"
        yield Finding.of(code, test=test, percent=plain(own.percent))
    elif own.percent >= asked.minimum:
        yield _compared("score_met", asked, own.percent)
    elif _may_improve(rule, over=over, remedial=remedial):
        yield _compared("score_below_so_far", asked, own.percent)
        yield from _remedial(test, rule)
    else:
        yield _compared("score_below", asked, own.percent)


def _may_improve(rule: CompletionRule, *, over: bool, remedial: bool) -> bool:
    """Say whether another attempt may still count."""
    if rule.retake is Retake.FIRST:
        return False
    return remedial or (rule.remedial_until is None and not over)


def _missing(
    asked: ScoreRule, rule: CompletionRule, *, over: bool, remedial: bool
) -> Iterator[Finding]:
    test = asked.test
    if not asked.required:
        yield Finding.of("score_not_taken", test=test)
    elif remedial or (rule.remedial_until is None and not over):
        yield Finding.of("score_to_come", test=test)
        yield from _remedial(test, rule)
    else:
        yield Finding.of("score_missing", test=test)


def _remedial(test: str, rule: CompletionRule) -> Iterator[Finding]:
    if rule.remedial_until is not None:
        yield Finding.of("remedial_open", test=test, until=rule.remedial_until.isoformat())


def _compared(code: str, asked: ScoreRule, percent: Decimal) -> Finding:
    minimum = plain(asked.minimum or Decimal(0))
    return Finding.of(code, test=asked.test, percent=plain(percent), minimum=minimum)


def _final(
    chosen: Mapping[str, Chosen],
    final: Decimal | None,
    rule: CompletionRule,
    *,
    may_come: bool,
) -> Iterator[Finding]:
    """Compare the weighted score; where it decides, there must be one."""
    weights = [one.test for one in rule.scores if one.weight > 0]
    if not weights or any(chosen[test].unclear for test in weights if test in chosen):
        return  # asked about already
    minimum = rule.minimum_score
    if final is None and (may_come or minimum is None):
        lacking = [one for one in rule.scores if one.weight > 0 and one.test not in chosen]
        if minimum is not None:
            yield Finding.of("final_to_come", count=len(lacking))
        elif not all(one.required for one in lacking):
            yield Finding.of("final_incomplete", count=len(lacking))
    elif final is None:
        yield Finding("final_missing")
    elif minimum is not None:
        limits = {"score": plain(final), "minimum": plain(minimum)}
        low = "final_so_far" if may_come and rule.retake is not Retake.FIRST else "final_below"
        yield Finding.of("final_met" if final >= minimum else low, **limits)


def _course(completed: bool | None, *, over: bool) -> Finding:
    if completed:
        return Finding("course_completed")
    if not over:
        return Finding("course_to_come")
    return Finding("course_unknown" if completed is None else "course_incomplete")


def plain(number: Decimal) -> str:
    """`90`, `2.5`, `90.01`: no exponent and no zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
