"""Every command ends with the exit code and the words it promises."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from connector.cli.commands.sync import names
from connector.cli.console import Exit, Voice
from connector.cli.main import main
from connector.cli.wording import CLI
from connector.reconcile.changes import Action
from connector.reconcile.changes import Result as Ended
from connector.store import audit, users
from connector.store.engine import open_engine
from connector.store.tables import audit_entries

Run = Callable[..., Result]
PEOPLE = "No;Nama;NIP;E-mail\n1;Rina Contoh;199001012015031101;rina@contoh.example\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command with a home of its own; Moodle and Zoom are not connected."""
    settings: dict[str, str | None] = {
        "SIMPUL_HOME": str(tmp_path / "home"),
        "SIMPUL_SECRET_KEY": "k" * 43,
        "SIMPUL_LANGUAGE": "en",
    }

    def invoke(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env={**settings, **more})

    return invoke


def answer(result: Result) -> dict[str, Any]:
    """Return the one JSON object on standard output."""
    (line,) = result.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def add_training(run: Run) -> None:
    assert run("training", "add", "UJI-1", "--title", "Pelatihan Uji").exit_code == 0


def test_wrong_settings_are_listed_and_nothing_is_started(run: Run, tmp_path: Path) -> None:
    ended = run("training", "list", "--json", SIMPUL_SECRET_KEY="short", SIMPUL_MOODLE_URL="x")
    assert ended.exit_code == Exit.SETTINGS
    assert set(answer(ended)["problems"]) == {"SIMPUL_MOODLE_URL"}
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("arguments", [("plan",), ("nosuch",), ("roster", "preview", "no.csv")])
def test_wrong_usage_answers_with_one_object_too(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments, "--json")
    assert (ended.exit_code, answer(ended)["error"]) == (2, "usage")
    assert "Usage:" in ended.stderr
    assert run(*arguments).stdout == ""


def test_a_home_that_cannot_be_made_is_a_wrong_setting(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = run("training", "list", "--json", SIMPUL_HOME=str(tmp_path / "file" / "home"))
    assert ended.exit_code == Exit.SETTINGS
    assert set(answer(ended)["problems"]) == {"SIMPUL_HOME"}


def test_a_database_that_cannot_be_opened_is_said_so(run: Run, tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'none' / 'simpul.db'}"
    ended = run("training", "list", "--json", SIMPUL_DATABASE_URL=nowhere)
    assert (ended.exit_code, answer(ended)["error"]) == (Exit.UNAVAILABLE, "database_away")


def test_an_unforeseen_failure_still_answers_and_shows_its_trace(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("unthought-of")

    monkeypatch.setattr("connector.store.trainings.listing", fail)
    ended = run("training", "list", "--json")
    assert (ended.exit_code, answer(ended)["error"]) == (1, "unforeseen")
    assert "unthought-of" in ended.stderr


def test_an_error_goes_to_standard_error_also_without_json(run: Run) -> None:
    ended = run("status", "--training", "TIDAK-ADA")
    assert ended.stdout == ""
    assert "TIDAK-ADA" in ended.stderr


def test_a_taken_port_is_a_wrong_setting_not_a_stack_of_retries(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        for arguments in (("serve",), ("demo", "--listen", listen)):
            ended = run(*arguments, SIMPUL_LISTEN=listen)
            assert ended.exit_code == Exit.SETTINGS
            assert "SIMPUL_LISTEN" in ended.stderr


@pytest.mark.parametrize(("said", "agreed"), [("y", 1), ("Ya", 1), ("yes", 1), ("", 0), ("t", 0)])
def test_only_a_plain_yes_agrees(said: str, agreed: int) -> None:
    @click.command()
    def ask() -> None:
        sys.exit(int(Voice("id").agrees("plan_ask", number=1)))

    assert CliRunner().invoke(ask, input=f"{said}\n").exit_code == agreed


def test_a_system_that_could_not_be_read_is_never_told_as_nothing_to_change(
    run: Run, tmp_path: Path
) -> None:
    add_training(run)
    file = tmp_path / "peserta.csv"
    file.write_text(PEOPLE)
    run("roster", "import", str(file), "--kind", "participants", "--training", "UJI-1")
    away = {"SIMPUL_MOODLE_URL": "http://127.0.0.1:1", "SIMPUL_MOODLE_TOKEN": "t" * 32}
    planned = run("plan", "--training", "UJI-1", **away)
    assert planned.exit_code == Exit.INCOMPLETE
    assert "could not be read" in planned.stdout
    assert "Nothing needs to be changed" not in planned.stdout
    told = run("status", "--training", "UJI-1", "--read", **away)
    assert told.exit_code == Exit.INCOMPLETE
    assert "could not be read" in told.stdout


@pytest.mark.parametrize(
    ("given", "enough"), [("a" * 12, True), ("a" * 64, True), ("a" * 11, False), ("b" * 12, False)]
)
def test_a_held_plan_is_named_by_the_fingerprint_that_is_shown(given: str, enough: bool) -> None:
    assert names(given, "a" * 64) is enough


def test_a_terminal_without_our_letters_stops_nothing(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SIMPUL_HOME": str(tmp_path),
        "SIMPUL_SECRET_KEY": "k" * 43,
        "PYTHONIOENCODING": "ascii",
    }
    command = [sys.executable, "-c", "from connector.cli.main import main; main()"]
    for arguments in (["training", "add", "UJI-1", "--title", "Señor …"], ["training", "list"]):
        ended = subprocess.run(
            [*command, *arguments, "--json"], env=environment, capture_output=True, check=True
        )
    assert json.loads(ended.stdout)["trainings"][0]["title"] == "Señor …"


def test_another_secret_key_on_the_same_database_is_refused_until_the_old_one_is_named(
    run: Run,
) -> None:
    site = {"SIMPUL_MOODLE_URL": "http://127.0.0.1:9", "SIMPUL_MOODLE_TOKEN": "t"}
    assert run("training", "list", **site).exit_code == 0
    ended = run("training", "list", "--json", SIMPUL_SECRET_KEY="n" * 43, **site)
    assert ended.exit_code == Exit.SETTINGS
    assert set(answer(ended)["problems"]) == {"SIMPUL_SECRET_KEY"}
    changed = {"SIMPUL_SECRET_KEY": "n" * 43, "SIMPUL_OLD_SECRET_KEYS": "k" * 43}
    assert run("training", "list", **changed, **site).exit_code == 0
    assert run("training", "list", SIMPUL_SECRET_KEY="n" * 43, **site).exit_code == 0


def test_a_training_is_added_once(run: Run) -> None:
    add_training(run)
    again = run("training", "add", "UJI-1", "--title", "Pelatihan Uji", "--json")
    assert again.exit_code == Exit.REFUSED
    assert answer(again)["error"] == "training_exists"
    assert [one["code"] for one in answer(run("training", "list", "--json"))["trainings"]] == [
        "UJI-1"
    ]


@pytest.mark.parametrize("code", ["UJI 1", "", "x", "ÜJI-1", "a/b", "A" * 41])
def test_a_code_that_cannot_be_a_mark_is_refused(run: Run, code: str) -> None:
    ended = run("training", "add", code, "--title", "Pelatihan Uji", "--json")
    assert answer(ended)["error"] == "training_code_unfit"


def test_a_file_is_shown_without_being_imported(run: Run, tmp_path: Path) -> None:
    add_training(run)
    file = tmp_path / "peserta.csv"
    file.write_text(PEOPLE)
    where = (str(file), "--kind", "participants", "--training", "UJI-1", "--json")
    shown = answer(run("roster", "preview", *where))
    assert (shown["rows_read"], shown["added"]) == (1, 1)
    assert answer(run("roster", "preview", *where))["added"] == 1
    assert answer(run("roster", "import", *where))["version"] == 1
    assert answer(run("roster", "import", *where))["unchanged"] is True


def test_a_refused_row_is_told_with_its_number_and_its_value_masked(
    run: Run, tmp_path: Path
) -> None:
    add_training(run)
    file = tmp_path / "peserta.csv"
    file.write_text(PEOPLE + "2;Budi Contoh;1.99001E+17;budi@contoh.example\n")
    where = (str(file), "--kind", "participants", "--training", "UJI-1")
    ended = run("roster", "preview", *where, "--json")
    assert ended.exit_code == Exit.INPUT
    (row,) = answer(ended)["refused"]
    assert row["row"] == 3
    assert row["what"]
    assert row["todo"]
    assert "199001012015031101" not in ended.output


def test_unknown_headings_are_named_once_and_remembered(run: Run, tmp_path: Path) -> None:
    add_training(run)
    file = tmp_path / "daftar.csv"
    file.write_text("Urut;Yang Diundang;Kode Kepegawaian\n1;Rina Contoh;199001012015031101\n")
    where = (str(file), "--kind", "participants", "--training", "UJI-1", "--json")
    assert answer(run("roster", "import", *where))["error"] == "headings_unknown"
    named = ("--column", "full_name=yang diundang", "--column", "nip=Kode Kepegawaian")
    assert answer(run("roster", "import", *where, *named))["added"] == 1
    file.write_text(file.read_text() + "2;Budi Contoh;199001012015031102\n")
    again = answer(run("roster", "import", *where))
    assert (again["version"], again["added"]) == (2, 1)


@pytest.mark.parametrize(
    ("column", "error"),
    [("warna=Urut", "field_unknown"), ("full_name=Tidak Ada", "heading_absent")],
)
def test_a_column_that_cannot_be_is_refused(
    run: Run, tmp_path: Path, column: str, error: str
) -> None:
    add_training(run)
    file = tmp_path / "daftar.csv"
    file.write_text("Urut;Yang Diundang\n1;Rina Contoh\n")
    where = (str(file), "--kind", "participants", "--training", "UJI-1", "--json")
    assert answer(run("roster", "import", *where, "--column", column))["error"] == error


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("kosong.csv", b"", "file_empty"),
        ("rusak.xlsx", b"PK\x03\x04 not a workbook", "workbook_corrupt"),
        ("lama.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_xls"),
    ],
)
def test_an_unusable_file_imports_nothing(
    run: Run, tmp_path: Path, name: str, content: bytes, error: str
) -> None:
    add_training(run)
    file = tmp_path / name
    file.write_bytes(content)
    ended = run(
        "roster", "import", str(file), "--kind", "participants", "--training", "UJI-1", "--json"
    )
    assert ended.exit_code == Exit.INPUT
    assert answer(ended)["error"] == error


def test_a_file_over_the_cap_is_refused_with_the_cap(run: Run, tmp_path: Path) -> None:
    add_training(run)
    file = tmp_path / "besar.csv"
    file.write_bytes(b"x" * 3000)
    ended = run(
        "roster", "import", str(file), "--kind", "participants", "--training", "UJI-1", "--json",
        SIMPUL_UPLOAD_MAX_BYTES="2048",
    )  # fmt: skip
    assert answer(ended)["error"] == "file_too_large"


def test_without_a_plan_there_is_nothing_to_apply(run: Run) -> None:
    add_training(run)
    ended = run("apply", "--training", "UJI-1", "--json")
    assert (ended.exit_code, answer(ended)["error"]) == (Exit.REFUSED, "plan_unknown")


def test_an_empty_roster_makes_no_plan(run: Run) -> None:
    add_training(run)
    ended = run("plan", "--training", "UJI-1", "--json")
    assert (ended.exit_code, answer(ended)["error"]) == (Exit.REFUSED, "roster_empty")


def test_an_unknown_training_is_said_so(run: Run) -> None:
    for command in (("plan",), ("status",), ("status", "--read")):
        ended = run(*command, "--training", "TIDAK-ADA", "--json")
        assert (ended.exit_code, answer(ended)["error"]) == (Exit.REFUSED, "training_unknown")


def test_doctor_says_when_nothing_is_connected(run: Run) -> None:
    assert run("doctor").exit_code == Exit.SETTINGS


def test_a_user_can_log_in_with_the_password_given(run: Run, tmp_path: Path) -> None:
    ended = run(
        "user", "add", "Rina", "--name", "Rina Contoh", "--role", "administrator", "--json",
        SIMPUL_USER_PASSWORD="kuda-baterai-staples",
    )  # fmt: skip
    assert answer(ended) == {"user": "rina", "role": "administrator"}
    engine = open_engine(f"sqlite:///{tmp_path / 'home' / 'simpul.db'}")
    now = datetime.now(UTC)
    assert users.authenticate(engine, "RINA", "kuda-baterai-staples", now) is not None
    assert users.authenticate(engine, "RINA", "kuda-baterai", now) is None
    engine.dispose()
    assert b"kuda" not in (tmp_path / "home" / "simpul.db").read_bytes()


@pytest.mark.parametrize(("login", "name"), [("a b", "Rina"), ("<b>", "Rina"), ("rina", " ")])
def test_a_login_or_name_that_nobody_can_read_is_refused(run: Run, login: str, name: str) -> None:
    ended = run(
        "user", "add", login, "--name", name, "--role", "staff", "--json",
        SIMPUL_USER_PASSWORD="kuda-baterai-staples",
    )  # fmt: skip
    assert answer(ended)["error"] == "user_unfit"


def test_a_digest_s_address_is_set_shown_and_removed(run: Run) -> None:
    run(
        "user", "add", "rina", "--name", "Rina Contoh", "--role", "staff",
        SIMPUL_USER_PASSWORD="kuda-baterai-staples",
    )  # fmt: skip
    assert answer(run("user", "email", "Rina", "--json")) == {"user": "rina", "email": None}
    ended = run("user", "email", "rina", "Rina@Contoh.go.id", "--json")
    assert answer(ended) == {"user": "rina", "email": "rina@contoh.go.id"}
    assert answer(run("user", "email", "rina", "--json"))["email"] == "rina@contoh.go.id"
    assert answer(run("user", "email", "rina", "salah", "--json"))["error"] == "user_email_unfit"
    assert answer(run("user", "email", "budi", "--json"))["error"] == "user_unknown"
    assert answer(run("user", "email", "rina", "--remove", "--json"))["email"] is None


def test_without_a_terminal_nobody_is_asked_for_a_password(run: Run) -> None:
    ended = run("user", "add", "rina", "--name", "Rina", "--role", "staff", "--json")
    assert answer(ended)["error"] == "password_absent"


def test_a_short_password_is_refused(run: Run) -> None:
    ended = run(
        "user", "add", "rina", "--name", "R", "--role", "staff", "--json",
        SIMPUL_USER_PASSWORD="pendek",
    )  # fmt: skip
    assert answer(ended)["error"] == "password_short"


def test_a_broken_audit_trail_ends_in_a_refusal(run: Run, tmp_path: Path) -> None:
    add_training(run)
    engine = open_engine(f"sqlite:///{tmp_path / 'home' / 'simpul.db'}")
    assert audit.seal_all(engine, datetime.now(UTC)) == 1
    assert run("audit", "verify").exit_code == 0
    with engine.begin() as connection:
        connection.execute(audit_entries.update().values(actor="somebody"))
    engine.dispose()
    ended = run("audit", "verify", "--json")
    assert (ended.exit_code, answer(ended)["broken_at"]) == (Exit.REFUSED, 1)


def test_every_word_a_plan_may_need_is_in_the_catalogue() -> None:
    words = [f"action_{one}" for one in Action] + [f"result_{one}" for one in Ended]
    words += [f"system_{one}" for one in ("lms", "meetings")]
    assert [word for word in words if word not in CLI] == []


def test_every_sentence_has_both_languages_and_the_same_parameters() -> None:
    fields = [
        (code, pair)
        for code, one in CLI.items()
        for pair in ((one.id, one.en), (one.todo_id, one.todo_en))
    ]
    braces = {code for code, (a, b) in fields if _names(a) != _names(b)}
    assert [code for code, (a, b) in fields if bool(a) != bool(b)] == []
    assert braces == set()


def _names(text: str) -> set[str]:
    """The parameters of a sentence; what has a twin for English is named like it."""
    return {name.removesuffix("_en") for _, name, _, _ in Formatter().parse(text) if name}
