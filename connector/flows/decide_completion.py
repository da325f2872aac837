"""What people decide and hand in about completion, each deed with actor and time, and undoable.

    read_completion   the verdicts as they stand (connector.flows.class_completion)
    set_rule          what this training asks of its participants
    decide            a person's verdict on seats, with a reason; wins over the rule
    undo_decision     the rule's own answer counts again
    record_score      one attempt at a test, typed by hand
    remove_score      an attempt no longer counts
    check_document    a document was received, or is waived, or neither after all

Nothing is overwritten: an earlier decision or tick stays readable beside the later one. Scores
from files are `connector.flows.import_scores`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from connector.domain.completion import CompletionRule, Score, Verdict
from connector.domain.completion_rule import answer_of
from connector.domain.people import Role
from connector.errors import ConnectorError
from connector.flows.class_completion import OPTION as OPTION
from connector.flows.class_completion import ClassCompletion as ClassCompletion
from connector.flows.class_completion import read_completion as read_completion
from connector.flows.class_completion import rule_of as rule_of
from connector.flows.class_completion import rule_to_options as rule_to_options
from connector.flows.office import Office
from connector.store import audit, completion, trainings
from connector.store import seats as seat_queries
from connector.store.completion import DocumentState, NewScore
from connector.store.trainings import StoredTraining

REASON = 500
"""Characters a reason may have."""

NAME = 60
"""Characters the name of a test or a band may have."""

DOCUMENT = 100
"""Characters the name of a document may have."""

MOST = 20
"""Tests, documents or bands one rule may name."""

HAND = "hand"
"""Source of a score that a person typed."""


def set_rule(office: Office, code: str, rule: CompletionRule, *, actor: str) -> None:
    """Change what a training asks; every verdict follows at once, decisions stay.

    Raises ConnectorError `completion_rule_numbers`, `completion_rule_tests`,
    `completion_rule_weights`, `completion_rule_bands` or `completion_rule_documents`.
    """
    _check_rule(rule)
    with office.engine.begin() as connection:
        training = _alone(connection, code)
        before = training.settings.options.get(OPTION)
        options = {**training.settings.options, OPTION: rule_to_options(rule)}
        trainings.change(connection, training.id, replace(training.settings, options=options))
        if before != options[OPTION]:
            audit.note(
                connection,
                actor,
                "completion.rule_set",
                training.key,
                now=office.clock(),
                minimum_percent=rule.minimum_percent,
                tests=[one.test for one in rule.scores],
                documents=list(rule.documents),
                miss=rule.miss.value,
            )


def decide(
    office: Office, code: str, seats: Sequence[str], result: Verdict, *, reason: str, actor: str
) -> list[int]:
    """Decide seats, and keep what the rule alone said then; return the ids of the decisions.

    Raises ConnectorError `reason_missing`, `verdict_unfit` for anything but earned or not earned,
    `seat_not_judged` for others than this training's participants, and `verdict_early` where
    somebody would have earned a certificate before the last session is over.
    """
    why = _reason(reason)
    if result not in (Verdict.EARNED, Verdict.NOT_EARNED):
        raise ConnectorError("verdict_unfit")
    with office.engine.begin() as connection:
        now = office.clock()
        training = _alone(connection, code)
        found = read_completion(connection, office, code, now)
        wanted = _judged(found, seats)
        if result is Verdict.EARNED and not found.over:
            raise ConnectorError("verdict_early", training=code)
        made = [
            completion.put_verdict(
                connection,
                training.id,
                seat=seat,
                result=result,
                reason=why,
                answer=answer_of(found.judgements[seat]),
                actor=actor,
                now=now,
            )
            for seat in wanted
        ]
        audit.note(
            connection, actor, "completion.decided", training.key, now=now,
            seats=wanted, result=result.value, decisions=made,
        )  # fmt: skip
    return made


def undo_decision(office: Office, code: str, seats: Sequence[str], *, actor: str) -> int:
    """Take the decisions in force about seats back; return how many.

    Raises ConnectorError `verdict_unknown` where there is none to take back.
    """
    with office.engine.begin() as connection:
        now = office.clock()
        training = _alone(connection, code)
        count = completion.undo_verdicts(
            connection, training.id, _own(connection, training, seats), actor=actor, now=now
        )
        if count == 0:
            raise ConnectorError("verdict_unknown", training=code)
        audit.note(connection, actor, "completion.undone", training.key, now=now, seats=list(seats))
    return count


def record_score(
    office: Office,
    code: str,
    seat: str,
    test: str,
    value: Decimal,
    maximum: Decimal,
    *,
    taken_at: datetime | None,
    actor: str,
) -> int:
    """Note one attempt; the same test at the same moment corrects it. Return the score's id.

    Without a moment it is taken now. Raises ConnectorError `score_unfit` for a value outside
    0–maximum, `test_unfit`, `seat_not_judged`.
    """
    name = named_test(test)
    check_value(value, maximum)
    with office.engine.begin() as connection:
        now = office.clock()
        training = _alone(connection, code)
        _participants(connection, training, [seat])
        moment = taken_at or now
        score = Score(seat, name, HAND, value, maximum, moment)
        one = NewScore(score, moment.isoformat())
        changes = completion.put_scores(connection, training.id, [one], actor=actor, now=now)
        touched = [*changes.added, *changes.changed]
        if touched:
            audit.note(
                connection, actor, "completion.scored", training.key, now=now,
                seat=seat, test=name, score=touched[0],
            )  # fmt: skip
            return touched[0]
        return next(
            stored.score.id
            for stored in completion.scores_of(connection, training.id)
            if (stored.score.seat, stored.score.test) == (seat, name)
            and (stored.score.source, stored.reference) == (HAND, one.reference)
        )


def remove_score(office: Office, code: str, score_id: int, *, actor: str) -> None:
    """Let an attempt no longer count; raises ConnectorError `score_unknown`."""
    with office.engine.begin() as connection:
        now = office.clock()
        training = _alone(connection, code)
        if not completion.remove_score(connection, training.id, score_id, actor=actor, now=now):
            raise ConnectorError("score_unknown", training=code)
        audit.note(
            connection, actor, "completion.score_removed", training.key, now=now, score=score_id
        )


def check_document(
    office: Office,
    code: str,
    seats: Sequence[str],
    document: str,
    state: DocumentState | None,
    *,
    note: str = "",
    actor: str,
) -> int:
    """Tick a document of seats as received or waived, or with None take the ticks back.

    Return how many seats it concerns. Raises ConnectorError `document_unknown` for what the rule
    does not ask, `reason_missing` for a waiver without a note, `seat_not_judged`.
    """
    said = _reason(note) if state is DocumentState.WAIVED else " ".join(note.split())[:REASON]
    with office.engine.begin() as connection:
        now = office.clock()
        training = _alone(connection, code)
        wanted = _participants(connection, training, seats)
        if state is None:
            count = completion.undo_documents(
                connection, training.id, wanted, document, actor=actor, now=now
            )
        elif document not in rule_of(training.settings.options).documents:
            raise ConnectorError("document_unknown", training=code)
        else:
            count = len(wanted)
            for seat in wanted:
                completion.put_document(
                    connection, training.id, seat=seat, document=document, state=state,
                    note=said, actor=actor, now=now,
                )  # fmt: skip
        audit.note(
            connection, actor, "completion.document", training.key, now=now,
            seats=wanted, document=document, state=state.value if state else "undone",
        )  # fmt: skip
    return count


def named_test(given: str) -> str:
    """Return the name of a test with single spaces; raises ConnectorError `test_unfit`."""
    name = " ".join(given.split())
    if not name or len(name) > NAME:
        raise ConnectorError("test_unfit", limit=NAME)
    return name


def check_value(value: Decimal, maximum: Decimal) -> None:
    """Raise ConnectorError `score_unfit` unless 0 ≤ value ≤ maximum, and there is a maximum."""
    if not (value.is_finite() and maximum.is_finite() and 0 <= value <= maximum and maximum > 0):
        raise ConnectorError("score_unfit")


def _check_rule(rule: CompletionRule) -> None:
    limits = [rule.minimum_score, *(one.minimum for one in rule.scores)]
    jp = rule.max_unexcused_jp
    if (
        not 0 <= rule.minimum_percent <= 100
        or any(one is not None and not 0 <= one <= 100 for one in limits)
        or (jp is not None and not 0 <= jp <= 1000)
    ):
        raise ConnectorError("completion_rule_numbers")
    tests = [one.test for one in rule.scores]
    if not _names_fit(tests, NAME):
        raise ConnectorError("completion_rule_tests", limit=NAME)
    weights = [one.weight for one in rule.scores]
    weighted = any(weights)
    if any(not 0 <= one <= 100 for one in weights) or (
        not weighted and (rule.minimum_score is not None or rule.bands)
    ):
        raise ConnectorError("completion_rule_weights")
    above = [one.above for one in rule.bands]
    if (
        not _names_fit([one.name for one in rule.bands], NAME)
        or len(set(above)) < len(above)
        or any(not 0 <= one < 100 for one in above)
    ):
        raise ConnectorError("completion_rule_bands")
    if not _names_fit(rule.documents, DOCUMENT):
        raise ConnectorError("completion_rule_documents", limit=DOCUMENT)


def _names_fit(names: Sequence[str], length: int) -> bool:
    plain = {" ".join(name.split()).casefold() for name in names}
    return (
        len(plain) == len(names) <= MOST
        and "" not in plain
        and all(len(name) <= length for name in names)
    )


def _alone(connection: Connection, code: str) -> StoredTraining:
    """Return a training while nobody else decides in it."""
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    trainings.lock(connection, stored.id)
    return trainings.by_id(connection, stored.id) or stored


def _judged(found: ClassCompletion, seats: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(seats))
    if not wanted:
        raise ConnectorError("seats_missing")
    if not set(wanted) <= found.judgements.keys():
        raise ConnectorError("seat_not_judged", training=found.training.code)
    return wanted


def _participants(
    connection: Connection, training: StoredTraining, seats: Sequence[str]
) -> list[str]:
    """Return the seats named; raises `seats_missing`, or `seat_not_judged` for any other role."""
    wanted = list(dict.fromkeys(seats))
    if not wanted:
        raise ConnectorError("seats_missing")
    judged = {
        seat.key
        for seat in seat_queries.listing(connection, training.id)
        if seat.accepted and seat.role is Role.PARTICIPANT
    }
    if not set(wanted) <= judged:
        raise ConnectorError("seat_not_judged", training=training.code)
    return wanted


def _own(connection: Connection, training: StoredTraining, seats: Sequence[str]) -> list[str]:
    """Return those of the seats that belong to the training, whatever became of them since."""
    known = {seat.key for seat in seat_queries.listing(connection, training.id)}
    return [seat for seat in dict.fromkeys(seats) if seat in known]


def _reason(given: str) -> str:
    reason = " ".join(given.split())[:REASON]
    if not reason:
        raise ConnectorError("reason_missing")
    return reason
