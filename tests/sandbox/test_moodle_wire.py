"""What travels: PHP's fields and their silent cut, formats, statuses."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.moodle.wire import parse_fields, split_fields
from tests.sandbox.moodle_calls import TIMEOUT, Caller


@pytest.mark.parametrize(
    ("encoded", "parsed"),
    [
        ("a[0][b]=1&a[1][b]=2", {"a": {0: {"b": "1"}, 1: {"b": "2"}}}),
        ("a[]=x&a[]=y", {"a": {0: "x", 1: "y"}}),
        ("a%5Bk%5D=1+2", {"a": {"k": "1 2"}}),
        ("a.b=1&c d=2", {"a_b": "1", "c_d": "2"}),
        ("a[00]=1", {"a": {"00": "1"}}),
        ("a[b=1", {"a_b": "1"}),
        ("a=1&a[x]=2", {"a": {"x": "2"}}),
        ("a[x]y=1", {"a": {"x": "1"}}),
        ("=1&a", {"a": ""}),
    ],
)
def test_fields_nest_as_in_php(encoded: str, parsed: dict[str, Any]) -> None:
    assert parse_fields(split_fields(encoded)) == parsed


def rows(count: int, columns: tuple[str, ...]) -> list[dict[str, str]]:
    values = {
        "username": "u{}",
        "firstname": "A",
        "lastname": "B",
        "email": "u{}@example.com",
        "createpassword": "1",
        "city": "Bern",
        "idnumber": "EXT-{}",
    }
    return [{name: values[name].format(n) for name in columns} for n in range(count)]


FIVE = ("username", "firstname", "lastname", "email", "createpassword")


@pytest.mark.parametrize(
    ("limit", "sent", "columns", "created"),
    [
        (1000, 150, (*FIVE, "city", "idnumber"), 143),
        (1000, 167, (*FIVE, "idnumber"), 167),
        (1000, 230, FIVE, None),
        (5000, 1100, FIVE, None),
    ],
)
def test_the_cut_of_users(
    call: Caller, limit: int, sent: int, columns: tuple[str, ...], created: int | None
) -> None:
    call.moodle.state.site.max_input_vars = limit
    answer = call("core_user_create_users", users=rows(sent, columns))
    if created is None:
        assert answer["errorcode"] == "invalidparameter"
        assert len(call.moodle.state.rows("users")) == 3
    else:
        assert len(answer) == created


def test_the_cut_can_take_the_last_field_only(call: Caller) -> None:
    call("core_user_create_users", users=rows(167, (*FIVE, "idnumber")))
    users = call.moodle.state.rows("users")
    assert (users[-2]["idnumber"], users[-1]["idnumber"]) == ("EXT-165", "")


@pytest.mark.parametrize(
    ("limit", "sent", "fields", "enrolled"),
    [(1000, 170, 6, 167), (1000, 340, 3, None), (5000, 1700, 3, 1667)],
)
def test_the_cut_of_enrolments_looks_like_success(
    call: Caller, limit: int, sent: int, fields: int, enrolled: int | None
) -> None:
    moodle = call.moodle
    course = moodle.state.add_course("c")
    people = [moodle.state.add_user(f"u{n}", f"u{n}@example.com") for n in range(sent)]
    moodle.state.site.max_input_vars = limit
    names = ("roleid", "userid", "courseid", "timestart", "timeend", "suspend")[:fields]
    full = [
        {
            "roleid": 5,
            "userid": each,
            "courseid": course,
            "timestart": 1,
            "timeend": 0,
            "suspend": 0,
        }
        for each in people
    ]
    wanted = [{name: row[name] for name in names} for row in full]
    answer = call("enrol_manual_enrol_users", enrolments=wanted)
    assert len(moodle.state.rows("enrolments")) == (enrolled or 0)
    assert answer is None if enrolled else answer["errorcode"] == "invalidparameter"


def test_the_self_test_for_the_limit(call: Caller) -> None:
    call.create_user("known", idnumber="KNOWN")
    values = [f"no-{n}" for n in range(1199)] + ["KNOWN"]
    look_up = {"field": "idnumber", "values": values}
    assert call("core_user_get_users_by_field", **look_up) == []
    call.moodle.state.site.max_input_vars = 5000
    assert len(call("core_user_get_users_by_field", **look_up)) == 1


def post(moodle: SandboxMoodle, query: str, **options: Any) -> requests.Response:
    url = f"{moodle.url}/webservice/rest/server.php{query}"
    return requests.post(url, timeout=TIMEOUT, allow_redirects=False, **options)


def test_the_token_may_travel_in_the_body(moodle: SandboxMoodle) -> None:
    form = {
        "wstoken": moodle.token,
        "wsfunction": "core_webservice_get_site_info",
        "moodlewsrestformat": "json",
    }
    assert post(moodle, "", data=form).json()["userid"] == 3


def test_a_token_in_a_header_or_a_json_body_is_not_read(moodle: SandboxMoodle) -> None:
    query = "?moodlewsrestformat=json&wsfunction=core_webservice_get_site_info"
    header = {"Authorization": f"Bearer {moodle.token}"}
    assert post(moodle, query, headers=header).json()["errorcode"] == "invalidtoken"
    assert post(moodle, query, json={"wstoken": moodle.token}).json()["errorcode"] == "invalidtoken"


def test_without_the_format_the_answer_is_xml(moodle: SandboxMoodle) -> None:
    query = f"?wstoken={moodle.token}&wsfunction=core_course_get_categories"
    answer = post(moodle, query)
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert '<KEY name="id"><VALUE>1</VALUE>' in answer.text
    refused = post(moodle, "?wstoken=wrong&wsfunction=core_course_get_categories").text
    assert "<ERRORCODE>invalidtoken</ERRORCODE>" in refused


def test_errors_come_with_status_200_and_the_words_of_moodle(moodle: SandboxMoodle) -> None:
    answer = Caller(moodle, "wrong").raw("core_webservice_get_site_info")
    assert answer.status_code == 200
    assert answer.text == (
        '{"exception":"core\\\\exception\\\\moodle_exception","errorcode":"invalidtoken",'
        '"message":"Invalid token - token not found"}'
    )


def test_an_unknown_function_and_one_outside_the_service(moodle: SandboxMoodle) -> None:
    assert Caller(moodle).error("core_nothing") == "invalidrecordunknown"
    assert Caller(moodle).error("") == "invalidparameter"
    token = moodle.state.add_token(functions=["core_webservice_get_site_info"])
    small = Caller(moodle, token)
    assert small.error("core_course_get_categories") == "accessexception"
    names = [each["name"] for each in small("core_webservice_get_site_info")["functions"]]
    assert names == ["core_webservice_get_site_info"]


def test_an_expired_token_says_so_once_and_is_gone(call: Caller) -> None:
    call.moodle.state.account.expired = True
    assert call.error("core_webservice_get_site_info") == "accessexception"
    assert call.error("core_webservice_get_site_info") == "invalidtoken"


def test_a_wrong_address_or_no_right_to_call_at_all(call: Caller) -> None:
    call.moodle.state.account.wrong_ip = True
    assert call.error("core_webservice_get_site_info") == "accessexception"
    call.moodle.state.account.wrong_ip = False
    call.moodle.state.account.capabilities.discard("webservice/rest:use")
    assert call.error("core_webservice_get_site_info") == "accessexception"


def test_web_services_switched_off_give_an_empty_403(call: Caller) -> None:
    call.moodle.state.site.web_services_enabled = False
    answer = call.raw("core_webservice_get_site_info")
    assert (answer.status_code, answer.text) == (403, "")


def test_maintenance_from_the_command_line_is_a_page_with_503(call: Caller) -> None:
    call.moodle.state.site.maintenance = "cli"
    answer = call.raw("core_webservice_get_site_info")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert "text/html" in answer.headers["Content-Type"]


def test_maintenance_upgrade_and_database_errors_come_with_200(call: Caller) -> None:
    site = call.moodle.state.site
    site.maintenance = "web"
    assert call.error("core_webservice_get_site_info") == "sitemaintenance"
    site.maintenance, site.upgrading = "", True
    assert call.error("core_webservice_get_site_info") == "upgraderunning"
    site.upgrading, site.database_down = False, True
    assert call.error("core_webservice_get_site_info") == "dbconnectionfailed"


def test_a_wrong_host_redirects_and_repeats_the_token(moodle: SandboxMoodle) -> None:
    query = f"?wstoken={moodle.token}&wsfunction=core_webservice_get_site_info"
    answer = post(moodle, query, headers={"Host": "other.example"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{moodle.url}/webservice/rest/server.php{query}"


def test_debuginfo_only_while_the_site_debugs(call: Caller) -> None:
    call.create_user("ana")
    again = {"users": [{"username": "ana", "firstname": "A", "lastname": "B", "email": "x@y.zz"}]}
    assert "debuginfo" not in call("core_user_create_users", **again)
    call.moodle.state.site.debugging = True
    assert call("core_user_create_users", **again)["debuginfo"] == "Username already exists: ana"


def test_calls_are_recorded_with_fields_and_bytes(call: Caller) -> None:
    call("core_user_get_users_by_field", field="id", values=[3, 4])
    record = call.moodle.calls[-1]
    assert record == ("core_user_get_users_by_field", 3, record.bytes)
    assert record.bytes == len("field=id&values%5B0%5D=3&values%5B1%5D=4")


@pytest.mark.parametrize(
    "sent",
    [
        {"field": "id"},
        {"field": "id", "values": 3},
        {"field": "id", "values": [[3]]},
        {"field": ["id"], "values": [3]},
        {"field": "id", "values": [3], "more": 1},
        {"field": "phone1", "values": ["1"]},
    ],
)
def test_missing_unknown_and_misshaped_parameters_are_refused(
    call: Caller, sent: dict[str, Any]
) -> None:
    assert call.error("core_user_get_users_by_field", **sent) == "invalidparameter"


@pytest.mark.parametrize("value", ["true", "yes", "2", ""])
def test_only_1_and_0_are_booleans(call: Caller, value: str) -> None:
    sent = {"users": [{"id": 3, "suspended": value}]}
    assert call.error("core_user_update_users", **sent) == "invalidparameter"


@pytest.mark.parametrize("value", ["01", " 1", "1.0", "one", "", "+1"])
def test_integers_are_written_one_way(call: Caller, value: str) -> None:
    assert call.error("core_group_get_course_groups", courseid=value) == "invalidparameter"
