"""Puts a new certificate in the place of one: next generation, each pointing at the other."""

from datetime import date

from sqlalchemy import Connection

from connector.domain.certificates import CertificateState, Replacement, Snapshot
from connector.domain.numbering import new_code
from connector.errors import ConnectorError
from connector.flows.certificate_terms import Terms, terms_of
from connector.flows.issue_certificates import insert, prepare_later
from connector.flows.office import Office
from connector.store import audit, certificates, number_series, trainings
from connector.store.certificates import Certificate, NewCertificate
from connector.store.number_series import Drawn
from connector.store.trainings import StoredTraining


def replacement_of(
    connection: Connection,
    office: Office,
    certificate: Certificate,
    *,
    actor: str,
    snapshot: Snapshot,
    reason: str = "",
    approval_id: int | None = None,
    dated: date | None = None,
) -> Certificate:
    """Replace a certificate in the caller's transaction; return the new one, NUMBERED.

    The design says which number it bears (`options["replacement"]`): a new one, dated today
    unless said, or the old one with the old date. The old one becomes REPLACED. Raises
    ConnectorError `certificate_replaced` when that has happened before, `officials_missing`,
    and for a new number what issuing raises of dates and numbers.
    """
    trainings.lock(connection, certificate.training_id)
    training = trainings.by_id(connection, certificate.training_id)
    old = certificates.get(connection, certificate.id)
    if training is None or old is None or old.state is CertificateState.REPLACED:
        raise ConnectorError("certificate_replaced", number=certificate.number)
    terms = terms_of(connection, office, training, old.kind, dated)
    drawn = None
    if terms.design.options.get("replacement") == Replacement.KEEP.value:
        if not terms.officials:
            raise ConnectorError("officials_missing", design=terms.design.name)
    else:
        drawn = _draw(connection, training, old, terms)
    new = NewCertificate(
        code=new_code(),
        training_id=old.training_id,
        seat_id=old.seat_id,
        person_id=old.person_id,
        kind=old.kind,
        approval_id=approval_id or old.approval_id,
        content=snapshot,
        series_id=drawn.series_id if drawn else None,
        sequence=drawn.sequence if drawn else None,
        number=drawn.number if drawn else old.number,
        dated=terms.dated if drawn else old.dated,
        design=terms.design,
        officials=terms.officials,
        generation=old.generation + 1,
        replaces_id=old.id,
    )
    _retire(connection, office, old, reason, actor)
    [number] = insert(connection, office, [new], actor)
    audit.note(
        connection,
        actor,
        "certificate.replaced",
        f"certificate:{old.id}",
        now=office.clock(),
        by=number,
        number_kept=drawn is None,
    )
    prepare_later(connection, office, training, old.kind)
    made = certificates.get(connection, number)
    if made is None:
        raise AssertionError("what was inserted is there")
    return made


def _draw(
    connection: Connection,
    training: StoredTraining,
    old: Certificate,
    terms: Terms,
) -> Drawn:
    terms.check()
    [drawn] = number_series.reserve(
        connection,
        terms.context.unit,
        old.kind,
        terms.context,
        1,
        in_batch=certificates.count(connection, training.id, old.kind) + 1,
    )
    return drawn


def _retire(
    connection: Connection, office: Office, old: Certificate, reason: str, actor: str
) -> None:
    """Mark the old one; a revoked one keeps when, why and by whom it was revoked."""
    revoked = old.state is CertificateState.REVOKED
    certificates.set_state(
        connection,
        old.id,
        [old.state],
        CertificateState.REPLACED,
        revoked_at=old.revoked_at if revoked else office.clock(),
        revoked_by=old.revoked_by if revoked else actor,
        revoked_reason=old.revoked_reason if revoked else reason,
    )
