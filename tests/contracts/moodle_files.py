"""The files read off a real Moodle, which lie outside the repository."""

import json
import os
from pathlib import Path
from typing import Any

CONTRACTS = (
    Path(os.environ.get("SIMPUL_SHARED", Path(__file__).parents[3] / "shared")) / "contracts"
)
"""Where they are, unless the environment says otherwise."""


def read(name: str) -> dict[str, Any] | None:
    """The content of one of them; None where it is absent."""
    file = CONTRACTS / name
    if not file.exists():
        return None
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content
