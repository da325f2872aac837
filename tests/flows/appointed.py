"""An office whose people are appointed: two Pusat, heads, a team, and somebody who is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.procedures import Actor
from connector.flows.keep_units import appoint, save_unit
from connector.flows.office import Office
from connector.store import users
from connector.store.users import UserRole

BEGINNING = date(2026, 1, 1)
MAKER = "user:1"


@dataclass(frozen=True)
class Staffed:
    """Units and users by name."""

    office: Office
    units: Mapping[str, int]
    users: Mapping[str, int]

    def actor(self, login: str) -> str:
        return f"user:{self.users[login]}"


def staffed(office: Office) -> Staffed:
    """Pusat Penilaian (agus head, tini lead, andi and maya team) and Pusat Pelatihan (hesti)."""
    names = {
        "agus": "Drs. Agus Contoh, M.Si.",
        "tini": "Tini Wulandari, S.Kom.",
        "andi": "Andi Pratama",
        "maya": "Maya Lestari",
        "hesti": "Dr. Hesti Rahayu",
        "bebas": "Bebas Tanpa Jabatan",
    }
    found = {login: add_user(office, login, name) for login, name in names.items()}
    penilaian = save_unit(
        office, 0, name="Pusat Penilaian Kompetensi", short="Puspenkom", parent_id=None, actor=MAKER
    ).id
    pelatihan = save_unit(
        office, 0, name="Pusat Pengembangan Pelatihan", short="", parent_id=None, actor=MAKER
    ).id
    place = Staffed(office, {"penilaian": penilaian, "pelatihan": pelatihan}, found)
    for login, role in (
        ("agus", Actor.HEAD),
        ("tini", Actor.TEAM_LEAD),
        ("andi", Actor.TEAM_MEMBER),
        ("maya", Actor.TEAM_MEMBER),
    ):
        give(place, login, role)
    give(place, "hesti", Actor.HEAD, unit="pelatihan")
    return place


def add_user(office: Office, login: str, name: str, role: UserRole = UserRole.STAFF) -> int:
    with office.engine.begin() as connection:
        made = users.add(
            connection, login, name, "kata sandi panjang", role, "id", now=office.clock()
        )
    return made.id


def give(
    place: Staffed,
    login: str,
    role: Actor,
    kind: AppointmentKind = AppointmentKind.DEFINITIVE,
    *,
    unit: str = "penilaian",
    stands_for: str = "",
    from_day: date = BEGINNING,
    until_day: date | None = None,
) -> Appointment:
    """Appoint somebody, by login."""
    new = Appointment(
        0,
        place.units[unit],
        role,
        place.users[login],
        kind,
        place.users[stands_for] if stands_for else None,
        from_day,
        until_day,
    )
    return appoint(place.office, new, actor=MAKER)
