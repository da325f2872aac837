"""Questions and answer sheets of a class's tests are read back and kept (SOP S003 steps 5, 16).

    keep_papers      one training's tests are read and what is new is kept
    request_papers   a worker does that
    request_ended    the same for every training that is over and whose scores are newer

Papers hold people's answers. They are handed to administrators alone; the flows only keep them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from connector import log
from connector.domain.answer_sheets import AnsweredTest
from connector.domain.completion import POSTTEST, PRETEST
from connector.domain.trainings import Training
from connector.errors import ConnectorError, RemoteError
from connector.flows.office import Office
from connector.reports.test_paper import Paper, paper_pdf, papers_of
from connector.store import audit, learning, statuses, test_papers, trainings
from connector.store.attachments import NewFile
from connector.store.audit import AuditEntry
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.keys import number_of, training_key
from connector.store.test_papers import KeptPaper, NewPaper
from connector.store.trainings import StoredTraining

KEEP_JOB = "keep_test_papers"

AFTERWARDS = timedelta(days=30)
"""How long after its last session a training's papers are kept by themselves."""

SETTLED = timedelta(hours=2)
"""How long after the last session is waited: somebody may still be writing."""

ACTOR = "job:keep_test_papers"
"""Who the trail names for papers that nobody asked for."""

READ, REFUSED = "test_papers.read", "test_papers.refused"
"""Entries of the trail for a try that came to its end, and for one that never will."""

logger = log.get("papers")


@dataclass(frozen=True)
class KeptPapers:
    """What one reading brought: ids of new papers, and how many said the same as before."""

    new: tuple[int, ...]
    same: int


def keep_papers(office: Office, code: str, *, actor: str = ACTOR) -> KeptPapers:
    """Read a training's tests and keep what is not kept yet; one quiz in memory at a time.

    Raises ConnectorError `training_unknown`, `lms_missing`, `papers_unavailable`, `paper_failed`;
    RemoteError when the system is away: what was read before is kept.
    """
    if office.lms is None:
        raise ConnectorError("lms_missing")
    with reading(office.engine) as connection:
        training = trainings.load_training(connection, code, office.link_for)
        stored = _stored(connection, code)
        lines = _organiser(office, stored)
    bindings = StoredBindings(office.engine, office.lms.connection, training.key)
    new, same = list[int](), 0
    for test in office.lms.papers(training, bindings, _wanted(stored)):
        if not test.sheets:
            continue
        for paper in papers_of(
            training, test, organiser=lines, now=office.clock(), language=office.language
        ):
            kept = _keep(office, training, test, paper, actor)
            if kept is None:
                same += 1
            else:
                new.append(kept)
    with office.engine.begin() as connection:
        audit.note(
            connection, actor, READ, training.key, now=office.clock(), new=len(new), same=same
        )
    return KeptPapers(tuple(new), same)


def _keep(
    office: Office, training: Training, test: AnsweredTest, paper: Paper, actor: str
) -> int | None:
    """Print and store one paper; None where the same is kept already."""
    number, place = number_of(training.key), office.lms.connection if office.lms else ""
    several = paper.parts > 1
    new = NewPaper(
        connection_id=place,
        test=test.test,
        quiz=f"{test.reference}/{paper.part}" if several else test.reference,
        quiz_name=f"{test.name} ({paper.part}/{paper.parts})" if several else test.name,
        people=len({one.seat for one in test.sheets}),
        attempts=len(paper.sheets),
        fingerprint=paper.fingerprint,
        file=NewFile("", b""),
    )
    with reading(office.engine) as connection:
        if test_papers.known(connection, number, new):
            return None
    printed = NewFile(_file_name(training, test, paper), paper_pdf(paper, office.language))
    new = replace(new, file=printed)
    with office.engine.begin() as connection:
        trainings.lock(connection, number)
        if test_papers.known(connection, number, new):  # somebody else was faster
            return None
        kept = test_papers.put(connection, number, new, actor=actor, now=office.clock())
        audit.note(
            connection, actor, "test_papers.kept", training.key, now=office.clock(),
            paper=kept, test=test.test, quiz=new.quiz, people=new.people, attempts=new.attempts,
        )  # fmt: skip
    logger.debug("kept", training=number, paper=kept)
    return kept


def _file_name(training: Training, test: AnsweredTest, paper: Paper) -> str:
    """`PTPP-2026-01-posttest-173-1.pdf`, letters that every system takes."""
    part = f"-{paper.part}" if paper.parts > 1 else ""
    return f"{training.code}-{test.test}-{test.reference}{part}.pdf".replace("/", "-")


def _organiser(office: Office, stored: StoredTraining) -> str:
    unit = stored.settings.unit
    lines = [*office.organiser, *([unit] if unit and unit not in office.organiser else [])]
    return "\n".join(lines)


def _wanted(stored: StoredTraining) -> dict[str, Sequence[str]]:
    return {PRETEST: (), POSTTEST: (), **learning.tests_of(stored.settings.options)}


def _stored(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored


def work(office: Office, code: str, actor: str) -> None:
    """Do a job; what no repeating would mend is written down where the page finds it."""
    try:
        keep_papers(office, code, actor=actor)
    except RemoteError:
        raise
    except ConnectorError as error:
        with office.engine.begin() as connection:
            stored = _stored(connection, code)
            audit.note(connection, actor, REFUSED, stored.key, now=office.clock(), code=error.code)


def refused_last(connection: Connection, training_id: int) -> str:
    """Return the code of what the last try was refused for; "" where it was not."""
    last = _last_try(connection, training_id)
    return str(last.details.get("code", "")) if last and last.action == REFUSED else ""


def _last_try(connection: Connection, training_id: int) -> AuditEntry | None:
    entries = audit.about(connection, training_key(training_id))
    return next((one for one in entries if one.action in (READ, REFUSED)), None)


def request_papers(office: Office, code: str, *, actor: str) -> None:
    """Have a worker read and keep one training's papers."""
    if office.lms is None:
        raise ConnectorError("lms_missing")
    with office.engine.begin() as connection:
        stored = _stored(connection, code)
        office.jobs.enqueue(connection, KEEP_JOB, {"training": code, "actor": actor})
        audit.note(connection, actor, "test_papers.requested", stored.key, now=office.clock())


def request_ended(office: Office) -> int:
    """Enqueue the trainings that are over and have scores newer than their papers; count them."""
    if office.lms is None:
        return 0
    now, count = office.clock(), 0
    with office.engine.begin() as connection:
        for row in statuses.board(connection):
            over = row.ends_at is not None and row.ends_at + SETTLED <= now
            recent = row.ends_at is not None and now <= row.ends_at + AFTERWARDS
            if over and recent and _newer_scores(connection, number_of(row.key)):
                key = f"{KEEP_JOB}:{number_of(row.key)}:{now:%Y-%m-%dT%H}"
                made = office.jobs.enqueue(connection, KEEP_JOB, {"training": row.code}, key=key)
                count += made is not None
    return count


def _newer_scores(connection: Connection, training_id: int) -> bool:
    """Tell whether an attempt was read or corrected after the last try.

    A try that was refused counts: a site without the plugin is not asked every hour.
    """
    changed = [one.at for one in learning.attempts_of(connection, training_id)]
    last = _last_try(connection, training_id) if changed else None
    return bool(changed) and (last is None or max(changed) > last.at)


def papers_of_training(connection: Connection, training_id: int) -> list[KeptPaper]:
    """List the newest paper of each quiz."""
    return test_papers.newest(test_papers.of_training(connection, training_id))
