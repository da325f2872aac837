"""The office's words for states, systems, things and actions; looked up, never decided here."""

from flask import Flask, current_app

from connector.domain.people import Employment, Role
from connector.domain.sessions import SessionKind
from connector.domain.trainings import SeatState
from connector.reconcile.changes import Action
from connector.web import language
from connector.web.access import visitor
from connector.web.translation import _


def install(app: Flask) -> None:
    """Give every template the same words."""
    app.jinja_env.globals.update(
        action_word=action_word,
        has_page=has_page,
        kind_word=kind_word,
        plan_state=plan_state,
        result_word=result_word,
        roster_kind=roster_kind,
        seat_role=seat_role,
        seat_state=seat_state,
        session_kind=session_kind,
        sentence=language.sentence,
        signed_in=visitor,
        spoken=language.spoken,
        status_word=status_word,
        system_word=system_word,
    )


def has_page(endpoint: str) -> bool:
    """Tell whether this application has such a page, so that nothing leads nowhere."""
    return endpoint in current_app.view_functions


def status_word(mark: str) -> str:
    """The five words of `pages.md`; the same everywhere."""
    return {
        "ok": _("in line"),
        "waiting": _("waiting"),
        "running": _("in progress"),
        "decision": _("needs a decision"),
        "failed": _("failed"),
    }[mark]


SEAT_MARKS = {
    "ok": "ok",
    "waiting": "waiting",
    "missing": "waiting",
    "undecided": "decision",
    "failed": "failed",
}
"""State of a seat in one system → mark; a missing seat waits for the next plan."""


def system_word(system: str) -> str:
    """What the office calls a system."""
    return language.SYSTEM_NAMES.get(system, system)


PLAN_MARKS = {
    "drafted": "waiting",
    "held": "decision",
    "approved": "running",
    "applying": "running",
    "applied": "running",
    "verified": "ok",
    "partly": "decision",
    "discarded": "waiting",
}
"""State of a plan → mark."""


def plan_state(state: str) -> str:
    """Where a plan stands, in words."""
    return {
        "drafted": _("check passed, not yet applied"),
        "held": _("held: a person must look at it first"),
        "approved": _("let through, about to start"),
        "applying": _("being applied"),
        "applied": _("applied, being read back"),
        "verified": _("applied and read back: everything is there"),
        "partly": _("applied, but not everything is there"),
        "discarded": _("discarded, nothing was written"),
    }.get(state, state)


def action_word(action: str) -> str:
    """What a change does, as a heading above its list."""
    return {
        Action.CREATE: _("new"),
        Action.ADOPT: _("taken over (made by hand)"),
        Action.UPDATE: _("changed"),
        Action.REACTIVATE: _("reactivated"),
        Action.SUSPEND: _("suspended"),
        Action.REMOVE: _("taken off"),
    }.get(Action(action), action)


SIGNS = {
    Action.CREATE: ("plus", "+"),
    Action.ADOPT: ("edit", "="),
    Action.UPDATE: ("edit", "~"),
    Action.REACTIVATE: ("plus", "▸"),
    Action.SUSPEND: ("minus", "‖"),
    Action.REMOVE: ("minus", "−"),
}
"""Action → (class, sign) in a list of changes."""


def kind_word(kind: str) -> str:
    """What kind of thing a change is about."""
    return {
        "account": _("accounts"),
        "course": _("courses"),
        "course_page": _("course pages"),
        "group": _("groups"),
        "enrolment": _("course enrolments"),
        "group_member": _("group members"),
        "event": _("calendar events"),
        "session_link": _("session links"),
        "course_file": _("course files"),
        "attendance_grade": _("attendance grades"),
        "meeting": _("Zoom classes"),
        "registrant": _("Zoom registrations"),
    }.get(kind, kind)


def result_word(result: str) -> str:
    """How one change ended."""
    return {
        "done": _("done"),
        "already": _("was already so"),
        "parked": _("not written: something changed since the plan"),
        "waiting": _("waits"),
        "failed": _("refused"),
        "unknown": _("no answer; reading back decides"),
    }.get(result, result)


RESULT_MARKS = {
    "done": "ok",
    "already": "ok",
    "parked": "decision",
    "waiting": "waiting",
    "failed": "failed",
    "unknown": "waiting",
}
"""How a change ended → mark."""


def roster_kind(kind: str) -> str:
    """What a file lists."""
    return {
        "participants": _("participants"),
        "instructors": _("instructors"),
        "timetable": _("timetable"),
    }.get(kind, kind)


def seat_role(role: Role) -> str:
    """A person's place in a training."""
    return {
        Role.PARTICIPANT: _("participant"),
        Role.INSTRUCTOR: _("instructor"),
        Role.COMPANION: _("class companion"),
        Role.ORGANISER: _("organiser"),
    }[role]


def seat_state(state: SeatState) -> str:
    """Where a seat stands."""
    return {
        SeatState.INVITED: _("invited"),
        SeatState.CONFIRMED: _("willing"),
        SeatState.ACTIVE: _("active"),
        SeatState.DECLINED: _("not willing"),
        SeatState.WITHDRAWN: _("no longer on the roster"),
        SeatState.REPLACED: _("replaced"),
    }[state]


def session_kind(kind: SessionKind) -> str:
    """What a slot of the timetable is."""
    return {
        SessionKind.CLASS: _("class"),
        SessionKind.TEST: _("test"),
        SessionKind.CEREMONY: _("ceremony"),
        SessionKind.BREAK: _("break"),
    }[kind]


def employment_word(employment: Employment) -> str:
    """Kind of service."""
    return {
        Employment.PNS: "PNS",
        Employment.PPPK: "PPPK",
        Employment.TNI_POLRI: "TNI/Polri",
        Employment.NON_ASN: _("not a civil servant"),
        Employment.UNKNOWN: "",
    }[employment]
