"""My tasks: what waits for the visitor and why, what they handed on, what is late below them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from connector.domain.assignments import Assignment
from connector.domain.procedures import Words
from connector.flows.digest_text import digest_of, due_day, short_text
from connector.flows.late_work import Late
from connector.flows.my_tasks import DEEDS, Followed, Task, TaskKind, Tasks, pick
from connector.flows.open_work import OpenWork, read_open_work
from connector.flows.send_digests import tasks_address
from connector.flows.whose_turn import Turns
from connector.store import assignments
from connector.store.engine import reading
from connector.web.access import Needs, page, visitor
from connector.web.assignment_words import held_as, standing_word, state_mark, state_word
from connector.web.language import spoken
from connector.web.place import here
from connector.web.reports import address_of
from connector.web.run_words import actor_word, until
from connector.web.translation import _

blueprint = Blueprint("tasks", __name__)

RECENT = 10
"""Assignments that are over and still shown."""


@dataclass(frozen=True)
class Row:
    """One line of the list, in words."""

    mark: str
    word: str
    title: str
    label: str
    address: str
    why: str
    due: str
    task: Task | None = None
    training: str = ""
    """Title of the training; "" for none."""
    training_address: str = ""
    instruction: str = ""
    hand_on: str = ""
    """Where its work is handed on; "" where that is not how it is done."""


@page(blueprint, "/tasks", Needs.STAFF)
def show() -> ResponseReturnValue:
    """List what is the visitor's, the most pressing first."""
    office, who = here().office, visitor()
    now, user_id = office.clock(), who.id if who else 0
    with reading(office.engine) as connection:
        work = read_open_work(connection, office, now)
        tasks = pick(work, user_id)
        held = work.day.of_user(user_id)
        recent = assignments.ended_of(connection, [user_id], limit=RECENT)
    digest = digest_of(tasks, office.zone, now)
    text = short_text(digest, tasks_address(office), office.zone, now, spoken())
    rows = [_row(work, one) for one in tasks.mine]
    return render_template(
        "tasks.html",
        rows=rows,
        counts=Counter(one.mark for one in rows),
        unread=sum(one.unread for one in tasks.mine),
        followed=[_followed_row(work, one) for one in tasks.followed],
        late=[_late_row(work, one) for one in tasks.late_below],
        recent=[_recent_row(work.day, one) for one in recent],
        text=text if _anything(tasks) else "",
        held=[held_as(work.day, one) for one in held],
        may_assign=bool(held) or bool(who and who.administrator),
    )


def said(words: Words) -> str:
    """Words in the language of the page."""
    return words.id if spoken() == "id" else words.en


def _anything(tasks: Tasks) -> bool:
    return bool(tasks.mine or tasks.late_below)


def _row(work: OpenWork, one: Task) -> Row:
    mark, word = _mark(one, work.now, here().office.zone)
    title = said(one.what)
    if one.deed:
        title = f"{said(DEEDS[one.deed])}: {title}"
    if one.sender:
        title = _("Assignment from %(name)s", name=one.sender)
    return Row(
        mark=mark,
        word=word,
        title=title,
        label=one.label,
        address=_address(one),
        why=_why(work.day, one),
        due=_due(one.due_at, one.training.zone if one.training else "", work.now),
        task=one,
        training=one.training.title if one.training else "",
        training_address=_training_address(one.training.code if one.training else ""),
        instruction=one.assignment.instruction if one.assignment else "",
        hand_on=_hand_on(one),
    )


def _mark(one: Task, now: datetime, zone: str) -> tuple[str, str]:
    """Return mark and word: what is late, due today, new, answered, paused, or simply waits."""
    if one.overdue:
        return "failed", _("overdue")
    if one.paused:
        return "waiting", _("paused")
    if one.due_at is not None and due_day(one.due_at, zone) <= due_day(now, zone):
        return "decision", _("due today")
    if one.answered:
        return "running", _("answered: close it")
    if one.unread:
        return "running", _("new")
    return "waiting", _("optional") if one.optional else _("your turn")


def _address(one: Task) -> str:
    """Return where the task is done, "" where no such page is."""
    code = one.training.code if one.training else ""
    if one.kind is TaskKind.ASSIGNMENT:
        return url_for("assignments.show", assignment_id=one.number)
    if one.kind is TaskKind.SIGNATURE:
        return url_for("signing_desk.show")
    if one.kind is TaskKind.APPROVAL:
        return url_for("approvals.show", code=code)
    if one.report:
        return url_for("reports.one", code=code, type=address_of(one.report))
    return url_for("procedures.show", code=code, _anchor=f"run-{one.number}")


def _hand_on(one: Task) -> str:
    if one.kind is not TaskKind.STEP or not one.assigns or one.paused:
        return ""
    return url_for("assignments.new", run=one.number, step=one.step)


def _why(day: Turns, one: Task) -> str:
    """Say why it is the visitor's: in which role, standing in for whom."""
    parts = []
    if one.held is not None:
        parts.append(f"{actor_word(one.held.role)} · {day.unit_name(one.held.unit_id)}")
    elif one.kind is TaskKind.APPROVAL:
        parts.append(_("you approve lists of certificates"))
    elif one.kind is TaskKind.SIGNATURE:
        parts.append(_("you sign as an official"))
    if one.stands_for:
        parts.append(_("standing in for %(name)s", name=one.stands_for))
    return " · ".join(parts)


def _due(due: datetime | None, zone: str, now: datetime) -> str:
    return until(due, zone or here().office.zone, now) if due else ""


def _training_address(code: str) -> str:
    return url_for("procedures.show", code=code) if code else ""


def _followed_row(work: OpenWork, one: Followed) -> Row:
    mark, word = state_mark(one.assignment, work.now), standing_word(one.assignment, work.now)
    if not one.holder_active:
        mark, word = "failed", _("%(name)s can no longer sign in", name=one.holder)
    training = one.training
    return Row(
        mark=mark,
        word=word,
        title=_("To %(name)s", name=one.holder),
        label="",
        address=url_for("assignments.show", assignment_id=one.assignment.id),
        why="" if one.holder_active else _("Take it back and give it to somebody else."),
        due=_due(one.assignment.due_at, training.zone if training else "", work.now),
        training=training.title if training else "",
        training_address=_training_address(training.code if training else ""),
        instruction=one.assignment.instruction,
    )


def _late_row(work: OpenWork, one: Late) -> Row:
    nobody = _("nobody is appointed")
    address = _training_address(one.training.code if one.training else "")
    if one.assignment_id is not None:
        address = url_for("assignments.show", assignment_id=one.assignment_id)
    return Row(
        mark="failed",
        word=_("overdue"),
        title=said(one.what),
        label=one.label,
        address=address,
        why=" · ".join(part for part in (one.unit, ", ".join(one.names) or nobody) if part),
        due=_due(one.due_at, one.training.zone if one.training else "", work.now),
        training=one.training.title if one.training else "",
        training_address=_training_address(one.training.code if one.training else ""),
    )


def _recent_row(day: Turns, one: Assignment) -> Row:
    return Row(
        mark="ok" if one.done_at else "waiting",
        word=state_word(one.state),
        title=f"{day.name(one.from_user_id)} → {day.name(one.to_user_id)}",
        label="",
        address=url_for("assignments.show", assignment_id=one.id),
        why="",
        due="",
        instruction=one.instruction,
    )
