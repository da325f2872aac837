"""The form for what a training asks of its participants; the rule itself is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.completion import (
    POSTTEST,
    PRETEST,
    Band,
    CompletionRule,
    Miss,
    Retake,
    ScoreRule,
)
from connector.domain.score_choice import BAND_PRESETS
from connector.errors import ConnectorError
from connector.flows import decide_completion
from connector.flows.class_completion import rule_of
from connector.flows.completion_words import rule_words
from connector.store import trainings
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.training import find
from connector.web.translation import _
from connector.web.uploads import Mistake
from connector.web.verdict_rows import name_of_test, number

blueprint = Blueprint("completion_rule", __name__, url_prefix="/trainings/<code>/verdicts/rule")

SPARE = 2
"""Empty lines for further tests."""

BAND_LINES = 6
"""Lines of bands a form offers at least."""

AS_TYPED = "typed"
NO_BANDS = "none"


@dataclass(frozen=True)
class TestLine:
    """One line of the form's table of tests, as text."""

    name: str
    """Code of the two that have one, else what people call it; "" is a spare line."""
    fixed: bool
    asked: bool
    required: bool
    minimum: str
    weight: str


@page(blueprint, "", Needs.ADMINISTRATOR)
def show(code: str) -> ResponseReturnValue:
    """Show the rule, to be changed."""
    return _form(code, None)


@page(blueprint, "", Needs.ADMINISTRATOR, ("POST",))
def change(code: str) -> ResponseReturnValue:
    """Store the rule; every verdict follows at once."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
    try:
        rule = _given(line.zone)
        decide_completion.set_rule(here().office, code, rule, actor=actor())
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return _form(code, Mistake(what, _("The rule is what it was."), todo)), 422
    flash(
        _("The rule now reads: %(rule)s", rule=rule_words(rule, spoken(), line.zone)),
        "ok",
    )
    return redirect(url_for("verdicts.show", code=code), 303)


def _form(code: str, mistake: Mistake | None) -> str:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        stored = trainings.get(connection, code)
    rule = rule_of(stored.settings.options if stored else {})
    posted = request.form if mistake else None
    until = rule.remedial_until
    return render_template(
        "verdict_rule.html",
        line=line,
        mistake=mistake,
        posted=posted,
        rule=rule,
        said=rule_words(rule, spoken(), line.zone),
        tests=_posted_lines() if mistake else _lines(rule.scores),
        until=f"{until.astimezone(ZoneInfo(line.zone)):%Y-%m-%dT%H:%M}" if until else "",
        bands=_band_lines(rule),
        presets={name: [one.name for one in bands] for name, bands in BAND_PRESETS.items()},
        preset=_preset(rule),
        number=number,
        name_of_test=name_of_test,
        retakes={
            Retake.HIGHEST: _("the highest"),
            Retake.LAST: _("the last"),
            Retake.FIRST: _("the first"),
        },
        misses={
            Miss.ASK: _("a person decides (needs a decision)"),
            Miss.FAIL: _("not earned"),
        },
    )


def _lines(asked: Sequence[ScoreRule]) -> list[TestLine]:
    """Return pre-test and post-test, the other tests of the rule, and spare lines."""
    known = {one.test: one for one in asked}
    fixed = [_line(test, known.get(test), fixed=True) for test in (PRETEST, POSTTEST)]
    others = [
        _line(one.test, one, fixed=False) for one in asked if one.test not in (PRETEST, POSTTEST)
    ]
    return [*fixed, *others, *[_line("", None, fixed=False)] * SPARE]


def _line(name: str, asked: ScoreRule | None, *, fixed: bool) -> TestLine:
    if asked is None:
        return TestLine(name, fixed, False, False, "", "")
    return TestLine(
        name,
        fixed,
        True,
        asked.required,
        "" if asked.minimum is None else number(asked.minimum),
        str(asked.weight or ""),
    )


def _posted_lines() -> list[TestLine]:
    """Return the table as somebody typed it, so that a mistake costs no work."""
    form, lines = request.form, []
    for at in range(_count()):
        name = form.get(f"test{at}.name", "")[: decide_completion.NAME]
        fixed = name in (PRETEST, POSTTEST)
        lines.append(
            TestLine(
                name,
                fixed,
                f"test{at}.asked" in form or (not fixed and bool(name)),
                f"test{at}.required" in form,
                form.get(f"test{at}.minimum", "")[:10],
                form.get(f"test{at}.weight", "")[:5],
            )
        )
    return lines


def _count() -> int:
    """How many lines of tests the form had."""
    at = 0
    while f"test{at}.name" in request.form and at < 2 * decide_completion.MOST:
        at += 1
    return at


def _band_lines(rule: CompletionRule) -> list[tuple[str, str]]:
    if request.method == "POST":
        form = request.form
        return list(zip(form.getlist("band.name"), form.getlist("band.above"), strict=False))
    lines = [(one.name, number(one.above)) for one in rule.bands]
    return lines + [("", "")] * max(1, BAND_LINES - len(lines))


def _preset(rule: CompletionRule) -> str:
    if request.method == "POST":
        return request.form.get("bands", "")
    if not rule.bands:
        return NO_BANDS
    return next((name for name, bands in BAND_PRESETS.items() if bands == rule.bands), AS_TYPED)


def _given(zone: str) -> CompletionRule:
    """Read the form; raises ConnectorError `completion_rule_…` for what is no number."""
    form = request.form
    try:
        retake, miss = Retake(form.get("retake", "")), Miss(form.get("miss", ""))
    except ValueError as error:
        raise ConnectorError("completion_rule_numbers") from error
    return CompletionRule(
        minimum_percent=_whole(form.get("minimum_percent", "")),
        max_unexcused_jp=_number(form.get("max_unexcused_jp", "")),
        require_all_subjects="require_all_subjects" in form,
        scores=_given_scores(),
        retake=retake,
        remedial_until=_until(form.get("remedial_until", ""), zone),
        course_completion="course_completion" in form,
        documents=tuple(
            name for line in form.get("documents", "").splitlines() if (name := _name(line))
        ),
        miss=miss,
        bands=_given_bands(),
        minimum_score=_number(form.get("minimum_score", "")),
    )


def _given_scores() -> tuple[ScoreRule, ...]:
    return tuple(
        ScoreRule(_name(one.name), _number(one.minimum), one.required, _whole(one.weight or "0"))
        for one in _posted_lines()
        if one.asked and _name(one.name)
    )


def _given_bands() -> tuple[Band, ...]:
    form = request.form
    chosen = form.get("bands", "")
    if chosen in BAND_PRESETS:
        return BAND_PRESETS[chosen]
    if chosen != AS_TYPED:
        return ()
    pairs = zip(form.getlist("band.name"), form.getlist("band.above"), strict=False)
    return tuple(
        Band(_name(name), _number(above) or Decimal(0))
        for name, above in pairs
        if _name(name) or above.strip()
    )


def _name(text: str) -> str:
    return " ".join(text.split())


def _whole(text: str) -> int:
    number = _number(text)
    if number is None or number != number.to_integral_value():
        raise ConnectorError("completion_rule_numbers")
    return int(number)


def _number(text: str) -> Decimal | None:
    """Read `70,01` or `70.01`; nothing typed is None."""
    if not text.strip():
        return None
    try:
        found = Decimal(text.strip().replace(",", ".")[:10])
    except InvalidOperation as error:
        raise ConnectorError("completion_rule_numbers") from error
    if not found.is_finite():
        raise ConnectorError("completion_rule_numbers")
    return found


def _until(text: str, zone: str) -> datetime | None:
    """Read a local moment as a form's field has it."""
    if not text:
        return None
    try:
        local = datetime.fromisoformat(text)
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ConnectorError("completion_rule_numbers") from error
