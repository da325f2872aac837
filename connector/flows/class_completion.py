"""One training's verdicts as they stand now: attendance, scores, documents, decisions, judged.

    read_completion   attendance (as its pages show it) + what else the rule asks → a verdict a seat

Nothing is stored of what is computed here. Participants are judged; instructors, companions and
organisers never are, nor anybody who declined, withdrew or was replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from connector.domain.completion import (
    Band,
    CompletionRule,
    Judgement,
    Miss,
    Results,
    Retake,
    ScoreRule,
)
from connector.domain.completion_evidence import attendance_results, over
from connector.domain.completion_rule import DEFAULT_RULE, judge
from connector.domain.people import Role
from connector.domain.trainings import Seat, Training
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.office import Office
from connector.store import completion, trainings
from connector.store.completion import StoredDocument, StoredScore, StoredVerdict

OPTION = "completion"
"""Entry of a training's options that holds its rule."""


@dataclass(frozen=True)
class ClassCompletion:
    """Everything that decides who has earned a certificate, at one moment."""

    id: int
    training: Training
    rule: CompletionRule
    rule_set: bool
    """False where nobody set a rule and the default holds."""
    attendance: ClassAttendance
    over: bool
    """Every session that counts has ended."""
    results: Mapping[str, Results]
    """By seat; participants alone, in order of their numbers."""
    judgements: Mapping[str, Judgement]
    scores: Sequence[StoredScore]
    documents: Sequence[StoredDocument]
    """Ticks in force, where the rule asks for documents."""
    decisions: Mapping[str, StoredVerdict]
    """By seat; those in force."""
    now: datetime

    @cached_property
    def seats(self) -> dict[str, Seat]:
        """The participants, by key, in order of their numbers."""
        return {seat.key: seat for seat in participants(self.training.seats)}


def read_completion(
    connection: Connection, office: Office, code: str, now: datetime | None = None
) -> ClassCompletion:
    """Read and judge one training; raises ConnectorError `training_unknown`.

    At most five queries more than the attendance takes, whatever the number of seats.
    """
    return judge_class(connection, read_attendance(connection, office, code, now))


def judge_class(connection: Connection, found: ClassAttendance, only: str = "") -> ClassCompletion:
    """Judge a training whose attendance was read; with `only` that one seat, for its own page."""
    stored = trainings.by_id(connection, found.id)
    options = stored.settings.options if stored else {}
    rule, finished = rule_of(options), over(found.training.sessions, found.now)
    scores = completion.scores_of(connection, found.id)
    documents = completion.documents_of(connection, found.id) if rule.documents else []
    decisions = {one.decision.seat: one for one in completion.verdicts_of(connection, found.id)}
    asks_course = rule.course_completion
    completed = completion.course_completed(connection, found.id) if asks_course else {}
    evidence = _Evidence(found, scores, documents, completed)
    results = {
        seat.key: evidence.of(seat.key)
        for seat in participants(found.training.seats)
        if only in ("", seat.key)
    }
    return ClassCompletion(
        id=found.id,
        training=found.training,
        rule=rule,
        rule_set=OPTION in options,
        attendance=found,
        over=finished,
        results=results,
        judgements={
            seat: judge(
                own,
                rule,
                over=finished,
                now=found.now,
                decision=decisions[seat].decision if seat in decisions else None,
            )
            for seat, own in results.items()
        },
        scores=scores,
        documents=documents,
        decisions=decisions,
        now=found.now,
    )


def participants(seats: Iterable[Seat]) -> list[Seat]:
    """Return whom a verdict is about, by the numbers of the roster."""
    judged = [seat for seat in seats if seat.accepted and seat.role is Role.PARTICIPANT]
    return sorted(judged, key=lambda seat: (seat.number is None, seat.number or 0))


class _Evidence:
    """What was handed in and scored, by seat, beside the attendance."""

    def __init__(
        self,
        found: ClassAttendance,
        scores: Iterable[StoredScore],
        documents: Iterable[StoredDocument],
        completed: Mapping[str, bool],
    ) -> None:
        self._found, self._completed = found, completed
        self._scores: dict[str, list[StoredScore]] = {}
        for score in scores:
            self._scores.setdefault(score.score.seat, []).append(score)
        self._documents: dict[str, set[str]] = {}
        for document in documents:
            self._documents.setdefault(document.seat, set()).add(document.document)

    def of(self, seat: str) -> Results:
        found = self._found
        attended = attendance_results(found.matrix, seat, excused=found.rule.excused, now=found.now)
        return replace(
            attended,
            scores=tuple(one.score for one in self._scores.get(seat, ())),
            course_completed=self._completed.get(seat),
            documents=frozenset(self._documents.get(seat, ())),
        )


def rule_of(options: Mapping[str, Any]) -> CompletionRule:
    """Read a training's rule from its options; where none was set the default holds."""
    given = options.get(OPTION)
    if given is None:
        return DEFAULT_RULE
    until = given.get("remedial_until")
    return CompletionRule(
        minimum_percent=given.get("minimum_percent", 0),
        max_unexcused_jp=_decimal(given.get("max_unexcused_jp")),
        require_all_subjects=given.get("require_all_subjects", False),
        scores=tuple(
            ScoreRule(one["test"], _decimal(one["minimum"]), one["required"], one.get("weight", 0))
            for one in given.get("scores", ())
        ),
        retake=Retake(given.get("retake", Retake.HIGHEST)),
        remedial_until=datetime.fromisoformat(until) if until else None,
        course_completion=given.get("course_completion", False),
        documents=tuple(given.get("documents", ())),
        miss=Miss(given.get("miss", Miss.ASK)),
        bands=tuple(Band(one["name"], Decimal(one["above"])) for one in given.get("bands", ())),
        minimum_score=_decimal(given.get("minimum_score")),
    )


def rule_to_options(rule: CompletionRule) -> dict[str, Any]:
    """Return the rule as JSON; numbers that are not whole are text."""
    return {
        "minimum_percent": rule.minimum_percent,
        "max_unexcused_jp": _text(rule.max_unexcused_jp),
        "require_all_subjects": rule.require_all_subjects,
        "scores": [
            {
                "test": one.test,
                "minimum": _text(one.minimum),
                "required": one.required,
                "weight": one.weight,
            }
            for one in rule.scores
        ],
        "retake": rule.retake.value,
        "remedial_until": rule.remedial_until.isoformat() if rule.remedial_until else None,
        "course_completion": rule.course_completion,
        "documents": list(rule.documents),
        "miss": rule.miss.value,
        "bands": [{"name": one.name, "above": str(one.above)} for one in rule.bands],
        "minimum_score": _text(rule.minimum_score),
    }


def _decimal(given: str | int | None) -> Decimal | None:
    return None if given is None else Decimal(given)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
