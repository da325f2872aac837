"""The command `simpul`: one group, one module a topic; each command is a few lines over a flow.

Every command takes `--json`: then people's text goes to standard error and standard output
holds exactly one JSON object, documented in the README. Exit codes stand in `console`.
"""

import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from connector import log
from connector.cli.commands import (
    account,
    attendance,
    audit,
    certify,
    doctor,
    inbox,
    moodle,
    procedure,
    report,
    roster,
    run,
    sync,
    training,
    user,
)
from connector.cli.console import Voice
from connector.cli.demo import demo
from connector.settings import spoken_language


class Commands(click.Group):
    """Ends every run with an exit code and, with `--json`, one object, also when it goes wrong."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> NoReturn:
        given = list(sys.argv[1:] if args is None else args)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # a name must not end a run half-way
                stream.reconfigure(errors="replace")
        voice = Voice(spoken_language(), "--json" in given)
        try:
            sys.exit(super().main(given, *rest, **{**more, "standalone_mode": False}) or 0)
        except click.ClickException as error:
            error.show()
            _answer(voice, "usage", message=error.format_message())
            sys.exit(error.exit_code)
        except click.Abort:
            voice.complain("stopped")
            _answer(voice, "stopped")
            sys.exit(1)
        except BrokenPipeError:  # whoever read standard output has gone
            sys.exit(1)
        except Exception as error:
            traceback.print_exc()
            voice.complain("unforeseen", kind=type(error).__name__)
            _answer(voice, "unforeseen", kind=type(error).__name__)
            sys.exit(1)


def _answer(voice: Voice, code: str, **params: str) -> None:
    voice.result({"error": code, "params": params})


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="simpul")
@click.option("-v", "--verbose", is_flag=True, help="Log every step to standard error.")
def main(verbose: bool) -> None:
    """Rosters into Moodle and Zoom, visibly correct or visibly undecided."""
    log.configure(verbose=verbose)


for command in (
    demo,
    run.serve,
    run.worker,
    doctor.doctor,
    training.training,
    roster.roster,
    sync.plan,
    sync.apply,
    sync.status,
    attendance.attendance,
    certify.certify,
    procedure.procedure,
    report.report,
    inbox.inbox,
    moodle.moodle,
    account.account,
    user.user,
    audit.audit,
):
    main.add_command(command)
