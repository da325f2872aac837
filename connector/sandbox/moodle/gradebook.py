"""The sandbox's gradebook: columns, grades in points, and the total that Moodle makes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from connector.sandbox.moodle.tables import Row, Transaction


def add_item(transaction: Transaction, course: int, name: str, maximum: str, **columns: Any) -> Row:
    """Add a column; one of an activity names its `cmid`, `modname` and `instance`."""
    row = {
        "courseid": course,
        "name": name,
        "maximum": maximum,
        "idnumber": "",
        "cmid": 0,
        "modname": "",
        "instance": 0,
        "number": 0,
        "locked": False,
        "hidden": False,
        **columns,
    }
    return transaction.insert("grade_items", row)


def item_of(transaction: Transaction, activity: Row, number: int = 0) -> Row | None:
    """The column of an activity, or None."""
    for item in transaction.find("grade_items", "course", activity["courseid"]):
        if (item["cmid"], item["number"]) == (activity["id"], number):
            return item
    return None


def grade_of(transaction: Transaction, item: Row, user_id: int) -> Row | None:
    found = transaction.find("grades", "pair", (item["id"], user_id))
    return found[0] if found else None


def write_grade(
    transaction: Transaction,
    item: Row,
    user_id: int,
    grade: Decimal | None,
    now: int,
    **columns: Any,
) -> None:
    """Put one grade; a value above the maximum counts as the maximum."""
    highest = Decimal(item["maximum"])
    final = None if grade is None else str(min(grade, highest))
    raw = None if grade is None else str(grade)
    there = grade_of(transaction, item, user_id)
    if there is None:
        kept = {"itemid": item["id"], "userid": user_id, "locked": False, "overridden": False}
        transaction.insert(
            "grades", {**kept, "raw": raw, "grade": final, "timemodified": now, **columns}
        )
    elif there["overridden"] and "overridden" not in columns:
        transaction.update("grades", there["id"], raw=raw)  # what a person gave stays
    elif there["grade"] != final or columns:
        transaction.update("grades", there["id"], raw=raw, grade=final, timemodified=now, **columns)


def mark_quiz(transaction: Transaction, quiz: Row, user_id: int, now: int) -> None:
    """Give a person the best of their finished attempts, on the quiz's scale."""
    activity = transaction.must_get("activities", quiz["coursemodule"])
    item = item_of(transaction, activity)
    if item is None:
        return
    marks = [
        Decimal(str(row["sumgrades"]))
        for row in transaction.find("attempts", "person", (quiz["id"], user_id))
        if row["state"] == "finished" and row["sumgrades"] is not None
    ]
    whole = Decimal(str(quiz["sumgrades"]))
    if marks and whole > 0:
        best = max(marks) * Decimal(str(quiz["grade"])) / whole
        write_grade(transaction, item, user_id, best.quantize(Decimal("0.00001")), now)
    elif grade_of(transaction, item, user_id) is not None:
        write_grade(transaction, item, user_id, None, now)


def course_total(
    transaction: Transaction, course_id: int, user_id: int
) -> tuple[Decimal | None, Decimal]:
    """Return a person's natural total and its maximum: what has no grade counts for neither."""
    total, graded, whole = Decimal(0), Decimal(0), Decimal(0)
    for item in transaction.find("grade_items", "course", course_id):
        maximum = Decimal(item["maximum"])
        whole += maximum
        there = grade_of(transaction, item, user_id)
        if there is not None and there["grade"] is not None:
            total, graded = total + Decimal(there["grade"]), graded + maximum
    return (total, graded) if graded else (None, whole)


def remove_items(transaction: Transaction, course_id: int) -> None:
    """Take a course's whole gradebook away."""
    for item in transaction.find("grade_items", "course", course_id):
        for row in transaction.find("grades", "item", item["id"]):
            transaction.delete("grades", row["id"])
        transaction.delete("grade_items", item["id"])
