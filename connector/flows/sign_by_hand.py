"""Signing outside: files go out as a ZIP and come back signed, each matched by its content.

    hand_out   what of a batch is not signed yet, as one ZIP
    take_in    every returned file judged by itself; what holds is kept, the rest is said in words

A file name proves nothing. What was handed out twice, renamed, packed anew or sent back in
several parts is recognised all the same; one bad file keeps no good one out.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from connector.documents.signing.base import CallbackSigner
from connector.documents.signing.same_pages import pages_digest
from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError
from connector.flows.accept_signature import close_if_done, judge, keep
from connector.flows.office import Office
from connector.flows.signing_batches import (
    batch_of,
    gather,
    may_sign,
    official_of,
    signer_of,
)
from connector.reports.certificate_archive import plain_number
from connector.store import audit, certificates, renditions, signings
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.signings import Batch, Signing, SigningState

_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
"""Where one revision of a PDF ends, and a signature that was appended begins."""

OUTSIDE = (SigningState.OPEN, SigningState.REFUSED, SigningState.HANDED)


@dataclass(frozen=True)
class Returned:
    """What became of one returned file."""

    name: str
    certificate: Certificate | None
    """Which one it is of, where that could be told."""
    code: str = ""
    """Why it was not taken; "" for one that was."""

    @property
    def taken(self) -> bool:
        return not self.code


def hand_out(office: Office, batch_id: int, *, actor: str) -> bytes:
    """Return the ZIP of what of a batch is not signed yet, and note who took it.

    It may be asked for again; the same files go out. Raises ConnectorError `batch_unknown`,
    `not_your_signature`, `signer_direct` where the official signs here, `nothing_to_sign`.
    """
    now = office.clock()
    signer = _outside(office, batch_id, actor)
    with office.engine.begin() as connection:
        batch = batch_of(connection, batch_id)
        if batch.closed_at is None:
            gather(connection, batch, actor=actor)
        open_ones = list(_open_lines(connection, batch))
        files = [
            (f"{plain_number(one.number)}-{one.code}.pdf", content) for one, _, content in open_ones
        ]
        if not files:
            raise ConnectorError("nothing_to_sign")
        before = {one.id: hashlib.sha256(content).hexdigest() for one, _, content in open_ones}
        signings.hand_out(connection, batch_id, before, actor=actor, now=now)
        audit.note(
            connection, actor, "batch.handed_out", f"training:{batch.training_id}", now=now,
            batch=batch_id, files=len(files),
        )  # fmt: skip
    return signer.hand_out(files)


def take_in(office: Office, batch_id: int, returned: bytes, *, actor: str) -> list[Returned]:
    """Judge everything that came back; say of each file whether it was taken, and why not.

    Codes: `returned_foreign`, `returned_double`, `returned_again`, `returned_outdated`, and those
    of `judge`. Raises what the signer says of a file that cannot be opened at all.
    """
    signer = _outside(office, batch_id, actor)
    files = signer.take_in(returned)
    with reading(office.engine) as connection:
        lines = _Lines(connection, batch_of(connection, batch_id))
    taken, results = set[int](), list[Returned]()
    for name, content in files:
        result = _take_one(office, lines, name, content, taken, actor)
        if result.taken and result.certificate:
            taken.add(result.certificate.id)
        results.append(result)
    refused = sum(not one.taken for one in results)
    with office.engine.begin() as connection:
        audit.note(
            connection, actor, "batch.taken_in", f"training:{lines.batch.training_id}",
            now=office.clock(), batch=batch_id, taken=len(taken), refused=refused,
        )  # fmt: skip
    return results


class _Lines:
    """The certificates of a batch by the digests of what was handed out of them."""

    def __init__(self, connection: Connection, batch: Batch) -> None:
        self.batch = batch
        self.signings = {one.certificate_id: one for one in signings.of_batch(connection, batch.id)}
        listed = certificates.of_training(connection, batch.training_id, batch.kind)
        self.certificates = {one.id: one for one in listed if one.id in self.signings}
        self.by_digest = {
            one.sha256: one.certificate_id
            for one in renditions.newest(connection, batch.training_id, batch.kind.value).values()
            if one.certificate_id in self.signings and one.stage == batch.slot - 1
        }
        self.handed = {one.sha_before: one.certificate_id for one in self.signings.values()}
        self.done = {one.sha_after: one.certificate_id for one in self.signings.values()}
        self._pages: dict[str, int] | None = None

    def pages(self, office: Office) -> Mapping[str, int]:
        """Certificates by what their pages show; read only when a file was written anew."""
        if self._pages is None:
            with reading(office.engine) as connection:
                self._pages = {
                    pages_digest(content): one.id
                    for one, _, content in _open_lines(connection, self.batch)
                }
        return self._pages


def _take_one(
    office: Office, lines: _Lines, name: str, content: bytes, taken: set[int], actor: str
) -> Returned:
    whole = hashlib.sha256(content).hexdigest()
    if whole in lines.done:
        return Returned(name, lines.certificates.get(lines.done[whole]), "returned_again")
    found, code = _matched(office, lines, content)
    if found is None:
        return _unmatched(lines, name)
    certificate = lines.certificates[found]
    if code:
        return Returned(name, certificate, code)
    signing = lines.signings[certificate.id]
    if certificate.id in taken:
        return Returned(name, certificate, "returned_double")
    if signing.state is SigningState.SIGNED:
        return Returned(name, certificate, "returned_again")
    with reading(office.engine) as connection:
        before = renditions.content(connection, certificate.id, signing.slot - 1)
    judged = judge(office, before, content, signing.slot, brought=True)
    if judged.code:
        return Returned(name, certificate, judged.code)
    now = office.clock()
    with office.engine.begin() as connection:
        states = signings.hold(connection, [certificate.id])
        if states.get(certificate.id) != CertificateState.AWAITING.value:
            return Returned(name, certificate, "certificate_moved")
        if not keep(connection, certificate, signing, judged, actor=actor, now=now):
            return Returned(name, certificate, "returned_again")
        close_if_done(connection, lines.batch.id, actor=actor, now=now)
    return Returned(name, certificate)


def _unmatched(lines: _Lines, name: str) -> Returned:
    """Say of a file whose content is none of ours what its name claims; it is not believed."""
    for one in lines.certificates.values():
        if one.code in name:
            return Returned(name, one, "returned_changed")
    return Returned(name, None, "returned_foreign")


def _matched(office: Office, lines: _Lines, content: bytes) -> tuple[int | None, str]:
    """Return which certificate some bytes are of, and a code where it is clear but unfit."""
    outdated = None
    for prefix in _revisions(content):
        if prefix in lines.by_digest:
            return lines.by_digest[prefix], ""
        outdated = outdated or lines.handed.get(prefix)
    if outdated:
        return outdated, "returned_outdated"
    shown = pages_digest(content)
    return (lines.pages(office).get(shown), "") if shown else (None, "")


def _revisions(content: bytes) -> Iterator[str]:
    """Yield the digest of every beginning of a PDF that ends where a revision does."""
    digest, at = hashlib.sha256(), 0
    for end in _END.finditer(content):
        for stop in sorted({end.start() + len(b"%%EOF"), end.end()}):
            digest.update(content[at:stop])
            at = stop
            yield digest.copy().hexdigest()


def _open_lines(
    connection: Connection, batch: Batch
) -> Iterator[tuple[Certificate, Signing, bytes]]:
    """Yield what of a batch is not signed and not withdrawn, with the bytes to sign."""
    known = {
        one.id: one for one in certificates.of_training(connection, batch.training_id, batch.kind)
    }
    for signing in signings.of_batch(connection, batch.id):
        one = known[signing.certificate_id]
        if signing.state in OUTSIDE and one.state is CertificateState.AWAITING:
            yield one, signing, renditions.content(connection, one.id, batch.slot - 1)


def _outside(office: Office, batch_id: int, actor: str) -> CallbackSigner:
    """Return who carries the files; refuses whoever may not, and a signer that signs here."""
    with reading(office.engine) as connection:
        batch = batch_of(connection, batch_id)
        official = official_of(connection, batch)
        may_sign(connection, office, official, actor)
        signer = signer_of(office, official)
    if not isinstance(signer, CallbackSigner) or signer.name != batch.signer:
        raise ConnectorError("signer_direct", signer=batch.signer)
    return signer
