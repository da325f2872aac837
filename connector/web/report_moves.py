"""What is done with a report from its page: built, written on, checked, returned, signed, sent.

Each request names the version that was looked at. Whoever's turn it is not is answered 403 by
the flow's refusal. What the official types to sign is read from one request's form, handed to
one call and forgotten: it is in no address, no session, no flashed message and no page.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from connector.documents.signing.base import Secret, SecretKind
from connector.domain.reports import ReportType
from connector.errors import ConnectorError
from connector.flows import build_reports, carry_reports, move_reports, send_reports, sign_reports
from connector.flows.move_reports import ReportDiffers
from connector.flows.sign_reports import Settlement, Signed
from connector.store.engine import reading
from connector.store.signings import SigningState
from connector.web.access import Needs, actor, page
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.reports import address_of, report_page, type_of
from connector.web.sheets import download
from connector.web.signing_words import STATE_MARKS, state_word
from connector.web.training import find
from connector.web.translation import _

blueprint = Blueprint("report_moves", __name__, url_prefix="/trainings/<code>/reports/<type>")

POST = ("POST",)


@page(blueprint, "/build", Needs.TURN, POST)
def build(code: str, type: str) -> ResponseReturnValue:
    """Build a report, or build it anew; with a reason also one that was checked."""

    def deed(type_: ReportType) -> None:
        built = build_reports.build(
            here().office, code, type_, actor=actor(), unit=_number("unit"),
            for_unit=_number("for_unit"), reopen=request.form.get("reason", ""),
        )  # fmt: skip
        version = built.version.version
        told = (
            _("Version %(version)s is built.", version=version)
            if built.fresh
            else _("The records say nothing new: version %(version)s stands.", version=version)
        )
        flash(told, "ok")

    return _done(code, type, deed)


@page(blueprint, "/text", Needs.TURN, POST)
def text(code: str, type: str) -> ResponseReturnValue:
    """Rewrite one section; an empty one says what the records say again."""

    def deed(type_: ReportType) -> None:
        built = build_reports.edit_text(
            here().office, code, type_, request.form.get("section", ""),
            request.form.get("text", ""), version=_version(), actor=actor(),
        )  # fmt: skip
        flash(_("Kept as version %(version)s.", version=built.version.version), "ok")

    return _done(code, type, deed)


@page(blueprint, "/check", Needs.TURN, POST)
def check(code: str, type: str) -> ResponseReturnValue:
    """Read the systems again and check; what differs is shown first and has to be accepted."""

    def deed(type_: ReportType) -> None:
        move_reports.check(
            here().office, code, type_, version=_version(), actor=actor(),
            accept=request.form.get("accept", ""), official=_number("official"),
            note=request.form.get("note", ""),
        )  # fmt: skip
        flash(_("Checked. This version is kept as it is."), "ok")

    return _done(code, type, deed)


@page(blueprint, "/return", Needs.TURN, POST)
def send_back(code: str, type: str) -> ResponseReturnValue:
    """Return a report with notes."""

    def deed(type_: ReportType) -> None:
        move_reports.return_report(
            here().office, code, type_, version=_version(),
            note=request.form.get("note", ""), actor=actor(),
        )  # fmt: skip
        flash(_("Returned, with your notes."), "ok")

    return _done(code, type, deed)


@page(blueprint, "/receive", Needs.TURN, POST)
def receive(code: str, type: str) -> ResponseReturnValue:
    """Note that the head took note of it."""
    return _done(code, type, lambda type_: _simple(move_reports.receive, code, type_))


@page(blueprint, "/file", Needs.TURN, POST)
def put_away(code: str, type: str) -> ResponseReturnValue:
    """Put it into the training's archive."""
    return _done(code, type, lambda type_: _simple(move_reports.file_report, code, type_))


@page(blueprint, "/sign", Needs.TURN, POST)
def sign(code: str, type: str) -> ResponseReturnValue:
    """Sign the checked version: the official's own request, one call."""

    def deed(type_: ReportType) -> None:
        _say(
            sign_reports.sign(
                here().office, code, type_, _typed(), version=_version(), actor=actor()
            )
        )

    return _done(code, type, deed)


@page(blueprint, "/code", Needs.TURN, POST)
def send_code(code: str, type: str) -> ResponseReturnValue:
    """Have a one-time code sent to the official."""

    def deed(type_: ReportType) -> None:
        sign_reports.request_code(here().office, code, type_, version=_version(), actor=actor())
        flash(_("A code is on its way. It signs one report."), "ok")

    return _done(code, type, deed)


@page(blueprint, "/hand-out", Needs.TURN, POST)
def hand_out(code: str, type: str) -> ResponseReturnValue:
    """Hand out the paper to be signed outside."""
    type_ = _there(code, type)
    try:
        name, packed = carry_reports.hand_out(
            here().office, code, type_, version=_version(), actor=actor()
        )
    except ConnectorError as error:
        return _refused(code, type_, error)
    return download(packed, "application/zip", name)


@page(blueprint, "/take-in", Needs.TURN, POST)
def take_in(code: str, type: str) -> ResponseReturnValue:
    """Take the signed paper back."""

    def deed(type_: ReportType) -> None:
        version, content = _version(), _uploaded()
        if not content:
            raise ConnectorError("returned_empty")
        _say(
            carry_reports.take_in(
                here().office, code, type_, content, version=version, actor=actor()
            )
        )

    return _done(code, type, deed)


@page(blueprint, "/settle", Needs.TURN, POST)
def settle(code: str, type: str) -> ResponseReturnValue:
    """Settle a signature nobody knows the end of: here is the file, or ask once more."""

    def deed(type_: ReportType) -> None:
        version, content = _version(), _uploaded()
        again = request.form.get("settlement") == Settlement.TRY_AGAIN.value
        if not content and not again:
            raise ConnectorError("returned_empty")
        told = sign_reports.settle_unknown(
            here().office, code, type_, Settlement.SIGNED if content else Settlement.TRY_AGAIN,
            version=version, actor=actor(), signed=content,
        )  # fmt: skip
        if told.state is SigningState.OPEN:
            flash(_("It may be signed again now."), "ok")
        else:
            _say(told)

    return _done(code, type, deed)


@page(blueprint, "/deliver", Needs.TURN, POST)
def deliver(code: str, type: str) -> ResponseReturnValue:
    """Send it to the chosen systems of the office."""

    def deed(type_: ReportType) -> None:
        send_reports.deliver(
            here().office, code, type_, request.form.getlist("target")[:50],
            version=_version(), actor=actor(),
        )  # fmt: skip
        flash(_("On its way. It counts as delivered once a system has taken it."), "ok")

    return _done(code, type, deed)


@page(blueprint, "/handed-over", Needs.TURN, POST)
def deliver_by_hand(code: str, type: str) -> ResponseReturnValue:
    """Note that it was handed over by a person."""
    return _done(code, type, lambda type_: _simple(move_reports.deliver_by_hand, code, type_))


def _simple(move: Callable[..., object], code: str, type_: ReportType) -> None:
    """Follow an arrow that takes a note and nothing else."""
    move(
        here().office, code, type_, version=_version(), note=request.form.get("note", ""),
        actor=actor(),
    )  # fmt: skip
    flash(_("Done."), "ok")


def _done(code: str, type: str, deed: Callable[[ReportType], None]) -> ResponseReturnValue:
    """Do something and show the report again; what is refused is said on its page."""
    type_ = _there(code, type)
    try:
        deed(type_)
    except ReportDiffers as error:
        return report_page(code, type_, refused=error, differences=error.differences)
    except ConnectorError as error:
        return _refused(code, type_, error)
    return redirect(url_for("reports.one", code=code, type=address_of(type_)), 303)


def _refused(code: str, type_: ReportType, error: ConnectorError) -> ResponseReturnValue:
    if error.code.endswith("_not_yours"):
        what, todo = sentence(error.code, error.params)
        back = url_for("reports.one", code=code, type=address_of(type_))
        return problem(403, what, _("Nothing was changed."), todo, back=back)
    return report_page(code, type_, refused=error)


def _there(code: str, type: str) -> ReportType:
    """Answer 404 for a training or a type that is not there."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    return type_of(type)


def _version() -> int:
    """Return the version that was looked at, or answer 400."""
    given = request.form.get("version", "")
    if not is_row_number(given):
        abort(400)
    return int(given)


def _number(name: str) -> int | None:
    given = request.form.get(name, "")
    if given and not is_row_number(given):
        abort(400)
    return int(given) if given else None


def _uploaded() -> bytes:
    given = request.files.get("file")
    return given.stream.read(here().office.upload_max_bytes + 1) if given else b""


def _typed() -> Secret | None:
    """Read what was typed; an unknown kind counts as nothing."""
    value = request.form.get("secret", "")
    kind = request.form.get("secret_kind", SecretKind.PASSPHRASE.value)
    if not value or kind not in set(SecretKind):
        return None
    return Secret(SecretKind(kind), value)


def _say(told: Signed) -> None:
    """Flash how a signature ended."""
    if told.state is SigningState.SIGNED:
        flash(_("The report is signed, and the signature was verified."), "ok")
        return
    what, todo = sentence(told.code, told.params) if told.code else ("", "")
    reason = " ".join(part for part in (what, todo) if part)
    flash(
        ": ".join(part for part in (state_word(told.state), reason) if part),
        STATE_MARKS[told.state],
    )
