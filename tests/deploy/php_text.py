"""Reads PHP sources as text, just enough for a few rules: no comments, no strings, no PHP here."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "deploy" / "moodle" / "local_simpul"

_PIECES = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*|\#(?!\[)[^\n]*)
      | (?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
      | (?P<heredoc><<<\s*['"]?(?P<tag>\w+)['"]?\n.*?\n\s*(?P=tag)\b)""",
    re.DOTALL | re.VERBOSE,
)

_ENTRY = re.compile(r"^\$string\['(?P<key>[^']+)'\]\s*=\s*(?P<text>'(?:\\.|[^'\\])*');", re.M)


def sources() -> list[Path]:
    return sorted(SOURCES.rglob("*.php"))


def code_only(text: str) -> str:
    """Return the code with every comment gone and every string emptied; lines stay lines."""

    def bare(found: re.Match[str]) -> str:
        lines = "\n" * found[0].count("\n")
        return lines if found["comment"] else f"''{lines}"

    return _PIECES.sub(bare, text)


def without_comments(text: str) -> str:
    """Return the text with its comments gone and its strings whole."""
    return _PIECES.sub(lambda found: "" if found["comment"] else found[0], text)


def strings(language: str) -> dict[str, str]:
    """Return key → sentence of one language."""
    text = (SOURCES / "lang" / language / "local_simpul.php").read_text(encoding="utf-8")
    found = {one["key"]: one["text"] for one in _ENTRY.finditer(text)}
    assert len(found) == text.count("\n$string['")  # all read, none twice
    return found


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"\{\$a(?:->\w+)?\}", sentence))
