"""Our road under zoomus: what is sent, what is never sent twice, what a refusal means."""

import inspect
import traceback
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
import zoomus.components
import zoomus.util
from requests.structures import CaseInsensitiveDict

from connector.errors import PermanentError, RemoteError, TemporaryError
from connector.meetings.zoom.calls import CALLS, call_of
from connector.meetings.zoom.client import ZoomClient
from connector.meetings.zoom.payloads import NewRegistrant
from connector.meetings.zoom.refusals import (
    DailyLimit,
    Meaning,
    Throttled,
    ZoomRefused,
    read_reply,
    retry_moment,
)
from connector.meetings.zoom.tokens import MemoryTokenStore
from connector.meetings.zoom.transport import ZoomComponent, quoted, quoted_uuid
from connector.sandbox.zoom import Rules, SandboxZoom
from tests.meetings.zoom_office import HOST, START, Clock, Nap, zoom_client


@pytest.fixture
def nap() -> Nap:
    return Nap()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens() -> MemoryTokenStore:
    return MemoryTokenStore()


@pytest.fixture
def server(clock: Clock) -> Iterator[SandboxZoom]:
    with SandboxZoom(rules=Rules(per_second_limits=False), clock=clock) as running:
        yield running


@pytest.fixture
def client(
    server: SandboxZoom, clock: Clock, nap: Nap, tokens: MemoryTokenStore
) -> Iterator[ZoomClient]:
    with zoom_client(server, clock, nap, tokens=tokens) as one:
        yield one


BODY = {
    "topic": "Kelas",
    "start_time": "2027-01-11T01:00:00Z",
    "duration": 60,
    "timezone": "Asia/Jakarta",
    "settings": {"approval_type": 1},
}


def names(server: SandboxZoom) -> list[str]:
    return [call.name for call in server.calls]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("get_request", ["endpoint", "params", "headers"]),
        ("post_request", ["endpoint", "params", "data", "headers", "cookies"]),
        ("patch_request", ["endpoint", "params", "data", "headers", "cookies"]),
        ("put_request", ["endpoint", "params", "data", "headers", "cookies"]),
        ("delete_request", ["endpoint", "params", "data", "headers", "cookies"]),
    ],
)
def test_the_pinned_zoomus_has_the_five_methods_we_replace(
    method: str, expected: list[str]
) -> None:
    theirs = inspect.signature(getattr(zoomus.util.ApiClient, method)).parameters
    ours = inspect.signature(getattr(ZoomComponent, method)).parameters
    assert list(theirs)[1:] == expected
    assert list(ours)[1:] == expected
    assert [one.default for one in ours.values()] == [one.default for one in theirs.values()]


def test_every_component_of_zoomus_is_on_our_road(client: ZoomClient) -> None:
    assert set(client.components) == set(zoomus.client.COMPONENT_CLASSES[2])
    for component in client.components.values():
        assert type(component).__mro__[1] is ZoomComponent
        assert component.transport is client.transport


def test_making_a_client_sends_nothing(client: ZoomClient, server: SandboxZoom) -> None:
    assert server.calls == []


def test_path_values_are_not_repeated_in_body_or_query(
    client: ZoomClient, server: SandboxZoom
) -> None:
    meeting = client.create_meeting(HOST, BODY)
    client.update_meeting(meeting.id, {"topic": "Lain"})
    client.get_meeting(meeting.id)
    client.list_meetings(HOST)
    client.add_registrant(meeting.id, NewRegistrant("a@b.example", "A", ""))
    client.list_registrants(meeting.id, "approved")
    client.set_registrant_status(meeting.id, "cancel", [("", "a@b.example")])
    assert [(call.name, call.unknown) for call in server.calls if call.unknown] == []
    assert server.calls[1].body["start_time"] == "2027-01-11T01:00:00Z"


def test_an_occurrence_goes_into_the_query(client: ZoomClient, server: SandboxZoom) -> None:
    meeting = client.create_meeting(HOST, BODY)
    with pytest.raises(ZoomRefused):
        client.meeting.update(id=meeting.id, occurrence_id="123", agenda="x")
    assert server.calls[-1].query == {"occurrence_id": "123"}
    assert server.calls[-1].body == {"agenda": "x"}


@pytest.mark.parametrize(
    ("uuid", "path"),
    [
        ("abc+def==", "abc%2Bdef%3D%3D"),
        ("ab/c==", "ab%2Fc%3D%3D"),
        ("/abc==", "%252Fabc%253D%253D"),
        ("a//bc==", "a%252F%252Fbc%253D%253D"),
    ],
)
def test_uuids_are_quoted_once_or_twice(uuid: str, path: str) -> None:
    assert quoted_uuid(uuid) == path


def test_uuids_of_all_forms_find_their_meeting(
    client: ZoomClient, server: SandboxZoom, clock: Clock
) -> None:
    meeting = client.create_meeting(HOST, BODY)
    for _ in range(8):
        uuid = server.hold_class(meeting.id, START, START + timedelta(hours=1))
        assert client.past_meeting(uuid).uuid == uuid


def test_an_address_is_quoted_in_a_path() -> None:
    assert quoted("a/b?c#d+e@f.example") == "a%2Fb%3Fc%23d%2Be@f.example"


def test_an_endpoint_nobody_registered_is_a_mistake_of_ours(client: ZoomClient) -> None:
    with pytest.raises(LookupError):
        client.user.list()


def test_every_registered_call_is_found_by_its_own_path() -> None:
    for call in CALLS:
        path = call.pattern.pattern.replace("[^/]+", "x").replace(r"\d+", "1")
        assert call_of(call.method, path) is call


@pytest.mark.parametrize("kind", ["error_5xx", "cut", "cut_before", "maintenance"])
def test_a_create_that_was_not_answered_is_sent_once_and_ambiguous(
    client: ZoomClient, server: SandboxZoom, kind: str
) -> None:
    server.faults.arm(kind, match="meetings.create")
    with pytest.raises(TemporaryError) as caught:
        client.create_meeting(HOST, BODY)
    assert caught.value.ambiguous
    assert len(server.faults.struck) == 1
    assert len(server.state.meetings) == (kind == "cut")


def test_a_create_that_timed_out_is_sent_once_and_ambiguous(
    server: SandboxZoom, clock: Clock, nap: Nap
) -> None:
    server.faults.arm("timeout_after", match="meetings.create")
    with (
        zoom_client(server, clock, nap, timeout=(1.0, 0.1)) as hasty,
        pytest.raises(TemporaryError) as caught,
    ):
        hasty.create_meeting(HOST, BODY)
    server.faults.release()
    assert caught.value.ambiguous
    assert str(caught.value) == "zoom meeting.create: no_answer"


def test_a_refused_connection_is_not_ambiguous(clock: Clock, nap: Nap, server: SandboxZoom) -> None:
    with (
        zoom_client(server, clock, nap, base_uri="http://127.0.0.1:9/v2") as nowhere,
        pytest.raises(TemporaryError) as caught,
    ):
        nowhere.create_meeting(HOST, BODY)
    assert not caught.value.ambiguous
    printed = "".join(traceback.format_exception(caught.value))
    assert HOST not in printed  # it stands in the path
    assert "127.0.0.1" not in printed


def test_a_read_is_tried_again(client: ZoomClient, server: SandboxZoom, nap: Nap) -> None:
    server.faults.arm("error_5xx", match="users.get", times=2)
    assert client.get_user(HOST).email == HOST
    assert [one for one in nap.naps if one >= 1] == [1.0, 2.0]


def test_a_read_that_stays_silent_is_not_ambiguous(client: ZoomClient, server: SandboxZoom) -> None:
    server.faults.arm("error_5xx", match="users.get", times=3)
    with pytest.raises(TemporaryError) as caught:
        client.get_user(HOST)
    assert not caught.value.ambiguous


def test_a_limit_a_second_is_waited_out(client: ZoomClient, server: SandboxZoom, nap: Nap) -> None:
    server.faults.arm("too_many", match="meetings.create", times=3)
    client.create_meeting(HOST, BODY)
    waits = [one for one in nap.naps if one >= 1]
    assert len(waits) == 3
    assert all(1 <= one <= 2 for one in waits)
    assert len(server.state.meetings) == 1


def test_a_limit_a_second_that_stays_is_given_up(client: ZoomClient, server: SandboxZoom) -> None:
    server.faults.arm("too_many", match="meetings.create", times=9)
    with pytest.raises(Throttled):
        client.create_meeting(HOST, BODY)
    assert len(server.faults.struck) == 4


def test_a_daily_limit_is_not_waited_out(client: ZoomClient, server: SandboxZoom, nap: Nap) -> None:
    server.rules = Rules(per_second_limits=False, meeting_writes_a_day=1)
    client.create_meeting(HOST, BODY)
    naps = len(nap.naps)
    with pytest.raises(DailyLimit) as caught:
        client.create_meeting(HOST, BODY)
    assert caught.value.params["until"] == "2027-01-05T00:00:00Z"
    assert [one for one in nap.naps[naps:] if one >= 1] == []


def test_a_daily_limit_without_headers_is_read_off_the_sentence(
    client: ZoomClient, server: SandboxZoom
) -> None:
    server.rules = Rules(per_second_limits=False, meeting_writes_a_day=0, rate_headers=False)
    with pytest.raises(DailyLimit):
        client.create_meeting(HOST, BODY)


def test_success_with_an_error_inside_is_an_error(client: ZoomClient, server: SandboxZoom) -> None:
    server.faults.arm("false_success", match="meetings.create")
    with pytest.raises(ZoomRefused) as caught:
        client.create_meeting(HOST, BODY)
    assert caught.value.meaning is Meaning.INVALID


def test_a_token_killed_by_another_process_is_fetched_from_the_store(
    client: ZoomClient, server: SandboxZoom, clock: Clock, nap: Nap, tokens: MemoryTokenStore
) -> None:
    client.get_user(HOST)
    tokens.put("default", "gone", START, "")
    with zoom_client(server, clock, nap, tokens=tokens) as other:
        other.get_user(HOST)  # grants a new token, which kills the first
    grants = names(server).count("oauth.token")
    client.get_user(HOST)
    assert names(server).count("oauth.token") == grants == 2
    assert names(server)[-2:] == ["users.get", "users.get"]


def test_a_token_dead_in_the_store_too_is_renewed_once(
    client: ZoomClient, server: SandboxZoom
) -> None:
    client.get_user(HOST)
    server.revoke_tokens()
    client.get_user(HOST)
    assert names(server).count("oauth.token") == 2


def test_tokens_that_never_work_end_after_one_grant(
    client: ZoomClient, server: SandboxZoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get_user(HOST)
    server.rules = Rules(per_second_limits=False, token_life=timedelta(0))
    server.revoke_tokens()
    with pytest.raises(PermanentError) as caught:
        client.get_user(HOST)
    assert caught.value.code == "zoom_token_refused"
    assert names(server).count("oauth.token") == 2


def test_a_token_is_renewed_before_it_ends(
    client: ZoomClient, server: SandboxZoom, clock: Clock
) -> None:
    client.get_user(HOST)
    clock.move(seconds=3500)
    client.get_user(HOST)
    clock.move(seconds=20)
    client.get_user(HOST)
    assert names(server).count("oauth.token") == 2
    assert [call.status for call in server.calls if call.name == "users.get"] == [200, 200, 200]


def test_wrong_credentials_are_said_in_words_not_values(
    server: SandboxZoom, clock: Clock, nap: Nap
) -> None:
    client = zoom_client(server, clock, nap)
    server.credentials = type(server.credentials)(client_secret="other")
    with client, pytest.raises(PermanentError) as caught:
        client.get_user(HOST)
    assert caught.value.code == "zoom_credentials_refused"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        ("Mon, 04 Jan 2027 00:30:09 GMT", 9),
        ("2027-01-04T00:30:11Z", 11),
        ("soon", None),
        ("", None),
        ("9" * 5000, 86_400),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_retry_after_is_read_in_three_spellings(text: str, seconds: int | None) -> None:
    moment = retry_moment(text, START)
    assert moment == (None if seconds is None else START + timedelta(seconds=seconds))


def reply(status: int, body: str, **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body.encode()
    response.headers = CaseInsensitiveDict({k.replace("_", "-"): v for k, v in headers.items()})
    return response


@pytest.mark.parametrize(
    "body",
    [
        '{"code": "²"}',
        '{"code": "' + "9" * 5000 + '"}',
        '{"code": 300, "errors": 7}',
        '{"code": 300, "errors": {"field": "x"}}',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_an_answer_made_to_trip_its_reader_is_an_error_like_any_other(body: str) -> None:
    for status in (400, 429, 503):
        with pytest.raises(RemoteError):
            read_reply(call_of("POST", "users/me/meetings"), reply(status, body), START)


@pytest.mark.parametrize(
    ("call", "status", "code", "meaning"),
    [
        ("meeting.get", 404, 3001, Meaning.NO_MEETING),
        ("registrant.add", 404, 1001, Meaning.NO_MEETING),
        ("user.get", 404, 1001, Meaning.NO_USER),
        ("user.get", 404, 1010, Meaning.OTHER_ACCOUNT),
        ("registrant.add", 400, 3027, Meaning.HOST_REGISTERS),
        ("registrant.add", 400, 3038, Meaning.OVER),
        ("registrant.add", 400, 3043, Meaning.FULL),
        ("registrant.batch", 400, 303, Meaning.NOT_SCHEDULED),
        ("registrant.batch", 400, 404, Meaning.REGISTRATION_OFF),
        ("registrant.list", 400, 300, Meaning.REGISTRATION_OFF),
        ("meeting.create", 400, 300, Meaning.INVALID),
        ("meeting.create", 400, 3161, Meaning.MAY_NOT_HOST),
        ("meeting.create", 400, 200, Meaning.NOT_PAID),
        ("meeting.create", 400, 4711, Meaning.SCOPE),
        ("meeting.create", 401, 4700, Meaning.SCOPE),
        ("meeting.create", 401, 124, Meaning.UNAUTHORISED),
        ("meeting.create", 400, 98765, Meaning.UNKNOWN),
        ("meeting.create", 404, 0, Meaning.UNKNOWN),
    ],
)
def test_the_table_of_refusals(call: str, status: int, code: int, meaning: Meaning) -> None:
    one = next(each for each in CALLS if each.name == call)
    body = f'{{"code": {code}, "message": "about somebody@balai.example"}}'
    with pytest.raises(ZoomRefused) as caught:
        read_reply(one, reply(status, body), START)
    assert caught.value.meaning is meaning
    assert "balai" not in str(caught.value) + repr(caught.value.params)


def test_refused_fields_are_named_without_their_values() -> None:
    body = (
        '{"code": 300, "errors": [{"field": "registrants[2].email", "message": "x@y.example"},'
        ' {"field": "x@y.example", "message": "z"}]}'
    )
    with pytest.raises(ZoomRefused) as caught:
        read_reply(call_of("POST", "/meetings/1/registrants"), reply(400, body), START)
    assert caught.value.meaning is Meaning.INVALID
    assert caught.value.fields == ("registrants[2].email",)


def test_a_redirect_is_not_followed() -> None:
    with pytest.raises(PermanentError, match="redirected"):
        read_reply(call_of("GET", "/users/x"), reply(302, "", Location="http://x"), START)


def test_a_success_that_cannot_be_read_is_ambiguous_for_a_write() -> None:
    with pytest.raises(TemporaryError) as caught:
        read_reply(call_of("POST", "/users/x/meetings"), reply(201, "<html>"), START)
    assert caught.value.ambiguous


@pytest.mark.parametrize(
    ("message", "headers", "kind"),
    [
        ("You have reached the maximum per-second rate limit", {}, Throttled),
        ("You have reached the maximum daily rate limit", {}, DailyLimit),
        ("", {"X_RateLimit_Type": "Daily-limit"}, DailyLimit),
        ("maximum per-second rate limit", {"X_RateLimit_Type": "Daily-limit"}, Throttled),
        ("", {}, Throttled),
    ],
)
def test_the_two_limits_are_told_apart(
    message: str, headers: dict[str, str], kind: type[RemoteError]
) -> None:
    body = f'{{"code": 429, "message": "{message}"}}'
    with pytest.raises(kind):
        read_reply(call_of("GET", "/users/x"), reply(429, body, **headers), START)


def test_lists_are_read_in_full_by_pages(client: ZoomClient, server: SandboxZoom) -> None:
    meeting = client.create_meeting(HOST, BODY)
    for start in range(0, 630, 30):
        client.batch_registrants(
            meeting.id,
            [NewRegistrant(f"p{start + n}@x.example", f"P{start + n}", "") for n in range(30)],
        )
    assert len({one.id for one in client.list_registrants(meeting.id, "approved")}) == 630
    assert names(server).count("registrants.list") == 3


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        ([{"users": [1], "next_page_token": "t"}] * 5, "page_token_repeats"),
        ([{"users": [1], "total_records": 2}], "list_incomplete"),
    ],
)
def test_a_list_that_is_not_whole_is_an_error(pages: list[dict[str, Any]], code: str) -> None:
    answers = iter(pages)
    with pytest.raises(TemporaryError) as caught:
        list(ZoomClient._pages("users", lambda page: next(answers)))
    assert caught.value.remote_code == code


def test_a_token_never_shows(client: ZoomClient) -> None:
    token = client.transport.tokens.bearer()
    assert token.value not in repr(token)
