"""Databases of every earlier revision come up to this one with what they hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from connector.store.engine import MIGRATIONS, migrate, migration_config, open_engine
from connector.store.tables import metadata
from tests.database import postgresql_or_skip, postgresql_schema, sqlite_url

EARLIER = ["0001", "0002", "0003", "0004"]
"""Revisions that offices may have; the newest is not among them."""


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database without any table."""
    if request.param == "sqlite":
        engine = open_engine(sqlite_url(tmp_path / "old.db"))
        yield engine
        engine.dispose()
        return
    with postgresql_schema(postgresql_or_skip()) as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


@pytest.mark.parametrize("revision", EARLIER)
def test_what_an_office_has_stays_and_the_new_tables_come(bare: Engine, revision: str) -> None:
    with bare.begin() as connection:
        command.upgrade(migration_config(connection), revision)
        connection.execute(
            text(
                "INSERT INTO trainings (code, title, cohort, zone, unit, state, meeting_mode,"
                " options, created_at, created_by) VALUES ('LAMA-1', 'Pelatihan Lama', 'I',"
                " 'Asia/Jakarta', '', 'planned', 'day', '{}', '2026-08-03 01:00:00', 'user:1')"
            )
        )
    migrate(bare)
    with bare.connect() as connection:
        kept = connection.execute(text("SELECT code, title FROM trainings")).all()
        there = set(inspect(connection).get_table_names())
    assert [tuple(row) for row in kept] == [("LAMA-1", "Pelatihan Lama")]
    assert set(metadata.tables) <= there


def test_every_earlier_revision_is_walked_from() -> None:
    known = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert sorted(known)[:-1] == EARLIER
