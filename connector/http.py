"""Makes the `requests` sessions that every remote call goes through; no retry, no vendor here."""

import time
from collections.abc import Iterator
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    ConnectTimeoutError,
    NewConnectionError,
    ProtocolError,
    SSLError,
)

TIMEOUT = (5.0, 20.0)
"""Seconds to connect, then seconds of silence while reading; not the whole transfer."""

LONGEST_ANSWER = 64 * 1024 * 1024
"""Bytes, unpacked; the largest honest answer, a course of thousands of users, is a tenth of it."""

LONGEST_READING = 300.0
"""Seconds for the body of one answer; a byte every few seconds never is a silence."""

_PIECE = 64 * 1024


class TimedAdapter(HTTPAdapter):
    """No request leaves without a timeout, no answer is read without end.

    No retry here: a POST may have worked.
    """

    def __init__(self, timeout: tuple[float, float] = TIMEOUT, connections: int = 4) -> None:
        self.timeout = timeout
        super().__init__(pool_connections=connections, pool_maxsize=connections, max_retries=0)

    def send(self, *args: Any, **options: Any) -> requests.Response:
        options["timeout"] = options.get("timeout") or self.timeout
        return super().send(*args, **options)

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        response = super().build_response(req, resp)
        response.raw = _Bounded(resp)
        return response


class _Bounded:
    """A raw response that breaks off, as a cut line would, where it grows or lasts too long."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def stream(self, amount: int, decode_content: bool | None = None) -> Iterator[bytes]:
        deadline, size = time.monotonic() + LONGEST_READING, 0
        while piece := self._raw.read1(_PIECE, decode_content=decode_content):
            size += len(piece)
            if size > LONGEST_ANSWER or time.monotonic() > deadline:
                self._raw.close()
                raise ProtocolError("an answer without end")
            yield piece


def new_session(timeout: tuple[float, float] = TIMEOUT) -> requests.Session:
    """Return a pooled session; use one a thread, and close it."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", TimedAdapter(timeout))
    session.mount("http://", TimedAdapter(timeout))
    return session


def was_sent(error: requests.RequestException) -> bool:
    """Tell whether the request may have reached the other side before it failed."""
    if isinstance(error, requests.ConnectTimeout):
        return False
    if isinstance(error, requests.ConnectionError):
        reason = getattr(error.args[0], "reason", None) if error.args else None
        return not isinstance(reason, NewConnectionError | ConnectTimeoutError | SSLError)
    return not isinstance(error, ValueError)  # an address or header that cannot be sent
