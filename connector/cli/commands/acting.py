"""Options of commands that act for a named person, and how the trail tells them from a page."""

import click
from sqlalchemy import Connection

from connector.cli.commands.options import ACTOR, Command
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import audit, users
from connector.store.users import User


def by_option(command: Command) -> Command:
    return click.option(
        "--by", "login", default="", help="Login of the person in whose name this is done."
    )(command)


def actor_of(here: Office, user: User | None, deed: str) -> str:
    """Return the actor of a deed; where it names a person, note that a command did it for them.

    Their rights are what counts then. Whoever may run a command has the machine's rights: that it
    was not they who clicked stays readable in the trail.
    """
    if user is None:
        return ACTOR
    with here.engine.begin() as connection:
        audit.note(
            connection, ACTOR, "command.acted_for", f"user:{user.id}", now=here.clock(), deed=deed
        )
    return f"user:{user.id}"


def user_named(connection: Connection, login: str) -> User | None:
    """Return the active user of a login, None for none given; raises `certify_user_unknown`."""
    if not login:
        return None
    user = users.find(connection, login)
    if user is None or not user.active:
        raise ConnectorError("certify_user_unknown", login=login)
    return user
