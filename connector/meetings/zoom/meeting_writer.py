"""Creates and updates meetings, one a change; an update is read back, a 204 proves nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from connector.errors import RemoteError
from connector.meetings.zoom import payloads
from connector.meetings.zoom.client import ZoomClient
from connector.meetings.zoom.directory import Directory
from connector.meetings.zoom.openers import Openers, openers
from connector.meetings.zoom.options import JOIN_LINK
from connector.meetings.zoom.payloads import ZoomMeeting
from connector.meetings.zoom.quotas import Quotas
from connector.meetings.zoom.refusals import DailyLimit, Meaning, ZoomRefused
from connector.meetings.zoom.verdicts import Verdicts
from connector.meetings.zoom.watching import observed_values
from connector.reconcile.changes import Action, Change, Outcome, Result, Value
from connector.reconcile.diff import differing
from connector.reconcile.platform import Bindings

WRITES = ("meeting.create", "meeting.update")
"""The calls that draw on the host's daily quota."""

ABOUT_HOSTS = frozenset({Meaning.INVALID, Meaning.NOT_ALLOWED, Meaning.NO_USER, Meaning.UNKNOWN})
"""Refusals that may be about the list of alternative hosts; Zoom's code for it is unsettled."""


class MeetingWriter:
    """Writes the meetings of one account."""

    def __init__(
        self,
        client: ZoomClient,
        directory: Directory,
        quotas: Quotas,
        clock: Callable[[], datetime],
    ) -> None:
        self._client, self._directory = client, directory
        self._quotas, self._clock = quotas, clock

    def apply(self, changes: Sequence[Change], bindings: Bindings) -> Iterator[Sequence[Outcome]]:
        verdicts = Verdicts(self._clock)
        for change in changes:
            try:
                outcome = self._write(change, bindings, verdicts)
                verdicts.answered()
            except DailyLimit as limit:
                if limit.call in WRITES:
                    self._quotas.exhaust_meeting_writes()
                outcome = verdicts.no_quota(change)
            except RemoteError as error:
                verdicts.check(error)
                outcome = verdicts.outcome(change, error)
            yield [outcome]

    def _write(self, change: Change, bindings: Bindings, verdicts: Verdicts) -> Outcome:
        if change.action is Action.ADOPT:
            return Outcome(change, Result.DONE, remote_id=change.remote_id)
        if change.action is Action.CREATE:
            return self._create(change, bindings, verdicts)
        if change.action is Action.UPDATE:
            return self._update(change, bindings, verdicts)
        return verdicts.failed(change, "zoom_not_done_here", action=change.action.value)

    def _create(self, change: Change, bindings: Bindings, verdicts: Verdicts) -> Outcome:
        values = dict(change.after or {})
        start = payloads.moment(values.get("start"))
        if start is None or _end(values, start) <= self._clock():
            return verdicts.parked(change, "zoom_meeting_over")
        chosen = openers(values, change.key, None, self._directory, bindings)
        if not self._quotas.take_meeting_write():
            return verdicts.no_quota(change)
        host = self._directory.host().id
        try:
            meeting = self._client.create_meeting(host, _body(values, chosen.list))
            refused = frozenset[str]()
        except ZoomRefused as refusal:
            if not chosen.list or not _about_hosts(refusal):
                raise
            if not self._quotas.take_meeting_write():
                return verdicts.no_quota(change)
            meeting = self._client.create_meeting(host, _body(values, None))
            refused = chosen.wanted
        return Outcome(
            change,
            Result.DONE,
            remote_id=str(meeting.id),
            also={JOIN_LINK: meeting.join_url, **chosen.remembered(refused)},
        )

    def _update(self, change: Change, bindings: Bindings, verdicts: Verdicts) -> Outcome:
        number = int(change.remote_id)
        values = dict(change.after or {})
        changed = differing(values, change.before or {})
        meeting = self._client.get_meeting(number)
        chosen = openers(values, change.key, meeting, self._directory, bindings)
        hosts = chosen.list if "instructors" in changed else None
        if not self._quotas.take_meeting_write():
            return verdicts.no_quota(change)
        refused = frozenset[str]()
        try:
            self._client.update_meeting(number, _body(changed, hosts))
        except ZoomRefused as refusal:
            if not hosts or not _about_hosts(refusal):
                raise
            refused = chosen.wanted - chosen.listed
            changed.pop("instructors")
            if changed and not self._quotas.take_meeting_write():
                return verdicts.no_quota(change)
            if changed:
                self._client.update_meeting(number, _body(changed, None))
        return self._read_back(change, number, chosen, refused)

    def _read_back(
        self, change: Change, number: int, chosen: Openers, refused: frozenset[str]
    ) -> Outcome:
        """Believe no 204: compare what Zoom now holds with what was sent."""
        meeting = self._client.get_meeting(number)
        wanted = dict(change.after or {})
        ignored = sorted(differing(wanted, observed_values(wanted, meeting, self._clock())))
        if set(chosen.wanted - refused) - set(meeting.alternative_hosts):
            ignored.append("alternative_hosts")
        code, result = "", Result.DONE
        params: dict[str, str | int] = {}
        if ignored:
            code, result = "zoom_ignored", Result.FAILED
            params = {"fields": ", ".join(ignored)}
        elif refused:
            code, result = "zoom_alternative_host_refused", Result.FAILED
        return Outcome(
            change,
            result,
            remote_id=str(number),
            code=code,
            params=params,
            also=self._also(meeting, chosen, refused),
        )

    @staticmethod
    def _also(meeting: ZoomMeeting, chosen: Openers, refused: frozenset[str]) -> Mapping[str, str]:
        return {JOIN_LINK: meeting.join_url, **chosen.remembered(refused)}


def _about_hosts(refusal: ZoomRefused) -> bool:
    """Tell whether to try without alternative hosts; an error inside HTTP 200 blames nobody."""
    return refusal.meaning in ABOUT_HOSTS and refusal.status >= 400


def _end(values: Mapping[str, Value], start: datetime) -> datetime:
    return start + timedelta(minutes=int(values.get("minutes") or 0))


def _body(
    values: Mapping[str, Value], alternative_hosts: Sequence[str] | None
) -> dict[str, object]:
    return payloads.meeting_body(values, alternative_hosts)
