"""The participants' list as a person exports it from Zoom's web page: text, not the report."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.state import Instance, Meeting, Presence, ZoomState

MEETING = ("Topic", "ID", "Host", "Duration (minutes)", "Start time", "End time", "Participants")
PEOPLE = (
    "Name (original name)",
    "Email",
    "Join time",
    "Leave time",
    "Duration (minutes)",
    "Guest",
    "Recording disclaimer response",
    "In waiting room",
)


def participants_csv(state: ZoomState, meeting: Meeting, instance: Instance) -> str:
    """Write an ended instance as the web page does (headings as observed in 2026).

    Times are the host's local ones, months first, with AM or PM and no zone named; minutes are
    rounded up; there are no ids. Zoom writes UTF-8 with a byte order mark: encode as `utf-8-sig`.
    """
    host = next(user for user in state.users if user.id == instance.host_id)
    zone = ZoneInfo(meeting.timezone)
    start, end = moments.read(instance.start_time), moments.read(str(instance.end_time))
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(MEETING)
    writer.writerow(
        [
            instance.topic,
            _spaced(instance.meeting_id),
            f"{host.first_name} {host.last_name} ({host.email})",
            _minutes(start, end),
            _local(start, zone),
            _local(end, zone),
            len({each.participant_uuid or each.user_id for each in instance.presences}),
        ]
    )
    sink.write("\n")
    writer.writerow(PEOPLE)
    for presence in instance.presences:
        writer.writerow(_row(presence, zone))
    return sink.getvalue()


def _row(presence: Presence, zone: ZoneInfo) -> list[object]:
    joined, left = moments.read(presence.join_time), moments.read(presence.leave_time)
    original = presence.original_name
    changed = original and original != presence.name
    return [
        f"{presence.name} ({original})" if changed else presence.name,
        presence.email,
        _local(joined, zone),
        _local(left, zone),
        _minutes(joined, left),
        "No" if presence.participant_user_id else "Yes",
        "",
        "Yes" if presence.waiting_room else "No",
    ]


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%m/%d/%Y %I:%M:%S %p")


def _minutes(start: datetime, end: datetime) -> int:
    return -(-int((end - start).total_seconds()) // 60)


def _spaced(number: int) -> str:
    text = str(number)
    return f"{text[:3]} {text[3:7]} {text[7:]}"
