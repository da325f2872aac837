"""Series give their numbers once, in order, and only to their year; on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, Engine

from connector.domain.certificates import CertificateKind, NumberSource
from connector.domain.numbering import Context, read_pattern
from connector.errors import ConnectorError
from connector.store import number_series
from connector.store.engine import reading
from connector.store.number_series import NewSeries, foresee, reserve
from tests.store.samples import NOW

STTP = CertificateKind.STTP
CONTEXT = Context(date(2026, 8, 7), unit="BDA", cohort="II")


def counted(
    connection: Connection,
    pattern: str = "{seq}/{unit}/{year}",
    first: int = 1,
    last: int | None = None,
    *,
    unit: str = "BDA",
    kind: CertificateKind = STTP,
    year: int = 2026,
) -> int:
    source = NumberSource.PATTERN if last is None else NumberSource.BLOCK
    read = read_pattern(pattern).pattern
    new = NewSeries(unit, kind, year, source, read, first, last)
    return number_series.open_counted(connection, new, actor="user:1", now=NOW)


def listed(connection: Connection, numbers: Sequence[str], *, year: int = 2026) -> int:
    new = NewSeries("BDA", STTP, year, NumberSource.LIST, None)
    return number_series.open_listed(connection, new, numbers, actor="user:1", now=NOW)


def draw(connection: Connection, count: int, context: Context = CONTEXT) -> list[str]:
    return [one.number for one in reserve(connection, context.unit, STTP, context, count)]


def test_a_series_may_begin_in_the_middle_of_a_year(engine: Engine) -> None:
    with engine.begin() as connection:
        series = counted(connection, first=137)
        assert draw(connection, 2) == ["137/BDA/2026", "138/BDA/2026"]
        assert draw(connection, 1) == ["139/BDA/2026"]
        stored = number_series.get(connection, series)
    assert stored is not None
    assert (stored.next, stored.given, stored.created_at) == (140, 3, NOW)


def test_the_oldest_series_with_numbers_left_gives_first(engine: Engine) -> None:
    with engine.begin() as connection:
        block = counted(connection, first=998, last=999)
        paper = listed(connection, ["800/7", "800/3"])
        endless = counted(connection, "W.32-{seq}")
        drawn = reserve(connection, "BDA", STTP, CONTEXT, 6)
        again = draw(connection, 1)
    assert [(one.series_id, one.sequence, one.number) for one in drawn] == [
        (block, 998, "998/BDA/2026"),
        (block, 999, "999/BDA/2026"),
        (paper, 1, "800/7"),
        (paper, 2, "800/3"),
        (endless, 1, "W.32-1"),
        (endless, 2, "W.32-2"),
    ]
    assert again == ["W.32-3"]


def test_too_few_numbers_give_none_and_say_how_many_are_missing(engine: Engine) -> None:
    with engine.begin() as connection:
        counted(connection, first=998, last=999)
        listed(connection, ["800/7"])
    with pytest.raises(ConnectorError) as caught, engine.begin() as connection:
        draw(connection, 5)
    assert (caught.value.code, caught.value.params["missing"]) == ("numbers_used_up", 2)
    with engine.begin() as connection:
        assert draw(connection, 3) == ["998/BDA/2026", "999/BDA/2026", "800/7"]
    with pytest.raises(ConnectorError) as caught, engine.begin() as connection:
        draw(connection, 1)
    assert (caught.value.code, caught.value.params["missing"]) == ("numbers_used_up", 1)


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTEXT, dated=date(2027, 1, 1)),
        replace(CONTEXT, dated=date(2025, 12, 31)),
        replace(CONTEXT, unit="BDB"),
        replace(CONTEXT, unit=""),
    ],
)
def test_a_series_gives_nothing_to_another_year_or_unit(engine: Engine, other: Context) -> None:
    with engine.begin() as connection:
        counted(connection)
    with pytest.raises(ConnectorError, match="number_series_missing"), engine.begin() as connection:
        draw(connection, 1, other)


def test_another_kind_has_numbers_of_its_own(engine: Engine) -> None:
    with engine.begin() as connection:
        counted(connection)
        counted(connection, "SK-{seq}", kind=CertificateKind.TEACHING)
        drawn = reserve(connection, "BDA", CertificateKind.TEACHING, CONTEXT, 1)
        assert [one.number for one in drawn] == ["SK-1"]
        assert draw(connection, 1) == ["1/BDA/2026"]


def test_a_closed_series_gives_no_more_and_is_closed_once(engine: Engine) -> None:
    with engine.begin() as connection:
        series = counted(connection)
        assert draw(connection, 2) == ["1/BDA/2026", "2/BDA/2026"]
        assert number_series.close(connection, series, now=NOW)
        assert not number_series.close(connection, series, now=NOW)
    with pytest.raises(ConnectorError, match="number_series_missing"), engine.begin() as connection:
        draw(connection, 1)


def test_foreseen_is_what_is_given_then(engine: Engine) -> None:
    with engine.begin() as connection:
        counted(connection, first=8, last=9)
        listed(connection, ["800/7"])
    with reading(engine) as connection:
        foreseen = foresee(connection, "BDA", STTP, CONTEXT, 2)
        short = foresee(connection, "BDA", STTP, CONTEXT, 9)
    assert (foreseen.missing, foreseen.left, short.missing, short.left) == (0, 1, 6, 0)
    with engine.begin() as connection:
        assert tuple(reserve(connection, "BDA", STTP, CONTEXT, 2)) == foreseen.drawn


def test_places_in_the_batch_go_on_over_several_series(engine: Engine) -> None:
    with engine.begin() as connection:
        counted(connection, "{seq_in_batch}:{seq}", first=8, last=9)
        counted(connection, "{seq_in_batch:2}.{seq}", first=1)
        drawn = reserve(connection, "BDA", STTP, CONTEXT, 3, in_batch=5)
    assert [one.number for one in drawn] == ["5:8", "6:9", "07.1"]


def test_a_token_nobody_filled_gives_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        series = counted(connection, "{seq}/{klasifikasi}")
    with pytest.raises(ConnectorError) as caught, engine.begin() as connection:
        draw(connection, 1)
    assert (caught.value.code, caught.value.params["token"]) == (
        "number_token_missing",
        "klasifikasi",
    )
    with reading(engine) as connection:
        stored = number_series.get(connection, series)
    assert stored is not None
    assert stored.given == 0


@pytest.mark.parametrize(("first", "last"), [(0, None), (5, 4), (1, 10**8), (-3, 2), (10**9, None)])
def test_a_range_that_cannot_be_counted_is_refused(
    engine: Engine, first: int, last: int | None
) -> None:
    with pytest.raises(ConnectorError, match="series_range_unfit"), engine.begin() as connection:
        counted(connection, first=first, last=last)


@pytest.mark.parametrize(
    ("pattern", "first", "last", "unit", "kind", "refused"),
    [
        ("W.32-{seq}", 50, 60, "BDA", STTP, True),
        ("W.32-{seq:5}", 50, None, "BDA", STTP, True),
        ("W.32-{seq}", 1, 10, "BDA", STTP, True),
        ("W.32-{seq}", 1, 9, "BDA", STTP, False),
        ("W.32-{seq}", 101, None, "BDA", STTP, False),
        ("W.32-{seq}", 50, 60, "BDB", STTP, True),
        ("W.32-{seq}", 50, 60, "BDA", CertificateKind.TEACHING, True),
        ("W.33-{seq}", 50, 60, "BDA", STTP, False),
    ],
)
def test_two_series_of_a_year_never_share_a_number(
    engine: Engine,
    pattern: str,
    first: int,
    last: int | None,
    unit: str,
    kind: CertificateKind,
    refused: bool,
) -> None:
    with engine.begin() as connection:
        counted(connection, "W.32-{seq}", 10, 100)
        if not refused:
            counted(connection, pattern, first, last, unit=unit, kind=kind)
            return
        with pytest.raises(ConnectorError, match="series_overlaps"):
            counted(connection, pattern, first, last, unit=unit, kind=kind)


def test_units_in_the_pattern_keep_their_numbers_apart(engine: Engine) -> None:
    with engine.begin() as connection:
        counted(connection, "{seq}/{unit}", unit="BDA")
        counted(connection, "{seq}/{unit}", unit="BDB")
        with pytest.raises(ConnectorError, match="series_overlaps"):
            counted(connection, "{seq}/{unit}", unit="BDB")


def test_what_a_closed_series_did_not_give_another_may(engine: Engine) -> None:
    with engine.begin() as connection:
        first = counted(connection, "W.32-{seq}", 10)
        draw(connection, 3)
        number_series.close(connection, first, now=NOW)
        with pytest.raises(ConnectorError, match="series_overlaps"):
            counted(connection, "W.32-{seq}", 12)
        counted(connection, "W.32-{seq}", 13)
        untouched = counted(connection, "W.34-{seq}", 10)
        number_series.close(connection, untouched, now=NOW)
        counted(connection, "W.34-{seq}", 1)


def test_a_pattern_without_a_year_begins_again_in_the_next(engine: Engine) -> None:
    with engine.begin() as connection:
        counted(connection, "W.32-{seq}")
        counted(connection, "W.32-{seq}", year=2027)
        assert draw(connection, 1) == ["W.32-1"]
        assert draw(connection, 1, replace(CONTEXT, dated=date(2027, 1, 4))) == ["W.32-1"]


def test_a_number_in_another_open_list_of_the_year_is_taken(engine: Engine) -> None:
    with engine.begin() as connection:
        series = listed(connection, ["800/1", "800/2"])
        assert number_series.taken(connection, 2026, ["800/2", "800/3"]) == {"800/2"}
        assert number_series.taken(connection, 2027, ["800/2"]) == frozenset()
        number_series.close(connection, series, now=NOW)
        assert number_series.taken(connection, 2026, ["800/2"]) == frozenset()
