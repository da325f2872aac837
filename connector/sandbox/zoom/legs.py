"""One connection to a running class and what may happen to it; the class itself is `rooms`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from connector.sandbox.zoom import events, moments
from connector.sandbox.zoom.state import Presence

if TYPE_CHECKING:
    from connector.sandbox.zoom.rooms import Room

LEFT = "$name left the meeting."
DROPPED = "$name got disconnected from the meeting."
LEFT_WAITING = "Leave waiting room."


class Leg:
    """One connection; going to a room or the waiting room gives it further user ids."""

    def __init__(self, within: Room, presence: Presence, *, device: str = "") -> None:
        self.within, self.presence, self.device = within, presence, device
        self.room: Presence | None = None
        """The stay in a breakout room, while there is one."""
        self.user_ids = [presence.user_id]
        """Every user id this connection had, the oldest first."""
        self.gone = False
        self._addresses = invented_addresses(device or presence.participant_uuid)

    @property
    def user_id(self) -> str:
        return self.presence.user_id

    @property
    def name(self) -> str:
        return self.presence.name

    def leave(self, at: datetime, reason: str = LEFT) -> None:
        """End the connection, out of a room or the waiting room as well."""
        with self.within.stage.lock:
            if self.gone:
                return
            if self.room is not None:
                self.back(at, reason)
            self.presence.leave_time = moments.write(at)
            self.gone = True
            del self.within.legs[self.user_id]
            if self.presence.waiting_room:
                self.tell("left_waiting_room", at, date_time=self.presence.leave_time)
            else:
                self._tell_left("left", self.presence, at, reason)
            self.within.stage.saved()

    def drop(self, at: datetime) -> None:
        """End the connection as a dead network does."""
        self.leave(at, DROPPED)

    def rename(self, name: str) -> None:
        """Change the display name; no event tells of it, later ones carry the new name."""
        with self.within.stage.lock:
            for presence in (self.presence, self.room):
                if presence is not None:
                    presence.original_name = presence.original_name or presence.name
                    presence.name = name
            self.within.stage.saved()

    def waiting(self, at: datetime) -> None:
        """Put somebody who is in the class back into the waiting room.

        No `participant_left` is called out: the stay ends with `put_in_waiting_room`.
        """
        with self.within.stage.lock:
            self._expect(waiting=False)
            if self.room is not None:
                self.back(at)
            self.presence.leave_time = moments.write(at)
            self.tell("put_in_waiting_room", at, date_time=self.presence.leave_time)
            self._go_on(at, waiting=True)
            self.tell("joined_waiting_room", at, date_time=self.presence.join_time)
            self.within.stage.saved()

    def admit(self, at: datetime) -> None:
        """Let somebody in from the waiting room: admitted, left waiting room, joined."""
        with self.within.stage.lock:
            self._expect(waiting=True)
            self.presence.leave_time = moments.write(at)
            self.tell("admitted", at, date_time=self.presence.leave_time)
            self.tell("left_waiting_room", at, date_time=self.presence.leave_time)
            self._go_on(at, waiting=False)
            self.tell("joined", at, join_time=self.presence.join_time)
            self.within.stage.saved()

    def to_room(self, uuid: str, at: datetime) -> None:
        """Go to the breakout room of that UUID, under a new user id.

        The connection to the main meeting goes on, in the events and in the report: presence is
        the union of both.
        """
        with self.within.stage.lock:
            self._expect(waiting=False)
            if self.room is not None:
                self.back(at)
            self.room = self._next(at, breakout=uuid, parent_user_id=self.user_id)
            self._tell_room("joined", self.room, at, join_time=self.room.join_time)
            self.within.stage.saved()

    def back(self, at: datetime, reason: str = LEFT) -> None:
        """Come back from the breakout room to the main meeting."""
        with self.within.stage.lock:
            if self.room is None:
                raise ValueError("not in a breakout room")
            room, self.room = self.room, None
            room.leave_time = moments.write(at)
            said = _reason(room, reason)
            self._tell_room("left", room, at, leave_time=room.leave_time, leave_reason=said)
            self.within.stage.saved()

    def bind(self, other: Leg, at: datetime) -> None:
        """Say that this telephone speaks for `other`; the report will not know of it."""
        if not self.presence.phone:
            raise ValueError("only a telephone is bound")
        with self.within.stage.lock:
            person = self._spelt(self.presence)
            person |= {
                "bind_user_id": other.user_id,
                "bind_participant_uuid": other.presence.participant_uuid,
                "registrant_id": other.presence.registrant_id,
                "date_time": moments.write(at),
            }
            self.within.call("meeting.participant_bind", at, participant=person)
            self.within.stage.saved()

    def tell(self, name: str, at: datetime, **more: str) -> None:
        """Call one `meeting.participant_…` event of this leg out."""
        person = self._spelt(self.presence) | more
        self.within.call(f"meeting.participant_{name}", at, participant=person)

    def _tell_left(self, name: str, presence: Presence, at: datetime, reason: str) -> None:
        said = _reason(presence, reason)
        self.tell(name, at, leave_time=presence.leave_time, leave_reason=said)

    def _tell_room(self, verb: str, room: Presence, at: datetime, **more: str) -> None:
        self.within.call(
            f"meeting.participant_{verb}_breakout_room",
            at,
            breakout_room_uuid=room.breakout,
            participant=self._spelt(room) | more,
        )

    def _spelt(self, presence: Presence) -> dict[str, Any]:
        subject = f"{self.within.uuid}|{self.user_ids[0]}"
        oddities = self.within.stage.oddities()
        return events.participant(presence, oddities, subject, self._addresses)

    def _expect(self, *, waiting: bool) -> None:
        if self.gone or self.presence.waiting_room is not waiting:
            raise ValueError("gone" if self.gone else "in the wrong place for this")

    def _go_on(self, at: datetime, *, waiting: bool) -> None:
        """Continue as another row of the report, in or out of the waiting room."""
        old = self.user_id
        del self.within.legs[old]
        self.presence = self._next(at, waiting_room=waiting)
        if self.within.stage.oddities().keeps_user_id:
            self.presence.user_id = old
            self.user_ids.pop()
        self.within.legs[self.user_id] = self

    def _next(self, at: datetime, **changed: Any) -> Presence:
        fresh = replace(self.presence, join_time=moments.write(at), leave_time="", **changed)
        self.within.add(fresh)
        self.user_ids.append(fresh.user_id)
        return fresh


def _reason(presence: Presence, reason: str) -> str:
    """Spell a reason as live payloads do: who left, and why where it was not their own doing."""
    if "$name" in reason:
        return reason.replace("$name", presence.name)
    return f"{presence.name} left the meeting.<br>Reason: {reason}"


def invented_addresses(device: str) -> tuple[str, str]:
    """Return a public and a private address, the same for the same device."""
    digest = hashlib.sha256(device.encode()).digest()
    return f"203.0.113.{digest[0]}", f"192.168.{digest[1]}.{digest[2]}"
