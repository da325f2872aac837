"""What certificates look like, set without knowing Typst: texts, logo, officials, a preview."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.certificates.fields import FIELDS
from connector.certificates.template_list import Template, templates
from connector.domain.certificates import CertificateKind, Design
from connector.errors import ConnectorError
from connector.flows import design_certificates
from connector.flows.design_certificates import (
    LOGO_BYTES,
    MAX_OFFICIALS,
    PLAIN_OPTIONS,
    options_offered,
)
from connector.store import designs, office_pages, officials
from connector.store.designs import StoredDesign
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.certificate_lines import kind_name
from connector.web.doorstep import is_row_number
from connector.web.headers import POLICY
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.problems import problem
from connector.web.sheets import download
from connector.web.translation import _

blueprint = Blueprint("designs", __name__, url_prefix="/settings/designs")

DOTS = 72
"""Dots to the inch of a preview: readable on a screen, some 100 KB a page."""

WITH_PICTURES = POLICY.replace("img-src 'self'", "img-src 'self' data:")
"""The preview stands in the page itself: what is not saved yet has no address."""


@dataclass(frozen=True)
class Mistake:
    """The three lines of an error."""

    what: str
    untouched: str
    todo: str


@dataclass(frozen=True)
class DesignLine:
    """One design as the list shows it."""

    stored: StoredDesign
    template: str
    signers: tuple[str, ...]


@page(blueprint, "", Needs.ADMINISTRATOR)
def listing() -> ResponseReturnValue:
    """List the designs of each kind, and the templates a new one may start from."""
    with reading(here().office.engine) as connection:
        lines = [_line(connection, one) for one in designs.every(connection)]
        names = office_pages.user_names(connection)
        anyone = bool(officials.every(connection))
    return render_template(
        "designs.html",
        kinds=[
            (kind, [one for one in lines if one.stored.design.kind is kind]) for kind in _kinds()
        ],
        kind_name=kind_name,
        templates=[
            (name, one.spoken_title(spoken()))
            for kind in _kinds()
            for name, one in templates().items()
            if one.kind is kind
        ],
        names=names,
        anyone=anyone,
    )


@page(blueprint, "/new", Needs.ADMINISTRATOR)
def start() -> ResponseReturnValue:
    """Show a new design with a template's own texts."""
    found = templates().get(request.args.get("template", ""))
    if found is None:
        abort(404)
    return _editor(Design(name="", kind=found.kind, template=found.name))


@page(blueprint, "/new", Needs.ADMINISTRATOR, ("POST",))
def create() -> ResponseReturnValue:
    """Keep a new design."""
    return _save(0)


@page(blueprint, "/<int:design_id>", Needs.ADMINISTRATOR)
def show(design_id: int) -> ResponseReturnValue:
    """Show a design, to be changed."""
    return _editor(_found(design_id).design)


@page(blueprint, "/<int:design_id>", Needs.ADMINISTRATOR, ("POST",))
def save(design_id: int) -> ResponseReturnValue:
    """Keep the next version of a design."""
    _found(design_id)
    return _save(design_id)


@page(blueprint, "/<int:design_id>/retire", Needs.ADMINISTRATOR, ("POST",))
def retire(design_id: int) -> ResponseReturnValue:
    """Take a design out of use, or back into it."""
    name = _found(design_id).design.name
    active = request.form.get("active") == "1"
    design_certificates.retire_design(here().office, design_id, active, actor=actor())
    told = _("%(name)s is in use again.") if active else _("%(name)s is offered no longer.")
    flash(told % {"name": name}, "ok")
    return redirect(url_for("designs.listing"), 303)


@page(blueprint, "/preview", Needs.ADMINISTRATOR, ("POST",))
def preview() -> ResponseReturnValue:
    """Show what a design looks like before it is saved: pictures in the page, or a PDF."""
    given = request.form.get("id", "")
    wished = _read(int(given) if is_row_number(given) else 0)
    pictures = bool(request.headers.get("HX-Request"))
    try:
        if pictures:
            return render_template("parts/design_preview.html", pages=_pages(wished), mistake=None)
        content = design_certificates.preview(here().office, wished)
    except ConnectorError as error:
        mistake = _mistake(error)
        if pictures:
            return render_template("parts/design_preview.html", pages=[], mistake=mistake)
        return problem(422, mistake.what, mistake.untouched, mistake.todo)
    response = download(content, "application/pdf", f"{wished.template}-contoh.pdf")
    response.headers["Content-Disposition"] = "inline"
    return response


def _kinds() -> list[CertificateKind]:
    known = {one.kind for one in templates().values()}
    return [kind for kind in CertificateKind if kind in known]


def _line(connection: Connection, one: StoredDesign) -> DesignLine:
    known = templates().get(one.design.template)
    signing = officials.of_ids(connection, one.design.officials)
    return DesignLine(
        one,
        known.spoken_title(spoken()) if known else one.design.template,
        tuple(each.official.name for each in signing),
    )


def _found(design_id: int) -> StoredDesign:
    with reading(here().office.engine) as connection:
        found = designs.stored(connection, design_id)
    if found is None:
        abort(404)
    return found


def _save(design_id: int) -> ResponseReturnValue:
    wished = _read(design_id)
    try:
        saved = design_certificates.save_design(here().office, wished, actor=actor())
    except ConnectorError as error:
        return _editor(wished, _mistake(error)), 422
    flash(
        _("%(name)s is saved as version %(version)s.", name=saved.name, version=saved.version), "ok"
    )
    return redirect(url_for("designs.show", design_id=saved.id), 303)


def _mistake(error: ConnectorError) -> Mistake:
    what, todo = sentence(error.code, error.params)
    return Mistake(what, _("The design was left as it was."), todo)


def _read(design_id: int) -> Design:
    """Read the form into a design; what no template knows is not read at all."""
    form = request.form
    before = _found(design_id).design if design_id else None
    layout = templates().get(before.template if before else form.get("template", ""))
    if layout is None:
        abort(404)
    version = form.get("version", "")
    return Design(
        name=form.get("name", ""),
        kind=layout.kind,
        template=layout.name,
        unit=form.get("unit", ""),
        texts={one.name: form.get(f"text.{one.name}", one.default) for one in layout.texts},
        options=_read_options(layout, form),
        officials=_read_officials(form),
        logo=_read_logo(before),
        id=design_id,
        version=int(version) if is_row_number(version) else 0,
    )


def _read_options(layout: Template, form: Mapping[str, str]) -> dict[str, bool | str | int]:
    read: dict[str, bool | str | int] = {}
    for one in options_offered(layout):
        name = f"option.{one.name}"
        read[one.name] = form.get(name, str(one.default)) if one.choices else name in form
    return read | {name: form.get(f"option.{name}", "") for name in PLAIN_OPTIONS}


def _read_officials(form: Mapping[str, str]) -> tuple[int, ...]:
    given = [form.get(f"official.{slot}", "") for slot in range(1, MAX_OFFICIALS + 1)]
    return tuple(int(one) for one in given if is_row_number(one))


def _read_logo(before: Design | None) -> bytes | None:
    """A new file, or none where it is taken off, or what the design has."""
    given = request.files.get("logo")
    if given is not None and given.filename:
        return given.stream.read(LOGO_BYTES + 1)
    if before is None or "logo_remove" in request.form:
        return None
    return before.logo


def _editor(design: Design, mistake: Mistake | None = None) -> Response:
    layout = templates()[design.template]
    with reading(here().office.engine) as connection:
        everyone = officials.every(connection)
    chosen = set(design.officials)
    pages, wrong = _shown_pages(design)
    answer = make_response(
        render_template(
            "design.html",
            design=design,
            layout=layout,
            title=layout.spoken_title(spoken()),
            kind=kind_name(design.kind),
            texts=[(one, design.texts.get(one.name, one.default)) for one in layout.texts],
            options=[
                (one, design.options.get(one.name, one.default)) for one in options_offered(layout)
            ],
            fields=[(one.name, one.spoken_label(spoken()), one.sample) for one in FIELDS.values()],
            officials=[one for one in everyone if one.active or one.official.id in chosen],
            slots=range(1, MAX_OFFICIALS + 1),
            language=spoken(),
            logo_limit=LOGO_BYTES,
            mistake=mistake,
            pages=pages,
            wrong=None if mistake else wrong,
        )
    )
    answer.headers["Content-Security-Policy"] = WITH_PICTURES
    return answer


def _shown_pages(design: Design) -> tuple[Sequence[str], Mistake | None]:
    """The preview of a design that has no name yet needs one all the same."""
    try:
        return _pages(design), None
    except ConnectorError as error:
        return [], _mistake(error)


def _pages(design: Design) -> list[str]:
    """The preview's pages as data addresses."""
    named = design if design.name.strip() else replace(design, name="-")
    pictures = design_certificates.preview_pictures(here().office, named, dots=DOTS)
    return [f"data:image/png;base64,{base64.b64encode(one).decode()}" for one in pictures]
