"""What is attached to a session: scans, screenshots, letters; taken in, listed, shown, removed.

Whatever its name says, a file is what its bytes say, and is shown as nothing else. Letters may
hold health data: they are opened by administrators alone, and each opening is written down.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.people import Role
from connector.domain.sessions import SessionRecord, number_in_day
from connector.errors import ConnectorError
from connector.flows import attendance_papers
from connector.flows.attendance_papers import Attached
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.store import office_pages, papers, trainings
from connector.store.engine import reading
from connector.store.papers import Evidence, EvidenceKind
from connector.web.access import Needs, actor, may_write, page
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.papers import name_word
from connector.web.place import here
from connector.web.problems import problem
from connector.web.session_address import slot_of
from connector.web.training import find
from connector.web.translation import _

blueprint = Blueprint("evidence", __name__, url_prefix="/trainings")

NOTE = 300
"""Characters a note about a file may have."""

LONGEST_NAME = 200
"""Characters of a file's name that are kept, from its end."""

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
"""Media type → ending under which a file is saved; the type is read from its bytes."""

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"
"""Policy of a file that is shown: it may fetch, run, submit and open nothing."""


@dataclass(frozen=True)
class Shown:
    """One file as its list shows it."""

    evidence: Evidence
    whom: str
    """The person it is about; "" for the whole session."""
    readable: bool
    """The visitor may open it."""
    removable: bool


def kind_word(kind: EvidenceKind) -> str:
    """What a file is, in the office's words."""
    return {
        EvidenceKind.SIGNED_SHEET: _("signed list (scan)"),
        EvidenceKind.SCREENSHOT: _("screenshot"),
        EvidenceKind.LETTER: _("letter (restricted)"),
        EvidenceKind.PHOTO: _("portrait (restricted)"),
        EvidenceKind.OTHER: _("other"),
    }[kind]


ATTACHED_HERE = tuple(one for one in EvidenceKind if one is not EvidenceKind.PHOTO)
"""What is attached to a session; a portrait belongs to a certificate's draft."""


def choices(connection: Connection, training_id: int, session_key: str) -> list[tuple[int, str]]:
    """List what a mark at a session may cite, for `parts/evidence_choices.html`."""
    return [
        (one.id, _("no.") + f" {one.id} · {kind_word(one.kind)}")
        for one in papers.evidence_of(connection, training_id, session_key)
        if one.removed_at is None
    ]


@page(blueprint, "/<code>/attendance/<day>/<int:number>/evidence", Needs.STAFF)
def listing(code: str, day: str, number: int) -> ResponseReturnValue:
    """List what is attached to a session; `?seat=` chooses whom a new file is about."""
    return _page(code, day, number)


@page(blueprint, "/<code>/attendance/<day>/<int:number>/evidence", Needs.COMPANION, ("POST",))
def add(code: str, day: str, number: int) -> ResponseReturnValue:
    """Take a file in."""
    try:
        _add(code, day, number)
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return _page(code, day, number, mistake=(what, todo)), 422
    flash(_("The file is attached to this session."), "ok")
    return redirect(url_for("evidence.listing", code=code, day=day, number=number), 303)


@page(blueprint, "/<code>/attendance/evidence/<int:evidence_id>", Needs.COMPANION)
def content(code: str, evidence_id: int) -> ResponseReturnValue:
    """Show a file in the browser, able to do nothing there."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    try:
        known, raw = attendance_papers.read_evidence(
            here().office, code, evidence_id, trusted=may_write(), actor=actor()
        )
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        status = {"evidence_unknown": 404, "evidence_restricted": 403, "evidence_purged": 410}
        return problem(status.get(error.code, 409), what, _("Nothing was handed out."), todo)
    response = Response(raw, content_type=known.media_type)
    name = f"{code}-{name_word('evidence')}-{known.id}.{ENDINGS[known.media_type]}"
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@page(blueprint, "/<code>/attendance/evidence/<int:evidence_id>/remove", Needs.COMPANION, ("POST",))
def remove(code: str, evidence_id: int) -> ResponseReturnValue:
    """Take a file off the list; a letter only by an administrator, or by who attached it."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        known = papers.evidence_by_id(connection, line.id, evidence_id)
        timetable = trainings.sessions_of(connection, line.id)
    if known is None:
        abort(404)
    if not _removable(known):
        abort(403)
    attendance_papers.remove_evidence(here().office, code, evidence_id, actor=actor())
    flash(
        _(
            "Evidence no. %(number)s was taken off the list; its content is deleted after 30 days.",
            number=evidence_id,
        ),
        "ok",
    )
    slot = next((one for one in timetable if one.key == known.session_key), None)
    if slot is None:
        return redirect(url_for("papers.show", code=code), 303)
    number, day = number_in_day(slot, timetable), slot.date.isoformat()
    return redirect(url_for("evidence.listing", code=code, day=day, number=number), 303)


def _add(code: str, day: str, number: int) -> None:
    office, given = here().office, request.files.get("file")
    with reading(office.engine) as connection:
        find(connection, code)
        found = read_attendance(connection, office, code)
    slot = slot_of(found, day, number)
    if given is None or not given.filename:
        raise ConnectorError("evidence_missing")
    try:
        kind = EvidenceKind(request.form.get("kind", ""))
    except ValueError:
        kind = EvidenceKind.OTHER
    if kind not in ATTACHED_HERE:
        kind = EvidenceKind.OTHER
    seat = request.form.get("seat", "")
    attached = Attached(
        kind=kind,
        file_name=given.filename[-LONGEST_NAME:],
        content=given.stream.read(office.upload_max_bytes + 1),
        note=" ".join(request.form.get("note", "").split())[:NOTE],
        seat=f"seat:{int(seat)}" if is_row_number(seat) else "",
        session=slot.key,
    )
    attendance_papers.add_evidence(office, code, attached, actor=actor())


def _page(code: str, day: str, number: int, mistake: tuple[str, str] | None = None) -> str:
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        found = read_attendance(connection, office, code)
        slot = slot_of(found, day, number)
        attached = papers.evidence_of(connection, line.id, slot.key)
        names = office_pages.user_names(connection)
    shown = [_shown(found, one) for one in attached]
    return render_template(
        "evidence.html",
        line=line,
        slot=slot,
        number=number,
        files=[one for one in shown if one.evidence.removed_at is None],
        removed=[one for one in shown if one.evidence.removed_at is not None],
        names=names,
        people=_people(found, slot),
        chosen=request.values.get("seat", ""),
        given=request.form,
        kinds=ATTACHED_HERE,
        kind_word=kind_word,
        mistake=mistake,
        limit=office.upload_max_bytes,
        note_length=NOTE,
    )


def _people(found: ClassAttendance, slot: SessionRecord) -> list[tuple[str, str]]:
    """List participants of a session as (number of the seat, name), by name."""
    listed = [
        (seat.key.partition(":")[2], seat.record.full_name)
        for seat in found.training.accepted_seats
        if seat.role is Role.PARTICIPANT and (seat.key, slot.key) in found.matrix.cells
    ]
    return sorted(listed, key=lambda one: one[1].casefold())


def _shown(found: ClassAttendance, one: Evidence) -> Shown:
    seat = found.seats.get(f"seat:{one.seat_id}") if one.seat_id else None
    gone = _("somebody who has left the roster")
    whom = seat.record.full_name if seat else gone if one.seat_id else ""
    return Shown(one, whom, may_write() or not one.restricted, _removable(one))


def _removable(one: Evidence) -> bool:
    return may_write() or not one.restricted or one.added_by == actor()
