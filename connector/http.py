"""Makes the `requests` sessions that every remote call goes through; no retry, no vendor here."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

TIMEOUT = (5.0, 20.0)
"""Seconds to connect, then seconds of silence while reading; not the whole transfer."""


class TimedAdapter(HTTPAdapter):
    """No request leaves without a timeout. No retry here: a POST may have worked."""

    def __init__(self, timeout: tuple[float, float] = TIMEOUT, connections: int = 4) -> None:
        self.timeout = timeout
        super().__init__(pool_connections=connections, pool_maxsize=connections, max_retries=0)

    def send(self, *args: Any, **options: Any) -> requests.Response:
        options["timeout"] = options.get("timeout") or self.timeout
        return super().send(*args, **options)


def new_session(timeout: tuple[float, float] = TIMEOUT) -> requests.Session:
    """Return a pooled session; use one a thread, and close it."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", TimedAdapter(timeout))
    session.mount("http://", TimedAdapter(timeout))
    return session
