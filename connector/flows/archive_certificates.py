"""The archive of signed certificates: read, proved, taken along, and proved again elsewhere.

    archived           the bytes of one file, hashed again before they are handed out
    check_integrity    every file hashed again, and the register held against the files
    export_archive     a ZIP of a training's certificates with a manifest and a list of digests
    restore_test       proves that such a ZIP holds what register and archive hold

Nothing here writes an archived file: that is done in the transaction of the last signature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import Connection

from connector import log
from connector.domain.certificates import CertificateKind
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.reports.certificate_archive import (
    PackedFile,
    file_name,
    read_archive,
    write_archive,
)
from connector.store import archive, audit, certificates, trainings
from connector.store.archive import ArchivedFile
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.trainings import StoredTraining

ACTOR = "job:archive"
"""Who the trail names for the daily check of the whole archive."""

_log = log.get("archive")


@dataclass(frozen=True)
class Fault:
    """Something in the archive that is not as the register says."""

    code: str
    """`archived_damaged`, `archived_missing`, `archived_unnamed`, `register_incomplete`."""
    sha256: str
    certificates: tuple[int, ...] = ()
    """Ids of the certificates it concerns."""


@dataclass(frozen=True)
class IntegrityReport:
    """What reading everything again found; whole when there are no faults."""

    files: int
    size: int
    """Bytes read."""
    certificates: int
    """Entries of the register that stand for a file."""
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Exported:
    """What a ZIP holds."""

    files: int
    without_file: int
    """Certificates that have no signed PDF yet; the manifest lists them."""
    fingerprint: str
    """sha256 of the manifest: two exports of the same archive have the same."""


@dataclass(frozen=True)
class RestoreReport:
    """What holding a ZIP against register and archive found."""

    files: int
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        return not self.faults


def archived(connection: Connection, sha256: str) -> bytes:
    """Return archived bytes; raises ConnectorError `archived_unknown`, `archived_damaged`."""
    return archive.content(connection, sha256)


def read_certificate(
    office: Office, certificate_id: int, *, actor: str
) -> tuple[Certificate, bytes]:
    """Return a certificate with its signed PDF, and write down who took it.

    Raises ConnectorError `certificate_unknown`, `certificate_unsigned`, `archived_damaged`.
    """
    with office.engine.begin() as connection:
        found = certificates.get(connection, certificate_id)
        if found is None:
            raise ConnectorError("certificate_unknown", certificate=certificate_id)
        if not found.sha256:
            raise ConnectorError("certificate_unsigned", certificate=certificate_id)
        content = archive.content(connection, found.sha256)
        audit.note(
            connection, actor, "certificate.taken", f"certificate:{found.id}",
            now=office.clock(), training=found.training_id,
        )  # fmt: skip
    return found, content


def check_integrity(office: Office, code: str | None = None, *, actor: str) -> IntegrityReport:
    """Hash every file again, all or a training's; hold the register against the files.

    The report is noted in the trail. Raises ConnectorError `training_unknown`.
    """
    with reading(office.engine) as connection:
        training_id = None if code is None else _training(connection, code).id
        named = archive.named(connection, training_id)
        incomplete = archive.without_file(connection, training_id)
    faults, files, size = list[Fault](), 0, 0
    there = set[str]()
    for one in archive.read_all(office.engine, training_id):
        files, size = files + 1, size + one.found_size
        there.add(one.file.sha256)
        owners = tuple(named.get(one.file.sha256, ()))
        if not one.intact:
            faults.append(Fault("archived_damaged", one.file.sha256, owners))
        elif not owners:
            faults.append(Fault("archived_unnamed", one.file.sha256))
    faults += [
        Fault("archived_missing", digest, tuple(owners))
        for digest, owners in named.items()
        if digest not in there
    ]
    faults += [Fault("register_incomplete", "", (number,)) for number in incomplete]
    report = IntegrityReport(files, size, sum(map(len, named.values())), tuple(faults))
    _note_check(office, training_id, report, actor)
    return report


def check_everything(office: Office) -> None:
    """Check the whole archive; raises ConnectorError `archive_faults`, so that the job is seen."""
    report = check_integrity(office, actor=ACTOR)
    if not report.intact:
        raise ConnectorError("archive_faults", count=len(report.faults))


def export_archive(
    office: Office, code: str, kind: CertificateKind | None, target: IO[bytes], *, actor: str
) -> Exported:
    """Write a training's archived certificates, of one kind or all, into an open file as a ZIP.

    The same archive gives the same bytes. Revoked and replaced ones are in it, and the manifest
    says so. Raises ConnectorError `training_unknown`, `archive_empty`, `archived_damaged`.
    """
    with reading(office.engine) as connection:
        training = _training(connection, code)
        known = archive.of_training(connection, training.id)
        listed = certificates.of_training(connection, training.id, kind)
        numbers = {one.id: one.number for one in listed}
        files = _files(listed, known)
        if not files:
            raise ConnectorError("archive_empty", training=code)
        fingerprint = write_archive(
            target,
            {"training": _told(training), "certificates": _register(listed, files, numbers)},
            list(files.values()),
            lambda one: archive.content(connection, one.sha256),
        )
    exported = Exported(len(files), len(listed) - len(files), fingerprint)
    with office.engine.begin() as connection:
        audit.note(
            connection, actor, "archive.exported", training.key, now=office.clock(),
            kind=kind.value if kind else "", files=exported.files, manifest=fingerprint,
        )  # fmt: skip
    return exported


def restore_test(office: Office, source: IO[bytes]) -> RestoreReport:
    """Prove that a ZIP holds, file by file, what its manifest, the register and the archive say.

    Nothing is written. Raises ConnectorError `restore_unreadable` for what is no such ZIP.
    """
    opened = read_archive(source)
    faults = list[Fault]()
    listed = {str(one["name"]): str(one["sha256"]) for one in opened.manifest["files"]}
    for name, digest in listed.items():
        found = opened.digests.get(name)
        if found is None:
            faults.append(Fault("restore_missing", digest))
        elif found != digest:
            faults.append(Fault("restore_differs", digest))
    faults += [
        Fault("restore_foreign", opened.digests[name])
        for name in sorted(set(opened.digests) - set(listed))
    ]
    with reading(office.engine) as connection:
        faults += _against_register(connection, opened.manifest, listed)
    return RestoreReport(len(listed), tuple(faults))


def _against_register(
    connection: Connection, manifest: Mapping[str, Any], listed: Mapping[str, str]
) -> list[Fault]:
    """Hold what a manifest lists against the certificates we know and the files we keep."""
    faults, seen = list[Fault](), set[int]()
    for entry in manifest.get("certificates", ()):
        digest = str(entry.get("sha256") or "")
        found = certificates.by_code(connection, str(entry.get("code")))
        if found is None or found.number != entry.get("number") or found.sha256 != digest:
            faults.append(Fault("restore_unregistered", digest, (found.id,) if found else ()))
            continue
        seen.add(found.id)
        if digest and listed.get(str(entry.get("file"))) != digest:
            faults.append(Fault("restore_missing", digest, (found.id,)))
        elif digest:
            faults += _kept(connection, found)
    training = trainings.get(connection, str(manifest.get("training", {}).get("code")))
    kinds = {str(entry.get("kind")) for entry in manifest.get("certificates", ())}
    if training is None:
        return [*faults, Fault("restore_unregistered", "")]
    return faults + [
        Fault("restore_incomplete", one.sha256, (one.id,))
        for one in certificates.of_training(connection, training.id)
        if one.sha256 and one.kind.value in kinds and one.id not in seen
    ]


def _kept(connection: Connection, found: Certificate) -> list[Fault]:
    try:
        archive.content(connection, found.sha256)
    except ConnectorError as error:
        return [Fault(error.code, found.sha256, (found.id,))]
    return []


def _files(
    listed: Sequence[Certificate], known: Mapping[str, ArchivedFile]
) -> dict[int, PackedFile]:
    """Return the file of each certificate that has one, by certificate id."""
    files = dict[int, PackedFile]()
    for position, one in enumerate(listed, start=1):
        if not one.sha256:
            continue
        kept = known.get(one.sha256)
        if kept is None:
            raise ConnectorError("archived_unknown", sha256=one.sha256[:16])
        name = file_name(position, one.number, one.code)
        files[one.id] = PackedFile(name, kept.sha256, kept.size, kept.stored_at)
    return files


def _register(
    listed: Sequence[Certificate], files: Mapping[int, PackedFile], numbers: Mapping[int, str]
) -> list[dict[str, Any]]:
    """What the manifest says of each certificate; no personal number."""
    return [
        {
            "number": one.number,
            "code": one.code,
            "kind": one.kind.value,
            "generation": one.generation,
            "state": one.state.value,
            "name": one.content.holder.name,
            "dated": one.dated.isoformat(),
            "file": files[one.id].name if one.id in files else None,
            "sha256": one.sha256 or None,
            "signed_at": one.signed_at.isoformat() if one.signed_at else None,
            "archived_at": one.archived_at.isoformat() if one.archived_at else None,
            "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
            "replaces": numbers.get(one.replaces_id) if one.replaces_id else None,
            "replaced_by": numbers.get(one.replaced_by_id) if one.replaced_by_id else None,
        }
        for one in listed
    ]


def _told(training: StoredTraining) -> dict[str, str]:
    settings = training.settings
    return {"code": settings.code, "title": settings.title, "cohort": settings.cohort}


def _note_check(
    office: Office, training_id: int | None, report: IntegrityReport, actor: str
) -> None:
    subject = f"training:{training_id}" if training_id else "archive"
    with office.engine.begin() as connection:
        audit.note(
            connection, actor, "archive.checked", subject, now=office.clock(),
            files=report.files, size=report.size, faults=len(report.faults),
            damaged=[one.sha256 for one in report.faults if one.sha256][:20],
        )  # fmt: skip
    if not report.intact:
        _log.error("damaged", files=report.files, faults=len(report.faults))


def _training(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored
