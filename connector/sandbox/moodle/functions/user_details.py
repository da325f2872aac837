"""What the account behind a token gets to see of a user (Moodle's user_get_user_details)."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Call, context_id, enrolments_of, is_active
from connector.sandbox.moodle.cleaning import clean_html, format_string
from connector.sandbox.moodle.errors import MoodleError
from connector.sandbox.moodle.state import ROLES
from connector.sandbox.moodle.tables import Row

_FIELD_NAMES = (
    "id username fullname firstname lastname email address phone1 phone2 department "
    "institution interests firstaccess lastaccess auth confirmed idnumber lang theme timezone "
    "mailformat description descriptionformat city country profileimageurlsmall "
    "profileimageurl customfields groups roles preferences enrolledcourses suspended "
    "lastcourseaccess trackforums"
)

FIELDS = tuple(_FIELD_NAMES.split())
_SITE_ONLY = ("auth", "confirmed", "lang", "mailformat", "suspended", "theme", "timezone",
              "trackforums")  # fmt: skip
"""Accepted as wanted fields in a course, too, but the declared answer drops them there."""

_SITE_FIELDS = frozenset(FIELDS) - {"lastcourseaccess"}

COURSE_CONTACT_ROLE = 3
"""A teacher's profile is public: it answers even without moodle/user:viewdetails."""


def course_details(call: Call, user: Row, course: Row, wanted: list[str]) -> dict[str, Any] | None:
    """Details as seen inside a course; None when the account may see none."""
    fields = _fields(wanted)
    details = _details(call, user, fields, in_course=True)
    if details is None:
        return None
    for name in _SITE_ONLY:
        details.pop(name, None)
    if "roles" in fields:
        details["roles"] = _roles(call, user["id"], course["id"])
    if "groups" in fields:
        groups = _groups(call, user["id"], course["id"])
        if groups:
            details["groups"] = groups
    if "enrolledcourses" in fields:
        courses = _courses(call, user["id"])
        if courses:
            details["enrolledcourses"] = courses
    return details


def site_details(call: Call, user: Row) -> dict[str, Any] | None:
    """Details as seen on the site; None when the account may see none."""
    return _details(call, user, _SITE_FIELDS, in_course=False)


def _fields(wanted: list[str]) -> frozenset[str]:
    for name in wanted:
        if name not in FIELDS:
            raise MoodleError("invaliduserfield", f"Invalid user field: {name}")
    return frozenset(wanted or FIELDS)


def _details(
    call: Call, user: Row, fields: frozenset[str], *, in_course: bool
) -> dict[str, Any] | None:
    own = user["id"] == call.account.user_id
    if not own and not call.may("moodle/user:viewdetails") and not _is_contact(call, user["id"]):
        return None
    identity = call.site.identity_fields if call.may("moodle/site:viewuseridentity") else ()
    sees_all = own or call.may("moodle/user:viewalldetails")
    details: dict[str, Any] = {
        "id": user["id"],
        "fullname": f"{user['firstname']} {user['lastname']}",
    }
    always = ("firstname", "lastname", "suspended", "firstaccess", "lastaccess")
    details.update({name: user[name] for name in always if name in fields})
    if "lastcourseaccess" in fields:
        details["lastcourseaccess"] = 0
    if "email" in fields and (
        own
        or user["maildisplay"] == 1
        or (in_course and call.may("moodle/course:useremail"))
        or "email" in identity
    ):
        details["email"] = user["email"]
    for name in ("address", "country", "city", "timezone", "interests"):
        if name in fields and user[name] not in ("", "0"):
            details[name] = user[name]
    for name in ("phone1", "phone2"):
        if name in fields and user[name] and name in identity:
            details[name] = user[name]
    for name in ("idnumber", "institution"):
        if name in fields and user[name] not in ("", "0") and (sees_all or name in identity):
            details[name] = user[name]
    if "department" in fields and (sees_all or "department" in identity):
        details["department"] = user["department"]
    if sees_all:
        extra = ("username", "auth", "confirmed", "lang", "theme", "mailformat", "trackforums")
        details.update({name: user[name] for name in extra if name in fields})
    if "description" in fields and user["description"] is not None and _has_role(call, user["id"]):
        details["description"] = clean_html(user["description"])
        details["descriptionformat"] = 1
    for name, size in (("profileimageurl", "f1"), ("profileimageurlsmall", "f2")):
        if name in fields:
            details[name] = f"{call.url}/theme/image.php/boost/core/1/u/{size}"
    return details


def _has_role(call: Call, user_id: int) -> bool:
    """Without any role somewhere a person's description is hidden."""
    return call.transaction.exists("role_assignments", "user", user_id)


def _is_contact(call: Call, user_id: int) -> bool:
    return any(
        row["roleid"] == COURSE_CONTACT_ROLE
        for row in call.transaction.find("role_assignments", "user", user_id)
    )


def _roles(call: Call, user_id: int, course_id: int) -> list[dict[str, Any]]:
    place = (context_id(call.transaction, course_id), user_id)
    rows = call.transaction.find("role_assignments", "place", place)
    return [
        {
            "roleid": row["roleid"],
            "name": "",
            "shortname": ROLES[row["roleid"]],
            "sortorder": 0,
        }
        for row in sorted(rows, key=lambda row: int(row["roleid"]))
    ]


def _groups(call: Call, user_id: int, course_id: int) -> list[dict[str, Any]]:
    groups = [
        call.transaction.must_get("groups", row["groupid"])
        for row in call.transaction.find("members", "user", user_id)
    ]
    return [
        {
            "id": group["id"],
            "name": format_string(group["name"]),
            "description": clean_html(group["description"], group["descriptionformat"]),
            "descriptionformat": group["descriptionformat"],
        }
        for group in sorted(groups, key=lambda group: str(group["name"]))
        if group["courseid"] == course_id
    ]


def _courses(call: Call, user_id: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for enrolment in call.transaction.find("enrolments", "user", user_id):
        instance = call.transaction.must_get("instances", enrolment["enrolid"])
        if not is_active(enrolment, instance, call.now):
            continue
        course = call.transaction.must_get("courses", instance["courseid"])
        if not course["visible"]:
            continue
        found.append(
            {
                "id": course["id"],
                "fullname": format_string(course["fullname"]),
                "shortname": format_string(course["shortname"]),
            }
        )
    return found


def enrolled_people(call: Call, course_id: int) -> dict[int, bool]:
    """User ids enrolled in a course, each with whether any enrolment is active now."""
    people: dict[int, bool] = {}
    for enrolment, instance in enrolments_of(call.transaction, course_id):
        active = is_active(enrolment, instance, call.now)
        people[enrolment["userid"]] = people.get(enrolment["userid"], False) or active
    return people
