"""The shipped sample: what it promises is what the readers find."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from connector.domain.people import Employment, Role
from connector.domain.sessions import SessionKind, training_days
from connector.rosters.base import RosterPreview
from connector.rosters.people_sheet import preview_people
from connector.rosters.sample import FIXED_MONDAY, sample_files
from connector.rosters.timetable_sheet import preview_timetable
from tests.rosters.build_sample import SAMPLE_FOLDER

TODAY = date(2026, 11, 20)
FILES = sample_files(FIXED_MONDAY)


def people(name: str, role: Role) -> RosterPreview:
    return preview_people(name, FILES[name], role, zone="Asia/Jakarta", today=TODAY)


def test_sixty_of_sixty_two_participants_are_accepted() -> None:
    found = people("peserta.xlsx", Role.PARTICIPANT)
    assert (found.rows_read, found.rows_refused, len(found.seats)) == (62, 2, 60)
    assert [(one.row_number, one.code) for one in found.refused] == [
        (30, "identity_is_number"),
        (55, "nip_birth_date"),
    ]
    assert Counter(seat.person.employment for seat in found.seats) == {
        Employment.PNS: 38,
        Employment.PPPK: 10,
        Employment.TNI_POLRI: 5,
        Employment.NON_ASN: 7,
    }
    assert found.importable


def test_two_have_no_address_and_two_share_one() -> None:
    found = people("peserta.xlsx", Role.PARTICIPANT)
    assert Counter(one.code for one in found.warnings) == {
        "email_missing": 2,
        "email_shared": 2,
        "nrp_assumed": 1,
        "row_ignored": 2,
    }


def test_every_participant_brings_what_the_certificate_prints() -> None:
    for seat in people("peserta.xlsx", Role.PARTICIPANT).seats:
        person = seat.person
        assert person.identities
        assert all((person.birthplace, person.birth_date, person.phone))
        assert all((person.position, person.unit, person.agency))


def test_six_instructors_two_of_them_external() -> None:
    found = people("pengajar.xlsx", Role.INSTRUCTOR)
    assert (found.rows_read, found.rows_refused) == (6, 0)
    assert [seat.person.external for seat in found.seats].count(True) == 2
    assert [seat.person.bare_name for seat in found.seats if seat.person.external] == [
        "Bernadette Tanoto",
        "La Ode Syahrul",
    ]


def test_the_csv_lists_the_same_people_as_the_workbook() -> None:
    found = people("peserta.csv", Role.PARTICIPANT)
    keys = {seat.key for seat in people("peserta.xlsx", Role.PARTICIPANT).seats}
    assert len(found.seats) == 12
    assert {seat.key for seat in found.seats} <= keys


@pytest.mark.parametrize("first_day", [FIXED_MONDAY, date(2026, 12, 28), date(2030, 4, 1)])
def test_the_timetable_fits_any_week(first_day: date) -> None:
    content = sample_files(first_day)["jadwal.xlsx"]
    found = preview_timetable("jadwal.xlsx", content, zone="Asia/Jakarta")
    assert (found.rows_read, found.refused, found.warnings) == (30, (), ())
    days = training_days(found.sessions)
    assert [(day.date - first_day).days for day in days] == [0, 1, 2, 3, 4]
    kinds = Counter(session.kind for session in found.sessions)
    assert kinds == {
        SessionKind.CLASS: 15,
        SessionKind.BREAK: 10,
        SessionKind.TEST: 2,
        SessionKind.CEREMONY: 3,
    }
    assert str(sum(session.jp for session in found.sessions)) == "38.5"


def test_every_class_is_taught_by_somebody_on_the_list_of_instructors() -> None:
    found = preview_timetable("jadwal.xlsx", FILES["jadwal.xlsx"], zone="Asia/Jakarta")
    known = {seat.person.full_name for seat in people("pengajar.xlsx", Role.INSTRUCTOR).seats}
    classes = [one for one in found.sessions if one.kind is SessionKind.CLASS]
    assert all(one.instructor_names and set(one.instructor_names) <= known for one in classes)


def test_a_week_that_does_not_begin_on_monday_is_refused() -> None:
    with pytest.raises(ValueError, match="no Monday"):
        sample_files(date(2027, 7, 6))


def test_the_same_monday_gives_the_same_bytes() -> None:
    assert sample_files(FIXED_MONDAY) == FILES


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_files_on_disk_say_what_the_builder_says(name: str) -> None:
    shipped = (SAMPLE_FOLDER / name).read_bytes()
    if name == "jadwal.xlsx":
        pair = [preview_timetable(name, one, zone="Asia/Jakarta") for one in (shipped, FILES[name])]
        assert pair[0].sessions == pair[1].sessions
    else:
        seats = [
            preview_people(name, one, Role.PARTICIPANT, zone="Asia/Jakarta", today=TODAY).seats
            for one in (shipped, FILES[name])
        ]
        assert seats[0] == seats[1]
