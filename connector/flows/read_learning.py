"""Results are read back from the learning system and stored; what is read is never judged here.

Reading twice changes nothing, and of two readings at a time the one that began later holds,
person by person: a slow one of everybody does not undo what was just read of one. An attempt that
was taken away there stops counting, and comes back if it returns; one that a person here took
away stays away.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector import log
from connector.domain.completion import POSTTEST, PRETEST, CompletionRule, Score
from connector.errors import ConnectorError
from connector.flows.class_completion import rule_of
from connector.flows.office import Office
from connector.lms.base import Learned, LearningResults, Noticed
from connector.store import audit, completion, learning, statuses, trainings
from connector.store.bindings import StoredBindings
from connector.store.completion import NewScore, StoredScore
from connector.store.engine import reading
from connector.store.keys import number_of, training_key
from connector.store.learning import SOURCE, SeatProgress
from connector.store.trainings import StoredTraining

READ_JOB = "read_learning"

AFTERWARDS = timedelta(days=30)
"""How long after its last session a training's results are read: remedials, late quizzes."""

MOST_QUIZZES = 10
"""Quizzes one test may be taken in."""

LONGEST_NAME = 255
"""Characters of a quiz's name."""

_OWN = frozenset({PRETEST, POSTTEST})
"""Tests that a quiz's name can speak of; any other is read only from quizzes that are named."""

logger = log.get("learning")


@dataclass(frozen=True)
class LearningReading:
    """What one reading found; `stored` counts what stands otherwise than before."""

    stored: int
    people: int
    noticed: tuple[Noticed, ...] = ()


def read_learning(
    office: Office,
    code: str,
    *,
    seats: Collection[str] | None = None,
    actor: str = "job:read_learning",
) -> LearningReading:
    """Read one training's completion and scores and store them; with `seats` (keys) only theirs.

    Raises ConnectorError `training_unknown` or `lms_missing`, and RemoteError when the system is
    away or withholds something: then nothing was stored.
    """
    if office.lms is None:
        raise ConnectorError("lms_missing")
    with reading(office.engine) as connection:
        stored = _stored(connection, code)
        training = trainings.load_training(connection, code, office.link_for)
    wanted = _wanted(stored)
    bindings = StoredBindings(office.engine, office.lms.connection, training.key)
    began = office.clock()
    found = office.lms.results(training, bindings, wanted, seats)
    noticed = tuple(one for one in found.noticed if _concerns(one, stored))
    with office.engine.begin() as connection:
        changed = _store(connection, office, stored.id, office.lms.connection, found, actor, began)
        before = noticed_last(connection, stored.id)
        if seats is not None:  # of the whole course only a whole reading tells
            noticed = before
        if changed or noticed != before:
            audit.note(
                connection,
                actor,
                "learning.read",
                training.key,
                now=office.clock(),
                changed=changed,
                people=len(found.people),
                noticed=[json.dumps([one.code, dict(one.params)]) for one in noticed],
            )
    for one in noticed if seats is None else ():
        logger.warning("results noticed", training=code, code=one.code)
    return LearningReading(changed, len(found.people), noticed)


def noticed_last(connection: Connection, training_id: int) -> tuple[Noticed, ...]:
    """Return what the last reading noticed, as its entry in the audit trail tells."""
    for entry in audit.about(connection, training_key(training_id)):
        if entry.action == "learning.read":
            told = (json.loads(one) for one in entry.details.get("noticed", ()))
            return tuple(Noticed(code, params) for code, params in told)
    return ()


def _stored(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored


def _rule(stored: StoredTraining) -> CompletionRule:
    return rule_of(stored.settings.options)


def _wanted(stored: StoredTraining) -> dict[str, tuple[str, ...]]:
    """Both usual tests, asked for or not (they are shown), and whatever quizzes are named for."""
    return {PRETEST: (), POSTTEST: (), **learning.tests_of(stored.settings.options)}


def _concerns(noticed: Noticed, stored: StoredTraining) -> bool:
    """A test that no rule asks for may be missing; a course no rule looks at needs no criteria."""
    rule = _rule(stored)
    if noticed.code == "course_without_criteria":
        return rule.course_completion
    test = noticed.params.get("test")
    named = learning.tests_of(stored.settings.options)
    return test is None or test in named or test in {one.test for one in rule.scores}


def _store(
    connection: Connection,
    office: Office,
    training_id: int,
    place: str,
    found: LearningResults,
    actor: str,
    began: datetime,
) -> int:
    """Write one reading in the caller's transaction, of whom none that began later has told."""
    now = office.clock()
    trainings.lock(connection, training_id)
    found = replace(found, people=_not_told_since(connection, training_id, found.people, began))
    progress = [SeatProgress(o.seat, o.completed, o.done, o.activities) for o in found.people]
    changed = learning.put_progress(connection, training_id, place, progress, began)
    before = learning.attempts_of(connection, training_id)
    fresh = _attempts(found.people, _taken_away(before))
    changes = completion.put_scores(connection, training_id, fresh, actor=actor, now=now)
    gone = [one.score.id for one in _gone(before, found)]
    removed = learning.remove_gone(connection, gone, actor=SOURCE, now=now)
    return changed + len(changes.added) + len(changes.changed) + removed


def _not_told_since(
    connection: Connection, training_id: int, people: Sequence[Learned], began: datetime
) -> list[Learned]:
    told = learning.progress_of(connection, training_id)
    return [one for one in people if one.seat not in told or told[one.seat].read_at <= began]


Place = tuple[str, str, str]
"""Seat, test and the system's id of one attempt."""


def _taken_away(attempts: Sequence[StoredScore]) -> frozenset[Place]:
    """Return what a person here has taken away: reading it again does not bring it back."""
    return frozenset(_place(one) for one in attempts if one.removed_by not in ("", SOURCE))


def _place(one: StoredScore) -> Place:
    return one.score.seat, one.score.test, one.reference


def _attempts(people: Sequence[Learned], away: Collection[Place]) -> list[NewScore]:
    return [
        NewScore(
            Score(one.seat, each.test, SOURCE, each.value, each.maximum, each.taken_at),
            each.reference,
        )
        for one in people
        for each in one.attempts
        if (one.seat, each.test, each.reference) not in away
    ]


def _gone(before: Sequence[StoredScore], found: LearningResults) -> list[StoredScore]:
    """Only of a test and a person that were read can an attempt be said to be gone."""
    there = {
        one.seat: {(each.test, each.reference) for each in one.attempts} for one in found.people
    }
    return [
        one
        for one in before
        if not one.removed_by
        and one.score.test in found.tests
        and one.score.seat in there
        and (one.score.test, one.reference) not in there[one.score.seat]
    ]


def request_reading(office: Office, code: str, *, actor: str) -> None:
    """Have a worker read one training's results."""
    if office.lms is None:
        raise ConnectorError("lms_missing")
    with office.engine.begin() as connection:
        stored = _stored(connection, code)
        office.jobs.enqueue(connection, READ_JOB, {"training": code, "actor": actor})
        audit.note(
            connection, actor, "learning.requested", f"training:{stored.id}", now=office.clock()
        )


def request_readings(office: Office) -> int:
    """Enqueue a reading of every training that runs or ended lately; return how many."""
    if office.lms is None:
        return 0
    now = office.clock()
    count = 0
    with office.engine.begin() as connection:
        for row in statuses.board(connection):
            begun = row.starts_at is not None and row.starts_at <= now
            recent = row.ends_at is not None and now <= row.ends_at + AFTERWARDS
            if begun and recent:  # one without a course costs no call
                key = f"{READ_JOB}:{number_of(row.key)}:{now:%Y-%m-%dT%H}"
                made = office.jobs.enqueue(connection, READ_JOB, {"training": row.code}, key=key)
                count += made is not None
    return count


def name_tests(
    office: Office, code: str, tests: Mapping[str, Sequence[str]], *, actor: str
) -> None:
    """Set in which quizzes a training's tests are taken; an empty list recognises by name.

    Raises ConnectorError `training_unknown` or `quiz_names_unfit`.
    """
    kept = {test.strip(): tuple(one.strip() for one in names) for test, names in tests.items()}
    for test, names in kept.items():
        unfit = len(names) > MOST_QUIZZES or any(not 0 < len(n) <= LONGEST_NAME for n in names)
        if not test or unfit or (not names and test not in _OWN):
            raise ConnectorError("quiz_names_unfit", test=test, most=MOST_QUIZZES)
    with office.engine.begin() as connection:
        stored = _stored(connection, code)
        trainings.lock(connection, stored.id)
        stored = _stored(connection, code)
        options = {**stored.settings.options, "learning": learning.tests_to_options(kept)}
        trainings.change(connection, stored.id, replace(stored.settings, options=options))
        audit.note(
            connection,
            actor,
            "learning.tests_named",
            f"training:{stored.id}",
            now=office.clock(),
            tests=", ".join(sorted(kept)),
        )
