"""One step of a run as pages show it; its sentences are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from connector.domain.procedures import APPOINTED, Actor, Words
from connector.domain.running import StepStanding
from connector.domain.step_log import Pause
from connector.domain.working_time import WorkCalendar
from connector.flows.procedure_standing import RunView, Turn
from connector.store.attachments import Attachment
from connector.web.language import spoken
from connector.web.run_words import actor_word, lateness, left, milestone_word, step_word, until
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
    """To stop it, or to hand it to another unit."""


READ_ONLY = Rights()


@dataclass(frozen=True)
class Looking:
    """Who looks at a run, and when."""

    calendar: WorkCalendar
    now: datetime
    rights: Rights = READ_ONLY
    links: Links = no_links


@dataclass(frozen=True)
class ShownStep:
    """One step; `mark` is one of the five."""

    view: RunView
    standing: StepStanding
    place: int
    """From 1, in the order of the paper."""
    mark: str
    looking: Looking

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
    def word(self) -> str:
        """How it stands, in one or two words."""
        return step_word(self.standing, self.mark)

    @property
    def actors(self) -> str:
        return " · ".join(actor_word(one) for one in self.standing.step.actors)

    @cached_property
    def turn(self) -> str:
        """`Team member: Budi Santoso, Sari (Plh. of Joko)` while it is somebody's turn."""
        if not self.open:
            return ""
        return turn_sentence(self._turns, self.standing.step.actors)

    @property
    def unheld(self) -> bool:
        """Whether it waits for a role of the office that nobody holds."""
        appointed = [one for one in self._turns if one.actor in APPOINTED]
        return self.open and bool(appointed) and not any(one.holders for one in appointed)

    @property
    def due(self) -> str:
        due_at = self.standing.due_at
        return until(due_at, self.view.zone, self.looking.now) if due_at else ""

    @property
    def left(self) -> str:
        return left(self.standing, self.looking.calendar, self.looking.now)

    @cached_property
    def lateness(self) -> str:
        return lateness(self.standing, self.looking.calendar, self.looking.now)

    @property
    def started(self) -> str:
        """What started its clock; "" while it has not begun."""
        if self.standing.started_at is None:
            return ""
        kind, _colon, name = self.standing.started_by.partition(":")
        if kind == "milestone":
            return milestone_word(name)
        if kind == "after":
            return _("after step %(numbers)s", numbers=self._printed(self.standing.step.after))
        return _("the run began")

    @property
    def awaits(self) -> tuple[str, ...]:
        """What the records must show for it to end by itself."""
        return tuple(milestone_word(name) for name in self.standing.step.ends_on)

    @property
    def together_with(self) -> str:
        """Printed numbers of the steps that run at the same time."""
        return self._printed(self.standing.step.parallel_with)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        kept = self.view.attachments
        return tuple(file for one in self.standing.entries for file in kept.get(one.id, ()))

    @property
    def may(self) -> bool:
        """Whether whoever looks may record it."""
        return self.slug in self.looking.rights.record

    @property
    def may_reopen(self) -> bool:
        return self.slug in self.looking.rights.reopen

    @property
    def links(self) -> Sequence[Link]:
        return self.looking.links(self.standing)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """The pauses in which its clock stood still, not those before it began or after it."""
        start, end = self.standing.started_at, self.standing.ended_at
        return tuple(
            one
            for one in self.standing.pauses
            if start is not None
            and (one.end is None or one.end > start)
            and (end is None or one.start < end)
        )

    @property
    def own_pause(self) -> Pause | None:
        """The pause of this step alone, while it lasts."""
        running = (one for one in self.standing.pauses if one.step and one.end is None)
        return next(running, None)

    @property
    def _turns(self) -> Sequence[Turn]:
        return self.view.turns.get(self.slug, ())

    def _printed(self, slugs: Sequence[str]) -> str:
        numbers = {one.slug: one.printed for one in self.view.procedure.steps}
        return ", ".join(numbers[slug] for slug in slugs)


def said(words: Words) -> str:
    """Return the text in the language of this answer."""
    return words.id if spoken() == "id" else words.en


def pressing(step: ShownStep) -> tuple[int, float, int]:
    """Order by mark, then by deadline, then as printed."""
    due = step.standing.due_at
    return PRESSING.index(step.mark), due.timestamp() if due else float("inf"), step.place


def turn_sentence(turns: Sequence[Turn], actors: Sequence[Actor]) -> str:
    """`Team member: Budi Santoso, Sari (Plh.)`; a role that nobody holds stands alone."""
    if not turns:
        return " · ".join(actor_word(one) for one in actors)
    return " · ".join(_turn(one) for one in turns)


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
