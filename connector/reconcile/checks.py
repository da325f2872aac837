"""What a check of one connection found, as code and parameters; the sentence is made elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Check:
    """One answer of a doctor: `ok` True, False, or None where it could not be told.

    `params` never hold a secret or a full address.
    """

    ok: bool | None
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
