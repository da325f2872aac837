"""The bodies of Zoom's webhook events, built from the sandbox's values; nothing is sent here.

Ids follow what live accounts show (Zoom webhook reference and observation): the meeting's id is
text in the events of a running meeting and an integer in all others.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connector.sandbox.zoom.oddities import Oddities
from connector.sandbox.zoom.rows import meeting_row, personal_link
from connector.sandbox.zoom.state import Instance, Meeting, Presence, Registrant, SandboxUser
from connector.sandbox.zoom.world import Event, World

BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")
"""Characters that Zoom's bodies carry as a pair of escapes, unlike all others (observed)."""

_SPELLING = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def wire(body: dict[str, Any]) -> bytes:
    """Spell a body as it goes out; these very bytes are signed."""
    text = _SPELLING.encode(body)
    return (text if text.isascii() else BEYOND_16_BITS.sub(_escaped, text)).encode()


def _escaped(found: re.Match[str]) -> str:
    raw = found.group().encode("utf-16-be")
    return f"\\u{raw[:2].hex().upper()}\\u{raw[2:].hex().upper()}"


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def event(name: str, at: datetime, account_id: str, **payload: Any) -> Event:
    """Wrap a payload in Zoom's envelope; `event_ts` is in milliseconds."""
    body = {
        "event": name,
        "payload": {"account_id": account_id, **payload},
        "event_ts": milliseconds(at),
    }
    return Event(name, body)


def running(instance: Instance, meeting: Meeting, *, number: bool = False) -> dict[str, Any]:
    """Spell a running meeting; its id is text unless an oddity makes it a number."""
    return {
        "duration": meeting.duration,
        "start_time": instance.start_time,
        "timezone": meeting.timezone,
        "topic": instance.topic,
        "id": instance.meeting_id if number else str(instance.meeting_id),
        "type": instance.type,
        "uuid": instance.uuid,
        "host_id": instance.host_id,
    }


def participant(
    presence: Presence, oddities: Oddities, subject: str, addresses: tuple[str, str] = ("", "")
) -> dict[str, Any]:
    """Spell one connection; `subject` names it for the seeded oddities."""
    row: dict[str, Any] = {
        "user_id": presence.user_id,
        "user_name": presence.name,
        "participant_user_id": presence.participant_user_id,
        "id": presence.participant_user_id,
        "email": presence.email,
    }
    if presence.email and oddities.strikes("no_email", oddities.no_email, subject):
        row["email"] = ""
    if not oddities.strikes("no_uuid", oddities.no_participant_uuid, subject):
        row["participant_uuid"] = presence.participant_uuid
    if presence.parent_user_id:
        row["parent_user_id"] = presence.parent_user_id
    if presence.phone:
        row["phone_number"] = presence.phone
    row |= _registrant_id(presence, oddities, subject)
    if oddities.addresses and addresses[0]:
        row["public_ip"], row["private_ip"] = addresses
    return row


def _registrant_id(presence: Presence, oddities: Oddities, subject: str) -> dict[str, str]:
    """Who came without a registration has "" or no such field, both seen on live accounts."""
    if not presence.registrant_id:
        return {"registrant_id": ""} if oddities.portion("guest", subject) < 0.5 else {}
    if oddities.strikes("no_registrant", oddities.no_registrant_id, subject):
        return {}
    if oddities.strikes("empty_registrant", oddities.empty_registrant_id, subject):
        return {"registrant_id": ""}
    return {"registrant_id": presence.registrant_id}


def meeting_created(world: World, meeting: Meeting) -> Event:
    shown = _planned(meeting) | _shown_settings(world, meeting)
    operation = {"operation": "all"} if meeting.type == 8 else {}
    return _by_owner("meeting.created", world, object=shown, **operation)


def meeting_updated(
    world: World, before: Mapping[str, Any], meeting: Meeting, occurrence: bool
) -> Event:
    """Show the fields that changed, beside what they were before."""
    now = comparable(world, meeting)
    changed = [name for name, value in now.items() if before.get(name) != value]
    shown = {"id": meeting.id, **{name: now[name] for name in changed}}
    old = {"id": meeting.id, **{name: before[name] for name in changed if name in before}}
    scope = {"scope": "single" if occurrence else "all"} if meeting.type == 8 else {}
    return _by_owner(
        "meeting.updated",
        world,
        object=shown,
        old_object=old,
        time_stamp=milliseconds(world.now),
        **scope,
    )


def comparable(world: World, meeting: Meeting) -> dict[str, Any]:
    """Return what an update may change, to be compared before and after."""
    row = meeting_row(world, meeting, previous=True)
    names = ("topic", "agenda", "password", "duration", "timezone", "start_time", "occurrences")
    shown = {name: row[name] for name in names if name in row}
    return shown | {"settings": dict(meeting.settings)}


def meeting_deleted(world: World, meeting: Meeting, occurrence: bool) -> Event:
    operation = {"operation": "single" if occurrence else "all"} if meeting.type == 8 else {}
    return _by_owner("meeting.deleted", world, object=_planned(meeting), **operation)


def registration(world: World, name: str, meeting: Meeting, registrant: Registrant) -> Event:
    """Tell of a registration: `created`, `approved`, `cancelled` or `denied`.

    A personal link rides along where the document has one: created and approved.
    """
    person: dict[str, Any] = {
        "id": registrant.id,
        "first_name": registrant.first_name,
        "last_name": registrant.last_name,
        "email": registrant.email,
    }
    if name == "created":
        person["status"] = registrant.status
    if name in ("created", "approved"):
        person["join_url"] = personal_link(world, meeting, registrant)
    shown = _planned(meeting) | {"registrant": person}
    if name == "created":
        return event("meeting.registration_created", world.now, world.account_id, object=shown)
    return _by_owner(f"meeting.registration_{name}", world, object=shown)


def _planned(meeting: Meeting) -> dict[str, Any]:
    row: dict[str, Any] = {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "type": meeting.type,
        "duration": meeting.duration,
        "timezone": meeting.timezone,
    }
    if meeting.start_time is not None:
        row["start_time"] = meeting.start_time
    if meeting.occurrences:
        row["occurrences"] = [dict(each) for each in meeting.occurrences]
    return row


def _shown_settings(world: World, meeting: Meeting) -> dict[str, Any]:
    row = meeting_row(world, meeting)
    names = ("use_pmi", "alternative_hosts", "join_before_host", "jbh_time")
    return {
        "join_url": row["join_url"],
        "password": meeting.password,
        "creation_source": "open_api",
        "settings": {name: meeting.settings[name] for name in names},
    }


def _by_owner(name: str, world: World, **payload: Any) -> Event:
    """Name the owner of the app as the one who acted: its calls are the only ones there are."""
    owner: SandboxUser = world.state.users[0]
    return event(
        name, world.now, world.account_id, operator=owner.email, operator_id=owner.id, **payload
    )


def validation(plain_token: str, at: datetime) -> bytes:
    """Spell the challenge of a URL validation; it has no account."""
    body = {
        "payload": {"plainToken": plain_token},
        "event_ts": milliseconds(at),
        "event": "endpoint.url_validation",
    }
    return wire(body)
