"""Assignments (disposisi): giving work, reading what one was given, passing on, closing, undoing.

Whose it is, the flow decides: who asks for more than is theirs is answered 403.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.assignments import Assignment
from connector.errors import ConnectorError
from connector.flows import answer_work, assign_work
from connector.flows.assign_work import MOST_RECIPIENTS, Recipient, Work
from connector.flows.assignment_records import MOST_FILES, REASON_LENGTH, TEXT_LENGTH, subject_of
from connector.flows.assignment_rights import holds, may_see, may_withdraw
from connector.flows.whose_turn import Turns, today, turns
from connector.store import assignments, attachments, audit
from connector.store.attachments import NewFile
from connector.store.engine import reading
from connector.web.access import Needs, actor, page, visitor
from connector.web.assignment_trail import about, people_to_choose, step_to_pass, trail
from connector.web.assignment_words import held_as, standing_word, state_mark
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import NOT_YOURS, problem
from connector.web.run_words import until
from connector.web.sheets import download
from connector.web.translation import _, ngettext

blueprint = Blueprint("assignments", __name__, url_prefix="/tasks")


@dataclass(frozen=True)
class Typed:
    """A form as it was filled in."""

    instruction: str = ""
    to: tuple[Recipient, ...] = ()
    day: str = ""
    hour: str = ""
    from_user_id: int | None = None
    code: str = ""
    """Code of the training; "" for none."""
    run_id: int | None = None
    step: str = ""
    files: Sequence[NewFile] = field(default=(), repr=False)


@page(blueprint, "/assign", Needs.STAFF)
def new() -> ResponseReturnValue:
    """Offer to hand on work: of a step (`?run=&step=`), of a training (`?training=`), or other."""
    run = request.args.get("run", "")
    typed = Typed(
        code=request.args.get("training", "")[:60],
        run_id=int(run) if is_row_number(run) else None,
        step=request.args.get("step", "")[:100],
    )
    return _form(typed)


@page(blueprint, "/assign", Needs.TURN, ("POST",))
def send() -> ResponseReturnValue:
    """Hand work on to those who were chosen."""
    typed, office = _typed(), here().office
    try:
        with reading(office.engine) as connection:
            subject = about(connection, typed.code, typed.run_id, typed.step)
        work = _work(typed, subject.training_id, subject.zone)
        sent = assign_work.send(office, work, actor=actor())
    except ConnectorError as error:
        if error.code.endswith(NOT_YOURS):
            raise
        return _form(typed, sentence(error.code, error.params)), 422
    return _sent(sent)


@page(blueprint, "/assignments/<int:assignment_id>", Needs.STAFF)
def show(assignment_id: int) -> ResponseReturnValue:
    """Show an assignment and where it came from and went; the holder's first look is noted."""
    with reading(here().office.engine) as connection:
        _chain(connection, assignment_id)
    answer_work.read(here().office, assignment_id, actor=actor())
    return _one(assignment_id, Typed())


@page(blueprint, "/assignments/<int:assignment_id>/passed-on", Needs.TURN, ("POST",))
def pass_on(assignment_id: int) -> ResponseReturnValue:
    """Hand one's own assignment on."""
    typed, office = _typed(), here().office
    try:
        with reading(office.engine) as connection:
            one = _chain(connection, assignment_id)[0]
            subject = about(connection, "", one.run_id, typed.step)
        work = _work(typed, None, subject.zone)
        sent = assign_work.pass_on(office, assignment_id, work, actor=actor())
    except ConnectorError as error:
        return _refused(assignment_id, error, typed)
    return _sent(sent)


@page(blueprint, "/assignments/<int:assignment_id>/done", Needs.TURN, ("POST",))
def done(assignment_id: int) -> ResponseReturnValue:
    """Say that one's own assignment is done."""
    with reading(here().office.engine) as connection:
        _chain(connection, assignment_id)
    answer = request.form.get("answer", "")
    try:
        answer_work.finish(here().office, assignment_id, answer, actor=actor(), files=_files())
    except ConnectorError as error:
        return _refused(assignment_id, error, Typed())
    flash(_("The assignment is done."), "ok")
    return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)


@page(blueprint, "/assignments/<int:assignment_id>/withdrawn", Needs.TURN, ("POST",))
def withdraw(assignment_id: int) -> ResponseReturnValue:
    """Take back what one gave."""
    with reading(here().office.engine) as connection:
        _chain(connection, assignment_id)
    reason = request.form.get("reason", "")
    try:
        answer_work.withdraw(here().office, assignment_id, reason, actor=actor())
    except ConnectorError as error:
        return _refused(assignment_id, error, Typed())
    flash(_("The assignment is withdrawn."), "ok")
    return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)


@page(blueprint, "/assignments/<int:assignment_id>/files/<int:attachment_id>", Needs.STAFF)
def file(assignment_id: int, attachment_id: int) -> ResponseReturnValue:
    """Hand out an attached file to who has to do with it; that they took it is written down."""
    office = here().office
    with office.engine.begin() as connection:
        chain = _chain(connection, assignment_id)
        found = attachments.get(connection, attachment_id)
        if found is None or found.subject not in {subject_of(one.id) for one in chain}:
            abort(404)
        content = attachments.content(connection, attachment_id)
        audit.note(
            connection, actor(), "attachment.taken", f"attachment:{attachment_id}",
            now=office.clock(),
        )  # fmt: skip
    return download(content, found.media_type, found.file_name)


def _chain(connection: Connection, assignment_id: int) -> list[Assignment]:
    """Return an assignment and, behind it, all it hangs together with; 404, 403 for others."""
    office, who = here().office, visitor()
    chain = assignments.chain(connection, assignment_id)
    if not chain or who is None:
        abort(404)
    if not may_see(turns(connection, today(office, office.clock())), chain, who.id):
        raise ConnectorError("assign_not_yours")
    return sorted(chain, key=lambda one: (one.id != assignment_id, one.id))


def _form(typed: Typed, refused: tuple[str, str] | None = None) -> str:
    office, who = here().office, visitor()
    now = office.clock()
    with reading(office.engine) as connection:
        day = turns(connection, today(office, now))
        subject = about(connection, typed.code, typed.run_id, typed.step)
        senders = _senders(day, who.id if who else 0, subject.holders)
        people = people_to_choose(day, subject.next_actors, subject.unit_id, sender=None)
    return render_template(
        "assignment_new.html",
        typed=typed,
        subject=subject,
        senders=senders,
        people=people,
        chosen={(one.user_id, one.unit_id) for one in typed.to},
        refused=refused,
        may_assign=bool(senders),
        limits=_limits(),
    )


def _one(assignment_id: int, typed: Typed, refused: tuple[str, str] | None = None) -> str:
    office, who = here().office, visitor()
    now, user_id = office.clock(), who.id if who else 0
    with reading(office.engine) as connection:
        chain = _chain(connection, assignment_id)
        one = chain[0]
        day = turns(connection, today(office, now))
        mine = holds(day, one, user_id) and not one.over
        step = step_to_pass(connection, day, one, user_id) if mine else ""
        subject = about(connection, "", one.run_id, step, one.training_id)
        people = people_to_choose(day, subject.next_actors, one.unit_id, sender=one.to_user_id)
        files = attachments.of_subjects(connection, [subject_of(each.id) for each in chain])
        steps = trail(day, chain, files, now, here().office.zone)
    return render_template(
        "assignment.html",
        one=one,
        links=steps,
        subject=subject,
        mark=state_mark(one, now),
        word=standing_word(one, now),
        due=until(one.due_at, subject.zone, now) if one.due_at else "",
        mine=mine,
        own=one.to_user_id == user_id,
        holder=day.name(one.to_user_id),
        sender=day.name(one.from_user_id),
        may_withdraw=not one.over and may_withdraw(day, one, user_id),
        below=sum(each.parent_id == one.id and not each.over for each in chain),
        people=people,
        step=step,
        typed=typed,
        chosen={(each.user_id, each.unit_id) for each in typed.to},
        refused=refused,
        limits=_limits(),
    )


def _senders(day: Turns, user_id: int, of_step: Sequence[int]) -> list[tuple[int, str]]:
    """Return in whose name the visitor may send: their own first; administrators in anybody's."""
    who = visitor()
    held = day.of_user(user_id)
    found: dict[int, str] = {}
    if held:
        found[user_id] = day.name(user_id)
    for one in held:
        if one.stands_for is not None:
            found[one.stands_for] = f"{one.stands_for_name} ({held_as(day, one)})"
    if who is not None and who.administrator:
        wanted = [one for one in day.everybody() if not of_step or one.user_id in of_step]
        for one in sorted(wanted, key=lambda each: each.name):
            found.setdefault(one.user_id, f"{one.name} ({held_as(day, one)})")
    ordered = sorted(found.items(), key=lambda each: each[0] not in of_step)
    return ordered


def _typed() -> Typed:
    form = request.form
    sender, run = form.get("sender", ""), form.get("run", "")
    return Typed(
        instruction=form.get("instruction", ""),
        to=tuple(_recipients(form.getlist("to"))),
        day=form.get("day", "").strip(),
        hour=form.get("hour", "").strip(),
        from_user_id=int(sender) if is_row_number(sender) else None,
        code=form.get("training", "").strip()[:60],
        run_id=int(run) if is_row_number(run) else None,
        step=form.get("step", "")[:100],
        files=_files(),
    )


def _recipients(given: Sequence[str]) -> list[Recipient]:
    """Read `unit:user` of each ticked box; what is none is left out."""
    found = []
    for one in given[: MOST_RECIPIENTS + 1]:
        unit, _colon, user = one.partition(":")
        if is_row_number(user):
            found.append(Recipient(int(user), int(unit) if is_row_number(unit) else None))
    return found


def _work(typed: Typed, training_id: int | None, zone: str) -> Work:
    return Work(
        instruction=typed.instruction,
        to=typed.to,
        due_at=_due(typed, zone),
        from_user_id=typed.from_user_id,
        training_id=training_id,
        run_id=typed.run_id,
        step=typed.step,
        files=typed.files,
    )


def _due(typed: Typed, zone: str) -> datetime | None:
    """Return the due moment; a day without an hour is due when offices close, at 16.00."""
    if not typed.day and not typed.hour:
        return None
    try:
        read = datetime.fromisoformat(f"{typed.day}T{typed.hour or '16:00'}")
    except ValueError:
        raise ConnectorError("assign_due_unreadable") from None
    return read.replace(tzinfo=ZoneInfo(zone))


def _files() -> list[NewFile]:
    """Read the files of the form, each up to a byte over the limit."""
    limit = here().office.upload_max_bytes
    given = [one for one in request.files.getlist("files") if one.filename]
    return [NewFile(one.filename or "", one.stream.read(limit + 1)) for one in given]


def _limits() -> dict[str, int]:
    return {
        "text": TEXT_LENGTH,
        "reason": REASON_LENGTH,
        "files": MOST_FILES,
        "bytes": here().office.upload_max_bytes,
        "megabytes": here().office.upload_max_bytes // 1024**2,
    }


def _sent(sent: Sequence[Assignment]) -> ResponseReturnValue:
    flash(ngettext("Sent to %(num)s person.", "Sent to %(num)s people.", len(sent)), "ok")
    return redirect(url_for("assignments.show", assignment_id=sent[0].id), 303)


def _refused(assignment_id: int, error: ConnectorError, typed: Typed) -> ResponseReturnValue:
    """Show the assignment again with what was refused; 403 where it is not theirs at all."""
    if error.code.endswith(NOT_YOURS):
        raise error
    what, todo = sentence(error.code, error.params)
    if error.code in ("assign_over", "assign_unknown"):
        back = url_for("assignments.show", assignment_id=assignment_id)
        return problem(409, what, _("Nothing was changed."), todo, back=back)
    return _one(assignment_id, typed, (what, todo)), 422
