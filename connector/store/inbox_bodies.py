"""What a stored body loses when its event is settled: network addresses; pure, no queries."""

import json
from functools import lru_cache
from typing import Any

_encode = json.JSONEncoder(separators=(",", ":")).encode


def stripped(document: Any) -> bytes | None:
    """Return the body to store in place of the one that came; None where nothing is to be cut.

    The JSON value itself loses its IP addresses, at any depth. Zoom sends `public_ip` and
    `private_ip` although its document does not list them; nothing here needs them, and they are
    personal (facts: Zoom §7).
    """
    return _encode(document).encode() if _strip(document) else None


def stripped_body(body: bytes) -> bytes | None:
    """Do the same from the raw body; one that is no JSON stays as it is."""
    try:
        return stripped(json.loads(body))
    except (ValueError, RecursionError):
        return None


def _strip(document: Any) -> bool:
    """Delete every address; tell whether there was one."""
    if isinstance(document, list):
        return any([_strip(value) for value in document])
    if not isinstance(document, dict):
        return False
    named = [name for name in document if _names_address(name)]
    for name in named:
        del document[name]
    inside = [_strip(value) for value in document.values() if isinstance(value, dict | list)]
    return bool(named) or any(inside)


@lru_cache(1000)
def _names_address(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith("_ip") or lowered in ("ip", "ip_address")
