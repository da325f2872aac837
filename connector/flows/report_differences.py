"""What a report says against what is there now: systems read again, figures compared.

    read_again   every connected system is read; its numbers beside our own, and what was unread
    compare      a version against the records of this moment, with what the systems said

A system that cannot be read is said, never passed over: whoever checks decides to go on without
it. Nothing is written but how the systems stand, as after any reading.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.domain.trainings import Training
from connector.errors import RemoteError
from connector.flows.office import Office
from connector.flows.report_content import collect
from connector.flows.wanted_training import load_wanted
from connector.meetings.base import Meetings
from connector.reconcile.changes import Desired, Observed
from connector.reconcile.diff import diff
from connector.reconcile.platform import Platform
from connector.reconcile.status import SeatState, SystemStatus, status_of
from connector.reports.content import ReportContent, from_json
from connector.store import presence, statuses
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.reports import StoredReport, StoredVersion

RECORDS = "records"
"""Source of a difference between what is printed and what our own records say now."""

PEOPLE = {"lms": "enrolment", "meetings": "registrant"}
"""System → kind of thing there that is one person's place."""
ROOM = "meeting"

ABSENT = "–"
"""How a figure reads that one of two contents does not have."""


@dataclass(frozen=True)
class Counted:
    """One number of a system as it was read again, beside what our records expect."""

    system: str
    key: str
    """`enrolled`, `suspended`, `rooms`, `held`."""
    ours: int
    theirs: int


@dataclass(frozen=True)
class Unread:
    """A system that could not be read, and why."""

    system: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the report says, or not as our records say."""

    source: str
    """`records`, or the system."""
    key: str
    """`lms.found`, `table.participants`, `text.follow_up`, `enrolled`, `wording`."""
    label: str
    """As printed in the report; "" for a number of a system."""
    printed: str
    found: str


@dataclass(frozen=True)
class Reading:
    """What the systems said when they were read again."""

    at: datetime
    counted: tuple[Counted, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Differences:
    """What a checker is shown before a report counts as checked."""

    read: Reading
    lines: tuple[Difference, ...]

    @property
    def clean(self) -> bool:
        """Everything was read, and everything is as printed."""
        return not self.lines and not self.read.unread

    @property
    def fingerprint(self) -> str:
        """Name what was shown: accepting it accepts nothing that came later. "" when clean."""
        if self.clean:
            return ""
        unread = [[one.system, one.code] for one in self.read.unread]
        shown = json.dumps([[asdict(one) for one in self.lines], unread], sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return what the trail keeps of it."""
        return {
            "read_at": self.read.at.isoformat(),
            "counted": [asdict(one) for one in self.read.counted],
            "unread": [{**asdict(one), "params": dict(one.params)} for one in self.read.unread],
            "differences": [asdict(one) for one in self.lines],
        }


def read_again(office: Office, code: str) -> Reading:
    """Read every connected system of a training now; how it stands is stored, as after any reading.

    Raises ConnectorError `training_unknown`; what a system refuses is in the answer.
    """
    with reading(office.engine) as connection:
        training, _ = load_wanted(connection, office, code)
    counted, unread, found = list[Counted](), list[Unread](), list[tuple[SystemStatus, int]]()
    for platform in office.platforms:
        try:
            numbers, status, drift = _look(office, platform, training)
            if platform is office.meetings:
                numbers += _held(office, office.meetings, training)
        except RemoteError as error:
            unread.append(Unread(platform.system, error.code, dict(error.params)))
            continue
        counted += numbers
        found.append((status, drift))
    now = office.clock()
    with office.engine.begin() as connection:
        for status, drift in found:
            statuses.replace(connection, training.key, status, now=now, drift=drift)
    return Reading(now, tuple(counted), tuple(unread))


def compare(
    connection: Connection,
    office: Office,
    code: str,
    report: StoredReport,
    version: StoredVersion,
    read: Reading,
) -> Differences:
    """List what a version says otherwise than the records and the systems do now; no call."""
    printed = from_json(version.content)
    fresh = collect(connection, office, code, report.type, report.texts, read.at)
    told = [
        Difference(one.system, one.key, "", str(one.ours), str(one.theirs))
        for one in read.counted
        if one.ours != one.theirs
    ]
    return Differences(read, (*told, *differing(printed, fresh)))


def differing(printed: ReportContent, fresh: ReportContent) -> list[Difference]:
    """List what two contents of one report say differently, figure by figure."""
    if printed.fingerprint == fresh.fingerprint:
        return []
    found = [*_figures(printed, fresh), *_tables(printed, fresh), *_texts(printed, fresh)]
    return found or [Difference(RECORDS, "wording", "", "", "")]


def _look(
    office: Office, platform: Platform, training: Training
) -> tuple[list[Counted], SystemStatus, int]:
    """Return a system's numbers, how it stands, and how many changes a plan would make."""
    bindings = StoredBindings(office.engine, platform.connection, training.key)
    desired = platform.desired(training)
    observed = platform.observe(desired, bindings)
    seats = [seat.key for seat in training.accepted_seats]
    status = status_of(platform.system, platform.connection, seats, desired, observed)
    changes = diff(platform.system, platform.stages, desired, observed)
    waiting = {one.seat for one in status.seats if one.state is SeatState.UNDECIDED}
    numbers = _count(platform.system, training, desired, observed, waiting)
    return list(numbers), status, len(changes)


def _count(
    system: str, training: Training, desired: Desired, observed: Observed, waiting: AbstractSet[str]
) -> Iterator[Counted]:
    """Who waits for a decision is expected nowhere, as in the figures that are printed."""
    kind = PEOPLE.get(system, "")
    wanted = {one.seat for one in desired.items if one.kind == kind and one.seat} - waiting
    there = [
        one for one in observed.items if one.kind == kind and one.seat and one.seat not in waiting
    ]
    active = {one.seat for one in there if one.active}
    gone = {seat.key for seat in training.seats if not seat.accepted}
    left = gone & {one.seat for one in there}
    yield Counted(system, "enrolled", len(wanted), len(active))
    yield Counted(system, "suspended", len(left), len(left - active))
    rooms = {one.key for one in desired.items if one.kind == ROOM}
    if rooms:
        found = {one.key for one in observed.items if one.kind == ROOM}
        yield Counted(system, "rooms", len(rooms), len(rooms & found))


def _held(office: Office, meetings: Meetings, training: Training) -> list[Counted]:
    """Count the meetings that the provider says were held, and how many of them we recorded."""
    if not any(session.start <= office.clock() for session in training.sessions):
        return []
    ours, theirs = 0, 0
    with reading(office.engine) as connection:
        numbers = [
            meeting
            for place, meeting in presence.meetings_of(connection, number_of(training.key))
            if place == meetings.connection
        ]
        known = {
            one.uuid
            for number in numbers
            for one in presence.occurrences_of(connection, meetings.connection, number)
        }
    for number in numbers:
        told = {one.uuid for one in meetings.held(number)}
        theirs += len(told)
        ours += len(told & known)
    return [Counted(meetings.system, "held", ours, theirs)]


def _figures(printed: ReportContent, fresh: ReportContent) -> Iterator[Difference]:
    before, after = printed.figures, fresh.figures
    for key in dict.fromkeys([*before, *after]):
        said = before[key].value if key in before else ABSENT
        says = after[key].value if key in after else ABSENT
        if said != says:
            label = (after.get(key) or before[key]).label
            yield Difference(RECORDS, key, label, said, says)


def _tables(printed: ReportContent, fresh: ReportContent) -> Iterator[Difference]:
    before, after = printed.tables, fresh.tables
    for key in dict.fromkeys([*before, *after]):
        rows = set(before[key].rows) if key in before else set()
        others = set(after[key].rows) if key in after else set()
        if rows != others:
            title = (after.get(key) or before[key]).title
            yield Difference(
                RECORDS, f"table.{key}", title, str(len(rows - others)), str(len(others - rows))
            )


def _texts(printed: ReportContent, fresh: ReportContent) -> Iterator[Difference]:
    before, after = printed.texts, fresh.texts
    for key in dict.fromkeys([*before, *after]):
        said = before[key].text if key in before else ""
        says = after[key].text if key in after else ""
        if said != says:
            title = (after.get(key) or before[key]).title
            yield Difference(RECORDS, f"text.{key}", title, said, says)
