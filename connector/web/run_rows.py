"""A run of a procedure as its page shows it: marks, sentences and drawings; reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.domain.procedures import APPOINTED, Actor, Words
from connector.domain.running import RunStanding, StepStanding, StepState
from connector.domain.step_log import Pause, StepEntry
from connector.domain.working_time import WorkCalendar
from connector.flows.procedure_standing import RunView, Turn
from connector.store.attachments import Attachment
from connector.web.language import spoken
from connector.web.run_drawing import NARROW, WIDE, Drawing, Lane, Span, draw
from connector.web.run_words import (
    actor_word,
    lateness,
    left,
    milestone_word,
    step_mark,
    step_word,
    until,
)
from connector.web.translation import _

PRESSING = ("failed", "decision", "running", "waiting", "ok")
"""Marks, the most pressing first."""


@dataclass(frozen=True)
class Link:
    """Where a step is done, if not on this page: an assignment, a report."""

    word: str
    address: str


Links = Callable[[StepStanding], Sequence[Link]]


def no_links(_standing: StepStanding) -> Sequence[Link]:
    """Lead nowhere."""
    return ()


@dataclass(frozen=True)
class Rights:
    """What whoever looks may do with a run; the flow decides again."""

    record: frozenset[str] = frozenset()
    """Slugs of steps."""
    reopen: frozenset[str] = frozenset()
    pause: bool = False
    lead: bool = False


READ_ONLY = Rights()


@dataclass(frozen=True)
class ShownStep:
    """One step: `mark` is one of the five, `word` says how it stands."""

    standing: StepStanding
    place: int
    """From 1, in the order of the paper."""
    mark: str
    word: str
    actors: str
    turn: str
    """`Team member: Budi Santoso, Sari (Plh. of Joko)` while it is somebody's turn."""
    due: str
    left: str
    lateness: str
    started: str
    """What started its clock."""
    awaits: tuple[str, ...]
    """What the records must show for it to end by itself."""
    together_with: tuple[str, ...]
    """Printed numbers of the steps that run at the same time."""
    attachments: tuple[Attachment, ...]
    unheld: bool
    """Whether it is the turn of a role that nobody holds."""
    may: bool
    """Whether whoever looks may record it."""
    may_reopen: bool
    links: tuple[Link, ...]

    @property
    def number(self) -> str:
        return self.standing.step.printed

    @property
    def slug(self) -> str:
        return self.standing.step.slug

    @property
    def title(self) -> str:
        return said(self.standing.step.title)

    @property
    def open(self) -> bool:
        return self.standing.open

    @property
    def ended(self) -> bool:
        return self.standing.ended

    @property
    def own_pause(self) -> Pause | None:
        """The pause of this step alone, while it lasts."""
        running = (one for one in self.standing.pauses if one.step and one.end is None)
        return next(running, None)


@dataclass(frozen=True)
class ShownRun:
    """One run with its steps and both drawings."""

    view: RunView
    title: str
    mark: str
    word: str
    steps: tuple[ShownStep, ...]
    drawings: tuple[Drawing, ...]
    may_pause: bool
    may_lead: bool
    """Whether whoever looks may stop it or hand it to another unit."""

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
    def now_due(self) -> tuple[ShownStep, ...]:
        """What waits for somebody, the most pressing first; a break waits for nobody."""
        held_up = (*self.standing.current, *self.standing.unrecorded)
        waiting = {one.step.slug for one in held_up if set(one.step.actors) - {Actor.NOBODY}}
        return tuple(sorted((one for one in self.steps if one.slug in waiting), key=pressing))


def pressing(step: ShownStep) -> tuple[int, float, int]:
    """Order by mark, then by deadline, then as printed."""
    due = step.standing.due_at
    return PRESSING.index(step.mark), due.timestamp() if due else float("inf"), step.place


def said(words: Words) -> str:
    """Return the text in the language of this answer."""
    return words.id if spoken() == "id" else words.en


def shown_run(
    view: RunView,
    calendar: WorkCalendar,
    now: datetime,
    *,
    rights: Rights = READ_ONLY,
    links: Links = no_links,
    drawn: bool = True,
) -> ShownRun:
    """Return a run as its page shows it to somebody with these rights.

    A stopped run stands as it did when it was stopped.
    """
    now = min(now, view.run.stopped_at or now)
    steps = tuple(
        _step(view, standing, place, calendar, now, rights, links)
        for place, standing in enumerate(view.standing.steps, 1)
    )
    mark, word = run_mark(view, steps)
    lanes = [_lane(one, steps) for one in steps] if drawn else []
    over = view.standing.over or view.run.stopped_at is not None
    drawings = [
        draw(lanes, width, zone=view.zone, now=now, over=over, works=calendar.is_working_day)
        for width in (WIDE, NARROW)
        if drawn
    ]
    return ShownRun(
        view=view,
        title=said(view.procedure.title),
        mark=mark,
        word=word,
        steps=steps,
        drawings=tuple(one for one in drawings if one is not None),
        may_pause=rights.pause,
        may_lead=rights.lead,
    )


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


def _step(
    view: RunView,
    standing: StepStanding,
    place: int,
    calendar: WorkCalendar,
    now: datetime,
    rights: Rights,
    links: Links,
) -> ShownStep:
    step, mark = standing.step, step_mark(standing, calendar, now)
    numbers = {one.slug: one.printed for one in view.procedure.steps}
    return ShownStep(
        standing=standing,
        place=place,
        mark=mark,
        word=step_word(standing, mark),
        actors=" · ".join(actor_word(one) for one in step.actors),
        turn=turn_sentence(view.turns.get(step.slug, ()), step.actors) if standing.open else "",
        due=until(standing.due_at, view.zone, now) if standing.due_at else "",
        left=left(standing, calendar, now),
        lateness=lateness(standing, calendar, now),
        started=_started(standing, numbers),
        awaits=tuple(milestone_word(name) for name in step.ends_on),
        together_with=tuple(numbers[slug] for slug in step.parallel_with),
        attachments=_attached(standing.entries, view.attachments),
        unheld=standing.open and _is_unheld(view.turns.get(step.slug, ())),
        may=step.slug in rights.record,
        may_reopen=step.slug in rights.reopen,
        links=tuple(links(standing)),
    )


def turn_sentence(turns: Sequence[Turn], actors: Sequence[Actor]) -> str:
    """`Team member: Budi Santoso, Sari (Plh.)`; a role that nobody holds says so."""
    if not turns:
        return " · ".join(actor_word(one) for one in actors)
    return " · ".join(_turn(one) for one in turns)


def _is_unheld(turns: Sequence[Turn]) -> bool:
    """Tell whether a step waits for a role of the office that nobody holds."""
    appointed = [one for one in turns if one.actor in APPOINTED]
    return bool(appointed) and not any(one.holders for one in appointed)


def _turn(turn: Turn) -> str:
    names = [holder_name(one.name, one.kind.value, one.stands_for_name) for one in turn.holders]
    return f"{actor_word(turn.actor)}: {', '.join(names)}" if names else actor_word(turn.actor)


def holder_name(name: str, kind: str, stands_for: str) -> str:
    """`Sari (Plh. of Joko)`: who acts, as what, and for whom."""
    title = {"plt": "Plt.", "plh": "Plh."}.get(kind, "")
    if title and stands_for:
        return _("%(name)s (%(title)s for %(other)s)", name=name, title=title, other=stands_for)
    if stands_for:
        return _("%(name)s (for %(other)s)", name=name, other=stands_for)
    return f"{name} ({title})" if title else name


def _started(standing: StepStanding, numbers: Mapping[str, str]) -> str:
    """Say what started the clock of a step; "" while it has not begun."""
    if standing.started_at is None:
        return ""
    kind, _colon, name = standing.started_by.partition(":")
    if kind == "milestone":
        return milestone_word(name)
    if kind == "after":
        before = [numbers[slug] for slug in standing.step.after]
        return _("after step %(numbers)s", numbers=", ".join(before))
    return _("the run began")


def _attached(
    entries: Sequence[StepEntry], attachments: Mapping[int, Sequence[Attachment]]
) -> tuple[Attachment, ...]:
    return tuple(file for entry in entries for file in attachments.get(entry.id, ()))


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
        pauses=tuple(Span(one.start, one.end) for one in standing.pauses) if actual else (),
        with_next=below is not None and below.slug in standing.step.parallel_with,
    )


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
    """`due tomorrow 10.00 WIB · 3 hours left`, or how late it is."""
    more: int
    """Further steps that are open at the same time."""

    @property
    def sentence(self) -> str:
        """Everything but the turn, for a row of a list."""
        return " · ".join(part for part in (self.step or self.word, self.due) if part)


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
        due=due_sentence(first, shown),
        more=len(others),
    )


def step_place(step: ShownStep, of: int) -> str:
    """`step 3/7`; where the printed number is another one, `step 4 (3 of 5)`."""
    if step.number == str(step.place):
        return _("step %(number)s/%(of)s", number=step.number, of=of)
    return _("step %(number)s (%(place)s of %(of)s)", number=step.number, place=step.place, of=of)


def due_sentence(step: ShownStep, shown: ShownRun) -> str:
    """Say until when, how much is left, how late; or that it is paused or not recorded."""
    if step.standing.state is StepState.UNRECORDED:
        return step.word
    if step.standing.state is StepState.PAUSED:
        return step.word
    if step.lateness:
        return step.lateness
    if not step.due:
        return ""
    told = _("due %(moment)s", moment=step.due)
    return f"{told} ({step.left})" if step.left else told
