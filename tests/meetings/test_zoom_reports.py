"""What Zoom wrote down of a class: whole, or not there yet, or never; nothing in between."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from connector.errors import PermanentError, RemoteError, TemporaryError
from connector.http import TimedAdapter
from connector.meetings.base import WrittenRecord
from connector.meetings.zoom.client import PAGE, ZoomClient
from connector.meetings.zoom.messages import MESSAGES
from connector.meetings.zoom.options import NOTHING, ZoomOptions
from connector.meetings.zoom.refusals import DailyLimit, Throttled
from connector.meetings.zoom.seats import opener_seats, registrant_seats, room_logins
from connector.sandbox.zoom import Attendee, Rules
from tests.meetings.memory import Memory
from tests.meetings.zoom_office import HOST, START, ZoomOffice, training, zoom_office

MORNING = START + timedelta(hours=1)
NOON = START + timedelta(hours=4)
FEW = 3
MANY = PAGE * 2 + 7
"""Three pages."""

Body = dict[str, Any]


@pytest.fixture
def office() -> Iterator[ZoomOffice]:
    with zoom_office() as running:
        running.until_done(training(days=1))
        yield running


def people(count: int) -> list[Attendee]:
    return [
        Attendee(
            f"Peserta {place}",
            MORNING + timedelta(seconds=place),
            NOON,
            f"Peserta{place}@Balai.example",
            f"reg-{place}",
        )
        for place in range(count)
    ]


def hold(office: ZoomOffice, attendees: Sequence[Attendee], **ago: float) -> str:
    """Let the class have taken place; the clock then stands an hour (or `ago`) after its end."""
    uuid = office.server.hold_class(office.meeting_ids()[0], MORNING, NOON, attendees)
    office.clock.now = NOON + timedelta(**(ago or {"hours": 1}))
    return uuid


class Twisted(TimedAdapter):
    """Passes calls on to the sandbox and lets a test rewrite the answers it is about."""

    def __init__(self, twist: Callable[[int, Body], None], match: str) -> None:
        super().__init__((2.0, 2.0))
        self.twist, self.match, self.reports = twist, match, 0

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        reply = super().send(request, *args, **more)
        if self.match in str(request.url) and reply.status_code == 200:
            body = json.loads(reply.content)
            self.twist(self.reports, body)
            reply._content = json.dumps(body).encode()
            self.reports += 1
        return reply


def twisted(
    client: ZoomClient, twist: Callable[[int, Body], None], match: str = "/report/"
) -> Twisted:
    """Put a twist, called with the number of the answer and its body, before a client."""
    adapter = Twisted(twist, match)
    client.transport._session().mount("http://", adapter)
    return adapter


def refused(office: ZoomOffice, uuid: str) -> RemoteError:
    with pytest.raises(RemoteError) as caught:
        office.platform.record(uuid)
    assert caught.value.code in MESSAGES
    assert uuid not in str(caught.value)
    return caught.value


def test_a_report_becomes_stays(office: ZoomOffice) -> None:
    waiting = Attendee("Tamu", MORNING, NOON, waiting_room=True)
    uuid = hold(office, [*people(2), waiting])
    record = office.platform.record(uuid)
    assert (record.uuid, record.meeting) == (uuid, str(office.meeting_ids()[0]))
    assert (record.started, record.ended) == (MORNING, NOON)
    assert record.host == office.server.state.users[0].id
    first, second = record.stays
    assert (first.joined, first.left) == (MORNING, NOON)
    assert (first.names, first.email) == (("Peserta 0",), "peserta0@balai.example")
    assert (first.registrant_id, first.login) == ("reg-0", "")
    assert (first.joined_known, first.left_known, first.room) == (True, True, False)
    assert first.leg
    assert first.leg != second.leg


def test_all_pages_come_in_and_ask_for_registrants(office: ZoomOffice) -> None:
    uuid = hold(office, people(MANY))
    stays = office.platform.record(uuid).stays
    assert {stay.registrant_id for stay in stays} == {f"reg-{place}" for place in range(MANY)}
    assert len(office.names("report.participants")) == 3


def test_a_report_of_exactly_one_page_ends_there(office: ZoomOffice) -> None:
    uuid = hold(office, people(PAGE))
    assert len(office.platform.record(uuid).stays) == PAGE
    assert len(office.names("report.participants")) == 1


def test_breakout_rooms_and_logins_are_told_apart(office: ZoomOffice) -> None:
    uuid = hold(office, people(FEW))

    def twist(_: int, body: Body) -> None:
        body["participants"][1] |= {"bo_mtg_id": "room==", "participant_user_id": "u-7"}
        body["participants"][2].pop("participant_user_id")
        body["participants"][2]["id"] = "u-8"

    twisted(office.platform.client, twist)
    stays = office.platform.record(uuid).stays
    assert [stay.room for stay in stays] == [False, True, False]
    assert [stay.login for stay in stays] == ["", "u-7", "u-8"]


def test_what_zoom_does_not_say_stays_empty(office: ZoomOffice) -> None:
    uuid = hold(office, people(FEW))

    def twist(_: int, body: Body) -> None:
        for row in body["participants"]:
            for name in ("registrant_id", "user_email", "name", "user_id", "status", "bo_mtg_id"):
                del row[name]

    twisted(office.platform.client, twist)
    stays = office.platform.record(uuid).stays
    assert {(stay.registrant_id, stay.email, stay.names) for stay in stays} == {("", "", ())}
    assert len({stay.leg for stay in stays}) == FEW


def test_a_row_that_zoom_repeats_counts_once(office: ZoomOffice) -> None:
    uuid = hold(office, people(FEW))

    def twist(_: int, body: Body) -> None:
        body["participants"].append({**body["participants"][0], "failover": True})
        body["total_records"] += 1

    twisted(office.platform.client, twist)
    assert len(office.platform.record(uuid).stays) == FEW


# Not there yet, or never


def test_a_report_comes_after_a_while(office: ZoomOffice) -> None:
    uuid = hold(office, people(FEW), minutes=10)
    error = refused(office, uuid)
    assert isinstance(error, TemporaryError)
    assert (error.remote_code, error.retry_after) == ("report_not_ready", 3600)
    office.clock.move(hours=1)
    assert len(office.platform.record(uuid).stays) == FEW


def test_a_class_that_still_runs_is_not_ready(office: ZoomOffice) -> None:
    uuid = office.server.hold_class(office.meeting_ids()[0], MORNING, None, people(FEW))
    office.clock.now = NOON
    assert refused(office, uuid).remote_code == "report_not_ready"


@pytest.mark.parametrize(
    ("ago", "kind", "code"),
    [
        ({"hours": 23}, TemporaryError, "report_not_ready"),
        ({"hours": 25}, PermanentError, "report_absent"),
    ],
)
def test_a_meeting_of_one_person_never_gets_a_report(
    office: ZoomOffice, ago: dict[str, float], kind: type[RemoteError], code: str
) -> None:
    error = refused(office, hold(office, people(1), **ago))
    assert isinstance(error, kind)
    assert error.remote_code == code


def test_a_meeting_whose_people_zoom_does_not_count_is_not_taken_for_one_of_one(
    office: ZoomOffice,
) -> None:
    uuid = hold(office, people(1), hours=25)
    twisted(office.platform.client, lambda _, body: body.pop("participants_count"), "/past_")
    assert refused(office, uuid).remote_code == "report_not_ready"


def test_a_report_that_is_still_missing_after_a_week_is_given_up(office: ZoomOffice) -> None:
    office.server.rules = Rules(per_second_limits=False, report_delay=timedelta(days=300))
    uuid = hold(office, people(FEW), days=6)
    assert refused(office, uuid).remote_code == "report_not_ready"
    office.clock.move(days=2)
    assert refused(office, uuid).remote_code == "report_absent"


def test_a_report_older_than_a_year_is_never_there(office: ZoomOffice) -> None:
    error = refused(office, hold(office, people(FEW), days=366))
    assert isinstance(error, PermanentError)
    assert error.remote_code == "report_absent"


def test_an_empty_report_of_a_class_with_people_is_not_ready(office: ZoomOffice) -> None:
    uuid = hold(office, people(FEW))

    def twist(_: int, body: Body) -> None:
        body.update(participants=[], total_records=0)

    twisted(office.platform.client, twist)
    assert refused(office, uuid).remote_code == "report_not_ready"


def test_a_missing_scope_or_plan_is_said_as_such(office: ZoomOffice) -> None:
    uuid = hold(office, people(FEW))
    office.server.rules = Rules(
        per_second_limits=False, scopes=frozenset({"meeting:read:past_meeting:admin"})
    )
    error = refused(office, uuid)
    assert isinstance(error, PermanentError)
    assert error.remote_code == "scope_missing"


# Never in part


def lose_a_row(number: int, body: Body) -> None:
    if number == 1:
        body["participants"].pop()


def gain_a_row(number: int, body: Body) -> None:
    if number == 1:
        body["participants"].append({**body["participants"][0], "user_id": "1"})


def lie_about_the_total(_: int, body: Body) -> None:
    body["total_records"] += 1


def tell_no_total(_: int, body: Body) -> None:
    del body["total_records"]


def change_the_total(number: int, body: Body) -> None:
    body["total_records"] += number


def end_early(number: int, body: Body) -> None:
    body["next_page_token"] = ""


def repeat_the_token(number: int, body: Body) -> None:
    body["next_page_token"] = "again" if number else body["next_page_token"]


def go_on_for_ever(number: int, body: Body) -> None:
    body["next_page_token"] = tokens.setdefault("first", str(body["next_page_token"]))


tokens: dict[str, str] = {}


@pytest.mark.parametrize(
    ("twist", "code"),
    [
        (lose_a_row, "report_incomplete"),
        (gain_a_row, "report_incomplete"),
        (lie_about_the_total, "report_incomplete"),
        (tell_no_total, "report_incomplete"),
        (end_early, "report_incomplete"),
        (change_the_total, "report_changed"),
        (repeat_the_token, "report_broken_off"),
        (go_on_for_ever, "report_loops"),
    ],
)
def test_a_report_in_part_is_refused_and_read_again_later(
    office: ZoomOffice, twist: Callable[[int, Body], None], code: str
) -> None:
    tokens.clear()
    uuid = hold(office, people(MANY))
    twisted(office.platform.client, twist)
    error = refused(office, uuid)
    assert isinstance(error, TemporaryError)
    assert error.remote_code == code
    twisted(office.platform.client, lambda *_: None)
    assert len(office.platform.record(uuid).stays) == MANY


def test_rows_that_move_between_pages_are_noticed_by_reading_twice(office: ZoomOffice) -> None:
    """The total stays the same: one row stands on two pages, and another on none."""
    uuid = hold(office, people(MANY))
    last: list[Body] = []

    def twist(number: int, body: Body) -> None:
        if number == 0:
            last.append(body["participants"][-1])
        if number == 1:
            body["participants"][0] = last[0]

    adapter = twisted(office.platform.client, twist)
    error = refused(office, uuid)
    assert error.remote_code == "report_changed"
    assert adapter.reports == 6


def test_rows_that_zoom_itself_repeats_on_two_pages_are_believed_when_read_twice(
    office: ZoomOffice,
) -> None:
    uuid = hold(office, people(MANY))
    last: list[Body] = []

    def twist(number: int, body: Body) -> None:
        body["total_records"] += 1
        if number % 3 == 0:
            last.append(body["participants"][-1])
        if number % 3 == 1:
            body["participants"].insert(0, last[-1])

    twisted(office.platform.client, twist)
    assert len(office.platform.record(uuid).stays) == MANY


def test_a_page_token_that_ran_out_starts_the_reading_again_later(office: ZoomOffice) -> None:
    uuid = hold(office, people(MANY))

    def slow(number: int, _: Body) -> None:
        if number == 1:
            office.clock.move(minutes=16)

    twisted(office.platform.client, slow)
    error = refused(office, uuid)
    assert isinstance(error, TemporaryError)
    assert error.remote_code == "report_broken_off"
    assert len(office.platform.record(uuid).stays) == MANY


@pytest.mark.parametrize(
    "change",
    [
        {"leave_time": ""},
        {"join_time": None},
        {"join_time": "2027-01-04T01:00:00"},
        {"leave_time": "2027-01-04T00:00:00Z"},
        {"status": "in_the_lobby"},
    ],
)
def test_a_row_nobody_can_read_refuses_the_whole_report(
    office: ZoomOffice, change: dict[str, str | None]
) -> None:
    uuid = hold(office, people(FEW))

    def twist(_: int, body: Body) -> None:
        body["participants"][1] |= change

    twisted(office.platform.client, twist)
    assert refused(office, uuid).remote_code == "report_not_ready"
    office.clock.move(days=1)
    error = refused(office, uuid)
    assert isinstance(error, PermanentError)
    assert error.remote_code == "report_unreadable"


@pytest.mark.parametrize("wrong", [{"participants": None}, {"participants": ["x"]}])
def test_an_answer_that_is_no_report_is_tried_later(office: ZoomOffice, wrong: Body) -> None:
    uuid = hold(office, people(FEW))
    twisted(office.platform.client, lambda _, body: body.update(wrong))
    assert refused(office, uuid).remote_code == "not_understood"


def test_the_record_of_another_meeting_is_not_taken(office: ZoomOffice) -> None:
    """A number brings whatever was held last, which may be a click after the class."""
    hold(office, people(FEW))
    error = refused(office, str(office.meeting_ids()[0]))
    assert error.remote_code == "not_understood"


# Trouble on the road


@pytest.mark.parametrize("kind", ["too_many", "error_5xx", "cut", "maintenance"])
def test_trouble_in_the_middle_of_the_pages_is_waited_out(office: ZoomOffice, kind: str) -> None:
    uuid = hold(office, people(MANY))
    office.server.faults.arm(kind, match="report.participants", after=1, times=2)
    assert len(office.platform.record(uuid).stays) == MANY
    assert len(office.server.faults.struck) == 2


def test_a_page_that_never_answers_is_tried_later() -> None:
    with zoom_office(timeout=(1.0, 0.2)) as office:
        office.until_done(training(days=1))
        uuid = hold(office, people(FEW))
        office.server.faults.arm("timeout_before", match="report.participants", times=3)
        error = refused(office, uuid)
        office.server.faults.release()
        assert isinstance(error, TemporaryError)
        assert error.remote_code == "no_answer"
        assert len(office.platform.record(uuid).stays) == FEW


def test_a_limit_that_stays_leaves_nothing_behind(office: ZoomOffice) -> None:
    uuid = hold(office, people(MANY))
    office.server.faults.arm("too_many", match="report.participants", after=1, times=4)
    assert isinstance(refused(office, uuid), Throttled)
    assert len(office.platform.record(uuid).stays) == MANY


def test_the_days_heavy_calls_may_be_spent(office: ZoomOffice) -> None:
    uuid = hold(office, people(FEW))
    office.server.rules = Rules(per_second_limits=False, per_day_heavy=0)
    error = refused(office, uuid)
    assert isinstance(error, DailyLimit)
    assert error.retry_after


def test_a_pager_that_never_ends_is_left_after_a_few_pages(office: ZoomOffice) -> None:
    uuid = hold(office, people(MANY))
    tokens.clear()
    adapter = twisted(office.platform.client, go_on_for_ever)
    refused(office, uuid)
    assert adapter.reports == 2


# Which meetings were held


def test_every_time_a_number_was_used_is_listed_with_the_late_click(office: ZoomOffice) -> None:
    number = office.meeting_ids()[0]
    late = office.server.hold_class(number, NOON + timedelta(hours=2), NOON + timedelta(hours=3))
    uuid = hold(office, people(FEW), days=1)
    held = office.platform.held(str(number))
    assert [(one.uuid, one.meeting, one.started) for one in held] == [
        (uuid, str(number), MORNING),
        (late, str(number), NOON + timedelta(hours=2)),
    ]


def test_a_number_that_was_never_used_or_is_unknown_was_not_held(office: ZoomOffice) -> None:
    assert office.platform.held(str(office.meeting_ids()[0])) == []
    assert office.platform.held("81234567890") == []


def test_every_odd_uuid_brings_its_own_record(office: ZoomOffice) -> None:
    number = office.meeting_ids()[0]
    starts: dict[str, datetime] = {}
    for hours in range(6):
        start = MORNING + timedelta(days=hours)
        uuid = office.server.hold_class(number, start, start + timedelta(hours=1), people(FEW))
        starts[uuid] = start
    office.clock.move(days=20)
    records: list[WrittenRecord] = [office.platform.record(uuid) for uuid in starts]
    assert {one.uuid: one.started for one in records} == starts


# Whose an id is


def test_ids_are_mapped_to_seats_without_a_call(office: ZoomOffice) -> None:
    before = len(office.server.calls)
    seats = office.platform.registrants(office.memory)
    assert sorted(set(seats.values())) == [f"seat:{number}" for number in range(1, 9)]
    meeting = office.server.state.meetings[office.meeting_ids()[0]]
    assert set(seats) == {one.id for one in meeting.registrants}
    assert office.platform.openers(office.memory) == {}
    assert len(office.server.calls) == before


def bound(**remotes: str) -> Memory:
    """Return bindings of registrants: `s1_monday` is seat:1 in the meeting monday."""
    keys = {name: "seat:{}@day:{}".format(*name[1:].split("_")) for name in remotes}
    return Memory({("registrant", keys[name]): remote for name, remote in remotes.items()})


def test_an_id_of_two_seats_identifies_neither() -> None:
    memory = bound(s1_mon="r1", s1_tue="r1", s2_mon="r2", s3_mon="r3", s4_mon="r3")
    assert registrant_seats(memory) == {"r1": "seat:1", "r2": "seat:2"}


def test_openers_and_those_who_left_are_no_registrants() -> None:
    memory = bound(s1_mon="host:u1", s2_mon="host:", s3_mon=NOTHING, s4_mon="r4", s5_mon="host:u5",
                   s6_mon="host:u5")  # fmt: skip
    assert registrant_seats(memory) == {"r4": "seat:4"}
    assert opener_seats(memory) == {"u1": "seat:1"}


@pytest.mark.parametrize(
    ("host", "known"),
    [("zQ3bLkPxSd2", {"zQ3bLkPxSd2"}), (HOST, set()), ("me", set()), ("", set())],
)
def test_the_hosts_login_is_known_only_where_it_is_set_as_an_id(host: str, known: set[str]) -> None:
    assert room_logins(ZoomOptions(host)) == known
