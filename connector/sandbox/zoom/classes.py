"""Lets a test or a demo hold a class: writes past instances as real meetings leave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.state import Instance, Meeting, Presence, ZoomState


@dataclass(frozen=True, slots=True)
class Attendee:
    """One connection: aware times; no registrant id for somebody who came by the open link."""

    name: str
    joined: datetime
    left: datetime
    email: str = ""
    registrant_id: str = ""
    participant_user_id: str = ""
    waiting_room: bool = False


def hold(
    state: ZoomState,
    meeting: Meeting,
    start: datetime,
    end: datetime | None,
    attendees: Sequence[Attendee],
) -> Instance:
    """Record one occurrence under a fresh UUID; `end` None leaves it running.

    The meeting itself gets another UUID too: the one of the create reply is good for nothing.
    """
    first = first_user_id(state)
    presences = [
        Presence(
            user_id=str(first + 1_024 * place),
            name=each.name,
            email=each.email,
            registrant_id=each.registrant_id,
            join_time=moments.write(each.joined),
            leave_time=moments.write(each.left),
            participant_user_id=each.participant_user_id,
            waiting_room=each.waiting_room,
        )
        for place, each in enumerate(attendees)
    ]
    instance = Instance(
        uuid=state.new_uuid(),
        meeting_id=meeting.id,
        topic=meeting.topic,
        host_id=meeting.host_id,
        type=meeting.type,
        start_time=moments.write(start),
        end_time=None if end is None else moments.write(end),
        presences=presences,
        first_user_id=first,
    )
    state.instances.append(instance)
    meeting.uuid = state.new_uuid()
    return instance


def first_user_id(state: ZoomState) -> int:
    """Return where the connections of the next instance begin to count."""
    return 16_778_240 + len(state.instances)
