"""A run of a procedure as its page shows it, and in one line for lists; reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connector.domain.procedures import Actor
from connector.domain.running import RunStanding, StepState
from connector.domain.step_log import Pause
from connector.flows.procedure_standing import RunView
from connector.web.run_drawing import NARROW, WIDE, Drawing, Lane, Span, draw
from connector.web.run_steps import PRESSING, Looking, ShownStep, pressing, said
from connector.web.run_words import step_mark
from connector.web.translation import _


@dataclass(frozen=True)
class ShownRun:
    """One run with its steps; `mark` and `word` are its traffic light."""

    view: RunView
    title: str
    mark: str
    word: str
    steps: tuple[ShownStep, ...]
    looking: Looking

    @property
    def id(self) -> int:
        return self.view.run.id

    @property
    def zone(self) -> str:
        return self.view.zone

    @property
    def standing(self) -> RunStanding:
        return self.view.standing

    @property
    def may_pause(self) -> bool:
        return self.looking.rights.pause

    @property
    def may_lead(self) -> bool:
        return self.looking.rights.lead

    @property
    def now_due(self) -> tuple[ShownStep, ...]:
        """What waits for somebody, the most pressing first; a break waits for nobody."""
        held_up = (*self.standing.current, *self.standing.unrecorded)
        waiting = {one.step.slug for one in held_up if set(one.step.actors) - {Actor.NOBODY}}
        return tuple(sorted((one for one in self.steps if one.slug in waiting), key=pressing))

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """The run drawn for a desk and for a telephone; none while no step has a time."""
        lanes = [_lane(one, self.steps) for one in self.steps]
        over = self.standing.over or self.view.run.stopped_at is not None
        now, works = self.looking.now, self.looking.calendar.is_working_day
        drawn = [
            draw(lanes, width, zone=self.zone, now=now, over=over, works=works)
            for width in (WIDE, NARROW)
        ]
        return tuple(one for one in drawn if one is not None)


def shown_run(view: RunView, looking: Looking) -> ShownRun:
    """Return a run as somebody sees it; a stopped one stands as it did when it was stopped."""
    at_least = replace(looking, now=min(looking.now, view.run.stopped_at or looking.now))
    steps = tuple(
        ShownStep(view, one, place, step_mark(one, at_least.calendar, at_least.now), at_least)
        for place, one in enumerate(view.standing.steps, 1)
    )
    mark, word = run_mark(view, steps)
    return ShownRun(view, said(view.procedure.title), mark, word, steps, at_least)


def run_mark(view: RunView, steps: Sequence[ShownStep]) -> tuple[str, str]:
    """Return which of the five a whole run shows, and the word for it: its traffic light."""
    standing = view.standing
    if view.run.stopped_at is not None:
        return "waiting", _("stopped")
    if standing.overdue:
        return "failed", _("overdue")
    if standing.over:
        return "ok", _("done")
    if standing.paused is not None:
        return "waiting", _("paused")
    soon = next((one for one in steps if one.open and one.mark == "decision"), None)
    if soon is not None:
        return "decision", soon.word
    if standing.unrecorded:
        return "decision", _("not recorded")
    if standing.current:
        held = all(one.state is StepState.PAUSED for one in standing.current)
        return ("waiting", _("paused")) if held else ("running", _("in progress"))
    return "waiting", _("waiting")


def light(shown: ShownRun) -> tuple[int, float, int]:
    """Order runs: the most pressing light first, then the nearest deadline."""
    due = min(
        (one.standing.due_at.timestamp() for one in shown.now_due if one.standing.due_at),
        default=float("inf"),
    )
    return PRESSING.index(shown.mark), due, shown.id


def _lane(step: ShownStep, steps: Sequence[ShownStep]) -> Lane:
    standing = step.standing
    below = steps[step.place] if step.place < len(steps) else None
    planned = actual = None
    if standing.planned_start is not None:
        planned = Span(standing.planned_start, standing.planned_end)
    if standing.started_at is not None and standing.state is not StepState.UNRECORDED:
        actual = Span(standing.started_at, standing.ended_at)
    return Lane(
        number=step.number,
        title=step.title,
        mark=step.mark,
        planned=planned,
        actual=actual,
        due=standing.due_at,
        pauses=tuple(_within(one, actual) for one in step.pauses) if actual else (),
        with_next=below is not None and below.slug in standing.step.parallel_with,
    )


def _within(pause: Pause, actual: Span) -> Span:
    """Return the part of a pause that lies on the bar."""
    ends = [one for one in (pause.end, actual.end) if one is not None]
    return Span(max(pause.start, actual.start), min(ends) if ends else None)


@dataclass(frozen=True)
class RunLine:
    """A run on a board or at the head of a training: one light, one sentence."""

    mark: str
    word: str
    procedure: str
    """`S001`."""
    step: str
    """`step 3/7`, or `step 4 (3 of 5)` where the paper counts otherwise; "" without one."""
    name: str
    """Of that step."""
    turn: str
    due: str
    """`due tomorrow 10.00 WIB (3 hours left)`, or how late it is, that it is paused."""
    more: int
    """Further steps that are open at the same time."""


def run_line(shown: ShownRun) -> RunLine:
    """Return the most pressing of a run in one line."""
    first, *others = shown.now_due or (None,)
    name = shown.view.procedure.slug.upper()
    if first is None:
        return RunLine(shown.mark, shown.word, name, "", "", "", "", 0)
    return RunLine(
        mark=shown.mark,
        word=shown.word,
        procedure=name,
        step=step_place(first, len(shown.steps)),
        name=first.title,
        turn=first.turn or first.actors,
        due=due_sentence(first),
        more=len(others),
    )


def step_place(step: ShownStep, of: int) -> str:
    """`step 3/7`; where the printed number is another one, `step 4 (3 of 5)`."""
    if step.number == str(step.place):
        return _("step %(number)s/%(of)s", number=step.number, of=of)
    return _("step %(number)s (%(place)s of %(of)s)", number=step.number, place=step.place, of=of)


def due_sentence(step: ShownStep) -> str:
    """Say until when, how much is left, how late; or that it is paused or not recorded."""
    if step.standing.state in (StepState.UNRECORDED, StepState.PAUSED):
        return step.word
    if step.lateness:
        return step.lateness
    if not step.due:
        return ""
    told = _("due %(moment)s", moment=step.due)
    return f"{told} ({step.left})" if step.left else told
