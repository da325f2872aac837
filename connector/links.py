"""Signed tokens for addresses that people hold: each names its purpose and can be revoked.

A personal address `/p/<token>` is permanent: it carries a random nonce of the seat and a
signature, no personal value. Revoking it means giving the seat another nonce. The address in a
room's QR code `/c/<token>` names a session and a minute and is worthless soon after.
"""

import hashlib
import hmac
import secrets

from itsdangerous import Signer

PERSONAL = "simpul.personal.v1"
"""Purpose of a personal address; a signature made for one purpose is worthless for another."""

CHECK_IN = "simpul.check-in.v1"
"""Purpose of the short-lived address in a room's QR code."""

OFFICE_FILE = "simpul.office-file.v1"
"""Purpose of an address at which the office fetches a file; its name says until when."""

OPENED_HERE = "simpul.opened-here.v1"
"""Purpose of the cookie that remembers which personal addresses were opened on a device."""


def new_nonce() -> str:
    """Return an unguessable name for a link (96 bits, safe in URLs)."""
    return secrets.token_urlsafe(12)


def sign(secret: str, purpose: str, nonce: str) -> str:
    """Return `nonce.signature`."""
    return Signer(secret, salt=purpose, digest_method=hashlib.sha256).sign(nonce).decode()


def read(secrets_: tuple[str, ...], purpose: str, token: str) -> str | None:
    """Return the nonce when one of the secrets (newest first) signed it, else None.

    The whole token is compared: the last letter of a signature has bits that decoding ignores,
    so that a second spelling of the same signature would otherwise be accepted.
    """
    if not token.isascii():
        return None
    nonce = token.rpartition(".")[0]
    for secret in secrets_:
        if hmac.compare_digest(sign(secret, purpose, nonce), token):
            return nonce
    return None
