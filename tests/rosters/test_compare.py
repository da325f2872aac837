"""Two versions of a roster: what came, went and changed, and who might be the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.domain.identities import Identity, IdentityType
from connector.domain.people import PersonRecord, Role, SeatRecord, seat_key
from connector.rosters.compare import FieldChange, LikelySame, compare, compare_sessions
from connector.rosters.people_sheet import preview_people
from connector.rosters.sample import FIXED_MONDAY, sample_files
from connector.rosters.timetable_sheet import preview_timetable

NIP = Identity(IdentityType.NIP_PNS, "199001312015031987")
NIK = Identity(IdentityType.NIK, "3399995502959876")
PPPK = Identity(IdentityType.NI_PPPK, "199502152023212987")
NEW_PPPK = Identity(IdentityType.NI_PPPK, "199502152025211001")


def seat(person: PersonRecord, number: int = 1, role: Role = Role.PARTICIPANT) -> SeatRecord:
    return SeatRecord(person, role, number, seat_key(person))


ONE = PersonRecord("Satu Contoh, S.H.", "Satu Contoh", (NIP,), unit="Lapas")
TWO = PersonRecord(
    "Dua Contoh", "Dua Contoh", (PPPK,), email="dua@contoh.example", birth_date=date(1995, 2, 15)
)


def test_the_same_file_twice_changes_nothing() -> None:
    files = sample_files(FIXED_MONDAY)
    for name, role in (("peserta.xlsx", Role.PARTICIPANT), ("pengajar.xlsx", Role.INSTRUCTOR)):
        seats = [
            preview_people(name, files[name], role, zone="Asia/Jakarta").seats for _ in range(2)
        ]
        difference = compare(*seats)
        assert difference.is_empty
        assert difference.suggestions == ()
        assert len(difference.same) == len(seats[0])
    sessions = [
        preview_timetable("jadwal.xlsx", files["jadwal.xlsx"], zone="Asia/Jakarta").sessions
        for _ in range(2)
    ]
    assert compare_sessions(*sessions).is_empty


def test_added_removed_and_changed_are_told_apart() -> None:
    moved = replace(ONE, unit="Rutan", email="satu@contoh.example")
    third = PersonRecord("Tiga", "Tiga", (NIK,))
    difference = compare([seat(ONE), seat(TWO)], [seat(moved), seat(third)])
    assert [one.person.full_name for one in difference.added] == ["Tiga"]
    assert [one.person.full_name for one in difference.removed] == ["Dua Contoh"]
    key = "NIP_PNS:199001312015031987"
    assert difference.changed == (
        FieldChange(key, "email", None, "satu@contoh.example"),
        FieldChange(key, "unit", "Lapas", "Rutan"),
    )
    assert difference.same == ()
    assert not difference.is_empty


def test_identities_are_masked_in_what_is_shown() -> None:
    known = replace(ONE, identities=(NIP, NIK))
    (change,) = compare([seat(ONE)], [seat(known)]).changed
    assert change.field == "identities"
    assert change.new == "NIP_PNS 1990************87; NIK 33**********9876"


def test_the_same_person_in_another_role_is_another_seat() -> None:
    difference = compare([seat(ONE)], [seat(ONE, role=Role.INSTRUCTOR)])
    assert len(difference.added) == len(difference.removed) == 1
    assert difference.suggestions == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            replace(TWO, identities=(PPPK,)),
            replace(TWO, identities=(PPPK, NIK), full_name="Dua C."),
            LikelySame.SHARED_IDENTITY,
        ),
        (TWO, replace(TWO, identities=(NEW_PPPK,)), LikelySame.SAME_EMAIL_AND_NAME),
        (
            TWO,
            replace(TWO, identities=(NEW_PPPK,), email=None),
            LikelySame.SAME_NAME_AND_BIRTH_DATE,
        ),
    ],
)
def test_a_new_number_is_suggested_and_never_merged(
    old: PersonRecord, new: PersonRecord, reason: LikelySame
) -> None:
    difference = compare([seat(old)], [seat(new)])
    assert len(difference.added) == len(difference.removed) == 1
    assert [one.reason for one in difference.suggestions] == [reason]


def test_a_name_alone_suggests_nobody() -> None:
    old = replace(TWO, email=None, birth_date=None)
    new = replace(old, identities=(NEW_PPPK,))
    assert compare([seat(old)], [seat(new)]).suggestions == ()


def test_an_address_alone_suggests_nobody() -> None:
    other = PersonRecord("Orang Lain", "Orang Lain", (NIK,), email=TWO.email)
    assert compare([seat(TWO)], [seat(other)]).suggestions == ()


def test_a_doubled_key_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="share a key"):
        compare([], [seat(ONE), seat(ONE, 2)])


def test_a_moved_slot_is_a_change_within_its_day_and_suggested_beyond() -> None:
    content = sample_files(FIXED_MONDAY)["jadwal.xlsx"]
    old = preview_timetable("jadwal.xlsx", content, zone="Asia/Jakarta").sessions
    later = replace(old[2], start=old[2].start + timedelta(minutes=5))
    difference = compare_sessions(old, (*old[:2], later, *old[3:]))
    assert [(one.field, one.new) for one in difference.changed] == [
        ("start", "2027-07-05 01:50 UTC")
    ]
    day = timedelta(days=7)
    gone = replace(
        old[2], key="2027-07-12/pre test/1", start=old[2].start + day, end=old[2].end + day
    )
    difference = compare_sessions(old, (*old[:2], gone, *old[3:]))
    assert [one.reason for one in difference.suggestions] == [LikelySame.SAME_SUBJECT_OTHER_DAY]
