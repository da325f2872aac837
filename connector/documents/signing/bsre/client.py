"""Calls the Esign Client Service over HTTP and turns every refusal into our errors.

Nothing of a request outlives it: bodies are sealed against being printed, errors are raised
where no frame holds one, a remote's text is never kept (a gateway may echo the passphrase).
Redirects are refused, nothing is repeated, and each call has a connection of its own: a stale
one would make a signature doubtful that never was sent.
"""

import base64
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from connector.documents.signing.bsre.codes import REFUSALS, SERVICE, UNLISTED, number_of
from connector.errors import PermanentError, RemoteError, TemporaryError
from connector.http import was_sent

logger = logging.getLogger(__name__)

CONNECT = 5.0
"""Seconds to connect; the service stands in the office's own network."""


@dataclass(frozen=True)
class Call:
    """One endpoint: how long its answer may be silent, and whether a lost one is doubtful."""

    name: str
    path: str
    silence: float
    """Seconds; see facts: domain §6.2."""
    signs: bool = False


STATUS = Call("status", "/api/v2/user/check/status", 20.0)
TOTP = Call("totp", "/api/v2/sign/get/totp", 30.0)
SIGN = Call("sign", "/api/v2/sign/pdf", 60.0, signs=True)
VERIFY = Call("verify", "/api/v2/verify/pdf", 120.0)
"""Eight signatures in four megabytes took 43 seconds. The call for a certificate chain is not
used: it carries the NIK in its address."""


@dataclass(frozen=True)
class Body:
    """What is sent; it shows in no repr, and so in no traceback."""

    fields: Mapping[str, Any] = field(repr=False)

    def encoded(self) -> bytes:
        return json.dumps(self.fields).encode()


@dataclass(frozen=True)
class _Failure:
    """Why no answer came, without the error that holds the request."""

    code: str
    sent: bool


class BsreClient:
    """One service and one application's login; safe for many threads."""

    def __init__(
        self,
        sessions: Callable[[], requests.Session],
        url: str,
        username: str,
        password: str,
        *,
        timeout: tuple[float, float] | None = None,
    ) -> None:
        """`timeout` in seconds, (connect, silence), replaces what each call needs; for tests."""
        self.url = url.rstrip("/")
        self._login = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
        self._sessions, self._timeout = sessions, timeout

    def post(self, call: Call, body: Body) -> dict[str, Any]:
        """Return the answer of one call.

        Raises PermanentError when the service refuses, TemporaryError when it does not answer;
        `ambiguous` where a signature may have been made all the same.
        """
        reply = self._sent(call, body)
        if isinstance(reply, _Failure):
            raise _unanswered(call, reply.code, sent=reply.sent)
        answer = _read(reply)
        refusal = _refusal(call, reply.status_code, answer)
        if refusal is not None:
            raise refusal
        if answer is None:
            raise _unanswered(call, "not_json")
        return answer

    def _sent(self, call: Call, body: Body) -> requests.Response | _Failure:
        timeout = self._timeout or (CONNECT, call.silence)
        try:
            with self._sessions() as http:
                return http.post(
                    self.url + call.path,
                    data=body.encoded(),
                    headers={"Content-Type": "application/json", "Authorization": self._login},
                    allow_redirects=False,
                    timeout=timeout,
                )
        except requests.RequestException as error:
            sent = was_sent(error)
            if isinstance(error, requests.Timeout):
                return _Failure("timeout", sent)
            return _Failure("connection_cut" if sent else "no_connection", sent)


def _read(reply: requests.Response) -> dict[str, Any] | None:
    """Return the JSON object that was answered; None for everything else."""
    try:
        answer = json.loads(reply.content)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _refusal(call: Call, status: int, answer: Mapping[str, Any] | None) -> RemoteError | None:
    """Judge an answer; an error body counts as a refusal whatever its HTTP status is."""
    if status == 200:
        if answer is not None and answer.get("error"):
            return _refused(call, number_of(answer.get("status_code")) or "200")
        return None
    if status == 429:
        return TemporaryError(SERVICE, call.name, "http_429")
    if status == 408 or status >= 500:  # a bad document, a fallen service or its gateway
        return _unanswered(call, _http(status))
    if 300 <= status < 400:  # following would carry the passphrase elsewhere
        return PermanentError(SERVICE, call.name, "wrong_address")
    if status == 401:
        return PermanentError(SERVICE, call.name, "login_refused")
    if status == 403:
        return PermanentError(SERVICE, call.name, "caller_refused")
    if status == 404:
        return PermanentError(SERVICE, call.name, "http_404")
    return _refused(call, number_of((answer or {}).get("status_code")) or str(status))


def _unanswered(call: Call, code: str, *, sent: bool = True) -> TemporaryError:
    """Doubt belongs to signing alone: the words of other calls say that nothing was signed."""
    error = TemporaryError(SERVICE, call.name, code, ambiguous=call.signs and sent)
    if not call.signs and sent:
        error.code = f"{SERVICE}_unanswered"
    return error


def _http(status: int) -> str:
    return f"http_{status}" if status in (408, 500, 502, 503, 504) else "http_5xx"


def _refused(call: Call, number: str) -> PermanentError:
    error = PermanentError(SERVICE, call.name, number)
    if number not in REFUSALS:
        logger.warning("bsre refusal unknown call=%s code=%s", call.name, number)
        error.code = f"{SERVICE}_{UNLISTED}"
    return error
