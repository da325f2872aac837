"""The calendar that clocks run by: a year with its days off, where they come from, and the
office's own word on them; who administers may add to it and take back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel import dates as babel_dates
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain import indonesian
from connector.domain.working_time import PERPRES_21_2023, Spans, WorkCalendar
from connector.errors import ConnectorError
from connector.flows import keep_calendar
from connector.flows.keep_calendar import NAME_LENGTH
from connector.flows.work_calendar import YEARS_AHEAD, calendar_for, named, ramadan_of
from connector.procedures.national_days import (
    FIRST_YEAR,
    FastingMonth,
    NationalDay,
    NationalYear,
    national_year,
)
from connector.store import calendar_days, users
from connector.store.calendar_days import LocalDays, LocalKind, StoredLocalDays
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.translation import _

blueprint = Blueprint("calendar", __name__, url_prefix="/settings/calendar")

WEEK = 7
"""Days; a row of a month."""


@dataclass(frozen=True)
class DayCell:
    """One day of a month as it is drawn; `mark` is a CSS class."""

    day: date
    mark: str
    ramadan: bool
    name: str


@dataclass(frozen=True)
class MonthView:
    """A month: its name and its weeks, None for days of another month."""

    name: str
    weeks: tuple[tuple[DayCell | None, ...], ...]
    worked: int


@dataclass(frozen=True)
class YearView:
    """Everything the page says of one year."""

    year: int
    months: tuple[MonthView, ...]
    national: NationalYear
    fasting: tuple[FastingMonth, ...]
    worked: int
    hours: float


@dataclass(frozen=True)
class LocalLine:
    """One entry of the office, and who made it."""

    stored: StoredLocalDays
    who: str


@page(blueprint, "", Needs.STAFF)
def show() -> ResponseReturnValue:
    """Show one year (`?year=`); administrators may add days."""
    return _page(_asked_year(), {})


@page(blueprint, "", Needs.ADMINISTRATOR, ("POST",))
def add() -> ResponseReturnValue:
    """Let the office's word hold for a day or a period."""
    typed = {name: request.form.get(name, "") for name in ("kind", "first", "last", "name")}
    try:
        stored = keep_calendar.add_days(here().office, _read(typed), actor=actor())
    except ConnectorError as error:
        return _page(_asked_year(), typed, sentence(error.code, error.params), 422)
    flash(_("It holds from now on, for every clock."), "ok")
    return redirect(url_for("calendar.show", year=stored.days.first.year), 303)


@page(blueprint, "/<int:entry_id>/remove", Needs.ADMINISTRATOR, ("POST",))
def remove(entry_id: int) -> ResponseReturnValue:
    """Take the office's word back."""
    try:
        removed = keep_calendar.remove_days(here().office, entry_id, actor=actor())
    except ConnectorError as error:
        return _page(_asked_year(), {}, sentence(error.code, error.params), 409)
    flash(_("It is taken back; the national calendar holds again."), "ok")
    return redirect(url_for("calendar.show", year=removed.days.first.year), 303)


def _read(typed: Mapping[str, str]) -> LocalDays:
    """Read the form; an empty end is the beginning. Raises ConnectorError `calendar_*`."""
    if typed["kind"] not in set(LocalKind):
        raise ConnectorError("calendar_kind")
    try:
        first = date.fromisoformat(typed["first"].strip())
        last = date.fromisoformat(typed["last"].strip() or typed["first"].strip())
    except ValueError:
        raise ConnectorError("calendar_day") from None
    return LocalDays(LocalKind(typed["kind"]), first, last, typed["name"])


def _today() -> date:
    office = here().office
    return WorkCalendar(office.zone).local_day(office.clock())


def _asked_year() -> int:
    """Return the year of the address; this one where it names none that can be shown."""
    written, today = request.args.get("year", ""), _today()
    year = int(written) if written.isascii() and written.isdigit() and len(written) == 4 else 0
    return year if FIRST_YEAR <= year <= today.year + YEARS_AHEAD else today.year


def _page(
    year: int,
    typed: Mapping[str, str],
    refused: tuple[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    office, today = here().office, _today()
    with reading(office.engine) as connection:
        calendar = calendar_for(connection, office)
        standing = calendar_days.standing(connection)
        names = {f"user:{one.id}": one.name for one in users.listing(connection)}
    lines = [LocalLine(one, names.get(one.made_by, one.made_by)) for one in standing]
    answer = render_template(
        "calendar.html",
        view=_view(year, calendar, [one.days for one in standing]),
        lines=lines,
        today=today,
        years=range(max(FIRST_YEAR, year - 1), min(today.year + YEARS_AHEAD, year + 1) + 1),
        joint_until=_joint_until(today.year),
        day_names=_day_names(),
        kinds=[(kind.value, kind_word(kind)) for kind in LocalKind],
        kind_word=kind_word,
        day_name=_day_name,
        hours=_hours(),
        typed=typed,
        longest=NAME_LENGTH,
        refused=refused,
    )
    return answer, status


def kind_word(kind: LocalKind) -> str:
    """What the office says of a day, in words."""
    return {
        LocalKind.CLOSED: _("day off"),
        LocalKind.OPENED: _("working day"),
        LocalKind.RAMADAN: _("Ramadan hours"),
    }[kind]


def _view(year: int, calendar: WorkCalendar, local: Sequence[LocalDays]) -> YearView:
    national = national_year(year)
    nationals = {one.day: one for one in national.days}
    closed = named(local, LocalKind.CLOSED)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    cells = [_cell(day, calendar, nationals.get(day), closed) for day in days if day.year == year]
    months = tuple(
        _month(number, [one for one in cells if one.day.month == number]) for number in range(1, 13)
    )
    begins, ends = calendar.end_of(date(year - 1, 12, 31)), calendar.end_of(date(year, 12, 31))
    return YearView(
        year=year,
        months=months,
        national=national,
        fasting=tuple(
            one for one in ramadan_of(local, year) if year in (one.first.year, one.last.year)
        ),
        worked=sum(one.worked for one in months),
        hours=calendar.worked(begins, ends) / timedelta(hours=1),
    )


def _cell(
    day: date, calendar: WorkCalendar, national: NationalDay | None, closed: Mapping[date, str]
) -> DayCell:
    """Say what a day is: the office's word first, then the country's, then the week."""
    if day in calendar.opened:
        mark, name = "opened", calendar.opened[day]
    elif day in closed:
        mark, name = "closed", closed[day]
    elif national:
        mark, name = "joint" if national.joint else "holiday", _day_name(national)
    else:
        mark, name = "" if calendar.is_working_day(day) else "weekend", ""
    return DayCell(day, mark, calendar.is_ramadan(day), name)


def _month(number: int, cells: Sequence[DayCell]) -> MonthView:
    """Lay the days of a month out in weeks from Monday to Sunday."""
    before: list[DayCell | None] = [None] * cells[0].day.weekday()
    laid = before + list(cells)
    laid += [None] * (-len(laid) % WEEK)
    weeks = tuple(tuple(laid[at : at + WEEK]) for at in range(0, len(laid), WEEK))
    names = babel_dates.get_month_names("wide", "stand-alone", locale=spoken())
    worked = sum(one.mark in ("", "opened") for one in cells)
    return MonthView(names[number], weeks, worked)


def _day_name(national: NationalDay) -> str:
    return national.name_id if spoken() == "id" else national.name_en


def _day_names() -> list[tuple[str, str]]:
    """Return (short, whole) names of the days, Monday first."""
    short = babel_dates.get_day_names("abbreviated", locale=spoken())
    whole = babel_dates.get_day_names("wide", locale=spoken())
    return [(short[at], whole[at]) for at in range(WEEK)]


def _joint_until(this_year: int) -> int:
    """Return the last year whose joint leave is known; 0 where none near is."""
    known = [
        year
        for year in range(this_year - 1, this_year + YEARS_AHEAD + 1)
        if national_year(year).joint_known
    ]
    return max(known, default=0)


def _hours() -> list[tuple[str, list[str], list[str]]]:
    """Return the hours as a table: kind of day, ordinary, in Ramadan."""
    week = PERPRES_21_2023
    return [
        (_("Monday to Thursday"), _spans(week.ordinary), _spans(week.ramadan)),
        (_("Friday"), _spans(week.friday), _spans(week.ramadan_friday)),
    ]


def _spans(spans: Spans) -> list[str]:
    written = [f"{indonesian.clock_time(a)}–{indonesian.clock_time(b)}" for a, b in spans]
    return written if spoken() == "id" else [one.replace(".", ":") for one in written]
