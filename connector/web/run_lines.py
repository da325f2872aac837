"""Runs of trainings in one line each: for the board of trainings and the head of each page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.working_time import WorkCalendar
from connector.flows.office import Office
from connector.flows.procedure_standing import standings
from connector.flows.work_calendar import calendar_for
from connector.web.run_rows import PRESSING, RunLine, ShownRun, run_line, shown_run


class Calendars:
    """The calendar of each zone, read once."""

    def __init__(self, connection: Connection, office: Office) -> None:
        self._connection, self._office = connection, office
        self._read: dict[str, WorkCalendar] = {}

    def of(self, zone: str) -> WorkCalendar:
        if zone not in self._read:
            self._read[zone] = calendar_for(self._connection, self._office, zone)
        return self._read[zone]


def run_lines(
    connection: Connection, office: Office, now: datetime, training_ids: Collection[int]
) -> dict[int, list[RunLine]]:
    """Return each training's runs that go on as lines, the most pressing first."""
    calendars = Calendars(connection, office)
    found: dict[int, list[RunLine]] = {}
    for training, views in standings(connection, office, now, training_ids).items():
        shown = [
            shown_run(view, calendars.of(view.zone), now, drawn=False)
            for view in views
            if not view.standing.over
        ]
        found[training] = [run_line(one) for one in sorted(shown, key=light)]
    return found


def light(shown: ShownRun) -> tuple[int, float, int]:
    """Order runs: the most pressing light first, then the nearest deadline."""
    due = min(
        (one.standing.due_at.timestamp() for one in shown.now_due if one.standing.due_at),
        default=float("inf"),
    )
    return PRESSING.index(shown.mark), due, shown.id
