"""Posts signed webhooks as Standard Webhooks 1.0.0 asks; knows nothing of what they are about.

Success is an answer of 200 to 299 within twenty seconds, and nothing else. A redirect is a
failure that sends nothing on: neither the body nor a token reaches another address. Of an answer
only its status and `Retry-After` are read, never its body.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from connector.domain.standard_webhooks import headers
from connector.http import TimedAdapter
from connector.reports.targets.base import Outcome
from connector.reports.targets.office import Addressee, Answer, Parcel

CONNECT_SECONDS = 5.0

WHOLE_SECONDS = 20.0
"""For connecting, sending and the answer's head together; the specification asks for 15 to 30.
An endless trickle, or a receiver that reads no further, is cut off then as well."""

TOKEN_SECONDS = 300
"""How long the JWT of one attempt is good: as long as its signature."""

LONGEST_ADDRESS = 500

_TIRED = frozenset({429, 502, 503, 504})
"""Answers that ask for fewer requests (specification, *Delivery success and failure*)."""

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")


class WebhookTarget:
    """Fulfils `OfficeTarget` with one connection a parcel."""

    knows_repeats = True
    takes_files = False

    def __init__(
        self,
        issuer: str,
        *,
        seconds: tuple[float, float] = (CONNECT_SECONDS, WHOLE_SECONDS),
        trust: str = "",
    ) -> None:
        """`issuer` is `iss` of the JWT; `trust` a file of roots instead of the machine's."""
        self._issuer, self._seconds, self._trust = issuer, seconds, trust

    def unfit(self, address: str) -> str:
        """Https unless it stays on this machine; neither user name nor query nor fragment."""
        if not _plain(address) or len(address) > LONGEST_ADDRESS:
            return "office_address_unfit"
        try:
            parts = urlsplit(address)
            host, _port = parts.hostname or "", parts.port
        except ValueError:
            return "office_address_unfit"
        if "@" in parts.netloc or set(address) & set("?#\\"):
            return "office_address_reveals"
        if parts.scheme not in ("https", "http") or not _HOST.fullmatch(host):
            return "office_address_unfit"
        if parts.scheme == "http" and not _is_loopback(host):
            return "office_address_open"
        return ""

    def hand_over(self, parcel: Parcel, to: Addressee, now: datetime) -> Answer:
        if code := self.unfit(to.address):
            return Answer(Outcome.REFUSED, code)
        sent = {
            **headers(parcel.message_id, now, parcel.body, to.secrets),
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "Simpul (Standard Webhooks 1.0.0)",
        }
        if to.bearer:
            sent["Authorization"] = f"Bearer {self._token(parcel, to, now)}"
        with _session(self._seconds, self._trust) as (session, watch):
            return _judged(session, watch, to.address, parcel.body, sent, now)

    def _token(self, parcel: Parcel, to: Addressee, now: datetime) -> str:
        """A JWT (RFC 7519, HS256) good for this message alone, for as long as its signature."""
        seconds = int(now.timestamp())
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "iat": seconds,
            "exp": seconds + TOKEN_SECONDS,
            "jti": parcel.message_id,
        }
        if to.audience:
            claims["aud"] = to.audience
        return jwt.encode(claims, to.bearer, algorithm="HS256")


def _judged(
    session: requests.Session,
    watch: _Watch,
    address: str,
    body: bytes,
    sent: Mapping[str, str],
    now: datetime,
) -> Answer:
    try:
        with session.post(
            address, data=body, headers=dict(sent), allow_redirects=False, stream=True
        ) as answer:
            if watch.cut:  # a head that was cut off reads like one that ended
                return Answer(Outcome.LATER, "office_silent", tired=True)
            return judge(answer.status_code, answer.headers.get("Retry-After", ""), now)
    except requests.exceptions.SSLError:
        return Answer(Outcome.LATER, "office_untrusted", tired=True)
    except requests.RequestException as error:
        late = watch.cut or isinstance(error, requests.Timeout)
        refused = isinstance(error, requests.ConnectionError) and not late
        code = "office_silent" if late else "office_no_answer" if refused else "office_garbled"
        return Answer(Outcome.LATER, code, tired=True)
    except (OSError, ValueError):  # cut off between two steps, or a head no library reads
        return Answer(Outcome.LATER, "office_silent" if watch.cut else "office_garbled", tired=True)


def judge(status: int, retry_after: str, now: datetime) -> Answer:
    """Return what an answer means, by its status alone."""
    wish = read_retry_after(retry_after, now)
    params = {"status": status}
    if 200 <= status < 300:
        return Answer(Outcome.SENT, status=status)
    if status == HTTPStatus.GONE:
        return Answer(Outcome.REFUSED, "office_gone", params, status, gone=True)
    if 300 <= status < 400:
        return Answer(Outcome.LATER, "office_redirects", params, status)
    if status in _TIRED:
        return Answer(Outcome.LATER, "office_busy", params, status, wish, tired=True)
    code = "office_failed" if status >= 500 else "office_refused"
    return Answer(Outcome.LATER, code, params, status, wish)


def read_retry_after(text: str, now: datetime) -> timedelta | None:
    """Read seconds or a date (RFC 9110 §10.2.3); None for anything else, or a time gone by."""
    if re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return timedelta(seconds=int(text))
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if until.tzinfo is None or until <= now:
        return None
    return until - now


class _Watch:
    """Knows the open connection, and cuts it off when the whole of an attempt takes too long."""

    def __init__(self) -> None:
        self.cut = False
        self._lock = threading.Lock()
        self._held: socket.socket | None = None

    def opened(self, made: socket.socket) -> None:
        """Keep a second handle: the first one belongs to the TLS layer as soon as that begins."""
        with self._lock:
            self._held = made.dup()
            if self.cut:
                _shut(self._held)

    def cut_off(self) -> None:
        with self._lock:
            self.cut = True
            if self._held is not None:
                _shut(self._held)

    def close(self) -> None:
        if self._held is not None:
            self._held.close()


def _shut(held: socket.socket) -> None:
    """End both directions; whoever waits for the connection wakes up with an error."""
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)


class _WatchedAdapter(TimedAdapter):
    """Shows the connection it opens to the watch, before the first byte of a handshake."""

    def __init__(self, timeout: tuple[float, float], watch: _Watch) -> None:
        self._pools = _watched_pools(watch)
        super().__init__(timeout, connections=1)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools


def _watched_pools(watch: _Watch) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn()
            watch.opened(made)
            return made

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn()
            watch.opened(made)
            return made

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


@contextmanager
def _session(seconds: tuple[float, float], trust: str) -> Iterator[tuple[requests.Session, _Watch]]:
    """Open a session that is cut off after the whole time, whatever the other side does."""
    connect, whole = seconds
    watch = _Watch()
    session = requests.Session()
    session.trust_env = False
    session.verify = trust or True
    for scheme in ("https://", "http://"):
        session.mount(scheme, _WatchedAdapter((connect, whole), watch))
    timer = threading.Timer(whole, watch.cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield session, watch
    finally:
        timer.cancel()
        timer.join()
        session.close()
        watch.close()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _plain(address: str) -> bool:
    """Tell whether an address holds nothing but printable ASCII: no blank, no line break."""
    return address.isascii() and address.isprintable() and " " not in address
