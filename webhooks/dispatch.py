"""The drain: takes stored events off the inbox, in batches, and makes of them what they mean.

One loop a process; any number of processes (facts: tech §1.2). What an event leads to is stored in
the transaction that settles it, so a drain that dies at any moment loses nothing and repeats
nothing. Stays are made afterwards, whenever a held meeting has something new. What a learning
system tells is only noted: jobs read again what it names.
"""

import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from connector import log
from connector.clock import utc_now
from connector.domain.learning_news import News
from connector.domain.office_events import Receipt
from connector.domain.presence import HeldSighting
from connector.jobs.worker import new_owner
from connector.store import inbox, learning_news, office_deliveries, presence
from connector.store.engine import reading
from connector.store.inbox import InboxFailure, InboxRow, InboxState, Settlement
from connector.store.inbox_bodies import parsed, stripped
from webhooks.readings import Reader, Reading, Unreadable, Use

BATCH = 1000
"""Rows claimed and settled together."""

LEASE_SECONDS = 60.0
"""How long a drain may be silent before its rows are offered to another; a batch takes well
under a second."""

IDLE_SECONDS = 0.1
"""Pause between two looks at an empty inbox."""

TROUBLE_SECONDS = 2.0
"""Pause when the database does not answer."""

BUSY_SECONDS = 2.0
"""While events keep coming, stays are made at least this often …"""

PAUSE_SHARE = 3
"""… but they rest three times as long as they took: a quarter of the time at most."""

PASS_SECONDS = 1.0
"""After so long in one pass the inbox has its turn again."""

NAMES_REMEMBERED = 200
"""Names of unknown events that are logged once each; more would be somebody playing."""

_STATES = {
    Use.NOTED: InboxState.DONE,
    Use.IGNORED: InboxState.IGNORED,
    Use.UNKNOWN: InboxState.UNKNOWN,
}

Follow = Callable[[Connection, str], None]
"""(open transaction, connection id) → a job that follows the news noted in it."""

_log = log.get("inbox")


@dataclass(frozen=True, slots=True)
class _Read:
    """A claimed row, with how it ends, what it says, or why it failed unforeseen."""

    row: InboxRow
    end: Settlement | None
    sighting: HeldSighting | None = None
    receipt: Receipt | None = None
    news: News | None = None
    failure: InboxFailure | None = None


class Drain:
    """Works the inbox off; `run` until told to stop, `work_off` until nothing is left."""

    def __init__(
        self,
        engine: Engine,
        readers: Mapping[str, Reader],
        clock: Callable[[], datetime] = utc_now,
        *,
        follow: Follow = lambda connection, connection_id: None,
        batch: int = BATCH,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        """`readers` are the sources' readers by name (`zoom`)."""
        self.owner = new_owner()
        self._engine, self._readers, self._clock = engine, readers, clock
        self._follow = follow
        self._batch, self._lease = batch, lease_seconds
        self._unknown: set[str] = set()
        self._last_refreshed = 0
        self._failing: dict[int, float] = {}
        self._next_at_work = self._next_at_rest = 0.0
        self._news = True

    def run(self, stop: threading.Event) -> None:
        """Drain until told to stop; the batch in hand is finished first."""
        in_trouble = False
        while not stop.is_set():
            try:
                if in_trouble:
                    inbox.release(self._engine, self.owner)
                    in_trouble = False
                if not self.drain_once() and not self._refresh_at_rest():
                    stop.wait(IDLE_SECONDS)
                self._refresh_at_work()
            except SQLAlchemyError as error:
                in_trouble = True
                _log.warning("drain_failed", error=type(error).__name__)
                stop.wait(TROUBLE_SECONDS)
            except Exception as error:
                # Unforeseen, but a drain that ends takes all attendance with it. What it held is
                # offered again when its lease runs out, in the end alone, and then parked.
                _log.error("drain_stumbled", error=type(error).__name__, at=_place(error))
                stop.wait(TROUBLE_SECONDS)

    def work_off(self) -> int:
        """Drain and refresh until nothing is due; return how many rows were taken up."""
        count = 0
        while taken := self.drain_once():
            count += taken
        while self.refresh_stale():
            pass
        return count

    def drain_once(self) -> int:
        """Settle one batch; return how many rows were taken up, 0 when nothing is due."""
        rows = inbox.claim(self._engine, self.owner, self._batch, self._lease)
        if not rows:
            return 0
        self._news = True
        read = [self._read(row) for row in rows]
        try:
            self._settle(read)
        except Exception as error:
            if self._database_away(error):
                raise
            _log.warning("batch_failed", rows=len(rows), error=type(error).__name__)
            for one in read:
                self._settle_alone(one)
        return len(rows)

    def refresh_stale(self, seconds: float = PASS_SECONDS) -> int:
        """Make the stays of held meetings with something new, in turn, for about so long.

        Returns how many were made. One that fails is left for a minute, and the others go on.
        """
        began, count = time.monotonic(), 0
        with reading(self._engine) as connection:
            found = presence.stale(connection)
        # Those after the last one come first: a pass that is cut short starves nobody.
        found.sort(key=lambda number: (number <= self._last_refreshed, number))
        for number in found:
            if self._failing.get(number, began) > began:
                continue
            count += self._refresh(number)
            self._last_refreshed = number
            if time.monotonic() - began > seconds:
                break
        return count

    def _refresh(self, number: int) -> bool:
        try:
            made = presence.refresh(self._engine, number)
        except SQLAlchemyError:
            raise
        except Exception as error:
            # The inbox must not stand still for one meeting; its sightings are safe.
            self._failing[number] = time.monotonic() + 60
            _log.error("refresh_failed", occurrence=number, error=type(error).__name__)
            return False
        self._failing.pop(number, None)
        return made

    def _refresh_at_rest(self) -> int:
        """Refresh while there is nothing to drain, as soon as something was drained."""
        return self._timed_refresh() if self._news and time.monotonic() >= self._next_at_rest else 0

    def _refresh_at_work(self) -> int:
        """Refresh when it is high time: events keep coming, or another process left something."""
        return self._timed_refresh() if time.monotonic() >= self._next_at_work else 0

    def _timed_refresh(self) -> int:
        began = time.monotonic()
        self._news = False
        count = self.refresh_stale()
        ended = time.monotonic()
        rest = (ended - began) * PAUSE_SHARE
        self._next_at_rest, self._next_at_work = ended + rest, ended + max(rest, BUSY_SECONDS)
        self._news = self._news or bool(count)
        return count

    def _read(self, row: InboxRow) -> _Read:
        """Read one body; whatever is wrong with it concerns this row alone."""
        document: Any = None
        try:
            document = parsed(row.body)
            read_event = self._readers.get(row.source, _nobody_reads)
            reading_of_it = read_event(row.connection_id, document)
        except Unreadable as error:
            failure = InboxFailure(error.code, dict(error.params))
            return self._parked(row, failure, error.event, stripped(document))
        except ValueError as error:
            if document is None:
                failure = InboxFailure("payload_unreadable", {"field": "body"})
                return self._parked(row, failure)
            return _Read(row, None, failure=_unforeseen(error))
        except Exception as error:
            return _Read(row, None, failure=_unforeseen(error))
        return self._understood(row, reading_of_it, stripped(document))

    def _understood(self, row: InboxRow, one: Reading, body: bytes | None) -> _Read:
        if one.use is Use.UNKNOWN:
            self._say_once(row.source, one.event)
        end = Settlement(row, _STATES[one.use], one.event, one.reason, body)
        return _Read(row, end, one.sighting, one.receipt, one.news)

    def _parked(
        self, row: InboxRow, failure: InboxFailure, event: str = "", body: bytes | None = None
    ) -> _Read:
        _log.warning("event_parked", id=row.id, code=failure.code, field=failure.params["field"])
        return _Read(row, inbox.parked(row, failure, event=event, body=body))

    def _settle(self, read: Sequence[_Read]) -> None:
        """Store what the rows say, and that they are done, in one transaction."""
        by_connection: dict[str, list[tuple[int, HeldSighting]]] = defaultdict(list)
        told: dict[str, list[News]] = defaultdict(list)
        for one in read:
            if one.sighting is not None:
                by_connection[one.row.connection_id].append((one.row.id, one.sighting))
            if one.news is not None:
                told[one.row.connection_id].append(one.news)
        now = self._clock()
        with self._engine.begin() as connection:
            for connection_id in sorted(by_connection):
                presence.note(connection, connection_id, by_connection[connection_id], now)
            ends = [_receipted(connection, one) for one in read if one.end is not None]
            settled = inbox.finish(connection, ends)
            for one in read:
                if one.failure is not None:
                    _log.error("event_failed", id=one.row.id, **one.failure.params)
                    settled += inbox.fail(connection, one.row, one.failure)
            for connection_id in sorted(told):
                learning_news.note(connection, connection_id, told[connection_id], now)
                # Last, as near to the commit as can be: the job must find what was noted.
                self._follow(connection, connection_id)
        if settled != len(read):
            _log.warning("lease_lost", rows=len(read) - settled)
        _log.debug("batch_drained", rows=settled)

    def _settle_alone(self, one: _Read) -> None:
        """Settle one row of a failed batch; if it is the one, it is tried later or parked."""
        try:
            self._settle([one])
        except Exception as error:
            if self._database_away(error):
                raise
            failure = _unforeseen(error)
            _log.error("event_failed", id=one.row.id, **failure.params)
            event = one.end.event if one.end else ""
            with self._engine.begin() as connection:
                inbox.fail(connection, one.row, failure, event)

    def _database_away(self, error: Exception) -> bool:
        """Tell a database in trouble from one that takes everything but this batch."""
        if not isinstance(error, OperationalError | InterfaceError):
            return False
        try:
            with self._engine.begin() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return True
        return False

    def _say_once(self, source: str, event: str) -> None:
        if event not in self._unknown and len(self._unknown) < NAMES_REMEMBERED:
            self._unknown.add(event)
            # Escaped: a line of the log must stay one line, and command no terminal.
            name = event[: log.REMOTE_TEXT].encode("unicode_escape").decode()
            _log.info("event_unknown", source=source, name=name)


def _receipted(connection: Connection, one: _Read) -> Settlement:
    """Store what a row says of a delivery; a receipt for what was never sent is for a person."""
    if one.end is None:
        raise ValueError("a row that failed has no end yet")
    if one.receipt is None:
        return one.end
    target, receipt = one.row.connection_id, one.receipt
    delivery = office_deliveries.of_message(connection, target, receipt.message_id)
    if delivery is None:
        failure = InboxFailure("receipt_unmatched")
        return inbox.parked(one.row, failure, event=one.end.event, body=one.end.body)
    office_deliveries.note_receipt(connection, delivery.id, receipt, by=f"connection:{target}")
    return one.end


def _nobody_reads(connection_id: str, document: Any) -> Reading:
    return Reading(Use.UNKNOWN, "")


def _place(error: Exception) -> str:
    """Return `module:line` of where an error came up, never its text."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).stem}:{last.lineno}"


def _unforeseen(error: Exception) -> InboxFailure:
    """Keep where it happened and the kind of error; its text may hold personal values."""
    where = "".join(traceback.format_tb(error.__traceback__))
    return InboxFailure("event_unforeseen", {"error": type(error).__name__}, where)
