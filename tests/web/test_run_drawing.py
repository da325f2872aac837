"""The drawing of a run: bars lie where their times are, whatever the width and the length."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from connector.web.run_drawing import (
    LABELS,
    LEAST,
    NARROW,
    WIDE,
    Drawing,
    Lane,
    Span,
    draw,
    shortened,
)

ZONE = "Asia/Jakarta"
MONDAY = datetime(2026, 8, 3, 0, 30, tzinfo=UTC)
"""07.30 WIB."""


def hours(count: float) -> datetime:
    return MONDAY + timedelta(hours=count)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def drawn(
    *lanes: Lane, now: datetime = MONDAY, width: int = WIDE, over: bool = False, zone: str = ZONE
) -> Drawing:
    found = draw(lanes, width, zone=zone, now=now, over=over, works=weekdays)
    assert found is not None
    return found


def test_nothing_is_drawn_while_no_step_has_a_time() -> None:
    nothing = draw([Lane("1", "Disposisi", "waiting")], WIDE, zone=ZONE, now=MONDAY, over=False,
                   works=weekdays)  # fmt: skip
    assert nothing is None


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("length", [0.25, 8, 70, 24 * 20, 24 * 400])
def test_everything_lies_inside_and_in_the_order_of_its_times(width: int, length: float) -> None:
    lanes = [
        Lane("1", "A", "ok", Span(MONDAY, hours(length / 4)), Span(MONDAY, hours(length / 3))),
        Lane("2", "B", "running", Span(hours(length / 4), hours(length)), Span(hours(length / 3))),
        Lane("4", "C", "waiting", Span(hours(length), hours(length))),
    ]
    found = drawn(*lanes, width=width, now=hours(length / 2))
    boxes = [box for one in found.lanes for box in (one.planned, one.actual) if box is not None]
    boxes += found.shades
    assert all(found.left <= box.x and box.x + box.width <= width + 0.2 for box in boxes)
    assert all(box.width >= LEAST for one in found.lanes if (box := one.planned) is not None)
    assert all(box.y + box.height <= found.height for box in boxes)
    assert found.now is not None
    assert found.left < found.now < width
    first, second, _ = (one.actual for one in found.lanes)
    assert first is not None
    assert second is not None
    assert first.x < second.x
    assert second.x + second.width == pytest.approx(found.now, abs=LEAST)


def test_what_goes_on_is_drawn_until_now_and_what_is_late_from_the_deadline() -> None:
    step = Lane("4", "Enrol", "failed", Span(MONDAY, hours(10)), Span(MONDAY), due=hours(10))
    [one] = drawn(step, now=hours(20)).lanes
    assert one.goes_on
    assert one.actual is not None
    assert one.late is not None
    assert one.late.x == one.due
    assert one.late.x + one.late.width == pytest.approx(one.actual.x + one.actual.width, abs=0.2)
    assert one.late.width == pytest.approx(one.actual.width / 2, abs=0.2)


@pytest.mark.parametrize(
    ("end", "now", "late"), [(9, 30, False), (10, 30, False), (11, 30, True), (None, 9, False)]
)
def test_only_what_ended_behind_its_deadline_is_late(
    end: float | None, now: float, late: bool
) -> None:
    actual = Span(MONDAY, None if end is None else hours(end))
    [one] = drawn(Lane("4", "Enrol", "ok", None, actual, due=hours(10)), now=hours(now)).lanes
    assert (one.late is not None) is late


def test_effort_has_no_flag_and_is_never_late() -> None:
    [one] = drawn(Lane("1", "Disposisi", "running", None, Span(MONDAY)), now=hours(500)).lanes
    assert one.due is None
    assert one.late is None


def test_a_run_that_is_over_does_not_grow_until_today() -> None:
    step = Lane("1", "Disposisi", "ok", None, Span(MONDAY, hours(8)))
    later = MONDAY + timedelta(days=300)
    assert drawn(step, now=later, over=True).now is None
    assert drawn(step, now=hours(4), over=True).now is not None
    assert drawn(step, now=later).now is not None


def test_weekends_are_one_shade_each_and_lie_between_friday_and_monday() -> None:
    found = drawn(Lane("4", "Enrol", "ok", Span(MONDAY, MONDAY + timedelta(days=13))))
    day = (WIDE - LABELS) / 14
    assert [round((box.x - LABELS) / day, 1) for box in found.shades] == [5.0, 12.0]
    assert all(box.width == pytest.approx(2 * day, abs=0.2) for box in found.shades)


def test_days_begin_at_midnight_of_the_zone() -> None:
    step = Lane("1", "A", "ok", Span(MONDAY, MONDAY + timedelta(days=4)))
    for zone, offset in (("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)):
        first, *_ = drawn(step, zone=zone).ticks
        assert first.at.astimezone(UTC) == datetime(2026, 8, 2, 24 - offset, tzinfo=UTC)
        assert (first.x, first.kind) == (LABELS, "day")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("days", [0.02, 0.4, 1, 2.5, 5, 14, 45, 200, 1000])
def test_labels_have_room_and_there_are_some(width: int, days: float) -> None:
    found = drawn(Lane("1", "A", "ok", Span(MONDAY, MONDAY + timedelta(days=days))), width=width)
    places = [tick.x for tick in found.ticks]
    assert 1 <= len(places) <= 14
    gaps = [after - before for before, after in pairwise(places)]
    assert all(gap >= 48 for gap in gaps)


def test_a_day_shown_by_hours_names_its_midnight() -> None:
    found = drawn(Lane("1", "A", "ok", Span(MONDAY, hours(30))))
    assert {tick.kind for tick in found.ticks} == {"hour", "day"}
    assert [tick.at.hour for tick in found.ticks if tick.kind == "day"] == [0]


def test_pauses_lie_on_the_bar_they_interrupt() -> None:
    step = Lane("4", "Enrol", "waiting", None, Span(MONDAY), None, (Span(hours(5), hours(6)),
                Span(hours(8))))  # fmt: skip
    [one] = drawn(step, now=hours(10)).lanes
    assert one.actual is not None
    assert len(one.pauses) == 2
    for pause in one.pauses:
        assert (pause.y, pause.height) == (one.actual.y, one.actual.height)
        assert one.actual.x < pause.x
    last = one.pauses[1]
    assert last.x + last.width == pytest.approx(one.actual.x + one.actual.width, abs=0.2)


def test_lanes_do_not_overlap_and_a_phone_gives_names_a_line_of_their_own() -> None:
    lanes = [Lane(str(n), "Langkah " * 30, "ok", Span(MONDAY, hours(n))) for n in range(1, 20)]
    for width in (WIDE, NARROW):
        found = drawn(*lanes, width=width)
        ends = [one.y + one.height for one in found.lanes]
        assert [one.y for one in found.lanes][1:] == ends[:-1]
        assert found.height >= ends[-1]
        assert all(one.name.endswith("…") for one in found.lanes)
        for one in found.lanes:
            assert one.planned is not None
            assert one.y < one.text_y < one.y + one.height
            assert width == WIDE or one.text_y < one.planned.y


def test_a_name_is_cut_at_a_word() -> None:
    assert shortened("Menugaskan Anggota Tim", 15) == "Menugaskan…"
    assert shortened("Menugaskan Anggota Tim", 22) == "Menugaskan Anggota Tim"
    assert shortened("Pneumonoultramikroskopik", 10) == "Pneumonou…"
