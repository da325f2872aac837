"""Create, read, update, delete and list meetings, with Zoom's silent corrections."""

import secrets
from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connector.sandbox.zoom import events, fields, moments, recurrence
from connector.sandbox.zoom.refusals import bad_request, invalid
from connector.sandbox.zoom.rows import list_row, meeting_row
from connector.sandbox.zoom.state import LICENSED, NO_MEETINGS, Meeting, SandboxUser
from connector.sandbox.zoom.world import Answer, World, ZoomRequest

DEFAULT_MINUTES = 60
MAX_MINUTES = 1_440
NO_REGISTRATION = 2
"""The approval type under which nobody can register."""

LIST_TYPES = ("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings")


def create_meeting(world: World, request: ZoomRequest) -> Answer:
    """Create a meeting; nothing makes a repeated call harmless."""
    host = world.user(request.path["userId"])
    _spend_write(world, request, host)
    if host.type == NO_MEETINGS:
        sentence = "Your user account is not allowed meeting hosting and scheduling capabilities."
        raise bad_request(3161, sentence)
    body = request.body
    fields.check_texts(body)
    kind = fields.whole_number(body.get("type", 2))
    if kind not in fields.MEETING_TYPES:
        raise invalid(type="Invalid field.")
    if body.get("schedule_for") not in (None, "", host.email, host.id):
        raise bad_request(300, "The value that you entered in the schedule_for field is invalid.")
    settings = {**fields.default_settings(), **fields.sound_settings(body.get("settings"))}
    fields.check_alternative_hosts(world, settings, host)
    meeting = Meeting(
        id=world.state.new_meeting_id(),
        uuid=world.state.new_uuid(),
        host_id=host.id,
        type=kind,
        topic=str(body.get("topic") or "Zoom Meeting"),
        agenda=str(body.get("agenda") or ""),
        start_time=None,
        duration=_coerced_minutes(body.get("duration")),
        timezone=str(moments.zone(body.get("timezone")) or host.timezone),
        password=str(body.get("password") or secrets.token_hex(3)),
        created_at=moments.write(world.now),
        settings=settings,
        tracking_fields=fields.tracking_fields(world, body.get("tracking_fields")),
    )
    future = _set_first_start(world, meeting, body)
    _settle_registration(meeting, host, future)
    world.state.meetings[meeting.id] = meeting
    world.events.append(events.meeting_created(world, meeting))
    return Answer(201, meeting_row(world, meeting))


def get_meeting(world: World, request: ZoomRequest) -> Answer:
    """Answer one meeting; `occurrence_id` narrows start and duration to that occurrence."""
    meeting = world.meeting(request.path["meetingId"])
    row = meeting_row(world, meeting, request.query.get("show_previous_occurrences") == "true")
    wanted = request.query.get("occurrence_id")
    if wanted:
        occurrence = _occurrence(meeting, wanted)
        row |= {name: occurrence[name] for name in ("start_time", "duration")}
    return Answer(200, row)


def update_meeting(world: World, request: ZoomRequest) -> Answer:
    """Change what Zoom would change and answer 204 whatever was ignored."""
    meeting = world.meeting(request.path["meetingId"])
    host = world.host_of(meeting)
    _spend_write(world, request, host)
    body = request.body
    fields.check_texts(body)
    sent = fields.sound_settings(body.get("settings"))
    before = deepcopy(events.comparable(world, meeting))
    if wanted := request.query.get("occurrence_id"):
        _update_occurrence(world, meeting, wanted, body, sent)
    else:
        _update_all(world, meeting, host, body, sent)
    world.events.append(events.meeting_updated(world, before, meeting, bool(wanted)))
    return Answer(204)


def _update_all(
    world: World,
    meeting: Meeting,
    host: SandboxUser,
    body: Mapping[str, Any],
    sent: Mapping[str, Any],
) -> None:
    if "alternative_hosts" in sent:
        fields.check_alternative_hosts(world, sent, host)
    meeting.settings |= sent
    for name in ("topic", "password"):
        if body.get(name):
            setattr(meeting, name, body[name])
    if body.get("agenda") is not None:
        meeting.agenda = body["agenda"]
    minutes = fields.whole_number(body.get("duration"))
    if minutes is not None and 1 <= minutes <= MAX_MINUTES:
        meeting.duration = minutes
    if "tracking_fields" in body:
        meeting.tracking_fields = fields.tracking_fields(world, body["tracking_fields"])
    _move(world, meeting, body)
    _settle_registration(meeting, host, meeting.start_time is not None)


def delete_meeting(world: World, request: ZoomRequest) -> Answer:
    """Delete the meeting, or one occurrence when it is named; without one, the whole series."""
    meeting = world.meeting(request.path["meetingId"])
    wanted = request.query.get("occurrence_id")
    if wanted:
        _occurrence(meeting, wanted)["status"] = "deleted"
        world.events.append(events.meeting_deleted(world, meeting, True))
        return Answer(204)
    if _running(world, meeting):
        raise bad_request(3002, "Sorry, you cannot delete this meeting since it's in progress.")
    del world.state.meetings[meeting.id]
    world.events.append(events.meeting_deleted(world, meeting, False))
    return Answer(204)


def list_meetings(world: World, request: ZoomRequest) -> Answer:
    """List a host's living meetings; agendas are cut and tracking fields are missing."""
    host = world.user(request.path["userId"])
    kind = request.query.get("type", "scheduled")
    if kind not in LIST_TYPES:
        raise invalid(type="Invalid field.")
    rows: list[dict[str, Any]] = []
    for meeting in world.state.meetings.values():
        if meeting.host_id == host.id and world.now <= world.expiry(meeting):
            rows += [row for row in list_row(world, meeting) if _is_listed(world, kind, row)]
    rows.sort(key=lambda row: (row.get("start_time", ""), row["id"]))
    return Answer(200, world.page(request, rows, "meetings", numbered=True))


def _is_listed(world: World, kind: str, row: Mapping[str, Any]) -> bool:
    running = any(
        each.end_time is None and each.meeting_id == row["id"] for each in world.state.instances
    )
    if kind == "live":
        return running
    if kind == "scheduled" or "start_time" not in row:
        return kind != "previous_meetings"
    over = moments.read(row["start_time"]) + timedelta(minutes=row["duration"]) < world.now
    return over if kind == "previous_meetings" else running or not over


def _spend_write(world: World, request: ZoomRequest, host: SandboxUser) -> None:
    """Use one of the host's creates and updates of the day; a refused body burns one too."""
    limit = world.rules.meeting_writes_a_day
    what = "Meeting Create/Update API requests permitted for this particular user"
    world.spend(request, f"meeting:{host.id}", limit, what)


def _coerced_minutes(sent: object) -> int:
    """Bend a duration into 1 to 1,440 minutes; what is no number becomes an hour."""
    minutes = fields.whole_number(sent)
    if minutes is None or minutes < 1:
        return DEFAULT_MINUTES
    return min(minutes, MAX_MINUTES)


def _read_start(meeting: Meeting, body: Mapping[str, Any]) -> str | None:
    """Return `start_time` as UTC text; refuse an unreadable one (code 300)."""
    if body.get("start_time") in (None, ""):
        return None
    zone = moments.zone(body.get("timezone")) or ZoneInfo(meeting.timezone)
    start = moments.read_start(body["start_time"], zone)
    if start is None:
        raise invalid(start_time="Invalid field.")
    return moments.write(start)


def _set_first_start(world: World, meeting: Meeting, body: Mapping[str, Any]) -> bool:
    """Set start and occurrences of a new meeting; tell whether a future start was asked for."""
    asked = _read_start(meeting, body)
    future = asked is not None and moments.read(asked) >= world.now
    if meeting.type in (2, 8, 10):
        meeting.start_time = asked if future else moments.write(world.now)
    if meeting.type == 8:
        meeting.recurrence = recurrence.checked(body.get("recurrence"))
        _lay_out(meeting)
    return future


def _move(world: World, meeting: Meeting, body: Mapping[str, Any]) -> None:
    """Move to a future start; a past or missing one is ignored without a word."""
    asked = _read_start(meeting, body)
    zone = moments.zone(body.get("timezone"))
    if zone is not None:
        meeting.timezone = str(zone)
    moved = asked is not None and moments.read(asked) >= world.now and meeting.type in (2, 8, 10)
    if moved:
        meeting.start_time = asked
    if meeting.type == 8 and "recurrence" in body:
        meeting.recurrence = recurrence.checked(body["recurrence"])
        moved = True
    if meeting.type == 8 and moved:
        _lay_out(meeting)


def _lay_out(meeting: Meeting) -> None:
    if meeting.start_time is None or meeting.recurrence is None:
        return
    meeting.occurrences = recurrence.occurrences(
        meeting.recurrence,
        moments.read(meeting.start_time),
        ZoneInfo(meeting.timezone),
        meeting.duration,
    )


def _settle_registration(meeting: Meeting, host: SandboxUser, future_start: bool) -> None:
    """Drop registration silently where Zoom does: basic host, or type 3 without a future start."""
    if host.type != LICENSED or meeting.type == 1 or (meeting.type == 3 and not future_start):
        meeting.settings["approval_type"] = NO_REGISTRATION


def _occurrence(meeting: Meeting, wanted: str) -> dict[str, Any]:
    for occurrence in meeting.occurrences:
        if occurrence["occurrence_id"] == wanted and occurrence["status"] == "available":
            return occurrence
    raise bad_request(300, "Invalid parameter: occurrence_id.")


def _update_occurrence(
    world: World, meeting: Meeting, wanted: str, body: Mapping[str, Any], sent: Mapping[str, Any]
) -> None:
    """Change one occurrence: start, duration; agenda and a few settings reach the series."""
    occurrence = _occurrence(meeting, wanted)
    start = _read_start(meeting, body)
    if start is not None and moments.read(start) >= world.now:
        occurrence["start_time"] = start
    minutes = fields.whole_number(body.get("duration"))
    if minutes is not None and 1 <= minutes <= MAX_MINUTES:
        occurrence["duration"] = minutes
    if body.get("agenda") is not None:
        meeting.agenda = body["agenda"]
    allowed = fields.OCCURRENCE_SETTINGS
    meeting.settings |= {name: value for name, value in sent.items() if name in allowed}


def _running(world: World, meeting: Meeting) -> bool:
    return any(
        each.meeting_id == meeting.id and each.end_time is None for each in world.state.instances
    )
