"""What people do on the pages of verdicts: decisions, documents, scores by hand."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.completion import Verdict
from connector.domain.sessions import local_moment
from connector.errors import ConnectorError
from connector.flows import decide_completion
from connector.store.completion import DocumentState
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.sign_in import safe_next
from connector.web.training import find
from connector.web.translation import _, ngettext
from connector.web.verdict_rows import document_word, name_of_test, verdict_name

blueprint = Blueprint("deciding", __name__, url_prefix="/trainings/<code>/verdicts")


@page(blueprint, "/decide", Needs.ADMINISTRATOR, ("POST",))
def decide(code: str) -> ResponseReturnValue:
    """Decide the seats a form names, or take their decisions back (`undo`)."""
    try:
        if "undo" in request.form:
            count = decide_completion.undo_decision(here().office, code, _seats(), actor=actor())
            told = ngettext(
                "%(num)s decision was taken back; the rule's own answer counts again.",
                "%(num)s decisions were taken back; the rule's own answer counts again.",
                count,
            )
        else:
            verdict = _verdict(request.form.get("result", ""))
            made = decide_completion.decide(
                here().office, code, _seats(), verdict,
                reason=request.form.get("reason", ""), actor=actor(),
            )  # fmt: skip
            told = ngettext(
                "%(num)s person is decided: %(verdict)s.",
                "%(num)s people are decided: %(verdict)s.",
                len(made),
                verdict=verdict_name(verdict),
            )
    except ConnectorError as error:
        return _refused(code, error, _("Nothing was decided."))
    flash(told, "ok")
    return _back(code)


@page(blueprint, "/documents", Needs.COMPANION, ("POST",))
def document(code: str) -> ResponseReturnValue:
    """Tick a document of the seats a form names: received, waived, or neither (`state` empty)."""
    form = request.form
    name = form.get("document", "")[: decide_completion.DOCUMENT]
    given = form.get("state", "")
    try:
        state = DocumentState(given) if given in list(DocumentState) else None
        count = decide_completion.check_document(
            here().office, code, _seats(), name, state,
            note=form.get("note", ""), actor=actor(),
        )  # fmt: skip
    except ConnectorError as error:
        return _refused(code, error, _("No document was noted."))
    flash(
        ngettext(
            "%(document)s of %(num)s person: %(state)s.",
            "%(document)s of %(num)s people: %(state)s.",
            count,
            document=name,
            state=document_word(state.value if state else ""),
        ),
        "ok",
    )
    return _back(code)


@page(blueprint, "/scores", Needs.ADMINISTRATOR, ("POST",))
def score(code: str) -> ResponseReturnValue:
    """Note one attempt that a form states."""
    form = request.form
    with reading(here().office.engine) as connection:
        zone = find(connection, code).zone
    test = form.get("other", "").strip() or form.get("test", "")
    seats = _seats()
    try:
        decide_completion.record_score(
            here().office, code, seats[0], test,
            decimal_of(form.get("value", "")), decimal_of(form.get("maximum", "")),
            taken_at=_moment(form.get("date", ""), zone), actor=actor(),
        )  # fmt: skip
    except ConnectorError as error:
        return _refused(code, error, _("No score was noted."))
    flash(_("The score of %(test)s is noted.", test=name_of_test(test)), "ok")
    return _back(code)


@page(blueprint, "/scores/<int:score_id>/remove", Needs.ADMINISTRATOR, ("POST",))
def remove_score(code: str, score_id: int) -> ResponseReturnValue:
    """Let an attempt no longer count."""
    try:
        decide_completion.remove_score(here().office, code, score_id, actor=actor())
    except ConnectorError as error:
        return _refused(code, error, _("Nothing was removed."))
    flash(_("The score no longer counts; it stays on the list, struck."), "ok")
    return _back(code)


def decimal_of(text: str) -> Decimal:
    """Read a number as people type it, `85,5` or `85.5`; raises ConnectorError `score_unfit`."""
    try:
        number = Decimal(text.strip().replace(",", ".")[:20])
    except InvalidOperation as error:
        raise ConnectorError("score_unfit") from error
    if not number.is_finite():
        raise ConnectorError("score_unfit")
    return number


def _verdict(given: str) -> Verdict:
    try:
        return Verdict(given)
    except ValueError as error:
        raise ConnectorError("verdict_unfit") from error


def _moment(text: str, zone: str) -> datetime | None:
    """Return the beginning of a local day, or None where the form leaves it out."""
    if not text:
        return None
    try:
        return local_moment(date.fromisoformat(text), time(), zone)
    except (ValueError, OverflowError) as error:
        raise ConnectorError("score_unfit") from error


def _seats() -> list[str]:
    """Return the keys of the seats a form names by number; raises `seats_missing` for none."""
    given = [value for value in request.form.getlist("seat") if is_row_number(value)]
    if not given:
        raise ConnectorError("seats_missing")
    return [f"seat:{int(value)}" for value in dict.fromkeys(given)]


def _refused(code: str, error: ConnectorError, untouched: str) -> ResponseReturnValue:
    what, todo = sentence(error.code, error.params)
    if error.code == "training_unknown":
        return problem(404, what, untouched, todo)
    return problem(422, what, untouched, todo, back=_origin(code))


def _back(code: str) -> ResponseReturnValue:
    """Return to the page the form stood on."""
    return redirect(_origin(code), 303)


def _origin(code: str) -> str:
    wanted, tab = request.form.get("next", ""), url_for("verdicts.show", code=code)
    return safe_next(wanted) if wanted.startswith(tab) else tab
