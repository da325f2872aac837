"""`simpul audit verify`: proves that the audit trail is whole."""

import click

from connector.cli.commands.options import json_option, office
from connector.cli.console import Exit
from connector.store import audit as trail


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@json_option
def verify(as_json: bool) -> None:
    """Check the hash chain from its first entry. Exit 5 when it is broken."""
    with office(as_json) as (here, voice):
        report = trail.verify(here.engine)
        broken = report.first_break is not None
        voice.line(
            "audit_broken" if broken else "audit_whole",
            sealed=report.sealed, unsealed=report.unsealed, entry=report.first_break or 0,
        )  # fmt: skip
        voice.result(
            {"sealed": report.sealed, "unsealed": report.unsealed, "broken_at": report.first_break}
        )
        if broken:
            raise SystemExit(Exit.REFUSED)
