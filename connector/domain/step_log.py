"""What is written about the steps of a run, and what it comes to: who ended which step, and how.

The log is only ever added to; nothing here stores, and no clock runs here (`domain.running`).

Two kinds of hands write into it. A milestone of the training's own records ends a step when it is
reached and reopens it when it falls back; a person records what they say is so. A person's record
wins: a milestone neither ends nor reopens what a person ended, both stay visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connector.domain.procedures import Procedure

PERSON = "person"
"""Cause of what a person recorded, an administrator too."""

MILESTONE = "milestone:"
"""Begins the cause of what the training's own records showed; the names follow, joined by +."""

ASSIGNMENT = "assignment:"
"""Begins the cause of a step that was done by handing on its work; the assignment's id follows."""

WHOLE_RUN = ""
"""Stands in the place of a step where an entry is about all of them."""


class Deed(StrEnum):
    """What an entry says."""

    DONE = "done"
    SKIPPED = "skipped"
    """Left out."""
    REOPENED = "reopened"
    PAUSED = "paused"
    RESUMED = "resumed"


ENDS = (Deed.DONE, Deed.SKIPPED)


@dataclass(frozen=True)
class StepEntry:
    """One line of a run's log; it never changes."""

    id: int
    """Grows in the order of writing: what was written last is what counts."""
    step: str
    """Slug, or "" for the whole run."""
    deed: Deed
    at: datetime
    """When it truly happened."""
    noted_at: datetime
    """When it was written here."""
    actor: str
    """`user:3`, `job:procedures`."""
    cause: str
    note: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)
    """`role` (as whom), `kind` and `stands_for` of a substitute; moments of milestones."""

    @property
    def by_milestone(self) -> bool:
        return self.cause.startswith(MILESTONE)


@dataclass(frozen=True)
class Pause:
    """A time in which clocks stand still."""

    start: datetime
    end: datetime | None
    """None while it lasts."""
    step: str
    """Slug, or "" for the whole run."""
    note: str
    actor: str


@dataclass(frozen=True)
class StepLog:
    """What the entries about one step come to."""

    entries: tuple[StepEntry, ...] = ()
    """Oldest first."""
    ending: StepEntry | None = None
    """The entry that counts as its end; None while it is not ended, or again."""
    reopened: StepEntry | None = None
    """What reopened it, while it is not ended again."""
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    """Times in which it was taken for ended: no clock ran then."""
    believed: bool = False
    """Whether the log holds its milestones for reached."""


@dataclass(frozen=True)
class NewEntry:
    """What the training's records say and the log does not yet."""

    step: str
    deed: Deed
    at: datetime
    cause: str
    moments: Mapping[str, datetime]


def read_log(entries: Iterable[StepEntry]) -> dict[str, StepLog]:
    """Fold what is written into one `StepLog` a step; entries come in any order."""
    by_step: dict[str, list[StepEntry]] = {}
    for entry in sorted(entries, key=lambda one: one.id):
        by_step.setdefault(entry.step, []).append(entry)
    return {step: _read(several) for step, several in by_step.items()}


def pauses_of(entries: Iterable[StepEntry]) -> tuple[Pause, ...]:
    """List every pause, of the run and of its steps, in the order in which they began."""
    found, running = list[Pause](), dict[str, StepEntry]()
    for entry in sorted(entries, key=lambda one: one.id):
        if entry.deed is Deed.PAUSED:
            running.setdefault(entry.step, entry)
        elif entry.deed is Deed.RESUMED and (begun := running.pop(entry.step, None)):
            found.append(_pause(begun, entry.at))
    found += [_pause(begun, None) for begun in running.values()]
    return tuple(sorted(found, key=lambda one: (one.start, one.step)))


def unwritten(
    procedure: Procedure,
    logs: Mapping[str, StepLog],
    reached: Mapping[str, datetime],
    now: datetime,
) -> list[NewEntry]:
    """List what has to be written so that the log agrees with the milestones reached.

    A step ends when all its milestones are reached, at the moment of the last one; when one of
    them falls back it is reopened now. Once written nothing more comes of the same facts: a step
    that a person reopened stays open until they record it, or a milestone falls and is reached
    anew.
    """
    news = list[NewEntry]()
    for step in procedure.steps:
        if not step.ends_on:
            continue
        there = {name: reached[name] for name in step.ends_on if name in reached}
        is_reached = len(there) == len(step.ends_on)
        believed = logs.get(step.slug, StepLog()).believed
        cause = MILESTONE + "+".join(step.ends_on)
        if is_reached and not believed:
            news.append(NewEntry(step.slug, Deed.DONE, max(there.values()), cause, there))
        elif believed and not is_reached:
            lost = MILESTONE + "+".join(name for name in step.ends_on if name not in there)
            news.append(NewEntry(step.slug, Deed.REOPENED, now, lost, {}))
    return news


def _read(entries: Sequence[StepEntry]) -> StepLog:
    of_person: StepEntry | None = None
    of_milestone: StepEntry | None = None
    reopened: StepEntry | None = None
    believed, gaps = False, list[tuple[datetime, datetime]]()
    for entry in entries:
        ending = of_person or of_milestone
        if entry.deed in ENDS and entry.by_milestone:
            of_milestone, believed = entry, True
        elif entry.deed in ENDS:
            of_person = entry
        elif entry.deed is Deed.REOPENED and entry.by_milestone:
            of_milestone, believed = None, False
        elif entry.deed is Deed.REOPENED:
            of_person = of_milestone = None
        else:
            continue
        if of_person or of_milestone:
            reopened = None
        elif ending is not None:
            reopened = entry
            gaps.append((ending.at, max(ending.at, entry.at)))
    return StepLog(tuple(entries), of_person or of_milestone, reopened, tuple(gaps), believed)


def _pause(begun: StepEntry, end: datetime | None) -> Pause:
    return Pause(begun.at, end, begun.step, begun.note, begun.actor)
