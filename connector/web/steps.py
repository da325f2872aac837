"""What people write into the log of a run: done, left out, paused, reopened; and its files.

Whose turn it is, the flow decides: who asks for more than is theirs is answered 403.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.errors import ConnectorError
from connector.flows import run_procedures
from connector.flows.whose_turn import today, turns
from connector.store import attachments, audit, runs
from connector.store.attachments import NewFile, entry_subject
from connector.store.engine import reading
from connector.web.access import Needs, actor, page, visitor
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import NOT_YOURS, problem
from connector.web.sheets import download
from connector.web.training import find
from connector.web.translation import _

blueprint = Blueprint("steps", __name__)

ENTRY = entry_subject(0).rstrip("0")
"""Begins what the files of a run's log hang on; those of assignments are handed out elsewhere."""

RUN = "/trainings/<code>/procedures/<int:run_id>"
STEP = RUN + "/steps/<step>"


@page(blueprint, "/trainings/<code>/procedures", Needs.TURN, ("POST",))
def begin(code: str) -> ResponseReturnValue:
    """Begin a procedure for a training, now or since a moment that is over."""
    office = here().office
    with reading(office.engine) as connection:
        zone = find(connection, code).zone
    try:
        run = run_procedures.begin(
            office,
            code,
            request.form.get("slug", "")[:40],
            unit=_unit("unit"),
            for_unit=_unit("for_unit"),
            at=_moment(zone),
            actor=actor(),
        )
    except ConnectorError as error:
        return _refused(error, code)
    return _done(code, run.id, _("The procedure was begun."))


@page(blueprint, STEP + "/done", Needs.TURN, ("POST",))
def done(code: str, run_id: int, step: str) -> ResponseReturnValue:
    """Record a step as done, with a note and its output as files."""
    zone = _zone(code, run_id)
    given = [one for one in request.files.getlist("files") if one.filename]
    limit = here().office.upload_max_bytes
    files = [NewFile(one.filename or "", one.stream.read(limit + 1)) for one in given]
    try:
        run_procedures.complete(
            here().office,
            code,
            run_id,
            step,
            note=_text("note"),
            at=_moment(zone),
            actor=actor(),
            files=files,
        )
    except ConnectorError as error:
        return _refused(error, code)
    return _done(code, run_id, _("The step was recorded as done."))


@page(blueprint, STEP + "/left-out", Needs.TURN, ("POST",))
def leave_out(code: str, run_id: int, step: str) -> ResponseReturnValue:
    """Leave a step out, with the reason."""
    _zone(code, run_id)
    try:
        run_procedures.skip(here().office, code, run_id, step, _text("reason"), actor=actor())
    except ConnectorError as error:
        return _refused(error, code)
    return _done(code, run_id, _("The step was left out."))


@page(blueprint, STEP + "/reopened", Needs.TURN, ("POST",))
def reopen(code: str, run_id: int, step: str) -> ResponseReturnValue:
    """Open a step again that was recorded, with the reason."""
    _zone(code, run_id)
    try:
        run_procedures.reopen(here().office, code, run_id, step, _text("reason"), actor=actor())
    except ConnectorError as error:
        return _refused(error, code)
    return _done(code, run_id, _("The step is open again."))


@page(blueprint, RUN + "/paused", Needs.TURN, ("POST",))
def pause(code: str, run_id: int) -> ResponseReturnValue:
    """Pause one step, or the whole run where no step is given."""
    _zone(code, run_id)
    step = request.form.get("step", "")[:100]
    try:
        run_procedures.pause(here().office, code, run_id, _text("reason"), step=step, actor=actor())
    except ConnectorError as error:
        return _refused(error, code)
    return _done(code, run_id, _("Paused: no clock runs until somebody goes on."))


@page(blueprint, RUN + "/resumed", Needs.TURN, ("POST",))
def resume(code: str, run_id: int) -> ResponseReturnValue:
    """Let the clocks run on."""
    _zone(code, run_id)
    step = request.form.get("step", "")[:100]
    try:
        run_procedures.resume(here().office, code, run_id, step=step, actor=actor())
    except ConnectorError as error:
        return _refused(error, code)
    return _done(code, run_id, _("The clocks run on."))


@page(blueprint, RUN + "/unit", Needs.TURN, ("POST",))
def hand_to(code: str, run_id: int) -> ResponseReturnValue:
    """Say which unit runs it, and for which other one."""
    _zone(code, run_id)
    unit, for_unit = _unit("unit"), _unit("for_unit")
    try:
        run_procedures.hand_to(
            here().office, code, run_id, unit=unit, for_unit=for_unit, actor=actor()
        )
    except ConnectorError as error:
        return _refused(error, code)
    return _done(code, run_id, _("The unit was saved."))


@page(blueprint, RUN + "/stopped", Needs.TURN, ("POST",))
def stop(code: str, run_id: int) -> ResponseReturnValue:
    """Stop a run for good, with the reason."""
    _zone(code, run_id)
    try:
        run_procedures.stop(here().office, code, run_id, _text("reason"), actor=actor())
    except ConnectorError as error:
        return _refused(error, code)
    return _done(code, run_id, _("The run was stopped; what was written stays."))


@page(blueprint, "/attachments/<int:attachment_id>", Needs.STAFF)
def attachment(attachment_id: int) -> ResponseReturnValue:
    """Hand out an attached file; that somebody took it is written down.

    What people attach may hold whole personal numbers: it is for whoever keeps attendance, and
    for whoever holds a role of some unit.
    """
    office = here().office
    with office.engine.begin() as connection:
        if not _may_read(connection):
            abort(403)
        found = attachments.get(connection, attachment_id)
        if found is None or not found.subject.startswith(ENTRY):
            abort(404)
        content = attachments.content(connection, attachment_id)
        audit.note(connection, actor(), "attachment.taken", f"attachment:{attachment_id}")
    return download(content, found.media_type, found.file_name)


def _may_read(connection: Connection) -> bool:
    who, office = visitor(), here().office
    if who is None:
        return False
    held = turns(connection, today(office, office.clock()))
    return who.keeps_attendance or who.approver or bool(held.of_user(who.id))


def _zone(code: str, run_id: int) -> str:
    """Return the zone of a run's training; 404 where the run is none of this training's."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        run = runs.get(connection, run_id)
    if run is None or run.training_id != line.id:
        abort(404)
    return line.zone


def _text(name: str) -> str:
    return " ".join(request.form.get(name, "").split())[:500]


def _unit(name: str) -> int | None:
    given = request.form.get(name, "")
    return int(given) if is_row_number(given) else None


def _moment(zone: str) -> datetime | None:
    """Read a local moment (`2026-08-03T07:30`) of the zone; None where nothing was given."""
    given = request.form.get("at", "").strip()
    if not given:
        return None
    try:
        read = datetime.fromisoformat(given)
    except ValueError:
        abort(400)
    return read.replace(tzinfo=ZoneInfo(zone)) if read.tzinfo is None else read


def _done(code: str, run_id: int, told: str) -> ResponseReturnValue:
    flash(told, "ok")
    return redirect(url_for("procedures.show", code=code, _anchor=f"run-{run_id}"), 303)


def _refused(error: ConnectorError, code: str) -> ResponseReturnValue:
    what, todo = sentence(error.code, error.params)
    status = 409
    if error.code.endswith(NOT_YOURS):
        status = 403
    elif error.code.endswith("_unknown"):
        status = 404
    back = url_for("procedures.show", code=code)
    return problem(status, what, _("Nothing was changed."), todo, back=back)
