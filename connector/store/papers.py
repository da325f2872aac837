"""Queries about what is kept beside attendance: evidence, the class journal, and archives.

Nothing here is overwritten or deleted: evidence is marked removed until retention takes its
content, journal entries are struck, and an archive that differs gets the next number. Contents
are read again against their digest. The audit trail is written by flows.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, func, select, update

from connector.documents.media import media_type_of
from connector.errors import ConnectorError
from connector.store import trainings
from connector.store.tables import archives, evidence, journal_entries


class EvidenceKind(StrEnum):
    SIGNED_SHEET = "signed_sheet"
    """Scan of a list signed by hand."""
    SCREENSHOT = "screenshot"
    LETTER = "letter"
    """Sick note, duty order; always restricted (UU 27/2022: health is specific data)."""
    PHOTO = "photo"
    """Portrait for a person's certificate; restricted like a letter, of no session."""
    OTHER = "other"


@dataclass(frozen=True)
class NewEvidence:
    """A file to attach. Its size is limited by who takes it in."""

    training_id: int
    kind: EvidenceKind
    file_name: str
    content: bytes
    note: str = ""
    seat_id: int | None = None
    session_key: str | None = None
    restricted: bool = False


@dataclass(frozen=True)
class Evidence:
    """What is known of an attached file, without its content."""

    id: int
    training_id: int
    seat_id: int | None
    session_key: str | None
    kind: EvidenceKind
    restricted: bool
    file_name: str
    media_type: str
    size: int
    sha256: str
    note: str
    added_at: datetime
    added_by: str
    removed_at: datetime | None
    removed_by: str | None


@dataclass(frozen=True)
class JournalEntry:
    id: int
    session_key: str
    at: datetime
    """When it happened."""
    text: str
    actor: str
    created_at: datetime
    struck_at: datetime | None
    struck_by: str | None


@dataclass(frozen=True)
class NewArchive:
    """An archive to keep; `manifest` is plain JSON."""

    training_id: int
    kind: str
    """`day` for a day's attendance."""
    day: date
    file_name: str
    content: bytes
    manifest: Mapping[str, Any]


@dataclass(frozen=True)
class Archive:
    """What is known of a kept archive, without its content; numbered from 1 by day and kind."""

    id: int
    training_id: int
    kind: str
    day: date
    number: int
    file_name: str
    size: int
    sha256: str
    manifest: Mapping[str, Any]
    created_at: datetime
    created_by: str


def add_evidence(
    connection: Connection, new: NewEvidence, *, actor: str, now: datetime
) -> Evidence:
    """Attach a file; raises ConnectorError `evidence_kind_unknown` unless PDF, PNG, JPEG, WebP.

    The kind is read from the content, whatever the name says.
    """
    media_type = media_type_of(new.content)
    if media_type is None:
        raise ConnectorError("evidence_kind_unknown")
    row = connection.execute(
        evidence.insert()
        .values(
            training_id=new.training_id,
            seat_id=new.seat_id,
            session_key=new.session_key,
            kind=new.kind.value,
            restricted=new.restricted or new.kind is EvidenceKind.LETTER,
            file_name=new.file_name,
            media_type=media_type,
            size=len(new.content),
            sha256=_sha256(new.content),
            content=new.content,
            note=new.note,
            added_at=now,
            added_by=actor,
        )
        .returning(*_without_content(evidence))
    ).one()
    return _evidence(row)


def evidence_of(
    connection: Connection, training_id: int, session_key: str | None = None
) -> list[Evidence]:
    """List what is attached to a training, or to one of its sessions; removed files too."""
    query = select(*_without_content(evidence)).where(evidence.c.training_id == training_id)
    if session_key is not None:
        query = query.where(evidence.c.session_key == session_key)
    return [_evidence(row) for row in connection.execute(query.order_by(evidence.c.id))]


def photos_of(connection: Connection, training_id: int) -> dict[int, Evidence]:
    """Return seat id → the portrait for its certificate: the newest that was not removed."""
    rows = connection.execute(
        select(*_without_content(evidence))
        .where(
            evidence.c.training_id == training_id,
            evidence.c.kind == EvidenceKind.PHOTO.value,
            evidence.c.removed_at.is_(None),
        )
        .order_by(evidence.c.id)
    )
    return {row.seat_id: _evidence(row) for row in rows}


def evidence_by_id(connection: Connection, training_id: int, number: int) -> Evidence | None:
    """Return one file's description, if it belongs to that training."""
    row = connection.execute(_one_evidence(training_id, number)).one_or_none()
    return None if row is None else _evidence(row)


def evidence_content(connection: Connection, training_id: int, number: int) -> bytes:
    """Return a file's bytes; raises `evidence_unknown`, `evidence_purged`, `evidence_damaged`.

    Whether the reader may see a restricted file is decided before this is called.
    """
    row = connection.execute(
        select(evidence.c.content, evidence.c.sha256).where(
            evidence.c.training_id == training_id, evidence.c.id == number
        )
    ).one_or_none()
    if row is None:
        raise ConnectorError("evidence_unknown", number=number)
    if not row.content:
        raise ConnectorError("evidence_purged", number=number)
    if _sha256(row.content) != row.sha256:
        raise ConnectorError("evidence_damaged", number=number)
    return bytes(row.content)


def remove_evidence(
    connection: Connection, training_id: int, number: int, *, actor: str, now: datetime
) -> Evidence:
    """Mark a file as removed and return it; its content stays until retention takes it.

    The first removal stands. Raises ConnectorError `evidence_unknown`.
    """
    connection.execute(
        update(evidence)
        .where(
            evidence.c.training_id == training_id,
            evidence.c.id == number,
            evidence.c.removed_at.is_(None),
        )
        .values(removed_at=now, removed_by=actor)
    )
    found = evidence_by_id(connection, training_id, number)
    if found is None:
        raise ConnectorError("evidence_unknown", number=number)
    return found


def purge_removed(connection: Connection, before: datetime) -> int:
    """Let go of the content of files removed before a moment; return how many.

    What is known of them stays: who added and removed them, and the digest.
    """
    return connection.execute(
        update(evidence)
        .where(evidence.c.removed_at < before, func.length(evidence.c.content) > 0)
        .values(content=b"")
    ).rowcount


def add_entry(
    connection: Connection,
    training_id: int,
    session_key: str,
    at: datetime,
    text: str,
    *,
    actor: str,
    now: datetime,
) -> JournalEntry:
    """Note something that happened `at` in a session."""
    row = connection.execute(
        journal_entries.insert()
        .values(
            training_id=training_id,
            session_key=session_key,
            at=at,
            text=text,
            actor=actor,
            created_at=now,
        )
        .returning(journal_entries)
    ).one()
    return _entry(row)


def strike_entry(
    connection: Connection, training_id: int, number: int, *, actor: str, now: datetime
) -> JournalEntry:
    """Strike an entry and return it; it stays readable, and the first striking stands.

    Raises ConnectorError `entry_unknown`.
    """
    ours = (journal_entries.c.training_id == training_id, journal_entries.c.id == number)
    connection.execute(
        update(journal_entries)
        .where(*ours, journal_entries.c.struck_at.is_(None))
        .values(struck_at=now, struck_by=actor)
    )
    row = connection.execute(select(journal_entries).where(*ours)).one_or_none()
    if row is None:
        raise ConnectorError("entry_unknown", number=number)
    return _entry(row)


def entries_of(
    connection: Connection, training_id: int, session_key: str | None = None
) -> list[JournalEntry]:
    """List a training's journal, or one session's, in order of what happened; struck ones too."""
    query = select(journal_entries).where(journal_entries.c.training_id == training_id)
    if session_key is not None:
        query = query.where(journal_entries.c.session_key == session_key)
    ordered = query.order_by(journal_entries.c.at, journal_entries.c.id)
    return [_entry(row) for row in connection.execute(ordered)]


def put_archive(connection: Connection, new: NewArchive, *, actor: str, now: datetime) -> Archive:
    """Keep an archive; what equals the newest of its day returns that one, else the next number.

    Equal is the same `fingerprint` in the manifest, or without one the same bytes. Two who put
    at once take turns.
    """
    trainings.lock(connection, new.training_id)
    newest = _newest_archive(connection, new)
    digest = _sha256(new.content)
    if newest is not None and _equal(newest, new, digest):
        return newest
    row = connection.execute(
        archives.insert()
        .values(
            training_id=new.training_id,
            kind=new.kind,
            day=new.day,
            number=newest.number + 1 if newest else 1,
            file_name=new.file_name,
            size=len(new.content),
            sha256=digest,
            content=new.content,
            manifest=dict(new.manifest),
            created_at=now,
            created_by=actor,
        )
        .returning(*_without_content(archives))
    ).one()
    return _archive(row)


def archives_of(connection: Connection, training_id: int) -> list[Archive]:
    """List a training's archives by day, kind and number."""
    rows = connection.execute(
        select(*_without_content(archives))
        .where(archives.c.training_id == training_id)
        .order_by(archives.c.day, archives.c.kind, archives.c.number)
    )
    return [_archive(row) for row in rows]


def archive_content(connection: Connection, training_id: int, number: int) -> bytes:
    """Return the bytes of an archive by its id; raises `archive_unknown` or `archive_damaged`."""
    row = connection.execute(
        select(archives.c.content, archives.c.sha256).where(
            archives.c.training_id == training_id, archives.c.id == number
        )
    ).one_or_none()
    if row is None:
        raise ConnectorError("archive_unknown", number=number)
    if _sha256(row.content) != row.sha256:
        raise ConnectorError("archive_damaged", number=number)
    return bytes(row.content)


def damaged_archives(connection: Connection, training_id: int | None = None) -> list[Archive]:
    """Read archives again, all or a training's; list those whose bytes no longer fit the digest."""
    query = select(*_without_content(archives)).order_by(archives.c.id)
    if training_id is not None:
        query = query.where(archives.c.training_id == training_id)
    found, rows = [], connection.execute(query).all()
    for archive in map(_archive, rows):
        try:
            archive_content(connection, archive.training_id, archive.id)
        except ConnectorError:
            found.append(archive)
    return found


def _newest_archive(connection: Connection, new: NewArchive) -> Archive | None:
    row = connection.execute(
        select(*_without_content(archives))
        .where(
            archives.c.training_id == new.training_id,
            archives.c.kind == new.kind,
            archives.c.day == new.day,
        )
        .order_by(archives.c.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _archive(row)


def _equal(old: Archive, new: NewArchive, digest: str) -> bool:
    fingerprint = new.manifest.get("fingerprint")
    if fingerprint is None:
        return old.sha256 == digest
    return bool(old.manifest.get("fingerprint") == fingerprint)


def _one_evidence(training_id: int, number: int) -> Select[Any]:
    return select(*_without_content(evidence)).where(
        evidence.c.training_id == training_id, evidence.c.id == number
    )


def _without_content(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column.name != "content"]


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(**{**row._asdict(), "kind": EvidenceKind(row.kind)})


def _entry(row: Row[Any]) -> JournalEntry:
    values = {name: value for name, value in row._asdict().items() if name != "training_id"}
    return JournalEntry(**values)


def _archive(row: Row[Any]) -> Archive:
    return Archive(**row._asdict())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
