"""What an administrator does to series of numbers: opened by pattern, block or list, and closed.

Each deed is one transaction with its entry in the audit trail; what is refused changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from connector.domain.certificates import CertificateKind, NumberSource
from connector.domain.findings import Finding
from connector.domain.numbering import Context, preview, read_list, read_pattern
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import audit, number_series
from connector.store.engine import reading
from connector.store.number_series import NewSeries, Series

SHOWN = 3
"""How many of the next numbers a preview shows."""

LONGEST_UNIT = 60

MOST_LISTED = 20_000
"""Numbers in one pasted list; a year of a large centre is a tenth of that."""

YEARS = (2000, 2199)


class NumbersRefused(ConnectorError):
    """A pattern or a list that cannot be used; `problems` say all that is wrong, line by line."""

    def __init__(self, code: str, problems: Iterable[Finding]) -> None:
        self.problems = tuple(problems)
        super().__init__(code, count=len(self.problems))


@dataclass(frozen=True)
class SeriesPlace:
    """Whose numbers they are: a unit's, for one kind of certificate, dated in one year."""

    unit: str
    kind: CertificateKind
    year: int


def open_pattern(
    office: Office, place: SeriesPlace, text: str, first: int, last: int | None, *, actor: str
) -> int:
    """Open a series that counts from `first`; with `last` it is a block. Return its id.

    Raises NumbersRefused `pattern_refused`, ConnectorError `series_unit_unfit`,
    `series_year_unfit`, `series_range_unfit` or `series_overlaps`.
    """
    read = read_pattern(text)
    if read.pattern is None:
        raise NumbersRefused("pattern_refused", read.problems)
    source = NumberSource.PATTERN if last is None else NumberSource.BLOCK
    where = _fit(place)
    new = NewSeries(where.unit, where.kind, where.year, source, read.pattern, first, last)
    with office.engine.begin() as connection:
        made = number_series.open_counted(connection, new, actor=actor, now=office.clock())
        _note(office, connection, actor, "numbers.opened", made, source=source.value, first=first)
    return made


def open_list(office: Office, place: SeriesPlace, text: str, *, actor: str) -> int:
    """Open a series of pasted numbers, one a line, given in this order; return its id.

    Raises NumbersRefused `list_refused` with every line that is empty, doubled, too long or
    names a number that is in use; then none of the list is taken.
    """
    where = _fit(place)
    numbers, problems = read_list(text)
    if len(numbers) > MOST_LISTED:
        raise ConnectorError("list_long", most=MOST_LISTED)
    new = NewSeries(where.unit, where.kind, where.year, NumberSource.LIST, None)
    written = [number for _line, number in numbers]
    with office.engine.begin() as connection:
        number_series.lock_openings(connection)
        taken = number_series.taken(connection, where.year, written)
        problems += [
            Finding.of("list_line_taken", line=line, number=number)
            for line, number in numbers
            if number in taken
        ]
        if problems:
            ordered = sorted(problems, key=lambda one: int(one.values().get("line", 0)))
            raise NumbersRefused("list_refused", ordered)
        made = number_series.open_listed(connection, new, written, actor=actor, now=office.clock())
        _note(office, connection, actor, "numbers.opened", made, source="list", count=len(numbers))
    return made


def close_series(office: Office, series_id: int, *, actor: str) -> Series:
    """Let a series give no more; raises ConnectorError `series_unknown` or `series_closed`."""
    with office.engine.begin() as connection:
        series = number_series.get(connection, series_id)
        if series is None:
            raise ConnectorError("series_unknown", series=series_id)
        if not number_series.close(connection, series_id, now=office.clock()):
            raise ConnectorError("series_closed", series=series_id)
        _note(office, connection, actor, "numbers.closed", series_id, next=series.next)
    return series


def preview_pattern(
    office: Office, place: SeriesPlace, text: str, first: int, last: int | None
) -> list[str]:
    """Return the next numbers of a series that is not open yet; raises as `open_pattern` does.

    Tokens that every training fills by itself stand as they are. Nothing is written.
    """
    read = read_pattern(text)
    if read.pattern is None:
        raise NumbersRefused("pattern_refused", read.problems)
    where = _fit(place)
    source = NumberSource.PATTERN if last is None else NumberSource.BLOCK
    new = NewSeries(where.unit, where.kind, where.year, source, read.pattern, first, last)
    with reading(office.engine) as connection:
        number_series.refuse_overlap(connection, new)
    end = first + SHOWN if last is None else min(first + SHOWN, last + 1)
    today = office.clock().date()
    dated = today if today.year == where.year else date(where.year, 1, 1)
    return preview(read.pattern, Context(dated, unit=where.unit), range(first, end))


def following(office: Office, series: Series, numbers: Iterable[str]) -> list[str]:
    """Return a stored series' next numbers as a page shows them; `numbers` are those of a list."""
    if series.source is NumberSource.LIST:
        return list(numbers)
    pattern = number_series.pattern_of(series)
    end = series.next + min(SHOWN, series.left)
    today = office.clock().date()
    dated = today if today.year == series.year else date(series.year, 1, 1)
    return preview(pattern, Context(dated, unit=series.unit), range(series.next, end))


def _fit(place: SeriesPlace) -> SeriesPlace:
    unit = " ".join(place.unit.split())
    if len(unit) > LONGEST_UNIT or not unit.isprintable():
        raise ConnectorError("series_unit_unfit", most=LONGEST_UNIT)
    if not YEARS[0] <= place.year <= YEARS[1]:
        raise ConnectorError("series_year_unfit", first=YEARS[0], last=YEARS[1])
    return SeriesPlace(unit, place.kind, place.year)


def _note(
    office: Office,
    connection: Connection,
    actor: str,
    action: str,
    series_id: int,
    **details: str | int,
) -> None:
    subject = f"series:{series_id}"
    audit.note(connection, actor, action, subject, now=office.clock(), **details)
