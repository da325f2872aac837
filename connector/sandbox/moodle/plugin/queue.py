"""The plugin's queue: what waits, what was parked, and when each is tried again."""

from __future__ import annotations

from collections.abc import Iterator

from connector.sandbox.moodle.tables import Database, Row

TABLE = "simpul_queue"

WAITING, PARKED, SENT = "waiting", "parked", "sent"

BACKOFF = (10, 30, 120, 600, 3600)
"""Seconds after the first, second… failure; the last one again and again."""

KEEP_TRYING = 7 * 86400
"""Seconds after which a message is parked."""

LONGEST_WAIT = 3600
"""Seconds that a receiver's Retry-After may ask for."""


class Queue:
    """The rows of the queue, written past all transactions: a message is no part of the deed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, message_id: str, kind: str, course: int, body: bytes, now: int, due: int) -> Row:
        with self._database.lock:
            row: Row = {
                "id": self._database.take_id(TABLE),
                "message": message_id,
                "type": kind,
                "course": course,
                "body": body.decode(),
                "state": WAITING,
                "attempts": 0,
                "queued": now,
                "due": due,
                "status": 0,
                "error": "",
            }
            self._database.tables[TABLE].put(row)
            return row

    def rows(self, state: str | None = None) -> list[Row]:
        with self._database.lock:
            rows = list(self._database.tables[TABLE].rows.values())
        return [row for row in rows if state is None or row["state"] == state]

    def due(self, now: int) -> Iterator[Row]:
        """What may be tried now, oldest first; behind a message that waits its course waits."""
        held = set[int]()
        for row in self.rows(WAITING):
            if row["course"] and row["course"] in held:
                continue
            if row["due"] <= now:
                yield row
            elif row["course"] and row["attempts"]:
                held.add(row["course"])

    def note(self, row: Row, **changes: object) -> None:
        """Write down how an attempt ended."""
        with self._database.lock:
            table = self._database.tables[TABLE]
            if row["id"] in table.rows:
                table.put({**table.rows[row["id"]], **changes})

    def failed(self, row: Row, now: int, status: int, error: str, wait: int) -> None:
        """Count a failure; after seven days of them the message is parked."""
        attempts = row["attempts"] + 1
        pause = min(wait, LONGEST_WAIT) or BACKOFF[min(attempts, len(BACKOFF)) - 1]
        parked = now + pause - row["queued"] > KEEP_TRYING
        self.note(
            row,
            attempts=attempts,
            due=now + pause,
            status=status,
            error=error,
            state=PARKED if parked else WAITING,
        )

    def resend(self) -> int:
        """Put what was parked back, as the button on the page of what waits does."""
        parked = self.rows(PARKED)
        for row in parked:
            self.note(row, state=WAITING, due=0, attempts=0)
        return len(parked)
