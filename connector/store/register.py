"""The register of certificates as lists read it: searched, paged, streamed; nothing is changed.

Only what a register shows is read: a certificate's design and logo stay where they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select

from connector.domain.certificates import CertificateKind, CertificateState
from connector.store.tables import certificates, number_series, trainings

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; everything that is not said matches."""

    text: str = ""
    """Part of a number, a name, a training's code or title."""
    training: str = ""
    """Code of one training."""
    year: int | None = None
    """Of the printed date."""
    kind: CertificateKind | None = None
    state: CertificateState | None = None
    unit: str | None = None
    """Of the series the number came from."""


@dataclass(frozen=True)
class Entry:
    """One certificate in the register."""

    id: int
    number: str
    dated: date
    year: int
    unit: str
    name: str
    identity: str
    """As printed, not masked: whoever shows it decides. Never a NIK."""
    code: str
    """Of the training."""
    title: str
    """Of the training, as printed."""
    cohort: str
    kind: CertificateKind
    state: CertificateState
    issued_at: datetime
    signed_at: datetime | None
    revoked_at: datetime | None
    reason: str
    replaces: str
    """Number of the certificate whose place it took, or ""."""
    replaced_by: str
    """Number of the one that took its place, or ""."""
    replaced_by_id: int | None
    sha256: str
    signers: tuple[str, ...]


_later = certificates.alias("later")
_earlier = certificates.alias("earlier")
_drawn = certificates.alias("drawn")
"""The row for which a number came from a series; a kept number is borne by others as well."""

_NAME = certificates.c.content["holder"]["name"].as_string()


def page(connection: Connection, wanted: Wanted, *, limit: int, offset: int = 0) -> list[Entry]:
    """List a part of the register: the latest year first, in it by series and number."""
    rows = connection.execute(_ordered(_query(wanted)).limit(limit).offset(offset))
    return [_entry(row) for row in rows]


def every(connection: Connection, wanted: Wanted) -> Iterator[Entry]:
    """Yield the whole register, a few hundred rows in memory at a time."""
    reader = connection.execution_options(yield_per=ROWS_AT_ONCE)
    with reader.execute(_ordered(_query(wanted))) as rows:
        for row in rows:
            yield _entry(row)


def count(connection: Connection, wanted: Wanted) -> int:
    """Count what matches; only what is searched is joined."""
    query = select(func.count(certificates.c.id)).join(
        trainings, trainings.c.id == certificates.c.training_id
    )
    if wanted.unit is not None:
        query = _with_series(query)
    return int(connection.execute(_narrowed(query, wanted)).scalar_one())


def years(connection: Connection) -> list[int]:
    """List the years that certificates are dated in, the latest first."""
    return list(
        connection.scalars(
            select(certificates.c.year).distinct().order_by(certificates.c.year.desc())
        )
    )


def units(connection: Connection) -> list[str]:
    """List the units that have series of numbers."""
    return list(
        connection.scalars(select(number_series.c.unit).distinct().order_by(number_series.c.unit))
    )


def _query(wanted: Wanted) -> Select[Any]:
    query = (
        select(
            certificates.c.id,
            certificates.c.number,
            certificates.c.dated,
            certificates.c.year,
            certificates.c.kind,
            certificates.c.state,
            certificates.c.issued_at,
            certificates.c.signed_at,
            certificates.c.revoked_at,
            certificates.c.revoked_reason,
            certificates.c.sha256,
            certificates.c.content,
            certificates.c.officials,
            trainings.c.code,
            func.coalesce(number_series.c.unit, "").label("unit"),
            _earlier.c.number.label("replaces"),
            _later.c.id.label("replaced_by_id"),
            _later.c.number.label("replaced_by"),
        )
        .join(trainings, trainings.c.id == certificates.c.training_id)
        .outerjoin(_earlier, _earlier.c.id == certificates.c.replaces_id)
        .outerjoin(_later, _later.c.replaces_id == certificates.c.id)
    )
    return _narrowed(_with_series(query), wanted)


def _with_series(query: Select[Any]) -> Select[Any]:
    """Join the series a number came from, for kept numbers through the certificate that drew it."""
    return query.outerjoin(
        _drawn,
        (_drawn.c.number == certificates.c.number)
        & (_drawn.c.year == certificates.c.year)
        & _drawn.c.series_id.is_not(None),
    ).outerjoin(number_series, number_series.c.id == _drawn.c.series_id)


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.text:
        query = query.where(
            or_(
                certificates.c.number.icontains(wanted.text, autoescape=True),
                _NAME.icontains(wanted.text, autoescape=True),
                trainings.c.code.icontains(wanted.text, autoescape=True),
                trainings.c.title.icontains(wanted.text, autoescape=True),
            )
        )
    if wanted.training:
        query = query.where(trainings.c.code == wanted.training)
    if wanted.year is not None:
        query = query.where(certificates.c.year == wanted.year)
    if wanted.kind is not None:
        query = query.where(certificates.c.kind == wanted.kind.value)
    if wanted.state is not None:
        query = query.where(certificates.c.state == wanted.state.value)
    if wanted.unit is not None:
        query = query.where(number_series.c.unit == wanted.unit)
    return query


def _ordered(query: Select[Any]) -> Select[Any]:
    return query.order_by(
        certificates.c.year.desc(),
        _drawn.c.series_id,
        _drawn.c.sequence,
        certificates.c.generation,
        certificates.c.id,
    )


def _entry(row: Row[Any]) -> Entry:
    holder, course = row.content["holder"], row.content["course"]
    return Entry(
        id=row.id,
        number=row.number,
        dated=row.dated,
        year=row.year,
        unit=row.unit,
        name=holder["name"],
        identity=holder["identity"],
        code=row.code,
        title=course["title"],
        cohort=course["cohort"],
        kind=CertificateKind(row.kind),
        state=CertificateState(row.state),
        issued_at=row.issued_at,
        signed_at=row.signed_at,
        revoked_at=row.revoked_at,
        reason=row.revoked_reason or "",
        replaces=row.replaces or "",
        replaced_by=row.replaced_by or "",
        replaced_by_id=row.replaced_by_id,
        sha256=row.sha256 or "",
        signers=tuple(one["name"] for one in row.officials),
    )
