"""What anybody may learn about a certificate, and whether a file is the one that was archived.

    public_state    by the code in its QR: state, number, masked name, training, signers, sha256
    compare         a PDF somebody was given against the archived one

Everything comes from the certificate's own row and its signatures: renamed trainings, corrected
rosters and withdrawn people change nothing here. A public page shows no NIP, NIK, birth date,
e-mail address or unit: with a masked name a unit would name most people (facts: domain §8.1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from connector.documents.signing.base import Verification
from connector.documents.signing.verify import verify
from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.numbering import read_code, show_code
from connector.domain.public_names import masked_name
from connector.domain.revocations import Revocation, category_of
from connector.flows.office import Office
from connector.store import archive, certificates, signings
from connector.store.certificates import Certificate
from connector.store.signings import Signing, SigningState

NO_CODE = "-"
"""Looked up in place of what cannot be a code: malformed and unknown cost the same."""

PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024
"""Every PDF bears the mark among its first bytes; readers look that far."""

LARGEST_JUDGED = 2 * 1024 * 1024
"""Bytes of a stranger's file whose signatures are looked at: a crafted one costs seconds of a
processor a megabyte. Ours have some hundred thousand, and are known by their digest anyway."""


class Standing(StrEnum):
    """What a certificate is worth now, in the order of what matters first."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNSIGNED = "unsigned"
    """Numbered, and not signed by everybody yet: worth nothing so far."""


class Match(StrEnum):
    """What a file is, held against the archived one."""

    SAME = "same"
    """Byte for byte."""
    ADDED = "added"
    """Begins with ours; what was written behind it may show something else."""
    SIGNED = "signed"
    """Another file, whose own signatures are intact; they say nothing about this certificate."""
    DIFFERENT = "different"
    """Neither; what was printed, scanned or saved again has lost its signature too."""
    NO_PDF = "no_pdf"
    """No PDF at all: a photograph, a text, a file of another program."""


@dataclass(frozen=True)
class PublicSigner:
    """Who is printed as signing."""

    title: str
    """With `Plt.` where they are acting."""
    name: str


@dataclass(frozen=True)
class PublicSignature:
    """An electronic signature, as it was judged when the file was archived."""

    signer: str
    issuer: str
    intact: bool
    trusted: bool
    at: datetime | None
    stamped: bool
    """`at` is a timestamp authority's, not the signer's own clock."""


@dataclass(frozen=True)
class PublicCertificate:
    """All that a public page says; nothing else of a certificate leaves the house."""

    code: str
    """As printed: `XXXXX-XXXXX-XXXXX-XXXXX`."""
    standing: Standing
    kind: CertificateKind
    number: str
    name: str
    """Masked."""
    title: str
    cohort: str
    first: date
    last: date
    jp: Decimal
    dated: date
    signers: tuple[PublicSigner, ...]
    signatures: tuple[PublicSignature, ...]
    sha256: str
    """Of the archived PDF; "" before there is one."""
    ended_at: datetime | None
    """When it was revoked or replaced."""
    reason: Revocation | None
    """The category alone; None while it is valid."""
    replaced_by: str
    replaces: str
    """Codes as printed; "" where there is none."""


@dataclass(frozen=True)
class Compared:
    """What a file turned out to be."""

    match: Match
    sha256: str
    """Of the file."""
    verification: Verification | None = None
    """Of its signatures, where they were looked at."""


def public_state(connection: Connection, office: Office, code: str) -> PublicCertificate | None:
    """Return what is public of a certificate; None for unknown and malformed codes alike."""
    found = _named(connection, code)
    return None if found is None else _public(connection, found)


def compare(connection: Connection, office: Office, code: str, pdf: bytes) -> Compared | None:
    """Hold a file against the archived one; None where there is none. Nothing of it is kept."""
    found = _named(connection, code)
    if found is None or not found.sha256:
        return None
    digest = hashlib.sha256(pdf).hexdigest()
    if digest == found.sha256:
        return Compared(Match.SAME, digest)
    if pdf.startswith(archive.content(connection, found.sha256)):
        return Compared(Match.ADDED, digest)
    if PDF_MARK not in pdf[:PDF_MARK_WITHIN]:
        return Compared(Match.NO_PDF, digest)
    if len(pdf) > LARGEST_JUDGED:
        return Compared(Match.DIFFERENT, digest)
    judged = verify(pdf, office.roots, now=office.clock())
    return Compared(Match.SIGNED if judged.intact else Match.DIFFERENT, digest, judged)


def _named(connection: Connection, code: str) -> Certificate | None:
    return certificates.by_code(connection, read_code(code) or NO_CODE)


def _public(connection: Connection, one: Certificate) -> PublicCertificate:
    course = one.content.course
    signed = signings.of_certificates(connection, [one.id]).get(one.id, [])
    ended = not one.valid
    return PublicCertificate(
        code=show_code(one.code),
        standing=_standing(one),
        kind=one.kind,
        number=one.number,
        name=masked_name(one.content.holder.name),
        title=course.title,
        cohort=course.cohort,
        first=course.first,
        last=course.last,
        jp=course.jp,
        dated=one.dated,
        signers=tuple(
            PublicSigner(f"{each.acting.value} {each.title}".strip(), each.name)
            for each in one.officials
        ),
        signatures=_signatures(signed) if one.sha256 else (),
        sha256=one.sha256,
        ended_at=one.revoked_at if ended else None,
        reason=category_of(one.revoked_reason) if ended else None,
        replaced_by=_code_of(connection, one.replaced_by_id),
        replaces=_code_of(connection, one.replaces_id),
    )


def _standing(one: Certificate) -> Standing:
    return {
        CertificateState.ARCHIVED: Standing.VALID,
        CertificateState.REVOKED: Standing.REVOKED,
        CertificateState.REPLACED: Standing.REPLACED,
    }.get(one.state, Standing.UNSIGNED)


def _code_of(connection: Connection, certificate_id: int | None) -> str:
    if certificate_id is None:
        return ""
    other = certificates.get(connection, certificate_id)
    return show_code(other.code) if other else ""


def _signatures(signed: Sequence[Signing]) -> tuple[PublicSignature, ...]:
    """Read the last verification: it judged every signature the file bears."""
    done = [one for one in signed if one.state is SigningState.SIGNED and one.verification]
    last: Mapping[str, Any] = (done[-1].verification or {}) if done else {}
    return tuple(_signature(one) for one in last.get("signatures", ()))


def _signature(stored: Mapping[str, Any]) -> PublicSignature:
    stamped = stored.get("stamped_at")
    at = stamped or stored.get("claimed_at")
    return PublicSignature(
        signer=str(stored["signer"]),
        issuer=str(stored["issuer"]),
        intact=bool(stored["intact"]),
        trusted=bool(stored["trusted"]),
        at=datetime.fromisoformat(at) if at else None,
        stamped=bool(stamped),
    )
