"""The archive proves itself: written once, hashed again, held against the register."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from connector.app import handlers
from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError
from connector.flows.archive_certificates import (
    RestoreReport,
    archived,
    check_everything,
    check_integrity,
    export_archive,
    read_certificate,
    restore_test,
)
from connector.flows.withdraw_certificates import revoke
from connector.jobs.port import Job
from connector.reports.certificate_archive import MANIFEST, SUMS
from connector.store import archive, audit
from connector.store.engine import reading
from connector.store.tables import archived_files, certificates
from tests.flows.test_sign_certificates import batch_for, sign
from tests.signed_class import STTP, Signing, signing_class
from tests.web.place import CODE


def signed(place: Signing, count: int | None = None) -> Signing:
    """Sign the first certificates of a class."""
    batch = batch_for(place.prepared())
    for one in place.rows()[:count]:
        sign(place, batch, one.id)
    return place


def exported(place: Signing) -> bytes:
    target = io.BytesIO()
    export_archive(place.office, CODE, STTP, target, actor="user:1")
    return target.getvalue()


def around_the_lock(connection: Connection, change: str, **values: object) -> None:
    """Change archived rows as somebody with the database's own rights could."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE archived_files DISABLE TRIGGER ALL"))
        connection.execute(text(change), values)
        connection.execute(text("ALTER TABLE archived_files ENABLE TRIGGER ALL"))
        return
    names = ("archived_files_no_update", "archived_files_no_delete")
    kept = [
        connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}
        ).scalar_one()
        for name in names
    ]
    for name in names:
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(text(change), values)
    for statement in kept:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "change", [archived_files.delete(), archived_files.update().values(size=1)]
)
def test_the_database_refuses_to_change_what_is_archived(engine: Engine, change: object) -> None:
    with signing_class(engine, 1) as place:
        signed(place)
        with pytest.raises(DBAPIError, match="written once"), engine.begin() as connection:
            connection.execute(change)  # type: ignore[call-overload]
        with reading(engine) as connection:
            assert archived(connection, place.rows()[0].sha256)


def test_the_same_bytes_are_archived_once(engine: Engine) -> None:
    with signing_class(engine, 1) as place, engine.begin() as connection:
        now = place.office.clock()
        first = archive.put(connection, b"%PDF-x", actor="user:1", now=now)
        assert archive.put(connection, b"%PDF-x", actor="user:2", now=now) == first
        kept = archive.get(connection, first)
        assert kept is not None
        assert (kept.stored_by, kept.size) == ("user:1", 6)


def test_a_whole_archive_has_no_faults_and_the_check_is_noted(engine: Engine) -> None:
    with signing_class(engine) as place:
        signed(place)
        report = check_integrity(place.office, actor="user:1")
        assert (report.files, report.certificates, report.faults) == (3, 3, ())
        assert report.size > 3000
        with reading(engine) as connection:
            [entry] = audit.about(connection, "archive")
        assert (entry.action, entry.details["faults"]) == ("archive.checked", 0)


def test_one_changed_byte_is_found_and_nothing_of_it_is_handed_out(engine: Engine) -> None:
    with signing_class(engine) as place:
        signed(place)
        victim = place.rows()[1]
        with engine.begin() as connection:
            spoiled = archive.content(connection, victim.sha256).replace(b"%PDF-1.7", b"%PDF-1.6")
            around_the_lock(
                connection, "UPDATE archived_files SET content = :c WHERE sha256 = :s",
                c=spoiled, s=victim.sha256,
            )  # fmt: skip
        report = check_integrity(place.office, CODE, actor="user:1")
        assert [(one.code, one.sha256, one.certificates) for one in report.faults] == [
            ("archived_damaged", victim.sha256, (victim.id,))
        ]
        with reading(engine) as connection, pytest.raises(ConnectorError, match="archived_damaged"):
            archived(connection, victim.sha256)
        with pytest.raises(ConnectorError, match="archived_damaged"):
            read_certificate(place.office, victim.id, actor="user:1")
        with pytest.raises(ConnectorError, match="archived_damaged"):
            exported(place)
        with pytest.raises(ConnectorError, match="archive_faults count=1"):
            check_everything(place.office)


def test_a_stray_file_and_a_register_without_file_are_found(engine: Engine) -> None:
    with signing_class(engine, 2) as place:
        signed(place)
        first = place.rows()[0]
        with engine.begin() as connection:
            connection.execute(
                certificates.update().where(certificates.c.id == first.id).values(sha256=None)
            )
        faults = check_integrity(place.office, actor="user:1").faults
        assert [(one.code, one.certificates) for one in faults] == [
            ("archived_unnamed", ()), ("register_incomplete", (first.id,)),
        ]  # fmt: skip


def test_the_daily_job_checks_everything(engine: Engine) -> None:
    with signing_class(engine, 1) as place:
        signed(place)
        handlers(place.office)["check_archive"](Job(1, "check_archive", {}, None, "x", 1))
        with reading(engine) as connection:
            [entry] = audit.about(connection, "archive")
        assert entry.actor == "job:archive"


def test_the_zip_holds_every_file_a_manifest_and_sums(engine: Engine) -> None:
    with signing_class(engine) as place:
        signed(place, 2)
        package = zipfile.ZipFile(io.BytesIO(exported(place)))
        manifest = json.loads(package.read(MANIFEST))
        rows = place.rows()
        listed = {one["number"]: one for one in manifest["certificates"]}
        assert [listed[one.number]["sha256"] for one in rows] == [
            one.sha256 or None for one in rows
        ]
        assert listed[rows[2].number]["file"] is None
        with reading(engine) as connection:
            for one in rows[:2]:
                raw = package.read(listed[one.number]["file"])
                assert raw == archive.content(connection, one.sha256)
        for line in package.read(SUMS).decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(package.read(name)).hexdigest() == digest
        whole = package.read(MANIFEST).decode()
        assert rows[0].content.holder.identity not in whole


def test_the_same_archive_gives_the_same_zip(engine: Engine) -> None:
    with signing_class(engine, 2) as place:
        signed(place)
        first = exported(place)
        place.house.clock.now = place.house.clock.now.replace(year=2031)
        assert exported(place) == first


def test_an_archive_without_files_says_so(engine: Engine) -> None:
    with signing_class(engine, 1) as place, pytest.raises(ConnectorError, match="archive_empty"):
        exported(place)


def changed(
    packed: bytes, name: Callable[[str], bool], change: Callable[[bytes], bytes | None]
) -> bytes:
    """Pack a ZIP again with some files changed, or left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content: bytes | None = old.read(entry)
            if name(entry.filename) and content is not None:
                content = change(content)
            if content is not None:
                new.writestr(entry.filename, content)
    return target.getvalue()


def proved(place: Signing, packed: bytes) -> RestoreReport:
    return restore_test(place.office, io.BytesIO(packed))


def test_what_was_taken_along_can_be_proved_later(engine: Engine) -> None:
    with signing_class(engine) as place:
        signed(place)
        packed = exported(place)
        assert proved(place, packed) == RestoreReport(3, ())
        revoke(place.office, place.rows()[0].id, "salah nama", actor="user:1")
        assert proved(place, packed).intact


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        (lambda n: n.startswith("pdf/0002"), lambda raw: raw + b"\n", "restore_differs"),
        (lambda n: n.startswith("pdf/0002"), lambda raw: b"X" + raw[1:], "restore_differs"),
        (lambda n: n.startswith("pdf/0002"), lambda raw: None, "restore_missing"),
        (
            lambda n: n == MANIFEST,
            lambda raw: raw.replace(b"SDM.01/002", b"SDM.01/009"),
            "restore_unregistered",
        ),
    ],
    ids=["longer", "altered", "left out", "other number"],
)
def test_a_zip_that_was_touched_fails_the_test(
    engine: Engine,
    name: Callable[[str], bool],
    change: Callable[[bytes], bytes | None],
    code: str,
) -> None:
    with signing_class(engine) as place:
        signed(place)
        report = proved(place, changed(exported(place), name, change))
        assert code in {one.code for one in report.faults}
        assert not report.intact


def test_a_manifest_that_was_rewritten_to_fit_a_forgery_fails(engine: Engine) -> None:
    with signing_class(engine, 1) as place:
        signed(place)
        packed, true = exported(place), place.rows()[0].sha256
        forged = b"%PDF-1.7 palsu"
        digest = hashlib.sha256(forged).hexdigest().encode()

        def rewritten(raw: bytes) -> bytes:
            text = json.loads(raw.replace(true.encode(), digest))
            text["files"][0]["size"] = len(forged)
            return json.dumps(text).encode()

        packed = changed(packed, lambda n: n.startswith("pdf/"), lambda raw: forged)
        packed = changed(packed, lambda n: n == MANIFEST, rewritten)
        assert "restore_unregistered" in {one.code for one in proved(place, packed).faults}


def test_a_certificate_signed_later_makes_the_zip_incomplete(engine: Engine) -> None:
    with signing_class(engine, 2) as place:
        signed(place, 1)
        packed = exported(place)
        signed(place)
        faults = proved(place, packed).faults
        assert {one.code for one in faults} <= {"restore_incomplete", "restore_unregistered"}
        assert faults


def test_an_archive_that_lost_a_file_since_fails_the_test(engine: Engine) -> None:
    with signing_class(engine, 1) as place:
        signed(place)
        packed = exported(place)
        with engine.begin() as connection:
            around_the_lock(connection, "UPDATE archived_files SET content = :c", c=b"x")
        assert [one.code for one in proved(place, packed).faults] == ["archived_damaged"]


def manifest_only(content: str, *, spoiled: bool = False) -> bytes:
    """A ZIP that holds a manifest and nothing else, packed so that it can be damaged."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("manifest.json", content)
    raw = bytearray(target.getvalue())
    if spoiled:
        at = 30 + len("manifest.json")
        raw[at : at + 8] = b"\xff" * 8
    return bytes(raw)


OURS = '{"format": "simpul-certificate-archive/1", "files": %s, "training": %s}'


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"PK\x03\x04", b"%PDF-1.7", b'{"format": 1}',
        manifest_only(OURS % ("[]", "{}") * 9, spoiled=True),
        manifest_only("[" * 100_000),
        manifest_only(OURS % ("[1]", "{}")),
        manifest_only(OURS % ("[]", "[]")),
    ],
    ids=["empty", "cut", "pdf", "json", "damaged", "nested", "files", "training"],
)  # fmt: skip
def test_what_is_no_archive_is_refused(engine: Engine, raw: bytes) -> None:
    with (
        signing_class(engine, 1) as place,
        pytest.raises(ConnectorError, match="restore_unreadable"),
    ):
        proved(place, raw)


def test_whoever_takes_a_certificate_is_written_down(engine: Engine) -> None:
    with signing_class(engine, 2) as place:
        signed(place, 1)
        first, second = place.rows()
        found, content = read_certificate(place.office, first.id, actor="user:2")
        assert hashlib.sha256(content).hexdigest() == found.sha256 == first.sha256
        with reading(engine) as connection:
            entries = audit.about(connection, f"certificate:{first.id}")
        assert (entries[0].action, entries[0].actor) == ("certificate.taken", "user:2")
        with pytest.raises(ConnectorError, match="certificate_unsigned"):
            read_certificate(place.office, second.id, actor="user:2")
        assert place.states() == [CertificateState.ARCHIVED, CertificateState.AWAITING]
