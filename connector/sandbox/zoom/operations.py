"""The table of calls the sandbox knows: path, rate class, scope, known fields, handler."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from connector.sandbox.zoom import fields, meetings, past, registrants, registration_form, users
from connector.sandbox.zoom.refusals import Refusal, not_found
from connector.sandbox.zoom.rules import Category
from connector.sandbox.zoom.world import Handler

PAGING = frozenset(["page_size", "page_number", "next_page_token"])
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Operation:
    """One call; `name` is what faults match and `server.calls` show."""

    name: str
    method: str
    template: str
    category: Category
    scope: str
    handler: Handler
    query: frozenset[str] = NOTHING
    body: frozenset[str] = NOTHING

    @property
    def parts(self) -> list[str]:
        return self.template.strip("/").split("/")


MEETING = "/meetings/{meetingId}"
REGISTRANTS = MEETING + "/registrants"
STATUS_BODY = frozenset(["action", "registrants"])
BATCH_BODY = frozenset(["auto_approve", "registrants_confirmation_email", "registrants"])
OCCURRENCE = frozenset(["occurrence_id"])

OPERATIONS = (
    Operation(
        "users.list",
        "GET",
        "/users",
        "Medium",
        "user:read:list_users:admin",
        users.list_users,
        PAGING | {"status", "role_id", "include_fields", "license"},
    ),
    Operation(
        "users.get",
        "GET",
        "/users/{userId}",
        "Light",
        "user:read:user:admin",
        users.get_user,
        frozenset(["login_type", "encrypted_email", "search_by_unique_id"]),
    ),
    Operation(
        "meetings.list",
        "GET",
        "/users/{userId}/meetings",
        "Medium",
        "meeting:read:list_meetings:admin",
        meetings.list_meetings,
        PAGING | {"type", "from", "to", "timezone"},
    ),
    Operation(
        "meetings.create",
        "POST",
        "/users/{userId}/meetings",
        "Light",
        "meeting:write:meeting:admin",
        meetings.create_meeting,
        body=fields.BODY,
    ),
    Operation(
        "meetings.get",
        "GET",
        MEETING,
        "Light",
        "meeting:read:meeting:admin",
        meetings.get_meeting,
        OCCURRENCE | {"show_previous_occurrences"},
    ),
    Operation(
        "meetings.update",
        "PATCH",
        MEETING,
        "Light",
        "meeting:update:meeting:admin",
        meetings.update_meeting,
        OCCURRENCE,
        fields.BODY - {"default_password"},
    ),
    Operation(
        "meetings.delete",
        "DELETE",
        MEETING,
        "Light",
        "meeting:delete:meeting:admin",
        meetings.delete_meeting,
        OCCURRENCE | {"schedule_for_reminder", "cancel_meeting_reminder"},
    ),
    Operation(
        "registrants.list",
        "GET",
        REGISTRANTS,
        "Medium",
        "meeting:read:list_registrants:admin",
        registrants.list_registrants,
        PAGING | OCCURRENCE | {"status"},
    ),
    Operation(
        "registrants.add",
        "POST",
        REGISTRANTS,
        "Light",
        "meeting:write:registrant:admin",
        registrants.add_registrant,
        frozenset(["occurrence_ids"]),
        registration_form.ONE_BODY,
    ),
    Operation(
        "registrants.batch",
        "POST",
        MEETING + "/batch_registrants",
        "Heavy",
        "meeting:write:batch_registrants:admin",
        registrants.add_batch,
        body=BATCH_BODY,
    ),
    Operation(
        "registrants.status",
        "PUT",
        REGISTRANTS + "/status",
        "Medium",
        "meeting:update:registrant_status:admin",
        registrants.update_status,
        OCCURRENCE,
        STATUS_BODY,
    ),
    Operation(
        "registrants.get",
        "GET",
        REGISTRANTS + "/{registrantId}",
        "Light",
        "meeting:read:registrant:admin",
        registrants.get_registrant,
    ),
    Operation(
        "registrants.delete",
        "DELETE",
        REGISTRANTS + "/{registrantId}",
        "Light",
        "meeting:delete:registrant:admin",
        registrants.delete_registrant,
        OCCURRENCE,
    ),
    Operation(
        "past.meeting",
        "GET",
        "/past_meetings/{meetingId}",
        "Light",
        "meeting:read:past_meeting:admin",
        past.past_meeting,
    ),
    Operation(
        "past.instances",
        "GET",
        "/past_meetings/{meetingId}/instances",
        "Medium",
        "meeting:read:list_past_instances:admin",
        past.list_instances,
        frozenset(["from", "to"]),
    ),
    Operation(
        "past.participants",
        "GET",
        "/past_meetings/{meetingId}/participants",
        "Medium",
        "meeting:read:list_past_participants:admin",
        past.past_participants,
        PAGING - {"page_number"},
    ),
    Operation(
        "report.meeting",
        "GET",
        "/report/meetings/{meetingId}",
        "Heavy",
        "report:read:meeting:admin",
        past.report_meeting,
    ),
    Operation(
        "report.participants",
        "GET",
        "/report/meetings/{meetingId}/participants",
        "Heavy",
        "report:read:list_meeting_participants:admin",
        past.report_participants,
        PAGING - {"page_number"} | {"include_fields"},
    ),
)
"""Fixed parts come before placeholders of the same length (`status` before a registrant id)."""

SCOPES = frozenset(operation.scope for operation in OPERATIONS) | {"meeting:read:participant:admin"}
"""Every granular scope the sandbox can check, and that of its events; what an app has unless
`Rules.scopes` says less."""


def find_operation(method: str, raw_path: str) -> tuple[Operation, dict[str, str]]:
    """Return the operation and its decoded arguments for a path below `/v2`, still encoded.

    An argument is decoded once by the front door. What then starts with `/` or holds `//` has
    been taken apart by it already and leads nowhere (404): such a UUID must be encoded twice.
    """
    segments = raw_path.strip("/").split("/")
    for operation in OPERATIONS:
        arguments = _match(operation.parts, segments)
        if operation.method == method and arguments is not None:
            return operation, arguments
    raise unknown_endpoint()


def unknown_endpoint() -> Refusal:
    return not_found(2300, "This API endpoint is not recognized.")


def _match(parts: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    if len(parts) != len(segments):
        return None
    arguments: dict[str, str] = {}
    for part, segment in zip(parts, segments, strict=True):
        if not part.startswith("{"):
            if part != segment:
                return None
            continue
        argument = unquote(segment)
        if not argument or argument.startswith("/") or "//" in argument:
            return None
        arguments[part.strip("{}")] = unquote(argument) if "%" in argument else argument
    return arguments


def unknown_fields(
    operation: Operation, query: Mapping[str, str], body: Mapping[str, Any]
) -> tuple[str, ...]:
    """Name what the call sent and Zoom does not know: `body.id`, `settings.foo`, `query.x`."""
    found = [f"query.{name}" for name in query if name not in operation.query]
    found += [f"body.{name}" for name in body if name not in operation.body]
    settings = body.get("settings")
    if "settings" in operation.body and isinstance(settings, Mapping):
        found += [f"settings.{name}" for name in settings if name not in fields.SETTINGS]
    if operation.name == "registrants.batch" and isinstance(body.get("registrants"), list):
        known = {"email", "first_name", "last_name"}
        for item in body["registrants"]:
            if isinstance(item, Mapping):
                found += [f"registrants.{name}" for name in item if name not in known]
    return tuple(dict.fromkeys(found))
