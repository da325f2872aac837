"""Which printed lines a person or the staff may correct, and what may be written there; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from connector.domain.identities import IdentityType, read_identity
from connector.domain.people import Employment
from connector.domain.ranks import read_rank
from connector.errors import ConnectorError

YOUNGEST = 15
"""Years; nobody younger is on a roster."""

_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories refused: controls, invisible and directional signs, what has no letter."""

_SERVICE_NUMBERS = (IdentityType.NIP_PNS, IdentityType.NI_PPPK, IdentityType.NRP)


class Unfit(ValueError):
    """A value that cannot stand on the line."""


def _text(value: str, _today: date) -> str:
    return value


def _name(value: str, _today: date) -> str:
    if not any(letter.isalpha() for letter in value):
        raise Unfit
    return value


def _birth_date(value: str, today: date) -> str:
    try:
        born = date.fromisoformat(value)
    except ValueError as error:
        raise Unfit from error
    if not 1900 < born.year <= today.year - YOUNGEST:
        raise Unfit
    return born.isoformat()


def _grade(value: str, _today: date) -> str:
    reading = read_rank(value)
    if reading.warnings or (reading.rank and not reading.grade):
        raise Unfit
    return reading.grade or ""


def _identity(value: str, today: date) -> str:
    """Return `NIP_PNS:1990…`; a NIK is no service number and is refused."""
    number = value.partition(":")[2] or value
    reading = read_identity(number, today=today)
    if reading.identity is None and value and reading.problem is None:
        return ""  # "-", "tidak ada"
    if value and (reading.identity is None or reading.identity.type not in _SERVICE_NUMBERS):
        raise Unfit
    return f"{reading.identity.type.value}:{reading.identity.value}" if reading.identity else ""


def _employment(value: str, _today: date) -> str:
    try:
        return Employment(value).value
    except ValueError as error:
        raise Unfit from error


@dataclass(frozen=True)
class Line:
    """One correctable line: how long it may be, who may write it, how it is read."""

    length: int
    """Characters."""
    read: Callable[[str, date], str] = _text
    by_person: bool = True
    """False where only staff may write it: numbers and kind of service come from documents."""


LINES: Mapping[str, Line] = {
    "name": Line(120, _name),
    "employment": Line(10, _employment, by_person=False),
    "identity": Line(40, _identity, by_person=False),
    "birthplace": Line(80),
    "birth_date": Line(10, _birth_date),
    "rank": Line(60),
    "grade": Line(10, _grade),
    "position": Line(200),
    "unit": Line(200),
    "agency": Line(200),
}
"""In the order in which they are printed and asked for."""

PERSONAL = tuple(name for name, line in LINES.items() if line.by_person)
"""What a person may propose to change about themselves."""


def read_corrections(
    given: Mapping[str, str], present: Mapping[str, str], *, staff: bool, today: date
) -> dict[str, str]:
    """Return what really differs from the present values, tidied and fit to be printed.

    Raises ConnectorError `correction_<line>_unfit`, `correction_not_yours` for a line that only
    staff may write, `correction_empty` where nothing differs.
    """
    changed = dict[str, str]()
    for name, text in given.items():
        line = LINES.get(name)
        if line is None or not (staff or line.by_person):
            raise ConnectorError("correction_not_yours")
        value = _read(name, line, text, today)
        if value != present.get(name, ""):
            changed[name] = value
    if not changed:
        raise ConnectorError("correction_empty")
    return changed


def is_printable(text: str) -> bool:
    """Say whether a text holds nothing but signs that can be seen, and blanks."""
    return not any(unicodedata.category(one) in _UNPRINTED for one in text)


def _read(name: str, line: Line, text: str, today: date) -> str:
    words = unicodedata.normalize("NFC", text).replace("\u00a0", " ").split(" ")
    tidy = " ".join(word for word in words if word)
    if len(tidy) > line.length or not is_printable(tidy):
        raise ConnectorError(f"correction_{name}_unfit", limit=line.length)
    try:
        return line.read(tidy, today)
    except Unfit as error:
        raise ConnectorError(f"correction_{name}_unfit", limit=line.length) from error
