"""When the steps of a run started, and when they would by plan; pure, each worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from connector.domain.procedures import Actor, Milestone, Procedure, Step
from connector.domain.step_log import MILESTONE, StepLog
from connector.domain.working_time import WorkCalendar, due

BEGIN, AFTER = "begin", "after"
"""What started a step besides `milestone:<name>`: the run's beginning, the steps before it."""

Schedule = tuple[datetime, datetime]
"""Start of the first and end of the last session, as the timetable has them now."""


def is_needless(step: Step) -> bool:
    """Tell whether a step may stay unrecorded: `jika ada`, or a break that nobody acts in."""
    return step.optional or set(step.actors) <= {Actor.NOBODY}


class Starts:
    """When steps started and by what; each is worked out once."""

    def __init__(
        self,
        procedure: Procedure,
        logs: Mapping[str, StepLog],
        milestones: Mapping[str, datetime],
        begun_at: datetime,
    ) -> None:
        self._steps = {step.slug: step for step in procedure.steps}
        self._logs, self._milestones, self._begun_at = logs, milestones, begun_at
        self._known: dict[str, tuple[datetime | None, str]] = {}

    def of(self, slug: str) -> tuple[datetime | None, str]:
        """Return the moment, which may lie ahead, and what started it; (None, "") while unknown."""
        if slug not in self._known:
            self._known[slug] = self._first(self._steps[slug])
        return self._known[slug]

    def _first(self, step: Step) -> tuple[datetime | None, str]:
        if not step.after and not step.starts_on:
            return self._begun_at, BEGIN
        ways = list[tuple[datetime, str]]()
        ends = [self._passable(slug) for slug in step.after]
        if ends and None not in ends:
            ways.append((max(one for one in ends if one is not None), AFTER))
        if step.starts_on in self._milestones:
            ways.append((self._milestones[step.starts_on], MILESTONE + step.starts_on))
        if not ways:
            return None, ""
        moment, by = min(ways)
        return max(moment, self._begun_at), by

    def _passable(self, slug: str) -> datetime | None:
        """Return when a step lets those after it start; a needless one does at its own start."""
        ending = self._logs.get(slug, StepLog()).ending
        if ending is not None:
            return ending.at
        return self.of(slug)[0] if is_needless(self._steps[slug]) else None


class Plans:
    """When steps would start and end if everything took exactly its limit."""

    def __init__(
        self,
        procedure: Procedure,
        milestones: Mapping[str, datetime],
        begun_at: datetime,
        calendar: WorkCalendar,
        schedule: Schedule | None,
    ) -> None:
        self.calendar = calendar
        self._steps = {step.slug: step for step in procedure.steps}
        self._begun_at, self._schedule = begun_at, schedule
        self._moments = {**_expected(schedule), **milestones}
        self._known: dict[str, tuple[datetime | None, datetime | None]] = {}

    def of(self, slug: str) -> tuple[datetime | None, datetime | None]:
        """Return planned start and end; None for what cannot be told yet."""
        if slug not in self._known:
            start = self._start(self._steps[slug])
            self._known[slug] = start, self._end(self._steps[slug], start)
        return self._known[slug]

    def _start(self, step: Step) -> datetime | None:
        if not step.after and not step.starts_on:
            return self._begun_at
        ways = list[datetime]()
        ends = [self.of(slug)[1] for slug in step.after]
        if ends and None not in ends:
            ways.append(max(one for one in ends if one is not None))
        if step.starts_on in self._moments:
            ways.append(self._moments[step.starts_on])
        return max(min(ways), self._begun_at) if ways else None

    def _end(self, step: Step, start: datetime | None) -> datetime | None:
        if start is None:
            return None
        if step.limit is not None:
            return due(self.calendar, start, step.limit)
        if step.by_schedule:
            return None if self._schedule is None else max(start, self._schedule[1])
        return start


def _expected(schedule: Schedule | None) -> dict[str, datetime]:
    if schedule is None:
        return {}
    first, last = schedule
    return {Milestone.FIRST_SESSION_BEGUN: first, Milestone.LAST_SESSION_OVER: last}
