"""Puts activities, quizzes and what people did in them into the sandbox, past all rules.

What a teacher does in the browser and a participant in class; no web service can do it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from connector.sandbox.moodle import gradebook
from connector.sandbox.moodle.functions.completion import DONE
from connector.sandbox.moodle.schema import new_activity
from connector.sandbox.moodle.state import State
from connector.sandbox.moodle.tables import Transaction


@dataclass(frozen=True)
class Question:
    """One question of a quiz, in plain text."""

    name: str
    text: str
    right: str
    maxmark: float = 1
    type: str = "shortanswer"


def add_activity(
    state: State,
    course: int,
    name: str,
    *,
    modname: str = "page",
    tracking: int = 1,
    criterion: bool = False,
) -> int:
    """Add an activity; return its course module id. `tracking`: 0 none, 1 by hand, 2 by itself."""
    with state.transaction() as transaction:
        cmid = _add_activity(transaction, course, name, modname, tracking, criterion=criterion)
    state.save_if_changed()
    return cmid


def _add_activity(
    transaction: Transaction,
    course: int,
    name: str,
    modname: str,
    tracking: int,
    *,
    criterion: bool,
) -> int:
    values = {"completion": tracking, "criterion": criterion}
    row = transaction.insert("activities", new_activity(course, modname, name, **values))
    return int(row["id"])


def add_quiz(
    state: State,
    course: int,
    name: str,
    *,
    attempts: int = 0,
    grade: float = 100,
    marks: float = 10,
    criterion: bool = False,
    questions: Sequence[Question] = (),
) -> int:
    """Add a quiz; return its id. `attempts` 0 is any number, `marks` the sum of its questions.

    A quiz of which no `questions` are told has two of the same weight.
    """
    half = marks / 2
    asked = questions or (
        Question("Soal 1", "Apa yang pertama?", "Yang ini", half),
        Question("Soal 2", "Apa yang kedua?", "Yang itu", half),
    )
    with state.transaction() as transaction:
        cmid = _add_activity(transaction, course, name, "quiz", 2, criterion=criterion)
        row = transaction.insert(
            "quizzes",
            {
                "courseid": course,
                "coursemodule": cmid,
                "name": name,
                "attempts": attempts,
                "grade": grade,
                "sumgrades": marks,
                "questions": [asdict(each) for each in asked],
            },
        )
        transaction.update("activities", cmid, instance=row["id"])
        _add_item(transaction, cmid, grade)
    state.save_if_changed()
    return int(row["id"])


def add_graded(state: State, course: int, name: str, maximum: float = 100) -> int:
    """Add an activity that carries a grade, an assignment; return its course module id."""
    with state.transaction() as transaction:
        cmid = _add_activity(transaction, course, name, "assign", 0, criterion=False)
        transaction.update("activities", cmid, instance=cmid)
        _add_item(transaction, cmid, maximum)
    state.save_if_changed()
    return cmid


def _add_item(transaction: Transaction, cmid: int, maximum: float) -> None:
    activity = transaction.must_get("activities", cmid)
    gradebook.add_item(
        transaction,
        activity["courseid"],
        activity["name"],
        str(maximum),
        cmid=cmid,
        modname=activity["modname"],
        instance=activity["instance"],
    )


def grade_by_hand(
    state: State, item: int, user: int, grade: float | None, *, locked: bool = False
) -> None:
    """Grade somebody in a column of the gradebook as a teacher does; services leave that alone."""
    with state.transaction() as transaction:
        column = transaction.must_get("grade_items", item)
        points = None if grade is None else Decimal(str(grade))
        gradebook.write_grade(
            transaction, column, user, points, state.now, overridden=True, locked=locked
        )
    state.save_if_changed()


def take_quiz(
    state: State,
    quiz: int,
    user: int,
    marks: float | None,
    *,
    at: int | None = None,
    outcome: str = "finished",
    answers: Sequence[str] | None = None,
) -> int:
    """Let a person attempt a quiz and finish at a moment (epoch seconds); return the attempt.

    Without `answers` they are right as far as the marks reach, and then none at all.
    """
    finished = state.now if at is None else at
    with state.transaction() as transaction:
        there = transaction.must_get("quizzes", quiz)
        row = transaction.insert(
            "attempts",
            {
                "quiz": quiz,
                "userid": user,
                "attempt": len(transaction.find("attempts", "person", (quiz, user))) + 1,
                "state": outcome,
                "timestart": finished - 600,
                "timefinish": finished if outcome == "finished" else 0,
                "sumgrades": marks,
                "questions": _answered(there["questions"], marks, answers),
            },
        )
        gradebook.mark_quiz(transaction, there, user, finished)
        if outcome == "finished" and marks is not None:
            _complete(transaction, there["coursemodule"], user, 1, finished)
    state.save_if_changed()
    return int(row["id"])


def _answered(
    questions: Sequence[dict[str, Any]], marks: float | None, answers: Sequence[str] | None
) -> list[dict[str, Any]]:
    """The questions as one person left them."""
    left = None if marks is None else Decimal(str(marks))
    told = []
    for number, question in enumerate(questions, 1):
        highest = Decimal(str(question["maxmark"]))
        mark = None if left is None else max(min(left, highest), Decimal(0))
        left = None if left is None or mark is None else left - mark
        given = question["right"] if mark else ""
        answer = given if answers is None else answers[number - 1]
        told.append(
            {
                "slot": number,
                "number": str(number),
                **{name: question[name] for name in ("type", "name", "text")},
                "answer": answer,
                "right": question["right"],
                "mark": None if mark is None else str(mark),
                "maxmark": str(highest),
                "state": _question_state(question["type"], answer, mark, highest),
            }
        )
    return told


def _question_state(kind: str, answer: str, mark: Decimal | None, highest: Decimal) -> str:
    """The name of Moodle's question state; an essay is graded by hand."""
    if not answer:
        return "gaveup"
    if mark is None:
        return "needsgrading"
    how = "mangr" if kind == "essay" else "graded"
    if mark == highest:
        return f"{how}right"
    return f"{how}partial" if mark else f"{how}wrong"


def delete_attempt(state: State, attempt: int) -> None:
    """Take an attempt away, as a teacher may."""
    with state.transaction() as transaction:
        row = transaction.must_get("attempts", attempt)
        transaction.delete("attempts", attempt)
        quiz = transaction.must_get("quizzes", row["quiz"])
        gradebook.mark_quiz(transaction, quiz, row["userid"], state.now)
    state.save_if_changed()


def complete(state: State, cmid: int, user: int, *, to: int = 1, at: int | None = None) -> None:
    """Mark an activity for a person: 0 not, 1 complete, 2 passed, 3 failed."""
    with state.transaction() as transaction:
        _complete(transaction, cmid, user, to, state.now if at is None else at)
    state.save_if_changed()


def _complete(transaction: Transaction, cmid: int, user: int, to: int, at: int) -> None:
    """A course once completed stays so, whatever is taken back afterwards."""
    found = transaction.find("completions", "person", (cmid, user))
    values = {"cmid": cmid, "userid": user, "state": to, "timecompleted": at}
    if found:
        transaction.update("completions", found[0]["id"], **values)
    else:
        transaction.insert("completions", values)
    course = transaction.must_get("activities", cmid)["courseid"]
    wanted = [one for one in transaction.find("activities", "course", course) if one["criterion"]]
    done = [_is_done(transaction, one["id"], user) for one in wanted]
    before = transaction.exists("course_completions", "person", (course, user))
    if done and all(done) and not before:
        finished = {"courseid": course, "userid": user, "timecompleted": at}
        transaction.insert("course_completions", finished)


def _is_done(transaction: Transaction, cmid: int, user: int) -> bool:
    return any(
        row["state"] in DONE for row in transaction.find("completions", "person", (cmid, user))
    )
