"""Queries about files attached to what people did: an entry of a run, an assignment.

What kind a file is is read from its content; it is only ever handed out as a download of that
kind. Nothing is changed or removed: an attachment belongs to the record it came with.
"""

import hashlib
import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from connector.documents.media import media_type_of
from connector.errors import ConnectorError
from connector.store.tables import attachments

_OOXML = "application/vnd.openxmlformats-officedocument."
XLSX = _OOXML + "spreadsheetml.sheet"
DOCX = _OOXML + "wordprocessingml.document"

_PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
"""What a workbook and a text document are known by, inside their ZIP."""

LONGEST_NAME = 200
"""Characters of a file's name that are kept, from its end."""


@dataclass(frozen=True)
class NewFile:
    """A file as somebody hands it in."""

    file_name: str
    content: bytes


@dataclass(frozen=True)
class Attachment:
    """What is known of an attached file, without its content."""

    id: int
    subject: str
    """`entry:<id>` of a run's log, `assignment:<id>`."""
    training_id: int | None
    file_name: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    added_at: datetime
    added_by: str


def entry_subject(entry_id: int) -> str:
    """Return what the attachments of a line in a run's log hang on."""
    return f"entry:{entry_id}"


def put(
    connection: Connection,
    subject: str,
    training_id: int | None,
    file: NewFile,
    *,
    limit: int,
    actor: str,
    now: datetime,
) -> Attachment:
    """Attach a file of at most `limit` bytes.

    Raises ConnectorError `attachment_empty`, `attachment_too_big`, `attachment_kind_unknown`
    unless it is PDF, PNG, JPEG, WebP, XLSX or DOCX.
    """
    name = plain_name(file.file_name)
    if not file.content:
        raise ConnectorError("attachment_empty", file=name)
    if len(file.content) > limit:
        raise ConnectorError("attachment_too_big", file=name, megabytes=limit // 1024**2)
    media_type = media_type_of(file.content) or _office_type(file.content)
    if media_type is None:
        raise ConnectorError("attachment_kind_unknown", file=name)
    row = connection.execute(
        attachments.insert()
        .values(
            subject=subject,
            training_id=training_id,
            file_name=name,
            media_type=media_type,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            content=file.content,
            added_at=now,
            added_by=actor,
        )
        .returning(*_DESCRIBED)
    ).one()
    return _attachment(row)


def of_subjects(
    connection: Connection, subjects: Collection[str]
) -> dict[str, tuple[Attachment, ...]]:
    """Return what hangs on each, in the order in which it was attached, in one query."""
    rows = connection.execute(
        select(*_DESCRIBED).where(attachments.c.subject.in_(subjects)).order_by(attachments.c.id)
    )
    found: dict[str, tuple[Attachment, ...]] = {}
    for one in map(_attachment, rows):
        found[one.subject] = (*found.get(one.subject, ()), one)
    return found


def get(connection: Connection, attachment_id: int) -> Attachment | None:
    """Return what is known of a file; whether the reader may have it is decided by the caller."""
    row = connection.execute(
        select(*_DESCRIBED).where(attachments.c.id == attachment_id)
    ).one_or_none()
    return None if row is None else _attachment(row)


def content(connection: Connection, attachment_id: int) -> bytes:
    """Return a file's bytes; raises ConnectorError `attachment_unknown`, `attachment_damaged`."""
    row = connection.execute(
        select(attachments.c.content, attachments.c.sha256).where(attachments.c.id == attachment_id)
    ).one_or_none()
    if row is None:
        raise ConnectorError("attachment_unknown", number=attachment_id)
    if hashlib.sha256(row.content).hexdigest() != row.sha256:
        raise ConnectorError("attachment_damaged", number=attachment_id)
    return bytes(row.content)


_DESCRIBED = [column for column in attachments.c if column.name != "content"]


def plain_name(given: str) -> str:
    """Return a name without folders and control characters, its end kept."""
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable()).strip()
    return plain[-LONGEST_NAME:] or "lampiran"


def _office_type(content: bytes) -> str | None:
    """Return whether a ZIP is a workbook or a text document; nothing in it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = set(opened.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    return next((kind for part, kind in _PARTS.items() if part in names), None)


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(**row._mapping)
