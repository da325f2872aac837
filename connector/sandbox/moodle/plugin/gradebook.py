"""local_simpul_get_gradebook and _put_gradebook: one manual grade item for attendance."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function, is_enrolled
from connector.sandbox.moodle.errors import invalid_parameter
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.plugin.rights import enter
from connector.sandbox.moodle.plugin.words import MANAGE_GRADES, decimal
from connector.sandbox.moodle.tables import Row, Transaction

ITEM = "simpul:attendance"
"""ID number of the grade item."""


def get_gradebook(call: Call, parameters: dict[str, Any]) -> Answer:
    course = enter(call, parameters["courseid"], MANAGE_GRADES, "moodle/grade:viewall")
    item = our_item(call.transaction, course["id"])
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
                "locked": row["locked"],
                "overridden": row["overridden"],
            }
            for row in sorted(rows, key=lambda row: int(row["userid"]))
        ],
    }


def put_gradebook(call: Call, parameters: dict[str, Any]) -> Answer:
    """Write grades; who has one that was locked or set by hand keeps it, and the answer says so."""
    course = enter(
        call,
        parameters["courseid"],
        MANAGE_GRADES,
        "moodle/grade:manage",
        "moodle/grade:edit",
    )
    maximum = _number(parameters["maximum"], "maximum")
    if maximum <= 0 or not parameters["name"].strip():
        raise invalid_parameter("a name and a maximum above 0 are needed")
    grades = [(row["userid"], _number(row["grade"], "grade")) for row in parameters["grades"]]
    if any(not 0 <= grade <= maximum for _, grade in grades):
        raise invalid_parameter("a grade lies outside 0 to the maximum")
    if len({user_id for user_id, _ in grades}) < len(grades):
        raise invalid_parameter("a person is named twice")
    item = _item(call, course["id"], parameters["name"], str(maximum))
    skipped, written = [], 0
    for user_id, grade in grades:
        reason = _reason(call, course["id"], item, user_id)
        if reason:
            skipped.append({"userid": user_id, "reason": reason})
        else:
            write_grade(call.transaction, item["id"], user_id, grade, call.now)
            written += 1
    return {"itemid": item["id"], "written": written, "skipped": skipped}


def _number(text: str, name: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite():
        raise invalid_parameter(f"{name} is no number")
    return found


def our_item(transaction: Transaction, course_id: int) -> Row | None:
    found = transaction.find("grade_items", "idnumber", (course_id, ITEM))
    return found[0] if found else None


def _item(call: Call, course_id: int, name: str, maximum: str) -> Row:
    item = our_item(call.transaction, course_id)
    wanted = {"name": name, "maximum": maximum}
    if item is None:
        fresh = {"courseid": course_id, "idnumber": ITEM, "cmid": 0, "number": 0, "locked": False,
                 "hidden": False}  # fmt: skip
        return call.transaction.insert("grade_items", {**fresh, **wanted})
    if not item["locked"] and any(item[key] != value for key, value in wanted.items()):
        return call.transaction.update("grade_items", item["id"], **wanted)
    return item


def _reason(call: Call, course_id: int, item: Row, user_id: int) -> str:
    """Why a person's grade is not written; "" where it is."""
    if not is_enrolled(call.transaction, course_id, user_id):
        return "notenrolled"
    found = call.transaction.find("grades", "pair", (item["id"], user_id))
    if item["locked"] or (found and found[0]["locked"]):
        return "locked"
    return "overridden" if found and found[0]["overridden"] else ""


def write_grade(
    transaction: Transaction, item_id: int, user_id: int, grade: Decimal | None, now: int
) -> None:
    """Put one grade as a service does: neither locked nor overridden."""
    values = {"grade": None if grade is None else str(grade), "timemodified": now}
    found = transaction.find("grades", "pair", (item_id, user_id))
    if not found:
        kept = {"itemid": item_id, "userid": user_id, "locked": False, "overridden": False}
        transaction.insert("grades", {**kept, **values})
    elif found[0]["grade"] != values["grade"]:
        transaction.update("grades", found[0]["id"], **values)


def course_total(
    transaction: Transaction, course_id: int, user_id: int
) -> tuple[Decimal | None, Decimal]:
    """Return a person's natural total and its maximum: what has no grade counts for neither."""
    total, graded = Decimal(0), Decimal(0)
    whole = Decimal(0)
    for quiz in transaction.find("quizzes", "course", course_id):
        marks = [
            Decimal(str(row["sumgrades"]))
            for row in transaction.find("attempts", "person", (quiz["id"], user_id))
            if row["state"] == "finished" and row["sumgrades"] is not None
        ]
        grade, sum_of_marks = Decimal(str(quiz["grade"])), Decimal(str(quiz["sumgrades"]))
        whole += grade
        if marks and sum_of_marks > 0:
            total, graded = total + max(marks) * grade / sum_of_marks, graded + grade
    for item in transaction.find("grade_items", "course", course_id):
        whole += Decimal(item["maximum"])
        for row in transaction.find("grades", "pair", (item["id"], user_id)):
            if row["grade"] is not None:
                maximum = Decimal(item["maximum"])
                total, graded = total + min(Decimal(row["grade"]), maximum), graded + maximum
    return (total, graded) if graded else (None, whole)


FUNCTIONS = {
    "local_simpul_get_gradebook": Function(declare("courseid: int"), get_gradebook),
    "local_simpul_put_gradebook": Function(
        declare("courseid: int, name: text, maximum: raw, grades: [{userid: int, grade: raw}]"),
        put_gradebook,
    ),
}
