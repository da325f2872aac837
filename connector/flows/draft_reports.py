"""Drafts build themselves while their step is open, until a person takes them up; a tick.

The first draft is made when the step opens. As long as nobody has touched it, it is built anew
once a day, when a further step of it opens, and when the last session is over; a version is kept
only where something is new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector import log
from connector.domain.reports import ReportState, ReportType
from connector.errors import ConnectorError
from connector.flows.build_reports import build
from connector.flows.office import Office
from connector.flows.procedure_standing import standings
from connector.store import reports, trainings
from connector.store.engine import reading
from connector.store.reports import ReportEntry, StoredReport

ACTOR = "job:draft_reports"

EVERY = 600
"""Seconds between two ticks."""

A_DAY = timedelta(hours=24)
WINDOW = timedelta(seconds=2 * EVERY)

_log = log.get("report")


@dataclass(frozen=True)
class _Wanted:
    """A report of which a step is open."""

    training_id: int
    code: str
    type: ReportType
    unit: int | None
    for_unit: int | None
    since: datetime
    """When the latest of its open steps began."""


def draft_reports(office: Office) -> int:
    """Build what is to be drafted now; return how many versions were new.

    One that cannot be built stops no other; it is tried again with the next tick.
    """
    now = office.clock()
    with reading(office.engine) as connection:
        wanted = [one for one in _wanted(connection, office) if _due(connection, one, now)]
    made = 0
    for one in wanted:
        try:
            made += build(
                office, one.code, one.type, actor=ACTOR, unit=one.unit, for_unit=one.for_unit
            ).fresh
        except ConnectorError as error:
            _log.warning("not drafted", training=one.code, type=one.type.value, code=error.code)
    return made


def _wanted(connection: Connection, office: Office) -> list[_Wanted]:
    """List the reports of which a step is open, each once."""
    found: dict[tuple[int, ReportType], _Wanted] = {}
    now = office.clock()
    for training_id, views in standings(connection, office, now).items():
        for view in views:
            for standing in view.standing.current:
                if not standing.step.report:
                    continue
                one = _Wanted(
                    training_id, view.training_code, ReportType(standing.step.report),
                    view.run.unit_id, view.run.for_unit_id, standing.started_at or now,
                )  # fmt: skip
                known = found.setdefault((training_id, one.type), one)
                if known.since < one.since:
                    found[training_id, one.type] = one
    return list(found.values())


def _due(connection: Connection, one: _Wanted, now: datetime) -> bool:
    """Tell whether there is no draft, or one that nobody touched and that is of yesterday."""
    report = reports.of_type(connection, one.training_id, one.type)
    if report is None or not report.version:
        return True
    if report.state is not ReportState.DRAFT:
        return False
    trail = reports.entries(connection, report.id)
    return _untouched(trail) and _again(connection, report, one.since, now)


def _untouched(trail: Sequence[ReportEntry]) -> bool:
    return all(one.actor == ACTOR for one in trail)


def _again(connection: Connection, report: StoredReport, since: datetime, now: datetime) -> bool:
    """Tell whether an untouched draft is looked at again.

    Once a day, when the last session is over, and when another of its steps has begun, which
    says that something was done. Never for long, so that drafts of which nothing is new cost
    little.
    """
    newest = reports.version(connection, report.id, report.version)
    if newest is None:
        return True
    age = now - newest.built_at
    if age >= A_DAY and age % A_DAY < WINDOW:
        return True
    if newest.built_at < since <= now < since + A_DAY:
        return True
    ends = [one.end for one in trainings.sessions_of(connection, report.training_id)]
    return bool(ends) and newest.built_at < max(ends) <= now < max(ends) + WINDOW
