"""mod_quiz: which quizzes a course has, and the attempts of one person at one of them."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.cleaning import format_string
from connector.sandbox.moodle.errors import (
    MoodleError,
    invalid_parameter,
    login_required,
    missing_record,
)
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.tables import Row

VIEW, REPORTS = "mod/quiz:view", "mod/quiz:viewreports"

FINISHED = ("finished", "abandoned", "submitted")
"""What the status `finished` asks for: not only attempts that have a mark."""

REVIEW = 69904
"""When somebody may see what of a finished attempt, as bits: after the quiz, as by default."""

_REVIEWS = (
    "reviewattempt",
    "reviewcorrectness",
    "reviewmaxmarks",
    "reviewmarks",
    "reviewspecificfeedback",
    "reviewgeneralfeedback",
    "reviewrightanswer",
)

_SINCE_5 = ("enableaitools", "enabledaiactions", "precreateattempts")

_FOR_MANAGERS = (
    "shuffleanswers",
    "timecreated",
    "timemodified",
    "password",
    "subnet",
    "precreateattempts",
)

MADE = 1_790_000_000
"""When every quiz was made, in epoch seconds; nothing depends on it."""

_STATUSES = ("all", "finished", "unfinished")


def get_quizzes_by_courses(call: Call, parameters: dict[str, Any]) -> Answer:
    """Without mod/quiz:view the list is empty, and nothing says why."""
    quizzes, warnings = [], []
    for course_id in parameters["courseids"]:
        try:
            call.enter_course(course_id)
        except MoodleError:
            warnings.append(
                {
                    "item": "course",
                    "itemid": course_id,
                    "warningcode": "1",
                    "message": "No access rights in course context",
                }
            )
            continue
        rows = call.transaction.find("quizzes", "course", course_id)
        quizzes += [_told(call, row) for row in rows if visible(call, row)]
    return {"quizzes": quizzes, "warnings": warnings}


def _told(call: Call, quiz: Row) -> dict[str, Any]:
    """A quiz without what this release does not know and only its managers see."""
    hidden = set[str]()
    if call.site.release.startswith("4"):
        hidden.update(_SINCE_5)
    if not call.may("moodle/course:manageactivities"):
        hidden.update(_FOR_MANAGERS)
    return {name: value for name, value in _public(quiz).items() if name not in hidden}


def visible(call: Call, quiz: Row) -> bool:
    """Say whether the account may look at a quiz at all."""
    activity = call.transaction.must_get("activities", quiz["coursemodule"])
    shown = activity["visible"] or call.may("moodle/course:viewhiddenactivities")
    return bool(shown) and call.may(VIEW)


def _public(quiz: Row) -> dict[str, Any]:
    return {
        "id": quiz["id"],
        "coursemodule": quiz["coursemodule"],
        "course": quiz["courseid"],
        "name": format_string(quiz["name"]),
        "intro": "",
        "introformat": 1,
        "introfiles": [],
        "section": 0,
        "visible": True,
        "groupmode": 0,
        "groupingid": 0,
        "lang": "",
        "enableaitools": None,
        "enabledaiactions": None,
        "timeopen": 0,
        "timeclose": 0,
        "timelimit": 0,
        "overduehandling": "autosubmit",
        "graceperiod": 86400,
        "preferredbehaviour": "deferredfeedback",
        "canredoquestions": 0,
        "attempts": quiz["attempts"],
        "attemptonlast": 0,
        "grademethod": 1,
        "decimalpoints": 2,
        "questiondecimalpoints": -1,
        **dict.fromkeys(_REVIEWS, REVIEW),
        "reviewoverallfeedback": 4368,
        "questionsperpage": 0,
        "navmethod": "free",
        "shuffleanswers": 1,
        "sumgrades": quiz["sumgrades"],
        "grade": quiz["grade"],
        **dict.fromkeys(("timecreated", "timemodified"), MADE),
        **dict.fromkeys(("password", "subnet", "browsersecurity"), ""),
        **dict.fromkeys(("delay1", "delay2", "showuserpicture", "showblocks"), 0),
        "completionattemptsexhausted": 0,
        "completionpass": 0,
        "allowofflineattempts": 0,
        "autosaveperiod": 60,
        "hasfeedback": 0,
        "hasquestions": 1,
        "precreateattempts": None,
    }


def get_user_quiz_attempts(call: Call, parameters: dict[str, Any]) -> Answer:
    """Attempts of one person at one quiz, the first attempt first."""
    quiz = call.transaction.get("quizzes", parameters["quizid"])
    if quiz is None:
        raise missing_record("quiz")
    call.enter_course(quiz["courseid"])
    if not visible(call, quiz):
        raise login_required("Activity is hidden")
    if parameters["status"] not in _STATUSES:
        raise invalid_parameter("Invalid status value")
    user = call.active_user(parameters["userid"] or call.account.user_id)
    if user["id"] != call.account.user_id:
        call.require(REPORTS)
    rows = call.transaction.find("attempts", "person", (quiz["id"], user["id"]))
    wanted = [row for row in rows if _wanted(row, parameters["status"])]
    return {"attempts": [_attempt(row) for row in wanted], "warnings": []}


def _wanted(row: Row, status: str) -> bool:
    return status == "all" or (row["state"] in FINISHED) is (status == "finished")


def _attempt(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "quiz": row["quiz"],
        "userid": row["userid"],
        "attempt": row["attempt"],
        "uniqueid": row["id"],
        "layout": "1,2,0",
        "currentpage": 0,
        "preview": 0,
        "state": row["state"],
        "timestart": row["timestart"],
        "timefinish": row["timefinish"],
        "timemodified": row["timefinish"] or row["timestart"],
        "timemodifiedoffline": 0,
        "timecheckstate": None,
        "sumgrades": row["sumgrades"],
        "gradeitemmarks": [],
        "gradednotificationsenttime": None if row["sumgrades"] is None else row["timefinish"],
    }


_ATTEMPTS = "quizid: int, userid: int=0, status: alpha='finished', includepreviews: bool=0"

FUNCTIONS = {
    "mod_quiz_get_quizzes_by_courses": Function(
        declare("courseids: [int]=[]"), get_quizzes_by_courses
    ),
    "mod_quiz_get_user_quiz_attempts": Function(declare(_ATTEMPTS), get_user_quiz_attempts),
    "mod_quiz_get_user_attempts": Function(declare(_ATTEMPTS), get_user_quiz_attempts),
}
