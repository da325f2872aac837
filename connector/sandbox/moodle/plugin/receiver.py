"""Whom the plugin tells: Simpul's address, the key that both know, and what is signed with it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlencode

SPELT = "whsec_"
"""How a key is recognised when it is shown."""

USER_AGENT = "MoodleBot/1.0"

JOIN_LIFE = 300
"""Seconds in which a join link may be used."""


@dataclass(frozen=True)
class Receiver:
    """Where messages go, and the name this site has there."""

    address: str
    secret: str
    site: str = "default"

    @property
    def key(self) -> bytes:
        return base64.b64decode(self.secret.removeprefix(SPELT), validate=True)

    @property
    def endpoint(self) -> str:
        tail = "" if self.site == "default" else f"/{self.site}"
        return f"{self.address.rstrip('/')}/webhooks/moodle{tail}"

    def headers(self, message_id: str, seconds: int, body: bytes, key: bytes) -> dict[str, str]:
        """Sign one attempt as Standard Webhooks asks."""
        signed = f"{message_id}.{seconds}.".encode() + body
        mac = hmac.new(key, signed, hashlib.sha256).digest()
        return {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "webhook-id": message_id,
            "webhook-timestamp": str(seconds),
            "webhook-signature": "v1," + base64.b64encode(mac).decode(),
        }

    def join_address(self, user: int, course: int, session: str, now: int) -> str:
        """Return where the join page sends a logged-in person, signed for five minutes."""
        until = now + JOIN_LIFE
        text = "\n".join(map(str, ("simpul-join-v1", self.site, user, course, session, until)))
        query = {
            "site": self.site,
            "user": user,
            "course": course,
            "session": session,
            "until": until,
            "sign": hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest(),
        }
        return f"{self.address.rstrip('/')}/p/course?{urlencode(query)}"
