"""What can go wrong with a message on its way from the plugin; armed by a test."""

from __future__ import annotations

from connector.sandbox.faults import Fault, Faults

LOST, DOUBLE, LATE, DISORDER, BAD_SIGNATURE = KINDS = (
    "lost",
    "double",
    "late",
    "disorder",
    "bad_signature",
)
"""lost: never queued. double: queued twice with the same id and bytes. late: `seconds` later
(75 unless told). disorder: sent after everything else that is due. bad_signature: signed with
another key."""

LATE_SECONDS = 75.0


class MessageFaults(Faults):
    """`match` is a part of the message's type."""

    def arm(
        self,
        kind: str,
        *,
        match: str = "",
        after: int = 0,
        times: int = 1,
        seconds: float | None = None,
    ) -> Fault:
        if kind not in KINDS:
            raise ValueError(f"unknown kind of message fault {kind!r}; known: {', '.join(KINDS)}")
        fault = Fault(kind, match, after, times, seconds)
        with self._lock:
            self._armed.append(fault)
        return fault
