"""`simpul report`: written, checked, returned, signed, handed over; who may not is refused."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, update

from connector.app import open_office
from connector.cli.commands import report as commands
from connector.cli.console import Exit
from connector.cli.main import main
from connector.cli.report_words import REPORT_COMMAND
from connector.clock import utc_now
from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.office_events import EventType, Vendor
from connector.domain.procedures import Actor
from connector.domain.reports import ReportDeed, ReportState, ReportType
from connector.flows.keep_targets import Wish, add_target
from connector.flows.keep_units import appoint, save_unit
from connector.settings import read_settings
from connector.store import reports, users
from connector.store.engine import reading
from connector.store.reports import BUILD, EDIT, HAND_OUT, REOPEN, SEND
from connector.store.tables import officials
from connector.store.users import UserRole
from tests.cli.certified import HEAD, Terminal, answer, terminal
from tests.flows.certificate_class import seat_more
from tests.signed_class import sign_bytes
from tests.signing_keys import Issued, authority
from tests.web.place import CODE, PASSWORD, person

LEAD, MEMBER = "tini", "andi"
WORK = "work_done"


@pytest.fixture(scope="module")
def root() -> Issued:
    return authority()


@pytest.fixture
def here(sqlite_engine: Engine, tmp_path: Path, root: Issued) -> Iterator[Terminal]:
    with terminal(sqlite_engine, tmp_path, root) as opened:
        staff(opened)
        yield opened


def staff(place: Terminal) -> None:
    """A unit with a head, a lead and a member; the head is the official who signs."""
    office = place.place.office
    unit = save_unit(office, 0, name="Pusat Contoh", short="Puscon", parent_id=None, actor="user:1")
    roles = {HEAD: Actor.HEAD, LEAD: Actor.TEAM_LEAD, MEMBER: Actor.TEAM_MEMBER}
    for login, role in roles.items():
        with office.engine.begin() as connection:
            known = users.find(connection, login)
            user = known or users.add(
                connection, login, login.title(), PASSWORD, UserRole.STAFF, "id", now=utc_now()
            )
        kind, day = AppointmentKind.DEFINITIVE, date(2020, 1, 1)
        new = Appointment(0, unit.id, role, user.id, kind, None, day, None)
        appoint(office, new, actor="user:1")


def run(place: Terminal, *arguments: object) -> Result:
    given = ["report", *(str(one) for one in arguments)]
    return CliRunner().invoke(main, given, env=place.environment)


def said(place: Terminal, *arguments: object) -> dict[str, Any]:
    return answer(run(place, *arguments, "--json"))


def check(place: Terminal, *more: object) -> Result:
    """Check, accepting what differs as it is."""
    first = run(place, "check", CODE, WORK, "--by", LEAD, *more, "--json")
    if first.exit_code == Exit.DONE:
        return first
    accept = answer(first)["accept"]
    return run(place, "check", CODE, WORK, "--by", LEAD, "--accept", accept, *more, "--json")


def test_a_report_goes_from_the_records_to_the_office(here: Terminal) -> None:
    built = said(here, "build", CODE, WORK, "--by", MEMBER)
    assert (built["state"], built["version"], built["fresh"]) == ("draft", 1, True)
    assert built["next"] == ["check"]
    assert said(here, "build", CODE, WORK, "--by", MEMBER)["fresh"] is False
    done = check(here)
    assert done.exit_code == Exit.DONE, done.output
    assert answer(done)["state"] == "checked"
    signed = said(here, "sign", CODE, WORK, "--by", HEAD, "--passphrase-file", here.passphrase)
    assert (signed["state"], signed["signature"]) == ("signed", "signed")
    handed = said(
        here, "deliver", CODE, WORK, "--by", MEMBER, "--by-hand", "Diterima Bu Hesti, map biru"
    )
    assert handed["state"] == "delivered"
    trail = said(here, "show", CODE, WORK)["trail"]
    assert [one["deed"] for one in trail][-3:] == ["check", "sign", "deliver"]
    assert trail[-1]["note"] == "Diterima Bu Hesti, map biru"


def test_differences_are_shown_and_nothing_is_checked_unasked(here: Terminal) -> None:
    said(here, "build", CODE, WORK, "--by", MEMBER)
    seat_more(here.place, [person(number) for number in range(1, 7)])
    first = run(here, "check", CODE, WORK, "--by", LEAD, "--json")
    told = answer(first)
    assert first.exit_code == Exit.REFUSED
    assert told["error"] == "report_differs"
    assert told["differences"]
    assert said(here, "show", CODE, WORK)["state"] == "draft"
    shown = run(here, "check", CODE, WORK, "--by", LEAD)
    assert f"--accept {told['accept']}" in shown.stdout
    stale = run(here, "check", CODE, WORK, "--by", LEAD, "--accept", "0" * 64)
    assert stale.exit_code == Exit.REFUSED


def test_the_machine_s_rights_check_and_sign_nothing(here: Terminal) -> None:
    assert said(here, "build", CODE, WORK)["version"] == 1
    for arguments in (
        ("check", CODE, WORK),
        ("check", CODE, WORK, "--by", MEMBER),
        ("return", CODE, WORK, "--note", "x"),
    ):
        refused = run(here, *arguments, "--json")
        assert (refused.exit_code, answer(refused)["error"]) == (Exit.REFUSED, "report_not_yours")
    assert check(here).exit_code == Exit.DONE
    for who in ((), ("--by", LEAD)):
        refused = run(
            here, "sign", CODE, WORK, *who, "--passphrase-file", here.passphrase, "--json"
        )
        assert refused.exit_code == Exit.REFUSED
        assert answer(refused)["error"] in ("report_not_yours", "report_other_official")
    assert said(here, "show", CODE, WORK)["state"] == "checked"


def test_a_returned_report_keeps_its_notes_and_comes_again(here: Terminal) -> None:
    said(here, "build", CODE, WORK, "--by", MEMBER)
    bare = run(here, "return", CODE, WORK, "--by", LEAD)
    assert bare.exit_code == 2, bare.output
    back = said(here, "return", CODE, WORK, "--by", LEAD, "--note", "Lengkapi nomor SK")
    assert back["state"] == "returned"
    shown = run(here, "show", CODE, WORK).stdout
    assert "Lengkapi nomor SK" in shown
    assert "returned" in shown
    assert answer(check(here))["state"] == "checked"


def test_a_checked_report_is_reopened_with_a_reason_only(here: Terminal) -> None:
    said(here, "build", CODE, WORK)
    check(here)
    refused = run(here, "build", CODE, WORK, "--by", LEAD, "--json")
    assert (refused.exit_code, answer(refused)["error"]) == (Exit.REFUSED, "report_settled")
    again = said(here, "build", CODE, WORK, "--by", LEAD, "--reopen", "Peserta susulan")
    assert again["state"] == "draft"
    stale = run(here, "check", CODE, WORK, "--by", LEAD, "--version", "99", "--json")
    assert answer(stale)["error"] == "report_outdated"


def test_a_report_without_a_signature_is_received(here: Terminal) -> None:
    kind = "participants"
    said(here, "build", CODE, kind)
    first = run(here, "check", CODE, kind, "--by", LEAD, "--json")
    if first.exit_code:
        accept = answer(first)["accept"]
        assert run(here, "check", CODE, kind, "--by", LEAD, "--accept", accept).exit_code == 0
    refused = run(here, "sign", CODE, kind, "--by", HEAD, "--json")
    assert answer(refused)["error"] == "report_moved"
    assert said(here, "receive", CODE, kind, "--by", HEAD)["state"] == "received"


def test_papers_are_written_to_files(here: Terminal, tmp_path: Path) -> None:
    said(here, "build", CODE, WORK)
    pdf, sheet = tmp_path / "laporan.pdf", tmp_path / "laporan.xlsx"
    done = run(here, "show", CODE, WORK, "-o", pdf)
    assert done.exit_code == 0, done.output
    assert run(here, "show", CODE, WORK, "-o", sheet).exit_code == 0
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert zipfile.is_zipfile(sheet)
    assert run(here, "show", CODE, "-o", pdf).exit_code == 2


def test_reports_are_listed_with_what_comes_next(here: Terminal) -> None:
    assert "has no report yet" in run(here, "show", CODE).stdout
    said(here, "build", CODE, WORK)
    listed = run(here, "show").stdout
    assert "Work-completion report" in listed
    assert "Puscon" in listed
    assert said(here, "show", CODE)["reports"][0]["next"] == ["check"]
    assert run(here, "show", "TIDAK-ADA").exit_code == Exit.REFUSED
    unknown = run(here, "show", CODE, "training", "--json")
    assert (unknown.exit_code, answer(unknown)["error"]) == (Exit.REFUSED, "report_unknown")


def test_a_report_is_signed_outside(here: Terminal, tmp_path: Path, root: Issued) -> None:
    with here.place.engine.begin() as connection:
        connection.execute(update(officials).values(signer="manual"))
    said(here, "build", CODE, WORK)
    check(here)
    typed = run(here, "sign", CODE, WORK, "--by", HEAD, "--json")
    assert answer(typed)["error"] == "report_outside"
    package = tmp_path / "keluar.zip"
    out = run(here, "sign", CODE, WORK, "--by", HEAD, "--hand-out", package, "--json")
    assert out.exit_code == Exit.INCOMPLETE, out.output
    with zipfile.ZipFile(package) as opened:
        (name,) = [one for one in opened.namelist() if one.endswith(".pdf")]
        paper = opened.read(name)
    back = tmp_path / "kembali.pdf"
    back.write_bytes(paper)
    unsigned = run(here, "sign", CODE, WORK, "--by", HEAD, "--take-in", back, "--json")
    assert unsigned.exit_code != Exit.DONE
    back.write_bytes(sign_bytes(paper, HEAD))
    done = run(here, "sign", CODE, WORK, "--by", HEAD, "--take-in", back, "--json")
    assert done.exit_code == Exit.DONE, done.output
    assert answer(done)["state"] == "signed"
    both = run(here, "sign", CODE, WORK, "--hand-out", package, "--take-in", back)
    assert both.exit_code == 2


def test_a_target_gets_what_was_signed(here: Terminal, tmp_path: Path) -> None:
    environment = {name: value for name, value in here.environment.items() if value}
    with open_office(read_settings(environment)) as opened:
        wish = Wish("Arsip", "http://127.0.0.1:9/", {EventType.REPORT_DELIVERED})
        add_target(opened, "arsip", Vendor.WEBHOOK, wish, actor="user:1")
    said(here, "build", CODE, WORK)
    check(here)
    run(here, "sign", CODE, WORK, "--by", HEAD, "--passphrase-file", here.passphrase)
    sent = run(here, "deliver", CODE, WORK, "--by", MEMBER, "--to", "office-arsip", "--json")
    assert sent.exit_code == Exit.INCOMPLETE, sent.output
    assert answer(sent)["targets"] == ["office-arsip"]
    assert answer(sent)["state"] == "signed", "it is delivered once the target has taken it"
    neither = run(here, "deliver", CODE, WORK, "--by", MEMBER)
    assert neither.exit_code == 2
    wrong = run(here, "deliver", CODE, WORK, "--by", MEMBER, "--to", "office-x", "--json")
    assert (wrong.exit_code, answer(wrong)["error"]) == (Exit.REFUSED, "office_target_unknown")


def test_no_secret_reaches_the_trail(here: Terminal) -> None:
    said(here, "build", CODE, WORK)
    check(here)
    open_file = here.folder / "open"
    open_file.write_text("x")
    open_file.chmod(0o644)
    refused = run(here, "sign", CODE, WORK, "--by", HEAD, "--passphrase-file", open_file, "--json")
    assert answer(refused)["error"] == "certify_passphrase_file_unfit"
    nobody = run(here, "sign", CODE, WORK, "--by", HEAD, "--json")
    assert answer(nobody)["error"] == "certify_passphrase_absent"
    wrong = here.folder / "wrong"
    wrong.write_text("salah sekali")
    wrong.chmod(0o600)
    done = run(here, "sign", CODE, WORK, "--by", HEAD, "--passphrase-file", wrong, "--json")
    assert done.exit_code == Exit.INCOMPLETE
    assert (answer(done)["signature"], answer(done)["code"]) == (
        "refused", "local_passphrase_wrong",
    )  # fmt: skip
    with reading(here.place.engine) as connection:
        found = reports.of_type(connection, 1, ReportType.WORK_DONE)
        assert found is not None
        assert "salah" not in str(reports.entries(connection, found.id))
    assert "salah" not in str(here.trail())


def test_every_word_of_the_tables_is_there() -> None:
    for state in ReportState:
        assert f"report_state_{state.value}" in REPORT_COMMAND
    for deed in (*(one.value for one in ReportDeed), BUILD, EDIT, REOPEN, HAND_OUT, SEND):
        assert f"report_deed_{deed}" in REPORT_COMMAND
    for code, wording in REPORT_COMMAND.items():
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in (wording.id, wording.en)]
        assert places[0] == places[1], code
    tree = ast.parse(Path(commands.__file__).read_text(encoding="utf-8"))
    spoken = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and ast.unparse(node.func) == "voice.line"
    }
    assert len(spoken) > 5
    assert spoken <= set(REPORT_COMMAND)
