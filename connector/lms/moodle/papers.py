"""Reads every attempt at a class's tests with its questions and answers; needs our plugin."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from connector.domain.answer_sheets import Answered, AnsweredTest, AnswerSheet
from connector.domain.people import Role
from connector.domain.trainings import Training
from connector.errors import ConnectorError
from connector.lms.moodle import plugin, quiz_names
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.payloads import Quiz
from connector.lms.moodle.plugin_results import choice
from connector.lms.moodle.plugin_values import KeptPaper
from connector.lms.moodle.services import site_info
from connector.lms.moodle.wishes import ACCOUNT, COURSE
from connector.reconcile.platform import Bindings

ABANDONED = "abandoned"


def read_papers(
    client: MoodleClient,
    training: Training,
    bindings: Bindings,
    tests: Mapping[str, Sequence[str]],
) -> Iterator[AnsweredTest]:
    """Read one quiz after the other; see `LearningPlatform.papers`."""
    functions = site_info(client).functions
    if plugin.GET_PAPERS not in functions or plugin.GET_RESULTS not in functions:
        raise ConnectorError("papers_unavailable")
    course = next(iter(bindings.all(COURSE).values()), None)
    seats = _seats(training, bindings)
    if course is None or not seats:
        return
    for test, quizzes in _quizzes(client, int(course), min(seats), tests).items():
        for quiz in quizzes:
            yield _paper(client, test, quiz, seats)


def _seats(training: Training, bindings: Bindings) -> dict[int, str]:
    """Return Moodle's user id → seat of every participant with an account, whatever they say."""
    accounts = bindings.all(ACCOUNT)
    return {
        int(accounts[seat.person]): seat.key
        for seat in training.seats
        if seat.role is Role.PARTICIPANT and seat.person in accounts
    }


def _quizzes(
    client: MoodleClient, course: int, user: int, tests: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[Quiz]]:
    """Return the quizzes of each test; asking about one person is the shortest answer.

    A test that no visible quiz speaks of may have been hidden once it was over.
    """
    page = next(plugin.results_pages(client, course, [user]))
    found = quiz_names.match(choice(page.quizzes, tests), tests).quizzes
    rest = {test: names for test, names in tests.items() if test not in found}
    return {**found, **quiz_names.match([one.quiz for one in page.quizzes], rest).quizzes}


def _paper(client: MoodleClient, test: str, quiz: Quiz, seats: Mapping[int, str]) -> AnsweredTest:
    sheets, strangers = list[AnswerSheet](), set[int]()
    for page in plugin.papers_pages(client, quiz.id):
        for one in page.papers:
            if one.user in seats:
                sheets.append(_sheet(one, seats[one.user]))
            else:
                strangers.add(one.user)
    return AnsweredTest(
        test, str(quiz.id), quiz.name, quiz.marks, quiz.grade, tuple(sheets), len(strangers)
    )


def _sheet(one: KeptPaper, seat: str) -> AnswerSheet:
    return AnswerSheet(
        seat=seat,
        reference=str(one.id),
        number=one.number,
        abandoned=one.state == ABANDONED,
        started_at=_moment(one.started),
        finished_at=_moment(one.finished),
        marks=one.marks,
        questions=tuple(
            Answered(o.slot, o.number, o.type, o.name, o.text, o.answer, o.right, o.mark, o.maximum)
            for o in one.questions
        ),
    )


def _moment(epoch: int) -> datetime | None:
    return datetime.fromtimestamp(epoch, UTC) if epoch else None
