"""The shapes in which the real service says no: its own, its framework's, and its login's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

WRONG_PASSPHRASE, UNREGISTERED, WITHOUT_CERTIFICATE, ISSUED = 2031, 2011, 2021, 1111


class Refusal(Exception):
    """A refusal in the service's own shape: `{"error", "status_code"}`."""

    def __init__(self, error: str, code: int, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.code, self.status = error, code, status

    def body(self, *, as_text: bool) -> dict[str, Any]:
        return {"error": self.error, "status_code": str(self.code) if as_text else self.code}


class Broken(Exception):
    """What the framework answers when the service itself fell over: HTTP 500."""


def framework(status: int, error: str, path: str) -> dict[str, Any]:
    """The framework's own error body, also for a wrong login."""
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+00:00")
    return {"timestamp": moment, "status": status, "error": error, "path": path}
