"""Faults armed by a test and met by the next matching calls; shared by all sandbox servers.

Knows nothing of Moodle or Zoom: a server names its call and hands in a function that executes it.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from flask import Response, request

KINDS = (
    "error_5xx",
    "timeout_after",
    "timeout_before",
    "cut",
    "cut_before",
    "slow",
    "too_many",
    "maintenance",
)
"""error_5xx: 503 without executing. timeout_after / timeout_before: silence with / without
executing. cut / cut_before: connection closed with / without executing. slow: executes late.
too_many: 429 without executing. maintenance: an HTML page with 503 without executing."""

HOLD_SECONDS = 30.0
"""How long a timeout keeps the connection open when nobody releases it earlier."""

SLOW_SECONDS = 1.0
"""How late a slow answer is unless the fault says otherwise."""

MAINTENANCE_PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><title>Maintenance</title></head>'
    "<body><h1>This site is undergoing maintenance and is currently not available.</h1></body>"
    "</html>\n"
)

EXECUTES = frozenset({"timeout_after", "cut", "slow"})
"""The kinds under which the call takes effect although the client may never learn of it."""


@dataclass(frozen=True)
class Fault:
    """One armed fault: skips `after` matching calls, then strikes `times` calls.

    `match` is a part of the call's name ("" matches all); `seconds` is the length of a silence.
    """

    kind: str
    match: str = ""
    after: int = 0
    times: int = 1
    seconds: float | None = None


class Faults:
    """The armed faults of one server, safe under threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[Fault] = []
        self._struck: list[tuple[str, str]] = []
        self._released = threading.Event()

    def arm(
        self,
        kind: str,
        *,
        match: str = "",
        after: int = 0,
        times: int = 1,
        seconds: float | None = None,
    ) -> Fault:
        """Let `kind` strike `times` calls whose name contains `match`, after skipping `after`."""
        if kind not in KINDS:
            raise ValueError(f"unknown fault kind {kind!r}; known: {', '.join(KINDS)}")
        if after < 0 or times < 1 or (seconds is not None and seconds < 0):
            raise ValueError("after and seconds must not be negative, times must be positive")
        fault = Fault(kind, match, after, times, seconds)
        with self._lock:
            self._armed.append(fault)
        return fault

    def clear(self) -> None:
        """Disarm everything, forget what struck and end every silence at once."""
        with self._lock:
            self._armed.clear()
            self._struck.clear()
        self.release()

    def release(self) -> None:
        """End every silence that is being kept now; faults stay armed."""
        with self._lock:
            released, self._released = self._released, threading.Event()
        released.set()

    @property
    def armed(self) -> tuple[Fault, ...]:
        with self._lock:
            return tuple(self._armed)

    @property
    def struck(self) -> tuple[tuple[str, str], ...]:
        """(kind, call) of every fault that struck since the last clear, oldest first."""
        with self._lock:
            return tuple(self._struck)

    def take(self, call: str) -> Fault | None:
        """Consume and return the fault that strikes this call.

        Every armed fault that matches counts the call; the oldest one due strikes.
        """
        with self._lock:
            due: Fault | None = None
            left: list[Fault] = []
            for fault in self._armed:
                if fault.match not in call:
                    left.append(fault)
                elif fault.after > 0:
                    left.append(replace(fault, after=fault.after - 1))
                elif due is not None:
                    left.append(fault)
                else:
                    due = fault
                    if fault.times > 1:
                        left.append(replace(fault, times=fault.times - 1))
            self._armed = left
            if due is not None:
                self._struck.append((due.kind, call))
            return due

    def around(
        self,
        call: str,
        execute: Callable[[], Response],
        *,
        too_many: Callable[[], Response] | None = None,
        error_5xx: Callable[[], Response] | None = None,
    ) -> Response:
        """Answer a call of the current Flask request, through the fault that is due, if any.

        `too_many` and `error_5xx` give the vendor's own bodies and headers where it has them.
        """
        fault = self.take(call)
        if fault is None:
            return execute()
        if fault.kind == "too_many":
            return (
                too_many() if too_many else _plain(429, "Too Many Requests", {"Retry-After": "1"})
            )
        if fault.kind == "error_5xx":
            return error_5xx() if error_5xx else _plain(503, "Service Unavailable", {})
        if fault.kind == "maintenance":
            return Response(
                MAINTENANCE_PAGE,
                status=503,
                mimetype="text/html",
                headers={"Retry-After": "300"},
            )
        if fault.kind == "slow":
            self._silence(SLOW_SECONDS if fault.seconds is None else fault.seconds)
            return execute()
        if fault.kind in EXECUTES:
            execute()
        if fault.kind.startswith("timeout"):
            self._silence(HOLD_SECONDS if fault.seconds is None else fault.seconds)
        return _cut_connection()

    def _silence(self, seconds: float) -> None:
        with self._lock:
            released = self._released
        released.wait(seconds)


def answer_fault_request(faults: Faults) -> Response:
    """Serve `/sandbox/faults` of the current request: GET lists, POST arms, DELETE clears.

    POST takes a JSON object with `kind` and, as wanted, match, after, times, seconds.
    """
    if request.method == "DELETE":
        faults.clear()
    elif request.method == "POST":
        try:
            _arm_from(faults, request.get_json(silent=True))
        except (TypeError, ValueError) as error:
            return _json({"error": str(error)}, status=400)
    return _json({"armed": [vars(fault) for fault in faults.armed]})


def _arm_from(faults: Faults, wanted: object) -> None:
    if not isinstance(wanted, dict) or not isinstance(wanted.get("kind"), str):
        raise ValueError("a JSON object with at least `kind` is needed")
    unknown = set(wanted) - {"kind", "match", "after", "times", "seconds"}
    if unknown:
        raise ValueError(f"unknown keys: {', '.join(sorted(map(str, unknown)))}")
    seconds = wanted.get("seconds")
    faults.arm(
        wanted["kind"],
        match=str(wanted.get("match", "")),
        after=int(wanted.get("after", 0)),
        times=int(wanted.get("times", 1)),
        seconds=None if seconds is None else float(seconds),
    )


def _json(content: object, *, status: int = 200) -> Response:
    return Response(json.dumps(content), status=status, mimetype="application/json")


def _plain(status: int, text: str, headers: Mapping[str, str]) -> Response:
    return Response(text, status=status, mimetype="text/plain", headers=dict(headers))


def _cut_connection() -> Response:
    """Close the client's connection under the answer; what is returned reaches nobody."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        with suppress(OSError):  # the client gave up first
            connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)
