"""People and seats as a roster states them: values only, before anything is looked up or stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from connector.domain.identities import Identity, IdentityType
from connector.domain.names import comparable


class Role(StrEnum):
    """A person's place in a training."""

    PARTICIPANT = "participant"
    INSTRUCTOR = "instructor"
    COMPANION = "companion"
    ORGANISER = "organiser"


class Employment(StrEnum):
    """Kind of service; UNKNOWN where neither a column nor a number tells."""

    PNS = "PNS"
    PPPK = "PPPK"
    TNI_POLRI = "TNI_POLRI"
    NON_ASN = "NON_ASN"
    UNKNOWN = "UNKNOWN"


class Willingness(StrEnum):
    """Bersedia or tidak bersedia, where the source says."""

    WILLING = "willing"
    DECLINED = "declined"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PersonRecord:
    """One person as one roster row states them.

    `full_name` is as printed, degrees included (STTP); `bare_name` is without. `email` is lower
    case, `phone` starts with +. Missing values are None, never "".
    """

    full_name: str
    bare_name: str
    identities: tuple[Identity, ...] = ()
    email: str | None = None
    phone: str | None = None
    birthplace: str | None = None
    birth_date: date | None = None
    rank: str | None = None
    grade: str | None = None
    position: str | None = None
    unit: str | None = None
    agency: str | None = None
    employment: Employment = Employment.UNKNOWN
    willingness: Willingness = Willingness.UNKNOWN
    external: bool = False

    def identity(self, kind: IdentityType) -> Identity | None:
        return next((one for one in self.identities if one.type is kind), None)


@dataclass(frozen=True)
class SeatRecord:
    """A person's place in a training; `number` is the row number printed on the roster.

    `key` names the person across versions of a roster (`seat_key`). It may hold a personal number:
    it is for matching and the database, never for logs, addresses or pages.
    """

    person: PersonRecord
    role: Role
    number: int | None
    key: str


_KEY_ORDER = (
    IdentityType.NIP_PNS,
    IdentityType.NRP,
    IdentityType.NIK,
    IdentityType.NI_PPPK,
    IdentityType.OTHER,
)
"""Lifelong numbers first; NI PPPK changes with the agency."""


def main_identity(person: PersonRecord) -> Identity | None:
    """The identity that names the person best, lifelong numbers first."""
    for kind in _KEY_ORDER:
        if (found := person.identity(kind)) is not None:
            return found
    return None


def seat_key(person: PersonRecord) -> str:
    """The person's best identity, or their normalised name and unit when they have none."""
    if (best := main_identity(person)) is not None:
        return f"{best.type}:{best.value}"
    place = person.unit or person.agency or ""
    return f"NAME:{comparable(person.full_name)}|{comparable(place)}"


_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
    re.ASCII,
)
EMAIL_LENGTH = 100
"""Characters; the shortest limit among the systems an address travels to."""


def read_email(text: str) -> str | None:
    """One valid address in lower case, or None: an unusable address is worse than a missing one."""
    address = text.strip().strip("<>;,").lower().removeprefix("mailto:")
    if len(address) > EMAIL_LENGTH or len(address.split("@", 1)[0]) > 64:
        return None
    return address if _EMAIL.fullmatch(address) else None


def read_phone(text: str) -> str | None:
    """An Indonesian or foreign number as `+62812…`, or None where it cannot be one.

    A leading 8 is believed to have lost its 0 to a spreadsheet.
    """
    compact = re.sub(r"[\s().'’/-]", "", text)
    digits = compact.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return None
    if compact.startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    elif digits.startswith("0"):
        number = "62" + digits[1:]
    elif digits.startswith("62"):
        number = digits
    elif digits.startswith("8"):
        number = "62" + digits
    else:
        return None
    return f"+{number}" if 8 <= len(number) <= 15 and not number.startswith("0") else None
