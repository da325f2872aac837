"""The sandbox's own certification and timestamp authority, made anew in each process.

Three elements as in the real chain: a root, an issuing authority, a person. Nobody but a test
that is handed `root` trusts any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko_certvalidator.registry import SimpleCertificateStore

KEY_BITS = 2048

LIFE = timedelta(days=730)
"""How long a person's certificate is valid."""


@dataclass(frozen=True)
class Holder:
    """A private key and the certificate on it."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @cached_property
    def signing_certificate(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(der(self.certificate))

    @cached_property
    def signing_key(self) -> asn1_keys.PrivateKeyInfo:
        plain = self.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return asn1_keys.PrivateKeyInfo.load(plain)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


class Authority:
    """Issues certificates to invented people, and stamps time."""

    def __init__(self, moment: datetime | None = None) -> None:
        self._born = (moment or datetime.now(UTC)) - timedelta(days=1)
        self._root = self._issue("Sandbox Root CA", None, authority=True)
        self._issuing = self._issue("Sandbox OSD Kelas 2", self._root, authority=True)
        self.stamper = self._issue("Sandbox Timestamp Authority", self._issuing, stamps=True)

    @property
    def root(self) -> bytes:
        """The root's certificate, DER: what a test trusts."""
        return der(self._root.certificate)

    def person(self, name: str, *, life: timedelta = LIFE) -> Holder:
        return self._issue(name, self._issuing, life=life)

    def chain(self, holder: Holder) -> list[x509.Certificate]:
        """The holder's certificate first, the root last."""
        return [holder.certificate, self._issuing.certificate, self._root.certificate]

    def store(self) -> SimpleCertificateStore:
        """Certificates that are embedded beside a signer's own."""
        both = (self._issuing.signing_certificate, self._root.signing_certificate)
        make: Any = SimpleCertificateStore.from_certs
        found: SimpleCertificateStore = make(both)
        return found

    def _issue(
        self,
        name: str,
        issuer: Holder | None,
        *,
        authority: bool = False,
        stamps: bool = False,
        life: timedelta = LIFE,
    ) -> Holder:
        key = generate_private_key(65537, KEY_BITS)
        subject = _name(name)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._born)
            .not_valid_after(self._born + life)
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(_usage(authority), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )
        if stamps:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
        certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
        return Holder(key, certificate)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
