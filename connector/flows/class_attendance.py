"""One training's attendance as it stands now: read, attributed, measured. Read top to bottom.

    read_attendance   stays of all its meetings → whose they were → minutes, marks, totals

Nothing is stored of what is computed here: pages, papers and commands read the same evidence
and get the same answer, with the rule and its inputs beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from connector.domain.attendance import (
    Below,
    ExcusedCounts,
    Matrix,
    Rule,
    SignIn,
    matrix,
)
from connector.domain.attribution import (
    Attributed,
    Busy,
    Candidate,
    Card,
    Known,
    attribute,
    cards,
)
from connector.domain.presence import Held
from connector.domain.sessions import SessionRecord
from connector.domain.trainings import Seat, Training
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import attendance, presence, trainings
from connector.store.attendance import StoredDecision, StoredDisruption, StoredMark
from connector.store.bindings import StoredBindings
from connector.store.keys import number_of, training_key

OPTION = "attendance"
"""Entry of a training's options that holds its rule."""


@dataclass(frozen=True)
class ClassAttendance:
    """Everything that is known of one training's attendance at one moment."""

    id: int
    training: Training
    rule: Rule
    now: datetime
    held: Sequence[Held]
    known: Known
    attributed: Sequence[Attributed]
    matrix: Matrix
    decisions: Sequence[StoredDecision]
    marks: Sequence[StoredMark]
    sign_ins: Sequence[SignIn]
    disruptions: Sequence[StoredDisruption]

    @cached_property
    def cards(self) -> list[Card]:
        """What waits for a person, the longest presence first."""
        return cards(self.attributed, self.known)

    @cached_property
    def seats(self) -> dict[str, Seat]:
        return {seat.key: seat for seat in self.training.seats}

    def stays_of(self, seat: str) -> list[Attributed]:
        """List the stays that name a seat, credited or waiting, in order of time."""
        mine = [one for one in self.attributed if seat in one.seats]
        return sorted(mine, key=lambda one: one.stay.joined)

    def session(self, key: str) -> SessionRecord:
        """Return one slot of the timetable; raises ConnectorError `session_unknown`."""
        for slot in self.training.sessions:
            if slot.key == key:
                return slot
        raise ConnectorError("session_unknown", training=self.training.code)


def read_attendance(
    connection: Connection, office: Office, code: str, now: datetime | None = None
) -> ClassAttendance:
    """Read and measure one training; raises ConnectorError `training_unknown`.

    About fifteen queries, whatever the number of seats and sessions.
    """
    moment = now or office.clock()
    training = trainings.load_training(connection, code, office.link_for)
    number = number_of(training.key)
    stored = trainings.by_id(connection, number)
    rule = rule_of(stored.settings.options if stored else {})
    held = presence.held_of(connection, presence.meetings_of(connection, number))
    decisions = attendance.decisions_of(connection, number)
    known = _known(connection, office, training, decisions, held)
    attributed = attribute(held, known, moment)
    marks = attendance.marks_of(connection, number)
    sign_ins = attendance.sign_ins_of(connection, number)
    disruptions = attendance.disruptions_of(connection, number)
    return ClassAttendance(
        id=number,
        training=training,
        rule=rule,
        now=moment,
        held=held,
        known=known,
        attributed=attributed,
        matrix=matrix(
            [seat.key for seat in training.accepted_seats],
            training.sessions,
            attributed,
            rule=rule,
            now=moment,
            final={one.id: one.final for one in held},
            marks=[one.mark for one in marks],
            sign_ins=sign_ins,
            disruptions=[one.disruption for one in disruptions],
        ),
        decisions=decisions,
        marks=marks,
        sign_ins=sign_ins,
        disruptions=disruptions,
    )


def rule_of(options: Mapping[str, Any]) -> Rule:
    """Read a training's rule from its options; what is not set is the default."""
    given = dict(options.get(OPTION, {}))
    if "below" in given:
        given["below"] = Below(given["below"])
    if "excused" in given:
        given["excused"] = ExcusedCounts(given["excused"])
    return Rule(**given)


def rule_to_options(rule: Rule) -> dict[str, Any]:
    return {
        "minimum_percent": rule.minimum_percent,
        "grace_minutes": rule.grace_minutes,
        "below": rule.below.value,
        "excused": rule.excused.value,
        "sign_in_required": rule.sign_in_required,
        "second_approval": rule.second_approval,
    }


def _known(
    connection: Connection,
    office: Office,
    training: Training,
    decisions: Sequence[StoredDecision],
    held: Sequence[Held],
) -> Known:
    """Collect everything that tells who may be who."""
    claims = attendance.claimed_by(connection, number_of(training.key))
    seat_of = _seat_by_person(training)
    logins = {value: seat_of[person] for value, person in claims["login"].items()}
    registrants: Mapping[str, str] = {}
    openers: frozenset[str] = frozenset(one.host for one in held if one.host)
    if office.meetings is not None:
        bindings = StoredBindings(office.engine, office.meetings.connection, training.key)
        registrants = office.meetings.registrants(bindings)
        logins = {**office.meetings.openers(bindings), **logins}
        openers |= office.meetings.room_logins()
    shared = training.shared_addresses()
    return Known(
        candidates=[_candidate(seat) for seat in training.seats],
        registrants=registrants,
        logins=logins,
        emails={v: seat_of[p] for v, p in claims["email"].items() if v not in shared},
        phones={value: seat_of[person] for value, person in claims["phone"].items()},
        openers=openers - logins.keys(),
        decisions=[one.decided for one in decisions],
        busy=_busy(connection, office, training, held),
    )


def _candidate(seat: Seat) -> Candidate:
    record = seat.record
    return Candidate(
        seat=seat.key,
        person=seat.person,
        role=seat.role,
        name=record.full_name,
        number=seat.number,
        unit=record.unit or record.agency or "",
        email=record.email or "",
        phone=record.phone or "",
        accepted=seat.accepted,
    )


def _seat_by_person(training: Training) -> dict[int, str]:
    """Person id → the seat to credit; who has two roles is credited on the accepted one."""
    ordered = sorted(training.seats, key=lambda seat: (seat.accepted, seat.role != "participant"))
    return {number_of(seat.person): seat.key for seat in ordered}


AROUND = timedelta(days=1)
"""How far around a training's days other classes are looked at."""


def _busy(
    connection: Connection, office: Office, training: Training, held: Sequence[Held]
) -> list[Busy]:
    """List when this training's people sat in classes of other trainings on the same days.

    A meeting that serves both trainings is one class: nobody is elsewhere in it.
    """
    meetings = office.meetings
    if meetings is None or not training.days:
        return []
    first, last = training.days[0] - AROUND, training.days[-1] + AROUND
    others = trainings.meeting_between(connection, number_of(training.key), first, last)
    persons: dict[int, dict[str, str]] = {}
    for one in attendance.elsewhere(connection, number_of(training.key), list(others)):
        persons.setdefault(one.training_id, {})[one.seat] = one.person
    here = {one.id for one in held}
    found = []
    for training_id, seated in persons.items():
        bindings = StoredBindings(office.engine, meetings.connection, training_key(training_id))
        links = meetings.registrants(bindings)
        mine = {link: seated[seat] for link, seat in links.items() if seat in seated}
        there = presence.held_of(connection, presence.meetings_of(connection, training_id))
        found += [
            Busy(mine[stay.registrant_id], others[training_id], stay.joined, end)
            for one in there
            for stay in one.stays
            if one.id not in here
            and stay.registrant_id in mine
            and first <= stay.joined.date() <= last
            and (end := stay.left or one.ended or stay.joined) > stay.joined
        ]
    return found
