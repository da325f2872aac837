"""The address by which a course leads its people to their own page, signed for some minutes.

The learning system has signed the person in; what it says of them is their number there, the
course and the session clicked on. The same secret signs its messages, for a purpose of its own:

    hex HMAC-SHA256 of "simpul-join-v1\\n<site>\\n<user>\\n<course>\\n<session>\\n<until>"
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass

from connector.domain.standard_webhooks import read_secret

PURPOSE = "simpul-join-v1"
"""A signature made for one purpose is worthless for another."""

LIFE = 300
"""Seconds such an address is good for after the click in the course."""

SLACK = 300
"""Seconds by which the clocks of both machines may differ."""

_SITE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID = re.compile(r"[1-9][0-9]{0,18}")
_SESSION = re.compile(r"[A-Za-z0-9_-]{0,64}")
_UNTIL = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class JoinLink:
    """What an address says, as text; nothing of it is believed before `fault` is empty."""

    site: str
    user: str
    course: str
    session: str
    until: str
    signature: str


def sign(secret: str, link: JoinLink) -> str:
    """Return the signature in hex; raises ValueError for a secret that is none."""
    key = read_secret(secret)
    if key is None:
        raise ValueError("not signed: the secret is unfit")
    said = (PURPOSE, link.site, link.user, link.course, link.session, link.until)
    return hmac.new(key, "\n".join(said).encode(), hashlib.sha256).hexdigest()


def fault(link: JoinLink, secrets: Sequence[str], now: float) -> str:
    """Return why an address is not followed, as a code; "" when a site of ours just signed it.

    `now` in epoch seconds. An address that would be good for longer than a click was not made by
    the plugin.
    """
    shapes = (
        (_SITE, link.site),
        (_ID, link.user),
        (_ID, link.course),
        (_SESSION, link.session),
        (_UNTIL, link.until),
        (_SIGNATURE, link.signature),
    )
    if not all(shape.fullmatch(value) for shape, value in shapes):
        return "join_link_wrong"
    good = [hmac.compare_digest(sign(one, link), link.signature) for one in secrets]
    if not any(good):
        return "join_link_wrong"
    if not now - SLACK < int(link.until) <= now + LIFE + SLACK:
        return "join_link_old"
    return ""
