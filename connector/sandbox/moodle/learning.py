"""Puts activities, quizzes and what people did in them into the sandbox, past all rules.

What a teacher does in the browser and a participant in class; no web service can do it.
"""

from __future__ import annotations

import time

from connector.sandbox.moodle.functions.completion import DONE
from connector.sandbox.moodle.state import State
from connector.sandbox.moodle.tables import Transaction


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
    row = transaction.insert(
        "activities",
        {
            "courseid": course,
            "modname": modname,
            "instance": 0,
            "name": name,
            "completion": tracking,
            "criterion": criterion,
            "visible": 1,
        },
    )
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
) -> int:
    """Add a quiz; return its id. `attempts` 0 is any number, `marks` the sum of its questions."""
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
            },
        )
        transaction.update("activities", cmid, instance=row["id"])
    state.save_if_changed()
    return int(row["id"])


def take_quiz(
    state: State,
    quiz: int,
    user: int,
    marks: float | None,
    *,
    at: int | None = None,
    outcome: str = "finished",
) -> int:
    """Let a person attempt a quiz and finish at a moment (epoch seconds); return the attempt."""
    finished = int(time.time()) if at is None else at
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
            },
        )
        if outcome == "finished" and marks is not None:
            _complete(transaction, there["coursemodule"], user, 1, finished)
    state.save_if_changed()
    return int(row["id"])


def delete_attempt(state: State, attempt: int) -> None:
    """Take an attempt away, as a teacher may."""
    with state.transaction() as transaction:
        transaction.delete("attempts", attempt)
    state.save_if_changed()


def complete(state: State, cmid: int, user: int, *, to: int = 1, at: int | None = None) -> None:
    """Mark an activity for a person: 0 not, 1 complete, 2 passed, 3 failed."""
    with state.transaction() as transaction:
        _complete(transaction, cmid, user, to, int(time.time()) if at is None else at)
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
