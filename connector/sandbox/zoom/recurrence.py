"""The occurrences of a recurring meeting with fixed times (type 8)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.fields import whole_number
from connector.sandbox.zoom.refusals import invalid

DAILY, WEEKLY, MONTHLY = 1, 2, 3
MAX_INTERVAL = {DAILY: 99, WEEKLY: 50, MONTHLY: 10}
"""Days, weeks, months between repetitions."""
MAX_OCCURRENCES = 60
HORIZON = timedelta(days=366 * 60)
"""A series that yields too few days within this time ends there."""


def checked(sent: object) -> dict[str, Any]:
    """Return the recurrence with its defaults, or refuse it (code 300)."""
    if not isinstance(sent, Mapping) or whole_number(sent.get("type")) not in MAX_INTERVAL:
        raise invalid(recurrence__type="Invalid field.")
    interval = whole_number(sent.get("repeat_interval", 1))
    if interval is None or not 1 <= interval <= MAX_INTERVAL[sent["type"]]:
        raise invalid(recurrence__repeat_interval="Invalid field.")
    kept = {**sent, "repeat_interval": interval}
    if "end_times" in sent and "end_date_time" in sent:
        raise invalid(recurrence__end_times="end_times and end_date_time exclude each other.")
    if "end_date_time" not in sent:
        times = whole_number(sent.get("end_times", 1))
        if times is None or not 1 <= times <= MAX_OCCURRENCES:
            raise invalid(recurrence__end_times="Invalid field.")
        kept["end_times"] = times
    elif moments.read_start(sent["end_date_time"], ZoneInfo("UTC")) is None:
        raise invalid(recurrence__end_date_time="Invalid field.")
    if sent["type"] == WEEKLY:
        kept.setdefault("weekly_days", "1")
        _weekdays(kept)
    return kept


def occurrences(
    recurrence: Mapping[str, Any], start: datetime, zone: ZoneInfo, minutes: int
) -> list[dict[str, Any]]:
    """List `occurrence_id`, `start_time`, `duration`, `status`, at most sixty.

    Repetition follows local time, so a class stays at eight o'clock through a clock change.
    """
    local = start.astimezone(zone)
    until = moments.read_start(recurrence.get("end_date_time"), ZoneInfo("UTC"))
    wanted = MAX_OCCURRENCES if until else int(recurrence["end_times"])
    found: list[dict[str, Any]] = []
    for day in _days(recurrence, local.date()):
        moment = datetime.combine(day, local.timetz())
        if len(found) == wanted or (until is not None and moment > until):
            break
        found.append(
            {
                "occurrence_id": str(int(moment.timestamp() * 1000)),
                "start_time": moments.write(moment),
                "duration": minutes,
                "status": "available",
            }
        )
    return found


def _days(recurrence: Mapping[str, Any], first: date) -> Iterator[date]:
    interval = int(recurrence["repeat_interval"])
    for offset in range(HORIZON.days):
        day = first + timedelta(days=offset)
        if recurrence["type"] == DAILY:
            fits = offset % interval == 0
        elif recurrence["type"] == WEEKLY:
            week = (offset + (first.isoweekday() % 7)) // 7
            fits = week % interval == 0 and day.isoweekday() % 7 + 1 in _weekdays(recurrence)
        else:
            months = (day.year - first.year) * 12 + day.month - first.month
            fits = months % interval == 0 and _fits_month(recurrence, day)
        if fits:
            yield day


def _weekdays(recurrence: Mapping[str, Any]) -> set[int]:
    """Read `weekly_days`: a comma list of 1 (Sunday) to 7."""
    parts = str(recurrence["weekly_days"]).split(",")
    if not all(part.strip() in {"1", "2", "3", "4", "5", "6", "7"} for part in parts):
        raise invalid(recurrence__weekly_days="Invalid field.")
    return {int(part) for part in parts}


def _fits_month(recurrence: Mapping[str, Any], day: date) -> bool:
    week = whole_number(recurrence.get("monthly_week"))
    if week is None:
        return day.day == (whole_number(recurrence.get("monthly_day")) or 1)
    if day.isoweekday() % 7 + 1 != recurrence.get("monthly_week_day"):
        return False
    if week == -1:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == week
