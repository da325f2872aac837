"""Judges the signatures of a PDF on its bytes alone: no network, no database, no expectation.

Nothing is fetched, so whether a certificate was revoked meanwhile is not known
(`REVOCATION`); the official check of the issuer says that. Whatever bytes come in, an answer
comes out: what cannot be read is a problem with a code, never an exception.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import cms, x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import diff_analysis
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from connector.clock import utc_now
from connector.documents.signing.base import Signature, Verification
from connector.documents.signing.completing import complete

LARGEST: Final = 8 * 1024 * 1024
"""Bytes; a certificate has some hundred thousand, one with a portrait a million. A file made to
keep us busy takes up to five seconds a megabyte: whoever lets strangers in asks for less.
"""

MOST_REVISIONS: Final = 100
"""Each is compared with the one before it: a small file of thousands would take minutes."""

MOST_SIGNATURES: Final = 20
"""Two officials, a seal, stamps for the archive; a file with more was made to keep us busy."""

LARGEST_CONTAINER: Final = 512 * 1024
"""Bytes of one signature with its certificates, as it is decoded."""

REVOCATION: Final = "revocation_not_checked"
"""What every page and command says beside a verification: revocation was not looked up."""

PADES: Final = "/ETSI.CAdES.detached"

_SUPPORTED: Final = frozenset({PADES, "/adbe.pkcs7.detached"})

_rules: Any = diff_analysis
"""The library types its rules in part only."""

_ONLY_SIGNATURES = StandardDiffPolicy(
    global_rules=[
        _rules.CatalogModificationRule(),
        *(
            rule().as_qualified(ModificationLevel.LTA_UPDATES)
            for rule in (
                _rules.DocInfoRule,
                _rules.XrefStreamRule,
                _rules.ObjectStreamRule,
                _rules.DSSCompareRule,
                _rules.MetadataUpdateRule,
            )
        ),
    ],
    form_rule=_rules.FormUpdatingRule(
        field_rules=[_rules.SigFieldCreationRule(), _rules.SigFieldModificationRule()]
    ),
)
"""What may follow a signature: further signatures and what they are proved with. The library's
own policy lets form fields be filled in as well; a certificate has none.
"""

_TRUST_PROBLEMS: Final[dict[object, str]] = {
    AdESIndeterminate.EXPIRED: "signature_certificate_expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "signature_certificate_expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "signature_certificate_expired",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "signature_certificate_misused",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "signature_weak",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "signature_weak",
}

for _library in ("pyhanko", "pyhanko_certvalidator"):
    # It logs what a stranger wrote into a file, with a trace for each odd one.
    logging.getLogger(_library).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class _Judge:
    """Against what signatures are judged."""

    roots: tuple[x509.Certificate, ...]
    now: datetime
    pdf: bytes

    def context(self, moment: datetime) -> ValidationContext:
        return ValidationContext(trust_roots=list(self.roots), moment=moment, allow_fetching=False)


def verify(pdf: bytes, roots: Sequence[bytes], *, now: datetime | None = None) -> Verification:
    """Return what the signatures in these bytes are worth; raises nothing, whatever they are.

    `roots` are DER certificates; with none nobody is trusted. `now` is when certificates have to
    be valid; a timestamp that is trusted itself takes its place for the signer's certificate.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > LARGEST:
        return Verification(sha256, (), ("pdf_too_large",))
    if pdf.count(b"startxref") > MOST_REVISIONS:
        return Verification(sha256, (), ("pdf_revisions_too_many",))
    try:
        judge = _Judge(tuple(map(x509.Certificate.load, roots)), now or utc_now(), pdf)
        return _judged(judge, sha256)
    except Exception:
        # Hostile bytes make a reader fail in more ways than can be listed; all mean this.
        return Verification(sha256, (), ("pdf_unreadable",))


def _judged(judge: _Judge, sha256: str) -> Verification:
    reader = _reader(judge.pdf)
    if reader.encrypted:
        return Verification(sha256, (), ("pdf_encrypted",))
    if reader.xrefs.hybrid_xrefs_present:
        return Verification(sha256, (), ("pdf_ambiguous",))
    fields = list(enumerate_sig_fields(reader, filled_status=True))
    if len(fields) > MOST_SIGNATURES:
        return Verification(sha256, (), ("signatures_too_many",))
    people = [one for one in fields if _kind(one[1]) != "/DocTimeStamp"]
    if not people:
        return Verification(sha256, (), ("pdf_unsigned",))
    archived = [_archive_stamp(judge, reader, *one) for one in fields if one not in people]
    problems = () if all(archived) else ("timestamp_broken",)
    found = sorted((_one(judge, reader, *field) for field in people), key=lambda one: one[0])
    proved = _proved_long(reader)
    judged = tuple(_level(signature, proved, bool(archived)) for _, signature in found)
    return Verification(sha256, judged, problems)


def _reader(pdf: bytes) -> PdfFileReader:
    """Read strictly, and where that fails as viewers do: some tools write a little beside."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        _ = reader.root["/Pages"]
    except PdfReadError:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        _ = reader.root["/Pages"]
    return reader


def _kind(signature: Any) -> str:
    return str(signature.get_object().get("/Type", "/Sig"))


def _one(
    judge: _Judge, reader: PdfFileReader, name: str, value: Any, field: Any
) -> tuple[int, Signature]:
    """Return (revision, judgement) of one signature; what cannot be read counts for nothing."""
    try:
        if str(value.get_object().get("/SubFilter", "")) not in _SUPPORTED:
            return reader.total_revisions, _unreadable(name, "signature_kind_unsupported")
        embedded = EmbeddedPdfSignature(reader, field, name)
        if not _gap_is_the_signature(judge.pdf, embedded):
            return embedded.signed_revision, _unreadable(name, "signature_range_odd")
        status = complete(_status(judge, embedded))
        return embedded.signed_revision, _signature(judge, name, embedded, status)
    except Exception:
        # As above: the container of a signature is a stranger's too.
        return reader.total_revisions, _unreadable(name, "signature_unreadable")


def _gap_is_the_signature(pdf: bytes, embedded: EmbeddedPdfSignature) -> bool:
    """Say whether the only bytes left out are the signature itself, written as one hex string."""
    whole = [int(number) for number in embedded.byte_range]
    if len(whole) != 4 or min(whole) < 0 or len(embedded.pkcs7_content) > LARGEST_CONTAINER:
        return False
    start, length, after, rest = whole
    gap = pdf[length:after]
    return (
        start == 0
        and after + rest <= len(pdf)
        and gap[:1] == b"<"
        and gap[-1:] == b">"
        and bytes.fromhex(gap[1:-1].decode("ascii")) == embedded.pkcs7_content
        and not _behind_the_container(embedded.pkcs7_content).strip(b"\x00")
    )


def _behind_the_container(content: bytes) -> bytes:
    """What follows the signature where room was kept for it: zeros, or somebody's luggage."""
    return content[len(cms.ContentInfo.load(content).dump()) :]


async def _status(judge: _Judge, embedded: EmbeddedPdfSignature) -> PdfSignatureStatus:
    """Judge at `now`; where only the certificate's time is over, at its trusted stamp's time."""
    usage = _usage(embedded.signer_cert)
    status = await async_validate_pdf_signature(
        embedded,
        judge.context(judge.now),
        judge.context(judge.now),
        diff_policy=_ONLY_SIGNATURES,
        key_usage_settings=usage,
    )
    stamp = status.timestamp_validity
    late = _TRUST_PROBLEMS.get(status.trust_problem_indic) == "signature_certificate_expired"
    if late and stamp is not None and stamp.trusted:
        status = await async_validate_pdf_signature(
            embedded,
            judge.context(stamp.timestamp),
            judge.context(judge.now),
            diff_policy=_ONLY_SIGNATURES,
            key_usage_settings=usage,
        )
    return status


def _usage(certificate: x509.Certificate) -> KeyUsageConstraints:
    """A certificate that names no use may be used; else it must be one for signing."""
    if certificate.key_usage_value is None:
        return KeyUsageConstraints(key_usage=set())
    return KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})


def _signature(
    judge: _Judge, name: str, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus
) -> Signature:
    problems = []
    intact = bool(status.intact and status.valid)
    if not intact:
        problems.append("signature_broken")
    covers_all = _covers_all(embedded, status)
    if not covers_all:
        problems.append("signature_changed_after")
    if intact and not status.trusted:
        problems.append(_trust_problem(status, judge.now))
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    if stamp is not None and not (stamped and stamp.trusted):
        problems.append("timestamp_untrusted" if stamped else "timestamp_broken")
    return Signature(
        field=_plain(name),
        signer=_common_name(embedded.signer_cert.subject),
        issuer=_common_name(embedded.signer_cert.issuer),
        intact=intact,
        trusted=bool(status.trusted),
        covers_all=covers_all,
        claimed_at=_aware(embedded.self_reported_timestamp),
        stamped_at=_aware(stamp.timestamp) if stamp is not None and stamped else None,
        level=_own_level(embedded, stamped=stamped) if intact else "",
        problems=tuple(problems),
    )


def _trust_problem(status: PdfSignatureStatus, now: datetime) -> str:
    if status.signing_cert.not_valid_before > now:
        return "signature_certificate_early"
    return _TRUST_PROBLEMS.get(status.trust_problem_indic, "signature_untrusted")


def _covers_all(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """Say whether what stands behind the signed bytes is nothing, or revisions that only sign."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and embedded.signed_revision < embedded.reader.total_revisions - 1
        and isinstance(status.diff_result, DiffResult)
        and bool(status.docmdp_ok)
    )


def _own_level(embedded: EmbeddedPdfSignature, *, stamped: bool) -> str:
    """Return `B-B` or `B-T` (ETSI EN 319 142-1), `PKCS7` for what Adobe's older profile is."""
    if str(embedded.sig_object.get("/SubFilter")) != PADES:
        return "PKCS7"
    return "B-T" if stamped else "B-B"


def _level(signature: Signature, proved: bool, archived: bool) -> Signature:
    if signature.level != "B-T" or not proved:
        return signature
    return replace(signature, level="B-LTA" if archived else "B-LT")


def _proved_long(reader: PdfFileReader) -> bool:
    """Say whether the file carries certificates and revocation data for later (`/DSS`)."""
    store = reader.root.get("/DSS", {})
    return bool(store.get("/Certs")) and bool(store.get("/OCSPs") or store.get("/CRLs"))


def _archive_stamp(judge: _Judge, reader: PdfFileReader, name: str, value: Any, field: Any) -> bool:
    """Say whether a timestamp over the whole document holds."""
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        if not _gap_is_the_signature(judge.pdf, embedded):
            return False
        check = async_validate_pdf_timestamp(
            embedded, judge.context(judge.now), diff_policy=_ONLY_SIGNATURES
        )
        status = complete(check)
        return bool(status.intact and status.valid)
    except Exception:
        return False  # as above


def _unreadable(name: str, problem: str) -> Signature:
    return Signature(
        field=_plain(name),
        signer="",
        issuer="",
        intact=False,
        trusted=False,
        covers_all=False,
        claimed_at=None,
        stamped_at=None,
        problems=(problem,),
    )


def _common_name(name: x509.Name) -> str:
    native = name.native
    found = native.get("common_name") or native.get("organization_name") or name.human_friendly
    return _plain(found if isinstance(found, str) else ", ".join(map(str, found)))


def _plain(text: str) -> str:
    """One line of printable signs: these words come out of a stranger's file."""
    return "".join(sign for sign in text if sign.isprintable())[:200]


def _aware(moment: datetime | None) -> datetime | None:
    """A moment without a zone is nobody's; it is left out rather than guessed."""
    if moment is None or moment.tzinfo is None:
        return None
    return moment.astimezone(UTC)
