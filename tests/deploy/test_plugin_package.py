"""The installable ZIP: one folder named as Moodle wants it, the same bytes every time."""

import json
import os
import shutil
import tomllib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from connector.cli.main import main
from connector.errors import ConnectorError
from connector.lms.moodle.messages import MESSAGES
from connector.lms.moodle.plugin_package import PLACES, package, plugin_files, shipped_version

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "deploy" / "moodle" / "local_simpul"


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the sources that may be spoilt."""
    return Path(shutil.copytree(SOURCES, tmp_path / "copied"))


def test_the_zip_holds_one_folder_with_everything_that_belongs_to_the_plugin() -> None:
    packed = package()
    assert packed.file_name == f"local_simpul-{packed.release}.zip"
    assert {name.partition("/")[0] for name in names(packed.content)} == {"simpul"}
    there = {name.removeprefix("simpul/") for name in names(packed.content)}
    wanted = {"version.php", "settings.php", "db/services.php", "db/access.php", "join.php"}
    assert wanted | {"lang/en/local_simpul.php", "lang/id/local_simpul.php"} <= there
    assert there == {path.relative_to(SOURCES).as_posix() for path in plugin_files(SOURCES)}


def test_every_file_of_the_sources_is_packed() -> None:
    """A kind of file that is new here must be added to what is packed."""
    all_files = {path for path in SOURCES.rglob("*") if path.is_file()}
    assert all_files == set(plugin_files(SOURCES))


def test_the_same_sources_give_the_same_bytes_whenever_they_were_written(copied: Path) -> None:
    first = package([copied]).content
    for path in copied.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert package([copied]).content == first == package([SOURCES]).content


def test_what_lies_about_stays_here(copied: Path) -> None:
    clean = names(package([copied]).content)
    (copied / "version.php~").write_text("old")
    (copied / ".git").mkdir()
    (copied / ".git" / "index.php").write_text("<?php")
    (copied / "lang" / ".en.php.swp").write_text("editing")
    assert names(package([copied]).content) == clean
    (copied / "settings_extra.php").write_text("<?php")
    assert len(names(package([copied]).content)) == len(clean) + 1


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        (None, "plugin_sources_missing"),
        ("<?php\n$plugin->version = 2026112100;\n", "plugin_version_unreadable"),
        ("<?php\n$plugin->release = '1.0.0';\n", "plugin_version_unreadable"),
    ],
)
def test_sources_that_are_not_whole_are_refused(
    copied: Path, spoilt: str | None, code: str
) -> None:
    if spoilt is None:
        (copied / "version.php").unlink()
    else:
        (copied / "version.php").write_text(spoilt)
    with pytest.raises(ConnectorError) as caught:
        package([copied])
    assert caught.value.code == code
    assert code in MESSAGES
    assert shipped_version([copied]) is None


def test_an_installed_simpul_brings_the_sources_along_where_they_are_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    places = {(ROOT / source, ROOT / target) for source, target in carried.items()}
    assert (SOURCES, PLACES[0]) in places
    assert PLACES[1] == SOURCES


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["moodle", "plugin", *arguments])
    return done.exit_code, done.stdout


def test_the_command_writes_a_file_or_into_a_folder(tmp_path: Path) -> None:
    status, said = run("--out", str(tmp_path / "mine.zip"), "--json")
    answer = json.loads(said)
    assert status == 0
    assert answer["file"] == str(tmp_path / "mine.zip")
    assert answer["version"] == shipped_version()
    assert answer["bytes"] == (tmp_path / "mine.zip").stat().st_size
    assert run("--out", str(tmp_path))[0] == 0
    assert (tmp_path / package().file_name).read_bytes() == package().content


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    status, said = run("--out", str(tmp_path / "nowhere" / "mine.zip"), "--json")
    assert status == 5
    assert json.loads(said)["error"] == "plugin_not_written"
