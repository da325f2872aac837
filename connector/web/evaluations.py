"""What participants thought of a training: a form, a file with a preview, and what is kept."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector import links
from connector.domain.evaluations import About, Evaluation, mean_percent, rounded
from connector.errors import ConnectorError
from connector.flows.keep_evaluation import (
    LONGEST,
    Kept,
    ShownEvaluations,
    import_evaluations,
    may_keep,
    note_evaluation,
    read_evaluations,
    take_back,
)
from connector.store import evaluations, office_pages
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.deciding import decimal_of
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.training import find
from connector.web.translation import _
from connector.web.uploads import LONGEST_NAME, SHOWN_ROWS, Mistake
from connector.web.verdict_rows import number

blueprint = Blueprint("evaluations", __name__, url_prefix="/trainings/<code>/evaluation")

PURPOSE = "simpul.evaluation.v1"
"""Of the signature on what a preview's form carries: only what was shown is stored."""

LARGEST = 1024 * 1024
"""Bytes of what a preview carries, unpacked."""


@page(blueprint, "", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show what is kept; whoever may keep evaluations finds the form and the upload."""
    return _page(code, None)


@page(blueprint, "", Needs.TURN, ("POST",))
def note(code: str) -> ResponseReturnValue:
    """Keep one mean that was typed in."""
    try:
        kept = note_evaluation(here().office, code, _given(), actor=actor())
    except ConnectorError as error:
        return _refused(code, error)
    _tell(kept)
    return redirect(url_for("evaluations.show", code=code), 303)


@page(blueprint, "/<int:evaluation_id>/remove", Needs.TURN, ("POST",))
def remove(code: str, evaluation_id: int) -> ResponseReturnValue:
    """Let a mean count no more."""
    try:
        take_back(here().office, code, evaluation_id, actor=actor())
    except ConnectorError as error:
        return _refused(code, error)
    flash(_("The result no longer counts."), "ok")
    return redirect(url_for("evaluations.show", code=code), 303)


@page(blueprint, "/file", Needs.TURN, ("POST",))
def read(code: str) -> ResponseReturnValue:
    """Read a file and show what it says; nothing is stored."""
    given = request.files.get("file")
    content = b""
    if given is not None and given.filename:
        limit = here().office.upload_max_bytes
        content = given.stream.read(limit + 1)
        if len(content) > limit:
            abort(413)
    try:
        shown = read_evaluations(
            here().office, code, (given.filename or "")[-LONGEST_NAME:] if given else "", content,
            maximum=decimal_of(request.form.get("maximum", "") or "100"), actor=actor(),
        )  # fmt: skip
    except ConnectorError as error:
        return _refused(code, error)
    return _preview(code, shown)


@page(blueprint, "/confirm", Needs.TURN, ("POST",))
def confirm(code: str) -> ResponseReturnValue:
    """Store what was shown."""
    carried = _unpacked(code, request.form.get("shown", ""))
    if carried is None:
        return problem(
            400, _("What was shown did not come back whole."), _untouched(),
            _("Upload the file again."),
        )  # fmt: skip
    file_name, found = carried
    try:
        kept = import_evaluations(here().office, code, found, file_name=file_name, actor=actor())
    except ConnectorError as error:
        return _refused(code, error)
    _tell(kept)
    return redirect(url_for("evaluations.show", code=code), 303)


def about_word(about: About) -> str:
    """What was judged, as pages call it."""
    return {
        About.ORGANISATION: _("Organisation"),
        About.INSTRUCTOR: _("Instructor"),
        About.MATERIAL: _("Subject"),
    }[about]


def _given() -> Evaluation:
    form = request.form
    try:
        about, respondents = About(form.get("about", "")), int(form.get("respondents", "")[:9])
    except ValueError as error:
        raise ConnectorError("evaluation_unfit", people="–") from error
    subject = "" if about is About.ORGANISATION else form.get("subject", "")
    return Evaluation(
        about,
        " ".join(subject.split()),
        " ".join(form.get("aspect", "").split()),
        respondents,
        decimal_of(form.get("score", "")),
        decimal_of(form.get("maximum", "")),
    )


def _refused(code: str, error: ConnectorError) -> ResponseReturnValue:
    if error.code in ("training_unknown", "evaluation_not_yours"):
        raise error
    what, todo = sentence(error.code, error.params)
    return _page(code, Mistake(what, _untouched(), todo)), 422


def _tell(kept: Kept) -> None:
    flash(
        _(
            "Results are kept: %(added)s new, %(changed)s corrected, %(same)s were there already.",
            added=kept.added,
            changed=kept.changed,
            same=kept.same,
        ),
        "ok",
    )


def _page(code: str, mistake: Mistake | None) -> str:
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        known = evaluations.of_training(connection, line.id)
        keeps = may_keep(connection, office, actor())
        names = office_pages.user_names(connection)
    order = list(About)
    ordered = sorted(
        known,
        key=lambda one: (order.index(one.evaluation.about), one.evaluation.subject.casefold()),
    )
    means = {
        about: mean_percent(one.evaluation for one in known if one.evaluation.about is about)
        for about in About
    }
    return render_template(
        "evaluation.html",
        line=line,
        mistake=mistake,
        known=ordered,
        means=[(about_word(one), mean and number(rounded(mean, 1))) for one, mean in means.items()],
        abouts=[(one.value, about_word(one)) for one in About],
        about_word=about_word,
        number=number,
        rounded=rounded,
        names=names,
        keeps=keeps,
        given=request.form,
        longest=LONGEST,
        limit=office.upload_max_bytes,
    )


def _preview(code: str, shown: ShownEvaluations) -> str:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    found = shown.preview.found
    states = [shown.state(one) for one in found]
    refused = [(one, *sentence(one.code, one.values())) for one in shown.preview.refused]
    return render_template(
        "evaluation_preview.html",
        line=line,
        read=shown.preview,
        lines=list(zip(found, states, strict=True))[:SHOWN_ROWS],
        counts={one: states.count(one) for one in ("new", "changed", "same")},
        refused=refused[:SHOWN_ROWS],
        about_word=about_word,
        number=number,
        carried=_packed(code, shown),
    )


def _untouched() -> str:
    return _("No result was stored.")


def _packed(code: str, shown: ShownEvaluations) -> str:
    """Return what was shown as signed text, for the form that says yes."""
    plain = [
        [one.about.value, one.subject, one.aspect, one.respondents, str(one.score),
         str(one.maximum)]
        for one in (each.evaluation for each in shown.preview.found)
    ]  # fmt: skip
    written = json.dumps([code, shown.preview.file_name, plain], separators=(",", ":")).encode()
    text = base64.urlsafe_b64encode(zlib.compress(written)).decode()
    return links.sign(here().settings.secret_keys[0], PURPOSE, text)


def _unpacked(code: str, carried: str) -> tuple[str, list[Evaluation]] | None:
    text = links.read(here().settings.secret_keys, PURPOSE, carried)
    if text is None:
        return None
    try:
        packed = base64.urlsafe_b64decode(text)
        told, file_name, plain = json.loads(zlib.decompressobj().decompress(packed, LARGEST))
    except (ValueError, binascii.Error, zlib.error):
        return None
    if told != code:
        return None
    return file_name, [
        Evaluation(About(about), subject, aspect, respondents, Decimal(score), Decimal(maximum))
        for about, subject, aspect, respondents, score, maximum in plain
    ]
