"""Hours, days off and limits as tables; the calendar of 2026 as it was decreed, written by hand."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from connector.domain.procedures import Limit, Measure, TimeKind, TimeUnit
from connector.domain.working_time import PERPRES_21_2023, WorkCalendar, due, shares

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"

CLOSED = {
    date(2026, 1, 1): "Tahun Baru Masehi",
    date(2026, 3, 18): "Cuti Bersama Nyepi",
    date(2026, 3, 19): "Nyepi",
    date(2026, 3, 20): "Cuti Bersama Idul Fitri",
    date(2026, 3, 23): "Cuti Bersama Idul Fitri",
    date(2026, 3, 24): "Cuti Bersama Idul Fitri",
    date(2026, 8, 17): "Hari Kemerdekaan",
    date(2026, 12, 24): "Cuti Bersama Natal",
    date(2026, 12, 25): "Natal",
    date(2027, 1, 1): "Tahun Baru Masehi",
}
RAMADAN = ((date(2026, 2, 19), date(2026, 3, 20)),)


def calendar(zone: str = WIB, **opened: str) -> WorkCalendar:
    days = {
        date.fromisoformat(day.strip("d").replace("_", "-")): why for day, why in opened.items()
    }
    return WorkCalendar(zone, closed=CLOSED, opened=days, ramadan=RAMADAN)


def at(text: str, zone: str = WIB) -> datetime:
    """Read `2026-11-16 10.00`; `24.00` is midnight after it."""
    day, clock = text.split()
    hour, minute = (int(part) for part in clock.split("."))
    begins = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone))
    return (begins + timedelta(hours=hour, minutes=minute)).astimezone(UTC)


def limit(text: str) -> Limit:
    """Read `2 working day`."""
    amount, kind, unit = text.split()
    return Limit(int(amount), TimeUnit(unit), TimeKind(kind), Measure.DEADLINE)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-11-16", "07.30-12.00 13.00-16.00"),  # Monday
        ("2026-11-20", "07.30-11.30 13.00-16.30"),  # Friday
        ("2026-11-21", ""),
        ("2026-11-22", ""),
        ("2026-08-17", ""),  # a Monday off
        ("2026-02-18", "07.30-12.00 13.00-16.00"),  # the day before Ramadan
        ("2026-02-19", "08.00-12.00 12.30-15.00"),
        ("2026-02-20", "08.00-11.30 12.30-15.30"),  # a Friday in Ramadan
        ("2026-03-17", "08.00-12.00 12.30-15.00"),  # the last day worked in it
        ("2026-03-20", ""),  # joint leave in Ramadan
        ("2026-03-25", "07.30-12.00 13.00-16.00"),
    ],
)
def test_a_day_has_the_hours_of_the_regulation(day: str, hours: str) -> None:
    spans = calendar().hours(date.fromisoformat(day))
    assert " ".join(f"{a:%H.%M}-{b:%H.%M}" for a, b in spans) == hours


@pytest.mark.parametrize(
    ("first", "hours"), [("2026-11-16", 37.5), ("2026-02-23", 32.5), ("2026-03-16", 13)]
)
def test_a_week_is_as_long_as_the_regulation_says(first: str, hours: float) -> None:
    begins = at(f"{first} 0.00")
    worked = calendar().worked(begins, begins + timedelta(days=7))
    assert worked == timedelta(hours=hours)


def test_breaks_are_as_long_as_the_regulation_says() -> None:
    def minutes(spans: tuple[tuple[time, time], ...]) -> int:
        (_, leave), (back, _) = spans
        return (back.hour - leave.hour) * 60 + back.minute - leave.minute

    assert [minutes(one) for one in PERPRES_21_2023.each()] == [60, 90, 30, 60]


def test_a_day_is_shared_so_that_every_length_divides_it() -> None:
    minute = 60_000_000
    assert shares(PERPRES_21_2023) % (450 * minute) == 0
    assert shares(PERPRES_21_2023) % (390 * minute) == 0


@pytest.mark.parametrize(
    ("start", "given", "expected"),
    [
        # in the middle of a day, up to an edge, over one
        ("2026-11-16 10.00", "60 working minute", "2026-11-16 11.00"),
        ("2026-11-16 11.00", "60 working minute", "2026-11-16 12.00"),
        ("2026-11-16 11.00", "61 working minute", "2026-11-16 13.01"),
        ("2026-11-16 15.00", "1 working hour", "2026-11-16 16.00"),
        ("2026-11-16 15.01", "1 working hour", "2026-11-17 07.31"),
        ("2026-11-16 07.30", "450 working minute", "2026-11-16 16.00"),
        # in a break, before and after hours, at their edges
        ("2026-11-16 12.15", "15 working minute", "2026-11-16 13.15"),
        ("2026-11-16 12.00", "15 working minute", "2026-11-16 13.15"),
        ("2026-11-16 13.00", "15 working minute", "2026-11-16 13.15"),
        ("2026-11-16 03.00", "15 working minute", "2026-11-16 07.45"),
        ("2026-11-16 16.00", "15 working minute", "2026-11-17 07.45"),
        ("2026-11-16 23.59", "15 working minute", "2026-11-17 07.45"),
        ("2026-11-20 11.30", "15 working minute", "2026-11-20 13.15"),
        ("2026-11-20 12.59", "15 working minute", "2026-11-20 13.15"),
        # the last minute of Friday
        ("2026-11-20 16.29", "1 working minute", "2026-11-20 16.30"),
        ("2026-11-20 16.29", "2 working minute", "2026-11-23 07.31"),
        ("2026-11-20 16.30", "1 working minute", "2026-11-23 07.31"),
        # on a weekend, on a holiday, over Eid with joint leave
        ("2026-11-21 10.00", "1 working hour", "2026-11-23 08.30"),
        ("2026-08-17 10.00", "30 working minute", "2026-08-18 08.00"),
        ("2026-03-17 14.30", "1 working hour", "2026-03-25 08.00"),
        ("2026-03-20 10.00", "1 working hour", "2026-03-25 08.30"),
        # into Ramadan: the clock counts minutes, however long the day
        ("2026-02-18 15.30", "1 working hour", "2026-02-19 08.30"),
        ("2026-02-20 15.00", "60 working minute", "2026-02-23 08.30"),
        # nothing at all
        ("2026-11-16 12.15", "0 working minute", "2026-11-16 12.15"),
        ("2026-11-21 12.15", "0 working hour", "2026-11-21 12.15"),
        # over New Year
        ("2026-12-31 15.30", "1 working hour", "2027-01-04 08.00"),
        ("2025-12-31 15.30", "1 working hour", "2026-01-02 08.00"),
    ],
)
def test_minutes_and_hours_run_while_people_work(start: str, given: str, expected: str) -> None:
    assert due(calendar(), at(start), limit(given)) == at(expected)


@pytest.mark.parametrize(
    ("start", "given", "expected"),
    [
        ("2026-11-16 10.00", "2 working day", "2026-11-18 10.00"),
        ("2026-11-16 07.30", "1 working day", "2026-11-16 16.00"),
        ("2026-11-16 05.00", "1 working day", "2026-11-16 16.00"),
        ("2026-11-16 16.00", "1 working day", "2026-11-17 16.00"),
        ("2026-11-16 20.00", "1 working day", "2026-11-17 16.00"),
        ("2026-11-16 12.30", "1 working day", "2026-11-17 12.00"),
        ("2026-11-21 09.00", "2 working day", "2026-11-24 16.00"),
        ("2026-11-20 16.30", "1 working day", "2026-11-23 16.00"),
        ("2026-11-20 16.29", "1 working day", "2026-11-23 15.59"),
        # Friday has other hours: the same share of it, not the same time
        ("2026-11-19 12.00", "1 working day", "2026-11-20 13.30"),
        ("2026-11-20 13.30", "1 working day", "2026-11-23 12.00"),
        # over a holiday, over Eid
        ("2026-08-14 07.30", "2 working day", "2026-08-18 16.00"),
        ("2026-03-17 08.00", "2 working day", "2026-03-25 16.00"),
        ("2026-03-20 08.00", "2 working day", "2026-03-26 16.00"),
        # into and out of Ramadan: a third of 7.5 hours is a third of 6.5 hours
        ("2026-02-18 10.00", "1 working day", "2026-02-19 10.10"),
        ("2026-03-17 10.10", "1 working day", "2026-03-25 10.00"),
        ("2026-02-18 07.30", "2 working day", "2026-02-19 15.00"),
        # over New Year
        ("2026-12-30 10.00", "3 working day", "2027-01-05 10.00"),
        ("2026-12-31 07.30", "2 working day", "2027-01-04 16.00"),
        ("2026-11-16 10.00", "0 working day", "2026-11-16 10.00"),
    ],
)
def test_working_days_are_whole_days_of_their_own_hours(
    start: str, given: str, expected: str
) -> None:
    assert due(calendar(), at(start), limit(given)) == at(expected)


@pytest.mark.parametrize(
    ("start", "given", "expected"),
    [
        ("2026-11-16 10.00", "14 calendar day", "2026-11-30 24.00"),
        ("2026-11-16 00.00", "14 calendar day", "2026-11-30 24.00"),
        ("2026-11-16 23.59", "14 calendar day", "2026-11-30 24.00"),
        ("2026-12-20 10.00", "14 calendar day", "2027-01-03 24.00"),
        ("2026-11-16 10.00", "0 calendar day", "2026-11-16 24.00"),
        ("2026-11-21 10.00", "36 calendar hour", "2026-11-22 22.00"),
        ("2026-11-20 16.00", "90 calendar minute", "2026-11-20 17.30"),
    ],
)
def test_calendar_time_passes_whether_anybody_works(start: str, given: str, expected: str) -> None:
    assert due(calendar(), at(start), limit(given)) == at(expected)


START = "2026-11-16 10.00"


@pytest.mark.parametrize(
    ("given", "pauses", "now", "expected"),
    [
        # it shifts by the working time it covers
        ("2 working hour", [("2026-11-16 10.30", "2026-11-16 11.30")], "", "2026-11-16 14.00"),
        ("2 working hour", [("2026-11-16 11.30", "2026-11-16 13.00")], "", "2026-11-16 13.30"),
        ("2 working hour", [("2026-11-16 12.00", "2026-11-16 13.00")], "", "2026-11-16 12.00"),
        ("2 working hour", [("2026-11-16 11.00", "2026-11-23 07.30")], "", "2026-11-23 08.30"),
        ("2 working day", [("2026-11-17 07.30", "2026-11-17 16.00")], "", "2026-11-19 10.00"),
        ("2 working day", [("2026-11-21 00.00", "2026-11-22 24.00")], "", "2026-11-18 10.00"),
        ("4 working day", [("2026-11-19 16.00", "2026-11-22 24.00")], "", "2026-11-23 10.00"),
        # begins before the start, is over before it, begins when all is done
        ("1 working hour", [("2026-11-15 10.00", "2026-11-16 10.30")], "", "2026-11-16 11.30"),
        ("1 working hour", [("2026-11-15 10.00", "2026-11-16 09.00")], "", "2026-11-16 11.00"),
        ("1 working hour", [("2026-11-16 11.00", "2026-11-16 15.00")], "", "2026-11-16 11.00"),
        # overlapping, one in another, touching, in any order, empty, the wrong way round
        (
            "2 working hour",
            [("2026-11-16 10.30", "2026-11-16 11.30"), ("2026-11-16 11.00", "2026-11-16 13.30")],
            "",
            "2026-11-16 15.00",
        ),
        (
            "1 working hour",
            [("2026-11-16 10.45", "2026-11-16 10.50"), ("2026-11-16 10.30", "2026-11-16 11.30")],
            "",
            "2026-11-16 12.00",
        ),
        (
            "1 working hour",
            [("2026-11-16 11.00", "2026-11-16 11.15"), ("2026-11-16 10.30", "2026-11-16 11.00")],
            "",
            "2026-11-16 11.45",
        ),
        ("1 working hour", [("2026-11-16 10.30", "2026-11-16 10.30")], "", "2026-11-16 11.00"),
        ("1 working hour", [("2026-11-16 10.30", "2026-11-16 10.20")], "", "2026-11-16 11.00"),
        # still open: as if it ended now
        ("2 working hour", [("2026-11-16 11.00", "")], "2026-11-16 11.00", "2026-11-16 12.00"),
        ("2 working hour", [("2026-11-16 11.00", "")], "2026-11-16 14.00", "2026-11-16 15.00"),
        ("2 working hour", [("2026-11-16 11.00", "")], "2026-11-21 14.00", "2026-11-23 08.30"),
        ("2 working hour", [("2026-11-16 15.00", "")], "2026-11-20 14.00", "2026-11-16 12.00"),
        ("2 working hour", [("2026-11-16 11.00", "")], "2026-11-16 10.00", "2026-11-16 12.00"),
        # nothing to do needs no time, paused or not
        ("0 working hour", [("2026-11-16 09.00", "2026-11-16 15.00")], "", "2026-11-16 10.00"),
        # calendar time shifts by exactly what was paused
        ("14 calendar day", [("2026-11-18 00.00", "2026-11-20 00.00")], "", "2026-12-02 24.00"),
        ("14 calendar day", [("2026-11-18 10.00", "2026-11-18 16.30")], "", "2026-12-01 06.30"),
        ("14 calendar day", [("2026-12-01 00.00", "2026-12-05 00.00")], "", "2026-11-30 24.00"),
        ("1 calendar day", [("2026-11-17 10.00", "")], "2026-11-25 10.00", "2026-11-25 24.00"),
        ("3 calendar hour", [("2026-11-16 11.00", "2026-11-16 12.00")], "", "2026-11-16 14.00"),
        # a pause before the start makes the days no longer
        ("2 calendar day", [("2026-11-10 10.00", "2026-11-16 11.00")], "", "2026-11-19 01.00"),
    ],
)
def test_nothing_runs_while_it_is_paused(
    given: str, pauses: list[tuple[str, str]], now: str, expected: str
) -> None:
    spans = [(at(begins), at(ends) if ends else None) for begins, ends in pauses]
    moment = at(now) if now else None
    assert due(calendar(), at(START), limit(given), spans, moment) == at(expected)


def test_an_open_pause_needs_the_time() -> None:
    with pytest.raises(ValueError, match="what time it is"):
        due(calendar(), at(START), limit("1 working hour"), [(at(START), None)])


@pytest.mark.parametrize(
    ("zone", "expected"),
    [(WIB, "2026-11-16 08.30"), (WITA, "2026-11-16 08.30"), (WIT, "2026-11-16 08.30")],
)
def test_each_zone_works_in_its_own_morning(zone: str, expected: str) -> None:
    midnight = at("2026-11-16 00.00", zone)
    assert due(calendar(zone), midnight, limit("1 working hour")) == at(expected, zone)


def test_the_three_zones_are_an_hour_apart() -> None:
    early = datetime(2026, 11, 15, 12, tzinfo=UTC)
    ends = [due(calendar(zone), early, limit("1 working day")) for zone in (WIB, WITA, WIT)]
    assert [end.hour for end in ends] == [9, 8, 7]
    assert {end.tzinfo for end in ends} == {UTC}


@pytest.mark.parametrize(
    ("zone", "given", "expected"),
    [
        (WIB, "1 working hour", "2026-11-23 08.30"),
        (WIT, "1 working hour", "2026-11-23 08.30"),
        (WIB, "1 calendar day", "2026-11-21 24.00"),
        (WIT, "1 calendar day", "2026-11-22 24.00"),
    ],
)
def test_one_instant_may_be_friday_in_the_west_and_saturday_in_the_east(
    zone: str, given: str, expected: str
) -> None:
    night = at("2026-11-20 23.30", WIB)
    assert calendar(WIB).local_day(night) == date(2026, 11, 20)
    assert calendar(WIT).local_day(night) == date(2026, 11, 21)
    assert due(calendar(zone), night, limit(given)) == at(expected, zone)


def test_the_west_still_works_when_friday_is_over_in_the_east() -> None:
    moment = at("2026-11-20 15.00", WIB)  # 17.00 in the east
    assert due(calendar(WIB), moment, limit("1 working hour")) == at("2026-11-20 16.00", WIB)
    assert due(calendar(WIT), moment, limit("1 working hour")) == at("2026-11-23 08.30", WIT)


def test_a_start_given_in_local_time_is_the_same_moment() -> None:
    local = at(START).astimezone(ZoneInfo(WIT))
    assert due(calendar(), local, limit("2 working day")) == at("2026-11-18 10.00")
    assert due(calendar(), local, limit("0 working day")).tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "given", "expected"),
    [
        ("2026-11-20 16.30", "1 working day", "2026-11-21 16.00"),
        ("2026-11-21 12.30", "1 working hour", "2026-11-21 14.00"),
        ("2026-08-14 16.30", "1 working day", "2026-08-17 16.00"),
        ("2026-03-17 15.00", "1 working day", "2026-03-20 15.30"),  # a Friday of Ramadan
    ],
)
def test_a_day_opened_by_the_office_is_worked(start: str, given: str, expected: str) -> None:
    opened = calendar(d2026_11_21="Sabtu pengganti", d2026_08_17="Piket", d2026_03_20="Piket")
    assert due(opened, at(start), limit(given)) == at(expected)


def test_a_year_that_nobody_knows_has_weekends_only() -> None:
    begins = at("2040-01-02 00.00")
    assert due(calendar(), begins, limit("5 working day")) == at("2040-01-06 16.30")


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-16 10.00", "2026-11-16 10.00", 0),
        ("2026-11-16 11.00", "2026-11-16 10.00", 0),
        ("2026-11-16 11.30", "2026-11-16 13.30", 60),
        ("2026-11-20 16.00", "2026-11-23 08.00", 60),
        ("2026-03-17 14.00", "2026-03-25 08.30", 120),
        ("2026-12-31 15.00", "2027-01-04 08.00", 90),
    ],
)
def test_worked_counts_the_hours_between(start: str, end: str, minutes: int) -> None:
    assert calendar().worked(at(start), at(end)) == timedelta(minutes=minutes)


def test_a_whole_year_lies_between_two_others() -> None:
    ordinary, fasting = timedelta(hours=7.5), timedelta(hours=6.5)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    worked = [day for day in days if day.weekday() < 5 and day not in CLOSED]
    in_ramadan = sum(RAMADAN[0][0] <= day <= RAMADAN[0][1] for day in worked)
    whole = (len(worked) - in_ramadan) * ordinary + in_ramadan * fasting
    around = calendar().worked(at("2025-12-31 15.00"), at("2027-01-04 08.00"))
    assert around == whole + timedelta(minutes=90)
