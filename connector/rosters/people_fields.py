"""Reads the fields of one person's row; decides what refuses the row and what only warns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from connector.domain.findings import Finding
from connector.domain.identities import (
    Identity,
    IdentityType,
    birth_hint,
    mask,
    read_identity,
)
from connector.domain.indonesian import read_date
from connector.domain.names import read_name
from connector.domain.people import (
    Employment,
    PersonRecord,
    Role,
    Willingness,
    read_email,
    read_phone,
)
from connector.domain.ranks import grade_of_rank, read_rank
from connector.rosters.base import Cell
from connector.rosters.rows import ReadRow, is_blank_word, mask_email

YOUNGEST = 15
"""Years; a birth year of two digits is read so that nobody is younger."""

IDENTITY_FIELDS: dict[str, IdentityType | None] = {
    "nip": IdentityType.NIP_PNS,
    "nrp": IdentityType.NRP,
    "identity": None,
    "nik": IdentityType.NIK,
}
"""Field to what its heading promises; None leaves the kind to the cell's grammar."""

_EMPLOYMENT_WORDS = {
    "pns": Employment.PNS,
    "cpns": Employment.PNS,
    "asn": Employment.UNKNOWN,
    "pppk": Employment.PPPK,
    "p3k": Employment.PPPK,
    "tni": Employment.TNI_POLRI,
    "polri": Employment.TNI_POLRI,
    "tni polri": Employment.TNI_POLRI,
    "non asn": Employment.NON_ASN,
    "ppnpn": Employment.NON_ASN,
    "honorer": Employment.NON_ASN,
    "kontrak": Employment.NON_ASN,
    "swasta": Employment.NON_ASN,
    "umum": Employment.NON_ASN,
}

_WILLING = frozenset({"bersedia", "ya", "y", "yes", "hadir", "setuju", "v", "✓", "√"})
_DECLINED = frozenset({"tidak bersedia", "tdk bersedia", "tidak", "tdk", "no", "menolak"})
_UNDECIDED = frozenset({"", "belum konfirmasi", "belum", "menunggu", "?"})


def read_person(row: ReadRow, role: Role, today: date) -> PersonRecord | None:
    """Read all fields; findings go to the row, and None means that no name could be read."""
    row.check_cells()
    parts = [row.text("title_before"), row.text("full_name")]
    written = " ".join(part for part in parts if part)
    after = row.text("title_after").strip(" ,")
    name = read_name(f"{written}, {after}" if after and after not in written else written)
    if not any(letter.isalpha() for letter in name.bare):
        if not row.cell("full_name").broken:
            row.refuse("full_name", "", Finding.of("name_missing"))
        return None
    identities = read_identities(row, today)
    birthplace, birth_date = _read_birth(row, today)
    _check_birth(row, identities, birth_date)
    rank, grade = _read_rank(row)
    return PersonRecord(
        full_name=name.printed,
        bare_name=name.bare,
        identities=identities,
        email=_read_email(row),
        phone=_read_phone(row),
        birthplace=birthplace,
        birth_date=birth_date,
        rank=rank,
        grade=grade,
        position=row.text("position") or None,
        unit=row.text("unit") or None,
        agency=row.text("agency") or None,
        employment=_read_employment(row, identities),
        willingness=_read_willingness(row),
        external=_is_external(row, role, identities),
    )


def read_identities(row: ReadRow, today: date) -> tuple[Identity, ...]:
    """Read every number a row states of its person; findings go to the row."""
    identities: list[Identity] = []
    for name, hint in IDENTITY_FIELDS.items():
        cell = row.cell(name)
        if cell.is_empty or cell.broken:
            continue
        identity = _read_identity(row, name, cell, hint, today)
        if identity is not None and identity not in identities:
            identities.append(identity)
    return tuple(identities)


def _read_identity(
    row: ReadRow, name: str, cell: Cell, hint: IdentityType | None, today: date
) -> Identity | None:
    masked = mask(re.sub(r"[\s.'’]", "", cell.text)[:40])
    if cell.computed:
        row.refuse(name, masked, Finding.of("identity_is_formula"))
        return None
    if not isinstance(cell.value, str) and not _is_short_number(cell):
        row.refuse(name, masked, Finding.of("identity_is_number"))
        return None
    if hint is None and _written_employment(row) is Employment.TNI_POLRI:
        hint = IdentityType.NRP
    reading = read_identity(cell.text, hint, today=today)
    if reading.problem is not None:
        row.refuse(name, masked, reading.problem)
        return None
    for warning in reading.warnings:
        row.warn(name, masked, warning)
    if reading.identity is not None and cell.is_number:
        row.warn(name, masked, Finding.of("identity_was_number"))
    return reading.identity


def _is_short_number(cell: Cell) -> bool:
    """A number a spreadsheet holds exactly: an NRP may have become one without loss."""
    return cell.is_number and cell.text.isdigit() and len(cell.text) < 15


def _written_employment(row: ReadRow) -> Employment:
    words = " ".join(re.sub(r"[\W_]+", " ", row.text("employment")).lower().split())
    return _EMPLOYMENT_WORDS.get(words, Employment.UNKNOWN)


def _read_birth(row: ReadRow, today: date) -> tuple[str | None, date | None]:
    place = row.text("birthplace") or None
    if row.mapping.column("birth_date") is not None:
        return place, _read_birth_date(row, "birth_date", row.cell("birth_date"), today)
    cell = row.cell("birth")
    if cell.is_empty:
        return place, None
    if isinstance(cell.value, str):
        # "Contoh Kota, 5 Agustus 1990": the place ends where the first digit stands.
        text = row.text("birth")
        first = next((at for at, sign in enumerate(text) if sign.isdecimal()), len(text))
        place = text[:first].strip(" ,/-") or place
        cell = Cell(text[first:])
    return place, _read_birth_date(row, "birth", cell, today)


def _read_birth_date(row: ReadRow, name: str, cell: Cell, today: date) -> date | None:
    if cell.is_empty or cell.broken or is_blank_word(cell.text):
        return None
    value = cell.value
    if isinstance(value, datetime):
        born = value.date()
    elif isinstance(value, date):
        born = value
    else:
        latest = date(today.year - YOUNGEST, 12, 31)
        reading = read_date(cell.text, latest=latest)
        if reading.date is None:
            row.warn(name, "", Finding.of("birth_date_unreadable"))
            return None
        born = reading.date
    if not 1900 < born.year <= today.year - YOUNGEST:
        row.warn(name, "", Finding.of("birth_date_unlikely", year=born.year))
        return None
    return born


def _check_birth(row: ReadRow, identities: Iterable[Identity], birth_date: date | None) -> None:
    for identity in identities:
        hint = birth_hint(identity)
        if birth_date is not None and hint is not None and not hint.agrees_with(birth_date):
            name = "birth_date" if row.mapping.column("birth_date") is not None else "birth"
            finding = Finding.of("birth_date_contradicts_identity", type=str(identity.type))
            row.warn(name, identity.masked(), finding)


def _read_rank(row: ReadRow) -> tuple[str | None, str | None]:
    """Rank and grade may share a cell or have one each; the grade's own column is believed."""
    first, second = read_rank(row.text("rank")), read_rank(row.text("grade"))
    for name, reading in (("rank", first), ("grade", second)):
        for warning in reading.warnings:
            row.warn(name, "", warning)
    grade = second.grade or first.grade
    rank = first.rank or second.rank
    if rank and second.grade and grade_of_rank(rank) not in (None, second.grade):
        finding = Finding.of("rank_contradicts_grade", rank=rank, grade=second.grade)
        row.warn("grade", "", finding)
        rank = second.rank
    return rank, grade or (grade_of_rank(rank) if rank else None)


def _read_email(row: ReadRow) -> str | None:
    written = row.text("email")
    if not written:
        return None
    email = read_email(written)
    if email is None:
        row.warn("email", mask_email(written), Finding.of("email_unusable"))
    return email


def _read_phone(row: ReadRow) -> str | None:
    written = row.text("phone")
    if not written or not isinstance(row.cell("phone").value, str | int | float):
        return None
    phone = read_phone(re.split(r"\s*[/;,]\s*(?=[+0])", written)[0])
    if phone is None:
        row.warn("phone", mask(written[:20]), Finding.of("phone_unusable"))
    return phone


def _read_employment(row: ReadRow, identities: tuple[Identity, ...]) -> Employment:
    """What the column says; else what the numbers imply. A contradiction is shown."""
    kinds = {identity.type for identity in identities}
    implied = Employment.UNKNOWN
    for kind, employment in (
        (IdentityType.NIP_PNS, Employment.PNS),
        (IdentityType.NI_PPPK, Employment.PPPK),
        (IdentityType.NRP, Employment.TNI_POLRI),
    ):
        if kind in kinds:
            implied = employment
    if kinds == {IdentityType.NIK}:
        implied = Employment.NON_ASN
    written = _written_employment(row)
    if written is Employment.UNKNOWN:
        return implied
    if implied not in (written, Employment.UNKNOWN, Employment.NON_ASN):
        finding = Finding.of(
            "employment_contradicts_identity", written=str(written), implied=str(implied)
        )
        row.warn("employment", row.text("employment")[:40], finding)
    return written


def _read_willingness(row: ReadRow) -> Willingness:
    words = row.text("willingness").lower().strip(" .")
    if words in _WILLING:
        return Willingness.WILLING
    if words in _DECLINED:
        return Willingness.DECLINED
    if words not in _UNDECIDED:
        row.warn("willingness", words[:40], Finding.of("willingness_unreadable"))
    return Willingness.UNKNOWN


def _is_external(row: ReadRow, role: Role, identities: tuple[Identity, ...]) -> bool:
    """As the column says; an instructor without any service number is external."""
    origin = row.text("origin").lower()
    if origin:
        return "ekstern" in origin or "extern" in origin or "luar" in origin
    service = {IdentityType.NIP_PNS, IdentityType.NI_PPPK, IdentityType.NRP}
    return role is Role.INSTRUCTOR and not any(one.type in service for one in identities)
