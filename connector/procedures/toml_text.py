"""From bytes to a table: size, encoding and TOML syntax, with a line for everything that is wrong.

Python's reader stops at the first mistake. Lines with a mistake are emptied and the rest is read
again, so that somebody who mends a file learns of all of them at once.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from connector.procedures.problems import Problem, ProcedureRefused, quoted

MAX_BYTES = 128 * 1024
"""The longest of the office's five SOPs has a tenth of it."""

MAX_LINE = 2_000
"""Characters; a longer line is no procedure, and keys of a thousand parts cost minutes to read."""

MOST_SYNTAX = 20
"""Mistakes in the syntax after which nothing more is tried."""

_POSITION = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")

_STATEMENT = re.compile(r"""^\s*["'\w][^=\[\]{}]*=""")
_HEADER = re.compile(r"^\s*\[")
_NEXT = re.compile(r"""^\s*(?:\#|$|\[|["'\w][^=\[\]{}]*=)""")
_OPENS_LIST = re.compile(r"=\s*\[")
_OPENS_BRACES = re.compile(r"=\s*\{[^}]*$")
_THREE_QUOTES = re.compile(r"""\"{3}|'{3}""")

_KNOWN: tuple[tuple[str, str], ...] = (
    ("Cannot overwrite a value", "toml_key_twice"),
    ("Cannot redefine namespace", "toml_key_twice"),
    ("Duplicate inline table key", "toml_key_twice"),
    ("Cannot mutate immutable namespace", "toml_key_twice"),
    ("Cannot declare", "toml_table_twice"),
    ("Expected '=' after a key", "toml_equals_missing"),
    ("Invalid initial character for a key part", "toml_key_wrong"),
    ("Invalid statement", "toml_key_wrong"),
    ("Expected ']", "toml_header_open"),
    ("Expected newline or end of document after a statement", "toml_rest_of_line"),
    ("Invalid value", "toml_value_wrong"),
    ("Invalid date or datetime", "toml_date_wrong"),
    ("Unclosed array", "toml_list_open"),
    ("Unclosed inline table", "toml_braces_open"),
    ("Unterminated string", "toml_quote_open"),
    ("Expected \"'", "toml_quote_open"),
    ("Found invalid character", "toml_character"),
    ("Illegal character '\\n'", "toml_quote_open"),
    ("Illegal character", "toml_character"),
    ("Unescaped '\\' in a string", "toml_backslash"),
    ("Invalid hex value", "toml_backslash"),
    ("Escaped character is not a Unicode scalar value", "toml_backslash"),
)
"""How Python's reader begins its sentences → our code."""

_HIDES_THE_REST = frozenset({"toml_list_open", "toml_braces_open"})
"""What is open swallows the lines that follow: nothing true can be said about them."""


def decoded(content: bytes) -> str:
    """Return a file's text, with plain line ends; raises ProcedureRefused where it has none."""
    if len(content) > MAX_BYTES:
        raise ProcedureRefused([Problem(1, "procedure_large", {"limit": MAX_BYTES // 1024})])
    try:
        return plain_ends(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ProcedureRefused([Problem(line, "procedure_not_utf8", {})]) from error


def plain_ends(text: str) -> str:
    """Return a text whose lines end as the store keeps them, wherever it was typed."""
    return text.replace("\r\n", "\n")


def parsed(source: str) -> tuple[dict[str, Any], list[Problem], str]:
    """Return (table, mistakes in the syntax, the text that was read in the end).

    With mistakes, the table holds what is left without their lines. Raises ProcedureRefused where
    nothing can be read.
    """
    source = plain_ends(source.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    _check_size(source)
    problems: list[Problem] = []
    lines = source.split("\n")
    while True:
        text = "\n".join(lines)
        try:
            return tomllib.loads(text), problems, text
        except RecursionError as error:
            raise ProcedureRefused([*problems, Problem(1, "toml_too_deep", {})]) from error
        except ValueError as error:
            problem = _problem(error, lines)
            problems.append(problem)
            if len(problems) == MOST_SYNTAX or problem.code in _HIDES_THE_REST:
                raise ProcedureRefused(problems) from error
            if not _empty(lines, problem):
                raise ProcedureRefused(problems) from error


def _check_size(source: str) -> None:
    if len(source) > MAX_BYTES:
        raise ProcedureRefused([Problem(1, "procedure_large", {"limit": MAX_BYTES // 1024})])
    long = [
        Problem(number, "procedure_line_long", {"limit": MAX_LINE})
        for number, line in enumerate(source.split("\n"), 1)
        if len(line) > MAX_LINE
    ]
    if long:
        raise ProcedureRefused(long[:MOST_SYNTAX])


def _problem(error: ValueError, lines: list[str]) -> Problem:
    said = str(error)
    found = _POSITION.search(said)
    number = found["line"] if found else None
    column = int(found["column"]) if found and number else 0
    line = min(int(number), len(lines)) if number else _last(lines)
    code = next((code for start, code in _KNOWN if said.startswith(start)), "toml_wrong")
    if code == "toml_value_wrong" and _inside_list(lines, line, column):
        code, line = "toml_list_open", _above(_OPENS_LIST, lines, line - 1)
    elif code == "toml_key_wrong" and _OPENS_BRACES.search(lines[line - 1]):
        code = "toml_braces_open"
    elif code == "toml_quote_open" and not number:
        line = _above(_THREE_QUOTES, lines, line)
    elif code == "toml_key_twice":
        line = _above(_STATEMENT, lines, line)
    return Problem(line, code, {"written": quoted(lines[line - 1].strip())})


def _inside_list(lines: list[str], line: int, column: int) -> bool:
    """Whether Python wanted another item where a new line begins: a list above is open."""
    written = lines[line - 1]
    return line > 1 and column == len(written) - len(written.lstrip()) + 1


def _above(looks: re.Pattern[str], lines: list[str], line: int) -> int:
    """The nearest line, upward from one, that looks like that; else the one itself."""
    return next((one for one in range(line, 0, -1) if looks.search(lines[one - 1])), line)


def _last(lines: list[str]) -> int:
    return max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)


def _empty(lines: list[str], problem: Problem) -> bool:
    """Take the wrong statement out, with what belongs to it; False where nothing was there."""
    at = problem.line - 1
    if not lines[at].strip():
        return False
    ends = _HEADER if _HEADER.match(lines[at]) else _NEXT
    lines[at] = ""
    for number in range(at + 1, len(lines)):
        if ends.match(lines[number]):
            break
        lines[number] = ""
    return True
