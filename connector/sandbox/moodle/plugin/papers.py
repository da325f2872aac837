"""local_simpul_get_papers: what each person answered to each question of a quiz."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import SEPARATE_GROUPS, Answer, Call, Function
from connector.sandbox.moodle.errors import invalid_parameter
from connector.sandbox.moodle.functions import quizzes
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.plugin.rights import enter
from connector.sandbox.moodle.plugin.words import READ_PAPERS, decimal, no_record
from connector.sandbox.moodle.tables import Row

MOST = 200
"""Attempts of one page."""

OVER = ("finished", "abandoned")


def get_papers(call: Call, parameters: dict[str, Any]) -> Answer:
    """One page of the attempts that are over, by id."""
    limit = parameters["limit"]
    if not 1 <= limit <= MOST:
        raise invalid_parameter(f"A page has 1 to {MOST} attempts.")
    quiz = call.transaction.get("quizzes", parameters["quizid"])
    if quiz is None:
        raise no_record()
    # the course is entered and not the quiz, which may be hidden by the time its papers are filed
    course = enter(call, quiz["courseid"], READ_PAPERS, quizzes.REPORTS)
    if course["groupmode"] == SEPARATE_GROUPS:
        call.require("moodle/site:accessallgroups")
    rows = [
        row
        for row in call.transaction.find("attempts", "quiz", quiz["id"])
        if row["state"] in OVER and row["id"] > parameters["after"]
    ]
    page = rows[:limit]
    return {
        "quiz": {
            "id": quiz["id"],
            "cmid": quiz["coursemodule"],
            "courseid": quiz["courseid"],
            "name": quiz["name"],
            "grade": decimal(quiz["grade"]),
            "sumgrades": decimal(quiz["sumgrades"]),
        },
        "attempts": [_paper(row) for row in page],
        "next": page[-1]["id"] if len(rows) > len(page) else 0,
    }


def _paper(attempt: Row) -> dict[str, Any]:
    return {
        "id": attempt["id"],
        "userid": attempt["userid"],
        "number": attempt["attempt"],
        "state": attempt["state"],
        "timestart": attempt["timestart"],
        "timefinish": attempt["timefinish"],
        "sumgrades": decimal(attempt["sumgrades"]),
        "questions": [_question(each) for each in attempt["questions"]],
    }


def _question(question: dict[str, Any]) -> dict[str, Any]:
    marks = {name: decimal(question[name]) for name in ("mark", "maxmark")}
    return {**question, **marks}


FUNCTIONS = {
    "local_simpul_get_papers": Function(
        declare("quizid: int, after: int=0, limit: int=50"), get_papers
    ),
}
