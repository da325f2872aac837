"""What the office itself says of its days: added and taken back, both written down; no clock runs.

A change holds for every clock at once, also for what is over: what was late is worked out anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.documents.render import printable
from connector.errors import ConnectorError
from connector.flows.design_certificates import plain_line
from connector.flows.office import Office
from connector.flows.work_calendar import YEARS_AHEAD, work_calendar
from connector.procedures.national_days import FIRST_YEAR, LAST_YEAR
from connector.store import audit, calendar_days
from connector.store.calendar_days import LocalDays, LocalKind, StoredLocalDays

NAME_LENGTH = 80
"""Characters."""

LONGEST = 31
"""Days of one entry; a longer one is a slip."""

SHORTEST_RAMADAN, LONGEST_RAMADAN = 29, 30
"""Days."""


def add_days(office: Office, days: LocalDays, *, actor: str) -> StoredLocalDays:
    """Let the office's word hold for a day or a period.

    Raises ConnectorError `calendar_*`: a name that cannot be shown, an end before the beginning,
    a year outside the calendar, days the office has spoken of already, or an entry that would
    change nothing.
    """
    tidied = LocalDays(days.kind, days.first, days.last, plain_line(days.name))
    _check(office, tidied)
    now = office.clock()
    with office.engine.begin() as connection:
        standing = calendar_days.standing(connection)
        _check_apart(tidied, standing)
        _check_changes(office, tidied, standing)
        stored = calendar_days.insert(connection, tidied, actor=actor, now=now)
        _note(connection, "calendar.added", stored, actor, now)
    return stored


def remove_days(office: Office, entry_id: int, *, actor: str) -> StoredLocalDays:
    """Take an entry back: the country's calendar holds again. Raises `calendar_gone`."""
    now = office.clock()
    with office.engine.begin() as connection:
        removed = calendar_days.remove(connection, entry_id, actor=actor, now=now)
        if removed is None:
            raise ConnectorError("calendar_gone")
        _note(connection, "calendar.removed", removed, actor, now)
    return removed


def _check(office: Office, days: LocalDays) -> None:
    nameless = days.kind is LocalKind.RAMADAN and not days.name
    long = len(days.name) > NAME_LENGTH
    if long or printable(days.name) != days.name or not (days.name or nameless):
        raise ConnectorError("calendar_name", limit=NAME_LENGTH)
    last_year = min(office.clock().year + YEARS_AHEAD, LAST_YEAR)
    if not FIRST_YEAR <= days.first.year <= last_year:
        raise ConnectorError("calendar_year", first=FIRST_YEAR, last=last_year)
    length = (days.last - days.first).days + 1
    if length < 1:
        raise ConnectorError("calendar_backwards")
    if days.kind is LocalKind.RAMADAN:
        if not SHORTEST_RAMADAN <= length <= LONGEST_RAMADAN:
            raise ConnectorError("calendar_ramadan_length", days=length)
    elif length > LONGEST:
        raise ConnectorError("calendar_long", days=length, most=LONGEST)


def _check_apart(days: LocalDays, standing: Sequence[StoredLocalDays]) -> None:
    """Refuse two words of the office about one day."""
    for one in standing:
        same = (one.days.kind is LocalKind.RAMADAN) is (days.kind is LocalKind.RAMADAN)
        if same and one.days.first <= days.last and days.first <= one.days.last:
            raise ConnectorError("calendar_taken", name=one.days.name or "Ramadan")


def _check_changes(office: Office, days: LocalDays, standing: Sequence[StoredLocalDays]) -> None:
    """Refuse a day off that is one already, and a day worked that is one already."""
    if days.kind is LocalKind.RAMADAN:
        return
    local = tuple(one.days for one in standing)
    calendar = work_calendar(office.zone, local, days.last.year)
    all_days = [days.first + timedelta(days=n) for n in range((days.last - days.first).days + 1)]
    closing = days.kind is LocalKind.CLOSED
    if not any(calendar.is_working_day(day) is closing for day in all_days):
        raise ConnectorError("calendar_off_already" if closing else "calendar_worked_already")


def _note(
    connection: Connection, action: str, stored: StoredLocalDays, actor: str, now: datetime
) -> None:
    audit.note(
        connection,
        actor,
        action,
        f"calendar_day:{stored.id}",
        now=now,
        kind=stored.days.kind.value,
        first=stored.days.first.isoformat(),
        last=stored.days.last.isoformat(),
    )
