"""What a stored body loses when it is settled, and what it hides when shown; pure, no queries."""

import json
import re
from functools import lru_cache
from typing import Any

from connector.domain.identities import mask

_EMAIL = re.compile(r"(?<![^\s@<>\"'])[^\s@<>\"']+@[^\s@<>\"']+")
"""It begins where a word does: tried at every letter, a long word would take hours."""
_NUMBER = re.compile(r"\+?\d[\d ()-]{6,}\d")
_NO_NUMBERS = ("id", "uuid", "time", "ts")
"""Last words of the keys whose digits are no telephone number: ids and moments."""

DEEPEST = 60
"""Levels of a body that is read; Zoom's have six. A deeper one would exhaust the stack of whoever
walks through it, and stop the drain for everybody."""

_encode = json.JSONEncoder(separators=(",", ":")).encode


def parsed(body: bytes) -> Any:
    """Return the JSON value of a body; ValueError for none, and for one nested too deeply."""
    try:
        document = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    # Nearly all bodies have so few brackets that nothing has to be walked through.
    if body.count(b"{") + body.count(b"[") > DEEPEST and _too_deep(document):
        raise ValueError("nested too deeply")
    return document


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
        return stripped(parsed(body))
    except ValueError:
        return None


def _too_deep(document: Any) -> bool:
    level = [document]
    for _ in range(DEEPEST):
        level = [
            inside
            for value in level
            if isinstance(value, dict | list)
            for inside in (value.values() if isinstance(value, dict) else value)
        ]
    return any(isinstance(value, dict | list) for value in level)


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


def masked(value: Any, name: str = "") -> Any:
    """Return a JSON value with e-mail addresses, telephone numbers and links hidden."""
    if isinstance(value, dict):
        return {key: masked(inside, key) for key, inside in value.items()}
    if isinstance(value, list):
        return [masked(inside, name) for inside in value]
    last = name.lower().rpartition("_")[2]
    if isinstance(value, int | float) and "phone" in name.lower():
        return mask(str(value))
    if not isinstance(value, str):
        return value
    if last == "url":
        return "***"
    hidden = _EMAIL.sub(lambda found: _mask_email(found[0]), value)
    if last in _NO_NUMBERS:
        return hidden
    return _NUMBER.sub(lambda found: mask(found[0]), hidden)


def readable(body: bytes, *, raw: bool = False) -> Any:
    """Return a body as JSON value, or as text where it is no JSON; masked unless `raw`."""
    try:
        document = parsed(body)
    except ValueError:
        document = body.decode("utf-8", "backslashreplace")
    return _writable(document if raw else masked(document))


def _writable(value: Any) -> Any:
    """Return a JSON value without halves of surrogate pairs: no page and no terminal takes them."""
    if isinstance(value, dict):
        return {_writable(key): _writable(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_writable(inside) for inside in value]
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _mask_email(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"
