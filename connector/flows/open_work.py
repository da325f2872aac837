"""Everything that waits in the office at one moment, read once for everybody; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from connector.domain.assignments import Assignment
from connector.domain.procedures import Actor, Step
from connector.domain.reports import ReportDeed, ReportState
from connector.domain.running import StepStanding
from connector.flows.awaiting_decisions import Awaited, approvals_awaited
from connector.flows.office import Office
from connector.flows.procedure_standing import RunView, standings
from connector.flows.report_turns import Turn as ReportTurn
from connector.flows.report_turns import waiting
from connector.flows.whose_turn import Turns, today, turns
from connector.store import assignments, awaited_classes, reports
from connector.store.reports import StoredReport


@dataclass(frozen=True)
class TaskTraining:
    """The training that a task is about."""

    code: str
    title: str
    zone: str


@dataclass
class OpenWork:
    """Everything that waits in the office at one moment."""

    connection: Connection
    office: Office
    now: datetime
    day: Turns
    runs: Sequence[RunView]
    assignments: Sequence[Assignment]
    """Open ones."""
    reports: Sequence[tuple[StoredReport, ReportTurn]]
    trainings: Mapping[int, TaskTraining]
    returned: Mapping[int, int] = field(default_factory=dict)
    """Report id → the version that was sent back last."""

    @cached_property
    def runs_of(self) -> Mapping[int, Sequence[RunView]]:
        """Training id → its runs."""
        found: dict[int, list[RunView]] = {}
        for view in self.runs:
            found.setdefault(view.run.training_id, []).append(view)
        return found

    @cached_property
    def approvals(self) -> Sequence[Awaited]:
        """Lists that an approver can approve now."""
        return approvals_awaited(self.connection, self.office, self.now)

    def superiors(self, unit_id: int | None, responsible: Iterable[int]) -> frozenset[int]:
        """Return who leads those whose turn it is: the unit's heads, else the next one above."""
        theirs = set(responsible)
        seen: set[int] = set()
        while unit_id is not None and unit_id not in seen:
            seen.add(unit_id)
            heads = {one.user_id for one in self.day.holders(unit_id, Actor.HEAD)} - theirs
            if heads:
                return frozenset(heads)
            unit = self.day.units.get(unit_id)
            unit_id = unit.parent_id if unit else None
        return frozenset()

    def steps_of(self, report: StoredReport) -> list[StepStanding]:
        """List the steps that make, check, sign or receive a report, in the procedure's order."""
        return [
            one
            for view in self.runs_of.get(report.training_id, ())
            for one in view.standing.steps
            if one.step.report == report.type.value
        ]


def read_open_work(connection: Connection, office: Office, now: datetime) -> OpenWork:
    """Read what waits, for everybody; some twenty queries."""
    day = turns(connection, today(office, now))
    views = [
        one for several in standings(connection, office, now, day=day).values() for one in several
    ]
    opened = assignments.open_ones(connection)
    moving = waiting(connection)
    wanted = {one.training_id for one in opened if one.training_id is not None}
    wanted |= {report.training_id for report, _turn in moving}
    known = {one.run.training_id: training_of(one) for one in views}
    for other in awaited_classes.titles(connection, wanted - set(known)):
        known[other.training_id] = TaskTraining(other.code, other.title, other.zone)
    back = [one.id for one, _turn in moving if one.state is ReportState.RETURNED]
    trail = reports.entries_of(connection, back)
    returned = {
        number: max((one.version for one in several if one.deed == ReportDeed.RETURN), default=0)
        for number, several in trail.items()
    }
    return OpenWork(connection, office, now, day, views, opened, moving, known, returned)


def training_of(view: RunView) -> TaskTraining:
    """Return the training of a run as tasks name it."""
    return TaskTraining(view.training_code, view.training_title, view.zone)


def label_of(view: RunView, step: Step) -> str:
    """`S001 · 4`: procedure and printed step."""
    return f"{view.procedure.slug.upper()} · {step.printed}"
