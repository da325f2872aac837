"""What a stored body loses when its event is settled: network addresses; pure, no queries."""

import json
from typing import Any


def without_addresses(document: Any) -> tuple[Any, bool]:
    """Return the JSON value without IP addresses at any depth, and whether it held any.

    Zoom sends `public_ip` and `private_ip` although its document does not list them; nothing
    here needs them, and they are personal (facts: Zoom §7).
    """
    if isinstance(document, dict):
        kept, found = {}, False
        for name, value in document.items():
            if _names_address(name):
                found = True
                continue
            kept[name], inside = without_addresses(value)
            found = found or inside
        return (kept, True) if found else (document, False)
    if isinstance(document, list):
        pairs = [without_addresses(value) for value in document]
        found = any(inside for _, inside in pairs)
        return ([value for value, _ in pairs], True) if found else (document, False)
    return document, False


def stripped(document: Any) -> bytes | None:
    """Return the body to store in place of the one that came; None where nothing is to be cut."""
    kept, found = without_addresses(document)
    return json.dumps(kept, separators=(",", ":")).encode() if found else None


def stripped_body(body: bytes) -> bytes | None:
    """Do the same from the raw body; one that is no JSON stays as it is."""
    try:
        return stripped(json.loads(body))
    except (ValueError, RecursionError):
        return None


def _names_address(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith("_ip") or lowered in ("ip", "ip_address")
