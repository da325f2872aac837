"""local_simpul_get_modules and _remove_modules: what the plugin put into a course."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.plugin.rights import enter
from connector.sandbox.moodle.plugin.words import MANAGE_CONTENT, OURS, refused
from connector.sandbox.moodle.tables import Row, Transaction

MANAGE = "moodle/course:manageactivities"

KINDS = ("url", "resource")
"""Kinds of modules that the plugin makes."""


def get_modules(call: Call, parameters: dict[str, Any]) -> Answer:
    """Only the plugin's own, oldest first."""
    course = enter(call, parameters["courseid"], MANAGE_CONTENT, MANAGE)
    return {"modules": [_shown(call, row) for row in ours(call.transaction, course["id"])]}


def ours(transaction: Transaction, course_id: int) -> list[Row]:
    """The modules that the plugin made, oldest first."""
    rows = transaction.find("activities", "course", course_id)
    return [row for row in rows if is_ours(row)]


def is_ours(row: Row) -> bool:
    return row["modname"] in KINDS and bool(row["idnumber"].startswith(OURS))


def stored_file(transaction: Transaction, cmid: int) -> Row | None:
    """The file of a module, or None."""
    found = transaction.find("files", "activity", cmid)
    return found[0] if found else None


def _shown(call: Call, row: Row) -> dict[str, Any]:
    file = stored_file(call.transaction, row["id"])
    return {
        "key": row["idnumber"],
        "cmid": row["id"],
        "modname": row["modname"],
        "name": row["name"],
        "description": row["description"],
        "section": row["section"],
        "visible": bool(row["visible"]),
        "address": row["address"],
        "filename": file["filename"] if file else "",
        "sha256": file["sha256"] if file else "",
        "timemodified": row["timemodified"],
    }


def remove_modules(call: Call, parameters: dict[str, Any]) -> Answer:
    """All or none: one module that is not the plugin's, or of another course, refuses the call."""
    course = enter(call, parameters["courseid"], MANAGE_CONTENT, MANAGE)
    removed, missing = [], []
    for cmid in dict.fromkeys(parameters["cmids"]):
        row = call.transaction.get("activities", cmid)
        if row is None:
            missing.append(cmid)
        elif row["courseid"] != course["id"] or not is_ours(row):
            raise refused(
                "notours",
                f"Nothing was removed. Module {cmid} is no link or file of Simpul in this course.",
            )
        else:
            remove_activity(call.transaction, cmid)
            removed.append(cmid)
    return {"removed": removed, "missing": missing}


def remove_activity(transaction: Transaction, cmid: int) -> None:
    """Take a module away with its file and what people had completed of it."""
    for table in ("files", "completions"):
        for row in transaction.find(table, "activity", cmid):
            transaction.delete(table, row["id"])
    transaction.delete("activities", cmid)


FUNCTIONS = {
    "local_simpul_get_modules": Function(declare("courseid: int"), get_modules),
    "local_simpul_remove_modules": Function(declare("courseid: int, cmids: [int]"), remove_modules),
}
