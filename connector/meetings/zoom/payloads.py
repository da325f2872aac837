"""Zoom's JSON as our values and back; the only place that knows Zoom's field names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from connector.errors import TemporaryError

SCHEDULED = 2
"""Meeting type of a single meeting with a time."""
MANUAL_APPROVAL = 1
"""Approval type under which nobody registers himself and `auto_approve` is honoured."""
NO_REGISTRATION = 2
"""Approval type of a meeting without registration."""
LICENSED = 2
"""User type that may host registration and be an alternative host."""


@dataclass(frozen=True)
class ZoomUser:
    """A user of the account; `id` is empty while the invitation is pending."""

    id: str
    email: str
    type: int
    status: str

    @property
    def licensed(self) -> bool:
        return self.type == LICENSED and self.status == "active"


@dataclass(frozen=True)
class ZoomMeeting:
    """One meeting as Zoom holds it; times aware UTC, `minutes` long. Without the start link."""

    id: int
    host_id: str
    type: int
    topic: str
    agenda: str
    start: datetime | None
    minutes: int
    timezone: str
    join_url: str
    settings: Mapping[str, Any]

    @property
    def end(self) -> datetime | None:
        return self.start + timedelta(minutes=self.minutes) if self.start else None

    @property
    def alternative_hosts(self) -> tuple[str, ...]:
        """E-mail addresses in lower case, sorted."""
        parts = str(self.settings.get("alternative_hosts") or "").replace(",", ";").split(";")
        return tuple(sorted({part.strip().lower() for part in parts if part.strip()}))


@dataclass(frozen=True)
class ZoomRegistrant:
    """One registrant; `join_url` is personal and empty unless approved."""

    id: str
    email: str
    status: str
    join_url: str

    @property
    def approved(self) -> bool:
        return self.status == "approved"


@dataclass(frozen=True)
class NewRegistrant:
    """Who is to be registered; names as Zoom shows them in the meeting."""

    email: str
    first_name: str
    last_name: str


@dataclass(frozen=True)
class PastMeeting:
    """What Zoom says of one held meeting; times None while it has not written them down."""

    uuid: str
    id: int
    host_id: str
    start: datetime | None
    end: datetime | None
    people: int | None
    """Persons who were there, the host included; None where it is not said."""


@dataclass(frozen=True)
class ZoomConnection:
    """One row of a participant report: one device from joining to leaving."""

    user_id: str
    """Of the connection, in this held meeting alone; a rejoin has another."""
    name: str
    email: str
    login: str
    """Id of the user account, "" for a guest."""
    registrant_id: str
    join: datetime | None
    leave: datetime | None
    status: str
    room: bool


@dataclass(frozen=True)
class ReportPage:
    """One page of a participant report; `token` is "" on the last."""

    rows: tuple[ZoomConnection, ...]
    token: str
    total: int | None
    """Rows of the whole report, as Zoom counts them on this page."""


def moment(text: object) -> datetime | None:
    """Read Zoom's `2026-08-03T01:00:00Z`; None for anything else."""
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None


def written(when: datetime) -> str:
    """Write an aware moment as Zoom wants it: UTC, whole seconds, Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user(body: Mapping[str, Any]) -> ZoomUser:
    return ZoomUser(
        id=str(body.get("id", "")),
        email=str(body.get("email", "")).lower(),
        type=int(body.get("type", 0)),
        status=str(body.get("status", "")),
    )


def meeting(body: Mapping[str, Any]) -> ZoomMeeting:
    """Read a meeting of a reply or of a list; a list has no settings and a cut agenda."""
    try:
        number = int(body["id"])
    except (KeyError, ValueError, TypeError) as error:
        raise TemporaryError("zoom", "meeting", "not_understood", ambiguous=True) from error
    return ZoomMeeting(
        id=number,
        host_id=str(body.get("host_id", "")),
        type=int(body.get("type", 0)),
        topic=str(body.get("topic", "")),
        agenda=str(body.get("agenda", "")),
        start=moment(body.get("start_time")),
        minutes=int(body.get("duration", 0)),
        timezone=str(body.get("timezone", "")),
        join_url=str(body.get("join_url", "")),
        settings=dict(body.get("settings") or {}),
    )


def registrant(body: Mapping[str, Any], status: str = "") -> ZoomRegistrant:
    """Read a row of a list (`id`) or of an add (`registrant_id`)."""
    return ZoomRegistrant(
        id=str(body.get("registrant_id") or body.get("id") or ""),
        email=str(body.get("email", "")).lower(),
        status=str(body.get("status") or status),
        join_url=str(body.get("join_url", "")),
    )


def past_meeting(body: Mapping[str, Any]) -> PastMeeting:
    """Read the details of a held meeting."""
    return PastMeeting(
        uuid=str(body.get("uuid", "")),
        id=_whole(body.get("id")) or 0,
        host_id=str(body.get("host_id") or ""),
        start=moment(body.get("start_time")),
        end=moment(body.get("end_time")),
        people=_whole(body.get("participants_count")),
    )


def instances(body: Mapping[str, Any]) -> list[tuple[str, datetime]]:
    """Read UUID and start of every held meeting of a number."""
    found = []
    for row in _rows(body, "meetings", "past_meeting.list"):
        uuid, start = str(row.get("uuid") or ""), moment(row.get("start_time"))
        if not uuid or start is None:  # leaving one out would hide a class
            raise TemporaryError("zoom", "past_meeting.list", "not_understood")
        found.append((uuid, start))
    return found


def report_page(body: Mapping[str, Any]) -> ReportPage:
    """Read one page of a participant report."""
    rows = _rows(body, "participants", "report.list")
    return ReportPage(
        rows=tuple(_connection(row) for row in rows),
        token=str(body.get("next_page_token") or ""),
        total=_whole(body.get("total_records")),
    )


def _connection(row: Mapping[str, Any]) -> ZoomConnection:
    return ZoomConnection(
        user_id=str(row.get("user_id") or ""),
        name=" ".join(str(row.get("name") or "").split()),
        email=str(row.get("user_email") or "").strip().lower(),
        login=str(row.get("participant_user_id", row.get("id")) or ""),
        registrant_id=str(row.get("registrant_id") or ""),
        join=moment(row.get("join_time")),
        leave=moment(row.get("leave_time")),
        status=str(row.get("status") or ""),
        room=bool(row.get("bo_mtg_id")),
    )


def _rows(body: Mapping[str, Any], key: str, call: str) -> list[Mapping[str, Any]]:
    rows = body.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TemporaryError("zoom", call, "not_understood")
    return rows


def _whole(value: object) -> int | None:
    """Read a count or a meeting's number, which Zoom writes as an integer or as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def registrant_body(person: NewRegistrant) -> dict[str, str]:
    body = {"email": person.email, "first_name": person.first_name}
    return {**body, "last_name": person.last_name} if person.last_name else body


def meeting_body(
    values: Mapping[str, Any], alternative_hosts: Sequence[str] | None
) -> dict[str, Any]:
    """Write our meeting values (all, or those that change) as Zoom's fields.

    `alternative_hosts` replaces the whole list at Zoom; None leaves it as it is.
    """
    body: dict[str, Any] = {}
    for ours, theirs in (("topic", "topic"), ("agenda", "agenda")):
        if ours in values:
            body[theirs] = values[ours]
    if "start" in values:
        body["start_time"] = values["start"]
    for ours, theirs in (("minutes", "duration"), ("timezone", "timezone")):
        if ours in values:
            body[theirs] = values[ours]
    settings = {name: values[name] for name in SETTINGS if name in values}
    if alternative_hosts is not None:
        settings["alternative_hosts"] = ";".join(alternative_hosts)
        settings["alternative_hosts_email_notification"] = False
    if settings:
        body["settings"] = settings
    return body


SETTINGS = (
    "approval_type",
    "registrants_confirmation_email",
    "waiting_room",
    "join_before_host",
)
"""Meeting settings that we set and compare, named as Zoom names them."""
