"""Who in the office's Zoom account may host: looked up by address, remembered for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta

from connector.meetings.zoom.client import ZoomClient
from connector.meetings.zoom.payloads import ZoomUser
from connector.meetings.zoom.refusals import Meaning, ZoomRefused

REMEMBERED = timedelta(minutes=10)
"""How long an answer holds; a licence given meanwhile is seen after that."""

STRANGER = frozenset({Meaning.NO_USER, Meaning.OTHER_ACCOUNT})


class Directory:
    """Users of one account by id or e-mail address."""

    def __init__(self, client: ZoomClient, host: str, clock: Callable[[], datetime]) -> None:
        self._client, self._host, self._clock = client, host, clock
        self._known: dict[str, tuple[datetime, ZoomUser | None]] = {}

    def host(self) -> ZoomUser:
        """Return the account that owns the meetings; raises ZoomRefused when there is none."""
        found = self.find(self._host)
        if found is None:
            raise ZoomRefused("user.get", Meaning.NO_USER, 404, 1001)
        return found

    def find(self, key: str) -> ZoomUser | None:
        """Return a user of this account, or None for anybody else."""
        until, found = self._known.get(key, (None, None))
        if until is None or until <= self._clock():
            found = self._ask(key)
            self._known[key] = (self._clock() + REMEMBERED, found)
        return found

    def may_open(self, email: str) -> bool:
        """Tell whether that address can be an alternative host of our meetings."""
        found = self.find(email)
        return found is not None and found.licensed and found.id != self.host().id

    def _ask(self, key: str) -> ZoomUser | None:
        try:
            return self._client.get_user(key)
        except ZoomRefused as refusal:
            if refusal.meaning in STRANGER:
                return None
            raise
