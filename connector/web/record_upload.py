"""Takes a participant list that somebody exported from Zoom's portal; whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.indonesian import ZONES, zone_label
from connector.errors import ConnectorError
from connector.flows import record_attendance
from connector.flows.record_attendance import ImportedRecord
from connector.rosters.base import RowFinding
from connector.rosters.participant_file import RowsRefused
from connector.store import presence, trainings
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.web.access import Needs, actor, page
from connector.web.language import grouped, sentence
from connector.web.place import here
from connector.web.training import find
from connector.web.translation import _, ngettext
from connector.web.uploads import LONGEST_NAME, Mistake

blueprint = Blueprint("record_upload", __name__, url_prefix="/trainings/<code>/attendance")

SHOWN_ROWS = 300
"""Refused rows listed; their number is always whole."""


@dataclass(frozen=True)
class KnownMeeting:
    """One meeting of a training, to choose from."""

    number: str
    days: tuple[date, ...]
    """Local dates it is planned for; none where it was linked by hand."""


@dataclass(frozen=True)
class RefusedRow:
    """One row that could not be trusted, with why and what to do."""

    finding: RowFinding
    what: str
    todo: str


@page(blueprint, "/import", Needs.COMPANION, ("GET", "POST"))
def take(code: str) -> ResponseReturnValue:
    """Take a file in, and say what it stands in for."""
    if request.method == "GET":
        return _form(code)
    given = request.files.get("file")
    if given is None or not given.filename:
        mistake = Mistake(
            _("No file was chosen."),
            _nothing(),
            _("Choose the CSV file that Zoom gave you and press the button again."),
        )
        return _form(code, mistake)
    limit = here().office.upload_max_bytes
    content = given.stream.read(limit + 1)
    if len(content) > limit:
        abort(413)
    form = request.form
    try:
        done = record_attendance.import_record(
            here().office, code, given.filename[-LONGEST_NAME:], content,
            meeting=form.get("other", "")[:40].strip() or form.get("meeting", "")[:40],
            zone=form["zone"] if form.get("zone") in ZONES.values() else "",
            actor=actor(),
        )  # fmt: skip
    except RowsRefused as error:
        what, todo = sentence(error.code, error.params)
        return _form(code, Mistake(what, _nothing(), todo), error.refused)
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return _form(code, Mistake(what, _nothing(), todo))
    flash(_told(done), "ok")
    return redirect(url_for("unmatched.queue", code=code), 303)


def _told(done: ImportedRecord) -> str:
    """Say what came in and what it stands in for."""
    people = ngettext("%(num)s display name", "%(num)s display names", done.people)
    stays = ngettext("%(num)s stay", "%(num)s stays", done.stays)
    taken = _(
        "The list of Zoom class %(meeting)s is in: %(people)s, %(stays)s.",
        meeting=grouped(done.meeting),
        people=people,
        stays=stays,
    )
    if not done.replaced_live:
        return f"{taken} " + _("Nothing was known of that class before.")
    instead = ngettext(
        "It stands in for %(num)s stay seen live, which is kept beside it.",
        "It stands in for %(num)s stays seen live, which are kept beside it.",
        done.replaced_live,
    )
    return f"{taken} {instead}"


def _nothing() -> str:
    return _("Nothing was imported; attendance is as it was.")


def _form(
    code: str, mistake: Mistake | None = None, refused: Sequence[RowFinding] = ()
) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        meetings = _meetings(connection, line)
    only = meetings[0].number if len(meetings) == 1 else ""
    return (
        render_template(
            "record_upload.html",
            line=line,
            meetings=meetings,
            meeting=request.form.get("meeting", only),
            other=request.form.get("other", ""),
            zones=ZONES,
            zone=request.form.get("zone") or _zone(line),
            mistake=mistake,
            refused=[
                RefusedRow(one, *sentence(one.code, one.values())) for one in refused[:SHOWN_ROWS]
            ],
            all_refused=len(refused),
            limit=here().office.upload_max_bytes,
        ),
        422 if mistake else 200,
    )


def _zone(line: TrainingLine) -> str:
    """Return the training's zone as one of the three to choose from."""
    return ZONES.get(zone_label(line.zone), line.zone)


def _meetings(connection: Connection, line: TrainingLine) -> list[KnownMeeting]:
    """List the meetings of a training, those made for it first, in order of time."""
    office = here().office
    days: dict[str, list[date]] = {}
    if office.meetings is not None:
        training = trainings.load_training(connection, line.code, office.link_for)
        bindings = StoredBindings(office.engine, office.meetings.connection, training.key)
        for room in office.meetings.rooms(training, bindings):
            if room.number:
                days.setdefault(room.number, []).append(room.slot.date)
    known = [number for _place, number in presence.meetings_of(connection, line.id)]
    ordered = dict.fromkeys([*days, *known])
    return [KnownMeeting(number, tuple(dict.fromkeys(days.get(number, ())))) for number in ordered]
