"""Zoom's signature over the raw body, and its check that an address belongs to us; no I/O.

https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence

from webhooks.errors import BadSignature, Malformed

TIMESTAMP_HEADER, SIGNATURE_HEADER = "x-zm-request-timestamp", "x-zm-signature"

MAX_AGE = 300
"""Seconds; an older (or later) timestamp is a replay, whatever its signature."""

VALIDATION = "endpoint.url_validation"
"""Event with which Zoom asks, at set-up and every 72 hours, whether we know the secret."""

_SECONDS = re.compile(r"[0-9]{1,12}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""No colon: the answer to a token must never be the signature of a message `v0:…:…`."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature header of a body; `timestamp` is the other header, epoch seconds."""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + _digest(secret, message)


def verify(headers: Mapping[str, str], body: bytes, *, secrets: Sequence[str], now: float) -> str:
    """Return the one of `secrets` that has signed; raise BadSignature if none has.

    `now` in epoch seconds. A header given twice reaches us as one value with a comma, or not as
    the signature of anything: both are refused.
    """
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    given = headers.get(SIGNATURE_HEADER, "")
    if not timestamp or not given:
        raise BadSignature("signature_missing")
    if "," in timestamp or "," in given:
        raise BadSignature("signature_doubled")
    if not _SECONDS.fullmatch(timestamp):
        raise BadSignature("timestamp_unreadable")
    if abs(now - int(timestamp)) > MAX_AGE:
        raise BadSignature("timestamp_outside_window")
    for secret in secrets:
        if hmac.compare_digest(given.encode(), sign(secret, timestamp, body).encode()):
            return secret
    raise BadSignature("signature_differs")


def verifier(secrets: Sequence[str]) -> Callable[[Mapping[str, str], bytes, float], bytes | None]:
    """Return what the door asks for each body: JSON to answer at once, or None to store it.

    `secrets` newest first; during a rotation Zoom may still sign with the old one.
    """
    if not all(secrets):
        raise ValueError("an empty secret would let anybody sign")

    def check(headers: Mapping[str, str], body: bytes, now: float) -> bytes | None:
        secret = verify(headers, body, secrets=secrets, now=now)
        return validation_reply(body, secret)

    return check


def validation_reply(body: bytes, secret: str) -> bytes | None:
    """Return the answer to a validation, or None when the (signed) body is none.

    Raises Malformed for a validation whose token Zoom would not send: signing whatever one is
    handed would sign forged events too.
    """
    if VALIDATION.encode() not in body:  # before any parsing: nearly all are ordinary events
        return None
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict) or message.get("event") != VALIDATION:
        return None
    payload = message.get("payload")
    token = payload.get("plainToken") if isinstance(payload, dict) else None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise Malformed("validation_token_odd")
    reply = {"plainToken": token, "encryptedToken": _digest(secret, token.encode())}
    return json.dumps(reply).encode()


def _digest(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
