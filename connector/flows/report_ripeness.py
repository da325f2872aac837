"""When a report's next move is somebody's to do, whose it is once it came back, and by when."""

from __future__ import annotations

from datetime import datetime

from connector.domain.procedures import Actor
from connector.domain.reports import ReportState, milestone
from connector.domain.running import StepState
from connector.flows.open_work import OpenWork
from connector.store.reports import StoredReport


def ripe(work: OpenWork, report: StoredReport) -> bool:
    """Tell whether a draft is to be looked at yet: its work is over, the step that checks open."""
    if report.state not in (ReportState.DRAFT, ReportState.RETURNED):
        return True
    checked = milestone(report.type, ReportState.CHECKED)
    for one in work.steps_of(report):
        if checked in one.step.ends_on and one.state is StepState.WAITING:
            return False
        if one.step.by_schedule and (one.planned_end is None or one.planned_end > work.now):
            return False
    return True


def drafters(work: OpenWork, report: StoredReport) -> tuple[Actor, ...]:
    """Return who wrote what came back: the actors of the first step that the report belongs to."""
    first = next(iter(work.steps_of(report)), None)
    return first.step.actors if first else (Actor.TEAM_MEMBER, Actor.EXECUTING_STAFF)


def due_of(work: OpenWork, report: StoredReport) -> datetime | None:
    dues = [one.due_at for one in work.steps_of(report) if one.open and one.due_at]
    return min(dues, default=None)
