"""What we may have installed in a learning system, and how it proves that it reaches us.

Ports for flows and pages, which name no vendor; a system that offers neither is used without.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from connector.reconcile.checks import Check


@dataclass(frozen=True)
class Extension:
    """Our own extension of a learning system, as a file that its administrator installs."""

    file_name: str
    release: str
    version: int
    """Grows with every change; the system compares it with the installed one."""
    content: bytes
    """The same sources give the same bytes."""


@dataclass(frozen=True)
class CalledBack:
    """What the learning system says of a test message that it was asked to send us.

    `digest` is the SHA-256 of the body (hex) when something took the message with success; only
    our own inbox proves that it was us. Otherwise `refusal` says why not.
    """

    digest: str = ""
    refusal: Check | None = None
    milliseconds: int = 0
    params: Mapping[str, str | int] = field(default_factory=dict)
    """For the sentence that is said of a message that was taken and has not arrived."""


@runtime_checkable
class CallsBack(Protocol):
    """A learning system whose extension can be asked to call us, now."""

    def call_back(self, nonce: str) -> CalledBack | None:
        """Have a test message sent to us; None where the extension is not there.

        `nonce` is letters, digits, `-` and `_`. Raises RemoteError when the system itself does
        not answer.
        """
