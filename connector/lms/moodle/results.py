"""Reads completion and test scores of a whole course, in bulk; decides nothing about them.

Our plugin tells of everybody in one call (`plugin_results`). Without it, and of people it does
not list, Moodle is asked person by person, many questions to a call (`core_results`). Both ways
say the same of the same course.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from connector.domain.people import Role
from connector.domain.trainings import Seat, Training
from connector.lms.base import Learned, LearningResults, Noticed
from connector.lms.moodle import plugin, quiz_names
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.core_results import read_each
from connector.lms.moodle.plugin_results import read_listed
from connector.lms.moodle.reached import Found, Reached
from connector.lms.moodle.services import quizzes_of, site_info
from connector.lms.moodle.several import SEVERAL, Asking
from connector.lms.moodle.wishes import ACCOUNT, COURSE
from connector.reconcile.platform import Bindings

Person = tuple[Seat, int]
"""A seat and the Moodle id of its person."""


def read_results(
    client: MoodleClient,
    training: Training,
    bindings: Bindings,
    tests: Mapping[str, Sequence[str]],
    seats: Collection[str] | None = None,
    *,
    connections: int,
) -> LearningResults:
    """Read one training; see `LearningPlatform.results`."""
    course = next(iter(bindings.all(COURSE).values()), None)
    people = list(_people(training, bindings, seats))
    if course is None or not people:
        return LearningResults((), frozenset())
    users = list(dict.fromkeys(user for _, user in people))
    functions = site_info(client).functions
    if plugin.GET_RESULTS in functions:
        found = read_listed(client, int(course), users, tests)
    else:
        found = Found(quiz_names.match(quizzes_of(client, int(course)) if tests else [], tests))
    if unlisted := [user for user in users if user not in found.people]:
        asking = Asking(client, bulk=SEVERAL in functions, connections=connections)
        read_each(asking, int(course), unlisted, functions, found)
    return LearningResults(
        [_learned(seat, found.people[user]) for seat, user in people],
        frozenset(found.matched.quizzes),
        (*found.matched.noticed, *_noticed(found)),
    )


def _people(
    training: Training, bindings: Bindings, seats: Collection[str] | None
) -> Iterator[Person]:
    accounts = bindings.all(ACCOUNT)
    for seat in training.accepted_seats:
        if seats is not None and seat.key not in seats:
            continue
        if seat.role is Role.PARTICIPANT and seat.person in accounts:
            yield seat, int(accounts[seat.person])


def _learned(seat: Seat, one: Reached) -> Learned:
    reached = one.progress
    return Learned(seat.key, one.completed, reached.done, reached.activities, one.attempts)


def _noticed(found: Found) -> Iterator[Noticed]:
    if found.without_criteria:
        yield Noticed("course_without_criteria")
    if found.gone:
        yield Noticed("results_accounts_gone", {"count": found.gone})
