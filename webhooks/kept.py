"""What the door stores in place of a body that carries its secret inside."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """Said by an entrance that has verified a body: this is stored, and nothing else of it."""

    body: bytes
