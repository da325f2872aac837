"""Sentences about what is written in the log of a run, and about its times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connector.domain.indonesian import MONTHS, zone_label
from connector.domain.step_log import MILESTONE, Deed, StepEntry
from connector.web.language import hour, spoken
from connector.web.run_drawing import Tick
from connector.web.run_words import milestone_word
from connector.web.translation import _

NOTED_LATE = timedelta(minutes=15)
"""An entry written later than that after what it says shows both moments."""

ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip


def words() -> dict[str, object]:
    """Return what templates of runs say things with."""
    return {
        "between": between,
        "deed_word": deed_word,
        "milestones": milestones,
        "noted_late": noted_late,
        "tick_word": tick_word,
        "who": who,
    }


def deed_word(deed: Deed) -> str:
    """What an entry says."""
    return {
        Deed.DONE: _("done"),
        Deed.SKIPPED: _("left out"),
        Deed.REOPENED: _("reopened"),
        Deed.PAUSED: _("paused"),
        Deed.RESUMED: _("went on"),
    }[deed]


def milestones(cause: str) -> str:
    """`milestone:plan_verified+timetable_published` in words."""
    names = cause.removeprefix(MILESTONE).split("+")
    return " + ".join(milestone_word(name) for name in names)


def who(entry: StepEntry, names: Mapping[str, str]) -> str:
    """`Budi`, `Sari for Joko`, `Ratna (administrator)`: who wrote an entry, and as whom."""
    name = names.get(entry.actor, entry.actor)
    other = names.get(f"user:{entry.detail.get('stands_for')}", "")
    if other:
        return _("%(name)s for %(other)s", name=name, other=other)
    if "administrator" in (entry.detail.get("as"), entry.detail.get("role")):
        return _("%(name)s (administrator)", name=name)
    return name


def noted_late(entry: StepEntry) -> bool:
    """Tell whether an entry was written down well after what it says."""
    return entry.noted_at - entry.at > NOTED_LATE


def between(start: datetime, end: datetime | None, zone: str) -> str:
    """`3 Aug 07.30–09.00 WIB`, `3 Aug 07.30 – 5 Aug 10.00 WIB`, `3 Aug 07.30 WIB – …`.

    The year stands where it is not the same at both ends; an end at midnight is 24.00 of the
    day before.
    """
    place, label = ZoneInfo(zone), zone_label(zone)
    first, begun = start.astimezone(place).date(), hour(start, zone)
    if end is None:
        return f"{short_day(first)} {begun} {label} – …"
    last, done = _closing(end, zone, after=start)
    if start == end:
        return f"{short_day(first)} {begun} {label}"
    if first == last:
        return f"{short_day(first)} {begun}–{done} {label}"
    year = first.year != last.year
    return f"{short_day(first, year=year)} {begun} – {short_day(last, year=year)} {done} {label}"


def _closing(end: datetime, zone: str, *, after: datetime) -> tuple[date, str]:
    local = end.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute, local.second) == (0, 0, 0) and end > after:
        return local.date() - timedelta(days=1), "24.00" if spoken() == "id" else "24:00"
    return local.date(), hour(end, zone)


def short_day(on: date, *, year: bool = False) -> str:
    """`3 Agt`, `3 Aug`; with the year where it is asked for."""
    name = month_word(on.month)
    return f"{on.day} {name} {on.year}" if year else f"{on.day} {name}"


def month_word(month: int) -> str:
    """`Agt`, `Aug`: as the office shortens it."""
    if spoken() == "en":
        return ENGLISH_MONTHS[month - 1]
    return "Agt" if month == 8 else MONTHS[month - 1][:3]


def tick_word(tick: Tick, zone: str) -> str:
    """Return the label of a line in the drawing: `08.00`, `3 Agt`, `Agt 2026`."""
    local = tick.at.astimezone(ZoneInfo(zone))
    if tick.kind == "hour":
        return hour(tick.at, zone)
    if tick.kind == "month":
        return f"{month_word(local.month)} {local.year}"
    return short_day(local.date())
