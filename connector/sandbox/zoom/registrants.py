"""Registrants of a meeting: one by one, in batches, their statuses, their removal."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from connector.sandbox.zoom import events, moments
from connector.sandbox.zoom.fields import alternative_hosts
from connector.sandbox.zoom.refusals import (
    Refusal,
    bad_request,
    invalid,
    no_registration,
    not_found,
)
from connector.sandbox.zoom.registration_form import read_person
from connector.sandbox.zoom.rows import personal_link, registrant_row
from connector.sandbox.zoom.state import LICENSED, Meeting, Registrant, RegistrantStatus
from connector.sandbox.zoom.world import Answer, World, ZoomRequest

BATCH = 30
"""Items in one batch or one status update."""
MANUAL, NO_REGISTRATION = 1, 2
"""Approval types."""
ADD = "Add meeting registrant API requests for the registrant"
STATUS = "Update meeting registrant status API requests for the registrant"

RESULT: dict[str, RegistrantStatus] = {
    "approve": "approved",
    "cancel": "denied",
    "deny": "denied",
}
"""A cancel through the API leaves the person denied, not removed (observed)."""
TOLD = {"approve": "approved", "cancel": "cancelled", "deny": "denied"}
"""The webhook event of each action; none where the status was that already."""


def add_registrant(world: World, request: ZoomRequest) -> Answer:
    """Register one person; with approval type 1 the answer carries no link."""
    meeting = world.meeting(
        request.path["meetingId"], lambda key: not_found(1001, f"Meeting does not exist: {key}.")
    )
    _check_open(world, meeting)
    email, first_name, last_name = read_person(request.body)
    _spend_add(world, request, meeting, email)
    if email in _hosts(world, meeting):
        raise bad_request(3027, "Host or alternative host can not register for this meeting.")
    registrant = _register(world, meeting, email, first_name, last_name, request.body)
    row: dict[str, Any] = {
        "id": meeting.id,
        "registrant_id": registrant.id,
        "topic": meeting.topic,
    }
    if meeting.start_time is not None:
        row["start_time"] = meeting.start_time
    if meeting.occurrences:
        row["occurrences"] = [dict(each) for each in meeting.occurrences]
    if registrant.status == "approved" and meeting.settings["approval_type"] != MANUAL:
        row["join_url"] = personal_link(world, meeting, registrant)
    return Answer(201, row)


def add_batch(world: World, request: ZoomRequest) -> Answer:
    """Register up to thirty; who could not be registered is simply missing in the answer.

    An item over its daily quota is missing too; only when all are, the call is a 429. How Zoom
    itself behaves there is not documented.
    """
    meeting = world.meeting(request.path["meetingId"])
    if meeting.type != 2:
        sentence = "This API can only be used for scheduled meeting(meeting type: 2)."
        raise bad_request(303, sentence)
    _check_open(world, meeting, switched_off=404)
    sent = request.body.get("registrants")
    if not isinstance(sent, list) or not 1 <= len(sent) <= BATCH:
        raise invalid(registrants=f"Between 1 and {BATCH} registrants are allowed.")
    people = [read_person(item) for item in sent]
    limit = world.rules.registrant_adds_a_day
    affordable = [
        person
        for person in people
        if world.limits.has_room(_add_quota(world, meeting, person[0]), limit, world.now)
    ]
    if not affordable:
        raise world.limits.refuse_daily(
            world.rules, request.category, limit, ADD, request.name, world.now
        )
    rows: dict[str, dict[str, Any]] = {}
    for email, first_name, last_name in affordable:
        world.limits.charge(_add_quota(world, meeting, email), world.now)
        if email in _hosts(world, meeting) or _is_full(world, meeting, email):
            continue
        registrant = _register(world, meeting, email, first_name, last_name, request.body)
        rows[email] = {"email": email, "registrant_id": registrant.id}
        if registrant.status == "approved":
            rows[email]["join_url"] = personal_link(world, meeting, registrant)
    return Answer(201, {"registrants": list(rows.values())})


def list_registrants(world: World, request: ZoomRequest) -> Answer:
    """List the registrants of one status: approved unless asked otherwise."""
    meeting = world.meeting(request.path["meetingId"])
    _check_enabled(world, meeting)
    status = request.query.get("status", "approved")
    if status not in ("pending", "approved", "denied"):
        raise invalid(status="Invalid field.")
    rows = [
        registrant_row(world, meeting, each)
        for each in meeting.registrants
        if each.status == status
    ]
    return Answer(200, world.page(request, rows, "registrants", numbered=True))


def get_registrant(world: World, request: ZoomRequest) -> Answer:
    meeting = world.meeting(request.path["meetingId"])
    registrant = _find(world, meeting, request.path["registrantId"])
    return Answer(200, registrant_row(world, meeting, registrant))


def update_status(world: World, request: ZoomRequest) -> Answer:
    """Approve, cancel or deny up to thirty; 204 says nothing about any single one."""
    meeting = world.meeting(request.path["meetingId"])
    _check_enabled(world, meeting)
    action = request.body.get("action")
    if action not in RESULT:
        raise invalid(action="Invalid field.")
    sent = request.body.get("registrants", [])
    if not isinstance(sent, list) or len(sent) > BATCH:
        raise invalid(registrants=f"At most {BATCH} registrants are allowed.")
    chosen = [each for item in sent if (each := _named(meeting, item)) is not None]
    limit = world.rules.status_updates_a_day
    quotas = [_quota(world, "status", meeting, each.email) for each in chosen]
    if not all(world.limits.has_room(quota, limit, world.now) for quota in quotas):
        raise world.limits.refuse_daily(
            world.rules, request.category, limit, STATUS, request.name, world.now
        )
    for registrant, quota in zip(chosen, quotas, strict=True):
        world.limits.charge(quota, world.now)
        if registrant.status != RESULT[action]:
            registrant.status = RESULT[action]
            world.events.append(events.registration(world, TOLD[action], meeting, registrant))
    return Answer(204)


def delete_registrant(world: World, request: ZoomRequest) -> Answer:
    """Remove one registrant; series with a choice of occurrences want an `occurrence_id`."""
    meeting = world.meeting(request.path["meetingId"])
    registrant = _find(world, meeting, request.path["registrantId"])
    chosen_days = meeting.type == 8 and meeting.settings["registration_type"] in (2, 3)
    if chosen_days and not request.query.get("occurrence_id"):
        raise bad_request(300, "Invalid parameter: occurrence_id.")
    meeting.registrants.remove(registrant)
    registrant.status = "denied"  # whoever still holds this value must not let them in
    world.events.append(events.registration(world, "cancelled", meeting, registrant))
    return Answer(204)


def _check_enabled(world: World, meeting: Meeting, switched_off: int = 300) -> None:
    host = world.host_of(meeting)
    if host.type != LICENSED:
        raise bad_request(200, f"Only available for paid users: {host.id}.")
    if meeting.settings["approval_type"] == NO_REGISTRATION:
        raise no_registration(meeting.id, switched_off)


def _check_open(world: World, meeting: Meeting, switched_off: int = 300) -> None:
    """Raise unless the meeting takes new registrants now."""
    _check_enabled(world, meeting, switched_off)
    starts = [each["start_time"] for each in meeting.occurrences] or [meeting.start_time]
    last = max((moments.read(start) for start in starts if start), default=None)
    closed = meeting.settings.get("close_registration") and last and last <= world.now
    if closed or (last and last + timedelta(minutes=meeting.duration) < world.now):
        raise bad_request(
            3038,
            "Meeting is over, you can not register now. "
            "If you have any questions, please contact the Meeting host.",
        )


def _register(
    world: World,
    meeting: Meeting,
    email: str,
    first_name: str,
    last_name: str,
    body: Mapping[str, Any],
) -> Registrant:
    """Return the registrant of that address, made anew only if there is none.

    A known one keeps names and link; a denied one stays denied until somebody approves.
    """
    manual = meeting.settings["approval_type"] == MANUAL
    approved = body.get("auto_approve") is True if manual else True
    known = meeting.registrant_of(email)
    if known is not None:
        if known.status == "pending" and approved:
            known.status = "approved"
            world.events.append(events.registration(world, "approved", meeting, known))
        return known
    if _is_full(world, meeting, email):
        raise bad_request(3043, "Meeting has reached maximum attendee capacity.")
    registrant = Registrant(
        id=secrets.token_urlsafe(16),
        email=email,
        first_name=first_name,
        last_name=last_name,
        status="approved" if approved else "pending",
        create_time=moments.write(world.now),
        key=f"{secrets.token_urlsafe(32)}.DQYAAAA",
    )
    meeting.registrants.append(registrant)
    world.events.append(events.registration(world, "created", meeting, registrant))
    return registrant


def _is_full(world: World, meeting: Meeting, email: str) -> bool:
    known = meeting.registrant_of(email) is not None
    return not known and len(meeting.registrants) >= world.rules.registrant_capacity


def _hosts(world: World, meeting: Meeting) -> set[str]:
    """E-mails of host and alternative hosts, who cannot register."""
    users = [world.licensed(entry) for entry in alternative_hosts(meeting.settings)]
    return {world.host_of(meeting).email, *(user.email for user in users if user is not None)}


def _quota(world: World, kind: str, meeting: Meeting, email: str) -> str:
    scope = "" if world.rules.strict_registrant_quota else f"{meeting.id}:"
    return f"{kind}:{scope}{email}"


def _add_quota(world: World, meeting: Meeting, email: str) -> str:
    return _quota(world, "registrant", meeting, email)


def _spend_add(world: World, request: ZoomRequest, meeting: Meeting, email: str) -> None:
    limit = world.rules.registrant_adds_a_day
    world.spend(request, _add_quota(world, meeting, email), limit, ADD)


def _find(world: World, meeting: Meeting, registrant_id: str) -> Registrant:
    _check_enabled(world, meeting)
    for registrant in meeting.registrants:
        if registrant.id == registrant_id:
            return registrant
    raise unknown_registrant()


def unknown_registrant() -> Refusal:
    sentence = (
        "The value that you entered for the Registrant ID field is invalid. "
        "Enter a valid value and try again."
    )
    return bad_request(300, sentence)


def _named(meeting: Meeting, item: object) -> Registrant | None:
    """Find who an item of a status update means; an unknown one is passed over in silence."""
    if not isinstance(item, Mapping):
        return None
    wanted, email = item.get("id"), item.get("email")
    for each in meeting.registrants:
        if wanted in (None, "", each.id) and (not email or str(email).lower() == each.email):
            return each if wanted or email else None
    return None
