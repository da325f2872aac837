"""Who taught what: lesson hours by the timetable, and what of it was recorded in class; pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from connector.domain.names import comparable
from connector.domain.sessions import SessionKind, SessionRecord
from connector.domain.trainings import Seat
from connector.reports.class_facts import ClassFacts


@dataclass(frozen=True)
class Taught:
    """One session somebody is named for."""

    session: SessionRecord
    name: str
    """As the timetable writes it."""
    seat: Seat | None
    """The one instructor who bears that name; None where nobody or several do."""
    minutes: int
    """Recorded in class; 0 where nothing was recorded, which proves no absence."""


@dataclass(frozen=True)
class Teacher:
    """One instructor with the sessions of the timetable."""

    name: str
    seat: Seat | None
    sessions: tuple[Taught, ...]

    @property
    def jp(self) -> Decimal:
        return sum((one.session.jp for one in self.sessions), Decimal(0))

    def held(self, facts: ClassFacts) -> tuple[Taught, ...]:
        return tuple(one for one in self.sessions if facts.held(one.session))

    @property
    def recorded_jp(self) -> Decimal:
        """Lesson hours of the sessions with at least a minute of presence on record."""
        return sum((one.session.jp for one in self.sessions if one.minutes), Decimal(0))


def teachers(facts: ClassFacts) -> list[Teacher]:
    """List who teaches, instructors on the list first, then names the timetable alone knows.

    A session with several instructors counts whole for each of them, as certificates of teaching
    count it. A name that several instructors bear is nobody's.
    """
    bearers: dict[str, list[Seat]] = defaultdict(list)
    for one in facts.instructors:
        bearers[comparable(one.record.full_name)].append(one)
    known: dict[str, list[Taught]] = {seat.key: [] for seat in facts.instructors}
    others: dict[str, list[Taught]] = {}
    spelled: dict[str, str] = {}
    for session in facts.training.sessions:
        for name in session.instructor_names if is_taught(session) else ():
            mine = bearers.get(comparable(name), [])
            seat = mine[0] if len(mine) == 1 else None
            minutes = facts.taught.get((seat.key, session.key), 0) if seat else 0
            taught = Taught(session, name, seat, minutes)
            if seat is not None:
                known[seat.key].append(taught)
            else:
                spelled.setdefault(comparable(name), name)
                others.setdefault(comparable(name), []).append(taught)
    listed = [
        Teacher(seat.record.full_name, seat, _once(known[seat.key])) for seat in facts.instructors
    ]
    return [*listed, *(Teacher(spelled[key], None, _once(own)) for key, own in others.items())]


def is_taught(session: SessionRecord) -> bool:
    """Tell whether a slot counts as teaching, by the rule of certificates of teaching."""
    return session.kind is SessionKind.CLASS or (
        session.kind is SessionKind.TEST and session.jp > 0
    )


def _once(taught: list[Taught]) -> tuple[Taught, ...]:
    """Name a session once, though the timetable spells the same person twice in it."""
    return tuple({one.session.key: one for one in taught}.values())
