"""`simpul account release`: lets go of an account that was deleted or is somebody else's."""

import click

from connector.cli.commands.options import ACTOR, json_option, office, training_option
from connector.flows.release_account import release_account


@click.group()
def account() -> None:
    """Accounts in Moodle."""


@account.command()
@click.argument("seat")
@training_option
@json_option
def release(seat: str, code: str, as_json: bool) -> None:
    """Forget which account is SEAT's person; `simpul status` names the seats.

    Nothing is deleted in Moodle. The next plan looks for the person anew.
    """
    with office(as_json) as (here, voice):
        release_account(here, code, seat, ACTOR)
        voice.line("account_released", seat=seat)
        voice.result({"seat": seat, "training": code})
