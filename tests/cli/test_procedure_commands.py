"""`simpul procedure`: files are checked line by line, loaded as versions, and followed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from connector.cli.commands.procedure_tables import _PRINTED, _RUNNING, _headings
from connector.cli.console import Exit
from connector.cli.main import main
from connector.cli.procedure_words import PROCEDURE_COMMAND
from connector.domain.procedures import Actor, Milestone
from connector.domain.running import StepState
from connector.procedures.toml_text import MAX_BYTES
from tests.procedures.sop import SOP, line_of

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    settings: dict[str, str | None] = {
        "SIMPUL_HOME": str(tmp_path / "home"),
        "SIMPUL_SECRET_KEY": "k" * 43,
        "SIMPUL_LANGUAGE": "en",
        "COLUMNS": "300",
    }

    def invoke(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env={**settings, **more})

    return invoke


def answer(result: Result) -> dict[str, Any]:
    (line,) = result.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def written(folder: Path, source: str, name: str = "x9.toml") -> Path:
    file = folder / name
    file.write_text(source, encoding="utf-8")
    return file


def test_a_good_file_is_good(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, SOP)
    done = run("procedure", "check", str(file))
    assert done.exit_code == 0
    assert "x9 version 3, 4 steps" in done.stdout
    assert not (tmp_path / "home").exists(), "no database is opened"


def test_every_problem_is_a_line_of_its_own(run: Run, tmp_path: Path) -> None:
    bad = written(
        tmp_path, SOP.replace('"head"', '"chief"').replace("version = 3", 'version = "3"')
    )
    good = written(tmp_path, SOP, "good.toml")
    done = run("procedure", "check", str(bad), str(good))
    assert done.exit_code == Exit.INPUT
    lines, at = done.stderr.splitlines(), line_of('"head"')
    assert lines[0].startswith(f"{bad}:3: “version” is not a whole number. Write digits alone")
    assert lines[1].startswith(f"{bad}:{at}: The actor “chief” is not known.")
    assert "good.toml: procedure x9" in done.stdout
    told = answer(run("procedure", "check", str(bad), str(good), "--json"))["files"]
    assert [(one["line"], one["code"]) for one in told[0]["problems"]] == [
        (3, "field_not_number"),
        (at, "actor_unknown"),
    ]
    assert told[1] == {"file": str(good), "slug": "x9", "version": 3, "steps": 4, "problems": []}


def test_problems_are_told_in_indonesian_too(run: Run, tmp_path: Path) -> None:
    bad = written(tmp_path, SOP.replace('"head"', '"chief"'))
    done = run("procedure", "check", str(bad), SIMPUL_LANGUAGE="id")
    assert "Pelaku “chief” tidak dikenal. Yang dikenal: head, " in done.stderr


def test_a_file_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "picture.toml"
    file.write_bytes(b"\x89PNG\xff" * 10)
    assert run("procedure", "check", str(file)).exit_code == Exit.INPUT
    file.write_bytes(b"a" * (MAX_BYTES * 3))
    done = run("procedure", "check", str(file))
    assert done.exit_code == Exit.INPUT
    assert "larger than 128 KiB" in done.stderr
    assert run("procedure", "check", str(tmp_path / "none.toml")).exit_code == 2


def test_the_help_lists_the_milestones(run: Run) -> None:
    said = re.sub(r"\s+", "", run("procedure", "check", "--help").stdout)
    for one in Milestone:
        assert one.value in said
    assert "report.work_done.signed" in said


def test_the_five_are_there_and_shown_as_printed(run: Run) -> None:
    listed = answer(run("procedure", "show", "--json"))["procedures"]
    assert [(one["slug"], one["version"], one["steps"]) for one in listed] == [
        ("s000", 1, 7), ("s001", 1, 5), ("s002", 1, 6), ("s003", 1, 19), ("s004", 1, 6),
    ]  # fmt: skip
    shown = run("procedure", "show", "s001")
    assert "SDM-277-OT.02.02 TAHUN 2024 · Pusat Penilaian Kompetensi" in shown.stdout
    assert "Team member*" in shown.stdout
    assert "langkah 3 dan 5 tidak ada" in shown.stdout
    told = answer(run("procedure", "show", "s001@1", "--json"))["procedure"]
    assert [one["printed"] for one in told["steps"]] == ["1", "2", "4", "6", "7"]


@pytest.mark.parametrize("name", ["s001@2", "s001@x", "TIDAK-ADA", "s001@" + "9" * 40])
def test_what_is_not_there_is_said(run: Run, name: str) -> None:
    done = run("procedure", "show", name, "--json")
    assert done.exit_code == Exit.REFUSED
    assert answer(done)["error"] in ("procedure_unknown", "training_unknown")


def test_a_file_is_loaded_once_and_a_change_is_shown_first(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, SOP)
    first = answer(run("procedure", "load", str(file), "--json"))
    assert (first["new"], first["stored"], first["changes"]) == (True, True, [])
    assert answer(run("procedure", "load", str(file), "--json"))["new"] is False
    later = SOP.replace("version = 3", "version = 4").replace("2 hari", "3 hari")
    written(tmp_path, later.replace("amount = 2,", "amount = 3,"))
    looked = run("procedure", "load", str(file), "--dry-run")
    assert "2 day, working, deadline → 3 day, working, deadline" in looked.stdout
    assert "nothing was written yet" in looked.stdout
    assert answer(run("procedure", "show", "x9", "--json"))["procedure"]["version"] == 3
    done = answer(run("procedure", "load", str(file), "--json"))
    assert [one["params"]["field"] for one in done["changes"]] == ["limit", "limit_printed"]
    assert answer(run("procedure", "show", "x9", "--json"))["procedure"]["version"] == 4
    assert answer(run("procedure", "show", "x9@3", "--json"))["procedure"]["version"] == 3


def test_a_bad_file_is_not_loaded(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, SOP.replace('"head"', '"chief"'))
    done = run("procedure", "load", str(file), "--json")
    assert done.exit_code == Exit.INPUT
    assert answer(done)["error"] == "procedure_refused"
    assert run("procedure", "show", "x9").exit_code == Exit.REFUSED
    file = written(tmp_path, SOP)
    assert run("procedure", "load", str(file)).exit_code == 0
    written(tmp_path, SOP.replace("Contoh.", "Lain."))
    done = run("procedure", "load", str(file), "--json")
    assert (done.exit_code, answer(done)["error"]) == (Exit.REFUSED, "procedure_version_taken")


def test_a_training_begins_to_follow_one_and_keeps_its_version(run: Run, tmp_path: Path) -> None:
    run("training", "add", "UJI-1", "--title", "Pelatihan Uji")
    assert "follows no procedure yet" in run("procedure", "show", "UJI-1").stdout
    file = written(tmp_path, SOP)
    run("procedure", "load", str(file))
    begun = answer(run("procedure", "begin", "UJI-1", "x9", "--json"))
    assert (begun["training"], begun["procedure"], begun["version"]) == ("UJI-1", "x9", 3)
    written(tmp_path, SOP.replace("version = 3", "version = 4").replace("Contoh.", "Baru."))
    loaded = answer(run("procedure", "load", str(file), "--json"))
    assert loaded["running"] == 1
    (followed,) = answer(run("procedure", "show", "UJI-1", "--json"))["runs"]
    assert followed["version"] == 3
    states = {one["step"]: one["state"] for one in followed["steps"]}
    assert states["ask"] == StepState.OPEN
    assert states["use"] == StepState.WAITING
    shown = run("procedure", "show", "UJI-1").stdout
    assert "x9 version 3 · no unit yet" in shown
    assert "Team member" in shown
    again = run("procedure", "begin", "UJI-1", "x9", "--json")
    assert (again.exit_code, answer(again)["error"]) == (Exit.REFUSED, "run_exists")
    wrong = run("procedure", "begin", "UJI-1", "s000", "--unit", "Pusat Ngarang", "--json")
    assert answer(wrong)["error"] == "procedure_unit_unknown"
    complaint = run("procedure", "begin", "UJI-1", "s004", "--json")
    assert answer(complaint)["error"] == "procedure_not_for_trainings"


def test_every_word_of_the_tables_is_there() -> None:
    assert set(_headings(_PRINTED) + _headings(_RUNNING)) <= set(PROCEDURE_COMMAND)
    for actor in Actor:
        assert f"procedure_actor_{actor.value}" in PROCEDURE_COMMAND
    for state in (*StepState, "late", "overdue"):
        assert f"procedure_state_{state}" in PROCEDURE_COMMAND
    for code, wording in PROCEDURE_COMMAND.items():
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in (wording.id, wording.en)]
        assert places[0] == places[1], code
