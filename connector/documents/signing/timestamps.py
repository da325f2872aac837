"""Asks a timestamp authority (RFC 3161) for the time of a signature, and checks what it answers.

An authority's answer is a stranger's: it counts when it stamps our bytes, repeats our nonce and
bears a signature that holds. Whether the authority is trusted is judged when a PDF is verified.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Any, Final

import requests
from asn1crypto import algos, cms, parser, tsp
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from connector.documents.signing.completing import complete
from connector.errors import PermanentError, TemporaryError

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"

_SERVICE, _CALL = "local", "timestamp"

_NONCE_BITS: Final = 63
"""Positive in DER without a leading zero byte."""


class TimestampAuthority:
    """One authority at one address; safe for many threads, each call has its own session."""

    def __init__(self, url: str, sessions: Callable[[], requests.Session]) -> None:
        self._url, self._sessions = url, sessions

    def stamp(self, content: bytes) -> bytes:
        """Return the token (DER) that says when these bytes existed.

        Raises TemporaryError `tsa_unreachable` and PermanentError `tsa_refused` or
        `tsa_answer_wrong`. A stamp asked for twice does no harm.
        """
        imprint = hashlib.sha256(content).digest()
        nonce = secrets.randbits(_NONCE_BITS)
        answer = self._ask(_query(imprint, nonce))
        try:
            return _token(answer, imprint, nonce)
        except PermanentError:
            raise
        except Exception:
            # A stranger's ASN.1 breaks a parser in more ways than can be listed.
            raise PermanentError(_SERVICE, _CALL, "tsa_answer_wrong") from None

    def _ask(self, query: bytes) -> bytes:
        headers = {"Content-Type": QUERY, "Accept": REPLY}
        try:
            with (
                self._sessions() as session,
                session.post(
                    self._url, data=query, headers=headers, allow_redirects=False
                ) as reply,
            ):
                status, content = reply.status_code, reply.content
                kind = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        except requests.RequestException:
            raise TemporaryError(_SERVICE, _CALL, "tsa_unreachable") from None
        if status == 429 or status >= 500:
            raise TemporaryError(_SERVICE, _CALL, "tsa_unreachable")
        if status != 200:
            raise PermanentError(_SERVICE, _CALL, "tsa_refused")
        if kind != REPLY:
            raise PermanentError(_SERVICE, _CALL, "tsa_answer_wrong")
        return content


def _query(imprint: bytes, nonce: int) -> bytes:
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": imprint,
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(request.dump())


def _token(answer: bytes, imprint: bytes, nonce: int) -> bytes:
    granted = _granted(answer)
    token = cms.ContentInfo.load(granted, strict=True)
    said = token["content"]["encap_content_info"]["content"].parsed
    whole = (
        said["message_imprint"]["hash_algorithm"]["algorithm"].native == "sha256"
        and said["message_imprint"]["hashed_message"].native == imprint
        and said["nonce"].native == nonce
        and _signature_holds(token["content"], imprint)
    )
    if not whole:
        raise PermanentError(_SERVICE, _CALL, "tsa_answer_wrong")
    return granted


def _granted(answer: bytes) -> bytes:
    """Split the answer by hand: a refusal has no token, which the library's type insists on."""
    whole = parser.parse(answer, strict=True)[4]
    size = parser.peek(whole)
    status = tsp.PKIStatusInfo.load(whole[:size], strict=True)["status"].native
    if status not in ("granted", "granted_with_mods"):
        raise PermanentError(_SERVICE, _CALL, "tsa_refused")
    return bytes(whole[size:])


def _signature_holds(signed: cms.SignedData, imprint: bytes) -> bool:
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    check = validate_tst_signed_data(signed, nobody, lambda _: imprint)
    found: dict[str, Any] = complete(check)
    return bool(found["intact"] and found["valid"])
