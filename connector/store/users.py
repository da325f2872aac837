"""Queries about staff users: hashed passwords, roles, and sessions that can be revoked."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update
from werkzeug.security import check_password_hash, generate_password_hash

from connector.errors import ConnectorError
from connector.store.engine import insert_into, reading
from connector.store.tables import users

HASHING = "scrypt"
"""How passwords are hashed: tens of milliseconds and megabytes each, by intent."""


class UserRole(StrEnum):
    """Administrators write everything but an approval, companions (pendamping) attendance.

    Approvers (pimpinan) approve lists of certificates and write nothing else; staff read. Who
    signs is no role: an official's own user does.
    """

    ADMINISTRATOR = "administrator"
    COMPANION = "companion"
    APPROVER = "approver"
    STAFF = "staff"


@dataclass(frozen=True)
class User:
    """Somebody who may sign in. A session made under another epoch is over."""

    id: int
    login: str
    name: str
    role: UserRole
    language: str
    active: bool
    session_epoch: int
    created_at: datetime
    last_login_at: datetime | None
    email: str | None = field(default=None, repr=False)
    """Where the daily digest goes; nobody is written to without one."""


def add(
    connection: Connection,
    login: str,
    name: str,
    password: str,
    role: UserRole,
    language: str,
    *,
    now: datetime,
) -> User:
    """Add a user; raises ConnectorError `user_exists` when the login is taken, in any case."""
    row = connection.execute(
        insert_into(connection, users)
        .values(
            login=plain_login(login),
            name=name,
            password_hash=_hashed(password),
            role=role.value,
            language=language,
            active=True,
            session_epoch=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["login"])
        .returning(users)
    ).one_or_none()
    if row is None:
        raise ConnectorError("user_exists", login=plain_login(login))
    return _user(row)


def find(connection: Connection, login: str) -> User | None:
    row = connection.execute(select(users).where(users.c.login == plain_login(login))).one_or_none()
    return None if row is None else _user(row)


def by_id(connection: Connection, user_id: int) -> User | None:
    row = connection.execute(select(users).where(users.c.id == user_id)).one_or_none()
    return None if row is None else _user(row)


def listing(connection: Connection) -> list[User]:
    """List all users by login, inactive ones too."""
    return [_user(row) for row in connection.execute(select(users).order_by(users.c.login))]


def authenticate(engine: Engine, login: str, password: str, now: datetime) -> User | None:
    """Return the active user whose password this is, and note the visit; None for anybody else.

    Works as hard for a login that is unknown. The hash is checked outside any transaction: it
    takes tens of milliseconds by intent.
    """
    with reading(engine) as connection:
        row = connection.execute(
            select(users).where(users.c.login == plain_login(login), users.c.active)
        ).one_or_none()
    fits = check_password_hash(_nobodys_hash() if row is None else row.password_hash, password)
    if row is None or not fits:
        return None
    with engine.begin() as connection:
        connection.execute(update(users).where(users.c.id == row.id).values(last_login_at=now))
    return _user(row)


def set_password(connection: Connection, user_id: int, password: str) -> None:
    """Change the password and end every session."""
    _change(connection, user_id, password_hash=_hashed(password))


def set_role(connection: Connection, user_id: int, role: UserRole) -> None:
    """Change what the user may do and end every session."""
    _change(connection, user_id, role=role.value)


def set_active(connection: Connection, user_id: int, active: bool) -> None:
    """Let a user in or lock them out, and end every session."""
    _change(connection, user_id, active=active)


def set_language(connection: Connection, user_id: int, language: str) -> None:
    connection.execute(update(users).where(users.c.id == user_id).values(language=language))


def set_email(connection: Connection, user_id: int, email: str | None) -> None:
    """Write down where the daily digest goes; None for nowhere."""
    connection.execute(update(users).where(users.c.id == user_id).values(email=email))


def end_sessions(connection: Connection, user_id: int) -> None:
    """Sign the user out everywhere."""
    _change(connection, user_id)


def _change(connection: Connection, user_id: int, **values: Any) -> None:
    connection.execute(
        update(users)
        .where(users.c.id == user_id)
        .values(session_epoch=users.c.session_epoch + 1, **values)
    )


def plain_login(login: str) -> str:
    """Return the one form of a login that is stored and looked up."""
    return login.strip().lower()


def _hashed(password: str) -> str:
    return generate_password_hash(password, method=HASHING)


@cache
def _nobodys_hash() -> str:
    return _hashed("")


def _user(row: Row[Any]) -> User:
    values = {name: value for name, value in row._asdict().items() if name != "password_hash"}
    return User(**{**values, "role": UserRole(row.role)})
