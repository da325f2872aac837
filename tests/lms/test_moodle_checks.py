"""What doctor says of a sandbox Moodle, whole and with one thing missing; nothing is changed."""

from collections.abc import Iterator

import pytest

from connector.http import new_session
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.messages import MESSAGES
from connector.lms.moodle.platform import MoodlePlatform
from connector.lms.moodle.services import READS, WRITES
from connector.reconcile.checks import Check
from tests.lms.site import Place, open_place


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place() as one:
        one.box.state.add_user("orang", "orang@example.org", idnumber="X-1")
        one.box.state.add_course("ADA", "Sudah ada", idnumber="ADA")
        yield one


def findings(place: Place) -> list[Check]:
    client = MoodleClient(new_session, place.box.url, place.box.token)
    platform = MoodlePlatform(client, connection="default")
    try:
        return list(platform.check())
    finally:
        platform.close()


def bad(place: Place) -> set[tuple[str, str]]:
    return {
        (one.code, str(one.params.get("capability") or one.params.get("function") or ""))
        for one in findings(place)
        if one.ok is False
    }


def test_a_whole_site_has_nothing_to_mend_and_is_left_as_it_was(place: Place) -> None:
    before = place.state()
    assert bad(place) == set()
    assert place.state() == before


def test_every_finding_has_words(place: Place) -> None:
    assert not {one.code for one in findings(place)} - set(MESSAGES)


@pytest.mark.parametrize(
    "capability",
    [
        "moodle/user:viewdetails",
        "moodle/user:viewalldetails",
        "moodle/site:viewuseridentity",
        "moodle/course:enrolreview",
        "moodle/course:managegroups",
    ],
)
def test_a_missing_capability_is_named(place: Place, capability: str) -> None:
    place.box.state.account.capabilities.discard(capability)
    assert ("capability_missing", capability) in bad(place)


def test_a_missing_function_is_named(place: Place) -> None:
    place.box.state.account.functions = {*READS, *WRITES} - {"core_role_unassign_roles"}
    assert bad(place) == {("function_missing", "core_role_unassign_roles")}


def test_a_small_input_limit_is_found(place: Place) -> None:
    place.box.state.site.max_input_vars = 500
    assert ("input_limit_small", "") in bad(place)


def test_a_wrong_token_is_the_only_finding(place: Place) -> None:
    place.box.state.tokens.clear()
    assert [(one.ok, one.code) for one in findings(place)] == [(False, "moodle_invalidtoken")]
