"""Queries about files for a course: the newest row of a kind holds, older ones stay as history.

The bytes are attachments; a row without one says that the file was taken away.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from connector.domain.trainings import CourseFile, FileKind
from connector.errors import ConnectorError
from connector.store import attachments as files
from connector.store.attachments import NewFile
from connector.store.keys import training_key
from connector.store.tables import attachments, course_files


@dataclass(frozen=True)
class StoredCourseFile:
    """A file that stands for its kind now, and who set it."""

    file: CourseFile
    attachment_id: int
    set_at: datetime
    set_by: str


def subject_of(training_id: int) -> str:
    """Return what the files of a training's course hang on: `course:training:5`."""
    return f"course:{training_key(training_id)}"


def put(
    connection: Connection,
    training_id: int,
    kind: FileKind,
    file: NewFile,
    *,
    limit: int,
    actor: str,
    now: datetime,
) -> StoredCourseFile:
    """Let a file of at most `limit` bytes stand for its kind from now on.

    Raises ConnectorError `attachment_…` as `attachments.put` does.
    """
    kept = files.put(
        connection, subject_of(training_id), training_id, file, limit=limit, actor=actor, now=now
    )
    _set(connection, training_id, kind, kept.id, actor, now)
    stands = CourseFile(kind, kept.file_name, kept.media_type, kept.sha256, kept.size)
    return StoredCourseFile(stands, kept.id, now, actor)


def take_away(
    connection: Connection, training_id: int, kind: FileKind, *, actor: str, now: datetime
) -> None:
    """Let nothing stand for a kind; what stood for it before is kept."""
    _set(connection, training_id, kind, None, actor, now)


def of_training(connection: Connection, training_id: int) -> dict[FileKind, StoredCourseFile]:
    """Return what stands for each kind now, in one query and without content."""
    newest = (
        select(func.max(course_files.c.id))
        .where(course_files.c.training_id == training_id)
        .group_by(course_files.c.kind)
    )
    rows = connection.execute(
        select(
            course_files.c.kind,
            course_files.c.set_at,
            course_files.c.set_by,
            attachments.c.id,
            attachments.c.file_name,
            attachments.c.media_type,
            attachments.c.sha256,
            attachments.c.size,
        )
        .join(attachments, attachments.c.id == course_files.c.attachment_id)
        .where(course_files.c.id.in_(newest))
    )
    there = {FileKind(row.kind): row for row in rows}
    return {
        kind: StoredCourseFile(
            CourseFile(kind, row.file_name, row.media_type, row.sha256, row.size),
            row.id,
            row.set_at,
            row.set_by,
        )
        for kind in FileKind
        if (row := there.get(kind)) is not None
    }


def content_of(connection: Connection, sha256: str) -> bytes:
    """Return the bytes of a file that stood in some course, by their digest.

    Raises ConnectorError `attachment_unknown` or `attachment_damaged`.
    """
    found = connection.scalar(
        select(func.max(attachments.c.id))
        .join(course_files, course_files.c.attachment_id == attachments.c.id)
        .where(attachments.c.sha256 == sha256)
    )
    if found is None:
        raise ConnectorError("attachment_unknown", number=sha256[:16])
    return files.content(connection, found)


def _set(
    connection: Connection,
    training_id: int,
    kind: FileKind,
    attachment_id: int | None,
    actor: str,
    now: datetime,
) -> None:
    connection.execute(
        course_files.insert().values(
            training_id=training_id,
            kind=kind.value,
            attachment_id=attachment_id,
            set_at=now,
            set_by=actor,
        )
    )
