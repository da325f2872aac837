"""The shared token: one grant for everybody, whoever asks first."""

import threading
import traceback
from datetime import datetime, timedelta
from io import BytesIO

import pytest
import requests

from connector.errors import PermanentError, TemporaryError
from connector.meetings.zoom.tokens import (
    Credentials,
    MemoryTokenStore,
    Token,
    TokenProvider,
    _read_grant,
    oauth_grant,
)
from connector.sandbox.zoom import SandboxZoom
from tests.meetings.zoom_office import START, Clock


class Grants:
    """Hands out t1, t2, … and counts; `gate` keeps the first caller until it opens."""

    def __init__(self) -> None:
        self.count = 0
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, now: datetime) -> Token:
        self.gate.wait(5)
        self.count += 1
        return Token(f"t{self.count}", now + timedelta(seconds=3599), "a b")


def provider(store: MemoryTokenStore, grants: Grants, clock: Clock | None = None) -> TokenProvider:
    return TokenProvider("default", store, grants, clock or Clock())


class Watched(MemoryTokenStore):
    """Opens the gate of the grants once all have seen the empty store."""

    def __init__(self, grants: Grants, readers: int) -> None:
        super().__init__()
        self.grants, self.left = grants, readers
        grants.gate.clear()

    def get(self, connection: str) -> tuple[str, datetime, str] | None:
        found = super().get(connection)
        self.left -= found is None
        if self.left <= 0:
            self.grants.gate.set()
        return found


def test_processes_that_start_together_grant_once() -> None:
    grants = Grants()
    store = Watched(grants, readers=7)  # six look first; the one with the lock looks again
    seen: list[str] = []
    threads = [
        threading.Thread(target=lambda: seen.append(provider(store, grants).bearer().value))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["t1"] * 6


def test_a_token_of_another_process_is_used_without_a_grant() -> None:
    store, grants = MemoryTokenStore(), Grants()
    store.put("default", "theirs", START + timedelta(hours=1), "x")
    assert provider(store, grants).bearer().value == "theirs"
    assert grants.count == 0


def test_connections_do_not_share_tokens() -> None:
    store, grants = MemoryTokenStore(), Grants()
    store.put("other", "theirs", START + timedelta(hours=1), "x")
    assert provider(store, grants).bearer().value == "t1"


def test_a_token_is_replaced_before_its_last_minute() -> None:
    store, grants, clock = MemoryTokenStore(), Grants(), Clock()
    one = provider(store, grants, clock)
    one.bearer()
    clock.move(seconds=3508)
    assert one.bearer().value == "t1"
    clock.move(seconds=2)
    assert one.bearer().value == "t2"


def test_a_refused_token_is_first_looked_for_in_the_store() -> None:
    store, grants = MemoryTokenStore(), Grants()
    one = provider(store, grants)
    refused = one.bearer()
    store.put("default", "theirs", START + timedelta(hours=1), "x")
    token, granted = one.instead_of(refused, may_grant=True)
    assert (token.value, granted, grants.count) == ("theirs", False, 1)
    token, granted = one.instead_of(token, may_grant=True)
    assert (token.value, granted, grants.count) == ("t2", True, 2)
    assert store.get("default") == ("t2", START + timedelta(seconds=3599), "a b")
    with pytest.raises(PermanentError, match="token_refused"):
        one.instead_of(token, may_grant=False)


def test_the_scopes_are_split() -> None:
    assert provider(MemoryTokenStore(), Grants()).bearer().scopes == {"a", "b"}


@pytest.mark.parametrize("kind", ["error_5xx", "cut", "maintenance", "too_many"])
def test_a_token_endpoint_in_trouble_is_temporary(kind: str) -> None:
    with SandboxZoom() as server:
        server.faults.arm(kind, match="oauth.token")
        credentials = Credentials(server.account_id, server.client_id, server.client_secret)
        grant = oauth_grant(server.url, credentials)
        with pytest.raises(TemporaryError):
            grant(START)
        assert grant(START).expires_at == START + timedelta(seconds=3599)


def test_a_wrong_account_is_permanent() -> None:
    with SandboxZoom() as server:
        credentials = Credentials("other", server.client_id, server.client_secret)
        with pytest.raises(PermanentError) as caught:
            oauth_grant(server.url, credentials)(START)
    assert caught.value.code == "zoom_credentials_refused"
    assert server.client_secret not in repr(credentials)


@pytest.mark.parametrize(
    "body",
    [
        '{"access_token": "s3cret", "expires_in": 1e999}',
        '{"access_token": "s3cret", "expires_in":' + "9" * 30 + "}",
        "[" * 100_000,
        '{"access_token": "s3cret", "expires_in": "s3cret"}',
    ],
    ids=["infinite", "too long", "nested", "text"],
)
def test_a_grant_that_makes_no_sense_is_temporary_and_stays_unsaid(body: str) -> None:
    reply = requests.Response()
    reply.status_code, reply.raw = 200, BytesIO(body.encode())
    with pytest.raises(TemporaryError) as caught:
        _read_grant(reply, START)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))
