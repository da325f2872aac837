"""`simpul attendance`: shown, marked, exported, imported, archived; exit codes and JSON."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from sqlalchemy import Engine, select, update

from connector.cli.console import Exit
from connector.cli.main import main
from connector.clock import utc_now
from connector.store import attendance
from connector.store.tables import archives, audit_entries
from tests import pdf_reading
from tests.web.attended import Came, class_of, hold
from tests.web.place import CODE, ZONE, House, house

Run = Callable[..., Result]
DAY = utc_now().astimezone(ZoneInfo(ZONE)).date() - timedelta(days=1)
"""Commands live by the machine's clock: the class was yesterday."""

EXPORTED = f"""Meeting ID,Topic,Start Time,End Time,Participants
869 8592 1000,Kelas,{DAY:%m/%d/%Y} 07:45:00 AM,{DAY:%m/%d/%Y} 11:30:00 AM,2

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Peserta Contoh 1,satu@example.org,{DAY:%m/%d/%Y} 07:55:00 AM,{DAY:%m/%d/%Y} 11:31:00 AM,216,Yes
Tamu,,{DAY:%m/%d/%Y} 08:00:00 AM,{DAY:%m/%d/%Y} 09:00:00 AM,60,Yes
"""


@pytest.fixture
def run(tmp_path: Path, sqlite_engine: Engine) -> Run:
    """Run a command on the database of the test."""
    settings: dict[str, str | None] = {
        "SIMPUL_HOME": str(tmp_path / "home"),
        "SIMPUL_DATABASE_URL": sqlite_engine.url.render_as_string(hide_password=False),
        "SIMPUL_SECRET_KEY": "k" * 43,
        "SIMPUL_LANGUAGE": "en",
        "COLUMNS": "240",
    }

    def invoke(command: str, *arguments: object) -> Result:
        given = ["attendance", command, "--training", CODE, *(str(one) for one in arguments)]
        return CliRunner().invoke(main, given, env=settings)

    return invoke


@pytest.fixture
def empty(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Four people and one day of two sessions, yesterday; nobody was seen."""
    monkeypatch.setattr("tests.web.place.FIRST_DAY", DAY)
    monkeypatch.setattr("tests.web.attended.FIRST_DAY", DAY)
    with house(sqlite_engine) as place:
        class_of(place, 4, days=1)
        with place.engine.begin() as connection:
            for number, name in ((1, "satu"), (2, "dua"), (3, "tiga")):
                address = f"{name}@example.org"
                attendance.claim(
                    connection, attendance.EMAIL, address, number, actor="user:1", now=place.clock()
                )
        yield place


@pytest.fixture
def place(empty: House) -> House:
    """Three of them came by an address that is known to be theirs."""
    hold(
        empty,
        [
            Came("Peserta Contoh 1", "07:50", "11:31", email="satu@example.org"),
            Came("Peserta Contoh 2", "07:50", "11:31", email="dua@example.org"),
            Came("Peserta Contoh 3", "08:30", "11:31", email="tiga@example.org"),
        ],
    )
    return empty


def answer(result: Result) -> dict[str, Any]:
    (line,) = result.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def decide_the_rest(run: Run) -> None:
    """After this nobody needs a decision."""
    for session in (1, 2):
        run("mark", "--session", f"{DAY}/{session}", "--number", 3, "--number", 4, "--mark", "I",
            "--reason", "surat izin")  # fmt: skip


def trail(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        rows = connection.execute(select(audit_entries.c.action).order_by(audit_entries.c.id))
        return list(rows.scalars())


def test_every_sessions_counts_are_shown_and_what_waits_gives_an_exit_code(
    run: Run, place: House
) -> None:
    shown = run("show")
    assert shown.exit_code == Exit.INCOMPLETE
    assert "Etika Publik 1" in shown.stdout
    told = answer(run("show", "--json"))
    assert [one["session"] for one in told["sessions"]] == [f"{DAY}/1", f"{DAY}/2"]
    assert told["sessions"][0]["counts"] == {"H": 2, "undecided": 2}
    assert told["sessions"][1]["counts"] == {"H": 3, "undecided": 1}
    assert told["seats"]["seat:3"]["sessions"][f"{DAY}/1"]["minutes"] == 60
    assert "Peserta" not in json.dumps(told), "people are keys in an answer for machines"
    decide_the_rest(run)
    assert run("show").exit_code == Exit.DONE


def test_one_session_shows_everybody_with_the_reason(run: Run, place: House) -> None:
    shown = run("show", "--session", f"{DAY}/1")
    assert "Peserta Contoh 4" in shown.stdout
    assert "60/90" in shown.stdout
    assert "Not seen at all" in shown.stdout


@pytest.mark.parametrize("name", [f"{DAY}/3", "2020-01-01/1", "yesterday", f"{DAY}/one"])
def test_a_session_that_is_not_there_is_refused(run: Run, place: House, name: str) -> None:
    for command in (
        ("show", "--session", name),
        ("mark", "--session", name, "--number", "1", "--mark", "H", "--reason", "x"),
    ):
        ended = run(*command, "--json")
        assert ended.exit_code == Exit.REFUSED
        assert answer(ended)["error"] == "session_unknown"


def test_a_mark_by_hand_is_put_and_taken_back(run: Run, place: House) -> None:
    given = ("mark", "--session", f"{DAY}/1", "--seat", "seat:4", "--json")
    put = run(*given, "--mark", "S", "--reason", "surat dokter")
    assert answer(put) == {"training": CODE, "marked": 1, "mark": "S"}
    assert answer(run("show", "--json"))["sessions"][0]["counts"]["S"] == 1
    run(*given, "--mark", "none", "--reason", "salah orang")
    assert "S" not in answer(run("show", "--json"))["sessions"][0]["counts"]
    assert trail(place.engine)[-2:] == ["attendance.marked", "attendance.marked"]


def test_a_mark_for_nobody_or_without_a_reason_changes_nothing(run: Run, place: House) -> None:
    given = ("mark", "--session", f"{DAY}/1", "--mark", "S", "--json")
    assert answer(run(*given, "--number", 9, "--reason", "x"))["error"] == "seat_unknown"
    assert answer(run(*given, "--seat", "seat:99", "--reason", "x"))["error"] == "seat_unknown"
    assert answer(run(*given, "--number", 1, "--reason", " "))["error"] == "reason_missing"
    assert "S" not in answer(run("show", "--json"))["sessions"][0]["counts"]


def test_lists_are_exported_as_a_workbook_or_as_a_paper(
    run: Run, place: House, tmp_path: Path
) -> None:
    book, paper, blank = (tmp_path / name for name in ("all.xlsx", "one.pdf", "blank.pdf"))
    assert answer(run("export", "-o", book, "--json"))["sessions"] == 2
    assert load_workbook(book).sheetnames == ["Session 1", "Session 2"]
    one = ("--session", f"{DAY}/2", "--format", "pdf")
    assert run("export", *one, "-o", paper).exit_code == Exit.DONE
    assert "Pelayanan Prima 1" in pdf_reading.text(paper.read_bytes())
    assert run("export", *one, "--blank", "-o", blank).exit_code == Exit.DONE
    assert "Signature" in pdf_reading.text(blank.read_bytes())


def test_a_paper_is_of_one_session_and_goes_where_it_can_be_written(
    run: Run, place: House, tmp_path: Path
) -> None:
    assert run("export", "--format", "pdf", "-o", tmp_path / "x.pdf").exit_code == 2
    nowhere = run("export", "-o", tmp_path / "none" / "x.xlsx", "--json")
    assert nowhere.exit_code == Exit.REFUSED
    assert answer(nowhere)["error"] == "file_not_written"


def test_a_list_exported_from_zoom_is_taken_in(run: Run, empty: House, tmp_path: Path) -> None:
    file = tmp_path / "peserta.csv"
    file.write_text(EXPORTED, encoding="utf-8")
    taken = run("import", file, "--json")
    assert taken.exit_code == Exit.DONE, taken.output
    assert answer(taken)["people"] == 2
    told = answer(run("show", "--json"))
    assert told["sessions"][0]["counts"]["H"] == 1
    assert told["waiting_cards"] == 1


def test_a_file_that_is_no_such_list_is_refused(run: Run, empty: House, tmp_path: Path) -> None:
    file = tmp_path / "peserta.csv"
    file.write_text("Nama;Alamat\nSari;Semarang\n", encoding="utf-8")
    ended = run("import", file, "--json")
    assert ended.exit_code == Exit.INPUT
    assert "error" in answer(ended)


def test_a_day_is_archived_listed_proved_and_taken_out(
    run: Run, place: House, tmp_path: Path
) -> None:
    assert answer(run("archive", "--json"))["archives"] == []
    decide_the_rest(run)
    made = run("archive", "--day", DAY, "--json")
    assert made.exit_code == Exit.DONE, made.output
    (one,) = answer(made)["archives"]
    assert (one["day"], one["number"], one["by"]) == (str(DAY), 1, "cli")
    assert len(answer(run("archive", "--day", DAY, "--json"))["archives"]) == 1, "nothing changed"
    file = tmp_path / "day.zip"
    proved = run("archive", "--verify", "-o", file)
    assert proved.exit_code == Exit.DONE
    assert "1 archives were read again, 0 no longer fit" in proved.stdout
    assert hashlib.sha256(file.read_bytes()).hexdigest() == one["sha256"]
    with zipfile.ZipFile(file) as package:
        assert package.testzip() is None
    assert trail(place.engine).count("day.archived") == 1


def test_a_damaged_archive_gives_an_exit_code_and_is_not_written(
    run: Run, place: House, tmp_path: Path
) -> None:
    run("archive", "--day", DAY)
    with place.engine.begin() as connection:
        connection.execute(update(archives).values(content=b"PK spoilt"))
    ended = run("archive", "--verify", "--json")
    assert ended.exit_code == Exit.REFUSED
    assert answer(ended)["damaged"] == [f"{DAY}#1"]
    refused = run("archive", "-o", tmp_path / "x.zip", "--json")
    assert answer(refused)["error"] == "archive_damaged"
    assert not (tmp_path / "x.zip").exists()


def test_a_day_that_cannot_be_archived_is_said_so(run: Run, place: House, tmp_path: Path) -> None:
    ended = run("archive", "--day", "2020-01-01", "--json")
    assert (ended.exit_code, answer(ended)["error"]) == (Exit.REFUSED, "day_unknown")
    nothing = run("archive", "-o", tmp_path / "x.zip", "--json")
    assert (nothing.exit_code, answer(nothing)["error"]) == (Exit.REFUSED, "archive_none")


@pytest.mark.parametrize("command", ["show", "archive"])
def test_an_unknown_training_is_refused(run: Run, command: str) -> None:
    ended = run(command, "--json")
    assert ended.exit_code == Exit.REFUSED
    assert answer(ended)["error"] == "training_unknown"
