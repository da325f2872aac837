"""What a handler needs: the account's state, its rules, its limits and the moment of the call."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.limits import Limits
from connector.sandbox.zoom.refusals import (
    Refusal,
    bad_request,
    invalid,
    no_meeting,
    no_user,
    not_found,
)
from connector.sandbox.zoom.rules import Category, Rules
from connector.sandbox.zoom.state import LICENSED, Instance, Meeting, SandboxUser, ZoomState

PAGE_TOKEN_LIFE = timedelta(minutes=15)
SCHEDULED_LIFE = timedelta(days=30)
RECURRING_LIFE = timedelta(days=365)
"""A meeting number dies that long after its last use (types 1 and 2; 3 and 8)."""

RECURRING = (3, 8)


@dataclass(frozen=True, slots=True)
class ZoomRequest:
    """One call after routing: path arguments decoded, body a JSON object."""

    name: str
    category: Category
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]

    def number(self, name: str, default: int, maximum: int) -> int:
        """Read a whole number from the query, 1 to `maximum`; anything else is refused."""
        text = self.query.get(name, "")
        if not text:
            return default
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= maximum:
            raise invalid(**{name: "Invalid field."})
        return int(text)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body of a success; no body under 204."""

    status: int
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing Zoom calls out; `body` is the whole JSON object."""

    name: str
    body: dict[str, Any]


Handler = Callable[["World", ZoomRequest], Answer]


@dataclass(slots=True)
class World:
    """The account as one call sees it; used under the server's lock."""

    state: ZoomState
    rules: Rules
    limits: Limits
    now: datetime
    address: str
    """Base of the links handed out, without a slash at its end."""
    pages: dict[str, tuple[str, int, datetime]] = field(default_factory=dict)
    """Paging token → what it pages, offset, expiry."""
    account_id: str = ""
    events: list[Event] = field(default_factory=list)
    """What the call made happen; called out once the call has succeeded."""

    def user(self, key: str) -> SandboxUser:
        """Find a user by id, e-mail or `me` (the owner of the app)."""
        if key == "me":
            return self.state.users[0]
        wanted = key.lower()
        for user in self.state.users:
            if user.id == key or user.email == wanted:
                if user.foreign:
                    raise not_found(1010, "User does not belong to this account.")
                return user
        raise no_user(key)

    def licensed(self, key: str) -> SandboxUser | None:
        """Return the active licensed user of this account with that e-mail or id."""
        wanted = key.strip()
        for user in self.state.users:
            if wanted == user.id or wanted.lower() == user.email:
                usable = user.type == LICENSED and user.status == "active" and not user.foreign
                return user if usable else None
        return None

    def host_of(self, meeting: Meeting | Instance) -> SandboxUser:
        return next(user for user in self.state.users if user.id == meeting.host_id)

    def meeting(self, text: str, refusal: Callable[[object], Refusal] = no_meeting) -> Meeting:
        """Find a meeting that is neither deleted nor expired."""
        if not text.isascii() or not text.isdigit():
            raise invalid(meetingId="Invalid meeting id.")
        meeting = self.state.meetings.get(int(text))
        if meeting is None or self.now > self.expiry(meeting):
            raise refusal(text)
        return meeting

    def expiry(self, meeting: Meeting) -> datetime:
        """When the number dies: 30 days (recurring: 365) after its start or last use."""
        used = [moments.read(meeting.created_at)]
        starts = [meeting.start_time, *(each["start_time"] for each in meeting.occurrences)]
        used += [moments.read(start) for start in starts if start]
        for instance in self.state.instances:
            if instance.meeting_id == meeting.id:
                used.append(moments.read(instance.end_time or instance.start_time))
        life = RECURRING_LIFE if meeting.type in RECURRING else SCHEDULED_LIFE
        return max(used) + life

    def spend(self, request: ZoomRequest, quota: str, limit: int, what: str) -> None:
        """Use one of a daily quota, or raise its 429."""
        if not self.limits.has_room(quota, limit, self.now):
            raise self.limits.refuse_daily(
                self.rules, request.category, limit, what, request.name, self.now
            )
        self.limits.charge(quota, self.now)

    def page(
        self,
        request: ZoomRequest,
        rows: Sequence[dict[str, Any]],
        key: str,
        *,
        maximum: int = 300,
        numbered: bool = False,
    ) -> dict[str, Any]:
        """Cut one page out of `rows`; a token is bound to its call and lives 15 minutes."""
        size = request.number("page_size", 30, maximum)
        subject = "|".join([request.name, *request.path.values(), request.query.get("status", "")])
        token = request.query.get("next_page_token", "")
        number = request.number("page_number", 1, 1_000_000)
        start = self._offset(token, subject) if token else (number - 1) * size
        end = start + size
        following = ""
        if end < len(rows):
            following = secrets.token_urlsafe(24)
            self.pages[following] = (subject, end, self.now + PAGE_TOKEN_LIFE)
        body: dict[str, Any] = {
            "page_count": -(-len(rows) // size),
            "page_size": size,
            "total_records": len(rows),
            "next_page_token": following,
            key: list(rows[start:end]),
        }
        if numbered:
            body["page_number"] = start // size + 1
        return body

    def _offset(self, token: str, subject: str) -> int:
        known = self.pages.get(token)
        if known is None or known[0] != subject or known[2] < self.now:
            raise bad_request(300, "The next page token is either invalid or has expired.")
        return known[1]
