"""Administrators open and close series; what is wrong is told whole, and nothing of it stored."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from connector.domain.certificates import CertificateKind, NumberSource
from connector.errors import ConnectorError
from connector.flows.issue_certificates import issue
from connector.flows.open_series import (
    NumbersRefused,
    SeriesPlace,
    close_series,
    following,
    open_list,
    open_pattern,
    preview_pattern,
)
from connector.store import audit, number_series
from connector.store.engine import reading
from connector.store.number_series import Series
from tests.flows.certificate_class import STTP, office_of
from tests.flows.numbered_class import (
    ADMINISTRATOR,
    PATTERN,
    UNIT,
    YEAR,
    add_design,
    add_series,
    approved_class,
    certificates_of,
)
from tests.web.place import CODE, House

HERE = SeriesPlace(UNIT, STTP, YEAR)


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def every(place: House) -> list[Series]:
    with reading(place.engine) as connection:
        return number_series.listing(connection)


def test_a_pattern_a_block_and_a_list_are_opened_and_noted(place: House) -> None:
    office = place.office
    ids = [
        open_pattern(office, HERE, PATTERN, 137, None, actor=ADMINISTRATOR),
        open_pattern(office, HERE, "W.32-{seq}", 500, 599, actor=ADMINISTRATOR),
        open_list(office, HERE, "800/9\n800/3\n", actor=ADMINISTRATOR),
    ]
    found = every(place)
    assert [one.id for one in found] == ids
    assert [(one.source, one.first, one.last, one.left > 0) for one in found] == [
        (NumberSource.PATTERN, 137, None, True),
        (NumberSource.BLOCK, 500, 599, True),
        (NumberSource.LIST, 1, 2, True),
    ]
    with reading(place.engine) as connection:
        entries = [audit.about(connection, f"series:{one}")[0] for one in ids]
    assert {one.action for one in entries} == {"numbers.opened"}
    assert [one.details["source"] for one in entries] == ["pattern", "block", "list"]


def test_the_preview_is_what_comes(place: House) -> None:
    shown = preview_pattern(place.office, HERE, PATTERN, 137, None)
    assert shown == ["137/BDA/VIII/2026", "138/BDA/VIII/2026", "139/BDA/VIII/2026"]
    assert preview_pattern(place.office, HERE, "{seq}-{angkatan_roman}", 9, 10) == [
        "9-{angkatan_roman}",
        "10-{angkatan_roman}",
    ]
    assert every(place) == []
    number = open_pattern(place.office, HERE, PATTERN, 137, None, actor=ADMINISTRATOR)
    (series,) = every(place)
    assert (series.id, following(place.office, series, [])) == (number, shown)


def test_next_year_is_previewed_in_its_own_year(place: House) -> None:
    other = SeriesPlace(UNIT, STTP, YEAR + 1)
    assert preview_pattern(place.office, other, PATTERN, 1, 1) == ["001/BDA/I/2027"]


def test_every_fault_of_a_pattern_is_told(place: House) -> None:
    with pytest.raises(NumbersRefused) as shown:
        preview_pattern(place.office, HERE, "{nomor}/{", 1, None)
    with pytest.raises(NumbersRefused) as opened:
        open_pattern(place.office, HERE, "{nomor}/{", 1, None, actor=ADMINISTRATOR)
    assert shown.value.code == opened.value.code == "pattern_refused"
    assert shown.value.problems == opened.value.problems
    assert [one.code for one in shown.value.problems] == ["pattern_token_unknown", "pattern_brace"]
    assert every(place) == []


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (SeriesPlace("A" * 61, STTP, YEAR), "series_unit_unfit"),
        (SeriesPlace("A\x00", STTP, YEAR), "series_unit_unfit"),
        (SeriesPlace(UNIT, STTP, 1999), "series_year_unfit"),
        (SeriesPlace(UNIT, STTP, 99999), "series_year_unfit"),
    ],
)
def test_a_unit_or_year_that_cannot_be_is_refused(
    place: House, where: SeriesPlace, code: str
) -> None:
    with pytest.raises(ConnectorError, match=code):
        open_pattern(place.office, where, PATTERN, 1, None, actor=ADMINISTRATOR)
    with pytest.raises(ConnectorError, match=code):
        open_list(place.office, where, "1", actor=ADMINISTRATOR)
    assert every(place) == []


def test_a_list_with_one_unfit_line_is_refused_whole(place: House) -> None:
    approved_class(place)
    add_design(place)
    add_series(place, "800/{seq}")
    issue(place.office, CODE, STTP, dated=None, actor=ADMINISTRATOR)
    open_list(place.office, HERE, "SK-1\nSK-2", actor=ADMINISTRATOR)
    before = every(place)
    with pytest.raises(NumbersRefused) as caught:
        open_list(place.office, HERE, "SK-9\n800/2\n\nSK-1\nSK-9\nSK-10\tBudi", actor=ADMINISTRATOR)
    told = [(one.code, one.values()["line"]) for one in caught.value.problems]
    assert told == [
        ("list_line_taken", 2),
        ("list_line_empty", 3),
        ("list_line_taken", 4),
        ("list_line_twice", 5),
        ("list_line_unprintable", 6),
    ]
    assert every(place) == before
    assert [one.number for one in certificates_of(place)] == ["800/1", "800/2", "800/3"]


def test_last_years_list_pasted_again_is_noticed_where_its_numbers_name_the_year(
    place: House,
) -> None:
    approved_class(place)
    add_design(place)
    open_list(place.office, HERE, "800/1/2026\n800/2\n800/3", actor=ADMINISTRATOR)
    issue(place.office, CODE, STTP, dated=date(2026, 8, 5), actor=ADMINISTRATOR)
    other = SeriesPlace(UNIT, STTP, YEAR + 1)
    with pytest.raises(NumbersRefused) as caught:
        open_list(place.office, other, "800/1/2026\n800/2\n800/3", actor=ADMINISTRATOR)
    assert [one.values()["line"] for one in caught.value.problems] == [1]


def test_an_empty_or_endless_list_is_refused(place: House) -> None:
    with pytest.raises(NumbersRefused, match="list_refused"):
        open_list(place.office, HERE, " \n\n", actor=ADMINISTRATOR)
    endless = "\n".join(str(n) for n in range(20_001))
    with pytest.raises(ConnectorError, match="list_long"):
        open_list(place.office, HERE, endless, actor=ADMINISTRATOR)
    assert every(place) == []


def test_closing_is_done_once_and_noted(place: House) -> None:
    number = add_series(place)
    close_series(place.office, number, actor=ADMINISTRATOR)
    with pytest.raises(ConnectorError, match="series_closed"):
        close_series(place.office, number, actor=ADMINISTRATOR)
    with pytest.raises(ConnectorError, match="series_unknown"):
        close_series(place.office, 999, actor=ADMINISTRATOR)
    with reading(place.engine) as connection:
        assert [one.action for one in audit.about(connection, f"series:{number}")] == [
            "numbers.closed"
        ]


def test_kinds_do_not_share_a_pattern(place: House) -> None:
    open_pattern(place.office, HERE, PATTERN, 1, None, actor=ADMINISTRATOR)
    other = SeriesPlace(UNIT, CertificateKind.TEACHING, YEAR)
    with pytest.raises(ConnectorError, match="series_overlaps"):
        preview_pattern(place.office, other, PATTERN, 50, None)
