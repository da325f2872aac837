"""What was asked of the sandbox: one entry a call, for tests and the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

KEPT = 10_000
"""Calls kept; older ones fall off."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it arrived and how it ended; no header, so no token."""

    when: datetime
    name: str
    """As in the table of operations; `unknown` for an endpoint Zoom does not have."""
    method: str
    path: str
    """Below `/v2`, still encoded."""
    query: Mapping[str, str]
    body: Mapping[str, Any]
    status: int
    code: int
    """Zoom's own code; 0 for a success."""
    unknown: tuple[str, ...]
    """Fields sent that Zoom does not know and ignored."""
