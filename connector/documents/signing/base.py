"""The signing port: what any way of signing a PDF offers; knows no certificate and no page.

Two shapes. A `DirectSigner` answers a call with the signed bytes. A `CallbackSigner` is handed
documents and brings them back later (a person with a USB token, a gateway). Signed bytes are
never touched again. What a person types to sign (`Secret`) lives in one request's memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable


class SecretKind(StrEnum):
    PASSPHRASE = "passphrase"  # noqa: S105
    TOTP = "totp"


@dataclass(frozen=True)
class Secret:
    """What the signer typed; its value shows in no repr, no error and no log."""

    kind: SecretKind
    value: str = field(repr=False)


@dataclass(frozen=True)
class Account:
    """Under which account of the signing service an official signs.

    `name` is a NIK, an e-mail address or the name of a key file: it is stored encrypted and
    shows in no repr.
    """

    name: str = field(repr=False)


@dataclass(frozen=True)
class Reason:
    """What the signature states about itself."""

    reason: str = ""
    location: str = ""
    moment: datetime | None = None


@dataclass(frozen=True)
class Signature:
    """One signature found in a PDF."""

    field: str
    signer: str
    """Common name of the certificate."""
    issuer: str
    intact: bool
    """The bytes it covers are those that were signed."""
    trusted: bool
    """Its chain ends in a root that this office trusts."""
    covers_all: bool
    """Nothing was added after it, or only further signatures."""
    claimed_at: datetime | None
    stamped_at: datetime | None
    """Time of a timestamp authority, where there is one."""
    level: str = ""
    """`B-B`, `B-T` …, as far as it can be told."""
    problems: tuple[str, ...] = ()
    """Codes of the catalogue."""


@dataclass(frozen=True)
class Verification:
    """What a PDF's signatures are worth, judged on its bytes alone."""

    sha256: str
    signatures: tuple[Signature, ...]
    problems: tuple[str, ...] = ()
    """Codes of the catalogue."""

    @property
    def intact(self) -> bool:
        return bool(self.signatures) and all(
            one.intact and one.covers_all for one in self.signatures
        )

    @property
    def trusted(self) -> bool:
        return self.intact and all(one.trusted for one in self.signatures)


@dataclass(frozen=True)
class Readiness:
    """Whether an official may sign now; `code` says why not, in the signer's own codes."""

    ready: bool
    code: str = ""


@dataclass(frozen=True)
class Examined:
    """One finding of a signing service's examination: `ok` is None where it cannot be told."""

    ok: bool | None
    code: str
    """In the catalogue; `params` never hold an account, a secret or a full address."""
    params: Mapping[str, str | int] = field(default_factory=dict)


@runtime_checkable
class Examinable(Protocol):
    """A signer that can say before it is needed whether it would answer."""

    name: str

    def examine(self) -> Sequence[Examined]:
        """Try what can be tried without a person and without signing; raises nothing remote."""


class Signer(Protocol):
    """What both shapes share."""

    name: str
    """`local`, `manual`, `bsre`: the prefix of its sentences in the catalogue."""
    asks: Sequence[SecretKind]
    """What the signing page has to ask for; empty for none."""


@runtime_checkable
class DirectSigner(Signer, Protocol):
    """Signs one PDF in one call."""

    def ready(self, account: Account) -> Readiness:
        """Ask whether the account may sign; raises RemoteError when nobody answers."""

    def sign(self, pdf: bytes, account: Account, secret: Secret | None, reason: Reason) -> bytes:
        """Return the signed bytes; they begin with `pdf`, or are a new PDF that shows the same.

        Raises PermanentError when it is refused and nothing was signed; TemporaryError with
        `ambiguous` when nobody knows (a timeout after sending): never call again by yourself.
        """


@runtime_checkable
class CallbackSigner(Signer, Protocol):
    """Takes documents away and brings them back."""

    def hand_out(self, documents: Sequence[tuple[str, bytes]]) -> bytes:
        """Return what the signer takes along: a ZIP of (file name, PDF)."""

    def take_in(self, returned: bytes) -> Sequence[tuple[str, bytes]]:
        """Read what came back (a ZIP or one PDF) into (file name, bytes); raises ConnectorError."""


@runtime_checkable
class SendsCodes(Protocol):
    """A DirectSigner that has a one-time code sent to the signer when it is asked to."""

    def request_totp(self, account: Account, files: int = 1) -> None:
        """Have a code sent for so many documents; raises RemoteError."""
