"""A link or a file as it was sent, cleaned and checked; nothing is written here."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from connector.sandbox.moodle.cleaning import clean, strip_tags
from connector.sandbox.moodle.plugin.words import KEY_LENGTH, OURS, bad_content, refused

LONGEST_NAME = 1333
"""Characters of a module's name in Moodle 5.1; earlier ones take 255."""

LONGEST_FILENAME = 255
RUN_BY_BROWSERS = (".css", ".htm", ".html", ".js", ".mht", ".svg", ".swf", ".xhtml", ".xml")
"""Ends of names that Moodle hands to browsers as something that may hold scripts."""
LONGEST_DESCRIPTION = 65535
"""Bytes."""

KEY_RULE = "the key is not one of Simpul: it begins with simpul: and has 100 characters at most"

JOIN = "/local/simpul/join.php"

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Wish:
    """What a module shall be; `address` is empty for a file, the rest of its end for a link."""

    modname: str
    key: str
    name: str
    description: str
    visible: bool
    address: str = ""
    filename: str = ""
    sha256: str = ""
    content: str = ""
    """In base64, as the sandbox keeps it."""


def link(row: Mapping[str, Any], course: int, site: str) -> Wish:
    """Read a wish for a link to one session; the plugin makes the address itself."""
    common = _common(row)
    if not _SESSION.fullmatch(row["session"]):
        raise bad_content(row["key"], "this is not the number of a session")
    query = urlencode({"course": course, "session": row["session"]})
    return Wish("url", **common, address=f"{site}{JOIN}?{query}")


def file(row: Mapping[str, Any], limit: int) -> Wish:
    """Read a wish for a file of at most `limit` bytes (0: any size)."""
    common = _common(row)
    filename = str(clean(row["filename"], "file"))
    if not 1 <= len(filename) <= LONGEST_FILENAME:
        raise bad_content(row["key"], "the name of the file is empty or too long")
    if filename.lower().endswith(RUN_BY_BROWSERS):
        raise bad_content(row["key"], "the file is of a kind that browsers would run as a page")
    try:
        content = base64.b64decode(row["content"], validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise bad_content(row["key"], "the file is empty, or not written in base64")
    if 0 < limit < len(content):
        size = f"the file has {len(content)} bytes, this course takes {limit}"
        raise refused("filetoobig", f"Nothing was changed. “{row['key']}”: {size}.")
    digest = hashlib.sha256(content).hexdigest()
    if digest != row["sha256"].lower():
        raise bad_content(row["key"], "the file did not arrive whole")
    kept = base64.b64encode(content).decode()
    return Wish("resource", **common, filename=filename, sha256=digest, content=kept)


def _common(row: Mapping[str, Any]) -> dict[str, Any]:
    key, name = row["key"], strip_tags(row["name"]).strip()
    description = re.sub(r"\r\n?", "\n", row["description"]).strip()
    if not _is_key(key):
        raise bad_content(key, KEY_RULE)
    if not name:
        raise bad_content(key, "the name is empty")
    if len(name) > LONGEST_NAME:
        raise bad_content(key, "the name is too long")
    if len(description.encode()) > LONGEST_DESCRIPTION:
        raise bad_content(key, "the description is too long")
    return {"key": key, "name": name, "description": description, "visible": row["visible"]}


def _is_key(key: str) -> bool:
    clean_text = strip_tags(key) == key == key.strip() and not re.search(r"[\x00-\x1f\x7f]", key)
    return key.startswith(OURS) and key != OURS and clean_text and len(key) <= KEY_LENGTH
