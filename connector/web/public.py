"""Pages for anybody at all (`/v/…`): no session, no cookie, and any cache may keep them a while.

Whoever checks a certificate leaves nothing here and takes nothing along. The language is that of
the browser, or of the switch on the page (`?lang=`), and is not remembered.
"""

from __future__ import annotations

from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

PREFIX = "/v"


def is_public(path: str) -> bool:
    """Tell whether an address is a page for anybody."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


class Sessions(SecureCookieSessionInterface):
    """Signed cookies everywhere else; a public page that tried to keep something would fail."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return None for a public page: Flask then has a session that nothing can be put in."""
        return None if is_public(request.path) else super().open_session(app, request)


def install(app: Flask) -> None:
    """Keep sessions away from public pages."""
    app.session_interface = Sessions()


def share(response: Response, seconds: int, *varies: str) -> Response:
    """Let any cache keep an answer for so long; `varies` are the headers it depends on."""
    g.shared_seconds = seconds
    response.vary.update(varies)
    response.add_etag()
    return response
