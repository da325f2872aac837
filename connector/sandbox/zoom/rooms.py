"""A class while it runs: people join, drop, wait, go to rooms and leave; everything is called out.

What happens is written into the account's state too, so that the report tells the same story
afterwards. No HTTP and no clock here: every act comes with its moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connector.sandbox.zoom import events, moments
from connector.sandbox.zoom.legs import Leg
from connector.sandbox.zoom.oddities import Oddities
from connector.sandbox.zoom.state import (
    Instance,
    Meeting,
    Presence,
    Registrant,
    SandboxUser,
    ZoomState,
)
from connector.sandbox.zoom.world import Event

HOST_ENDED = "Host ended the meeting."


class JoinRefused(Exception):
    """Zoom does not open the door; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a class plays on; `saved` is called after every act."""

    state: ZoomState
    account_id: str
    call_out: Callable[[Event], None]
    lock: AbstractContextManager[Any]
    saved: Callable[[], None]
    oddities: Callable[[], Oddities]


class Room:
    """One occurrence under way; built by `open_room`, or again over one that still runs.

    A registrant's link is bound to nobody: whoever uses it counts as that registrant, under any
    name and on several devices at once. Somebody without registration is let in, as one whom the
    host invites from within is.
    """

    def __init__(self, stage: Stage, meeting: Meeting, instance: Instance) -> None:
        self.stage, self.meeting, self.instance = stage, meeting, instance
        self.legs: dict[str, Leg] = {}
        """Those present or waiting, by the user id they have now."""
        self._links = {each.id: each for each in meeting.registrants}
        open_ones = [each for each in instance.presences if not each.leave_time]
        for presence in open_ones:
            if not presence.breakout:
                self.legs[presence.user_id] = Leg(self, presence)
        for presence in open_ones:
            if presence.breakout and presence.parent_user_id in self.legs:
                self.legs[presence.parent_user_id].room = presence

    @property
    def uuid(self) -> str:
        return self.instance.uuid

    @property
    def meeting_id(self) -> int:
        return self.instance.meeting_id

    @property
    def running(self) -> bool:
        return self.instance.end_time is None

    def join(
        self,
        name: str,
        at: datetime,
        *,
        registrant_id: str = "",
        email: str | None = None,
        login: str = "",
        phone: str = "",
        device: str = "",
    ) -> Leg:
        """Let somebody in and call `participant_joined` out.

        An empty `name` becomes the registrant's, the account's, the telephone number's (masked)
        or the device's, in that order. `email` None means what Zoom would know: the registrant's
        or, of a user of this account, the account's. `login` is the e-mail or id of the Zoom user
        who is signed in; of other accounts nothing shows. The same `device` text comes from the
        same address. Raises JoinRefused.
        """
        with self.stage.lock:
            presence = self._presence(name, at, registrant_id, email, login, phone, device)
            leg = Leg(self, presence, device=device)
            self.legs[presence.user_id] = leg
            leg.tell("joined", at, join_time=presence.join_time)
            self.stage.saved()
            return leg

    def wait(
        self,
        name: str,
        at: datetime,
        *,
        registrant_id: str = "",
        email: str | None = None,
        login: str = "",
        phone: str = "",
        device: str = "",
    ) -> Leg:
        """Let somebody into the waiting room; `admit` of the leg lets them into the class."""
        with self.stage.lock:
            presence = self._presence(name, at, registrant_id, email, login, phone, device)
            presence.waiting_room = True
            leg = Leg(self, presence, device=device)
            self.legs[presence.user_id] = leg
            leg.tell("joined_waiting_room", at, date_time=presence.join_time)
            self.stage.saved()
            return leg

    def host_joins(self, at: datetime, name: str = "") -> Leg:
        """Let the host in, signed in: `participant_user_id` is the host's id."""
        return self.join(name, at, login=self.instance.host_id)

    def close(self, at: datetime, reason: str = HOST_ENDED) -> None:
        """End the class: whoever is still there leaves at that moment, then it is over."""
        with self.stage.lock:
            if not self.running:
                return
            for leg in list(self.legs.values()):
                leg.leave(at, reason)
            self.instance.end_time = moments.write(at)
            self.call("meeting.ended", at, host_email=self._host().email, end_time=self._end())
            self.stage.saved()

    def call(self, name: str, at: datetime, **more: Any) -> None:
        """Call one event of this class out; `more` joins the meeting's own fields."""
        oddities = self.stage.oddities()
        number = oddities.integer_ids > 0 and oddities.strikes(
            "integer", oddities.integer_ids, f"{self.uuid}|{name}|{at.isoformat()}"
        )
        shown = events.running(self.instance, self.meeting, number=number) | more
        self.stage.call_out(events.event(name, at, self.stage.account_id, object=shown))

    def add(self, presence: Presence) -> Presence:
        """Give a connection the next user id and write it down."""
        presence.user_id = self.instance.next_user_id()
        self.instance.presences.append(presence)
        return presence

    def _end(self) -> str:
        return str(self.instance.end_time)

    def _host(self) -> SandboxUser:
        users = self.stage.state.users
        return next(user for user in users if user.id == self.instance.host_id)

    def _presence(
        self,
        name: str,
        at: datetime,
        registrant_id: str,
        email: str | None,
        login: str,
        phone: str,
        device: str,
    ) -> Presence:
        if not self.running:
            raise JoinRefused("the meeting is over")
        person = self._registrant(registrant_id) if registrant_id else None
        user = self._user(login) if login else None
        names = [
            name,
            f"{person.first_name} {person.last_name}".strip() if person else "",
            f"{user.first_name} {user.last_name}".strip() if user else "",
            masked(phone),
            device,
        ]
        known = person.email if person else user.email if user else ""
        shown = next((each for each in names if each), "Zoom user")
        return self.add(
            Presence(
                user_id="",
                name=shown,
                email=known if email is None else email.lower(),
                registrant_id=registrant_id,
                join_time=moments.write(at),
                leave_time="",
                participant_user_id=user.id if user else "",
                participant_uuid=self._participant_uuid(registrant_id, login, phone, device),
                phone=phone,
            )
        )

    def _registrant(self, registrant_id: str) -> Registrant:
        if registrant_id not in self._links:
            self._links = {each.id: each for each in self.meeting.registrants}
        person = self._links.get(registrant_id)
        if person is None:
            raise JoinRefused("nobody is registered with this link")
        if person.status != "approved":
            raise JoinRefused("the registration is not approved")
        return person

    def _user(self, login: str) -> SandboxUser | None:
        wanted = login.lower()
        for user in self.stage.state.users:
            if not user.foreign and (user.id == login or user.email == wanted):
                return user
        return None

    def _participant_uuid(self, registrant_id: str, login: str, phone: str, device: str) -> str:
        """Return what stays the same for one person on one device, rejoins included."""
        who = registrant_id or login or phone
        mark = f"{who}|{device}" if who else f"guest {len(self.instance.presences)}"
        digest = hashlib.sha256(f"{self.uuid}|{mark}".encode()).hexdigest().upper()
        return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))


def open_room(stage: Stage, meeting: Meeting, at: datetime, uuid: str = "") -> Room:
    """Begin one occurrence under a fresh UUID and call `meeting.started` out."""
    with stage.lock:
        instance = Instance(
            uuid=uuid or stage.state.new_uuid(),
            meeting_id=meeting.id,
            topic=meeting.topic,
            host_id=meeting.host_id,
            type=meeting.type,
            start_time=moments.write(at),
            end_time=None,
            first_user_id=16_778_240 + len(stage.state.instances),
        )
        stage.state.instances.append(instance)
        if not uuid:
            meeting.uuid = stage.state.new_uuid()
        room = Room(stage, meeting, instance)
        room.call("meeting.started", at, host_email=room._host().email)
        stage.saved()
        return room


def masked(phone: str) -> str:
    """Return the name Zoom shows for a telephone: its middle is hidden."""
    return f"{phone[:5]}***{phone[-3:]}" if phone else ""
