"""Fixtures for every test; the database ones run a test on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.store.engine import migrate, open_engine
from tests.database import (
    copy_template,
    empty,
    make_template,
    postgresql_or_skip,
    postgresql_schema,
)


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
