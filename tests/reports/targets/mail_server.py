"""A real mail server on loopback for tests: keeps what it took, and misbehaves on request."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from socket import create_server
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOGIN, PASSWORD = "simpul", "an-invented-mail-password"


@dataclass
class Post:
    """What the server took, and what it is to answer next; each answer is used once."""

    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    """Recipients that were named, refused ones too."""
    sessions: list[Any] = field(default_factory=list)
    at_sender: list[str] = field(default_factory=list)
    at_recipient: list[str] = field(default_factory=list)
    at_content: list[str] = field(default_factory=list)
    """`cut` ends the connection after the final dot, the message taken."""

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.at_sender:
            return self.at_sender.pop(0)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tried.append(address)
        if self.at_recipient:
            answer = self.at_recipient.pop(0)
            if answer == "cut":
                server.transport.abort()
                return "421 bye"
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.at_content.pop(0) if self.at_content else "250 OK"
        if answer.startswith(("2", "cut")):
            parsed = message_from_bytes(envelope.content, policy=default)
            assert isinstance(parsed, EmailMessage)
            self.taken.append((list(envelope.rcpt_tos), parsed))
            self.raw.append(envelope.content)
            self.sessions.append(session)
        if answer == "cut":
            server.transport.abort()
            return "421 bye"
        return answer


@contextmanager
def mail_server(
    post: Post,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: bool = False,
) -> Iterator[int]:
    """Run the server; yield its port."""
    with create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    options: dict[str, Any] = {"server_hostname": "mail.example"}
    if starttls is not None:
        options |= {"tls_context": starttls, "require_starttls": True}
    if login:
        options |= {"authenticator": _known, "auth_required": True, "auth_require_tls": True}
    if tls is not None:
        options |= (
            {"ssl_context": tls, "auth_require_tls": False} if login else {"ssl_context": tls}
        )
    running = Controller(post, hostname="127.0.0.1", port=port, ready_timeout=60, **options)
    running.start()
    try:
        yield port
    finally:
        running.stop()


def _known(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    right = (given.login, given.password) == (LOGIN.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of our own, and what it gave the server."""

    server: ssl.SSLContext
    trusting: ssl.SSLContext


def authority(folder: Path, *, name: str = "") -> Authority:
    """Make an authority and a server certificate for 127.0.0.1, or for another `name`."""
    now = datetime.now(UTC)
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Invented CA")])
    ca = _certificate(ca_name, ca_name, ca_key, ca_key, now).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server")])
    alternative: x509.GeneralName = (
        x509.DNSName(name) if name else x509.IPAddress(ip_address("127.0.0.1"))
    )
    leaf = _certificate(subject, ca_name, key, ca_key, now).add_extension(
        x509.SubjectAlternativeName([alternative]), critical=False
    )
    chain, private = folder / "server.pem", folder / "server.key"
    chain.write_bytes(_pem(leaf.sign(ca_key, hashes.SHA256())))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, private)
    trusting = ssl.create_default_context(cadata=_pem(ca.sign(ca_key, hashes.SHA256())).decode())
    return Authority(server, trusting)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.CertificateBuilder:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(identifier, critical=False)
    )


def _pem(one: x509.Certificate) -> bytes:
    return one.public_bytes(serialization.Encoding.PEM)
