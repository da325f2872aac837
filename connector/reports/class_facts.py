"""Everything the reports of one training are made of, as values; read in `flows.report_facts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from connector.domain.attendance import Cell, Disruption, Mark, Matrix, Result
from connector.domain.certificates import CertificateKind, Course
from connector.domain.completion import CompletionRule, Judgement, Results
from connector.domain.evaluations import Evaluation
from connector.domain.people import Role
from connector.domain.sessions import SessionRecord, counted
from connector.domain.trainings import Seat, SeatState, Training
from connector.reconcile.status import SystemStatus
from connector.store.completion import StoredDocument
from connector.store.papers import Archive, JournalEntry
from connector.store.report_figures import CertificateLine, Upload, Work, Written
from connector.store.rosters import RosterKind

GONE = frozenset({SeatState.WITHDRAWN, SeatState.REPLACED})
"""Seats that are no longer listed; they are counted apart."""

LAST = 10**6
"""Stands for a seat without a number where seats are put in order."""

ATTENDING = frozenset({Mark.PRESENT, Mark.LATE})


@dataclass(frozen=True)
class SystemFacts:
    """One remote system as it was last read back."""

    status: SystemStatus
    read_at: datetime
    drift: int

    @property
    def system(self) -> str:
        return self.status.system


@dataclass(frozen=True)
class Rooms:
    """How many meetings the class needs, and how many of them exist."""

    needed: int = 0
    made: int = 0


@dataclass(frozen=True)
class ProcedureFacts:
    """The SOP a report is written for, as printed."""

    title: str = ""
    number: str = ""
    unit: str = ""
    basis: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClassFacts:
    """One training at one moment."""

    now: datetime
    training: Training
    course: Course
    organiser: tuple[str, ...]
    """Letterhead, one line a level, the own unit last."""
    decree: str
    """`Nomor … tanggal …`, or ""."""
    procedure: ProcedureFacts
    uploads: Sequence[Upload]
    systems: Sequence[SystemFacts]
    rooms: Rooms
    works: Sequence[Work]
    written: Written
    matrix: Matrix
    attendance_rule: str
    """In words."""
    disruptions: Sequence[Disruption]
    taught: Mapping[tuple[str, str], int]
    """(seat of an instructor, session) → whole minutes recorded in the class."""
    completion_rule: CompletionRule
    rule_words: str
    over: bool
    """Every session that counts has ended."""
    results: Mapping[str, Results]
    judgements: Mapping[str, Judgement]
    documents: Sequence[StoredDocument]
    certificates: Sequence[CertificateLine]
    archives: Sequence[Archive]
    journal: Sequence[JournalEntry]
    evaluations: Sequence[Evaluation]
    names: Mapping[str, str] = field(default_factory=dict)
    """Actor (`user:3`) → name."""
    reason: Callable[[str, str, Mapping[str, str | int]], str] = lambda system, code, params: code
    """(system, code, parameters) → the sentence for why somebody is missing there."""

    @cached_property
    def listed(self) -> list[Seat]:
        """Participants on the list as it stands, whatever they answered; by their numbers."""
        return [one for one in self._seats(Role.PARTICIPANT) if one.state not in GONE]

    @cached_property
    def participants(self) -> list[Seat]:
        """Participants who take part: invited, confirmed or active."""
        return [one for one in self.listed if one.accepted]

    @cached_property
    def gone(self) -> list[Seat]:
        """Participants who are no longer listed."""
        return [one for one in self._seats(Role.PARTICIPANT) if one.state in GONE]

    @cached_property
    def instructors(self) -> list[Seat]:
        return [one for one in self._seats(Role.INSTRUCTOR) if one.accepted]

    @cached_property
    def companions(self) -> list[Seat]:
        return [one for one in self._seats(Role.COMPANION) if one.accepted]

    @cached_property
    def sessions(self) -> list[SessionRecord]:
        """Sessions whose attendance is kept, in order of time."""
        return counted(self.training.sessions)

    @cached_property
    def days(self) -> list[date]:
        """Days with a session whose attendance is kept."""
        return sorted({one.date for one in self.sessions})

    @property
    def zone(self) -> str:
        return self.training.zone

    def cells(self, session: str) -> list[Cell]:
        """What is known of every participant at a session, who has a place in the count."""
        known = (self.matrix.cells.get((seat.key, session)) for seat in self.participants)
        return [one for one in known if one is not None and one.result is not Result.NOT_COUNTED]

    def held(self, session: SessionRecord) -> bool:
        return session.end <= self.now

    def newest(self, kind: RosterKind) -> Upload | None:
        """Return the version of a list that counts."""
        versions = [one for one in self.uploads if one.kind is kind]
        return versions[-1] if versions else None

    def certificate(self, seat: str, kind: CertificateKind) -> CertificateLine | None:
        """Return the certificate of a kind that stands for a seat."""
        valid = [one for one in self.certificates if one.valid and one.kind is kind]
        return next((one for one in valid if one.seat == seat), None)

    def _seats(self, role: Role) -> list[Seat]:
        mine = [one for one in self.training.seats if one.role is role]
        return sorted(mine, key=lambda one: (one.number or LAST, one.record.full_name, one.key))
