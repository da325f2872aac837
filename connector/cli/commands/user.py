"""`simpul user add`: people who may log in to the pages."""

import re
import sys

import click

from connector.cli.commands.options import ACTOR, json_option, office
from connector.errors import ConnectorError
from connector.store import audit, users

LEAST_PASSWORD = 12
"""Characters; length protects more than character classes do (NIST SP 800-63B)."""

LOGIN = re.compile(r"[\w.@+-]{2,100}")
"""Letters, digits and what an e-mail address has; no blanks, which nobody sees."""


@click.group()
def user() -> None:
    """Users of the pages."""


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="Full name, as the pages show it.")
@click.option("--role", type=click.Choice([role.value for role in users.UserRole]), required=True)
@click.option(
    "--password", envvar="SIMPUL_USER_PASSWORD", help="Asked for when not in the environment."
)
@json_option
def add(login: str, name: str, role: str, password: str | None, as_json: bool) -> None:
    """Add LOGIN; the password is asked for, or read from SIMPUL_USER_PASSWORD."""
    with office(as_json) as (here, voice):
        if not LOGIN.fullmatch(login) or not name.strip():
            raise ConnectorError("user_unfit")
        password = _asked() if password is None else password
        if len(password) < LEAST_PASSWORD:
            raise ConnectorError("password_short", least=LEAST_PASSWORD)
        now = here.clock()
        with here.engine.begin() as connection:
            added = users.add(
                connection, login, name, password, users.UserRole(role), voice.language, now=now
            )
            audit.note(connection, ACTOR, "user.added", f"user:{added.id}", now=now, role=role)
        voice.line("user_added", login=added.login)
        voice.result({"user": added.login, "role": role})


def _asked() -> str:
    """Ask for the password twice; without a terminal there is nobody to ask."""
    if not sys.stdin.isatty():
        raise ConnectorError("password_absent")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
