"""Training days and colliding slots."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from connector.domain.sessions import (
    SessionKind,
    SessionRecord,
    local_moment,
    overlapping,
    session_key,
    training_days,
)

DAY = date(2027, 7, 5)


def slot(
    start: str,
    end: str,
    subject: str = "Etika",
    kind: SessionKind = SessionKind.CLASS,
    day: date = DAY,
    zone: str = "Asia/Jakarta",
) -> SessionRecord:
    begins, ends = time.fromisoformat(start), time.fromisoformat(end)
    return SessionRecord(
        key=session_key(day, f"{subject} {start}", 1),
        date=day,
        start=local_moment(day, begins, zone),
        end=local_moment(day, ends, zone),
        zone=zone,
        subject=subject,
        jp=Decimal(1),
        kind=kind,
    )


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("Asia/Jayapura", 23)]
)
def test_wall_time_becomes_utc(zone: str, hour: int) -> None:
    moment = local_moment(DAY, time(8), zone)
    assert moment.tzinfo is UTC
    assert moment.hour == hour


def test_an_early_class_in_the_east_keeps_its_local_date() -> None:
    early = slot("08:00", "09:00", zone="Asia/Jayapura")
    assert early.start == datetime(2027, 7, 4, 23, tzinfo=UTC)
    assert [day.date for day in training_days([early])] == [DAY]


def test_slots_gather_into_days_in_order() -> None:
    tuesday = date(2027, 7, 6)
    days = training_days(
        [slot("13:00", "14:00"), slot("08:00", "09:00", day=tuesday), slot("08:00", "09:00")]
    )
    assert [day.date for day in days] == [DAY, tuesday]
    assert days[0].start == local_moment(DAY, time(8), "Asia/Jakarta")
    assert days[0].end == local_moment(DAY, time(14), "Asia/Jakarta")


def test_a_date_of_breaks_alone_is_no_training_day() -> None:
    assert training_days([slot("08:00", "09:00", kind=SessionKind.BREAK)]) == []


def test_slots_that_share_time_collide_whatever_their_subject() -> None:
    first, second = slot("08:00", "09:30"), slot("09:00", "10:00", "Hukum")
    assert overlapping([second, first]) == [(first, second)]


def test_a_long_slot_collides_with_each_one_inside() -> None:
    whole = slot("08:00", "12:00", "Seminar")
    inner = [slot("08:30", "09:00"), slot("10:00", "11:00")]
    assert overlapping([whole, *inner]) == [(whole, inner[0]), (whole, inner[1])]


def test_slots_that_touch_do_not_collide() -> None:
    assert overlapping([slot("08:00", "09:00"), slot("09:00", "10:00")]) == []


def test_a_break_may_lie_inside_a_slot() -> None:
    rest = slot("09:00", "09:15", "Istirahat", SessionKind.BREAK)
    assert overlapping([slot("08:00", "10:00"), rest]) == []
