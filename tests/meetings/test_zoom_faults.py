"""Interrupted anywhere, the next plans end in the desired state: nothing twice, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from connector.domain.people import Role
from connector.meetings.zoom.options import HOST_REFUSED, NOTHING
from connector.reconcile.changes import Action, Result
from connector.sandbox.zoom import Rules
from connector.sandbox.zoom.state import BASIC
from tests.meetings.memory import Memory, counted
from tests.meetings.zoom_office import (
    RATNA,
    ZoomOffice,
    day,
    seat,
    training,
    without,
    zoom_office,
)

CLASS = training([*(seat(number) for number in range(1, 41)), seat(50, RATNA, Role.INSTRUCTOR)])
CHANGED = without(CLASS, 3, 4)
LONG_AGO = day(date(2027, 1, 6))
DAY_ONE = "day:training:7:2027-01-11"

KINDS = ("error_5xx", "timeout_after", "timeout_before", "cut", "cut_before", "slow", "too_many",
         "maintenance", "false_success")  # fmt: skip
WRITES = ("meetings.create", "meetings.update", "registrants.batch", "registrants.add",
          "registrants.status")  # fmt: skip


@pytest.fixture
def office() -> Iterator[ZoomOffice]:
    with zoom_office() as running:
        yield running


def state_of(office: ZoomOffice) -> dict[str, object]:
    """Return what should be the same whatever went wrong on the way."""
    return {
        str(one.start_time): (
            one.topic,
            one.duration,
            one.settings["alternative_hosts"],
            sorted(person.email for person in one.registrants if person.status == "approved"),
            sorted(person.email for person in one.registrants if person.status == "denied"),
        )
        for one in office.server.state.meetings.values()
    }


def story(office: ZoomOffice) -> dict[str, object]:
    """Register everybody, then a few leave, two come in, the hours and a host change."""
    office.until_done(CLASS, between=office.server.faults.release)
    moved = training(
        [*CHANGED.seats[:40], seat(41), seat(42)],
        sessions=[*CLASS.sessions[:2], *CLASS.sessions[3:]],
    )
    office.until_done(
        training([*moved.seats, *CHANGED.seats[40:]], sessions=moved.sessions),
        between=office.server.faults.release,
    )
    assert sum(len(one.registrants) for one in office.server.state.meetings.values()) == 84
    return state_of(office)


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, object]:
    with zoom_office() as quiet:
        return story(quiet)


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_at_every_write_ends_in_the_desired_state(
    kind: str, write: str, undisturbed: dict[str, object]
) -> None:
    with zoom_office(timeout=(1.0, 0.15)) as office:
        office.server.faults.arm(kind, match=write, seconds=0.25 if kind != "slow" else 0.2)
        office.server.faults.arm(kind, match=write, after=2, seconds=0.25)
        assert story(office) == undisturbed
        assert len(office.server.faults.struck) >= 1
        assert len(office.server.state.meetings) == 2


def test_a_create_that_was_lost_is_found_by_its_marker(office: ZoomOffice) -> None:
    office.server.faults.arm("cut", match="meetings.create")
    outcomes = office.sync(CLASS)
    lost = next(one for one in outcomes if one.result is Result.UNKNOWN)
    assert lost.change.key == DAY_ONE
    assert len(office.server.state.meetings) == 2
    part = office.plan(CLASS)
    assert counted(part.changes) == {
        ("meeting", Action.ADOPT): 1,
        ("registrant", Action.CREATE): 40,  # the instructor is on its list of hosts already
    }
    office.apply(part, CLASS)
    assert office.plan(CLASS).changes == ()
    assert len(office.server.state.meetings) == 2


def test_two_lost_copies_are_a_decision(office: ZoomOffice) -> None:
    office.sync(CLASS)
    first = office.server.state.meetings[int(office.memory.get("meeting", DAY_ONE) or 0)]
    host = office.server.state.users[0].id
    copy = {"topic": "x", "agenda": first.agenda, "start_time": first.start_time, "duration": 60}
    office.platform.client.create_meeting(host, copy)
    part = office.plan(CLASS)
    assert part.changes == ()
    assert [(one.code, one.key) for one in part.undecided] == [
        ("meeting_repeated", f"{DAY_ONE}#copies")
    ]
    office.memory.lose("meeting", DAY_ONE)
    part = office.plan(CLASS)
    assert part.changes == ()
    assert [(one.code, one.key) for one in part.undecided] == [("meeting_repeated", DAY_ONE)]


def test_a_registration_that_was_lost_is_adopted(office: ZoomOffice) -> None:
    office.sync(CLASS)
    office.memory.lose("registrant", f"seat:5@{DAY_ONE}")
    part = office.plan(CLASS)
    assert counted(part.changes) == {("registrant", Action.ADOPT): 1}
    office.apply(part, CLASS)
    assert office.plan(CLASS).changes == ()


def test_a_meeting_deleted_by_hand_is_made_again(office: ZoomOffice) -> None:
    office.sync(CLASS)
    del office.server.state.meetings[int(office.memory.get("meeting", DAY_ONE) or 0)]
    office.until_done(CLASS)
    assert len(office.server.state.meetings) == 2
    assert office.status(CLASS).in_line


def test_a_204_that_changed_nothing_is_seen(office: ZoomOffice) -> None:
    office.sync(CLASS)
    host = office.server.state.users[0]
    host.type = BASIC  # Zoom then drops registration without a word
    for meeting in office.server.state.meetings.values():
        meeting.settings["approval_type"] = 2
    part = office.plan(CLASS)
    assert {one.code for one in part.undecided} == {"registration_off"}
    update = next(change for change in part.changes if change.kind == "meeting")
    outcome = next(one for one in office.apply(part, CLASS) if one.change == update)
    assert outcome.result is Result.FAILED
    assert outcome.code == "zoom_ignored"
    assert outcome.params == {"fields": "approval_type"}


def test_registration_switched_off_by_hand_is_switched_on_again(office: ZoomOffice) -> None:
    office.sync(CLASS)
    number = int(office.memory.get("meeting", DAY_ONE) or 0)
    office.server.state.meetings[number].settings["approval_type"] = 2
    office.until_done(CLASS)
    assert office.status(CLASS).in_line
    assert office.server.state.meetings[number].settings["approval_type"] == 1


def test_a_refused_alternative_host_does_not_stop_the_class(office: ZoomOffice) -> None:
    earlier = training([seat(50, RATNA, Role.INSTRUCTOR)], sessions=LONG_AGO, key="training:8")
    replace(office, memory=Memory()).sync(earlier)  # the licence is looked up now
    teacher = next(one for one in office.server.state.users if one.email == RATNA)
    teacher.type = BASIC
    outcomes = office.sync(CLASS)
    failed = [one for one in outcomes if one.result is not Result.DONE]
    assert {(one.change.seat, one.code) for one in failed} == {
        ("seat:50", "zoom_alternative_host_refused")
    }
    assert len(office.server.state.meetings) == 3
    assert office.memory.get(HOST_REFUSED, DAY_ONE) != NOTHING
    part = office.plan(CLASS)
    assert part.changes == ()
    assert {(one.seat, one.code) for one in part.undecided} == {
        ("seat:50", "alternative_host_refused")
    }
    for meeting in office.server.state.meetings.values():
        meeting.settings["alternative_hosts"] = RATNA  # somebody does it by hand
    assert office.plan(CLASS).undecided == ()
    assert office.status(CLASS).in_line


def test_an_alternative_host_refused_later_leaves_the_rest_of_the_update(
    office: ZoomOffice,
) -> None:
    plain = training([seat(1)])
    office.sync(plain)
    joined = training([seat(1), seat(50, RATNA, Role.INSTRUCTOR)])
    part = office.plan(joined)
    assert counted(part.changes) == {
        ("meeting", Action.UPDATE): 2,
        ("registrant", Action.CREATE): 2,
    }
    next(one for one in office.server.state.users if one.email == RATNA).type = BASIC
    outcomes = office.apply(part, joined)
    assert outcomes[0].code == "zoom_alternative_host_refused"
    assert office.plan(joined).changes == ()


def test_an_instructor_without_licence_is_registered(office: ZoomOffice) -> None:
    basic = "panitia@pusdiklat.example"
    office.sync(training([seat(50, basic, Role.INSTRUCTOR)], days=1))
    assert list(office.people().values()) == [[basic]]


def test_one_bad_row_does_not_spoil_its_batch(office: ZoomOffice) -> None:
    people = [seat(number) for number in range(1, 9)]
    odd = training([*people, seat(9, "tanpa-titik@balai")], days=1)
    outcomes = office.sync(odd)
    failed = [one for one in outcomes if one.result is Result.FAILED]
    assert [(one.change.seat, one.code) for one in failed] == [("seat:9", "zoom_invalid_value")]
    assert failed[0].params["fields"] == "email"
    assert [len(people) for people in office.people().values()] == [8]


def test_a_full_meeting_leaves_people_out_visibly() -> None:
    rules = Rules(per_second_limits=False, strict_registrant_quota=False, registrant_capacity=6)
    with zoom_office(rules=rules) as office:
        outcomes = office.sync(training(days=1))
        failed = [one for one in outcomes if one.result is Result.FAILED]
        assert [(one.change.seat, one.code) for one in failed] == [
            ("seat:7", "zoom_left_out"),
            ("seat:8", "zoom_left_out"),
        ]


def test_a_missing_scope_ends_the_attempt_at_once() -> None:
    rules = Rules(
        per_second_limits=False,
        scopes=frozenset(
            [
                "user:read:user:admin",
                "meeting:read:list_meetings:admin",
                "meeting:read:meeting:admin",
            ]
        ),
    )
    with zoom_office(rules=rules) as office:
        outcomes = office.sync(CLASS)
        assert {one.code for one in outcomes} == {"zoom_scope_missing"}
        assert len(office.names("meetings.create")) == 1


def test_a_dead_account_is_not_tried_forever(office: ZoomOffice) -> None:
    part = office.plan(training(days=5))
    office.server.faults.arm("error_5xx", match="meetings.create", times=99)
    outcomes = office.apply(part, training(days=5))
    assert len(outcomes) == len(part.changes)
    assert len(office.names("meetings.create")) + len(office.server.faults.struck) == 4


def test_an_unreadable_list_is_never_an_empty_one(office: ZoomOffice) -> None:
    office.sync(CLASS)
    office.server.faults.arm("error_5xx", match="registrants.list", times=3)
    with pytest.raises(Exception, match=r"registrant\.list"):
        office.plan(CLASS)
    assert office.plan(CLASS).changes == ()
