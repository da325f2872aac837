"""Who holds a role on a day: last days count, the inactive hold nothing, substitutes stand by."""

from datetime import date

import pytest

from connector.domain.appointments import Appointment, AppointmentKind, Holding, holdings
from connector.domain.procedures import Actor

DEFINITIVE, PLT = AppointmentKind.DEFINITIVE, AppointmentKind.PLT
PLH, SUBSTITUTE = AppointmentKind.PLH, AppointmentKind.SUBSTITUTE
FIRST, LAST = date(2026, 8, 3), date(2026, 8, 7)
BEFORE, AFTER = date(2026, 8, 2), date(2026, 8, 8)
EVERYBODY = {1, 2, 3, 4}


def one(
    number: int,
    user: int,
    kind: AppointmentKind = DEFINITIVE,
    *,
    stands_for: int | None = None,
    from_day: date = date(2026, 1, 1),
    until_day: date | None = None,
    unit: int = 1,
    role: Actor = Actor.HEAD,
) -> Appointment:
    return Appointment(number, unit, role, user, kind, stands_for, from_day, until_day)


def held(
    *appointments: Appointment, active: set[int] = EVERYBODY, day: date = FIRST
) -> list[tuple[int, int | None]]:
    return [(each.user_id, each.stands_for_id) for each in holdings(appointments, active, day)]


@pytest.mark.parametrize(
    ("day", "counts"), [(BEFORE, False), (FIRST, True), (LAST, True), (AFTER, False)]
)
def test_an_appointment_counts_on_its_first_and_on_its_last_day(day: date, counts: bool) -> None:
    term = one(1, 1, from_day=FIRST, until_day=LAST)
    assert held(term, day=day) == ([(1, None)] if counts else [])


def test_one_without_a_last_day_goes_on() -> None:
    assert held(one(1, 1), day=date(2036, 1, 1)) == [(1, None)]


def test_an_inactive_user_holds_nothing() -> None:
    assert held(one(1, 1), one(2, 2), active={2}) == [(2, None)]


def test_two_holders_of_one_role_both_hold_it() -> None:
    assert held(one(1, 1), one(2, 2)) == [(1, None), (2, None)]


def test_an_acting_head_holds_a_vacant_post_in_their_own_right() -> None:
    assert held(one(1, 1, PLT)) == [(1, None)]


@pytest.mark.parametrize("kind", [PLH, SUBSTITUTE])
def test_a_substitute_holds_the_role_beside_the_one_they_stand_for(kind: AppointmentKind) -> None:
    assert held(one(1, 2, kind, stands_for=1), one(2, 1)) == [(1, None), (2, 1)]


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_outside_its_days_a_substitution_gives_nothing(day: date) -> None:
    away = one(2, 2, PLH, stands_for=1, from_day=FIRST, until_day=LAST)
    assert held(one(1, 1), away, day=day) == [(1, None)]


def test_a_substitute_for_somebody_who_left_the_post_stands_for_nobody() -> None:
    left = one(1, 1, until_day=BEFORE)
    assert held(left, one(2, 2, PLH, stands_for=1)) == []


def test_a_substitute_acts_although_the_absent_ones_user_is_locked() -> None:
    assert held(one(1, 1), one(2, 2, PLH, stands_for=1), active={2}) == [(2, 1)]


def test_a_substitute_of_a_substitute_stands_for_them() -> None:
    chain = (one(1, 3, SUBSTITUTE, stands_for=2), one(2, 2, PLH, stands_for=1), one(3, 1))
    assert held(*chain) == [(1, None), (2, 1), (3, 2)]


def test_two_who_stand_for_each_other_stand_for_nobody() -> None:
    assert held(one(1, 1, PLH, stands_for=2), one(2, 2, PLH, stands_for=1)) == []


def test_standing_in_counts_in_that_role_and_unit_only() -> None:
    other_unit = one(2, 2, PLH, stands_for=1, unit=2)
    other_role = one(3, 2, PLH, stands_for=1, role=Actor.TEAM_LEAD)
    assert held(one(1, 1), other_unit, other_role) == [(1, None)]


def test_a_role_given_twice_is_held_once() -> None:
    assert held(one(1, 1, PLT), one(2, 1)) == [(1, None)]


def test_a_holding_says_as_what() -> None:
    found = holdings([one(1, 1), one(2, 2, PLH, stands_for=1)], EVERYBODY, FIRST)
    assert found == [
        Holding(1, Actor.HEAD, 1, DEFINITIVE),
        Holding(1, Actor.HEAD, 2, PLH, 1),
    ]
