"""Bodies of two public plugins that send Moodle's events: checked by their token, cut to the ids.

**local_webhooks** (`valentineus/moodle-webhooks` 3.0.5 and 4.0.0-rc.2) posts every chosen event in
the request that caused it, once, without a second try. The body is the event's `get_data()` as
JSON, whatever content type was chosen, with `host`, `token` and `extra` added; newer builds write
the user's `email` or send form fields (`other[quizid]=…`), so both shapes are read, told apart by
their first letter. The token stands in the body: what is stored has none.

**tool_trigger** (`catalyst/moodle-tool_trigger`, step "HTTP request") posts from cron what its
administrator typed: address, headers (one a line) and a template `a={field}&b={field}`, with
"JSON encode parameters" or without. Its token comes as `Authorization: Bearer …`.

Neither is signed: whoever reads one message can send others. All they can cause is that Simpul
reads again what it may read anyway. How to set them up stands in deploy/moodle/other-plugins.md.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from connector.store.inbox_bodies import parsed
from webhooks.errors import BadSignature, Malformed
from webhooks.kept import Kept

LOCAL_WEBHOOKS, TOOL_TRIGGER = "local_webhooks", "tool_trigger"

PLUGIN = "plugin"
"""Key under which a kept body says who sent it; our own plugin's have none."""

EVENT = "eventname"

FIELDS = (
    EVENT,
    "courseid",
    "userid",
    "relateduserid",
    "contextinstanceid",
    "objectid",
    "objecttable",
    "timecreated",
)
"""All that is kept of an event: no name, no e-mail address, nothing an event says in `other`."""

LONGEST = 255
"""Characters of one value."""

LONGEST_ENCODED = 3 * LONGEST
"""The same in a form, where every character may be written as `%41`."""

MOST_FIELDS = 200
"""Form fields of one body; Moodle's events have some forty."""

BEARER = "bearer "

_encode = json.JSONEncoder(separators=(",", ":")).encode


def from_local_webhooks(body: bytes, token: str) -> Kept:
    """Return what is kept of a body that carries `token`; raises BadSignature or Malformed."""
    fields = _fields(body)
    given = fields.get("token")
    if not isinstance(given, str) or not given:
        raise BadSignature("signature_missing")
    if not _same(given, token):
        raise BadSignature("signature_differs")
    return _kept(LOCAL_WEBHOOKS, fields, token)


def from_tool_trigger(authorization: str, body: bytes, token: str) -> Kept:
    """Return what is kept of a body sent with `Authorization: Bearer <token>`; raises as above."""
    if authorization[: len(BEARER)].lower() != BEARER:
        raise BadSignature("signature_missing")
    if not _same(authorization[len(BEARER) :].strip(), token):
        raise BadSignature("signature_differs")
    return _kept(TOOL_TRIGGER, _fields(body), token)


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _fields(body: bytes) -> Mapping[str, Any]:
    """Read JSON or form fields; what is neither is Malformed."""
    try:
        if body.lstrip()[:1] == b"{":
            document = parsed(body)
            return document if isinstance(document, dict) else {}
        return _form(body.decode())
    except ValueError as error:
        raise Malformed("body_unreadable") from error


def _form(text: str) -> Mapping[str, str]:
    """Read the fields that matter; decoding the others would let strangers burn our time."""
    pairs = text.split("&", MOST_FIELDS)
    if len(pairs) > MOST_FIELDS:
        raise ValueError("too many fields")
    named = (pair.partition("=") for pair in pairs)
    return {
        name: unquote_plus(value)
        for name, _, value in named
        if name in ("token", *FIELDS) and len(value) <= LONGEST_ENCODED
    }


def _kept(plugin: str, fields: Mapping[str, Any], token: str) -> Kept:
    """Choose the ids; a value that repeats the token is none, whatever its name."""
    chosen = {
        name: value
        for name in FIELDS
        if _plain(value := fields.get(name)) and token not in str(value)
    }
    return Kept(_encode({PLUGIN: plugin, **chosen}).encode())


def _plain(value: Any) -> bool:
    return type(value) is int or (isinstance(value, str) and len(value) <= LONGEST)
