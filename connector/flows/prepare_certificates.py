"""Numbered certificates become PDFs that wait for their signature; printed once, kept as printed.

    prepare            every NUMBERED certificate of a training and kind → stage 0, AWAITING
    change_officials   another official before the first signature: same number, printed anew
    sheet_of           what one certificate's page is printed from

Printing happens outside any transaction, keeping inside one that moves the state: a process that
dies has kept a PDF and moved the state, or done neither. Several workers may do the same at once:
the same certificate prints the same bytes, and the first one keeps them.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from connector import log
from connector.certificates.paper import Sheet, page_pictures, sheet_pdf
from connector.domain.certificates import CertificateKind, CertificateState
from connector.errors import ConnectorError
from connector.flows.design_certificates import issuer_of
from connector.flows.issue_certificates import PREPARE_JOB, prepare_later
from connector.flows.office import Office
from connector.store import audit, certificates, officials, papers, renditions, signings, trainings
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.renditions import UNSIGNED
from connector.store.signings import SigningState
from connector.store.trainings import StoredTraining

__all__ = ["PREPARE_JOB", "change_officials", "first_picture", "prepare", "sheet_of"]

ACTOR = "job:prepare"

NO_CALL_MADE = (SigningState.OPEN, SigningState.REFUSED, SigningState.HANDED)
"""Nothing was signed, and no call is under way."""

THUMBNAIL_DOTS = 60
"""Dots an inch: an A4 page is some 700 wide."""

_log = log.get("certificate")


def prepare(office: Office, code: str, kind: CertificateKind) -> int:
    """Print what is numbered and not printed yet; return how many were.

    What cannot be printed is noted and stops no other; ConnectorError `certificates_unprinted`
    says so at the end. Raises `training_unknown`.
    """
    with reading(office.engine) as connection:
        training = _training(connection, code)
        waiting = [
            one
            for one in certificates.of_training(connection, training.id, kind)
            if one.state is CertificateState.NUMBERED
        ]
    printed, refused = 0, list[ConnectorError]()
    for one in waiting:
        try:
            printed += _prepare_one(office, one)
        except ConnectorError as error:
            _note_refusal(office, one, error)
            refused.append(error)
    if refused:
        first = refused[0].code
        raise ConnectorError("certificates_unprinted", count=len(refused), first=first)
    return printed


def change_officials(
    office: Office,
    code: str,
    kind: CertificateKind,
    chosen: Sequence[int],
    *,
    actor: str,
) -> int:
    """Name other officials (ids, in the order they sign) where nobody has signed yet.

    Number and date stay; what was printed, or taken along to be signed, counts no more. Returns
    how many certificates it concerns. Raises ConnectorError `official_unknown`,
    `officials_number`, `signing_begun` where every certificate bears a signature already,
    `signing_unsettled` while a call is under way.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        training = _training(connection, code)
        trainings.lock(connection, training.id)
        named = officials.of_ids(connection, chosen)
        if len(named) != len(chosen) or not all(one.active for one in named):
            raise ConnectorError("official_unknown")
        if not 0 < len(set(chosen)) == len(chosen) <= 2:
            raise ConnectorError("officials_number", most=2)
        ids = _unsigned(connection, training.id, kind)
        renditions.drop_unsigned(connection, ids)
        for one in ids:
            certificates.put_officials(connection, one, [each.official for each in named])
            certificates.set_state(
                connection, one, (CertificateState.AWAITING,), CertificateState.NUMBERED
            )
        asked = signings.of_certificates(connection, ids)
        rows = [row.id for own in asked.values() for row in own]
        signings.reopen(connection, rows, NO_CALL_MADE)
        audit.note(
            connection, actor, "officials.changed", training.key, now=now,
            kind=kind.value, officials=list(chosen), certificates=ids,
        )  # fmt: skip
        prepare_later(connection, office, training, kind)
    return len(ids)


def sheet_of(connection: Connection, office: Office, one: Certificate) -> Sheet:
    """Return what a certificate is printed from; the same row gives the same sheet."""
    signers = [each.signer for each in officials.of_ids(connection, [o.id for o in one.officials])]
    return Sheet(
        snapshot=one.content,
        design=one.design,
        officials=one.officials,
        number=one.number,
        dated=one.dated,
        place=office.place,
        organiser=office.organiser,
        code=one.code,
        address=office.check_address(one.code),
        photo=_photo(connection, one),
        signed_by_machine=True,
        issuer=issuer_of(signers),
    )


def first_picture(office: Office, certificate_id: int) -> bytes:
    """Return the first page as PNG; raises ConnectorError `certificate_unknown`."""
    with reading(office.engine) as connection:
        one = certificates.get(connection, certificate_id)
        if one is None:
            raise ConnectorError("certificate_unknown", certificate=certificate_id)
        sheet = sheet_of(connection, office, one)
    return page_pictures(sheet, created=one.issued_at, dots=THUMBNAIL_DOTS)[0]


def _prepare_one(office: Office, one: Certificate) -> bool:
    """Print and keep one certificate; False when somebody else did, or it was withdrawn."""
    with reading(office.engine) as connection:
        fresh = certificates.get(connection, one.id)
        if fresh is None or fresh.state is not CertificateState.NUMBERED:
            return False
        sheet = sheet_of(connection, office, fresh)
    content = sheet_pdf(sheet, created=fresh.issued_at)
    now = office.clock()
    with office.engine.begin() as connection:
        signings.hold(connection, [one.id])
        current = certificates.get(connection, one.id)
        if current is None or current.officials != fresh.officials:
            return False  # another official was named meanwhile: its own job prints that
        if not certificates.set_state(
            connection, one.id, (CertificateState.NUMBERED,), CertificateState.AWAITING
        ):
            return False
        digest = renditions.put(connection, one.id, UNSIGNED, content, now=now)
        audit.note(
            connection, ACTOR, "certificate.printed", f"certificate:{one.id}", now=now,
            sha256=digest,
        )  # fmt: skip
    return True


def _unsigned(connection: Connection, training_id: int, kind: CertificateKind) -> list[int]:
    """Lock and return the certificates that nobody has signed yet."""
    rows = certificates.of_training(connection, training_id, kind)
    waiting = [one.id for one in rows if one.state in certificates.UNSIGNED]
    signings.hold(connection, waiting)
    asked = signings.of_certificates(connection, waiting)
    if any(one.state in signings.UNSETTLED for own in asked.values() for one in own):
        raise ConnectorError("signing_unsettled")
    found = [
        number
        for number in waiting
        if all(one.state in NO_CALL_MADE for one in asked.get(number, ()))
    ]
    if not found:
        raise ConnectorError("signing_begun")
    return found


def _photo(connection: Connection, one: Certificate) -> bytes | None:
    """Return the portrait of a snapshot, an attached file of its training."""
    if not one.content.photo:
        return None
    for file in papers.evidence_of(connection, one.training_id):
        if file.sha256 == one.content.photo:
            return papers.evidence_content(connection, one.training_id, file.id)
    raise ConnectorError("photo_missing", certificate=one.id)


def _note_refusal(office: Office, one: Certificate, error: ConnectorError) -> None:
    _log.warning("not_printed", id=one.id, code=error.code)
    with office.engine.begin() as connection:
        audit.note(
            connection, ACTOR, "certificate.not_printed", f"certificate:{one.id}",
            now=office.clock(), code=error.code,
        )  # fmt: skip


def _training(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored
