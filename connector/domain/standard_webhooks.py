"""Standard Webhooks 1.0.0: secrets, signatures and their check; bytes in, words out, no I/O.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
Symmetric signatures only: both ends are the office's own, and every library knows them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

ID_HEADER, TIMESTAMP_HEADER = "webhook-id", "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"

PREFIX = "whsec_"
"""How a symmetric secret is recognised when it is handed over."""

SHORTEST, LONGEST = 24, 64
"""Bytes of a secret (192 to 512 bits)."""

NEW_SECRET = 32
"""Bytes of the secrets made here: as many as HMAC-SHA256 makes use of."""

TOLERANCE = 300
"""Seconds; an older (or later) timestamp is a replay, whatever its signature."""

_SECONDS = re.compile(r"[0-9]{1,12}")
_MESSAGE_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,255}")
"""Printable and without a full stop: that one parts the id from the timestamp when signed."""


def new_message_id() -> str:
    """Return an id that no attempt of another message ever had."""
    return f"msg_{secrets.token_hex(16)}"


def new_secret() -> str:
    """Return a secret as it is shown to the other side: `whsec_` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(NEW_SECRET)).decode()


def read_secret(text: str) -> bytes | None:
    """Return the bytes of a secret, or None where it is none of this specification."""
    if not text.startswith(PREFIX):
        return None
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if SHORTEST <= len(key) <= LONGEST else None


def headers(message_id: str, at: datetime, body: bytes, secrets_: Sequence[str]) -> dict[str, str]:
    """Return the three headers of one attempt, signed with every secret given.

    `at` is the moment of the attempt, not of what the message is about. While a secret is being
    changed both sign, the new one first; the signatures stand apart by a blank.
    """
    seconds = int(at.timestamp())
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: str(seconds),
        SIGNATURE_HEADER: " ".join(sign(one, message_id, seconds, body) for one in secrets_),
    }


def sign(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    """Return one signature, `v1,…`; raises ValueError for a secret or an id that is unfit."""
    key = read_secret(secret)
    if key is None or not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("neither signed nor sent: the secret or the id is unfit")
    signed = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def fault(
    message_id: str, timestamp: str, given: str, body: bytes, secrets_: Sequence[str], now: float
) -> str:
    """Return why a message is not to be believed, as a code; "" when a secret has signed it now.

    `now` in epoch seconds. Signatures of other versions are passed over, as the specification
    asks; compared in constant time.
    """
    if not (message_id and timestamp and given):
        return "signature_missing"
    if not _SECONDS.fullmatch(timestamp) or not _MESSAGE_ID.fullmatch(message_id):
        return "timestamp_unreadable"
    if abs(now - int(timestamp)) > TOLERANCE:
        return "timestamp_outside_window"
    expected = [sign(one, message_id, int(timestamp), body).encode() for one in secrets_]
    offered = [one.encode("utf-8", "replace") for one in given.split(" ") if one.startswith("v1,")]
    good = [hmac.compare_digest(one, other) for one in offered for other in expected]
    return "" if any(good) else "signature_differs"
