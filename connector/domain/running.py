"""Where a run of a procedure stands: pure, from its steps, its log, the milestones and the time.

A step starts with the run where it names neither steps nor a milestone; else when all the steps
before it have ended, or at its milestone, whichever comes first. No clock starts before the run
began. Optional steps and breaks hold nobody up. Only deadlines turn red; efforts are planned with
and nothing more. While a step is paused, or was taken for done until somebody reopened it, its
clock stands still. A step that is not ended although one after it is done shows as not recorded:
it is never overdue, and can still be recorded or left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.domain.procedures import Measure, Procedure, Step
from connector.domain.step_log import (
    WHOLE_RUN,
    Deed,
    Pause,
    StepEntry,
    StepLog,
    pauses_of,
    read_log,
)
from connector.domain.step_times import Plans, Schedule, Starts, is_needless
from connector.domain.working_time import WorkCalendar, due


class StepState(StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    OPEN = "open"
    PAUSED = "paused"
    DONE = "done"
    SKIPPED = "skipped"
    UNRECORDED = "unrecorded"
    """A step after it is done, and nobody said what became of this one."""


@dataclass(frozen=True)
class StepStanding:
    """One step of a run, now."""

    step: Step
    state: StepState
    started_at: datetime | None
    """When its clock started; None while it waits, and where it ended before it would have."""
    started_by: str
    """`begin`, `after`, `milestone:<name>`; "" where it did not start."""
    due_at: datetime | None
    """For deadlines that started; pauses are in it."""
    overdue: bool
    """Open, and past its deadline."""
    late: bool
    """Done after its deadline."""
    planned_start: datetime | None
    planned_end: datetime | None
    """If everything took exactly its limit; None while the timetable does not tell."""
    entry: StepEntry | None
    """What ended it."""
    entries: tuple[StepEntry, ...]
    """Everything written about it, oldest first."""
    pauses: tuple[Pause, ...]
    """Of the run and its own."""
    reopened: StepEntry | None
    """What reopened it, while it is open again."""

    @property
    def open(self) -> bool:
        return self.state in (StepState.OPEN, StepState.PAUSED)

    @property
    def ended(self) -> bool:
        return self.state in (StepState.DONE, StepState.SKIPPED)

    @property
    def ended_at(self) -> datetime | None:
        return None if self.entry is None else self.entry.at

    @property
    def by(self) -> str:
        """Who ended it, as the trail names them."""
        return "" if self.entry is None else self.entry.actor

    @property
    def cause(self) -> str:
        return "" if self.entry is None else self.entry.cause

    @property
    def note(self) -> str:
        return "" if self.entry is None else self.entry.note


@dataclass(frozen=True)
class RunStanding:
    """A run, now."""

    steps: tuple[StepStanding, ...]
    """In the order of the procedure."""
    begun_at: datetime
    pauses: tuple[Pause, ...]

    @property
    def paused(self) -> Pause | None:
        """The pause of the whole run, while it lasts."""
        running = (one for one in self.pauses if one.step == WHOLE_RUN and one.end is None)
        return next(running, None)

    @property
    def over(self) -> bool:
        """Everything that has to be done is done or left out."""
        return all(one.ended or is_needless(one.step) for one in self.steps)

    @property
    def ended_at(self) -> datetime | None:
        """When the last step ended, once it is over."""
        moments = [one.entry.at for one in self.steps if one.entry is not None]
        return max(moments, default=self.begun_at) if self.over else None

    @property
    def current(self) -> tuple[StepStanding, ...]:
        """Steps that somebody is to do now; none once it is over."""
        return () if self.over else tuple(one for one in self.steps if one.open)

    @property
    def unrecorded(self) -> tuple[StepStanding, ...]:
        """Steps of which nobody said what became of them, and somebody has to."""
        return tuple(
            one
            for one in self.steps
            if one.state is StepState.UNRECORDED and not is_needless(one.step)
        )

    @property
    def next_due(self) -> datetime | None:
        """The first deadline among the current steps."""
        return min((one.due_at for one in self.current if one.due_at is not None), default=None)

    @property
    def overdue(self) -> bool:
        return any(one.overdue for one in self.current)

    @property
    def ended(self) -> int:
        """How many steps are done or left out."""
        return sum(one.ended for one in self.steps)

    @property
    def total(self) -> int:
        """How many steps count: without optional ones and breaks that were not recorded."""
        return sum(one.ended or not is_needless(one.step) for one in self.steps)

    def step(self, slug: str) -> StepStanding:
        """Return a step; KeyError for a slug it does not have."""
        return {one.step.slug: one for one in self.steps}[slug]


def fold(
    procedure: Procedure,
    entries: Iterable[StepEntry],
    milestones: Mapping[str, datetime],
    begun_at: datetime,
    calendar: WorkCalendar,
    now: datetime,
    schedule: Schedule | None = None,
) -> RunStanding:
    """Return where a run stands.

    `milestones` are those reached, with their moments: they start steps; what ends one is in the
    log alone. `schedule` plans the steps that go by the timetable.
    """
    written = tuple(entries)
    pauses, logs = pauses_of(written), read_log(written)
    starts = Starts(procedure, logs, milestones, begun_at)
    plans = Plans(procedure, milestones, begun_at, calendar, schedule)
    behind = _passed_by(procedure, logs)
    steps = tuple(
        _standing(step, logs.get(step.slug, StepLog()), starts, plans, behind, pauses, now)
        for step in procedure.steps
    )
    return RunStanding(steps, begun_at, pauses)


def end_of(
    procedure: Procedure, logs: Mapping[str, StepLog], begun_at: datetime
) -> datetime | None:
    """Return when a run was over by its log alone: no clock is needed for that."""
    endings = {step.slug: logs.get(step.slug, StepLog()).ending for step in procedure.steps}
    if any(endings[step.slug] is None and not is_needless(step) for step in procedure.steps):
        return None
    return max((one.at for one in endings.values() if one is not None), default=begun_at)


def _standing(
    step: Step,
    log: StepLog,
    starts: Starts,
    plans: Plans,
    behind: frozenset[str],
    pauses: tuple[Pause, ...],
    now: datetime,
) -> StepStanding:
    start, started_by = starts.of(step.slug)
    if start is not None and start > (log.ending.at if log.ending else now):
        start, started_by = None, ""
    own = tuple(one for one in pauses if one.step in (WHOLE_RUN, step.slug))
    state = _state(log, start, step.slug in behind, any(one.end is None for one in own))
    due_at = None
    if start is not None and state is not StepState.UNRECORDED:
        due_at = _deadline(step, start, log, own, plans.calendar, now)
    is_open = state in (StepState.OPEN, StepState.PAUSED)
    planned_start, planned_end = plans.of(step.slug)
    return StepStanding(
        step=step,
        state=state,
        started_at=start,
        started_by=started_by,
        due_at=due_at,
        overdue=is_open and due_at is not None and now > due_at,
        late=_is_late(log, due_at),
        planned_start=planned_start,
        planned_end=planned_end,
        entry=log.ending,
        entries=log.entries,
        pauses=own,
        reopened=log.reopened,
    )


def _state(log: StepLog, start: datetime | None, is_behind: bool, is_paused: bool) -> StepState:
    if log.ending is not None:
        return StepState.DONE if log.ending.deed is Deed.DONE else StepState.SKIPPED
    if is_behind:
        return StepState.UNRECORDED
    if start is None:
        return StepState.WAITING
    return StepState.PAUSED if is_paused else StepState.OPEN


def _is_late(log: StepLog, due_at: datetime | None) -> bool:
    done = log.ending is not None and log.ending.deed is Deed.DONE
    return done and log.ending is not None and due_at is not None and log.ending.at > due_at


def _deadline(
    step: Step,
    start: datetime,
    log: StepLog,
    pauses: Iterable[Pause],
    calendar: WorkCalendar,
    now: datetime,
) -> datetime | None:
    """Return when a started step is due; None for what is no deadline."""
    if step.limit is None or step.limit.measure is not Measure.DEADLINE:
        return None
    until = log.ending.at if log.ending else now
    still = [(one.start, until if one.end is None else min(one.end, until)) for one in pauses]
    still += [(begun, min(ended, until)) for begun, ended in log.gaps]
    held = [(begun, ended) for begun, ended in still if begun < ended]
    return due(calendar, start, step.limit, held, until)


def _passed_by(procedure: Procedure, logs: Mapping[str, StepLog]) -> frozenset[str]:
    """Return the steps after which, at any distance, one is done; and what runs beside those."""
    before = {step.slug: step.after for step in procedure.steps}
    beside = {step.slug: step.parallel_with for step in procedure.steps}
    endings = {slug: log.ending for slug, log in logs.items()}
    done = [slug for slug, one in endings.items() if one is not None and one.deed is Deed.DONE]
    passed, look = set[str](), [one for slug in done for one in before.get(slug, ())]
    while look:
        slug = look.pop()
        if slug not in passed:
            passed.add(slug)
            look += (*before.get(slug, ()), *beside.get(slug, ()))
    return frozenset(passed)
