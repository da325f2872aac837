"""What the office says of its days: it wins over the country's calendar, and can be taken back."""

import ast
import string
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from connector.app import CATALOGUE
from connector.domain.procedures import Limit, Measure, TimeKind, TimeUnit
from connector.domain.working_time import WorkCalendar, due
from connector.errors import ConnectorError
from connector.flows import keep_calendar
from connector.flows.calendar_words import CALENDAR
from connector.flows.keep_calendar import add_days, remove_days
from connector.flows.work_calendar import calendar_for, ramadan_of
from connector.store import audit
from connector.store.calendar_days import LocalDays, LocalKind
from connector.store.engine import reading
from tests.flows.bare_office import Bare, bare

ACTOR = "user:1"
CLOSED, OPENED, RAMADAN = LocalKind.CLOSED, LocalKind.OPENED, LocalKind.RAMADAN
MOURNING = LocalDays(CLOSED, date(2026, 11, 18), date(2026, 11, 18), "Pilkada")
SATURDAY = LocalDays(OPENED, date(2026, 11, 21), date(2026, 11, 21), "Sabtu pengganti")
ONE_DAY = Limit(1, TimeUnit.DAY, TimeKind.WORKING, Measure.DEADLINE)


@pytest.fixture
def place(engine: Engine) -> Bare:
    return bare(engine)


def calendar(place: Bare, zone: str = "") -> WorkCalendar:
    with reading(place.engine) as connection:
        return calendar_for(connection, place.office, zone)


def days(kind: LocalKind, first: str, last: str = "", name: str = "Hari daerah") -> LocalDays:
    return LocalDays(kind, date.fromisoformat(first), date.fromisoformat(last or first), name)


def test_without_a_word_the_countrys_calendar_holds(place: Bare) -> None:
    found = calendar(place)
    assert found.zone == "Asia/Jakarta"
    assert found.closed[date(2026, 3, 23)] == "Cuti Bersama Hari Raya Idul Fitri"
    assert not found.opened
    assert found.is_ramadan(date(2026, 2, 19))
    assert not found.is_ramadan(date(2026, 2, 18))


def test_a_day_off_of_the_office_is_worked_by_nobody(place: Bare) -> None:
    before = datetime(2026, 11, 17, 9, tzinfo=UTC)  # Tuesday 16.00
    assert due(calendar(place), before, ONE_DAY).date() == date(2026, 11, 18)
    add_days(place.office, MOURNING, actor=ACTOR)
    assert due(calendar(place), before, ONE_DAY).date() == date(2026, 11, 19)
    assert calendar(place).closed[date(2026, 11, 18)] == "Pilkada"


def test_a_saturday_that_is_worked_counts(place: Bare) -> None:
    friday = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # 16.30
    add_days(place.office, SATURDAY, actor=ACTOR)
    assert due(calendar(place), friday, ONE_DAY) == datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_joint_leave_may_be_worked(place: Bare) -> None:
    add_days(place.office, days(OPENED, "2026-12-24", name="Piket"), actor=ACTOR)
    assert calendar(place).is_working_day(date(2026, 12, 24))
    assert not calendar(place).is_working_day(date(2026, 12, 25))


def test_a_period_is_all_its_days(place: Bare) -> None:
    add_days(place.office, days(CLOSED, "2026-11-30", "2026-12-02", "Banjir"), actor=ACTOR)
    off = [day for day in range(1, 5) if not calendar(place).is_working_day(date(2026, 12, day))]
    assert off == [1, 2]
    assert not calendar(place).is_working_day(date(2026, 11, 30))


def test_ramadan_is_when_the_office_says(place: Bare) -> None:
    add_days(place.office, days(RAMADAN, "2027-02-07", "2027-03-08", ""), actor=ACTOR)
    found = calendar(place)
    assert found.is_ramadan(date(2027, 2, 7))
    assert not found.is_ramadan(date(2027, 3, 9))
    assert len([first for first, _ in found.ramadan if first.year == 2027]) == 1


def test_each_ramadan_of_a_year_with_two_is_put_right_alone() -> None:
    said = days(RAMADAN, "2030-12-25", "2031-01-23")
    found = [one for one in ramadan_of([said], 2031) if one.first.year in (2030, 2031)]
    assert [one.first.isoformat() for one in found] == ["2030-01-06", "2030-12-25", "2031-12-16"]
    assert [one.estimated for one in found] == [True, False, True]


def test_what_was_said_is_taken_back_and_both_are_written_down(place: Bare) -> None:
    stored = add_days(place.office, MOURNING, actor=ACTOR)
    remove_days(place.office, stored.id, actor="user:2")
    assert calendar(place).is_working_day(date(2026, 11, 18))
    with reading(place.engine) as connection:
        entries = audit.about(connection, f"calendar_day:{stored.id}")
    assert sorted((one.actor, one.action) for one in entries) == [
        ("user:1", "calendar.added"),
        ("user:2", "calendar.removed"),
    ]
    assert entries[0].details["first"] == "2026-11-18"
    with pytest.raises(ConnectorError) as caught:
        remove_days(place.office, stored.id, actor=ACTOR)
    assert caught.value.code == "calendar_gone"
    add_days(place.office, MOURNING, actor=ACTOR)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (days(CLOSED, "2026-11-18", name=""), "calendar_name"),
        (days(CLOSED, "2026-11-18", name="x" * 81), "calendar_name"),
        (days(CLOSED, "2026-11-18", name="tak\u202ecetak"), "calendar_name"),
        (days(CLOSED, "2017-11-20"), "calendar_year"),
        (days(CLOSED, "2030-11-18"), "calendar_year"),
        (days(CLOSED, "2026-11-18", "2026-11-17"), "calendar_backwards"),
        (days(CLOSED, "2026-11-02", "2026-12-03"), "calendar_long"),
        (days(RAMADAN, "2027-02-07", "2027-03-06"), "calendar_ramadan_length"),
        (days(RAMADAN, "2027-02-07", "2027-03-09"), "calendar_ramadan_length"),
        (days(CLOSED, "2026-11-21", "2026-11-22"), "calendar_off_already"),
        (days(CLOSED, "2026-12-25"), "calendar_off_already"),
        (days(OPENED, "2026-11-18"), "calendar_worked_already"),
        (days(CLOSED, "2026-11-10"), "calendar_taken"),
        (days(OPENED, "2026-11-11"), "calendar_taken"),
        (days(CLOSED, "2026-11-08", "2026-11-20"), "calendar_taken"),
        (days(RAMADAN, "2026-03-20", "2026-04-18"), "calendar_taken"),
    ],
)
def test_what_cannot_hold_is_refused(place: Bare, said: LocalDays, code: str) -> None:
    add_days(place.office, days(CLOSED, "2026-11-10", "2026-11-11"), actor=ACTOR)
    add_days(place.office, days(RAMADAN, "2026-02-19", "2026-03-20", ""), actor=ACTOR)
    before = calendar(place)
    with pytest.raises(ConnectorError) as caught:
        add_days(place.office, said, actor=ACTOR)
    assert caught.value.code == code
    assert calendar(place) is before


def test_ramadan_and_a_day_off_in_it_do_not_exclude_each_other(place: Bare) -> None:
    add_days(place.office, days(RAMADAN, "2026-02-19", "2026-03-20", ""), actor=ACTOR)
    add_days(place.office, days(CLOSED, "2026-02-25"), actor=ACTOR)
    assert not calendar(place).is_working_day(date(2026, 2, 25))


def test_the_same_calendar_is_handed_out_until_something_changes(place: Bare) -> None:
    first = calendar(place)
    assert calendar(place) is first
    assert calendar(place, "Asia/Jayapura") is not first
    stored = add_days(place.office, MOURNING, actor=ACTOR)
    assert calendar(place) is not first
    remove_days(place.office, stored.id, actor=ACTOR)
    assert calendar(place) is first


def test_a_calendar_costs_one_query(place: Bare) -> None:
    asked = []
    with reading(place.engine) as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        calendar_for(connection, place.office)
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def test_three_years_ahead_are_put_in(place: Bare) -> None:
    found = calendar(place)
    year = place.clock().year
    assert date(year + 3, 8, 17) in found.closed
    assert date(year + 4, 8, 17) not in found.closed
    assert max(last for _, last in found.ramadan) < date(year + 4, 2, 1) + timedelta(days=60)


def test_every_refusal_has_its_sentence_and_takes_its_values() -> None:
    web = Path(keep_calendar.__file__).parents[1] / "web" / "calendar.py"
    raised = {}
    for source in (Path(keep_calendar.__file__), web):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ConnectorError":
                given = {word.arg for word in node.keywords if word.arg}
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        raised[part.value] = given
    assert set(raised) == set(CALENDAR)
    assert CATALOGUE.items() >= CALENDAR.items()
    for code, wording in CALENDAR.items():
        assert wording.id != wording.en
        assert bool(wording.todo_id) == bool(wording.todo_en)
        for text in (wording.id, wording.en, wording.todo_id, wording.todo_en):
            used = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert used <= raised[code], code
