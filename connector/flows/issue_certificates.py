"""From an approved list to numbered certificates, in one transaction. Read top to bottom.

    issue            latest approval, still true → number, date and row for everybody on it
    issue_approved   the same for an approval in hand, within the caller's transaction
    outlook, check   what issuing would do now, or refuse; nothing is reserved

Whoever has a certificate of the kind is passed over, so that issuing twice changes nothing. The
training's row is locked first, the series' rows after it: two who issue take turns, and a
process that dies leaves neither a number without a certificate nor the reverse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from connector.domain.certificates import CertificateKind
from connector.domain.numbering import new_code
from connector.errors import ConnectorError
from connector.flows.approve_certificates import pending_list
from connector.flows.certificate_terms import Terms, terms_of
from connector.flows.office import Office
from connector.store import approvals, audit, certificates, number_series, trainings
from connector.store.approvals import Approval, ApprovedRow
from connector.store.certificates import NewCertificate
from connector.store.keys import number_of
from connector.store.number_series import Drawn, Foreseen
from connector.store.trainings import StoredTraining

PREPARE_JOB = "prepare_certificates"
"""Kind of the job that renders what was numbered; its body names training and kind."""


@dataclass(frozen=True)
class Issued:
    """How many were numbered now, and how many of the list had their certificate before."""

    numbered: int
    already: int


@dataclass(frozen=True)
class Outlook:
    """What issuing would do at this moment, for a page to show before the button."""

    training: StoredTraining
    kind: CertificateKind
    approval: Approval | None
    outdated: bool
    """Whether the list has changed since it was approved."""
    rows: tuple[ApprovedRow, ...]
    """Who would get a number, in the order of the list."""
    already: int
    terms: Terms
    foreseen: Foreseen


def issue(
    office: Office,
    code: str,
    kind: CertificateKind,
    *,
    dated: date | None,
    actor: str,
    seen: int | None = None,
) -> Issued:
    """Number everybody on the latest approved list who has no certificate of this kind yet.

    Without `dated` the training's own STTP date is taken, else today. `seen` is the approval
    that was looked at: another one by now is refused as `issue_other_list`. Nothing is written when
    it raises ConnectorError: `training_unknown`, `issue_without_approval`,
    `issue_list_changed`, what `Terms.check` says of date and officials, and what
    `number_series.reserve` says of numbers.
    """
    with office.engine.begin() as connection:
        trainings.lock(connection, training_of(connection, code).id)
        training = training_of(connection, code)
        approval = approvals.latest(connection, training.id, kind)
        if approval is None:
            raise ConnectorError("issue_without_approval", training=code)
        if seen is not None and seen != approval.id:
            raise ConnectorError("issue_other_list", training=code)
        if _outdated(connection, office, code, approval):
            raise ConnectorError("issue_list_changed", training=code)
        return issue_approved(connection, office, training, approval, dated=dated, actor=actor)


def issue_approved(
    connection: Connection,
    office: Office,
    training: StoredTraining,
    approval: Approval,
    *,
    dated: date | None,
    actor: str,
) -> Issued:
    """Number an approval's list in the caller's transaction, whatever has changed since."""
    kind = approval.kind
    trainings.lock(connection, training.id)
    held = certificates.holders(connection, training.id, kind)
    rows = _without(approval.rows, held)
    if not rows:
        return Issued(0, len(approval.rows))
    terms = terms_of(connection, office, training, kind, dated)
    terms.check()
    drawn = number_series.reserve(
        connection,
        terms.context.unit,
        kind,
        terms.context,
        len(rows),
        in_batch=_next_place(connection, training, kind),
    )
    pairs = zip(rows, drawn, strict=True)
    made = [_certificate(training, approval, row, one, terms) for row, one in pairs]
    ids = insert(connection, office, made, actor)
    audit.note(
        connection,
        actor,
        "certificates.issued",
        training.key,
        now=office.clock(),
        kind=kind.value,
        approval=approval.id,
        certificates=ids,
        dated=terms.dated.isoformat(),
    )
    prepare_later(connection, office, training, kind)
    return Issued(len(ids), len(approval.rows) - len(rows))


def outlook(
    connection: Connection, office: Office, code: str, kind: CertificateKind, dated: date | None
) -> Outlook:
    """Say what issuing would do now; nothing is locked. Raises `training_unknown`."""
    training = training_of(connection, code)
    approval = approvals.latest(connection, training.id, kind)
    listed = approval.rows if approval else ()
    rows = _without(listed, certificates.holders(connection, training.id, kind))
    terms = terms_of(connection, office, training, kind, dated)
    return Outlook(
        training=training,
        kind=kind,
        approval=approval,
        outdated=approval is not None and _outdated(connection, office, code, approval),
        rows=rows,
        already=len(listed) - len(rows),
        terms=terms,
        foreseen=number_series.foresee(
            connection,
            terms.context.unit,
            kind,
            terms.context,
            len(rows),
            in_batch=_next_place(connection, training, kind),
        ),
    )


def check(found: Outlook) -> None:
    """Raise what `issue` would raise, as far as it can be known before."""
    code = found.training.code
    if found.approval is None:
        raise ConnectorError("issue_without_approval", training=code)
    if found.outdated:
        raise ConnectorError("issue_list_changed", training=code)
    found.terms.check()
    number_series.refuse_short(found.foreseen, found.terms.context.unit, found.terms.dated.year)


def insert(
    connection: Connection, office: Office, made: Sequence[NewCertificate], actor: str
) -> list[int]:
    """Insert all, or raise `numbers_collide`: another series gave one of the numbers just now."""
    try:
        return certificates.insert_many(connection, made, actor=actor, now=office.clock())
    except IntegrityError as error:
        raise ConnectorError("numbers_collide") from error


def prepare_later(
    connection: Connection, office: Office, training: StoredTraining, kind: CertificateKind
) -> None:
    """Have the new certificates rendered once this transaction is in."""
    body = {"training": training.code, "kind": kind.value}
    office.jobs.enqueue(connection, PREPARE_JOB, body)


def training_of(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored


def _outdated(connection: Connection, office: Office, code: str, approval: Approval) -> bool:
    return pending_list(connection, office, code, approval.kind).fingerprint != approval.fingerprint


def _without(rows: Sequence[ApprovedRow], held: frozenset[int]) -> tuple[ApprovedRow, ...]:
    return tuple(row for row in rows if number_of(row.person) not in held)


def _next_place(connection: Connection, training: StoredTraining, kind: CertificateKind) -> int:
    """Return what `{seq_in_batch}` counts from: after all that the training has of this kind."""
    return certificates.count(connection, training.id, kind) + 1


def _certificate(
    training: StoredTraining, approval: Approval, row: ApprovedRow, drawn: Drawn, terms: Terms
) -> NewCertificate:
    return NewCertificate(
        code=new_code(),
        training_id=training.id,
        seat_id=number_of(row.seat),
        person_id=number_of(row.person),
        kind=approval.kind,
        approval_id=approval.id,
        content=row.snapshot,
        series_id=drawn.series_id,
        sequence=drawn.sequence,
        number=drawn.number,
        dated=terms.dated,
        design=terms.design,
        officials=terms.officials,
    )
