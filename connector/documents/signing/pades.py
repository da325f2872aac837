"""Appends one PAdES signature to a PDF: level B-B, or B-T with a stamp; changes no byte before it.

The CMS object is built here, so that the key is used exactly once a document (a library that
first signs on trial and loads the key each time takes more than twice as long; facts: tech §3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import algos, cms, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from connector.documents.signing.base import Reason
from connector.documents.signing.keys import OpenKey, refused

Stamp = Callable[[bytes], cms.ContentInfo]
"""A raw signature → the token of a timestamp authority."""

_ENVELOPE: Final = 1024
"""Bytes of a CMS object beside certificates, signature and stamp."""

_STAMP: Final = 12 * 1024
"""Bytes kept for a stamp with the authority's chain; those in use have three to nine thousand."""


class _Appending(IncrementalPdfFileWriter):
    """Leaves the metadata alone: it describes the paper, which does not change by being signed.

    The library would write the XMP anew and lose on the way what PDF/A asks of it.
    """

    def _update_meta(self) -> None:
        """Nothing is to be done."""


def append_signature(
    pdf: bytes, key: OpenKey, reason: Reason, moment: datetime, stamp: Stamp | None = None
) -> bytes:
    """Return the PDF with one more invisible signature; it begins with the bytes of `pdf`.

    Raises PermanentError `document_unreadable`, and whatever `stamp` raises; then there is no
    signature.
    """
    reserved = 2 * (_ENVELOPE + _size(key) + (_STAMP if stamp else 0))
    try:
        embedding = _placeholder(pdf, reason, moment, reserved)
        prepared, output = embedding.send(SigIOSetup(md_algorithm=key.digest))
    except Exception:
        # The bytes may be anybody's: a PDF reader fails on them in more ways than can be listed.
        raise refused("document_unreadable") from None
    container = _container(prepared.document_digest, key, stamp)
    if len(container) * 2 > reserved:
        raise refused("tsa_answer_wrong" if stamp else "key_unreadable")
    embedding.send(container)
    signed = bytes(output.getvalue())
    if not signed.startswith(pdf):
        raise AssertionError("a signature is appended, nothing else")
    return signed


def _placeholder(pdf: bytes, reason: Reason, moment: datetime, reserved: int) -> Any:
    """Prepare the file with room for the signature; the rest is its generator's protocol."""
    writer = _Appending(BytesIO(pdf))
    if writer.prev.encrypted or writer.prev.xrefs.hybrid_xrefs_present:
        raise ValueError("not a file that a signature can be appended to")
    writer.register_extension(ESIC_EXTENSION_1)
    name = _free_name(field for field, _, _ in enumerate_sig_fields(writer.prev))
    embedding = PdfCMSEmbedder(new_field_spec=SigFieldSpec(name)).write_cms(name, writer)
    next(embedding)
    embedding.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=moment,
                subfilter=SigSeedSubFilter.PADES,
                reason=reason.reason or None,
                location=reason.location or None,
                bytes_reserved=reserved,
            )
        )
    )
    return embedding


def _free_name(taken: Iterable[str]) -> str:
    names, number = set(taken), 1
    while f"Signature{number}" in names:
        number += 1
    return f"Signature{number}"


def _certificates(key: OpenKey) -> list[x509.Certificate]:
    found = {one.dump(): one for one in (key.certificate, *key.chain)}
    return list(found.values())


def _size(key: OpenKey) -> int:
    return sum(len(one.dump()) for one in _certificates(key)) + key.private.key_size // 4


def _container(digest: bytes, key: OpenKey, stamp: Stamp | None) -> bytes:
    """Return the CMS object (ETSI EN 319 142-1: no signing time in it, that is `/M`)."""
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "data"),
            _attribute("message_digest", digest),
            _attribute("signing_certificate_v2", as_signing_certificate_v2(key.certificate)),
        ]
    )
    signature = key.sign(attributes.dump())
    signer = {
        "version": "v1",
        "sid": {
            "issuer_and_serial_number": {
                "issuer": key.certificate.issuer,
                "serial_number": key.certificate.serial_number,
            }
        },
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": key.digest}),
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": key.mechanism}),
        "signed_attrs": attributes,
        "signature": signature,
    }
    if stamp is not None:
        token = _attribute("signature_time_stamp_token", stamp(signature))
        signer["unsigned_attrs"] = cms.CMSAttributes([token])
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": key.digest})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [
                cms.CertificateChoices("certificate", one) for one in _certificates(key)
            ],
            "signer_infos": [signer],
        }
    )
    whole = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return bytes(whole.dump())


def _attribute(kind: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})
