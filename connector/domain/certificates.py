"""Certificates: what is printed, who signs, in which state one stands; values only, no layout.

A certificate's `Snapshot` is taken when its list is approved and never changes afterwards: no
renamed training, no corrected roster and no deleted person alters what was issued (design rule
6). It holds no NIK: a certificate never prints one (facts: domain §4, §8.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from connector.domain.people import Employment, Role


class CertificateKind(StrEnum):
    """What is certified; one per person, training and kind."""

    STTP = "sttp"
    """Surat Tanda Tamat Pelatihan."""
    PARTICIPATION = "participation"
    """Sertifikat keikutsertaan."""
    TEACHING = "teaching"
    """Surat keterangan mengajar, for instructors."""


ROLES: Mapping[CertificateKind, frozenset[Role]] = {
    CertificateKind.STTP: frozenset({Role.PARTICIPANT}),
    CertificateKind.PARTICIPATION: frozenset({Role.PARTICIPANT}),
    CertificateKind.TEACHING: frozenset({Role.INSTRUCTOR}),
}
"""Who may get which kind; nobody else ever does."""


class CertificateState(StrEnum):
    """Where an issued certificate stands; revoked and replaced keep number and public page."""

    NUMBERED = "numbered"
    """Number and date are reserved; no PDF yet."""
    AWAITING = "awaiting_signature"
    SIGNED = "signed"
    """Every signature is on it; not verified and archived yet."""
    ARCHIVED = "archived"
    REVOKED = "revoked"
    REPLACED = "replaced"


class Acting(StrEnum):
    """How an official holds the office they sign for."""

    NONE = ""
    PLT = "Plt."
    """Pelaksana tugas: the post is vacant."""
    PLH = "Plh."
    """Pelaksana harian: the holder is away."""


@dataclass(frozen=True)
class Official:
    """A signing official as printed under a certificate; `id` names the stored row."""

    id: int
    name: str
    """With degrees."""
    title: str
    """`Kepala Balai Pendidikan dan Pelatihan …`, without Plt."""
    acting: Acting = Acting.NONE
    identity_type: str = ""
    """An `IdentityType`, or "" where none is printed."""
    identity: str = ""
    """Digits; grouped when printed. Never a NIK."""
    rank: str = ""


@dataclass(frozen=True)
class Subject:
    """One line of the back page."""

    title: str
    jp: Decimal
    instructors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holder:
    """The person as printed; empty where it is not known or not printed for their service."""

    name: str
    employment: Employment
    identity_type: str = ""
    """An `IdentityType` that may be printed, or ""; never NIK."""
    identity: str = ""
    birthplace: str = ""
    birth_date: date | None = None
    rank: str = ""
    grade: str = ""
    position: str = ""
    unit: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Course:
    """The training as printed."""

    code: str
    title: str
    cohort: str
    """Angkatan, as the office writes it."""
    year: int
    """Tahun anggaran."""
    first: date
    last: date
    place: str
    method: str
    """`klasikal`, `PJJ`, `blended` …, or ""."""
    jp: Decimal
    """Lesson hours the certificate states."""
    subjects: tuple[Subject, ...]
    decree_number: str = ""
    decree_date: date | None = None


@dataclass(frozen=True)
class Snapshot:
    """Everything personal and particular that one certificate states."""

    kind: CertificateKind
    holder: Holder
    course: Course
    band: str = ""
    """Qualification (`Sangat Memuaskan`), or ""."""
    score: Decimal | None = None
    taught: tuple[Subject, ...] = ()
    """What an instructor taught; empty for participants."""
    photo: str = ""
    """sha256 of the picture that is printed, or ""."""


@dataclass(frozen=True)
class Design:
    """What an administrator set for a kind: template folder, texts, signers; no code, no layout."""

    name: str
    kind: CertificateKind
    template: str
    """Name of a folder under `connector/certificates/templates`."""
    unit: str = ""
    """Whose number series is used."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Texts of the template that differ from its own; unknown names are refused."""
    options: Mapping[str, bool | str | int] = field(default_factory=dict)
    officials: tuple[int, ...] = ()
    """Ids of one or two officials, in the order they sign."""
    logo: bytes | None = None
    """PNG, JPEG or SVG; None prints none."""
    id: int = 0
    version: int = 0


class NumberSource(StrEnum):
    """Where a series takes its numbers from."""

    PATTERN = "pattern"
    """Counted upwards without an end."""
    BLOCK = "block"
    """Counted from `first` to `last`, assigned by the registry."""
    LIST = "list"
    """A pasted list of whole numbers."""


class Replacement(StrEnum):
    """Which number a replacement bears; a setting of the design (`options["replacement"]`)."""

    NEW = "new"
    KEEP = "keep"
    """The old number; both pages point at each other."""
