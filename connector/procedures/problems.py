"""What is wrong with a procedure's file: every problem with its line, none of them said here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from connector.errors import ConnectorError


class Problem(NamedTuple):
    """One thing to mend; its sentence stands in `messages` under the code."""

    line: int
    """Counted from 1."""
    code: str
    params: Mapping[str, str | int]


class ProcedureRefused(ConnectorError):
    """The file was not taken; `problems` lists everything wrong with it, in order of lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(problems, key=lambda one: one.line)
        super().__init__("procedure_refused", count=len(self.problems))


LONGEST_QUOTE = 40
"""Characters of what somebody wrote that a sentence repeats."""


def quoted(written: object) -> str:
    """Return what stands in the file as a sentence may repeat it: short, and printable."""
    text = "".join(
        each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in str(written)[:200]
    )
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
