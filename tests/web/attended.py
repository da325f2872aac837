"""A training whose class was held: occurrences and stays as the drain would have stored them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from connector.domain.people import SeatRecord
from connector.domain.presence import Source
from connector.domain.sessions import local_moment
from connector.store.keys import number_of
from connector.store.tables import occurrences, stays
from tests.web.place import CODE, FIRST_DAY, ZONE, House, add_training, bind, person, seat_keys

CONNECTION = "zoom-default"
URL = f"/trainings/{CODE}/attendance"


@dataclass(frozen=True)
class Came:
    """One stay of somebody, in local wall time (`08:00`) of the class's day."""

    name: str
    joined: str
    left: str | None
    registrant: str = ""
    email: str = ""
    phone: str = ""
    leg: str = ""


def at(clock: str, day: date = FIRST_DAY) -> datetime:
    """The moment of a local wall time."""
    return local_moment(day, time.fromisoformat(clock), ZONE)


def link(seat: str) -> str:
    """The registrant id of a seat."""
    return f"reg-{number_of(seat)}"


def class_of(
    place: House, people: int | Sequence[SeatRecord], *, days: int = 2, code: str = CODE
) -> list[str]:
    """Store a training whose seats all have their Zoom link; return the keys of the seats."""
    records = [person(n) for n in range(1, people + 1)] if isinstance(people, int) else people
    key = add_training(place, records, days=days, code=code)
    seats = seat_keys(place, code)
    found = {("registrant", f"{seat}@{CODE}"): link(seat) for seat in seats}
    for day in range(days):
        when = FIRST_DAY + timedelta(days=day)
        found["meeting", f"day:{key}:{when.isoformat()}"] = f"8698592{number_of(key)}{day:03d}"
    bind(place, CONNECTION, key, found)
    return seats


def hold(
    place: House,
    came: Iterable[Came],
    *,
    day: int = 0,
    training: int = 1,
    ended: str | None = "11:30",
    final: bool = True,
    source: Source = Source.REPORT,
    uuid: str = "",
) -> int:
    """Store one held meeting with its stays; return its id."""
    when = FIRST_DAY + timedelta(days=day)
    with place.engine.begin() as connection:
        held = connection.execute(
            occurrences.insert()
            .values(
                connection_id=CONNECTION,
                uuid=uuid or f"uuid-{training}-{day}",
                meeting=f"8698592{training}{day:03d}",
                host="host@example.org",
                started_at=at("07:45", when),
                ended_at=at(ended, when) if ended else None,
                version=1,
                computed_version=1,
                report_state="complete" if final else "none",
            )
            .returning(occurrences.c.id)
        ).scalar_one()
        rows = [_row(held, number, one, when, source) for number, one in enumerate(came)]
        if rows:
            connection.execute(stays.insert(), rows)
    return int(held)


def _row(held: int, number: int, one: Came, day: date, source: Source) -> dict[str, object]:
    return {
        "occurrence_id": held,
        "source": source.value,
        "leg": one.leg or f"leg-{number}",
        "participant": "",
        "bound_leg": "",
        "room": False,
        "joined_at": at(one.joined, day),
        "left_at": at(one.left, day) if one.left else None,
        "joined_known": True,
        "left_known": True,
        "names": [one.name],
        "email": one.email,
        "registrant_id": one.registrant,
        "login": "",
        "phone": one.phone,
    }


def everybody(seats: Sequence[str], joined: str, left: str | None) -> list[Came]:
    """Everybody came and went at the same time, under their own link and name."""
    return [Came(f"Peserta Contoh {number_of(seat)}", joined, left, link(seat)) for seat in seats]
