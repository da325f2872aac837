"""Procedures, logs and standings as short lines, so that tests of runs read as tables.

    steps      "check: after enrol; 2 working day; ends plan_verified; optional"
    log        "17 09.00 done check", "17 09.00 done check records", "17 09.00 paused run"
    standing   "check open from 16 10.00 by after, due 18 10.00"

All moments are days of November 2026 (the 16th is a Monday) at a time in WIB.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from connector.domain.procedures import Actor, Limit, Measure, Procedure, Step, TimeKind, TimeUnit
from connector.domain.procedures import Words as Title
from connector.domain.running import RunStanding, StepStanding
from connector.domain.step_log import MILESTONE, PERSON, Deed, StepEntry
from connector.domain.working_time import WorkCalendar

WIB = ZoneInfo("Asia/Jakarta")
CALENDAR = WorkCalendar("Asia/Jakarta")
"""Weekends off, and nothing else."""

PEOPLE, RECORDS = "user:1", "job:procedures"


def at(text: str) -> datetime:
    """Read `16 10.00`; `24.00` is midnight after it."""
    day, clock = text.split()
    hour, minute = (int(part) for part in clock.split("."))
    begins = datetime(2026, 11, 1, tzinfo=WIB) + timedelta(days=int(day) - 1)
    return (begins + timedelta(hours=hour, minutes=minute)).astimezone(UTC)


def told(moment: datetime | None) -> str:
    """Write `16 10.00`."""
    return "-" if moment is None else moment.astimezone(WIB).strftime("%d %H.%M")


def procedure(lines: Iterable[str]) -> Procedure:
    """Read a procedure, a step a line."""
    steps = tuple(_step(number, line) for number, line in enumerate(lines, start=1))
    return Procedure("s900", 1, Title("Uji", "Test"), "", "", "training", steps)


def log(lines: Iterable[str], causes: dict[str, str] | None = None) -> list[StepEntry]:
    """Read a log, an entry a line, in the order of writing."""
    return [_entry(number, line, causes or {}) for number, line in enumerate(lines, start=1)]


def lines_of(standing: RunStanding) -> list[str]:
    """Write where a run stands, a step a line."""
    return [line_of(one) for one in standing.steps]


def line_of(one: StepStanding) -> str:
    parts = [f"{one.step.slug} {one.state.value}"]
    if one.ended_at is not None:
        parts[0] += f" {told(one.ended_at)} by {'records' if one.by == RECORDS else 'person'}"
    if one.started_at is not None:
        parts.append(f"from {told(one.started_at)} by {one.started_by.removeprefix(MILESTONE)}")
    if one.due_at is not None:
        parts.append(f"due {told(one.due_at)}")
    parts += ["OVERDUE"] * one.overdue + ["LATE"] * one.late + ["again"] * bool(one.reopened)
    return ", ".join(parts)


def _step(number: int, line: str) -> Step:
    slug, _colon, rest = line.partition(":")
    step = Step(slug, str(number), Title(slug, slug), (Actor.TEAM_MEMBER,))
    for words in (part.split() for part in rest.split(";") if part.strip()):
        match words:
            case ["after", *slugs]:
                step = replace(step, after=tuple(slugs))
            case ["on", name]:
                step = replace(step, starts_on=name)
            case ["ends", *names]:
                step = replace(step, ends_on=tuple(names))
            case ["beside", *slugs]:
                step = replace(step, parallel_with=tuple(slugs))
            case ["optional"]:
                step = replace(step, optional=True)
            case ["break"]:
                step = replace(step, actors=(Actor.NOBODY,))
            case ["schedule"]:
                step = replace(step, by_schedule=True)
            case ["effort", amount, kind, unit]:
                step = replace(step, limit=_limit(amount, kind, unit, Measure.EFFORT))
            case [amount, kind, unit]:
                step = replace(step, limit=_limit(amount, kind, unit, Measure.DEADLINE))
            case _:
                raise AssertionError(f"no step says {words}")
    return step


def _limit(amount: str, kind: str, unit: str, measure: Measure) -> Limit:
    return Limit(int(amount), TimeUnit(unit), TimeKind(kind), measure)


def _entry(number: int, line: str, causes: dict[str, str]) -> StepEntry:
    day, clock, deed, step, *by = line.split()
    moment, is_record = at(f"{day} {clock}"), by == ["records"]
    cause = causes.get(step, MILESTONE + "shown") if is_record else PERSON
    actor = RECORDS if is_record else PEOPLE
    slug = "" if step == "run" else step
    return StepEntry(number, slug, Deed(deed), moment, moment, actor, cause)
