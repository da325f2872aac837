"""The matrix of attendance as a page shows it: rows, columns, counts, cells as text; no queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Protocol, TypeVar

from markupsafe import escape

from connector.domain.attendance import EXCUSES, Cell, Mark, Result, Rule, Total
from connector.domain.attribution import Attributed, Card, Standing
from connector.domain.people import Role
from connector.domain.sessions import SessionRecord, number_in_day
from connector.flows.class_attendance import ClassAttendance
from connector.store.training_pages import SeatLine
from connector.web.cells import cell_words, state_of

STATES = ("attended", "late", "excused", "absent", "below", "decision", "corrected")
"""What the list can be narrowed to, in the order of the counts above it."""

ATTENDING = frozenset({Mark.PRESENT, Mark.LATE})

WAITS = frozenset({Standing.UNCONFIRMED, Standing.CONTRADICTED, Standing.UNMATCHED})
"""Standings that wait for a person."""

EVERY_ROLE = "all"
"""`?role=`; without it participants are shown, whose attendance the office hands in."""


@dataclass(frozen=True)
class Wanted:
    """What the address asks for."""

    state: str = ""
    role: str = ""
    text: str = ""
    day: date | None = None

    def arguments(self, state: str | None = None) -> dict[str, str]:
        """Return the query of an address that asks for this, or for another state."""
        given = {
            "state": self.state if state is None else state,
            "role": self.role,
            "q": self.text,
            "day": self.day.isoformat() if self.day else "",
        }
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Column:
    """One session at the head of the matrix."""

    session: SessionRecord
    number: int
    state: str
    """`running`, `waiting` (not begun) or "" (over)."""
    attending: int
    """Marked present or late; while it runs, who has been in."""
    provisional: bool

    @property
    def place(self) -> str:
        """Its part of addresses: `2026-08-03/2`."""
        return f"{self.session.date.isoformat()}/{self.number}"


@dataclass(frozen=True)
class Row:
    """One seat with what is shown of it."""

    seat: SeatLine
    cells: Sequence[Cell | None]
    total: Total | None
    states: frozenset[str]


def columns(found: ClassAttendance, seats: Iterable[SeatLine], day: date | None) -> list[Column]:
    """List the sessions of a day, or of all days, with how many attended each."""
    keys = [seat.key for seat in seats]
    slots = [slot for slot in found.matrix.sessions if day is None or slot.date == day]
    made = []
    for slot in slots:
        cells = [found.matrix.cells.get((key, slot.key)) for key in keys]
        present = [cell for cell in cells if cell is not None]
        running = slot.start <= found.now < slot.end
        begun = slot.start <= found.now
        made.append(
            Column(
                slot,
                number_in_day(slot, found.training.sessions),
                "running" if running else "" if begun else "waiting",
                sum(cell.minutes > 0 if running else cell.mark in ATTENDING for cell in present),
                begun and any(cell.provisional for cell in present),
            )
        )
    return made


def by_day(shown: Sequence[Column]) -> list[tuple[date, list[Column]]]:
    """Group columns under their days."""
    return [(day, list(slots)) for day, slots in groupby(shown, lambda one: one.session.date)]


def of_role(seats: Iterable[SeatLine], role: str) -> list[SeatLine]:
    """Return the accepted seats of a role; without one the participants, if there are any."""
    accepted = [seat for seat in seats if seat.accepted]
    if role == EVERY_ROLE:
        return accepted
    wanted = role or Role.PARTICIPANT.value
    chosen = [seat for seat in accepted if seat.role.value == wanted]
    return chosen if chosen or role else accepted


def rows(found: ClassAttendance, seats: Iterable[SeatLine], shown: Sequence[Column]) -> list[Row]:
    """Return a row for each seat, with what is true of it in the sessions shown."""
    keys = [column.session.key for column in shown]
    cells, totals = found.matrix.cells, found.matrix.totals
    made = []
    for seat in seats:
        own = [cells.get((seat.key, key)) for key in keys]
        made.append(Row(seat, own, totals.get(seat.key), states_of(own, found.rule)))
    return made


def states_of(cells: Iterable[Cell | None], rule: Rule) -> frozenset[str]:
    """Say which filters a seat answers to; `attended` means each decided session shown."""
    states = set[str]()
    decided = attended = 0
    for cell in cells:
        if cell is None or cell.result is Result.NOT_COUNTED:
            continue
        if cell.hand is not None:
            states.add("corrected")
        if cell.result is Result.PENDING:
            continue
        decided += 1
        attended += cell.mark in ATTENDING
        states |= _states_of_one(cell, rule)
    if decided and attended == decided:
        states.add("attended")
    return frozenset(states)


def _states_of_one(cell: Cell, rule: Rule) -> set[str]:
    states = set[str]()
    if cell.result is Result.UNDECIDED:
        states.add("decision")
    elif cell.mark is Mark.LATE:
        states.add("late")
    elif cell.mark is Mark.ABSENT:
        states.add("absent")
    elif cell.mark in EXCUSES:
        states.add("excused")
    if cell.percent < rule.minimum_percent and cell.mark not in EXCUSES:
        states.add("below")
    return states


class Listed(Protocol):
    """A line of a list that can be narrowed."""

    @property
    def seat(self) -> SeatLine:
        """Whose line it is."""

    @property
    def states(self) -> frozenset[str]:
        """The filters it answers to."""


Line = TypeVar("Line", bound=Listed)


def fitting(everyone: Iterable[Line], wanted: Wanted) -> list[Line]:
    """Return the rows that a state and a name ask for."""
    text = wanted.text.lower()
    return [
        row
        for row in everyone
        if (not wanted.state or wanted.state in row.states)
        and (not text or text in row.seat.record.full_name.lower())
    ]


def counted_states(everyone: Iterable[Listed], wanted: Wanted) -> dict[str, int]:
    """Count the rows behind each filter, in order, as their links show them."""
    counts = Counter(state for row in fitting(everyone, _any_state(wanted)) for state in row.states)
    return {state: counts[state] for state in STATES}


def _any_state(wanted: Wanted) -> Wanted:
    return Wanted(role=wanted.role, text=wanted.text, day=wanted.day)


def waiting_cards(attributed: Iterable[Attributed]) -> tuple[int, int]:
    """Return how many names wait to be recognised, and their minutes together."""
    stays: dict[str, list[Attributed]] = {}
    for one in attributed:
        if one.standing in WAITS:
            stays.setdefault(one.card, []).append(one)
    made = [
        Card(key, own[0].standing, (), tuple(own), own[0].seats, ()) for key, own in stays.items()
    ]
    return len(made), sum(card.minutes for card in made)


class CellWriter:
    """Writes cells as HTML; twenty thousand of them, so that a template would be too slow.

    What it returns is safe: figures, our own words (escaped) and addresses made of numbers.
    """

    def __init__(self, base: str, now: datetime) -> None:
        self._base, self._now = str(escape(base)), now
        self._words = cell_words()
        self._made: dict[tuple[object, ...], tuple[str, str, str]] = {}

    def row(self, row: Row, shown: Sequence[Column], live: Collection[str] = ()) -> str:
        """Return the cells of a row; those of `live` sessions carry an id for refreshing."""
        return "".join(
            self.cell(row.seat.id, cell, column, named=column.session.key in live)
            for cell, column in zip(row.cells, shown, strict=True)
        )

    def refreshed(self, row: Row, shown: Sequence[Column], live: Collection[str]) -> str:
        """Return the cells of `live` sessions alone, each to take the place of its elder."""
        return "".join(
            self.cell(row.seat.id, cell, column, named=True, swap=True)
            for cell, column in zip(row.cells, shown, strict=True)
            if column.session.key in live
        )

    def cell(
        self, seat: int, cell: Cell | None, column: Column, *, named: bool, swap: bool = False
    ) -> str:
        """Return one cell; `swap` says that htmx shall put it in the place of its elder."""
        state = state_of(cell, column.session, self._now)
        anchor = column.place.replace("/", "-")
        name = f' id="c{seat}-{anchor}"' if named else ""
        name += ' hx-swap-oob="true"' if swap else ""
        if cell is None or not state:
            return f'<td class="at none"{name} title="{self._none}">–</td>'
        shape = (
            cell.minutes,
            cell.of_minutes,
            cell.waiting_minutes,
            cell.mark,
            state,
            cell.hand is not None,
            bool(cell.sign_ins),
            cell.provisional,
        )
        inside = self._made.get(shape)
        if inside is None:
            inside = self._made[shape] = self._inside(cell, state)
        kind, title, content = inside
        link = f"{self._base}/{seat}#s{anchor}"
        return f'<td class="{kind}"{name}><a href="{link}" title="{title}">{content}</a></td>'

    @property
    def _none(self) -> str:
        return str(escape(self._words.states[""]))

    def _inside(self, cell: Cell, state: str) -> tuple[str, str, str]:
        """Return class, title and content of a cell; equal cells share them."""
        step = min(100, cell.percent) // 5
        kind = f"at {state} s{step}{' provisional' if cell.provisional else ''}"
        letter = cell.mark.value if cell.mark else "?" if state == "decision" else ""
        signs = _use(state) + ("" if state == "waiting" else str(cell.minutes))
        signs += f"<b>{letter}</b>" if letter else ""
        signs += _use("hand") if cell.hand is not None else ""
        signs += _use("signed") if cell.sign_ins else ""
        signs += '<span class="dot" aria-hidden="true">…</span>' if cell.waiting_minutes else ""
        return kind, str(escape(self._title(cell, state))), signs

    def _title(self, cell: Cell, state: str) -> str:
        words = self._words
        parts = [words.marks[cell.mark]] if cell.mark else []
        parts += [words.states[state], words.minutes.format(cell.minutes, cell.of_minutes)]
        if cell.waiting_minutes:
            parts.append(words.waiting.format(cell.waiting_minutes))
        if cell.hand is not None:
            parts.append(words.hand)
        if cell.sign_ins:
            parts.append(words.signed)
        if cell.provisional:
            parts.append(words.provisional)
        return " · ".join(parts)


def _use(name: str) -> str:
    return f'<svg class="icon" aria-hidden="true"><use href="#i-{name}"></use></svg>'
