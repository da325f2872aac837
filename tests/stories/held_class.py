"""A class of a synced training that is held in the sandbox Zoom while the real door listens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy import update

from connector.app import handlers, inbox_drain, webhook_door
from connector.cli.demo import next_monday
from connector.clock import utc_now
from connector.domain.attendance import Cell
from connector.domain.sessions import counted, local_moment
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.register_participants import create_training
from connector.jobs.port import JobState, JobStatus
from connector.jobs.worker import work_off
from connector.meetings.base import Slot, slots
from connector.meetings.zoom.options import registrant_key
from connector.sandbox.serving import LoopbackServer
from connector.sandbox.zoom import Rules
from connector.sandbox.zoom.rooms import Room
from connector.store import presence, trainings
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.plans import PlanState
from connector.store.presence import Occurrence
from connector.store.tables import jobs
from tests.stories.place import ACTOR, CODE, NAMES, Place, office_with_sandboxes
from webhooks.inbox import GroupCommitter

PEOPLE = NAMES[:6]


@dataclass
class StillClock:
    """Stands until it is moved; both the office and Zoom go by it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class HeldClass:
    """One training that was synced on the Friday before, and the means to hold its classes."""

    place: Place
    clock: StillClock
    days: list[Slot]
    numbers: list[int]
    """Of the meeting of each day."""
    links: list[Mapping[str, str]]
    """Of each day: name → registrant id."""

    def at(self, clock: str, day: int = 0) -> datetime:
        """The moment of a local wall time of a class day."""
        slot = self.days[day]
        return local_moment(slot.date, time.fromisoformat(clock), slot.zone)

    def open(self, clock: str = "07:40", day: int = 0) -> Room:
        """Let the host open the room."""
        room = self.place.zoom.open_class(self.numbers[day], self.at(clock, day))
        room.host_joins(self.at(clock, day))
        return room

    def hear(self, moment: datetime) -> int:
        """Move to a moment, deliver what is due by then, and drain; return the attempts."""
        self.clock.now = moment
        attempts = self.place.zoom.deliver()
        self.drain()
        return attempts

    def drain(self) -> int:
        return inbox_drain(self.place.office, self.place.settings).work_off()

    def work(self) -> int:
        """Run the jobs that are due by the clock of the office; return how many ran."""
        with self.place.office.engine.begin() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.state == JobState.READY.value, jobs.c.run_at <= self.clock.now)
                .values(run_at=utc_now() - timedelta(seconds=1))
            )
        return work_off(self.place.office.jobs, handlers(self.place.office))

    def jobs(self, state: JobState) -> list[JobStatus]:
        with reading(self.place.office.engine) as connection:
            return self.place.office.jobs.listing(connection, state)

    def found(self, code: str = CODE) -> ClassAttendance:
        with reading(self.place.office.engine) as connection:
            return read_attendance(connection, self.place.office, code)

    def cells(self, name: str, day: int = 0, code: str = CODE) -> list[Cell]:
        """The person's cells of one day, in order of time."""
        found = self.found(code)
        [seat] = [key for key, seat in found.seats.items() if seat.record.full_name == name]
        keys = [slot.key for slot in counted(self.days[day].sessions)]
        return [found.matrix.cells[seat, key] for key in keys]

    def minutes(self, name: str, day: int = 0, code: str = CODE) -> list[int]:
        return [cell.minutes for cell in self.cells(name, day, code)]

    def occurrences(self, day: int = 0) -> list[Occurrence]:
        with reading(self.place.office.engine) as connection:
            return presence.occurrences_of(connection, "zoom-default", str(self.numbers[day]))

    @contextmanager
    def listening(self, subscriptions: int = 1, port: int = 0) -> Iterator[LoopbackServer]:
        """Keep the real door open, and let Zoom know of it so many times."""
        office = self.place.office
        with GroupCommitter(office.engine) as committer:
            door = webhook_door(self.place.settings, committer.keep, office.clock)
            server = LoopbackServer(door, port)
            server.start()
            try:
                for _ in range(subscriptions):
                    secret = self.place.settings.zoom_webhook_secrets[0]
                    self.place.zoom.subscribe(f"{server.url}/webhooks/zoom", secret)
                yield server
            finally:
                server.stop()


@contextmanager
def class_of(database: str, home: Path, rules: Rules | None = None) -> Iterator[HeldClass]:
    """Bring a small training of two days from its files to Moodle and Zoom."""
    monday = next_monday(utc_now().date())
    clock = StillClock(local_moment(monday - timedelta(days=3), time(9), "Asia/Jakarta"))
    with office_with_sandboxes(database, home, rules, clock=clock) as place:
        create_training(place.office, code=CODE, title="Pelatihan Uji", cohort="I", actor=ACTOR)
        place.people(PEOPLE)
        place.timetable(days=2, first=monday)
        assert place.sync().state is PlanState.VERIFIED
        yield arranged(place, clock)


def arranged(place: Place, clock: StillClock) -> HeldClass:
    """Look the training's meetings and links up as they are bound now."""
    meetings = place.office.meetings
    assert meetings is not None
    with reading(place.office.engine) as connection:
        training = trainings.load_training(connection, CODE, place.office.link_for)
    bindings = StoredBindings(place.office.engine, meetings.connection, training.key)
    days = [slot for slot in slots(training) if bindings.get("meeting", slot.key)]
    return HeldClass(
        place,
        clock,
        days,
        [int(bindings.get("meeting", slot.key) or 0) for slot in days],
        [
            {
                seat.record.full_name: link
                for seat in training.accepted_seats
                if (link := bindings.get("registrant", registrant_key(seat.key, slot.key)))
            }
            for slot in days
        ],
    )


def training_number(held: HeldClass, code: str = CODE) -> int:
    return number_of(held.found(code).training.key)
