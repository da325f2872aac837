"""What Zoom should hold: names, topics, markers, addresses; and when a link leads where."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from connector.domain.people import Role
from connector.domain.sessions import local_moment
from connector.domain.trainings import MeetingMode
from connector.meetings.base import Meetings, slot_at, slots
from connector.meetings.zoom.options import ZoomOptions, registrant_key, split_registrant_key
from connector.meetings.zoom.platform import ZoomPlatform
from connector.meetings.zoom.wishes import desired
from tests.meetings.zoom_office import FIRST_DAY, HOST, START, ZONE, seat, training

OPTIONS = ZoomOptions(HOST)


def people(*seats: int) -> list[dict[str, object]]:
    one = training([seat(number) for number in seats], days=1)
    return [dict(item.values) for item in desired(one, OPTIONS, START).items if item.seat]


def test_a_registrant_shows_number_name_and_unit() -> None:
    assert people(7) == [
        {
            "email": "peserta07@balai.example",
            "role": "participant",
            "first_name": "07 Peserta 7",
            "last_name": "Balai Karantina Uji",
        }
    ]


def test_people_come_in_the_order_of_the_roster() -> None:
    assert [one["first_name"] for one in people(3, 1, 2)] == [
        "01 Peserta 1",
        "02 Peserta 2",
        "03 Peserta 3",
    ]


@pytest.mark.parametrize(("length", "field"), [(64, "first_name"), (64, "last_name")])
def test_long_names_are_cut_to_what_zoom_takes(length: int, field: str) -> None:
    long = seat(1, name="N" * 200)
    long = replace(long, record=replace(long.record, unit="U" * 200))
    items = desired(training([long], days=1), OPTIONS, START).items
    assert [len(str(item.values[field])) for item in items if item.seat] == [length]


def test_a_long_title_leaves_room_for_the_day() -> None:
    long = replace(training(days=1), title="T" * 300)
    topic = str(desired(long, OPTIONS, START).items[0].values["topic"])
    assert len(topic) == 200
    assert topic.endswith(" · Senin, 11 Januari 2027")


def test_everybody_needs_the_meeting_first() -> None:
    items = desired(training(days=2), OPTIONS, START).items
    meetings = {("meeting", item.key) for item in items if item.kind == "meeting"}
    assert {need for item in items for need in item.needs} == meetings
    assert len(meetings) == 2


def test_only_instructors_with_an_address_may_open() -> None:
    seats = [
        seat(1, "guru@x.example", Role.INSTRUCTOR),
        seat(2, None, Role.INSTRUCTOR),
        seat(3, "panitia@x.example", Role.ORGANISER),
    ]
    meeting = desired(training(seats, days=1), OPTIONS, START).items[0]
    assert meeting.values["instructors"] == "guru@x.example"


def test_a_person_seated_twice_has_one_link() -> None:
    twice = replace(seat(2, "peserta01@balai.example"), person="person:1")
    wanted = desired(training([seat(1), twice], days=1), OPTIONS, START)
    assert [item.seat for item in wanted.items if item.seat] == ["seat:1"]
    assert [(one.seat, one.code) for one in wanted.undecided] == [("seat:2", "seat_repeated")]


def test_days_that_are_over_are_not_wanted() -> None:
    evening = local_moment(FIRST_DAY, time(16), ZONE)
    wanted = desired(training(days=2), OPTIONS, evening).items
    assert {item.key for item in wanted if item.kind == "meeting"} == {"day:training:7:2027-01-12"}
    after = datetime(2027, 2, 1, tzinfo=UTC)
    assert desired(training([seat(1, None)]), OPTIONS, after).undecided == ()


def test_each_session_can_have_a_meeting_of_its_own() -> None:
    split = training(days=1, mode=MeetingMode.PER_SESSION)
    items = [item for item in desired(split, OPTIONS, START).items if item.kind == "meeting"]
    assert [item.values["agenda"] for item in items] == [
        "simpul:PKU-2027-7:2027-01-11/etika publik/1",
        "simpul:PKU-2027-7:2027-01-11/karantina tumbuhan/1",
    ]


def test_a_link_leads_to_the_first_meeting_that_is_not_over() -> None:
    wanted = slots(training(days=2))
    dates = [
        slot.date.day if (slot := slot_at(wanted, moment)) else None
        for moment in (
            START,
            local_moment(FIRST_DAY, time(15, 59), ZONE),
            local_moment(FIRST_DAY, time(16), ZONE),
            datetime(2027, 2, 1, tzinfo=UTC),
        )
    ]
    assert dates == [11, 11, 12, None]


def test_a_registrant_key_holds_seat_and_meeting() -> None:
    key = registrant_key("seat:12", "session:training:1:2027-01-11/a@b/1")
    assert split_registrant_key(key) == ("seat:12", "session:training:1:2027-01-11/a@b/1")


def test_the_platform_is_a_meeting_provider() -> None:
    fulfils: type[Meetings] = ZoomPlatform
    assert fulfils is ZoomPlatform
