"""`/api/v2/verify/pdf`: judges signatures and says so in the service's own, misspelt, words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from connector.sandbox.bsre.refusals import Broken


def judge(pdf: bytes, root: bytes) -> dict[str, Any]:
    """Return the answer; what is no PDF makes the service fall over."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = list(reader.embedded_signatures)
        told = [_one(signature, root) for signature in found]
    except Exception:
        # As the real one: 500 for whatever its library dislikes.
        raise Broken from None
    if not told:
        return _answer("NO_SIGNATURE", "Dokumen tidak memiliki tanda tangan elektronik", [])
    if not all(one["integrityValid"] for one in told):
        return _answer("INVALID", "Dokumen telah diubah setelah ditandatangani", told)
    if not all(one["certificateTrusted"] for one in told):
        return _answer("INDETERMINATE", "Sertifikat yang digunakan tidak terpercaya", told)
    return _answer("VALID", "Dokumen valid, Sertifikat yang digunakan terpercaya", told)


def _answer(conclusion: str, description: str, told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "conclusion": conclusion,
        "description": description,
        "signatureInformations": list(told),
        "signatureCount": len(told),
    }


def _one(signature: EmbeddedPdfSignature, root: bytes) -> dict[str, Any]:
    status = validate_pdf_signature(signature, _context(root), _context(root))
    whole = bool(status.intact and status.valid and status.docmdp_ok is not False)
    stamp = status.timestamp_validity
    claimed = signature.self_reported_timestamp
    return {
        "id": _identity("S", signature.pkcs7_content),
        "signatureFormat": "PAdES-BASELINE-T" if stamp else "PAdES-BASELINE-B",
        "signerName": _common_name(signature.signer_cert),
        "signatureDate": _moment(claimed) if claimed else None,
        "fieldName": signature.field_name,
        "reason": signature.sig_object.get("/Reason"),
        "location": signature.sig_object.get("/Location"),
        "certLevelCode": 0,
        "signatureAlgorithm": None,
        "digestAlgorithm": None,
        "timestampInfomation": {
            "id": _identity("T", signature.pkcs7_content),
            "signerName": _common_name(stamp.signing_cert),
            "timestampDate": _moment(stamp.timestamp),
        }
        if stamp
        else None,
        "certificateDetails": [
            _certificate(one) for one in (signature.signer_cert, *signature.other_embedded_certs)
        ],
        "integrityValid": whole,
        "certificateTrusted": bool(status.trusted),
        "lastSignature": False,
        "ltv": False,
    }


def _context(root: bytes) -> ValidationContext:
    return ValidationContext(trust_roots=[x509.Certificate.load(root)], allow_fetching=False)


def _certificate(one: x509.Certificate) -> dict[str, Any]:
    usage = one.key_usage_value.native if one.key_usage_value else set()
    validity = one["tbs_certificate"]["validity"]
    return {
        "id": _identity("C", one.dump()),
        "commonName": _common_name(one),
        "issuerName": one.issuer.human_friendly,
        "serialNumber": str(one.serial_number),
        "notAfterDate": _moment(validity["not_after"].native),
        "notBeforeDate": _moment(validity["not_before"].native),
        "signatureAlgoritm": "RSA with SHA256",
        "keyUsages": sorted(usage),
    }


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _identity(kind: str, content: bytes) -> str:
    return f"{kind}-{sha256(content).hexdigest().upper()}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+00:00")
