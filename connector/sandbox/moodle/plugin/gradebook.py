"""local_simpul_get_gradebook and _put_gradebook: one manual column of the gradebook, attendance."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function, is_enrolled
from connector.sandbox.moodle.cleaning import strip_tags
from connector.sandbox.moodle.gradebook import add_item, grade_of, write_grade
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.plugin.rights import enter
from connector.sandbox.moodle.plugin.words import MANAGE_GRADES, bad_content, decimal
from connector.sandbox.moodle.tables import Row

ITEM = "simpul:attendance"
"""ID number of the column."""

LONGEST_NAME = 255

_NUMBER = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,5})?")


def get_gradebook(call: Call, parameters: dict[str, Any]) -> Answer:
    rights = (MANAGE_GRADES, "moodle/grade:viewall", "moodle/grade:viewhidden")
    course = enter(call, parameters["courseid"], *rights)
    item = _item(call, course["id"])
    if item is None:
        return {"item": None, "grades": []}
    rows = call.transaction.find("grades", "item", item["id"])
    return {
        "item": {
            "id": item["id"],
            "name": item["name"],
            "maximum": decimal(item["maximum"]),
            "locked": item["locked"],
        },
        "grades": [
            {
                "userid": row["userid"],
                "grade": decimal(row["grade"]),
                "locked": row["locked"] or item["locked"],
                "overridden": row["overridden"],
            }
            for row in sorted(rows, key=lambda row: int(row["userid"]))
        ],
    }


def put_gradebook(call: Call, parameters: dict[str, Any]) -> Answer:
    """Write the grades that differ; who has one that is locked or was set by hand keeps it."""
    rights = (MANAGE_GRADES, "moodle/grade:viewall", "moodle/grade:edit")
    course = enter(call, parameters["courseid"], *rights)
    name = strip_tags(parameters["name"]).strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise bad_content(ITEM, "the name is empty or too long")
    highest = _read(parameters["maximum"])
    if not highest:
        raise bad_content(ITEM, "the maximum is not a number above 0")
    grades = _checked(parameters["grades"], highest)
    with call.state.content_lock:
        item = _prepared(call, course["id"], name, highest)
        skipped, written = [], 0
        for user_id, grade in grades.items():
            if reason := _reason(call, course["id"], item, user_id):
                skipped.append({"userid": user_id, "reason": reason})
            else:
                written += _write(call, item, user_id, grade)
        call.transaction.commit()
    return {"itemid": item["id"], "written": written, "skipped": skipped}


def _read(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _checked(rows: list[dict[str, Any]], highest: Decimal) -> dict[int, Decimal]:
    grades: dict[int, Decimal] = {}
    for row in rows:
        grade = _read(row["grade"])
        if grade is None or grade > highest:
            raise bad_content(str(row["userid"]), "the grade is not a number from 0 to the maximum")
        if row["userid"] in grades:
            raise bad_content(str(row["userid"]), "it was sent twice")
        grades[row["userid"]] = grade
    return grades


def _item(call: Call, course_id: int) -> Row | None:
    found = call.transaction.find("grade_items", "idnumber", (course_id, ITEM))
    return found[0] if found else None


def _prepared(call: Call, course_id: int, name: str, highest: Decimal) -> Row:
    """The column, made when missing, and brought up to date unless it is locked."""
    item = _item(call, course_id)
    if item is not None and item["name"] == name and Decimal(item["maximum"]) == highest:
        return item
    if item is not None and item["locked"]:
        return item
    call.require("moodle/grade:manage")
    if item is None:
        return add_item(call.transaction, course_id, name, str(highest), idnumber=ITEM)
    return call.transaction.update("grade_items", item["id"], name=name, maximum=str(highest))


def _reason(call: Call, course_id: int, item: Row, user_id: int) -> str:
    """Why a person's grade is left alone; "" where it is not."""
    if not is_enrolled(call.transaction, course_id, user_id):
        return "notenrolled"
    there = grade_of(call.transaction, item, user_id)
    if item["locked"] or (there and there["locked"]):
        return "locked"
    return "overridden" if there and there["overridden"] else ""


def _write(call: Call, item: Row, user_id: int, grade: Decimal) -> int:
    """Write one grade unless it is there already; return how many were written."""
    there = grade_of(call.transaction, item, user_id)
    if there and there["grade"] is not None and Decimal(there["grade"]) == grade:
        return 0
    write_grade(call.transaction, item, user_id, grade, call.now)
    return 1


FUNCTIONS = {
    "local_simpul_get_gradebook": Function(declare("courseid: int"), get_gradebook),
    "local_simpul_put_gradebook": Function(
        declare("courseid: int, name: raw, maximum: raw, grades: [{userid: int, grade: raw}]"),
        put_gradebook,
    ),
}
