"""An office in which trainings come, run, get late and end; each deed is told to the oracle too.

What people do goes through the product's own flows, what other parts of the product would have
written (lists, plans, timetables, approvals, certificates) is written into its tables. What the
product refuses has not happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from time import perf_counter

from sqlalchemy import Connection, Engine

from connector.domain.sessions import SessionKind, SessionRecord, local_moment, session_key
from connector.errors import ConnectorError
from connector.flows import keep_calendar, register_participants, run_procedures
from connector.flows.load_procedures import load_shipped
from connector.flows.observe_procedures import observe
from connector.flows.office import Office
from connector.flows.procedure_standing import standings
from connector.store import people, runs, seats, trainings, units
from connector.store.calendar_days import LocalDays, LocalKind
from connector.store.engine import reading
from connector.store.tables import approvals, certificates, plans, rosters
from tests.stories.year_oracle import DEADLINES, EPOCH, MINUTES, Case, Key, shares_of
from tests.web.place import Clock, house, person

ADMINISTRATOR = "user:1"
FOLLOWED = ("s000", "s001")
OFFICE_DAYS = (
    LocalDays(LocalKind.CLOSED, date(2026, 11, 9), date(2026, 11, 10), "Pindah gedung"),
    LocalDays(LocalKind.OPENED, date(2026, 4, 11), date(2026, 4, 11), "Sabtu pengganti"),
    LocalDays(LocalKind.OPENED, date(2026, 3, 18), date(2026, 3, 18), "Piket"),
)
"""The office's own word, given before the year begins."""

REFUSED = {
    "step_ended_already",
    "step_ended_by_records",
    "step_not_ended",
    "run_over",
    "run_stopped",
    "pause_missing",
    "pause_running",
    "pause_overlaps",
    "step_before_begin",
}
"""What may be refused because something else came first."""

Overdue = set[tuple[str, str, str]]
"""Training, procedure and step."""


@dataclass
class World:
    """The office, its clock, and the cases as they are remembered."""

    engine: Engine
    office: Office
    clock: Clock
    tables: dict[str, bytes]
    cases: dict[str, Case] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    people: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Training → (seat, person) of each participant."""
    slots: dict[str, list[SessionRecord]] = field(default_factory=dict)
    refused: int = 0
    observed: list[float] = field(default_factory=list)
    """Seconds of each look at the records."""

    @property
    def now(self) -> int:
        return (self.clock.now - EPOCH) // timedelta(minutes=1)

    def at(self, minute: int) -> datetime:
        return EPOCH + timedelta(minutes=minute)

    def run(self, code: str, slug: str) -> int | None:
        with reading(self.engine) as connection:
            found = runs.of_training(connection, self.ids[code])
        return next((one.run.id for one in found if one.run.slug == slug), None)

    # what people do

    def create(self, code: str, zone: str) -> None:
        stored = register_participants.create_training(
            self.office, code=code, title=f"Pelatihan {code}", zone=zone, actor=ADMINISTRATOR
        )
        self.ids[code] = stored.id
        self.cases[code] = Case(zone, self.tables[zone], self.now)
        listed = [person(2 * stored.id + number) for number in (0, 1)]
        with self.engine.begin() as connection:
            placed = people.place(connection, listed, seated={}, now=self.clock())
            wanted = [(one, two.person) for one, two in zip(listed, placed, strict=True)]
            roles = {one.role for one in listed}
            seats.put_seats(connection, stored.id, wanted, roles=roles, now=self.clock())
            there = seats.listing(connection, stored.id)
        self.people[code] = [(seat.id, seat.person_id) for seat in there]

    def begin(self, code: str, slug: str) -> None:
        run_procedures.begin(self.office, code, slug, unit=None, actor=ADMINISTRATOR)
        self.cases[code].begun[slug] = self.now

    def done(self, code: str, slug: str, step: str, earlier: int = 0) -> None:
        at = self.now - earlier
        with self._allowed():
            run_procedures.complete(
                self.office, code, self._run(code, slug), step, at=self.at(at),
                actor=ADMINISTRATOR,
            )  # fmt: skip
            self.cases[code].done(slug, step, at)

    def skip(self, code: str, slug: str, step: str) -> None:
        with self._allowed():
            run_procedures.skip(
                self.office, code, self._run(code, slug), step, "dikerjakan pusat",
                actor=ADMINISTRATOR,
            )  # fmt: skip
            self.cases[code].done(slug, step, self.now, skipped=True)

    def reopen(self, code: str, slug: str, step: str) -> None:
        with self._allowed():
            run_procedures.reopen(
                self.office, code, self._run(code, slug), step, "belum benar", actor=ADMINISTRATOR
            )
            self.cases[code].reopened(slug, step, self.now)

    def pause(self, code: str, slug: str, step: str = "", earlier: int = 0) -> None:
        at = self.now - earlier
        with self._allowed():
            run_procedures.pause(
                self.office, code, self._run(code, slug), "menunggu surat", step=step,
                at=self.at(at), actor=ADMINISTRATOR,
            )  # fmt: skip
            self.cases[code].paused(slug, step, at)

    def resume(self, code: str, slug: str, step: str = "") -> None:
        with self._allowed():
            run_procedures.resume(
                self.office, code, self._run(code, slug), step=step, actor=ADMINISTRATOR
            )
            self.cases[code].resumed(slug, step, self.now)

    def stop(self, code: str, slug: str) -> None:
        with self._allowed():
            run_procedures.stop(
                self.office, code, self._run(code, slug), "dibatalkan", actor=ADMINISTRATOR
            )
            self.cases[code].stopped.add(slug)

    @contextmanager
    def _allowed(self) -> Iterator[None]:
        try:
            yield
        except ConnectorError as error:
            if error.code not in REFUSED:
                raise
            self.refused += 1

    def _run(self, code: str, slug: str) -> int:
        run = self.run(code, slug)
        if run is None:  # begun by a look at the records that did not come yet
            raise ConnectorError("run_stopped")
        return run

    # what the product's other parts write

    def take_over(self, code: str, kind: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(
                rosters.insert().values(
                    training_id=self.ids[code], kind=kind, version=1, source="file",
                    file_name="daftar.xlsx", digest="x", rows_read=2, rows_refused=0, refused=[],
                    warnings=[], mapping={}, content=[], created_at=self.clock(),
                    created_by=ADMINISTRATOR,
                )
            )  # fmt: skip
        if kind == "participants":
            self.cases[code].roster = self.now

    def verify(self, code: str, number: int, made: int, *, people: bool, timetable: bool) -> None:
        with self.engine.begin() as connection:
            connection.execute(
                plans.insert().values(
                    training_id=self.ids[code], number=number, roster_version="x",
                    fingerprint=f"{code}-{number}", body={}, changes=1, undecided=0,
                    state="verified", held=[], budgets={}, created_at=self.at(made),
                    created_by=ADMINISTRATOR, finished_at=self.clock(),
                )
            )  # fmt: skip
        case = self.cases[code]
        if people and case.plan is None:
            case.plan = self.now
        if timetable and case.timetable is None:
            case.timetable = self.now

    def hold(self, code: str, classes: Sequence[tuple[date, time, time]]) -> None:
        """Add classes to the timetable."""
        zone = self.cases[code].zone
        for day, begins, ends in classes:
            number = len(self.slots.setdefault(code, [])) + 1
            self.slots[code].append(
                SessionRecord(
                    session_key(day, f"Materi {number}", number), day,
                    local_moment(day, begins, zone), local_moment(day, ends, zone), zone,
                    f"Materi {number}", Decimal(2), SessionKind.CLASS, (), None,
                )
            )  # fmt: skip
        with self.engine.begin() as connection:
            trainings.put_sessions(connection, self.ids[code], self.slots[code], now=self.clock())
        last = max(one.end for one in self.slots[code])
        self.cases[code].last_class = (last - EPOCH) // timedelta(minutes=1)

    def approve(self, code: str, version: int) -> None:
        listed = [{"person": one} for _, one in self.people[code]]
        with self.engine.begin() as connection:
            connection.execute(
                approvals.insert().values(
                    training_id=self.ids[code], kind="sttp", version=version, fingerprint="x",
                    content={"rows": listed}, note="", actor="user:9", at=self.clock(),
                )
            )  # fmt: skip
        self.cases[code].listed = self.now

    def withdraw(self, code: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(
                approvals.update()
                .where(approvals.c.training_id == self.ids[code])
                .values(withdrawn_at=self.clock(), withdrawn_by="user:9", withdrawn_reason="x")
            )
        self.cases[code].listed = None

    def sign(self, code: str, number: int) -> None:
        seat, whom = self.people[code][number]
        with self.engine.begin() as connection:
            approval = _approval(connection, self.ids[code])
            connection.execute(
                certificates.insert().values(
                    code=f"{code}-{number}", training_id=self.ids[code], seat_id=seat,
                    person_id=whom, kind="sttp", generation=1, state="signed",
                    approval_id=approval, content={}, number=f"{code}/{number}",
                    dated=self.clock().date(), year=2026, issued_at=self.clock(),
                    issued_by=ADMINISTRATOR, design={}, officials=[], signed_at=self.clock(),
                )
            )  # fmt: skip
        self.cases[code].signed.append(self.now)

    def archive(self, code: str) -> None:
        """Everything that is signed goes into the archive."""
        with self.engine.begin() as connection:
            written = connection.execute(
                certificates.update()
                .where(
                    certificates.c.training_id == self.ids[code],
                    certificates.c.archived_at.is_(None),
                )
                .values(archived_at=self.clock())
            )
        self.cases[code].archived += [self.now] * written.rowcount

    # what is looked at

    def observe(self) -> int:
        """Let the records be looked at, as happens every minute; return the lines written."""
        begun = perf_counter()
        written = observe(self.office)
        self.observed.append(perf_counter() - begun)
        for case in self.cases.values():
            case.observed(self.now)
        return written

    def remembered(self, codes: Sequence[str]) -> Overdue:
        """Return what is overdue as the oracle lived it."""
        return {(code, *key) for code in codes for key in self.cases[code].overdue(self.now)}

    def shown(self, codes: Sequence[str]) -> tuple[Overdue, set[tuple[str, datetime]]]:
        """Return what the product shows as overdue, and when running steps are due."""
        asked = [self.ids[code] for code in codes]
        with reading(self.engine) as connection:
            views = standings(connection, self.office, self.clock(), asked, ended=True)
        overdue, dues = Overdue(), set[tuple[str, datetime]]()
        for view in (view for several in views.values() for view in several):
            for one in view.standing.steps:
                if one.overdue:
                    overdue.add((view.training_code, view.run.slug, one.step.slug))
                elif one.open and one.due_at is not None:
                    dues.add((view.training_code, one.due_at))
        return overdue, dues

    def late(self) -> tuple[Overdue, Overdue]:
        """Return which ended steps were late: as shown, and as remembered."""
        with reading(self.engine) as connection:
            views = standings(connection, self.office, self.clock(), ended=True)
        shown, remembered = Overdue(), Overdue()
        for view in (view for several in views.values() for view in several):
            for one in view.standing.steps:
                name = (view.training_code, view.run.slug, one.step.slug)
                key: Key = name[1], name[2]
                if one.late:
                    shown.add(name)
                if key in DEADLINES and self.cases[name[0]].was_late(key):
                    remembered.add(name)
        return shown, remembered


def _approval(connection: Connection, training_id: int) -> int:
    rows = connection.execute(
        approvals.select().where(approvals.c.training_id == training_id)
    ).all()
    return int(max(row.id for row in rows))


@contextmanager
def world(engine: Engine) -> Iterator[World]:
    """Open an office at the end of 2025 whose trainings follow S000 and S001 by themselves."""
    with house(engine) as place:
        place.clock.now = EPOCH
        load_shipped(engine, EPOCH)
        office = replace(place.office, procedures=FOLLOWED)
        with engine.begin() as connection:
            units.add(connection, "Pusat Pelatihan", "Pusat", None, actor=ADMINISTRATOR, now=EPOCH)
        for days in OFFICE_DAYS:
            keep_calendar.add_days(office, days, actor=ADMINISTRATOR)
        off = [f"2026-11-{day:02}" for day in (9, 10)]
        worked = ["2026-04-11", "2026-03-18"]
        tables = {
            zone: shares_of(zone, off, worked)
            for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
        }
        assert all(len(table) == MINUTES for table in tables.values())
        yield World(engine, office, place.clock, tables)
