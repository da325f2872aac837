"""An office with units, people and the shipped procedures, for tests of runs; no systems, no pages.

The training is added on Monday the 16th of November 2026 at 08.00 WIB; moments are told as in
`tests.domain.runs_told`: `17 09.00`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine, select

from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.procedures import Actor
from connector.domain.sessions import SessionKind, SessionRecord
from connector.flows.load_procedures import load_shipped
from connector.flows.office import Office
from connector.flows.procedure_standing import RunView, run_view
from connector.jobs.lease_table import LeaseTable
from connector.store import appointments, rosters, trainings, units
from connector.store.engine import reading
from connector.store.plans import PlanState
from connector.store.rosters import NewRoster, RosterKind
from connector.store.tables import plans, step_entries, users
from connector.store.trainings import TrainingSettings
from connector.store.users import UserRole
from tests.domain.runs_told import at, lines_of, told

CODE = "PJJ-9"
ZONE = "Asia/Jakarta"
FIRST_DAY = date(2026, 1, 1)

PEOPLE = {
    "kepala": Actor.HEAD,
    "ketua": Actor.TEAM_LEAD,
    "anggota": Actor.TEAM_MEMBER,
    "kasi": Actor.SECTION_HEAD,
    "pelaksana": Actor.EXECUTING_STAFF,
    "panitia": Actor.COMMITTEE,
}
"""Login → role in the unit."""


@dataclass
class Hands:
    """A clock that is moved, and the office that reads it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Place:
    """The office, its unit, and the ids of its people."""

    office: Office
    clock: Hands
    unit: int
    other_unit: int
    people: dict[str, str] = field(default_factory=dict)
    """Login → actor."""

    @property
    def engine(self) -> Engine:
        return self.office.engine

    def move(self, moment: str) -> None:
        self.clock.now = at(moment)

    def view(self, slug: str = "s001", code: str = CODE) -> RunView:
        """Return the newest run of a procedure that was not stopped, else a stopped one."""
        with reading(self.engine) as connection:
            found = run_view(connection, self.office, code, self.clock.now)
        return next(one for one in found if one.run.slug == slug)

    def lines(self, slug: str = "s001") -> list[str]:
        return lines_of(self.view(slug).standing)

    def log(self) -> list[str]:
        """Write every entry there is: `17 09.00 done enrol milestone:plan_verified`."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(step_entries).order_by(step_entries.c.id)).all()
        return [f"{told(row.at)} {row.deed} {row.step or 'run'} {row.cause}" for row in rows]


def office_at(engine: Engine, now: str, procedures: Sequence[str] = ()) -> Office:
    """Return an office whose clock stands at a moment."""
    return Office(
        engine=engine,
        clock=Hands(at(now)),
        jobs=LeaseTable(engine),
        link_for=lambda nonce: f"/p/{nonce}",
        zone=ZONE,
        max_removed_share=0.3,
        upload_max_bytes=2048,
        procedures=tuple(procedures),
    )


def place_of(engine: Engine, procedures: Sequence[str] = (), now: str = "16 08.00") -> Place:
    """Furnish an empty database; `procedures` begin by themselves."""
    office = office_at(engine, now, procedures)
    clock = office.clock
    assert isinstance(clock, Hands)
    load_shipped(engine, at("15 08.00"))
    with engine.begin() as connection:
        unit = units.add(connection, "Balai Diklat", "Balai", None, actor="cli", now=clock.now)
        other = units.add(connection, "Pusat Lain", "Pusat", None, actor="cli", now=clock.now)
    assert unit is not None
    assert other is not None
    place = Place(office, clock, unit.id, other.id)
    add_user(place, "ratna", UserRole.ADMINISTRATOR)
    add_user(place, "tamu", UserRole.STAFF)
    for login, role in PEOPLE.items():
        add_user(place, login, UserRole.STAFF)
        appoint(place, login, role)
    add_training(place)
    return place


def add_user(place: Place, login: str, role: UserRole) -> None:
    """Add somebody who cannot sign in: hashing passwords would take most of the time."""
    with place.engine.begin() as connection:
        number = connection.execute(
            users.insert()
            .values(
                login=login, name=login.title(), password_hash="", role=role.value, language="id",
                active=True, session_epoch=0, created_at=place.clock.now,
            )
            .returning(users.c.id)
        ).scalar_one()  # fmt: skip
    place.people[login] = f"user:{number}"


def appoint(
    place: Place,
    login: str,
    role: Actor,
    unit: int | None = None,
    kind: AppointmentKind = AppointmentKind.DEFINITIVE,
    stands_for: str = "",
) -> None:
    number = int(place.people[login].removeprefix("user:"))
    other = int(place.people[stands_for].removeprefix("user:")) if stands_for else None
    new = Appointment(0, unit or place.unit, role, number, kind, other, FIRST_DAY, None)
    with place.engine.begin() as connection:
        appointments.add(connection, new, actor="cli", now=place.clock.now)


def add_training(place: Place, code: str = CODE, unit: str = "", zone: str = ZONE) -> int:
    settings = TrainingSettings(code=code, title=f"Pelatihan {code}", zone=zone, unit=unit)
    with place.engine.begin() as connection:
        return trainings.create(connection, settings, actor="cli", now=place.clock.now).id


def id_of(place: Place, code: str = CODE) -> int:
    with reading(place.engine) as connection:
        found = trainings.get(connection, code)
    assert found is not None
    return found.id


def take_roster(place: Place, kind: RosterKind = RosterKind.PARTICIPANTS, code: str = CODE) -> None:
    """Take a list over, now."""
    new = NewRoster(kind, "file", "peserta.csv", "d", 1, 0, [], [], {}, [])
    with place.engine.begin() as connection:
        rosters.add(connection, id_of(place, code), new, actor="cli", now=place.clock.now)


def verify_plan(
    place: Place, code: str = CODE, state: PlanState = PlanState.VERIFIED, made: str = ""
) -> None:
    """A plan made at `made`, or now, comes to its end now."""
    training_id = id_of(place, code)
    with place.engine.begin() as connection:
        there = connection.execute(
            select(plans.c.number).where(plans.c.training_id == training_id)
        ).all()
        connection.execute(
            plans.insert().values(
                training_id=training_id, number=len(there) + 1, roster_version="r",
                fingerprint="f", body={}, changes=0, undecided=0, state=state.value, held=[],
                budgets={}, created_at=at(made) if made else place.clock.now, created_by="cli",
                finished_at=place.clock.now,
            )
        )  # fmt: skip


def schedule(place: Place, slots: Iterable[tuple[str, str]], code: str = CODE) -> None:
    """Make the timetable these slots: ("17 08.00", "17 11.00"), …; `*` ends one that is a break."""
    records = [slot(number, *times) for number, times in enumerate(slots, start=1)]
    with place.engine.begin() as connection:
        trainings.put_sessions(connection, id_of(place, code), records, now=place.clock.now)


def slot(number: int, start: str, end: str) -> SessionRecord:
    is_break = end.endswith("*")
    begins, ends = at(start), at(end.removesuffix("*"))
    return SessionRecord(
        key=f"s{number}",
        date=(begins + timedelta(hours=7)).date(),
        start=begins,
        end=ends,
        zone=ZONE,
        subject=f"Mata pelatihan {number}",
        jp=Decimal(2),
        kind=SessionKind.BREAK if is_break else SessionKind.CLASS,
    )
