"""Sessions of a timetable: values, training days, and slots that collide; nothing is looked up."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo


class SessionKind(StrEnum):
    """CLASS and TEST count for attendance; BREAK never does."""

    CLASS = "class"
    TEST = "test"
    CEREMONY = "ceremony"
    BREAK = "break"


MINUTES_PER_JP = 45
"""Minutes of one lesson hour; the default of a setting."""


COUNTED = (SessionKind.CLASS, SessionKind.TEST)
"""Kinds whose attendance is kept."""


@dataclass(frozen=True)
class SessionRecord:
    """One slot of the timetable.

    `date` is local in `zone` (IANA); `start` and `end` are aware UTC. `jp` is 0 for a break.
    `key` is stable between versions while day, subject and order of equal subjects on that day
    stay: moving a slot within its day is a change, moving it to another day is not the same slot.
    """

    key: str
    date: date
    start: datetime
    end: datetime
    zone: str
    subject: str
    jp: Decimal
    kind: SessionKind
    instructor_names: tuple[str, ...] = ()
    room: str | None = None

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60


@dataclass(frozen=True)
class TrainingDay:
    """All slots of one local date, in order; `start` and `end` are aware UTC."""

    date: date
    zone: str
    sessions: tuple[SessionRecord, ...]

    @property
    def start(self) -> datetime:
        return min(session.start for session in self.sessions)

    @property
    def end(self) -> datetime:
        return max(session.end for session in self.sessions)


def local_moment(day: date, moment: time, zone: str) -> datetime:
    """The aware UTC instant of a local wall time; an unknown zone is a ZoneInfoNotFoundError."""
    return datetime.combine(day, moment, ZoneInfo(zone)).astimezone(UTC)


def session_key(day: date, subject: str, occurrence: int) -> str:
    """`2024-08-05/etika publik/1`; `occurrence` counts equal subjects of that day from 1."""
    return f"{day.isoformat()}/{comparable_subject(subject)}/{occurrence}"


def session_mark(key: str) -> str:
    """Sixteen hex digits that stand for a session's key where only letters and digits may."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def comparable_subject(subject: str) -> str:
    """The words of a subject without case and punctuation."""
    plain = unicodedata.normalize("NFKC", subject).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def training_days(sessions: Iterable[SessionRecord]) -> list[TrainingDay]:
    """Group slots by local date; a date that holds only breaks is no training day."""
    by_date: dict[date, list[SessionRecord]] = {}
    for session in sorted(sessions, key=lambda one: (one.start, one.end, one.key)):
        by_date.setdefault(session.date, []).append(session)
    return [
        TrainingDay(day, slots[0].zone, tuple(slots))
        for day, slots in sorted(by_date.items())
        if any(slot.kind is not SessionKind.BREAK for slot in slots)
    ]


def overlapping(sessions: Sequence[SessionRecord]) -> list[tuple[SessionRecord, SessionRecord]]:
    """Every pair of slots that share time; slots that only touch do not collide.

    One training is one class, so two slots at once are an error whatever their room. A break may
    lie inside a slot: attendance leaves its minutes out.
    """
    slots = [session for session in sessions if session.kind is not SessionKind.BREAK]
    ordered = sorted(slots, key=lambda one: (one.start, one.end, one.key))
    pairs = []
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            if second.start >= first.end:
                break
            pairs.append((first, second))
    return pairs


def counted(timetable: Iterable[SessionRecord]) -> list[SessionRecord]:
    """The slots whose attendance is kept (classes and tests), in order of time."""
    kept = (slot for slot in timetable if slot.kind in COUNTED)
    return sorted(kept, key=lambda one: (one.start, one.end, one.key))


def number_in_day(session: SessionRecord, timetable: Iterable[SessionRecord]) -> int:
    """Which counted session of its day this is, from 1; people and addresses name it so."""
    day = [slot.key for slot in counted(timetable) if slot.date == session.date]
    return day.index(session.key) + 1


def session_at(timetable: Iterable[SessionRecord], day: date, number: int) -> SessionRecord | None:
    """The counted session with that number on a local date."""
    slots = [slot for slot in counted(timetable) if slot.date == day]
    return slots[number - 1] if 1 <= number <= len(slots) else None
