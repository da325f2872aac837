"""Takes a file of scores: read and shown row by row, stored only after a yes."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector import links
from connector.domain.completion import Score
from connector.domain.score_choice import percent, two_decimals
from connector.errors import ConnectorError
from connector.flows.class_completion import rule_of
from connector.flows.import_scores import (
    FILE,
    KNOWN_TESTS,
    ShownScores,
    import_scores,
    read_scores,
)
from connector.rosters.base import RowFinding
from connector.rosters.score_file import FoundScore
from connector.store import trainings
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.deciding import decimal_of
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.training import find
from connector.web.translation import _, ngettext
from connector.web.uploads import LONGEST_NAME, Mistake
from connector.web.verdict_rows import name_of_test, number, taken_word

blueprint = Blueprint("scores", __name__, url_prefix="/trainings/<code>/verdicts/import")

SHOWN_ROWS = 300
"""Rows of one list in a preview; the counts above it are always whole."""

PURPOSE = "simpul.scores.v1"
"""Of the signature on what a preview's form carries: only what was shown is stored."""

LARGEST = 4 * 1024 * 1024
"""Bytes of what a preview carries, unpacked; a thousand people with five tests are 400 kB."""


@dataclass(frozen=True)
class FoundLine:
    """One score of a preview in words."""

    row: int
    name: str
    test: str
    value: str
    percent: str
    taken_at: datetime | None
    state: str
    """`new`, `changed` or `same`."""


@page(blueprint, "", Needs.ADMINISTRATOR, ("GET", "POST"))
def take(code: str) -> ResponseReturnValue:
    """Take a file in and show what it says; nothing is stored."""
    if request.method == "GET":
        return _form(code, None)
    given, form = request.files.get("file"), request.form
    if given is None or not given.filename:
        mistake = Mistake(
            _("No file was chosen."),
            _untouched(),
            _("Choose the file with the scores and press the button again."),
        )
        return _form(code, mistake), 422
    limit = here().office.upload_max_bytes
    content = given.stream.read(limit + 1)
    if len(content) > limit:
        abort(413)
    try:
        shown = read_scores(
            here().office, code, given.filename[-LONGEST_NAME:], content,
            test=form.get("other", "").strip() or form.get("test", ""),
            maximum=decimal_of(form.get("maximum", "")),
        )  # fmt: skip
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return _form(code, Mistake(what, _untouched(), todo)), 422
    return _preview(code, shown)


@page(blueprint, "/confirm", Needs.ADMINISTRATOR, ("POST",))
def confirm(code: str) -> ResponseReturnValue:
    """Store what was shown."""
    carried = _unpacked(code, request.form.get("shown", ""))
    if carried is None:
        return problem(
            400,
            _("What was shown did not come back whole."),
            _untouched(),
            _("Upload the file again."),
        )
    digest, found = carried
    try:
        done = import_scores(here().office, code, found, digest=digest, actor=actor())
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return problem(422, what, _untouched(), todo)
    told = ngettext("%(num)s new score", "%(num)s new scores", len(done.added))
    flash(
        _(
            "Scores are in: %(added)s, %(changed)s corrected, %(same)s were there already.",
            added=told,
            changed=len(done.changed),
            same=done.same,
        ),
        "ok",
    )
    return redirect(url_for("verdicts.show", code=code), 303)


def _form(code: str, mistake: Mistake | None) -> str:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        stored = trainings.get(connection, code)
    rule = rule_of(stored.settings.options if stored else {})
    tests = dict.fromkeys([*KNOWN_TESTS, *(one.test for one in rule.scores)])
    return render_template(
        "score_upload.html",
        line=line,
        mistake=mistake,
        tests=list(tests),
        name_of_test=name_of_test,
        chosen=request.form.get("test", ""),
        other=request.form.get("other", ""),
        maximum=request.form.get("maximum", "100"),
        limit=here().office.upload_max_bytes,
    )


def _preview(code: str, shown: ShownScores) -> str:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    read = shown.preview
    return render_template(
        "score_preview.html",
        line=line,
        read=read,
        lines=_lines(shown)[:SHOWN_ROWS],
        changed=len(shown.changed),
        same=len(shown.same),
        refused=[_told(one) for one in read.refused[:SHOWN_ROWS]],
        warnings=[_told(one) for one in read.warnings[:SHOWN_ROWS]],
        tests=[name_of_test(one) for one in read.tests],
        taken_word=taken_word,
        carried=_packed(code, read.digest, read.found),
        limit=SHOWN_ROWS,
    )


def _lines(shown: ShownScores) -> list[FoundLine]:
    changed, same = shown.changed, shown.same
    return [
        FoundLine(
            one.row,
            shown.names[one.seat],
            name_of_test(one.test),
            f"{number(one.value)}/{number(one.maximum)}",
            number(two_decimals(percent(_score(one)))),
            one.taken_at,
            "changed" if one in changed else "same" if one in same else "new",
        )
        for one in shown.preview.found
    ]


def _score(one: FoundScore) -> Score:
    return Score(one.seat, one.test, FILE, one.value, one.maximum, one.taken_at)


def _told(finding: RowFinding) -> tuple[RowFinding, str, str]:
    what, todo = sentence(finding.code, finding.values())
    return finding, what, todo


def _untouched() -> str:
    return _("No score was stored.")


def _packed(code: str, digest: str, found: tuple[FoundScore, ...]) -> str:
    """Return what was shown as signed text, for the form that says yes."""
    plain = [
        [one.row, one.seat, one.test, str(one.value), str(one.maximum),
         one.taken_at.isoformat() if one.taken_at else ""]
        for one in found
    ]  # fmt: skip
    written = json.dumps([code, digest, plain], separators=(",", ":")).encode()
    text = base64.urlsafe_b64encode(zlib.compress(written)).decode()
    return links.sign(here().settings.secret_keys[0], PURPOSE, text)


def _unpacked(code: str, carried: str) -> tuple[str, list[FoundScore]] | None:
    text = links.read(here().settings.secret_keys, PURPOSE, carried)
    if text is None:
        return None
    try:
        packed = base64.urlsafe_b64decode(text)
        told, digest, plain = json.loads(zlib.decompressobj().decompress(packed, LARGEST))
    except (ValueError, binascii.Error, zlib.error):
        return None
    if told != code:
        return None
    return digest, [
        FoundScore(
            row, seat, test, Decimal(value), Decimal(maximum),
            datetime.fromisoformat(taken) if taken else None,
        )
        for row, seat, test, value, maximum, taken in plain
    ]  # fmt: skip
