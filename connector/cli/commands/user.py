"""`simpul user add|email`: people who may log in to the pages, and where their digest goes."""

import re
import sys

import click

from connector.cli.commands.options import ACTOR, json_option, office
from connector.errors import ConnectorError
from connector.flows.keep_units import set_address
from connector.store import audit, users
from connector.store.engine import reading

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


@user.command()
@click.argument("login")
@click.argument("address", required=False)
@click.option("--remove", is_flag=True, help="Write to nobody under this login any more.")
@json_option
def email(login: str, address: str | None, remove: bool, as_json: bool) -> None:
    """Write down where LOGIN's daily digest goes; without ADDRESS, show it."""
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            found = users.find(connection, login)
        if found is None:
            raise ConnectorError("user_unknown", login=users.plain_login(login))
        stored = found.email
        if remove or address is not None:
            stored = set_address(here, found.id, "" if remove else address or "", actor=ACTOR)
        told = "user_email" if stored else "user_email_none"
        voice.line(told, login=found.login, email=stored or "")
        voice.result({"user": found.login, "email": stored})


def _asked() -> str:
    """Ask for the password twice; without a terminal there is nobody to ask."""
    if not sys.stdin.isatty():
        raise ConnectorError("password_absent")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
