"""Makes webhooks durable, many in one commit; knows nothing of who sent them or what they say.

One fsync a request would keep a slow disk from ever answering Zoom in its 3 seconds. So one
thread a process owns the writing connection, and while it commits, the next batch gathers.
"""

import hashlib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError

from connector import log
from connector.store.inbox import InboxState
from connector.store.types import Moment
from webhooks.errors import NotKept

BATCH = 500
"""Rows in one transaction at most."""

ROOM = 2000
"""Events that may wait to be written; beyond that the sender is told to come back."""

WAIT = 2.5
"""Seconds a request waits for its commit; Zoom gives up after 3."""

STOP = 10.0
"""Seconds in which a stopping process writes what has queued; gunicorn gives it 30 in all."""

DUE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a fresh event is due: at once, whatever the clock of the door's machine says."""

_Row = tuple[Any, ...]

_log = log.get("inbox")


@dataclass(frozen=True)
class Arrival:
    """One verified request; `body` is exactly what was signed."""

    source: str
    connection_id: str
    body: bytes
    received_at: datetime


class _Entry:
    """A row, and the request that waits to hear what became of it.

    A bare lock, held until that is known, costs a third of an Event.
    """

    __slots__ = ("_undecided", "row", "stored")

    def __init__(self, row: _Row) -> None:
        self.row, self.stored, self._undecided = row, False, threading.Lock()
        self._undecided.acquire()

    def decide(self, stored: bool) -> None:
        self.stored = stored
        self._undecided.release()

    def wait(self, seconds: float) -> bool:
        """Return whether it was decided within this time."""
        return self._undecided.acquire(timeout=seconds)


class _Insertion:
    """The INSERT in the words of the database's own driver: compiled by SQLAlchemy a batch takes
    twice as long, and the door shares one interpreter with the pages.
    """

    # Any other conflict than that of the key is an error, and must show as one.
    SQL = (
        "INSERT INTO inbox"
        " (source, connection_id, digest, body, received_at, state, run_at, attempts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (source, connection_id, digest) DO NOTHING"
    )

    def __init__(self, dialect: Dialect) -> None:
        self._sql = self.SQL if dialect.paramstyle == "qmark" else self.SQL.replace("?", "%s")
        self._moment = Moment().bind_processor(dialect) or (lambda moment: moment)
        self._due = self._moment(DUE)

    def row(self, arrival: Arrival) -> _Row:
        """Return the values, in order; the digest makes a repetition the same row."""
        digest = hashlib.sha256(arrival.body).hexdigest()
        moment = self._moment(arrival.received_at)
        key = (arrival.source, arrival.connection_id, digest)
        return (*key, arrival.body, moment, InboxState.WAITING.value, self._due, 0)

    def execute(self, connection: Connection, rows: list[_Row]) -> None:
        connection.exec_driver_sql(self._sql, rows)


class GroupCommitter:
    """Start it in the process that serves, after the fork; leaving writes what has queued."""

    def __init__(self, engine: Engine, *, wait: float = WAIT, room: int = ROOM) -> None:
        self._engine, self._wait, self._room = engine, wait, room
        self._insertion = _Insertion(engine.dialect)
        self._queue = SimpleQueue[_Entry | None]()
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)
        self._connection: Connection | None = None
        self._closing = False
        self._writing_since: float | None = None
        self._failed = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        self._queue.put(None)
        self._thread.join(STOP)

    def keep(self, arrival: Arrival) -> None:
        """Return when the event is durable, now or since an earlier delivery; else raise NotKept.

        While a write has been hanging for longer than a request waits, events still queue but
        nobody waits for them: the threads are needed for the pages.
        """
        if self._closing or not self._thread.is_alive():
            raise NotKept("committer_gone")
        if self._queue.qsize() >= self._room:
            raise NotKept("queue_full")
        entry = _Entry(self._insertion.row(arrival))
        self._queue.put(entry)
        if not entry.wait(0 if self._hanging() else self._wait):
            raise NotKept("commit_late")
        if not entry.stored:
            raise NotKept("write_failed")

    def ready(self) -> bool:
        """Whether an event would be taken now; a failed write does not count, the next may work."""
        return self._thread.is_alive() and not self._closing and not self._hanging()

    def _hanging(self) -> bool:
        since = self._writing_since
        return since is not None and time.monotonic() - since > self._wait

    def _run(self) -> None:
        ending = False
        while not ending:
            batch, ending = self._next_batch()
            self._writing_since = time.monotonic()
            self._settle(batch)
            self._writing_since = None
        self._let_go()

    def _next_batch(self) -> tuple[list[_Entry], bool]:
        """Wait for one entry and take what else has queued, without a timer: the last fsync was
        the time in which it gathered. True with the last batch.
        """
        batch = list[_Entry]()
        entry = self._queue.get()
        while entry is not None:
            batch.append(entry)
            if len(batch) == BATCH:
                return batch, False
            try:
                entry = self._queue.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _settle(self, batch: Sequence[_Entry]) -> None:
        """Write all, or else as many as go one by one while somebody waits for them."""
        give_up = time.monotonic() + self._wait
        if not batch or self._written(batch):
            for entry in batch:
                entry.decide(True)
            return
        for entry in batch:
            entry.decide(time.monotonic() < give_up and self._written([entry]))

    def _written(self, batch: Sequence[_Entry]) -> bool:
        """Commit these rows in one transaction; say whether that worked."""
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            with self._connection.begin():
                self._insertion.execute(self._connection, [entry.row for entry in batch])
        except Exception as error:
            self._note_failure(error)
            self._let_go()
            return False
        if self._failed:
            _log.info("inbox written again", failures=self._failed)
            self._failed = 0
        return True

    def _let_go(self) -> None:
        """Give the connection back; the next batch gets one that is known to live."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _note_failure(self, error: Exception) -> None:
        """Log the first failure of a row of them: its kind, never its text."""
        if not self._failed:
            origin = error.orig if isinstance(error, DBAPIError) else None
            code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
            _log.error("inbox not written", error=type(error).__name__, code=code)
        self._failed += 1
