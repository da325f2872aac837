"""Zoom's two spellings of a point in time, and nothing else."""

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UTC_FORM = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
LOCAL_FORM = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")


def write(moment: datetime) -> str:
    """Spell an aware moment as Zoom answers it: UTC, whole seconds, `Z`."""
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="seconds") + "Z"


def read(text: str) -> datetime:
    """Read a moment that `write` wrote."""
    return datetime.fromisoformat(text)


def zone(name: object) -> ZoneInfo | None:
    """Return the zone of that name, or None where Zoom would shrug."""
    if not isinstance(name, str) or not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def read_start(text: object, local: tzinfo) -> datetime | None:
    """Read `start_time` of a request; None when it has neither of Zoom's two forms.

    With `Z` the text is UTC and the zone beside it only a label; without `Z` it is local time.
    """
    if not isinstance(text, str):
        return None
    try:
        if UTC_FORM.fullmatch(text):
            return datetime.fromisoformat(text)
        if LOCAL_FORM.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=local).astimezone(UTC)
    except ValueError:
        return None
    return None
