"""The truth of a class day as plain values: times, connections, and what is fair to conclude."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Span:
    """From `start` up to `end`; aware UTC, whole seconds."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        return max(0, int((self.end - self.start).total_seconds()))


class Fair(StrEnum):
    """What an honest system may do with a connection on its own."""

    CREDIT = "credit"
    """Own link, own name, nothing against it: credit it to `credit`."""
    EITHER = "either"
    """Right when credited to `credit`, and right when left to a person."""
    WAIT = "wait"
    """Must not be credited to anybody before a person has decided."""
    OPENER = "opener"
    """The account that opens the room."""


class Habit(StrEnum):
    OWN = "own"
    DROPS = "drops"
    TWO_DEVICES = "two devices"
    DEVICE_NAME = "device name"
    ROOM_NAME = "room name"
    RENAMED = "renamed"
    """Joins as a device, later writes the own name."""
    FORWARDED = "forwarded"
    """Sits on an absent person's link, under the own name."""
    FORWARDED_BESIDE = "forwarded beside"
    """Sits on the link of somebody who is there as well."""
    STRANGER = "stranger"
    """Somebody unknown to the roster sits on the link under an unknown name."""
    SHARED = "shared"
    """Two people before one device, under the office's name."""
    PHONE = "phone"
    """By telephone alone, from a number nobody knows."""
    PHONE_BOUND = "phone bound"
    """A telephone for the sound, bound to the own computer."""
    WAITING = "waiting"
    PUT_BACK = "put back"
    BREAKOUT = "breakout"
    LATE = "late"
    EARLY = "early"
    NO_LINK = "no link"
    """By an open door, without registration."""
    ELSEWHERE = "elsewhere"
    """The link is on, but the person sits in a parallel class."""
    GUEST = "guest"
    HOST = "host"
    INSTRUCTOR = "instructor"
    """Signed in with an account of the office, without registration."""
    ABSENT = "absent"


@dataclass(frozen=True)
class TrueLeg:
    """One connection and who really sat there.

    `names` are the display names with the moment each began; `waits` are times in the waiting
    room, before the first admission or in between; `rooms` are breakout rooms by UUID.
    """

    key: str
    habit: Habit
    sitting: tuple[str, ...]
    """Keys of the people before the screen; () is nobody of the roster."""
    names: tuple[tuple[datetime, str], ...]
    start: datetime
    """When the connection began, the waiting room included."""
    end: datetime
    fair: Fair
    credit: str = ""
    """The only person whom an automatic credit may name."""
    link: str = ""
    """Whose personal link was used; "" is no registration at all."""
    login: str = ""
    phone: str = ""
    device: str = ""
    waits: tuple[Span, ...] = ()
    rooms: tuple[tuple[str, Span], ...] = ()
    bound_to: str = ""
    """Key of the connection for which this telephone speaks."""
    until_close: bool = False
    """Still there when the host ends the class."""

    @property
    def present(self) -> tuple[Span, ...]:
        """When those before the screen were in the class: without the waiting room."""
        found, since = [], self.start
        for wait in self.waits:
            found.append(Span(since, wait.start))
            since = wait.end
        found.append(Span(since, self.end))
        return tuple(span for span in found if span.seconds)
