"""The doctor's look at Zoom, and the words for everything that can come up."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import connector.meetings.zoom
from connector.meetings.zoom.checks import EVENTS, NEEDED, REPORTS, check, missing_scopes
from connector.meetings.zoom.client import ZoomClient
from connector.meetings.zoom.messages import CHECKS, MESSAGES, UNDECIDED
from connector.meetings.zoom.options import ZoomOptions
from connector.meetings.zoom.refusals import Meaning
from connector.messages import say
from connector.sandbox.zoom import Attendee, Rules, SandboxZoom
from tests.meetings.zoom_office import HOST, Clock, Nap, zoom_client

OPTIONS = ZoomOptions(HOST)


@pytest.fixture
def server() -> Iterator[SandboxZoom]:
    with SandboxZoom(rules=Rules(per_second_limits=False)) as running:
        yield running


@pytest.fixture
def client(server: SandboxZoom) -> Iterator[ZoomClient]:
    with zoom_client(server, Clock(server.clock()), Nap()) as one:
        yield one


def found(client: ZoomClient, options: ZoomOptions = OPTIONS) -> dict[str, bool | None]:
    return {finding.code: finding.ok for finding in check(client, options)}


def test_a_sound_account_passes_and_is_not_changed(client: ZoomClient, server: SandboxZoom) -> None:
    server.rules = Rules(scopes=frozenset({*NEEDED, *REPORTS, *EVENTS}))
    assert found(client) == {
        "zoom_check_token": True,
        "zoom_check_scopes_held": True,
        "zoom_check_reports": True,
        "zoom_check_events": True,
        "zoom_check_host": True,
        "zoom_check_clock": True,
    }
    assert {call.method for call in server.calls if call.name != "oauth.token"} == {"GET"}


def test_missing_scopes_are_named(client: ZoomClient, server: SandboxZoom) -> None:
    server.rules = Rules(scopes=frozenset(set(NEEDED) - {"meeting:write:batch_registrants:admin"}))
    finding = next(one for one in check(client, OPTIONS) if one.code == "zoom_check_scopes")
    assert finding.ok is False
    assert finding.params["scopes"] == "meeting:write:batch_registrants:admin"


def test_missing_report_and_event_scopes_are_said_apart_and_break_no_sync(
    client: ZoomClient, server: SandboxZoom
) -> None:
    server.rules = Rules(scopes=frozenset({*NEEDED, *REPORTS[:2]}))
    findings = {one.code: one for one in check(client, OPTIONS)}
    assert findings["zoom_check_scopes_held"].ok is True
    closed = findings["zoom_check_reports_closed"]
    assert (closed.ok, closed.params["scopes"]) == (False, REPORTS[2])
    unseen = findings["zoom_check_events_unseen"]
    assert (unseen.ok, unseen.params["scopes"]) == (None, EVENTS[0])
    for finding in findings.values():
        assert say(CHECKS, finding.code, finding.params, "id")[0] != finding.code


def test_a_classic_report_scope_counts() -> None:
    assert missing_scopes(["meeting:read:admin", "report:read:admin"], [*REPORTS, *EVENTS]) == []


def test_every_scope_of_reports_is_one_the_sandbox_asks_for(
    client: ZoomClient, server: SandboxZoom
) -> None:
    body = {"topic": "x", "start_time": "2050-01-01T00:00:00Z", "settings": {"approval_type": 1}}
    number = client.create_meeting(HOST, body).id
    end = server.clock() - timedelta(hours=1)
    there = [
        Attendee(name, end - timedelta(hours=1), end, email=f"{name}@balai.example")
        for name in ("sari", "joko")
    ]
    uuid = server.hold_class(number, end - timedelta(hours=1), end, there)
    server.rules = Rules(per_second_limits=False, scopes=frozenset(REPORTS))
    assert client.past_meeting(uuid).people == 2
    assert [one for one, _ in client.past_instances(number)] == [uuid]
    assert client.report_page(uuid).total == 2


def test_classic_scopes_count() -> None:
    assert missing_scopes(["meeting:read:admin", "meeting:write:admin", "user:read:admin"]) == []
    assert missing_scopes(["meeting:read:admin", "meeting:write:admin"]) == ["user:read:user:admin"]


def test_every_scope_we_name_is_one_the_sandbox_asks_for(
    client: ZoomClient, server: SandboxZoom
) -> None:
    server.rules = Rules(scopes=frozenset(NEEDED))
    meeting = client.create_meeting(
        HOST,
        {"topic": "x", "start_time": "2050-01-01T00:00:00Z", "settings": {"approval_type": 1}},
    )
    client.update_meeting(meeting.id, {"topic": "y"})
    client.get_meeting(meeting.id)
    client.list_meetings(HOST)
    client.list_registrants(meeting.id, "approved")
    client.set_registrant_status(meeting.id, "cancel", [])
    assert found(client)["zoom_check_scopes_held"] is True


def test_wrong_credentials_end_the_check(server: SandboxZoom) -> None:
    server.credentials = type(server.credentials)(client_secret="other")
    client = zoom_client(server, Clock(), Nap())
    server.credentials = type(server.credentials)(client_secret="third")
    with client:
        assert found(client) == {"zoom_check_token_failed": False}


def test_a_zoom_that_is_away_is_no_matter_of_credentials(server: SandboxZoom) -> None:
    client = zoom_client(server, Clock(), Nap())
    server.stop()
    with client:
        assert found(client) == {"zoom_check_away": False}


def test_an_unknown_host_is_said(client: ZoomClient) -> None:
    assert found(client, ZoomOptions("nobody@x.example"))["zoom_check_host_failed"] is False


def test_a_host_without_licence_is_said(client: ZoomClient) -> None:
    host = ZoomOptions("panitia@pusdiklat.example")
    assert found(client, host)["zoom_check_host_unlicensed"] is False


def test_an_inactive_host_is_said(client: ZoomClient, server: SandboxZoom) -> None:
    server.state.users[0].status = "inactive"
    assert found(client)["zoom_check_host_inactive"] is False


def test_a_wrong_clock_is_said(server: SandboxZoom) -> None:
    with zoom_client(server, Clock(server.clock() - timedelta(minutes=3)), Nap()) as late:
        finding = next(one for one in check(late, OPTIONS) if one.code == "zoom_check_clock")
    assert finding.ok is False
    assert 178 <= int(finding.params["seconds"]) <= 182


def test_every_code_has_words_in_both_languages() -> None:
    for code in [f"zoom_{one.value}" for one in Meaning if one is not Meaning.RATE]:
        assert code in MESSAGES
    for code, wording in MESSAGES.items():
        assert wording.id, code
        assert wording.en, code
        assert bool(wording.todo_id) == bool(wording.todo_en), code
        places = [sorted(set(re.findall(r"{(\w+)}", text))) for text in (wording.id, wording.en)]
        assert places[0] == places[1], code


def literals(node: ast.Call) -> list[str]:
    return [
        one.value
        for one in node.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def test_every_code_in_the_source_has_words() -> None:
    """Read the code out of each call that makes an error, an outcome or an undecided thing."""
    folder = Path(str(connector.meetings.zoom.__file__)).parent
    places = {"TemporaryError": 2, "PermanentError": 2, "failed": 0, "parked": 0, "_waits": 0}
    seen = set[str]()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in places and len(given := literals(node)) > places[name]:
                prefix = "zoom_" if name.endswith("Error") else ""
                seen.add(prefix + given[places[name]])
    assert len(seen) > 12
    assert seen - set(MESSAGES) == set()
    assert {"email_missing", "email_shared", "seat_repeated"} <= set(UNDECIDED)


def test_a_finding_is_said_in_words() -> None:
    what, todo = say(CHECKS, "zoom_check_scopes", {"count": 1, "scopes": "a:b:admin"}, "id")
    assert "a:b:admin" in what
    assert "Add Scopes" in todo
