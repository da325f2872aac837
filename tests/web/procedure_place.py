"""Units, appointments and runs for pages: one office unit with a head, a lead, members, staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.procedures import Actor
from connector.flows import load_procedures, run_procedures
from connector.store import appointments, units, users
from connector.store.runs import Run
from connector.store.users import UserRole
from tests.web.place import CODE, PASSWORD, Browser, House, add_training, person

UNIT = "Pusat Penilaian Kompetensi"
OTHER_UNIT = "Pusat Pengembangan Pelatihan"

PEOPLE: Mapping[str, tuple[str, Actor]] = {
    "hendra": ("Hendra Kepala", Actor.HEAD),
    "kartika": ("Kartika Ketua", Actor.TEAM_LEAD),
    "agus": ("Agus Anggota", Actor.TEAM_MEMBER),
    "seksi": ("Seno Seksi", Actor.SECTION_HEAD),
    "pelaksana": ("Puji Pelaksana", Actor.EXECUTING_STAFF),
}
"""Sign-in name → name and role in the unit; every one of them is ordinary staff otherwise."""


@dataclass
class Bureau:
    """A house whose unit has people, and whose shipped procedures are loaded."""

    house: House
    unit: int
    other: int
    ids: dict[str, int] = field(default_factory=dict)

    def signed_in(self, login: str) -> Browser:
        return self.house.signed_in(login)

    def actor(self, login: str) -> str:
        return f"user:{self.ids[login]}"

    def at(self, moment: datetime) -> None:
        """Let it be that moment."""
        self.house.clock.now = moment

    def training(self, code: str = CODE, title: str = "Pelatihan Teknis Pelayanan Publik") -> str:
        add_training(self.house, [person(1), person(2)], code=code, title=title)
        return code

    def begin(
        self, slug: str = "s001", *, code: str = CODE, unit: bool = True, for_unit: bool = False
    ) -> Run:
        return run_procedures.begin(
            self.house.office,
            code,
            slug,
            unit=self.unit if unit else None,
            for_unit=self.other if for_unit else None,
            actor="user:1",
        )

    def done(
        self, run: Run, step: str, login: str = "", *, code: str = CODE, note: str = ""
    ) -> None:
        """Record a step as done now, by an administrator where nobody is named."""
        who = self.actor(login) if login else "user:1"
        run_procedures.complete(self.house.office, code, run.id, step, note=note, actor=who)

    def appoint(
        self,
        login: str,
        role: Actor,
        *,
        kind: AppointmentKind = AppointmentKind.DEFINITIVE,
        stands_for: str = "",
        unit: int | None = None,
    ) -> None:
        other = self.ids[stands_for] if stands_for else None
        new = Appointment(
            0, unit or self.unit, role, self.ids[login], kind, other, date(2020, 1, 1), None
        )
        with self.house.engine.begin() as connection:
            now = self.house.clock() - timedelta(days=1)
            appointments.add(connection, new, actor="user:1", now=now)


def bureau(house: House) -> Bureau:
    """Give a house two units and the people of the first."""
    now = house.clock()
    load_procedures.load_shipped(house.engine, now)
    ids = {"ratna": 1, "budi": 2, "sari": 3}
    with house.engine.begin() as connection:
        made = [
            units.add(connection, name, "", None, actor="user:1", now=now)
            for name in (UNIT, OTHER_UNIT)
        ]
        for login, (name, _role) in PEOPLE.items():
            ids[login] = users.add(
                connection, login, name, PASSWORD, UserRole.STAFF, "id", now=now
            ).id
    first, other = made
    assert first is not None
    assert other is not None
    placed = Bureau(house, first.id, other.id, ids)
    for login, (_name, role) in PEOPLE.items():
        placed.appoint(login, role)
    return placed
