"""What participants thought of a training: means by aspect, by form or from a file.

    note_evaluation      one mean, typed in
    read_evaluations     what a file says, row by row, and what storing it would change
    import_evaluations   store exactly what was shown
    take_back            a mean no longer counts; it stays readable in the trail

The same aspect again corrects the earlier mean. Whoever is appointed in a unit keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from connector.domain.evaluations import About, Evaluation, StoredEvaluation
from connector.domain.people import Role
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.whose_turn import today, turns, user_of
from connector.rosters.evaluation_file import (
    DEFAULT_MAXIMUM,
    EvaluationPreview,
    FoundEvaluation,
    place_of,
    preview_evaluations,
)
from connector.rosters.score_cells import HIGHEST_MAXIMUM
from connector.store import audit, evaluations, seats, trainings
from connector.store.engine import reading
from connector.store.trainings import StoredTraining
from connector.store.users import UserRole

LONGEST = 200
"""Characters of an aspect, and of a name."""

HAND = "hand"
"""Source of a mean that somebody typed in."""


@dataclass(frozen=True)
class ShownEvaluations:
    """What a file says, and what is there already."""

    preview: EvaluationPreview
    there: Sequence[StoredEvaluation]

    def state(self, one: FoundEvaluation) -> str:
        """`new`, `changed` or `same`."""
        earlier = _earlier(self.there, one.evaluation)
        if earlier is None:
            return "new"
        return "same" if _equal(earlier.evaluation, one.evaluation) else "changed"


@dataclass(frozen=True)
class Kept:
    """What storing means did."""

    added: int
    changed: int
    same: int


def note_evaluation(office: Office, code: str, evaluation: Evaluation, *, actor: str) -> Kept:
    """Store one mean; raises ConnectorError `evaluation_unfit`, `_not_yours`."""
    return _store(office, code, [evaluation], HAND, actor)


def read_evaluations(
    office: Office,
    code: str,
    file_name: str,
    content: bytes,
    *,
    maximum: Decimal = DEFAULT_MAXIMUM,
    actor: str,
) -> ShownEvaluations:
    """Read a file; nothing is stored. RosterError where it is unusable as a whole.

    Raises ConnectorError `training_unknown`, `evaluation_not_yours`.
    """
    with reading(office.engine) as connection:
        _check_turn(connection, office, actor)
        stored = _training(connection, code)
        there = evaluations.of_training(connection, stored.id)
        people = _participants(connection, stored.id)
    preview = preview_evaluations(file_name, content, people=people, maximum=maximum)
    return ShownEvaluations(preview, there)


def import_evaluations(
    office: Office, code: str, found: Sequence[Evaluation], *, file_name: str, actor: str
) -> Kept:
    """Store means that were shown, all or none.

    Raises ConnectorError `evaluation_none`, `evaluation_unfit`, `evaluation_not_yours`.
    """
    if not found:
        raise ConnectorError("evaluation_none")
    return _store(office, code, found, file_name[-LONGEST:] or "file", actor)


def take_back(office: Office, code: str, number: int, *, actor: str) -> None:
    """Let a mean count no more; raises ConnectorError `evaluation_unknown`, `_not_yours`."""
    with office.engine.begin() as connection:
        now = office.clock()
        _check_turn(connection, office, actor)
        stored = _training(connection, code)
        if not evaluations.remove(connection, stored.id, [number], actor=actor, now=now):
            raise ConnectorError("evaluation_unknown", training=code)
        audit.note(connection, actor, "evaluation.removed", stored.key, now=now, evaluation=number)


def may_keep(connection: Connection, office: Office, actor: str) -> bool:
    """Tell whether somebody may keep evaluations: appointed in a unit, or administrator.

    A command or a job may.
    """
    user_id = user_of(actor)
    if user_id is None:
        return True
    day = turns(connection, today(office, office.clock()))
    user = day.users.get(user_id)
    administrator = user is not None and user.role is UserRole.ADMINISTRATOR
    return administrator or bool(day.of_user(user_id))


def _store(
    office: Office, code: str, wanted: Sequence[Evaluation], source: str, actor: str
) -> Kept:
    with office.engine.begin() as connection:
        now = office.clock()
        _check_turn(connection, office, actor)
        stored = _training(connection, code)
        trainings.lock(connection, stored.id)
        people = _participants(connection, stored.id)
        for one in wanted:
            _check(one, people)
        there = evaluations.of_training(connection, stored.id)
        earlier = [_earlier(there, one) for one in wanted]
        fresh = [
            one
            for one, old in zip(wanted, earlier, strict=True)
            if old is None or not _equal(old.evaluation, one)
        ]
        gone = [
            old.id
            for one, old in zip(wanted, earlier, strict=True)
            if old is not None and not _equal(old.evaluation, one)
        ]
        evaluations.remove(connection, stored.id, gone, actor=actor, now=now)
        evaluations.add(connection, stored.id, fresh, source=source, actor=actor, now=now)
        kept = Kept(len(fresh) - len(gone), len(gone), len(wanted) - len(fresh))
        if fresh:
            audit.note(
                connection, actor, "evaluation.kept", stored.key, now=now,
                added=kept.added, changed=kept.changed, source=source,
            )  # fmt: skip
    return kept


def _check(one: Evaluation, people: int) -> None:
    """Refuse what no mean can be; `people` is how many may have answered."""
    named = one.about is About.ORGANISATION or bool(one.subject.strip())
    fits = (
        named
        and 0 < len(one.aspect.strip()) <= LONGEST
        and len(one.subject) <= LONGEST
        and 0 < one.respondents <= people
        and 0 < one.maximum <= HIGHEST_MAXIMUM
        and 0 <= one.score <= one.maximum
    )
    if not fits:
        raise ConnectorError("evaluation_unfit", people=people)


def _earlier(there: Sequence[StoredEvaluation], one: Evaluation) -> StoredEvaluation | None:
    place = place_of(one)
    return next((old for old in there if place_of(old.evaluation) == place), None)


def _equal(one: Evaluation, other: Evaluation) -> bool:
    return (one.respondents, one.score, one.maximum) == (
        other.respondents,
        other.score,
        other.maximum,
    )


def _participants(connection: Connection, training_id: int) -> int:
    return sum(
        one.accepted and one.role is Role.PARTICIPANT
        for one in seats.listing(connection, training_id)
    )


def _check_turn(connection: Connection, office: Office, actor: str) -> None:
    if not may_keep(connection, office, actor):
        raise ConnectorError("evaluation_not_yours")


def _training(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored
