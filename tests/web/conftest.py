"""One house a test, on a fresh SQLite file; the pages run the same queries on PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.web.place import House, house


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with house(sqlite_engine) as opened:
        yield opened


@pytest.fixture
def place_on_both(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        yield opened
