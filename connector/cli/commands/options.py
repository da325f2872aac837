"""Options that several commands share, and the office they work in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from connector.app import open_office
from connector.cli.console import Voice, told
from connector.flows.office import Office
from connector.settings import read_settings, spoken_language

Command = TypeVar("Command", bound=Callable[..., Any])

ACTOR = "cli"
"""Who the audit trail names for a command: whoever may run it has the machine's rights."""


def json_option(command: Command) -> Command:
    return click.option(
        "--json", "as_json", is_flag=True, help="One JSON object on standard output."
    )(command)


def training_option(command: Command) -> Command:
    return click.option("--training", "code", required=True, help="Code of the training.")(command)


@contextmanager
def office(as_json: bool) -> Iterator[tuple[Office, Voice]]:
    """Open the office of the environment's settings; failures end in words and an exit code."""
    voice = Voice(spoken_language(), as_json)
    with told(voice):
        settings = read_settings()
        voice.language = settings.language
        with open_office(settings) as opened:
            yield opened, voice
