"""Reads one table of a procedure's file key by key, and notes what is wrong with its line.

A wrong value reads as an empty one, so that the rest of the file is checked all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from connector.procedures.problems import Problem, quoted
from connector.procedures.toml_lines import Path

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 40

LONGEST_TEXT, MOST_ITEMS = 600, 40


@dataclass
class Findings:
    """Where everything stands, and what was found to be wrong."""

    lines: Mapping[Path, int]
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a key or item; of what is not there, the line of what should hold it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def note(self, path: Path, code: str, **params: str | int) -> None:
        self.problems.append(Problem(self.line(path), code, params))


@dataclass
class Sheet:
    """One table of the file; what is asked for is known, the rest is refused by `close`."""

    values: Mapping[str, Any]
    path: Path
    findings: Findings
    asked: set[str] = field(default_factory=set)

    def at(self, key: str, *more: str | int) -> Path:
        return (*self.path, key, *more)

    def note(self, key: str, code: str, **params: str | int) -> None:
        self.findings.note(self.at(key), code, **params)

    def given(self, key: str) -> bool:
        self.asked.add(key)
        return key in self.values

    def close(self) -> None:
        """Refuse the keys that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                near = nearest(key, self.asked)
                self.note(key, "key_unknown" + ("_near" if near else ""), **_named(key, near))

    def text(self, key: str, *, needed: bool = False, longest: int = LONGEST_TEXT) -> str:
        """Return one line of text, runs of blanks made one; "" where it is wrong or not there."""
        if not self._there(key, needed):
            return ""
        return self._line(self.at(key), self.values[key], longest)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of texts; a wrong one is "", so that the others keep their place."""
        if not self._there(key, needed):
            return ()
        items = self.values[key]
        if not isinstance(items, list):
            self.note(key, "field_not_list", field=key)
            return ()
        if needed and not items:
            self.note(key, "field_empty", field=key)
        if len(items) > MOST_ITEMS:
            self.note(key, "items_many", field=key, limit=MOST_ITEMS)
            return ()
        read = tuple(self._line(self.at(key, n), one, LONGEST_TEXT) for n, one in enumerate(items))
        for position, one in enumerate(read):
            if one and one in read[:position]:
                path = self.at(key, position)
                self.findings.note(path, "item_twice", field=key, written=quoted(one))
        return read

    def number(self, key: str, smallest: int, largest: int) -> int:
        """Return a whole number; `smallest` where it is not one."""
        if not self._there(key, needed=True):
            return smallest
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(key, "field_not_number", field=key)
        elif not smallest <= value <= largest:
            self.note(key, "number_outside", field=key, smallest=smallest, largest=largest)
        else:
            return value
        return smallest

    def yes(self, key: str) -> bool:
        value = self.values[key] if self.given(key) else False
        if not isinstance(value, bool):
            self.note(key, "field_not_yes_no", field=key)
            return False
        return value

    def day(self, key: str) -> date | None:
        value = self.values[key] if self.given(key) else None
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.note(key, "field_not_day", field=key)
            return None
        return value

    def table(self, key: str, *, needed: bool = False) -> Sheet | None:
        if not self._there(key, needed):
            return None
        if not isinstance(self.values[key], dict):
            self.note(key, "field_not_table", field=key)
            return None
        return Sheet(self.values[key], self.at(key), self.findings)

    def tables(self, key: str) -> list[Sheet]:
        """Return the `[[key]]` tables; anything else under that name is refused."""
        value = self.values[key] if self.given(key) else []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.note(key, "field_not_tables", field=key)
            return []
        return [Sheet(one, self.at(key, n), self.findings) for n, one in enumerate(value)]

    def slug(self, key: str) -> str:
        written = self.text(key, needed=True)
        if written and (not SLUG.fullmatch(written) or len(written) > LONGEST_SLUG):
            self.note(key, "slug_wrong", field=key, written=quoted(written), limit=LONGEST_SLUG)
            return ""
        return written

    def choice(self, key: str, allowed: Iterable[str], code: str) -> str:
        """Return one of the allowed words, "" for anything else."""
        written = self.text(key, needed=True)
        return self.one_of(self.at(key), written, allowed, code)

    def one_of(self, path: Path, written: str, allowed: Iterable[str], code: str) -> str:
        known = list(allowed)
        if not written or written in known:
            return written
        self.findings.note(path, code, written=quoted(written), known=", ".join(known))
        return ""

    def _there(self, key: str, needed: bool) -> bool:
        if self.given(key):
            return True
        if needed:
            self.note(key, "field_missing", field=key)
        return False

    def _line(self, path: Path, value: Any, longest: int) -> str:
        name = str(path[-1] if isinstance(path[-1], str) else path[-2])
        if not isinstance(value, str):
            self.findings.note(path, "field_not_text", field=name)
            return ""
        text = " ".join(value.split())
        strange = next((one for one in text if not _readable(one)), "")
        if strange:
            self.findings.note(
                path, "text_unreadable", field=name, character=f"U+{ord(strange):04X}"
            )
        elif len(text) > longest:
            self.findings.note(path, "text_long", field=name, limit=longest)
        elif not text:
            self.findings.note(path, "field_empty", field=name)
        else:
            return text
        return ""


def nearest(written: str, known: Iterable[str]) -> str:
    """Return the known word that somebody probably meant, or ""."""
    found = get_close_matches(written[:80], sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def _named(key: str, near: str) -> dict[str, str | int]:
    return {"field": quoted(key), **({"near": near} if near else {})}


def _readable(character: str) -> bool:
    """Whether a reader sees it: no controls, no marks that turn the direction of a line."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
