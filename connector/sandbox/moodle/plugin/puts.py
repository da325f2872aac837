"""local_simpul_put_links and _put_files: the join link of a session, the timetable, the guide.

Everything is checked before anything is written; what is there already as wished is left alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.errors import MoodleError, invalid_parameter
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.plugin.modules import MANAGE, stored_file
from connector.sandbox.moodle.plugin.rights import enter
from connector.sandbox.moodle.plugin.words import KEY_LENGTH, MANAGE_CONTENT, OURS, refused
from connector.sandbox.moodle.schema import new_activity
from connector.sandbox.moodle.tables import Row

LONGEST_NAME = 255
LONGEST_SESSION = 64

JOIN = "/local/simpul/join.php"

Wish = dict[str, Any]


def put_links(call: Call, parameters: dict[str, Any]) -> Answer:
    """A module whose address is the plugin's own join page for the session."""
    course = _enter(call, parameters, "mod/url:addinstance")
    wishes: list[Wish] = parameters["links"]
    _check_keys(call, course, wishes, "url")
    for wish in wishes:
        if not 1 <= len(wish["session"]) <= LONGEST_SESSION:
            raise _bad(wish, "session is empty or too long")
    return {"modules": [_put(call, course, wish, "url", _link(call, course)) for wish in wishes]}


def put_files(call: Call, parameters: dict[str, Any]) -> Answer:
    """A module with exactly one file, replaced when its bytes differ."""
    course = _enter(call, parameters, "mod/resource:addinstance")
    wishes: list[Wish] = parameters["files"]
    _check_keys(call, course, wishes, "resource")
    content = {wish["key"]: _decoded(call, course, wish) for wish in wishes}
    made = [_put(call, course, wish, "resource", lambda _: "") for wish in wishes]
    return {
        "modules": [
            {**told, "outcome": _put_file(call, told, wish, content[wish["key"]])}
            for told, wish in zip(made, wishes, strict=True)
        ]
    }


def _enter(call: Call, parameters: Mapping[str, Any], adding: str) -> Row:
    return enter(call, parameters["courseid"], MANAGE_CONTENT, MANAGE, adding)


def _check_keys(call: Call, course: Row, wishes: list[Wish], modname: str) -> None:
    seen = set[str]()
    for wish in wishes:
        key = wish["key"]
        if not key.startswith(OURS) or key == OURS or len(key) > KEY_LENGTH:
            raise _bad(wish, f"the key must begin with {OURS} and be at most {KEY_LENGTH} long")
        if key in seen:
            raise _bad(wish, "the key is named twice")
        seen.add(key)
        if not wish["name"].strip() or len(wish["name"]) > LONGEST_NAME:
            raise _bad(wish, "the name is empty or too long")
        there = _known(call, course, key)
        if there is not None and there["modname"] != modname:
            raise _bad(wish, f"the key belongs to a module of another kind ({there['modname']})")


def _bad(wish: Wish, reason: str) -> MoodleError:
    return invalid_parameter(f"{wish['key']}: {reason}")


def _known(call: Call, course: Row, key: str) -> Row | None:
    found = call.transaction.find("activities", "idnumber", (course["id"], key))
    return found[0] if found else None


def _link(call: Call, course: Row) -> Callable[[Wish], str]:
    def address(wish: Wish) -> str:
        query = urlencode({"course": course["id"], "session": wish["session"]})
        return f"{call.url}{JOIN}?{query}"

    return address


def _put(
    call: Call, course: Row, wish: Wish, modname: str, address: Callable[[Wish], str]
) -> dict[str, Any]:
    """Create or change one module; a section somebody moved it to stays."""
    values = {
        "name": wish["name"],
        "description": wish["description"],
        "visible": int(wish["visible"]),
        "address": address(wish),
    }
    there = _known(call, course, wish["key"])
    if there is None:
        fresh = new_activity(course["id"], modname, idnumber=wish["key"], **values)
        row = call.transaction.insert("activities", {**fresh, "timemodified": call.now})
        outcome = "created"
    else:
        row = there
        outcome = "unchanged"
        if any(there[name] != value for name, value in values.items()):
            call.transaction.update("activities", there["id"], **values, timemodified=call.now)
            outcome = "updated"
    return {"key": wish["key"], "cmid": row["id"], "outcome": outcome}


def _decoded(call: Call, course: Row, wish: Wish) -> bytes:
    try:
        content = base64.b64decode(wish["content"], validate=True)
    except (binascii.Error, ValueError):
        raise _bad(wish, "the content is not base64") from None
    if hashlib.sha256(content).hexdigest() != wish["sha256"].lower():
        raise _bad(wish, "the content does not have this SHA-256: it was cut on its way")
    if not content or not wish["filename"]:
        raise _bad(wish, "the file is empty or has no name")
    largest = course["maxbytes"] or call.site.max_bytes
    if len(content) > min(largest, call.site.max_bytes):
        raise refused("filetoobig", f"{wish['key']}: the file is larger than {largest} bytes")
    return content


def _put_file(call: Call, told: Mapping[str, Any], wish: Wish, content: bytes) -> str:
    there = stored_file(call.transaction, told["cmid"])
    values = {
        "filename": wish["filename"],
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content).decode(),
    }
    if there is None:
        call.transaction.insert("files", {"cmid": told["cmid"], **values})
        return str(told["outcome"])
    if all(there[name] == value for name, value in values.items()):
        return str(told["outcome"])
    call.transaction.update("files", there["id"], **values)
    call.transaction.update("activities", told["cmid"], timemodified=call.now)
    return "updated"


FUNCTIONS = {
    "local_simpul_put_links": Function(
        declare(
            "courseid: int, links: [{key: raw, name: text, description: raw, "
            "session: alphanumext, visible: bool}]"
        ),
        put_links,
    ),
    "local_simpul_put_files": Function(
        declare(
            "courseid: int, files: [{key: raw, name: text, description: raw, filename: file, "
            "content: raw, sha256: alphanum, visible: bool}]"
        ),
        put_files,
    ),
}
