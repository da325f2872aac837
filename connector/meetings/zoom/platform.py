"""The Zoom platform: one account behind the reconciliation port and the meetings protocol."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from connector.clock import utc_now
from connector.domain.trainings import Training
from connector.http import TIMEOUT
from connector.meetings.base import HeldMeeting, Room, WrittenRecord, slots
from connector.meetings.zoom import checks, costs, seats, wishes
from connector.meetings.zoom.client import ZoomClient
from connector.meetings.zoom.directory import Directory
from connector.meetings.zoom.meeting_writer import MeetingWriter
from connector.meetings.zoom.options import (
    JOIN_LINK,
    OPENS,
    ZoomOptions,
    registrant_key,
    split_registrant_key,
)
from connector.meetings.zoom.quotas import Pacer, Quotas, QuotaStore
from connector.meetings.zoom.registrant_writer import RegistrantWriter
from connector.meetings.zoom.reports import Reports
from connector.meetings.zoom.tokens import Credentials, TokenProvider, TokenStore, oauth_grant
from connector.meetings.zoom.transport import ZoomTransport
from connector.meetings.zoom.watching import Watcher
from connector.reconcile.changes import Change, Desired, Observed, Outcome
from connector.reconcile.checks import Check
from connector.reconcile.platform import Bindings, Budget, Retire

ZOOM_HOSTS = (".zoom.us", ".zoom.com", ".zoomgov.com", ".zoom.com.cn")
"""Where classes are joined; an office's vanity name (`kemenkum.zoom.us`) stands before one."""


class ZoomPlatform:
    """Meetings and registrants of one Zoom account; fulfils `connector.meetings.base.Meetings`."""

    system = "meetings"
    stages: Sequence[tuple[str, Retire]] = (
        ("meeting", Retire.KEEP),  # people may hold links: a person deletes meetings, in Zoom
        ("registrant", Retire.SUSPEND),
    )

    def __init__(
        self,
        client: ZoomClient,
        *,
        connection: str,
        options: ZoomOptions,
        quota_store: QuotaStore,
        clock: Callable[[], datetime] = utc_now,
        hosts: Collection[str] = (),
    ) -> None:
        """`hosts` are further hosts whose links to a class are believed, beside Zoom's own."""
        self._hosts = frozenset(hosts)
        self.connection = connection
        self.client, self.options = client, options
        self._clock = clock
        self._pacer = Pacer(options.plan)
        scope = options.registrant_quota_scope
        self._quotas = Quotas(connection, quota_store, options.host, scope, clock)
        directory = Directory(client, options.host, clock)
        self._watcher = Watcher(client, directory, clock)
        self._meetings = MeetingWriter(client, directory, self._quotas, clock)
        self._registrants = RegistrantWriter(client, directory, self._quotas, clock)
        self._reports = Reports(client, clock)

    def check(self) -> Sequence[Check]:
        """Say what an administrator should mend; changes nothing in the account."""
        return checks.check(self.client, self.options)

    def close(self) -> None:
        """Close all connections to Zoom."""
        self.client.close()

    def desired(self, training: Training) -> Desired:
        return wishes.desired(training, self.options, self._clock())

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        return self._watcher.observe(wanted, bindings)

    def budget(self, changes: Sequence[Change]) -> Budget:
        return costs.budget(changes, self._quotas, self._pacer, self._clock())

    def apply(self, changes: Sequence[Change], bindings: Bindings) -> Iterator[Sequence[Outcome]]:
        writer = self._meetings if changes[0].kind == "meeting" else self._registrants
        return writer.apply(changes, bindings)

    def rooms(self, training: Training, bindings: Bindings) -> Sequence[Room]:
        registered = bindings.all("registrant")
        return [
            Room(
                slot=slot,
                number=bindings.get("meeting", slot.key) or "",
                join_url=self._believed(bindings.get(JOIN_LINK, slot.key)) or "",
                opened_by=self.options.host,
                co_openers=tuple(
                    sorted(
                        split_registrant_key(key)[0]
                        for key, remote in registered.items()
                        if remote.startswith(OPENS) and split_registrant_key(key)[1] == slot.key
                    )
                ),
            )
            for slot in slots(training)
        ]

    def join_link(self, seat: str, meeting: str, bindings: Bindings) -> str | None:
        return self._believed(bindings.get(JOIN_LINK, registrant_key(seat, meeting)))

    def held(self, meeting: str) -> Sequence[HeldMeeting]:
        return self._reports.held(meeting)

    def record(self, uuid: str) -> WrittenRecord:
        return self._reports.record(uuid)

    def registrants(self, bindings: Bindings) -> Mapping[str, str]:
        return seats.registrant_seats(bindings)

    def openers(self, bindings: Bindings) -> Mapping[str, str]:
        return seats.opener_seats(bindings)

    def room_logins(self) -> frozenset[str]:
        return seats.room_logins(self.options)

    def _believed(self, link: str | None) -> str | None:
        """Return a link that leads to Zoom: our pages send people after it without asking."""
        try:
            parts = urlsplit(link or "")
            host = parts.hostname or ""
        except ValueError:
            return None
        at_zoom = parts.scheme == "https" and f".{host}".endswith(ZOOM_HOSTS)
        ours = parts.scheme in ("http", "https") and host in self._hosts
        return link if at_zoom or ours else None


def connect(
    *,
    connection: str,
    api_url: str,
    oauth_url: str,
    credentials: Credentials,
    options: ZoomOptions,
    token_store: TokenStore,
    quota_store: QuotaStore,
    clock: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], None] = time.sleep,
    timeout: tuple[float, float] = TIMEOUT,
) -> ZoomPlatform:
    """Wire one account; sends nothing yet. `api_url` is without /v2, `oauth_url` without path."""
    grant = oauth_grant(oauth_url, credentials, timeout=timeout)
    tokens = TokenProvider(connection, token_store, grant, clock)
    transport = ZoomTransport(
        f"{api_url.rstrip('/')}/v2",
        tokens,
        Pacer(options.plan, sleep=sleep),
        clock=clock,
        timeout=timeout,
        sleep=sleep,
    )
    return ZoomPlatform(
        ZoomClient(transport),
        connection=connection,
        options=options,
        quota_store=quota_store,
        clock=clock,
        hosts=[urlsplit(address).hostname or "" for address in (api_url, oauth_url)],
    )
