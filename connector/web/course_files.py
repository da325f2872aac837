"""Jadwal and pedoman for the course, and whether the course shows links: the card's forms.

The card itself stands on the page of the timetable.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trainings import FileKind
from connector.errors import ConnectorError
from connector.flows import keep_course_files
from connector.store import attachments, course_files
from connector.store.attachments import NewFile
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.language import sentence
from connector.web.place import here
from connector.web.sheets import download
from connector.web.timetable import timetable_page
from connector.web.training import find
from connector.web.translation import _
from connector.web.uploads import Mistake

blueprint = Blueprint("course_files", __name__, url_prefix="/trainings/<code>/files")

ANCHOR = "course-files"


@page(blueprint, "/<file_kind>", Needs.STAFF)
def take(code: str, file_kind: str) -> ResponseReturnValue:
    """Hand out the file that stands for a kind."""
    chosen = _kind(file_kind)
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        stands = course_files.of_training(connection, line.id).get(chosen)
        if stands is None:
            abort(404)
        content = attachments.content(connection, stands.attachment_id)
    return download(content, stands.file.media_type, stands.file.file_name)


@page(blueprint, "/<file_kind>", Needs.ADMINISTRATOR, ("POST",))
def put(code: str, file_kind: str) -> ResponseReturnValue:
    """Let the uploaded file stand for a kind."""
    chosen, given = _kind(file_kind), request.files.get("file")
    _known(code)
    if given is None or not given.filename:
        return _refused(code, _("No file was chosen."), _("Choose a file, then press the button."))
    limit = here().office.upload_max_bytes
    file = NewFile(given.filename, given.stream.read(limit + 1))
    try:
        _kept, new = keep_course_files.put_file(here().office, code, chosen, file, actor=actor())
    except ConnectorError as error:
        return _refused(code, *sentence(error.code, error.params))
    flash(
        _("The file is kept. The next plan shows what happens with it in Moodle.")
        if new
        else _("That file is there already; nothing changed."),
        "ok",
    )
    return _back(code)


@page(blueprint, "/<file_kind>/remove", Needs.ADMINISTRATOR, ("POST",))
def remove(code: str, file_kind: str) -> ResponseReturnValue:
    """Let nothing stand for a kind any more."""
    chosen = _kind(file_kind)
    _known(code)
    if keep_course_files.take_away(here().office, code, chosen, actor=actor()):
        flash(_("The file was taken away here. The next plan takes it out of the course."), "ok")
    return _back(code)


@page(blueprint, "/links", Needs.ADMINISTRATOR, ("POST",))
def links(code: str) -> ResponseReturnValue:
    """Set whether the course shows a way into each session."""
    _known(code)
    wanted = request.form.get("links") == "on"
    if keep_course_files.set_links(here().office, code, wanted, actor=actor()):
        flash(
            _("The next plan puts a link for each session into the course.")
            if wanted
            else _("The next plan takes the links out of the course."),
            "ok",
        )
    return _back(code)


def _kind(text: str) -> FileKind:
    try:
        return FileKind(text)
    except ValueError:
        abort(404)


def _known(code: str) -> None:
    with reading(here().office.engine) as connection:
        find(connection, code)


def _refused(code: str, what: str, todo: str) -> ResponseReturnValue:
    return timetable_page(code, Mistake(what, _("Nothing was changed."), todo)), 422


def _back(code: str) -> ResponseReturnValue:
    return redirect(url_for("timetable.schedule", code=code, _anchor=ANCHOR), 303)
