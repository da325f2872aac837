"""Calls Moodle's web services and turns every refusal into our errors; knows no function's shape.

The token and all fields travel in the body, redirects are refused, and nothing is repeated
here: an unanswered write may have worked (`TemporaryError.ambiguous`).
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

import requests

from connector.errors import PermanentError, TemporaryError
from connector.http import was_sent
from connector.lms.moodle.refusals import TEMPORARY, known, settled_code

logger = logging.getLogger(__name__)

Fields = Mapping[str, str | int]
"""Flat body fields as PHP reads them: `users[0][email]`."""

CallCounter = Callable[[str, bool], None]
"""Told (function, is a write) before each call: progress, metrics, benchmarks."""

ENDPOINT = "/webservice/rest/server.php"

WRITE_SILENCE = 180.0
"""Seconds of silence while a write runs. Moodle mails first passwords inside the call, one by
one, so that a batch on a slow mail server takes minutes; PHP itself stops at 360."""

LONGEST_WAIT = 86_400.0
"""Seconds; a site that asks for more is asked again tomorrow all the same."""

FIXED_FIELDS = 3
"""Body fields every call carries: token, function, format."""


class MoodleClient:
    """One site and one token. Usable from several threads: each call borrows a session."""

    def __init__(
        self,
        http_factory: Callable[[], requests.Session],
        url: str,
        token: str,
        *,
        count: CallCounter | None = None,
        write_timeout: tuple[float, float] | None = (5.0, WRITE_SILENCE),
    ) -> None:
        """`write_timeout` is (connect, silence) in seconds; None leaves the session's own."""
        self.url = url.rstrip("/")
        self._token = token
        self._factory = http_factory
        self._count = count
        self._write_timeout = write_timeout
        self._idle: list[requests.Session] = []
        self._lock = Lock()

    def read(self, function: str, fields: Fields | None = None) -> Any:
        """Call a function that changes nothing."""
        return self._call(function, fields or {}, write=False)

    def write(self, function: str, fields: Fields) -> Any:
        """Call a function that changes something; an answer that got lost is ambiguous."""
        return self._call(function, fields, write=True)

    def close(self) -> None:
        """Close every connection; the client opens new ones if it is used again."""
        with self._lock:
            idle, self._idle = self._idle, []
        for session in idle:
            session.close()

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        with self._lock:
            session = self._idle.pop() if self._idle else None
        session = session or self._factory()
        try:
            yield session
        finally:
            with self._lock:
                self._idle.append(session)

    def _call(self, function: str, fields: Fields, *, write: bool) -> Any:
        form = {
            "wstoken": self._token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **{name: str(value) for name, value in fields.items()},
        }
        if self._count is not None:
            self._count(function, write)
        options: dict[str, Any] = {"timeout": self._write_timeout} if write else {}
        try:
            with self._session() as http:
                reply = http.post(self.url + ENDPOINT, data=form, allow_redirects=False, **options)
        except requests.RequestException as error:
            # `from None`: the text of a requests error holds the address.
            raise TemporaryError(
                "moodle", function, _name(error), ambiguous=write and was_sent(error)
            ) from None
        _refuse_status(function, reply, write)
        try:
            answer = json.loads(reply.content)
        except (ValueError, RecursionError):
            raise TemporaryError("moodle", function, "not_json", ambiguous=write) from None
        if isinstance(answer, dict) and "exception" in answer:  # Moodle fails with 200
            raise _refusal(function, str(answer.get("errorcode", "")))
        return answer


def _name(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "timeout"
    return "no_connection" if not was_sent(error) else "connection_cut"


def _refuse_status(function: str, reply: requests.Response, write: bool) -> None:
    """Judge the few cases in which Moodle, or a proxy before it, does not answer 200."""
    status = reply.status_code
    if status == 200:
        return
    wait = reply.headers.get("Retry-After", "")
    plain = wait.isascii() and wait.isdigit()
    seconds = min(float(wait[:9]), LONGEST_WAIT) if plain else None
    if status == 503 and seconds is not None:  # the command line's maintenance page
        raise TemporaryError("moodle", function, "sitemaintenance", retry_after=seconds)
    if status == 429:
        raise TemporaryError("moodle", function, "http_429", retry_after=seconds)
    if status >= 500:
        raise TemporaryError("moodle", function, f"http_{status}", ambiguous=write)
    if status == 403:
        raise PermanentError("moodle", function, "webservices_off")
    if 300 <= status < 400:  # following would carry the token elsewhere
        raise PermanentError("moodle", function, "wrong_address")
    raise PermanentError("moodle", function, f"http_{status}")


def _refusal(function: str, given: str) -> TemporaryError | PermanentError:
    code = settled_code(given)
    if not known(code):
        logger.warning("moodle refusal unknown function=%s code=%s", function, code)
    if code in TEMPORARY:
        return TemporaryError("moodle", function, code)
    return PermanentError("moodle", function, code)
