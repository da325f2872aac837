"""Builds the CMS container of one signature (RFC 5652), as PAdES asks: from parts made once a key.

A general ASN.1 library spends four of every five milliseconds of a signature on encoding the same
certificates again and again. Only digest, signature and stamp differ from paper to paper: the
rest is encoded once, and these are put in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from asn1crypto import algos, cms, x509
from pyhanko.sign.general import as_signing_certificate_v2

Stamp = Callable[[bytes], bytes]
"""A raw signature → the DER of a timestamp authority's token."""

_ONE: Final = b"\x02\x01\x01"
"""The integer 1: version of all that is built here."""

_OCTETS, _SEQUENCE, _SET = 0x04, 0x30, 0x31
_FIRST, _SECOND = 0xA0, 0xA1
"""Context tags `[0]` and `[1]`, constructed."""


class Mold:
    """What does not change from one signature of a key to the next."""

    def __init__(
        self,
        certificate: x509.Certificate,
        chain: Sequence[x509.Certificate],
        digest: str,
        mechanism: str,
        sign: Callable[[bytes], bytes],
    ) -> None:
        self._sign = sign
        self._certificates = _set_of({one.dump() for one in (certificate, *chain)})
        self._signer = _der(
            _SEQUENCE,
            certificate.issuer.dump(),
            certificate["tbs_certificate"]["serial_number"].dump(),
        )
        self._digest_algorithm = algos.DigestAlgorithm({"algorithm": digest}).dump()
        self._signature_algorithm = algos.SignedDigestAlgorithm({"algorithm": mechanism}).dump()
        self._fixed = (
            _attribute("content_type", cms.ContentType("data").dump()),
            _attribute("signing_certificate_v2", as_signing_certificate_v2(certificate).dump()),
        )

    @property
    def size(self) -> int:
        """Bytes of a container without a stamp, at most: room for RSA of 8192 bits."""
        return len(self._certificates) + len(self._signer) + 1024 + 512

    def container(self, digest: bytes, stamp: Stamp | None = None) -> bytes:
        """Return the DER of a detached SignedData over a document's digest.

        No signing time is in it (ETSI EN 319 142-1): in a PDF that is `/M`. Raises what `stamp`
        raises.
        """
        attributes = _set_of([*self._fixed, _attribute("message_digest", _der(_OCTETS, digest))])
        signature = self._sign(_der(_SET, attributes))
        signer = _der(
            _SEQUENCE,
            _ONE,
            self._signer,
            self._digest_algorithm,
            _der(_FIRST, attributes),
            self._signature_algorithm,
            _der(_OCTETS, signature),
            _stamped(stamp(signature)) if stamp is not None else b"",
        )
        signed = _der(
            _SEQUENCE,
            _ONE,
            _der(_SET, self._digest_algorithm),
            _der(_SEQUENCE, cms.ContentType("data").dump()),
            _der(_FIRST, self._certificates),
            _der(_SET, signer),
        )
        return _der(_SEQUENCE, cms.ContentType("signed_data").dump(), _der(_FIRST, signed))


def _stamped(token: bytes) -> bytes:
    return _der(_SECOND, _attribute("signature_time_stamp_token", token))


def _attribute(kind: str, value: bytes) -> bytes:
    return _der(_SEQUENCE, cms.CMSAttributeType(kind).dump(), _der(_SET, value))


def _set_of(parts: Iterable[bytes]) -> bytes:
    """Return the content of a SET OF: DER wants it sorted."""
    return b"".join(sorted(parts))


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
