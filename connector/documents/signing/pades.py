"""Appends one PAdES signature to a PDF: level B-B, or B-T with a stamp; changes no byte before it.

The key is used exactly once a document: room is kept by what the container can need at most,
where a library signs on trial to find out (facts: tech §3).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from connector.documents.signing.base import Reason
from connector.documents.signing.containers import Stamp
from connector.documents.signing.keys import OpenKey, refused

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
    reserved = 2 * (key.mold.size + (_STAMP if stamp else 0))
    try:
        embedding = _placeholder(pdf, reason, moment, reserved)
        prepared, output = embedding.send(SigIOSetup(md_algorithm=key.digest))
    except Exception:
        # The bytes may be anybody's: a PDF reader fails on them in more ways than can be listed.
        raise refused("document_unreadable") from None
    container = key.mold.container(prepared.document_digest, stamp)
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
