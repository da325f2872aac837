"""Reports: all of them by where they stand, a training's five, one with its content and trail.

Everybody in the office reads them; what may be done is offered only to whose turn it is, and the
flows refuse everybody else (`connector.web.report_moves`).
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.reports import KINDS, ReportState, ReportType
from connector.errors import ConnectorError
from connector.flows import report_files
from connector.flows.build_reports import LONGEST_NOTE, LONGEST_TEXT
from connector.flows.report_content import NUMBER
from connector.flows.report_differences import Differences
from connector.store import audit, reports, training_pages, trainings
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.web import report_words, run_words, signing_words
from connector.web.access import Needs, actor, page
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.place import here
from connector.web.report_views import Line, Seen, lines, seen, waiting_for, who_today
from connector.web.sheets import XLSX, download
from connector.web.training import find, head

blueprint = Blueprint("reports", __name__)

MOST_ROWS = 30
"""Rows of a table that are shown at once; the others unfold."""


@page(blueprint, "/reports", Needs.STAFF)
def overview() -> ResponseReturnValue:
    """Show the reports of all trainings; `?type=&state=&mine=1&open=1` filter them."""
    wanted = {name: request.args.get(name, "")[:20] for name in ("type", "state", "mine", "open")}
    with reading(here().office.engine) as connection:
        day = who_today(connection)
        listed = lines(connection, day, reports.every(connection))
        known = {one.id: one for one in trainings.listing(connection)}
    shown = [one for one in listed if _fits(one, wanted)]
    shown.sort(key=lambda one: (one.over, not one.mine, -one.report.moved_at.timestamp()))
    return render_template(
        "reports.html",
        rows=[(one, known[one.report.training_id]) for one in shown],
        total=len(listed),
        mine=sum(one.mine for one in listed),
        wanted=wanted,
        filtered=any(wanted.values()),
        kinds=KINDS,
        states=list(ReportState),
        **words(),
    )


@page(blueprint, "/trainings/<code>/reports", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show a training's reports, those that nobody drafted yet too."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        day = who_today(connection)
        listed = {one.type: one for one in reports.of_training(connection, line.id) if one.version}
    return render_template(
        "training_reports.html",
        **head(line, everyone),
        tab="reports",
        rows=[
            (kind, listed.get(kind.type), waiting_for(day, listed.get(kind.type))) for kind in KINDS
        ],
        **words(),
    )


@page(blueprint, "/trainings/<code>/reports/<type>", Needs.STAFF)
def one(code: str, type: str) -> ResponseReturnValue:
    """Show one report: content, trail, versions, and what the visitor may do; `?version=`."""
    number = request.args.get("version", "")
    if number and not is_row_number(number):
        abort(404)
    return report_page(code, type_of(type), number=int(number) if number else None)


@page(blueprint, "/trainings/<code>/reports/<type>/<int:number>.pdf", Needs.STAFF)
def paper(code: str, type: str, number: int) -> ResponseReturnValue:
    """Show a version's paper; who looked is written down."""
    name, content = _file(code, type, number, report_files.paper)
    answer = Response(content, content_type="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


@page(blueprint, "/trainings/<code>/reports/<type>/<int:number>.xlsx", Needs.STAFF)
def sheet(code: str, type: str, number: int) -> ResponseReturnValue:
    """Hand out a version's figures and tables; who took them is written down."""
    name, content = _file(code, type, number, report_files.sheet)
    return download(content, XLSX, name)


def type_of(type: str) -> ReportType:
    """Return the type of an address (`work-done`), or answer 404."""
    try:
        return ReportType(type.replace("-", "_"))
    except ValueError:
        abort(404)


def address_of(type_: ReportType) -> str:
    """How addresses write a type."""
    return type_.value.replace("_", "-")


def report_page(
    code: str,
    type_: ReportType,
    *,
    number: int | None = None,
    refused: ConnectorError | None = None,
    differences: Differences | None = None,
) -> ResponseReturnValue:
    """Return the page of one report, with what was refused on top; 404 for what is not there."""
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        found = seen(connection, code, line.id, type_, number)
    if found is None:
        abort(404)
    answer = render_template(
        "report.html",
        line=line,
        seen=found,
        type=type_,
        at=address_of(type_),
        block_kind=_block_kind,
        target_name=found.target_name,
        address=lambda name, **more: url_for(
            f"report_moves.{name}", code=code, type=address_of(type_), **more
        ),
        number_key=NUMBER,
        longest_note=LONGEST_NOTE,
        longest_text=LONGEST_TEXT,
        limit=office.upload_max_bytes,
        most_rows=MOST_ROWS,
        differences=differences,
        refused=sentence(refused.code, refused.params) if refused else None,
        signing_marks=signing_words.STATE_MARKS,
        signing_state=signing_words.state_word,
        signed_by=signing_words.signed_by,
        secret_word=signing_words.secret_word,
        **_signing_told(found),
        **words(),
    )
    return answer, 409 if refused else 200


def words() -> dict[str, object]:
    """Return the words that every page of reports needs."""
    return {
        "title_of": report_words.title_of,
        "source_of": report_words.source_of,
        "report_marks": report_words.MARKS,
        "state_word": lambda state: run_words.report_state_word(state.value),
        "deed_word": report_words.deed_word,
        "deed_mark": report_words.deed_mark,
        "count_word": report_words.count_word,
        "told": report_words.difference_told,
        "in_address": address_of,
    }


def _signing_told(found: Seen) -> dict[str, object]:
    """Return why the newest signature came to nothing, in words."""
    view = found.signature
    if view is None or not view.code:
        return {"signature_told": None}
    return {"signature_told": sentence(view.code, view.row.params if view.row else {})}


def _file(code: str, type: str, number: int, make: report_files.Make) -> tuple[str, bytes]:
    type_, office = type_of(type), here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
    try:
        made = make(office, code, type_, number)
    except ConnectorError as error:
        if error.code in ("report_unknown", "report_version_unknown"):
            abort(404)
        raise
    _note_look(line, type_, number)
    return made


def _note_look(line: TrainingLine, type_: ReportType, number: int) -> None:
    office = here().office
    with office.engine.begin() as connection:
        audit.note(
            connection, actor(), "report.viewed", line.key, now=office.clock(),
            type=type_.value, version=number,
        )  # fmt: skip


def _block_kind(block: object) -> str:
    return type(block).__name__.lower()


def _fits(one: Line, wanted: dict[str, str]) -> bool:
    return (
        wanted["type"] in ("", one.report.type.value)
        and wanted["state"] in ("", one.report.state.value)
        and (not wanted["mine"] or one.mine)
        and (not wanted["open"] or not one.over)
    )
