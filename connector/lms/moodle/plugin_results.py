"""Reads completion and attempts of a course with our plugin: a call for each 2,000 people.

The plugin lists who is enrolled. Of whoever it does not list (unenrolled by hand, deleted) it
says nothing, and the caller asks Moodle itself: their attempts are still there.
"""

from collections.abc import Iterator, Mapping, Sequence

from connector.lms.base import Attempt
from connector.lms.moodle import plugin, quiz_names
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.payloads import Progress, Quiz, QuizAttempt
from connector.lms.moodle.plugin_values import CourseQuiz, Learner, ResultsPage, TakenAttempt
from connector.lms.moodle.quiz_names import Matched
from connector.lms.moodle.reached import Found, Reached, scored

Taken = Mapping[tuple[int, int], Sequence[TakenAttempt]]
"""Attempts by user and quiz, in the order they were begun."""


def read_listed(
    client: MoodleClient, course: int, users: Sequence[int], tests: Mapping[str, Sequence[str]]
) -> Found:
    """Return what is known of those of `users` who are enrolled, and which quiz is which test."""
    named = users if len(users) <= plugin.NAMED_PEOPLE else ()
    pages = list(plugin.results_pages(client, course, named))
    found = Found(quiz_names.match(choice(pages[0].quizzes, tests) if tests else [], tests))
    asked = frozenset(users)
    for page in pages:
        taken = _taken(page)
        for one in page.users:
            if one.id in asked:
                found.people[one.id] = _reached(one, taken, found.matched)
                found.without_criteria |= one.active and not page.criteria
    return found


def choice(quizzes: Sequence[CourseQuiz], tests: Mapping[str, Sequence[str]]) -> list[Quiz]:
    """Leave hidden quizzes out unless somebody named them, as Moodle's own list does."""
    named = {name for names in tests.values() for name in names}
    return [
        one.quiz
        for one in quizzes
        if one.visible or not named.isdisjoint({str(one.quiz.cmid), one.quiz.name})
    ]


def _taken(page: ResultsPage) -> Taken:
    found: dict[tuple[int, int], list[TakenAttempt]] = {}
    for one in sorted(page.attempts, key=lambda each: each.number):
        found.setdefault((one.user, one.quiz), []).append(one)
    return found


def _reached(one: Learner, taken: Taken, matched: Matched) -> Reached:
    attempts = tuple(_attempts(one.id, taken, matched))
    return Reached(one.completed, Progress(one.done, one.activities), attempts)


def _attempts(user: int, taken: Taken, matched: Matched) -> Iterator[Attempt]:
    for test, quizzes in matched.quizzes.items():
        for quiz in quizzes:
            own = taken.get((user, quiz.id), ())
            yield from scored(
                test, quiz, (QuizAttempt(o.id, o.state, o.marks, o.finished) for o in own)
            )
