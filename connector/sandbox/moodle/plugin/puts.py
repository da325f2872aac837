"""local_simpul_put_links and _put_files: the join link of a session, the timetable, the guide.

Everything is checked before anything is written; what is there already as wished is left alone.
"""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.plugin import wishes
from connector.sandbox.moodle.plugin.modules import MANAGE, ours, stored_file
from connector.sandbox.moodle.plugin.rights import enter
from connector.sandbox.moodle.plugin.wishes import Wish
from connector.sandbox.moodle.plugin.words import MANAGE_CONTENT, bad_content, refused
from connector.sandbox.moodle.schema import new_activity
from connector.sandbox.moodle.tables import Row

DISABLED = "This module ({}) has been disabled for this particular course"

HIDING = "moodle/course:activityvisibility"


def put_links(call: Call, parameters: dict[str, Any]) -> Answer:
    """A module whose address is the plugin's own join page for the session."""
    course = _enter(call, parameters["courseid"], "mod/url:addinstance")
    rows = _once(parameters["links"])
    return _put(call, course, [wishes.link(row, course["id"], call.url) for row in rows])


def put_files(call: Call, parameters: dict[str, Any]) -> Answer:
    """A module with exactly one file, replaced when its name or its bytes differ."""
    course = _enter(call, parameters["courseid"], "mod/resource:addinstance")
    limits = [limit for limit in (call.site.max_bytes, course["maxbytes"]) if limit > 0]
    limit = min(limits, default=0)
    return _put(call, course, [wishes.file(row, limit) for row in _once(parameters["files"])])


def _enter(call: Call, course_id: int, adding: str) -> Row:
    return enter(call, course_id, MANAGE_CONTENT, MANAGE, HIDING, adding)


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen = set[str]()
    for row in rows:
        if row["key"] in seen:
            raise bad_content(row["key"], "it was sent twice")
        seen.add(row["key"])
    return rows


def _put(call: Call, course: Row, wanted: list[Wish]) -> Answer:
    """Write all or none; one call at a time, so that two like ones make no twins."""
    with call.state.content_lock:
        there = {row["idnumber"]: row for row in reversed(ours(call.transaction, course["id"]))}
        for wish in wanted:
            held = call.transaction.find("activities", "idnumber", (course["id"], wish.key))
            if any(row["modname"] != wish.modname for row in held):
                raise bad_content(
                    wish.key, "another kind of module in this course has this ID number"
                )
        answer = [_put_one(call, course, wish, there.get(wish.key)) for wish in wanted]
        call.transaction.commit()
    return {"modules": answer}


def _put_one(call: Call, course: Row, wish: Wish, there: Row | None) -> dict[str, Any]:
    """Create or change one module; a section that somebody moved it to stays."""
    values: dict[str, Any] = {
        "name": wish.name,
        "description": wish.description,
        "visible": int(wish.visible),
        "address": wish.address,
    }
    if there is None:
        if wish.modname in call.site.disabled_modules:
            raise refused("moduledisable", DISABLED.format(wish.modname))
        fresh = new_activity(course["id"], wish.modname, idnumber=wish.key, **values)
        row = call.transaction.insert("activities", {**fresh, "timemodified": call.now})
        outcome = "created"
    elif all(there[name] == value for name, value in values.items()) and _same(call, wish, there):
        row, outcome = there, "unchanged"
    else:
        row = call.transaction.update("activities", there["id"], **values, timemodified=call.now)
        outcome = "updated"
    if wish.modname == "resource" and outcome != "unchanged":
        _put_file(call, row["id"], wish)
    return {"key": wish.key, "cmid": row["id"], "outcome": outcome}


def _same(call: Call, wish: Wish, there: Row) -> bool:
    file = stored_file(call.transaction, there["id"]) or {"filename": "", "sha256": ""}
    return (file["filename"], file["sha256"]) == (wish.filename, wish.sha256)


def _put_file(call: Call, cmid: int, wish: Wish) -> None:
    for row in call.transaction.find("files", "activity", cmid):
        call.transaction.delete("files", row["id"])
    kept = {"filename": wish.filename, "sha256": wish.sha256, "content": wish.content}
    call.transaction.insert("files", {"cmid": cmid, **kept})


FUNCTIONS = {
    "local_simpul_put_links": Function(
        declare(
            "courseid: int, links: [{key: raw, name: raw, description: raw, session: raw, "
            "visible: bool}]"
        ),
        put_links,
    ),
    "local_simpul_put_files": Function(
        declare(
            "courseid: int, files: [{key: raw, name: raw, description: raw, filename: raw, "
            "content: raw, sha256: raw, visible: bool}]"
        ),
        put_files,
    ),
}
