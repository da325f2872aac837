"""The house's own rules: imports go one way, names say what belongs there, settings are told."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from connector.errors import SettingsError
from connector.settings import Settings, read_settings

ROOT = Path(__file__).parents[1]
KEY = {"SIMPUL_SECRET_KEY": "k" * 43}
BANNED = re.compile(r"(utils?|helpers?|common|misc|managers?)(\.py)?")


def sources() -> list[Path]:
    return [p for top in ("connector", "webhooks", "tests") for p in (ROOT / top).rglob("*.py")]


def test_imports_go_one_way() -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_has_a_name_that_says_nothing() -> None:
    names = {part for path in sources() for part in path.relative_to(ROOT).parts}
    assert [name for name in names if BANNED.fullmatch(name)] == []


def test_every_module_opens_with_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if (text := path.read_text(encoding="utf-8")).strip()
        and not text.startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_the_environment_example_names_every_setting_and_no_other() -> None:
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?(SIMPUL_[A-Z_]+)=", example, re.MULTILINE))
    assert named == {f"SIMPUL_{name.upper()}" for name in Settings.model_fields}


def test_the_environment_example_shows_the_defaults() -> None:
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#(SIMPUL_[A-Z_]+)=(.+)$", example, re.MULTILINE))
    shown = {k: v for k, v in shown.items() if "example.org" not in v and "postgresql" not in v}
    shown["SIMPUL_HOME"] = str(Path(shown["SIMPUL_HOME"]).expanduser())
    assert read_settings({**KEY, **shown}) == read_settings(KEY)


def test_all_wrong_settings_are_told_at_once() -> None:
    wrong = {"SIMPUL_MOODLE_URL": "lms.example.org", "SIMPUL_DRIFT_MINUTES": "1"}
    with pytest.raises(SettingsError) as caught:
        read_settings(wrong)
    names = [name for name, _ in caught.value.problems]
    assert names == ["SIMPUL_DRIFT_MINUTES", "SIMPUL_MOODLE_URL", "SIMPUL_SECRET_KEY"]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"SIMPUL_SECRET_KEY": "short"}, "SIMPUL_SECRET_KEY"),
        ({"SIMPUL_MOODLE_URL": "https://lms.example.org"}, "SIMPUL_MOODLE_TOKEN"),
        ({"SIMPUL_ZOOM_HOST": "a@b.example"}, "SIMPUL_ZOOM_CLIENT_SECRET"),
        ({"SIMPUL_ZONE": "Jakarta"}, "SIMPUL_ZONE"),
        ({"SIMPUL_MOODLE_TOKEN_FILE": "/nowhere"}, "SIMPUL_MOODLE_TOKEN_FILE"),
    ],
)
def test_settings_that_contradict_each_other_refuse_to_start(
    more: dict[str, str], problem: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({**KEY, **more})
    assert problem in dict(caught.value.problems)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("f" * 43 + "\n")
    settings = read_settings({"SIMPUL_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert settings.secret_keys == ("f" * 43,)


def test_printing_settings_shows_no_secret() -> None:
    url = "postgresql+psycopg://simpul:geheim@db/simpul"
    settings = read_settings(
        {**KEY, "SIMPUL_DATABASE_URL": url, "SIMPUL_OLD_SECRET_KEYS": "a" * 43}
    )
    assert "geheim" not in repr(settings)
    assert "k" * 43 not in repr(settings)
    assert "a" * 43 not in repr(settings)
