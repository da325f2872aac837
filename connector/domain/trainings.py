"""A training as the office wants it: seats and sessions; values only, no remote system here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from connector.domain.people import PersonRecord, Role
from connector.domain.sessions import SessionRecord


class SeatState(StrEnum):
    """Where a seat stands; only accepted seats are desired in Moodle and Zoom."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


ACCEPTED = frozenset({SeatState.INVITED, SeatState.CONFIRMED, SeatState.ACTIVE})
"""An invited person is enrolled as well: the roster (SK Penyelenggaraan) already names them."""


class MeetingMode(StrEnum):
    """How sessions become Zoom meetings; a setting per training."""

    PER_DAY = "day"
    PER_SESSION = "session"


@dataclass(frozen=True)
class Seat:
    """A person's place in one training. `key` is `seat:<id>` and never changes."""

    key: str
    person: str
    """Key of the person (`person:<id>`); accounts are bound to it, across trainings."""
    role: Role
    state: SeatState
    number: int | None
    record: PersonRecord
    link: str = ""
    """The permanent personal address, absolute."""

    @property
    def accepted(self) -> bool:
        return self.state in ACCEPTED


class FileKind(StrEnum):
    """What a file of a course is (SOP S000 step 3, S001 step 4)."""

    TIMETABLE = "timetable"
    """Jadwal."""
    GUIDE = "guide"
    """Pedoman."""


@dataclass(frozen=True)
class CourseFile:
    """A file that participants should find in the course; its bytes stay in the store."""

    kind: FileKind
    file_name: str
    media_type: str
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True)
class Training:
    """One run of a training (angkatan), with everyone who sits in it and when they meet."""

    key: str
    """`training:<id>`; never changes."""
    code: str
    """The office's own code; our marker in Moodle (course idnumber) and Zoom."""
    title: str
    cohort: str
    """Angkatan, usually Roman (`I`); the name of the Moodle group."""
    zone: str
    """IANA zone that times are printed in."""
    seats: Sequence[Seat]
    sessions: Sequence[SessionRecord]
    meeting_mode: MeetingMode = MeetingMode.PER_DAY
    course_links: bool = True
    """Whether the course shows a way into each session."""
    files: Sequence[CourseFile] = ()
    """For participants to find in the course, at most one of a kind."""
    attendance_grades: Mapping[str, Decimal] | None = None
    """Seat → percent of lesson hours present, for the gradebook; None where it is not wanted."""
    grade_activity: int | None = None
    """The learning system's number of the activity whose grade they become; None: a column of
    their own, where the system can have one."""

    @property
    def full_title(self) -> str:
        return f"{self.title} · Angkatan {self.cohort}" if self.cohort else self.title

    @property
    def days(self) -> list[date]:
        """Local dates on which the training meets, in order."""
        return sorted({session.date for session in self.sessions})

    @property
    def accepted_seats(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.accepted]

    def shared_addresses(self) -> frozenset[str]:
        """E-mail addresses that two accepted seats use: they identify nobody (design §5.3)."""
        seen: dict[str, str] = {}
        shared = set[str]()
        for seat in self.accepted_seats:
            address = (seat.record.email or "").lower()
            if address and seen.setdefault(address, seat.person) != seat.person:
                shared.add(address)
        return frozenset(shared)
