"""Zoom's signature: its own vectors hold, everything else is refused."""

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from webhooks.errors import BadSignature, Malformed
from webhooks.zoom.signature import MAX_AGE, sign, validation_reply, verifier, verify

SECRET, OLD = "an invented secret", "the one before"
NOW = 1_785_715_200
BODY = '{"event": "meeting.started", "topic": "Kelas – 🚒"}'.encode()
TIMESTAMP, SIGNATURE = "x-zm-request-timestamp", "x-zm-signature"


def signed(body: bytes = BODY, *, secret: str = SECRET, timestamp: object = NOW) -> dict[str, str]:
    return {TIMESTAMP: str(timestamp), SIGNATURE: sign(secret, str(timestamp), body)}


def refusal(headers: Mapping[str, str], body: bytes = BODY, now: float = NOW) -> str:
    with pytest.raises(BadSignature) as caught:
        verify(headers, body, secrets=(SECRET, OLD), now=now)
    return caught.value.code


def vectors() -> list[dict[str, str]]:
    default = Path(__file__).parents[2].parent / "shared"
    path = Path(os.environ.get("SIMPUL_SHARED", default)) / "contracts/zoom-signature-vectors.json"
    if not path.exists():
        pytest.skip("Zoom's signed vectors are not here (SIMPUL_SHARED)")
    read: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return read


def test_what_zoom_itself_signed_is_verified() -> None:
    read = vectors()
    assert len(read) >= 2
    for vector in read:
        headers = {TIMESTAMP: vector["timestamp"], SIGNATURE: vector["signature"]}
        body, now = vector["body"].encode(), float(vector["timestamp"])
        assert verify(headers, body, secrets=[vector["secret"]], now=now) == vector["secret"]
        with pytest.raises(BadSignature):
            verify(headers, body + b" ", secrets=[vector["secret"]], now=now)


def test_the_secret_that_signed_is_told_the_new_one_or_the_old() -> None:
    assert verify(signed(), BODY, secrets=(SECRET, OLD), now=NOW) == SECRET
    assert verify(signed(secret=OLD), BODY, secrets=(SECRET, OLD), now=NOW) == OLD


def test_the_old_secret_ends_with_the_rotation() -> None:
    with pytest.raises(BadSignature):
        verify(signed(secret=OLD), BODY, secrets=(SECRET,), now=NOW)


def test_forged_bodies_and_signatures_are_refused() -> None:
    assert refusal(signed(), BODY + b" ") == "signature_differs"
    assert refusal(signed(), BODY[:-1]) == "signature_differs"
    assert refusal(signed(secret="guessed")) == "signature_differs"
    assert refusal({**signed(), SIGNATURE: signed()[SIGNATURE].upper()}) == "signature_differs"
    assert refusal({**signed(), SIGNATURE: signed()[SIGNATURE][3:]}) == "signature_differs"
    assert refusal({**signed(), SIGNATURE: "v0=é\udcff".replace("\udcff", "ÿ")}) == (
        "signature_differs"
    )


def test_a_timestamp_belongs_to_its_signature() -> None:
    assert refusal({**signed(), TIMESTAMP: str(NOW + 1)}) == "signature_differs"


@pytest.mark.parametrize("age", [MAX_AGE + 1, -MAX_AGE - 1, 10**9])
def test_old_and_future_requests_are_refused_however_well_signed(age: int) -> None:
    assert refusal(signed(timestamp=NOW - age)) == "timestamp_outside_window"


@pytest.mark.parametrize("age", [MAX_AGE, -MAX_AGE, 0])
def test_five_minutes_either_way_are_allowed(age: int) -> None:
    assert verify(signed(timestamp=NOW - age), BODY, secrets=[SECRET], now=NOW)


@pytest.mark.parametrize(
    "timestamp", ["soon", "-1", "1e9", f" {NOW}", f"{NOW}.0", "١٧٨٥٧١٥٢٠٠", "9" * 5000, "+5", "1_0"]
)
def test_a_timestamp_is_a_few_ascii_digits(timestamp: str) -> None:
    assert refusal(signed(timestamp=timestamp)) == "timestamp_unreadable"


@pytest.mark.parametrize("missing", [TIMESTAMP, SIGNATURE])
def test_a_missing_header_is_refused(missing: str) -> None:
    headers = signed()
    assert refusal({**headers, missing: ""}) == "signature_missing"
    del headers[missing]
    assert refusal(headers) == "signature_missing"


@pytest.mark.parametrize("doubled", [TIMESTAMP, SIGNATURE])
def test_a_header_given_twice_is_refused(doubled: str) -> None:
    headers = signed()
    assert refusal({**headers, doubled: f"{headers[doubled]},{headers[doubled]}"}) == (
        "signature_doubled"
    )


def test_an_empty_secret_verifies_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        verifier(["", SECRET])
    with pytest.raises(BadSignature):
        verify(signed(secret=""), BODY, secrets=(), now=NOW)


def validation(token: object, **more: object) -> bytes:
    message = {"event": "endpoint.url_validation", "payload": {"plainToken": token}, **more}
    return json.dumps(message).encode()


def test_a_validation_is_answered_with_the_secret_that_signed_it() -> None:
    check = verifier((SECRET, OLD))
    for secret in (SECRET, OLD):
        body = validation("qgg8vlvZRS6UYooatFL8Aw")
        reply = check(signed(body, secret=secret), body, NOW)
        expected = hmac.new(secret.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256)
        assert reply is not None
        assert json.loads(reply) == {
            "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
            "encryptedToken": expected.hexdigest(),
        }


def test_an_unsigned_validation_is_refused() -> None:
    body = validation("qgg8vlvZRS6UYooatFL8Aw")
    with pytest.raises(BadSignature):
        verifier([SECRET])(signed(body, secret="guessed"), body, NOW)


@pytest.mark.parametrize(
    "token",
    ["", "a" * 65, f"v0:{NOW}:{{}}", "ä", "a b", "token\n", None, 7, ["a"], {"a": "b"}],
    ids=repr,
)
def test_no_odd_token_is_signed(token: object) -> None:
    with pytest.raises(Malformed):
        validation_reply(validation(token), SECRET)


def test_a_validation_without_payload_is_malformed() -> None:
    for body in (b'{"event": "endpoint.url_validation"}', validation("a", payload=[])):
        with pytest.raises(Malformed):
            validation_reply(body, SECRET)


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b'{"event": "meeting.updated", "topic": "endpoint.url_validation"}',
        b'["endpoint.url_validation"]',
        b"endpoint.url_validation",
        b'"endpoint.url_validation' + b"\xff",
        b"[" * 100_000 + b'"endpoint.url_validation"',
    ],
    ids=["event", "topic", "list", "text", "not UTF-8", "deep"],
)
def test_what_only_mentions_a_validation_is_an_ordinary_event(body: bytes) -> None:
    assert validation_reply(body, SECRET) is None


def test_nothing_of_a_request_is_in_the_text_of_its_refusal() -> None:
    headers = signed(secret="guessed")
    check: Callable[..., object] = verifier([SECRET])
    with pytest.raises(BadSignature) as caught:
        check(headers, BODY, NOW)
    assert str(caught.value) == "signature_differs"
