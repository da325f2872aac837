"""A finding: what a reader noticed about a value, as code and parameters, never a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing worth telling a person; the sentence is made where it is shown.

    `params` holds (name, value) pairs in order of name and never a whole identity number.
    """

    code: str
    params: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def of(cls, code: str, **params: str | int) -> Finding:
        return cls(code, tuple(sorted(params.items())))

    def values(self) -> dict[str, str | int]:
        return dict(self.params)
