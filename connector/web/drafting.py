"""What administrators do about drafts on the pages: confirm, correct, decide; and the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from connector.documents.pictures import MAX_BYTES
from connector.domain.certificate_options import CertificateOptions, options_of
from connector.domain.certificates import CertificateKind, Design
from connector.domain.draft_fields import LINES
from connector.errors import ConnectorError
from connector.flows import draft_certificates, draft_photos
from connector.store import designs, trainings
from connector.store.engine import reading
from connector.store.keys import seat_key
from connector.web import certificate_lines as lines
from connector.web.access import Needs, actor, page
from connector.web.certificates import asked_kind, draft_page, kind_in_address
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.place import here
from connector.web.training import find
from connector.web.translation import _

blueprint = Blueprint("drafting", __name__, url_prefix="/trainings")

Read = TypeVar("Read")

NO_NUMBER = "no_number"
"""Ticked where no personal number shall be printed; an empty field leaves the number alone."""


@page(
    blueprint, "/<code>/certificates/drafts/<int:seat_id>/confirm", Needs.ADMINISTRATOR, ("POST",)
)
def confirm(code: str, seat_id: int) -> ResponseReturnValue:
    """Confirm a draft for the person, who said so elsewhere."""
    return _deed(
        code,
        seat_id,
        lambda: draft_certificates.confirm_draft(
            here().office, code, seat_key(seat_id), request.form.get("fingerprint", ""),
            actor=actor(),
        ),
        _("The draft is confirmed."),
    )  # fmt: skip


@page(
    blueprint, "/<code>/certificates/drafts/<int:seat_id>/correct", Needs.ADMINISTRATOR, ("POST",)
)
def correct(code: str, seat_id: int) -> ResponseReturnValue:
    """Correct the lines a form names, in force at once."""
    given = {name: request.form[name] for name in LINES if name in request.form}
    if not given.get("identity", "").strip() and NO_NUMBER not in request.form:
        given.pop("identity", None)
    return _deed(
        code,
        seat_id,
        lambda: draft_certificates.correct_draft(
            here().office, code, seat_key(seat_id), given, request.form.get("reason", ""),
            actor=actor(),
        ),
        _("The correction holds from now on."),
    )  # fmt: skip


@page(blueprint, "/<code>/certificates/drafts/<int:seat_id>/decide", Needs.ADMINISTRATOR, ("POST",))
def decide(code: str, seat_id: int) -> ResponseReturnValue:
    """Accept or refuse what the person proposed."""
    accept = request.form.get("decide") == "accept"
    return _deed(
        code,
        seat_id,
        lambda: draft_certificates.decide_correction(
            here().office, code, _review(), accept, request.form.get("note", ""), actor=actor()
        ),
        _("The proposal is accepted.") if accept else _("The proposal is refused."),
    )


@page(blueprint, "/<code>/certificates/drafts/<int:seat_id>/undo", Needs.ADMINISTRATOR, ("POST",))
def undo(code: str, seat_id: int) -> ResponseReturnValue:
    """Take a correction back."""
    return _deed(
        code,
        seat_id,
        lambda: draft_certificates.undo_correction(
            here().office, code, _review(), request.form.get("note", ""), actor=actor()
        ),
        _("The correction is taken back."),
    )


@page(blueprint, "/<code>/certificates/drafts/<int:seat_id>/photo", Needs.ADMINISTRATOR, ("POST",))
def add_photo(code: str, seat_id: int) -> ResponseReturnValue:
    """Keep a portrait for the certificate, or take it off (`remove`)."""
    office, seat, given = here().office, seat_key(seat_id), request.files.get("photo")
    if "remove" in request.form:
        return _deed(
            code,
            seat_id,
            lambda: draft_photos.remove_photo(office, code, seat, actor=actor()),
            _("The portrait is taken off."),
        )
    name = given.filename or "" if given else ""
    content = given.stream.read(MAX_BYTES + 1) if given else b""
    return _deed(
        code,
        seat_id,
        lambda: draft_photos.put_photo(office, code, seat, name, content, actor=actor()),
        _("The portrait is kept."),
    )


@page(blueprint, "/<code>/certificates/options", Needs.ADMINISTRATOR)
def options(code: str) -> ResponseReturnValue:
    """Show which kinds the training issues and what is printed of it."""
    return _options_page(code)


@page(blueprint, "/<code>/certificates/options", Needs.ADMINISTRATOR, ("POST",))
def change_options(code: str) -> ResponseReturnValue:
    """Store the settings; what is issued stays as it is."""
    try:
        draft_certificates.set_certificate_options(
            here().office, code, _given(request.form), actor=actor()
        )
    except ConnectorError as error:
        if error.code == "training_unknown":
            raise
        return _options_page(code, refused=error)
    flash(_("The settings are kept."), "ok")
    return redirect(url_for("certificates.show", code=code), 303)


def _options_page(code: str, refused: ConnectorError | None = None) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        stored = trainings.by_id(connection, line.id)
        offered = {kind: designs.active_of(connection, kind) for kind in CertificateKind}
    present = options_of(stored.settings.options if stored else {})
    answer = render_template(
        "certificate_options.html",
        line=line,
        offered=[(kind, _choices(offered[kind])) for kind in CertificateKind],
        values=request.form if refused else _written(present),
        refused=sentence(refused.code, refused.params) if refused else None,
        kind_name=lines.kind_name,
        methods=("klasikal", "PJJ", "blended", "MOOC"),
        has_days=bool(line.first),
    )
    return answer, 422 if refused else 200


def _choices(found: list[Design]) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in found]


def _written(present: CertificateOptions) -> MultiDict[str, str]:
    """Return the settings as their form would send them."""
    values = MultiDict[str, str]()
    for kind, design in present.kinds.items():
        values[f"kind_{kind.value}"] = "1"
        values[f"design_{kind.value}"] = str(design)
    for name in ("place", "method", "klasifikasi"):
        values[name] = getattr(present, name)
    for name in ("jp", "year", "dated", "first", "last"):
        values[name] = "" if getattr(present, name) is None else str(getattr(present, name))
    return values


def _given(form: MultiDict[str, str]) -> CertificateOptions:
    """Read the form; raises ConnectorError `certificate_options_unfit`."""
    try:
        return CertificateOptions(
            kinds={
                kind: int(form.get(f"design_{kind.value}") or 0)
                for kind in CertificateKind
                if f"kind_{kind.value}" in form
            },
            place=_words(form, "place"),
            method=_words(form, "method"),
            klasifikasi=_words(form, "klasifikasi"),
            jp=_maybe(form.get("jp", "").replace(",", "."), Decimal),
            year=_maybe(form.get("year", ""), int),
            dated=_maybe(form.get("dated", ""), date.fromisoformat),
            first=_maybe(form.get("first", ""), date.fromisoformat),
            last=_maybe(form.get("last", ""), date.fromisoformat),
        )
    except (ValueError, InvalidOperation) as error:
        raise ConnectorError("certificate_options_unfit") from error


def _words(form: MultiDict[str, str], name: str) -> str:
    return " ".join(form.get(name, "").split())


def _maybe(text: str, read: Callable[[str], Read]) -> Read | None:
    return read(text.strip()) if text.strip() else None


def _review() -> int:
    """Return the review a form names; raises ConnectorError `proposal_gone` for none."""
    given = request.form.get("review", "")
    if not is_row_number(given):
        raise ConnectorError("proposal_gone")
    return int(given)


def _deed(code: str, seat_id: int, deed: Callable[[], object], done: str) -> ResponseReturnValue:
    """Do it and go back to the draft; a refusal is said on its page, with what was typed."""
    kind = asked_kind()
    try:
        deed()
    except ConnectorError as error:
        if error.code in ("training_unknown", "seat_without_draft"):
            raise
        return draft_page(code, seat_id, kind, refused=error, status=422)
    flash(done, "ok")
    address = url_for("certificates.draft", code=code, seat_id=seat_id, kind=kind_in_address(kind))
    return redirect(address, 303)
