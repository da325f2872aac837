"""Fixtures for every test; the database ones run a test on SQLite and on PostgreSQL."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from connector.settings import Settings
from connector.store import users
from connector.store.engine import migrate, open_engine
from tests.database import (
    copy_template,
    empty,
    make_template,
    postgresql_or_skip,
    postgresql_schema,
)

settings.register_profile("simpul", deadline=None, derandomize=True)
settings.load_profile("simpul")


LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator has set must not reach a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SIMPUL_{name.upper()}", raising=False)
        monkeypatch.delenv(f"SIMPUL_{name.upper()}_FILE", raising=False)


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of invented users need no slow hash; what users really get has its own tests."""
    if request.path.name != "test_users.py":
        monkeypatch.setattr(users, "HASHING", "pbkdf2:sha256:1")


@pytest.fixture(autouse=True)
def loopback_only(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but a live test talks to another machine."""
    if request.node.get_closest_marker("live"):
        return
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test reached for {address[0]}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_engine() -> Iterator[Engine]:
    with postgresql_schema(postgresql_or_skip()) as url:
        engine = open_engine(url)
        migrate(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """A migrated SQLite file, for tests in which the kind of database does not matter."""
    engine = open_engine(copy_template(sqlite_template, tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A migrated, empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_engine")
        return
    shared: Engine = request.getfixturevalue("postgresql_engine")
    empty(shared)
    yield shared
