"""The tables of the sandbox Moodle and how fresh rows look; widths are Moodle's columns."""

from __future__ import annotations

import time
from typing import Any

from connector.sandbox.moodle.tables import Row, Schema

COURSE_LEVEL = 50
"""Level of a course's context."""

SCHEMAS = (
    Schema(
        "users",
        first_id=101,
        indexes={
            "username": lambda row: row["username"],
            "email": lambda row: row["email"],
            "email_lower": lambda row: row["email"].lower(),
            "idnumber": lambda row: row["idnumber"],
        },
        unique=frozenset({"username"}),
        widths={
            "username": 100,
            "firstname": 100,
            "lastname": 100,
            "email": 100,
            "idnumber": 255,
            "phone1": 20,
            "phone2": 20,
            "institution": 255,
            "department": 255,
            "address": 255,
            "city": 120,
            "country": 2,
        },
    ),
    Schema("categories", first_id=2, indexes={"parent": lambda row: row["parent"]}),
    Schema(
        "courses",
        first_id=11,
        indexes={
            "shortname": lambda row: row["shortname"],
            "idnumber": lambda row: row["idnumber"],
            "category": lambda row: row["category"],
        },
        widths={"fullname": 1333, "shortname": 255, "idnumber": 100, "format": 21},
    ),
    Schema(
        "contexts",
        first_id=31,
        indexes={"place": lambda row: (row["level"], row["instance"])},
        unique=frozenset({"place"}),
    ),
    Schema("instances", first_id=201, indexes={"course": lambda row: row["courseid"]}),
    Schema(
        "enrolments",
        first_id=1001,
        indexes={
            "pair": lambda row: (row["enrolid"], row["userid"]),
            "instance": lambda row: row["enrolid"],
            "user": lambda row: row["userid"],
        },
        unique=frozenset({"pair"}),
    ),
    Schema(
        "role_assignments",
        first_id=3001,
        indexes={
            "place": lambda row: (row["contextid"], row["userid"]),
            "context": lambda row: row["contextid"],
            "user": lambda row: row["userid"],
        },
    ),
    Schema(
        "groups",
        first_id=501,
        indexes={
            "course": lambda row: row["courseid"],
            "name": lambda row: (row["courseid"], row["name"]),
            "idnumber": lambda row: (row["courseid"], row["idnumber"]),
        },
        widths={"name": 254, "idnumber": 100, "enrolmentkey": 50},
    ),
    Schema(
        "members",
        first_id=6001,
        indexes={
            "pair": lambda row: (row["groupid"], row["userid"]),
            "group": lambda row: row["groupid"],
            "user": lambda row: row["userid"],
        },
        unique=frozenset({"pair"}),
    ),
    Schema(
        "events",
        first_id=701,
        indexes={
            "course": lambda row: row["courseid"],
            "repeat": lambda row: row["repeatid"],
        },
        widths={"eventtype": 20},
    ),
    Schema(
        "activities",
        first_id=171,
        indexes={
            "course": lambda row: row["courseid"],
            "idnumber": lambda row: (row["courseid"], row["idnumber"]),
        },
        widths={"name": 1333, "idnumber": 100},
    ),
    Schema("files", first_id=8101, indexes={"activity": lambda row: row["cmid"]}),
    Schema("quizzes", first_id=21, indexes={"course": lambda row: row["courseid"]}),
    Schema(
        "attempts",
        first_id=4001,
        indexes={
            "person": lambda row: (row["quiz"], row["userid"]),
            "quiz": lambda row: row["quiz"],
        },
    ),
    Schema(
        "completions",
        first_id=5001,
        indexes={
            "person": lambda row: (row["cmid"], row["userid"]),
            "activity": lambda row: row["cmid"],
        },
    ),
    Schema(
        "course_completions",
        first_id=5501,
        indexes={
            "person": lambda row: (row["courseid"], row["userid"]),
            "course": lambda row: row["courseid"],
        },
    ),
    Schema(
        "grade_items",
        first_id=301,
        indexes={
            "course": lambda row: row["courseid"],
            "idnumber": lambda row: (row["courseid"], row["idnumber"]),
        },
        widths={"name": 255, "idnumber": 255},
    ),
    Schema(
        "grades",
        first_id=7001,
        indexes={
            "pair": lambda row: (row["itemid"], row["userid"]),
            "item": lambda row: row["itemid"],
        },
        unique=frozenset({"pair"}),
    ),
    Schema("simpul_queue", first_id=1),
    Schema("messages", first_id=9001, indexes={"to": lambda row: row["useridto"]}),
)


def new_user(username: str, email: str, **columns: Any) -> Row:
    now = int(time.time())
    return {
        "username": username,
        "email": email,
        "auth": "manual",
        "idnumber": "",
        "firstname": username,
        "lastname": username,
        "suspended": False,
        "deleted": False,
        "confirmed": True,
        "lang": "en",
        "theme": "",
        "timezone": "99",
        "calendartype": "gregorian",
        "mailformat": 1,
        "maildisplay": 2,
        "trackforums": 0,
        "city": "",
        "country": "",
        "institution": "",
        "department": "",
        "phone1": "",
        "phone2": "",
        "address": "",
        "description": None,
        "interests": "",
        "firstaccess": 0,
        "lastaccess": 0,
        "has_password": False,
        "timecreated": now,
        "timemodified": now,
        **columns,
    }


def new_category(name: str, **columns: Any) -> Row:
    return {
        "name": name,
        "idnumber": "",
        "description": "",
        "descriptionformat": 1,
        "parent": 0,
        "sortorder": 10000,
        "visible": 1,
        "visibleold": 1,
        "timemodified": int(time.time()),
        "depth": 1,
        "path": "",
        "theme": None,
        **columns,
    }


def new_course(shortname: str, fullname: str, **columns: Any) -> Row:
    now = int(time.time())
    midnight = now - now % 86400
    return {
        "shortname": shortname,
        "fullname": fullname,
        "category": 1,
        "idnumber": "",
        "summary": "",
        "summaryformat": 1,
        "format": "topics",
        "showgrades": 1,
        "newsitems": 5,
        "startdate": midnight,
        "enddate": midnight + 365 * 86400,
        "maxbytes": 0,
        "showreports": 0,
        "visible": 1,
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "enablecompletion": 1,
        "completionnotify": 0,
        "lang": "",
        "theme": "",
        "marker": 0,
        "legacyfiles": 0,
        "calendartype": "",
        "requested": 0,
        "cacherev": now,
        "sortorder": 10001,
        "showactivitydates": True,
        "showcompletionconditions": True,
        "timecreated": now,
        "timemodified": now,
        **columns,
    }


def new_activity(course: int, modname: str, name: str, **columns: Any) -> Row:
    return {
        "courseid": course,
        "modname": modname,
        "instance": 0,
        "name": name,
        "completion": 0,
        "criterion": False,
        "visible": 1,
        "idnumber": "",
        "section": 0,
        "description": "",
        "address": "",
        "timemodified": int(time.time()),
        **columns,
    }
