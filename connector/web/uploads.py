"""A file comes in, is shown as it was read, corrected, and confirmed; nothing before that."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.people import SeatRecord
from connector.domain.sessions import SessionRecord
from connector.errors import ConnectorError, RosterError
from connector.flows import register_participants
from connector.flows.register_participants import Previewed
from connector.rosters.base import ColumnMapping, RowFinding
from connector.rosters.base import RosterKind as SheetKind
from connector.rosters.compare import FieldChange
from connector.rosters.synonyms import SYNONYMS
from connector.store import rosters
from connector.store.engine import reading
from connector.store.rosters import RosterKind
from connector.web.access import Needs, actor, page
from connector.web.fields import field_word
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.training import find
from connector.web.translation import _
from connector.web.words import roster_kind

blueprint = Blueprint("uploads", __name__)

KINDS = tuple(kind.value for kind in RosterKind)
LONGEST_NAME = 200
"""Characters of a file's name that are kept, from its end."""

SHOWN_ROWS = 300
"""Rows of one list in a preview; the counts above it are always whole."""


@dataclass(frozen=True)
class Mistake:
    """The three lines of an error."""

    what: str
    untouched: str
    todo: str


@page(blueprint, "/trainings/<code>/upload", Needs.ADMINISTRATOR, ("GET", "POST"))
def upload(code: str) -> ResponseReturnValue:
    """Take a file and go on to its preview."""
    if request.method == "GET":
        return _form(code, request.args.get("kind", ""), None), 200
    kind, given = request.form.get("kind", ""), request.files.get("file")
    if kind not in KINDS or given is None or not given.filename:
        mistake = Mistake(
            _("No file was chosen, or it was not said what it lists."),
            _("Nothing was changed."),
            _("Choose a list and a file, then press the button again."),
        )
        return _form(code, kind, mistake), 422
    limit = here().office.upload_max_bytes
    content = given.stream.read(limit + 1)
    if len(content) > limit:
        abort(413)
    return _read(code, RosterKind(kind), given.filename[-LONGEST_NAME:], content, None)


@page(blueprint, "/previews/<preview_id>", Needs.ADMINISTRATOR)
def preview(preview_id: str) -> ResponseReturnValue:
    """Show how a file was read."""
    shown = _shown(preview_id)
    return _gone() if shown is None else _page(shown)


@page(blueprint, "/previews/<preview_id>/mapping", Needs.ADMINISTRATOR, ("POST",))
def correct(preview_id: str) -> ResponseReturnValue:
    """Read the same file again with another assignment of columns."""
    office = here().office
    shown = _shown(preview_id)
    with reading(office.engine) as connection:
        kept = rosters.get_preview(connection, preview_id, now=office.clock())
    if shown is None or kept is None:
        return _gone()
    found = shown.preview.mapping
    columns = {
        name: int(chosen)
        for name in SYNONYMS[shown.preview.kind]
        if (chosen := request.form.get(f"map.{name}", "")) in _column_numbers(found)
    }
    return _read(shown.code, shown.kind, kept.file_name, kept.file, replace(found, columns=columns))


@page(blueprint, "/previews/<preview_id>/confirm", Needs.ADMINISTRATOR, ("POST",))
def confirm(preview_id: str) -> ResponseReturnValue:
    """Make what was shown the new version of the list."""
    office = here().office
    try:
        done = register_participants.confirm_preview(office, preview_id, actor())
    except RosterError as error:
        if error.code == "preview_gone":
            return _gone()
        what, todo = sentence(error.code, error.params)
        return problem(422, what, _("Nothing was imported; the lists are as they were."), todo)
    if done.version is None:
        flash(_("The same list is already there; nothing changed."), "ok")
    else:
        flash(
            _(
                "%(kind)s, version %(version)s: %(added)s added, %(removed)s removed, "
                "%(changed)s changed, %(refused)s rows refused. Make a plan next.",
                kind=roster_kind(done.kind).capitalize(),
                version=done.version,
                added=done.added,
                removed=done.removed,
                changed=done.changed,
                refused=done.refused,
            ),
            "ok",
        )
    target = "timetable.schedule" if done.kind is RosterKind.TIMETABLE else "training.show"
    return redirect(url_for(target, code=done.code), 303)


def _column_numbers(mapping: ColumnMapping) -> list[str]:
    return [str(at) for at in range(len(mapping.headings))]


def _read(
    code: str, kind: RosterKind, name: str, content: bytes, mapping: ColumnMapping | None
) -> ResponseReturnValue:
    try:
        shown = register_participants.preview_file(
            here().office, code, kind, name, content, actor(), mapping=mapping
        )
    except RosterError as error:
        what, todo = sentence(error.code, error.params)
        untouched = _("Nothing was imported; the lists are as they were.")
        return _form(code, kind, Mistake(what, untouched, todo)), 422
    return redirect(url_for("uploads.preview", preview_id=shown.id), 303)


def _shown(preview_id: str) -> Previewed | None:
    try:
        return register_participants.show_preview(here().office, preview_id)
    except ConnectorError:
        return None


def _gone() -> ResponseReturnValue:
    return problem(
        404,
        _("This preview has expired or was already confirmed."),
        _("Nothing was changed just now."),
        _("Look at the training's history; if the list is not there, upload the file again."),
    )


def _form(code: str, kind: str, mistake: Mistake | None) -> str:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    return render_template(
        "upload.html",
        line=line,
        kinds=KINDS,
        kind=kind if kind in KINDS else ("timetable" if line.people else "participants"),
        mistake=mistake,
        limit=here().office.upload_max_bytes,
    )


def _page(shown: Previewed) -> str:
    with reading(here().office.engine) as connection:
        line = find(connection, shown.code)
    read = shown.preview
    return render_template(
        "preview.html",
        line=line,
        shown=shown,
        read=read,
        difference=shown.difference,
        fields=[(name, field_word(name)) for name in SYNONYMS[read.kind]],
        field_word=field_word,
        refused=[_told(one) for one in read.refused[:SHOWN_ROWS]],
        warnings=[_told(one) for one in read.warnings[:SHOWN_ROWS]],
        by_row={read.row_numbers[one.key]: _label(one) for one in _records(shown)},
        changed=[(_name(shown, one), one) for one in shown.difference.changed[:SHOWN_ROWS]],
        label=_label,
        limit=SHOWN_ROWS,
        timetable=read.kind is SheetKind.TIMETABLE,
    )


def _told(finding: RowFinding) -> tuple[RowFinding, str, str]:
    what, todo = sentence(finding.code, finding.values())
    return finding, what, todo


def _label(record: SeatRecord | SessionRecord) -> str:
    """A name or a subject; never a key, because a seat's key may hold a personal number."""
    if isinstance(record, SeatRecord):
        return record.person.full_name
    return record.subject


def _name(shown: Previewed, change: FieldChange) -> str:
    return next((_label(one) for one in _records(shown) if one.key == change.key), "")


def _records(shown: Previewed) -> list[SeatRecord | SessionRecord]:
    return [*shown.preview.seats, *shown.preview.sessions]
