"""The sandbox Moodle as a server: faults, state between processes, its doors and its page."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from connector.sandbox.moodle import SandboxMoodle
from tests.sandbox.moodle_calls import TIMEOUT, Caller, new_user

CREATE = "core_user_create_users"


def names(moodle: SandboxMoodle) -> list[str]:
    return [row["username"] for row in moodle.state.rows("users")][3:]


@pytest.mark.parametrize(("kind", "done"), [("cut", ["ana"]), ("cut_before", [])])
def test_a_cut_connection_after_and_before_the_write(
    call: Caller, kind: str, done: list[str]
) -> None:
    call.moodle.faults.arm(kind, match=CREATE)
    with pytest.raises(requests.ConnectionError):
        call.create_user("ana")
    assert names(call.moodle) == done


@pytest.mark.parametrize(("kind", "done"), [("timeout_after", ["ana"]), ("timeout_before", [])])
def test_a_silence_after_and_before_the_write(call: Caller, kind: str, done: list[str]) -> None:
    call.moodle.faults.arm(kind, match=CREATE)
    url = f"{call.moodle.url}/webservice/rest/server.php?wstoken={call.token}&wsfunction={CREATE}"
    form = {f"users[0][{name}]": value for name, value in new_user("ana").items()}
    with pytest.raises(requests.Timeout):
        requests.post(url, data=form, timeout=0.15)
    assert names(call.moodle) == done


@pytest.mark.parametrize(
    ("kind", "status"), [("error_5xx", 503), ("too_many", 429), ("maintenance", 503)]
)
def test_a_refusal_writes_nothing(call: Caller, kind: str, status: int) -> None:
    call.moodle.faults.arm(kind, match=CREATE)
    assert call.raw(CREATE, users=[new_user("ana")]).status_code == status
    assert names(call.moodle) == []
    call.create_user("ana")
    assert names(call.moodle) == ["ana"]


def test_a_fault_spares_other_functions_and_counts_its_own(call: Caller) -> None:
    call.moodle.faults.arm("too_many", match=CREATE, after=1)
    call("core_webservice_get_site_info")
    call.create_user("ana")
    assert call.raw(CREATE, users=[new_user("budi")]).status_code == 429


def test_a_slow_answer_is_a_true_answer(call: Caller) -> None:
    call.moodle.faults.arm("slow", seconds=0.01)
    assert call("core_webservice_get_site_info")["userid"] == 3
    assert call.moodle.faults.armed == ()


def test_state_outlives_the_process(tmp_path: Path) -> None:
    file = tmp_path / "moodle.json"
    with SandboxMoodle(state_file=file, token="kept") as first:
        call = Caller(first)
        course = call.create_course("c")
        person = call.create_user("ana", createpassword=1)
        call.enrol(person, course, timeend=4_000_000_000)
        before = {table: first.state.rows(table) for table in ("users", "courses", "enrolments")}
    with SandboxMoodle(state_file=file, token="kept") as second:
        assert {table: second.state.rows(table) for table in before} == before
        assert Caller(second).create_user("budi") == person + 1
        assert second.state.mails == [person]
    assert [entry.name for entry in tmp_path.iterdir()] == ["moodle.json"]


def test_reset_is_a_fresh_site(call: Caller) -> None:
    moodle = call.moodle
    call.create_user("ana")
    moodle.state.site.max_input_vars = 7
    moodle.state.account.capabilities.clear()
    moodle.faults.arm("cut")
    requests.post(f"{moodle.url}/sandbox/reset", timeout=TIMEOUT)
    assert (names(moodle), moodle.calls, moodle.faults.armed) == ([], [], ())
    assert moodle.state.site.max_input_vars == 1000
    assert call.create_user("ana") == 101


def test_the_state_door_shows_tables_and_no_token(call: Caller) -> None:
    call.create_course("c")
    answer = requests.get(f"{call.moodle.url}/sandbox/state", timeout=TIMEOUT)
    assert [row["shortname"] for row in answer.json()["tables"]["courses"]] == ["moodle", "c"]
    assert call.token not in answer.text


def test_faults_can_be_armed_from_outside(call: Caller) -> None:
    door = f"{call.moodle.url}/sandbox/faults"
    requests.post(door, json={"kind": "too_many", "match": CREATE}, timeout=TIMEOUT)
    assert call.raw(CREATE, users=[new_user("ana")]).status_code == 429


def test_the_page_shows_what_is_there_and_escapes_it(call: Caller) -> None:
    moodle = call.moodle
    course = moodle.state.add_course("c", "<script>alert(1)</script>")
    person = moodle.state.add_user("ana", "ana@example.com", firstname="Ana <i>")
    call.enrol(person, course, suspend=1)
    group = call.create_group(course, "Angkatan I")
    call("core_group_add_group_members", members=[{"groupid": group, "userid": person}])
    event = {"name": "Webinar", "eventtype": "course", "courseid": course, "timestart": 1790003600}
    call("core_calendar_create_calendar_events", events=[event])
    moodle.faults.arm("cut", match="unenrol")
    page = requests.get(f"{moodle.url}/", timeout=TIMEOUT)
    assert page.headers["Content-Type"].startswith("text/html")
    for shown in (
        "Moodle tiruan (sandbox)",
        "&lt;script&gt;",
        "Ana &lt;i&gt;",
        "ditangguhkan",
        "student",
        "Angkatan I",
        "2026-09-21 15:13",
        "Webinar",
        "enrol_manual_enrol_users",
        "unenrol",
    ):
        assert shown in page.text
    assert "<script>" not in page.text
    assert call.token not in page.text


def test_a_server_can_stop_and_start_again_at_its_port(call: Caller) -> None:
    url = call.moodle.url
    call.create_user("ana")
    call.moodle.stop()
    with pytest.raises(requests.ConnectionError):
        call("core_webservice_get_site_info")
    call.moodle.start()
    assert call.moodle.url == url
    assert call("core_user_get_users_by_field", field="username", values=["ana"])
