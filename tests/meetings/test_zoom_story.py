"""The whole road of one training through Zoom: planned, written, read back, changed, finished."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest

from connector.domain.people import Role
from connector.domain.sessions import local_moment
from connector.domain.trainings import MeetingMode
from connector.meetings.zoom.options import JOIN_LINK, ZoomOptions, registrant_key
from connector.reconcile.changes import Action, Result
from tests.meetings.memory import Memory, counted
from tests.meetings.zoom_office import (
    FIRST_DAY,
    HOST,
    RATNA,
    ZONE,
    ZoomOffice,
    day,
    seat,
    training,
    without,
    zoom_office,
)

DAY_ONE = "day:training:7:2027-01-11"
DAY_TWO = "day:training:7:2027-01-12"

CLASS = training(
    [
        *(seat(number) for number in range(1, 9)),
        seat(20, RATNA, Role.INSTRUCTOR, "Ratna Wulandari"),
        seat(21, "luar@kampus.example", Role.INSTRUCTOR, "Budi Luar"),
        seat(30, HOST, Role.ORGANISER, "Panitia Kelas"),
    ]
)


@pytest.fixture
def office() -> Iterator[ZoomOffice]:
    with zoom_office() as running:
        yield running


def test_first_plan_makes_a_meeting_a_day_and_lets_everybody_in(office: ZoomOffice) -> None:
    part = office.plan(CLASS)
    assert counted(part.changes) == {
        ("meeting", Action.CREATE): 2,
        ("registrant", Action.CREATE): 22,
    }
    outcomes = office.apply(part, CLASS)
    assert {one.result for one in outcomes} == {Result.DONE}
    assert len(office.server.state.meetings) == 2
    everybody = [f"peserta{number:02}@balai.example" for number in range(1, 9)]
    assert list(office.people().values()) == [["luar@kampus.example", *everybody]] * 2
    assert office.plan(CLASS).changes == ()
    assert office.status(CLASS).in_line
    assert office.status(CLASS).found == 11


def test_a_meeting_is_of_the_agreed_shape(office: ZoomOffice) -> None:
    office.sync(CLASS)
    meeting = office.server.state.meetings[int(office.memory.get("meeting", DAY_ONE) or 0)]
    assert meeting.type == 2
    assert meeting.start_time == "2027-01-11T01:00:00Z"
    assert meeting.duration == 480
    assert meeting.timezone == "Asia/Jakarta"
    assert meeting.agenda == "simpul:PKU-2027-7:2027-01-11"
    assert meeting.topic == "Pelatihan Karantina Uji · Angkatan I · Senin, 11 Januari 2027"
    assert meeting.settings["approval_type"] == 1
    assert meeting.settings["registrants_confirmation_email"] is False
    assert meeting.settings["alternative_hosts"] == RATNA
    assert [call.unknown for call in office.server.calls if call.unknown] == []


def test_everybody_has_a_link_of_their_own(office: ZoomOffice) -> None:
    office.sync(CLASS)
    office.status(CLASS)
    links = {
        one.key: office.platform.join_link(one.key, DAY_ONE, office.memory)
        for one in CLASS.accepted_seats
    }
    personal = [link for key, link in links.items() if key not in ("seat:20", "seat:30")]
    assert all(link is not None and "/w/" in link for link in personal)
    assert len(set(personal)) == 9
    assert links["seat:20"] == links["seat:30"] != ""
    assert office.platform.join_link("seat:99", DAY_ONE, office.memory) is None


def test_each_room_says_who_opens_it(office: ZoomOffice) -> None:
    office.sync(CLASS)
    rooms = office.platform.rooms(CLASS, office.memory)
    assert [room.slot.key for room in rooms] == [DAY_ONE, DAY_TWO]
    assert all(room.opened_by == HOST and room.number and room.join_url for room in rooms)
    assert [room.co_openers for room in rooms] == [("seat:20", "seat:30")] * 2


def test_who_leaves_is_denied_and_who_returns_is_approved(office: ZoomOffice) -> None:
    office.sync(CLASS)
    smaller = without(CLASS, 3)
    part = office.plan(smaller)
    assert counted(part.changes) == {("registrant", Action.SUSPEND): 2}
    office.apply(part, smaller)
    assert list(office.people("denied").values()) == [["peserta03@balai.example"]] * 2
    assert office.plan(smaller).changes == ()
    back = office.plan(CLASS)
    assert counted(back.changes) == {("registrant", Action.REACTIVATE): 2}
    office.apply(back, CLASS)
    assert list(office.people("denied").values()) == [[], []]
    assert office.plan(CLASS).changes == ()


def test_an_instructor_who_leaves_no_longer_opens_the_room(office: ZoomOffice) -> None:
    office.sync(CLASS)
    smaller = without(CLASS, 20)
    office.until_done(smaller)
    hosts = [one.settings["alternative_hosts"] for one in office.server.state.meetings.values()]
    assert hosts == ["", ""]


def test_alternative_hosts_entered_by_hand_stay(office: ZoomOffice) -> None:
    office.sync(CLASS)
    for meeting in office.server.state.meetings.values():
        meeting.settings["alternative_hosts"] += ";hendra.siregar@pusdiklat.example"
    assert office.plan(CLASS).changes == ()
    office.until_done(without(CLASS, 20))
    hosts = {one.settings["alternative_hosts"] for one in office.server.state.meetings.values()}
    assert hosts == {"hendra.siregar@pusdiklat.example"}


def test_moved_hours_are_patched_and_read_back(office: ZoomOffice) -> None:
    office.sync(CLASS)
    later = [*day(FIRST_DAY, time(9), time(17)), *day(FIRST_DAY + timedelta(days=1))]
    moved = replace(CLASS, sessions=later)
    part = office.plan(moved)
    assert counted(part.changes) == {("meeting", Action.UPDATE): 1}
    assert [one.result for one in office.apply(part, moved)] == [Result.DONE]
    starts = sorted(one.start_time or "" for one in office.server.state.meetings.values())
    assert starts == ["2027-01-11T02:00:00Z", "2027-01-12T01:00:00Z"]
    assert office.plan(moved).changes == ()


def test_a_day_that_vanished_is_kept_and_asked_about(office: ZoomOffice) -> None:
    office.sync(CLASS)
    shorter = replace(CLASS, sessions=day(FIRST_DAY))
    part = office.plan(shorter)
    assert part.changes == ()
    assert [(one.code, one.key) for one in part.undecided] == [
        ("meeting_not_in_timetable", DAY_TWO)
    ]
    gone = without(shorter, 3)
    office.until_done(gone)
    assert list(office.people("denied").values()) == [["peserta03@balai.example"]] * 2


def test_a_changed_address_is_registered_anew_and_the_old_one_cancelled(
    office: ZoomOffice,
) -> None:
    office.sync(CLASS)
    seats = [seat(1, "baru@balai.example"), *CLASS.seats[1:]]
    renamed = replace(CLASS, seats=seats)
    part = office.plan(renamed)
    assert counted(part.changes) == {("registrant", Action.UPDATE): 2}
    office.apply(part, renamed)
    assert all("baru@balai.example" in people for people in office.people().values())
    assert list(office.people("denied").values()) == [["peserta01@balai.example"]] * 2
    assert office.plan(renamed).changes == ()


def test_a_corrected_name_changes_nothing(office: ZoomOffice) -> None:
    office.sync(CLASS)
    seats = [seat(1, name="Nama Dibetulkan"), *CLASS.seats[1:]]
    assert office.plan(replace(CLASS, seats=seats)).changes == ()


def test_days_that_are_over_are_left_alone(office: ZoomOffice) -> None:
    office.sync(CLASS)
    office.clock.now = local_moment(FIRST_DAY, time(20), ZONE)
    newcomer = replace(CLASS, seats=[*CLASS.seats, seat(9)])
    part = office.plan(newcomer)
    assert [change.key for change in part.changes] == [f"seat:9@{DAY_TWO}"]
    assert [one.result for one in office.apply(part, newcomer)] == [Result.DONE]
    office.clock.move(days=40)
    assert office.plan(newcomer).changes == ()
    assert office.plan(newcomer).undecided == ()


def test_a_day_under_way_still_lets_people_in(office: ZoomOffice) -> None:
    office.clock.now = local_moment(FIRST_DAY, time(10), ZONE)
    office.sync(CLASS)
    assert office.plan(CLASS).changes == ()
    assert len(office.people()[int(office.memory.get("meeting", DAY_ONE) or 0)]) == 9


def test_seats_without_an_address_of_their_own_wait(office: ZoomOffice) -> None:
    seats = [seat(1), seat(2, None), seat(3, "sama@balai.example"), seat(4, "sama@balai.example")]
    part = office.plan(training(seats))
    assert {(one.seat, one.code) for one in part.undecided} == {
        ("seat:2", "email_missing"),
        ("seat:3", "email_shared"),
        ("seat:4", "email_shared"),
    }
    office.sync(training(seats))
    assert list(office.people().values()) == [["peserta01@balai.example"]] * 2
    assert office.status(training(seats)).expected == 1


def test_a_registered_seat_that_begins_to_wait_is_not_cancelled(office: ZoomOffice) -> None:
    office.sync(CLASS)
    seats = [seat(1, None), *CLASS.seats[1:]]
    assert office.plan(replace(CLASS, seats=seats)).changes == ()


def test_an_alias_domain_gives_every_seat_an_address() -> None:
    options = ZoomOptions(HOST, registrant_quota_scope="meeting", alias_domain="kelas.example")
    seats = [seat(1), seat(2, None), seat(3, "sama@balai.example"), seat(4, "sama@balai.example")]
    with zoom_office(options=options) as office:
        office.sync(training(seats, days=1))
        assert list(office.people().values()) == [
            [
                "peserta01@balai.example",
                "seat-2@kelas.example",
                "seat-3@kelas.example",
                "seat-4@kelas.example",
            ]
        ]


def test_a_meeting_a_session_leaves_breaks_out(office: ZoomOffice) -> None:
    split = training([seat(1)], days=1, mode=MeetingMode.PER_SESSION)
    office.until_done(split)
    meetings = office.server.state.meetings.values()
    assert sorted((one.start_time, one.duration) for one in meetings) == [
        ("2027-01-11T01:00:00Z", 120),
        ("2027-01-11T04:00:00Z", 300),
    ]


def test_self_registered_people_are_left_alone(office: ZoomOffice) -> None:
    office.sync(CLASS)
    number = office.meeting_ids()[0]
    office.platform.client.transport.send(
        "POST",
        f"/meetings/{number}/registrants",
        None,
        {"first_name": "Tamu", "email": "tamu@luar.example"},
    )
    assert office.people("pending")[number] == ["tamu@luar.example"]
    assert office.plan(CLASS).changes == ()


def test_somebody_registered_by_hand_is_adopted_and_approved(office: ZoomOffice) -> None:
    office.sync(training([seat(1)], days=1))
    number = office.meeting_ids()[0]
    office.platform.client.transport.send(
        "POST",
        f"/meetings/{number}/registrants",
        None,
        {"first_name": "Peserta", "email": "PESERTA02@balai.example"},
    )
    both = training([seat(1), seat(2)], days=1)
    part = office.plan(both)
    assert [change.action for change in part.changes] == [Action.ADOPT, Action.REACTIVATE]
    office.apply(part, both)
    assert office.people()[number] == ["peserta01@balai.example", "peserta02@balai.example"]
    assert office.plan(both).changes == ()


def test_another_meeting_of_the_host_at_that_hour_needs_a_decision(office: ZoomOffice) -> None:
    other = training([seat(50)], days=1, key="training:8")
    replace(office, memory=Memory()).sync(other)
    part = office.plan(CLASS)
    clash = [one for one in part.undecided if one.code == "host_clash"]
    assert [one.key for one in clash] == [DAY_ONE]
    assert {change.key.partition("@")[2] or change.key for change in part.changes} == {DAY_TWO}
    office.apply(part, CLASS)
    assert len(office.server.state.meetings) == 2
    assert office.plan(CLASS).changes == ()


def test_a_clash_found_later_does_not_stop_the_meeting_that_is_there(office: ZoomOffice) -> None:
    office.sync(CLASS)
    host = office.server.state.users[0].id
    office.platform.client.create_meeting(
        host, {"topic": "Rapat lain", "start_time": "2027-01-11T02:00:00Z", "duration": 30}
    )
    newcomer = replace(CLASS, seats=[*CLASS.seats, seat(9)])
    part = office.plan(newcomer)
    assert [one.code for one in part.undecided] == ["host_clash"]
    assert counted(part.changes) == {("registrant", Action.CREATE): 2}


def test_nothing_is_read_for_a_training_without_days(office: ZoomOffice) -> None:
    part = office.plan(training(sessions=[]))
    assert part.changes == ()
    assert office.server.calls == []


def test_who_left_has_no_link_any_more(office: ZoomOffice) -> None:
    office.sync(CLASS)
    office.sync(without(CLASS, 3))
    assert office.platform.join_link("seat:3", DAY_ONE, office.memory) is None
    office.sync(CLASS)
    office.status(CLASS)
    assert office.platform.join_link("seat:3", DAY_ONE, office.memory)


@pytest.mark.parametrize(
    ("link", "followed"),
    [
        ("https://zoom.us/j/1", True),
        ("https://kemenkum.zoom.us/w/1?tk=x", True),
        ("https://zoom.us.evil.example/j/1", False),
        ("https://evilzoom.us/j/1", False),
        ("https://zoom.us@evil.example/j/1", False),
        ("http://zoom.us/j/1", False),
        ("javascript:alert(1)//zoom.us", False),
        ("//zoom.us/j/1", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_nobody_is_sent_to_a_class_anywhere_but_at_zoom(
    office: ZoomOffice, link: str, followed: bool
) -> None:
    office.memory.bound[JOIN_LINK, registrant_key("seat:1", DAY_ONE)] = link
    given = office.platform.join_link("seat:1", DAY_ONE, office.memory)
    assert given == (link if followed else None)
