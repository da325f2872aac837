"""The office's words for assignments and appointments."""

from __future__ import annotations

from datetime import datetime

from connector.domain.appointments import AppointmentKind
from connector.domain.assignments import Assignment, AssignmentState
from connector.flows.whose_turn import Holder, Turns
from connector.web.run_words import actor_word
from connector.web.translation import _


def state_word(state: AssignmentState) -> str:
    """Where an assignment stands."""
    return {
        AssignmentState.SENT: _("sent, not read yet"),
        AssignmentState.READ: _("read"),
        AssignmentState.PASSED_ON: _("passed on"),
        AssignmentState.DONE: _("done"),
        AssignmentState.WITHDRAWN: _("withdrawn"),
    }[state]


def standing_word(one: Assignment, now: datetime) -> str:
    """Where it stands, and that it is overdue."""
    word = state_word(one.state)
    return f"{_('overdue')} · {word}" if one.overdue(now) else word


def state_mark(one: Assignment, now: datetime) -> str:
    """Which of the five marks an assignment shows."""
    if one.overdue(now):
        return "failed"
    return {
        AssignmentState.SENT: "waiting",
        AssignmentState.READ: "running",
        AssignmentState.PASSED_ON: "running",
        AssignmentState.DONE: "ok",
        AssignmentState.WITHDRAWN: "waiting",
    }[one.state]


def kind_word(kind: AppointmentKind) -> str:
    """What kind of appointment it is."""
    return {
        AppointmentKind.DEFINITIVE: _("definitive"),
        AppointmentKind.PLT: "Plt.",
        AppointmentKind.PLH: "Plh.",
        AppointmentKind.SUBSTITUTE: _("substitute"),
    }[kind]


def kind_hint(kind: AppointmentKind) -> str:
    """What a kind is for, beside its word."""
    return {
        AppointmentKind.DEFINITIVE: _("holds the post"),
        AppointmentKind.PLT: _("the post is vacant"),
        AppointmentKind.PLH: _("the holder is away for some days"),
        AppointmentKind.SUBSTITUTE: _("stands in, without a title of its own"),
    }[kind]


def held_as(day: Turns, one: Holder) -> str:
    """`Plh. Head · Puspenkom · standing in for …`: what somebody holds, in one line."""
    role = actor_word(one.role)
    if one.kind is not AppointmentKind.DEFINITIVE:
        role = f"{kind_word(one.kind)} {role}"
    parts = [role, day.unit_name(one.unit_id)]
    if one.stands_for_name:
        parts.append(_("standing in for %(name)s", name=one.stands_for_name))
    return " · ".join(parts)
