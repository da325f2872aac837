"""Held meetings and their reports: instances, who was there, and when one may know it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.refusals import bad_request, no_meeting, not_found
from connector.sandbox.zoom.state import Instance, Presence
from connector.sandbox.zoom.world import Answer, World, ZoomRequest

REPORT_AGE = timedelta(days=365)
INSTANCE_AGE = timedelta(days=456)
"""A year for details and reports (code 12702), fifteen months for the list of instances."""
REPORT_MINIMUM = 2
"""Participants a meeting needs to have a participants report."""


def past_meeting(world: World, request: ZoomRequest) -> Answer:
    instance = _ended(world, request.path["meetingId"])
    return Answer(200, {**_details(world, instance), "host_id": instance.host_id, "source": "Zoom"})


def list_instances(world: World, request: ZoomRequest) -> Answer:
    """List UUID and start of every ended instance of a number; not paged."""
    number = request.path["meetingId"]
    found = [
        {"uuid": each.uuid, "start_time": each.start_time}
        for each in world.state.instances
        if str(each.meeting_id) == number
        and each.end_time is not None
        and world.now - moments.read(each.start_time) <= INSTANCE_AGE
    ]
    if not found and (not number.isdigit() or int(number) not in world.state.meetings):
        raise no_meeting(number)
    return Answer(200, {"meetings": found})


def past_participants(world: World, request: ZoomRequest) -> Answer:
    """List who was there; durations read 0 until processed, a lone person is left out."""
    instance = _ended(world, request.path["meetingId"])
    ready = _is_ready(world, instance)
    rows = []
    for presence in instance.presences if _people(instance.presences) >= 2 else ():
        row = _connection(presence) | {"internal_user": False}
        row["registrant_id"] = presence.registrant_id
        row["duration"] = row["duration"] if ready else 0
        rows.append(row)
    return Answer(200, world.page(request, rows, "participants"))


def report_meeting(world: World, request: ZoomRequest) -> Answer:
    instance = _reported(world, request.path["meetingId"])
    row = _details(world, instance)
    meeting = world.state.meetings.get(instance.meeting_id)
    if meeting is not None and meeting.tracking_fields:
        row["tracking_fields"] = [
            {"field": each["field"], "value": each["value"]} for each in meeting.tracking_fields
        ]
    return Answer(200, row)


def report_participants(world: World, request: ZoomRequest) -> Answer:
    """List one row a connection; `registrant_id` only with `include_fields=registrant_id`."""
    instance = _reported(world, request.path["meetingId"])
    if _people(instance.presences) < REPORT_MINIMUM:
        raise _no_report(request.path["meetingId"])
    wanted = request.query.get("include_fields", "")
    rows = report_rows(instance, registrant_ids=wanted == "registrant_id")
    return Answer(200, world.page(request, rows, "participants"))


def report_rows(instance: Instance, *, registrant_ids: bool) -> list[dict[str, Any]]:
    """Spell an ended instance as its report does, whether or not the report is ready."""
    rows = []
    for presence in instance.presences:
        row = _connection(presence)
        row |= {"participant_user_id": presence.participant_user_id, "customer_key": ""}
        row["bo_mtg_id"] = presence.breakout
        if registrant_ids:
            row["registrant_id"] = presence.registrant_id
        rows.append(row)
    return rows


def _ended(world: World, key: str) -> Instance:
    """Find an ended instance by UUID; a number means the latest one only."""
    fitting = [
        each
        for each in world.state.instances
        if each.end_time is not None and key in (each.uuid, str(each.meeting_id))
    ]
    if not fitting:
        raise no_meeting(key)
    latest = max(fitting, key=lambda each: each.start_time)
    if world.now - moments.read(latest.start_time) > REPORT_AGE:
        raise bad_request(12702, "Can not access a meeting a year ago.")
    return latest


def _reported(world: World, key: str) -> Instance:
    instance = _ended(world, key)
    if not _is_ready(world, instance):
        raise _no_report(key)
    return instance


def _no_report(key: str) -> Exception:
    return not_found(3001, f"Meeting {key} not found or has expired.")


def _is_ready(world: World, instance: Instance) -> bool:
    end = moments.read(str(instance.end_time))
    return world.now >= end + world.rules.report_delay


def _people(presences: Iterable[Presence]) -> int:
    """Count persons, not connections."""
    return len({each.registrant_id or each.email or each.name for each in presences})


def _details(world: World, instance: Instance) -> dict[str, Any]:
    host = world.host_of(instance)
    start, end = moments.read(instance.start_time), moments.read(str(instance.end_time))
    return {
        "uuid": instance.uuid,
        "id": instance.meeting_id,
        "type": instance.type,
        "topic": instance.topic,
        "user_name": f"{host.first_name} {host.last_name}".strip(),
        "user_email": host.email,
        "dept": "",
        "start_time": instance.start_time,
        "end_time": str(instance.end_time),
        "duration": -(-int((end - start).total_seconds()) // 60),
        "total_minutes": sum(-(-_seconds(each) // 60) for each in instance.presences),
        "participants_count": _people(instance.presences),
    }


def _connection(presence: Presence) -> dict[str, Any]:
    return {
        "id": presence.participant_user_id,
        "user_id": presence.user_id,
        "name": presence.name,
        "user_email": presence.email,
        "join_time": presence.join_time,
        "leave_time": presence.leave_time,
        "duration": _seconds(presence),
        "failover": False,
        "status": "in_waiting_room" if presence.waiting_room else "in_meeting",
    }


def _seconds(presence: Presence) -> int:
    stay = moments.read(presence.leave_time) - moments.read(presence.join_time)
    return int(stay.total_seconds())
