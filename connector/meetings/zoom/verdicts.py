"""How a refused, unanswered or unaffordable call becomes the outcome of a change; no I/O."""

from collections.abc import Callable, Mapping
from datetime import datetime

from connector.errors import PermanentError, RemoteError, TemporaryError
from connector.meetings.zoom.payloads import written
from connector.meetings.zoom.refusals import Meaning, next_utc_day
from connector.reconcile.changes import Change, Outcome, Result

PATIENCE = 3
"""Unanswered calls in a row after which nothing more is tried on this account."""

HOPELESS = frozenset(
    {
        Meaning.UNAUTHORISED.value,
        Meaning.SCOPE.value,
        Meaning.NOT_PAID.value,
        "credentials_refused",
        "redirected",
    }
)
"""Refusals that every further call would meet as well."""


class Verdicts:
    """Turns errors into outcomes and knows when to give up; one for each apply."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._silent = 0

    def answered(self) -> None:
        """Note that Zoom answers again."""
        self._silent = 0

    def check(self, error: RemoteError) -> None:
        """Raise the error again when nothing more can be done on this account."""
        if error.remote_code in HOPELESS or error.remote_code == "rate_second":
            raise error
        if isinstance(error, TemporaryError) and error.remote_code != "quota_daily":
            self._silent += 1
            if self._silent > PATIENCE:
                raise error
        else:
            self._silent = 0

    def outcome(
        self, change: Change, error: RemoteError, *, also: Mapping[str, str] | None = None
    ) -> Outcome:
        result = Result.WAITING
        if isinstance(error, PermanentError):
            result = Result.FAILED
        elif isinstance(error, TemporaryError) and error.ambiguous:
            result = Result.UNKNOWN
        return Outcome(change, result, code=error.code, params=dict(error.params), also=also or {})

    def no_quota(self, change: Change) -> Outcome:
        """The day's quota is spent; Zoom starts again at 00:00 UTC."""
        until = written(next_utc_day(self._clock()))
        return Outcome(change, Result.WAITING, code="zoom_quota_daily", params={"until": until})

    def failed(self, change: Change, code: str, **params: str | int) -> Outcome:
        return Outcome(change, Result.FAILED, code=code, params=params)

    def parked(self, change: Change, code: str) -> Outcome:
        return Outcome(change, Result.PARKED, code=code)
