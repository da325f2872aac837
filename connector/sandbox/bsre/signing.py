"""Signing as the service does it: PAdES B-T, each file by itself, all or none.

An empty or bad PDF, a missing image and a box outside the page fall over (HTTP 500).
"""

from __future__ import annotations

import base64
import binascii
import itertools
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.timestamps import DummyTimeStamper

from connector.sandbox.bsre.authority import Authority, Holder
from connector.sandbox.bsre.refusals import Broken

_numbers = itertools.count(1)

SIDES = ("originX", "originY", "width", "height")


def decoded(text: object) -> bytes:
    """Read base64 as the service does: what is none, or nothing, makes it fall over."""
    if not isinstance(text, str) or not text:
        raise Broken
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Broken from None


class Signing:
    """Signs for one person with the authority's stamp."""

    def __init__(
        self, authority: Authority, holder: Holder, *, skew: timedelta, keeps_bytes: bool
    ) -> None:
        self._authority = authority
        self._skew, self._keeps_bytes = skew, keeps_bytes
        self._signer = SimpleSigner(
            holder.signing_certificate, holder.signing_key, authority.store()
        )

    def sign(self, pdf: bytes, wanted: Mapping[str, Any]) -> bytes:
        """Return the signed document; anything wrong with it or with the box is Broken."""
        try:
            return self._sign(pdf, wanted)
        except Broken:
            raise
        except Exception:
            # The real one answers 500 for whatever its library dislikes; so does this.
            raise Broken from None

    def _sign(self, pdf: bytes, wanted: Mapping[str, Any]) -> bytes:
        field = f"bcs_ecs_{int(time.time() * 1000)}{next(_numbers):04d}"
        place = _place(wanted, field, pdf)
        writer = (
            IncrementalPdfFileWriter(BytesIO(pdf))
            if self._keeps_bytes
            else copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
        )
        meta = PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=str(wanted.get("reason") or "") or None,
            location=str(wanted.get("location") or "") or None,
            contact_info=str(wanted.get("contactInfo") or "") or None,
        )
        stamper = self._authority.stamper
        stamps = DummyTimeStamper(
            stamper.signing_certificate,
            stamper.signing_key,
            self._authority.store(),
            # The authority's clock is right; it is the server's own that is off.
            fixed_dt=(datetime.now(UTC) - self._skew).replace(microsecond=0),
        )
        output = sign_pdf(writer, meta, self._signer, timestamper=stamps, new_field_spec=place)
        return bytes(output.getvalue())


def _place(wanted: Mapping[str, Any], field: str, pdf: bytes) -> SigFieldSpec | None:
    shown = wanted.get("tampilan")
    if shown == "INVISIBLE":
        return None
    if shown != "VISIBLE" or not decoded(wanted.get("imageBase64")):
        raise Broken
    reader: Any = PdfFileReader(BytesIO(pdf))
    page = int(wanted.get("page", 1)) - 1
    left, bottom, width, height = (float(wanted[side]) for side in SIDES)
    if not 0 <= page < int(reader.root["/Pages"]["/Count"]):
        raise Broken
    edge = [
        float(side) for side in reader.find_page_for_modification(page)[0].get_object()["/MediaBox"]
    ]
    if left < 0 or bottom < 0 or left + width > edge[2] or bottom + height > edge[3]:
        raise Broken
    box = (int(left), int(bottom), int(left + width), int(bottom + height))
    return SigFieldSpec(field, on_page=page, box=box)
