"""Certification authorities and keys of invented officials, made anew for each run of the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from connector.documents.signing.base import Account, Secret, SecretKind

PASSPHRASE = "frasa sandi kepala balai"
SECRET = Secret(SecretKind.PASSPHRASE, PASSPHRASE)
OFFICIAL = Account("kepala")

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

SIGNING = ("digital_signature", "content_commitment")
_USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@cache
def rsa_key(number: int = 0, size: int = 2048) -> rsa.RSAPrivateKey:
    """One key a number: making them takes longer than all that is done with them."""
    return rsa.generate_private_key(65537, size)


@cache
def curve_key(number: int = 0) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Issued:
    """A key with its certificate and those above it."""

    key: Key
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def pkcs12(self, passphrase: str = PASSPHRASE) -> bytes:
        closed: KeySerializationEncryption = NoEncryption()
        if passphrase:
            closed = BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(
            b"kunci", self.key, self.certificate, list(self.above), closed
        )

    def store(
        self, folder: Path, name: str = OFFICIAL.name, passphrase: str = PASSPHRASE
    ) -> Account:
        """Write NAME.p12, closed to others."""
        path = folder / f"{name}.p12"
        path.write_bytes(self.pkcs12(passphrase))
        path.chmod(0o600)
        return Account(name)

    def issue(
        self,
        name: str = "Dra. Siti Contoh, M.Si.",
        *,
        key: Key | None = None,
        uses: Sequence[str] | None = SIGNING,
        purposes: Sequence[x509.ObjectIdentifier] = (),
        starts: timedelta = timedelta(days=-30),
        ends: timedelta = timedelta(days=365),
        authority: bool = False,
        now: datetime | None = None,
    ) -> Issued:
        """Let this authority certify a key; `starts` and `ends` count from now."""
        key = key or rsa_key(1)
        made = _certificate(
            name, key, self.certificate.subject, self.key, uses=uses, purposes=purposes,
            starts=starts, ends=ends, authority=authority, now=now or datetime.now(UTC),
        )  # fmt: skip
        return Issued(key, made, (self.certificate, *self.above))


def authority(
    name: str = "CA Uji Simpul", key: Key | None = None, now: datetime | None = None
) -> Issued:
    """A root that signs itself."""
    key = key or rsa_key(0)
    made = _certificate(
        name, key, _name(name), key, uses=("key_cert_sign", "crl_sign"), purposes=(),
        starts=timedelta(days=-1000), ends=timedelta(days=3650), authority=True,
        now=now or datetime.now(UTC),
    )  # fmt: skip
    return Issued(key, made)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    name: str,
    key: Key,
    issuer: x509.Name,
    issuer_key: Key,
    *,
    uses: Sequence[str] | None,
    purposes: Sequence[x509.ObjectIdentifier],
    starts: timedelta,
    ends: timedelta,
    authority: bool,
    now: datetime,
) -> x509.Certificate:
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + starts)
        .not_valid_after(now + ends)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
    )
    if uses is not None:
        chosen = x509.KeyUsage(**{use: use in uses for use in _USES})
        made = made.add_extension(chosen, critical=True)
    if purposes:
        made = made.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    return made.sign(issuer_key, hashes.SHA256())
