"""How commands speak: tables and progress for people, one JSON object for machines, exit codes.

Exit codes, the same for every command:
    0 done, everything in line        5 held or refused: a person must decide
    1 unforeseen failure              6 a remote system is not available now; try again
    2 wrong usage                     7 done, but something is missing, parked or waiting
    3 settings are wrong              8 a remote system refused us: a person must mend it
    4 a file or entry is unusable; nothing was imported
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import OperationalError

from connector.cli.wording import CLI
from connector.errors import (
    ConnectorError,
    PermanentError,
    PlanRefused,
    RosterError,
    SettingsError,
    TemporaryError,
)
from connector.messages import Catalogue, Language, say


class Exit(IntEnum):
    """See the module's text."""

    DONE = 0
    SETTINGS = 3
    INPUT = 4
    REFUSED = 5
    UNAVAILABLE = 6
    INCOMPLETE = 7
    REMOTE = 8


@dataclass
class Voice:
    """Where and in what language a command speaks. In JSON mode people's text goes to stderr."""

    language: Language = "id"
    as_json: bool = False
    catalogue: Catalogue = field(default_factory=lambda: CLI)

    def __post_init__(self) -> None:
        self.console = Console(stderr=self.as_json, highlight=False, soft_wrap=True)

    def text(self, code: str, **params: str | int) -> str:
        """Return the sentence for a code, with what to do behind it."""
        return " ".join(part for part in self.parts(code, params) if part)

    def parts(self, code: str, params: Mapping[str, str | int]) -> tuple[str, str]:
        return say(self.catalogue, code, params, self.language)

    def said(self, system: str, code: str, params: Mapping[str, str | int]) -> str:
        """Return the sentence for a code that a connected system raised, in its own words."""
        return " ".join(p for p in say(self.catalogue, code, params, self.language, system) if p)

    def line(self, code: str, **params: str | int) -> None:
        self.console.print(self.text(code, **params), markup=False)

    def agrees(self, code: str, **params: str | int) -> bool:
        """Ask a question on standard error; only a plain yes, in either language, is a yes."""
        answer = click.prompt(
            self.text(code, **params), default="", show_default=False, prompt_suffix=" ", err=True
        )
        return str(answer).strip().casefold() in ("y", "ya", "yes")

    def complain(self, code: str, **params: str | int) -> None:
        """Say on standard error what went wrong, whatever standard output is for."""
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            self.text(code, **params), markup=False
        )

    def table(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Print a table; cells are shown as they are, never read as markup."""
        table = Table(title=self.text(title) if title else None, title_justify="left")
        for heading in headings:
            table.add_column(self.text(heading), overflow="fold")
        for row in rows:
            table.add_row(*(Text(str(cell)) for cell in row))
        self.console.print(table)

    def result(self, answer: Mapping[str, Any]) -> None:
        """Print the one JSON object of `--json`, last and on one line."""
        if self.as_json:
            unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
            text = json.dumps(answer, ensure_ascii=not unicode, default=str)
            sys.stdout.write(text + "\n")


def exit_code(error: ConnectorError) -> Exit:
    """Return the code a command ends with after this error."""
    if isinstance(error, SettingsError):
        return Exit.SETTINGS
    if isinstance(error, PlanRefused):
        return Exit.REFUSED
    if isinstance(error, TemporaryError):
        return Exit.UNAVAILABLE
    if isinstance(error, PermanentError):
        return Exit.REMOTE
    return Exit.INPUT if isinstance(error, RosterError) else Exit.REFUSED


@contextmanager
def told(voice: Voice) -> Iterator[None]:
    """Turn an expected failure into its words and its exit code; nothing else is caught."""
    try:
        yield
    except SettingsError as error:
        voice.complain("settings_wrong", count=len(error.problems))
        for name, hint in error.problems:
            click.echo(f"  {name}: {hint}", err=True)
        voice.result({"error": error.code, "problems": dict(error.problems)})
        sys.exit(Exit.SETTINGS)
    except OperationalError as error:
        reason = str(error.orig).partition("\n")[0][:160]
        voice.complain("database_away", reason=reason)
        voice.result({"error": "database_away", "params": {"reason": reason}})
        sys.exit(Exit.UNAVAILABLE)
    except ConnectorError as error:
        voice.complain(error.code, **error.params)
        voice.result({"error": error.code, "params": dict(error.params)})
        sys.exit(exit_code(error))
