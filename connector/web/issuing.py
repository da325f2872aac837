"""The step from an approved list to numbers: everything is shown before the one button."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.certificates import CertificateKind
from connector.domain.identities import mask
from connector.errors import ConnectorError
from connector.flows import issue_certificates
from connector.flows.issue_certificates import Outlook
from connector.store import office_pages, register
from connector.store.engine import reading
from connector.store.register import Wanted
from connector.web.access import Needs, actor, page
from connector.web.certificate_lines import kind_name
from connector.web.certificates import kind_in_address
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.number_series import FEW
from connector.web.place import here
from connector.web.register import STATE_MARKS, state_word
from connector.web.training import find
from connector.web.translation import _, ngettext

blueprint = Blueprint("issuing", __name__, url_prefix="/trainings")


@page(blueprint, "/<code>/certificates/<kind>/issue", Needs.ADMINISTRATOR)
def show(code: str, kind: str) -> ResponseReturnValue:
    """Show who would get which number and date; `?dated=` tries another date."""
    return _issue_page(code, _kind(kind), request.args.get("dated", ""))


@page(blueprint, "/<code>/certificates/<kind>/issue", Needs.ADMINISTRATOR, ("POST",))
def issue(code: str, kind: str) -> ResponseReturnValue:
    """Number everybody on the list that was shown, with the date in the form."""
    wanted, typed = _kind(kind), request.form.get("dated", "")
    given = request.form.get("approval", "")
    try:
        done = issue_certificates.issue(
            here().office,
            code,
            wanted,
            dated=_date(typed),
            actor=actor(),
            seen=int(given) if is_row_number(given) else 0,
        )
    except ConnectorError as error:
        if error.code == "training_unknown":
            raise
        return _issue_page(code, wanted, typed, refused=error)
    if done.numbered:
        told = ngettext(
            "%(num)s certificate has its number; its PDF is being made.",
            "%(num)s certificates have their numbers; their PDFs are being made.",
            done.numbered,
        )
        flash(told, "ok")
    else:
        flash(_("Everybody had a number before; nothing was changed."), "waiting")
    return redirect(url_for("issuing.show", code=code, kind=wanted.value), 303)


def _issue_page(
    code: str, kind: CertificateKind, typed: str, refused: ConnectorError | None = None
) -> ResponseReturnValue:
    """Render the step; a date that cannot be read, or taken, is said beside its field."""
    office, wrong = here().office, refused
    try:
        dated = _date(typed) if typed else None
    except ConnectorError as error:
        dated, wrong = None, wrong or error
    with reading(office.engine) as connection:
        line = find(connection, code)
        found = issue_certificates.outlook(connection, office, code, kind, dated)
        names = office_pages.user_names(connection)
        numbered = list(register.every(connection, Wanted(training=code, kind=kind)))
    if wrong is None and found.rows:
        wrong = _not_yet(found)
    answer = render_template(
        "issuing.html",
        line=line,
        kind=kind,
        kind_name=kind_name,
        in_address=kind_in_address,
        found=found,
        dated=typed or found.terms.dated.isoformat(),
        pairs=list(zip(found.rows, found.foreseen.drawn, strict=False)),
        numbered=numbered,
        state_marks=STATE_MARKS,
        state_word=state_word,
        names=names,
        masked=mask,
        few=FEW,
        wrong=sentence(wrong.code, wrong.params) if wrong else None,
        told=refused is not None,
        there_is=lambda endpoint: endpoint in current_app.view_functions,
    )
    return answer, 409 if refused else 200


def _not_yet(found: Outlook) -> ConnectorError | None:
    """Return what would be refused now, before anybody presses the button."""
    try:
        issue_certificates.check(found)
    except ConnectorError as error:
        return error
    return None


def _date(typed: str) -> date:
    """Read the date of a form, as its field sends it; raises ConnectorError `date_unfit`."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise ConnectorError("date_unfit") from error


def _kind(name: str) -> CertificateKind:
    try:
        return CertificateKind(name)
    except ValueError:
        abort(404)
