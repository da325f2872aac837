"""The calendar that clocks run by: the country's days off, put right by the office; reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import Connection

from connector.domain.working_time import WorkCalendar
from connector.flows.office import Office
from connector.procedures.national_days import (
    FIRST_YEAR,
    LAST_YEAR,
    FastingMonth,
    fasting_months,
    national_year,
)
from connector.store import calendar_days
from connector.store.calendar_days import LocalDays, LocalKind

YEARS_AHEAD = 3
"""Years after the present one whose days off are put in; no limit reaches further."""

SAME_MONTH = timedelta(days=60)
"""Two beginnings of Ramadan closer than this are the same one; the office's holds."""


def calendar_for(connection: Connection, office: Office, zone: str = "") -> WorkCalendar:
    """Return the calendar of a zone (the office's own by default); one query.

    The same calendar is handed out again as long as nothing in it has changed, with all that it
    has worked out by then.
    """
    local = tuple(one.days for one in calendar_days.standing(connection))
    last = min(office.clock().year + YEARS_AHEAD, LAST_YEAR)
    return work_calendar(zone or office.zone, local, last)


@lru_cache(maxsize=32)
def work_calendar(zone: str, local: tuple[LocalDays, ...], last_year: int) -> WorkCalendar:
    """Return the calendar of a zone to the end of a year, with what the office says of its days."""
    closed = {
        one.day: one.name_id
        for year in range(FIRST_YEAR, last_year + 1)
        for one in national_year(year).days
    }
    closed |= named(local, LocalKind.CLOSED)
    months = tuple((month.first, month.last) for month in ramadan_of(local, last_year))
    return WorkCalendar(zone, closed, named(local, LocalKind.OPENED), months)


def ramadan_of(local: Iterable[LocalDays], last_year: int) -> list[FastingMonth]:
    """Return every Ramadan to the end of a year: as the office says, else as the country's is."""
    said = [
        FastingMonth(one.first, one.last, estimated=False)
        for one in local
        if one.kind is LocalKind.RAMADAN
    ]
    kept = [
        month
        for month in fasting_months(FIRST_YEAR, last_year)
        if not any(abs(month.first - one.first) < SAME_MONTH for one in said)
    ]
    return sorted([*kept, *said], key=lambda month: month.first)


def named(local: Iterable[LocalDays], kind: LocalKind) -> dict[date, str]:
    """Return each day of the office's entries of a kind with its name."""
    return {
        one.first + timedelta(days=number): one.name
        for one in local
        if one.kind is kind
        for number in range((one.last - one.first).days + 1)
    }
