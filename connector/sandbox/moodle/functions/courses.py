"""core_course_get_courses_by_field and core_course_get_categories."""

from __future__ import annotations

import re
from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function, enrolments_of
from connector.sandbox.moodle.cleaning import clean_html, format_string, php_integer, strip_tags
from connector.sandbox.moodle.errors import MoodleError, invalid_parameter
from connector.sandbox.moodle.functions.user_details import COURSE_CONTACT_ROLE
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.tables import Row

_FILTERS = ("activitynames", "mathjaxloader", "urltolink", "mediaplugin")
"""Text filters that a fresh site has switched on."""

_INSIDE_NAMES = (
    "format showgrades newsitems startdate enddate maxbytes showreports visible groupmode "
    "groupmodeforce defaultgroupingid enablecompletion completionnotify lang theme marker"
)

_INSIDE = tuple(_INSIDE_NAMES.split())
_MANAGED_NAMES = "idnumber legacyfiles calendartype timecreated timemodified requested cacherev"

_MANAGED = tuple(_MANAGED_NAMES.split())


def get_courses_by_field(call: Call, parameters: dict[str, Any]) -> Answer:
    """Empty field: all courses. What the account may not enter or update shows fewer keys."""
    found = []
    for course in _matching(call, parameters["field"], parameters["value"]):
        manages = call.may("moodle/course:update")
        if (
            not course["visible"]
            and not manages
            and not call.may("moodle/course:viewhiddencourses")
        ):
            continue
        entry = _public(call, course)
        if _can_enter(call, course):
            entry.update({name: course[name] for name in _INSIDE})
            entry["filters"] = [
                {"filter": name, "localstate": 0, "inheritedstate": 1} for name in _FILTERS
            ]
            if manages:
                entry.update({name: course[name] for name in _MANAGED})
            entry["courseformatoptions"] = [
                {"name": "hiddensections", "value": 1},
                {"name": "coursedisplay", "value": 0},
                {"name": "indentation", "value": "1"},
            ]
        found.append(entry)
    return {"courses": found, "warnings": []}


def _matching(call: Call, name: str, value: str) -> list[Row]:
    if name == "":
        return list(call.transaction.all("courses"))
    if name == "id":
        row = call.transaction.get("courses", php_integer(value))
        return [] if row is None else [row]
    if name == "ids":
        return _listed(call, value)
    if name == "category":
        return call.transaction.find("courses", "category", php_integer(value))
    if name == "shortname":
        return call.transaction.find("courses", "shortname", strip_tags(value))
    if name == "idnumber":
        return call.transaction.find("courses", "idnumber", value)
    if name == "sectionid":
        return []
    raise invalid_parameter("Invalid field name")


def _listed(call: Call, value: str) -> list[Row]:
    """Courses by comma-separated ids; one unknown id breaks the call, as it does in Moodle 5.1."""
    ids = sorted({php_integer(each) for each in re.sub(r"[^0-9,]", "", value).split(",")})
    rows = [row for each in ids if (row := call.transaction.get("courses", each)) is not None]
    if len(rows) < len(ids):
        reason = 'Attempt to assign property "contextvalidated" on null'
        raise MoodleError("", reason, exception="Error")
    return rows


def _can_enter(call: Call, course: Row) -> bool:
    try:
        call.enter_course(course["id"])
    except MoodleError:
        return False
    return True


def _public(call: Call, course: Row) -> dict[str, Any]:
    category = call.transaction.get("categories", course["category"])
    instances = call.transaction.find("instances", "course", course["id"])
    context = call.context_id(course["id"])
    return {
        "id": course["id"],
        "fullname": format_string(course["fullname"]),
        "displayname": format_string(course["fullname"]),
        "shortname": format_string(course["shortname"]),
        "courseimage": f"{call.url}/pluginfile.php/{context}/course/generated/course.svg",
        "categoryid": course["category"],
        "categoryname": "" if category is None else format_string(category["name"]),
        "sortorder": course["sortorder"],
        "summary": clean_html(course["summary"], course["summaryformat"]),
        "summaryformat": course["summaryformat"] or int(course["summary"] != ""),
        "summaryfiles": [],
        "overviewfiles": [],
        "showactivitydates": course["showactivitydates"],
        "showcompletionconditions": course["showcompletionconditions"],
        "contacts": _contacts(call, course["id"], context),
        "enrollmentmethods": [row["enrol"] for row in instances if row["status"] == 0],
    }


def _contacts(call: Call, course_id: int, context: int) -> list[dict[str, Any]]:
    enrolled = {row["userid"] for row, _ in enrolments_of(call.transaction, course_id)}
    teachers = [
        call.transaction.must_get("users", row["userid"])
        for row in call.transaction.find("role_assignments", "context", context)
        if row["roleid"] == COURSE_CONTACT_ROLE and row["userid"] in enrolled
    ]
    return [
        {"id": each["id"], "fullname": f"{each['firstname']} {each['lastname']}"}
        for each in teachers
    ]


def get_categories(call: Call, parameters: dict[str, Any]) -> Answer:
    """All categories, or those that meet every criterion with what lies below them."""
    rows = [row for row in call.transaction.all("categories")]
    wanted = {each["key"]: each["value"] for each in parameters["criteria"]}
    if wanted:
        found = [row for row in rows if all(_meets(call, row, *each) for each in wanted.items())]
        if parameters["addsubcategories"]:
            paths = tuple(row["path"] + "/" for row in found)
            found += [row for row in rows if row["path"].startswith(paths) and row not in found]
        rows = found
    return [_category(call, row) for row in sorted(rows, key=lambda row: int(row["sortorder"]))]


def _meets(call: Call, row: Row, key: str, value: str) -> bool:
    restricted = {
        "idnumber": "moodle/category:manage",
        "theme": "moodle/category:manage",
        "visible": "moodle/category:viewhiddencategories",
    }
    if key not in ("id", "ids", "name", "parent", *restricted) or (
        key in restricted and not call.may(restricted[key])
    ):
        raise MoodleError("criteriaerror", "Missing permissions to search on a criterion.")
    if key == "ids":
        return str(row["id"]) in value.split(",")
    return str(row[key]) == (str(php_integer(value)) if key in ("id", "parent") else value)


def _category(call: Call, row: Row) -> dict[str, Any]:
    entry = {
        "id": row["id"],
        "name": format_string(row["name"]),
        "description": clean_html(row["description"]),
        "descriptionformat": row["descriptionformat"],
        "parent": row["parent"],
        "sortorder": row["sortorder"],
        "coursecount": len(call.transaction.find("courses", "category", row["id"])),
        "depth": row["depth"],
        "path": row["path"],
    }
    if call.may("moodle/category:manage"):
        managed = ("idnumber", "visible", "visibleold", "timemodified", "theme")
        entry.update({name: row[name] for name in managed})
    return entry


FUNCTIONS = {
    "core_course_get_courses_by_field": Function(
        declare("field: alpha='', value: raw=''"), get_courses_by_field
    ),
    "core_course_get_categories": Function(
        declare("criteria: [{key: alpha, value: raw}]=[], addsubcategories: bool=1"),
        get_categories,
    ),
}
