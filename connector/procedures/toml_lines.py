"""On which line of a TOML text each key and each item of a list stands; values are not read here.

Python's own reader keeps no lines. This one is for text that Python's has already read, so it may
take what is there for granted.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""`("step", 2, "limit", "amount")`: keys, and positions in lists counted from 0."""

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5}
           | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
  | (?P<mark>[\[\]{},=.\n])
  | (?P<blank>[^\S\n]+)
  | (?P<word>[^\s\[\]{},=."'\#]+)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class _Token:
    mark: str
    """"" of a word or a text."""
    text: str
    line: int


@dataclass
class _Place:
    """Where the reading stands, and what was found so far."""

    tokens: list[_Token]
    at: int = 0
    lines: dict[Path, int] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)
    """Of a list of tables: how many there are by now."""

    def peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def keep(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)


def lines_of(source: str) -> dict[Path, int]:
    """Return the line, counted from 1, of every key, table and item of a list."""
    place = _Place(_tokens(source))
    table: Path = ()
    while token := place.peek():
        if token.mark == "\n":
            place.take()
        elif token.mark == "[":
            table = _header(place)
        else:
            _entry(place, table)
    return place.lines


def _tokens(source: str) -> list[_Token]:
    tokens, line = [], 1
    for found in _TOKEN.finditer(source):
        text = found.group()
        if found.lastgroup not in ("comment", "blank"):
            mark = text if found.lastgroup == "mark" else ""
            tokens.append(_Token(mark, text, line))
        line += text.count("\n")
    return tokens


def _header(place: _Place) -> Path:
    """`[table]` or `[[table]]`: everything after it belongs to that table."""
    opened = place.take()
    following = place.peek()
    of_list = following is not None and following.mark == "["
    if of_list:
        place.take()
    names = _key(place, "]")
    while (token := place.peek()) and token.mark == "]":
        place.take()
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if of_list and position == len(names) - 1:
            place.lines.setdefault(path, opened.line)
            place.counts[path] = place.counts.get(path, 0) + 1
        if path in place.counts:
            path = (*path, place.counts[path] - 1)
    place.keep(path, opened.line)
    return path


def _entry(place: _Place, table: Path) -> None:
    """`key = value`, here or in a table on one line."""
    started = place.at
    line = place.tokens[started].line
    path = (*table, *_key(place, "="))
    place.keep(path, line)
    token = place.peek()
    if token is not None and token.mark == "=":
        place.take()
        _value(place, path)
    if place.at == started:
        place.take()


def _key(place: _Place, end: str) -> list[str]:
    names = []
    while (token := place.peek()) and token.mark not in (end, "\n"):
        place.take()
        if not token.mark:
            names.append(_name(token.text))
    return names


def _name(written: str) -> str:
    if written.startswith("'"):
        return written[1:-1]
    if written.startswith('"'):
        try:
            return str(json.loads(written))
        except ValueError:  # an escape that JSON does not have
            return written[1:-1]
    return written


def _value(place: _Place, path: Path) -> None:
    token = place.peek()
    if token is None:
        return
    if token.mark == "[":
        place.take()
        _items(place, path)
    elif token.mark == "{":
        place.take()
        _fields(place, path)
    else:
        while (token := place.peek()) and token.mark in ("", "."):
            place.take()


def _items(place: _Place, path: Path) -> None:
    position = 0
    while token := place.peek():
        if token.mark == "]":
            place.take()
            return
        if token.mark in (",", "\n"):
            position += token.mark == ","
            place.take()
            continue
        place.lines.setdefault((*path, position), token.line)
        started = place.at
        _value(place, (*path, position))
        if place.at == started:
            place.take()


def _fields(place: _Place, path: Path) -> None:
    while token := place.peek():
        if token.mark == "}":
            place.take()
            return
        if token.mark in (",", "\n"):
            place.take()
            continue
        _entry(place, path)
