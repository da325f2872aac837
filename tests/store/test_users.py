"""Staff users: passwords are hashed, logins know no case, sessions can be ended."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, select

from connector.errors import ConnectorError
from connector.store import users
from connector.store.tables import users as users_table
from connector.store.users import User, UserRole
from tests.store.samples import LATER, NOW

PASSWORD = "correct horse battery staple"


def add(connection: Connection, login: str = "Ani ") -> User:
    return users.add(connection, login, "Ani", PASSWORD, UserRole.STAFF, "id", now=NOW)


def test_the_right_password_opens_in_any_case_of_the_login(engine: Engine) -> None:
    with engine.begin() as connection:
        added = add(connection)
    found = users.authenticate(engine, "ANI", PASSWORD, LATER)
    assert found is not None
    assert (found.id, found.login, found.role) == (added.id, "ani", UserRole.STAFF)
    with engine.connect() as connection:
        known = users.by_id(connection, added.id)
        stored = connection.execute(select(users_table.c.password_hash)).scalar_one()
    assert known is not None
    assert known.last_login_at == LATER
    assert PASSWORD not in stored
    assert stored.startswith("scrypt:")


def test_nobody_else_gets_in(engine: Engine) -> None:
    with engine.begin() as connection:
        added = add(connection)
    assert users.authenticate(engine, "ani", "wrong", LATER) is None
    assert users.authenticate(engine, "budi", PASSWORD, LATER) is None
    assert users.authenticate(engine, "budi", "", LATER) is None
    with engine.begin() as connection:
        users.set_active(connection, added.id, False)
    assert users.authenticate(engine, "ani", PASSWORD, LATER) is None


def test_an_unknown_login_is_checked_against_a_hash_as_well(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = list[str]()

    def check(known_hash: str, password: str) -> bool:
        checked.append(known_hash.split("$")[0])
        return True

    with engine.begin() as connection:
        add(connection)
    monkeypatch.setattr(users, "check_password_hash", check)
    assert users.authenticate(engine, "budi", PASSWORD, LATER) is None
    assert users.authenticate(engine, "ani", PASSWORD, LATER) is not None
    assert checked[0] == checked[1]


def test_a_login_is_taken_once_in_any_case(engine: Engine) -> None:
    with engine.begin() as connection:
        add(connection)
        with pytest.raises(ConnectorError, match="user_exists"):
            add(connection, "ANI")


@pytest.mark.parametrize(
    "change",
    [
        lambda c, u: users.set_password(c, u, "another long password"),
        lambda c, u: users.set_role(c, u, UserRole.ADMINISTRATOR),
        lambda c, u: users.set_active(c, u, False),
        lambda c, u: users.end_sessions(c, u),
    ],
)
def test_what_changes_a_users_rights_ends_their_sessions(
    engine: Engine, change: Callable[[Connection, int], None]
) -> None:
    with engine.begin() as connection:
        added = add(connection)
        change(connection, added.id)
        found = users.by_id(connection, added.id)
    assert found is not None
    assert found.session_epoch == added.session_epoch + 1


def test_a_language_is_no_right(engine: Engine) -> None:
    with engine.begin() as connection:
        added = add(connection)
        users.set_language(connection, added.id, "en")
        [found] = users.listing(connection)
        assert users.find(connection, "ani") == found
    assert (found.language, found.session_epoch) == ("en", added.session_epoch)
