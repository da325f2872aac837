"""Webhooks as Standard Webhooks asks: the official library believes ours, and no other."""

from __future__ import annotations

import base64
import logging
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from socket import create_server

import jwt
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from connector.clock import utc_now
from connector.domain import standard_webhooks
from connector.domain.office_events import DELAYS, next_attempt
from connector.domain.standard_webhooks import fault, headers, new_message_id, new_secret
from connector.flows.office_words import OFFICE_TARGETS
from connector.reports.targets.base import Outcome
from connector.reports.targets.office import Addressee, Answer, Parcel
from connector.reports.targets.webhook import WebhookTarget, judge, read_retry_after
from tests.office_receiver import Receiver, receiving
from tests.reports.targets.mail_server import authority

BEARER = "a-bearer-secret-that-is-invented-for-tests"
BODY = '{"type":"report.delivered","data":{"title":"Laporan – pelatihan"}}'.encode()
WAY = WebhookTarget("https://simpul.example", seconds=(2.0, 0.6))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver(secret=new_secret())) as opened:
        yield opened


def parcel(message_id: str = "", body: bytes = BODY) -> Parcel:
    return Parcel(
        message_id or new_message_id(), "report.delivered", body, "Laporan", "Laporan", utc_now()
    )


def send(receiver: Receiver, *, address: str = "", bearer: str = "", audience: str = "") -> Answer:
    to = Addressee("Kantor", address or receiver.url, (receiver.secret,), bearer, audience)
    return WAY.hand_over(parcel(), to, utc_now())


def test_the_official_library_believes_what_we_send(receiver: Receiver) -> None:
    assert send(receiver) == Answer(Outcome.SENT, status=204)
    [request] = receiver.requests
    assert receiver.taken[request.id] == request.payload
    assert request.body == BODY
    assert request.headers["content-type"] == "application/json"
    assert "authorization" not in request.headers


def test_what_was_tampered_with_or_is_old_is_not_believed(receiver: Receiver) -> None:
    send(receiver)
    [request] = receiver.requests
    library = Webhook(receiver.secret)
    library.verify(request.body, request.headers)
    changed = request.body.replace(b"Laporan", b"Lapuran")
    other_id = {**request.headers, "webhook-id": "msg_other"}
    later = {**request.headers, "webhook-timestamp": str(int(utc_now().timestamp()) + 1)}
    for body, given in ((changed, request.headers), (BODY, other_id), (BODY, later)):
        with pytest.raises(WebhookVerificationError):
            library.verify(body, given)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(request.body, request.headers)


def test_a_replay_of_yesterday_is_old_and_one_of_now_bears_a_known_id(receiver: Receiver) -> None:
    message, now = parcel(), utc_now()
    to = Addressee("Kantor", receiver.url, (receiver.secret,))
    old = headers(message.message_id, now - timedelta(seconds=301), BODY, [receiver.secret])
    with pytest.raises(WebhookVerificationError, match="old"):
        Webhook(receiver.secret).verify(BODY, old)
    for _ in range(2):
        assert WAY.hand_over(message, to, now).outcome is Outcome.SENT
    assert (len(receiver.taken), receiver.repeats) == (1, 1)


def test_while_a_secret_changes_receivers_with_either_believe_it() -> None:
    new, old = new_secret(), new_secret()
    given = headers("msg_1", utc_now(), BODY, [new, old])
    first, second = given["webhook-signature"].split(" ")
    assert first.startswith("v1,")
    assert second.startswith("v1,")
    for secret in (new, old):
        Webhook(secret).verify(BODY, given)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, given)


def test_a_signature_is_the_one_the_library_makes() -> None:
    at, secret = datetime(2026, 8, 7, 9, 15, tzinfo=UTC), new_secret()
    ours = standard_webhooks.sign(secret, "msg_1", int(at.timestamp()), BODY)
    assert ours == Webhook(secret).sign("msg_1", at, BODY.decode())


def test_secrets_are_of_the_length_the_specification_asks_for() -> None:
    for size, fits in ((23, False), (24, True), (64, True), (65, False)):
        text = "whsec_" + base64.b64encode(b"x" * size).decode()
        assert (standard_webhooks.read_secret(text) is not None) is fits, size
    assert standard_webhooks.read_secret("whsec_%%%%") is None
    assert standard_webhooks.read_secret(new_secret().removeprefix("whsec_")) is None
    assert len({new_secret() for _ in range(100)}) == 100


def test_an_id_with_a_full_stop_is_never_signed() -> None:
    with pytest.raises(ValueError, match="unfit"):
        standard_webhooks.sign(new_secret(), "msg.1", 1, BODY)
    assert "." not in new_message_id()


def test_what_the_library_signs_we_believe_and_nothing_else() -> None:
    secret, now = new_secret(), utc_now()
    signed = Webhook(secret).sign("msg_1", now, BODY.decode())
    seconds = str(int(now.timestamp()))

    def told(
        message: str = "msg_1", at: str = seconds, given: str = signed, body: bytes = BODY,
        later: float = 0,
    ) -> str:  # fmt: skip
        return fault(message, at, given, body, [new_secret(), secret], now.timestamp() + later)

    assert told() == ""
    assert told(given=f"v1a,abc v2,x {signed}") == ""
    assert told(given="") == "signature_missing"
    assert told(body=BODY + b" ") == "signature_differs"
    assert told(message="msg_2") == "signature_differs"
    assert told(given=signed.replace("v1,", "v2,")) == "signature_differs"
    assert told(given="v1,é") == "signature_differs"
    assert told(later=301) == told(later=-301) == "timestamp_outside_window"
    assert told(at="1e9") == told(at="-1") == "timestamp_unreadable"


def test_a_receiver_that_wants_a_bearer_gets_one_for_this_message_alone(
    receiver: Receiver,
) -> None:
    send(receiver, bearer=BEARER, audience="kantor")
    [request] = receiver.requests
    token = request.headers["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, BEARER, algorithms=["HS256"], audience="kantor")
    assert (claims["iss"], claims["jti"]) == ("https://simpul.example", request.id)
    assert claims["exp"] - claims["iat"] == 300
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, BEARER + "x", algorithms=["HS256"], audience="kantor")


@pytest.mark.parametrize(
    ("behaviour", "code", "tired"),
    [
        ("500", "office_failed", False),
        ("404", "office_refused", False),
        ("429", "office_busy", True),
        ("502", "office_busy", True),
        ("503", "office_busy", True),
        ("504", "office_busy", True),
        ("304", "office_redirects", False),
        ("cut", "office_no_answer", True),
        ("stall", "office_silent", True),
        ("drip", "office_silent", True),
        ("read no further", "office_silent", True),
    ],
)
def test_whatever_goes_wrong_is_a_failure_that_comes_again(
    receiver: Receiver, behaviour: str, code: str, tired: bool
) -> None:
    receiver.next = [behaviour]
    big = BODY + b" " * (30_000_000 if behaviour == "read no further" else 0)
    to = Addressee("Kantor", receiver.url, (receiver.secret,))
    answer = WAY.hand_over(parcel(body=big), to, utc_now())
    assert (answer.outcome, answer.code, answer.tired) == (Outcome.LATER, code, tired)
    assert code in OFFICE_TARGETS


def test_a_receiver_that_is_gone_is_told_apart(receiver: Receiver) -> None:
    receiver.next = ["410"]
    answer = send(receiver)
    assert (answer.outcome, answer.code, answer.gone) == (Outcome.REFUSED, "office_gone", True)


def test_a_yes_counts_whatever_follows_it(receiver: Receiver) -> None:
    receiver.next = ["huge", "stall after head"]
    assert send(receiver).outcome is Outcome.SENT
    assert send(receiver).outcome is Outcome.SENT
    assert len(receiver.taken) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_reaches_where_a_redirect_points(receiver: Receiver, status: int) -> None:
    with receiving(Receiver(secret=receiver.secret)) as elsewhere:
        receiver.next = [f"{status} {elsewhere.url}"]
        answer = send(receiver, bearer=BEARER)
        assert (answer.outcome, answer.code) == (Outcome.LATER, "office_redirects")
        assert len(receiver.requests) == 1
        assert elsewhere.requests == []


def test_a_receiver_that_is_down_is_tried_again() -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = WAY.hand_over(
        parcel(), Addressee("K", f"http://127.0.0.1:{port}/", (new_secret(),)), utc_now()
    )
    assert (answer.outcome, answer.code) == (Outcome.LATER, "office_no_answer")


def test_a_certificate_nobody_trusts_gets_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    trusted = authority(tmp_path_factory.mktemp("ca"))
    with receiving(Receiver(secret=new_secret()), trusted.server) as receiver:
        address = f"https://127.0.0.1:{receiver.port}/hooks"
        answer = send(receiver, address=address, bearer=BEARER)
        assert (answer.outcome, answer.code) == (Outcome.LATER, "office_untrusted")
        assert receiver.requests == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://kantor.example/simpul", ""),
        ("https://kantor.example:8443/simpul", ""),
        ("http://127.0.0.1:8080/", ""),
        ("http://localhost/x", ""),
        ("http://[::1]:8080/x", ""),
        ("http://kantor.example/simpul", "office_address_open"),
        ("http://127.0.0.1.example.org/", "office_address_open"),
        ("http://10.0.0.1/", "office_address_open"),
        ("https://user:secret@kantor.example/", "office_address_reveals"),
        ("https://@kantor.example/", "office_address_reveals"),
        ("https://kantor.example/?token=1", "office_address_reveals"),
        ("https://kantor.example/?", "office_address_reveals"),
        ("https://kantor.example/#x", "office_address_reveals"),
        ("https://kantor.example\\@evil.example/", "office_address_reveals"),
        ("ftp://kantor.example/", "office_address_unfit"),
        ("file:///etc/passwd", "office_address_unfit"),
        ("kantor.example", "office_address_unfit"),
        ("https://", "office_address_unfit"),
        ("https://kantor.example:99999/", "office_address_unfit"),
        ("https://kantor.example/a b", "office_address_unfit"),
        ("https://kantor.example/\r\nX: y", "office_address_unfit"),
        ("https://kántor.example/", "office_address_unfit"),
        ("https://[::1/", "office_address_unfit"),
        ("https://kantor.example/" + "x" * 500, "office_address_unfit"),
        ("", "office_address_unfit"),
    ],
)
def test_only_addresses_that_keep_what_is_sent_are_taken(address: str, code: str) -> None:
    assert WAY.unfit(address) == code
    if code:
        answer = WAY.hand_over(parcel(), Addressee("K", address, (new_secret(),)), utc_now())
        assert (answer.outcome, answer.code) == (Outcome.REFUSED, code)


def test_a_wish_to_be_left_alone_is_heard_in_both_spellings() -> None:
    now = datetime(2026, 8, 7, 9, 0, tzinfo=UTC)
    assert read_retry_after("120", now) == timedelta(minutes=2)
    assert read_retry_after("Fri, 07 Aug 2026 10:00:00 GMT", now) == timedelta(hours=1)
    for nothing in ("", "soon", "-5", "Fri, 07 Aug 2026 08:00:00 GMT", "9" * 30):
        assert read_retry_after(nothing, now) is None
    for absurd in (
        f"Fri, 07 Aug {'9' * 20} 10:00:00 GMT",
        f"Fri, 07 Aug 2026 10:00:00 +{'9' * 20}",
    ):
        assert read_retry_after(absurd, now) is None
    assert judge(503, "60", now).wish == timedelta(minutes=1)


def test_attempts_span_two_days_and_then_end() -> None:
    start = now = datetime(2026, 8, 7, 9, 0, tzinfo=UTC)
    for attempt in range(1, len(DELAYS) + 1):
        due = next_attempt(attempt, now, 0.0)
        late = next_attempt(attempt, now, 0.999)
        assert due is not None
        assert late is not None
        assert due < late <= now + (due - now) * 1.1
        now = due
    assert next_attempt(len(DELAYS) + 1, now, 0.0) is None
    assert timedelta(hours=47) < now - start < timedelta(hours=48)
    wished = next_attempt(1, start, 0.0, timedelta(hours=3))
    assert wished == start + timedelta(hours=3)
    assert next_attempt(1, start, 0.0, timedelta(days=900)) == start + timedelta(days=1)


def test_no_secret_shows_in_a_repr_or_a_log(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    to = Addressee("Kantor", receiver.url, (receiver.secret,), BEARER)
    for behaviour in ("", "500", "stall"):
        receiver.next = [behaviour] if behaviour else []
        shown = repr((to, parcel(), WAY.hand_over(parcel(), to, utc_now())))
        for secret in (receiver.secret, BEARER, "Laporan", receiver.url):
            assert secret not in shown
    for secret in (receiver.secret, receiver.secret.removeprefix("whsec_"), BEARER):
        assert secret not in caplog.text


def test_a_trusted_certificate_is_used(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("ca")
    trusted = authority(folder)
    roots = folder / "roots.pem"
    with receiving(Receiver(secret=new_secret()), trusted.server) as receiver:
        roots.write_text(
            "".join(ssl.DER_cert_to_PEM_cert(one) for one in trusted.trusting.get_ca_certs(True))
        )
        way = WebhookTarget("https://simpul.example", seconds=(2.0, 5.0), trust=str(roots))
        to = Addressee("K", f"https://127.0.0.1:{receiver.port}/", (receiver.secret,))
        assert way.hand_over(parcel(), to, utc_now()).outcome is Outcome.SENT
