"""Sentences for codes, in Indonesian and English; no text is chosen here, only looked up.

A catalogue maps a code to a `Wording`. It stands beside the code that raises it (rosters,
reconcile, a vendor's folder) and `connector.app` joins them for pages and commands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["id", "en"]


@dataclass(frozen=True)
class Wording:
    """What happened, and what to do now, in both languages; `{name}` marks a parameter."""

    id: str
    en: str
    todo_id: str = ""
    todo_en: str = ""


Catalogue = Mapping[str, Wording]


class _Lenient(dict[str, str | int]):
    """A parameter that was not given prints as its own name, never as an exception."""

    def __missing__(self, key: str) -> str:
        return key


def scoped(system: str, catalogue: Catalogue) -> Catalogue:
    """Return the catalogue under `system:code`: two vendors may word one code differently."""
    return {f"{system}:{code}": wording for code, wording in catalogue.items()}


def say(
    catalogue: Catalogue,
    code: str,
    params: Mapping[str, str | int],
    language: Language,
    system: str = "",
) -> tuple[str, str]:
    """Return (what happened, what to do); an unknown code is said as itself, never hidden.

    `system` (`lms`, `meetings`) prefers the words of the vendor that raised the code.
    """
    wording = catalogue.get(f"{system}:{code}") or catalogue.get(code)
    if wording is None:
        return code, ""
    what, todo = (
        (wording.id, wording.todo_id) if language == "id" else (wording.en, wording.todo_en)
    )
    values = _Lenient(params)
    return what.format_map(values), todo.format_map(values)
