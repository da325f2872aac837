"""Opens the PKCS#12 file an official signs with: found by name, closed to others, fit to sign.

The passphrase and the opened key stay in the memory of the call. Every refusal is a
PermanentError of the service `local` whose code has its sentence in `messages`: none quotes the
passphrase, the path or what a library said about either.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from asn1crypto import pkcs12 as asn1_pkcs12
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from connector.documents.signing.containers import Mold
from connector.errors import PermanentError

SERVICE: Final = "local"

ENDING: Final = ".p12"

LARGEST_FILE: Final = 1024 * 1024
"""Bytes; a key with its whole chain has some ten thousand."""

SMALLEST_RSA, LARGEST_RSA = 2048, 8192
"""Bits; shorter ones are no longer signatures to anybody, for longer ones no room is kept."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", re.ASCII)
"""A name is one step below the folder: no separator, no two dots, nothing hidden."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_NOT_FOR_DOCUMENTS = frozenset(
    {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.TIME_STAMPING,
        ExtendedKeyUsageOID.OCSP_SIGNING,
    }
)
"""A certificate for nothing but these speaks for a machine, not for an official."""

_DIGESTS: Final = {256: "sha256", 384: "sha384", 521: "sha512"}
"""Bits of a curve → the digest of its strength."""

_HASHES: Final = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


@dataclass(frozen=True)
class OpenKey:
    """A private key in memory with its certificate; what it is shows in no repr."""

    certificate: asn1_x509.Certificate = field(repr=False)
    chain: tuple[asn1_x509.Certificate, ...] = field(repr=False)
    """What else the file holds, the issuer first."""
    digest: str
    """Name of the digest that fits the key's strength."""
    mechanism: str
    """As CMS names it."""
    private: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)

    @cached_property
    def mold(self) -> Mold:
        """What containers of this key's signatures are made with."""
        return Mold(self.certificate, self.chain, self.digest, self.mechanism, self.sign)

    def sign(self, content: bytes) -> bytes:
        """Return the raw signature over some bytes."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(content, PKCS1v15(), _HASHES[self.digest])
        return self.private.sign(content, ECDSA(_HASHES[self.digest]))


def refused(code: str) -> PermanentError:
    """Return the refusal of a key; nothing was signed."""
    return PermanentError(SERVICE, "key", code)


def read_key_file(folder: Path, name: str) -> bytes:
    """Return the bytes of an account's key file; raises PermanentError.

    `key_absent` for a name that is none too: what lies outside the folder is nobody's business.
    """
    if not _NAME.fullmatch(name) or len(name) > 100:
        raise refused("key_absent")
    try:
        descriptor = os.open(folder / (name + ENDING), os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        raise refused("key_absent") from None
    except OSError:
        raise refused("key_unreadable") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_FILE:
            raise refused("key_unreadable")
        if found.st_mode & _OTHERS:
            raise refused("key_open_to_others")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(LARGEST_FILE)
    finally:
        os.close(descriptor)


def open_key(content: bytes, passphrase: str, *, now: datetime) -> OpenKey:
    """Decrypt a PKCS#12 file; raises PermanentError when it may not sign at this moment."""
    if not _is_pkcs12(content):
        raise refused("key_unreadable")
    if "\x00" in passphrase:  # no key has such a one; the library panics over it
        raise refused("passphrase_wrong")
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(
            content, passphrase.encode() if passphrase else None
        )
    except UnsupportedAlgorithm:
        raise refused("key_unreadable") from None
    except ValueError:
        raise refused("passphrase_wrong") from None
    if certificate is None or key is None:
        raise refused("key_without_certificate")
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise refused("key_kind_unsupported")
    _check_fit(certificate, now)
    digest, mechanism = _algorithms(key)
    return OpenKey(_translated(certificate), _chain(others), digest, mechanism, key)


def _is_pkcs12(content: bytes) -> bool:
    try:
        return bool(asn1_pkcs12.Pfx.load(content, strict=True)["version"].native == "v3")
    except (ValueError, TypeError, KeyError):
        return False


def _check_fit(certificate: x509.Certificate, now: datetime) -> None:
    if now < certificate.not_valid_before_utc:
        raise refused("certificate_early")
    if now > certificate.not_valid_after_utc:
        raise refused("certificate_expired")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        pass
    else:
        if not (usage.digital_signature or usage.content_commitment):
            raise refused("certificate_not_for_signing")
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return
    if set(purposes) <= _NOT_FOR_DOCUMENTS:
        raise refused("certificate_not_for_signing")


def _algorithms(key: RSAPrivateKey | EllipticCurvePrivateKey) -> tuple[str, str]:
    if isinstance(key, RSAPrivateKey):
        if not SMALLEST_RSA <= key.key_size <= LARGEST_RSA:
            raise refused("key_kind_unsupported")
        return "sha256", "rsassa_pkcs1v15"
    digest = _DIGESTS.get(key.key_size)
    if digest is None or not key.curve.name.startswith("secp") or key.curve.name.endswith("k1"):
        raise refused("key_kind_unsupported")
    return digest, f"{digest}_ecdsa"


def _chain(others: Sequence[x509.Certificate]) -> tuple[asn1_x509.Certificate, ...]:
    return tuple(_translated(one) for one in others)


def _translated(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
