"""National holidays, joint leave (cuti bersama) and Ramadan, year by year, from `holidays`.

The library follows the yearly joint decree of three ministers (SKB). Joint leave is known for the
years whose decree it carries (release 0.108: to 2027); nothing else tells it, so that a later year
has none and says so (`joint_known`). Days of a moon that nobody has decided on are
estimates and are marked. What an office knows better it puts right itself
(`connector.store.calendar_days`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from holidays.constants import GOVERNMENT, PUBLIC
from holidays.countries.indonesia import Indonesia, IndonesiaIslamicHolidays

FIRST_YEAR = 2018
"""Trainings of earlier years are in no clock."""

LAST_YEAR = 2076
"""To which the library reckons the moon."""

RAMADAN_BEGAN = {
    2023: date(2023, 3, 23),
    2024: date(2024, 3, 12),
    2025: date(2025, 3, 1),
    2026: date(2026, 2, 19),
}
"""As the ministry decided (sidang isbat). The library only reckons it: for 2025 a day too late."""

_ESTIMATE, _ESTIMATE_EN = " (perkiraan)", " (estimated)"
"""What the library writes behind a name in either language."""

_AND = "; "
"""What the library puts between two names of one day."""


@dataclass(frozen=True)
class NationalDay:
    """A day off for the whole country."""

    day: date
    name_id: str
    name_en: str
    joint: bool
    """Cuti bersama, which the government may still move."""
    estimated: bool


@dataclass(frozen=True)
class FastingMonth:
    """The days of one Ramadan, in which hours are shorter."""

    first: date
    last: date
    estimated: bool


@dataclass(frozen=True)
class NationalYear:
    """What is known of one year."""

    year: int
    days: tuple[NationalDay, ...]
    """In order."""
    joint_known: bool
    """Whether the decree on joint leave is known."""


@cache
def national_year(year: int) -> NationalYear:
    """Return the days off of a year; ValueError outside `FIRST_YEAR` to `LAST_YEAR`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"nothing is known of {year}")
    joint, public = _names(year, GOVERNMENT, "id"), _names(year, PUBLIC, "id")
    english = {**_names(year, GOVERNMENT, "en_US"), **_names(year, PUBLIC, "en_US")}
    days = tuple(
        NationalDay(
            day=day,
            name_id=name.replace(_ESTIMATE, ""),
            name_en=english[day].replace(_ESTIMATE_EN, ""),
            joint=day not in public,
            estimated=_ESTIMATE in name,
        )
        for day, name in sorted({**joint, **public}.items())
    )
    return NationalYear(year, days, joint_known=bool(joint))


@cache
def fasting_months(first_year: int, last_year: int) -> tuple[FastingMonth, ...]:
    """Return every Ramadan that begins in those years; two of them begin in 2030."""
    moon = IndonesiaIslamicHolidays()
    begins = {
        day
        for year in range(first_year, last_year + 1)
        for day, _ in moon.ramadan_beginning_dates(year)
        if first_year <= day.year <= last_year
    }
    feasts = dict(
        feast for year in range(first_year, last_year + 2) for feast in moon.eid_al_fitr_dates(year)
    )
    months = []
    for reckoned in sorted(begins):
        first = RAMADAN_BEGAN.get(reckoned.year, reckoned)
        feast = min(day for day in feasts if day > first)
        decided = reckoned.year in RAMADAN_BEGAN and not feasts[feast]
        months.append(FastingMonth(first, feast - timedelta(days=1), not decided))
    return tuple(months)


def _names(year: int, category: str, language: str) -> dict[date, str]:
    """Return the days of one category with their names, several of one day joined."""
    found = Indonesia(years=year, categories=(category,), language=language, expand=False)
    return {day: _AND.join(found.get_list(day)) for day in found if day.year == year}
