"""Parallel calls: what Moodle doubles, what its unique indexes stop, and who sees what when."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from connector.sandbox.moodle import SandboxMoodle
from tests.sandbox.moodle_calls import Caller, new_user

PARALLEL = 4


@pytest.fixture
def call() -> Iterator[Caller]:
    """A server whose pause between check and insert all parallel calls fit into."""
    with SandboxMoodle(race_delay=0.4) as server:
        yield Caller(server)


def at_once(do: Callable[[int], Any]) -> list[Any]:
    gate = threading.Barrier(PARALLEL)

    def run(number: int) -> Any:
        gate.wait(5)
        return do(number)

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(run, range(PARALLEL)))


def errors(answers: list[Any]) -> list[str]:
    return [each["errorcode"] for each in answers if isinstance(each, dict) and "errorcode" in each]


def test_one_e_mail_under_several_names_becomes_several_accounts(call: Caller) -> None:
    at_once(lambda n: call.raw("core_user_create_users", users=[new_user(f"u{n}", email="a@b.cc")]))
    found = call("core_user_get_users_by_field", field="email", values=["a@b.cc"])
    assert len(found) == PARALLEL


def test_one_user_name_becomes_one_account(call: Caller) -> None:
    answers = at_once(lambda _: call("core_user_create_users", users=[new_user("ana")]))
    assert len(errors(answers)) == PARALLEL - 1
    assert set(errors(answers)) <= {"invalidparameter", "dmlwriteexception"}
    assert len(call("core_user_get_users_by_field", field="username", values=["ana"])) == 1


def test_one_short_name_becomes_several_courses(call: Caller) -> None:
    at_once(lambda _: call.create_course("FIRE"))
    answer = call("core_course_get_courses_by_field", field="shortname", value="FIRE")
    assert len(answer["courses"]) == PARALLEL


def test_one_group_name_becomes_several_groups(call: Caller) -> None:
    course = call.create_course("c")
    at_once(lambda _: call.create_group(course, "A"))
    assert len(call("core_group_get_course_groups", courseid=course)) == PARALLEL


def test_one_enrolment_stays_one_row_and_the_losers_hear_of_it(call: Caller) -> None:
    person, course = call.create_user("ana"), call.create_course("c")
    row = {"roleid": 5, "userid": person, "courseid": course}
    answers = at_once(lambda _: call("enrol_manual_enrol_users", enrolments=[row]))
    assert errors(answers) == ["dmlwriteexception"] * (PARALLEL - 1)
    assert len(call.moodle.state.rows("enrolments")) == 1


def test_a_batch_that_loses_leaves_nothing_behind(call: Caller) -> None:
    at_once(
        lambda n: call.raw("core_user_create_users", users=[new_user(f"own{n}"), new_user("ana")])
    )
    names = [row["username"] for row in call.moodle.state.rows("users")]
    assert names.count("ana") == 1
    assert sum(name.startswith("own") for name in names) == 1


def test_without_parallel_calls_nothing_is_doubled(call: Caller) -> None:
    call.create_course("FIRE")
    course = {"fullname": "x", "shortname": "FIRE", "categoryid": 1}
    assert call.error("core_course_create_courses", courses=[course]) == "shortnametaken"
