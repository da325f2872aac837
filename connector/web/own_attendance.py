"""What a participant sees of their own attendance: what may be signed, what was counted so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.attendance import Cell, Result, SignIn, SignInSource
from connector.domain.sessions import SessionRecord, counted, number_in_day
from connector.domain.trainings import Seat, Training
from connector.flows.decide_attendance import open_for_signing
from connector.store import attendance, check_in_pages, office_pages
from connector.store.keys import number_of
from connector.web.cells import mark_word, sign_in_word
from connector.web.place import here
from connector.web.shared_reading import watched
from connector.web.unknown_cards import masked_email


@dataclass(frozen=True)
class OwnSession:
    """One session as its participant sees it."""

    session: SessionRecord
    number: int
    open: bool
    """Its list may be signed now."""
    signed: tuple[tuple[str, datetime], ...]
    """How, and when."""
    by_code: bool
    """With the room's code, which says more than the person's own word."""
    minutes: int | None
    """None where nothing is measured yet."""
    of_minutes: int
    waiting: int
    provisional: bool
    mark: str

    @property
    def place(self) -> str:
        """Its part of addresses: `2026-08-03/2`."""
        return f"{self.session.date.isoformat()}/{self.number}"


@dataclass(frozen=True)
class OwnAttendance:
    """Everything about one seat, and nothing about others."""

    sessions: Mapping[str, OwnSession]
    """By session key; those that count."""
    email: str
    """Masked; "" where there is none to confirm."""
    email_confirmed: bool

    @property
    def open(self) -> Sequence[OwnSession]:
        return [one for one in self.sessions.values() if one.open]


def own_attendance(
    connection: Connection, training: Training, seat: Seat, now: datetime
) -> OwnAttendance:
    """Read one seat's attendance; before the first session nothing is measured.

    A whole class opens its pages at eight: minutes come from a reading they share.
    """
    slots = counted(training.sessions)
    cells: Mapping[tuple[str, str], Cell] = {}
    if any(slot.start <= now for slot in slots):
        line = office_pages.training(connection, training.code)
        cells = watched(here().office, line).found.matrix.cells if line else {}
    stored = attendance.sign_ins_of(connection, number_of(training.key))
    signed = [one for one in stored if one.seat == seat.key]
    may_sign = {slot.key for slot in open_for_signing(slots, now)}
    email = (seat.record.email or "").lower()
    if email in training.shared_addresses():
        email = ""
    person = number_of(seat.person)
    confirmed = bool(email) and check_in_pages.email_confirmed(connection, email, person)
    return OwnAttendance(
        sessions={
            slot.key: _own(
                slot,
                number_in_day(slot, training.sessions),
                slot.key in may_sign,
                [one for one in signed if one.session == slot.key],
                cells.get((seat.key, slot.key)) if slot.start <= now else None,
            )
            for slot in slots
        },
        email=masked_email(email) if email else "",
        email_confirmed=confirmed,
    )


def _own(
    slot: SessionRecord,
    number: int,
    may_sign: bool,
    signed: Sequence[SignIn],
    cell: Cell | None,
) -> OwnSession:
    known = cell is not None and cell.result is not Result.NOT_COUNTED
    return OwnSession(
        session=slot,
        number=number,
        open=may_sign,
        signed=tuple((sign_in_word(one.source), one.at) for one in signed),
        by_code=any(one.source is SignInSource.QR for one in signed),
        minutes=cell.minutes if cell and known else None,
        of_minutes=cell.of_minutes if cell else 0,
        waiting=cell.waiting_minutes if cell and known else 0,
        provisional=bool(cell and cell.provisional),
        mark=mark_word(cell.mark) if cell and cell.mark else "",
    )
