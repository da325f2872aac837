"""The country's days off against the decrees as printed; a decree is not changed by a library."""

from datetime import date
from itertools import pairwise

import pytest

from connector.procedures.national_days import (
    FIRST_YEAR,
    LAST_YEAR,
    RAMADAN_BEGAN,
    fasting_months,
    national_year,
)

DECREES = {
    # SKB 3 Menteri on 2025, with the day of leave added after Independence Day
    2025: (
        "01-01 01-27 01-29 03-29 03-31 04-01 04-18 04-20 05-01 05-12 05-29 06-01 06-06 06-27 08-17 "
        "09-05 12-25",
        "01-28 03-28 04-02 04-03 04-04 04-07 05-13 05-30 06-09 08-18 12-26",
    ),
    # SKB 3 Menteri on 2026
    2026: (
        "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 08-17 "
        "08-25 12-25",
        "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24",
    ),
}


@pytest.mark.parametrize("year", DECREES)
def test_the_days_off_are_those_of_the_decree(year: int) -> None:
    holidays, joint = (
        [date.fromisoformat(f"{year}-{day}") for day in text.split()] for text in DECREES[year]
    )
    found = national_year(year)
    assert [one.day for one in found.days if not one.joint] == holidays
    assert [one.day for one in found.days if one.joint] == joint
    assert found.joint_known
    assert not any(one.estimated for one in found.days)


def test_a_day_has_its_name_in_both_languages() -> None:
    named = {one.day: (one.name_id, one.name_en) for one in national_year(2026).days}
    assert named[date(2026, 8, 17)] == ("Hari Kemerdekaan Republik Indonesia", "Independence Day")
    assert named[date(2026, 3, 24)][0] == "Cuti Bersama Hari Raya Idul Fitri"


def test_a_year_without_a_decree_says_so_and_marks_what_it_only_reckons() -> None:
    found = national_year(2040)
    estimated = {one.name_id for one in found.days if one.estimated}
    assert not found.joint_known
    assert "Hari Raya Idul Fitri" in estimated
    assert "Hari Kemerdekaan Republik Indonesia" not in estimated
    assert not any("perkiraan" in one.name_id for one in found.days)
    assert not any("estimated" in one.name_en for one in found.days)


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_nothing_is_made_up_for_years_beyond(year: int) -> None:
    with pytest.raises(ValueError, match="nothing is known"):
        national_year(year)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2023-03-23", "2023-04-21"),
        ("2024-03-12", "2024-04-09"),
        ("2025-03-01", "2025-03-30"),
        ("2026-02-19", "2026-03-20"),
    ],
)
def test_ramadan_is_as_the_ministry_decided(first: str, last: str) -> None:
    begins = date.fromisoformat(first)
    (found,) = fasting_months(begins.year, begins.year)
    assert (found.first, found.last) == (begins, date.fromisoformat(last))
    assert not found.estimated


def test_every_ramadan_has_29_or_30_days_and_ends_with_the_feast() -> None:
    months = fasting_months(FIRST_YEAR, 2060)
    assert {(one.last - one.first).days + 1 for one in months} <= {29, 30}
    assert all(one.estimated is (one.first.year not in RAMADAN_BEGAN) for one in months)
    assert [one.first.year for one in months].count(2030) == 2
    starts = [one.first for one in months]
    assert {(b - a).days for a, b in pairwise(starts)} <= {353, 354, 355, 356}
