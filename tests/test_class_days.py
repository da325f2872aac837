"""The generator of class days keeps its word: events, report and truth are one story."""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connector.sandbox.zoom import Oddities, SandboxZoom
from tests.class_days import (
    INSTRUCTOR,
    INSTRUCTOR_KEY,
    ODD,
    ClassDay,
    ClassSession,
    Told,
    make_burst,
    make_class_day,
    perform,
    play,
    union,
)
from tests.class_days_habits import SHARES
from tests.class_days_truth import Fair, Habit, Span, TrueLeg
from tests.sandbox.webhook_document import complaints
from tests.sandbox.zoom_place import FAST

SEEDS = [1, 2, 3]


@pytest.fixture(scope="module", params=SEEDS)
def day(request: pytest.FixtureRequest) -> ClassDay:
    return make_class_day(request.param, people=100)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def all_legs(day: ClassDay) -> list[tuple[ClassSession, TrueLeg]]:
    return [(session, leg) for session in day.sessions for leg in session.legs.values()]


def of_class(day: ClassDay, session: ClassSession) -> list[dict[str, Any]]:
    """Bodies of the true occurrence, strays left out."""
    read = [json.loads(told.body) for told in day.events if told.session == session.number]
    return [body for body in read if body["payload"]["object"]["uuid"] == session.uuid]


def spans_by_leg(
    session: ClassSession, found: Iterable[tuple[str, str, str]]
) -> dict[str, list[Span]]:
    """Group (user id, begin, end) by the connection they belong to."""
    grouped: dict[str, list[Span]] = defaultdict(list)
    for user_id, begin, end in found:
        span = Span(moment(begin), moment(end))
        if span.seconds:
            grouped[session.owners[user_id]].append(span)
    return grouped


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    first, again, other = (make_class_day(seed, people=40) for seed in (7, 7, 8))
    assert first == again
    assert [one.body for one in first.events] != [one.body for one in other.events]
    assert [one.csv for one in first.sessions] != [one.csv for one in other.sessions]


def test_oddities_change_what_arrives_and_nothing_that_happened() -> None:
    plain = make_class_day(7, people=40, oddities=Oddities())
    odd = make_class_day(7, people=40, oddities=replace(ODD, lost=0.2))
    assert [one.legs for one in plain.sessions] == [one.legs for one in odd.sessions]
    assert [one.report for one in plain.sessions] == [one.report for one in odd.sessions]
    assert len(plain.arrivals) == len(plain.events)
    assert len({one.told.index for one in odd.arrivals}) < len(odd.events)


@pytest.mark.parametrize("status", ["in_meeting", "in_waiting_room"])
def test_the_report_tells_when_everybody_was_there(day: ClassDay, status: str) -> None:
    for session in day.sessions:
        rows = [row for row in session.report if not row["bo_mtg_id"] and row["status"] == status]
        found = spans_by_leg(
            session, [(row["user_id"], row["join_time"], row["leave_time"]) for row in rows]
        )
        legs = session.legs.values()
        truth = {leg.key: leg.present if status == "in_meeting" else leg.waits for leg in legs}
        assert found == {key: list(spans) for key, spans in truth.items() if spans}


def test_the_events_tell_when_everybody_was_there(day: ClassDay) -> None:
    for session in day.sessions:
        since: dict[str, str] = {}
        found: list[tuple[str, str, str]] = []
        for body in of_class(day, session):
            name = body["event"].removeprefix("meeting.participant_")
            person = body["payload"]["object"].get("participant", {})
            if name == "joined":
                since[person["user_id"]] = person["join_time"]
            elif name in ("left", "put_in_waiting_room"):
                end = person.get("leave_time") or person["date_time"]
                found.append((person["user_id"], since.pop(person["user_id"]), end))
        assert since == {}
        truth = {leg.key: list(leg.present) for leg in session.legs.values()}
        assert spans_by_leg(session, found) == truth


def test_breakout_rooms_lie_inside_the_stay_they_belong_to(day: ClassDay) -> None:
    seen = 0
    for session in day.sessions:
        for row in session.report:
            if row["bo_mtg_id"]:
                seen += 1
                span = Span(moment(row["join_time"]), moment(row["leave_time"]))
                leg = session.leg_of(row["user_id"])
                assert (row["bo_mtg_id"], span) in leg.rooms
                assert union([*leg.present, span]) == leg.present
    assert seen == sum(len(leg.rooms) for _, leg in all_legs(day)) > 0


def test_what_arrives_is_what_happened_but_for_the_named_losses(day: ClassDay) -> None:
    counted = Counter(arrival.told.index for arrival in day.arrivals)
    assert set(counted) | day.lost == {told.index for told in day.events}
    assert not set(counted) & day.lost
    assert set(counted.values()) == {1, 2}
    for arrival in day.arrivals:
        assert day.events[arrival.told.index] is arrival.told
        assert arrival.at > arrival.told.at
    assert [one.at for one in day.arrivals] == sorted(one.at for one in day.arrivals)


def test_arrivals_are_disordered_and_some_departures_a_minute_late(day: ClassDay) -> None:
    order = [one.told.index for one in day.arrivals]
    assert order != sorted(order)
    late = [one for one in day.arrivals if one.at - one.told.at > timedelta(seconds=60)]
    assert {one.told.name for one in late} == {"meeting.participant_left"}


@pytest.mark.parametrize(
    ("oddities", "name"),
    [
        (Oddities(lost_left=0.2), "meeting.participant_left"),
        (Oddities(lost_ended=1), "meeting.ended"),
    ],
)
def test_departures_and_ends_can_be_lost_by_themselves(oddities: Oddities, name: str) -> None:
    day = make_class_day(1, people=60, oddities=oddities)
    assert {day.events[index].name for index in day.lost} == {name}
    assert len(day.lost) + len(day.arrivals) == len(day.events)


def test_every_habit_occurs(day: ClassDay) -> None:
    for session in day.sessions:
        habits = {leg.habit for leg in session.legs.values()}
        assert habits >= set(SHARES) - {Habit.ABSENT} | {Habit.HOST, Habit.OWN}
        present = {key for leg in session.legs.values() for key in (*leg.sitting, leg.link)}
        assert {person.key for person in day.people} - present


def test_what_may_be_credited_is_true_and_what_must_wait_names_nobody(day: ClassDay) -> None:
    for session, leg in all_legs(day):
        if leg.fair is Fair.CREDIT:
            assert leg.sitting == (leg.link,) == (leg.credit,)
            assert session.registrants[leg.link]
        elif leg.fair is Fair.EITHER:
            assert leg.credit in leg.sitting
        else:
            assert leg.credit == ""


def test_a_clear_name_holds_a_word_of_the_owners_name(day: ClassDay) -> None:
    for _, leg in all_legs(day):
        if leg.fair is Fair.CREDIT:
            words = day.person(leg.link).name.upper().split()
            assert words[0] in leg.names[-1][1].upper()


def test_a_forwarded_link_shows_the_name_of_who_really_sits_there(day: ClassDay) -> None:
    found = [leg for _, leg in all_legs(day) if leg.habit is Habit.FORWARDED]
    assert found
    for leg in found:
        assert leg.sitting[0] != leg.link
        assert leg.names[0][1] == day.person(leg.sitting[0]).name != day.person(leg.link).name


def test_two_devices_on_one_link_are_two_participants() -> None:
    day = make_class_day(3, people=100, oddities=Oddities())
    session = day.sessions[0]
    seen: dict[str, set[str]] = defaultdict(set)
    for body in of_class(day, session):
        person = body["payload"]["object"].get("participant", {})
        if person:
            seen[session.owners[person["user_id"]]].add(person["participant_uuid"])
    assert all(len(each) == 1 for each in seen.values())
    by_link: dict[str, set[str]] = defaultdict(set)
    for key, uuids in seen.items():
        by_link[session.legs[key].link] |= uuids
    double = {Habit.TWO_DEVICES: 2, Habit.FORWARDED_BESIDE: 2, Habit.DROPS: 1}
    for habit, most in double.items():
        links = {leg.link for leg in session.legs.values() if leg.habit is habit}
        assert max(len(by_link[link]) for link in links) == most


def test_nobody_sits_in_two_classes(day: ClassDay) -> None:
    assert day.busy
    for session in day.sessions:
        for key, span in day.busy:
            if session.opened <= span.end <= session.closed:
                assert session.present(key) == ()
                assert any(leg.link == key for leg in session.legs.values())


def test_silent_connections_are_those_whose_events_lack_the_link(day: ClassDay) -> None:
    for session in day.sessions:
        bare = set()
        for body in of_class(day, session):
            person = body["payload"]["object"].get("participant")
            if person and not person.get("registrant_id"):
                bare.add(session.owners[person["user_id"]])
        assert {key for key in bare if session.legs[key].link} == session.silent
        assert 0 < len(session.silent) < len(session.legs) // 4


def test_true_seconds_are_counted_once_inside_the_window_and_outside_breaks(day: ClassDay) -> None:
    session = day.sessions[0]
    for person in day.people[:12]:
        spans = session.present(person.key)
        ticks = 0
        for second in range(session.window.seconds):
            at = session.window.start + timedelta(seconds=second)
            there = any(span.start <= at < span.end for span in spans)
            ticks += there and not any(span.start <= at < span.end for span in session.breaks)
        assert session.seconds(person.key) == ticks


def test_two_people_before_one_device_both_have_its_time(day: ClassDay) -> None:
    session = day.sessions[0]
    leg = next(leg for leg in session.legs.values() if leg.habit is Habit.SHARED)
    first, second = leg.sitting
    assert session.seconds(first) == session.seconds(second) > 0


def test_the_roster_holds_the_names_that_are_hard() -> None:
    people = make_class_day(1, people=200).people
    names = [person.name for person in people]
    assert len(set(names)) == len({person.email for person in people}) == 200
    assert sum(person.twin for person in people) == 6
    assert sum(" " not in name for name in names) >= 5
    assert sum(name.startswith("Budi ") for name in names) >= 3
    assert [person.number for person in people] == list(range(1, 201))


def test_the_exported_list_has_the_rows_of_the_report_and_no_ids(day: ClassDay) -> None:
    for session in day.sessions:
        rows = list(csv.reader(io.StringIO(session.csv)))
        assert rows[0][0] == "Topic"
        assert rows[3][0] == "Name (original name)"
        assert len(rows) - 4 == len(session.report)
        links = {row["registrant_id"] for row in session.report if row["registrant_id"]}
        assert links
        assert not any(link in session.csv for link in links)
        local = session.opened + timedelta(hours=7)
        assert rows[1][4] == local.strftime("%m/%d/%Y %I:%M:%S %p")


def test_a_stray_occurrence_has_its_own_uuid_and_no_place_in_the_truth(day: ClassDay) -> None:
    [(uuid, number)] = day.strays.items()
    bodies = [json.loads(told.body) for told in day.events if told.session == number]
    strays = [body for body in bodies if body["payload"]["object"]["uuid"] == uuid]
    assert [body["event"].removeprefix("meeting.") for body in strays] == [
        "started",
        "participant_joined",
        "participant_left",
        "ended",
    ]
    assert uuid != day.sessions[number - 1].uuid


def test_zooms_document_accepts_every_body() -> None:
    day = make_class_day(4, people=100, oddities=replace(ODD, integer_ids=0))
    judged = {told.name for told in day.events}
    assert len(judged) >= 11
    assert [each for told in day.events for each in complaints(json.loads(told.body))] == []


def test_the_instructor_comes_by_the_own_account_and_not_by_a_link(day: ClassDay) -> None:
    for session in day.sessions:
        [leg] = [leg for leg in session.legs.values() if leg.habit is Habit.INSTRUCTOR]
        [row] = [row for row in session.report if session.owners[row["user_id"]] == leg.key]
        assert row["participant_user_id"] == INSTRUCTOR.id
        assert (row["name"], row["registrant_id"]) == ("Ratna Wulandari", "")
        assert leg.credit == INSTRUCTOR_KEY


def test_strangers_sit_on_links_under_a_name_nobody_knows() -> None:
    day = make_class_day(5, people=60, strangers=3)
    found = [leg for leg in day.sessions[0].legs.values() if leg.habit is Habit.STRANGER]
    assert len(found) == 3
    assert all(leg.sitting == () and leg.fair is Fair.WAIT and leg.link for leg in found)


def test_a_burst_is_large_lossless_and_creditable_throughout() -> None:
    burst = make_burst(1, registrants=60, events=3000)
    [session] = burst.sessions
    assert len(burst.people) == 60
    assert len(burst.events) >= 3000
    assert burst.lost == frozenset()
    assert len(burst.arrivals) > len(burst.events)
    fair = {leg.fair for leg in session.legs.values() if leg.link}
    assert fair == {Fair.CREDIT, Fair.EITHER}
    assert all(session.seconds(person.key) > 0 for person in burst.people)


def known(told: Iterable[Told], uuid: str, numbers: dict[str, str]) -> list[tuple[str, ...]]:
    """Return what events say, with user ids replaced by connections."""
    found: list[tuple[str, ...]] = []
    for one in told:
        shown = json.loads(one.body)["payload"]["object"]
        person = shown.get("participant", {})
        if shown["uuid"] == uuid:
            key = numbers.get(person.get("user_id", ""), "")
            found.append((one.name, key, person.get("user_name", ""), one.at.isoformat()))
    return found


def test_the_sandbox_acts_the_same_day_out() -> None:
    day = make_class_day(6, people=60, oddities=Oddities())
    session = day.sessions[1]
    told: list[Told] = []
    zoom = SandboxZoom(rules=FAST)
    stage = replace(
        zoom.stage,
        call_out=lambda event: told.append(
            Told(
                0,
                2,
                event.name,
                datetime.fromtimestamp(event.body["event_ts"] / 1000, UTC),
                json.dumps(event.body).encode(),
            )
        ),
    )
    performance = perform(zoom, session)
    performance.room.stage = stage
    assert performance.run(session.closed)
    acted = known(told, performance.room.uuid, performance.owners)
    assert acted == known(day.events, session.uuid, dict(session.owners))[1:]
    times = [
        (row.name, row.join_time, row.leave_time) for row in performance.room.instance.presences
    ]
    assert times == [(row["name"], row["join_time"], row["leave_time"]) for row in session.report]


def test_a_day_can_be_acted_out_up_to_a_moment() -> None:
    session = make_class_day(6, people=60).sessions[0]
    performance = perform(SandboxZoom(rules=FAST), session)
    noon = session.window.start + timedelta(minutes=40)
    assert not performance.run(noon)
    begun = {key for key, leg in session.legs.items() if leg.start <= noon}
    assert set(performance.acting) == begun
    assert {leg.end > noon for key, leg in session.legs.items() if key in begun} == {True, False}
    assert performance.room.running
    assert performance.run()
    assert set(performance.acting) == set(session.legs)
    assert not performance.room.running


def test_people_without_a_registration_in_the_played_meeting_keep_away() -> None:
    session = make_class_day(6, people=60).sessions[0]
    few = dict(list(session.registrants.items())[:20])
    zoom = SandboxZoom(rules=FAST)
    zoom.state.meetings[session.meeting.id] = session.meeting
    performance = play(zoom, session, session.meeting.id, few)
    links = {session.legs[key].link for key in performance.acting} - {""}
    assert links
    assert links <= set(few)
