"""The gradebook of the sandbox Moodle: by core's functions, and the plugin's own column."""

from __future__ import annotations

from typing import Any

import pytest

from connector.sandbox.moodle import SandboxMoodle, learning
from tests.sandbox.moodle_calls import Caller
from tests.sandbox.plugin_place import PluginPlace

UPDATE, REPORT = "core_grades_update_grades", "gradereport_user_get_grade_items"


def graded(moodle: SandboxMoodle) -> tuple[int, int, dict[str, Any]]:
    """A course with an assignment and a person; return course, person, and where grades go."""
    course = moodle.state.add_course("c")
    person = moodle.state.add_user("ana", "ana@example.com")
    cmid = learning.add_graded(moodle.state, course, "Kehadiran")
    place = {"source": "x", "courseid": course, "component": "mod_assign", "activityid": cmid}
    return course, person, place | {"itemnumber": 0}


def one(call: Caller, course: int, person: int) -> dict[str, Any]:
    """A person's first column as the report shows it."""
    answer = call(REPORT, courseid=course, userid=person)
    found: dict[str, Any] = answer["usergrades"][0]["gradeitems"][0]
    return found


def test_a_grade_is_written_and_read_back(moodle: SandboxMoodle, call: Caller) -> None:
    course, person, place = graded(moodle)
    assert one(call, course, person)["graderaw"] is None
    assert call(UPDATE, **place, grades=[{"studentid": person, "grade": 88.5}]) == 0
    row = one(call, course, person)
    assert (row["graderaw"], row["grademax"], row["cmid"]) == (88.5, 100, place["activityid"])
    assert (row["itemtype"], row["itemmodule"], row["itemnumber"]) == ("mod", "assign", 0)


def test_a_value_above_the_maximum_counts_as_the_maximum(
    moodle: SandboxMoodle, call: Caller
) -> None:
    course, person, place = graded(moodle)
    call(UPDATE, **place, grades=[{"studentid": person, "grade": 150}])
    assert one(call, course, person)["graderaw"] == 100
    assert moodle.state.rows("grades")[0]["raw"] == "150.0"


def test_what_a_person_locked_or_gave_by_hand_stays(moodle: SandboxMoodle, call: Caller) -> None:
    course, person, place = graded(moodle)
    item = moodle.state.rows("grade_items")[0]["id"]
    learning.grade_by_hand(moodle.state, item, person, 70)
    grades = [{"studentid": person, "grade": 80}]
    assert call(UPDATE, **place, grades=grades) == 0  # and yet nothing changed
    row = one(call, course, person)
    assert (row["graderaw"], row["gradeisoverridden"]) == (70, True)
    learning.grade_by_hand(moodle.state, item, person, 70, locked=True)
    assert call(UPDATE, **place, grades=grades) == 1
    with moodle.state.transaction() as transaction:
        transaction.update("grade_items", item, locked=True)
    assert call(UPDATE, **place, grades=grades) == 4


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"activityid": 9999}, "invalidcoursemodule"),
        ({"component": "mod_quiz"}, "invalidcoursemodule"),
        ({"component": "Quiz!"}, "invalidparameter"),
        ({"courseid": 9999}, "invalidrecordunknown"),
        ({"grades": [{"studentid": 1}]}, "invalidparameter"),
        ({"grades": [{"studentid": 1, "grade": "viel"}]}, "invalidparameter"),
    ],
)
def test_a_grade_call_that_is_wrong(
    moodle: SandboxMoodle, call: Caller, wrong: dict[str, Any], code: str
) -> None:
    _, _, place = graded(moodle)
    assert call.error(UPDATE, **{**place, **wrong}) == code


def test_the_rights_for_grades(moodle: SandboxMoodle, call: Caller) -> None:
    course, person, place = graded(moodle)
    rights = moodle.state.account.capabilities
    rights.discard("moodle/grade:edit")
    grades = [{"studentid": person, "grade": 1}]
    assert call.error(UPDATE, **place, grades=grades) == "nopermissiontoviewgrades"
    rights.discard("moodle/grade:viewall")
    assert call.error(REPORT, courseid=course, userid=person) == "nopermissiontoviewgrades"
    rights.discard("gradereport/user:view")
    assert call.error(REPORT, courseid=course, userid=person) == "nopermissions"


def test_the_report_of_nobody_and_of_everybody(moodle: SandboxMoodle, call: Caller) -> None:
    course, person, _ = graded(moodle)
    assert call.error(REPORT, courseid=course, userid=9999) == "invalidrecordunknown"
    assert call(REPORT, courseid=course)["usergrades"] == []
    call.enrol(person, course)
    assert [each["userid"] for each in call(REPORT, courseid=course)["usergrades"]] == [person]


def test_a_quiz_has_the_best_attempt_in_the_gradebook(moodle: SandboxMoodle, call: Caller) -> None:
    course, person, _ = graded(moodle)
    quiz = learning.add_quiz(moodle.state, course, "Post-test")
    for marks in (4, 9, 6):
        last = learning.take_quiz(moodle.state, quiz, person, marks)
    rows = call(REPORT, courseid=course, userid=person)["usergrades"][0]["gradeitems"]
    assert [(row["itemname"], row["graderaw"]) for row in rows] == [
        ("Kehadiran", None),
        ("Post-test", 90),
        (None, 90),
    ]
    learning.delete_attempt(moodle.state, last - 1)
    assert (
        call(REPORT, courseid=course, userid=person)["usergrades"][0]["gradeitems"][1]["graderaw"]
        == 60
    )


def put(place: PluginPlace, *grades: tuple[int, str], **columns: Any) -> dict[str, Any]:
    rows = [{"userid": user, "grade": grade} for user, grade in grades]
    sent = {"courseid": place.course, "name": "Kehadiran", "maximum": "100", "grades": rows}
    answer: dict[str, Any] = place.call("local_simpul_put_gradebook", **{**sent, **columns})
    return answer


def column(place: PluginPlace) -> dict[str, Any]:
    answer: dict[str, Any] = place.call("local_simpul_get_gradebook", courseid=place.course)
    return answer


def test_the_column_is_made_with_the_first_grade(plugged: PluginPlace) -> None:
    assert column(plugged) == {"item": None, "grades": []}
    answer = put(plugged, (plugged.person, "83.5"))
    assert (answer["written"], answer["skipped"]) == (1, [])
    found = column(plugged)
    assert found["item"] == {
        "id": answer["itemid"],
        "name": "Kehadiran",
        "maximum": "100.00000",
        "locked": False,
    }
    row = {"userid": plugged.person, "grade": "83.50000", "locked": False, "overridden": False}
    assert found["grades"] == [row]


def test_only_grades_that_differ_are_written(plugged: PluginPlace) -> None:
    put(plugged, (plugged.person, "80"))
    assert put(plugged, (plugged.person, "80.00000"))["written"] == 0
    assert put(plugged, (plugged.person, "81"))["written"] == 1
    assert len(plugged.moodle.state.rows("grade_items")) == 1


def test_who_is_left_alone_is_told(plugged: PluginPlace) -> None:
    locked, by_hand = plugged.add_person("b"), plugged.add_person("c")
    item = put(plugged, (plugged.person, "1"))["itemid"]
    learning.grade_by_hand(plugged.moodle.state, item, locked, 5, locked=True)
    learning.grade_by_hand(plugged.moodle.state, item, by_hand, 6)
    answer = put(plugged, (plugged.person, "2"), (locked, "2"), (by_hand, "2"), (9999, "2"))
    assert (answer["written"], answer["skipped"]) == (
        1,
        [
            {"userid": locked, "reason": "locked"},
            {"userid": by_hand, "reason": "overridden"},
            {"userid": 9999, "reason": "notenrolled"},
        ],
    )
    grades = {row["userid"]: row["grade"] for row in column(plugged)["grades"]}
    assert grades == {plugged.person: "2.00000", locked: "5.00000", by_hand: "6.00000"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"maximum": "0"},
        {"maximum": "1e2"},
        {"name": " "},
        {"grades": [{"userid": 101, "grade": "101"}]},
        {"grades": [{"userid": 101, "grade": "-1"}]},
        {"grades": [{"userid": 101, "grade": ""}]},
        {"grades": [{"userid": 101, "grade": "1"}, {"userid": 101, "grade": "2"}]},
    ],
)
def test_a_bad_grade_refuses_all(plugged: PluginPlace, wrong: dict[str, Any]) -> None:
    assert put(plugged, (plugged.person, "1"), **wrong)["errorcode"] == "badcontent"
    assert column(plugged)["item"] is None


def test_papers_hold_every_question_with_its_answer(plugged: PluginPlace) -> None:
    state = plugged.moodle.state
    questions = [
        learning.Question("Etika", "Apa itu etika?", "Ilmu tentang baik dan buruk", 6),
        learning.Question("Esai", "Tuliskan pendapat Anda.", "", 4, type="essay"),
    ]
    quiz = learning.add_quiz(state, plugged.course, "Post-test", questions=questions)
    said = ["Ilmu tentang baik dan buruk", "Menurut saya …"]
    over = learning.take_quiz(state, quiz, plugged.person, 8, answers=said)
    learning.take_quiz(state, quiz, plugged.person, None, outcome="inprogress")
    left = learning.take_quiz(state, quiz, plugged.person, None, outcome="abandoned")
    papers = "local_simpul_get_papers"
    answer = plugged.call(papers, quizid=quiz)
    assert answer["quiz"]["courseid"] == plugged.course
    assert [row["id"] for row in answer["attempts"]] == [over, left]
    first, second = answer["attempts"][0]["questions"]
    assert first == {
        "slot": 1,
        "number": "1",
        "type": "shortanswer",
        "name": "Etika",
        "text": "Apa itu etika?",
        "answer": said[0],
        "right": said[0],
        "mark": "6.00000",
        "maxmark": "6.00000",
        "state": "gradedright",
    }
    assert (second["type"], second["mark"], second["state"]) == (
        "essay",
        "2.00000",
        "mangrpartial",
    )
    page = plugged.call(papers, quizid=quiz, limit=1)
    assert (len(page["attempts"]), page["next"]) == (1, over)
    assert plugged.call(papers, quizid=quiz, after=over, limit=1)["next"] == 0
    assert plugged.call.error(papers, quizid=9999) == "invalidrecordunknown"
    assert plugged.call.error(papers, quizid=quiz, limit=201) == "invalidparameter"
