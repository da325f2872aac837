"""What comes back from a signer: judged on its bytes, then kept; nobody is called here.

    judge    whether some bytes are what was asked for: our document, and one more signature
    keep     the signature is noted and its bytes stored; after the last one they are archived,
             in the same transaction

Bytes that do not hold are refused and not kept; bytes that are kept are never touched again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.documents.signing.base import Signature, Verification
from connector.documents.signing.same_pages import shows_same
from connector.documents.signing.verify import verify
from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import archive, audit, certificates, renditions, signings
from connector.store.certificates import Certificate
from connector.store.signings import Answer, Signing, SigningState


@dataclass(frozen=True)
class Judged:
    """What some returned bytes are worth; `code` is "" where they are what was asked for."""

    content: bytes
    verification: Verification
    code: str = ""

    @property
    def sha256(self) -> str:
        return self.verification.sha256

    @property
    def answer(self) -> Answer:
        return Answer(
            SigningState.REFUSED if self.code else SigningState.SIGNED,
            code=self.code,
            sha_after=self.sha256,
            verification=verification_to_json(self.verification),
        )


def judge(
    office: Office, before: bytes, signed: bytes, slot: int, *, brought: bool = False
) -> Judged:
    """Say whether bytes are our document with its `slot`-th signature, intact.

    Codes: `signed_unsigned`, `signed_other` (not our document), `signed_unfinished` (a
    signature too few), `signed_too_often`, `signed_altered`, and `verify`'s for what is no
    readable PDF. What a signer answered us is shown as trusted or not. A file that somebody
    `brought` may be signed by anybody: where the office says whom it trusts
    (`SIMPUL_SIGN_TRUST`), an unknown issuer is refused as `signed_untrusted`.
    """
    found = verify(signed, office.roots, now=office.clock())
    code = _fault(found, before, signed, slot)
    if not code and brought and office.roots and not found.trusted:
        code = "signed_untrusted"
    return Judged(signed, found, code)


def _fault(found: Verification, before: bytes, signed: bytes, slot: int) -> str:
    if signed == before or found.problems == ("pdf_unsigned",):
        return "signed_unsigned"
    if not found.signatures:
        return found.problems[0] if found.problems else "pdf_unreadable"
    if not found.intact:
        return "signed_altered"
    if slot > 1 and not signed.startswith(before.rstrip(b"\r\n")):
        # Earlier signatures live in the bytes they were made on: a file written anew has lost
        # them, however many signatures it bears.
        return "signed_altered"
    if not shows_same(signed, before):
        # Also where it begins with our bytes: what is appended may draw other pages.
        return "signed_other"
    if len(found.signatures) < slot:
        return "signed_unfinished"
    if len(found.signatures) > slot:
        return "signed_too_often"
    return ""


def keep(
    connection: Connection,
    certificate: Certificate,
    signing: Signing,
    judged: Judged,
    *,
    actor: str,
    now: datetime,
) -> bool:
    """Note a signature and store its bytes; False, and nothing is stored, when it came too late.

    `signing` is as it was claimed (its attempt counts). The last signature archives the bytes
    and the certificate with them. Raises ConnectorError `certificate_moved` when the certificate
    was withdrawn meanwhile; the caller's transaction is to be rolled back then.
    """
    states = (*signings.UNSETTLED, SigningState.OPEN, SigningState.HANDED)
    if not signings.answer(
        connection, signing.id, signing.attempts, judged.answer, now=now, states=states
    ):
        return False
    subject = f"certificate:{certificate.id}"
    audit.note(
        connection, actor, "certificate.signed", subject, now=now,
        signing=signing.id, slot=signing.slot, sha256=judged.sha256,
    )  # fmt: skip
    if signing.slot < len(certificate.officials):
        renditions.put(connection, certificate.id, signing.slot, judged.content, now=now)
        return True
    digest = archive.put(connection, judged.content, actor=actor, now=now)
    if not certificates.set_state(
        connection, certificate.id, (CertificateState.AWAITING,), CertificateState.ARCHIVED,
        sha256=digest, signed_at=_signed_at(judged.verification, now), archived_at=now,
    ):  # fmt: skip
        raise ConnectorError("certificate_moved", certificate=certificate.id)
    audit.note(connection, actor, "certificate.archived", subject, now=now, sha256=digest)
    return True


def close_if_done(connection: Connection, batch_id: int, *, actor: str, now: datetime) -> bool:
    """Close a batch of which nothing is left to sign."""
    return not signings.left(connection, batch_id) and signings.close_batch(
        connection, batch_id, actor=actor, now=now
    )


def verification_to_json(found: Verification) -> dict[str, Any]:
    """Return what is kept of a verification, as plain JSON."""
    return {
        "sha256": found.sha256,
        "problems": list(found.problems),
        "signatures": [_signature_to_json(one) for one in found.signatures],
    }


def _signature_to_json(one: Signature) -> dict[str, Any]:
    return {
        "signer": one.signer,
        "issuer": one.issuer,
        "intact": one.intact,
        "trusted": one.trusted,
        "level": one.level,
        "claimed_at": one.claimed_at.isoformat() if one.claimed_at else None,
        "stamped_at": one.stamped_at.isoformat() if one.stamped_at else None,
        "problems": list(one.problems),
    }


def _signed_at(found: Verification, now: datetime) -> datetime:
    """A timestamp authority's time where there is one, else what the signer claims."""
    last = found.signatures[-1]
    return last.stamped_at or last.claimed_at or now
