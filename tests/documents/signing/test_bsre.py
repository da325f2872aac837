"""BSrE as a signer, before a sandbox that is as odd as the real service; nothing is repeated."""

import base64
import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from connector.documents.signing.base import (
    Account,
    DirectSigner,
    Examinable,
    Reason,
    Secret,
    SecretKind,
)
from connector.documents.signing.bsre.client import BsreClient
from connector.documents.signing.bsre.codes import REFUSALS, STATUSES
from connector.documents.signing.bsre.messages import BSRE
from connector.documents.signing.bsre.signer import STATUS_HOLDS, BsreSigner
from connector.documents.signing.verify import verify
from connector.errors import PermanentError, RemoteError, TemporaryError
from connector.http import new_session
from connector.messages import say
from connector.sandbox.bsre import Rules
from connector.sandbox.bsre.state import INVENTED
from tests.bsre_place import (
    ACCOUNT,
    HASTY,
    PASSPHRASE,
    Place,
    bsre,
    document,
    signer_at,
)

REASON = Reason("STTP", "Contoh")


@pytest.fixture
def place() -> Iterator[Place]:
    with bsre() as here:
        yield here


@pytest.fixture
def hasty() -> Iterator[Place]:
    """A client that will not wait long."""
    with bsre(timeout=HASTY) as here:
        yield here


def sign(place: Place, secret: Secret | None = PASSPHRASE, account: Account = ACCOUNT) -> bytes:
    return place.signer.sign(document(), account, secret, REASON)


def signing_calls(place: Place) -> int:
    return sum(one.call.endswith("sign/pdf") for one in place.service.calls)


def test_a_signature_is_appended_and_the_first_bytes_are_ours(place: Place) -> None:
    signed = sign(place)
    assert signed.startswith(document())
    judged = verify(signed, [place.service.root])
    assert judged.trusted
    assert judged.signatures[0].signer == INVENTED.name
    assert judged.signatures[0].stamped_at is not None


def test_it_is_a_direct_signer_that_can_be_examined(place: Place) -> None:
    signer: DirectSigner = place.signer
    assert signer.name == "bsre"
    assert isinstance(signer, Examinable)


def test_an_email_address_is_an_account_too(place: Place) -> None:
    assert sign(place, account=Account(INVENTED.email)).startswith(document())


def test_a_second_official_signs_what_the_first_signed(place: Place) -> None:
    first = sign(place)
    second = place.signer.sign(first, ACCOUNT, PASSPHRASE, REASON)
    assert second.startswith(first)
    assert len(verify(second, [place.service.root]).signatures) == 2


def test_a_document_written_anew_is_taken_when_it_is_whole() -> None:
    with bsre(rules=Rules(keeps_bytes=False)) as place:
        signed = sign(place)
    assert not signed.startswith(document())
    assert verify(signed, [place.service.root]).trusted


def test_a_one_time_code_signs(place: Place) -> None:
    place.signer.request_totp(ACCOUNT)
    code = place.service.state.totp_of(INVENTED.nik)
    typed = Secret(SecretKind.TOTP, f" {code[:3]} {code[3:]} ")
    assert sign(place, typed).startswith(document())
    with pytest.raises(PermanentError) as caught:
        sign(place, typed)
    assert caught.value.code == "bsre_refused_unlisted"


def test_the_status_is_asked_first_and_nothing_is_sent_unless_it_is_issue(place: Place) -> None:
    place.service.state.set_status(INVENTED.nik, "EXPIRED")
    with pytest.raises(PermanentError) as caught:
        sign(place)
    assert caught.value.code == "bsre_status_expired"
    assert signing_calls(place) == 0


def test_a_status_is_asked_once_for_a_class_and_again_after_a_refusal() -> None:
    now = [0.0]
    with bsre() as place:
        client = BsreClient(new_session, place.service.url, *place.service.login)
        signer = BsreSigner(client, monotonic=lambda: now[0])

        def statuses() -> int:
            return sum("status" in one.call for one in place.service.calls)

        for _ in range(3):
            signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
        assert statuses() == 1
        now[0] = STATUS_HOLDS
        signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
        assert statuses() == 2
        place.service.state.set_status(INVENTED.nik, "REVOKE")
        for code in ("bsre_2021", "bsre_status_revoke"):
            with pytest.raises(PermanentError) as caught:
                signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
            assert caught.value.code == code


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_readiness_says_every_status_in_words(place: Place, status: str) -> None:
    place.service.state.set_status(INVENTED.nik, status)
    readiness = place.signer.ready(ACCOUNT)
    assert readiness.ready is (status == "ISSUE")
    if not readiness.ready:
        what, todo = say(BSRE, f"bsre_{readiness.code}", {}, "id")
        assert what != f"bsre_{readiness.code}"
        assert todo


def test_a_wrong_passphrase_is_refused_by_its_number(place: Place) -> None:
    with pytest.raises(PermanentError) as caught:
        sign(place, Secret(SecretKind.PASSPHRASE, "salah"))
    assert caught.value.code == "bsre_2031"
    assert signing_calls(place) == 1


@pytest.mark.parametrize("secret", [None, Secret(SecretKind.PASSPHRASE, "  ")])
def test_without_a_secret_nothing_is_asked(place: Place, secret: Secret | None) -> None:
    with pytest.raises(PermanentError) as caught:
        sign(place, secret)
    assert caught.value.code == "bsre_secret_missing"
    assert place.service.calls == []


@pytest.mark.parametrize("name", ["", "12345", "3200000000000001 ", "no address"])
def test_an_account_that_is_none_is_never_sent(place: Place, name: str) -> None:
    with pytest.raises(PermanentError) as caught:
        sign(place, account=Account(name))
    assert caught.value.code == "bsre_account_unfit"
    assert place.service.calls == []


@pytest.mark.parametrize(
    "kind", ["timeout_after", "timeout_before", "cut", "cut_before", "error_5xx"]
)
def test_who_does_not_answer_a_signature_leaves_doubt_and_is_not_asked_again(
    hasty: Place, kind: str
) -> None:
    hasty.signer.ready(ACCOUNT)
    hasty.service.faults.arm(kind, match="sign/pdf", seconds=1.5)
    with pytest.raises(TemporaryError) as caught:
        sign(hasty)
    assert caught.value.ambiguous
    assert caught.value.code in BSRE
    assert len(hasty.service.faults.struck) == 1


def test_a_signature_that_was_made_unheard_was_made_once(hasty: Place) -> None:
    hasty.signer.ready(ACCOUNT)
    hasty.service.faults.arm("cut", match="sign/pdf")
    with pytest.raises(TemporaryError):
        sign(hasty)
    hasty.service.stop()  # waits for what is still being executed
    assert len(hasty.service.state.signed) == 1


@pytest.mark.parametrize("kind", ["timeout_after", "cut", "error_5xx", "maintenance"])
def test_a_status_that_is_not_answered_leaves_no_doubt(hasty: Place, kind: str) -> None:
    hasty.service.faults.arm(kind, match="check/status")
    with pytest.raises(TemporaryError) as caught:
        sign(hasty)
    assert not caught.value.ambiguous
    assert caught.value.code == "bsre_unanswered"
    assert signing_calls(hasty) == 0


def test_too_many_calls_leave_no_doubt(place: Place) -> None:
    place.signer.ready(ACCOUNT)
    place.service.faults.arm("too_many", match="sign/pdf")
    with pytest.raises(TemporaryError) as caught:
        sign(place)
    assert not caught.value.ambiguous


def test_where_nobody_listens_there_is_no_doubt(place: Place) -> None:
    place.signer.ready(ACCOUNT)
    place.service.stop()
    with pytest.raises(TemporaryError) as caught:
        sign(place)
    assert (caught.value.code, caught.value.ambiguous) == ("bsre_no_connection", False)


def test_a_wrong_login_and_a_foreign_caller_are_told_apart(place: Place) -> None:
    stranger = signer_at(place.service.url, ("sandbox-bsre", "wrong"))
    with pytest.raises(PermanentError) as caught:
        stranger.ready(ACCOUNT)
    assert caught.value.code == "bsre_login_refused"
    with (
        bsre(rules=Rules(callers=frozenset())) as elsewhere,
        pytest.raises(PermanentError) as caught,
    ):
        elsewhere.signer.ready(ACCOUNT)
    assert caught.value.code == "bsre_caller_refused"


class Canned(HTTPAdapter):
    """Answers a status with ISSUE and everything else with what it was given."""

    def __init__(self, status: int, text: bytes) -> None:
        super().__init__()
        self.status, self.text, self.sent = status, text, list[requests.PreparedRequest]()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.sent.append(request)
        fine = str(request.url).endswith("check/status")
        text = b'{"status": "ISSUE", "status_code": 1111}' if fine else self.text
        reply = requests.Response()
        reply.status_code, reply.raw = (200 if fine else self.status), BytesIO(text)
        reply.request, reply.url = request, str(request.url)
        reply.headers["Location"] = "http://elsewhere.example/"
        return reply


def canned(status: int, answer: Any) -> tuple[BsreSigner, Canned]:
    adapter = Canned(status, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def sessions() -> requests.Session:
        http = new_session()
        http.mount("http://", adapter)
        return http

    return BsreSigner(BsreClient(sessions, "http://bsre.example", "app", "word")), adapter


PLAIN = base64.b64encode(document()).decode()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"<html>", "bsre_not_json"),
        (b"[1]", "bsre_not_json"),
        ({}, "bsre_file_count"),
        ({"file": []}, "bsre_file_count"),
        ({"file": [PLAIN, PLAIN]}, "bsre_file_count"),
        ({"file": PLAIN}, "bsre_file_count"),
        ({"file": [None]}, "bsre_file_count"),
        ({"file": ["***"]}, "bsre_file_unreadable"),
        ({"file": [PLAIN]}, "bsre_file_not_signed"),
        ({"file": [base64.b64encode(b"hello").decode()]}, "bsre_file_not_signed"),
    ],
)
def test_an_answer_that_is_no_signed_document_leaves_doubt(answer: Any, code: str) -> None:
    signer, _ = canned(200, answer)
    with pytest.raises(TemporaryError) as caught:
        signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
    assert (caught.value.code, caught.value.ambiguous) == (code, True)
    assert caught.value.code in BSRE


def test_a_document_changed_on_the_way_back_leaves_doubt(place: Place) -> None:
    changed = sign(place).replace(b"/Count 2", b"/Count 1", 1)
    signer, _ = canned(200, {"file": [base64.b64encode(changed).decode()]})
    with pytest.raises(TemporaryError) as caught:
        signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
    assert (caught.value.code, caught.value.ambiguous) == ("bsre_file_not_signed", True)


@pytest.mark.parametrize("number", sorted(REFUSALS))
@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("status", [200, 400, 422])
def test_every_number_that_was_seen_has_its_words(
    number: str, status: int, *, as_text: bool
) -> None:
    code: int | str = number if as_text else int(number)
    signer, _ = canned(status, {"error": "…", "status_code": code})
    with pytest.raises(PermanentError) as caught:
        signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
    assert caught.value.code == f"bsre_{number}"
    assert caught.value.code in BSRE


@pytest.mark.parametrize(
    ("status", "body", "number"),
    [
        (400, {"error": "x", "status_code": 2099}, "2099"),
        (422, {"error": "x", "status_code": "words"}, "422"),
        (400, {"error": "x", "status_code": True}, "400"),
        (400, b"no JSON", "400"),
        (200, {"error": "x"}, "200"),
    ],
)
def test_an_unknown_number_is_said_and_logged(
    status: int, body: Any, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    signer, _ = canned(status, body)
    with pytest.raises(PermanentError) as caught:
        signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
    what, todo = say(BSRE, caught.value.code, caught.value.params, "en")
    assert number in what
    assert todo
    assert f"code={number}" in caplog.text


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused_and_not_followed(status: int) -> None:
    signer, adapter = canned(status, {})
    with pytest.raises(PermanentError) as caught:
        signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
    assert caught.value.code == "bsre_wrong_address"
    assert len(adapter.sent) == 2  # the status, and one attempt


def test_what_is_sent_is_one_invisible_signature_and_no_secret_in_the_address() -> None:
    signer, adapter = canned(400, {})
    with pytest.raises(RemoteError):
        signer.sign(document(), ACCOUNT, PASSPHRASE, REASON)
    request = adapter.sent[-1]
    body = json.loads(request.body or b"")
    assert body == {
        "nik": INVENTED.nik,
        "passphrase": INVENTED.passphrase,
        "signatureProperties": [{"tampilan": "INVISIBLE", "reason": "STTP", "location": "Contoh"}],
        "file": [PLAIN],
    }
    assert str(request.url) == "http://bsre.example/api/v2/sign/pdf"


@pytest.mark.parametrize(
    ("answer", "ready", "code"),
    [
        ({"status": "issue"}, True, ""),
        ({"status_code": 1111}, True, ""),
        ({"status_code": "2011"}, False, "status_not_registered"),
        ({"status": "ISSUE", "status_code": 2021}, False, "status_unknown"),
        ({"status": "EXPIRED", "status_code": 1111}, False, "status_unknown"),
        ({"status": "GOLD"}, False, "status_unknown"),
        ({}, False, "status_unknown"),
    ],
)
def test_a_status_is_believed_only_when_it_is_clear(
    answer: dict[str, Any], ready: bool, code: str
) -> None:
    class Status(Canned):
        def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
            reply = requests.Response()
            reply.status_code, reply.raw = 200, BytesIO(json.dumps(answer).encode())
            return reply

    def sessions() -> requests.Session:
        http = new_session()
        http.mount("http://", Status(200, b""))
        return http

    signer = BsreSigner(BsreClient(sessions, "http://bsre.example", "app", "word"))
    readiness = signer.ready(ACCOUNT)
    assert (readiness.ready, readiness.code) == (ready, code)


def test_the_services_own_judgement_agrees_with_ours(place: Place) -> None:
    signed = sign(place)
    theirs, ours = place.signer.verify(signed), verify(signed, [place.service.root])
    assert theirs.trusted
    assert theirs.sha256 == ours.sha256
    for name in ("field", "signer", "level", "claimed_at", "stamped_at", "intact", "trusted"):
        assert getattr(theirs.signatures[0], name) == getattr(ours.signatures[0], name)


def test_the_service_judges_no_signature_and_a_changed_document(place: Place) -> None:
    nothing = place.signer.verify(document())
    assert (nothing.trusted, nothing.problems) == (False, ("pdf_unsigned",))
    changed = place.signer.verify(sign(place).replace(b"/Count 2", b"/Count 1", 1))
    assert (changed.intact, changed.problems) == (False, ("bsre_not_valid",))


GOOD = {"integrityValid": True, "certificateTrusted": True}


@pytest.mark.parametrize(
    ("answer", "trusted", "problems"),
    [
        ({"signatureCount": 1, "signatureInformations": [GOOD], "conclusion": "VALID"}, True, ()),
        (
            {"signatureCount": 2, "signatureInformations": [GOOD], "conclusion": "VALID"},
            True,
            ("bsre_count_differs",),
        ),
        (
            {
                "signatureCount": 2,
                "signatureInformations": [GOOD, {**GOOD, "certificateTrusted": False}],
                "conclusion": "INDETERMINATE",
            },
            False,
            ("bsre_not_valid",),
        ),
        (
            {
                "signatureCount": 1,
                "signatureInformations": [{**GOOD, "integrityValid": "true"}],
                "conclusion": "VALID",
            },
            False,
            (),
        ),
    ],
)
def test_a_judgement_is_good_only_when_every_signature_is(
    answer: dict[str, Any], trusted: bool, problems: tuple[str, ...]
) -> None:
    signer, _ = canned(200, answer)
    found = signer.verify(document())
    assert (found.trusted, found.problems) == (trusted, problems)


@pytest.mark.parametrize(
    "answer", [{}, {"signatureCount": 1, "signatureInformations": ["x"]}, {"signatureCount": "1"}]
)
def test_a_judgement_of_another_shape_is_told(answer: dict[str, Any]) -> None:
    signer, _ = canned(200, answer)
    with pytest.raises(PermanentError) as caught:
        signer.verify(document())
    assert caught.value.code == "bsre_unexpected_answer"


def test_an_examination_names_nobody_and_says_that_the_line_is_open(place: Place) -> None:
    found = [(one.ok, one.code) for one in place.signer.examine()]
    assert found == [(True, "bsre_answers"), (None, "bsre_plain_http")]
    assert [one.call for one in place.service.calls] == ["/api/v2/user/check/status"]
    place.service.stop()
    assert (False, "bsre_no_connection") in [(one.ok, one.code) for one in place.signer.examine()]


def test_every_sentence_is_there_in_both_languages() -> None:
    for code, wording in BSRE.items():
        assert wording.id, code
        assert wording.en, code
        assert bool(wording.todo_id) == bool(wording.todo_en), code
