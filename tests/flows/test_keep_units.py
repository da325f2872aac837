"""Units and appointments: what is refused, what is kept, and who may act because of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.procedures import Actor
from connector.errors import ConnectorError
from connector.flows.keep_units import (
    appoint,
    kind_of,
    retire_unit,
    role_of,
    save_unit,
    set_address,
    set_last_day,
)
from connector.flows.whose_turn import Holder, holders, may_act, today, turns, user_of
from connector.store import appointments, audit, units, users
from connector.store.engine import reading
from connector.store.tables import audit_entries
from tests.flows.appointed import MAKER, Staffed, give, staffed
from tests.flows.bare_office import bare

DAY = date(2026, 8, 3)
PLH, DEFINITIVE = AppointmentKind.PLH, AppointmentKind.DEFINITIVE


@pytest.fixture
def place(engine: Engine) -> Staffed:
    return staffed(bare(engine).office)


def who(place: Staffed, role: Actor, unit: str = "penilaian", day: date = DAY) -> list[Holder]:
    with reading(place.office.engine) as connection:
        return holders(connection, place.units[unit], role, day)


def as_whom(place: Staffed, login: str, role: Actor, day: date = DAY) -> Holder | None:
    with reading(place.office.engine) as connection:
        return may_act(connection, place.users[login], place.units["penilaian"], role, day)


def refused(place: Staffed, new: Appointment) -> str:
    with pytest.raises(ConnectorError) as caught:
        appoint(place.office, new, actor=MAKER)
    return caught.value.code


def head_of(place: Staffed, **changes: Any) -> Appointment:
    """Andi as a second head; what is given differs."""
    one = Appointment(
        0, place.units["penilaian"], Actor.HEAD, place.users["andi"], DEFINITIVE, None, DAY, None
    )
    return replace(one, **changes)


def test_whose_turn_it_is_depends_on_the_unit(place: Staffed) -> None:
    assert [one.name for one in who(place, Actor.HEAD)] == ["Drs. Agus Contoh, M.Si."]
    assert [one.name for one in who(place, Actor.HEAD, "pelatihan")] == ["Dr. Hesti Rahayu"]
    assert as_whom(place, "hesti", Actor.HEAD) is None


def test_nobody_appointed_and_no_unit_are_nobody(place: Staffed) -> None:
    assert who(place, Actor.SECTION_HEAD) == []
    with reading(place.office.engine) as connection:
        assert holders(connection, None, Actor.HEAD, DAY) == []


def test_a_substitute_acts_and_both_names_are_known(place: Staffed) -> None:
    give(place, "tini", Actor.HEAD, PLH, stands_for="agus", from_day=DAY, until_day=DAY)
    assert [one.name for one in who(place, Actor.HEAD)] == [
        "Drs. Agus Contoh, M.Si.",
        "Tini Wulandari, S.Kom.",
    ]
    found = as_whom(place, "tini", Actor.HEAD)
    assert found is not None
    assert found.stands_for_name == "Drs. Agus Contoh, M.Si."
    assert found.detail() == {
        "role": "head",
        "unit": place.units["penilaian"],
        "kind": "plh",
        "stands_for": place.users["agus"],
    }
    assert as_whom(place, "tini", Actor.HEAD, date(2026, 8, 4)) is None


def test_one_s_own_role_comes_before_standing_in(place: Staffed) -> None:
    give(place, "tini", Actor.HEAD, PLH, stands_for="agus")
    with reading(place.office.engine) as connection:
        day = turns(connection, DAY)
    unit = place.units["penilaian"]
    found = day.as_whom(place.users["tini"], unit, Actor.HEAD, Actor.TEAM_LEAD)
    assert found is not None
    assert (found.role, found.stands_for) == (Actor.TEAM_LEAD, None)
    both = day.holders(unit, Actor.HEAD, Actor.TEAM_LEAD)
    assert [one.user_id for one in both] == [place.users["agus"], place.users["tini"]]
    assert {one.role for one in day.of_user(place.users["tini"])} == {Actor.HEAD, Actor.TEAM_LEAD}


def test_an_inactive_user_holds_nothing(place: Staffed) -> None:
    with place.office.engine.begin() as connection:
        users.set_active(connection, place.users["andi"], False)
    assert [one.user_id for one in who(place, Actor.TEAM_MEMBER)] == [place.users["maya"]]


def test_an_appointment_that_ends_today_still_counts_today(place: Staffed) -> None:
    with reading(place.office.engine) as connection:
        kept = next(
            one.appointment
            for one in appointments.of_unit(connection, place.units["penilaian"])
            if one.appointment.role is Actor.HEAD
        )
    set_last_day(place.office, kept.id, DAY, actor=MAKER)
    assert as_whom(place, "agus", Actor.HEAD) is not None
    assert as_whom(place, "agus", Actor.HEAD, date(2026, 8, 4)) is None
    with reading(place.office.engine) as connection:
        ended = appointments.get(connection, kept.id)
    assert ended is not None
    assert (ended.ended_by, ended.appointment.until_day) == (MAKER, DAY)


def test_a_mistaken_appointment_never_counted(place: Staffed) -> None:
    one = give(place, "andi", Actor.HEAD, from_day=DAY)
    set_last_day(place.office, one.id, date(2026, 8, 2), actor=MAKER)
    assert as_whom(place, "andi", Actor.HEAD) is None
    with pytest.raises(ConnectorError, match="appointment_days"):
        set_last_day(place.office, one.id, date(2026, 8, 1), actor=MAKER)


def test_the_day_is_the_office_s(place: Staffed) -> None:
    late = datetime(2026, 8, 3, 17, 30, tzinfo=UTC)  # 00.30 WIB the day after
    assert today(place.office, late) == date(2026, 8, 4)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": Actor.PARTICIPANT}, "appointment_role"),
        ({"user_id": 999}, "appointment_user"),
        ({"unit_id": 999}, "unit_unknown"),
        ({"until_day": date(2026, 8, 2)}, "appointment_days"),
        ({"stands_for_id": 1}, "appointment_stands_for_nobody"),
        ({"kind": PLH}, "appointment_stands_for"),
    ],
)
def test_an_appointment_that_makes_no_sense_is_refused(
    place: Staffed, changes: dict[str, object], code: str
) -> None:
    assert refused(place, head_of(place, **changes)) == code


def test_a_substitute_stands_in_for_somebody_who_holds_that_role(place: Staffed) -> None:
    for other in ("maya", "andi", "hesti"):
        new = head_of(place, kind=PLH, stands_for_id=place.users[other])
        assert refused(place, new) == "appointment_stands_for"


def test_the_same_appointment_is_not_made_twice(place: Staffed) -> None:
    give(place, "andi", Actor.HEAD, from_day=DAY, until_day=DAY)
    assert refused(place, head_of(place)) == "appointment_twice"
    give(place, "andi", Actor.HEAD, from_day=date(2026, 8, 4))


def test_names_of_units_are_one_line_and_unique(place: Staffed) -> None:
    with pytest.raises(ConnectorError, match="unit_name_taken"):
        save_unit(
            place.office, 0, name=" Pusat  Penilaian Kompetensi", short="", parent_id=None,
            actor=MAKER,
        )  # fmt: skip
    with pytest.raises(ConnectorError, match="unit_name "):
        save_unit(place.office, 0, name="X", short="", parent_id=None, actor=MAKER)
    with pytest.raises(ConnectorError, match="unit_short"):
        save_unit(place.office, 0, name="Balai", short="x" * 41, parent_id=None, actor=MAKER)


def test_no_unit_is_above_itself(place: Staffed) -> None:
    top = place.units["penilaian"]
    section = save_unit(place.office, 0, name="Bidang", short="", parent_id=top, actor=MAKER)
    for parent in (section.id, top, 999):
        with pytest.raises(ConnectorError, match="unit_parent"):
            save_unit(
                place.office, top, name="Pusat Penilaian Kompetensi", short="", parent_id=parent,
                actor=MAKER,
            )  # fmt: skip


def test_a_unit_goes_out_of_use_once_nobody_is_in_it(place: Staffed) -> None:
    unit = place.units["pelatihan"]
    with pytest.raises(ConnectorError, match="unit_in_use"):
        retire_unit(place.office, unit, True, actor=MAKER)
    with reading(place.office.engine) as connection:
        (kept,) = appointments.of_unit(connection, unit)
    set_last_day(place.office, kept.appointment.id, date(2026, 8, 2), actor=MAKER)
    retire_unit(place.office, unit, True, actor=MAKER)
    new = head_of(place, unit_id=unit)
    assert refused(place, new) == "unit_unknown"
    retire_unit(place.office, unit, False, actor=MAKER)
    with reading(place.office.engine) as connection:
        found = units.get(connection, unit)
    assert found is not None
    assert found.retired_at is None


def test_an_address_is_kept_and_stands_in_no_trail(place: Staffed) -> None:
    agus = place.users["agus"]
    stored = set_address(place.office, agus, " Agus@Contoh.go.id ", actor=MAKER)
    assert stored == "agus@contoh.go.id"
    with pytest.raises(ConnectorError, match="user_email_unfit"):
        set_address(place.office, agus, "agus contoh", actor=MAKER)
    with reading(place.office.engine) as connection:
        user = users.by_id(connection, agus)
        trail = str(connection.execute(select(audit_entries.c.details)).all())
        said = [one.action for one in audit.about(connection, f"user:{agus}")]
    assert user is not None
    assert user.email == "agus@contoh.go.id"
    assert "agus@" not in trail + repr(user)
    assert said == ["user.address_set"]
    assert set_address(place.office, agus, "", actor=MAKER) is None


def test_words_of_forms_are_read_strictly() -> None:
    assert (role_of("head"), kind_of("plt")) == (Actor.HEAD, AppointmentKind.PLT)
    for read, code in ((role_of, "appointment_role"), (kind_of, "appointment_kind")):
        with pytest.raises(ConnectorError, match=code):
            read("participant")
    assert [user_of(one) for one in ("user:7", "cli", "job:x", "user:x")] == [7, None, None, None]
