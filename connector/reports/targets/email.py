"""Hands messages to a mail server (SMTP, RFC 5321); knows nothing of what they are about.

The connection is encrypted and the server's certificate verified unless the setting says
`none`; a server that does not offer what was set is refused, never spoken to in the clear. Up to
the final dot nothing has been handed over and a failure means *later*; once the dot is sent,
silence means *unknown* (RFC 5321 §4.2.5 gives the server the message only with its 250).
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import parseaddr
from typing import Literal

from connector.reports.targets.base import Handover, Message, Outcome
from connector.reports.targets.email_replies import Step, judge

CONNECT_SECONDS = 10.0

SILENCE_SECONDS = 120.0
"""Servers look at a message before they answer its final dot (RFC 5321 §4.5.3.2 allows ten
minutes); a worker thread is not held that long."""

LONGEST_NAME = 120
LONGEST_SUBJECT = 180
"""Characters; what a phone shows of a line, several times over."""

_ADDRESS = re.compile(
    r"(?!\S*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)
"""What RFC 5321 takes without quotes: nothing that could be a command, or a word to be decoded."""


@dataclass(frozen=True)
class MailServer:
    """Where and how mail is handed in."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    """Address, or `Name <address>`."""
    sender_name: str = ""
    """Shown before the address where `sender` names nobody."""
    username: str = ""
    password: str = field(default="", repr=False)
    per_minute: int = 60
    hello: str = ""
    """What we call ourselves; "" takes the sender's domain, and no name is looked up."""
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    """None trusts what the machine trusts."""


class EmailTarget:
    """Fulfils `Target` with one connection a message."""

    name = "email"

    def __init__(
        self,
        server: MailServer,
        *,
        seconds: tuple[float, float] = (CONNECT_SECONDS, SILENCE_SECONDS),
        pause: Callable[[float], None] = time.sleep,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server, self._seconds = server, seconds
        self.per_minute = server.per_minute
        self._pace = _Pace(server.per_minute, pause, ticks)
        shown, self._address = parseaddr(server.sender)
        self._sender_name = shown or server.sender_name
        self._domain = self._address.rpartition("@")[2] or "localhost"

    def message_id(self, key: str) -> str:
        digest = hashlib.sha256(f"simpul delivery {key}".encode()).hexdigest()[:32]
        return f"<{digest}@{self._domain}>"

    def hand_over(self, message: Message) -> Handover:
        if not _ADDRESS.fullmatch(message.to):
            return Handover(Outcome.REFUSED, "mail_address_unfit")
        content = self._written(message)
        self._pace.wait()
        opened = self._open()
        if isinstance(opened, Handover):
            return opened
        try:
            return self._send(opened, message.to, content)
        finally:
            _leave(opened)

    def check(self) -> Handover:
        opened = self._open()
        if isinstance(opened, Handover):
            return opened
        _leave(opened)
        return Handover(Outcome.SENT)

    def _written(self, message: Message) -> bytes:
        mail = EmailMessage(policy=SMTP_POLICY)
        mail["From"] = _mailbox(self._sender_name, self._address)
        mail["To"] = _mailbox(message.name, message.to)
        mail["Subject"] = _one_line(message.subject, LONGEST_SUBJECT)
        mail["Date"] = message.at
        mail["Message-ID"] = message.id
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, please
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Content-Language"] = "id, en"
        mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
        first = () if message.attachment is None else (message.attachment,)
        for one in (*first, *message.further):
            main, _slash, sub = one.media_type.partition("/")
            mail.add_attachment(
                one.content,
                maintype=main,
                subtype=sub,
                filename=_one_line(one.name, LONGEST_NAME),
            )
        return mail.as_bytes()

    def _open(self) -> smtplib.SMTP | Handover:
        """Connect, encrypt and sign in; nothing of any message has left yet."""
        smtp = None
        try:
            smtp = self._connected()
            self._sign_in(smtp)
        except (smtplib.SMTPException, OSError) as error:
            if smtp is not None:
                smtp.close()
            return _failure(error)
        return smtp

    def _connected(self) -> smtplib.SMTP:
        """Return an encrypted connection, or a plain one where the setting says `none`."""
        server, (connect, silence) = self._server, self._seconds
        hello = server.hello or self._domain
        smtp: smtplib.SMTP
        if server.security == "tls":
            smtp = smtplib.SMTP_SSL(
                server.host, server.port, hello, timeout=connect, context=self._trust()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, hello, timeout=connect)
        if smtp.sock is not None:
            smtp.sock.settimeout(silence)
        return smtp

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.security == "starttls":
            if not smtp.has_extn("starttls"):
                raise _NotOffered("mail_no_starttls")
            smtp.starttls(context=self._trust())
            smtp.ehlo_or_helo_if_needed()
        if self._server.username:
            if not smtp.has_extn("auth"):
                raise _NotOffered("mail_no_login")
            smtp.login(self._server.username, self._server.password)

    def _trust(self) -> ssl.SSLContext:
        return self._server.trust or ssl.create_default_context()

    def _send(self, smtp: smtplib.SMTP, to: str, content: bytes) -> Handover:
        size = [f"size={len(content)}"] if smtp.has_extn("size") else []
        steps: tuple[tuple[Step, Callable[[], tuple[int, bytes]]], ...] = (
            (Step.SENDER, lambda: smtp.mail(self._address, size)),
            (Step.RECIPIENT, lambda: smtp.rcpt(to)),
            (Step.DATA, lambda: smtp.docmd("DATA")),
        )
        try:
            for step, ask in steps:
                number, text = ask()
                if number not in (250, 251, 354):
                    return judge(step, number, text)
            smtp.send(_dotted(content))
        except (smtplib.SMTPException, OSError) as error:
            return _failure(error)
        try:
            number, text = smtp.getreply()
        except (smtplib.SMTPException, OSError):
            return Handover(Outcome.UNKNOWN, "mail_unanswered")
        if 200 <= number < 300:
            return Handover(Outcome.SENT)
        if not 400 <= number < 600:
            return Handover(Outcome.UNKNOWN, "mail_unanswered")
        return judge(Step.CONTENT, number, text)


class _NotOffered(smtplib.SMTPException):
    """The server lacks what the settings ask of it; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Pace:
    """Lets at most so many messages a minute through, evenly spaced, over all threads."""

    def __init__(
        self, per_minute: int, pause: Callable[[float], None], ticks: Callable[[], float]
    ) -> None:
        self._gap = 60.0 / per_minute
        self._pause, self._ticks = pause, ticks
        self._lock = threading.Lock()
        self._free_at = 0.0

    def wait(self) -> None:
        with self._lock:
            now = self._ticks()
            mine = max(now, self._free_at)
            self._free_at = mine + self._gap
        if mine > now:
            self._pause(mine - now)


def _mailbox(name: str, address: str) -> Address:
    """Join name and address for a header."""
    local, _at, domain = address.rpartition("@")
    return Address(_one_line(name, LONGEST_NAME), local, domain)


def _one_line(text: str, longest: int) -> str:
    """Return printable text on one line: what could begin another header is a space.

    An encoded word (RFC 2047, `=?utf-8?q?=0D=0A…?=`) in a name would be decoded when the header
    is written, line breaks and all: it is taken apart.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = line.replace("=?", "= ?")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _dotted(content: bytes) -> bytes:
    """Escape leading dots and end with the final one (RFC 5321 §4.5.2); lines end in CRLF."""
    body = content.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _failure(error: Exception) -> Handover:
    """Say why it came to nothing; always before anything was handed over."""
    if isinstance(error, _NotOffered):
        return Handover(Outcome.REFUSED, error.code)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Handover(Outcome.REFUSED, "mail_untrusted")
    if isinstance(error, ssl.SSLError):
        return Handover(Outcome.LATER, "mail_no_tls")
    if isinstance(error, smtplib.SMTPResponseException):
        return judge(Step.OPENING, error.smtp_code, error.smtp_error)
    unknown = isinstance(error, socket.gaierror)
    return Handover(Outcome.LATER, "mail_no_host" if unknown else "mail_no_answer")


def _leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye; whether it is heard changes nothing."""
    with suppress(smtplib.SMTPException, OSError):
        smtp.quit()
    smtp.close()
