"""What must hold in every life of a training, judged from what the sandboxes really hold.

Nothing of the product's own comparison is used here: tables and meetings are read directly.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connector.app import CATALOGUE, LMS, MEETINGS
from connector.domain.people import Role
from connector.domain.trainings import Seat, Training
from connector.lms.moodle.rules import office_numbers
from connector.meetings.base import slots
from connector.reconcile.status import SeatState
from connector.store import audit, leases, plans, statuses, trainings
from connector.store.bindings import load
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.plans import PlanState, StoredPlan
from connector.store.statuses import StoredStatus
from tests.stories.place import Place

MOODLE_ROLES = {Role.PARTICIPANT: 5, Role.INSTRUCTOR: 3}

Rows = dict[int, dict[str, Any]]


@dataclass
class Hand:
    """What people did by hand in the two systems, so that we may be told to keep off it."""

    users: set[int] = field(default_factory=set)
    enrolments: set[int] = field(default_factory=set)
    roles: set[int] = field(default_factory=set)
    members: set[int] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    meetings: set[int] = field(default_factory=set)
    registrants: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)
    """Addresses of people who are on no roster."""


@dataclass(frozen=True)
class Snapshot:
    """Both systems at one moment."""

    tables: Mapping[str, Rows]
    meetings: Mapping[int, Any]

    @classmethod
    def of(cls, place: Place) -> "Snapshot":
        names = (
            "users", "courses", "enrolments", "role_assignments", "groups", "members", "events",
        )  # fmt: skip
        tables = place.moodle.state.database.tables
        with place.moodle.state.database.lock:
            rows = {name: {n: dict(row) for n, row in tables[name].rows.items()} for name in names}
        return cls(rows, deepcopy(place.zoom.state.meetings))


def harmless(before: Snapshot, after: Snapshot, hand: Hand) -> None:
    """What lies between two moments in which only the product wrote."""
    for name in ("users", "courses", "enrolments", "groups", "members"):
        gone = before.tables[name].keys() - after.tables[name].keys()
        assert not gone, f"we deleted {name} {gone}"
    gone_events = before.tables["events"].keys() - after.tables["events"].keys()
    assert not gone_events & hand.events, "we deleted events made by hand"
    roles = before.tables["role_assignments"].keys() - after.tables["role_assignments"].keys()
    assert not roles & hand.roles, "we took roles that people gave by hand"
    _accounts(before.tables["users"], after.tables["users"])
    _foreign_places(before, after, hand)
    _meetings(before.meetings, after.meetings, hand)


def _accounts(before: Rows, after: Rows) -> None:
    for number, row in before.items():
        ours = ("idnumber", "timemodified")
        same = {key: value for key, value in row.items() if key not in ours}
        now = {key: value for key, value in after[number].items() if key not in ours}
        assert same == now, f"we changed account {number}"
        assert row["idnumber"] in ("", after[number]["idnumber"]), "we overwrote an idnumber"
    new = [row for number, row in after.items() if number not in before]
    for name in ("email", "idnumber", "username"):
        values = Counter(
            str(row[name]).lower() for row in after.values() if row[name] and not row["deleted"]
        )
        for row in new:
            assert values[str(row[name]).lower()] <= 1, f"a second account with {name} {row[name]}"


def _foreign_places(before: Snapshot, after: Snapshot, hand: Hand) -> None:
    strangers = {
        n for n, row in before.tables["users"].items() if row["email"].lower() in hand.strangers
    }
    for table in ("enrolments", "role_assignments", "members"):
        for number, row in before.tables[table].items():
            if row["userid"] in strangers:
                assert after.tables[table].get(number) == row, f"we touched {table} of a stranger"


def _meetings(before: Mapping[int, Any], after: Mapping[int, Any], hand: Hand) -> None:
    assert not before.keys() - after.keys(), "we deleted a meeting"
    for number, meeting in before.items():
        then = {one.id: one for one in meeting.registrants}
        now = {one.id: one for one in after[number].registrants}
        assert not then.keys() - now.keys(), "we deleted a registrant"
        for key, one in then.items():
            if one.email in hand.strangers:
                assert now[key] == one, "we touched a registrant who is on no roster"
        if number in hand.meetings:
            assert meeting == after[number], "we touched a meeting made by hand"


def no_doubles(seen: Snapshot, hand: Hand) -> None:
    """Nothing that we make stands twice."""
    tables = seen.tables
    _once("course", (row["idnumber"] for row in tables["courses"].values() if row["idnumber"]))
    _once("group", ((row["courseid"], row["name"]) for row in tables["groups"].values()))
    events = {n: row for n, row in tables["events"].items() if n not in hand.events}
    _once("event", ((row["courseid"], row["name"], row["timestart"]) for row in events.values()))
    ours = [one for number, one in seen.meetings.items() if number not in hand.meetings]
    _once("meeting", (one.agenda for one in ours if one.agenda))
    for one in ours:
        _once("registrant", (row.email for row in one.registrants))


def _once(what: str, keys: Iterable[object]) -> None:
    double = [key for key, count in Counter(keys).items() if count > 1]
    assert not double, f"{what} twice: {double}"


class Truth:
    """Who really is where, for one training, worked out from the sandboxes' rows."""

    def __init__(self, place: Place, code: str) -> None:
        self.place, self.code = place, code
        self.seen = Snapshot.of(place)
        engine = place.office.engine
        with reading(engine) as connection:
            self.training: Training = trainings.load_training(connection, code, str)
            number = number_of(self.training.key)
            self.lms = load(connection, LMS, number)
            self.meetings = load(connection, MEETINGS, number)

    def in_moodle(self, seat: Seat) -> bool:
        """An active account, enrolled with the role, in the group."""
        tables = self.seen.tables
        user = self._user(seat)
        course = self._course()
        if user is None or course is None:
            return False
        place = self._enrolment(course, user)
        roles = {
            row["roleid"]
            for row in tables["role_assignments"].values()
            if row["userid"] == user and row["contextid"] == self._context(course)
        }
        in_group = any(
            row["userid"] == user and tables["groups"][row["groupid"]]["courseid"] == course
            for row in tables["members"].values()
            if tables["groups"][row["groupid"]]["name"] == f"Angkatan {self.training.cohort}"
        )
        nameless = bool(office_numbers(seat.record)) and not tables["users"][user]["idnumber"]
        active = place is not None and place["status"] == 0 and not nameless
        return active and MOODLE_ROLES[seat.role] in roles and in_group

    def in_zoom(self, seat: Seat) -> bool:
        """Approved, or opening the room, in every meeting still to come."""
        email = (seat.record.email or "").lower()
        now = self.place.office.clock()
        for slot in slots(self.training):
            if slot.end <= now:
                continue
            number = self.meetings.get(("meeting", slot.key))
            meeting = self.seen.meetings.get(int(number)) if number else None
            if meeting is None or not email:
                return False
            hosts = str(meeting.settings.get("alternative_hosts") or "").lower().split(";")
            row = meeting.registrant_of(email)
            if email not in hosts and (row is None or row.status != "approved"):
                return False
        return True

    def things(self, waiting: set[str]) -> None:
        """Course, timetable and meetings are as the timetable says."""
        course = self._course()
        assert course is not None, "no course"
        tables = self.seen.tables
        row = tables["courses"][course]
        assert row["idnumber"] == self.code
        assert row["fullname"] == self.training.full_title
        events = {
            (one["name"], one["timestart"], one["timeduration"])
            for one in tables["events"].values()
            if one["courseid"] == course
        }
        for session in self.training.sessions:
            wanted = (session.subject, int(session.start.timestamp()), session.minutes * 60)
            assert wanted in events, f"{session.subject} is not in the calendar"
            assert session.subject in row["summary"], f"{session.subject} is not in the summary"
        for slot in slots(self.training):
            if slot.start > self.place.office.clock() and slot.key not in waiting:
                self._meeting(slot.key, slot.start.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _meeting(self, key: str, start: str) -> None:
        meeting = self.seen.meetings[int(self.meetings["meeting", key])]
        assert meeting.start_time == start
        assert meeting.topic.startswith(self.training.full_title)

    def no_events_left(self, hand: Hand) -> None:
        """What left the timetable left the calendar."""
        course = self._course()
        wanted = {(one.subject, int(one.start.timestamp())) for one in self.training.sessions}
        left = {
            (one["name"], one["timestart"])
            for n, one in self.seen.tables["events"].items()
            if one["courseid"] == course and n not in hand.events
        } - wanted
        assert not left, f"still in the calendar: {left}"

    def withdrawn_are_suspended(self, hand: Hand) -> None:
        """Who left is suspended with place and role kept, and denied in Zoom."""
        wanted = {seat.person for seat in self.training.accepted_seats}
        emails = {(seat.record.email or "").lower() for seat in self.training.accepted_seats}
        course = self._course()
        for seat in self.training.seats:
            if seat.accepted or seat.person in wanted:
                continue
            user = self.lms.get(("account", seat.person))
            if user and course and ("enrolment", seat.key) in self.lms:
                row = self._enrolment(course, int(user))
                assert row is None or row["status"] == 1, f"{seat.key} left and is not suspended"
            self._denied(seat, emails)

    def _denied(self, seat: Seat, emails: set[str]) -> None:
        for (kind, key), remote in self.meetings.items():
            owner, _, place = key.partition("@")
            if kind != "registrant" or owner != seat.key:
                continue
            number = self.meetings.get(("meeting", place))
            meeting = self.seen.meetings.get(int(number)) if number else None
            if meeting is None or self._over(meeting):
                continue
            for row in meeting.registrants:
                if row.id == remote and row.email not in emails:
                    assert row.status != "approved", f"{seat.key} left and is still let in"

    def _over(self, meeting: Any) -> bool:
        start = datetime.fromisoformat(meeting.start_time)
        return start + timedelta(minutes=meeting.duration) <= self.place.office.clock()

    def bound_things_exist(self, undecided: set[str], waiting: set[str]) -> None:
        """Everything wanted is bound to something that is there."""
        tables = self.seen.tables
        for seat in self.training.accepted_seats:
            if seat.key in undecided:
                continue
            user = self.lms[("account", seat.person)]
            assert not tables["users"][int(user)]["deleted"]
            assert int(self.lms[("enrolment", seat.key)].split("/")[1]) == int(user)
        for slot in slots(self.training):
            if slot.end > self.place.office.clock() and slot.key not in waiting:
                assert int(self.meetings["meeting", slot.key]) in self.seen.meetings

    def _user(self, seat: Seat) -> int | None:
        users = self.seen.tables["users"]
        bound = self.lms.get(("account", seat.person))
        if bound is not None:
            found = [int(bound)] if int(bound) in users else []
        else:
            numbers = {one.value for one in seat.record.identities}
            found = [n for n, row in users.items() if row["idnumber"] in numbers]
        alive = [n for n in found if not users[n]["deleted"] and not users[n]["suspended"]]
        return alive[0] if len(alive) == 1 else None

    def _course(self) -> int | None:
        courses = self.seen.tables["courses"]
        bound = self.lms.get(("course", self.training.key))
        if bound and int(bound) in courses:
            return int(bound)
        return next((n for n, row in courses.items() if row["idnumber"] == self.code), None)

    def _context(self, course: int) -> int | None:
        contexts = self.place.moodle.state.database.tables["contexts"].rows.values()
        return next(
            (row["id"] for row in contexts if (row["level"], row["instance"]) == (50, course)), None
        )

    def _enrolment(self, course: int, user: int) -> dict[str, Any] | None:
        instances = self.place.moodle.state.database.tables["instances"].rows.values()
        own = {row["id"] for row in instances if row["courseid"] == course}
        rows = self.seen.tables["enrolments"].values()
        return next((row for row in rows if row["enrolid"] in own and row["userid"] == user), None)


def statuses_are_true(place: Place, code: str) -> None:
    """Whoever is said to be found is there, and whoever is said to be missing is not."""
    truth = Truth(place, code)
    with reading(place.office.engine) as connection:
        told = statuses.of_training(connection, truth.training.key)
    for stored in told:
        if not stored.status.unread:
            _compare(truth, stored)


def _compare(truth: Truth, stored: StoredStatus) -> None:
    judge = truth.in_moodle if stored.status.system == "lms" else truth.in_zoom
    seats = {seat.key: seat for seat in truth.training.seats}
    for one in stored.status.seats:
        if one.code:
            has_words(stored.status.system, one.code)
        if one.state is not SeatState.UNDECIDED and seats[one.seat].accepted:
            really = judge(seats[one.seat])
            assert (one.state is SeatState.OK) == really, (
                f"{one.seat} is told {one.state} {one.code} in {stored.status.system}, "
                f"and really {'is' if really else 'is not'} there"
            )


def has_words(system: str, code: str) -> None:
    assert f"{system}:{code}" in CATALOGUE or code in CATALOGUE, f"no words for {system}:{code}"


def outcomes_are_whole(place: Place, stored: StoredPlan, *, whole: bool) -> None:
    """Every change of an applied plan has exactly one outcome, and each outcome has words."""
    with reading(place.office.engine) as connection:
        told = plans.outcomes_of(connection, stored.id)
    identities = Counter(one.change.identity for one in told)
    assert all(count == 1 for count in identities.values())
    missing = {one.identity for one in stored.plan.changes} - identities.keys()
    assert not missing or not whole, f"no outcome for {missing}"
    for one in told:
        if one.code:
            has_words(one.change.system, one.code)
    for system, waiting in stored.plan.undecided:
        has_words(system, waiting.code)
    for part in stored.plan.systems:
        if part.unread:
            has_words(part.system, part.unread)
    if stored.error_code:
        has_words("", stored.error_code)


def nothing_hangs(place: Place) -> None:
    """No plan is half applied for ever, no lease is held, no job is parked; the audit is whole."""
    engine = place.office.engine
    for connection_id in (LMS, MEETINGS):
        assert leases.holder(engine, connection_id, "writer") is None
    with reading(engine) as connection:
        running = plans.in_state(connection, PlanState.APPLYING)
        assert not running, f"plans still said to be applied: {[one.number for one in running]}"
        assert place.office.jobs.counts(connection).dead == 0
    audit.seal_all(engine, place.office.clock())
    report = audit.verify(engine)
    assert (report.unsealed, report.first_break) == (0, None)
