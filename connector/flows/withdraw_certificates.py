"""What becomes of a certificate that should not stand as it is: revoked, or replaced.

Number, public page and archived file stay for ever; both directions of a replacement are on the
page. Nobody's deed here is silent: reason, person and moment are kept.
"""

from sqlalchemy import Connection

from connector.domain.certificates import CertificateState, Snapshot
from connector.domain.completion import Verdict
from connector.domain.revocations import Revocation, written
from connector.errors import ConnectorError
from connector.flows.class_drafts import drafts
from connector.flows.office import Office
from connector.flows.replace_number import replacement_of
from connector.store import approvals, audit, certificates, signings, trainings
from connector.store.certificate_records import snapshot_fingerprint
from connector.store.certificates import Certificate

REASON = 500
"""Characters of the note."""

STANDING = (CertificateState.NUMBERED, CertificateState.AWAITING, CertificateState.ARCHIVED)
"""States in which a certificate may be revoked."""


def revoke(
    office: Office,
    certificate_id: int,
    reason: str,
    *,
    actor: str,
    category: Revocation = Revocation.OTHER,
) -> None:
    """Revoke a certificate, signed or not. The public page shows the category alone.

    Raises ConnectorError `certificate_unknown`, `reason_missing`, `certificate_withdrawn` when
    it was revoked or replaced before, `signing_unsettled` while its signature is under way.
    """
    note = _note_of(reason)
    now = office.clock()
    with office.engine.begin() as connection:
        found = _held(connection, certificate_id)
        if not certificates.set_state(
            connection, found.id, STANDING, CertificateState.REVOKED,
            revoked_at=now, revoked_by=actor, revoked_reason=written(category, note),
        ):  # fmt: skip
            raise ConnectorError("certificate_withdrawn", number=found.number)
        audit.note(
            connection, actor, "certificate.revoked", f"certificate:{found.id}", now=now,
            training=found.training_id, category=category.value,
        )  # fmt: skip


def replace(
    office: Office,
    certificate_id: int,
    reason: str,
    *,
    actor: str,
    category: Revocation = Revocation.WRONG_DATA,
    force: bool = False,
) -> Certificate:
    """Issue a new certificate with what the draft says now; the old one points at it.

    Which number it bears is the design's policy. It is printed by a job and signed like any
    other. Raises what `revoke` raises, `seat_without_draft` for who left the roster,
    `replacement_not_earned` for whom nobody would approve now, `replacement_not_approved` where
    the list in force states something else, `replacement_same` when the draft
    states what the old one states, unless forced (a file that must be signed anew), and what
    drawing a number raises.
    """
    note = _note_of(reason)
    with office.engine.begin() as connection:
        old = _held(connection, certificate_id)
        if old.state is CertificateState.REPLACED:
            raise ConnectorError("certificate_withdrawn", number=old.number)
        snapshot = corrected(connection, office, old)
        if not force and snapshot_fingerprint(snapshot) == snapshot_fingerprint(old.content):
            raise ConnectorError("replacement_same", number=old.number)
        return replacement_of(
            connection, office, old, actor=actor, snapshot=snapshot,
            reason=written(category, note),
            approval_id=_approval_of(connection, old, snapshot),
        )  # fmt: skip


def _approval_of(connection: Connection, old: Certificate, snapshot: Snapshot) -> int:
    """Return the approval in force, which has to state what the new certificate states.

    Raises ConnectorError `replacement_not_approved`: a corrected name is a change of the list,
    and a changed list is approved anew (SOP S000 step 6).
    """
    approval = approvals.latest(connection, old.training_id, old.kind)
    rows = approval.rows if approval else ()
    row = next((one for one in rows if one.seat == old.seat), None)
    same = row is not None and snapshot_fingerprint(row.snapshot) == snapshot_fingerprint(snapshot)
    if approval is None or not same:
        raise ConnectorError("replacement_not_approved", number=old.number)
    return approval.id


def corrected(connection: Connection, office: Office, old: Certificate) -> Snapshot:
    """Return what a certificate would state if it were issued now.

    Raises ConnectorError `replacement_not_earned`: an approval of then makes no certificate now
    for somebody whose verdict has changed, least of all in the place of a revoked one.
    """
    training = trainings.by_id(connection, old.training_id)
    if training is None:
        raise ConnectorError("certificate_unknown", certificate=old.id)
    draft = drafts(connection, office, training.code, old.kind).of(old.seat)
    if draft.judgement is not None and draft.judgement.verdict is not Verdict.EARNED:
        raise ConnectorError("replacement_not_earned", number=old.number)
    return draft.snapshot


def _held(connection: Connection, certificate_id: int) -> Certificate:
    """Lock a certificate and return it; refuses one whose signature is under way."""
    known = certificates.get(connection, certificate_id)
    if known is None:
        raise ConnectorError("certificate_unknown", certificate=certificate_id)
    trainings.lock(connection, known.training_id)
    signings.hold(connection, [certificate_id])
    asked = signings.of_certificates(connection, [certificate_id]).get(certificate_id, [])
    if any(one.state in signings.UNSETTLED for one in asked):
        raise ConnectorError("signing_unsettled")
    found = certificates.get(connection, certificate_id)
    if found is None:
        raise ConnectorError("certificate_unknown", certificate=certificate_id)
    return found


def _note_of(reason: str) -> str:
    note = " ".join(reason.split())[:REASON]
    if not note:
        raise ConnectorError("reason_missing")
    return note
