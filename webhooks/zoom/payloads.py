"""The only reader of Zoom's webhook keys: one live event becomes one `HeldSighting`; no I/O.

Live events differ from Zoom's published examples (facts: Zoom §7): participants carry `join_time`
or `leave_time`, fields come and go, new ones appear. So unknown fields are ignored, absent ones
are "", and what is read must have the right type.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connector.domain.people import read_phone
from connector.domain.presence import HeldSighting, Sighting, SightingKind
from webhooks.readings import Unreadable

LONGEST_ID = 255
"""Characters; Zoom's ids have fewer than 50, and a database index takes some thousand."""

LONGEST_TEXT = 1000
"""Characters of a display name that are kept; Zoom lets people type 64."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Moments beyond are a fault of the sender; the end of the calendar would stop who reckons on."""

Fields = Mapping[str, Any]


def event_of(document: Any) -> str:
    """Return the event's name."""
    if not isinstance(document, dict):
        raise Unreadable("body")
    event = document.get("event")
    if not isinstance(event, str) or not 0 < len(event) <= LONGEST_ID:
        raise Unreadable("event")
    return _clean(event)


def account_of(document: Fields) -> str:
    """Return the account the event is about, "" where Zoom does not say."""
    payload = document.get("payload")
    account = payload.get("account_id") if isinstance(payload, dict) else None
    return account if isinstance(account, str) else ""


def meeting_event(document: Fields, kind: SightingKind) -> HeldSighting:
    """Read `meeting.started` or `meeting.ended`: their times are when it really began and ended."""
    name = "start_time" if kind is SightingKind.STARTED else "end_time"
    held = _section(_section(document, "payload"), "object", "payload.object")
    at = _moment(document, held, (name,), "payload.object")
    return _held(held, Sighting(kind, at))


def participant_event(document: Fields, kind: SightingKind, times: tuple[str, ...]) -> HeldSighting:
    """Read an event about one participant; `times` are the keys of its moment, the best first."""
    held = _section(_section(document, "payload"), "object", "payload.object")
    where = "payload.object.participant"
    one = _section(held, "participant", where)
    sighting = Sighting(
        kind=kind,
        at=_moment(document, one, times, where),
        leg=_needed(one, "user_id", where),
        parent_leg=_identifier(one, "parent_user_id", where),
        participant=_identifier(one, "participant_uuid", where),
        name=_text(one, "user_name", where)[:LONGEST_TEXT],
        email=_identifier(one, "email", where).lower(),
        registrant_id=_identifier(one, "registrant_id", where),
        # `id` is the deprecated name of the same thing, alone in older events.
        login=_identifier(one, "participant_user_id", where) or _identifier(one, "id", where),
        phone=_phone(one, where),
        bound_leg=_needed(one, "bind_user_id", where) if kind is SightingKind.BOUND else "",
    )
    return _held(held, sighting)


def _held(held: Fields, sighting: Sighting) -> HeldSighting:
    """A UUID names one occurrence; the number, a string here and an integer there, all of them."""
    number = _needed(held, "id", "payload.object").replace(" ", "")
    if not (number.isascii() and number.isdigit()):
        raise Unreadable("payload.object.id")
    return HeldSighting(
        uuid=_needed(held, "uuid", "payload.object"),
        meeting=str(int(number)),
        sighting=sighting,
        host=_identifier(held, "host_id", "payload.object"),
    )


def _section(fields: Fields, name: str, where: str = "") -> Fields:
    section = fields.get(name)
    if not isinstance(section, dict):
        raise Unreadable(where or name)
    return section


def _needed(fields: Fields, name: str, where: str) -> str:
    if found := _identifier(fields, name, where):
        return found
    raise Unreadable(f"{where}.{name}")


def _identifier(fields: Fields, name: str, where: str) -> str:
    """Return an id, "" where it is absent or empty; Zoom writes numbers as numbers at times."""
    value = fields.get(name)
    if type(value) is int:
        value = str(value)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_ID:
        raise Unreadable(f"{where}.{name}")
    return _clean(value).strip()


def _text(fields: Fields, name: str, where: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"{where}.{name}")
    return _clean(value).strip()


def _clean(value: str) -> str:
    """Take out what a database cannot store as text: NUL, and halves of surrogate pairs."""
    if value.isascii() and "\0" not in value:
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _phone(fields: Fields, where: str) -> str:
    """Return `+62…`; Zoom leaves the plus out. What is no whole number (masked) stays as it is."""
    given = _identifier(fields, "phone_number", where)
    if not given:
        return ""
    return read_phone(given if given[0] in "+0" else f"+{given}") or given


def _moment(document: Fields, fields: Fields, names: tuple[str, ...], where: str) -> datetime:
    """Return when it happened, in UTC; when Zoom sent the event only where it does not say."""
    for name in names:
        value = fields.get(name)
        if value is None or value == "":
            continue
        try:
            at = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise Unreadable(f"{where}.{name}") from None
        if at.tzinfo is None:
            raise Unreadable(f"{where}.{name}")
        return _possible(at, f"{where}.{name}")
    return _sent(document, f"{where}.{names[0]}")


def _sent(document: Fields, missing: str) -> datetime:
    """Read `event_ts`: milliseconds, unlike the header's seconds (facts: Zoom §7)."""
    milliseconds = document.get("event_ts")
    if type(milliseconds) is not int:
        raise Unreadable(missing)
    try:
        at = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise Unreadable("event_ts") from None
    return _possible(at, "event_ts")


def _possible(at: datetime, where: str) -> datetime:
    if not EARLIEST <= at < LATEST:
        raise Unreadable(where)
    return at.astimezone(UTC)
