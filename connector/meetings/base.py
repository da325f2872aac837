"""What flows and pages may ask of any meeting provider beyond reconciliation; names no vendor.

A provider is a folder with a class of this shape, and one line in `connector.app`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from connector.domain.indonesian import long_date
from connector.domain.presence import Stay
from connector.domain.sessions import SessionKind, SessionRecord, training_days
from connector.domain.trainings import MeetingMode, Training
from connector.reconcile.platform import Bindings, ConnectedPlatform


@dataclass(frozen=True)
class Slot:
    """One meeting a training needs: what it covers and when; times aware UTC.

    `key` names it in bindings and changes and holds while its local date (and, for a meeting
    a session, its session) stays the same.
    """

    key: str
    label: str
    date: date
    start: datetime
    end: datetime
    zone: str
    sessions: tuple[SessionRecord, ...]


@dataclass(frozen=True)
class Room:
    """One meeting as pages show it; `number` is "" until it exists."""

    slot: Slot
    number: str
    join_url: str
    """The meeting's own address, for those who open it; everybody else has a personal link."""
    opened_by: str
    """The account that opens the room, as set for this connection."""
    co_openers: tuple[str, ...]
    """Seats of instructors who may open it as well, with their own account."""


@dataclass(frozen=True)
class HeldMeeting:
    """One time that a meeting's number was used and ended; a late click makes one as well."""

    uuid: str
    meeting: str
    """The number, as digits."""
    started: datetime


@dataclass(frozen=True)
class WrittenRecord:
    """What the provider wrote down of one held meeting, complete: who was connected when.

    Time in the waiting room is not in it. The stays come as the provider lists them.
    """

    uuid: str
    meeting: str
    started: datetime
    ended: datetime
    stays: tuple[Stay, ...]
    host: str = ""
    """The user account at the provider that opened the room, where it is told."""


class Meetings(ConnectedPlatform, Protocol):
    """A meeting provider: the reconciliation port, what resolves a personal address, and what
    it wrote down after a class.
    """

    def rooms(self, training: Training, bindings: Bindings) -> Sequence[Room]:
        """Return the training's meetings in order of time, as far as bindings know; no call."""

    def join_link(self, seat: str, meeting: str, bindings: Bindings) -> str | None:
        """Return the stored link with which a seat joins a meeting (`Slot.key`); no call.

        None while the seat is not admitted to it.
        """

    def held(self, meeting: str) -> Sequence[HeldMeeting]:
        """List the ended times of a meeting's number, the oldest first; [] when there is none.

        Asks the provider; raises RemoteError.
        """

    def record(self, uuid: str) -> WrittenRecord:
        """Fetch the complete record of one held meeting, or raise: it is never given in part.

        TemporaryError with remote code `report_not_ready` while it is not there, and with others
        when it changed or broke off while it was read: ask again later, from the start.
        PermanentError `report_absent` when it will never be there, `report_unreadable` when it
        stays such that nobody can tell who was there when.
        """

    def registrants(self, bindings: Bindings) -> Mapping[str, str]:
        """Map the ids under which the provider admitted people to their seats; no call.

        An id that is bound to several seats identifies none and is left out; so in `openers`.
        """

    def openers(self, bindings: Bindings) -> Mapping[str, str]:
        """Map user accounts at the provider that open a room to the seats they are; no call."""

    def room_logins(self) -> frozenset[str]:
        """Return the user accounts known, without a call, to open this connection's rooms."""


def slots(training: Training) -> list[Slot]:
    """Return the meetings a training needs, in order of time (design §5.3).

    A day's meeting runs from its first slot to its last, breaks inside; a meeting a session
    leaves breaks out.
    """
    if training.meeting_mode is MeetingMode.PER_SESSION:
        return [
            Slot(
                f"session:{training.key}:{session.key}",
                f"{session.subject}, {long_date(session.date, weekday=True)}",
                session.date,
                session.start,
                session.end,
                session.zone,
                (session,),
            )
            for day in training_days(training.sessions)
            for session in day.sessions
            if session.kind is not SessionKind.BREAK
        ]
    return [
        Slot(
            f"day:{training.key}:{day.date.isoformat()}",
            long_date(day.date, weekday=True),
            day.date,
            day.start,
            day.end,
            day.zone,
            day.sessions,
        )
        for day in training_days(training.sessions)
    ]


def slot_at(wanted: Sequence[Slot], now: datetime) -> Slot | None:
    """Return the slot that a link clicked now should lead to: the first that is not over."""
    return next((slot for slot in wanted if slot.end > now), None)
