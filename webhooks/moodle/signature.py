"""Checks that a message is from a Moodle site of ours: signed by our plugin, or with a known token.

Which of the three ways it came is told by what it carries; a way whose secret is not set is shut.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from connector.domain.standard_webhooks import ID_HEADER, SIGNATURE_HEADER
from webhooks import standard_signature
from webhooks.errors import BadSignature
from webhooks.kept import Kept
from webhooks.moodle.plugins import from_local_webhooks, from_tool_trigger

Check = Callable[[Mapping[str, str], bytes, float], bytes | Kept | None]

AUTHORIZATION = "authorization"


@dataclass(frozen=True, repr=False)
class Keys:
    """The secrets of one site; "" and () where a way is not used."""

    secrets: Sequence[str] = ()
    """`whsec_…`, newest first; during a rotation the site may still sign with the old one."""
    local_webhooks: str = ""
    tool_trigger: str = ""

    def __bool__(self) -> bool:
        return bool(self.secrets or self.local_webhooks or self.tool_trigger)


def verifier(keys: Keys) -> Check:
    """Return what the door asks for each body; raises BadSignature, else it is stored."""
    if not keys:
        raise ValueError("without a secret anybody could speak for the site")
    signed = standard_signature.verifier(keys.secrets) if keys.secrets else None

    def check(headers: Mapping[str, str], body: bytes, now: float) -> bytes | Kept | None:
        if headers.get(SIGNATURE_HEADER) or headers.get(ID_HEADER):
            if signed is None:
                raise BadSignature("signature_unexpected")
            return signed(headers, body, now)
        authorization = headers.get(AUTHORIZATION, "")
        if authorization and keys.tool_trigger:
            return from_tool_trigger(authorization, body, keys.tool_trigger)
        if keys.local_webhooks:
            return from_local_webhooks(body, keys.local_webhooks)
        raise BadSignature("signature_missing")

    return check
