"""The clock against one that knows no arithmetic: it lives through every minute and counts.

The other clock shares no code with ours. It has its own hours, its own days off and no zones but
a number of hours; it looks at each minute and asks whether somebody works in it.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.procedures import Limit, Measure, TimeKind, TimeUnit
from connector.domain.working_time import WorkCalendar, due

OFFSETS = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
FASTING = (date(2026, 2, 19), date(2026, 3, 20))
OFF = {date(2026, 3, day) for day in (18, 19, 20, 23, 24)} | {date(2026, 1, 1), date(2026, 1, 16)}
SATURDAY_WORKED = date(2026, 2, 28)
MINUTE = timedelta(minutes=1)
FROM = datetime(2025, 12, 29, tzinfo=UTC)


def works(local: datetime) -> int:
    """Return how long the day of this minute is, in minutes, or 0 where nobody works in it."""
    day, minute = local.date(), local.hour * 60 + local.minute
    rest = day.weekday() in (5, 6) or day in OFF
    if rest and day != SATURDAY_WORKED:
        return 0
    friday = day.weekday() == 4
    if FASTING[0] <= day <= FASTING[1]:
        begins, leaves, back, ends = (480, 690, 750, 930) if friday else (480, 720, 750, 900)
    else:
        begins, leaves, back, ends = (450, 690, 780, 990) if friday else (450, 720, 780, 960)
    at_work = begins <= minute < leaves or back <= minute < ends
    return (leaves - begins + ends - back) if at_work else 0


def lived_through(
    zone: str, start: datetime, limit: Limit, pauses: list[tuple[datetime, datetime]]
) -> datetime:
    """Return the first minute by which the limit has run out, by waiting for it."""
    shift = timedelta(hours=OFFSETS[zone])
    left = _amount(limit, start + shift)
    now = start
    while left > 0:
        paused = any(begins <= now < ends for begins, ends in pauses)
        length = works(now + shift) if limit.time is TimeKind.WORKING else 1
        if length and not paused:
            day = limit.unit is TimeUnit.DAY and limit.time is TimeKind.WORKING
            left -= 5850 // length if day else 1
        now += MINUTE
    return now


def _amount(limit: Limit, local: datetime) -> int:
    """Return minutes to live through, or shares of a day: 5850, which 450 and 390 divide."""
    if limit.unit is TimeUnit.DAY and limit.time is TimeKind.WORKING:
        return limit.amount * 5850
    if limit.unit is TimeUnit.DAY:
        return (limit.amount + 1) * 1440 - (local.hour * 60 + local.minute)
    return limit.amount * {TimeUnit.MINUTE: 1, TimeUnit.HOUR: 60}[limit.unit]


def ours(zone: str) -> WorkCalendar:
    return WorkCalendar(
        zone,
        closed=dict.fromkeys(OFF, "off"),
        opened={SATURDAY_WORKED: "worked"},
        ramadan=(FASTING,),
    )


CALENDARS = {zone: ours(zone) for zone in OFFSETS}

moments = st.integers(0, 95 * 1440).map(lambda minutes: FROM + minutes * MINUTE)
amounts = {TimeUnit.MINUTE: 3000, TimeUnit.HOUR: 60, TimeUnit.DAY: 14}
limits = st.sampled_from(TimeUnit).flatmap(
    lambda unit: st.builds(
        Limit,
        st.integers(0, amounts[unit]),
        st.just(unit),
        st.sampled_from(TimeKind),
        st.just(Measure.DEADLINE),
    )
)
lengths = st.integers(0, 6 * 1440).map(lambda minutes: minutes * MINUTE)
gaps = st.integers(-3 * 1440, 12 * 1440).map(lambda minutes: minutes * MINUTE)


@settings(max_examples=250, deadline=None)
@given(
    zone=st.sampled_from(list(OFFSETS)),
    start=moments,
    limit=limits,
    pauses=st.lists(st.tuples(gaps, lengths), max_size=4),
)
def test_a_limit_runs_out_in_the_minute_it_does(
    zone: str, start: datetime, limit: Limit, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    spans = [(start + gap, start + gap + length) for gap, length in pauses]
    expected = lived_through(zone, start, limit, spans)
    found = due(CALENDARS[zone], start, limit, spans)
    # A share of a day may end within a minute; it is over by the next one.
    assert expected - MINUTE < found <= expected


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(list(OFFSETS)),
    start=moments,
    minutes=st.integers(-100, 20 * 1440),
)
def test_worked_time_is_the_minutes_somebody_works_in(
    zone: str, start: datetime, minutes: int
) -> None:
    shift = timedelta(hours=OFFSETS[zone])
    lived = sum(bool(works(start + shift + n * MINUTE)) for n in range(minutes))
    assert CALENDARS[zone].worked(start, start + minutes * MINUTE) == lived * MINUTE


@settings(max_examples=200, deadline=None)
@given(start=moments, limit=limits, later=st.integers(0, 500).map(lambda n: n * MINUTE))
def test_who_begins_later_is_never_due_earlier(
    start: datetime, limit: Limit, later: timedelta
) -> None:
    calendar = CALENDARS["Asia/Jakarta"]
    assert due(calendar, start, limit) <= due(calendar, start + later, limit)


@settings(max_examples=200, deadline=None)
@given(start=moments, limit=limits, gap=gaps, passed=lengths)
def test_what_is_due_moves_on_with_an_open_pause_and_stays_ahead_of_it(
    start: datetime, limit: Limit, gap: timedelta, passed: timedelta
) -> None:
    calendar, begins = CALENDARS["Asia/Makassar"], start + gap
    now = max(begins, start) + passed
    unpaused = due(calendar, start, limit)
    found = due(calendar, start, limit, [(begins, None)], now)
    over_before = unpaused <= max(begins, start)
    assert found == unpaused if over_before else found >= max(now, unpaused)


@pytest.mark.parametrize("zone", OFFSETS)
def test_no_start_before_eid_is_special(zone: str) -> None:
    limit = Limit(1, TimeUnit.DAY, TimeKind.WORKING, Measure.DEADLINE)
    begins = datetime(2026, 3, 16, 20, tzinfo=UTC)
    for number in range(0, 2 * 1440, 47):
        start = begins + number * MINUTE
        expected = lived_through(zone, start, limit, [])
        assert expected - MINUTE < due(CALENDARS[zone], start, limit) <= expected
