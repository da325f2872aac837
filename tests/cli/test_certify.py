"""`simpul certify`: from verdicts to an archive, resumed, refused, proved; exit codes and JSON."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text, update

from connector.cli.console import Exit
from connector.cli.main import main
from connector.clock import utc_now
from connector.domain.certificates import CertificateState
from connector.domain.numbering import show_code
from connector.store.tables import archived_files, metadata, signings
from tests.cli.certified import HEAD, SECOND, Terminal, answer, terminal
from tests.signed_class import sign_bytes
from tests.signing_keys import PASSPHRASE, Issued, authority
from tests.web.place import CODE


@pytest.fixture(scope="module")
def root() -> Issued:
    return authority()


@pytest.fixture
def here(sqlite_engine: Engine, tmp_path: Path, root: Issued) -> Iterator[Terminal]:
    with terminal(sqlite_engine, tmp_path, root) as opened:
        yield opened


@pytest.fixture
def two(sqlite_engine: Engine, tmp_path: Path, root: Issued) -> Iterator[Terminal]:
    """The first official signs outside, the second with a key."""
    with terminal(sqlite_engine, tmp_path, root, ways=("manual", "local")) as opened:
        yield opened


@pytest.fixture
def signed(here: Terminal) -> Terminal:
    here.issued()
    done = here.sign()
    assert done.exit_code == Exit.DONE, done.output
    return here


def test_verdicts_tell_who_has_earned_it_and_of_the_others_why_not(here: Terminal) -> None:
    shown = here.on("verdicts")
    assert shown.exit_code == Exit.INCOMPLETE
    assert "needs a decision" in shown.stdout
    assert "3 earned" in shown.stdout
    told = answer(here.on("verdicts", "--json"))
    assert told["counts"] == {"pending": 0, "earned": 3, "not_earned": 0, "needs_decision": 1}
    assert told["seats"][here.seats[3]]["verdict"] == "needs_decision"
    assert told["seats"][here.seats[3]]["reasons"]
    assert "Peserta" not in str(told), "people are keys in an answer for machines"


def test_verdicts_of_some_are_asked_for_by_number(here: Terminal) -> None:
    assert len(answer(here.on("verdicts", "--number", 1, "--json"))["seats"]) == 1
    assert here.on("verdicts", "--number", 1).exit_code == Exit.DONE
    assert here.on("verdicts", "--number", 77).exit_code == Exit.REFUSED


def test_a_list_is_shown_and_approved_in_an_approvers_name(here: Terminal) -> None:
    shown = here.on("approve")
    assert shown.exit_code == Exit.INCOMPLETE
    assert "not approved" in shown.stdout
    done = here.approve()
    assert done.exit_code == Exit.DONE
    told = answer(done)
    assert (told["approved"], told["version"], len(told["seats"])) == (True, 1, 3)
    assert list(told["left_out"]) == [here.seats[3]]
    assert ("cli", "command.acted_for") in here.trail()
    again = here.on("approve")
    assert again.exit_code == Exit.DONE
    assert "version 1" in again.stdout


@pytest.mark.parametrize("login", ["ratna", "budi", "nobody"])
def test_only_an_approver_approves(here: Terminal, login: str) -> None:
    fingerprint = answer(here.on("approve", "--json"))["fingerprint"]
    refused = here.on("approve", "--by", login, "--fingerprint", fingerprint, "--json")
    assert refused.exit_code == Exit.REFUSED
    told = answer(refused)["error"]
    assert told == ("certify_user_unknown" if login == "nobody" else "approver_needed")


def test_another_list_than_the_one_seen_is_not_approved(here: Terminal) -> None:
    refused = here.on("approve", "--by", "ketua", "--fingerprint", "0" * 64, "--json")
    assert (refused.exit_code, answer(refused)["error"]) == (Exit.REFUSED, "list_changed")
    assert here.on("approve", "--by", "ketua", "--fingerprint", "abc").exit_code == 2


def test_without_a_terminal_nobody_agrees(here: Terminal) -> None:
    refused = here.on("approve", "--by", "ketua", typed="y\n")
    assert refused.exit_code == Exit.REFUSED
    assert answer(here.on("approve", "--json"))["approved"] is False
    here.approve()
    assert here.on("issue", typed="y\n").exit_code == Exit.REFUSED
    assert here.rows() == []


def test_the_approved_are_numbered_once_and_printed(here: Terminal) -> None:
    assert answer(here.on("issue", "--yes", "--json"))["error"] == "issue_without_approval"
    here.approve()
    told = answer(here.on("issue", "--yes", "--prepare", "--json"))
    assert (told["numbered"], told["already"], told["printed"]) == (3, 0, 3)
    again = answer(here.on("issue", "--yes", "--json"))
    assert (again["numbered"], again["already"]) == (0, 3)
    assert {one.state for one in here.rows()} == {CertificateState.AWAITING}
    refused = here.on("issue", "--yes", "--date", "2020-01-01", "--kind", "teaching")
    assert refused.exit_code == Exit.REFUSED


def test_a_class_is_signed_and_archived(engine: Engine, tmp_path: Path, root: Issued) -> None:
    with terminal(engine, tmp_path, root) as here:
        _sign_all(here)


def _sign_all(here: Terminal) -> None:
    here.issued()
    done = here.sign("--json")
    assert done.exit_code == Exit.DONE, done.output
    told = answer(done)
    assert (told["states"]["signed"], told["left"], told["unsigned"]) == (3, 0, {})
    assert {one.state for one in here.rows()} == {CertificateState.ARCHIVED}
    assert PASSPHRASE not in done.output


def test_signing_prints_first_what_is_not_printed(here: Terminal) -> None:
    here.approve()
    here.on("issue", "--yes")
    assert here.sign().exit_code == Exit.DONE


def test_several_papers_are_asked_for_at_once(here: Terminal) -> None:
    here.issued()
    assert answer(here.sign("--at-once", 3, "--json"))["left"] == 0


def test_a_class_that_is_signed_has_nothing_left_to_sign(signed: Terminal) -> None:
    again = signed.sign("--json")
    assert (again.exit_code, answer(again)["error"]) == (Exit.REFUSED, "nothing_to_sign")


def test_a_wrong_passphrase_signs_nothing_and_is_said_nowhere(here: Terminal) -> None:
    here.issued()
    here.passphrase.write_text("salah sekali\n")
    refused = here.sign("--json")
    assert (refused.exit_code, answer(refused)["error"]) == (Exit.REMOTE, "local_passphrase_wrong")
    assert "salah sekali" not in refused.output
    assert {one.state for one in here.rows()} == {CertificateState.AWAITING}


def test_what_was_typed_stands_nowhere(here: Terminal) -> None:
    """Neither in what a verbose run says, nor in the database, right or wrong."""
    here.issued()
    here.passphrase.write_text("salah-sekali-4711\n")
    arguments = ["--by", HEAD, "--passphrase-file", str(here.passphrase)]
    given = ["-v", "certify", "sign", "--training", CODE, *arguments]
    told = CliRunner().invoke(main, given, env=here.environment).output
    here.passphrase.write_text(PASSPHRASE)
    told += CliRunner().invoke(main, given, env=here.environment).output
    with here.place.engine.connect() as connection:
        stored = "".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
        )
    assert "3 signed" in told
    for secret in (PASSPHRASE, "salah-sekali-4711"):
        assert secret not in told
        assert secret not in stored
        assert b64encode(secret.encode()).decode() not in stored


def test_a_passphrase_file_is_closed_to_others_and_says_something(here: Terminal) -> None:
    here.issued()
    here.passphrase.chmod(0o644)
    assert answer(here.sign("--json"))["error"] == "certify_passphrase_file_unfit"
    here.passphrase.chmod(0o600)
    here.passphrase.write_bytes(b"\n")
    assert answer(here.sign("--json"))["error"] == "certify_passphrase_file_unfit"


def test_without_a_terminal_nobody_types_a_passphrase(here: Terminal) -> None:
    here.issued()
    refused = here.on("sign", "--by", HEAD, "--json", typed=PASSPHRASE + "\n")
    assert answer(refused)["error"] == "certify_passphrase_absent"


@pytest.mark.parametrize("login", ["ratna", "ketua", ""])
def test_nobody_signs_for_the_official(here: Terminal, login: str) -> None:
    here.issued()
    by = ("--by", login) if login else ()
    refused = here.on("sign", *by, "--passphrase-file", here.passphrase, "--json")
    assert (refused.exit_code, answer(refused)["error"]) == (Exit.REFUSED, "not_your_signature")


def test_a_partial_batch_is_resumed_and_never_repeated(here: Terminal) -> None:
    here.issued()
    asked = here.sign()
    assert asked.exit_code == Exit.DONE
    first = {one.id: one.sha256 for one in here.rows()}
    lost = min(first)
    with here.place.engine.begin() as connection:  # as a process that died after asking leaves it
        connection.execute(text("update signing_batches set closed_at = null, closed_by = null"))
        connection.execute(
            text("update certificates set state='awaiting_signature', sha256=null where id=:id"),
            {"id": lost},
        )
        connection.execute(
            update(signings)
            .where(signings.c.certificate_id == lost)
            .values(
                state="sent",
                sha_after=None,
                answered_at=None,
                asked_at=utc_now() - timedelta(minutes=9),
            )
        )
    told = here.sign("--json")
    assert told.exit_code == Exit.INCOMPLETE
    assert list(answer(told)["unsigned"].values()) == [{"state": "unknown", "code": "signing_lost"}]
    resumed = here.sign("--retry-unknown", "--json")
    assert resumed.exit_code == Exit.DONE, resumed.output
    after = {one.id: one.sha256 for one in here.rows()}
    assert after[lost] != first[lost]
    assert {k: v for k, v in after.items() if k != lost} == {
        k: v for k, v in first.items() if k != lost
    }


def test_papers_go_out_come_back_and_the_second_official_signs_here(
    two: Terminal, tmp_path: Path
) -> None:
    two.issued()
    told = two.on("sign", "--json")
    assert (told.exit_code, answer(told)["left"]) == (Exit.INCOMPLETE, 3)
    out = tmp_path / "keluar.zip"
    assert two.on("sign", "--hand-out", out).exit_code == Exit.INCOMPLETE
    with zipfile.ZipFile(out) as archive:
        papers = {n: archive.read(n) for n in archive.namelist() if n.endswith(".pdf")}
    assert len(papers) == 3
    back = tmp_path / "masuk.zip"
    with zipfile.ZipFile(back, "w") as archive:
        for number, content in enumerate(papers.values()):
            archive.writestr(f"hasil/{number}.pdf", sign_bytes(content))
        archive.writestr("hasil/lain.pdf", b"%PDF-1.7 lain")
    taken = two.on("sign", "--take-in", back)
    assert taken.exit_code == Exit.DONE, taken.output
    assert "3 PDFs were taken, 1 were not" in taken.stdout
    assert answer(two.sign("--json", by=SECOND))["left"] == 0
    assert {one.state for one in two.rows()} == {CertificateState.ARCHIVED}


def written(here: Terminal, folder: Path) -> list[Path]:
    """Take the archived files out."""
    done = here.on("archive", "--output", folder / "arsip.zip")
    assert done.exit_code == Exit.DONE, done.output
    with zipfile.ZipFile(folder / "arsip.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".pdf")]
        return [Path(archive.extract(name, folder)) for name in names]


def test_a_file_of_the_archive_is_known_byte_for_byte(signed: Terminal, tmp_path: Path) -> None:
    files = written(signed, tmp_path)
    shown = signed.run("verify", *files)
    assert shown.exit_code == Exit.DONE, shown.output
    assert "Byte for byte" in shown.stdout
    assert "Whether a certificate was revoked is not checked here" in shown.stdout
    told = answer(signed.run("verify", files[0], "--json"))["files"][0]
    assert (told["intact"], told["trusted"], told["archived"]) == (True, True, True)
    assert told["certificates"][0]["state"] == "archived"
    assert told["signatures"][0]["level"] == "B-B"


def test_a_changed_file_is_refused_and_a_foreign_one_is_told(
    signed: Terminal, tmp_path: Path
) -> None:
    file = written(signed, tmp_path)[0]
    content = bytearray(file.read_bytes())
    content[300] ^= 1
    (tmp_path / "ubah.pdf").write_bytes(content)
    refused = signed.run("verify", tmp_path / "ubah.pdf")
    assert refused.exit_code == Exit.REFUSED
    assert "NOT valid" in refused.stdout
    added = tmp_path / "tambah.pdf"
    added.write_bytes(sign_bytes(file.read_bytes()))
    told = signed.run("verify", added, "--json")
    assert told.exit_code == Exit.INCOMPLETE
    assert answer(told)["files"][0]["archived"] is False
    (tmp_path / "catatan.txt").write_text("no PDF")
    assert signed.run("verify", tmp_path / "catatan.txt").exit_code == Exit.REFUSED
    absent = signed.run("verify", tmp_path / "absent.pdf", "--json")
    assert answer(absent)["error"] == "certify_verify_file_unreadable"


def test_any_machine_can_judge_a_file_alone(signed: Terminal, tmp_path: Path, root: Issued) -> None:
    file = written(signed, tmp_path)[0]
    signed.environment.clear()
    signed.environment.update({"SIMPUL_LANGUAGE": "en", "SIMPUL_SECRET_KEY": None})
    told = signed.run("verify", "--alone", "--trust", tmp_path / "roots.pem", file, "--json")
    assert told.exit_code == Exit.DONE, told.output
    assert answer(told)["files"][0]["archived"] is None
    untrusted = signed.run("verify", "--alone", file)
    assert untrusted.exit_code == Exit.INCOMPLETE
    assert signed.run("verify", file).exit_code == Exit.SETTINGS


def test_a_certificate_is_revoked_by_its_code(signed: Terminal, tmp_path: Path) -> None:
    one = signed.rows()[0]
    typed = show_code(one.code).lower()
    assert signed.run("revoke", typed, "--reason", "salah", typed="y\n").exit_code == Exit.REFUSED
    done = signed.run("revoke", typed, "--reason", "salah ejaan", "--yes", "--json")
    assert done.exit_code == Exit.DONE, done.output
    assert answer(done)["state"] == "revoked"
    assert signed.rows()[0].state is CertificateState.REVOKED
    again = signed.run("revoke", typed, "--reason", "lagi", "--yes", "--json")
    assert answer(again)["error"] == "certificate_withdrawn"
    shown = signed.run("verify", *written(signed, tmp_path))
    assert shown.exit_code == Exit.INCOMPLETE
    assert "REVOKED" in shown.stdout
    unknown = signed.run("revoke", "AAAAA-AAAAA-AAAAA-AAAAA", "--reason", "x", "--yes", "--json")
    assert answer(unknown)["error"] == "certify_code_unknown"


def test_a_certificate_is_replaced_by_a_new_one(signed: Terminal) -> None:
    old = signed.rows()[0]
    same = signed.run("revoke", old.code, "--replace", "--reason", "x", "--yes", "--json")
    assert answer(same)["error"] == "replacement_same"
    forced = ("--replace", "--force", "--reason", "rusak", "--yes", "--json")
    told = answer(signed.run("revoke", old.code, *forced))
    assert told["state"] == "replaced"
    assert told["replacement_number"] != old.number
    assert answer(signed.sign("--json"))["left"] == 0
    assert [one.state for one in signed.rows()].count(CertificateState.ARCHIVED) == 3


def test_the_archive_is_written_proved_and_damage_is_found(
    signed: Terminal, tmp_path: Path
) -> None:
    written(signed, tmp_path)
    target = tmp_path / "arsip.zip"
    assert target.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.part"))
    whole = answer(signed.run("archive", "--check", "--json"))
    assert (whole["intact"], whole["files"], whole["certificates"]) == (True, 3, 3)
    assert answer(signed.run("archive", "--test-restore", target, "--json"))["intact"] is True
    with signed.place.engine.begin() as connection:
        first = connection.execute(archived_files.select()).mappings().first()
        assert first is not None
        connection.execute(text("drop trigger archived_files_no_update"))
        connection.execute(
            update(archived_files)
            .where(archived_files.c.sha256 == first["sha256"])
            .values(content=b"%PDF-1.7 changed")
        )
    damaged = signed.run("archive", "--check", "--training", CODE, "--json")
    assert damaged.exit_code == Exit.REFUSED
    assert [one["code"] for one in answer(damaged)["faults"]] == ["archived_damaged"]
    assert "NOT whole" in signed.run("archive", "--check").stdout
    refused = signed.on("archive", "--output", tmp_path / "lagi.zip", "--json")
    assert answer(refused)["error"] == "archived_damaged"
    assert not (tmp_path / "lagi.zip").exists()


def test_a_zip_that_was_changed_does_not_prove_anything(signed: Terminal, tmp_path: Path) -> None:
    written(signed, tmp_path)
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(tmp_path / "arsip.zip") as source,
        zipfile.ZipFile(changed, "w") as archive,
    ):
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, content[:-1] + b"x" if name.endswith(".pdf") else content)
    (tmp_path / "ubah.zip").write_bytes(changed.getvalue())
    refused = signed.run("archive", "--test-restore", tmp_path / "ubah.zip")
    assert refused.exit_code == Exit.REFUSED
    assert "does NOT fit" in refused.stdout


def test_wrong_usage_is_said_as_such(here: Terminal) -> None:
    assert here.run("archive").exit_code == 2
    assert here.run("archive", "--output", "x.zip").exit_code == 2
    assert here.run("archive", "--check", "--output", "x.zip").exit_code == 2
    assert here.on("sign", "--hand-out", "a.zip", "--take-in", here.passphrase).exit_code == 2
    assert here.run("verdicts", "--training", "ABSEN").exit_code == Exit.REFUSED
    assert here.run("sign", "--training", "ABSEN").exit_code == Exit.REFUSED
