"""Checks that a body is signed as Standard Webhooks asks, by a secret of ours, just now; no I/O."""

from collections.abc import Callable, Mapping, Sequence

from connector.domain.standard_webhooks import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    fault,
)
from webhooks.errors import BadSignature


def verifier(secrets: Sequence[str]) -> Callable[[Mapping[str, str], bytes, float], bytes | None]:
    """Return what the door asks for each body; raises BadSignature, else it is stored.

    `secrets` newest first; during a rotation the other side may still sign with the old one.
    """
    if not secrets:
        raise ValueError("without a secret anybody could sign")

    def check(headers: Mapping[str, str], body: bytes, now: float) -> bytes | None:
        message, at = headers.get(ID_HEADER, ""), headers.get(TIMESTAMP_HEADER, "")
        given = headers.get(SIGNATURE_HEADER, "")
        if code := fault(message, at, given, body, secrets, now):
            raise BadSignature(code)
        return None

    return check
