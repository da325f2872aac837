"""The office's words for runs of procedures: states, actors, what ends a step, how late it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from connector.domain.indonesian import zone_label
from connector.domain.procedures import Actor, Milestone, TimeKind
from connector.domain.reports import KIND_OF, ReportState, ReportType
from connector.domain.running import StepStanding, StepState
from connector.domain.working_time import WorkCalendar
from connector.messages import Language
from connector.web.language import day, hour, spoken
from connector.web.translation import _, ngettext

SOON = timedelta(days=1)
"""Working or calendar, as the limit counts: nearer than that, a deadline is amber."""

WORKING_DAY = timedelta(hours=7, minutes=30)
"""What counts as one working day in a sentence; clocks count each day's own hours."""

FEW_DAYS = 3
"""From so many days on, hours are left away."""


def actor_word(actor: Actor) -> str:
    """Who acts, as the office says it."""
    return _actors(spoken())[actor]


@cache
def _actors(_language: Language) -> Mapping[Actor, str]:
    return {
        Actor.HEAD: _("Head"),
        Actor.SECTION_HEAD: _("Head of section"),
        Actor.TEAM_LEAD: _("Team lead"),
        Actor.TEAM_MEMBER: _("Team member"),
        Actor.EXECUTING_STAFF: _("Executing staff"),
        Actor.COMMITTEE: _("Committee"),
        Actor.COMPANION: _("Class companion"),
        Actor.PARTICIPANT: _("Participants"),
        Actor.INSTRUCTOR: _("Instructor"),
        Actor.REQUESTER: _("Requester"),
        Actor.PROVIDER: _("Provider"),
        Actor.NOBODY: "–",
    }


def milestone_word(name: str) -> str:
    """What a training's records show: `plan_verified`, `report.training.signed`."""
    if name.startswith("report."):
        _prefix, type_, state = name.split(".")
        title = KIND_OF[ReportType(type_)].title
        return f"{title.id if spoken() == 'id' else title.en}: {report_state_word(state)}"
    return _milestones(spoken())[Milestone(name)]


@cache
def _milestones(_language: Language) -> Mapping[Milestone, str]:
    return {
        Milestone.ROSTER_CONFIRMED: _("list of participants taken over"),
        Milestone.PLAN_VERIFIED: _("plan applied and read back"),
        Milestone.TIMETABLE_PUBLISHED: _("timetable published"),
        Milestone.FIRST_SESSION_BEGUN: _("first session begun"),
        Milestone.LAST_SESSION_OVER: _("last session over"),
        Milestone.DAYS_ARCHIVED: _("attendance of every day archived"),
        Milestone.LIST_APPROVED: _("list of who gets an STTP approved"),
        Milestone.CERTIFICATES_SIGNED: _("every STTP signed"),
        Milestone.CERTIFICATES_ARCHIVED: _("every STTP archived"),
    }


def report_state_word(state: str) -> str:
    """What a report has become, at the end of a milestone."""
    return _report_states(spoken())[ReportState(state)]


@cache
def _report_states(_language: Language) -> Mapping[ReportState, str]:
    return {
        ReportState.DRAFT: _("drafted"),
        ReportState.RETURNED: _("returned"),
        ReportState.CHECKED: _("checked"),
        ReportState.SIGNED: _("signed"),
        ReportState.RECEIVED: _("received"),
        ReportState.FILED: _("filed"),
        ReportState.DELIVERED: _("delivered"),
    }


def step_mark(step: StepStanding, calendar: WorkCalendar, now: datetime) -> str:
    """Return which of the five a step shows."""
    if step.overdue:
        return "failed"
    if step.state is StepState.OPEN:
        return "decision" if is_soon(step, calendar, now) else "running"
    return {
        StepState.DONE: "ok",
        StepState.UNRECORDED: "decision",
        StepState.WAITING: "waiting",
        StepState.PAUSED: "waiting",
        StepState.SKIPPED: "waiting",
    }[step.state]


def step_word(step: StepStanding, mark: str) -> str:
    """Say how a step stands, in one or two words."""
    if step.overdue:
        return _("overdue")
    if step.state is StepState.OPEN:
        return _("due soon") if mark == "decision" else _("in progress")
    return _states(spoken())[step.state]


@cache
def _states(_language: Language) -> Mapping[StepState, str]:
    return {
        StepState.OPEN: _("in progress"),
        StepState.DONE: _("done"),
        StepState.UNRECORDED: _("not recorded"),
        StepState.WAITING: _("waiting"),
        StepState.PAUSED: _("paused"),
        StepState.SKIPPED: _("left out"),
    }


def is_soon(step: StepStanding, calendar: WorkCalendar, now: datetime) -> bool:
    """Tell whether little of the limit is left; a short one is soon when half of it is gone."""
    if step.due_at is None or step.started_at is None or step.due_at <= now:
        return False
    whole = _counted(step, step.started_at, step.due_at, calendar)
    least = WORKING_DAY if _working(step) else SOON
    return _counted(step, now, step.due_at, calendar) <= min(least, whole / 2)


def lateness(step: StepStanding, calendar: WorkCalendar, now: datetime) -> str:
    """`3 hours of work late`, by the time that its limit counts; "" where it is in time."""
    if step.due_at is None or not (step.overdue or step.late):
        return ""
    end = now if step.ended_at is None else step.ended_at
    by = _counted(step, step.due_at, end, calendar)
    if _working(step) and not by:  # late, but nobody has worked since
        by = end - step.due_at
        return _("%(length)s late", length=length(by))
    return _("%(length)s late", length=work_length(by) if _working(step) else length(by))


def left(step: StepStanding, calendar: WorkCalendar, now: datetime) -> str:
    """`2 hours left`, by the time that its limit counts; "" without a deadline ahead."""
    if step.due_at is None or not step.open or step.due_at <= now:
        return ""
    same_day = calendar.local_day(now) == calendar.local_day(step.due_at)
    if _working(step) and not same_day:
        by = _counted(step, now, step.due_at, calendar)
        return _("%(length)s left", length=work_length(by))
    return _("%(length)s left", length=length(step.due_at - now))


def _working(step: StepStanding) -> bool:
    return step.step.limit is not None and step.step.limit.time is TimeKind.WORKING


def _counted(
    step: StepStanding, start: datetime, end: datetime, calendar: WorkCalendar
) -> timedelta:
    return calendar.worked(start, end) if _working(step) else end - start


def length(by: timedelta) -> str:
    """`40 minutes`, `5 hours`, `1 day 3 hours`, `12 days`; whole, and under a minute is one."""
    minutes = max(1, int(by.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    days, rest = divmod(hours, 24)
    told = ngettext("%(num)s day", "%(num)s days", days)
    if days >= FEW_DAYS or not rest:
        return told
    return f"{told} {ngettext('%(num)s hour', '%(num)s hours', rest)}"


def work_length(by: timedelta) -> str:
    """`40 working minutes`, `5 working hours`, `1 day 3 hours of work`, `12 working days`."""
    minutes = max(1, int(by.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)s working minute", "%(num)s working minutes", minutes)
    if by < WORKING_DAY:
        return ngettext("%(num)s working hour", "%(num)s working hours", minutes // 60)
    days, rest = divmod(by, WORKING_DAY)
    hours = int(rest.total_seconds() // 3600)
    if days >= FEW_DAYS or not hours:
        return ngettext("%(num)s working day", "%(num)s working days", days)
    return _(
        "%(days)s %(hours)s of work",
        days=ngettext("%(num)s day", "%(num)s days", days),
        hours=ngettext("%(num)s hour", "%(num)s hours", hours),
    )


def until(due: datetime, zone: str, now: datetime) -> str:
    """`today 10.00 WIB`, `Monday 10.00 WIB`, `12 August 2026 24.00 WIB`.

    A deadline at midnight is the end of the day before: 24.00.
    """
    local, today = due.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    on, at = local.date(), hour(due, zone)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        on, at = on - timedelta(days=1), "24.00" if spoken() == "id" else "24:00"
    return f"{near_day(on, today)} {at} {zone_label(zone)}"


def near_day(on: date, today: date) -> str:
    """`today`, `tomorrow`, a weekday within a week ahead; else the whole date."""
    if on == today:
        return _("today")
    if on == today + timedelta(days=1):
        return _("tomorrow")
    if on == today - timedelta(days=1):
        return _("yesterday")
    if today < on < today + timedelta(days=7):
        return day(on, weekday=True).split(",")[0]
    return day(on)
