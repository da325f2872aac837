"""What somebody is to do, and why it is theirs; what they handed on, and what is late below them.

`open_work` reads everything that waits in the office once; `pick` takes one user's part. Pages,
digests and texts to paste all say the same because of it. Nothing is written. A title here names
a training and a step, never a person of a class.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from connector.domain.assignments import Assignment, AssignmentState, handed_on
from connector.domain.procedures import Actor, Words
from connector.domain.reports import KIND_OF, ReportDeed, ReportType
from connector.domain.running import StepStanding, StepState
from connector.domain.step_times import is_needless
from connector.flows.assignment_rights import holds, stands_in
from connector.flows.awaiting_decisions import Awaited, signatures_awaited
from connector.flows.late_work import ASSIGNMENT, Late, late_below
from connector.flows.office import Office
from connector.flows.open_work import (
    OpenWork,
    TaskTraining,
    label_of,
    read_open_work,
    training_of,
)
from connector.flows.procedure_standing import RunView
from connector.flows.report_ripeness import drafters, due_of, ripe
from connector.flows.whose_turn import Holder
from connector.store.users import UserRole

APPROVAL = Words("Menyetujui daftar STTP", "Approve the list of STTP")
SIGNATURE = Words("Menandatangani STTP", "Sign STTP")

MEND = "mend"
"""Deed of a report that came back: whoever drafted it has it again."""


DEEDS = {
    ReportDeed.CHECK.value: Words("Periksa", "Check"),
    ReportDeed.SIGN.value: Words("Tandatangani", "Sign"),
    ReportDeed.RECEIVE.value: Words("Terima", "Receive"),
    ReportDeed.FILE.value: Words("Arsipkan", "File"),
    ReportDeed.DELIVER.value: Words("Kirim", "Deliver"),
    MEND: Words("Perbaiki", "Mend"),
}
"""What is to be done with a report, in front of its title."""


class TaskKind(StrEnum):
    ASSIGNMENT = "assignment"
    STEP = "step"
    REPORT = "report"
    APPROVAL = "approval"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Task:
    """One thing that somebody is to do."""

    kind: TaskKind
    what: Words
    number: int
    """Id of the assignment, run or report; of the training for approvals and signatures."""
    training: TaskTraining | None = None
    label: str = ""
    """`S001 · 4`: procedure and printed step; "" for none."""
    step: str = ""
    """Slug."""
    assigns: bool = False
    """Whether the step is done by handing on its work."""
    report: ReportType | None = None
    deed: str = ""
    """What is to be done with a report: a `ReportDeed`, or `mend`."""
    certificates: str = ""
    """Kind of certificates to approve or sign."""
    since: datetime | None = None
    due_at: datetime | None = None
    overdue: bool = False
    paused: bool = False
    optional: bool = False
    held: Holder | None = None
    """As whom it is theirs; None for what is addressed to them by name."""
    stands_for: str = ""
    """Name of the one they stand in for; "" in their own right."""
    assignment: Assignment | None = None
    sender: str = ""
    """Name of who assigned it."""
    answered: bool = False
    """Passed on, and done below: look at it and close it."""

    @property
    def unread(self) -> bool:
        return self.assignment is not None and self.assignment.state is AssignmentState.SENT


@dataclass(frozen=True)
class Followed:
    """An assignment that somebody else has now."""

    assignment: Assignment
    training: TaskTraining | None
    holder: str
    holder_active: bool
    """False: whoever has it cannot sign in any more; take it back and send it again."""
    overdue: bool


@dataclass(frozen=True)
class Tasks:
    """What one person sees as theirs."""

    mine: tuple[Task, ...]
    """By due date, overdue first; what is optional last."""
    followed: tuple[Followed, ...]
    late_below: tuple[Late, ...]


def tasks_of(connection: Connection, office: Office, user_id: int, now: datetime) -> Tasks:
    """Return what a user is to do now; nothing for one who is inactive."""
    return pick(read_open_work(connection, office, now), user_id)


def pick(work: OpenWork, user_id: int) -> Tasks:
    """Return a user's part of the work that is open."""
    user = work.day.users.get(user_id)
    if user is None or not user.active:
        return Tasks((), (), ())
    steps = _steps(work, user_id)
    mine = [*_assignments(work, user_id), *steps, *_reports(work, user_id, steps)]
    if user.role is UserRole.APPROVER:
        mine += [_decision(TaskKind.APPROVAL, APPROVAL, one, work.now) for one in work.approvals]
    signatures = signatures_awaited(work.connection, user_id)
    mine += [_decision(TaskKind.SIGNATURE, SIGNATURE, one, work.now) for one in signatures]
    return Tasks(
        tuple(sorted(mine, key=_pressing)),
        tuple(_followed(work, user_id)),
        tuple(late_below(work, user_id)),
    )


def _pressing(one: Task) -> tuple[bool, bool, float, bool, int]:
    due = one.due_at.timestamp() if one.due_at else float("inf")
    return (one.optional, not one.overdue, due, not one.unread, one.number)


def _assignments(work: OpenWork, user_id: int) -> Iterable[Task]:
    """List assignments that are a user's to work on, their own and those they stand in for."""
    for one in work.assignments:
        if not holds(work.day, one, user_id) or handed_on(one, work.assignments):
            continue
        own = one.to_user_id == user_id
        yield Task(
            TaskKind.ASSIGNMENT,
            ASSIGNMENT,
            one.id,
            training=work.trainings.get(one.training_id or 0),
            since=one.sent_at,
            due_at=one.due_at,
            overdue=one.overdue(work.now),
            stands_for="" if own else work.day.name(one.to_user_id),
            assignment=one,
            sender=work.day.name(one.from_user_id),
            answered=one.state is AssignmentState.PASSED_ON,
        )


def _steps(work: OpenWork, user_id: int) -> list[Task]:
    """List the current steps whose turn is a user's."""
    found = []
    for view in work.runs:
        for one in view.standing.current:
            held = next((h for h in view.holders(one.step.slug) if h.user_id == user_id), None)
            if held is not None:
                found.append(_step(view, one, held))
    return found


def _step(view: RunView, one: StepStanding, held: Holder) -> Task:
    return Task(
        TaskKind.STEP,
        one.step.title,
        view.run.id,
        training=training_of(view),
        label=label_of(view, one.step),
        step=one.step.slug,
        assigns=one.step.assigns,
        report=ReportType(one.step.report) if one.step.report else None,
        since=one.started_at,
        due_at=one.due_at,
        overdue=one.overdue,
        paused=one.state is StepState.PAUSED or view.standing.paused is not None,
        optional=is_needless(one.step),
        held=held,
        stands_for=held.stands_for_name,
    )


def _reports(work: OpenWork, user_id: int, steps: Sequence[Task]) -> Iterable[Task]:
    """List what is to be done with reports, unless an open step of theirs says so already."""
    said = {(one.training, one.report) for one in steps if one.report}
    seen: set[int] = set()
    for report, turn in work.reports:
        training = work.trainings.get(report.training_id)
        came_back = work.returned.get(report.id) == report.version
        if (training, report.type) in said or report.id in seen or not ripe(work, report):
            continue
        roles: tuple[Actor, ...] = (turn.actor,)
        deed, unit = turn.deed.value, turn.unit_id
        if came_back:
            roles, deed, unit = drafters(work, report), MEND, report.unit_id
        held = work.day.as_whom(user_id, unit, *roles)
        if held is None:
            continue
        seen.add(report.id)
        due = due_of(work, report)
        yield Task(
            TaskKind.REPORT,
            KIND_OF[report.type].title,
            report.id,
            training=training,
            report=report.type,
            deed=deed,
            since=report.moved_at,
            due_at=due,
            overdue=due is not None and due < work.now,
            held=held,
            stands_for=held.stands_for_name,
        )


def _decision(kind: TaskKind, what: Words, one: Awaited, now: datetime) -> Task:
    return Task(
        kind,
        what,
        one.training_id,
        training=TaskTraining(one.code, one.title, one.zone),
        certificates=one.kind.value,
        due_at=one.due_at,
        overdue=one.due_at is not None and one.due_at < now,
    )


def _followed(work: OpenWork, user_id: int) -> Iterable[Followed]:
    """List what a user handed on, or somebody in their name, that is with others now."""
    for one in work.assignments:
        sent = one.from_user_id == user_id or stands_in(work.day, user_id, one.from_user_id, None)
        if not sent or one.to_user_id == user_id:
            continue
        holder = work.day.users.get(one.to_user_id)
        yield Followed(
            one,
            work.trainings.get(one.training_id or 0),
            work.day.name(one.to_user_id),
            holder is not None and holder.active,
            one.overdue(work.now),
        )
