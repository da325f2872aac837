"""People in the sandbox Moodle: rules of creating, looking up, updating, deleting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.moodle_calls import Caller, new_user

BY_FIELD = "core_user_get_users_by_field"


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "Ana"},
        {"username": "ana x"},
        {"username": "ana+x"},
        {"username": "taken"},
        {"email": "TAKEN@example.com"},
        {"email": "x@y"},
        {"email": ""},
        {"lastname": ""},
        {"lastname": "  "},
        {"firstname": "<b>Ana</b>"},
        {"firstname": "a<b"},
        {"lang": "id"},
        {"auth": "cas"},
        {"auth": "mnet"},
        {"password": None},
        {"createpassword": "true"},
        {"nickname": "x"},
    ],
)
def test_a_bad_person_is_refused(call: Caller, wrong: dict[str, Any]) -> None:
    call.create_user("taken")
    sent = {"users": [new_user("ana", **wrong)]}
    assert call.error("core_user_create_users", **sent) == "invalidparameter"


@pytest.mark.parametrize(
    "fine",
    [
        {"username": "a.b-c_d@e"},
        {"firstname": "Ana 😀 < 3"},
        {"email": "ana+x@example.com"},
        {"idnumber": "EXT-taken"},
        {"auth": "oauth2", "password": None},
        {"createpassword": 1, "password": None},
        {"auth": "shibboleth", "password": None},
    ],
)
def test_an_odd_person_is_accepted(call: Caller, fine: dict[str, Any]) -> None:
    call.create_user("taken")
    assert call.create_user("ana", **fine) > 0


def test_one_bad_row_rolls_back_the_batch(call: Caller) -> None:
    sent = {"users": [new_user("ana"), new_user("budi"), new_user("ana")]}
    assert call.error("core_user_create_users", **sent) == "invalidparameter"
    assert call(BY_FIELD, field="username", values=["ana", "budi"]) == []


def test_a_name_longer_than_its_column_is_a_write_error(call: Caller) -> None:
    sent = {"users": [new_user("ana", firstname="x" * 101)]}
    assert call.error("core_user_create_users", **sent) == "dmlwriteexception"


def test_a_weak_password_answers_in_html(call: Caller) -> None:
    answer = call("core_user_create_users", users=[new_user("ana", password="Weak-1")])
    assert answer["errorcode"] == "<div>Passwords must be at least 8 characters long.</div>"
    assert answer["message"] == f"error/{answer['errorcode']}"


def test_createpassword_mails_once_the_batch_is_in(call: Caller) -> None:
    made = {"createpassword": 1, "password": None}
    call.error("core_user_create_users", users=[new_user("a", **made), new_user("a", **made)])
    assert call.moodle.state.mails == []
    person = call.create_user("a", **made)
    assert call.moodle.state.mails == [person]


def test_an_e_mail_is_looked_up_with_its_case_but_unique_without(call: Caller) -> None:
    person = call.create_user("ana", email="Ana@Example.com")
    assert call(BY_FIELD, field="email", values=["ana@example.com"]) == []
    assert [each["id"] for each in call(BY_FIELD, field="email", values=["Ana@Example.com"])] == [
        person
    ]
    sent = {"users": [new_user("other", email="ana@example.com")]}
    assert call.error("core_user_create_users", **sent) == "invalidparameter"


def test_a_site_may_allow_equal_e_mails(call: Caller) -> None:
    call.moodle.state.site.allow_same_email = True
    call.create_user("ana")
    assert call.create_user("other", email="ana@example.com") > 0


def test_an_id_number_can_find_several(call: Caller) -> None:
    both = [call.create_user("ana", idnumber="X"), call.create_user("budi", idnumber="X")]
    found = call(BY_FIELD, field="idnumber", values=["X", "unknown", "X"])
    assert [each["id"] for each in found] == both


def test_an_empty_value_finds_nobody(call: Caller) -> None:
    call.create_user("ana", idnumber="")
    assert call(BY_FIELD, field="idnumber", values=[""]) == []


def test_a_field_outside_the_list(call: Caller) -> None:
    assert call.error(BY_FIELD, field="lastname", values=["x"]) == "codingerror"


@pytest.mark.parametrize(
    ("field", "value"), [("username", "ANA"), ("email", " ana@example.com"), ("id", "ana")]
)
def test_a_value_that_cleaning_would_change_is_refused(
    call: Caller, field: str, value: str
) -> None:
    call.create_user("ana")
    assert call.error(BY_FIELD, field=field, values=[value]) == "invalidparameter"


def test_what_a_found_person_looks_like(call: Caller) -> None:
    person = call.create_user("ana", country="Switzerland", phone1="081", description="x")
    found = call(BY_FIELD, field="id", values=[person])[0]
    assert found["fullname"] == "Ana Muster"
    assert (found["auth"], found["suspended"], found["idnumber"]) == ("manual", False, "EXT-ana")
    assert not found.keys() & {"country", "phone1", "description"}
    assert call.moodle.state.rows("users")[-1]["country"] == "0"


def test_search_takes_a_wildcard_and_warns_of_unknown_keys(call: Caller) -> None:
    person = call.create_user("ana")
    keys = [{"key": "email", "value": "ANA@%"}, {"key": "city", "value": "Bern"}]
    answer = call("core_user_get_users", criteria=keys)
    assert [each["id"] for each in answer["users"]] == [person]
    assert [each["item"] for each in answer["warnings"]] == ["city"]
    twice = [{"key": "email", "value": "a"}, {"key": "email", "value": "b"}]
    assert call.error("core_user_get_users", criteria=twice) == "keyalreadyset"


def test_updates_stand_alone_and_warn(call: Caller) -> None:
    ana, budi = call.create_user("ana"), call.create_user("budi")
    users = [
        {"id": ana, "city": "Bern"},
        {"id": 99999999, "city": "X"},
        {"id": budi, "email": "ANA@example.com"},
        {"id": budi, "username": "ana"},
        {"id": 2, "city": "X"},
        {"id": budi, "idnumber": "", "suspended": 1},
    ]
    warnings = call("core_user_update_users", users=users)["warnings"]
    assert [(each["itemid"], each["warningcode"]) for each in warnings] == [
        (99999999, "invaliduserid"),
        (budi, "useremailduplicate"),
        (budi, "dmlwriteexception"),
        (2, "usernotupdatedadmin"),
    ]
    stored = {row["id"]: row for row in call.moodle.state.rows("users")}
    assert stored[ana]["city"] == "Bern"
    assert (stored[budi]["idnumber"], stored[budi]["suspended"]) == ("", True)


def test_a_weak_password_in_an_update_spoils_the_answer_but_not_the_rows(call: Caller) -> None:
    ana, budi = call.create_user("ana"), call.create_user("budi")
    users = [{"id": ana, "city": "Bern"}, {"id": budi, "password": "weak"}]
    assert call.error("core_user_update_users", users=users) == "invalidresponse"
    assert call(BY_FIELD, field="id", values=[ana])[0]["city"] == "Bern"


def test_deleting_needs_its_own_capability(call: Caller) -> None:
    person = call.create_user("ana")
    assert call.error("core_user_delete_users", userids=[person]) == "nopermissions"


def test_deleting_renames_and_a_new_account_gets_a_new_id(call: Caller) -> None:
    call.moodle.state.account.capabilities.add("moodle/user:delete")
    course = call.create_course("c")
    person = call.create_user("ana")
    call.enrol(person, course)
    assert call("core_user_delete_users", userids=[person]) is None
    assert call.error("core_user_delete_users", userids=[person]) == "invalidrecordunknown"
    assert call("core_enrol_get_enrolled_users", courseid=course) == []
    gone = call(BY_FIELD, field="id", values=[person])[0]
    assert gone["username"].startswith("ana@example.com.")
    assert call.create_user("ana") != person
