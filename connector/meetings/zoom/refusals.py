"""What Zoom means by a status and a code: one table, one reader of replies; nothing is sent here.

Zoom's sentences hold e-mail addresses, so they are read here and never travel further.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import requests

from connector.errors import PermanentError, TemporaryError
from connector.meetings.zoom.calls import Call

log = logging.getLogger(__name__)

SERVICE = "zoom"

LONGEST_WAIT = 86_400
"""Seconds; no limit of Zoom lasts longer than its day, whatever a header says."""


class Meaning(StrEnum):
    """What a refusal comes down to; the value is the remote code of the error raised for it."""

    UNAUTHORISED = "token_refused"
    SCOPE = "scope_missing"
    NOT_PAID = "not_paid"
    NO_USER = "no_user"
    OTHER_ACCOUNT = "other_account"
    NO_MEETING = "no_meeting"
    NOT_ALLOWED = "not_allowed"
    MAY_NOT_HOST = "may_not_host"
    NOT_SCHEDULED = "not_scheduled_type"
    REGISTRATION_OFF = "registration_off"
    HOST_REGISTERS = "host_registers"
    OVER = "meeting_over"
    FULL = "meeting_full"
    TOO_OLD = "too_old"
    INVALID = "invalid_value"
    RATE = "rate"
    UNKNOWN = "unknown_code"


@dataclass(frozen=True)
class Row:
    """One line of the table: empty `call` (a beginning) and 0 stand for any."""

    call: str
    status: int
    code: int
    meaning: Meaning


TABLE = (
    Row("", 0, 4711, Meaning.SCOPE),
    Row("", 0, 4700, Meaning.SCOPE),
    Row("", 401, 124, Meaning.UNAUTHORISED),
    Row("", 401, 0, Meaning.UNAUTHORISED),
    Row("", 429, 0, Meaning.RATE),
    Row("", 0, 4001, Meaning.RATE),
    Row("registrant.batch", 0, 303, Meaning.NOT_SCHEDULED),
    Row("registrant", 0, 3027, Meaning.HOST_REGISTERS),
    Row("registrant", 0, 3038, Meaning.OVER),
    Row("registrant", 0, 3043, Meaning.FULL),
    Row("registrant", 400, 404, Meaning.REGISTRATION_OFF),
    Row("registrant", 0, 1001, Meaning.NO_MEETING),
    Row("", 0, 1001, Meaning.NO_USER),
    Row("", 0, 1010, Meaning.OTHER_ACCOUNT),
    Row("", 0, 3001, Meaning.NO_MEETING),
    Row("", 0, 3000, Meaning.NOT_ALLOWED),
    Row("", 0, 3161, Meaning.MAY_NOT_HOST),
    Row("", 0, 12702, Meaning.TOO_OLD),
    Row("", 0, 200, Meaning.NOT_PAID),
    Row("", 0, 300, Meaning.INVALID),
)
"""First match wins; from Zoom's error tables and the findings of other integrations."""


class ZoomRefused(PermanentError):
    """A definite no: nothing was executed. `fields` names the refused fields, never values."""

    def __init__(
        self, call: str, meaning: Meaning, status: int, zoom_code: int, fields: tuple[str, ...] = ()
    ) -> None:
        super().__init__(SERVICE, call, meaning.value)
        self.meaning, self.status, self.zoom_code, self.fields = meaning, status, zoom_code, fields
        self.params = {
            **self.params,
            "status": status,
            "zoom_code": zoom_code,
            "fields": ", ".join(fields),
        }


class Throttled(TemporaryError):
    """Refused because of requests a second; not executed."""

    def __init__(self, call: str, wait: float | None) -> None:
        super().__init__(SERVICE, call, "rate_second", retry_after=wait)


class DailyLimit(TemporaryError):
    """Refused because a daily quota is spent; not executed. `until` is aware UTC."""

    def __init__(self, call: str, until: datetime, now: datetime) -> None:
        seconds = max(0.0, (until - now).total_seconds())
        super().__init__(SERVICE, call, "quota_daily", retry_after=seconds)
        self.until = until
        self.params = {**self.params, "until": until.strftime("%Y-%m-%dT%H:%M:%SZ")}


def read_reply(call: Call, response: requests.Response, now: datetime) -> dict[str, Any]:
    """Return the JSON object of a success, {} of an empty one; raise what a refusal means.

    HTTP 200 with a code other than 0 is a refusal too. What cannot be told from a success of
    a write is raised as ambiguous.
    """
    status = response.status_code
    body = _object(response)
    code = _code(body)
    if status in call.expected and code == 0 and (body is not None or status == 204):
        return body or {}
    if 300 <= status < 400:  # following it would carry the token elsewhere
        raise PermanentError(SERVICE, call.name, "redirected")
    if status >= 500 or (status < 300 and code == 0):
        reason = f"http_{status}" if status >= 500 else "not_understood"
        log.warning("zoom answer unusable call=%s status=%s", call.name, status)
        raise TemporaryError(SERVICE, call.name, reason, ambiguous=not call.reads)
    meaning = _meaning(call, status, code, body or {})
    if meaning is Meaning.RATE:
        raise _limit(call, response, body or {}, now)
    if meaning is Meaning.UNKNOWN:
        log.warning("zoom code unknown call=%s status=%s code=%s", call.name, status, code)
    raise ZoomRefused(call.name, meaning, status, code, _fields(body or {}))


def _object(response: requests.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except (ValueError, RecursionError):  # empty, a proxy's page, or nested without end
        return None
    return body if isinstance(body, dict) else None


def _code(body: Mapping[str, Any] | None) -> int:
    code = (body or {}).get("code", 0)
    if isinstance(code, int):
        return code
    text = str(code)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _meaning(call: Call, status: int, code: int, body: Mapping[str, Any]) -> Meaning:
    if call.name.startswith("registrant") and code == 300 and not body.get("errors"):
        return Meaning.REGISTRATION_OFF  # a refused value is named in `errors`
    for row in TABLE:
        if (
            call.name.startswith(row.call)
            and row.status in (0, status)
            and (row.code == code or (row.code == 0 and row.status))
        ):
            return row.meaning
    return Meaning.UNKNOWN


def _fields(body: Mapping[str, Any]) -> tuple[str, ...]:
    errors = body.get("errors")
    if not isinstance(errors, list):
        return ()
    named = [str(one.get("field", "")) for one in errors if isinstance(one, dict)]
    return tuple(sorted({name for name in named if re.fullmatch(r"[A-Za-z_.\[\]0-9]{1,60}", name)}))


def _limit(
    call: Call, response: requests.Response, body: Mapping[str, Any], now: datetime
) -> TemporaryError:
    """Tell the two limits apart by the sentence first: the headers may be absent or misleading."""
    said = str(body.get("message") or body.get("error_message") or "").lower()
    kind = response.headers.get("X-RateLimit-Type", "").lower()
    daily = "daily" in said or ("per-second" not in said and kind.startswith("daily"))
    if daily:
        return DailyLimit(call.name, next_utc_day(now), now)
    until = retry_moment(response.headers.get("Retry-After", ""), now)
    return Throttled(call.name, (until - now).total_seconds() if until else None)


def retry_moment(text: str, now: datetime) -> datetime | None:
    """Read Retry-After as seconds, HTTP date or (Zoom's habit) ISO 8601; None if none of them."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=min(int(text[:9]), LONGEST_WAIT))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def next_utc_day(now: datetime) -> datetime:
    """Return the coming 00:00 UTC, when Zoom's daily quotas start again."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)
