"""What the plugin signs in PHP is believed here, and by the reference library; needs PHP."""

import base64
import hashlib
import hmac
import json
import shutil
import subprocess
import time
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from connector.domain.standard_webhooks import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    fault,
    new_secret,
    read_secret,
)
from tests.deploy.php_text import SOURCES
from webhooks.errors import BadSignature
from webhooks.moodle.signature import Keys, verifier

PHP = shutil.which("php")

pytestmark = pytest.mark.skipif(PHP is None, reason="no PHP here: the plugin's own code cannot run")

BODY = '{"id":"msg_1","type":"moodle.test","data":{"nonce":"a","nama":"Ayu – é"}}'

RUN = r"""
require $argv[1];
$asked = json_decode(stream_get_contents(STDIN), true);
echo json_encode(call_user_func_array('\local_simpul\signature::' . $argv[2], $asked));
"""


def php(function: str, *arguments: object) -> Any:
    """Call a function of the plugin's own signing class and return what it returned."""
    assert PHP is not None
    done = subprocess.run(
        [PHP, "-n", "-r", RUN, "--", str(SOURCES / "classes" / "signature.php"), function],
        input=json.dumps(arguments),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def headers(secret: str, body: str = BODY, now: int | None = None) -> dict[str, str]:
    lines = php("headers", secret, "msg_0123", int(time.time()) if now is None else now, body)
    return {name: value for name, _, value in (line.partition(": ") for line in lines)}


def test_a_message_of_the_plugin_passes_our_door_and_the_reference_library() -> None:
    secret = new_secret()
    signed = headers(secret)
    check = verifier(Keys(secrets=(new_secret(), secret)))
    assert check(signed, BODY.encode(), time.time()) is None
    assert Webhook(secret).verify(BODY, signed) == json.loads(BODY)


def test_another_key_another_body_and_another_hour_are_refused() -> None:
    secret = new_secret()
    signed = headers(secret)
    for keys, body, now in (
        ((new_secret(),), BODY, time.time()),
        ((secret,), BODY.replace("a", "b"), time.time()),
        ((secret,), BODY, time.time() + 3600),
    ):
        with pytest.raises(BadSignature):
            verifier(Keys(secrets=keys))(signed, body.encode(), now)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, signed)


def test_both_sides_sign_alike_to_the_letter() -> None:
    secret, now = new_secret(), 1_795_212_699
    signed = headers(secret, now=now)
    code = fault(
        signed[ID_HEADER], signed[TIMESTAMP_HEADER], signed[SIGNATURE_HEADER],
        BODY.encode(), [secret], now,
    )  # fmt: skip
    assert code == ""


def test_a_key_made_by_the_plugin_is_one_of_ours_and_the_other_way_round() -> None:
    made = php("new_key")
    assert len(read_secret(made) or b"") == 32
    for length in (23, 24, 64, 65):
        key = "whsec_" + base64.b64encode(bytes(length)).decode()
        taken = php("key_bytes", key)
        assert (taken is not None) == (read_secret(key) is not None), length
    for odd in ("", "whsec_", "whsec_!!!!", "sha_" + made):
        assert php("key_bytes", odd) is None
        assert read_secret(odd) is None


def test_a_join_link_is_signed_as_agreed() -> None:
    secret = new_secret()
    given = php("join", secret, "default", 434, 10, "51", 1_795_213_000)
    words = b"simpul-join-v1\ndefault\n434\n10\n51\n1795213000"
    assert given == hmac.new(read_secret(secret) or b"", words, hashlib.sha256).hexdigest()
