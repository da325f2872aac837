"""What one reading of a course found of its people, whichever way it was read; no call is made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from connector.errors import PermanentError
from connector.lms.base import Attempt
from connector.lms.moodle.payloads import Progress, Quiz, QuizAttempt
from connector.lms.moodle.quiz_names import Matched

_EXACT = Decimal("0.00001")
"""Moodle keeps five decimals of a grade."""

UNREACHED = Progress(0, 0)


@dataclass(frozen=True)
class Reached:
    """How far one account is; `completed` None where the site does not say."""

    completed: bool | None
    progress: Progress
    attempts: tuple[Attempt, ...]


@dataclass
class Found:
    """What was found so far; `people` by the site's id of the account."""

    matched: Matched
    people: dict[int, Reached] = field(default_factory=dict)
    without_criteria: bool = False
    """The course has no completion criteria: nobody can complete it."""
    gone: int = 0
    """Accounts that were deleted, or that nobody ever confirmed."""


def scored(test: str, quiz: Quiz, attempts: Iterable[QuizAttempt]) -> Iterator[Attempt]:
    """Scale marks to the quiz's grade. What has no mark yet (an essay, an abandoned try) waits."""
    if quiz.marks is None or quiz.grade is None:
        # The details of a quiz are withheld: scores could not be told from nought.
        raise PermanentError("moodle", "mod_quiz_get_quizzes_by_courses", "quiz_blind")
    for one in attempts:
        if one.state != "finished" or one.marks is None or quiz.marks <= 0:
            continue
        maximum = quiz.grade if quiz.grade > 0 else quiz.marks
        yield Attempt(
            test=test,
            reference=str(one.id),
            value=(one.marks * maximum / quiz.marks).quantize(_EXACT),
            maximum=maximum,
            taken_at=datetime.fromtimestamp(one.finished, UTC) if one.finished else None,
        )
