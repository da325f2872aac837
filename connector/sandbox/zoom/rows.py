"""How Zoom spells a meeting and a registrant: one place that builds the JSON and the links."""

import hashlib
from typing import Any

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.state import Meeting, Registrant
from connector.sandbox.zoom.world import World

LISTED_AGENDA = 250
"""Characters of an agenda that survive in a list."""


def meeting_row(world: World, meeting: Meeting, previous: bool = False) -> dict[str, Any]:
    """Spell one meeting in full; `previous` keeps occurrences that are over."""
    host = world.host_of(meeting)
    running = any(
        each.meeting_id == meeting.id and each.end_time is None for each in world.state.instances
    )
    row: dict[str, Any] = {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": host.id,
        "host_email": host.email,
        "assistant_id": "",
        "topic": meeting.topic,
        "type": meeting.type,
        "status": "started" if running else "waiting",
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "agenda": meeting.agenda,
        "created_at": meeting.created_at,
        "start_url": f"{world.address}/s/{meeting.id}?zak={_digest('zak', meeting)}",
        "join_url": open_link(world, meeting),
        "password": meeting.password,
        "h323_password": str(int(_digest("h323", meeting), 16) % 1_000_000).zfill(6),
        "pstn_password": str(int(_digest("pstn", meeting), 16) % 1_000_000).zfill(6),
        "encrypted_password": f"{_digest('pwd', meeting)}.1",
        "settings": dict(meeting.settings),
        "creation_source": "open_api",
        "pre_schedule": False,
    }
    if meeting.start_time is not None:
        row["start_time"] = meeting.start_time
    if meeting.settings["approval_type"] != 2:
        row["registration_url"] = f"{world.address}/meeting/register/{registration_key(meeting)}"
    if meeting.tracking_fields:
        row["tracking_fields"] = [dict(each) for each in meeting.tracking_fields]
    if meeting.recurrence is not None:
        row["recurrence"] = dict(meeting.recurrence)
        row["occurrences"] = [
            dict(each)
            for each in meeting.occurrences
            if previous or moments.read(each["start_time"]) >= world.now
        ]
    return row


def list_row(world: World, meeting: Meeting) -> list[dict[str, Any]]:
    """Spell a meeting for a list: one row, or one per living occurrence of a series."""
    row: dict[str, Any] = {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "type": meeting.type,
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "created_at": meeting.created_at,
        "join_url": open_link(world, meeting),
    }
    if meeting.agenda:
        row["agenda"] = meeting.agenda[:LISTED_AGENDA]
    if meeting.type == 8:
        return [
            {**row, "start_time": each["start_time"], "duration": each["duration"]}
            for each in meeting.occurrences
            if each["status"] == "available"
        ]
    if meeting.start_time is not None:
        row["start_time"] = meeting.start_time
    return [row]


def registrant_row(world: World, meeting: Meeting, registrant: Registrant) -> dict[str, Any]:
    """Spell a listed registrant; only an approved one has a personal link."""
    row: dict[str, Any] = {
        "id": registrant.id,
        "email": registrant.email,
        "first_name": registrant.first_name,
        "last_name": registrant.last_name,
        "status": registrant.status,
        "create_time": registrant.create_time,
    }
    if registrant.status == "approved":
        row["join_url"] = personal_link(world, meeting, registrant)
    return row


def open_link(world: World, meeting: Meeting) -> str:
    """The link of the meeting itself; under registration it leads to the form."""
    return f"{world.address}/j/{meeting.id}?pwd={_digest('pwd', meeting)}.1"


def personal_link(world: World, meeting: Meeting, registrant: Registrant) -> str:
    pwd = _digest("pwd", meeting)
    return f"{world.address}/w/{meeting.id}?tk={registrant.key}&pwd={pwd}.1"


def registration_key(meeting: Meeting) -> str:
    return _digest("reg", meeting)


def _digest(purpose: str, meeting: Meeting) -> str:
    text = f"{purpose}|{meeting.id}|{meeting.created_at}|{meeting.password}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]
