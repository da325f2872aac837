"""`simpul training files` and `simpul training papers`: words, files on disk, exit codes."""

import base64
import re
from pathlib import Path

import pytest

import connector.cli
from connector.cli.console import Exit
from connector.cli.course_words import COURSE_COMMANDS
from connector.domain.trainings import FileKind
from connector.sandbox.moodle import SandboxMoodle, learning
from tests.cli.test_commands import PEOPLE, Run, add_training, answer, run
from tests.pdf_reading import text

__all__ = ["run"]

PDF = b"%PDF-1.7\npedoman\n%%EOF\n"


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "Pedoman.pdf"
    path.write_bytes(PDF)
    return path


def test_a_file_is_put_listed_written_out_and_taken_away(
    run: Run, guide: Path, tmp_path: Path
) -> None:
    add_training(run)
    put = run("training", "files", "UJI-1", "--put", "guide", str(guide))
    assert put.exit_code == 0
    assert "Pedoman.pdf is kept." in put.output
    again = run("training", "files", "UJI-1", "--put", "guide", str(guide))
    assert "nothing changed" in again.output
    target = tmp_path / "out.pdf"
    listed = run("training", "files", "UJI-1", "-o", "guide", str(target), "--json")
    [one] = answer(listed)["files"]
    assert (one["kind"], one["file"], one["size"], one["by"]) == (
        "guide",
        "Pedoman.pdf",
        len(PDF),
        "cli",
    )
    assert target.read_bytes() == PDF
    gone = run("training", "files", "UJI-1", "--take-away", "guide", "--json")
    assert answer(gone)["files"] == []


def test_links_are_set_and_told(run: Run) -> None:
    add_training(run)
    assert answer(run("training", "files", "UJI-1", "--json"))["links"] is True
    hidden = run("training", "files", "UJI-1", "--no-links")
    assert "shows no links" in hidden.output
    assert answer(run("training", "files", "UJI-1", "--links", "--json"))["links"] is True


def test_what_cannot_be_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    add_training(run)
    words = tmp_path / "a.pdf"
    words.write_text("no PDF at all")
    refused = run("training", "files", "UJI-1", "--put", "guide", str(words))
    assert refused.exit_code == Exit.REFUSED
    assert "is no PDF" in refused.output
    nothing = run("training", "files", "UJI-1", "-o", "guide", str(tmp_path / "x"))
    assert nothing.exit_code == Exit.REFUSED
    assert run("training", "files", "XX").exit_code == Exit.REFUSED


def test_papers_need_a_moodle_and_its_plugin(run: Run) -> None:
    add_training(run)
    assert answer(run("training", "papers", "UJI-1", "--json")) == {
        "training": "UJI-1",
        "papers": [],
    }
    alone = run("training", "papers", "UJI-1", "--keep", "--json")
    assert (alone.exit_code, answer(alone)["error"]) == (Exit.REFUSED, "lms_missing")
    with SandboxMoodle() as bare:
        connected = {"SIMPUL_MOODLE_URL": bare.url, "SIMPUL_MOODLE_TOKEN": bare.token}
        refused = run("training", "papers", "UJI-1", "--keep", **connected)
    assert refused.exit_code == Exit.REFUSED
    assert "Install the Simpul plugin" in refused.output
    with SandboxMoodle(plugin=True) as moodle:
        connected = {"SIMPUL_MOODLE_URL": moodle.url, "SIMPUL_MOODLE_TOKEN": moodle.token}
        empty = run("training", "papers", "UJI-1", "--keep", **connected)
    assert empty.exit_code == Exit.INCOMPLETE  # the class has no course yet


def test_every_word_is_said_and_every_said_one_exists() -> None:
    folder = Path(connector.cli.__file__).parent / "commands"
    source = (folder / "course.py").read_text(encoding="utf-8")
    said = set(re.findall(r'"((?:course_|test_papers_|heading_)[a-z_]+)"', source))
    said |= {f"course_file_{one.value}" for one in FileKind}
    shared = {"heading_size", "heading_written"}
    assert said - shared - {"course_files"} == COURSE_COMMANDS.keys()


@pytest.mark.parametrize("code", sorted(COURSE_COMMANDS))
def test_both_languages_say_the_same_things(code: str) -> None:
    wording = COURSE_COMMANDS[code]
    fields = re.compile(r"\{([a-z_]+)\}")
    assert set(fields.findall(wording.id)) == set(fields.findall(wording.en))


def test_a_plan_puts_the_file_into_the_course_and_keeps_the_papers_of_its_test(
    run: Run, guide: Path, tmp_path: Path
) -> None:
    add_training(run)
    people = tmp_path / "peserta.csv"
    people.write_text(PEOPLE)
    run("roster", "import", str(people), "--kind", "participants", "--training", "UJI-1")
    run("training", "files", "UJI-1", "--put", "guide", str(guide))
    with SandboxMoodle(plugin=True) as moodle:
        connected = {"SIMPUL_MOODLE_URL": moodle.url, "SIMPUL_MOODLE_TOKEN": moodle.token}
        assert run("plan", "--training", "UJI-1", **connected).exit_code == 0
        applied = run("apply", "--training", "UJI-1", "--yes", **connected)
        assert applied.exit_code == 0, applied.output
        [file] = moodle.state.rows("files")
        assert (file["filename"], base64.b64decode(file["content"])) == ("Pedoman.pdf", PDF)
        course = next(one["id"] for one in moodle.state.rows("courses") if one["idnumber"])
        user = moodle.state.rows("enrolments")[0]["userid"]
        learning.take_quiz(
            moodle.state, learning.add_quiz(moodle.state, course, "Post Test"), user, 5
        )
        folder = tmp_path / "arsip"
        kept = run("training", "papers", "UJI-1", "--keep", "-o", str(folder), **connected)
    assert kept.exit_code == 0, kept.output
    [paper] = folder.iterdir()
    assert "Rina Contoh" in text(paper.read_bytes())
