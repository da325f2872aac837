"""What the sandbox's plugin says of people: the same as the core functions, in one call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connector.sandbox.moodle import learning
from connector.sandbox.moodle.plugin.site import PREPARED
from tests.sandbox.moodle_calls import Caller
from tests.sandbox.plugin_place import PluginPlace

RESULTS = "local_simpul_get_results"

ROLE = Path(__file__).parents[2] / "deploy/moodle/local_simpul/classes/role.php"


def results(place: PluginPlace, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = place.call(RESULTS, courseid=place.course, **asked)
    return answer


def by_core(call: Caller, course: int, user: int) -> tuple[bool | None, int, int]:
    """Ask the core functions for one person: completed, done, activities."""
    who = {"courseid": course, "userid": user}
    whole = call("core_completion_get_course_completion_status", **who)
    part = call("core_completion_get_activities_completion_status", **who)["statuses"]
    status = whole.get("completionstatus")
    completed = status["completed"] if status else None
    return completed, sum(one["state"] in (1, 2) for one in part), len(part)


def fill(place: PluginPlace) -> dict[str, int]:
    """A course with every kind of person; ids by what they did."""
    state = place.moodle.state
    page = learning.add_activity(state, place.course, "Bacaan", criterion=True)
    learning.add_activity(state, place.course, "Tanpa jejak", tracking=0)
    quiz = learning.add_quiz(state, place.course, "Post-test", criterion=True)
    people = {
        name: place.add_person(name)
        for name in ("all", "half", "failed", "nothing", "away", "open", "teacher")
    }
    for name in ("all", "half", "away"):
        learning.complete(state, page, people[name])
    for name, marks in (("all", 8.5), ("failed", 2), ("away", 10)):
        learning.take_quiz(state, quiz, people[name], marks)
    with state.transaction() as transaction:
        cmid = transaction.must_get("quizzes", quiz)["coursemodule"]
    learning.complete(state, cmid, people["failed"], to=3)
    learning.take_quiz(state, quiz, people["open"], None, outcome="inprogress")
    learning.take_quiz(state, quiz, people["open"], None, outcome="abandoned")
    place.call.enrol(people["away"], place.course, suspend=1)
    role = {"roleid": 5, "userid": people["teacher"], "contextlevel": "course"}
    gone = [role | {"instanceid": place.course}]
    place.call("core_role_unassign_roles", unassignments=gone)
    place.call.enrol(people["teacher"], place.course, role=3)
    return people


def test_everybody_has_the_numbers_that_core_tells(plugged: PluginPlace) -> None:
    fill(plugged)
    answer = results(plugged)
    assert answer["criteria"] is True
    told = {
        row["id"]: (row["completed"], row["done"], row["activities"]) for row in answer["users"]
    }
    assert told == {user: by_core(plugged.call, plugged.course, user) for user in told}
    assert len(set(told.values())) > 4


def test_attempts_are_those_that_core_tells(plugged: PluginPlace) -> None:
    people = fill(plugged)
    [quiz] = results(plugged)["quizzes"]
    [core] = plugged.call("mod_quiz_get_quizzes_by_courses", courseids=[plugged.course])["quizzes"]
    assert (quiz["id"], quiz["cmid"], quiz["name"]) == (
        core["id"],
        core["coursemodule"],
        core["name"],
    )
    assert (quiz["grade"], quiz["sumgrades"]) == ("100.00000", "10.00000")
    attempts = results(plugged)["attempts"]
    for user in people.values():
        asked = {"quizid": quiz["id"], "userid": user, "status": "all"}
        core = plugged.call("mod_quiz_get_user_quiz_attempts", **asked)["attempts"]
        ours = [row for row in attempts if row["userid"] == user]
        assert [(row["id"], row["state"], row["number"]) for row in ours] == [
            (row["id"], row["state"], row["attempt"]) for row in core
        ]
    marks = {row["userid"]: row["sumgrades"] for row in attempts}
    assert marks[people["all"]] == "8.50000"
    assert marks[people["open"]] is None


def test_who_is_suspended_is_there_but_not_active(plugged: PluginPlace) -> None:
    people = fill(plugged)
    rows = {row["id"]: row for row in results(plugged)["users"]}
    away = rows[people["away"]]
    assert (away["active"], away["completed"], away["timecompleted"]) == (False, None, 0)
    assert rows[people["all"]]["timecompleted"] == int(plugged.now.timestamp())


def test_a_course_without_criteria(plugged: PluginPlace) -> None:
    learning.add_activity(plugged.moodle.state, plugged.course, "Bacaan")
    answer = results(plugged)
    assert answer["criteria"] is False
    assert [row["completed"] for row in answer["users"]] == [None]
    assert answer["users"][0]["activities"] == 1


def test_pages_go_on_after_the_last_id(plugged: PluginPlace) -> None:
    for name in ("b", "c", "d", "e"):
        plugged.add_person(name)
    seen, after, pages = [], 0, 0
    while True:
        answer = results(plugged, after=after, limit=2)
        seen += [row["id"] for row in answer["users"]]
        pages += 1
        if not (after := answer["next"]):
            break
    assert seen == [row["id"] for row in results(plugged)["users"]]
    assert (len(seen), pages) == (5, 3)


def test_only_the_people_asked_for_who_are_enrolled(plugged: PluginPlace) -> None:
    other = plugged.add_person("b")
    asked = results(plugged, userids=[other, 9999, 2])
    assert [row["id"] for row in asked["users"]] == [other]


def test_an_empty_course_answers_empty_lists(plugged: PluginPlace) -> None:
    empty = plugged.moodle.state.add_course("leer")
    assert plugged.call(RESULTS, courseid=empty) == {
        "criteria": False,
        "quizzes": [],
        "users": [],
        "attempts": [],
        "next": 0,
    }


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"courseid": 9999}, "invalidrecordunknown"),
        ({"courseid": 1}, "invalidparameter"),
        ({"courseid": 11, "limit": 0}, "invalidparameter"),
        ({"courseid": 11, "limit": 2001}, "invalidparameter"),
        ({"courseid": 11, "more": 1}, "invalidparameter"),
        ({}, "invalidparameter"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    plugged: PluginPlace, asked: dict[str, Any], code: str
) -> None:
    assert plugged.call.error(RESULTS, **asked) == code


@pytest.mark.parametrize(
    ("function", "missing"),
    [
        (RESULTS, "local/simpul:readresults"),
        (RESULTS, "report/completion:view"),
        (RESULTS, "report/progress:view"),
        (RESULTS, "moodle/grade:viewall"),
        (RESULTS, "moodle/course:enrolreview"),
        (RESULTS, "mod/quiz:viewreports"),
        ("local_simpul_get_modules", "local/simpul:managecontent"),
        ("local_simpul_get_modules", "moodle/course:manageactivities"),
        ("local_simpul_get_gradebook", "local/simpul:managegrades"),
    ],
)
def test_each_capability_is_needed(plugged: PluginPlace, function: str, missing: str) -> None:
    learning.add_quiz(plugged.moodle.state, plugged.course, "Q")
    token = plugged.moodle.state.add_token(capabilities=PREPARED - {missing})
    caller = Caller(plugged.moodle, token)
    assert caller.error(function, courseid=plugged.course) == "nopermissions"


def test_a_course_that_may_not_be_entered(plugged: PluginPlace) -> None:
    token = plugged.moodle.state.add_token(capabilities=PREPARED - {"moodle/course:view"})
    caller = Caller(plugged.moodle, token)
    assert caller.error(RESULTS, courseid=plugged.course) == "requireloginerror"


def test_the_token_holds_what_the_plugins_role_holds() -> None:
    listed = ROLE.read_text(encoding="utf-8").partition("const CAPABILITIES = [")[2]
    lines = listed.partition("];")[0].splitlines()
    names = {line.strip(" ',") for line in lines if line.strip().startswith("'")}
    assert names == PREPARED
