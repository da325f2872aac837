"""Sends one Zoom request: token, pace, timeouts, what a reply means; no endpoint is built here.

Nothing that writes is ever sent twice, except after an answer that proves it was not executed
(401, 429). `ZoomComponent` puts zoomus' components on this road.
"""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import requests
from urllib3.exceptions import NewConnectionError

from connector.errors import TemporaryError
from connector.http import TIMEOUT, new_session
from connector.meetings.zoom.calls import Call, call_of
from connector.meetings.zoom.quotas import Pacer
from connector.meetings.zoom.refusals import (
    SERVICE,
    Meaning,
    Throttled,
    ZoomRefused,
    read_reply,
)
from connector.meetings.zoom.tokens import TokenProvider

THROTTLED_TRIES = 4
"""How often one call meets a per-second limit before it is given up for now."""
READ_TRIES = 3
"""How often a read is tried when Zoom does not answer; writes get one try."""
LONGEST_PAUSE = 5.0
"""Seconds; a longer Retry-After under a per-second limit is not believed."""
ECHOED = ("id", "user_id", "meeting_id")
"""Path values that zoomus repeats in the body or the query."""
IN_QUERY = ("occurrence_id", "occurrence_ids")
"""Values that zoomus puts into the body where Zoom wants the query."""


class ZoomTransport:
    """The road to one Zoom account; one pooled session a thread. Close it when done."""

    def __init__(
        self,
        api_url: str,
        tokens: TokenProvider,
        pacer: Pacer,
        *,
        clock: Callable[[], datetime],
        timeout: tuple[float, float] = TIMEOUT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_uri = api_url.rstrip("/")
        """Ends with /v2."""
        self.tokens = tokens
        self.clock_skew: timedelta | None = None
        """Zoom's clock minus ours at the last reply, to the second."""
        self._pacer, self._clock, self._timeout, self._sleep = pacer, clock, timeout, sleep
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close every thread's connections."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()
            self._local = threading.local()

    def send(
        self,
        method: str,
        endpoint: str,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Send one call and return the object it answers, {} for an empty success.

        Raises ZoomRefused (a definite no), DailyLimit or Throttled (not executed), or
        TemporaryError, `ambiguous` when a write may have been executed.
        """
        call = call_of(method, endpoint)
        url = f"{self.base_uri}/{endpoint.strip('/')}"
        token, granted = self.tokens.bearer(), False
        throttled = unanswered = 0
        while True:
            self._pacer.wait(call.pace)
            try:
                return self._once(call, url, token.value, query, body)
            except ZoomRefused as refusal:
                if refusal.meaning is not Meaning.UNAUTHORISED:
                    raise
                token, granted = self.tokens.instead_of(token, may_grant=not granted)
            except Throttled as limit:
                throttled += 1
                if throttled == THROTTLED_TRIES:
                    raise
                self._sleep(_pause(limit.retry_after))
            except TemporaryError as error:
                unanswered += 1
                if not call.reads or error.remote_code == "quota_daily" or unanswered == READ_TRIES:
                    raise
                self._sleep(float(unanswered))

    def _once(
        self,
        call: Call,
        url: str,
        bearer: str,
        query: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        try:
            response = self._session().request(
                call.method,
                url,
                params=dict(query) if query else None,
                json=None if body is None else dict(body),
                headers={"Authorization": f"Bearer {bearer}"},
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise TemporaryError(
                SERVICE, call.name, "no_answer", ambiguous=not call.reads and not _unsent(error)
            ) from None  # the text of a requests error holds the address, an e-mail in its path
        self._note_time(response)
        return read_reply(call, response, self._clock())

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = new_session(self._timeout)
            with self._lock:
                self._sessions.append(session)
            self._local.session = session
        return session

    def _note_time(self, response: requests.Response) -> None:
        try:
            theirs = parsedate_to_datetime(response.headers.get("Date", ""))
        except (ValueError, TypeError):
            return
        if theirs.tzinfo is not None:
            self.clock_skew = theirs - self._clock().replace(microsecond=0)


def _pause(asked: float | None) -> float:
    """One to two seconds, jittered, so that processes do not come back in step."""
    least = min(max(asked or 1.0, 1.0), LONGEST_PAUSE)
    return least + secrets.randbelow(1000) / 1000


def _unsent(error: requests.RequestException) -> bool:
    """Tell whether no connection was made at all, so that nothing can have been executed."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)


def quoted(text: str) -> str:
    """Quote one path segment, such as an e-mail address."""
    return quote(text, safe="@")


def quoted_uuid(uuid: str) -> str:
    """Quote a meeting UUID: once, or twice where it begins with / or contains // (Zoom's rule)."""
    once = quote(uuid, safe="")
    return quote(once, safe="") if uuid.startswith("/") or "//" in uuid else once


class ZoomComponent:
    """Stands before a zoomus component and sends its five kinds of request over our transport.

    zoomus alone fetches tokens unasked, never looks at a status and repeats path values in
    the body. The `headers` and `cookies` of its signatures are not used by any component.
    """

    transport: ZoomTransport

    def get_request(
        self, endpoint: str, params: Mapping[str, Any] | None = None, headers: None = None
    ) -> dict[str, Any]:
        return self._send("GET", endpoint, params, None)

    def post_request(
        self,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: None = None,
        cookies: None = None,
    ) -> dict[str, Any]:
        return self._send("POST", endpoint, params, data)

    def patch_request(
        self,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: None = None,
        cookies: None = None,
    ) -> dict[str, Any]:
        return self._send("PATCH", endpoint, params, data)

    def put_request(
        self,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: None = None,
        cookies: None = None,
    ) -> dict[str, Any]:
        return self._send("PUT", endpoint, params, data)

    def delete_request(
        self,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: None = None,
        cookies: None = None,
    ) -> dict[str, Any]:
        return self._send("DELETE", endpoint, params, data)

    def _send(
        self,
        method: str,
        endpoint: str,
        params: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        query, content = dict(params or {}), dict(body or {})
        segments = set(endpoint.strip("/").split("/"))
        for values in (query, content):
            for name in ECHOED:
                if str(values.get(name, "")) in segments:
                    del values[name]
        query.update({name: content.pop(name) for name in IN_QUERY if name in content})
        return self.transport.send(method, endpoint, query, content if method != "GET" else None)
