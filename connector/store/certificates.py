"""Queries about issued certificates: rows in and out, states; no number is drawn here.

A row is written once, with what it states (`content`), how it looks (`design`) and who signs;
afterwards only its state moves, and its officials until one has signed. Nothing is deleted.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from connector.domain.certificates import (
    CertificateKind,
    CertificateState,
    Design,
    Official,
    Snapshot,
)
from connector.store.certificate_records import (
    design_from_json,
    design_to_json,
    official_from_json,
    official_to_json,
    snapshot_from_json,
    snapshot_to_json,
)
from connector.store.keys import person_key, seat_key
from connector.store.tables import certificates

ROWS_AT_ONCE = 100
"""A row carries its design, logo included; no more of them are read at a time."""

UNSIGNED = (CertificateState.NUMBERED, CertificateState.AWAITING)
"""States in which the officials may still change: nobody has signed a finished certificate."""


@dataclass(frozen=True, kw_only=True)
class NewCertificate:
    """A certificate to insert, NUMBERED: its number and its date are settled."""

    code: str
    """20 characters, without dashes (`connector.domain.numbering.new_code`)."""
    training_id: int
    seat_id: int
    person_id: int
    kind: CertificateKind
    approval_id: int
    content: Snapshot
    series_id: int | None
    """None, as `sequence` is, for a replacement that keeps the old number."""
    sequence: int | None
    number: str
    dated: date
    """The date printed on it; its year is that of the number."""
    design: Design
    officials: tuple[Official, ...]
    generation: int = 1
    """1 for the first of a person, training and kind; a replacement's is one more."""
    replaces_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Certificate(NewCertificate):
    """An issued certificate as stored."""

    id: int
    state: CertificateState
    issued_at: datetime
    issued_by: str
    replaced_by_id: int | None
    """The one that took its place: each points at the other."""
    signed_at: datetime | None
    archived_at: datetime | None
    sha256: str
    """Of the archived PDF; "" before."""
    revoked_at: datetime | None
    """When it was revoked, or replaced."""
    revoked_by: str
    revoked_reason: str

    @property
    def seat(self) -> str:
        return seat_key(self.seat_id)

    @property
    def person(self) -> str:
        return person_key(self.person_id)

    @property
    def valid(self) -> bool:
        return self.state not in (CertificateState.REVOKED, CertificateState.REPLACED)


def insert_many(
    connection: Connection, rows: Sequence[NewCertificate], *, actor: str, now: datetime
) -> list[int]:
    """Insert certificates; return their ids in the same order.

    An IntegrityError means that a person has one of this kind, or that a number is taken.
    """
    if not rows:
        return []
    made = connection.execute(
        certificates.insert().returning(certificates.c.id, sort_by_parameter_order=True),
        [_columns(row, actor, now) for row in rows],
    )
    return [int(row.id) for row in made]


def get(connection: Connection, certificate_id: int) -> Certificate | None:
    return next(_read(connection, _query().where(certificates.c.id == certificate_id)), None)


def by_code(connection: Connection, code: str) -> Certificate | None:
    """Return the certificate of a verification code, as `numbering.read_code` returns it."""
    return next(_read(connection, _query().where(certificates.c.code == code)), None)


def by_sha256(connection: Connection, sha256: str) -> list[Certificate]:
    """List the certificates whose archived file has this digest: one, or none."""
    query = _query().where(certificates.c.sha256 == sha256).order_by(certificates.c.id)
    return list(_read(connection, query))


def of_training(
    connection: Connection, training_id: int, kind: CertificateKind | None = None
) -> list[Certificate]:
    """List a training's certificates in the order in which they were numbered; all states."""
    query = _query().where(certificates.c.training_id == training_id)
    if kind is not None:
        query = query.where(certificates.c.kind == kind.value)
    return list(_read(connection, query.order_by(certificates.c.id)))


def of_person(connection: Connection, person_id: int) -> list[Certificate]:
    """List what a person was ever issued, in any training, the oldest first."""
    query = _query().where(certificates.c.person_id == person_id)
    return list(_read(connection, query.order_by(certificates.c.id)))


def holders(connection: Connection, training_id: int, kind: CertificateKind) -> frozenset[int]:
    """Return the ids of persons who have a certificate of this kind, in whatever state."""
    found = connection.scalars(
        select(certificates.c.person_id).where(
            certificates.c.training_id == training_id, certificates.c.kind == kind.value
        )
    )
    return frozenset(found)


def count(connection: Connection, training_id: int, kind: CertificateKind) -> int:
    """Return how many a training has of a kind, replaced and revoked ones too."""
    return connection.execute(
        select(func.count()).where(
            certificates.c.training_id == training_id, certificates.c.kind == kind.value
        )
    ).scalar_one()


def set_state(
    connection: Connection,
    certificate_id: int,
    from_states: Collection[CertificateState],
    to: CertificateState,
    **columns: str | datetime | None,
) -> bool:
    """Move a certificate on; False, and nothing is written, when it stands elsewhere by now.

    `columns` are written with it: `sha256`, `archived_at`, `revoked_reason` …
    """
    moved = connection.execute(
        update(certificates)
        .where(
            certificates.c.id == certificate_id,
            certificates.c.state.in_([state.value for state in from_states]),
        )
        .values(state=to.value, **columns)
    )
    return moved.rowcount == 1


def put_officials(
    connection: Connection, certificate_id: int, officials: Sequence[Official]
) -> bool:
    """Name other officials on an unsigned certificate, which keeps its number; else False."""
    changed = connection.execute(
        update(certificates)
        .where(
            certificates.c.id == certificate_id,
            certificates.c.state.in_([state.value for state in UNSIGNED]),
        )
        .values(officials=[official_to_json(one) for one in officials])
    )
    return changed.rowcount == 1


def _query() -> Select[Any]:
    later = certificates.alias("later")
    return select(certificates, later.c.id.label("replaced_by_id")).outerjoin(
        later, later.c.replaces_id == certificates.c.id
    )


def _columns(row: NewCertificate, actor: str, now: datetime) -> dict[str, Any]:
    return {
        "code": row.code,
        "training_id": row.training_id,
        "seat_id": row.seat_id,
        "person_id": row.person_id,
        "kind": row.kind.value,
        "generation": row.generation,
        "state": CertificateState.NUMBERED.value,
        "approval_id": row.approval_id,
        "content": snapshot_to_json(row.content),
        "series_id": row.series_id,
        "sequence": row.sequence,
        "number": row.number,
        "dated": row.dated,
        "year": row.dated.year,
        "issued_at": now,
        "issued_by": actor,
        "replaces_id": row.replaces_id,
        "design": design_to_json(row.design),
        "officials": [official_to_json(one) for one in row.officials],
    }


def _read(connection: Connection, query: Select[Any]) -> Iterator[Certificate]:
    """Yield rows as certificates; those of one design share it, and its logo, in memory."""
    stored, design = None, None
    # An option of this one statement: on the connection it would stay, and PostgreSQL would open
    # a cursor for the caller's next write.
    with connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
        for row in rows:
            if design is None or row.design != stored:
                stored, design = row.design, design_from_json(row.design)
            yield _certificate(row, design)


def _certificate(row: Row[Any], design: Design) -> Certificate:
    return Certificate(
        id=row.id,
        code=row.code,
        training_id=row.training_id,
        seat_id=row.seat_id,
        person_id=row.person_id,
        kind=CertificateKind(row.kind),
        generation=row.generation,
        state=CertificateState(row.state),
        approval_id=row.approval_id,
        content=snapshot_from_json(row.content),
        series_id=row.series_id,
        sequence=row.sequence,
        number=row.number,
        dated=row.dated,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        replaces_id=row.replaces_id,
        replaced_by_id=row.replaced_by_id,
        design=design,
        officials=tuple(official_from_json(one) for one in row.officials),
        signed_at=row.signed_at,
        archived_at=row.archived_at,
        sha256=row.sha256 or "",
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by or "",
        revoked_reason=row.revoked_reason or "",
    )
