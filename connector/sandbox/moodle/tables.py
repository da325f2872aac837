"""The sandbox's little database: tables with indexes, and transactions others cannot see into.

As in Moodle's database a check and the insert that follows it are not one step: two transactions
that run at once both find nothing and both insert, unless a unique index stops the second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connector.sandbox.moodle.errors import missing_record, write_failed

Row = dict[str, Any]
"""One record. Never changed in place: an update puts a new one."""

KeyFunction = Callable[[Row], Hashable]


@dataclass(frozen=True)
class Changed:
    """One row as it was before a commit and as it is after; None where it was or is not there."""

    table: str
    before: Row | None
    after: Row | None


Committed = Callable[[Sequence[Changed], int], None]
"""Hears of a commit, under the database's lock: what changed, and by which user."""


@dataclass(frozen=True)
class Schema:
    """What a table looks up by, what it keeps unique, and how long its texts may be."""

    name: str
    first_id: int
    indexes: Mapping[str, KeyFunction] = field(default_factory=dict)
    unique: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)


class Table:
    """Rows by id, with the indexes of their schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.rows: dict[int, Row] = {}
        self.next_id = schema.first_id
        self._index: dict[str, dict[Hashable, dict[int, None]]] = {
            name: {} for name in schema.indexes
        }

    def put(self, row: Row) -> None:
        self.remove(row["id"])
        self.rows[row["id"]] = row
        for name, key in self.schema.indexes.items():
            self._index[name].setdefault(key(row), {})[row["id"]] = None

    def remove(self, row_id: int) -> None:
        row = self.rows.pop(row_id, None)
        if row is None:
            return
        for name, key in self.schema.indexes.items():
            found = self._index[name][key(row)]
            del found[row_id]
            if not found:
                del self._index[name][key(row)]

    def find(self, index: str, key: Hashable) -> list[Row]:
        return [self.rows[row_id] for row_id in self._index[index].get(key, ())]


class Database:
    """All tables, one lock, and the pause between a check and its insert."""

    def __init__(self, schemas: tuple[Schema, ...], race_delay: float) -> None:
        self.lock = threading.RLock()
        self.race_delay = race_delay
        self.schemas = schemas
        self.tables: dict[str, Table] = {}
        self.committed: list[Committed] = []
        self.clear()

    def clear(self) -> None:
        with self.lock:
            self.tables = {schema.name: Table(schema) for schema in self.schemas}

    def take_id(self, table: str) -> int:
        """The next id; like a sequence it never comes back, whatever becomes of the row."""
        with self.lock:
            taken = self.tables[table].next_id
            self.tables[table].next_id += 1
            return taken

    def transaction(self, by: int = 0) -> Transaction:
        """Begin a transaction of a user; 0 where nobody in particular acts."""
        return Transaction(self, by)


class _Overlay:
    """What one transaction changed in one table."""

    def __init__(self, schema: Schema) -> None:
        self.rows = Table(schema)
        self.inserted: set[int] = set()
        self.changes: dict[int, Row] = {}
        self.deleted: set[int] = set()


class Transaction:
    """Reads committed rows and its own; used as a context it commits, or forgets on an error."""

    def __init__(self, database: Database, by: int) -> None:
        self._database = database
        self._by = by
        self._overlays: dict[str, _Overlay] = {}

    def __enter__(self) -> Transaction:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.commit()
        else:
            self._overlays.clear()

    def get(self, table: str, row_id: int) -> Row | None:
        overlay = self._overlays.get(table)
        if overlay is not None:
            if row_id in overlay.deleted:
                return None
            if row_id in overlay.rows.rows:
                return overlay.rows.rows[row_id]
        with self._database.lock:
            return self._database.tables[table].rows.get(row_id)

    def must_get(self, table: str, row_id: int) -> Row:
        """The row, or Moodle's error for a record that is not there."""
        row = self.get(table, row_id)
        if row is None:
            raise missing_record(table)
        return row

    def find(self, table: str, index: str, key: Hashable) -> list[Row]:
        """Rows whose index has this key, ordered by id."""
        with self._database.lock:
            found = self._database.tables[table].find(index, key)
        overlay = self._overlays.get(table)
        if overlay is not None:
            hidden = overlay.deleted | overlay.rows.rows.keys()
            found = [row for row in found if row["id"] not in hidden]
            found += overlay.rows.find(index, key)
        return sorted(found, key=lambda row: int(row["id"]))

    def exists(self, table: str, index: str, key: Hashable) -> bool:
        return bool(self.find(table, index, key))

    def all(self, table: str) -> Iterator[Row]:
        """Every row, ordered by id."""
        with self._database.lock:
            rows = dict(self._database.tables[table].rows)
        overlay = self._overlays.get(table)
        if overlay is not None:
            rows = {key: row for key, row in rows.items() if key not in overlay.deleted}
            rows.update(overlay.rows.rows)
        yield from (rows[key] for key in sorted(rows))

    def insert(self, table: str, values: Row) -> Row:
        overlay = self._overlay(table)
        row = {"id": self._database.take_id(table), **values}
        _check_widths(overlay.rows.schema, row)
        for name in overlay.rows.schema.unique:
            if overlay.rows.find(name, overlay.rows.schema.indexes[name](row)):
                raise write_failed(f"duplicate key {name} in {table}")
        overlay.rows.put(row)
        overlay.inserted.add(row["id"])
        return row

    def update(self, table: str, row_id: int, **changes: Any) -> Row:
        row = {**self.must_get(table, row_id), **changes}
        overlay = self._overlay(table)
        _check_widths(overlay.rows.schema, changes)
        overlay.rows.put(row)
        if row_id not in overlay.inserted:
            overlay.changes.setdefault(row_id, {}).update(changes)
        return row

    def delete(self, table: str, row_id: int) -> None:
        overlay = self._overlay(table)
        overlay.rows.remove(row_id)
        overlay.changes.pop(row_id, None)
        if row_id in overlay.inserted:
            overlay.inserted.discard(row_id)
        else:
            overlay.deleted.add(row_id)

    def commit(self) -> None:
        """Make everything visible at once, or raise dmlwriteexception for a lost race."""
        overlays, self._overlays = self._overlays, {}
        if any(overlay.inserted for overlay in overlays.values()) and self._database.race_delay:
            time.sleep(self._database.race_delay)
        if not overlays:
            return
        with self._database.lock:
            final = {name: self._final(name, overlay) for name, overlay in overlays.items()}
            changed = list(self._changed(overlays, final))
            for name, rows in final.items():
                table = self._database.tables[name]
                for row_id in overlays[name].deleted:
                    table.remove(row_id)
                for row in rows:
                    table.put(row)
            for hears in self._database.committed:
                hears(changed, self._by)

    def _changed(
        self, overlays: Mapping[str, _Overlay], final: Mapping[str, Sequence[Row]]
    ) -> Iterator[Changed]:
        for name, rows in final.items():
            there = self._database.tables[name].rows
            for row_id in overlays[name].deleted:
                if row_id in there:
                    yield Changed(name, there[row_id], None)
            for row in rows:
                yield Changed(name, there.get(row["id"]), row)

    def _final(self, name: str, overlay: _Overlay) -> list[Row]:
        """The rows to put, each checked against what others committed meanwhile."""
        table = self._database.tables[name]
        rows = [overlay.rows.rows[row_id] for row_id in sorted(overlay.inserted)]
        rows += [
            {**table.rows[row_id], **changes}
            for row_id, changes in overlay.changes.items()
            if row_id in table.rows
        ]
        for row in rows:
            for unique in table.schema.unique:
                for other in table.find(unique, table.schema.indexes[unique](row)):
                    if other["id"] != row["id"] and other["id"] not in overlay.deleted:
                        raise write_failed(f"duplicate key {unique} in {name}")
        return rows

    def _overlay(self, table: str) -> _Overlay:
        if table not in self._overlays:
            self._overlays[table] = _Overlay(self._database.tables[table].schema)
        return self._overlays[table]


def _check_widths(schema: Schema, values: Mapping[str, Any]) -> None:
    for column, width in schema.widths.items():
        if len(str(values.get(column) or "")) > width:
            raise write_failed(f"value too long for {schema.name}.{column} ({width})")
