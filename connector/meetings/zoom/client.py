"""zoomus over our own transport, and the calls this project makes, typed; no decisions here.

zoomus 1.2.1 would fetch a token in its constructor; that constructor is not called. Endpoints
it lacks are sent over the same transport.
"""

# mypy: allow-subclassing-any

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any

import zoomus.client
import zoomus.util

from connector.errors import TemporaryError
from connector.meetings.zoom import payloads
from connector.meetings.zoom.payloads import (
    NewRegistrant,
    PastMeeting,
    ReportPage,
    ZoomMeeting,
    ZoomRegistrant,
    ZoomUser,
)
from connector.meetings.zoom.refusals import ZoomRefused
from connector.meetings.zoom.transport import ZoomComponent, ZoomTransport, quoted, quoted_uuid

PAGE = 300
"""Rows a page; Zoom's maximum for meetings, registrants and participants of a report."""
BATCH = 30
"""Registrants in one batch or one status update; Zoom's maximum."""
MOST_PAGES = 1_000
"""A list longer than this is a pager gone wrong."""


class ZoomClient(zoomus.client.ZoomClient):
    """One Zoom account; use it as a context manager or close it."""

    def __init__(self, transport: ZoomTransport) -> None:
        zoomus.util.ApiClient.__init__(self, base_uri=transport.base_uri)
        self.transport = transport
        version = zoomus.util.API_VERSION_2
        self.config = {"version": version}
        self.components = {
            name: type(component.__name__, (ZoomComponent, component), {})(
                base_uri=transport.base_uri, config=self.config, transport=transport
            )
            for name, component in zoomus.client.COMPONENT_CLASSES[version].items()
        }

    def __enter__(self) -> "ZoomClient":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self.transport.close()

    def get_user(self, key: str) -> ZoomUser:
        """Return the user with that id or e-mail address."""
        return payloads.user(self.user.get(id=quoted(key)))

    def list_meetings(self, host: str) -> list[ZoomMeeting]:
        """List all scheduled, unexpired meetings of a host, in full; agendas are cut at 250."""
        rows = self._pages("meetings", lambda page: self.meeting.list(user_id=quoted(host), **page))
        return [payloads.meeting(row) for row in rows]

    def create_meeting(self, host: str, body: Mapping[str, Any]) -> ZoomMeeting:
        """Create a type-2 meeting. Not idempotent: look for its marker before calling again."""
        fields = self._timed({**body, "type": payloads.SCHEDULED})
        return payloads.meeting(self.meeting.create(user_id=quoted(host), **fields))

    def get_meeting(self, number: int) -> ZoomMeeting:
        return payloads.meeting(self.meeting.get(id=number))

    def update_meeting(self, number: int, body: Mapping[str, Any]) -> None:
        """Send the changed fields. Zoom answers 204 for values it ignored: read it again."""
        self.meeting.update(id=number, **self._timed(body))

    def list_registrants(self, number: int, status: str) -> list[ZoomRegistrant]:
        """List the registrants of one status (pending, approved, denied), in full."""
        rows = self._pages(
            "registrants",
            lambda page: self.meeting.list_registrants(id=number, status=status, **page),
        )
        return [payloads.registrant(row, status) for row in rows]

    def add_registrant(self, number: int, person: NewRegistrant) -> ZoomRegistrant:
        """Register one person, approved at once; the reply may lack the join link."""
        reply = self.meeting.add_registrant(
            id=number, auto_approve=True, **payloads.registrant_body(person)
        )
        return payloads.registrant({"email": person.email, **reply}, "approved")

    def batch_registrants(
        self, number: int, people: Sequence[NewRegistrant]
    ) -> dict[str, ZoomRegistrant]:
        """Register up to 30, without mail; return those Zoom names, by lower-case address.

        Zoom gives no error per person: who is missing in the reply was not registered.
        """
        body = {
            "auto_approve": True,
            "registrants_confirmation_email": False,
            "registrants": [payloads.registrant_body(person) for person in people],
        }
        reply = self.transport.send("POST", f"/meetings/{number}/batch_registrants", None, body)
        rows = [payloads.registrant(row, "approved") for row in reply.get("registrants", [])]
        return {row.email: row for row in rows if row.id}

    def set_registrant_status(
        self, number: int, action: str, people: Sequence[tuple[str, str]]
    ) -> None:
        """Approve or cancel up to 30 (id, e-mail); 204 says nothing about any single one."""
        named = [{"id": identifier, "email": email} for identifier, email in people]
        self.meeting.update_registrant_status(id=number, action=action, registrants=named)

    def past_meeting(self, uuid: str) -> PastMeeting:
        """Return one held meeting; zoomus quotes its UUID only by half."""
        return payloads.past_meeting(
            self.transport.send("GET", f"/past_meetings/{quoted_uuid(uuid)}")
        )

    def past_instances(self, number: int) -> list[tuple[str, datetime]]:
        """List UUID and start of every held meeting of a number, of the last 15 months."""
        return payloads.instances(self.transport.send("GET", f"/past_meetings/{number}/instances"))

    def report_page(self, uuid: str, token: str = "") -> ReportPage:
        """Return one page of a participant report; a page's token lives 15 minutes."""
        query: dict[str, Any] = {"page_size": PAGE, "include_fields": "registrant_id"}
        if token:
            query["next_page_token"] = token
        endpoint = f"/report/meetings/{quoted_uuid(uuid)}/participants"
        return payloads.report_page(self.transport.send("GET", endpoint, query))

    @staticmethod
    def _timed(body: Mapping[str, Any]) -> dict[str, Any]:
        """Give zoomus the datetime it insists on; it stamps Z on it without converting."""
        start = payloads.moment(body["start_time"]) if "start_time" in body else None
        return {**body, "start_time": start} if start else dict(body)

    @staticmethod
    def _pages(rows_key: str, ask: Any) -> Iterator[Mapping[str, Any]]:
        """Yield the rows of every page; raise when they are fewer than Zoom says there are."""
        name = rows_key.removesuffix("s") + ".list"
        page: dict[str, Any] = {"page_size": PAGE}
        seen = set[str]()
        count, total = 0, 0
        for _ in range(MOST_PAGES):
            try:
                reply = ask(page)
            except ZoomRefused as error:
                if seen:  # a page token lives 15 minutes
                    raise TemporaryError("zoom", name, "page_token_refused") from error
                raise
            rows = reply.get(rows_key, [])
            count += len(rows)
            total = int(reply.get("total_records", count))
            yield from rows
            token = str(reply.get("next_page_token", ""))
            if not token:
                break
            if token in seen:
                raise TemporaryError("zoom", name, "page_token_repeats")
            seen.add(token)
            page = {"page_size": PAGE, "next_page_token": token}
        if count < total:
            raise TemporaryError("zoom", name, "list_incomplete")
