"""What doctor says where our plugin tells: exact, one line a fact, and never a full address."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connector.domain.people import Role
from connector.lms.moodle import site_checks
from connector.lms.moodle.delivery_checks import UNANSWERED, delivery, judged
from connector.lms.moodle.messages import MESSAGES
from connector.lms.moodle.options import STANDARD_ROLES, MoodleOptions
from connector.lms.moodle.plugin import FUNCTIONS
from connector.lms.moodle.plugin_package import shipped_version
from connector.lms.moodle.plugin_values import (
    Delivery,
    HeldCapability,
    SentTest,
    SiteFacts,
    SiteRole,
)
from connector.lms.moodle.rights import NEEDED, PURPOSES
from connector.lms.moodle.services import READS, WRITES
from connector.messages import say
from connector.reconcile.checks import Check
from tests.lms.site import Place, open_place

NOW = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
HERE = "https://simpul.example.org"


def ago(**elapsed: float) -> int:
    return int((NOW - timedelta(**elapsed)).timestamp())


WORKING = Delivery(f"{HERE}", True, False, 0, 0, 0, ago(minutes=5), ago(minutes=5), 200, "")

FACTS = SiteFacts(
    plugin_version=shipped_version() or 0,
    plugin_release="1.0.0",
    moodle_release="5.1+ (Build: 20251017)",
    moodle_version="2025100600.02",
    php_version="8.2.29",
    max_input_vars=5000,
    post_max_size=100 * 1024 * 1024,
    memory_limit=-1,
    webservices_enabled=True,
    rest_enabled=True,
    roles=tuple(
        SiteRole(number, name, name.title(), name, True)
        for number, name in ((3, "editingteacher"), (4, "teacher"), (5, "student"))
    ),
    capabilities=tuple(HeldCapability(name, True) for name in sorted(PURPOSES)),
    auths=("manual",),
    cron_last_run=ago(seconds=40),
    emails_unique=True,
    extended_usernames=False,
    delivery=WORKING,
)

OPTIONS = MoodleOptions(own_address=HERE, keyed=True)


def told(facts: SiteFacts = FACTS, options: MoodleOptions = OPTIONS) -> list[Check]:
    found = list(site_checks.told(facts, options, NOW))
    found += delivery(facts.delivery, options, NOW)
    for one in found:
        for language in ("id", "en"):
            what, todo = say(MESSAGES, one.code, one.params, language)
            assert what != one.code, one.code
            assert "{" not in what + todo
            assert HERE not in what + todo
    return found


def other_than_good(facts: SiteFacts) -> set[tuple[bool | None, str]]:
    return {(one.ok, one.code) for one in told(facts) if one.ok is not True}


def test_a_whole_site_is_all_good() -> None:
    assert other_than_good(FACTS) == set()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (replace(FACTS, plugin_version=2020010100), (None, "plugin_old")),
        (replace(FACTS, plugin_version=2099010100), (None, "plugin_newer")),
        (replace(FACTS, max_input_vars=999), (False, "input_limit_low")),
        (replace(FACTS, post_max_size=8 * 1024 * 1024), (None, "post_limit_small")),
        (replace(FACTS, cron_last_run=0), (False, "cron_never")),
        (replace(FACTS, cron_last_run=ago(minutes=61)), (False, "cron_stopped")),
        (replace(FACTS, cron_last_run=ago(minutes=6)), (None, "cron_late")),
        (replace(FACTS, emails_unique=False), (None, "emails_shared")),
        (replace(FACTS, rest_enabled=False), (False, "moodle_webservices_off")),
    ],
)
def test_one_thing_amiss_is_the_only_thing_said(
    changed: SiteFacts, expected: tuple[bool | None, str]
) -> None:
    assert other_than_good(changed) == {expected}


@pytest.mark.parametrize(
    "fine",
    [
        replace(FACTS, max_input_vars=1000),
        replace(FACTS, post_max_size=-1),
        replace(FACTS, post_max_size=15 * 1024 * 1024),  # 10 MB grow to 14.2 on the way
        replace(FACTS, cron_last_run=ago(minutes=4)),
        replace(FACTS, cron_last_run=ago(minutes=-2)),  # a clock that goes ahead
    ],
)
def test_what_just_suffices_is_good(fine: SiteFacts) -> None:
    assert other_than_good(fine) == set()


@pytest.mark.parametrize("name", sorted(PURPOSES))
def test_each_right_is_named_by_itself(name: str) -> None:
    rest = tuple(HeldCapability(one, one != name) for one in PURPOSES)
    found = [one for one in told(replace(FACTS, capabilities=rest)) if one.ok is not True]
    assert [one.params["capability"] for one in found] == [name]
    assert found[0].ok is (False if name in NEEDED else None)


def test_a_needed_right_that_an_older_plugin_does_not_list_is_not_called_proven() -> None:
    fewer = tuple(one for one in FACTS.capabilities if one.name != "moodle/user:create")
    assert other_than_good(replace(FACTS, capabilities=fewer)) == {(None, "capability_by_writing")}


def roles(**changed: int) -> list[tuple[bool | None, str, str | int]]:
    numbers = {**STANDARD_ROLES, **{Role(name): number for name, number in changed.items()}}
    options = replace(OPTIONS, roles=numbers)
    found = site_checks.roles(FACTS, options)
    return [(one.ok, one.code, one.params["right"]) for one in found if one.ok is not True]


def test_a_role_number_that_is_wrong_comes_with_the_right_one() -> None:
    assert roles() == []
    assert roles(participant=77) == [(False, "role_unknown", "5")]
    assert roles(participant=3) == [(False, "role_unfit", "5")]  # participants as teachers
    assert roles(instructor=5) == [(False, "role_unfit", "3")]
    assert roles(companion=3) == []  # more than needed, and an office's own choice


def test_a_role_that_may_not_be_given_is_named_with_the_setting() -> None:
    barred = tuple(replace(one, assignable=one.id != 5) for one in FACTS.roles)
    found = [one for one in told(replace(FACTS, roles=barred)) if one.ok is not True]
    assert [(one.ok, one.code) for one in found] == [(False, "role_not_assignable")]
    assert found[0].params["setting"] == "SIMPUL_MOODLE_ROLE_PARTICIPANT"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"address": ""}, {(None, "delivery_not_set_up")}),
        ({"address": "https://lain.example.org"}, {(None, "delivery_elsewhere")}),
        ({"address": "http://simpul.example.org"}, {(None, "delivery_elsewhere")}),
        ({"address": f"{HERE}/webhooks/moodle"}, set()),
        ({"address": f"{HERE}/"}, set()),
        ({"ready": False}, {(None, "delivery_paused")}),
        ({"ready": False, "blocked": True}, {(False, "delivery_blocked")}),
        ({"parked": 3}, {(False, "delivery_parked")}),
        ({"waiting": 2, "oldest": ago(minutes=3)}, set()),
        ({"waiting": 2, "oldest": ago(minutes=20)}, {(None, "delivery_waits")}),
        ({"waiting": 2, "oldest": ago(hours=5)}, {(False, "delivery_stuck")}),
    ],
)
def test_how_deliveries_fare(
    changed: dict[str, Any], expected: set[tuple[bool | None, str]]
) -> None:
    line = replace(WORKING, **changed)
    assert other_than_good(replace(FACTS, delivery=line)) == expected


def test_without_a_key_here_that_is_said() -> None:
    found = told(options=replace(OPTIONS, keyed=False))
    assert [one.code for one in found if one.ok is not True] == ["delivery_no_key_here"]


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (401, "status", "delivery_wrong_key"),
        (403, "status", "delivery_wrong_key"),
        (404, "status", "delivery_wrong_address"),
        (405, "status", "delivery_wrong_address"),
        (301, "status", "delivery_redirected"),
        (308, "status", "delivery_redirected"),
        (503, "status", "delivery_busy"),
        (500, "status", "delivery_refused"),
        (413, "status", "delivery_refused"),
        *((0, error, code) for error, code in UNANSWERED.items()),
        (0, "nothing", "delivery_unanswered"),
        (0, "", "delivery_unanswered"),
    ],
)
def test_each_cause_of_a_test_that_failed_has_its_own_words(
    status: int, error: str, code: str
) -> None:
    called = judged(SentTest(status, error, 12, "ab" * 32))
    assert called.digest == ""
    assert called.refusal is not None
    assert (called.refusal.ok, called.refusal.code) == (False, code)
    said = {say(MESSAGES, code, called.refusal.params, language) for language in ("id", "en")}
    assert len(said) == 2
    assert all(what != code and todo for what, todo in said)


def test_only_a_success_carries_what_must_be_found_here() -> None:
    called = judged(SentTest(200, "", 12, "ab" * 32))
    assert (called.digest, called.refusal) == ("ab" * 32, None)


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place(plugin=True) as one:
        yield one


def findings(place: Place) -> list[Check]:
    return list(place.platform().check())


def test_a_site_with_the_plugin_is_examined_by_asking_and_left_as_it_was(place: Place) -> None:
    before = place.state()
    found = findings(place)
    assert {one.code for one in found} <= set(MESSAGES)
    assert [one for one in found if one.ok is False and not one.code.startswith("cron")] == []
    assert "capability_by_writing" not in {one.code for one in found}
    assert place.state() == before
    assert place.count(writes=True) == 0


def test_a_right_taken_away_on_the_site_is_named(place: Place) -> None:
    place.box.state.account.capabilities.discard("moodle/course:create")
    bad = {(one.code, one.params.get("capability")) for one in findings(place) if one.ok is False}
    assert ("capability_unheld", "moodle/course:create") in bad


def test_where_the_facts_may_not_be_read_trying_takes_their_place(place: Place) -> None:
    place.box.state.account.capabilities.discard("local/simpul:readsite")
    found = {(one.ok, one.code) for one in findings(place)}
    assert (False, "moodle_nopermissions") in found
    assert (None, "capability_by_writing") in found


def test_functions_of_the_plugin_that_the_service_lacks_are_named(place: Place) -> None:
    lacking = {"local_simpul_get_site_facts", "local_simpul_send_test"}
    place.box.state.account.functions = {*READS, *WRITES, *FUNCTIONS} - lacking
    found = {
        one.params["function"] for one in findings(place) if one.code == "plugin_function_missing"
    }
    assert found == lacking
    assert place.platform().call_back("abc") is None


def test_without_the_plugin_it_is_said_what_it_would_give() -> None:
    with open_place() as bare:
        found = findings(bare)
        assert (None, "plugin_absent") in {(one.ok, one.code) for one in found}
        assert bare.platform().call_back("abc") is None
