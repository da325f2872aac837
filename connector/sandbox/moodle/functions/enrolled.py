"""core_enrol_get_enrolled_users: who is in a course, without total, dates or status."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.cleaning import php_integer
from connector.sandbox.moodle.errors import (
    coding_error,
    invalid_parameter,
    missing_record,
    no_permission,
)
from connector.sandbox.moodle.functions.user_details import course_details, enrolled_people
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.state import SITE_COURSE_ID
from connector.sandbox.moodle.tables import Row


@dataclass
class _Options:
    """What the name/value list asked for; names nobody knows are ignored."""

    withcapability: str = ""
    groupid: int = 0
    onlyactive: bool = False
    onlysuspended: bool = False
    userfields: list[str] = field(default_factory=list)
    limitfrom: int = 0
    limitnumber: int = 0
    sortby: str = "id"
    descending: bool = False


def get_enrolled_users(call: Call, parameters: dict[str, Any]) -> Answer:
    """One page of the enrolled people, sorted by id unless asked otherwise."""
    options = _read(parameters["options"])
    course = call.transaction.get("courses", parameters["courseid"])
    if course is None:
        raise missing_record("course")
    call.enter_course_or_explain(course["id"])
    _check_rights(call, options)
    users = _page(_sorted(_people(call, course["id"], options), options), options)
    details = (course_details(call, user, course, options.userfields) for user in users)
    return [each for each in details if each is not None]


def _read(given: list[dict[str, str]]) -> _Options:
    options = _Options()
    for name, value in ((option["name"], option["value"]) for option in given):
        if name == "withcapability":
            options.withcapability = value
        elif name in ("groupid", "limitfrom", "limitnumber"):
            setattr(options, name, php_integer(value))
        elif name in ("onlyactive", "onlysuspended"):
            setattr(options, name, value not in ("", "0"))
        elif name == "userfields":
            cleaned = [re.sub(r"[^A-Za-z0-9_-]", "", each) for each in value.split(",")]
            options.userfields += cleaned
        elif name == "sortby":
            if value not in ("id", "firstname", "lastname", "siteorder"):
                raise invalid_parameter("Invalid value for sortby parameter")
            options.sortby = value
        elif name == "sortdirection":
            if value.upper() not in ("ASC", "DESC"):
                raise invalid_parameter("Invalid value for sortdirection parameter")
            options.descending = value.upper() == "DESC"
    return options


def _check_rights(call: Call, options: _Options) -> None:
    seeing = ("moodle/course:viewparticipants", "moodle/course:enrolreview")
    if not any(call.may(each) for each in seeing):
        raise no_permission(seeing[0])
    if options.withcapability:
        call.require("moodle/role:review")
    if options.groupid and not call.transaction.find(
        "members", "pair", (options.groupid, call.account.user_id)
    ):
        call.require("moodle/site:accessallgroups")
    if options.onlyactive or options.onlysuspended:
        call.require("moodle/course:enrolreview")
    if options.onlyactive and options.onlysuspended:
        raise coding_error(
            "Both onlyactive and onlysuspended are set, this is probably not what you want!"
        )


def _people(call: Call, course_id: int, options: _Options) -> list[Row]:
    if course_id == SITE_COURSE_ID:  # everyone belongs to the front page
        people = {user["id"]: True for user in call.transaction.all("users")}
    else:
        people = enrolled_people(call, course_id)
    wanted = [
        user_id
        for user_id, active in people.items()
        if not (options.onlyactive and not active) and not (options.onlysuspended and active)
    ]
    if options.groupid:
        members = {
            row["userid"] for row in call.transaction.find("members", "group", options.groupid)
        }
        wanted = [user_id for user_id in wanted if user_id in members]
    users = [call.transaction.must_get("users", user_id) for user_id in wanted]
    return [user for user in users if not user["deleted"]]


def _sorted(users: list[Row], options: _Options) -> list[Row]:
    def key(user: Row) -> tuple[Any, ...]:
        if options.sortby == "siteorder":
            return (user["lastname"].lower(), user["firstname"].lower(), user["id"])
        return (user[options.sortby], user["id"])

    return sorted(users, key=key, reverse=options.descending)


def _page(users: list[Row], options: _Options) -> list[Row]:
    start = max(options.limitfrom, 0)
    end = start + options.limitnumber if options.limitnumber > 0 else None
    return users[start:end]


FUNCTIONS = {
    "core_enrol_get_enrolled_users": Function(
        declare("courseid: int, options: [{name: alphanumext, value: raw}]=[]"), get_enrolled_users
    ),
}
