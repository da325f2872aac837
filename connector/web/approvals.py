"""The list that a named person approves: shown whole, frozen as it was seen."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.certificates import CertificateKind
from connector.domain.drafts import DraftState
from connector.errors import ConnectorError
from connector.flows import approve_certificates
from connector.flows.approval_list import ApprovalList, LeftOut, pending_list
from connector.flows.completion_words import say_reason
from connector.flows.draft_certificates import REASON
from connector.store import approvals, office_pages
from connector.store.engine import reading
from connector.web import certificate_lines as lines
from connector.web.access import Needs, actor, page
from connector.web.certificates import asked_kind, kind_in_address, words
from connector.web.doorstep import is_row_number
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.training import find
from connector.web.translation import _, ngettext

blueprint = Blueprint("approvals", __name__, url_prefix="/trainings")

MOST_OPEN = 12
"""Differences that are shown unfolded; the button must not be screens away."""


@page(blueprint, "/<code>/certificates/approval", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show who would get a certificate, who would not and why, and what changed since."""
    return _list_page(code, asked_kind())


@page(blueprint, "/<code>/certificates/approval", Needs.APPROVER, ("POST",))
def approve(code: str) -> ResponseReturnValue:
    """Approve exactly the list that was seen."""
    kind = asked_kind()
    try:
        made = approve_certificates.approve(
            here().office, code, kind, request.form.get("fingerprint", ""),
            request.form.get("note", ""), actor=actor(),
        )  # fmt: skip
    except ConnectorError as error:
        if error.code == "training_unknown":
            raise
        return _list_page(code, kind, refused=error)
    told = ngettext(
        "The list is approved: %(num)s person, version %(version)s.",
        "The list is approved: %(num)s people, version %(version)s.",
        len(made.rows),
        version=made.version,
    )
    flash(told, "ok")
    return _back(code, kind)


@page(blueprint, "/<code>/certificates/approval/withdraw", Needs.APPROVER, ("POST",))
def withdraw(code: str) -> ResponseReturnValue:
    """Take the approval in force back."""
    kind, given = asked_kind(), request.form.get("approval", "")
    try:
        approve_certificates.withdraw(
            here().office,
            code,
            kind,
            int(given) if is_row_number(given) else 0,
            reason=request.form.get("reason", ""),
            actor=actor(),
        )
    except ConnectorError as error:
        if error.code == "training_unknown":
            raise
        return _list_page(code, kind, refused=error)
    flash(_("The approval is withdrawn; nothing can be numbered until a list is approved."), "ok")
    return _back(code, kind)


def _list_page(
    code: str, kind: CertificateKind, refused: ConnectorError | None = None
) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        found = pending_list(connection, here().office, code, kind)
        versions = approvals.listing(connection, line.id, kind)
        used = {one.id for one in versions if approvals.is_used(connection, one.id)}
        names = office_pages.user_names(connection)
    answer = render_template(
        "certificate_approval.html",
        **words(),
        line=line,
        kind=kind,
        kinds=[one for one in CertificateKind if one in found.drafts.options.kinds or one is kind],
        found=found,
        obstacles=lines.told(found.obstacles),
        warnings=_warnings(found),
        course=_course(found),
        left_out=[(one, _reasons(one, found.training.zone)) for one in found.left_out],
        differences=found.differences,
        course_changes=lines.changes_of(found.course_changes),
        changes_of=lines.changes_of,
        most_open=MOST_OPEN,
        change_word=lines.change_word,
        change_signs=lines.CHANGE_SIGNS,
        advice_word=lines.advice_word,
        versions=versions,
        used=used,
        names=names,
        refused=sentence(refused.code, refused.params) if refused else None,
        note_text=request.form.get("note", "") if refused else "",
        reason_length=REASON,
    )
    return answer, 409 if refused else 200


def _warnings(found: ApprovalList) -> list[str]:
    """Say what an approver would want to know before pressing the button; none of it stops it."""
    stopping = {one.code for one in found.obstacles}
    said = [what for what, _todo in lines.told(p for p in found.problems if p.code not in stopping)]
    states = [one.state for one in found.listed]
    doubtful = sum(bool(one.problems) for one in found.listed)
    if doubtful:
        said.append(
            ngettext(
                "%(num)s draft has something to look at.",
                "%(num)s drafts have something to look at.",
                doubtful,
            )
        )
    waiting = sum(state is DraftState.PROPOSED for state in states)
    if waiting:
        said.append(
            ngettext(
                "%(num)s proposed correction is not decided yet.",
                "%(num)s proposed corrections are not decided yet.",
                waiting,
            )
        )
    open_drafts = sum(state in (DraftState.UNREVIEWED, DraftState.CHANGED) for state in states)
    if open_drafts:
        said.append(
            ngettext(
                "%(num)s person has not confirmed their data.",
                "%(num)s people have not confirmed their data.",
                open_drafts,
            )
        )
    return said


def _course(found: ApprovalList) -> list[lines.ChangeView]:
    """Return what is stated of the training, for an approver to read."""
    course = found.drafts.course
    values = {
        "place": course.place,
        "method": course.method,
        "jp": str(course.jp),
        "year": str(course.year),
        "decree_number": course.decree_number,
    }
    return [
        lines.ChangeView(lines.line_word(name), "", lines.line_value(name, value))
        for name, value in values.items()
    ]


def _reasons(one: LeftOut, zone: str) -> list[tuple[str, str]]:
    """Say why somebody is left out: reasons of a verdict, or a draft's own."""
    if one.judgement is None or one.reasons != one.judgement.reasons:
        return lines.told(one.reasons)
    return [say_reason(reason, spoken(), zone) for reason in one.reasons]


def _back(code: str, kind: CertificateKind) -> ResponseReturnValue:
    return redirect(url_for("approvals.show", code=code, kind=kind_in_address(kind)), 303)
