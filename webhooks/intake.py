"""The webhook door: verify, store, answer; nothing else is done in the request.

A bare WSGI application: no session, no cookie, no framework between the raw bytes and the
signature over them. A new source is one more `Entrance`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from connector import log
from webhooks.errors import Malformed, TooLarge, UnknownAddress, WebhookRefused, WrongMethod
from webhooks.inbox import Arrival
from webhooks.kept import Kept

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PREFIX = "/webhooks/"
"""Every address of the door begins with it: `/webhooks/<source>[/<account>]`."""

DEFAULT = "default"
"""Account meant by an address that names none."""

QUIET = 10.0
"""Seconds between two log lines about the same reason; a flood must not fill the disk."""

Found = Callable[[str, str], "Entrance | None"]
"""(source, account) → an entrance that is looked up when it is asked for; None for none."""

Verify = Callable[[Mapping[str, str], bytes, float], bytes | Kept | None]
"""(headers, body, epoch seconds) → JSON to answer at once, or None to store the body; `Kept` where
something else is to be stored in its place.

Raises WebhookRefused. Names of headers are in lower case.
"""

_log = log.get("webhook")


@dataclass(frozen=True)
class Entrance:
    """One account of one source that may call us."""

    source: str
    account: str
    verify: Verify

    @property
    def connection_id(self) -> str:
        """Id of the connection, as on bindings and quotas."""
        return f"{self.source}-{self.account}"


class Door:
    """WSGI application for everything below `PREFIX`."""

    def __init__(
        self,
        entrances: Iterable[Entrance],
        keep: Callable[[Arrival], None],
        *,
        max_bytes: int,
        clock: Callable[[], datetime],
        found: Found = lambda source, account: None,
    ) -> None:
        """`found` knows the entrances that come and go while the door is open."""
        self._found = found
        self._entrances = {(one.source, one.account): one for one in entrances}
        self._keep, self._max_bytes, self._clock = keep, max_bytes, clock
        self._refusals = _Refusals()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer 2xx only for what is durable, or asks to be answered at once."""
        try:
            reply = self._take_in(environ)
        except WebhookRefused as refusal:
            self._refusals.note(refusal.code)
            status, headers, reply = refusal.status, [*refusal.headers], b""
        else:
            status, headers = HTTPStatus.OK, []
        if reply:
            headers.append(("Content-Type", "application/json"))
        headers.append(("Content-Length", str(len(reply))))
        start_response(f"{status.value} {status.phrase}", headers)
        return [reply]

    def _take_in(self, environ: WSGIEnvironment) -> bytes:
        entrance = self._entrance(environ["PATH_INFO"])
        if environ["REQUEST_METHOD"] != "POST":
            raise WrongMethod("method_wrong")
        body = read_body(environ, self._max_bytes)
        now = self._clock()
        reply = entrance.verify(Headers(environ), body, now.timestamp())
        if isinstance(reply, bytes):
            return reply
        kept = body if reply is None else reply.body
        self._keep(Arrival(entrance.source, entrance.connection_id, kept, now))
        return b""

    def _entrance(self, path: str) -> Entrance:
        source, slash, account = path.removeprefix(PREFIX).partition("/")
        named = (source, account if slash else DEFAULT)
        entrance = self._entrances.get(named) or self._found(*named)
        if entrance is None:
            raise UnknownAddress("address_unknown")
        return entrance


class Headers(Mapping[str, str]):
    """The request's headers, by their names in lower case; nothing is copied."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        return str(self._environ["HTTP_" + name.upper().replace("-", "_")])

    def __iter__(self) -> Iterator[str]:
        names = (name[5:] for name in self._environ if name.startswith("HTTP_"))
        return (name.replace("_", "-").lower() for name in names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_body(environ: WSGIEnvironment, most: int) -> bytes:
    """Return the whole body; raise TooLarge or Malformed, having read at most one byte too many."""
    announced = environ.get("CONTENT_LENGTH") or ""
    if not announced and not environ.get("wsgi.input_terminated"):
        raise Malformed("length_missing")
    if announced and not (announced.isascii() and announced.isdigit() and len(announced) < 16):
        raise Malformed("length_unreadable")
    expected = int(announced) if announced else None
    if expected is not None and expected > most:
        raise TooLarge("body_too_large")
    try:
        body = environ["wsgi.input"].read(most + 1 if expected is None else expected)
    except OSError as error:  # the sender went away, or fell silent
        raise Malformed("body_truncated") from error
    if len(body) > most:
        raise TooLarge("body_too_large")
    if expected is not None and len(body) < expected:
        raise Malformed("body_truncated")
    if not body:
        raise Malformed("body_empty")
    return bytes(body)


class _Refusals:
    """Logs refusals by reason, a few lines however many there are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._silent = dict[str, tuple[float, int]]()

    def note(self, reason: str) -> None:
        now = time.monotonic()
        with self._lock:
            until, unsaid = self._silent.get(reason, (0.0, 0))
            if now < until:
                self._silent[reason] = (until, unsaid + 1)
                return
            self._silent[reason] = (now + QUIET, 0)
        _log.info("webhook refused", reason=reason, unsaid=unsaid)
