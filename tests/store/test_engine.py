"""Opening and migrating: both databases, several processes, moments that keep their zone."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from connector.errors import SettingsError
from connector.store.engine import migrate, migration_config, moment_in, open_engine, reading
from connector.store.migrations import VERSION_TABLE, is_ours
from connector.store.tables import jobs, metadata, sessions, users
from tests.database import postgresql_or_skip, postgresql_schema, sqlite_url
from tests.store.samples import NOW, with_training

USER = {
    "login": "ani",
    "name": "Ani",
    "password_hash": "-",
    "role": "staff",
    "language": "id",
    "active": True,
    "session_epoch": 0,
}


def differences(engine: Engine) -> list[object]:
    with engine.begin() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"version_table": VERSION_TABLE, "compare_type": True, "include_object": is_ours},
        )
        return list(compare_metadata(context, metadata))


def test_the_migrations_build_exactly_the_tables_the_code_knows(engine: Engine) -> None:
    assert differences(engine) == []


def test_a_column_that_no_migration_made_is_noticed(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE strangers (id INTEGER PRIMARY KEY)"))
        connection.execute(text("ALTER TABLE users ADD COLUMN nickname TEXT"))
    try:
        found = differences(engine)
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE strangers"))
            connection.execute(text("ALTER TABLE users DROP COLUMN nickname"))
    assert [one[0] for one in found if isinstance(one, tuple)] == ["remove_column"]


def every_revision(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        scripts = ScriptDirectory.from_config(migration_config(connection))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def climb(engine: Engine) -> None:
    for revision in every_revision(engine):
        with engine.begin() as connection:
            command.upgrade(migration_config(connection), revision)
    assert differences(engine) == []
    migrate(engine)


def test_every_revision_follows_the_one_before_it_on_sqlite(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "steps.db"))
    climb(engine)
    engine.dispose()


def test_every_revision_follows_the_one_before_it_on_postgresql() -> None:
    with postgresql_schema(postgresql_or_skip()) as url:
        engine = open_engine(url)
        climb(engine)
        engine.dispose()


START = """
import sys
from connector.store.engine import migrate, open_engine
engine = open_engine(sys.argv[1])
migrate(engine)
engine.dispose()
"""


def start_four(url: str) -> list[str]:
    started = [
        subprocess.Popen([sys.executable, "-c", START, url], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    return [process.communicate(timeout=60)[1] for process in started]


def test_processes_that_start_at_once_migrate_an_empty_sqlite_file_once(tmp_path: Path) -> None:
    assert start_four(sqlite_url(tmp_path / "new.db")) == [""] * 4


def test_processes_that_start_at_once_migrate_an_empty_schema_once() -> None:
    with postgresql_schema(postgresql_or_skip()) as url:
        assert start_four(url) == [""] * 4


def test_switching_a_new_file_to_wal_waits_for_whoever_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    engine = open_engine(sqlite_url(path))
    with ThreadPoolExecutor(1) as pool:
        opened = pool.submit(engine.connect)
        wait([opened], timeout=0.1)
        other.execute("COMMIT")
        opened.result(timeout=20).close()
    engine.dispose()
    other.close()


def test_tables_of_others_stay_when_ours_are_migrated(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "shared.db"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE strangers (id INTEGER PRIMARY KEY)"))
    migrate(engine)
    assert {"strangers", "seats", VERSION_TABLE} <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_sqlite_runs_durably_with_foreign_keys(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 30000,
        "foreign_keys": 1,
    }


def test_a_writer_holds_the_lock_before_it_wrote_and_readers_do_not_wait(
    sqlite_engine: Engine,
) -> None:
    impatient = sqlite3.connect(str(sqlite_engine.url.database), timeout=0)
    with sqlite_engine.begin():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            impatient.execute("BEGIN IMMEDIATE")
        with reading(sqlite_engine) as reader:
            assert reader.execute(select(users)).all() == []
    impatient.close()


def test_a_reading_transaction_cannot_write(engine: Engine) -> None:
    with reading(engine) as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(users.insert().values(**USER, created_at=NOW))
    with engine.begin() as connection:
        connection.execute(users.insert().values(**USER, created_at=NOW))


def test_a_row_needs_the_rows_it_points_to(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(
            sessions.insert().values(
                training_id=99,
                key="k",
                date=date(2026, 8, 3),
                starts_at=NOW,
                ends_at=NOW,
                zone="Asia/Jakarta",
                subject="s",
                jp=Decimal(2),
                kind="class",
                instructors=[],
            )
        )


def test_a_naive_moment_is_refused(engine: Engine) -> None:
    naive = NOW.replace(tzinfo=None)
    with engine.connect() as connection, pytest.raises(StatementError, match="naive"):
        connection.execute(users.insert().values(**USER, created_at=naive))


def test_a_moment_comes_back_as_the_same_instant_in_utc(engine: Engine) -> None:
    jakarta = timezone(timedelta(hours=7))
    local = datetime(2026, 8, 3, 7, 30, 15, 123456, tzinfo=jakarta)
    with engine.begin() as connection:
        connection.execute(users.insert().values(**USER, created_at=local))
        found = connection.execute(
            select(users.c.created_at).where(users.c.created_at <= local)
        ).scalar_one()
    assert found == local
    assert found.tzinfo is UTC


def test_the_shared_clock_compares_with_stored_moments(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            jobs.insert().values(
                kind="k",
                body={},
                state="ready",
                attempts=0,
                created_at=NOW,
                run_at=moment_in(connection, 60),
            )
        )
        later = select(jobs.c.id).where(jobs.c.run_at > moment_in(connection, 59))
        sooner = select(jobs.c.id).where(jobs.c.run_at > moment_in(connection, 61))
        assert connection.execute(later).all()
        assert not connection.execute(sooner).all()


def test_a_number_is_never_given_out_again(engine: Engine) -> None:
    with_training(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM trainings"))
    assert with_training(engine).id == 2


@pytest.mark.parametrize("url", ["nonsense", "mysql://h/d", "sqlite://", "sqlite:///:memory:"])
def test_a_database_we_cannot_use_is_a_settings_error(url: str) -> None:
    with pytest.raises(SettingsError, match="SIMPUL_DATABASE_URL"):
        open_engine(url)
