"""Headers on every answer: content policy, no framing, no sniffing, no caching; a request id.

An answer that any cache may keep says so itself (`connector.web.public.share`).
"""

import secrets

from flask import Flask, Response, g, request

from connector.web.public import is_public

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere."""

STATIC_AGE = 3600
"""Seconds a browser may keep a style or script; its address carries a version besides."""


def install(app: Flask) -> None:
    """Give each request an id and each answer its headers."""
    app.before_request(_name_request)
    app.after_request(_add)


def _name_request() -> None:
    g.request_id = secrets.token_hex(6)


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)  # an attached file brings a narrower one
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    secretive = request.path.startswith("/p/") or is_public(request.path)
    headers["Referrer-Policy"] = "no-referrer" if secretive else "same-origin"
    if "request_id" in g:
        headers["X-Request-Id"] = g.request_id
    if request.endpoint == "static" and response.status_code == 200:
        headers["Cache-Control"] = f"public, max-age={STATIC_AGE}"
    else:
        shared = g.get("shared_seconds") if response.status_code in (200, 304) else None
        headers["Cache-Control"] = f"public, max-age={shared}" if shared else "no-store"
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
