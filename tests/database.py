"""Fresh databases for tests: a copied SQLite file, and a schema of its own on PostgreSQL."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, make_url, text

from connector.store.engine import migrate, open_engine
from connector.store.tables import metadata

POSTGRESQL = "SIMPUL_TEST_POSTGRESQL_URL"
"""A database whose user may create schemas; its own tables are never touched."""


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def make_template(folder: Path) -> Path:
    """Migrate one file; tests get copies of it, which is far quicker than migrating again."""
    path = folder / "template.db"
    engine = open_engine(sqlite_url(path))
    migrate(engine)
    engine.dispose()
    return path


def copy_template(template: Path, folder: Path) -> str:
    path = folder / "simpul.db"
    shutil.copyfile(template, path)
    return sqlite_url(path)


def postgresql_or_skip() -> str:
    """Return the URL of the PostgreSQL to test on, or skip, saying so."""
    url = os.environ.get(POSTGRESQL)
    if not url:
        pytest.skip(f"{POSTGRESQL} is not set: not tested on PostgreSQL")
    return url


@contextmanager
def postgresql_schema(url: str) -> Iterator[str]:
    """Make an empty schema and yield a URL that sees nothing else; drop it afterwards."""
    schema = f"simpul_test_{uuid.uuid4().hex[:12]}"
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    admin = create_engine(parsed)
    try:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        inside = parsed.update_query_dict({"options": f"-csearch_path={schema}"})
        yield inside.render_as_string(hide_password=False)
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    finally:
        admin.dispose()


def empty(engine: Engine) -> None:
    """Remove every row of a PostgreSQL test schema, and count from 1 again."""
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """Yield the list that every statement sent meanwhile is written to."""
    seen = list[str]()

    def note(*given: Any) -> None:
        seen.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
