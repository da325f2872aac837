"""A class whose reports are drafted, checked, signed and sent: its unit, people, officials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from connector.app import CATALOGUE
from connector.documents.signing.base import CallbackSigner, DirectSigner
from connector.documents.signing.manual import ManualSigner
from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.procedures import Actor
from connector.domain.reports import ReportState, ReportType
from connector.flows import build_reports, move_reports, sign_reports
from connector.flows.office import Office
from connector.store import appointments, reports, trainings, units, users
from connector.store.engine import reading
from connector.store.reports import ReportEntry, StoredReport, StoredVersion
from connector.store.secrets import Secrets
from connector.store.tables import users as users_table
from connector.web import create_web
from tests.signed_class import TYPED, KeySigner, add_official
from tests.web.place import (
    CODE,
    FIRST_DAY,
    MORNING,
    SECRET,
    House,
    add_training,
    person,
)
from tests.web.place import house as open_house

WORK, TRAINING = ReportType.WORK_DONE, ReportType.TRAINING
PARTICIPANTS, ATTENDANCE = ReportType.PARTICIPANTS, ReportType.ATTENDANCE

HEAD, LEAD, MEMBER, OTHER_LEAD, STRANGER = "kepala", "ketua", "anggota", "ketua2", "tamu"

PEOPLE = (
    (HEAD, "Siti Contoh"),
    (LEAD, "Rudi Ketua"),
    (MEMBER, "Wati Anggota"),
    (OTHER_LEAD, "Tono Wakil"),
    (STRANGER, "Joko Unitlain"),
)

ROLES: Mapping[str, Sequence[Actor]] = {
    HEAD: (Actor.HEAD,),
    LEAD: (Actor.TEAM_LEAD, Actor.SECTION_HEAD, Actor.COMMITTEE),
    OTHER_LEAD: (Actor.TEAM_LEAD,),
    MEMBER: (Actor.TEAM_MEMBER, Actor.EXECUTING_STAFF),
}


@dataclass(frozen=True)
class Reported:
    """The house, its unit, another unit, and who is who."""

    house: House
    signer: KeySigner
    users: Mapping[str, int]
    unit: int
    other: int
    official: int
    training: int

    @property
    def office(self) -> Office:
        return self.house.office

    def actor(self, login: str) -> str:
        return f"user:{self.users[login]}"

    def build(self, type_: ReportType = WORK, login: str = MEMBER) -> StoredReport:
        return build_reports.build(self.office, CODE, type_, actor=self.actor(login)).report

    def report(self, type_: ReportType = WORK) -> StoredReport:
        with reading(self.house.engine) as connection:
            found = reports.of_type(connection, self.training, type_)
        assert found is not None
        return found

    def version(self, number: int = 0, type_: ReportType = WORK) -> StoredVersion:
        """Return a version, the newest unless told."""
        one = self.report(type_)
        with reading(self.house.engine) as connection:
            found = reports.version(connection, one.id, number or one.version)
        assert found is not None
        return found

    def trail(self, type_: ReportType = WORK) -> list[ReportEntry]:
        with reading(self.house.engine) as connection:
            return reports.entries(connection, self.report(type_).id)

    def deeds(self, type_: ReportType = WORK) -> list[str]:
        return [one.deed for one in self.trail(type_)]

    def check(self, type_: ReportType = WORK, login: str = LEAD, note: str = "") -> StoredReport:
        """Check the newest version and accept whatever differs."""
        version = self.report(type_).version
        try:
            return move_reports.check(
                self.office, CODE, type_, version=version, actor=self.actor(login), note=note
            )
        except move_reports.ReportDiffers as error:
            return move_reports.check(
                self.office, CODE, type_, version=version, actor=self.actor(login), note=note,
                accept=error.differences.fingerprint,
            )  # fmt: skip

    def sign(self, type_: ReportType = WORK, login: str = HEAD) -> sign_reports.Signed:
        return sign_reports.sign(
            self.office, CODE, type_, TYPED,
            version=self.report(type_).version, actor=self.actor(login),
        )  # fmt: skip

    def reached(self) -> dict[str, datetime]:
        with reading(self.house.engine) as connection:
            return reports.reached(connection, [self.training])[self.training]

    def later(self, **step: float) -> None:
        self.house.clock.now += timedelta(**step)

    def state(self, type_: ReportType = WORK) -> ReportState:
        return self.report(type_).state


@contextmanager
def reported_class(
    engine: Engine, count: int = 3, *, signer: str = "local", days: int = 2
) -> Iterator[Reported]:
    """Open a house with a class, a unit with all its roles, and an official who heads it."""
    with open_house(engine) as place:
        keys = KeySigner()
        ways: dict[str, DirectSigner | CallbackSigner] = {"local": keys, "manual": ManualSigner()}
        office = replace(
            place.office, secrets=Secrets([SECRET]), signers=ways, place="Semarang",
            organiser=("Kementerian Contoh", "Balai Contoh"), words=CATALOGUE,
        )  # fmt: skip
        place = replace(place, office=office, app=create_web(office, place.settings, CATALOGUE))
        logins = add_people(place)
        unit, other = add_units(place)
        appoint(place, unit, {login: ROLES[login] for login in ROLES}, logins)
        appoint(place, other, {STRANGER: (Actor.TEAM_LEAD, Actor.HEAD)}, logins)
        official = add_official(place, logins[HEAD], signer)
        add_training(place, [person(n) for n in range(1, count + 1)], days=days)
        with reading(place.engine) as connection:
            stored = trainings.get(connection, CODE)
        assert stored is not None
        begin_in(place, unit, stored.id)
        yield Reported(place, keys, logins, unit, other, official, stored.id)


def add_people(place: House) -> dict[str, int]:
    """Add the office's people, all of them plain staff; return login → id of everybody."""
    with place.engine.begin() as connection:
        known = connection.execute(select(users_table).where(users_table.c.login == "budi")).one()
        for login, name in PEOPLE:  # budi's password is theirs: hashing it again takes its time
            values = {**known._mapping, "login": login, "name": name}
            del values["id"]
            connection.execute(users_table.insert().values(**values))
        return {one.login: one.id for one in users.listing(connection)}


def add_units(place: House) -> tuple[int, int]:
    with place.engine.begin() as connection:
        made = [
            units.add(connection, name, short, None, actor="user:1", now=MORNING)
            for name, short in (("Balai Diklat Contoh", "Balai"), ("Pusat Lain Contoh", "Pusat"))
        ]
    one, other = (one.id for one in made if one is not None)
    return one, other


def appoint(
    place: House, unit: int, roles: Mapping[str, Sequence[Actor]], logins: Mapping[str, int]
) -> None:
    """Appoint people definitively, long before the class."""
    day = FIRST_DAY - timedelta(days=400)
    with place.engine.begin() as connection:
        for login, several in roles.items():
            for role in several:
                new = Appointment(
                    0, unit, role, logins[login], AppointmentKind.DEFINITIVE, None, day, None
                )
                appointments.add(connection, new, actor="user:1", now=MORNING)


def begin_in(place: House, unit: int, training: int) -> None:
    """Say whose reports these are, as an administrator does for a draft."""
    for type_ in ReportType:
        with place.engine.begin() as connection:
            reports.open_report(
                connection, training, type_, unit=unit, for_unit=None, actor="user:1",
                now=datetime.now(UTC),
            )  # fmt: skip
