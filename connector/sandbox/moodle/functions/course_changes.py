"""core_course_create_courses and core_course_update_courses."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.errors import (
    MoodleError,
    category_context_refused,
    invalid_parameter,
    missing_record,
)
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.schema import new_course
from connector.sandbox.moodle.state import SITE_COURSE_ID, insert_course
from connector.sandbox.moodle.tables import Row, Transaction

_COLUMNS = frozenset(new_course("", ""))

YEAR = 365 * 86400
"""Seconds a course lasts when no end is given."""

_GUARDED = {
    "category": "moodle/course:changecategory",
    "fullname": "moodle/course:changefullname",
    "shortname": "moodle/course:changeshortname",
    "idnumber": "moodle/course:changeidnumber",
    "summary": "moodle/course:changesummary",
    "summaryformat": "moodle/course:changesummary",
    "visible": "moodle/course:visibility",
    "lang": "moodle/course:setforcedlanguage",
}
"""Changing one of these in an existing course needs a capability of its own."""


def create_courses(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; refuses a short name or id number that it finds, which races can still double."""
    created = []
    for course in parameters["courses"]:
        values = _new_values(call, course)
        _check_free(call.transaction, values, "shortname", "shortnametaken")
        _check_free(call.transaction, values, "idnumber", "courseidnumbertaken")
        _check_dates(values)
        row = insert_course(call.transaction, values)
        created.append({"id": row["id"], "shortname": row["shortname"]})
    return created


def _new_values(call: Call, course: dict[str, Any]) -> Row:
    category = call.transaction.get("categories", course["categoryid"])
    if category is None:
        raise category_context_refused(
            course["categoryid"], invalid_parameter("Context does not exist")
        )
    call.require("moodle/course:create")
    for name in ("fullname", "shortname"):
        _check_not_blank(course, name)
    if "lang" in course and course["lang"] not in call.site.languages:
        raise _wrong("lang")
    values = {name: value for name, value in course.items() if name in _COLUMNS}
    if not call.may("moodle/course:setforcedlanguage"):
        values.pop("lang", None)
    if not call.may("moodle/course:visibility"):
        values["visible"] = category["visible"]
    check_format(course["summaryformat"])
    row = new_course(**values)
    row["category"] = course["categoryid"]
    if "enddate" not in course:
        row["enddate"] = row["startdate"] + YEAR
    return row


def _wrong(name: str) -> MoodleError:
    return MoodleError("errorinvalidparam", f'The param "{name}" is invalid.')


def _check_not_blank(course: dict[str, Any], name: str) -> None:
    if not course[name].strip():
        raise _wrong(name)


def check_format(given: int) -> None:
    if given not in (0, 1, 2, 4):
        raise MoodleError("formatnotsupported", "webservice/formatnotsupported")


def _check_free(transaction: Transaction, values: Row, name: str, code: str) -> None:
    value = values[name]
    others = transaction.find("courses", name, value) if value else []
    if any(row["id"] != values.get("id") for row in others):
        label = "Short name" if name == "shortname" else "ID number"
        raise MoodleError(code, f"{label} is already used for another course ({value})")


def _check_dates(values: Row) -> None:
    """Looks only at what was sent: an update with an end but no start is refused."""
    start, end = values.get("startdate"), values.get("enddate")
    if end and not start:
        raise MoodleError(
            "nostartdatenoenddate",
            "A course end date can only be set if a start date is also set.",
        )
    if end and start and end < start:
        raise MoodleError(
            "enddatebeforestartdate", "The course end date must be after the start date."
        )


def update_courses(call: Call, parameters: dict[str, Any]) -> Answer:
    """Each course stands alone; one that fails becomes a warning."""
    warnings = []
    for course in parameters["courses"]:
        try:
            with call.state.transaction(call.account.user_id) as transaction:
                _update(call, transaction, course)
        except MoodleError as error:
            warnings.append(
                {
                    "item": "course",
                    "itemid": course["id"],
                    "warningcode": call.told(error).code,
                    "message": error.message,
                }
            )
    return {"warnings": warnings}


def _update(call: Call, transaction: Transaction, course: dict[str, Any]) -> None:
    if transaction.get("courses", course["id"]) is None:
        raise missing_record("context")
    known = call.enter_course(course["id"])
    call.require("moodle/course:update")
    changes = {name: value for name, value in course.items() if name in _COLUMNS}
    if course.get("categoryid"):
        changes["category"] = course["categoryid"]
    for name, capability in _GUARDED.items():
        if name in changes and changes[name] != known[name]:
            call.require(capability)
    for name in ("fullname", "shortname"):
        if name in changes:
            _check_not_blank(changes, name)
    if "summaryformat" in changes:
        check_format(changes["summaryformat"])
    if course["id"] == SITE_COURSE_ID:
        raise MoodleError("invalidcourse", "Invalid course")
    values = {**known, **changes}
    _check_free(transaction, values, "shortname", "shortnametaken")
    _check_free(transaction, values, "idnumber", "courseidnumbertaken")
    _check_dates(changes)
    transaction.update("courses", course["id"], **changes, timemodified=call.now)


_SETTINGS = """
    idnumber: raw?, summary: raw?, startdate: int?, enddate: int?, numsections: int?,
    hiddensections: int?, enablecompletion: int?, completionnotify: int?, lang: safedir?,
    forcetheme: plugin?, courseformatoptions: [{name: alphanumext, value: raw}]?,
    customfields: [{shortname: alphanumext, value: raw}]?
"""

FUNCTIONS = {
    "core_course_create_courses": Function(
        declare(
            "courses: [{fullname: text, shortname: text, categoryid: int, summaryformat: int='1', "
            "format: plugin='topics', showgrades: int='1', newsitems: int='5', maxbytes: int='0', "
            "showreports: int='0', visible: int='1', groupmode: int='0', groupmodeforce: int='0', "
            f"defaultgroupingid: int=0, {_SETTINGS}}}]"
        ),
        create_courses,
    ),
    "core_course_update_courses": Function(
        declare(
            "courses: [{id: int, fullname: text?, shortname: text?, categoryid: int?, "
            "summaryformat: int?, format: plugin?, showgrades: int?, newsitems: int?, "
            "maxbytes: int?, showreports: int?, visible: int?, groupmode: int?, "
            f"groupmodeforce: int?, defaultgroupingid: int?, {_SETTINGS}}}]"
        ),
        update_courses,
    ),
}
