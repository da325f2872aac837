"""BSrE as a `DirectSigner`: status first, one PDF a call, never again by itself.

A timeout or a cut line after sending is `ambiguous`: nobody knows whether it was signed, a person
looks (facts: domain §6.3). What the signer types is in the memory of that one call.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from threading import Lock
from urllib.parse import urlsplit

from connector.documents.signing.base import (
    Account,
    Examined,
    Readiness,
    Reason,
    Secret,
    SecretKind,
    Verification,
)
from connector.documents.signing.bsre import payloads
from connector.documents.signing.bsre.client import SIGN, STATUS, TOTP, VERIFY, BsreClient
from connector.documents.signing.bsre.codes import MAY_SIGN, SERVICE, status_code
from connector.errors import PermanentError, RemoteError

STATUS_HOLDS = 600.0
"""Seconds for which a status that allows signing is not asked again: a class signs in less."""


class BsreSigner:
    """Signs at one Esign Client Service; the account is a NIK or an e-mail address."""

    name = SERVICE
    asks: Sequence[SecretKind] = (SecretKind.PASSPHRASE, SecretKind.TOTP)
    """One of them. A one-time code signs one call: with `request_totp` before each document."""

    def __init__(self, client: BsreClient, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client, self._monotonic = client, monotonic
        self._fit: dict[bytes, float] = {}
        """Digest of an account → when its status allowed signing."""
        self._lock = Lock()

    def ready(self, account: Account) -> Readiness:
        """Ask for the status of the account's certificate: only ISSUE may sign."""
        answer = self._client.post(STATUS, payloads.status_body(account))
        status = payloads.read_status(answer)
        if status != MAY_SIGN:
            self._forget(account)
            return Readiness(False, status_code(status))
        with self._lock:
            self._fit[_digest(account)] = self._monotonic()
        return Readiness(True)

    def sign(self, pdf: bytes, account: Account, secret: Secret | None, reason: Reason) -> bytes:
        """Return the signed bytes; see `DirectSigner`. Raises PermanentError when refused."""
        if secret is None or not secret.value.strip():
            raise PermanentError(SERVICE, SIGN.name, "secret_missing")
        body = payloads.sign_body(pdf, account, secret, reason)
        self._require_ready(account)
        try:
            answer = self._client.post(SIGN, body)
        except PermanentError:
            self._forget(account)  # the certificate may be the reason: ask again next time
            raise
        return payloads.read_signed(answer, pdf)

    def _require_ready(self, account: Account) -> None:
        with self._lock:
            seen = self._fit.get(_digest(account))
        if seen is not None and self._monotonic() - seen < STATUS_HOLDS:
            return
        readiness = self.ready(account)
        if not readiness.ready:
            raise PermanentError(SERVICE, SIGN.name, readiness.code)

    def _forget(self, account: Account) -> None:
        with self._lock:
            self._fit.pop(_digest(account), None)

    def request_totp(self, account: Account, files: int = 1) -> None:
        """Have a one-time code sent to the signer (BeSign Mobile, or e-mail) for so many files."""
        answer = self._client.post(TOTP, payloads.totp_body(account, files))
        if answer.get("success") is False:
            raise PermanentError(SERVICE, TOTP.name, "totp_refused")

    def verify(self, pdf: bytes) -> Verification:
        """Return the service's own judgement: a second opinion beside our own, up to 120 s.

        It is good when `trusted` holds: at least one signature, each of them whole and trusted.
        """
        return payloads.read_verification(self._client.post(VERIFY, payloads.verify_body(pdf)), pdf)

    def examine(self) -> Sequence[Examined]:
        """Ask for nobody's status: proves address, login and that we may call; signs nothing."""
        found = []
        if urlsplit(self._client.url).scheme == "http":
            found.append(Examined(None, "bsre_plain_http"))
        try:
            self._client.post(STATUS, payloads.nobody_body())
        except RemoteError as error:
            return [*found, Examined(False, error.code, dict(error.params))]
        return [Examined(True, "bsre_answers"), *found]


def _digest(account: Account) -> bytes:
    return hashlib.sha256(account.name.encode()).digest()
