"""The plugin's sources hold together: strings, functions, and only syntax of its oldest PHP.

PHP itself looks at them in `.ci/run` (`php -l`, PHP_CodeSniffer); here it is not needed.
"""

import re
from pathlib import Path

import pytest

from connector.lms.moodle import plugin, services
from connector.lms.moodle.rights import PURPOSES
from connector.lms.moodle.several import SEVERAL
from tests.deploy.php_text import (
    SOURCES,
    code_only,
    placeholders,
    sources,
    strings,
    without_comments,
)

FUNCTION = re.compile(
    r"""["']((?:core|enrol|mod|tool|gradereport|report)(?:_\w+)?"""
    r"""_(?:add|assign|call|create|delete|duplicate|enrol|get|send|unassign|update)_\w+)["']"""
)
"""Names of Moodle's own web service functions, in Python as in PHP."""

CLIENT = Path(__file__).parents[2] / "connector" / "lms" / "moodle"


def core_calls() -> set[str]:
    """Return every function of Moodle's own that our client may call."""
    calls = {
        name
        for path in CLIENT.glob("*.py")
        for name in FUNCTION.findall(path.read_text(encoding="utf-8"))
    }
    assert {*services.READS, *services.WRITES, *services.RESULTS, SEVERAL} <= calls
    return calls


TOO_NEW = {
    "nullsafe operator (8.0)": r"\?->",
    "match (8.0)": r"\bmatch\s*\(",
    "attribute (8.0)": r"#\[",
    "enum (8.1)": r"^\s*enum\s+\w+",
    "readonly (8.1)": r"\breadonly\s+[\w?\\]+\s+\$",
    "promoted parameter (8.0)": r"__construct\s*\([^)]*\b(?:private|protected|public)\b",
    "union type (8.0)": r"[\w\\]+\s*\|\s*[\w\\]+\s+\$\w+\s*[,)=]",
    "union type returned (8.0)": r"\)\s*:\s*\??[\w\\]+\s*\|",
    "mixed, static or never as a type (8.0)": r"\)\s*:\s*(?:mixed|static|never)\b"
    r"|[(,]\s*mixed\s+\$",
    "function of PHP 8": r"\b(?:str_contains|str_starts_with|str_ends_with|get_debug_type"
    r"|array_is_list|array_find|array_any|array_all)\s*\(",
    "first-class callable (8.1)": r"\w\(\.\.\.\)",
    "catch without a variable (8.0)": r"catch\s*\(\s*[\w\\| ]+\)",
    "comma after the last parameter (8.0)": r"function\s*\w*\s*\([^()]*,\s*\)",
    "named argument (8.0)": r"[(,]\s*[a-z_]\w*\s*:\s*(?![:\w]*::)[^:]",
    "throw as an expression (8.0)": r"(?:\?\?|=>|\?|:)\s*throw\b",
    "class of an object (8.0)": r"\$\w+::class\b",
    "constant in a trait, typed constant (8.3)": r"\bconst\s+(?:string|int|array|bool|float)\s+\w",
    "number with underscores as octal (8.1)": r"\b0o[0-7]",
}
"""What the plugin must not use, as it runs on Moodle 4.1 with PHP 7.4 too."""


def too_new(text: str) -> dict[str, int]:
    """Return what the code uses of a newer PHP, with the line where it does first."""
    bare = re.sub(r"catch\s*\([^()$]*\$", "catch ($", code_only(text))  # catches may name several
    found = {name: re.search(rule, bare, re.MULTILINE) for name, rule in TOO_NEW.items()}
    return {name: bare[: one.start()].count("\n") + 1 for name, one in found.items() if one}


def test_the_rules_about_syntax_find_what_they_name() -> None:
    newer = """<?php
    $a?->b; $x = match (1) { 1 => 2 };
    #[Pure]
    enum Suit {}
    class a { public readonly int $x; function __construct(private $y) {} }
    function f(int|string $a) : int|string { str_contains($a, 'x'); }
    function g() : mixed {} $h = strlen(...); try {} catch (Exception) {}
    function k($a, $b,) {} k(a: 1, b: 2); $z = $a ?? throw new e(); $a::class;
    class b { const string Z = ''; } $n = 0o17;
    """
    assert too_new(newer).keys() == TOO_NEW.keys()


def test_the_rules_about_syntax_leave_old_code_alone() -> None:
    older = """<?php // match (x) { } and $a?->b in a comment
    /** @param int|string $a */ function f(?int $a, array $b = []): ?string {
        $x = $a ? foo::bar($b) : baz(); $s = "str_contains( match ("; switch ($a) { case 1: g(); }
        return $x ?: null; } try {} catch (a | b $error) {} $c = [1, 2,]; h($a, ['k' => 1, ]);
        default: echo A::class; $y = isset($a) ? $a : c::d;
    """
    assert too_new(older) == {}


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_a_file_keeps_to_the_oldest_php(path: Path) -> None:
    assert too_new(path.read_text(encoding="utf-8")) == {}


def test_both_languages_say_the_same_things_with_the_same_places() -> None:
    english, indonesian = strings("en"), strings("id")
    assert english.keys() == indonesian.keys()
    assert list(english) == sorted(english)  # as Moodle's own checker wants it
    differing = [
        key for key in english if placeholders(english[key]) != placeholders(indonesian[key])
    ]
    assert differing == []


def test_every_string_that_is_asked_for_exists() -> None:
    asked = set[str]()
    patterns = (
        r"(?:get_string|lang_string)\(\s*'([^']+)',\s*'local_simpul'",
        r"print_error\(\s*'([^']+)',\s*'local_simpul'",
        r"moodle_exception\(\s*'([^']+)',\s*'local_simpul'",
    )
    for path in sources():
        text = without_comments(path.read_text(encoding="utf-8"))
        for pattern in patterns:
            asked |= set(re.findall(pattern, text))
    for path in SOURCES.rglob("*.mustache"):
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"\{\{#str\}\}\s*([\w:]+)\s*,\s*local_simpul", text))
    assert len(asked) > 20
    assert asked - strings("en").keys() == set()


def test_every_capability_and_task_has_a_name() -> None:
    text = (SOURCES / "db" / "access.php").read_text(encoding="utf-8")
    capabilities = set(re.findall(r"'local/(simpul:\w+)'\s*=>", text))
    assert len(capabilities) >= 5
    assert capabilities <= strings("en").keys()
    assert "pluginname" in strings("en")


def test_the_service_offers_exactly_what_our_client_calls() -> None:
    text = without_comments((SOURCES / "db" / "services.php").read_text(encoding="utf-8"))
    own = set(re.findall(r"'(local_simpul_\w+)'\s*=>\s*\[", text))
    assert own == set(plugin.FUNCTIONS)
    assert set(FUNCTION.findall(text)) == core_calls()


def test_each_function_has_a_class_that_takes_part_in_both_generations_of_moodle() -> None:
    text = without_comments((SOURCES / "db" / "services.php").read_text(encoding="utf-8"))
    for name in plugin.FUNCTIONS:
        short = name.removeprefix("local_simpul_")
        assert (SOURCES / "classes" / "external" / f"{short}.php").is_file(), name
        assert name in text


def test_the_oldest_moodle_it_names_is_the_one_it_is_written_for() -> None:
    text = (SOURCES / "version.php").read_text(encoding="utf-8")
    assert "$plugin->component = 'local_simpul';" in text
    assert "$plugin->requires = 2022112800;" in text  # 4.1
    assert "$plugin->supported = [401, 501];" in text


def prepared_rights() -> set[str]:
    """Return the capabilities of the role that the plugin prepares."""
    text = without_comments((SOURCES / "classes" / "role.php").read_text(encoding="utf-8"))
    listed = re.search(r"const CAPABILITIES = \[(.*?)\];", text, re.DOTALL)
    assert listed
    return set(re.findall(r"'([^']+)'", listed[1]))


def test_the_prepared_role_has_every_right_that_doctor_asks_for() -> None:
    assert PURPOSES.keys() <= prepared_rights()


def test_the_role_for_a_site_without_the_plugin_has_the_same_rights() -> None:
    role = (SOURCES.parent / "simpul-role.xml").read_text(encoding="utf-8")
    allowed = re.findall(r"<allow>([^<]+)</allow>", role)
    ours = {name for name in prepared_rights() if name.startswith("local/simpul:")}
    assert set(allowed) == prepared_rights() - ours
    assert len(allowed) == len(set(allowed))
    assert re.findall(r"<level>([^<]+)</level>", role) == ["system"]


def test_the_guide_names_the_functions_and_its_pictures_are_there_and_small() -> None:
    guide = (SOURCES.parent / "README.md").read_text(encoding="utf-8")
    listed = guide.rpartition("## Fungsi · Functions")[2]
    assert set(re.findall(r"^\w+_\w+$", listed, re.MULTILINE)) == core_calls()
    named = set(re.findall(r"pictures/[\w-]+\.png", guide))
    there = {f"pictures/{path.name}" for path in (SOURCES.parent / "pictures").iterdir()}
    assert named == there
    for name in named:
        assert (SOURCES.parent / name).stat().st_size < 120_000, name
