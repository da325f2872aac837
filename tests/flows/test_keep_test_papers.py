"""Papers of tests are read once, kept once, and read again only when something is new."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select

from connector.app import handlers
from connector.domain.answer_sheets import Answered, AnsweredTest, AnswerSheet
from connector.domain.completion import POSTTEST, PRETEST, Score
from connector.domain.trainings import Training
from connector.errors import ConnectorError, PermanentError, TemporaryError
from connector.flows import keep_test_papers as flow
from connector.flows.office import Office
from connector.reconcile.platform import Bindings
from connector.reports import test_paper
from connector.store import audit, completion, test_papers
from connector.store.completion import NewScore
from connector.store.engine import reading
from connector.store.learning import SOURCE
from connector.store.tables import attachments, jobs
from connector.store.test_papers import KeptPaper
from tests.pdf_reading import text
from tests.web.attended import class_of
from tests.web.place import CODE, House, PaperLearning, house

ACTOR = "user:1"
TRAINING = 1
AT = datetime(2026, 8, 3, 2, tzinfo=UTC)


class Telling(PaperLearning):
    """A learning system that tells of the tests a test says it would."""

    def __init__(self) -> None:
        super().__init__("lms", "moodle-default")
        self.found: list[AnsweredTest] = []
        self.error: ConnectorError | None = None
        self.asked: list[Mapping[str, Sequence[str]]] = []

    def papers(
        self, training: Training, bindings: Bindings, tests: Mapping[str, Sequence[str]]
    ) -> Iterator[AnsweredTest]:
        self.asked.append(tests)
        yield from self.found
        if self.error is not None:
            raise self.error


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        class_of(opened, 3)
        office = replace(opened.office, lms=Telling())
        yield replace(opened, office=office)


def lms_of(place: House) -> Telling:
    lms = place.office.lms
    assert isinstance(lms, Telling)
    return lms


def taken(test: str, quiz: str, *seats: int, answer: str = "Semarang") -> AnsweredTest:
    """A test that some seats took, each with one question."""
    one = Answered(
        1, "1", "shortanswer", "Ibu kota", "Apa ibu kota?", answer, "Semarang",
        Decimal(1), Decimal(1),
    )  # fmt: skip
    sheets = tuple(
        AnswerSheet(f"seat:{n}", f"{quiz}-{n}", 1, False, AT, AT, Decimal(1), (one,)) for n in seats
    )
    return AnsweredTest(test, quiz, f"Kuis {quiz}", Decimal(1), Decimal(100), sheets, 0)


def keep(place: House) -> flow.KeptPapers:
    return flow.keep_papers(place.office, CODE, actor=ACTOR)


def kept(place: House) -> list[KeptPaper]:
    with reading(place.engine) as connection:
        return test_papers.of_training(connection, TRAINING)


def actions(place: House) -> list[str]:
    with reading(place.engine) as connection:
        entries = audit.about(connection, "training:1")
    return [one.action for one in reversed(entries) if one.action.startswith("test_papers.")]


def score(place: House, *, at: timedelta = timedelta()) -> None:
    """Store an attempt as a reading of results does, some time from now."""
    with place.engine.begin() as connection:
        one = Score("seat:1", POSTTEST, SOURCE, Decimal(1), Decimal(1), AT)
        completion.put_scores(
            connection, TRAINING, [NewScore(one, "1")], actor="job", now=place.clock() + at
        )


def waiting(place: House) -> int:
    with reading(place.engine) as connection:
        found = connection.scalar(
            select(func.count()).select_from(jobs).where(jobs.c.kind == flow.KEEP_JOB)
        )
    return found or 0


def test_one_paper_for_each_quiz_is_kept_with_its_answers(place: House) -> None:
    lms_of(place).found = [taken(PRETEST, "7", 1, 2), taken(POSTTEST, "8", 1)]
    done = keep(place)
    assert (len(done.new), done.same) == (2, 0)
    posttest, pretest = kept(place)
    assert (pretest.test, pretest.quiz, pretest.people, pretest.attempts) == (PRETEST, "7", 2, 2)
    assert posttest.file_name == f"{CODE}-posttest-8.pdf"
    with reading(place.engine) as connection:
        words = text(test_papers.content(connection, pretest))
    assert "Apa ibu kota?" in words
    assert "Peserta Contoh 1" in words
    assert actions(place) == ["test_papers.kept", "test_papers.kept", "test_papers.read"]


def test_the_same_answers_make_no_new_paper_and_others_do(place: House) -> None:
    lms_of(place).found = [taken(PRETEST, "7", 1)]
    keep(place)
    place.clock.now += timedelta(hours=1)
    assert keep(place).same == 1
    assert len(kept(place)) == 1
    lms_of(place).found = [taken(PRETEST, "7", 1, 2)]
    keep(place)
    assert [one.people for one in kept(place)] == [2, 1]  # the one before is kept
    with reading(place.engine) as connection:
        assert [one.people for one in flow.papers_of_training(connection, TRAINING)] == [2]


def test_a_quiz_nobody_took_makes_no_paper(place: House) -> None:
    lms_of(place).found = [taken(PRETEST, "7")]
    assert keep(place) == flow.KeptPapers((), 0)


def test_many_sheets_are_kept_as_parts(place: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_paper, "SHEETS", 2)
    lms_of(place).found = [taken(POSTTEST, "8", 1, 2, 3)]
    keep(place)
    found = [(one.quiz, one.quiz_name, one.attempts) for one in reversed(kept(place))]
    assert found == [("8/1", "Kuis 8 (1/2)", 2), ("8/2", "Kuis 8 (2/2)", 1)]


def test_what_was_read_before_the_system_went_away_is_kept(place: House) -> None:
    lms_of(place).found = [taken(PRETEST, "7", 1)]
    lms_of(place).error = TemporaryError("moodle", "papers", "timeout")
    with pytest.raises(TemporaryError):
        keep(place)
    assert [one.quiz for one in kept(place)] == ["7"]


def test_without_a_learning_system_there_is_nothing_to_read(place: House) -> None:
    office = replace(place.office, lms=None)
    with pytest.raises(ConnectorError, match="lms_missing"):
        flow.keep_papers(office, CODE, actor=ACTOR)
    with pytest.raises(ConnectorError, match="lms_missing"):
        flow.request_papers(office, CODE, actor=ACTOR)
    assert flow.request_ended(office) == 0


def test_a_training_nobody_knows_is_refused(place: House) -> None:
    for asked in (flow.keep_papers, flow.request_papers):
        with pytest.raises(ConnectorError, match="training_unknown"):
            asked(place.office, "?", actor=ACTOR)


def run_job(place: House) -> None:
    """Do the job as the worker would."""
    office: Office = place.office
    [claimed] = office.jobs.claim("test", [flow.KEEP_JOB], 1, 60)
    handlers(office)[flow.KEEP_JOB](claimed)


def test_a_site_without_the_plugin_is_said_once_and_not_tried_again(place: House) -> None:
    score(place)
    lms_of(place).error = ConnectorError("papers_unavailable")
    flow.work(place.office, CODE, ACTOR)
    with reading(place.engine) as connection:
        assert flow.refused_last(connection, TRAINING) == "papers_unavailable"
    over(place)
    assert flow.request_ended(place.office) == 0
    lms_of(place).error = None
    flow.work(place.office, CODE, ACTOR)
    with reading(place.engine) as connection:
        assert flow.refused_last(connection, TRAINING) == ""


def test_a_refused_right_is_the_workers_to_repeat(place: House) -> None:
    lms_of(place).error = PermanentError("moodle", "papers", "nopermissions")
    with pytest.raises(PermanentError):
        flow.work(place.office, CODE, ACTOR)


def over(place: House, more: timedelta = timedelta()) -> None:
    """Let the clock stand after the last session, and what is waited for."""
    place.clock.now = datetime(2026, 8, 4, 18, tzinfo=UTC) + more


class TestByItself:
    def test_a_training_that_is_over_and_was_tested_is_kept_once(self, place: House) -> None:
        score(place)
        over(place)
        assert flow.request_ended(place.office) == 1
        lms_of(place).found = [taken(POSTTEST, "8", 1)]
        flow.work(place.office, CODE, flow.ACTOR)
        place.clock.now += timedelta(hours=2)
        assert flow.request_ended(place.office) == 0

    def test_one_that_runs_or_ended_long_ago_waits_for_a_person(self, place: House) -> None:
        score(place)
        assert flow.request_ended(place.office) == 0
        over(place, timedelta(days=31))
        assert flow.request_ended(place.office) == 0

    def test_one_without_any_attempt_is_not_asked_for(self, place: House) -> None:
        over(place)
        assert flow.request_ended(place.office) == 0

    def test_a_score_that_came_later_has_it_read_again(self, place: House) -> None:
        over(place)
        flow.work(place.office, CODE, ACTOR)
        score(place, at=timedelta(minutes=5))
        place.clock.now += timedelta(hours=1)
        assert flow.request_ended(place.office) == 1

    def test_two_ticks_of_one_hour_are_one_job(self, place: House) -> None:
        score(place)
        over(place)
        assert flow.request_ended(place.office) == 1
        assert flow.request_ended(place.office) == 0
        assert waiting(place) == 1


def test_the_button_has_a_worker_do_it_in_the_persons_name(place: House) -> None:
    lms_of(place).found = [taken(PRETEST, "7", 1)]
    flow.request_papers(place.office, CODE, actor=ACTOR)
    assert waiting(place) == 1
    run_job(place)
    assert [one.read_by for one in kept(place)] == [ACTOR]


def test_the_kept_bytes_hang_on_the_training_as_pdf(place: House) -> None:
    lms_of(place).found = [taken(PRETEST, "7", 1)]
    keep(place)
    with reading(place.engine) as connection:
        row = connection.execute(select(attachments)).one()
    assert (row.subject, row.media_type) == ("test:training:1", "application/pdf")
