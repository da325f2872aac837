"""Personal numbers of Indonesian officials: their grammar, masks, print forms; not the people.

NIP (PNS), NI PPPK, NRP (TNI, Polri) and NIK are text from end to end: 18 digits exceed what a
spreadsheet number can hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from connector.domain.findings import Finding


class IdentityType(StrEnum):
    NIP_PNS = "NIP_PNS"
    NI_PPPK = "NI_PPPK"
    NRP = "NRP"
    NIK = "NIK"
    OTHER = "OTHER"


@dataclass(frozen=True, order=True)
class Identity:
    """One number that names one person; `value` holds no spaces or dots."""

    type: IdentityType
    value: str

    def masked(self) -> str:
        return mask(self.value)


@dataclass(frozen=True)
class IdentityReading:
    """What a cell said: an identity, or none (empty cell), or a problem that refuses it."""

    identity: Identity | None = None
    warnings: tuple[Finding, ...] = ()
    problem: Finding | None = None


@dataclass(frozen=True)
class BirthHint:
    """Birth date and sex that a number carries; a NIK leaves the century open (`years` of two)."""

    years: tuple[int, ...]
    month: int
    day: int
    female: bool

    def agrees_with(self, birth_date: date) -> bool:
        written = (birth_date.month, birth_date.day)
        return written == (self.month, self.day) and birth_date.year in self.years


ADULT_AGE = 18
"""Years; nobody is appointed younger."""
RETIREMENT_AGE = 65
"""Years; the highest retirement age outside a few professors and researchers."""

PROVINCES = frozenset(
    str(code)
    for block in (
        range(11, 20),
        range(21, 22),
        range(31, 37),
        range(51, 54),
        range(61, 66),
        range(71, 77),
        range(81, 83),
        range(91, 97),
    )
    for code in block
)
"""The first two digits of a NIK: 38 provinces. A new one is a warning, never a refusal."""

_EMPTY = frozenset(
    {
        "",
        "-",
        "--",
        "–",
        "—",
        "0",
        "tidak ada",
        "tdk ada",
        "belum ada",
        "nihil",
        "n/a",
        "na",
        "none",
    }
)
_SEPARATORS = re.compile(r"[\s.,'’‘`´ʼ/\\_–—-]+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.ASCII | re.IGNORECASE)
_FLOAT_TAIL = re.compile(r"\d{15,}[.,]0+", re.ASCII)
_PREFIX = re.compile(
    r"(?P<word>NI\s*\.?\s*P3K|NI\s*\.?\s*PPPK|NIPPPK|NIP|NRP|NIK|KTP)(?:[\s.:]+|(?=[\d'’])|$)",
    re.IGNORECASE | re.ASCII,
)
"""A label inside the cell, glued to its digits or not."""
_NRP_VALUE = re.compile(r"(?=[A-Z]*\d)[0-9A-Z]{5,20}", re.ASCII)


def read_identity(
    text: str, hint: IdentityType | None = None, *, today: date | None = None
) -> IdentityReading:
    """Read one cell as a personal number; never raises.

    `hint` is what the column's heading promises. Without `today` no age is judged.
    Doubts are warnings; only what cannot be a number of its kind is a problem.
    """
    wording, hint = _without_label(" ".join(text.split()), hint)
    if wording.lower() in _EMPTY:
        return IdentityReading()
    if _SCIENTIFIC.fullmatch(wording) or _FLOAT_TAIL.fullmatch(wording):
        return IdentityReading(problem=Finding.of("identity_is_number"))
    value, hint = _without_label(_SEPARATORS.sub("", wording).upper(), hint)
    if value.lower() in _EMPTY:
        return IdentityReading()
    if _SCIENTIFIC.fullmatch(value):
        return IdentityReading(problem=Finding.of("identity_is_number"))
    if value.isascii() and value.isdigit():
        return _read_digits(value, hint, today)
    if hint in (None, IdentityType.NRP) and _NRP_VALUE.fullmatch(value):
        return _with_doubt(Identity(IdentityType.NRP, value), hint is None, "nrp_assumed")
    if hint is IdentityType.OTHER and value.isascii() and value.isalnum() and len(value) <= 40:
        return IdentityReading(Identity(IdentityType.OTHER, value))
    return IdentityReading(problem=Finding.of("identity_unreadable"))


def _without_label(wording: str, hint: IdentityType | None) -> tuple[str, IdentityType | None]:
    """Drop `NIP.`, `NRP` or the like from the front; what the cell says outweighs its heading."""
    while match := _PREFIX.match(wording):
        wording, hint = wording[match.end() :], _hint_of_prefix(match["word"])
    return wording, hint


def _hint_of_prefix(word: str) -> IdentityType:
    letters = re.sub(r"[^A-Z0-9]", "", word.upper())
    if letters in ("NIK", "KTP"):
        return IdentityType.NIK
    if letters == "NRP":
        return IdentityType.NRP
    return IdentityType.NIP_PNS if letters == "NIP" else IdentityType.NI_PPPK


def _with_doubt(identity: Identity, doubtful: bool, code: str) -> IdentityReading:
    return IdentityReading(identity, (Finding.of(code),) if doubtful else ())


def _read_digits(value: str, hint: IdentityType | None, today: date | None) -> IdentityReading:
    length = len(value)
    if hint is IdentityType.OTHER:
        return IdentityReading(Identity(IdentityType.OTHER, value))
    if length == 18:
        return _read_nip(value, hint, today)
    if length == 16:
        return _read_nik(value, hint)
    if hint is IdentityType.NRP and 5 <= length <= 20:
        return _read_nrp(value)
    if length == 9 and hint is not IdentityType.NIK:
        return IdentityReading(
            Identity(IdentityType.OTHER, value), (Finding.of("nip_old_nine_digits"),)
        )
    if length == 8 and hint is not IdentityType.NIK:
        return _read_nrp(value)
    if hint is None and (5 <= length <= 7 or 10 <= length <= 14):
        return _with_doubt(Identity(IdentityType.NRP, value), True, "nrp_assumed")
    if hint is IdentityType.NIK:
        return IdentityReading(problem=Finding.of("nik_length", digits=length))
    if hint in (IdentityType.NIP_PNS, IdentityType.NI_PPPK):
        return IdentityReading(problem=Finding.of("nip_length", digits=length))
    return IdentityReading(problem=Finding.of("identity_length", digits=length))


def _read_nrp(value: str) -> IdentityReading:
    """Polri prints YYMM and four more; the services of the TNI differ, so only eight are judged."""
    unlikely = len(value) == 8 and not 1 <= int(value[2:4]) <= 12
    return _with_doubt(Identity(IdentityType.NRP, value), unlikely, "nrp_month")


def _read_nip(value: str, hint: IdentityType | None, today: date | None) -> IdentityReading:
    """Both 18-digit grammars: digit 13 is 0 or 1 for PNS (a month) and 2 for PPPK."""
    try:
        born = date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return IdentityReading(problem=Finding.of("nip_birth_date"))
    if value[15:] == "000":
        # A spreadsheet number keeps 15 digits and writes zeros for the rest.
        return IdentityReading(problem=Finding.of("nip_digits_lost"))
    warnings = []
    if value[12] == "2":
        kind = IdentityType.NI_PPPK
        if value[13] == "0":
            warnings.append(Finding.of("nip_contract_count"))
    elif value[12] in "01":
        kind = IdentityType.NIP_PNS
        if not 1 <= int(value[12:14]) <= 12:
            warnings.append(Finding.of("nip_month"))
    else:
        kind = hint if hint is IdentityType.NI_PPPK else IdentityType.NIP_PNS
        warnings.append(Finding.of("nip_kind_unknown", digit=value[12]))
    if value[14] not in "12":
        warnings.append(Finding.of("nip_sex"))
    warnings += _age_warnings(born, int(value[8:12]), today)
    return IdentityReading(Identity(kind, value), tuple(warnings))


def _age_warnings(born: date, appointed: int, today: date | None) -> list[Finding]:
    warnings = []
    if appointed - born.year < ADULT_AGE:
        warnings.append(Finding.of("nip_appointed_young", years=appointed - born.year))
    if today is not None:
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if not ADULT_AGE <= age <= RETIREMENT_AGE:
            warnings.append(Finding.of("nip_age", years=age))
        if appointed > today.year:
            warnings.append(Finding.of("nip_appointed_later", year=appointed))
    return warnings


def _read_nik(value: str, hint: IdentityType | None) -> IdentityReading:
    if birth_hint(Identity(IdentityType.NIK, value)) is None:
        return IdentityReading(problem=Finding.of("nik_birth_date"))
    warnings = []
    if value[:2] not in PROVINCES:
        warnings.append(Finding.of("nik_province", province=value[:2]))
    if value[12:] == "0000":
        warnings.append(Finding.of("nik_serial"))
    if hint in (IdentityType.NIP_PNS, IdentityType.NI_PPPK, IdentityType.NRP):
        warnings.append(Finding.of("nik_in_other_column"))
    return IdentityReading(Identity(IdentityType.NIK, value), tuple(warnings))


def birth_hint(identity: Identity) -> BirthHint | None:
    """Birth date and sex written in the number, or None where it has none or an impossible one.

    In a NIK a woman's day is raised by 40 and the century is not written: both are offered.
    """
    value = identity.value
    if identity.type is IdentityType.NIK and len(value) == 16:
        day, month, year = int(value[6:8]), int(value[8:10]), int(value[10:12])
        female = day > 40
        day = day - 40 if female else day
        years = tuple(y for y in (1900 + year, 2000 + year) if _is_date(y, month, day))
        return BirthHint(years, month, day, female) if years else None
    if identity.type in (IdentityType.NIP_PNS, IdentityType.NI_PPPK) and len(value) == 18:
        year, month, day = int(value[:4]), int(value[4:6]), int(value[6:8])
        if _is_date(year, month, day):
            return BirthHint((year,), month, day, value[14] == "2")
    return None


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def mask(value: str) -> str:
    """Hide the middle: NIP `1990************87`, NIK `33**********9876`, others two at each end."""
    length = len(value)
    if length < 6:
        return "*" * length
    head, tail = {18: (4, 2), 16: (2, 4)}.get(length, (2, 2))
    return value[:head] + "*" * (length - head - tail) + value[length - tail :]


def grouped_nip(value: str) -> str:
    """`19900131 201503 1 987`, as letters and certificates print it; other lengths unchanged."""
    if len(value) != 18:
        return value
    return f"{value[:8]} {value[8:14]} {value[14]} {value[15:]}"
