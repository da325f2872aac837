"""`simpul user add`: people who may log in to the pages."""

import click

from connector.cli.commands.options import ACTOR, json_option, office
from connector.errors import ConnectorError
from connector.store import audit, users

LEAST_PASSWORD = 12
"""Characters; length protects more than character classes do (NIST SP 800-63B)."""


@click.group()
def user() -> None:
    """Users of the pages."""


@user.command()
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in users.UserRole]), required=True)
@click.password_option(envvar="SIMPUL_USER_PASSWORD", help="Asked for when not in the environment.")
@json_option
def add(login: str, name: str, role: str, password: str, as_json: bool) -> None:
    """Add LOGIN; the password is asked for, or read from SIMPUL_USER_PASSWORD."""
    with office(as_json) as (here, voice):
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
