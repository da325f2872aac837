"""core_course_delete_courses and core_course_duplicate_course."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle import gradebook
from connector.sandbox.moodle.calls import Answer, Call, Function, enrolments_of
from connector.sandbox.moodle.cleaning import php_integer
from connector.sandbox.moodle.errors import MoodleError, missing_record
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.schema import COURSE_LEVEL
from connector.sandbox.moodle.state import SITE_COURSE_ID, insert_course
from connector.sandbox.moodle.tables import Row, Transaction

_COPY_OPTIONS = frozenset(
    {
        "activities",
        "blocks",
        "comments",
        "filters",
        "grade_histories",
        "logs",
        "role_assignments",
        "users",
        "userscompletion",
    }
)


def delete_courses(call: Call, parameters: dict[str, Any]) -> Answer:
    """An unknown course or a missing right is a warning."""
    warnings = []
    for course_id in parameters["courseids"]:
        if call.transaction.get("courses", course_id) is None:
            code, message = "unknowncourseidnumber", f"Unknown course ID {course_id}"
        else:
            call.enter_course(course_id)
            if call.may("moodle/course:delete") and course_id != SITE_COURSE_ID:
                _delete(call.transaction, course_id)
                continue
            code = "cannotdeletecourse"
            message = f"You do not have the permission to delete this course{course_id}"
            if course_id == SITE_COURSE_ID:
                code = "cannotdeletecategorycourse"
                message = f"Course {course_id} failed to be deleted"
        warnings.append(
            {"item": "course", "itemid": course_id, "warningcode": code, "message": message}
        )
    return {"warnings": warnings}


def _delete(transaction: Transaction, course_id: int) -> None:
    context = transaction.find("contexts", "place", (COURSE_LEVEL, course_id))[0]
    for row in transaction.find("role_assignments", "context", context["id"]):
        transaction.delete("role_assignments", row["id"])
    for instance in transaction.find("instances", "course", course_id):
        for row in transaction.find("enrolments", "instance", instance["id"]):
            transaction.delete("enrolments", row["id"])
        transaction.delete("instances", instance["id"])
    for group in transaction.find("groups", "course", course_id):
        for row in transaction.find("members", "group", group["id"]):
            transaction.delete("members", row["id"])
        transaction.delete("groups", group["id"])
    for row in transaction.find("events", "course", course_id):
        transaction.delete("events", row["id"])
    for quiz in transaction.find("quizzes", "course", course_id):
        for row in transaction.find("attempts", "quiz", quiz["id"]):
            transaction.delete("attempts", row["id"])
        transaction.delete("quizzes", quiz["id"])
    for activity in transaction.find("activities", "course", course_id):
        for table in ("completions", "files"):
            for row in transaction.find(table, "activity", activity["id"]):
                transaction.delete(table, row["id"])
        transaction.delete("activities", activity["id"])
    gradebook.remove_items(transaction, course_id)
    for row in transaction.find("course_completions", "course", course_id):
        transaction.delete("course_completions", row["id"])
    transaction.delete("contexts", context["id"])
    transaction.delete("courses", course_id)


def duplicate_course(call: Call, parameters: dict[str, Any]) -> Answer:
    """Copies a course with its groups and events, but without its id number.

    Unless users=0 is sent it copies the people too, if the account may back up people's records.
    """
    source = call.transaction.get("courses", parameters["courseid"])
    if source is None:
        raise MoodleError("invalidcourseid", "You are trying to use an invalid course ID")
    if call.transaction.get("categories", parameters["categoryid"]) is None:
        raise missing_record("context")
    call.enter_course(source["id"])
    options = _copy_options(parameters["options"])
    call.require("moodle/course:create")
    call.require("moodle/restore:restorecourse")
    call.require("moodle/backup:backupcourse")
    if options.get("users"):
        call.require("moodle/backup:userinfo")
    _check_unused(call.transaction, parameters["shortname"])
    if _locked(call, options):
        raise MoodleError(
            "setting_locked_by_permission",
            "error/setting_locked_by_permission",
            exception="base_setting_exception",
        )
    if "enrolments" in options:  # a name that is accepted, and then not found
        message = "error/setting_by_name_not_found"
        raise MoodleError("setting_by_name_not_found", message, exception="base_plan_exception")
    copied = {name: value for name, value in source.items() if name != "id"}
    wanted = {name: parameters[name] for name in ("fullname", "shortname", "visible")}
    copied.update(wanted, category=parameters["categoryid"], idnumber="", timecreated=call.now)
    copy = insert_course(call.transaction, copied)
    groups = _copy_groups(call.transaction, source["id"], copy["id"])
    for event in call.transaction.find("events", "course", source["id"]):
        _copy_row(call.transaction, "events", event, courseid=copy["id"])
    _copy_activities(call.transaction, source["id"], copy["id"])
    if options.get("users", 1) and call.may("moodle/backup:userinfo"):
        _copy_people(call, source["id"], copy["id"], groups, options)
    return {"id": copy["id"], "shortname": copy["shortname"]}


def _locked(call: Call, options: dict[str, int]) -> bool:
    """Say whether an option may not be set, not even to leave the people out."""
    if options and not call.may("moodle/backup:configure"):
        return True
    return "users" in options and not call.may("moodle/backup:userinfo")


def _copy_options(given: list[dict[str, str]]) -> dict[str, int]:
    options = {option["name"]: php_integer(option["value"]) for option in given}
    for name, value in options.items():
        if value not in (0, 1) or name not in _COPY_OPTIONS | {"enrolments"}:
            raise MoodleError("invalidextparam", f"Invalid external api parameter: {name}")
    return options


def _check_unused(transaction: Transaction, shortname: str) -> None:
    named = transaction.find("courses", "shortname", shortname)
    if named:
        names = ",".join(row["fullname"] for row in named)
        message = f"Short name is already used for another course ({names})"
        raise MoodleError("shortnametaken", message)


def _copy_row(transaction: Transaction, table: str, row: Row, **changes: Any) -> Row:
    kept = {name: value for name, value in row.items() if name != "id"}
    return transaction.insert(table, {**kept, **changes})


def _copy_groups(transaction: Transaction, source_id: int, copy_id: int) -> dict[int, int]:
    """Ids of the copied groups by the ids of those they were copied from."""
    return {
        group["id"]: _copy_row(transaction, "groups", group, courseid=copy_id)["id"]
        for group in transaction.find("groups", "course", source_id)
    }


def _copy_activities(transaction: Transaction, source_id: int, copy_id: int) -> None:
    """Activities come along with their completion rules and criteria, and quizzes with them."""
    for activity in transaction.find("activities", "course", source_id):
        copied = _copy_row(transaction, "activities", activity, courseid=copy_id)
        for file in transaction.find("files", "activity", activity["id"]):
            _copy_row(transaction, "files", file, cmid=copied["id"])
        item = gradebook.item_of(transaction, activity)
        if activity["modname"] == "quiz":
            quiz = transaction.must_get("quizzes", activity["instance"])
            place = {"courseid": copy_id, "coursemodule": copied["id"]}
            made = _copy_row(transaction, "quizzes", quiz, **place)
            copied = transaction.update("activities", copied["id"], instance=made["id"])
        if item is not None:
            place = {"cmid": copied["id"], "instance": copied["instance"]}
            _copy_row(transaction, "grade_items", item, courseid=copy_id, **place)


def _copy_people(
    call: Call, source_id: int, copy_id: int, groups: dict[int, int], options: dict[str, int]
) -> None:
    transaction = call.transaction
    instance = transaction.find("instances", "course", copy_id)[0]
    for enrolment, _ in enrolments_of(transaction, source_id):
        _copy_row(transaction, "enrolments", enrolment, enrolid=instance["id"])
    if options.get("role_assignments", 1):
        place = call.context_id(copy_id)
        for role in transaction.find("role_assignments", "context", call.context_id(source_id)):
            _copy_row(transaction, "role_assignments", role, contextid=place)
    for original, copied in groups.items():
        for member in transaction.find("members", "group", original):
            _copy_row(transaction, "members", member, groupid=copied)


FUNCTIONS = {
    "core_course_delete_courses": Function(declare("courseids: [int]"), delete_courses),
    "core_course_duplicate_course": Function(
        declare(
            "courseid: int, fullname: text, shortname: text, categoryid: int, visible: int=1, "
            "options: [{name: alphaext, value: raw}]=[]"
        ),
        duplicate_course,
    ),
}
