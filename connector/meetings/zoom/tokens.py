"""One Zoom token for all processes: kept in a shared store, refreshed by one of them at a time.

A new grant may kill the token everybody else holds (sources disagree, facts/zoom.md §2), so
nobody grants before having read the shared one again, under the lock.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import requests
from requests.auth import HTTPBasicAuth

from connector.errors import PermanentError, TemporaryError
from connector.http import TIMEOUT, new_session

EARLY = timedelta(seconds=90)
"""A token is replaced this long before it ends, so that no call meets its last second."""


class TokenStore(Protocol):
    """Where all processes of an office keep the token of one connection."""

    def get(self, connection: str) -> tuple[str, datetime, str] | None:
        """Return (token, aware UTC end, scopes separated by blanks), or None."""

    def put(self, connection: str, token: str, expires_at: datetime, scope: str) -> None:
        """Store it for everybody, durably, in a transaction of its own."""

    def refreshing(self, connection: str) -> AbstractContextManager[None]:
        """Hold the right to refresh; others wait, across threads and processes."""


@dataclass(frozen=True)
class Token:
    """A bearer token; its value never shows in a repr."""

    value: str = field(repr=False)
    expires_at: datetime
    scope: str

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.scope.split())


Grant = Callable[[datetime], Token]
"""Ask Zoom for a new token; the argument is now."""


@dataclass(frozen=True)
class Credentials:
    """What the app's page at marketplace.zoom.us shows under "App Credentials"."""

    account_id: str
    client_id: str
    client_secret: str = field(repr=False)


class TokenProvider:
    """Hands out the shared token; safe under threads."""

    def __init__(
        self, connection: str, store: TokenStore, grant: Grant, clock: Callable[[], datetime]
    ) -> None:
        self._connection, self._store, self._grant, self._clock = connection, store, grant, clock
        self._copy: Token | None = None
        self._lock = threading.Lock()

    def bearer(self) -> Token:
        """Return a token that lives for a while yet; refresh it first where needed."""
        with self._lock:
            if not self._lives(self._copy):
                self._copy = self._shared()
            if not self._lives(self._copy):
                with self._store.refreshing(self._connection):
                    self._copy = self._shared()  # somebody may have refreshed meanwhile
                    if not self._lives(self._copy):
                        self._copy = self._renew()
            return self._known()

    def instead_of(self, refused: Token, *, may_grant: bool) -> tuple[Token, bool]:
        """Return a token to try after Zoom refused one, and whether it was newly granted.

        The shared token comes first: another process may have replaced ours. Raises
        PermanentError when there is no other and a grant has been tried already.
        """
        with self._lock, self._store.refreshing(self._connection):
            shared = self._shared()
            if self._lives(shared) and shared is not None and shared.value != refused.value:
                self._copy = shared
                return shared, False
            if not may_grant:
                raise PermanentError("zoom", "token", "token_refused")
            self._copy = self._renew()
            return self._copy, True

    def _known(self) -> Token:
        if self._copy is None:  # only a grant that raised leaves none, and it has been raised
            raise PermanentError("zoom", "token", "token_refused")
        return self._copy

    def _lives(self, token: Token | None) -> bool:
        return token is not None and token.expires_at - EARLY > self._clock()

    def _shared(self) -> Token | None:
        stored = self._store.get(self._connection)
        return Token(*stored) if stored else None

    def _renew(self) -> Token:
        token = self._grant(self._clock())
        self._store.put(self._connection, token.value, token.expires_at, token.scope)
        return token


def oauth_grant(
    oauth_url: str, credentials: Credentials, *, timeout: tuple[float, float] = TIMEOUT
) -> Grant:
    """Return the Server-to-Server OAuth grant of one app (`oauth_url` ends before /oauth/token)."""

    def grant(now: datetime) -> Token:
        form = {"grant_type": "account_credentials", "account_id": credentials.account_id}
        basic = HTTPBasicAuth(credentials.client_id, credentials.client_secret)
        with new_session(timeout) as http:
            try:
                reply = http.post(
                    f"{oauth_url.rstrip('/')}/oauth/token",
                    data=form,
                    auth=basic,
                    allow_redirects=False,
                )
            except requests.RequestException:
                # `from None`: the text of a requests error holds the address.
                raise TemporaryError("zoom", "token", "no_answer") from None
            return _read_grant(reply, now)

    return grant


def _read_grant(reply: requests.Response, now: datetime) -> Token:
    if reply.status_code == 429 or reply.status_code >= 500:
        raise TemporaryError("zoom", "token", f"http_{reply.status_code}")
    if reply.status_code != 200:
        raise PermanentError("zoom", "token", "credentials_refused")
    try:
        body = reply.json()
        life = timedelta(seconds=int(body["expires_in"]))
        return Token(str(body["access_token"]), now + life, str(body.get("scope", "")))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        # `from None`: the text may hold the answer, and the answer a token.
        raise TemporaryError("zoom", "token", "not_understood") from None


class MemoryTokenStore:
    """A token store for one process; for tests, and for a doctor that shares nothing."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, datetime, str]] = {}
        self._lock = threading.RLock()

    def get(self, connection: str) -> tuple[str, datetime, str] | None:
        return self._tokens.get(connection)

    def put(self, connection: str, token: str, expires_at: datetime, scope: str) -> None:
        self._tokens[connection] = (token, expires_at, scope)

    @contextmanager
    def refreshing(self, connection: str) -> Iterator[None]:
        with self._lock:
            yield
