"""The key of the demo's official: made for this run, on this machine, worth nothing elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from connector.clock import utc_now

VALID = timedelta(days=365)


@dataclass(frozen=True)
class DemoKeys:
    """Where the made files are, as the settings name them."""

    folder: Path
    root: Path


def make_keys(folder: Path, name: str, official: str, passphrase: str) -> DemoKeys:
    """Make an authority of our own and a key that it certifies for one official."""
    keys = DemoKeys(folder / "keys", folder / "root.pem")
    keys.folder.mkdir(mode=0o700)
    authority, own = _key(), _key()
    root = _certificate("Otoritas Sertifikat Contoh", authority, None, authority)
    certificate = _certificate(official, own, root, authority)
    keys.root.write_bytes(root.public_bytes(Encoding.PEM))
    path = keys.folder / f"{name}.p12"
    path.touch(mode=0o600)
    closed = BestAvailableEncryption(passphrase.encode())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(name.encode(), own, certificate, [root], closed)
    )
    return keys


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _certificate(
    name: str, key: rsa.RSAPrivateKey, issuer: x509.Certificate | None, by: rsa.RSAPrivateKey
) -> x509.Certificate:
    """Certify a key; without an issuer it is an authority that certifies itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    authority = issuer is None
    use = x509.KeyUsage(
        digital_signature=True, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority,
        crl_sign=authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(utc_now() + VALID)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(use, critical=True)
        .sign(by, hashes.SHA256())
    )
