"""core_grades_update_grades and gradereport_user_get_grade_items."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from connector.sandbox.moodle.calls import (
    Answer,
    Call,
    Function,
    enrolments_of,
    is_active,
)
from connector.sandbox.moodle.errors import MoodleError, missing_record
from connector.sandbox.moodle.gradebook import (
    add_item,
    course_total,
    grade_of,
    item_of,
    write_grade,
)
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.tables import Row

FAILED, ITEM_LOCKED = 1, 4
"""What update_grades answers when one grade, or the whole column, is locked; 0 is success."""


MODULES = frozenset(
    {
        "assign", "bigbluebuttonbn", "book", "choice", "data", "feedback", "folder", "forum",
        "glossary", "h5pactivity", "imscp", "label", "lesson", "lti", "page", "qbank", "quiz",
        "resource", "scorm", "subsection", "url", "wiki", "workshop",
    }
)  # fmt: skip
"""Kinds of activities of a standard site; each has a table, and what has none is a read error."""


def update_grades(call: Call, parameters: dict[str, Any]) -> Answer:
    """Write grades of an activity; people need not be enrolled. A locked one is passed over."""
    modname = parameters["component"].removeprefix("mod_")
    if modname not in MODULES:
        raise MoodleError(
            "dmlreadexception", "Error reading from database", exception="dml_read_exception"
        )
    activity = call.transaction.get("activities", parameters["activityid"])
    if activity is None or activity["modname"] != modname:
        raise MoodleError("invalidcoursemodule", "Invalid course module ID")
    if call.transaction.get("courses", parameters["courseid"]) is None:
        raise missing_record("context")
    call.enter_course_or_explain(parameters["courseid"])
    _check_rights(call, parameters)
    item = item_of(call.transaction, activity, parameters["itemnumber"])
    if item is None:
        item = _new_item(call, activity, parameters)
    elif item["locked"]:
        return ITEM_LOCKED
    refused = False
    for row in parameters["grades"]:
        there = grade_of(call.transaction, item, row["studentid"])
        if there is not None and there["locked"]:
            refused = True
        else:
            grade = Decimal(str(row["grade"]))
            write_grade(call.transaction, item, row["studentid"], grade, call.now)
    return FAILED if refused else 0


def _check_rights(call: Call, parameters: dict[str, Any]) -> None:
    details = parameters["itemdetails"]
    changing = any(value is not None for value in details.values())
    needed = {"moodle/grade:manage": changing, "moodle/grade:edit": bool(parameters["grades"])}
    for capability, wanted in needed.items():
        if wanted and not call.may(capability):
            raise MoodleError("nopermissiontoviewgrades", "Can't view grades.")


def _new_item(call: Call, activity: Row, parameters: dict[str, Any]) -> Row:
    details = parameters["itemdetails"]
    return add_item(
        call.transaction,
        activity["courseid"],
        details.get("itemname") or activity["name"],
        str(details.get("grademax") or 100),
        cmid=activity["id"],
        modname=activity["modname"],
        instance=activity["instance"],
        number=parameters["itemnumber"],
    )


def get_grade_items(call: Call, parameters: dict[str, Any]) -> Answer:
    """One person's grades, or with userid 0 those of everybody who is enrolled now."""
    course = call.transaction.get("courses", parameters["courseid"])
    if course is None:
        raise missing_record("course")
    call.enter_course(course["id"])
    call.require("gradereport/user:view")
    if not parameters["userid"]:
        call.require("moodle/grade:viewall")
        people = _everybody(call, course["id"])
    else:
        user = call.active_user(parameters["userid"])
        if not call.shares_groups(course, user["id"]):
            raise MoodleError("notingroup", "Sorry, but you need to be part of a group.")
        if not call.may("moodle/grade:viewall"):
            raise MoodleError("nopermissiontoviewgrades", "Can't view grades.")
        people = [user]
    return {"usergrades": [_person(call, course, user) for user in people], "warnings": []}


def _everybody(call: Call, course_id: int) -> list[Row]:
    ids = {
        enrolment["userid"]
        for enrolment, instance in enrolments_of(call.transaction, course_id)
        if is_active(enrolment, instance, call.now)
    }
    return [call.transaction.must_get("users", user_id) for user_id in sorted(ids)]


def _person(call: Call, course: Row, user: Row) -> dict[str, Any]:
    items = call.transaction.find("grade_items", "course", course["id"])
    total, highest = course_total(call.transaction, course["id"], user["id"])
    return {
        "courseid": course["id"],
        "courseidnumber": course["idnumber"],
        "userid": user["id"],
        "userfullname": f"{user['firstname']} {user['lastname']}",
        "useridnumber": user["idnumber"],
        "maxdepth": 2,
        "gradeitems": [
            *(_item(call, each, user["id"], None if total is None else highest) for each in items),
            _whole(total, highest, call.now),
        ],
    }


def _item(call: Call, item: Row, user_id: int, graded: Decimal | None) -> dict[str, Any]:
    """One column; its weight in the total is told only where the person has a total."""
    there = grade_of(call.transaction, item, user_id)
    grade = there["grade"] if there else None
    when = there["timemodified"] if there and grade is not None else None
    entry = {
        "id": item["id"],
        "itemname": item["name"],
        "itemtype": "mod" if item["cmid"] else "manual",
        "itemmodule": item["modname"] or None,
        "iteminstance": item["instance"] or None,
        "itemnumber": item["number"],
        "idnumber": item["idnumber"],
        "categoryid": 1,
        **_grade(None if grade is None else Decimal(grade), Decimal(item["maximum"])),
        "locked": item["locked"],
        "gradedatesubmitted": when if item["modname"] == "quiz" else None,
        "gradedategraded": when,
        "gradeislocked": bool(there and there["locked"]) or item["locked"],
        "gradeisoverridden": bool(there and there["overridden"]),
        "gradeishidden": item["hidden"],
    }
    if graded is not None:
        weight = Decimal(item["maximum"]) / graded if grade is not None else Decimal(0)
        entry["weightraw"] = _number(round(weight, 5))
        entry["weightformatted"] = f"{100 * weight:.2f} %"
    return entry | ({"cmid": item["cmid"]} if item["cmid"] else {})


def _whole(total: Decimal | None, highest: Decimal, now: int) -> dict[str, Any]:
    nothing = dict.fromkeys(("itemname", "itemmodule", "itemnumber", "idnumber", "categoryid"))
    named = {"id": 1, "itemtype": "course", "iteminstance": 1}
    when = None if total is None else now
    return {**nothing, **named, **_grade(total, highest), "gradedategraded": when}


def _grade(grade: Decimal | None, maximum: Decimal) -> dict[str, Any]:
    return {
        "outcomeid": None,
        "scaleid": None,
        "locked": False,
        "graderaw": _number(grade),
        "gradedatesubmitted": None,
        "gradedategraded": None,
        "gradehiddenbydate": False,
        "gradeneedsupdate": False,
        "gradeishidden": False,
        "gradeislocked": False,
        "gradeisoverridden": False,
        "gradeformatted": "-" if grade is None else f"{grade:.2f}",
        "grademin": 0,
        "grademax": _number(maximum),
        "rangeformatted": f"0&ndash;{maximum.normalize():f}",
        "percentageformatted": "-" if grade is None else f"{100 * grade / maximum:.2f} %",
        "feedback": "",
        "feedbackformat": 0,
    }


def _number(value: Decimal | None) -> int | float | None:
    """Whole numbers travel without a decimal point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


FUNCTIONS = {
    "core_grades_update_grades": Function(
        declare(
            "source: text, courseid: int, component: component, activityid: int, itemnumber: int, "
            "grades: [{studentid: int, grade: float, str_feedback: text?}]=[], "
            "itemdetails: {itemname: alphanumext?, idnumber: int?, gradetype: int?, "
            "grademax: float?, grademin: float?, scaleid: int?, multfactor: float?, "
            "plusfactor: float?, deleted: bool?, hidden: bool?}=[]"
        ),
        update_grades,
    ),
    "gradereport_user_get_grade_items": Function(
        declare("courseid: int, userid: int=0, groupid: int=0"), get_grade_items
    ),
}
