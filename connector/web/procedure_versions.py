"""The office's SOPs as data: every version with its steps as printed, and a new one put in.

A version that is stored is never changed. Whoever changes a limit gives the file a higher number;
what would be different is shown before anything is written, and running trainings keep theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.procedures import Limit, Measure, Procedure, Step, TimeKind, TimeUnit, Words
from connector.errors import ConnectorError
from connector.flows import load_procedures
from connector.flows.load_procedures import SHIPPED, KeptProcedure, Loaded
from connector.flows.procedure_changes import changes
from connector.procedures.problems import ProcedureRefused
from connector.procedures.rules import in_words
from connector.procedures.toml_text import MAX_BYTES, decoded, plain_ends
from connector.store import procedures, users
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.problems import problem
from connector.web.run_words import actor_word, milestone_word
from connector.web.sheets import download
from connector.web.translation import _, ngettext

blueprint = Blueprint("procedure_versions", __name__, url_prefix="/settings/procedures")

_VERSION_LINE = re.compile(r"^([ \t]*version[ \t]*=[ \t]*)\d+", re.MULTILINE)
LARGEST = 9_999


@dataclass(frozen=True)
class VersionLine:
    """One version in a list."""

    kept: KeptProcedure
    running: int
    """Trainings that follow it now."""
    who: str
    """Who loaded it, "" for what came with the program."""


@dataclass(frozen=True)
class ListedProcedure:
    """A procedure in the list: its newest version, and what older ones still carry."""

    newest: VersionLine
    versions: int
    running: int


@dataclass(frozen=True)
class StepLine:
    """A step as it is printed, and how it is counted."""

    step: Step
    title: str
    other_title: str
    actors: str
    counted: str
    begins: str
    ends: str


@dataclass(frozen=True)
class Fault:
    """A problem of a file, with its line as it was written."""

    line: int
    written: str
    what: str
    todo: str


@page(blueprint, "", Needs.STAFF)
def listing() -> ResponseReturnValue:
    """List the procedures, newest versions first."""
    with reading(here().office.engine) as connection:
        lines = _lines(connection)
    versions = Counter(one.kept.procedure.slug for one in lines)
    running: Counter[str] = Counter()
    for one in lines:
        running[one.kept.procedure.slug] += one.running
    newest: dict[str, ListedProcedure] = {}
    for one in lines:
        slug = one.kept.procedure.slug
        newest.setdefault(slug, ListedProcedure(one, versions[slug], running[slug]))
    return render_template(
        "procedure_versions.html", listed=list(newest.values()), spoken_words=spoken_words
    )


@page(blueprint, "/<slug>", Needs.STAFF)
def show(slug: str) -> ResponseReturnValue:
    """Show a version (`?version=`, else the newest) with its steps as printed."""
    with reading(here().office.engine) as connection:
        lines = [one for one in _lines(connection) if one.kept.procedure.slug == slug]
    shown = _asked(lines)
    if shown is None:
        return _unknown()
    older = [one for one in lines if one.kept.procedure.version < shown.kept.procedure.version]
    procedure = shown.kept.procedure
    told = changes(older[0].kept.procedure, procedure) if older else []
    return render_template(
        "procedure_version.html",
        shown=shown,
        procedure=procedure,
        steps=[step_line(procedure, one) for one in procedure.steps],
        lines=lines,
        newest=lines[0].kept.id == shown.kept.id,
        before=older[0].kept.procedure.version if older else None,
        changes=[sentence(one.code, one.params)[0] for one in told],
        spoken_words=spoken_words,
    )


@page(blueprint, "/<slug>/<int:version>.toml", Needs.STAFF)
def source(slug: str, version: int) -> ResponseReturnValue:
    """Hand out the file of a version, to be changed and loaded as the next."""
    with reading(here().office.engine) as connection:
        stored = procedures.of_version(connection, slug, version)
    if stored is None:
        return _unknown()
    name = f"{stored.slug}-{stored.version}.toml"
    return download(stored.source.encode(), "application/toml; charset=utf-8", name)


@page(blueprint, "/<slug>/change", Needs.ADMINISTRATOR)
def change(slug: str) -> ResponseReturnValue:
    """Open the newest version's file for typing, under the next number."""
    with reading(here().office.engine) as connection:
        kept = load_procedures.newest(connection, slug)
    if kept is None:
        return _unknown()
    following = min(kept.procedure.version + 1, LARGEST)
    text = _VERSION_LINE.sub(rf"\g<1>{following}", kept.stored.source, count=1)
    return _typing(text)


@page(blueprint, "/check", Needs.ADMINISTRATOR, ("POST",))
def check() -> ResponseReturnValue:
    """Show what is wrong with a file, or what it would change; nothing is stored."""
    given = request.files.get("file")
    if given is not None and given.filename:
        content = given.stream.read(MAX_BYTES + 1)
        try:
            text = decoded(content)
        except ProcedureRefused as refused:
            return _typing("", faults=_faults(refused, ""), status=422)
    else:
        text = plain_ends(request.form.get("source", ""))
    if not text.strip():
        return problem(
            422,
            _("No file was chosen, and nothing was typed."),
            _("Nothing was loaded."),
            _("Choose the file of a procedure, or open one of the list and change it."),
        )
    return _looked_at(text)


@page(blueprint, "/load", Needs.ADMINISTRATOR, ("POST",))
def load() -> ResponseReturnValue:
    """Store what was looked at as a new version."""
    text = plain_ends(request.form.get("source", ""))
    if not text.strip():
        abort(400)
    try:
        loaded = load_procedures.load(here().office, text, actor=actor())
    except ProcedureRefused as refused:
        return _typing(text, faults=_faults(refused, text), status=422)
    except ConnectorError as error:
        return _typing(text, refused=sentence(error.code, error.params), status=409)
    if loaded.new:
        flash(_("Loaded. Trainings that begin from now on follow it."), "ok")
    else:
        flash(_("This version is there already with the same content."), "ok")
    return redirect(url_for("procedure_versions.show", slug=loaded.procedure.slug), 303)


def _looked_at(text: str) -> ResponseReturnValue:
    try:
        planned = load_procedures.preview(here().office, text)
    except ProcedureRefused as refused:
        return _typing(text, faults=_faults(refused, text), status=422)
    except ConnectorError as error:
        return _typing(text, refused=sentence(error.code, error.params), status=422)
    return _typing(text, planned=planned)


def _typing(
    text: str,
    *,
    faults: Sequence[Fault] = (),
    refused: tuple[str, str] | None = None,
    planned: Loaded | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    running, told = 0, []
    if planned is not None and planned.before is not None:
        told = changes(planned.before.procedure, planned.procedure)
        with reading(here().office.engine) as connection:
            running = procedures.running(connection).get(planned.before.id, 0)
    answer = render_template(
        "procedure_change.html",
        source=text,
        faults=faults,
        refused=refused,
        planned=planned,
        steps=[step_line(planned.procedure, one) for one in planned.procedure.steps]
        if planned
        else [],
        changes=[sentence(one.code, one.params)[0] for one in told],
        running=running,
        spoken_words=spoken_words,
    )
    return answer, status


def _faults(refused: ProcedureRefused, text: str) -> list[Fault]:
    lines = text.split("\n")
    told = []
    for one in refused.problems:
        written = lines[one.line - 1].strip() if one.line <= len(lines) else ""
        told.append(Fault(one.line, written[:160], *sentence(one.code, one.params)))
    return told


def _lines(connection: Connection) -> list[VersionLine]:
    """Every version, by slug, the newest first."""
    running = procedures.running(connection)
    names = {f"user:{one.id}": one.name for one in users.listing(connection)}
    return [
        VersionLine(
            one,
            running.get(one.id, 0),
            ""
            if one.stored.origin == SHIPPED
            else names.get(one.stored.loaded_by, one.stored.loaded_by),
        )
        for one in load_procedures.every(connection)
    ]


def _asked(lines: Sequence[VersionLine]) -> VersionLine | None:
    wanted = request.args.get("version", "")
    if not wanted:
        return lines[0] if lines else None
    return next((one for one in lines if str(one.kept.procedure.version) == wanted), None)


def _unknown() -> ResponseReturnValue:
    return problem(
        404,
        _("There is no such procedure, or not in that version."),
        "",
        _("Choose one from the list of procedures."),
    )


def spoken_words(words: Words) -> str:
    """A title in the reader's language."""
    return words.id if spoken() == "id" else words.en


def step_line(procedure: Procedure, step: Step) -> StepLine:
    """Return a step in the reader's words; what is printed stays as it is."""
    other = step.title.en if spoken() == "id" else step.title.id
    return StepLine(
        step=step,
        title=spoken_words(step.title),
        other_title=other if spoken() != "id" else "",
        actors=", ".join(actor_word(one) for one in step.actors),
        counted=counted_words(step),
        begins=_begins(procedure, step),
        ends=_ends(step),
    )


def counted_words(step: Step) -> str:
    """`2 working days, a deadline`: how a printed limit is counted; "" for none.

    Minutes and hours are told again only where they are not the printed ones.
    """
    limit = step.limit
    if limit is None:
        return ""
    kind = _("a deadline") if limit.measure is Measure.DEADLINE else _("effort, never late")
    if limit.unit is not TimeUnit.DAY and step.limit_printed == in_words(limit):
        return kind
    return f"{_amount(limit)}, {kind}"


def _amount(limit: Limit) -> str:
    if limit.unit is TimeUnit.MINUTE:
        return ngettext("%(num)s minute", "%(num)s minutes", limit.amount)
    if limit.unit is TimeUnit.HOUR:
        return ngettext("%(num)s hour", "%(num)s hours", limit.amount)
    if limit.time is TimeKind.WORKING:
        return ngettext("%(num)s working day", "%(num)s working days", limit.amount)
    return ngettext("%(num)s calendar day", "%(num)s calendar days", limit.amount)


def _begins(procedure: Procedure, step: Step) -> str:
    printed = {one.slug: one.printed for one in procedure.steps}
    after = ", ".join(printed[slug] for slug in step.after)
    before = _("after step %(printed)s", printed=after) if after else ""
    if not step.starts_on:
        return before or _("when the training begins to follow it")
    reached = milestone_word(step.starts_on)
    return _("%(one)s or %(other)s", one=before, other=reached) if before else reached


def _ends(step: Step) -> str:
    if step.ends_on:
        return ", ".join(milestone_word(one) for one in step.ends_on)
    if step.assigns:
        return _("by handing the work on")
    return _("when somebody records it")
