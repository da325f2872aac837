"""Which personal addresses were opened on this device: a signed cookie, no names in it.

Whoever scans a room's code is known by it. It holds the random names of links (nonces), at most
three, and is worth nothing once a link is renewed.
"""

from flask import Response, request

from connector import links
from connector.web.place import here

MOST = 3
"""Addresses remembered; several people of one office may share a telephone."""

DAYS = 60
"""How long a device remembers; a training is over by then."""

SEPARATOR = "~"
"""Stands in no nonce and may stand in a cookie."""


def remember(response: Response, nonce: str) -> None:
    """Put an address in front of those opened on this device before."""
    known = nonces()
    if known[:1] == [nonce]:
        return
    kept = [nonce, *(one for one in known if one != nonce)][:MOST]
    secure = _secure()
    response.set_cookie(
        _name(),
        links.sign(here().settings.secret_keys[0], links.OPENED_HERE, SEPARATOR.join(kept)),
        max_age=DAYS * 24 * 3600,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def nonces() -> list[str]:
    """Return the addresses opened on this device, the latest first; [] for a forged cookie."""
    token = request.cookies.get(_name(), "")[:400]
    payload = links.read(here().settings.secret_keys, links.OPENED_HERE, token)
    return payload.split(SEPARATOR)[:MOST] if payload else []


def _name() -> str:
    # __Host-: no neighbour under the same domain can plant one of his.
    return "__Host-simpul_opened" if _secure() else "simpul_opened"


def _secure() -> bool:
    return here().settings.base_url.startswith("https://")
