"""What an attendance matrix says about completion: certain, missed, or still open; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from connector.domain.attendance import EXCUSES, Cell, ExcusedCounts, Mark, Matrix, Result
from connector.domain.completion import OpenTime, Results, Waits
from connector.domain.sessions import SessionRecord, comparable_subject, counted

RECORD_EXPECTED = timedelta(days=3)
"""After a session's end; a complete record takes minutes to hours. Later it is a question."""

ATTENDING = frozenset({Mark.PRESENT, Mark.LATE})

_ZERO = Decimal(0)


def over(timetable: Iterable[SessionRecord], now: datetime) -> bool:
    """Say whether every session that counts has ended; without any the training is not over."""
    ends = [slot.end for slot in counted(timetable)]
    return bool(ends) and max(ends) <= now


def attendance_results(
    found: Matrix, seat: str, *, excused: ExcusedCounts, now: datetime
) -> Results:
    """Return what one seat's attendance is worth; scores and documents are added elsewhere."""
    tally = _Tally(excused)
    for slot in found.sessions:
        cell = found.cells[seat, slot.key]
        tally.add(cell, slot, _waits(cell, slot, now))
    missed, open_subjects, left_out = tally.subjects()
    return Results(
        seat=seat,
        attendance=found.totals[seat],
        subjects_missed=missed,
        unexcused_jp=tally.unexcused,
        open={why: OpenTime(jp, tally.sessions[why]) for why, jp in tally.open.items()},
        tentative_jp=tally.tentative,
        subjects_open=open_subjects,
        subjects_excused=left_out,
    )


def _waits(cell: Cell, slot: SessionRecord, now: datetime) -> Waits | None:
    """What a cell's outcome waits for; None once it is certain."""
    if cell.result is Result.PENDING:
        return Waits.AHEAD
    if cell.provisional and cell.hand is None:
        return Waits.RECORD if now < slot.end + RECORD_EXPECTED else Waits.OVERDUE
    return Waits.PERSON if cell.mark is None else None


@dataclass
class _Subject:
    """What one seat did of one subject."""

    name: str
    attended: bool = False
    excused: bool = False
    missed: bool = False
    waits: Waits | None = None


_FIRST = (Waits.AHEAD, Waits.RECORD, Waits.OVERDUE, Waits.PERSON)
"""What settles itself is waited for before anybody is asked."""


@dataclass
class _Tally:
    """Adds up one seat's cells."""

    rule: ExcusedCounts
    unexcused: Decimal = _ZERO
    tentative: Decimal = _ZERO
    open: dict[Waits, Decimal] = field(default_factory=dict)
    sessions: dict[Waits, int] = field(default_factory=dict)
    _subjects: dict[str, _Subject] = field(default_factory=dict)

    def add(self, cell: Cell, slot: SessionRecord, waits: Waits | None) -> None:
        name = comparable_subject(slot.subject)
        subject = self._subjects.setdefault(name, _Subject(slot.subject))
        if waits is not None:
            self._leave_open(cell, slot, waits, subject)
        elif cell.mark is Mark.ABSENT:
            self.unexcused += slot.jp
            subject.missed = True
        elif cell.mark in EXCUSES and self.rule is not ExcusedCounts.PRESENT:
            subject.excused = True
        else:
            subject.attended = True

    def _leave_open(self, cell: Cell, slot: SessionRecord, waits: Waits, subject: _Subject) -> None:
        self.open[waits] = self.open.get(waits, _ZERO) + slot.jp
        self.sessions[waits] = self.sessions.get(waits, 0) + 1
        if cell.mark in ATTENDING:
            self.tentative += slot.jp
        if subject.waits is None or _FIRST.index(waits) < _FIRST.index(subject.waits):
            subject.waits = waits

    def subjects(self) -> tuple[tuple[str, ...], Mapping[str, Waits], tuple[str, ...]]:
        """Return the subjects missed, those that are open, and those only ever excused."""
        left = [one for one in self._subjects.values() if not one.attended]
        waiting = {one.name: one.waits for one in left if one.waits is not None}
        closed = [one for one in left if one.waits is None]
        neutral = self.rule is ExcusedCounts.NEUTRAL
        excused = [one.name for one in closed if neutral and one.excused]
        return (
            tuple(one.name for one in closed if one.name not in excused),
            waiting,
            tuple(excused),
        )
