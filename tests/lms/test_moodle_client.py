"""The Moodle client without a server: what it sends, and what it makes of every answer."""

import json
import logging
from collections.abc import Callable
from io import BytesIO
from urllib.parse import parse_qs

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from connector.errors import PermanentError, RemoteError, TemporaryError
from connector.http import new_session
from connector.lms.moodle import services
from connector.lms.moodle.client import MoodleClient

TOKEN = "t0ken-of-nobody"


class Canned(HTTPAdapter):
    """Answers every request the same way and keeps what was sent."""

    def __init__(
        self,
        text: str = "null",
        status: int = 200,
        headers: dict[str, str] | None = None,
        failure: Callable[[], Exception] | None = None,
    ) -> None:
        super().__init__()
        self.text, self.status, self.headers, self.failure = text, status, headers or {}, failure
        self.sent: list[requests.PreparedRequest] = []

    def send(
        self, request: requests.PreparedRequest, *_: object, **__: object
    ) -> requests.Response:
        self.sent.append(request)
        if self.failure is not None:
            raise self.failure()
        reply = requests.Response()
        reply.status_code, reply.raw = self.status, BytesIO(self.text.encode())
        reply.headers.update(self.headers)
        reply.url, reply.request = str(request.url), request
        return reply


def client(canned: Canned) -> MoodleClient:
    def factory() -> requests.Session:
        session = new_session()
        session.mount("https://moodle.example/", canned)
        return session

    return MoodleClient(factory, "https://moodle.example/", TOKEN)


def refused(canned: Canned, *, write: bool = False) -> RemoteError:
    one = client(canned)
    with pytest.raises(RemoteError) as caught:
        one.write("a_function", {}) if write else one.read("a_function")
    one.close()
    assert TOKEN not in str(caught.value)
    assert "moodle.example" not in str(caught.value)
    return caught.value


def error(code: str) -> Canned:
    return Canned(json.dumps({"exception": "e", "errorcode": code, "message": "x"}))


def test_the_token_travels_in_the_body_only() -> None:
    canned = Canned('{"userid": 3, "release": "5.1", "siteurl": "x", "functions": []}')
    one = client(canned)
    assert services.site_info(one).release == "5.1"
    one.close()
    assert parse_qs(str(canned.sent[0].body))["wstoken"] == [TOKEN]
    assert TOKEN not in str(canned.sent[0].url)


@pytest.mark.parametrize("code", ["invalidtoken", "accessexception", "nopermissions", "brandnew"])
def test_a_200_that_is_an_error(code: str) -> None:
    failure = refused(error(code))
    assert isinstance(failure, PermanentError)
    assert str(failure) == f"moodle a_function: {code}"


def test_a_code_nobody_knows_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        refused(error("brandnew"))
    assert "moodle refusal unknown function=a_function code=brandnew" in caplog.text


def test_html_as_an_error_code_becomes_a_code_of_ours() -> None:
    failure = refused(error("<div>Passwords must be at least 8 characters long.</div>"))
    assert failure.remote_code == "password_policy"


def test_a_sentence_as_an_error_code_is_not_repeated() -> None:
    assert refused(error("User budi@example.org is odd")).remote_code == "unnamed_refusal"


@pytest.mark.parametrize("code", ["sitemaintenance", "upgraderunning", "dbconnectionfailed"])
def test_a_site_that_is_away_was_not_written_to(code: str) -> None:
    failure = refused(error(code), write=True)
    assert isinstance(failure, TemporaryError)
    assert not failure.ambiguous


def test_the_maintenance_page_says_when_to_come_back() -> None:
    failure = refused(Canned("<html>", 503, {"Retry-After": "300"}), write=True)
    assert isinstance(failure, TemporaryError)
    assert (failure.remote_code, failure.retry_after) == ("sitemaintenance", 300.0)
    assert not failure.ambiguous


@pytest.mark.parametrize(
    ("status", "code"), [(303, "wrong_address"), (403, "webservices_off"), (404, "http_404")]
)
def test_other_answers_need_a_person(status: int, code: str) -> None:
    canned = Canned("", status, {"Location": "https://elsewhere.example/?wstoken=" + TOKEN})
    failure = refused(canned)
    assert isinstance(failure, PermanentError)
    assert failure.remote_code == code
    assert len(canned.sent) == 1


def never_connected() -> Exception:
    pool = HTTPConnectionPool("moodle.example")
    reason = NewConnectionError(HTTPConnection("moodle.example"), "refused")
    return requests.ConnectionError(MaxRetryError(pool, "/", reason))


LOST: dict[str, tuple[Canned, bool]] = {
    "http_500": (Canned("", 500), True),
    "http_502": (Canned("", 502), True),
    "not_json": (Canned("<html>proxy</html>"), True),
    "timeout": (Canned(failure=lambda: requests.ReadTimeout()), True),
    "connection_cut": (
        Canned(failure=lambda: requests.ConnectionError(ProtocolError("cut"))),
        True,
    ),
    "no_connection": (Canned(failure=never_connected), False),
    "http_429": (Canned("", 429), False),
}


@pytest.mark.parametrize("code", LOST)
def test_a_write_without_an_answer_may_have_worked(code: str) -> None:
    canned, may_have_worked = LOST[code]
    failure = refused(canned, write=True)
    assert isinstance(failure, TemporaryError)
    assert (failure.remote_code, failure.ambiguous) == (code, may_have_worked)


@pytest.mark.parametrize("code", LOST)
def test_a_read_is_never_ambiguous(code: str) -> None:
    failure = refused(LOST[code][0])
    assert isinstance(failure, TemporaryError)
    assert not failure.ambiguous


def test_a_connection_that_timed_out_was_never_made() -> None:
    failure = refused(Canned(failure=lambda: requests.ConnectTimeout()), write=True)
    assert isinstance(failure, TemporaryError)
    assert not failure.ambiguous


@pytest.mark.parametrize("text", ['{"users": 1}', '[{"id": "x"}]', '"words"', "[1]"])
def test_an_answer_of_another_shape_is_said(text: str) -> None:
    one = client(Canned(text))
    with pytest.raises(PermanentError, match="unexpected_answer"):
        services.users_by_field(one, "id", ["1"])
    one.close()


def test_every_call_is_counted_before_it_is_sent() -> None:
    seen: list[tuple[str, bool]] = []
    one = MoodleClient(
        new_session,
        "http://127.0.0.1:1",
        TOKEN,
        count=lambda function, write: seen.append((function, write)),
    )
    with pytest.raises(TemporaryError, match="no_connection"):
        one.write("a_write", {})
    one.close()
    assert seen == [("a_write", True)]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "9" * 5000])
def test_an_answer_made_to_trip_its_reader_is_an_error_like_any_other(text: str) -> None:
    assert refused(Canned(text), write=True).remote_code == "not_json"


def test_a_wait_of_ages_is_cut_to_a_day() -> None:
    caught = refused(Canned(status=429, headers={"Retry-After": "9" * 400}))
    assert isinstance(caught, TemporaryError)
    assert caught.retry_after == 86_400
