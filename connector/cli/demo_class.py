"""The class of `simpul demo`: invented people come and go, the door hears it, lists fill up.

One whole day is held and written down by the sandbox Zoom; the next morning's class is left
running, so that the live page has something to show.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from connector.app import inbox_drain, webhook_door
from connector.cli.demo_learning import DemoMoodle
from connector.clock import utc_now
from connector.domain.attendance import Mark, Result
from connector.domain.people import Role
from connector.domain.sessions import counted
from connector.domain.trainings import Seat, Training
from connector.flows import record_attendance
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.office import Office
from connector.meetings.base import Slot, slots
from connector.meetings.zoom.options import registrant_key
from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.serving import LoopbackServer
from connector.sandbox.zoom import SandboxZoom
from connector.sandbox.zoom.rooms import Room
from connector.settings import Settings
from connector.store import trainings
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from webhooks.inbox import GroupCommitter

EARLY, LATE = timedelta(minutes=8), timedelta(minutes=3)
"""How long before the first session the room opens, and how long after the last it closes."""

REPORT = timedelta(minutes=45)
"""When Zoom has written its report, counted from the end of the day."""


@dataclass
class DemoClock:
    """The real time, moved ahead: the sample's class is next week, and nobody wants to wait."""

    ahead: timedelta = field(default=timedelta(0))

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def move_to(self, moment: datetime) -> None:
        self.ahead = moment - utc_now()


@dataclass(frozen=True)
class Day:
    """One day's meeting of the sample training, as bound in Zoom."""

    training: Training
    slot: Slot
    number: int
    links: Mapping[str, str]
    """Seat → registrant id."""

    @property
    def people(self) -> list[Seat]:
        """Participants who have a link, by number."""
        seats = (seat for seat in self.training.accepted_seats if seat.key in self.links)
        participants = (seat for seat in seats if seat.role is Role.PARTICIPANT)
        return sorted(participants, key=lambda seat: seat.number or 0)


@dataclass
class DemoClass:
    """The stage: one office, one sandbox Zoom, and the clock that both go by."""

    office: Office
    settings: Settings
    zoom: SandboxZoom
    clock: DemoClock
    code: str
    moodle: SandboxMoodle | None = None
    """Told of where it has the plugin."""

    def learning(self, code: str = "") -> DemoMoodle:
        """Return the Moodle side of a training."""
        assert self.moodle is not None, "this stage has a sandbox Moodle"  # noqa: S101
        return DemoMoodle(self.office, self.settings, self.moodle, code or self.code)

    def hold_first_day(self) -> dict[str, int]:
        """Hold the first day, from the first knock to Zoom's complete report; tell the figures."""
        events = self.hold_day(0, _act)
        with reading(self.office.engine) as connection:
            found = read_attendance(connection, self.office, self.code)
        return {"webhooks": events, **figures(found, self._day(0).slot)}

    def hold_day(self, index: int, act: Callable[[Room, Day], None]) -> int:
        """Hold one day as `act` plays it; return how many webhooks the door took."""
        day = self._day(index)
        self.clock.move_to(day.slot.start - EARLY)
        room = self.zoom.open_class(day.number, self.clock())
        room.host_joins(self.clock())
        act(room, day)
        room.close(day.slot.end + LATE)
        self.clock.move_to(day.slot.end + LATE)
        events = self._tell()
        self.clock.move_to(day.slot.end + REPORT)
        record_attendance.fetch_record(self.office, room.uuid)
        return events

    def open_second_day(self) -> Room:
        """Begin the second day and go into its first session; return the class, still open."""
        day = self._day(1)
        start = day.slot.start - EARLY
        self.clock.move_to(start)
        room = self.zoom.open_class(day.number, start)
        room.host_joins(start)
        for index, seat in enumerate(day.people):
            if index % 12 != 5:
                at = start + timedelta(seconds=15 * index)
                room.join(shown(seat, index), at, registrant_id=day.links[seat.key])
        self.clock.move_to(day.slot.start + timedelta(minutes=25))
        self._tell()
        return room

    @contextmanager
    def listening(self, port: int = 0) -> Iterator[None]:
        """Keep the webhook door open on a port of this machine, and let Zoom know of it."""
        with GroupCommitter(self.office.engine) as committer:
            app = webhook_door(self.settings, committer.keep, self.office.clock)
            server = LoopbackServer(app, port)
            server.start()
            try:
                secret = self.settings.zoom_webhook_secrets[0]
                self.zoom.subscribe(f"{server.url}/webhooks/zoom", secret)
                if self.moodle is not None:
                    self.learning().listen(server.url)
                yield
            finally:
                server.stop()

    @contextmanager
    def going_on(self, room: Room) -> Iterator[None]:
        """Let people leave and come back every few seconds, until the block is left."""
        stop = threading.Event()
        thread = threading.Thread(target=self._live, args=(room, stop), name="class", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _live(self, room: Room, stop: threading.Event) -> None:
        for turn in count():
            if stop.wait(4.0):
                return
            legs = sorted(room.legs.values(), key=lambda leg: leg.user_id)
            leg, now = legs[turn * 7 % len(legs)], self.zoom.clock()
            leg.drop(now)
            if registrant := leg.presence.registrant_id:
                room.join(leg.name, now + timedelta(seconds=1), registrant_id=registrant)
            self.zoom.deliver_due(now + timedelta(seconds=2))
            if self.moodle is not None:
                self.moodle.plugin.deliver()

    def _tell(self) -> int:
        """Deliver what happened until now and drain it; return how many events the door took."""
        attempts = self.zoom.deliver_due(self.clock() + timedelta(minutes=2))
        inbox_drain(self.office, self.settings).work_off()
        return attempts

    def _day(self, index: int) -> Day:
        meetings = self.office.meetings
        assert meetings is not None, "the demo is connected to its own sandbox"  # noqa: S101
        with reading(self.office.engine) as connection:
            training = trainings.load_training(connection, self.code, self.office.link_for)
        slot = slots(training)[index]
        bindings = StoredBindings(self.office.engine, meetings.connection, training.key)
        known = meetings.registrants(bindings)
        links = {
            seat.key: link
            for seat in training.accepted_seats
            if (link := bindings.get("registrant", registrant_key(seat.key, slot.key)))
            and link in known
        }
        return Day(training, slot, int(bindings.get("meeting", slot.key) or 0), links)


def _act(room: Room, day: Day) -> None:
    """Play one day: most are there, some drop, some come late, a few cannot be told apart."""
    start, end = day.slot.start, day.slot.end
    half = start + (end - start) / 2
    for index, seat in enumerate(day.people):
        link = day.links[seat.key]
        if index == 9:  # never comes
            continue
        at = start - EARLY + timedelta(seconds=15 * index)
        if index % 20 == 7:
            at = counted(day.slot.sessions)[1].start + timedelta(minutes=18)
        leg = room.join(shown(seat, index), at, registrant_id=link)
        if index % 6 == 2:  # the line breaks, and is there again
            leg.drop(half)
            room.join(leg.name, half + timedelta(minutes=2), registrant_id=link)
        elif index % 25 == 4:  # goes home at noon
            leg.leave(half)
    lent = day.people[11]
    room.join("Budi Tetangga", half, registrant_id=day.links[lent.key])
    room.join("Lapas Contoh", start + timedelta(minutes=5))
    room.join("", start + timedelta(minutes=9), phone="+6281211112222").leave(end)


def shown(seat: Seat, index: int) -> str:
    """The name a person has in Zoom; three in sixty are called after their telephone."""
    if index % 20 == 13:
        return ("iPhone", "Galaxy A12", "OPPO A15")[index // 20 % 3]
    return f"{seat.number:02}_{seat.record.bare_name}"


def figures(found: ClassAttendance, slot: Slot) -> dict[str, int]:
    """Count a day's cells of participants by what became of them."""
    keys = {one.key for one in slot.sessions}
    people = {seat.key for seat in found.training.accepted_seats if seat.role is Role.PARTICIPANT}
    cells = [
        cell
        for (seat, session), cell in found.matrix.cells.items()
        if session in keys and seat in people
    ]
    marks = Counter(cell.mark for cell in cells)
    return {
        "list_entries": len(cells),
        "present": marks[Mark.PRESENT],
        "late": marks[Mark.LATE],
        "attendance_undecided": sum(cell.result is Result.UNDECIDED for cell in cells),
        "unmatched_names": len(found.cards),
    }
