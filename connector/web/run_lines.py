"""Runs of trainings in one line each: for the board of trainings and the head of each page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from connector.flows.office import Office
from connector.flows.procedure_standing import standings
from connector.web.run_rows import RunLine, light, run_line, shown_run
from connector.web.run_steps import Looking


def run_lines(
    connection: Connection, office: Office, now: datetime, training_ids: Collection[int]
) -> dict[int, list[RunLine]]:
    """Return each training's runs that go on as lines, the most pressing first."""
    found: dict[int, list[RunLine]] = {}
    for training, views in standings(connection, office, now, training_ids).items():
        shown = [
            shown_run(view, Looking(view.calendar, now)) for view in views if not view.standing.over
        ]
        found[training] = [run_line(one) for one in sorted(shown, key=light)]
    return found
