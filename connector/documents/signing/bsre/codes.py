"""What the service says by number and by word: certificate statuses and refusals; no sentence.

The service publishes no table: these were seen by offices that use it (facts: domain §6.2). What
is not here is said as `refused_unlisted` with its number, and logged.
"""

import re
from typing import Any, Final

SERVICE: Final = "bsre"
"""Prefix of every sentence of this signer."""

MAY_SIGN: Final = "ISSUE"

STATUSES: Final = frozenset(
    {
        MAY_SIGN,
        "EXPIRED",
        "RENEW",
        "WAITING_FOR_VERIFICATION",
        "NEW",
        "NO_CERTIFICATE",
        "NOT_REGISTERED",
        "SUSPEND",
        "REVOKE",
    }
)
"""What `user/check/status` may answer."""

ISSUED: Final = "1111"

STATUS_OF_CODE: Final = {
    ISSUED: MAY_SIGN,
    "1110": "NOT_REGISTERED",
    "2011": "NOT_REGISTERED",
    "2021": "NO_CERTIFICATE",
}
"""`status_code` where the word itself is missing; 1110 is version 1's."""

REFUSALS: Final = frozenset({"2031", *STATUS_OF_CODE})
"""Numbers with a sentence of their own; 2031 is a wrong passphrase."""

UNLISTED: Final = "refused_unlisted"

_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)


def number_of(value: Any) -> str:
    """Return a code sent as number or as text, "" for anything else; never a remote's words."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    text = str(value).strip()
    return text if _NUMBER.fullmatch(text) else ""


def status_code(status: str) -> str:
    """Return our code of a status: `status_expired`; of an unknown one `status_unknown`."""
    return f"status_{status.lower()}" if status in STATUSES else "status_unknown"
