"""The sandbox BSrE is as strict and as odd as the real one was seen to be (facts: domain §6)."""

import base64
from collections.abc import Iterator

import pytest
import requests

from connector.documents.signing.verify import verify
from connector.sandbox.bsre import Rules, SandboxBsre
from connector.sandbox.bsre.state import INVENTED, STATUSES
from tests.bsre_place import Place, bsre, document, request_body

STATUS, SIGN, TOTP, VERIFY = (
    "/api/v2/user/check/status",
    "/api/v2/sign/pdf",
    "/api/v2/sign/get/totp",
    "/api/v2/verify/pdf",
)
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
VISIBLE = {
    "tampilan": "VISIBLE",
    "imageBase64": PIXEL,
    "page": 2,
    "originX": 10,
    "originY": 20,
    "width": 100,
    "height": 50,
}


@pytest.fixture
def place() -> Iterator[Place]:
    with bsre() as here:
        yield here


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_wrong_login_is_refused_in_the_frameworks_words(place: Place) -> None:
    reply = place.post(STATUS, {"nik": INVENTED.nik}, auth=("sandbox-bsre", "wrong"))
    assert reply.status_code == 401
    assert set(reply.json()) == {"timestamp", "status", "error", "path"}


def test_the_login_is_bound_to_the_callers_address() -> None:
    with bsre(rules=Rules(callers=frozenset({"10.0.0.9"}))) as place:
        assert place.post(STATUS, {"nik": INVENTED.nik}).status_code == 403


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"nik": INVENTED.nik}, "ISSUE", 1111),
        ({"email": INVENTED.email}, "ISSUE", 1111),
        ({"nik": "3299999999999999"}, "NO_CERTIFICATE", 2021),
        ({"nik": ""}, "NOT_REGISTERED", 2011),
        ({"nik": "12"}, "NOT_REGISTERED", 2011),
        ({}, "NOT_REGISTERED", 2011),
    ],
)
def test_a_status_is_always_a_success(
    place: Place, body: dict[str, str], status: str, code: int
) -> None:
    reply = place.post(STATUS, body)
    assert reply.status_code == 200
    assert (reply.json()["status"], reply.json()["status_code"]) == (status, code)


def test_a_signed_document_comes_back_whole_stamped_and_in_a_list(place: Place) -> None:
    reply = place.post(SIGN, request_body())
    assert set(reply.json()) == {"time", "file"}
    signed = base64.b64decode(reply.json()["file"][0])
    assert signed.startswith(document())
    judged = verify(signed, [place.service.root])
    assert judged.trusted
    assert judged.signatures[0].level == "B-T"


def test_the_servers_clock_is_minutes_from_the_stamps(place: Place) -> None:
    signed = base64.b64decode(place.post(SIGN, request_body()).json()["file"][0])
    one = verify(signed, [place.service.root]).signatures[0]
    assert one.claimed_at is not None
    assert one.stamped_at is not None
    assert 300 < (one.stamped_at - one.claimed_at).total_seconds() < 400


def test_files_come_back_in_the_order_they_were_sent(place: Place) -> None:
    once = base64.b64decode(place.post(SIGN, request_body()).json()["file"][0])
    both = [in_base64(document()), in_base64(once)]
    wishes = [{"tampilan": "INVISIBLE"}] * 2
    reply = place.post(SIGN, request_body(file=both, signatureProperties=wishes))
    counts = [len(verify(base64.b64decode(one), ()).signatures) for one in reply.json()["file"]]
    assert counts == [1, 2]


@pytest.mark.parametrize(
    "changes",
    [
        {"file": []},
        {"file": [""]},
        {"file": [in_base64(b"no PDF at all")]},
        {"file": ["***"]},
        {"signatureProperties": [{**VISIBLE, "imageBase64": ""}]},
        {"signatureProperties": [{**VISIBLE, "originX": 590}]},
        {"signatureProperties": [{**VISIBLE, "page": 3}]},
        {"signatureProperties": []},
    ],
    ids=[
        "no file",
        "empty",
        "no PDF",
        "no base64",
        "no image",
        "box outside",
        "no page",
        "no wish",
    ],
)
def test_what_it_cannot_work_with_makes_it_fall_over(
    place: Place, changes: dict[str, object]
) -> None:
    reply = place.post(SIGN, request_body(**changes))
    assert reply.status_code == 500
    assert reply.json()["path"] == SIGN
    assert place.service.state.signed == []


def test_a_visible_signature_has_its_box(place: Place) -> None:
    reply = place.post(SIGN, request_body(signatureProperties=[VISIBLE]))
    assert verify(base64.b64decode(reply.json()["file"][0]), [place.service.root]).trusted


@pytest.mark.parametrize("as_text", [False, True])
def test_a_wrong_passphrase_is_2031_as_a_number_or_as_text(*, as_text: bool) -> None:
    with bsre(rules=Rules(codes_as_text=as_text)) as place:
        reply = place.post(SIGN, request_body(passphrase="no"))
    assert reply.status_code == 400
    assert reply.json()["status_code"] == ("2031" if as_text else 2031)
    assert set(reply.json()) == {"error", "status_code"}


@pytest.mark.parametrize("status", [one for one in STATUSES if one != "ISSUE"])
def test_only_issue_signs(place: Place, status: str) -> None:
    place.service.state.set_status(INVENTED.nik, status)
    reply = place.post(SIGN, request_body())
    assert reply.status_code == 400
    assert reply.json()["status_code"] == (2011 if status == "NOT_REGISTERED" else 2021)


def totp_body(place: Place, files: int = 1, **changes: object) -> dict[str, object]:
    """Ask for a code and return a request that uses it."""
    assert place.post(TOTP, {"nik": INVENTED.nik, "data": files}).json()["success"] is True
    body = request_body(totp=place.service.state.totp_of(INVENTED.nik), **changes)
    del body["passphrase"]
    return body


def test_a_one_time_code_signs_once(place: Place) -> None:
    body = totp_body(place)
    assert place.post(SIGN, body).status_code == 200
    assert place.post(SIGN, body).status_code == 400


def test_a_code_for_two_files_does_not_sign_one(place: Place) -> None:
    assert place.post(SIGN, totp_body(place, files=2)).status_code == 400


def test_where_the_service_counts_files_a_code_for_two_signs_twice() -> None:
    with bsre(rules=Rules(totp_per_call=False)) as place:
        body = totp_body(place, files=2)
        assert [place.post(SIGN, body).status_code for _ in range(3)] == [200, 200, 400]


def test_the_manuals_word_otp_is_not_understood(place: Place) -> None:
    body = totp_body(place)
    body["otp"] = body.pop("totp")
    assert place.post(SIGN, body).status_code == 400


def test_a_judgement_is_misspelt_as_the_real_one(place: Place) -> None:
    signed = place.post(SIGN, request_body()).json()["file"][0]
    answer = place.post(VERIFY, {"file": signed}).json()
    assert (answer["conclusion"], answer["signatureCount"]) == ("VALID", 1)
    one = answer["signatureInformations"][0]
    assert one["timestampInfomation"]["signerName"] == "Sandbox Timestamp Authority"
    assert one["certificateDetails"][0]["signatureAlgoritm"]
    assert len(one["certificateDetails"]) == 3
    assert (one["signatureFormat"], one["lastSignature"], one["ltv"]) == (
        "PAdES-BASELINE-T",
        False,
        False,
    )


def test_a_judgement_of_an_unsigned_and_of_a_changed_document(place: Place) -> None:
    unsigned = place.post(VERIFY, {"file": in_base64(document())}).json()
    assert (unsigned["conclusion"], unsigned["signatureCount"]) == ("NO_SIGNATURE", 0)
    signed = base64.b64decode(place.post(SIGN, request_body()).json()["file"][0])
    changed = signed.replace(b"/Count 2", b"/Count 1", 1)
    assert changed != signed
    answer = place.post(VERIFY, {"file": in_base64(changed)}).json()
    assert answer["signatureInformations"][0]["integrityValid"] is False
    assert place.post(VERIFY, {"file": in_base64(b"nothing")}).status_code == 500


def test_a_chain_has_three_elements_and_a_refusal_that_is_no_json(place: Place) -> None:
    chain = "/api/v2/user/certificate/chain/"
    login = place.service.login
    good = requests.get(place.service.url + chain + INVENTED.nik, auth=login, timeout=20)
    assert len(good.json()["data"]) == 3
    bad = requests.get(place.service.url + chain + "0", auth=login, timeout=20)
    assert bad.status_code == 400
    with pytest.raises(ValueError, match="Expecting value"):
        bad.json()


def test_a_timeout_after_signing_has_signed(place: Place) -> None:
    place.service.faults.arm("timeout_after", match="sign/pdf", seconds=0.8)
    with pytest.raises(requests.ReadTimeout):
        place.post(SIGN, request_body(), timeout=0.6)
    place.service.stop()  # waits for what is still being executed
    assert len(place.service.state.signed) == 1


def test_its_page_and_records_show_no_number_and_no_secret(place: Place) -> None:
    place.post(SIGN, request_body())
    page = requests.get(place.service.url + "/", timeout=20).text
    for shown in (page, repr(place.service.calls), repr(place.service.state.people)):
        assert INVENTED.nik not in shown
        assert INVENTED.passphrase not in shown
    assert INVENTED.name in page


def test_it_starts_again_on_its_port_with_an_authority_of_its_own() -> None:
    with SandboxBsre() as first:
        port, root = int(first.url.rsplit(":", 1)[1]), first.root
    with SandboxBsre(port) as second:
        assert second.root != root
