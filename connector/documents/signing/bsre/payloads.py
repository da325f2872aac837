"""What is sent to the service and what its answers mean; the one place that knows its JSON keys.

Sent is one PDF with an INVISIBLE signature: coordinates, several files a call and partial failure
are unsettled (facts: domain §6.3), and the paper prints its own QR.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connector.documents.signing.base import (
    Account,
    Reason,
    Secret,
    SecretKind,
    Signature,
    Verification,
)
from connector.documents.signing.bsre.client import SIGN, VERIFY, Body
from connector.documents.signing.bsre.codes import SERVICE, STATUS_OF_CODE, number_of
from connector.documents.signing.verify import verify
from connector.errors import PermanentError, TemporaryError

_NIK = re.compile(r"[0-9]{16}", re.ASCII)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def account_key(account: Account, call: str) -> str:
    """Return under which key the account is sent; raises PermanentError `account_unfit`."""
    if _NIK.fullmatch(account.name):
        return "nik"
    if _ADDRESS.fullmatch(account.name):
        return "email"
    raise PermanentError(SERVICE, call, "account_unfit")


def status_body(account: Account) -> Body:
    return Body({account_key(account, "status"): account.name})


def nobody_body() -> Body:
    """Ask about nobody: answered with "not registered", and it names no person."""
    return Body({"nik": ""})


def totp_body(account: Account, files: int) -> Body:
    """Ask for a one-time code for so many files; the key for them is `data`."""
    return Body({account_key(account, "totp"): account.name, "data": files})


def sign_body(pdf: bytes, account: Account, secret: Secret, reason: Reason) -> Body:
    """The manual's examples spell the code `otp`; its text and the service say `totp`."""
    wish: dict[str, str] = {"tampilan": "INVISIBLE"}
    if reason.reason:
        wish["reason"] = reason.reason
    if reason.location:
        wish["location"] = reason.location
    totp = secret.kind is SecretKind.TOTP
    return Body(
        {
            account_key(account, SIGN.name): account.name,
            secret.kind.value: "".join(secret.value.split()) if totp else secret.value,
            "signatureProperties": [wish],
            "file": [base64.b64encode(pdf).decode()],
        }
    )


def verify_body(pdf: bytes) -> Body:
    return Body({"file": base64.b64encode(pdf).decode()})


def read_status(answer: Mapping[str, Any]) -> str:
    """Return the certificate's status in capitals; "" where the answer contradicts itself."""
    word = answer.get("status")
    by_number = STATUS_OF_CODE.get(number_of(answer.get("status_code")), "")
    if not isinstance(word, str) or not word.strip():
        return by_number
    status = word.strip().upper()
    # One number may stand for several words, but the number of ISSUE for no other.
    contradicts = (status == "ISSUE") != (by_number == "ISSUE") and bool(by_number)
    return "" if contradicts else status


def read_signed(answer: Mapping[str, Any], unsigned: bytes) -> bytes:
    """Return the signed PDF: exactly one, with one signature more than it had, all intact.

    What comes back otherwise is no proof that nothing was signed: TemporaryError, `ambiguous`.
    """
    files = answer.get("file")
    if not isinstance(files, list) or len(files) != 1 or not isinstance(files[0], str):
        raise _doubtful("file_count")
    signed = _decoded(files[0])
    if signed is None:
        raise _doubtful("file_unreadable")
    after = verify(signed, ())
    more = len(after.signatures) - len(verify(unsigned, ()).signatures)
    if more != 1 or not after.intact:
        raise _doubtful("file_not_signed")
    return signed


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _doubtful(code: str) -> TemporaryError:
    return TemporaryError(SERVICE, SIGN.name, code, ambiguous=True)


def read_verification(answer: Mapping[str, Any], pdf: bytes) -> Verification:
    """Read the service's own judgement; `lastSignature` is wrong often, and is not looked at.

    Raises PermanentError `unexpected_answer` when it has another shape.
    """
    rows = answer.get("signatureInformations")
    count = answer.get("signatureCount")
    if not isinstance(rows, list) or not isinstance(count, int):
        raise PermanentError(SERVICE, VERIFY.name, "unexpected_answer")
    problems = []
    if count == 0 and not rows:
        problems.append("pdf_unsigned")
    elif count != len(rows):
        problems.append("bsre_count_differs")
    elif answer.get("conclusion") != "VALID":
        problems.append("bsre_not_valid")
    return Verification(hashlib.sha256(pdf).hexdigest(), _signatures(rows), tuple(problems))


def _signatures(rows: Sequence[Any]) -> tuple[Signature, ...]:
    if not all(isinstance(row, dict) for row in rows):
        raise PermanentError(SERVICE, VERIFY.name, "unexpected_answer")
    return tuple(map(_signature, rows))


def _signature(row: Mapping[str, Any]) -> Signature:
    stamp = row.get("timestampInfomation")  # so spelt
    details = row.get("certificateDetails")
    first = details[0] if isinstance(details, list) and details else {}
    return Signature(
        field=_text(row, "fieldName"),
        signer=_text(row, "signerName"),
        issuer=_text(first, "issuerName") if isinstance(first, dict) else "",
        intact=row.get("integrityValid") is True,
        trusted=row.get("certificateTrusted") is True,
        covers_all=row.get("modified") is not True,
        claimed_at=_moment(row.get("signatureDate")),
        stamped_at=_moment(stamp.get("timestampDate")) if isinstance(stamp, dict) else None,
        level=_text(row, "signatureFormat").replace("PAdES-BASELINE-", "B-"),
    )


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        return ""
    return "".join(sign for sign in value if sign.isprintable())[:200]


def _moment(value: Any) -> datetime | None:
    """Read `2024-03-23T06:56:15.000+00:00`; a moment without a zone is left out."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo else None
