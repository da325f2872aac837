"""What a companion does about attendance on the pages: marks, approvals, disruptions, the rule."""

from __future__ import annotations

from datetime import date, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.attendance import Below, Denominator, ExcusedCounts, Mark, Rule
from connector.domain.sessions import SessionRecord, local_moment, session_at
from connector.errors import ConnectorError
from connector.flows import decide_attendance
from connector.flows.class_attendance import rule_of
from connector.store import trainings
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.cells import denominator_word, mark_word, rule_sentence
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.sign_in import safe_next
from connector.web.training import find
from connector.web.translation import _, ngettext

blueprint = Blueprint("marking", __name__, url_prefix="/trainings")


@page(blueprint, "/<code>/attendance/mark", Needs.COMPANION, ("POST",))
def mark(code: str) -> ResponseReturnValue:
    """Mark the seats a form names at a session, or take their marks back (`mark` empty)."""
    chosen = _mark(request.form.get("mark", ""))
    slot = _session(code)
    count = decide_attendance.mark_seat(
        here().office, code, _seats(), slot.key, chosen,
        reason=_reason(), evidence=_evidence(), actor=actor(),
    )  # fmt: skip
    if chosen is None:
        told = ngettext("%(num)s mark was taken back.", "%(num)s marks were taken back.", count)
    else:
        told = ngettext(
            "%(num)s person is marked %(mark)s: %(word)s.",
            "%(num)s people are marked %(mark)s: %(word)s.",
            count,
            mark=chosen.value,
            word=mark_word(chosen),
        )
        if _rule(code).second_approval:
            told += " " + _("It counts once a second person has approved it.")
    flash(told, "ok")
    return _back(code)


@page(blueprint, "/<code>/attendance/marks/<int:mark_id>/approve", Needs.COMPANION, ("POST",))
def approve(code: str, mark_id: int) -> ResponseReturnValue:
    """Let a mark count that somebody else made."""
    decide_attendance.approve_mark(here().office, code, mark_id, actor=actor())
    flash(_("The mark is approved and counts now."), "ok")
    return _back(code)


@page(blueprint, "/<code>/attendance/disruptions", Needs.COMPANION, ("POST",))
def disrupt(code: str) -> ResponseReturnValue:
    """Note that power or network was cut for the seats a form names."""
    slot = _session(code)
    form = request.form
    try:
        start, end = (
            local_moment(slot.date, time.fromisoformat(form.get(name, "")), slot.zone)
            for name in ("from", "to")
        )
        denominator = Denominator(form.get("denominator", Denominator.OPEN))
    except ValueError as error:
        raise ConnectorError("disruption_unfit") from error
    decide_attendance.note_disruption(
        here().office, code, start=start, end=end, seats=_seats(),
        reason=_reason(), denominator=denominator, actor=actor(),
    )  # fmt: skip
    flash(_("The disruption is noted; the minutes people have stay as they are."), "ok")
    return _back(code)


@page(blueprint, "/<code>/attendance/disruptions/<int:disruption_id>", Needs.COMPANION, ("POST",))
def decide_disruption(code: str, disruption_id: int) -> ResponseReturnValue:
    """Decide what a disruption does to the session's length, or take it back (`undo`)."""
    given = request.form.get("decide", "")
    if given == "undo":
        decided = None
    elif given in (Denominator.KEEP, Denominator.DEDUCT):
        decided = Denominator(given)
    else:
        raise ConnectorError("disruption_unfit")
    decide_attendance.decide_disruption(here().office, code, disruption_id, decided, actor=actor())
    told = (
        _("The disruption was taken back.")
        if decided is None
        else _("Decided: %(decision)s.", decision=denominator_word(decided))
    )
    flash(told, "ok")
    return _back(code)


@page(blueprint, "/<code>/attendance/rule", Needs.ADMINISTRATOR)
def rule(code: str) -> ResponseReturnValue:
    """Show the rule by which minutes become marks, to be changed."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    return render_template("attendance_rule.html", line=line, **_choices(_rule(code)))


@page(blueprint, "/<code>/attendance/rule", Needs.ADMINISTRATOR, ("POST",))
def change_rule(code: str) -> ResponseReturnValue:
    """Store the rule; every mark by rule follows at once."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    try:
        chosen = _given_rule()
        decide_attendance.set_rule(here().office, code, chosen, actor=actor())
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return problem(422, what, _("The rule is what it was."), todo)
    flash(_("The rule now reads: %(rule)s", rule=rule_sentence(chosen)), "ok")
    return redirect(url_for("attendance.matrix", code=line.code), 303)


def _choices(current: Rule) -> dict[str, object]:
    return {
        "rule": current,
        "said": rule_sentence(current),
        "belows": {
            Below.ASK: _("a person decides (needs a decision)"),
            Below.ABSENT: _("absent without notice (TK)"),
        },
        "excuses": {
            ExcusedCounts.NEUTRAL: _("left out: neither attended nor missed"),
            ExcusedCounts.PRESENT: _("as attended"),
            ExcusedCounts.ABSENT: _("as missed"),
        },
    }


def _given_rule() -> Rule:
    """Read the form; raises ConnectorError `rule_unfit`."""
    form = request.form
    try:
        return Rule(
            minimum_percent=int(form.get("minimum_percent", "")),
            grace_minutes=int(form.get("grace_minutes", "")),
            below=Below(form.get("below", "")),
            excused=ExcusedCounts(form.get("excused", "")),
            sign_in_required="sign_in_required" in form,
            second_approval="second_approval" in form,
        )
    except ValueError as error:
        raise ConnectorError("rule_unfit") from error


def _rule(code: str) -> Rule:
    with reading(here().office.engine) as connection:
        stored = trainings.get(connection, code)
    return rule_of(stored.settings.options if stored else {})


def _evidence() -> int | None:
    """Return the file a mark rests on, where the form names one."""
    given = request.form.get("evidence", "")
    if not given:
        return None
    if not is_row_number(given):
        raise ConnectorError("evidence_unknown", number=given[:20])
    return int(given)


def _mark(given: str) -> Mark | None:
    """Read a mark; raises ConnectorError `mark_unknown` for what is none."""
    try:
        return Mark(given) if given else None
    except ValueError as error:
        raise ConnectorError("mark_unknown") from error


def _session(code: str) -> SessionRecord:
    """Return the session a form names as `2026-08-03/2`; raises `session_unknown`."""
    day, _slash, number = request.form.get("session", "").partition("/")
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        timetable = trainings.sessions_of(connection, line.id)
    try:
        slot = session_at(timetable, date.fromisoformat(day), int(number))
    except ValueError:
        slot = None
    if slot is None:
        raise ConnectorError("session_unknown", training=code)
    return slot


def _seats() -> list[str]:
    """Return the keys of the seats a form names by number; raises `seats_missing` for none."""
    given = [value for value in request.form.getlist("seat") if is_row_number(value)]
    if not given:
        raise ConnectorError("seats_missing")
    return [f"seat:{int(value)}" for value in dict.fromkeys(given)]


def _reason() -> str:
    return request.form.get("reason", "")


def _back(code: str) -> ResponseReturnValue:
    """Return to the page the form stood on."""
    wanted = request.form.get("next", "")
    matrix = url_for("attendance.matrix", code=code)
    return redirect(safe_next(wanted) if wanted.startswith(matrix) else matrix, 303)
