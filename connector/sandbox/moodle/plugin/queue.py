"""The plugin's queue: what waits, what was taken, what was parked until a person says otherwise."""

from __future__ import annotations

from connector.sandbox.moodle.tables import Database, Row

TABLE = "simpul_queue"

WAITING, SENT, PARKED = "waiting", "sent", "parked"

WAITS = (10, 30, 120, 600, 3600)
"""Seconds until a message is tried again that was refused itself; the last one again and again."""

PATIENCE = 7 * 86400
"""Seconds after which a message that waits is parked."""


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
                "tried": 0,
                "status": 0,
                "error": "",
                "fault": "",
            }
            self._database.tables[TABLE].put(row)
            return row

    def rows(self, state: str | None = None) -> list[Row]:
        """Copies of what is in a state, the oldest first."""
        with self._database.lock:
            rows = self._database.tables[TABLE].rows
            found = [dict(rows[row_id]) for row_id in sorted(rows)]
        return [row for row in found if state is None or row["state"] == state]

    def due(self, now: int) -> list[Row]:
        """What may be sent now, in the order it happened."""
        return [row for row in self.rows(WAITING) if row["due"] <= now]

    def probe(self) -> Row | None:
        """The message that shall find out whether the line works again."""
        return min(self.rows(WAITING), key=lambda row: (row["due"], row["id"]), default=None)

    def failed(self, row: Row, now: int, status: int, error: str, *, its_own: bool) -> None:
        """Note a failure; `its_own` where the message itself was refused, and waits longer."""
        wait = WAITS[min(row["attempts"], len(WAITS) - 1)]
        old = row["queued"] <= now - PATIENCE
        due = now + wait if its_own else 0
        self._note(row, now, status, error, state=PARKED if old else WAITING, due=due)

    def taken(self, row: Row, now: int, status: int) -> None:
        self._note(row, now, status, "", state=SENT, due=0)

    def park(self, row: Row, now: int, status: int, error: str) -> None:
        self._note(row, now, status, error, state=PARKED, due=0)

    def park_old(self, now: int) -> None:
        """Park what has waited for too long, tried or not."""
        for row in self.rows(WAITING):
            if row["queued"] <= now - PATIENCE:
                self.change(row["id"], state=PARKED)

    def resend(self, now: int) -> None:
        """Let everything that was parked be sent again, as the page of what waits does."""
        for row in self.rows(PARKED):
            self.change(row["id"], state=WAITING, queued=now, due=0)

    def _note(self, row: Row, now: int, status: int, error: str, **changes: object) -> None:
        attempts = row["attempts"] + 1
        told = {"status": status, "error": error, "tried": now, "attempts": attempts, "fault": ""}
        self.change(row["id"], **told, **changes)

    def change(self, row_id: int, **changes: object) -> None:
        with self._database.lock:
            table = self._database.tables[TABLE]
            if row_id in table.rows:
                table.put({**table.rows[row_id], **changes})
