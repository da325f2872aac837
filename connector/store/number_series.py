"""Queries about series of certificate numbers: opened, drawn from under a lock, closed.

A series belongs to one unit, kind and year, and gives no number that is dated in another year.
Several may be open: the oldest with numbers left gives first. A number that was given is never
given again, whatever becomes of its certificate.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from connector.domain.certificates import CertificateKind, NumberSource
from connector.domain.numbering import (
    LARGEST,
    Context,
    Pattern,
    Token,
    format_number,
    missing,
    read_pattern,
)
from connector.errors import ConnectorError
from connector.store.engine import take_turn
from connector.store.tables import certificates, listed_numbers, number_series

SERIES_LOCK = 7_463_003
"""Held by whoever opens a series: two that overlap must not be opened at once."""

CHUNK = 500
"""Values in one IN list; databases limit the parameters of a statement."""


@dataclass(frozen=True)
class Series:
    """One series as stored."""

    id: int
    unit: str
    kind: CertificateKind
    year: int
    source: NumberSource
    pattern: str
    """"" of a list."""
    first: int
    last: int | None
    """None counts on without an end."""
    next: int
    """What is given next; of a list, the position."""
    created_at: datetime
    created_by: str
    closed_at: datetime | None

    @property
    def left(self) -> int:
        """How many numbers it can still give."""
        end = LARGEST if self.last is None else self.last
        return 0 if self.closed_at else max(0, end - self.next + 1)

    @property
    def given(self) -> int:
        return self.next - self.first


@dataclass(frozen=True)
class NewSeries:
    """A series to open; `pattern` is None for a list, whose numbers go with it."""

    unit: str
    kind: CertificateKind
    year: int
    source: NumberSource
    pattern: Pattern | None
    first: int = 1
    last: int | None = None


@dataclass(frozen=True)
class Drawn:
    """A number, and where it came from."""

    series_id: int
    sequence: int
    number: str


@dataclass(frozen=True)
class Foreseen:
    """What a reservation would give now, without giving it."""

    drawn: tuple[Drawn, ...]
    missing: int
    """How many numbers are too few."""
    left: int | None
    """How many would be left afterwards; None where a series counts without an end."""
    opened: bool
    """Whether any series is open at all."""
    lacking: tuple[Token, ...]
    """Tokens of the patterns that nobody has given a value for."""


def get(connection: Connection, series_id: int) -> Series | None:
    row = connection.execute(_query().where(number_series.c.id == series_id)).one_or_none()
    return None if row is None else _series(row)


def listing(connection: Connection) -> list[Series]:
    """List every series, the latest year first, in the order in which they give."""
    rows = connection.execute(
        _query().order_by(
            number_series.c.year.desc(),
            number_series.c.unit,
            number_series.c.kind,
            number_series.c.id,
        )
    )
    return [_series(row) for row in rows]


def opened(connection: Connection, unit: str, kind: CertificateKind, year: int) -> list[Series]:
    """List the open series of a unit, kind and year, the one that gives first in front."""
    return [_series(row) for row in connection.execute(_open(unit, kind, year))]


def open_counted(connection: Connection, new: NewSeries, *, actor: str, now: datetime) -> int:
    """Open a series that counts from `first`, to `last` where it is a block; return its id.

    Raises ConnectorError `series_range_unfit`, or `series_overlaps` when another of the year
    writes the same pattern and has given, or will give, some of the same numbers.
    """
    lock_openings(connection)
    refuse_overlap(connection, new)
    text = new.pattern.text if new.pattern else ""
    return _insert(connection, new, new.first, new.last, text, actor, now)


def refuse_overlap(connection: Connection, new: NewSeries) -> None:
    """Raise what `open_counted` raises; nothing is locked or written."""
    pattern = new.pattern
    if pattern is None:
        raise ValueError("a counted series has a pattern")
    last = LARGEST if new.last is None else new.last
    if not 1 <= new.first <= last <= LARGEST:
        raise ConnectorError("series_range_unfit", most=LARGEST)
    for other in _of_year(connection, new.year):
        end = other.next - 1 if other.closed_at else (other.last or LARGEST)
        shared = max(new.first, other.first) <= min(last, end)
        if shared and _same_text(pattern, new.unit, other):
            raise ConnectorError("series_overlaps", series=other.id, first=other.first, last=end)


def open_listed(
    connection: Connection, new: NewSeries, numbers: Sequence[str], *, actor: str, now: datetime
) -> int:
    """Open a series of whole numbers, given in this order; return its id.

    The numbers were looked at before (`taken`); one that stands in a list twice is an
    IntegrityError.
    """
    lock_openings(connection)
    series_id = _insert(connection, new, 1, len(numbers), "", actor, now)
    connection.execute(
        listed_numbers.insert(),
        [
            {"series_id": series_id, "position": position, "number": number}
            for position, number in enumerate(numbers, start=1)
        ],
    )
    return series_id


def lock_openings(connection: Connection) -> None:
    """Let nobody else open a series until the transaction ends."""
    take_turn(connection, SERIES_LOCK)


def listed_next(connection: Connection, series: Series, many: int) -> list[str]:
    """Return the next numbers of a pasted list; none of a counted series."""
    return [one.number for one in _listed(connection, series, min(many, series.left))]


def taken(connection: Connection, year: int, numbers: Iterable[str]) -> frozenset[str]:
    """Return those that a certificate bears already, or another list of the year offers.

    A number that names the year it was used in is taken for ever; one that does not may come
    again in another year, as registries count.
    """
    found = set[str]()
    for chunk in _chunks(numbers):
        found |= {
            row.number
            for row in connection.execute(
                select(certificates.c.number, certificates.c.year).where(
                    certificates.c.number.in_(chunk)
                )
            )
            if row.year == year or str(row.year) in row.number
        }
        offered = (
            select(listed_numbers.c.number)
            .join(number_series)
            .where(
                listed_numbers.c.number.in_(chunk),
                number_series.c.year == year,
                number_series.c.closed_at.is_(None),
            )
        )
        found |= set(connection.scalars(offered))
    return frozenset(found)


def close(connection: Connection, series_id: int, *, now: datetime) -> bool:
    """Let a series give no more; False when it was closed before. What it gave stays given."""
    changed = connection.execute(
        update(number_series)
        .where(number_series.c.id == series_id, number_series.c.closed_at.is_(None))
        .values(closed_at=now)
    )
    return changed.rowcount == 1


def reserve(
    connection: Connection,
    unit: str,
    kind: CertificateKind,
    context: Context,
    count: int,
    *,
    in_batch: int = 1,
) -> list[Drawn]:
    """Draw `count` numbers of the year that `context` is dated in, and lock until the end.

    `in_batch` is what `{seq_in_batch}` begins at. Raises ConnectorError, with nothing drawn:
    `number_series_missing`, `numbers_used_up` (how many are `missing`), `number_token_missing`,
    `number_taken`.
    """
    year = context.dated.year
    series = [_series(row) for row in connection.execute(_open(unit, kind, year).with_for_update())]
    foreseen = _foresee(connection, series, context, count, in_batch)
    refuse_short(foreseen, unit, year)
    _refuse_borne(connection, year, foreseen.drawn)
    for series_id, after in {one.series_id: one.sequence + 1 for one in foreseen.drawn}.items():
        connection.execute(
            update(number_series).where(number_series.c.id == series_id).values(next=after)
        )
    return list(foreseen.drawn)


def foresee(
    connection: Connection,
    unit: str,
    kind: CertificateKind,
    context: Context,
    count: int,
    *,
    in_batch: int = 1,
) -> Foreseen:
    """Say what `reserve` would give at this moment; nothing is locked or written."""
    series = opened(connection, unit, kind, context.dated.year)
    return _foresee(connection, series, context, count, in_batch)


def refuse_short(foreseen: Foreseen, unit: str, year: int) -> None:
    """Raise `number_series_missing`, `numbers_used_up` or `number_token_missing` where it is so."""
    if not foreseen.opened:
        raise ConnectorError("number_series_missing", unit=unit, year=year)
    if foreseen.missing:
        raise ConnectorError("numbers_used_up", missing=foreseen.missing, unit=unit, year=year)
    if foreseen.lacking:
        raise ConnectorError("number_token_missing", token=foreseen.lacking[0].value)


def _foresee(
    connection: Connection, series: Sequence[Series], context: Context, count: int, in_batch: int
) -> Foreseen:
    drawn, lacking = list[Drawn](), list[Token]()
    for one in series:
        many = min(one.left, count - len(drawn))
        if many <= 0:
            continue
        if one.source is NumberSource.LIST:
            drawn += _listed(connection, one, many)
            continue
        pattern = pattern_of(one)
        lacking += missing(pattern, context)
        if not lacking:
            places = enumerate(range(one.next, one.next + many), start=in_batch + len(drawn))
            drawn += [
                Drawn(one.id, sequence, format_number(pattern, context, sequence, place))
                for place, sequence in places
            ]
    total = sum(one.left for one in series)
    endless = any(one.last is None for one in series)
    return Foreseen(
        drawn=tuple(drawn),
        missing=max(0, count - total),
        left=None if endless else max(0, total - count),
        opened=bool(series),
        lacking=tuple(dict.fromkeys(lacking)),
    )


def pattern_of(series: Series) -> Pattern:
    """Return a counted series' pattern, which was read before it was stored."""
    pattern = read_pattern(series.pattern).pattern
    if pattern is None:
        raise ConnectorError("series_pattern_damaged", series=series.id)
    return pattern


def _listed(connection: Connection, series: Series, many: int) -> Iterator[Drawn]:
    rows = connection.execute(
        select(listed_numbers)
        .where(
            listed_numbers.c.series_id == series.id,
            listed_numbers.c.position >= series.next,
            listed_numbers.c.position < series.next + many,
        )
        .order_by(listed_numbers.c.position)
    )
    return (Drawn(series.id, row.position, row.number) for row in rows)


def _refuse_borne(connection: Connection, year: int, drawn: Sequence[Drawn]) -> None:
    """A number that a certificate of the year bears must have come from another series."""
    for chunk in _chunks(one.number for one in drawn):
        borne = connection.scalars(
            select(certificates.c.number)
            .where(certificates.c.year == year, certificates.c.number.in_(chunk))
            .limit(1)
        ).first()
        if borne is not None:
            raise ConnectorError("number_taken", number=borne, year=year)


def _same_text(pattern: Pattern, unit: str, other: Series) -> bool:
    """Whether two series of a year write the same text around their numbers."""
    if other.source is NumberSource.LIST:
        return False
    if pattern_of(other).skeleton != pattern.skeleton:
        return False
    return other.unit == unit or Token.UNIT not in pattern.tokens


def _of_year(connection: Connection, year: int) -> list[Series]:
    return [
        _series(row) for row in connection.execute(_query().where(number_series.c.year == year))
    ]


def _insert(
    connection: Connection,
    new: NewSeries,
    first: int,
    last: int | None,
    pattern: str,
    actor: str,
    now: datetime,
) -> int:
    row = connection.execute(
        number_series.insert()
        .values(
            unit=new.unit,
            kind=new.kind.value,
            year=new.year,
            source=new.source.value,
            pattern=pattern,
            first=first,
            last=last,
            next=first,
            created_at=now,
            created_by=actor,
        )
        .returning(number_series.c.id)
    ).one()
    return int(row.id)


def _query() -> Select[Any]:
    return select(number_series)


def _open(unit: str, kind: CertificateKind, year: int) -> Select[Any]:
    return (
        _query()
        .where(
            number_series.c.unit == unit,
            number_series.c.kind == kind.value,
            number_series.c.year == year,
            number_series.c.closed_at.is_(None),
        )
        .order_by(number_series.c.id)
    )


def _series(row: Row[Any]) -> Series:
    values = row._asdict()
    return Series(
        **{**values, "kind": CertificateKind(row.kind), "source": NumberSource(row.source)}
    )


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    ordered = list(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
