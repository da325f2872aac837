"""Queries about kept papers of tests: questions and answer sheets; nothing is ever overwritten.

The bytes are attachments. A paper that says the same as one that is kept is that one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from connector.store import attachments as files
from connector.store.attachments import NewFile
from connector.store.keys import training_key
from connector.store.tables import attachments, test_papers

MOST_BYTES = 64 * 1024 * 1024
"""Of one paper; two hundred sheets of thirty questions take 7 MB."""


@dataclass(frozen=True)
class NewPaper:
    """A printed paper; `fingerprint` is of what it says, whenever it was printed."""

    connection_id: str
    test: str
    quiz: str
    """The learning system's own id; with `/2` behind it for a second part."""
    quiz_name: str
    people: int
    attempts: int
    fingerprint: str
    file: NewFile


@dataclass(frozen=True)
class KeptPaper:
    """What is known of a kept paper, without its content."""

    id: int
    training_id: int
    connection_id: str
    test: str
    quiz: str
    quiz_name: str
    people: int
    attempts: int
    fingerprint: str
    attachment_id: int
    read_at: datetime
    read_by: str
    file_name: str
    size: int
    """Bytes."""
    sha256: str


def subject_of(training_id: int) -> str:
    """Return what the papers of a training's tests hang on: `test:training:5`."""
    return f"test:{training_key(training_id)}"


def known(connection: Connection, training_id: int, new: NewPaper) -> bool:
    """Tell whether a paper that says the same is kept."""
    return (
        connection.scalar(
            select(test_papers.c.id).where(
                test_papers.c.training_id == training_id,
                test_papers.c.connection_id == new.connection_id,
                test_papers.c.quiz == new.quiz,
                test_papers.c.fingerprint == new.fingerprint,
            )
        )
        is not None
    )


def put(
    connection: Connection, training_id: int, new: NewPaper, *, actor: str, now: datetime
) -> int:
    """Keep a paper that is not kept yet; return its id. Raises as `attachments.put`."""
    kept = files.put(
        connection,
        subject_of(training_id),
        training_id,
        new.file,
        limit=MOST_BYTES,
        actor=actor,
        now=now,
    )
    statement = test_papers.insert().values(
        training_id=training_id,
        connection_id=new.connection_id,
        test=new.test,
        quiz=new.quiz,
        quiz_name=new.quiz_name,
        people=new.people,
        attempts=new.attempts,
        fingerprint=new.fingerprint,
        attachment_id=kept.id,
        read_at=now,
        read_by=actor,
    )
    return int(connection.execute(statement.returning(test_papers.c.id)).scalar_one())


def of_training(connection: Connection, training_id: int) -> list[KeptPaper]:
    """List a training's kept papers, newest first."""
    rows = connection.execute(
        select(*_DESCRIBED)
        .join(attachments, attachments.c.id == test_papers.c.attachment_id)
        .where(test_papers.c.training_id == training_id)
        .order_by(test_papers.c.id.desc())
    )
    return [_paper(row) for row in rows]


def newest(papers: Iterable[KeptPaper]) -> list[KeptPaper]:
    """Return the newest of each quiz (and part), in the order in which they are given."""
    found: dict[tuple[str, str], KeptPaper] = {}
    for one in papers:
        place = (one.connection_id, one.quiz)
        if place not in found or one.id > found[place].id:
            found[place] = one
    return list(found.values())


def content(connection: Connection, paper: KeptPaper) -> bytes:
    """Return a paper's bytes; raises ConnectorError `attachment_damaged`."""
    return files.content(connection, paper.attachment_id)


_DESCRIBED = [
    *test_papers.c,
    attachments.c.file_name,
    attachments.c.size,
    attachments.c.sha256,
]


def _paper(row: Row[Any]) -> KeptPaper:
    return KeptPaper(**row._mapping)
