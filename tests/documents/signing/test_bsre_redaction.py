"""Passphrase, one-time code, NIK and password are in no log, error, repr or report, whatever
happens to the call that carries them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from connector.documents.signing.base import Account, Reason, Secret, SecretKind
from connector.documents.signing.bsre import payloads
from connector.errors import RemoteError
from connector.sandbox.bsre import Rules
from connector.sandbox.bsre.state import INVENTED
from connector.sandbox.faults import KINDS
from tests.bsre_place import (
    ACCOUNT,
    HASTY,
    PASSPHRASE,
    Place,
    bsre,
    document,
    everything_an_exception_shows,
    signer_at,
)
from tests.logged import listening

WRONG = Secret(SecretKind.PASSPHRASE, 'sandi "salah" é')
CODE = Secret(SecretKind.TOTP, "918273")


@dataclass
class Seen:
    """Everything that anybody but the service could have read."""

    texts: list[str] = field(default_factory=list)

    def assert_nothing_secret(self) -> None:
        secrets = [INVENTED.nik, INVENTED.passphrase, INVENTED.email, WRONG.value, CODE.value]
        secrets += [json.dumps(WRONG.value)[1:-1], "sandbox-word"]
        whole = "\n".join(self.texts)
        assert [one for one in secrets if one in whole] == []


@pytest.fixture
def seen() -> Iterator[Seen]:
    found = Seen()
    with listening() as written:
        yield found
    found.texts.append(written.getvalue())
    found.assert_nothing_secret()


def attempt(seen: Seen, act: Callable[[], object]) -> bool:
    """Do it; remember what its failure shows; say whether it failed."""
    try:
        act()
    except RemoteError as error:
        seen.texts.append(everything_an_exception_shows(error))
        return True
    return False


def sign(place: Place, secret: Secret = PASSPHRASE, account: Account = ACCOUNT) -> object:
    return place.signer.sign(document(), account, secret, Reason())


def test_of_a_success(seen: Seen) -> None:
    with bsre() as place:
        assert not attempt(seen, lambda: sign(place))
        assert not attempt(seen, lambda: sign(place, account=Account(INVENTED.email)))
        place.signer.request_totp(ACCOUNT)
        code = place.service.state.totp_of(INVENTED.nik)
        assert not attempt(seen, lambda: sign(place, Secret(SecretKind.TOTP, code)))
        seen.texts += [repr(place.signer), repr(vars(place.signer)), repr(place.service.calls)]


@pytest.mark.parametrize("secret", [WRONG, CODE], ids=["passphrase", "code"])
def test_of_a_refusal(seen: Seen, secret: Secret) -> None:
    with bsre() as place:
        assert attempt(seen, lambda: sign(place, secret))


@pytest.mark.parametrize("status", ["EXPIRED", "NOT_REGISTERED", "REVOKE"])
def test_of_a_status_that_may_not_sign(seen: Seen, status: str) -> None:
    with bsre() as place:
        place.service.state.set_status(INVENTED.nik, status)
        assert attempt(seen, lambda: sign(place))


@pytest.mark.parametrize("kind", [one for one in KINDS if one != "slow"])
@pytest.mark.parametrize("call", ["sign/pdf", "check/status"])
def test_of_a_call_that_goes_wrong(seen: Seen, kind: str, call: str) -> None:
    """`error_5xx` is a gateway's page with the whole request in it."""
    with bsre(timeout=HASTY) as place:
        place.service.faults.arm(kind, match=call, seconds=1.5)
        assert attempt(seen, lambda: sign(place))


def test_of_a_service_that_is_away_or_does_not_know_us(seen: Seen) -> None:
    with bsre(rules=Rules(callers=frozenset())) as place:
        assert attempt(seen, lambda: sign(place))
        seen.texts += [repr(one) for one in place.signer.examine()]
        place.service.stop()
        assert attempt(seen, lambda: sign(place))
    seen.texts += [repr(one) for one in place.signer.examine()]


def test_of_an_address_that_is_none(seen: Seen) -> None:
    signer = signer_at("http://[", ("app", "sandbox-word"))
    assert attempt(seen, lambda: signer.sign(document(), ACCOUNT, PASSPHRASE, Reason()))


def test_of_values_that_cannot_be_written(seen: Seen) -> None:
    """Half a sign is legal in a Python text, and in no request."""
    odd = Secret(SecretKind.PASSPHRASE, INVENTED.passphrase + "\ud800")
    with bsre() as place:
        assert attempt(seen, lambda: sign(place, odd))


def test_of_what_is_sent_and_typed(seen: Seen) -> None:
    body = payloads.sign_body(b"%PDF-", ACCOUNT, PASSPHRASE, Reason())
    seen.texts += [repr(body), str(body), repr(ACCOUNT), repr(PASSPHRASE), repr(CODE)]
    assert INVENTED.passphrase in body.encoded().decode()  # and yet it is there


def test_the_log_is_really_read() -> None:
    with listening() as written, bsre() as place:
        place.signer.ready(ACCOUNT)
    assert "check/status" in written.getvalue()  # urllib3 says what it calls


def test_the_collection_itself_would_notice() -> None:
    def leaky(passphrase: str) -> None:
        typed = passphrase
        raise RemoteError("bsre", "sign", "timeout") from ValueError(typed)

    seen = Seen()
    assert attempt(seen, lambda: leaky(INVENTED.passphrase))
    with pytest.raises(AssertionError):
        seen.assert_nothing_secret()
